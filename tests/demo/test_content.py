"""The written content of the demonstration desk: whole, coherent, and about nobody."""

import json
import re
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import intake.demo
from intake.access.roles import Role
from intake.canned import answers as canned
from intake.cases.states import STAYS_CLOSED, WORKED_ON, Outcome, Priority, Status
from intake.questionnaires.safe_contact import contact_from

CONTENT = Path(str(intake.demo.__file__)).parent / "content"
LANGUAGES = ("en", "fa", "ar", "fr", "de", "sq")
CASE_FIELDS = {
    "language", "for_whom", "message", "called", "contact", "answers", "team", "days_ago", "status",
    "outcome", "priority", "due_in_days", "assignee", "title", "timeline",
}  # fmt: skip
PERSON_FIELDS = {"username", "name", "role", "teams", "lead_of", "language"}
ENTRY_FIELDS = {"kind", "by", "days_ago", "text"}
MORE_OF_AN_ENTRY = {"files", "wish", "contact"}
WORKING = {Role.CASEWORKER, Role.LEAD}
LONGEST_TEXT = 50_000

# Seven digits or more, however they are grouped and in whichever digits they are written.
LOOKS_LIKE_A_NUMBER = re.compile(r"\+?\d(?:[ ().\-/\u00a0]{0,2}\d){6,}")
# Ranges that telephone authorities keep free for fiction.
RESERVED = re.compile(r"^(?:\+44 ?|0)1632 ?960 ?\d{3}$|^(?:\+?1[ -]?)?(?:\(?\d{3}\)?[ -]?)?555[ -]?01\d\d$")
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")
HOST = re.compile(r"\b(?:[\w-]+\.)+(?:com|org|net|info|eu|de|fr|al|ir|uk|io|onion)\b")

Row = dict[str, Any]


def _load(name: str) -> list[Row]:
    rows: list[Row] = json.loads((CONTENT / name).read_text("utf-8"))
    return rows


PEOPLE = {row["username"]: row for row in _load("people.json")}
TEAMS = [row["slug"] for row in _load("teams.json")]
CASES = [case for language in LANGUAGES for case in _load(f"cases_{language}.json")]
every_case = pytest.mark.parametrize("case", CASES, ids=[f"{c['language']}-{n}" for n, c in enumerate(CASES)])


def _texts(case: Row) -> list[str]:
    """Every string of a case that a person reads."""
    own = [case["message"], case["called"], json.dumps(case["contact"], ensure_ascii=False), case["title"] or ""]
    files = [file for entry in case["timeline"] for file in entry.get("files", ())]
    said_anew = [json.dumps(entry["contact"], ensure_ascii=False) for entry in case["timeline"] if "contact" in entry]
    return [*own, *said_anew, *(entry["text"] for entry in case["timeline"]), *(file["name"] for file in files),
            *(file["note"] for file in files if "note" in file)]


def test_eight_people_hold_all_four_roles() -> None:
    assert len(PEOPLE) == len(_load("people.json")) == 8
    assert Counter(person["role"] for person in PEOPLE.values()) == {
        Role.CASEWORKER: 4,
        Role.LEAD: 2,
        Role.ADMINISTRATOR: 1,
        Role.AUDITOR: 1,
    }
    for person in PEOPLE.values():
        assert set(person) == PERSON_FIELDS
        assert re.fullmatch(r"[a-z]{3,12}", person["username"])
        assert person["language"] in LANGUAGES
    assert len({person["name"] for person in PEOPLE.values()}) == 8


def test_only_those_who_work_cases_are_in_a_team_and_only_leads_lead_one() -> None:
    for person in PEOPLE.values():
        assert bool(person["teams"]) is (person["role"] in WORKING)
        assert bool(person["lead_of"]) is (person["role"] == Role.LEAD)
        assert set(person["lead_of"]) <= set(person["teams"]) <= set(TEAMS)


def test_each_of_the_three_teams_has_a_lead_and_a_second_pair_of_hands() -> None:
    assert len(TEAMS) == len(set(TEAMS)) == 3
    for team in TEAMS:
        members = [person for person in PEOPLE.values() if team in person["teams"]]
        assert len(members) >= 3
        assert sum(team in person["lead_of"] for person in members) == 1


