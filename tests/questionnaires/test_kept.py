"""Questionnaires are stored version by version, and answers are read as they were asked."""

import pytest
from sqlalchemy import func, select, update

from intake.calendars.convert import Calendar
from intake.db import Stores
from intake.errors import NotFound, Unready
from intake.questionnaires import answers
from intake.questionnaires.kept import Questionnaires, keep_shipped, shipped, stored
from intake.questionnaires.models import QuestionnaireRow
from intake.questionnaires.safe_contact import Channel, SafeContact, Safety, Way, contact_from
from intake.questionnaires.when import Precision, When, number, when_from

SELF = next(each for each in shipped() if each.form == "self")


def kept(stores: Stores) -> int:
    with stores.changing() as work:
        return keep_shipped(work.main)


def test_the_shipped_ones_are_stored_once(stores: Stores) -> None:
    assert kept(stores) == len(shipped())
    assert kept(stores) == 0
    with stores.reading() as work:
        assert work.main.scalar(select(func.count()).select_from(QuestionnaireRow)) == len(shipped())
        found = stored(work.main)
    assert all(found.newest(each.form) == each for each in shipped())


def test_a_changed_form_without_a_new_number_is_refused(stores: Stores) -> None:
    kept(stores)
    with stores.changing() as work:
        work.main.execute(update(QuestionnaireRow).where(QuestionnaireRow.form == "self").values(
            body=SELF.model_copy(update={"lead": SELF.title}).model_dump_json()))
    with pytest.raises(Unready, match="needs the next number"):
        kept(stores)


def test_the_newest_version_is_asked_and_every_earlier_one_can_be_read() -> None:
    later = SELF.model_copy(update={"version": 3})
    known = Questionnaires([SELF, later])
    assert (known.newest("self"), known.of_version("self", 1)) == (later, SELF)
    for form, version in (("self", 2), ("nobody", 1)):
        with pytest.raises(NotFound):
            known.of_version(form, version)
    with pytest.raises(NotFound):
        known.newest("nobody")


def test_a_question_that_follows_is_asked_of_whoever_gave_the_answer() -> None:
    assert "country" in {each.name for each in answers.asks(SELF, {"danger": "yes"})}
    for given in ({}, {"danger": "no"}, {"danger": ["no", "unknown"]}):
        assert "country" not in {each.name for each in answers.asks(SELF, given)}


def test_what_was_not_asked_or_is_empty_is_not_kept() -> None:
    given = {"message": "m", "needs": [], "called": "", "danger": "no", "country": "FR", "situation": "leave",
             "unheard_of": "x"}
    assert answers.kept(SELF, given) == {"danger": "no", "situation": "leave"}
    assert [each.question.name for each in answers.told(SELF, {"danger": "no", "situation": "leave"})] == [
        "situation", "danger"]


def test_a_safe_contact_is_the_same_after_it_was_boxed() -> None:
    whole = SafeContact(may=True, ways={Channel.PHONE: Way(Safety.SAFE, "1", "noon"), Channel.POST: Way(Safety.UNSAFE)},
                        zone="Asia/Tehran", voicemail="no", notes="n", word_ours="w")
    for told in (whole, SafeContact(), SafeContact(notes="Here only.")):
        assert contact_from(told.record()) == told


def test_a_way_is_open_only_to_a_yes() -> None:
    told = SafeContact(may=True, ways={Channel.PHONE: Way(Safety.UNKNOWN, "1"), Channel.TEXT: Way(Safety.UNSAFE, "1"),
                                       Channel.EMAIL: Way(Safety.SAFE, "a@b.c")})
    assert [channel for channel in Channel if told.allows(channel)] == [Channel.EMAIL]
    comes_back = SafeContact(may=False, ways=told.ways)
    assert not comes_back.can_begin
    assert not any(comes_back.allows(channel) for channel in Channel)


@pytest.mark.parametrize("told, day", [
    (When("2022", "3", "21"), "2022-03-21"), (When("1401", "1", "1", Calendar.JALALI), "2022-03-21"),
    (When("۱۴۰۳", "۱۲", "۳۰", Calendar.JALALI), "2025-03-20"),
    (When("١٣٥٧", "١١", "٢٢", Calendar.JALALI), "1979-02-11"), (When("1398"), ""), (When("2019", "spring"), ""),
    (When("99", "4", "3"), ""), (When("9999", "12", "31"), ""), (When("621", "1", "1"), ""), (When("0", "0", "0"), ""),
    (When("9377", "1", "1", Calendar.JALALI), ""), (When("2019", "2", "30"), ""),
    (When("1402", "12", "30", Calendar.JALALI), ""), (When(day="yesterday"), ""),
])
def test_a_day_is_found_only_where_one_was_told(told: When, day: str) -> None:
    span = told.span()
    found = span.first if span is not None and span.precision is Precision.DAY else None
    assert (found.isoformat() if found else "") == day


@pytest.mark.parametrize("told, first, last, precision", [
    (When("2022", "3", "21"), "2022-03-21", "2022-03-21", "day"),
    (When("۱۴۰۱", "فروردین", "۱", Calendar.JALALI), "2022-03-21", "2022-03-21", "day"),
    (When("1446", "رمضان", "١", Calendar.UMM_AL_QURA), "2025-03-01", "2025-03-01", "day"),
    (When("1403", "12", "", Calendar.JALALI), "2025-02-19", "2025-03-20", "month"),
    (When("1403", "اسفند", "about the end", Calendar.JALALI), "2025-02-19", "2025-03-20", "month"),
    (When("1398", "spring", "", Calendar.JALALI), "2019-03-21", "2020-03-19", "year"),
    (When("1446", "", "", Calendar.UMM_AL_QURA), "2024-07-07", "2025-06-25", "year"),
    (When("2019"), "2019-01-01", "2019-12-31", "year"), (When("", "spring"), "", "", "words"),
    (When("2019", "13"), "", "", "words"), (When("2019", "2", "30"), "", "", "words"),
    (When("2019", "0"), "", "", "words"), (When("1444", "رمضان"), "", "", "words"),
    (When("one", "March", "3"), "", "", "words"),
])
def test_a_date_is_kept_as_it_was_typed_with_the_days_that_it_means_and_how_exactly(
    told: When, first: str, last: str, precision: str
) -> None:
    record = told.record()
    assert (record["first"], record["last"], record["precision"]) == (first, last, precision)
    assert (record["year"], record["month"], record["day"], record["calendar"]) == (
        told.year, told.month, told.day, told.calendar)
    assert when_from(record) == told


def test_no_date_leaves_no_record_and_one_kept_without_its_days_is_read() -> None:
    assert When(calendar=Calendar.UMM_AL_QURA).record() == {}
    assert when_from({"year": "1398", "month": "", "day": "", "calendar": "jalali"}) == When(
        "1398", calendar=Calendar.JALALI)


@pytest.mark.parametrize("digits", ["12", "۱۲", "١٢", " 12 "])
def test_numbers_are_read_in_every_script(digits: str) -> None:
    assert number(digits) == 12


def test_what_is_no_number_stays_words() -> None:
    assert [number(text) for text in ("", "spring", "12345", "-1", "1.5", "²")] == [None] * 6
