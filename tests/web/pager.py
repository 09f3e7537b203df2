"""Somebody who goes through a form page by page, in a browser without JavaScript."""

import re
from collections.abc import Mapping

from tests.web.pages import Page
from tests.web.visitor import Visitor

Fields = Mapping[str, str | list[str]]


class Pager:
    """The page that is open, and what pressing its buttons with something typed leads to."""

    def __init__(self, visitor: Visitor, entrance: str = "", language: str = "en") -> None:
        self.visitor, self.language = visitor, language
        self.page: Page = visitor.get(f"{self.path}?for={entrance}")

    @property
    def path(self) -> str:
        """Where the form goes."""
        return f"/{self.language}/contact"

    @property
    def fields(self) -> dict[str, str | list[str]]:
        """What a browser would send, untouched."""
        return self.page.sent(self.path)

    @property
    def place(self) -> int:
        """Which page this is, from 1 on; the check page is the one after the last."""
        return int(str(self.fields["step"]))

    @property
    def controls(self) -> set[str]:
        """The names of what asks something here: no trap, no place for files; of a field of many inputs its own."""
        html = self.page.html
        named = re.findall(r'<(?:textarea|select|input(?![^>]*type="hidden"))\s[^>]*?\bname="([a-z_]+)', html)
        return set(named) - {"website", "files", "as_evidence"}

    def press(self, button: str = "", value: str = "1", *, status: int = 200, typed: Fields | None = None) -> Page:
        """Press a button by its name; the one that goes on has none."""
        fields = {**self.fields, **(typed or {}), **({button: value} if button else {})}
        self.page = self.visitor.post(self.path, fields, status)
        return self.page

    def go_on(self, typed: Fields | None = None) -> Page:
        """Press "Continue", having filled in whatever of `typed` this page asks."""
        here = self.controls
        return self.press(typed={name: value for name, value in (typed or {}).items()
                                 if name.partition("-")[0] in here})

    def to_the_end(self, typed: Fields) -> Page:
        """Go on until the check page."""
        while not self.is_check:
            self.go_on(typed)
        return self.page

    def change_language(self, language: str, typed: Fields | None = None) -> Page:
        """Press another language."""
        fields, self.language = {**self.fields, **(typed or {}), "other_language": "1"}, language
        self.page = self.visitor.post(self.path, fields, 200)
        return self.page

    @property
    def is_check(self) -> bool:
        """Whether everything stands here to be looked over."""
        return 'name="send"' in self.page.html
