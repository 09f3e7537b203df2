"""The table of questionnaires: each version for ever, so that an answer is read as it was asked."""

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Main


class QuestionnaireRow(Main):
    """One version of a form, as JSON. A version never changes; what changes is a new one."""

    __tablename__ = "questionnaire"

    form: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)
