"""Staff, their passwords, second factors, sessions, and the keys they hold."""
