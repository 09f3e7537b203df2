"""On which days the enquirer came to their conversation, so that the desk sees whether an answer was read.

One box beside the case, under the thread's key: no time of a visit stands in clear, nor how many there were (DESIGN 2,
promise 10). It is written where a code opens a conversation and where something is sent in it, never by a GET. New
keys of the case leave it as it is, for the thread's stay; with the shard, it opens for nobody.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

from intake import clock
from intake.cases.keys import visits_place
from intake.cases.models import Case
from intake.vault.box import InvalidTag
from intake.vault.record import box_record, unbox_record

KEPT: Final = 50
"""How many days are kept. So many fill the smallest box, whose size therefore tells nothing."""

_SECOND: Final = 1_000_000


def note(case: Case, key: bytes) -> None:
    """That the person is here now. The caller holds the row."""
    now = clock.exactly()
    days = [*(each for each in known(case, key) if each.date() != now.date()), now]
    told = [round(each.timestamp() * _SECOND) for each in days[-KEPT:]]
    case.visits = box_record(key, {"at": told}, visits_place(case.id))


def known(case: Case, key: bytes) -> tuple[datetime, ...]:
    """The last visit of each day, oldest first. What does not open counts as unknown: it may not close the case."""
    if case.visits is None:
        return ()
    try:
        told = unbox_record(key, case.visits, visits_place(case.id))
    except InvalidTag:
        return ()
    return tuple(datetime.fromtimestamp(each / _SECOND, UTC) for each in told["at"])


def read_on(visits: Iterable[datetime], written: datetime) -> date | None:
    """The day of the first of these visits on which what was written then could be read."""
    return next((each.date() for each in visits if each >= written), None)
