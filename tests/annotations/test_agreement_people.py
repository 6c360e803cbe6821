"""Annotators beside each other: chi-square, pairs, leaving one out, competence."""

import numpy as np
import pytest

from annotations.agreement import (
    beside_the_others,
    chi_square,
    competence,
    krippendorff_alpha,
    pairs,
)
from annotations.agreement.contingency import chi_square_survival


def simulated(knowing, *, units, per_unit, labels=4, seed=1):
    """Answers of annotators who know the label with the given probabilities, and else guess."""
    generator = np.random.default_rng(seed)
    rows = []
    for unit in range(units):
        meant = generator.integers(labels)
        for person in generator.choice(len(knowing), per_unit, replace=False):
            knows = generator.random() < knowing[person]
            rows.append((unit, int(person), int(meant if knows else generator.integers(labels))))
    return rows


@pytest.mark.parametrize(
    ("statistic", "freedom", "probability"),
    [
        # Critical values, NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.4.
        (2.706, 1, 0.10), (3.841, 1, 0.05), (6.635, 1, 0.01), (10.828, 1, 0.001),
        (5.991, 2, 0.05), (13.816, 2, 0.001), (18.307, 10, 0.05), (29.588, 10, 0.001),
        (43.773, 30, 0.05), (124.342, 100, 0.05), (149.449, 100, 0.001),
    ],
)  # fmt: skip
def test_the_survival_function_has_the_published_critical_values(statistic, freedom, probability):
    assert chi_square_survival(statistic, freedom) == pytest.approx(probability, rel=2e-3)


@pytest.mark.parametrize("statistic", [0.001, 0.5, 1.9, 2.1, 7.0, 40.0, 300.0])
def test_with_two_and_four_degrees_of_freedom_it_is_the_closed_form(statistic):
    half = statistic / 2

    assert chi_square_survival(statistic, 2) == pytest.approx(np.exp(-half), rel=1e-12)
    assert chi_square_survival(statistic, 4) == pytest.approx(np.exp(-half) * (1 + half), rel=1e-12)


def test_nothing_is_exceeded_for_certain_and_a_negative_value_is_refused():
    assert chi_square_survival(0, 3) == 1
    with pytest.raises(ValueError, match="not negative"):
        chi_square_survival(-1, 3)


def test_chi_square_of_a_table_is_the_sum_over_its_cells():
    found = chi_square([10, 20, 30], [20, 20, 20])

    assert found.statistic == pytest.approx(16 / 3)
    assert (found.freedom, found.smallest_expected, found.caution) == (2, 15, None)


def test_labels_that_nobody_gave_do_not_count():
    assert chi_square([30, 0, 10], [20, 0, 20]) == chi_square([30, 10], [20, 20])


def test_small_expected_numbers_are_cautioned_against():
    assert chi_square([3, 1], [2, 4]).caution
    assert chi_square([300, 1], [200, 0]).caution  # one cell expected under 1


def test_without_two_labels_or_two_sources_there_is_a_reason_and_no_number():
    for first, second in (([4, 0], [9, 0]), ([0, 0], [9, 3])):
        found = chi_square(first, second)
        assert found.probability is None
        assert found.reason


def test_pairs_compare_two_annotators_on_the_units_of_both():
    rows = [
        (1, "A", "x"),
        (1, "B", "x"),
        (2, "A", "y"),
        (2, "B", "x"),
        (2, "C", "y"),
        (3, "C", "x"),
    ]

    found = {(pair.first, pair.second): pair for pair in pairs(rows)}

    assert {couple: pair.n_units for couple, pair in found.items()} == {
        ("A", "B"): 2, ("A", "C"): 1, ("B", "C"): 1,
    }  # fmt: skip
    assert found["A", "B"].percent == 0.5
    only = rows[:4]
    assert found["A", "B"].alpha == krippendorff_alpha(only)


def test_without_somebody_is_alpha_of_the_others():
    rows = simulated([0.9, 0.9, 0.3], units=60, per_unit=3)

    found = beside_the_others(rows)

    others = krippendorff_alpha([row for row in rows if row[1] != 2])
    assert found[2].without == others
    assert found[2].without.value > krippendorff_alpha(rows).value
    assert found[2].alpha < found[0].alpha


def test_the_pairs_of_two_people_give_alpha_but_for_the_correction_of_small_samples():
    rows = simulated([0.9, 0.7], units=400, per_unit=2)

    found = beside_the_others(rows)

    assert found[0].alpha == found[1].alpha == pytest.approx(krippendorff_alpha(rows).value)
    assert found[0].n_units == 400


def test_who_shares_no_unit_is_beside_nobody():
    rows = [(1, "A", "x"), (1, "B", "y"), (2, "A", "y"), (2, "B", "y"), (3, "C", "y")]

    found = beside_the_others(rows)

    assert (found["C"].n_units, found["C"].percent, found["C"].alpha) == (0, None, None)


@pytest.mark.parametrize("per_unit", [2, 6])
def test_competence_recovers_what_was_planted(per_unit):
    planted = [0.95, 0.9, 0.8, 0.7, 0.6, 0.4]

    found = competence(simulated(planted, units=3000, per_unit=per_unit)).of

    for person, knowing in enumerate(planted):
        assert found[person] == pytest.approx(knowing, abs=0.05)


def test_competence_of_two_people_cannot_be_told():
    found = competence(simulated([0.9, 0.5], units=50, per_unit=2))

    assert found.of is None
    assert "three annotators" in found.reason


def test_competence_of_somebody_with_one_partner_cannot_be_told():
    rows = simulated([0.9, 0.8, 0.7], units=50, per_unit=3)
    rows += [("more", 0, 1), ("more", 9, 1)]

    assert competence(rows).of is None


def test_competence_does_not_depend_on_the_order_of_the_answers():
    rows = simulated([0.9, 0.8, 0.5], units=80, per_unit=2)

    assert competence(rows) == competence(rows[::-1])
