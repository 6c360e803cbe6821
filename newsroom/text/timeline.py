"""All the days on which an issue can have appeared, as arrays, so that a clue weighs them all at
once."""

import calendar
import datetime
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

FIRST_YEAR = 2000
LAST_YEAR = 2030
_FAR = 10_000
_REMEMBERED = 60
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAYS_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
"""Days of a common year before each month."""


class Timeline:
    """The days from 2000 to 2030, with year, month and day of each."""

    def __init__(self) -> None:
        first = datetime.date(FIRST_YEAR, 1, 1).toordinal()
        last = datetime.date(LAST_YEAR, 12, 31).toordinal()
        days = [datetime.date.fromordinal(ordinal) for ordinal in range(first, last + 1)]
        self.years = range(FIRST_YEAR, LAST_YEAR + 1)
        self.ordinal = np.array([day.toordinal() for day in days])
        self.year = np.array([day.year for day in days])
        self.month = np.array([day.month for day in days])
        self.day = np.array([day.day for day in days])
        self.yearday = np.array([day.timetuple().tm_yday for day in days])
        self.weekday = np.array([day.weekday() for day in days])
        around = range(FIRST_YEAR - 2, LAST_YEAR + 3)
        self._new_years = np.array([datetime.date(year, 1, 1).toordinal() for year in around])
        self._leap = np.array([int(calendar.isleap(year)) for year in around])
        self._year_place = self.year - around[0]
        self._known: dict[tuple, NDArray[np.int64]] = {}

    def _once(self, key: tuple, make: Callable[[], NDArray[np.int64]]) -> NDArray[np.int64]:
        """Remember what many clues of one issue ask for, but not of all issues ever dated."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def place_of(self, ordinal: int) -> int:
        """Where in the arrays a day stands, by its number; their beginning or end if it is none of
        these days."""
        return min(max(ordinal - int(self.ordinal[0]), 0), len(self.ordinal))

    def ordinal_of(self, year: int, month: int, day: int) -> int | None:
        """The number of a day, None where the calendar has no such day."""
        try:
            return datetime.date(year, month, day).toordinal()
        except ValueError:
            return None

    def in_year(self, month: int, day: int, shift: int) -> NDArray[np.int64]:
        """For every day, the number of the month's day in the same year, or `shift` years later."""
        return self._once(("in_year", month, day, shift), lambda: self._in_year(month, day, shift))

    def _in_year(self, month: int, day: int, shift: int) -> NDArray[np.int64]:
        if not 1 <= day <= _LONGEST[month - 1]:
            day = 28
        lookup = self._new_years + (_DAYS_BEFORE[month - 1] + day - 1)
        if month > 2:
            lookup = lookup + self._leap
        elif (month, day) == (2, 29):
            lookup = lookup - (1 - self._leap)
        return lookup.take(self._year_place + shift)

    def since(self, month: int | None, day: int) -> NDArray[np.int64]:
        """For every day, how many days ago the month's day was last, itself counting as 0."""
        return self._once(("since", month, day), lambda: self._since(month, day))

    def _since(self, month: int | None, day: int) -> NDArray[np.int64]:
        if month is None:
            before = np.array(
                [(datetime.date(2001, m, 1) - datetime.timedelta(1)).day for m in range(1, 13)]
            )
            same = self.day - day
            return np.where(same >= 0, same, self.day + np.maximum(before[self.month - 1] - day, 0))
        this = self.ordinal - self.in_year(month, day, 0)
        return np.where(this >= 0, this, self.ordinal - self.in_year(month, day, -1))

    def until(self, month: int | None, day: int) -> NDArray[np.int64]:
        """For every day, in how many days the month's day comes next, itself counting as 0."""
        return self._once(("until", month, day), lambda: self._until(month, day))

    def _until(self, month: int | None, day: int) -> NDArray[np.int64]:
        if month is None:
            length = np.array(
                [
                    ((datetime.date(2001, m % 12 + 1, 1)) - datetime.timedelta(1)).day
                    for m in range(1, 13)
                ]
            )
            same = day - self.day
            return np.where(same >= 0, same, length[self.month - 1] - self.day + day)
        this = self.in_year(month, day, 0) - self.ordinal
        return np.where(this >= 0, this, self.in_year(month, day, 1) - self.ordinal)

    def by_year(self, days: dict[int, datetime.date]) -> NDArray[np.int64]:
        """For every day, the number of the day that a table gives for its year; far away where it
        gives none."""
        lookup = np.array(
            [days[year].toordinal() if year in days else -_FAR for year in self.years]
        )
        return lookup[self.year - FIRST_YEAR]
