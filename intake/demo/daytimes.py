"""When things happened in the demonstration: believable times of day, the same in every run for the same case. Pure.

Staff work from eight to five, people write when they can. Nothing lies ahead of the present moment. All in UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from random import Random
from typing import Final

_TOO_EARLY: Final = time(10)
_NIGHT: Final = timedelta(minutes=20)
_MORNING: Final = timedelta(hours=8)
_EVENING: Final = timedelta(hours=17)
_MIDNIGHT: Final = timedelta(hours=23, minutes=40)
_BREATH: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Beat:
    """Something that happened so many days ago, by staff or by the person."""

    days_ago: int
    staff: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days and times, counted back from `now`. Before ten in the morning the newest day is yesterday."""

    now: datetime

    def day(self, days_ago: int) -> date:
        """The day so many days ago."""
        newest = self.now.date() - timedelta(days=self.now.time() < _TOO_EARLY)
        return newest - timedelta(days=days_ago)

    def moments(self, beats: Sequence[Beat], seed: str) -> list[datetime]:
        """A moment for each beat, in their order and at least some minutes apart."""
        chance = Random(seed)  # noqa: S311 - times of day in a demonstration guard nothing
        found: list[datetime] = []
        for days_ago, group in groupby(beats, key=lambda beat: beat.days_ago):
            day = self.day(days_ago)
            midnight = datetime.combine(day, time(), UTC)
            end = self.now - midnight - _BREATH if day == self.now.date() else _MIDNIGHT
            times = _day([beat.staff for beat in group], min(end, _MIDNIGHT), chance)
            found += [midnight + at for at in times]
        return found


def _day(staff: Sequence[bool], end: timedelta, chance: Random) -> list[timedelta]:
    """Times of one day: the person before and after hours, whoever answers within them."""
    if True not in staff:
        return _spread(len(staff), _NIGHT, end, chance)
    first, last = staff.index(True), len(staff) - staff[::-1].index(True)
    if chance.random() < 0.5:
        first = 0
    if end < _EVENING + timedelta(hours=1):
        last = len(staff)
    return [
        *_spread(first, _NIGHT, _MORNING - _BREATH, chance),
        *_spread(last - first, _MORNING, min(end, _EVENING), chance),
        *_spread(len(staff) - last, _EVENING + _BREATH, end, chance),
    ]


def _spread(count: int, start: timedelta, end: timedelta, chance: Random) -> list[timedelta]:
    part = (end - start) / max(count, 1)
    times = [start + part * (number + chance.uniform(0.15, 0.75)) for number in range(count)]
    return [timedelta(seconds=int(at.total_seconds())) for at in times]
