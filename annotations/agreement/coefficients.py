"""The older coefficients: percent agreement, Holsti, pi, the kappas, and Gwet's AC1 and AC2."""

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Literal

import numpy as np

from .ratings import NO_VARIATION, NOT_TWO, UNEQUAL, Coefficient, Floats, Rating, Table, as_numbers

Weights = Literal["linear", "quadratic"]
OrderedWeights = Literal["linear", "quadratic", "ordinal"]


def percent_agreement(ratings: Iterable[Rating]) -> Coefficient:
    """Return how often two annotators of a unit agree: the share of agreeing pairs, unit by unit.

    The mean is over units with two or more values, each counting the same. With two annotators this
    is plain percent agreement, from 0 to 1. It makes no allowance for chance.
    Source: Fleiss (1971), Measuring nominal scale agreement among many raters, the quantity P-bar.

    >>> percent_agreement([(1, "A", "x"), (1, "B", "x"), (2, "A", "x"), (2, "B", "y")]).value
    0.5
    """
    table = Table.read(ratings)
    if table.gap:
        return table.coefficient(None, table.gap)
    return table.coefficient(_agreement_by_unit(table.pairable).mean())


def holsti(ratings: Iterable[Rating]) -> Coefficient:
    """Return 2M / (N1 + N2): agreements of two annotators over all that either of them coded.

    A unit that only one of them coded counts against them, unlike in percent agreement.
    Source: Holsti (1969), Content Analysis for the Social Sciences and Humanities.
    """
    table = Table.read(ratings)
    if reason := table.gap or _not_two(table):
        return table.coefficient(None, reason)
    agreed = _agreement_by_unit(table.pairable).sum()
    return table.coefficient(2 * agreed / table.unit.size)


def scott_pi(ratings: Iterable[Rating]) -> Coefficient:
    """Return pi for two annotators: chance agreement from the labels of both taken together.

    Source: Scott (1955), Reliability of content analysis: the case of nominal scale coding.
    """
    table = Table.read(ratings)
    if reason := table.gap or _not_two(table) or _same_throughout(table):
        return table.coefficient(None, reason)
    both = table.pairable
    share = both.counts / both.unit.size
    return table.coefficient(_beyond(_agreement_by_unit(both).mean(), share @ share))


def cohen_kappa(
    ratings: Iterable[Rating],
    weights: Weights | Callable[[Any, Any], float] | None = None,
) -> Coefficient:
    """Return kappa for two annotators: chance agreement from the labels of each by themselves.

    `weights` makes some disagreements graver than others: the difference of two numbers (linear),
    its square (quadratic), or a function of two values that is 0 where they agree.
    Sources: Cohen (1960), A coefficient of agreement for nominal scales; Cohen (1968), Weighted
    kappa: nominal scale agreement with provision for scaled disagreement or partial credit.
    """
    table = Table.read(ratings)
    if reason := table.gap or _not_two(table) or _same_throughout(table):
        return table.coefficient(None, reason)
    both = table.pairable
    # Ratings stand unit by unit, and within a unit in the order of the annotators.
    first, second = both.code[0::2], both.code[1::2]
    gravity = _gravity(both, weights)
    n_values = len(both.values)
    first_share = np.bincount(first, minlength=n_values) / first.size
    second_share = np.bincount(second, minlength=n_values) / second.size
    expected = first_share @ gravity @ second_share
    if not expected:
        return table.coefficient(None, NO_VARIATION)
    return table.coefficient(1 - gravity[first, second].mean() / expected)


def fleiss_kappa(ratings: Iterable[Rating]) -> Coefficient:
    """Return kappa for any number of annotators, where every unit has the same number of values.

    Which annotators gave them does not matter. Units with a single value are left out.
    Source: Fleiss (1971), Measuring nominal scale agreement among many raters.
    """
    table = Table.read(ratings)
    if reason := table.gap or _same_throughout(table):
        return table.coefficient(None, reason)
    pairable = table.pairable
    if np.ptp(pairable.per_unit):
        return table.coefficient(None, UNEQUAL)
    share = pairable.counts / pairable.unit.size
    return table.coefficient(_beyond(_agreement_by_unit(pairable).mean(), share @ share))


def gwet_ac1(ratings: Iterable[Rating], labels: Iterable[Hashable] | None = None) -> Coefficient:
    """Return AC1 for any number of annotators, with missing values.

    `labels` names all labels that could have been given; their number enters the coefficient.
    Without it, those that occur are taken. Units with one value count for the spread of the labels.
    Source: Gwet (2008), Computing inter-rater reliability and its variance in the presence of high
    agreement.
    """
    table = Table.read(ratings)
    return _gwet(table, labels, lambda values: np.eye(len(values)))


