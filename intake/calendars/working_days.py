"""The days on which a site works, and what is promised by them. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: Final[tuple[Weekday, ...]] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""In the order in which `date.weekday` counts them."""


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The weekdays on which somebody is there, by name, and the days on which nobody is all the same."""

    weekdays: Collection[Weekday]
    holidays: Collection[date] = ()

    def are_on(self, day: date) -> bool:
        """Whether somebody works on this day."""
        return WEEKDAYS[day.weekday()] in self.weekdays and day not in self.holidays

    def after(self, day: date, count: int) -> date:
        """The last of so many working days after this one, on which nothing is counted yet."""
        while count:
            day += timedelta(days=1)
            count -= self.are_on(day)
        return day
