"""What comes back: every case, every code, the log, and no session. What is damaged leaves no trace."""

import secrets as random
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import delete, select, text

from intake import clock, doctor
from intake.accounts import recovery
from intake.accounts.recovery import Recovery
from intake.audit import history
from intake.audit.history import Filters
from intake.audit.kinds import Act
from intake.backup import tables
from intake.backup.opening import open_pair
from intake.backup.restore import require_empty, restore
from intake.cases import erase
from intake.cases.models import Case, Shard
from intake.cases.states import ErasureReason
from intake.errors import Unready
from intake.revisions import is_current
from intake.settings import Settings, load_settings
from intake.vault import backup_key
from intake.vault.keys import new_seed
from intake.vault.sign import Signer
from tests.backup.site import Site, everything_in, files_read, log_of, opened_at, opens, texts_read
from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.people import admitted, known, signed_in

pytestmark = pytest.mark.slow


def test_every_case_opens_again_with_a_members_keys_and_every_code_its_thread(site: Site) -> None:
    site.restore(site.back_up())
    with site.restored() as house:
        assert texts_read(house.stores, signed_in(house, site.instance.caseworker)) == set(site.receipts)
        assert [code for code in site.receipts.values() if not opens(house, code)] == []


def test_a_case_that_was_erased_since_does_not_come_back_with_an_older_main_archive(site: Site) -> None:
    """The shards are kept apart: a restore may well find newer ones beside an older main archive."""
    before, instance = site.back_up(), site.instance
    lead = signed_in(instance.house, instance.lead)
    signer = Signer(instance.secrets.log_seed)
    with instance.stores.changing() as work:
        case = work.main.scalars(select(Case)).first()
        assert case is not None
        erase.request(work, lead.actor, lead.keyring.signer, case.reference, case.version, ErasureReason.ASKED_FOR)
        gone = case.id
    with instance.stores.changing() as work:
        assert erase.carry_out(work, signer, gone)
    after = site.back_up()
    restore(site.elsewhere, open_pair(before.main, after.shards, site.seed), site.pepper)
    with site.restored() as house:
        with house.stores.reading() as work:
            assert work.main.get(Case, gone) is None
            acts = [event.act for event in history.page(work.main, Filters(), size=2).events]
        assert log_of(house).problems == ()
    assert acts == [Act.SYSTEM_RESTORED, Act.SYSTEM_ERASURES_REAPPLIED]


def test_old_sessions_are_dead(site: Site) -> None:
    token = admitted(site.instance.house, site.instance.caseworker).token
    assert known(site.instance.house, token) is not None
    site.restore(site.back_up())
    with site.restored() as house:
        house.run_secret = site.instance.house.run_secret  # even if that could be had again
        assert known(house, token) is None


def test_the_restored_log_verifies_and_tells_of_the_restore(site: Site) -> None:
    made = site.back_up()
    moment = site.pair(made).main.manifest.moment
    site.restore(made)
    with site.restored() as house:
        report = log_of(house)
        with house.stores.reading() as work:
            (event,) = history.page(work.main, Filters(), size=1).events
    assert (report.problems, report.size) == ((), moment.log_size + 1)
    assert (event.act, event.actor) == (Act.SYSTEM_RESTORED, None)
    assert event.facts == {"size": moment.log_size, "root": moment.log_root}


def test_the_doctor_finds_nothing_wrong_with_what_was_restored(site: Site) -> None:
    site.restore(site.back_up())
    left_to_people = ["checkpoints of the log kept elsewhere", "crisis contacts checked", "recovery cards",
                      "public form open"]  # mail, calls and digits
    assert [finding.question for finding in doctor.examine(site.elsewhere) if finding.problem] == left_to_people


def test_every_row_of_both_stores_comes_back(site: Site) -> None:
    made = site.back_up()
    before = site.pair(made)
    assert site.restore(made).rows == made.rows
    with site.restored() as house:
        for archive, engine in ((before.main, house.stores.main), (before.shards, house.stores.shards)):
            tabled = {name: each.count for name, each in archive.manifest.tables().items()}
            with tables.snapshot(engine) as connection:
                counts = {name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) for name in tabled}
            counts["audit_event"] = counts.get("audit_event", 1) - 1  # the restore's own
            assert counts | {"audit_event": 0} == tabled | {"audit_event": 0}
        assert is_current(house.stores)


def test_sealed_files_come_back(site: Site) -> None:
    sealed = {f"blobs/{number:02}/{random.token_hex(8)}": random.token_bytes(300_000 * number) for number in range(3)}
    for name, content in sealed.items():
        file = site.instance.folder / name
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
    (site.instance.folder / "blobs/02/.half.part").write_bytes(b"only being written")
    site.restore(site.back_up())
    found = everything_in(site.elsewhere.instance_dir)
    assert {name: content for name, content in found.items() if name.startswith("blobs/")} == sealed


def test_a_sent_file_opens_again_with_a_members_keys(site: Site) -> None:
    content = random.token_bytes(400_000)
    site.send("See the letter.", content)
    site.restore(site.back_up())
    with site.restored() as house:
        reader = signed_in(house, site.instance.caseworker)
        assert files_read(house.stores, reader, site.elsewhere.instance_dir) == {"letter.pdf": content}
        assert [each for each in doctor.examine(house.settings) if each.problem and "files" in each.question] == []


