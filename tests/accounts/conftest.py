"""An installation that was set up, and cheap password slots: Argon2id is tested at its real cost in one place."""

import pytest

from intake.accounts import init, slots
from intake.db import Stores
from intake.settings import Settings
from intake.vault.lanes import Lanes
from intake.vault.secrets import Secrets, new_run_secret
from tests.support.people import CHEAP, House


@pytest.fixture(autouse=True)
def _cheap_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "COST", CHEAP)


@pytest.fixture
def bare_house(settings: Settings, stores: Stores, secrets: Secrets) -> House:
    """An installation before it was set up."""
    lanes = Lanes(settings.instance_dir / "lanes", "staff", 2)
    return House(settings, stores, secrets, new_run_secret(), lanes)


@pytest.fixture
def house(bare_house: House) -> House:
    """An installation with a real store, its log begun and its first administrator invited."""
    init.begin(bare_house.stores, bare_house.secrets)
    return bare_house
