"""Drift: whether annotators agree less than they did, told while a round is being coded."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from .alpha import Measured, Metric, measure
from .ratings import Floats, Integers, Rating, Table, gettext_noop

# Alpha is drawn over this many units, and at no more than so many places.
WINDOW = 100
PLACES = 120
# Without an earlier test, the first units of the round are what the later ones are held against.
LEARNED = 100
FEWEST_LEARNED = 30
# The fall of alpha that the rule is made to find.
FALL = 0.2
# A unit joins what later ones are held against when so many more have been coded.
LAG = 150
# The limit is set so that this share of steady rounds of this length would give an alarm.
FALSE_ALARMS = 0.03
STEADY_LENGTH = 300
STEADY_ROUNDS = 1000
SEED = 20190709
# No limit under this: where nobody ever disagreed, the first slip should not raise an alarm.
LEAST_LIMIT = 4.0
# How many choices of so many annotators are tried for each unit that more have coded.
CHOICES = 16

TOO_FEW = gettext_noop(
    "There are too few articles coded by two annotators to tell whether agreement falls."
)


@dataclass(frozen=True, slots=True)
class Point:
    """Alpha of the last `WINDOW` units; None where all their answers are the same."""

    place: int  # counts the units that two or more have coded, from 1
    unit: Hashable
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Alarm:
    """Agreement has fallen: found at a unit, and probably so since another."""

    place: int
    unit: Hashable
    since: int
    since_unit: Hashable


@dataclass(frozen=True, slots=True)
class Drift:
    """What became of agreement in the course of a round; `reason` says why nothing can be said."""

    n_units: int  # of the round, coded by two or more
    n_held_against: int
    held_against: float | None  # alpha of the units that the others are held against
    limit: float | None
    points: tuple[Point, ...]
    alarms: tuple[Alarm, ...]
    reason: str | None


def drift(
    ratings: Iterable[Rating],
    order: Sequence[Hashable],
    metric: Metric = "nominal",
    *,
    earlier: Iterable[Rating] = (),
) -> Drift:
    """Watch agreement over the units of a round, in the order in which they were coded.

    `order` lists the units; those that fewer than two have coded are passed over. `earlier` holds
    the ratings of a reliability test of the same people; without it, the first `LEARNED` units of
    the round take its place. The rule is a one-sided CUSUM of log-likelihood ratios (Page 1954,
    Continuous inspection schemes; for proportions, Reynolds and Stoumbos 1999, A CUSUM chart for
    monitoring a proportion) of the disagreement in each unit, as a share of the largest possible:
    as it was against as it would be with alpha `FALL` lower. Its limit is the one that
    `FALSE_ALARMS` of `STEADY_ROUNDS` steady rounds drawn from the earlier units exceed.
    bench/drift.py prints how often it errs and how soon it finds a fall.
    """
    # The two sets of units are told apart, though a unit may stand in both.
    now = [((1, unit), person, value) for unit, person, value in ratings]
    before = [((0, unit), person, value) for unit, person, value in earlier]
    table = Table.read([*before, *now])
    measured = measure(table, metric)
    pairable = measured.table
    place_of = {unit: place for place, unit in enumerate(pairable.units)}
    coded = [place_of[1, unit] for unit in order if (1, unit) in place_of]
    base = [place for unit, place in place_of.items() if unit[0] == 0]  # type: ignore[index]
    n_units = len(coded)
    if len(base) < FEWEST_LEARNED:
        base, watched = coded[:LEARNED], coded[LEARNED:]
    else:
        watched = coded
    skipped = n_units - len(watched)
    if table.gap or measured.gap or not watched:
        return Drift(n_units, len(base), None, None, (), (), table.gap or measured.gap or TOO_FEW)
    distances = Distances(measured)
    by_unit, expected = distances.by_unit, distances.expected
    steady = distances.among(_usual(pairable.per_unit[watched]), np.array(base))
    limit = limit_of(steady, len(base), expected)
    total = float(by_unit[base].sum())
    found = find_alarms(by_unit[watched], total, len(base), expected, limit)
    units = [unit[1] for unit in (pairable.units[place] for place in coded)]  # type: ignore[index]
    alarms = [
        Alarm(skipped + at, units[skipped + at - 1], skipped + since, units[skipped + since - 1])
        for at, since in found
    ]
    return Drift(
        n_units,
        len(base),
        _alpha_of(measured, [base])[0],
        limit,
        _points(measured, coded, units),
        tuple(alarms),
        None,
    )


def find_alarms(
    run: Floats, total: float, n_earlier: int, expected: float, limit: float
) -> list[tuple[int, int]]:
    """Return where a run of disagreements exceeds the limit, and since when it rose, from 1 on.

    After an alarm the sum starts again from nothing.
    """
    alarms = []
    start = 0
    while start < len(run):
        sums = cusum(run[None, :], np.array([total]), n_earlier, expected, start=start)[0]
        above = np.flatnonzero(sums > limit)
        if not above.size:
            break
        found = int(above[0])
        zeros = np.flatnonzero(sums[:found] == 0)
        since = int(zeros[-1]) + 1 if zeros.size else 0
        alarms.append((start + found + 1, start + since + 1))
        start += found + 1
    return alarms


def cusum(
    runs: Floats, totals: Floats, n_earlier: int, expected: float, *, start: int = 0
) -> Floats:
    """Return, for each run from its place `start` on, the sums that an alarm rule looks at.

    `runs` has a row a run and a column a unit, with disagreements from 0 to 1; `totals` is the sum
    over the earlier units of each run. What a unit is held against are the earlier units and those
    of the run that are at least `LAG` places back, so that a fall does not hide itself.
    """
    n_units = runs.shape[1]
    summed = np.concatenate([np.zeros((len(runs), 1)), np.cumsum(runs, axis=1)], axis=1)
    places = np.arange(start, n_units)
    back = np.maximum(0, places - LAG)
    usual = (totals[:, None] + summed[:, back] + 0.5) / (n_earlier + back + 1)
    fallen = np.minimum(usual + FALL * expected, 0.99)
    here = runs[:, start:]
    steps = here * np.log(fallen / usual) + (1 - here) * np.log((1 - fallen) / (1 - usual))
    sums = np.empty_like(steps)
    total = np.zeros(len(runs))
    for place in range(steps.shape[1]):
        total = np.maximum(0, total + steps[:, place])
        sums[:, place] = total
    return sums


def limit_of(steady: Floats, n_earlier: int, expected: float) -> float:
    """Return the sum that `FALSE_ALARMS` of simulated steady rounds exceed, seeded.

    `steady` has a row a unit of the earlier ones, and in it the disagreement of several choices of
    as many annotators as code a unit now.
    """
    generator = np.random.Generator(np.random.PCG64(SEED))

    def drawn(width: int, values: Floats) -> Floats:
        rows = generator.integers(len(values), size=(STEADY_ROUNDS, width))
        columns = generator.integers(values.shape[1], size=(STEADY_ROUNDS, width))
        chosen: Floats = values[rows, columns]
        return chosen

    # What is known of the level is uncertain too: each simulated round has its own earlier units.
    # The mean over the choices stands for all annotators of such a unit.
    totals = drawn(n_earlier, steady.mean(axis=1, keepdims=True)).sum(axis=1)
    highest = cusum(drawn(STEADY_LENGTH, steady), totals, n_earlier, expected).max(axis=1)
    return max(LEAST_LIMIT, float(np.quantile(highest, 1 - FALSE_ALARMS)))


class Distances:
    """The distances between answers to the same unit, as shares of the largest one."""

    def __init__(self, measured: Measured) -> None:
        self.table = measured.table
        distances = measured.disagreement.of_pairs()
        counts = self.table.counts[None, :].astype(np.float64)
        n = self.table.unit.size
        expected = float(measured.disagreement.expected(counts)[0]) / (n * (n - 1))
        largest = max(float(distances.max(initial=0)), expected)
        self.of_pairs: Floats = distances / largest
        self.expected = expected / largest

    @property
    def by_unit(self) -> Floats:
        """The mean distance within each unit."""
        left, _right = self.table.pairs
        sizes = self.table.per_unit
        sums = np.bincount(self.table.unit[left], weights=self.of_pairs, minlength=len(sizes))
        means: Floats = sums / (sizes * (sizes - 1) / 2)
        return means

    def among(self, people: int, units: Integers) -> Floats:
        """Return, for each of these units, the mean distance within choices of so many people.

        The result has a row a unit and `CHOICES` columns, seeded. Where fewer have coded a unit,
        all of them are taken.
        """
        generator = np.random.Generator(np.random.PCG64(SEED))
        left, right = self.table.pairs
        result = np.empty((len(units), CHOICES))
        for row, unit in enumerate(units):
            size = int(self.table.per_unit[unit])
            first = int(np.searchsorted(self.table.unit, unit))
            here = np.flatnonzero(self.table.unit[left] == unit)
            between = np.zeros((size, size))
            between[left[here] - first, right[here] - first] = self.of_pairs[here]
            taken = min(people, size)
            for column in range(CHOICES):
                chosen = generator.permutation(size)[:taken]
                # Each pair stands in one half of the matrix, and is 0 in the other.
                total = between[np.ix_(chosen, chosen)].sum()
                result[row, column] = total / (taken * (taken - 1) / 2)
        return result


def _usual(sizes: Integers) -> int:
    """Return how many annotators most units have."""
    return int(np.bincount(sizes).argmax())


def _alpha_of(measured: Measured, windows: Sequence[Sequence[int]]) -> list[float | None]:
    """Return alpha of some sets of units, None where all their answers are the same."""
    weights = np.zeros((len(windows), len(measured.table.units)))
    for row, window in enumerate(windows):
        weights[row, window] = 1
    return [None if np.isnan(alpha) else float(alpha) for alpha in measured.alpha(weights)]


def _points(
    measured: Measured, coded: Sequence[int], units: Sequence[Hashable]
) -> tuple[Point, ...]:
    """Return alpha over the moving window, at places evenly spread that end with the last unit."""
    n_windows = len(coded) - WINDOW + 1
    if n_windows < 1:
        return ()
    ends = np.unique(np.linspace(WINDOW, len(coded), min(PLACES, n_windows)).round().astype(int))
    alphas = _alpha_of(measured, [coded[end - WINDOW : end] for end in ends])
    return tuple(
        Point(int(end), units[end - 1], alpha) for end, alpha in zip(ends, alphas, strict=True)
    )
