"""What can go wrong, as exceptions with reasons. The web turns them into pages in one table (`web/errors.py`).

An error never carries what a person wrote, a key or a code: its text may end in a log.
"""

from collections.abc import Mapping


class IntakeError(Exception):
    """The root of every error that Intake raises on purpose."""


class NotFound(IntakeError):
    """There is no such thing, or none that this person may know of."""


class NotAllowed(IntakeError):
    """The person may not do this. Shown as "not found" wherever existence is confidential."""


class Untrusted(IntakeError):
    """A team's keys are not known to be its own. Nothing may be sealed to them; the text names teams by id alone."""


class WrongState(IntakeError):
    """The thing is not in a state from which this can be done."""


class LastOfTeam(WrongState):
    """Without this person nobody could open their team's cases, and no recovery cards do."""


class Stale(IntakeError):
    """Somebody else changed the thing since the page was shown."""


class Busy(IntakeError):
    """Every place for this kind of work stayed taken for too long, or a limit was reached. Try again soon."""


class Invalid(IntakeError):
    """What was given cannot be accepted. `problems` maps a field's name to the kind of problem."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{name}: {kind}" for name, kind in problems.items()))
        self.problems = dict(problems)


class Unrecorded(IntakeError):
    """The event could not be written to the log, so nothing is shown (DESIGN 2, promise 7)."""


class LogChanged(IntakeError):
    """The log is not what this person's browser saw of it, and no restore explains it."""


class Unready(IntakeError):
    """The installation cannot run as it stands. The text is one line for an operator: what is wrong, what to do."""
