"""One annotator beside the others: pairs, what alpha is without them, and their competence."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from .alpha import Metric, krippendorff_alpha, measure
from .coefficients import percent_agreement
from .ratings import Coefficient, Rating, Table, gettext_noop

ROUNDS, PRECISION = 1000, 1e-10

THREE_NEEDED = gettext_noop(
    "Competence needs at least three annotators who have each coded articles with two others."
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two annotators on the units that both have coded."""

    first: Hashable
    second: Hashable
    n_units: int
    percent: float
    alpha: Coefficient


@dataclass(frozen=True, slots=True)
class Beside:
    """An annotator beside the others: their pairs taken together, and the others by themselves."""

    n_units: int  # that somebody else has coded too
    percent: float | None
    alpha: float | None  # 1 - disagreement in their pairs / the disagreement expected among all
    without: Coefficient  # alpha of the others


@dataclass(frozen=True, slots=True)
class Competence:
    """How often each annotator knows the label rather than guesses; None with a reason."""

    of: dict[Hashable, float] | None
    reason: str | None


def pairs(ratings: Iterable[Rating], metric: Metric = "nominal") -> list[Pair]:
    """Return every two annotators who share a unit, in a stable order.

    Sources: as `percent_agreement` and `krippendorff_alpha`, of two annotators each.
    """
    table = Table.read(ratings)
    by_unit: dict[int, list[int]] = {}
    for rating, unit in enumerate(table.unit):
        by_unit.setdefault(int(unit), []).append(rating)
    shared: dict[tuple[int, int], list[Rating]] = {}
    for unit, coded in by_unit.items():
        for one, other in combinations(coded, 2):
            couple = (int(table.annotator[one]), int(table.annotator[other]))
            rows = shared.setdefault(couple, [])
            rows += [
                (unit, couple[0], table.values[table.code[one]]),
                (unit, couple[1], table.values[table.code[other]]),
            ]
    return [
        Pair(
            table.annotators[first],
            table.annotators[second],
            len(rows) // 2,
            percent_agreement(rows).value or 0.0,
            krippendorff_alpha(rows, metric),
        )
        for (first, second), rows in sorted(shared.items())
    ]


def beside_the_others(
    ratings: Iterable[Rating], metric: Metric = "nominal"
) -> dict[Hashable, Beside]:
    """Return each annotator beside all others.

    `alpha` sets the mean distance in an annotator's pairs against the distance expected between any
    two answers of anybody, as Krippendorff's alpha (2011) does for all pairs. `without` is alpha
    with this annotator left out: where it is higher than with them, they lower it.
    """
    rows = list(ratings)
    matches, expected, table = _matches(rows, metric)
    result = {}
    for place, person in enumerate(table.annotators):
        n_pairs = matches.n[place].sum()
        distance = matches.distance[place].sum() / n_pairs if n_pairs else None
        result[person] = Beside(
            n_units=int(matches.units[place]),
            percent=float(matches.same[place].sum() / n_pairs) if n_pairs else None,
            alpha=float(1 - distance / expected) if distance is not None and expected else None,
            without=krippendorff_alpha([row for row in rows if row[1] != person], metric),
        )
    return result


def competence(ratings: Iterable[Rating], metric: Metric = "nominal") -> Competence:
    """Estimate from the annotators' agreement with each other how often each knows the label.

    Agreement of two annotators beyond chance is taken as the product of their competences; these
    are fitted to all pairs by least squares, a pair weighing as much as it has units (the minimum
    residual method). Chance is the distance expected between any two answers, not equal guessing
    among the labels. All competences are assumed to be positive, and errors to be independent:
    annotators who err in the same way look competent.
    Source: Romney, Weller and Batchelder (1986), Culture as consensus, American Anthropologist 88.
    """
    matches, expected, table = _matches(list(ratings), metric)
    partners = np.count_nonzero(matches.n, axis=1)
    if len(partners) < 3 or not expected or (partners < 2).any():
        return Competence(None, THREE_NEEDED)
    n = matches.n
    beyond_chance = np.where(n > 0, 1 - matches.distance / np.maximum(n, 1) / expected, 0)
    known = np.sqrt(np.clip((n * beyond_chance).sum(axis=1) / n.sum(axis=1), 0.01, 1))
    for _round in range(ROUNDS):
        before = known.copy()
        for person in range(len(known)):
            weight = n[person] * known
            fitted = weight @ beyond_chance[person] / max(weight @ known, 1e-12)
            known[person] = min(max(fitted, 0), 1)
        if np.abs(known - before).max() < PRECISION:
            break
    return Competence(dict(zip(table.annotators, map(float, known), strict=True)), None)


@dataclass(frozen=True, slots=True)
class Matches:
    """Sums over the units that two annotators share, a row and a column an annotator."""

    n: np.ndarray
    same: np.ndarray
    distance: np.ndarray
    units: np.ndarray  # how many units each shares with anybody


def _matches(rows: list[Rating], metric: Metric) -> tuple[Matches, float, Table]:
    """Return what pairs of annotators have in common, and the distance expected by chance."""
    measured = measure(Table.read(rows), metric)
    table = measured.table
    size = (len(table.annotators),) * 2
    left, right = table.pairs
    couples = table.annotator[left], table.annotator[right]
    sums = [np.zeros(size) for _kind in range(3)]
    if left.size and len(table.values) > 1:
        distances = measured.disagreement.of_pairs()
    else:
        distances = np.zeros(left.size)
    same = (table.code[left] == table.code[right]).astype(float)
    for total, values in zip(sums, (np.ones(left.size), same, distances), strict=True):
        np.add.at(total, couples, values)
        total += total.T.copy()
    units = np.bincount(table.annotator, minlength=size[0])
    expected = 0.0
    if len(table.values) > 1:
        n = table.unit.size
        counts = table.counts[None, :].astype(np.float64)
        expected = float(measured.disagreement.expected(counts)[0]) / (n * (n - 1))
    return Matches(sums[0], sums[1], sums[2], units), expected, table
