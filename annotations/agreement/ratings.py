"""One shape of data for every coefficient: who gave which value to which unit."""

import math
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from numbers import Real

import numpy as np
import numpy.typing as npt

Rating = tuple[Hashable, Hashable, Hashable]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for translation. Whoever shows it translates it; nothing here knows how."""
    return sentence


NO_RATINGS = gettext_noop("There are no answers to compare.")
ONE_ANNOTATOR = gettext_noop("Only one annotator has answered.")
NO_OVERLAP = gettext_noop("No unit has answers from two annotators.")
NO_VARIATION = gettext_noop("All answers are the same, so agreement cannot be told from chance.")
NOT_TWO = gettext_noop("This coefficient compares exactly two annotators.")
UNEQUAL = gettext_noop("This coefficient needs the same number of answers for every unit.")


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient with the data behind it; `value` is None exactly when `reason` says why."""

    value: float | None
    reason: str | None
    n_units: int
    n_annotators: int
    n_pairable_units: int
    n_pairable_values: int


@dataclass(frozen=True)
class Table:
    """Ratings as arrays, in an order that does not depend on the order in which they came.

    `unit`, `annotator` and `code` have one entry a rating and point into `units`, `annotators` and
    `values`. Ratings of one unit stand together.
    """

    units: list[Hashable]
    annotators: list[Hashable]
    values: list[Hashable]
    unit: Integers
    annotator: Integers
    code: Integers

    @classmethod
    def read(cls, ratings: Iterable[Rating]) -> "Table":
        """Read (unit, annotator, value) triples. A value of None is missing and is left out.

        Raises ValueError where an annotator has two values for one unit, and for NaN.
        """
        kept = [rating for rating in ratings if rating[2] is not None]
        columns: list[list[Hashable]] = [list(column) for column in zip(*kept, strict=True)]
        given_units, given_annotators, given_values = columns or ([], [], [])
        units, unit = _numbered(given_units)
        annotators, annotator = _numbered(given_annotators)
        values, code = _numbered(given_values)
        if any(value != value for value in values):
            raise ValueError("NaN is not a value: leave the rating out, or give None.")
        order = np.lexsort((annotator, unit))
        cell = (unit * max(len(annotators), 1) + annotator)[order]
        repeated = np.flatnonzero(cell[1:] == cell[:-1])
        if repeated.size:
            first = order[repeated[0]]
            raise ValueError(
                f"Annotator {given_annotators[first]!r} has two values for unit "
                f"{given_units[first]!r}: choose the one that counts."
            )
        return cls(units, annotators, values, unit[order], annotator[order], code[order])

    @cached_property
    def per_unit(self) -> Integers:
        """The number of values of each unit."""
        return np.bincount(self.unit, minlength=len(self.units))

    @cached_property
    def pairable(self) -> "Table":
        """The same without units that have one value only: they say nothing about agreement."""
        keep = (self.per_unit > 1)[self.unit]
        if keep.all():
            return self
        kept_units, unit = np.unique(self.unit[keep], return_inverse=True)
        kept_values, code = np.unique(self.code[keep], return_inverse=True)
        return Table(
            [self.units[index] for index in kept_units],
            self.annotators,
            [self.values[index] for index in kept_values],
            unit,
            self.annotator[keep],
            code,
        )

    def with_values(self, change: Callable[[Hashable], Hashable]) -> "Table":
        """Return the same ratings with every value changed; values that become equal are one."""
        changed = [change(value) for value in self.values]
        if changed == self.values:
            return self
        values, position = _numbered(changed)
        return replace(self, values=values, code=position[self.code])

    @cached_property
    def counts(self) -> Integers:
        """How often each value was given."""
        return np.bincount(self.code, minlength=len(self.values))

    @cached_property
    def pairs(self) -> tuple[Integers, Integers]:
        """Positions of every two ratings of the same unit, each two once."""
        left, right = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for distance in range(1, int(self.per_unit.max(initial=1))):
            start = np.flatnonzero(self.unit[distance:] == self.unit[:-distance])
            left.append(start)
            right.append(start + distance)
        return np.concatenate(left), np.concatenate(right)

    @cached_property
    def cells(self) -> tuple[Integers, Integers, Integers]:
        """The distinct (unit, code) combinations and how often each stands: unit, code, count."""
        width = max(len(self.values), 1)
        cell, count = np.unique(self.unit * width + self.code, return_counts=True)
        return cell // width, cell % width, count

    @property
    def ordered(self) -> bool:
        """Whether `values` stand in an order of their own, from low to high."""
        if any(isinstance(value, frozenset) for value in self.values):
            return False
        try:
            return all(low < high for low, high in pairwise(self.values))  # type: ignore[operator]
        except TypeError:
            return False

    @property
    def gap(self) -> str | None:
        """Why no two values can be compared, if so."""
        if not self.unit.size:
            return NO_RATINGS
        if len(self.annotators) < 2:
            return ONE_ANNOTATOR
        if not self.pairable.unit.size:
            return NO_OVERLAP
        return None

    def coefficient(self, value: float | None, reason: str | None = None) -> Coefficient:
        """Return a value, or the reason for there being none, with the size of the data."""
        return Coefficient(
            value=None if value is None else float(value),
            reason=reason,
            n_units=len(self.units),
            n_annotators=len(self.annotators),
            n_pairable_units=len(self.pairable.units),
            n_pairable_values=int(self.pairable.unit.size),
        )


def as_numbers(values: list[Hashable]) -> Floats:
    """Return values as numbers around their mean. Raises ValueError where they are no numbers."""
    if not all(isinstance(value, Real) and math.isfinite(value) for value in values):
        raise ValueError("These values need to be finite numbers.")
    numbers = np.array([float(value) for value in values])  # type: ignore[arg-type]
    # Centred, or squares of large numbers (years, say) would drown small differences.
    return numbers - (numbers.mean() if numbers.size else 0)


def _numbered(given: list[Hashable]) -> tuple[list[Hashable], Integers]:
    """Return the distinct items in a stable order, and for each given item its position there."""
    distinct = _in_order(set(given))
    position = {item: index for index, item in enumerate(distinct)}
    return distinct, np.fromiter((position[item] for item in given), np.int64, len(given))


def _in_order(items: Iterable[Hashable]) -> list[Hashable]:
    items = list(items)
    # Sets compare by inclusion, so sorting them does not raise, and does not order them either.
    if any(isinstance(item, frozenset) for item in items):
        return sorted(items, key=_written)
    try:
        return sorted(items)  # type: ignore[type-var]
    except TypeError:
        return sorted(items, key=_written)


def _written(item: Hashable) -> tuple[str, object]:
    if isinstance(item, frozenset):
        return "frozenset", sorted(map(repr, item))
    return type(item).__name__, [repr(item)]
