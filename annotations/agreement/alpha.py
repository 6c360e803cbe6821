"""Krippendorff's alpha: observed over expected disagreement, for any measure of disagreement."""

from collections.abc import Hashable, Iterable
from typing import Literal, Protocol, get_args

import numpy as np

from .ratings import NO_VARIATION, Coefficient, Floats, Rating, Table, as_numbers
from .sets import SetDistances, SetMetric, members_of

Metric = Literal["nominal", "ordinal", "interval"] | SetMetric
METRICS: tuple[str, ...] = ("nominal", "ordinal", "interval", *get_args(SetMetric))


def krippendorff_alpha(ratings: Iterable[Rating], metric: Metric = "nominal") -> Coefficient:
    """Return alpha for any number of annotators, with missing values, under one metric.

    Units with one value carry no information about agreement and are left out. `ordinal` needs
    values that can be sorted, `interval` numbers, `masi` and `jaccard` frozensets or tuples of
    labels, whose distances are used as they are, not squared.
    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; for sets, Passonneau
    (2006), Measuring agreement on set-valued items (MASI).

    >>> krippendorff_alpha([("u1", "A", "x"), ("u1", "B", "x"), ("u2", "A", "y"), ("u2", "B", "y")])
    Coefficient(value=1.0, reason=None, n_units=2, n_annotators=2, n_pairable_units=2, \
n_pairable_values=4)
    >>> krippendorff_alpha([("u1", "A", "x"), ("u2", "B", "x")]).reason
    'No unit has answers from two annotators.'
    """
    table = Table.read(ratings)
    disagreement = measure(table, metric)
    if reason := table.gap or disagreement.gap:
        return table.coefficient(None, reason)
    weights = np.ones((1, len(table.pairable.units)))
    return table.coefficient(disagreement.alpha(weights)[0])


def label_alphas(
    ratings: Iterable[Rating], labels: Iterable[Hashable] | None = None
) -> dict[Hashable, Coefficient]:
    """Return alpha for each label of a several-of variable: was it given, yes or no.

    Values are frozensets or tuples of labels. `labels` adds labels that nobody gave and sets the
    order; without it, the labels that occur, sorted.
    Source: nominal alpha of Krippendorff (2011) on the two values "given" and "not given".

    >>> answers = [(1, "A", ("x", "y")), (1, "B", ("x",)), (2, "A", ("y",)), (2, "B", ("y",))]
    >>> {label: alpha.value for label, alpha in label_alphas(answers).items()}
    {'x': 1.0, 'y': 0.0}
    """
    table = Table.read(ratings)
    pairable = table.pairable
    members = [members_of(value) for value in table.values]
    wanted = sorted({each for one in members for each in one}, key=repr)
    if labels is not None:
        wanted = list(dict.fromkeys(labels))
    sizes = pairable.per_unit
    holders = [members_of(value) for value in pairable.values]
    result = {}
    for label in wanted:
        given = np.array([label in one for one in holders], np.float64)[pairable.code]
        yes = np.bincount(pairable.unit, weights=given, minlength=len(pairable.units))
        n, n_yes = given.size, given.sum()
        expected = 2 * n_yes * (n - n_yes)
        if reason := table.gap or (None if expected else NO_VARIATION):
            result[label] = table.coefficient(None, reason)
            continue
        observed = np.sum(2 * yes * (sizes - yes) / (sizes - 1))
        result[label] = table.coefficient(1 - (n - 1) * observed / expected)
    return result


class Disagreement(Protocol):
    """The disagreement in the pairable values of a table, under one metric.

    `weights` has a row a resample and a column a unit: how often the resample holds that unit.
    `counts` has a row a resample and a column a value: how often the value stands in it.
    """

    def observed(self, weights: Floats, counts: Floats) -> Floats:
        """Return, for each row, the sum over units of their mean distances times their size."""

    def expected(self, counts: Floats) -> Floats:
        """Return, for each row, the sum of distances over all ordered pairs of its values."""

    def of_pairs(self) -> Floats:
        """Return the distance of each pair in `table.pairs`."""


class Measured:
    """A table's disagreement and the alpha that follows from it, for the whole or resamples."""

    def __init__(self, table: Table, disagreement: Disagreement) -> None:
        self.table = table
        self.disagreement = disagreement

    @property
    def gap(self) -> str | None:
        """Why alpha is undefined although there are values to compare, if so."""
        return NO_VARIATION if len(self.table.values) < 2 else None

    def counts(self, weights: Floats) -> Floats:
        """Return how often each value stands in each resample."""
        unit, code, n_values = self.table.unit, self.table.code, len(self.table.values)
        rows = [np.bincount(code, weights=row[unit], minlength=n_values) for row in weights]
        return np.array(rows)

    def alpha(self, weights: Floats) -> Floats:
        """Return alpha for each resample, NaN where all its values are the same."""
        counts = self.counts(weights)
        observed = self.disagreement.observed(weights, counts)
        expected = self.disagreement.expected(counts)
        varied = np.count_nonzero(counts, axis=1) > 1
        ratio = np.divide(observed, expected, out=np.full(len(counts), np.nan), where=varied)
        alphas: Floats = 1 - (counts.sum(axis=1) - 1) * ratio
        return alphas


