"""Accounts: people, sessions, teams and their keys."""
