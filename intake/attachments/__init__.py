"""Sent files: sealed as they arrive, kept as noise; what hides in them, and how they are shown. It knows no case."""
