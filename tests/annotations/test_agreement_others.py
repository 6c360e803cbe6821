"""The coefficients on random data, against what other people's packages compute."""

import random

import krippendorff
import numpy as np
import pytest
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import binary_distance, jaccard_distance, masi_distance

from annotations import agreement

SEEDS = range(40)
TO = 1e-9


def random_table(seed, value, *, annotators=None, gaps=0.25):
    """Ratings by 2 to 5 annotators of 8 to 40 units, that agree more often than by chance."""
    chance = random.Random(seed)
    team = [f"A{number}" for number in range(annotators or chance.randint(2, 5))]
    ratings = []
    for unit in range(chance.randint(8, 40)):
        usual = value(chance)
        for person in team:
            if chance.random() >= gaps:
                given = usual if chance.random() < 0.6 else value(chance)
                ratings.append((f"u{unit:02}", person, given))
    return ratings


def a_label(chance):
    return chance.randint(0, 5)


def a_set(chance):
    return frozenset(chance.sample("abcdef", chance.randint(1, 3)))


def as_matrix(ratings):
    """One row for each annotator, one column for each unit, nan where nothing was said."""
    units = sorted({unit for unit, _person, _value in ratings})
    people = sorted({person for _unit, person, _value in ratings})
    matrix = np.full((len(people), len(units)), np.nan)
    for unit, person, value in ratings:
        matrix[people.index(person), units.index(unit)] = value
    return matrix


def task(ratings, distance):
    return AnnotationTask([(person, unit, value) for unit, person, value in ratings], distance)


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval"])
@pytest.mark.parametrize("seed", SEEDS)
def test_alpha_is_that_of_castros_package(seed, metric):
    ratings = random_table(seed, a_label)

    ours = agreement.krippendorff_alpha(ratings, metric)

    theirs = krippendorff.alpha(as_matrix(ratings), level_of_measurement=metric)
    assert ours.value == pytest.approx(theirs, abs=TO)


@pytest.mark.parametrize(
    ("metric", "distance"), [("masi", masi_distance), ("jaccard", jaccard_distance)]
)
@pytest.mark.parametrize("seed", SEEDS)
def test_alpha_of_sets_is_that_of_nltk(seed, metric, distance):
    ratings = random_table(seed, a_set, gaps=0)

    ours = agreement.krippendorff_alpha(ratings, metric)

    assert ours.value == pytest.approx(task(ratings, distance).alpha(), abs=TO)


@pytest.mark.parametrize("seed", SEEDS)
def test_pi_and_kappa_of_two_are_those_of_nltk(seed):
    ratings = random_table(seed, a_label, annotators=2, gaps=0)
    theirs = task(ratings, binary_distance)

    assert agreement.scott_pi(ratings).value == pytest.approx(theirs.pi(), abs=TO)
    assert agreement.cohen_kappa(ratings).value == pytest.approx(theirs.kappa(), abs=TO)


@pytest.mark.parametrize(
    ("weights", "distance"),
    [("linear", lambda a, b: abs(a - b) / 5), ("quadratic", lambda a, b: (a - b) ** 2 / 25)],
    ids=["linear", "quadratic"],
)
@pytest.mark.parametrize("seed", SEEDS)
def test_weighted_kappa_is_that_of_nltk(seed, weights, distance):
    ratings = random_table(seed, a_label, annotators=2, gaps=0)

    ours = agreement.cohen_kappa(ratings, weights)

    assert ours.value == pytest.approx(task(ratings, distance).weighted_kappa(), abs=TO)
