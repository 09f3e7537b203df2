"""Sent files: sealed while they arrive, kept in a folder of noise, and opened piece by piece. It knows no case."""
