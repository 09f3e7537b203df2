"""Which questionnaires there are: the shipped ones are stored once, and each process reads a version once."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.db import insert_now
from intake.errors import NotFound, Unready
from intake.questionnaires.definition import Questionnaire, read
from intake.questionnaires.models import QuestionnaireRow

_SHIPPED: Final = Path(__file__).parent / "shipped"

ENTRANCES: Final = ("self", "someone", "left", "information")
"""The forms with an entrance of their own, in the order in which they are offered."""

GENERAL: Final = "contact"
"""The form of whoever took none of the entrances."""


def shipped() -> tuple[Questionnaire, ...]:
    """The questionnaires that come with this version of Intake."""
    return tuple(read(file.read_text("utf-8")) for file in sorted(_SHIPPED.glob("*.toml")))


def keep_shipped(session: Session) -> int:
    """Store the shipped versions that are not there yet; gives how many. `Unready` where a stored one differs."""
    added = 0
    for each in shipped():
        body = session.scalar(select(QuestionnaireRow.body).where(
            QuestionnaireRow.form == each.form, QuestionnaireRow.version == each.version))
        if body is None:
            insert_now(session, QuestionnaireRow, form=each.form, version=each.version, body=each.model_dump_json())
            added += 1
        elif Questionnaire.model_validate_json(body) != each:
            raise Unready(f"The form {each.form} is stored in another version {each.version}: a changed questionnaire "
                          "needs the next number.")
    return added


class Questionnaires:
    """The stored questionnaires, as one process found them when it started."""

    def __init__(self, stored: Iterable[Questionnaire]) -> None:
        self._known = {(each.form, each.version): each for each in stored}

    def newest(self, form: str) -> Questionnaire:
        """The newest version of a form. `NotFound` where there is no such form."""
        return self.of_version(form, max((version for each, version in self._known if each == form), default=0))

    def of_version(self, form: str, version: int) -> Questionnaire:
        """One version of a form. `NotFound` where there is none."""
        found = self._known.get((form, version))
        if found is None:
            raise NotFound(f"no version {version} of the form {form}")
        return found


def stored(session: Session) -> Questionnaires:
    """All that are stored, so that a form can be read back to its writer even while the store is gone."""
    return Questionnaires(map(Questionnaire.model_validate_json, session.scalars(select(QuestionnaireRow.body))))
