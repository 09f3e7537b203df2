"""Backups: made while the server runs, sealed to a key on paper, restored into an empty place, and tried."""
