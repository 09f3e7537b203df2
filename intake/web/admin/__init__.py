"""Accounts, teams, settings and the audit log. Opens no case."""