def measure(table: Table, metric: Metric) -> Measured:
    """Return the disagreement of a table's pairable values. Raises ValueError for a bad metric."""
    pairable = table.pairable
    kinds: dict[str, type[NominalScale] | type[OrdinalScale] | type[IntervalScale]] = {
        "nominal": NominalScale,
        "ordinal": OrdinalScale,
        "interval": IntervalScale,
    }
    if metric == "masi" or metric == "jaccard":
        # Tuples of the same labels in another order are the same answer.
        pairable = pairable.with_values(members_of)
        return Measured(pairable, SetScale(pairable, metric))
    if metric not in kinds:
        raise ValueError(f"{metric!r} is no metric: choose one of {', '.join(METRICS)}.")
    return Measured(pairable, kinds[metric](pairable))


class NominalScale:
    """Values are the same or not."""

    def __init__(self, table: Table) -> None:
        self.table = table
        unit, _code, count = table.cells
        same = np.bincount(unit, weights=count.astype(float) ** 2, minlength=len(table.units))
        self.by_unit = (table.per_unit**2 - same) / (table.per_unit - 1)

    def observed(self, weights: Floats, counts: Floats) -> Floats:
        observed: Floats = weights @ self.by_unit
        return observed

    def expected(self, counts: Floats) -> Floats:
        expected: Floats = counts.sum(axis=1) ** 2 - (counts**2).sum(axis=1)
        return expected

    def of_pairs(self) -> Floats:
        left, right = self.table.pairs
        return (self.table.code[left] != self.table.code[right]).astype(float)


class IntervalScale:
    """Values are numbers; the distance is the squared difference."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.number = as_numbers(table.values)
        self.by_unit = _spread_by_unit(table, self.number)

    def observed(self, weights: Floats, counts: Floats) -> Floats:
        observed: Floats = weights @ self.by_unit
        return observed

    def expected(self, counts: Floats) -> Floats:
        return _spread(counts, self.number)

    def of_pairs(self) -> Floats:
        left, right = self.table.pairs
        return (self.number[self.table.code[left]] - self.number[self.table.code[right]]) ** 2


class OrdinalScale:
    """Values have an order; the distance counts the values that lie between, squared.

    Krippendorff's ordinal difference, the values from one rank to the other less half of those at
    both ends, is the difference of the two midranks. So ordinal alpha is interval alpha of the
    midranks, and a resample, which has other midranks, measures with its own.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        if not table.ordered:
            raise ValueError("Ordinal values need an order, and these have none.")

    def observed(self, weights: Floats, counts: Floats) -> Floats:
        return np.array(
            [
                row @ _spread_by_unit(self.table, midranks)
                for row, midranks in zip(weights, _midranks(counts), strict=True)
            ]
        )

    def expected(self, counts: Floats) -> Floats:
        return _spread(counts, _midranks(counts))

    def of_pairs(self) -> Floats:
        midrank = _midranks(self.table.counts[None, :].astype(float))[0]
        left, right = self.table.pairs
        return (midrank[self.table.code[left]] - midrank[self.table.code[right]]) ** 2


class SetScale:
    """Values are sets of labels; the distance is MASI's or Jaccard's."""

    def __init__(self, table: Table, metric: SetMetric) -> None:
        self.table = table
        self.distances = SetDistances(table, metric)
        left, _right = table.pairs
        unit = table.unit[left]
        # Each pair stands in the coincidences twice, once in either order.
        share = 2 * self.of_pairs() / (table.per_unit - 1)[unit]
        self.by_unit = np.bincount(unit, weights=share, minlength=len(table.units))

    def observed(self, weights: Floats, counts: Floats) -> Floats:
        observed: Floats = weights @ self.by_unit
        return observed

    def expected(self, counts: Floats) -> Floats:
        return self.distances.total(counts)

    def of_pairs(self) -> Floats:
        left, right = self.table.pairs
        return self.distances.between(self.table.code[left], self.table.code[right])


def _midranks(counts: Floats) -> Floats:
    midranks: Floats = np.cumsum(counts, axis=1) - counts / 2
    return midranks - counts.sum(axis=1, keepdims=True) / 2


def _spread(counts: Floats, number: Floats) -> Floats:
    """Return the sum of squared differences over all ordered pairs, for each row of counts."""
    n = counts.sum(axis=1)
    mean = (counts * number).sum(axis=1) / n
    spread: Floats = 2 * n * (counts * (number - mean[:, None]) ** 2).sum(axis=1)
    return spread


def _spread_by_unit(table: Table, number: Floats) -> Floats:
    """Return, for each unit, the sum of squared differences of its pairs over its size less one."""
    given, n_units, sizes = number[table.code], len(table.units), table.per_unit
    mean = np.bincount(table.unit, weights=given, minlength=n_units) / sizes
    squares = np.bincount(table.unit, weights=(given - mean[table.unit]) ** 2, minlength=n_units)
    spread: Floats = 2 * sizes * squares / (sizes - 1)
    return spread
