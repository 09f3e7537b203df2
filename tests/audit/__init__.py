"""The log: what it refuses, what it finds, how fast it reads."""
