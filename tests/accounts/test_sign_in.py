"""Signing in: what is needed, one answer for every failure, and the same counted steps behind it."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import Engine, event, select, update

from intake.access.roles import Role
from intake.accounts import init, people, proof, second_factor, sign_in, slots
from intake.accounts.demonstration import seat
from intake.accounts.invite import Invitee, add_invited
from intake.accounts.models import SlotKind, Staff, StaffSlot, StoreKind
from intake.accounts.second_factor import STEP_SECONDS
from intake.accounts.sign_in import Attempt
from intake.audit.models import AuditEvent
from intake.db import Ephemeral, Main
from intake.errors import Unready
from intake.vault import passwords
from intake.vault.passwords import Cost
from tests.support.people import CHEAP, PASSWORD, House, Person, admitted, enrolled, known, signed_in

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
Patch = pytest.MonkeyPatch


@pytest.fixture
def mira(house: House) -> Person:
    return enrolled(house, "mira")


def tried(house: House, username: str, password: str, code: str, mark: str = "") -> bool:
    return sign_in.sign_in(house, Attempt(username, password, code, mark)) is not None


@contextmanager
def counted_steps(house: House, monkeypatch: Patch) -> Iterator[Counter[str]]:
    """Counts statements by store and verb, and calls of everything that costs time or opens something."""
    steps: Counter[str] = Counter()
    listeners: list[tuple[Engine, Callable[..., None]]] = []
    for store in ("main", "shards", "ephemeral"):
        def count(_conn: object, _cursor: object, statement: str, *_: object, store: str = store) -> None:
            steps[f"{store} {statement.split(maxsplit=1)[0]}"] += 1

        engine: Engine = getattr(house.stores, store)
        event.listen(engine, "before_cursor_execute", count)
        listeners.append((engine, count))
    with monkeypatch.context() as patched:
        for module, name in ((slots, "stretch"), (proof, "unbox"), (proof, "box"), (second_factor, "mac"),
                             (pyotp.TOTP, "generate_otp")):
            patched.setattr(module, name, _counting(steps, name, getattr(module, name)))
        yield steps
    for engine, count in listeners:
        event.remove(engine, "before_cursor_execute", count)


def _counting(steps: Counter[str], name: str, original: Callable[..., object]) -> Callable[..., object]:
    def call(*given: object, **named: object) -> object:
        steps[name] += 1
        return original(*given, **named)

    return call


def test_name_password_and_code_together_open_a_session(house: House, mira: Person) -> None:
    found = known(house, admitted(house, mira).token)
    assert found is not None
    assert found.actor.id == mira.id
    assert found.keyring.staff_id == mira.id


def test_a_name_is_found_whatever_its_capitals_and_spaces(house: House, mira: Person) -> None:
    assert tried(house, "  MiRa ", PASSWORD, mira.code())


def test_a_code_is_taken_in_persian_digits_and_with_spaces(house: House, mira: Person) -> None:
    code = mira.code().translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert tried(house, "mira", PASSWORD, f" {code[:3]} {code[3:]} ")


def test_a_password_typed_in_another_unicode_form_is_the_same(house: House) -> None:
    person = enrolled(house, "shpresa", password="shtatë llamba pranë portit të qetë")
    assert tried(house, "shpresa", "shtate\u0308 llamba prane\u0308 portit te\u0308 qete\u0308", person.code())


@pytest.mark.parametrize("password", ["", " ", PASSWORD + " ", PASSWORD[:-1], PASSWORD.upper(), "\x00", "\ud800"])
def test_a_password_that_is_not_quite_right_is_wrong(house: House, mira: Person, password: str) -> None:
    assert not tried(house, "mira", password, mira.code())


@pytest.mark.parametrize("code", ["", "000000", "١٢٣٤٥٦", "aaaaa-bbbbb", "\ud800", "9" * 500, "½½½½½½"])
def test_a_wrong_code_does_not_pass(house: House, mira: Person, code: str) -> None:
    assert not tried(house, "mira", PASSWORD, code)


def test_a_code_works_once(house: House, mira: Person) -> None:
    code = mira.code()
    assert tried(house, "mira", PASSWORD, code)
    assert not tried(house, "mira", PASSWORD, code)


def test_a_code_older_than_one_already_used_does_not_pass(house: House) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        mira = enrolled(house, "mira")
        traveller.shift(timedelta(minutes=5))
        step = int(datetime.now(UTC).timestamp()) // STEP_SECONDS
        totp = pyotp.TOTP(mira.totp)
        assert tried(house, "mira", PASSWORD, totp.generate_otp(step))
        assert not tried(house, "mira", PASSWORD, totp.generate_otp(step - 1))
        assert tried(house, "mira", PASSWORD, totp.generate_otp(step + 1))


def test_a_code_of_two_minutes_ago_does_not_pass(house: House) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        mira = enrolled(house, "mira")
        traveller.shift(timedelta(minutes=5))
        step = int(datetime.now(UTC).timestamp()) // STEP_SECONDS
        assert not tried(house, "mira", PASSWORD, pyotp.TOTP(mira.totp).generate_otp(step - 4))


def test_a_backup_code_stands_in_for_the_second_factor_once(house: House, mira: Person) -> None:
    code = mira.backup_codes[3]
    assert tried(house, "mira", PASSWORD, f" {code.upper().replace('-', ' ')} ")
    assert not tried(house, "mira", PASSWORD, code)
    assert tried(house, "mira", PASSWORD, mira.backup_codes[4])


def test_the_backup_code_of_somebody_else_does_not_pass(house: House, mira: Person) -> None:
    other = enrolled(house, "noor")
    assert not tried(house, "mira", PASSWORD, other.backup_codes[0])


def test_every_failure_has_the_same_answer_and_the_same_counted_steps(
    house: House, mira: Person, monkeypatch: Patch
) -> None:
    """Unknown name, wrong password, wrong code, suspended, not enrolled: nothing tells them apart (V6.3.8)."""
    admin = signed_in(house, enrolled(house, "ada", Role.ADMINISTRATOR))
    sleeper = enrolled(house, "sleeper")
    with house.stores.changing() as work:
        add_invited(work, Invitee("guest", "Guest", Role.LEAD))
        person = people.find_person(work.main, sleeper.id)
        people.suspend(work, admin.actor, admin.keyring.signer, sleeper.id, person.version)
    used = mira.code()
    assert tried(house, "mira", PASSWORD, used)
    attempts = {
        "unknown name": ("nobody", PASSWORD, "123456"), "no name": ("", PASSWORD, "123456"),
        "impossible name": ("\x00\ud800 é", PASSWORD, "123456"),
        "wrong password": ("mira", "not the password", mira.code()), "wrong code": ("mira", PASSWORD, "000000"),
        "no code": ("mira", PASSWORD, ""), "wrong backup code": ("mira", PASSWORD, "aaaaa-aaaaa"),
        "used code": ("mira", PASSWORD, used), "suspended": ("sleeper", PASSWORD, sleeper.code()),
        "not enrolled": ("guest", PASSWORD, "123456"),
    }
    seen = {}
    for kind, attempt in attempts.items():
        with counted_steps(house, monkeypatch) as steps:
            assert not tried(house, *attempt), kind
        seen[kind] = dict(steps)
    expected = seen["wrong password"]
    assert expected["stretch"] == 1
    assert expected["unbox"] == 2
    assert {kind: steps for kind, steps in seen.items() if steps != expected} == {}


def test_a_name_that_was_typed_is_kept_nowhere(house: House, mira: Person) -> None:
    assert not tried(house, "a-very-unusual-name", "a very unusual password", "424242")
    admitted(house, mira)
    for store in ("main", "ephemeral"):
        engine: Engine = getattr(house.stores, store)
        with engine.connect() as connection:
            tables = (Main.metadata if store == "main" else Ephemeral.metadata).tables
            for table in tables:
                rows = connection.exec_driver_sql(f'SELECT * FROM "{table}"').all()
                assert not [row for row in rows if "unusual" in repr(row)]


def test_failed_sign_ins_are_counted_per_account_and_hour(house: House) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        mira = enrolled(house, "mira")
        for username in ("mira", "mira", "mira", "nobody", "neither"):
            assert not tried(house, username, "wrong", "")
        traveller.shift(timedelta(hours=1))
        assert not tried(house, "mira", "wrong", "")
        admitted(house, mira)
    with house.stores.reading() as work:
        bodies = work.main.execute(
            select(AuditEvent.subject_id, AuditEvent.actor_id, AuditEvent.body)
            .where(AuditEvent.act == "staff:sign_in_failed").order_by(AuditEvent.seq)
        ).all()
    facts = [(row.subject_id, row.actor_id, row.body.split('"facts":')[1].split("}")[0]) for row in bodies]
    assert facts == [
        (None, None, '{"count":2,"hour":"2026-03-02T12"'),
        (mira.id, None, '{"count":3,"hour":"2026-03-02T12"'),
        (mira.id, None, '{"count":1,"hour":"2026-03-02T13"'),
    ]


def test_signing_in_is_an_event_signed_by_the_person(house: House, mira: Person) -> None:
    found = signed_in(house, mira)
    with house.stores.reading() as work:
        row = work.main.scalars(select(AuditEvent).where(AuditEvent.act == "staff:signed_in")).one()
    assert (row.actor_id, row.signer) == (mira.id, found.keyring.signer.public_key)
    assert '"factor":"totp"' in row.body


def test_a_slot_made_at_a_lower_cost_is_raised_at_sign_in(house: House, mira: Person, monkeypatch: Patch) -> None:
    dearer = Cost(CHEAP.memory_kib * 2, 2)
    monkeypatch.setattr(slots, "COST", dearer)
    admitted(house, mira)
    with house.stores.reading() as work:
        row = work.main.scalars(select(StaffSlot).where(StaffSlot.kind == "password")).one()
        assert Cost(row.memory_kib, row.passes) == dearer
    admitted(house, mira)


def test_argon2id_never_runs_inside_a_transaction(house: House, mira: Person, monkeypatch: Patch) -> None:
    """A stretch while the write lock is held would stop the whole desk."""
    def stretch(secret: bytes, salt: bytes, cost: Cost) -> bytes:
        for engine in (house.stores.main, house.stores.ephemeral):
            with engine.execution_options(immediate=True).begin() as connection:
                connection.exec_driver_sql("SELECT 1")
            assert engine.pool.checkedout() == 0, "a unit of work is open"  # type: ignore[attr-defined]
        return passwords.stretch(secret, salt, cost)

    monkeypatch.setattr(slots, "stretch", stretch)
    admitted(house, mira)


def test_a_slot_made_for_one_person_opens_for_no_other(house: House, mira: Person) -> None:
    """Promise 5: whoever can write to the database moves a slot of theirs to another account."""
    other = enrolled(house, "noor", password="another long and quiet passphrase")
    with house.stores.changing() as work:
        row = work.main.get_one(StaffSlot, (other.id, "password"))
        moved = {"salt": row.salt, "wrapped": row.wrapped}
        work.main.execute(update(StaffSlot).where(StaffSlot.staff_id == mira.id, StaffSlot.kind == "password")
                          .values(**moved))
    assert not tried(house, "mira", other.password, mira.code())


def test_the_pepper_is_needed_to_test_a_password(house: House, mira: Person) -> None:
    with house.stores.reading() as work:
        account = proof.find(work, house.secrets, "mira", SlotKind.PASSWORD)
    right = slots.password_key(mira.id, PASSWORD, account.salt, account.cost, house.secrets.pepper)
    guessed = slots.password_key(mira.id, PASSWORD, account.salt, account.cost, bytes(32))
    assert proof.prove(account, right, mira.backup_codes[0]) is not None
    assert proof.prove(account, guessed, mira.backup_codes[0]) is None


def test_a_demonstration_account_signs_in_without_a_code(bare_house: House) -> None:
    init.begin(bare_house.stores, bare_house.secrets, kind=StoreKind.DEMO)
    seated = seat(bare_house, Invitee("mira", "Mira", Role.CASEWORKER), "demo password")
    result = sign_in.sign_in(bare_house, Attempt("mira", "demo password"))
    assert result is not None
    assert result.actor.id == seated.actor.id


def test_a_real_store_takes_no_demonstration_account_and_no_account_without_a_factor(
    house: House, mira: Person
) -> None:
    with pytest.raises(Unready):
        seat(house, Invitee("demo", "Demo", Role.CASEWORKER), "demo password")
    with house.stores.changing() as work:
        work.main.execute(update(Staff).values(totp=None))
    assert not tried(house, "mira", PASSWORD, "")
    assert not tried(house, "mira", PASSWORD, "123456")


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_real_cost_of_a_password_slot_is_that_of_the_design(house: House, monkeypatch: Patch) -> None:
    monkeypatch.setattr(slots, "COST", passwords.STAFF)
    assert Cost(65536, 3) == passwords.STAFF
    admitted(house, enrolled(house, "mira"))
    with house.stores.reading() as work:
        row = work.main.scalars(select(StaffSlot).where(StaffSlot.kind == "password")).one()
    assert (row.memory_kib, row.passes) == (65536, 3)
