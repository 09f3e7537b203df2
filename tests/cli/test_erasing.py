"""The job process finishes what was asked to be erased, and erases again what an old copy brought back."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import select

from intake import clock, worker
from intake.access.roles import Role
from intake.accounts.trust import trust_of
from intake.audit.models import AuditEvent
from intake.cases import erase, hold, retention
from intake.cases.models import Case, Erased
from intake.cases.retention import Periods
from intake.cases.states import ErasureReason, HoldReason, Outcome, Reason, Status
from intake.cases.workspace import Desk, Move
from intake.db import Stores
from intake.settings import Settings
from intake.vault import passwords
from intake.vault.secrets import Secrets, load_job_secrets
from tests.cases.office import Office, Person
from tests.cli.conftest import Run


@pytest.fixture
def office(stores: Stores, secrets: Secrets, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office. Receipt codes cost next to nothing here."""
    monkeypatch.setattr(passwords, "RECEIPT", passwords.Cost(memory_kib=64, passes=1))
    return Office(stores, secrets, trust_of(settings))


@pytest.fixture
def lead(office: Office) -> Person:
    """The lead of the team that gets the form."""
    lead = office.person("Lena", Role.LEAD)
    office.team("families", lead, receives=True)
    return lead


@pytest.fixture
def jobs(office: Office, settings: Settings) -> worker.Jobs:
    """The jobs of that office, with the two keys that the job process holds."""
    return worker.Jobs(settings, office.stores, load_job_secrets(settings.secrets_dir))


def acts(office: Office) -> list[str]:
    """The acts of the log about erasing, in order."""
    with office.stores.reading() as work:
        found = work.main.scalars(select(AuditEvent.act).order_by(AuditEvent.seq)).all()
    return [act for act in found if "eras" in act]


def test_the_job_process_finishes_what_was_asked_to_be_erased(office: Office, lead: Person, jobs: worker.Jobs) -> None:
    reference = office.case()
    with office.stores.changing() as work:
        erase.request(work, lead.actor, lead.keyring.signer, reference, 1, ErasureReason.ASKED_FOR)
    jobs.upkeep()
    jobs.upkeep()
    assert office.references() == []
    assert acts(office) == ["case:erasure_requested", "case:erased"]


def test_the_job_process_erases_again_what_came_back_with_an_old_copy(
    office: Office, lead: Person, jobs: worker.Jobs
) -> None:
    office.case()
    with office.stores.changing() as work:
        [case_id] = work.main.scalars(select(Case.id))
        work.shards.add(Erased(case_id=case_id, day=clock.today()))
    stays = office.case("Another enquiry.")
    jobs.upkeep()
    jobs.upkeep()
    assert office.references() == [stays]
    assert acts(office) == ["system:erasures_reapplied"]


def test_erasures_are_finished_every_minute(jobs: worker.Jobs, secrets: Secrets) -> None:
    queue = worker.open_queue(jobs.settings, secrets.job_key)
    worker.plan(queue, jobs)
    noon = clock.now().replace(hour=12, second=0, tzinfo=None)
    for minute in range(60):
        assert "finish_erasures" in {task.name for task in queue.read_periodic(noon.replace(minute=minute))}
    queue.storage.close()


def test_erase_due_lists_without_erasing_and_erases_only_what_was_confirmed(
    office: Office, lead: Person, run: Run
) -> None:
    references = [office.case(f"Text {number}") for number in range(3)]
    for reference in references:
        with office.stores.changing() as work:
            Desk(work, lead.actor, lead.keyring).move(
                office.at(reference), Move(Status.CLOSED, Reason.DONE, Outcome.HELPED))
    due = clock.today() + timedelta(days=1095)
    with time_machine.travel(datetime.combine(due, time(12), UTC), tick=False):
        with office.stores.changing() as work:
            retention.confirm(work, lead.actor, lead.keyring.signer, references[:1], Periods(1095))
            hold.set_hold(work, lead.actor, lead.keyring.signer, references[1], HoldReason.COURT)
        listed = run("erase-due", "--preview").output.splitlines()
        assert sorted(listed) == sorted(
            f"{reference:<12}{due}  {state}"
            for reference, state in zip(references, ("confirmed", "held", "not confirmed"), strict=True))
        assert set(office.references()) == set(references)
        assert "Cases erased: 1." in run("erase-due").output
        assert set(office.references()) == set(references[1:])
        assert "Cases erased: 0." in run("erase-due").output


def test_the_setting_decides_when_a_case_is_due(
    office: Office, lead: Person, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = office.case()
    with office.stores.changing() as work:
        Desk(work, lead.actor, lead.keyring).move(
            office.at(reference), Move(Status.CLOSED, Reason.DONE, Outcome.HELPED))
    assert run("erase-due", "--preview").output == ""
    monkeypatch.setenv("INTAKE_RETENTION_DAYS", "30")
    assert reference in run("erase-due", "--preview").output
    monkeypatch.setenv("INTAKE_RETENTION_DAYS", "29")
    assert run("erase-due", "--preview").exit_code == 2


def test_a_form_may_have_a_time_of_its_own(
    office: Office, lead: Person, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = office.case()
    with office.stores.changing() as work:
        Desk(work, lead.actor, lead.keyring).move(
            office.at(reference), Move(Status.CLOSED, Reason.DONE, Outcome.HELPED))
    monkeypatch.setenv("INTAKE_FORM_RETENTION_DAYS", '{"contact": 30}')
    due = clock.today() + timedelta(days=30)
    assert run("erase-due", "--preview").output == f"{reference:<12}{due}  not confirmed\n"
    monkeypatch.setenv("INTAKE_FORM_RETENTION_DAYS", '{"contact": 29}')
    assert "INTAKE_FORM_RETENTION_DAYS_CONTACT" in run("erase-due", "--preview").output
