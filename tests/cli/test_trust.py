"""`intake trust`: what root pins, and what an operator is told about teams' keys."""

import pytest
from sqlalchemy import delete

from intake.access.roles import Role
from intake.accounts import digits, slots
from intake.accounts.chain import chain_of
from intake.accounts.models import TeamEpoch, TeamMember
from intake.accounts.trust import trust_of
from intake.db import Stores
from intake.settings import Settings
from intake.vault.secrets import Secrets
from tests.cases.office import Office
from tests.cli.conftest import Run
from tests.support.people import CHEAP


@pytest.fixture
def team_digits(run: Run, stores: Stores, secrets: Secrets, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """An instance with a team that receives the form and is not pinned; gives the digits that its founder sees."""
    monkeypatch.setattr(slots, "COST", CHEAP)
    office = Office(stores, secrets, trust_of(settings))
    team_id = office.team("families", office.person("Lena", Role.LEAD), receives=True)
    settings.trusted_file.unlink()
    with stores.reading() as work:
        return digits.of_team(chain_of(work.main, team_id)[0].hash()).digits


def test_a_form_stays_closed_until_its_team_is_pinned(run: Run, team_digits: str) -> None:
    shown = run("trust", "show")
    assert shown.exit_code == 1
    assert "not pinned" in shown.output
    pinned = run("trust", "pin", "families", *team_digits.split())
    assert pinned.exit_code == 0
    (words,) = [line.split("words")[1].strip() for line in pinned.output.splitlines() if "words" in line]
    assert len(words.split()) == 10
    shown = run("trust", "show")
    assert words in shown.output
    assert shown.exit_code == 0
    assert "pinned and sound" in shown.output


def test_the_words_say_the_same_as_the_digits(run: Run, team_digits: str) -> None:
    (words,) = [line.split("words")[1].split() for line in run("trust", "show").output.splitlines() if "words" in line]
    assert run("trust", "pin", "families", *words[::-1]).exit_code == 2
    assert run("trust", "pin", "families", *words).exit_code == 0


def test_other_digits_pin_nothing_and_say_what_it_may_mean(run: Run, team_digits: str) -> None:
    refused = run("trust", "pin", "families", *team_digits.split()[::-1])
    assert refused.exit_code == 2
    assert "somebody may have put other keys there" in refused.stderr
    assert run("trust", "show").exit_code == 1


def test_an_unknown_team_is_one_line(run: Run, team_digits: str) -> None:
    refused = run("trust", "pin", "nobody", *team_digits.split())
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)


@pytest.mark.slow
def test_the_doctor_says_that_the_form_is_closed_and_why(run: Run, team_digits: str, stores: Stores) -> None:
    assert "not pinned" in run("doctor").output
    run("trust", "pin", "families", *team_digits.split())
    assert "note  public form open" not in run("doctor").output
    with stores.changing() as work:
        work.main.execute(delete(TeamMember))
        work.main.execute(delete(TeamEpoch))
    assert "note  public form open" in run("doctor").output


def test_the_doctor_warns_where_the_server_could_change_its_pins(
    run: Run, team_digits: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("trust", "pin", "families", *team_digits.split())
    monkeypatch.setattr("os.geteuid", lambda: 12345)
    assert "could change what it trusts" in run("doctor").output
