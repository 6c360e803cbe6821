"""How far alpha could be off: bootstrap intervals, and the probability of missing a threshold."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .alpha import Measured, Metric, measure
from .ratings import Coefficient, Floats, Rating, Table, gettext_noop

Method = Literal["units", "krippendorff"]

FEW_UNITS = gettext_noop("An interval needs at least two units with answers from two annotators.")
NO_SPREAD = gettext_noop(
    "Every resample gave the same value, so the interval does not show how uncertain it is."
)
# Enough to keep the arithmetic in bulk, few enough to hold 20,000 units in memory many times over.
RESAMPLES_AT_A_TIME = 128


@dataclass(frozen=True, slots=True)
class Interval:
    """Alpha with its bootstrap interval; `low` and `high` are None exactly when `reason` is not.

    `below` is the share of resamples under `threshold`. `n_undefined` resamples had no variation
    and were counted as 0. `caution` says what a reader must know before trusting the interval.
    """

    coefficient: Coefficient
    low: float | None
    high: float | None
    level: float
    threshold: float | None
    below: float | None
    method: Method
    draws: int
    seed: int
    n_undefined: int
    reason: str | None
    caution: str | None


def bootstrap_interval(
    ratings: Iterable[Rating],
    metric: Metric = "nominal",
    *,
    method: Method = "units",
    draws: int = 1000,
    level: float = 0.95,
    threshold: float | None = None,
    seed: int = 0,
) -> Interval:
    """Return alpha with a percentile bootstrap interval, the same for the same data and seed.

    `units` draws whole units with replacement and computes alpha anew, expected disagreement
    included. `krippendorff` draws single pairs from the observed coincidences and keeps the
    expected disagreement. It takes the pairs of one unit for independent, so with many annotators
    it is too narrow, and it caps its draws, so with few labels it stops shrinking as units are
    added. A resample without variation has no alpha and counts as 0.
    Sources: Efron (1979), Bootstrap methods: another look at the jackknife, over units; Hayes and
    Krippendorff (2007), Answering the call for a standard reliability measure for coding data.
    """
    if method not in ("units", "krippendorff"):
        raise ValueError(f"{method!r} is no method: choose units or krippendorff.")
    if draws < 1 or not 0 < level < 1:
        raise ValueError("An interval needs at least one draw and a level between 0 and 1.")
    table = Table.read(ratings)
    measured = measure(table, metric)
    reason = table.gap or measured.gap
    if reason:
        coefficient = table.coefficient(None, reason)
    else:
        coefficient = table.coefficient(measured.alpha(np.ones((1, len(measured.table.units))))[0])
        reason = FEW_UNITS if len(measured.table.units) < 2 else None
    low = high = below = caution = None
    n_undefined = 0
    if reason is None:
        generator = np.random.Generator(np.random.PCG64(seed))
        resample = _resample_units if method == "units" else _resample_pairs
        alphas, n_undefined = resample(measured, draws, generator)
        low, high = (float(q) for q in np.quantile(alphas, [(1 - level) / 2, (1 + level) / 2]))
        below = None if threshold is None else float(np.mean(alphas < threshold))
        caution = NO_SPREAD if np.ptp(alphas) == 0 else None
    return Interval(
        coefficient,
        low,
        high,
        level,
        threshold,
        below,
        method,
        draws,
        seed,
        n_undefined,
        reason,
        caution,
    )


def _resample_units(
    measured: Measured, draws: int, generator: np.random.Generator
) -> tuple[Floats, int]:
    """Return alpha of each resample of units, and how many were undefined and became 0."""
    n_units = len(measured.table.units)
    parts = []
    for start in range(0, draws, RESAMPLES_AT_A_TIME):
        size = min(RESAMPLES_AT_A_TIME, draws - start)
        picked = (generator.integers(n_units, size=n_units) for _draw in range(size))
        weights = [np.bincount(units, minlength=n_units) for units in picked]
        parts.append(measured.alpha(np.array(weights, np.float64)))
    alphas = np.concatenate(parts)
    undefined = np.isnan(alphas)
    alphas[undefined] = 0.0
    return alphas, int(undefined.sum())


def _resample_pairs(
    measured: Measured, draws: int, generator: np.random.Generator
) -> tuple[Floats, int]:
    """Return alpha of each resample of pairs, and how many perfect ones were corrected to 0.

    The steps and limits are Krippendorff's. As many pairs are drawn as there are, but no more than
    25 for each filled cell of the coincidence matrix; no alpha falls under -1; and as many perfect
    resamples as should have drawn one value only, and so have no variation, become 0. His revised
    text counts the pairs as (annotators - 1) × values / 2, which is the same where nothing is
    missing, and more than there are where something is.
    """
    table = measured.table
    left, right = table.pairs
    share = 2 / (table.per_unit - 1)[table.unit[left]] / table.unit.size
    distances, which = np.unique(measured.disagreement.of_pairs(), return_inverse=True)
    probability = np.bincount(which, weights=share)
    low_code, high_code = np.sort([table.code[left], table.code[right]], axis=0)
    same = low_code == high_code
    diagonal = np.bincount(low_code[same], weights=share[same], minlength=len(table.values))
    n_mixed = np.unique(low_code[~same] * len(table.values) + high_code[~same]).size
    n_filled = 2 * n_mixed + np.count_nonzero(diagonal)
    n_drawn = min(25 * int(n_filled), left.size)
    counts = table.counts[None, :].astype(np.float64)
    n = table.unit.size
    expected = measured.disagreement.expected(counts)[0] / (n * (n - 1))
    alphas = np.empty(draws)
    for draw in range(draws):
        drawn = generator.multinomial(n_drawn, probability / probability.sum())
        alphas[draw] = 1 - drawn @ distances / (n_drawn * expected)
    alphas = np.maximum(alphas, -1.0)
    perfect = np.flatnonzero(alphas == 1)
    n_undefined = perfect.size
    if np.count_nonzero(diagonal) > 1:
        n_undefined = min(n_undefined, round(draws * float((diagonal**n_drawn).sum())))
    alphas[perfect[:n_undefined]] = 0.0
    return alphas, n_undefined
