"""When a round will be finished, from the pace of its last days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

DAYS_OF_PACE = 14
FUTURES = 1000
# Eight of ten imagined futures end within the range.
EARLY, LATE = 0.1, 0.9
FARTHEST = 1000  # days; what lies beyond is no forecast
SEED = 20190709


@dataclass(frozen=True, slots=True)
class Forecast:
    """The day on which the last answer comes in, and how early or late it could be.

    `day` is None where nothing has been coded lately; `late` is None where it lies too far off.
    """

    remaining: int
    per_day: float
    early: date | None
    day: date | None
    late: date | None


def forecast(daily: Sequence[int], remaining: int, *, today: date) -> Forecast:
    """Foretell when `remaining` answers will have come in at the pace of the last days.

    `daily` are the answers of each of the last whole days, days off too. Futures are made of days
    drawn from these with replacement, so that weekends and uneven days widen the range; a change
    of pace is not foreseen. The same figures give the same forecast.
    """
    per_day = sum(daily) / len(daily) if daily else 0.0
    if remaining <= 0:
        return Forecast(0, per_day, today, today, today)
    if not per_day:
        return Forecast(remaining, per_day, None, None, None)
    horizon = min(FARTHEST, int(4 * remaining / per_day) + 30)
    generator = np.random.Generator(np.random.PCG64(SEED))
    drawn = generator.choice(np.array(daily), size=(FUTURES, horizon))
    done = np.cumsum(drawn, axis=1) >= remaining
    ends = np.where(done.any(axis=1), done.argmax(axis=1) + 1, FARTHEST + 1)
    early, middle, late = np.quantile(ends, [EARLY, 0.5, LATE], method="higher")

    def day(ahead: int) -> date | None:
        return today + timedelta(days=int(ahead)) if ahead <= FARTHEST else None

    return Forecast(remaining, per_day, day(early), day(middle), day(late))
