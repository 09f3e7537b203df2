"""Attachments: what a file is, what is hidden in it, and how it can be shown without opening it. It knows no case."""
