"""Content-free mail, from the outbox to the mail server."""
