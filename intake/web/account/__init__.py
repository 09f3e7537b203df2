"""Signing in, second factors and one's own sessions."""
