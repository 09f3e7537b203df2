"""What a demonstration shows where its operator named nobody: numbers that are public, and no named service."""

from typing import Final, Literal

from intake.settings import CrisisContact

Service = Literal["emergency", "police", "ambulance"]

_KNOWN: Final[tuple[tuple[str, Service, str], ...]] = (
    ("FR", "emergency", "112"),
    ("DE", "emergency", "112"),
    ("AL", "emergency", "112"),
    ("GB", "emergency", "999"),
    ("GB", "emergency", "112"),
    ("IR", "police", "110"),
    ("IR", "ambulance", "115"),
    ("IQ", "police", "104"),
    ("IQ", "ambulance", "122"),
)


def examples() -> tuple[CrisisContact, ...]:
    """They name no day on which somebody tried them, because nobody did."""
    return tuple(CrisisContact(country=country, service=service, phone=phone) for country, service, phone in _KNOWN)
