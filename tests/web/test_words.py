"""No word that a page, a question or a mail says hurts, blames or promises too much, in any language."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from intake.canned import answers as canned
from intake.notices import mail
from intake.questionnaires.kept import shipped
from intake.settings import LANGUAGES, LanguageCode
from intake.web.languages import DESK_LANGUAGES
from tests.web.test_catalogs import CATALOGS, COLLECTED, forms, is_for_staff, messages, one, sources
from tests.web.unsaid import ON_HISTORY, PROMISING, UNKIND, found, plain

RECORD = Path(__file__).resolve().parents[2] / "docs/texts.md"
SENTENCE = re.compile(r"(?<=[.!?؟:;؛])\s+")
NAMES = {"en": "English", "fa": "Persian", "ar": "Arabic", "fr": "French", "de": "German", "sq": "Albanian"}
EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
SPOILT = {
    "en": (["Help for victims of a cult", "This code is invalid.", "Sending failed."],
           ["We guarantee it.", "It leaves no trace.", "You are completely anonymous."]),
    "fa": (["کمک به قربانیان فرقه‌ها", "این کد نامعتبر است.", "ارسال ناموفق بود."],
           ["تضمین می‌کنیم.", "هیچ ردی نمی‌ماند.", "کاملاً ناشناس هستید."]),
    "ar": (["مساعدة لضحايا الطائفة", "هذا الرمز غير صالح.", "فشل الإرسال."],
           ["نضمن ذلك.", "لا يترك أي أثر.", "الموقع آمنٌ تمامًا."]),
    "fr": (["Aide aux victimes d’une secte", "Ce code est invalide.", "L’envoi a échoué."],
           ["C’est garanti.", "Sans laisser de traces.", "Vous êtes totalement anonyme."]),
    "de": (["Hilfe für Opfer einer Sekte", "Dieser Code ist ungültig.", "Senden fehlgeschlagen."],
           ["Das garantieren wir.", "Es bleiben keine Spuren.", "Sie sind völlig anonym."]),
    "sq": (["Ndihmë për viktimat e sektit", "Ky kod është i pavlefshëm.", "Dërgimi dështoi."],
           ["E garantojmë.", "Pa lënë asnjë gjurmë.", "Jeni plotësisht anonim."]),
}


def of_pages(language: str, *, in_public: bool) -> Iterator[str]:
    """What the pages say in this language, from templates, components, errors and modules alike."""
    for message in messages(COLLECTED if language == "en" else CATALOGS[language]):
        in_the_log = all(place.endswith("admin/audit_words.py") for place, _ in message.locations)
        if is_for_staff(message) != in_public and not in_the_log:
            yield from sources(message) if language == "en" else forms(message)


def of_questions(language: str) -> Iterator[str]:
    for questionnaire in shipped():
        yield questionnaire.title.say(language)
        yield questionnaire.lead.say(language)
        for question in questionnaire.questions:
            yield from (each.say(language) for each in (question.label, question.hint) if each)
            yield from (choice.label.say(language) for choice in question.choices)


def of_canned_answers(language: LanguageCode) -> Iterator[str]:
    return (answer.text[language] for answer in canned.shipped())


@cache
def told(language: LanguageCode) -> tuple[str, ...]:
    """All that somebody outside reads in this language: pages, questions, answers, and the mails that say nothing."""
    everything = (*of_pages(language, in_public=True), *of_questions(language), *of_canned_answers(language),
                  mail.SUBJECTS[language], mail.WORDS[language], mail.TO_PEOPLE[language])
    assert len(everything) > 400
    return everything


@EVERY_LANGUAGE
def test_nothing_in_public_uses_words_that_hurt_or_blame(language: LanguageCode) -> None:
    assert [(hit, text) for text in told(language) if (hit := found(UNKIND, language, text))] == []


@EVERY_LANGUAGE
def test_nothing_in_public_promises_what_nobody_can_keep(language: LanguageCode) -> None:
    assert [(hit, text) for text in told(language) if (hit := found(PROMISING, language, text))] == []


@pytest.mark.parametrize("language", DESK_LANGUAGES)
def test_colleagues_are_not_blamed_either(language: LanguageCode) -> None:
    """But in the log, which says what happened: that somebody failed to sign in."""
    assert [(hit, text) for text in of_pages(language, in_public=False) if (hit := found(UNKIND, language, text))] == []


@EVERY_LANGUAGE
def test_where_clearing_the_history_is_spoken_of_suspicion_and_spyware_are_named(language: LanguageCode) -> None:
    advice = [message for message in messages(COLLECTED if language == "en" else CATALOGS[language])
              if "Clearing" in one(message)]
    assert len(advice) == 1
    said = plain(one(advice[0]) if language == "en" else forms(advice[0])[0])
    assert [word for word in ON_HISTORY[language] if plain(word) not in said] == []


@EVERY_LANGUAGE
def test_sentences_in_public_are_as_short_as_was_agreed(language: LanguageCode) -> None:
    sentences = [sentence.split() for text in told(language) for sentence in SENTENCE.split(text)]
    assert [" ".join(words) for words in sentences if len(words) > 35] == []
    whole = [len(words) for words in sentences if len(words) > 3]  # shorter ones are labels
    assert sum(whole) / len(whole) <= 10


def test_the_record_of_readings_has_a_line_for_every_text_in_every_language() -> None:
    table = RECORD.read_text().partition("## Readings")[2].partition("\n\nBy program")[0]
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines() if line.startswith("|")]
    for_staff = [*product(["the desk"], [NAMES[each] for each in DESK_LANGUAGES])]
    wanted = {*product(["pages and mail", "questions of the forms", "canned answers"], NAMES.values()), *for_staff}
    assert {(texts, language) for texts, language, *_ in lines[2:]} == wanted
    for texts, language, day, who, _ in lines[2:]:
        assert day == "not yet read" or (re.fullmatch(r"\d{4}-\d\d-\d\d", day) and who), (texts, language)


@EVERY_LANGUAGE
def test_each_of_the_lists_bites(language: LanguageCode) -> None:
    unkind, promising = SPOILT[language]
    assert [text for text in unkind if not found(UNKIND, language, text)] == []
    assert [text for text in promising if not found(PROMISING, language, text)] == []
