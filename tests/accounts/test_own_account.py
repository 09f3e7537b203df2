"""What people do to their own account: password, recovery, codes, second factor, sessions."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pyotp
import pytest
from sqlalchemy import func, select

from intake.accounts import codes, passwords, recovery, renew_factor, sessions, sign_in, sign_out, slots
from intake.accounts.models import BackupCode, SlotKind, StaffSlot
from intake.accounts.recognise import SignedIn
from intake.accounts.recovery import Recovery
from intake.accounts.sign_in import Attempt
from intake.audit.models import AuditEvent
from intake.errors import Busy, Invalid, NotFound, Stale
from tests.support.people import PASSWORD, House, Person, admitted, enrolled, known, signed_in

NEW = "nine swallows under the old bridge"


@pytest.fixture
def mira(house: House) -> Person:
    return enrolled(house, "mira")


def acts(house: House) -> list[str]:
    with house.stores.reading() as work:
        return list(work.main.scalars(select(AuditEvent.act).order_by(AuditEvent.seq)))


def enters(house: House, person: Person, password: str, code: str) -> bool:
    return sign_in.sign_in(house, Attempt(person.username, password, code)) is not None


def test_a_new_password_replaces_the_old_and_ends_the_other_sessions(house: House, mira: Person) -> None:
    here = signed_in(house, mira)
    elsewhere = admitted(house, mira, code=mira.backup_codes[0]).token
    assert passwords.change_password(house, here, PASSWORD, NEW) == 1
    assert known(house, elsewhere) is None
    assert not enters(house, mira, PASSWORD, mira.backup_codes[1])
    assert enters(house, mira, NEW, mira.backup_codes[1])
    assert "staff:password_changed" in acts(house)


def test_pressed_again_a_changed_password_is_found_done(house: House, mira: Person) -> None:
    here = signed_in(house, mira)
    passwords.change_password(house, here, PASSWORD, NEW)
    elsewhere = admitted(house, replace(mira, password=NEW), code=mira.backup_codes[0]).token
    assert passwords.change_password(house, here, PASSWORD, NEW) == 1
    assert known(house, elsewhere) is None, "the page says that the others have ended"
    assert acts(house).count("staff:password_changed") == 1


def test_pressed_twice_at_once_a_password_is_changed_once(house: House, mira: Person) -> None:
    here = signed_in(house, mira)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: passwords.change_password(house, here, PASSWORD, NEW), range(3)))
    assert acts(house).count("staff:password_changed") == 1
    assert enters(house, mira, NEW, mira.backup_codes[0])


def test_the_session_that_changed_the_password_goes_on(house: House, mira: Person) -> None:
    token = admitted(house, mira).token
    here = known(house, token)
    assert here is not None
    passwords.change_password(house, here, PASSWORD, NEW)
    assert known(house, token) is not None


@pytest.mark.parametrize("current, new, field", [
    ("not the password", NEW, "current"), ("", NEW, "current"), (PASSWORD, "short", "new"),
    (PASSWORD, "mira" * 5, "new"),
])
def test_a_password_is_changed_only_with_the_current_one_and_to_a_good_one(
    house: House, mira: Person, current: str, new: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        passwords.change_password(house, signed_in(house, mira), current, new)
    assert set(refused.value.problems) == {field}
    assert enters(house, mira, PASSWORD, mira.backup_codes[0])


def test_guessing_the_password_inside_a_session_is_slowed(house: House, mira: Person) -> None:
    here = signed_in(house, mira)
    with pytest.raises(Busy):  # noqa: PT012 - which of the guesses is refused is not the point
        for _ in range(30):
            with pytest.raises(Invalid):
                passwords.confirm(house, here, "a guess")


def test_the_recovery_key_and_a_code_set_a_new_password(house: House, mira: Person) -> None:
    token = admitted(house, mira).token
    typed = mira.recovery_key.lower().replace(" ", "-").replace("o", "0")
    assert recovery.recover(house, Recovery("MIRA", typed, mira.backup_codes[0], NEW))
    assert known(house, token) is None
    assert enters(house, mira, NEW, mira.backup_codes[1])
    assert not enters(house, mira, PASSWORD, mira.backup_codes[2])
    assert "staff:recovered" in acts(house)


@pytest.mark.parametrize("change", ["name", "key", "empty key", "odd key", "code", "no code", "used code"])
def test_recovery_fails_alike_whatever_is_wrong(house: House, mira: Person, change: str) -> None:
    name, key, code = "mira", mira.recovery_key, mira.backup_codes[0]
    if change == "name":
        name = "nobody"
    elif change.endswith("key"):
        key = {"key": slots.new_recovery_key(), "empty key": "", "odd key": "\ud800é" * 13}[change]
    elif change == "used code":
        admitted(house, mira, code=code)
    else:
        code = {"code": "000000", "no code": ""}[change]
    assert recovery.recover(house, Recovery(name, key, code, NEW)) is False
    assert not enters(house, mira, NEW, mira.backup_codes[1])
    assert enters(house, mira, PASSWORD, mira.backup_codes[1])


def test_a_weak_new_password_is_said_before_anything_is_tried(house: House, mira: Person) -> None:
    for name in ("mira", "nobody"):
        with pytest.raises(Invalid):
            recovery.recover(house, Recovery(name, mira.recovery_key, mira.backup_codes[0], "weak"))
    assert enters(house, mira, PASSWORD, mira.backup_codes[0])


def test_the_recovery_key_is_26_characters_for_paper() -> None:
    keys = {slots.new_recovery_key() for _ in range(50)}
    assert len(keys) == 50
    assert all(re.fullmatch(r"[A-Z2-7]{4}( [A-Z2-7]{4}){5} [A-Z2-7]{2}", key) for key in keys)


def test_fresh_backup_codes_end_the_old(house: House, mira: Person) -> None:
    here = signed_in(house, mira)
    draft = codes.make_backup_codes(house, here, PASSWORD)
    fresh = codes.show(here, draft).codes
    assert len(set(fresh)) == 10
    assert enters(house, mira, PASSWORD, mira.backup_codes[1]), "what nobody took down yet ends nothing"
    codes.put_in_force(house, here, draft)
    assert not enters(house, mira, PASSWORD, mira.backup_codes[0])
    assert enters(house, mira, PASSWORD, fresh[0])
    with house.stores.reading() as work:
        assert codes.codes_left(work, mira.id) == 9
        assert work.main.scalar(select(func.count()).select_from(BackupCode)) == 10
    assert "staff:codes_renewed" in acts(house)


def test_a_fresh_recovery_key_ends_the_old(house: House, mira: Person) -> None:
    here = signed_in(house, mira)
    draft = codes.make_recovery_key(house, here, PASSWORD)
    fresh = codes.show(here, draft).recovery_key
    assert not recovery.recover(house, Recovery("mira", fresh, mira.backup_codes[0], NEW))
    codes.put_in_force(house, here, draft)
    assert not recovery.recover(house, Recovery("mira", mira.recovery_key, mira.backup_codes[0], NEW))
    assert recovery.recover(house, Recovery("mira", fresh, mira.backup_codes[0], NEW))
    assert "staff:recovery_key_renewed" in acts(house)


@pytest.mark.parametrize("make, act", [
    (codes.make_backup_codes, "staff:codes_renewed"), (codes.make_recovery_key, "staff:recovery_key_renewed")])
def test_pressed_again_what_was_taken_down_is_put_in_force_once(
    house: House, mira: Person, make: Callable[[House, SignedIn, str], str], act: str
) -> None:
    here = signed_in(house, mira)
    draft = make(house, here, PASSWORD)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: codes.put_in_force(house, here, draft), range(4)))
    assert acts(house).count(act) == 1


def test_pressed_again_later_a_code_that_was_used_stays_used(house: House, mira: Person) -> None:
    here = signed_in(house, mira)
    draft = codes.make_backup_codes(house, here, PASSWORD)
    codes.put_in_force(house, here, draft)
    first = codes.show(here, draft).codes[0]
    assert enters(house, mira, PASSWORD, first)
    codes.put_in_force(house, here, draft)
    assert not enters(house, mira, PASSWORD, first)


def test_of_two_pages_of_fresh_codes_taken_at_once_one_holds(house: House, mira: Person) -> None:
    here = signed_in(house, mira)
    drafts = [codes.make_backup_codes(house, here, PASSWORD) for _ in range(4)]

    def taken(draft: str) -> bool:
        try:
            codes.put_in_force(house, here, draft)
        except Stale:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        holding = [draft for draft, held in zip(drafts, pool.map(taken, drafts), strict=True) if held]
    with house.stores.reading() as work:
        assert codes.codes_left(work, mira.id) == 10
    assert [enters(house, mira, PASSWORD, codes.show(here, draft).codes[0]) for draft in holding] == [True]


@pytest.mark.parametrize("make", [codes.make_backup_codes, codes.make_recovery_key])
def test_an_older_page_puts_nothing_back(
    house: House, mira: Person, make: Callable[[House, SignedIn, str], str]
) -> None:
    here = signed_in(house, mira)
    older = make(house, here, PASSWORD)
    codes.put_in_force(house, here, older)
    codes.put_in_force(house, here, make(house, here, PASSWORD))
    with pytest.raises(Stale):
        codes.put_in_force(house, here, older)


def test_whoever_has_no_recovery_key_gets_one(house: House, mira: Person) -> None:
    here = signed_in(house, mira)
    with house.stores.changing() as work:
        work.main.delete(work.main.get_one(StaffSlot, (mira.id, SlotKind.RECOVERY)))
    draft = codes.make_recovery_key(house, here, PASSWORD)
    codes.put_in_force(house, here, draft)
    fresh = codes.show(here, draft).recovery_key
    assert recovery.recover(house, Recovery("mira", fresh, mira.backup_codes[0], NEW))


def test_the_password_may_be_asked_for_twice_at_once(house: House, mira: Person) -> None:
    here = signed_in(house, mira)
    with ThreadPoolExecutor(4) as pool:
        drafts = list(pool.map(lambda _: codes.make_backup_codes(house, here, PASSWORD), range(4)))
    assert [len(codes.show(here, draft).codes) for draft in drafts] == [10] * 4


def test_what_guards_the_account_changes_only_with_the_password(house: House, mira: Person) -> None:
    here = signed_in(house, mira)
    for change in (codes.make_backup_codes, codes.make_recovery_key, renew_factor.prepare):
        with pytest.raises(Invalid):
            change(house, here, "not the password")


def test_the_second_factor_moves_once_the_new_device_shows_its_code(house: House, mira: Person) -> None:
    here = signed_in(house, mira)
    elsewhere = admitted(house, mira, code=mira.backup_codes[0]).token
    draft = renew_factor.prepare(house, here, PASSWORD)
    secret, link = renew_factor.show(house, here, draft)
    assert secret in link
    with pytest.raises(Invalid):
        renew_factor.finish(house, here, draft, "000000")
    renew_factor.finish(house, here, draft, pyotp.TOTP(secret).now())
    assert renew_factor.finish(house, here, draft, "pressed again") == 0
    assert known(house, elsewhere) is None
    assert not enters(house, mira, PASSWORD, pyotp.TOTP(mira.totp).now())
    assert acts(house).count("staff:second_factor_changed") == 1


def test_a_second_factor_begun_before_the_password_was_changed_is_none(house: House, mira: Person) -> None:
    here = signed_in(house, mira)
    draft = renew_factor.prepare(house, here, PASSWORD)
    secret, _ = renew_factor.show(house, here, draft)
    passwords.change_password(house, here, PASSWORD, NEW)
    with pytest.raises(Stale):
        renew_factor.finish(house, here, draft, pyotp.TOTP(secret).now())


def test_the_draft_of_a_second_factor_is_good_for_its_session_alone(house: House, mira: Person) -> None:
    here = signed_in(house, mira)
    draft = renew_factor.prepare(house, here, PASSWORD)
    other = known(house, admitted(house, mira, code=mira.backup_codes[0]).token)
    assert other is not None
    for who, text in ((other, draft), (here, "nothing"), (here, "")):
        with pytest.raises(Stale):
            renew_factor.show(house, who, text)


def test_somebody_sees_and_ends_their_own_sessions(house: House, mira: Person) -> None:
    here = signed_in(house, mira)
    elsewhere = admitted(house, mira, code=mira.backup_codes[0]).token
    with house.stores.reading() as work:
        listed = sessions.list_own(work, mira.id, here.session.sid, house.settings)
    assert sorted(each.current for each in listed) == [False, True]
    other = next(each for each in listed if not each.current)
    with house.stores.changing() as work:
        sign_out.end_one(work, here, other.sid)
    assert known(house, elsewhere) is None
    with house.stores.changing() as work, pytest.raises(NotFound):
        sign_out.end_one(work, here, other.sid)


def test_nobody_ends_a_session_of_somebody_else(house: House, mira: Person) -> None:
    here, other = signed_in(house, mira), signed_in(house, enrolled(house, "noor"))
    with house.stores.changing() as work, pytest.raises(NotFound):
        sign_out.end_one(work, here, other.session.sid)


def test_signing_out_ends_the_session_and_leaves_an_event(house: House, mira: Person) -> None:
    token = admitted(house, mira).token
    here = known(house, token)
    assert here is not None
    with house.stores.changing() as work:
        sign_out.sign_out(work, here)
    assert known(house, token) is None
    assert acts(house)[-1] == "staff:signed_out"


def test_all_other_sessions_end_together(house: House, mira: Person) -> None:
    here = signed_in(house, mira)
    others = [admitted(house, mira, code=mira.backup_codes[at]).token for at in range(3)]
    with house.stores.changing() as work:
        assert sign_out.end_others(work, here) == 3
    assert [known(house, token) for token in others] == [None, None, None]
