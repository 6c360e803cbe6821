"""Which articles a round takes, at random or as constructed weeks, and how many it needs."""

import math
import random
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from statistics import NormalDist
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)
DAYS = 7


def draw(items: Sequence[Item], count: int, *, seed: int) -> list[Item]:
    """Return `count` items drawn at random without replacement, in the order they came in.

    The same items, count and seed always give the same draw.

    >>> draw(["a", "b", "c", "d"], 2, seed=1) == draw(["a", "b", "c", "d"], 2, seed=1)
    True
    >>> draw(["a", "b"], 5, seed=1)
    ['a', 'b']
    """
    if count >= len(items):
        return list(items)
    chosen = set(random.Random(seed).sample(range(len(items)), count))
    return [item for place, item in enumerate(items) if place in chosen]


def constructed_weeks(
    days: Mapping[Item, date], weeks: int, *, seed: int
) -> tuple[list[Item], list[date]]:
    """Return all items of some days, drawn so that each weekday comes equally often; and the days.

    `days` says when each item appeared. Each of `weeks` constructed weeks takes one Monday, one
    Tuesday … at random from all that have items; so the weekly rhythm of a newspaper cannot bias
    the sample. A weekday with fewer days than weeks gives all it has. One constructed week stands
    for six months of a daily as well as or better than any other sample of its size.
    Source: Riffe, Aust and Lacy (1993), The Effectiveness of Random, Consecutive Day and
    Constructed Week Sampling in Newspaper Content Analysis, Journalism Quarterly 70(1), 133-139.

    >>> year = {day: date(2019, 7, day) for day in range(1, 29)}
    >>> items, drawn = constructed_weeks(year, 1, seed=1)
    >>> sorted(day.weekday() for day in drawn)
    [0, 1, 2, 3, 4, 5, 6]
    """
    by_weekday: dict[int, list[date]] = defaultdict(list)
    for day in sorted(set(days.values())):
        by_weekday[day.weekday()].append(day)
    chance = random.Random(f"{seed}:weeks")
    drawn = {
        day
        for weekday in range(DAYS)
        for day in chance.sample(by_weekday[weekday], min(weeks, len(by_weekday[weekday])))
    }
    return [item for item, day in days.items() if day in drawn], sorted(drawn)


def units_for_share(
    *, population: int, agreement: float = 0.9, precision: float = 0.05, level: float = 0.95
) -> int:
    """Return how many units a reliability test needs for a wanted precision of its agreement.

    `agreement` is the share of agreement that is assumed of the whole, `precision` how far below
    the test's own may lie (one-tailed, as in the source), `population` how many units the test
    stands for. n = ((N − 1) · SE² + P·Q·N) / ((N − 1) · SE² + P·Q), SE = precision / z.
    Source: Lacy and Riffe (1996), Sampling Error and Selecting Intercoder Reliability Samples for
    Nominal Content Categories, Journalism & Mass Communication Quarterly 73(4), 963-973. Their
    Table 1 gives 92 for 1,000 units and an assumed 90 %, since it rounds SE to 0.03, as a
    precision of 0.03 z does here; unrounded it is 90.

    >>> units_for_share(population=1000, precision=0.03 * NormalDist().inv_cdf(0.95))
    92
    >>> units_for_share(population=1000)
    90
    """
    z = NormalDist().inv_cdf(level)
    variance = agreement * (1 - agreement)
    if population < 2 or not variance:
        return max(population, 0)
    error = (population - 1) * (precision / z) ** 2
    return min(population, math.ceil((error + variance * population) / (error + variance) - 1e-9))


def units_for_alpha(
    *, smallest_share: float, smallest_alpha: float = 0.8, level: float = 0.95
) -> int:
    """Return how many units a test of two annotators needs to tell alpha from less than wanted.

    `smallest_share` is how often the rarest label that matters is expected (0 to 0.5),
    `smallest_alpha` the smallest alpha that is acceptable:
    N = 2 z² ((1 + α)(3 − α) / (4 p (1 − p)(1 − α)) − α), one-tailed.
    Source: Krippendorff (2004), Reliability in Content Analysis, Human Communication Research
    30(3), 411-433, and Content Analysis, 3rd edition (2013), section 12.2.3, equation 12 after
    Bloch and Kraemer (1989). There for alpha 0.800 and four labels alike (p = 0.25): 139 at the
    0.05 level of significance.

    >>> units_for_alpha(smallest_share=0.25)
    139
    """
    z = NormalDist().inv_cdf(level)
    alpha, share = smallest_alpha, smallest_share
    needed = (1 + alpha) * (3 - alpha) / (4 * share * (1 - share) * (1 - alpha)) - alpha
    return round(2 * z**2 * needed)
