"""How far two sets of labels are apart, and the sum of all such distances in one go."""

from collections.abc import Hashable, Iterable
from itertools import combinations
from math import comb
from typing import Literal

import numpy as np

from .ratings import Floats, Integers, Table

SetMetric = Literal["masi", "jaccard"]

# Up to here a matrix of all distances is quicker than counting shared subsets.
FEW_DISTINCT_SETS = 1024
# A set of eight labels has 256 subsets; beyond that counting them costs more than it saves.
LARGEST_COUNTED_SET = 8
ROWS_AT_A_TIME = 512


def jaccard_distance(first: Iterable[Hashable], second: Iterable[Hashable]) -> float:
    """Return the share of the labels of either set that is not in both; 0 for two empty sets.

    Source: Jaccard (1912), The distribution of the flora in the alpine zone.

    >>> jaccard_distance({"T01", "T06"}, {"T01"})
    0.5
    """
    a, b = frozenset(first), frozenset(second)
    return _distance("jaccard", len(a), len(b), len(a & b))


def masi_distance(first: Iterable[Hashable], second: Iterable[Hashable]) -> float:
    """Return 1 - Jaccard similarity × monotonicity, which spares a set that only adds to another.

    Monotonicity is 1 for equal sets, 2/3 where one contains the other, 1/3 where they overlap
    otherwise, 0 where they share nothing. Two empty sets are equal.
    Source: Passonneau (2006), Measuring agreement on set-valued items (MASI), LREC.

    >>> round(masi_distance({"T01", "T06"}, {"T01"}), 4)
    0.6667
    """
    a, b = frozenset(first), frozenset(second)
    return _distance("masi", len(a), len(b), len(a & b))


def _distance(metric: SetMetric, first: int, second: int, shared: int) -> float:
    """Return the distance, which depends on nothing but the two sizes and the size shared."""
    if first == second == shared:
        return 0.0
    similarity = shared / (first + second - shared)
    if metric == "masi":
        similarity *= 2 / 3 if shared == min(first, second) else 1 / 3
    return 1.0 - similarity


class SetDistances:
    """The distances among the distinct sets of a table, ready to be summed under any counts."""

    def __init__(self, table: Table, metric: SetMetric) -> None:
        members = [members_of(value) for value in table.values]
        labels = sorted({label for labels in members for label in labels}, key=repr)
        position = {label: index for index, label in enumerate(labels)}
        self.sets = [sorted(position[label] for label in labels) for labels in members]
        self.sizes = np.array([len(each) for each in self.sets], np.int64)
        self.lookup = _lookup(metric, int(self.sizes.max(initial=0)))
        self.bits = np.zeros((len(members), len(labels) // 64 + 1), np.uint64)
        for row, each in enumerate(self.sets):
            for label in each:
                self.bits[row, label // 64] |= np.uint64(1 << (label % 64))
        largest = int(self.sizes.max(initial=0))
        self.by_subsets = (
            len(self.sets) > FEW_DISTINCT_SETS
            and largest <= LARGEST_COUNTED_SET
            and (len(labels) + 1) ** largest < 2**62
        )
        if self.by_subsets:
            self._count_subsets(base=len(labels) + 1)

    def between(self, first: Integers, second: Integers) -> Floats:
        """Return the distances between the sets at two lists of positions."""
        shared = np.bitwise_count(self.bits[first] & self.bits[second]).sum(axis=-1)
        distances: Floats = self.lookup[self.sizes[first], self.sizes[second], shared]
        return distances

    def total(self, counts: Floats) -> Floats:
        """Return, for each row of counts, the sum of distances over all ordered pairs."""
        if self.by_subsets:
            return np.array([self._total_by_subsets(row) for row in counts])
        total = np.zeros(len(counts))
        everything = np.arange(len(self.sets))
        for start in range(0, len(self.sets), ROWS_AT_A_TIME):
            rows = everything[start : start + ROWS_AT_A_TIME]
            block = self.between(rows[:, None], everything[None, :])
            total += ((counts[:, rows] @ block) * counts).sum(axis=1)
        return total

    def _count_subsets(self, base: int) -> None:
        """List every subset of every set, so that shared subsets can be counted.

        The pairs of sets that share exactly i labels follow from the pairs that share a subset of
        each size j, by inclusion and exclusion; and the latter are products of plain counts. So the
        sum over all pairs costs as much as there are subsets, not as there are pairs of sets.
        """
        owners, keys, subset_sizes = [], [], []
        for size in np.unique(self.sizes):
            rows = np.flatnonzero(self.sizes == size)
            labels = np.array([self.sets[row] for row in rows], np.int64).reshape(len(rows), size)
            for subset_size in range(size + 1):
                for columns in combinations(range(size), subset_size):
                    key = np.zeros(len(rows), np.int64)
                    for column in columns:
                        key = key * base + labels[:, column] + 1
                    owners.append(rows)
                    keys.append(key)
                    subset_sizes.append(np.full(len(rows), subset_size))
        self.owner = np.concatenate(owners)
        _, first, subset = np.unique(np.concatenate(keys), return_index=True, return_inverse=True)
        self.subset_size = np.concatenate(subset_sizes)[first]
        self.present_sizes, size_position = np.unique(self.sizes, return_inverse=True)
        self.entry = subset * len(self.present_sizes) + size_position[self.owner]
        grid = np.ix_(self.present_sizes, self.present_sizes)
        self.weight = [
            np.sum(
                [(-1) ** (j - i) * comb(j, i) * self.lookup[..., i][grid] for i in range(j + 1)],
                axis=0,
            )
            for j in range(int(self.sizes.max(initial=0)) + 1)
        ]

    def _total_by_subsets(self, counts: Floats) -> float:
        n_sizes = len(self.present_sizes)
        held = np.bincount(
            self.entry, weights=counts[self.owner], minlength=len(self.subset_size) * n_sizes
        ).reshape(-1, n_sizes)
        return float(
            sum(
                ((part := held[self.subset_size == size]).T @ part * weight).sum()
                for size, weight in enumerate(self.weight)
            )
        )


def members_of(value: Hashable) -> frozenset[Hashable]:
    """Return the labels of one answer. Raises ValueError where it is no set."""
    if isinstance(value, frozenset | tuple):
        return frozenset(value)
    raise ValueError(f"{value!r} is not a set of labels: give a frozenset or a tuple.")


def _lookup(metric: SetMetric, largest: int) -> Floats:
    """Return the distance for every two sizes and every size that such two sets can share.

    Impossible entries stay 0. They are multiplied by no pair, since no such pair exists.
    """
    table = np.zeros((largest + 1, largest + 1, largest + 1))
    for first in range(largest + 1):
        for second in range(largest + 1):
            for shared in range(min(first, second) + 1):
                table[first, second, shared] = _distance(metric, first, second, shared)
    return table
