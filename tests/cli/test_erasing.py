"""The job process finishes what was asked to be erased, and erases again what an old copy brought back."""

import pytest
from sqlalchemy import select

from intake import clock, worker
from intake.access.roles import Role
from intake.accounts.trust import trust_of
from intake.audit.models import AuditEvent
from intake.cases import erase
from intake.cases.models import Case, Erased
from intake.cases.states import ErasureReason
from intake.db import Stores
from intake.settings import Settings
from intake.vault import passwords
from intake.vault.secrets import Secrets, load_job_secrets
from tests.cases.office import Office, Person


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