def gwet_ac2(
    ratings: Iterable[Rating],
    weights: OrderedWeights = "quadratic",
    labels: Iterable[Hashable] | None = None,
) -> Coefficient:
    """Return AC2, which is AC1 with credit for values that are close. `labels` as in `gwet_ac1`.

    `linear` and `quadratic` need numbers; `ordinal` goes by the order of the values alone.
    Source: Gwet (2014), Handbook of Inter-Rater Reliability, 4th edition.
    """
    table = Table.read(ratings)
    return _gwet(table, labels, lambda values: _credit(values, weights))


def _gwet(
    table: Table, labels: Iterable[Hashable] | None, credit: Callable[[list[Hashable]], Floats]
) -> Coefficient:
    scale = table if labels is None else _on_scale(table, labels)
    n_values = len(scale.values)
    if reason := table.gap or (NO_VARIATION if n_values < 2 else None):
        return table.coefficient(None, reason)
    credits = credit(scale.values)
    unit, code, count = scale.cells
    n_units, sizes = len(scale.units), scale.per_unit
    spread = np.bincount(code, weights=count / sizes[unit], minlength=n_values) / n_units
    given = np.zeros((n_units, n_values))
    given[unit, code] = count
    several = sizes > 1
    given, sizes = given[several], sizes[several]
    agreed = (given * (given @ credits - 1)).sum(axis=1) / (sizes * (sizes - 1))
    chance = credits.sum() / (n_values * (n_values - 1)) * (spread * (1 - spread)).sum()
    return table.coefficient(_beyond(agreed.mean(), chance))


def _on_scale(table: Table, labels: Iterable[Hashable]) -> Table:
    """Return the table with all labels of the codebook as its values, given or not."""
    scale = Table.read((0, position, label) for position, label in enumerate(labels)).values
    position = {label: index for index, label in enumerate(scale)}
    foreign = [value for value in table.values if value not in position]
    if foreign:
        raise ValueError(f"{foreign[0]!r} was given and is not among the labels.")
    recoded = np.array([position[value] for value in table.values], np.int64)[table.code]
    return Table(table.units, table.annotators, scale, table.unit, table.annotator, recoded)


def _agreement_by_unit(pairable: Table) -> Floats:
    """Return, for each unit, the share of its pairs of values that are the same."""
    unit, _code, count = pairable.cells
    alike = np.bincount(unit, weights=count * (count - 1), minlength=len(pairable.units))
    shares: Floats = alike / (pairable.per_unit * (pairable.per_unit - 1))
    return shares


def _beyond(agreement: float | Floats, chance: float | Floats) -> float:
    return float((agreement - chance) / (1 - chance))


def _not_two(table: Table) -> str | None:
    return NOT_TWO if len(table.annotators) != 2 else None


def _same_throughout(table: Table) -> str | None:
    return NO_VARIATION if len(table.pairable.values) < 2 else None


def _gravity(table: Table, weights: Weights | Callable[[Any, Any], float] | None) -> Floats:
    """Return the weight of each disagreement between two values, 0 where they are the same."""
    if weights is None:
        return 1 - np.eye(len(table.values))
    if callable(weights):
        return np.array([[weights(a, b) for b in table.values] for a in table.values], float)
    if weights not in ("linear", "quadratic"):
        raise ValueError(f"{weights!r} are no weights: choose linear or quadratic, or a function.")
    number = as_numbers(table.values)
    apart = np.abs(number[:, None] - number[None, :])
    return apart if weights == "linear" else apart**2


def _credit(values: list[Hashable], weights: OrderedWeights) -> Floats:
    """Return the credit for each two values: 1 where they are the same, 0 for the farthest two."""
    if weights not in ("linear", "quadratic", "ordinal"):
        raise ValueError(f"{weights!r} are no weights: choose linear, quadratic or ordinal.")
    if weights == "ordinal":
        rank = np.arange(len(values))
        between = np.abs(rank[:, None] - rank[None, :])
        apart = between * (between + 1) / 2
    else:
        number = as_numbers(values)
        apart = np.abs(number[:, None] - number[None, :])
        if weights == "quadratic":
            apart = apart**2
    credit: Floats = 1 - apart / apart.max(initial=0)
    return credit
