"""Every sentence that a page says is translated: in all languages in public, in four on the desk, and rightly."""

import re
import subprocess
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from intake import paths
from intake.settings import LANGUAGES
from intake.web.languages import DESK_LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
FOLDER = paths.STATIC.parent / "translations"
TRANSLATED: list[str] = [language for language in LANGUAGES if language != "en"]
# Rooms that only staff enter: what stands in no other is said on the desk alone.
STAFF = re.compile(
    r"intake/web/(?:desk|admin|account|frame|witness|log_changed|public/styleguide)|templates/(?:desk|admin|account"
    r"|styleguide|base_desk|errors/log_changed|components/(?:timeline|lists|badges|spoken))")
PLACEHOLDER = re.compile(r"%\((\w+)\)([sd])")
MARKUP = re.compile(r"</?\w+[^>]*>")


def read(file: Path, language: str | None = None) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, locale=language)


def catalog(language: str) -> Catalog:
    return read(FOLDER / language / "LC_MESSAGES/messages.po", language)


def messages(of: Catalog) -> Iterable[Message]:
    return (message for message in of if message.id)


def forms(message: Message) -> list[str]:
    said = message.string
    return list(said) if isinstance(said, tuple | list) else [said or ""]


def one(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


def sources(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, tuple | list) else [message.id]


def is_for_staff(message: Message) -> bool:
    return all(STAFF.match(place) for place, _ in message.locations)


COLLECTED = read(FOLDER / "messages.pot")
CATALOGS = {language: catalog(language) for language in TRANSLATED}


@pytest.mark.slow
def test_what_is_collected_is_what_the_pages_say(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.pot"
    command = [str(Path(sys.executable).with_name("pybabel")), "-q", "extract", "-F", str(FOLDER / "babel.cfg"),
               "-k", "_l", "-k", "lazy_gettext", "-o", str(fresh), "."]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert set(map(one, messages(COLLECTED))) == set(map(one, messages(read(fresh)))), "run `make texts`"


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_is_missing(language: str) -> None:
    wanted = [message for message in messages(COLLECTED) if language in DESK_LANGUAGES or not is_for_staff(message)]
    found = {one(message): message for message in messages(CATALOGS[language])}
    missing = [one(message) for message in wanted if one(message) not in found or not all(forms(found[one(message)]))]
    assert missing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_is_a_guess_or_left_over(language: str) -> None:
    assert [one(message) for message in messages(CATALOGS[language]) if message.fuzzy] == []
    assert set(map(one, messages(CATALOGS[language]))) <= set(map(one, messages(COLLECTED)))
    assert not CATALOGS[language].obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_filled_in_and_marked_up_stays_as_it_was(language: str) -> None:
    for message in messages(CATALOGS[language]):
        named = {name for source in sources(message) for name in PLACEHOLDER.findall(source)}
        *others, last = forms(message)
        if not last:
            continue
        assert set(PLACEHOLDER.findall(last)) == named, message.id
        assert all(set(PLACEHOLDER.findall(form)) <= named for form in others), message.id
        assert sorted(MARKUP.findall(last)) == sorted(MARKUP.findall(sources(message)[-1])), message.id
        assert last.strip() == last or one(message).strip() != one(message), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_plural_has_as_many_forms_as_its_language(language: str) -> None:
    count = CATALOGS[language].num_plurals
    assert count == {"ar": 6, "fa": 1}.get(language, 2)
    for message in messages(CATALOGS[language]):
        if isinstance(message.id, tuple | list) and any(forms(message)):
            assert len(forms(message)) == count
            assert all(forms(message)), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_the_pages_load_is_what_was_translated(language: str) -> None:
    fresh = BytesIO()
    write_mo(fresh, CATALOGS[language])
    assert (FOLDER / language / "LC_MESSAGES/messages.mo").read_bytes() == fresh.getvalue(), "run `make texts`"


def test_persian_is_written_with_persian_letters() -> None:
    for message in messages(CATALOGS["fa"]):
        assert not set("يكة٠١٢٣٤٥٦٧٨٩") & set("".join(forms(message))), message.string


@pytest.mark.parametrize("language", ["fa", "ar"])
def test_a_sentence_in_arabic_script_is_in_arabic_script(language: str) -> None:
    untranslated = [one(message) for message in messages(CATALOGS[language])
                    if any(forms(message)) and not any("\u0600" <= mark <= "\u06ff" for mark in forms(message)[-1])
                    and re.search(r"[a-z]{3}", PLACEHOLDER.sub("", MARKUP.sub("", one(message))), re.I)]
    assert untranslated == []
