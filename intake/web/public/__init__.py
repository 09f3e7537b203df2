"""The counter for people who write. Holds no key that opens a case."""
