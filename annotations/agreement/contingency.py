"""Whether one annotator spreads labels otherwise than the others: Pearson's chi-square."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

import numpy as np

from .ratings import gettext_noop

# Cochran's rule: below these the statistic no longer follows its distribution.
SMALL, TOO_SMALL, SHARE_OF_SMALL = 5, 1, 0.2
STEPS = 10_000
PRECISION = 1e-15

SMALL_NUMBERS = gettext_noop(
    "Some labels are expected too seldom for this test; take the probability as a hint only."
)
NOTHING_TO_COMPARE = gettext_noop("There are too few answers or labels to compare.")


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """The statistic with its degrees of freedom; all None exactly when `reason` is not."""

    statistic: float | None
    freedom: int | None
    probability: float | None  # of a statistic as large, were the two alike
    smallest_expected: float | None
    caution: str | None
    reason: str | None


def chi_square(first: Sequence[int], second: Sequence[int]) -> ChiSquare:
    """Compare how often two sources gave each label, in the same order of labels.

    Labels that neither gave are left out. The statistic is the sum of (observed - expected)² /
    expected over the 2 × k table, without a correction for continuity, with k - 1 degrees of
    freedom. It takes answers as independent; answers to the same articles are not, which makes the
    test slow to find a difference rather than rash.
    Sources: Pearson (1900), On the criterion that a given system of deviations …; the caution:
    Cochran (1954), Some methods for strengthening the common χ² tests.

    >>> found = chi_square([30, 10], [20, 20])
    >>> round(found.statistic, 4), found.freedom, round(found.probability, 4)
    (5.3333, 1, 0.0209)
    """
    table = np.array([first, second], dtype=np.float64)
    table = table[:, table.sum(axis=0) > 0]
    if table.shape[1] < 2 or not table.sum(axis=1).all():
        return ChiSquare(None, None, None, None, None, NOTHING_TO_COMPARE)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    statistic = float(((table - expected) ** 2 / expected).sum())
    freedom = table.shape[1] - 1
    small = expected.min() < TOO_SMALL or (expected < SMALL).mean() > SHARE_OF_SMALL
    return ChiSquare(
        statistic,
        freedom,
        chi_square_survival(statistic, freedom),
        float(expected.min()),
        SMALL_NUMBERS if small else None,
        None,
    )


def chi_square_survival(statistic: float, freedom: int) -> float:
    """Return the probability that a chi-square variable exceeds a value.

    This is the regularised upper incomplete gamma function Q(freedom / 2, statistic / 2): below
    its mean by the power series of its complement, above by the continued fraction.
    Source: NIST Digital Library of Mathematical Functions, 8.2.4, 8.7.1 and 8.9.2.

    >>> round(chi_square_survival(3.841458820694124, 1), 12)
    0.05
    """
    if freedom < 1 or statistic < 0:
        raise ValueError("A chi-square has at least one degree of freedom and is not negative.")
    if statistic == 0:
        return 1.0
    a, x = freedom / 2, statistic / 2
    scale = exp(a * log(x) - x - lgamma(a))
    if x < a + 1:
        return max(0.0, 1 - scale * _series(a, x))
    return scale * _continued_fraction(a, x)


def _series(a: float, x: float) -> float:
    """Return the sum of x^n / (a (a + 1) … (a + n)), which the lower function is a multiple of."""
    term = total = 1 / a
    for n in range(1, STEPS):
        term *= x / (a + n)
        total += term
        if term < total * PRECISION:
            break
    return total


def _continued_fraction(a: float, x: float) -> float:
    """Return 1/(x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - …))) by the modified method of Lentz."""
    tiny = 1e-300
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    value = d
    for n in range(1, STEPS):
        factor = -n * (n - a)
        b += 2
        d = 1 / (factor * d + b or tiny)
        c = b + factor / c or tiny
        value *= c * d
        if abs(c * d - 1) < PRECISION:
            break
    return value
