"""Canned answers: short texts that staff may put into a message, in the person's language. Knows no page and no case.

Some come with Intake; an operator's file replaces any of them, or adds to them. Both are checked when they are read,
and one that is wrong keeps Intake from starting: nobody finds out in the middle of an answer.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from intake.errors import Unready
from intake.settings import LANGUAGES

FILE: Final = "canned.toml"
"""The operator's own, in the instance folder."""

_SHIPPED: Final = Path(__file__).parent / "shipped.toml"

Language = Annotated[str, StringConstraints(pattern=f"^({'|'.join(LANGUAGES)})$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,30}$")]
Title = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(_Part):
    """One text, in the languages that somebody wrote it in, and its title for staff."""

    name: Name
    title: dict[Language, Title] = Field(min_length=1)
    text: dict[Language, Text] = Field(min_length=1)


class _File(_Part):
    """What stands in a file. `version` is that of its form."""

    version: Literal[1]
    answers: tuple[Answer, ...]

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        if len({each.name for each in self.answers}) != len(self.answers):
            raise ValueError("two answers have the same name")
        return self


def shipped() -> tuple[Answer, ...]:
    """The answers that come with this version of Intake."""
    return _read(_SHIPPED)


def load(folder: Path) -> tuple[Answer, ...]:
    """All answers of the instance in `folder`, in their order. `Unready` in one line where its own file is wrong."""
    try:
        own = _read(folder / FILE)
    except FileNotFoundError:
        own = ()
    return tuple({each.name: each for each in (*shipped(), *own)}.values())


def _read(file: Path) -> tuple[Answer, ...]:
    try:
        return _File.model_validate(tomllib.loads(file.read_text("utf-8"))).answers
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise Unready(f"{file} is wrong. {problems}") from None
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise Unready(f"{file} cannot be read: {error}") from None


def added(typed: str, said: str) -> str:
    """What is typed with an answer at its end, an empty line between them."""
    ends = len(typed) - len(typed.rstrip("\n"))
    return typed + "\n" * max(0, 2 - ends) + said if typed else said
