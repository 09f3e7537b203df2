"""Making a backup: what is in it, what is not, who can read it, and what it leaves when something goes wrong."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import select

from intake.audit import history
from intake.audit.history import Filters
from intake.audit.kinds import Act
from intake.backup.frames import FILE, TABLE
from intake.backup.make import Made
from intake.backup.manifest import Kind
from intake.cases.models import Shard
from intake.db import Ephemeral, Work
from intake.notices.reminders import Reminders
from intake.tables import EPHEMERAL
from tests.backup.site import Site, everything_in, opens, texts_read
from tests.realdata.scanner import WINDOW, Scanner
from tests.support.people import admitted, signed_in

pytestmark = pytest.mark.slow


def plaintext(site: Site, made: Made) -> tuple[bytes, bytes]:
    """What stands in both archives, for whoever has the words."""
    pair = site.pair(made)
    return tuple(b"".join(payload for _, payload in archive.frames()) for archive in (pair.main, pair.shards))  # type: ignore[return-value]


def test_nothing_acknowledged_before_the_backup_began_is_missing(site: Site) -> None:
    stop = Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            site.send(f"Written meanwhile, number {number}.")
            number += 1

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        while len(site.receipts) < 6:
            assert not writing.done()
        acknowledged = dict(site.receipts)
        made = site.back_up()
        stop.set()
        writing.result()
    site.restore(made)
    with site.restored() as house:
        read = texts_read(house.stores, signed_in(house, site.instance.caseworker))
        assert set(acknowledged) <= read <= set(site.receipts)
        assert [code for code in acknowledged.values() if not opens(house, code)] == []


def test_the_backup_is_an_event_of_the_log(site: Site) -> None:
    made = site.back_up()
    with site.instance.stores.reading() as work:
        (event,) = history.page(work.main, Filters(), size=1).events
    assert (event.act, event.facts) == (Act.SYSTEM_BACKED_UP, {"size": made.log_size})
    assert event.seq == made.log_size + 1


def test_nothing_that_was_written_and_no_secret_is_readable_in_an_archive(site: Site) -> None:
    with site.instance.stores.reading() as work:
        shards = list(work.shards.scalars(select(Shard.shard)))
    kept = site.instance.secrets
    secrets = [kept.pepper, kept.log_seed, kept.form_key, kept.job_key, site.seed, *shards]
    made = site.back_up()
    assert list(Scanner([*site.receipts, *site.receipts.values()]).files([made.main, made.shards])) == []
    for path in (made.main, made.shards):
        assert _windows(path.read_bytes(), secrets) == []


def test_even_opened_the_main_archive_holds_no_shard_no_pepper_and_no_text(site: Site) -> None:
    with site.instance.stores.reading() as work:
        shards = list(work.shards.scalars(select(Shard.shard)))
    kept, (main, beside) = site.instance.secrets, plaintext(site, site.back_up())
    assert _windows(main, shards) == []
    assert len(_windows(beside, shards)) == len(shards), "the control: they are in the other one"
    for opened in (main, beside):
        assert _windows(opened, [kept.pepper, kept.form_key, kept.job_key, site.seed]) == []
        assert _windows(opened, [text.encode() for text in site.receipts]) == []
    assert _windows(main, [kept.log_seed]) == [kept.log_seed]


def test_the_ephemeral_store_is_in_no_archive(site: Site) -> None:
    admitted(site.instance.house, site.instance.caseworker)
    with site.instance.stores.reading() as work:
        wrapped = [bytes(blob) for blob in _session_boxes(work)]
    assert wrapped
    pair = site.pair(site.back_up())
    named = {name for archive in (pair.main, pair.shards) for name in archive.manifest.tables()}
    assert named & set(EPHEMERAL.tables) == set()
    assert named >= {"case", "item", "receipt", "audit_event", "staff", "shard"}
    for opened in plaintext(site, site.back_up()):
        assert _windows(opened, wrapped) == []


def test_what_waits_to_be_mailed_to_people_is_in_no_archive(site: Site) -> None:
    waiting = Reminders(site.instance.secrets.job_key, site.instance.settings)
    with site.instance.stores.changing() as work:
        waiting.plan(work.main, 7, "anna@mail.example", "en", "1 ")
    with site.instance.stores.reading() as work:
        [row] = waiting.waiting(work.main)
    made = site.back_up()
    assert all(_windows(opened, [row.tag, row.box]) == [] for opened in plaintext(site, made))
    assert {"outbox", "reminder"} & set(site.pair(made).main.manifest.tables()) == {"outbox"}
    site.restore(made)


def test_a_backup_writes_nothing_but_the_archives(site: Site) -> None:
    site.back_up()
    before = set(everything_in(site.instance.folder))
    made = site.back_up()
    assert set(everything_in(site.instance.folder)) - before == set()
    marks = {mark for mark, _ in site.pair(made).main.frames()}
    assert {TABLE, FILE} < marks
    assert site.pair(made).shards.manifest.kind is Kind.SHARDS


def _windows(data: bytes, values: list[bytes]) -> list[bytes]:
    """The values of which any 24 bytes in a row stand in the data."""
    return [value for value in values
            if any(value[at:at + WINDOW] in data for at in range(max(1, len(value) - WINDOW + 1)))]


def _session_boxes(work: Work) -> list[bytes]:
    return list(work.ephemeral.scalars(select(Ephemeral.metadata.tables["session"].c.wrapped)))
