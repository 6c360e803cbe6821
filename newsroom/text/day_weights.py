"""How much each way of telling a day speaks for every day of the timeline."""

import functools
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from newsroom.text.clues import IMPOSSIBLE, Weights, stepped
from newsroom.text.timeline import Timeline

Ordinals = NDArray[np.int64]

_LAGS = np.concatenate(
    [
        [-1.0, 0.8, 0.5, 0.4, 0.2, 0.2, 0.2, 0.2],
        np.full(24, 0.0),
        np.full(59, -0.2),
        np.full(109, -0.5),
        np.full(400, -3.0),
    ]
)


def past_weight(
    year: int | None,
    month: int | None,
    day: int,
    shift: int | None,
    *,
    late: bool,
    lead: float,
    begun: tuple[int | None, int] | None,
) -> tuple[Callable[[Timeline], Weights], Callable[[Timeline], Ordinals]]:
    """What has happened: its weight, and how many days ago it was; `begun` is the first day of
    several."""

    @functools.lru_cache(maxsize=1)
    def lag_of(line: Timeline) -> Ordinals:
        # asked for twice: by the weight, and for the latest of all news
        lag = lag_of_end(line)
        if begun is None or year is not None or shift is not None:
            return lag
        # 3日至5日: on the 4th it is going on, which is news of the day before
        since = line.since(*begun)
        going_on = (lag > since) & (since < 15) & (line.until(month, day) < 15)
        return np.where(going_on, np.minimum(since, 2), lag)

    def lag_of_end(line: Timeline) -> Ordinals:
        if month is None:
            return line.since(None, day)
        if year is not None:
            return line.ordinal - (line.ordinal_of(year, month, day) or line.ordinal[0])
        if shift is not None:
            return line.ordinal - line.in_year(month, day, shift)
        return line.since(month, day)

    def weigh(line: Timeline) -> Weights:
        lag = lag_of(line)
        weights = lead * _LAGS.take(lag, mode="clip")
        if month is None:
            weights = weights - np.where(lag > 20, 1.0, 0.0)
        elif year is not None or shift is not None:
            # a year said aloud may be any; only what lies ahead cannot be told as past
            weights = np.where(lag < 0, IMPOSSIBLE, np.clip(weights, -1.2, 0.4))
            weights = np.where(lag > 800, -2.5, weights)
        return np.where((lag == 0) & late, IMPOSSIBLE, weights)

    return weigh, lag_of


def future_weight(
    year: int | None, month: int | None, day: int, shift: int | None
) -> Callable[[Timeline], Weights]:
    """What is announced: no later than that day, and rather in the weeks before it."""

    def weigh(line: Timeline) -> Weights:
        if year is not None and month is not None:
            ordinal = line.ordinal_of(year, month, day)
            lead = (ordinal or 0) - line.ordinal
        elif shift is not None and month is not None:
            lead = line.in_year(month, day, shift) - line.ordinal
        else:
            lead = line.until(month, day)
        return stepped(lead, (-1, -5.0), (0, 1.0), (7, 1.2), (31, 0.6), (120, 0.0), beyond=-1.0)

    return weigh


def period_weight(year: int | None, month: int | None, day: int) -> Callable[[Timeline], Weights]:
    """Who is asked to object, to apply or to come reads of it as the time begins, or before."""

    def weigh(line: Timeline) -> Weights:
        if year is not None and month is not None:
            lead = (line.ordinal_of(year, month, day) or 0) - line.ordinal
        else:
            after, ahead = line.since(month, day), line.until(month, day)
            lead = np.where(after <= 10, -after, ahead)
        return stepped(lead, (-11, -3.0), (-2, 0.5), (0, 3.0), (3, 1.5), (30, 0.2), beyond=-1.5)

    return weigh


def signed_weight(year: int, month: int, day: int) -> Callable[[Timeline], Weights]:
    """A date on a line of its own below a notice: printed on that day or in the days after it."""

    def weigh(line: Timeline) -> Weights:
        lag = line.ordinal - (line.ordinal_of(year, month, day) or 0)
        return stepped(lag, (-1, -5.0), (3, 2.0), (14, 1.2), (45, 0.4), beyond=-1.5)

    return weigh


def same_week_weight(
    month: int | None, day: int, weeks: int, weekdays: range = range(7)
) -> Callable[[Timeline], Weights]:
    """本周四(9月28日): the issue is of the same week, 上周 of the next, 下周 of the one before."""

    def weigh(line: Timeline) -> Weights:
        monday = line.ordinal - line.weekday + 7 * weeks - int(line.ordinal[0])
        fits = np.zeros(len(line.ordinal), dtype=bool)
        for weekday in weekdays:
            told = np.clip(monday + weekday, 0, len(fits) - 1)
            fits |= (line.day[told] == day) & ((line.month[told] == month) | (month is None))
        return np.where(fits, 3.0, 0.0)

    return weigh


def near_weight(year: int | None, month: int | None, day: int) -> Callable[[Timeline], Weights]:
    """A day from which something holds, or that has a name: not far off, before or after."""

    def weigh(line: Timeline) -> Weights:
        if year is not None and month is not None:
            distance = np.abs(line.ordinal - (line.ordinal_of(year, month, day) or 0))
            return stepped(distance, (40, 0.6), (400, 0.0), beyond=-0.8)
        distance = np.minimum(line.since(month, day), line.until(month, day))
        return np.where(distance <= 14, 0.5, 0.0)

    return weigh
