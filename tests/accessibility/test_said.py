"""What a page must say stands on it, at its place and in each language; what it must not repeat does not."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from babel.support import Translations

from intake.paths import STATIC
from intake.questionnaires.definition import MESSAGE
from intake.questionnaires.kept import GENERAL, shipped
from tests.accessibility.conftest import EVERY_LANGUAGE, Galleries
from tests.accessibility.gallery import Gallery, Shown
from tests.accessibility.house import LETTER

FILLED_IN = re.compile(r"%\(\w+\)[sd]")
RECEIPTS = ("the receipt", "the receipt of what was added", "the receipt that shows no code again")
BEFORE_WRITING = (
    "Only the people of our support team read this. Your message is locked the moment it arrives, and we answer "
    "%(when)s.",
    "After sending, this page shows you a code. With it you come back here and read our answer. We never contact you "
    "by a way that you did not call safe.",
    "If you lose the code, we cannot make it again. You would have to write to us again.",
    "We keep to ourselves what you tell us. There are two limits: when somebody's life is in danger now, or when a law "
    "obliges us. Wherever we can, we talk with you first.",
)
AFTER_SENDING = (
    "What happens now",
    "Someone from our support team reads your message and answers %(when)s.",
    "The answer waits for you here. We send nothing to you, unless you named a safe way.",
    "Come back with your code whenever it is safe. You can write more at any time.",
)
ABOUT_CALLS = (
    "A way that you do not mark as safe is never used.",
    "If you do not answer, we call at most %(number)d times, and leave no message unless you allow it.",
)


class Saying:
    """The sentences of one language, as a page writes them."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.catalog = Translations.load(STATIC.parent / "translations", [language])

    def missing(self, html: str, *sentences: str) -> list[str]:
        """Which of these do not stand there. What is filled in may be anything."""
        text = re.sub("[\u2068\u2069]", "", unescape(html))
        return [sentence for sentence in sentences
                if not all(part in text for part in FILLED_IN.split(self.catalog.ugettext(sentence)))]


@pytest.fixture
def saying(language: str) -> Saying:
    """The sentences of the test's language."""
    return Saying(language)


def forms_on_one_page(gallery: Gallery) -> Iterator[Shown]:
    """The contact forms in all their states."""
    for shown in gallery.from_outside():
        if 'id="contact-may-ways"' in shown.html and 'id="message"' in shown.html:
            yield shown


@EVERY_LANGUAGE
def test_a_form_says_before_its_first_field_who_reads_when_and_with_which_limits(
    public_galleries: Galleries, saying: Saying, language: str
) -> None:
    forms = list(forms_on_one_page(public_galleries(language)))
    assert len(forms) > 10
    for shown in [*forms, public_galleries(language).pages["page 1 of a form in steps"]]:
        before, _, _ = shown.html.partition('<form method="post" id="typed"')
        assert saying.missing(before, *BEFORE_WRITING) == [], shown.name


@EVERY_LANGUAGE
def test_a_form_says_how_much_to_write_what_a_call_means_and_that_nothing_was_sent(
    public_galleries: Galleries, saying: Saying, language: str
) -> None:
    [general] = [each for each in shipped() if each.form == GENERAL]
    as_much_or_as_little = general.question(MESSAGE).hint
    assert as_much_or_as_little is not None
    for shown in forms_on_one_page(public_galleries(language)):
        box, _, rest = shown.html.partition('id="message-hint"')[2].partition("</textarea>")
        assert as_much_or_as_little.say(language) in unescape(box), shown.name
        assert saying.missing(rest, *ABOUT_CALLS) == [], shown.name
        _, _, end = shown.html.rpartition('<div class="stack close">')
        assert saying.missing(end, "Send my message", "Nothing is sent before you press this.") == [], shown.name


@EVERY_LANGUAGE
def test_a_form_in_steps_says_on_each_page_that_nothing_was_sent_and_only_its_last_one_sends(
    public_galleries: Galleries, saying: Saying, language: str
) -> None:
    pages = public_galleries(language).pages
    steps = [pages[f"page {number} of a form in steps"] for number in range(1, 10)]
    for shown in steps:
        assert saying.missing(shown.html, "Nothing is sent yet.", "Continue") == [], shown.name
        assert 'name="send"' not in shown.html, shown.name
    assert saying.missing(pages["the check page, full"].html, "Send my message",
                          "Nothing has been sent yet. Whatever is not right, you can change here.") == []


@EVERY_LANGUAGE
def test_a_receipt_says_what_follows_how_to_come_back_and_repeats_nothing(
    public_galleries: Galleries, saying: Saying, language: str
) -> None:
    pages = public_galleries(language).pages
    for name in RECEIPTS:
        html = pages[name].html
        assert saying.missing(html, *AFTER_SENDING, "Come back with a code", "If you are in danger now") == [], name
        assert f'href="/{language}/return"' in html, name
        assert LETTER not in unescape(html), name
        assert "Ali" not in html, name
        assert "And one thing more." not in html, name


@EVERY_LANGUAGE
def test_who_lost_a_code_is_told_that_it_cannot_be_made_again_and_may_write_anew(
    public_galleries: Galleries, saying: Saying, language: str
) -> None:
    page = public_galleries(language).pages["public.show_return as nobody"].html
    assert saying.missing(page, "Have you lost your code?", "We keep no copy of it and cannot make it again. Please "
                          "write to us again; if you want, tell us that you wrote before.") == []
    assert f'href="/{language}/contact"' in page.rpartition("<section")[2].partition("</section>")[0]