def test_nobody_who_works_cases_is_in_every_team_so_that_scope_can_be_seen() -> None:
    assert all(set(person["teams"]) != set(TEAMS) for person in PEOPLE.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_own_file_with_at_least_eight_cases(language: str) -> None:
    cases = _load(f"cases_{language}.json")
    assert len(cases) >= 8
    assert {case["language"] for case in cases} == {language}


def test_a_text_in_persian_and_arabic_is_written_in_that_script() -> None:
    for case in CASES:
        letters = [char for char in case["message"] if char.isalpha()]
        arabic = sum(unicodedata.name(char).startswith("ARABIC") for char in letters)
        assert (arabic > 0.9 * len(letters)) is (case["language"] in {"fa", "ar"})


def test_there_are_about_sixty_cases_in_every_status_outcome_and_priority() -> None:
    assert 55 <= len(CASES) <= 70
    assert {case["status"] for case in CASES} == set(WORKED_ON)
    assert {case["outcome"] for case in CASES if case["outcome"]} == set(Outcome)
    assert {case["priority"] for case in CASES} == set(Priority)
    assert {case["for_whom"] for case in CASES} == {"self", "someone", "left", "information"}
    for team in TEAMS:
        assert {case["status"] for case in CASES if case["team"] == team} == set(WORKED_ON)


def test_some_cases_are_overdue_and_some_wait_for_somebody_to_take_them() -> None:
    assert sum((case["due_in_days"] or 0) < 0 for case in CASES) >= 3
    assert sum(case["assignee"] is None and case["status"] != Status.CLOSED for case in CASES) >= 8


def test_no_two_people_wrote_the_same_thing() -> None:
    enquiries = [case["message"] for case in CASES]
    assert len(set(enquiries)) == len(enquiries)
    entries = [entry["text"] for case in CASES for entry in case["timeline"] if len(entry["text"]) > 20]
    assert [text for text, times in Counter(entries).items() if times > 1] == []


def test_enquiries_run_from_one_line_to_several_paragraphs() -> None:
    lengths = sorted(len(case["message"]) for case in CASES)
    assert lengths[0] < 80
    assert lengths[-1] > 1500
    assert sum(case["message"].count("\n\n") >= 2 for case in CASES) >= 10


def test_timelines_run_from_none_to_one_that_fills_a_page() -> None:
    sizes = sorted(len(case["timeline"]) for case in CASES)
    assert sizes[0] == 0
    assert 20 <= sizes[-1] <= 30
    assert sum(6 <= size <= 12 for size in sizes) >= 10


@every_case
def test_a_case_has_the_shape_that_the_loader_reads(case: Row) -> None:
    assert set(case) == CASE_FIELDS
    assert case["team"] in TEAMS
    assert 0 <= case["days_ago"] <= 400
    assert case["status"] in set(Status)
    assert case["priority"] in set(Priority)
    assert case["message"].strip()
    contact_from(case["contact"])
    for entry in case["timeline"]:
        assert ENTRY_FIELDS <= set(entry) <= ENTRY_FIELDS | MORE_OF_AN_ENTRY
        assert entry["kind"] in {"note", "reply", "message"}
        assert bool(entry["text"].strip()) is ("contact" not in entry)


@every_case
def test_only_the_person_asks_for_something_and_only_their_files_are_noted(case: Row) -> None:
    for entry in case["timeline"]:
        if entry["kind"] != "message":
            assert not {"wish", "contact"} & set(entry)
            assert not [file for file in entry.get("files", ()) if "note" in file]


def test_a_canned_answer_is_used_word_for_word_and_where_it_was_meant_to_be() -> None:
    used = {(answer.name, language) for answer in canned.shipped() for language, text in answer.text.items()
            for case in _load(f"cases_{language}.json") for entry in case["timeline"]
            if entry["kind"] == "reply" and entry["text"].startswith(text)}
    assert used == {("received", "sq"), ("may_we_ask", "ar")}


@every_case
def test_only_a_member_of_the_team_is_assigned_or_writes(case: Row) -> None:
    writers = {entry["by"] for entry in case["timeline"] if entry["kind"] != "message"}
    for username in writers | ({case["assignee"]} - {None}):
        assert PEOPLE[username]["role"] in WORKING
        assert case["team"] in PEOPLE[username]["teams"]
    assert all(entry["by"] is None for entry in case["timeline"] if entry["kind"] == "message")


@every_case
def test_a_timeline_starts_after_the_enquiry_and_runs_forward(case: Row) -> None:
    days = [case["days_ago"], *(entry["days_ago"] for entry in case["timeline"]), 0]
    assert all(earlier >= later for earlier, later in pairwise(days))


@every_case
def test_a_status_agrees_with_what_the_timeline_shows(case: Row) -> None:
    status, timeline = case["status"], case["timeline"]
    assert (case["outcome"] is not None) is (status == Status.CLOSED)
    if status == Status.NEW:
        assert (timeline, case["assignee"]) == ([], None)
        assert case["days_ago"] <= 2
        return
    assert timeline
    assert case["title"]
    if status == Status.WAITING:
        assert case["assignee"]
    if status == Status.CLOSED:
        assert case["due_in_days"] is None
    if status in {Status.WAITING, Status.CLOSED}:
        # A message from the person would have opened it again.
        assert timeline[-1]["kind"] != "message"
    if case["outcome"] in STAYS_CLOSED - {Outcome.TEST}:
        assert all(entry["kind"] == "note" for entry in timeline)


@every_case
def test_no_text_holds_a_number_or_address_that_could_be_somebodys(case: Row) -> None:
    for text in _texts(case):
        numbers = (match.group() for match in LOOKS_LIKE_A_NUMBER.finditer(text))
        assert [number for number in numbers if not RESERVED.match(number)] == []
        assert [found for found in ADDRESS.findall(text) if not found.rstrip(".").endswith("@example.org")] == []
        assert [host for host in HOST.findall(text) if not host.endswith("example.org")] == []


@pytest.mark.parametrize("text", ["+49 151 2345 6789", "0692345678", "(01) 42 68 53 00", "۰۹۱۲ ۳۴۵ ۶۷۸۹"])
def test_a_number_that_could_be_real_would_be_found(text: str) -> None:
    found = LOOKS_LIKE_A_NUMBER.search(text)
    assert found is not None
    assert not RESERVED.match(found.group())


@pytest.mark.parametrize("text", ["+44 1632 960123", "01632 960 456", "555-0142"])
def test_a_number_kept_free_for_fiction_is_allowed(text: str) -> None:
    assert RESERVED.match(text)


@every_case
def test_a_text_is_clean_and_fits_its_field(case: Row) -> None:
    for text in _texts(case):
        assert len(text) <= LONGEST_TEXT
        assert text == text.strip()
        assert unicodedata.is_normalized("NFC", text)
        assert not [char for char in text if unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn"} and char != "\n"]
    for short in (case["called"], case["title"] or ""):
        assert "\n" not in short
        assert len(short) <= 120


def test_the_files_are_readable_as_they_stand() -> None:
    for path in sorted(CONTENT.glob("*.json")):
        text = path.read_text("utf-8")
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"
