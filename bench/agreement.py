"""How long the coefficients and intervals take on a large study. Prints one table.

python -m bench.agreement [--units 20000] [--annotators 5] [--labels 40] [--draws 1000]

The package `krippendorff` is timed beside it where it happens to be installed.
"""

import argparse
import importlib.util
import os
import platform
import random
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from annotations.agreement import (
    bootstrap_interval,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    label_alphas,
    percent_agreement,
)

SEED = 1
# How often an annotator gives the label that is meant, and adds one that is not.
RIGHT, ADDED = 0.8, 0.2
REPEATS = 3


def one_label_each(units: int, annotators: int, labels: int) -> list[tuple[int, int, int]]:
    """Answers to a question with one label, as numbers so that every metric can use them."""
    generator = random.Random(SEED)
    ratings = []
    for unit in range(units):
        meant = generator.randrange(labels)
        for annotator in range(annotators):
            right = generator.random() < RIGHT
            ratings.append((unit, annotator, meant if right else generator.randrange(labels)))
    return ratings


def several_labels_each(
    units: int, annotators: int, labels: int
) -> list[tuple[int, int, frozenset[int]]]:
    """Answers to a question with one to four labels."""
    generator = random.Random(SEED)
    ratings = []
    for unit in range(units):
        meant = generator.sample(range(labels), generator.randint(1, min(3, labels)))
        for annotator in range(annotators):
            given = {label for label in meant if generator.random() < RIGHT} or {meant[0]}
            if generator.random() < ADDED:
                given.add(generator.randrange(labels))
            ratings.append((unit, annotator, frozenset(given)))
    return ratings


def fastest(task: Callable[[], object], repeats: int) -> tuple[float, object]:
    """Return the least of some timings in seconds, and what the task returned."""
    times, result = [], None
    for _repeat in range(repeats):
        start = time.perf_counter()
        result = task()
        times.append(time.perf_counter() - start)
    return min(times), result


def by_the_common_package(ratings: list[tuple[int, int, int]], metric: str) -> float:
    """Return alpha as `krippendorff` computes it, from the same triples."""
    import krippendorff

    units = 1 + max(unit for unit, _annotator, _value in ratings)
    annotators = 1 + max(annotator for _unit, annotator, _value in ratings)
    matrix = np.full((annotators, units), np.nan)
    for unit, annotator, value in ratings:
        matrix[annotator, unit] = value
    return float(
        krippendorff.alpha(reliability_data=matrix, level_of_measurement=metric)  # type: ignore
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=20_000)
    parser.add_argument("--annotators", type=int, default=5)
    parser.add_argument("--labels", type=int, default=40)
    parser.add_argument("--draws", type=int, default=1000)
    chosen = parser.parse_args()
    size = (chosen.units, chosen.annotators, chosen.labels)
    single, several = one_label_each(*size), several_labels_each(*size)
    distinct = len({value for *_rest, value in several})
    print(
        f"{chosen.units:,} units × {chosen.annotators} annotators × {chosen.labels} labels"
        f" ({distinct:,} different sets of labels), {chosen.draws:,} draws; seconds,"
        f" the fastest of {REPEATS} (intervals: one run)\n"
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()},"
        f" numpy {np.__version__}\n"
    )
    packaged = importlib.util.find_spec("krippendorff") is not None
    headings = ["once", "units", "pairs", *(["package"] if packaged else [])]
    print(f"{'coefficient':<22}{'value':>8}" + "".join(f"{heading:>9}" for heading in headings))
    for metric in ("nominal", "ordinal", "interval", "masi", "jaccard"):
        ratings = several if metric in ("masi", "jaccard") else single
        once, alpha = fastest(partial(krippendorff_alpha, ratings, metric), REPEATS)
        cells = [f"{alpha.value:8.4f}", f"{once:9.3f}"]
        for method in ("units", "krippendorff"):
            interval = partial(
                bootstrap_interval, ratings, metric, method=method, draws=chosen.draws
            )
            cells.append(f"{fastest(interval, 1)[0]:9.3f}")
        if packaged and ratings is single:
            theirs, value = fastest(partial(by_the_common_package, single, metric), REPEATS)
            assert abs(value - alpha.value) < 1e-9, f"{metric}: {value} is not {alpha.value}"
            cells.append(f"{theirs:9.3f}")
        print(f"{'alpha, ' + metric:<22}{''.join(cells)}")
    for coefficient in (percent_agreement, fleiss_kappa, gwet_ac1):
        once, result = fastest(partial(coefficient, single), REPEATS)
        print(f"{coefficient.__name__.replace('_', ' '):<22}{result.value:8.4f}{once:9.3f}")
    once, _alphas = fastest(partial(label_alphas, several), REPEATS)
    print(f"{'alpha of each label':<22}{'':>8}{once:9.3f}")


if __name__ == "__main__":
    main()