def test_what_was_backed_up_from_one_database_is_restored_into_the_other(
    site: Site, tmp_path: Path, sqlite_databases: SqliteDatabases, postgres_databases: PostgresDatabases
) -> None:
    here = site.instance.stores.main.dialect.name
    other = postgres_databases if here == "sqlite" else sqlite_databases
    pair = site.pair(site.back_up())
    with other.empty(tmp_path / "other") as urls:
        place = load_settings(instance_dir=tmp_path / "other", **urls.as_settings())
        restore(place, pair, site.pepper)
        with opened_at(place) as house:
            assert texts_read(house.stores, signed_in(house, site.instance.caseworker)) == set(site.receipts)
            assert log_of(house).ok


def test_a_restored_instance_is_backed_up_to_the_same_key(site: Site) -> None:
    site.restore(site.back_up())
    assert backup_key.load(site.elsewhere.secrets_dir) == backup_key.load(site.instance.settings.secrets_dir)


def test_without_the_pepper_people_come_back_with_their_recovery_key_and_codes_are_void(site: Site) -> None:
    restore(site.elsewhere, site.pair(site.back_up()), pepper=None)
    person = site.instance.caseworker
    with site.restored() as house:
        assert house.secrets.pepper != site.pepper
        assert [code for code in site.receipts.values() if opens(house, code)] == []
        typed = Recovery(person.username, person.recovery_key, person.code(), "another harbour, another lamp")
        assert recovery.recover(house, typed)
        person.password = "another harbour, another lamp"
        with time_machine.travel(clock.now() + timedelta(minutes=5)):
            assert texts_read(house.stores, signed_in(house, person)) == set(site.receipts)


def test_a_case_whose_shard_is_gone_stays_closed_to_the_old_main_archive(site: Site) -> None:
    old = site.back_up()
    with site.instance.stores.changing() as work:
        erased = work.main.scalars(select(Case.id)).first()
        work.shards.execute(delete(Shard).where(Shard.case_id == erased))
    pair = open_pair(old.main, site.back_up().shards, site.seed)
    restore(site.elsewhere, pair, site.pepper)
    with site.restored() as house:
        assert sum(opens(house, code) for code in site.receipts.values()) == len(site.receipts) - 1


def test_a_place_that_is_not_empty_is_refused(site: Site) -> None:
    made = site.back_up()
    with pytest.raises(Unready, match="empty"):
        require_empty(site.instance.settings)
    site.restore(made)
    with pytest.raises(Unready, match="empty"):
        site.restore(made)


@pytest.mark.parametrize("occupied", ["database_url", "shards_url", "ephemeral_url"])
def test_a_database_that_holds_tables_is_refused(site: Site, occupied: str) -> None:
    place = site.elsewhere.model_copy(update={occupied: getattr(site.instance.settings, occupied)})
    with pytest.raises(Unready, match="holds tables"):
        require_empty(place)


def test_looking_for_an_empty_place_makes_nothing(site: Site) -> None:
    before = everything_in(site.elsewhere.instance_dir)
    require_empty(site.elsewhere)
    assert everything_in(site.elsewhere.instance_dir) == before


def test_what_goes_wrong_on_the_way_leaves_the_place_empty(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    made = site.back_up()
    with monkeypatch.context() as patched:
        patched.setattr(tables.Loader, "finish", lambda _: None)
        with pytest.raises(Unready, match="did not come back as it was"):
            site.restore(made)
    _require_untouched(site.elsewhere)
    assert everything_in(site.elsewhere.instance_dir) == {}
    assert site.restore(made).log.ok


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("deed", ["record", "store_secrets", "backup_key.keep"])
def test_what_goes_wrong_after_the_stores_were_written_leaves_the_place_empty(
    site: Site, deed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = site.back_up()
    with monkeypatch.context() as patched:
        patched.setattr(f"intake.backup.restore.{deed}", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            site.restore(made)
    assert everything_in(site.elsewhere.instance_dir) == {}
    assert site.restore(made).log.ok


def test_an_archive_of_a_newer_version_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.revisions.newest", lambda _: "9999")
    monkeypatch.setattr("intake.backup.make.require_current", lambda _: None)
    made = site.back_up()
    monkeypatch.undo()
    with pytest.raises(Unready, match="newer version of Intake"):
        site.restore(made)


def test_an_archive_whose_tables_are_others_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    made = site.back_up()
    real = tables.Loader.take

    def renamed(loader: tables.Loader, mark: bytes, payload: bytes) -> None:
        real(loader, mark, payload.replace(b'"summary"', b'"resume"'))

    monkeypatch.setattr(tables.Loader, "take", renamed)
    with pytest.raises(Unready, match="does not fit this version of Intake"):
        site.restore(made)
    _require_untouched(site.elsewhere)


def test_the_words_of_another_key_are_refused_by_name(site: Site) -> None:
    made, other = site.back_up(), new_seed()
    with pytest.raises(Unready, match=backup_key.name_of_seed(site.seed)) as caught:
        open_pair(made.main, made.shards, other)
    assert backup_key.name_of_seed(other) in str(caught.value)


def test_the_pepper_of_another_instance_is_refused_and_nothing_is_written(site: Site) -> None:
    pair = site.pair(site.back_up())
    with pytest.raises(Unready, match="pepper"):
        restore(site.elsewhere, pair, random.token_bytes(32))
    _require_untouched(site.elsewhere)


def _require_untouched(place: Settings) -> None:
    assert not place.secrets_dir.exists()
    require_empty(place)
