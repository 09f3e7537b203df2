"""Where a team's notices go is set by an operator, checked, and recorded without the address."""

import pytest
from sqlalchemy import select

from intake.accounts.models import Team
from intake.audit.models import AuditEvent
from intake.db import Stores
from tests.cli.conftest import Run


@pytest.fixture
def team(run: Run, stores: Stores) -> str:
    """The address name of a team that has no notices."""
    run("init")
    with stores.changing() as work:
        work.main.add(Team(slug="families", name="Families"))
    return "families"


def _address(stores: Stores) -> str | None:
    with stores.reading() as work:
        return work.main.scalars(select(Team.notice_email)).one()


def test_notices_are_off_until_somebody_names_an_address(run: Run, stores: Stores, team: str) -> None:
    assert _address(stores) is None
    assert run("team", "notices", team, "desk@example.org").exit_code == 0
    assert _address(stores) == "desk@example.org"
    assert run("team", "notices", team, "off").exit_code == 0
    assert _address(stores) is None


def test_setting_them_is_an_event_that_does_not_name_the_address(run: Run, stores: Stores, team: str) -> None:
    run("team", "notices", team, "desk@example.org")
    with stores.reading() as work:
        body = work.main.scalars(select(AuditEvent.body).where(AuditEvent.act == "team:notices_set")).one()
    assert '"on":true' in body
    assert "example.org" not in body
    assert run("audit", "verify").exit_code == 0


@pytest.mark.parametrize("words", [("families", "no address"), ("nobody", "desk@example.org")])
def test_what_cannot_be_is_one_line_and_changes_nothing(
    run: Run, stores: Stores, team: str, words: tuple[str, str]
) -> None:
    refused = run("team", "notices", *words)
    assert refused.exit_code == 2
    assert len(refused.stderr.strip().splitlines()) == 1
    assert _address(stores) is None
