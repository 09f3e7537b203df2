"""The contact form in steps: a question to a page, all of it to look over at the end, and nothing sent before that.

What was answered so far travels inside the page, in hidden inputs of the same names, as it was posted: the server keeps
nothing until the last press. So no step is ever believed to have been passed; whoever goes on is led to the first page
that still needs something. Moving takes nothing, hence only sending asks for the token.
"""

from collections.abc import Iterator
from typing import Any, Final

from flask import request

from intake.questionnaires.definition import Question
from intake.web.forms import plain_lines
from intake.web.numbers import seen_version
from intake.web.public.contact_form import ContactForm

STEP: Final = "step"
"""The hidden input that says on which page somebody stood, from 1 on; the check page is the one after the last."""


class SteppedForm(ContactForm):
    """The same form, page by page.

    `at` is the place of the page to show, from 0. `changing` says that somebody came to it from the check page, and
    that going on leads back there.
    """

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.steps = self.questionnaire.steps()
        self.at = self._place(STEP, len(self.steps)) if request.form else 0
        self.changing = "changing" in request.form

    @property
    def at_the_end(self) -> bool:
        """Whether this is the check page."""
        return self.at == len(self.steps)

    @property
    def asked(self) -> tuple[Question, ...]:
        """The question of this page, then those that follow from its answers; none on the check page."""
        return () if self.at_the_end else self.steps[self.at]

    @property
    def status_shown_again(self) -> int:
        """Going from page to page is no error."""
        return 422 if self.errors else 200

    def may_be_taken(self) -> bool:
        """Whether all of it holds and was sent from the check page. If not, `at` is the page to show now."""
        if self.only_shown or self._moved():
            return False
        sent = "send" in request.values and request.form.get(STEP) == str(len(self.steps) + 1)
        self.changing = self.changing or self.at_the_end
        self.at = self._first_in_want(len(self.steps) if self.changing else self.at + 1)
        return sent and self.at_the_end and bool(self.csrf_token.validate(self))

    def carried(self) -> Iterator[tuple[str, str]]:
        """Names and values of what was posted for the other pages."""
        elsewhere = {each.name for each in self.questionnaire.questions} - {each.name for each in self.asked}
        for name, values in request.form.lists():
            if name.partition("-")[0] in elsewhere:
                yield from ((name, plain_lines(value)) for value in values if value)

    def _moved(self) -> bool:
        """Whether a button led away, which checks nothing: to the page before, or to that of an answer to change."""
        end = len(self.steps)
        if "back" in request.form:
            self.at = end if self.changing else max(self.at - 1, 0)
        elif "change" in request.form:
            self.at, self.changing = self._place("change", end), True
        else:
            return False
        return True

    def _first_in_want(self, goal: int) -> int:
        """The first page before `goal` that needs something yet, or else `goal`."""
        return next((place for place in range(goal) if not self._holds(place)), goal)

    def _holds(self, place: int) -> bool:
        """Whether nothing on this page must be asked again. What is wrong is then said beside its fields."""
        return [each.name for each in self.steps[place] if not self[each.name].validate(self)] == []

    def _place(self, name: str, otherwise: int) -> int:
        place = seen_version(request.form.get(name)) - 1
        return place if 0 <= place <= otherwise else otherwise
