"""A form that is sent a second time takes away and opens nothing, whatever it says."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.questionnaires.safe_contact import Channel, Onlooker, SafeContact, Safety, Way
from intake.questionnaires.said_again import beyond, less, with_more

texts, answers = st.sampled_from(["", "a", "b", "no"]), st.sampled_from(["", "yes", "no"])
ways = st.builds(Way, st.sampled_from(Safety), texts, texts)
plain = st.builds(
    SafeContact, st.booleans(), st.dictionaries(st.sampled_from([Channel.PHONE, Channel.EMAIL]), ways), texts, answers,
    answers, answers, texts, st.lists(st.sampled_from(Onlooker), max_size=2, unique=True).map(tuple), texts, texts,
    texts, answers)
told = st.builds(lambda contact, language: replace(contact, reminder_in=language if contact.reminder == "yes" else ""),
                 plain, st.sampled_from(["", "de", "fa"]))
ONE = SafeContact(True, {Channel.PHONE: Way(Safety.SAFE, "1", "mornings")}, zone="Asia/Tehran", withheld="yes",
                  say_instead="A book club", word_ours="lemon", word_danger="salt", notes="He reads her mail.")


@given(told, told)
def test_nothing_is_allowed_that_was_not_allowed_before(holds: SafeContact, said: SafeContact) -> None:
    left = less(holds, said)
    for channel in Channel:
        if left.allows(channel):
            assert holds.allows(channel)
            assert said.allows(channel)
            assert left.way(channel).address == holds.way(channel).address == said.way(channel).address
            assert left.way(channel).times in {holds.way(channel).times, said.way(channel).times}
            assert bool(left.way(channel).times) == bool(holds.way(channel).times or said.way(channel).times)
    for name in ("voicemail", "withheld", "named", "reminder"):
        assert getattr(left, name) != "yes" or getattr(holds, name) == getattr(said, name) == "yes"
    assert left.reminder_address in {"", holds.reminder_address}
    assert not left.reminder_address or said.reminder_address == left.reminder_address
    assert left.reminder_in == (holds.reminder_in if left.reminder == "yes" else "")
    assert left.say_instead in {"", holds.say_instead}
    assert (left.word_ours, left.word_danger) == (holds.word_ours, holds.word_danger)
    assert {*left.onlookers} >= {*holds.onlookers}
    assert holds.notes in left.notes


@given(told, st.lists(told, max_size=3))
def test_hearing_the_same_sendings_twice_changes_nothing(holds: SafeContact, sendings: list[SafeContact]) -> None:
    def after(start: SafeContact) -> SafeContact:
        for said in sendings:
            start = less(start, said)
        return start

    assert after(after(holds)) == after(holds)


@given(told, told)
def test_what_is_put_aside_is_what_the_card_does_not_allow(holds: SafeContact, said: SafeContact) -> None:
    left = less(holds, said)
    asked = beyond(left, said)
    for channel in asked.ways:
        assert said.allows(channel)
    taken_over = with_more(left, asked)
    assert said.reminder_address in {"", taken_over.reminder_address}
    for channel in Channel:
        assert not said.allows(channel) or taken_over.way(channel) == said.way(channel)
    if all(not said.allows(channel) or left.way(channel) == said.way(channel) for channel in Channel):
        assert not asked.ways


@given(told)
def test_saying_the_same_again_leaves_everything_as_it_is(holds: SafeContact) -> None:
    assert less(holds, holds) == holds
    assert beyond(holds, holds) == SafeContact()


@pytest.mark.parametrize("said", [
    replace(ONE, ways={Channel.PHONE: Way(Safety.SAFE, "2", "mornings")}),
    replace(ONE, ways={Channel.PHONE: Way(Safety.SAFE, "1", "evenings")}),
    replace(ONE, zone="Europe/Berlin"),
    replace(ONE, withheld="no"),
])
def test_another_number_other_times_or_a_visible_caller_is_a_no_until_somebody_looked(said: SafeContact) -> None:
    assert not less(ONE, said).allows(Channel.PHONE)
    assert beyond(less(ONE, said), said) != SafeContact()


def test_fewer_times_are_the_times_and_none_at_all_are_not_more() -> None:
    whenever = replace(ONE, ways={Channel.PHONE: Way(Safety.SAFE, "1")})
    assert less(whenever, ONE).way(Channel.PHONE).times == "mornings"
    assert less(ONE, whenever).way(Channel.PHONE).times == "mornings"
    assert beyond(less(ONE, whenever), whenever).ways == whenever.ways


def test_words_agreed_on_are_neither_changed_nor_lost() -> None:
    left = less(ONE, replace(ONE, word_ours="", word_danger="sugar"))
    assert (left.word_ours, left.word_danger) == ("lemon", "salt")
    comes_back = less(ONE, SafeContact(notes="Do not write."))
    assert (comes_back.may, comes_back.ways, comes_back.word_danger) == (False, {}, "salt")
    assert comes_back.notes == "He reads her mail.\nDo not write."


def test_a_wish_for_mails_stays_where_both_sendings_have_it_and_is_else_asked_for() -> None:
    wanted = SafeContact(True, {Channel.EMAIL: Way(Safety.SAFE, "a@b.org")}, reminder="yes", reminder_in="de")
    unasked = replace(wanted, reminder="", reminder_in="")
    assert less(wanted, replace(wanted, notes="He reads her mail.")).reminder_address == "a@b.org"
    assert less(wanted, unasked).reminder_address == less(unasked, wanted).reminder_address == ""
    assert with_more(unasked, beyond(unasked, wanted)) == wanted
