"""A begun log on both databases."""

import pytest

from intake.db import Stores
from tests.audit.logbook import Logbook


@pytest.fixture
def log(stores: Stores) -> Logbook:
    """A begun log with three people enrolled, on SQLite and on PostgreSQL."""
    return Logbook(stores)
