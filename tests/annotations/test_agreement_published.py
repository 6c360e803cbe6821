"""The coefficients on data whose results are in print."""

import doctest
import importlib

import pytest

from annotations.agreement import (
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    holsti,
    jaccard_distance,
    krippendorff_alpha,
    masi_distance,
    percent_agreement,
    scott_pi,
)

from .agreement_examples import (
    ARTSTEIN_POESIO,
    COHEN,
    FLEISS,
    GWET_ABSTRACTORS,
    HAYES_KRIPPENDORFF,
    KRIPPENDORFF_A,
    KRIPPENDORFF_B,
    KRIPPENDORFF_C,
    from_table,
)


def printed(figure):
    """Compare to the digits that were printed, and no further."""
    digits = len(str(figure).split(".")[1])
    return pytest.approx(figure, abs=0.5000001 * 10**-digits)


@pytest.mark.parametrize(
    ("ratings", "metric", "alpha"),
    [
        (KRIPPENDORFF_A, "nominal", 0.095),
        (KRIPPENDORFF_B, "nominal", 0.692),
        (KRIPPENDORFF_C, "nominal", 0.743),
        (KRIPPENDORFF_C, "ordinal", 0.815),
        (KRIPPENDORFF_C, "interval", 0.849),
        (HAYES_KRIPPENDORFF, "nominal", 0.4765),
        (HAYES_KRIPPENDORFF, "ordinal", 0.7598),
        # irrCAC prints alpha beside AC1 for the same two abstractors.
        (GWET_ABSTRACTORS, "nominal", 0.7972585),
    ],
)
def test_alpha_is_the_published_one(ratings, metric, alpha):
    assert krippendorff_alpha(ratings, metric).value == printed(alpha)


def test_alpha_says_how_much_of_the_data_it_could_use():
    alpha = krippendorff_alpha(KRIPPENDORFF_C)

    assert (alpha.n_units, alpha.n_annotators) == (12, 4)
    assert (alpha.n_pairable_units, alpha.n_pairable_values) == (11, 40)


@pytest.mark.parametrize(
    ("ratings", "agreement"),
    [
        (COHEN, 0.70),
        (ARTSTEIN_POESIO, 0.88),
        (GWET_ABSTRACTORS, 0.89),
        (FLEISS, 0.556),
        (KRIPPENDORFF_C, 0.8181818),  # with missing values, as irrCAC prints it
    ],
)
def test_percent_agreement_is_the_published_one(ratings, agreement):
    assert percent_agreement(ratings).value == printed(agreement)


def test_holsti_counts_twice_the_agreements_over_all_decisions():
    # Holsti (1969) gives the formula 2M / (N1 + N2). Here M = 70, N1 = 200, N2 = 210.
    both = [(unit, name, 1) for unit in range(70) for name in "AB"]
    apart = [(unit, name, name) for unit in range(70, 200) for name in "AB"]
    alone = [(unit, "B", 1) for unit in range(200, 210)]

    assert holsti(both + apart + alone).value == pytest.approx(2 * 70 / 410)


@pytest.mark.parametrize(
    ("ratings", "pi"), [(ARTSTEIN_POESIO, 0.7995), (GWET_ABSTRACTORS, 0.7962397)]
)
def test_pi_is_the_published_one(ratings, pi):
    assert scott_pi(ratings).value == printed(pi)


@pytest.mark.parametrize(
    ("ratings", "kappa"),
    [(COHEN, 0.492), (ARTSTEIN_POESIO, 0.8013), (GWET_ABSTRACTORS, 0.7964094)],
)
def test_kappa_is_the_published_one(ratings, kappa):
    assert cohen_kappa(ratings).value == printed(kappa)


def test_weighted_kappa_is_the_one_that_cohen_published_with_it():
    # Cohen (1968): confusing the last two labels is twice as grave as the first with the last.
    gravity = [[0, 1, 3], [1, 0, 6], [3, 6, 0]]

    assert cohen_kappa(COHEN, lambda a, b: gravity[a][b]).value == printed(0.348)


def test_fleiss_kappa_is_the_published_one():
    assert fleiss_kappa(FLEISS).value == printed(0.430)


@pytest.mark.parametrize(
    ("ratings", "ac1"),
    [
        (GWET_ABSTRACTORS, 0.8493305),
        (KRIPPENDORFF_C, 0.77544),
        # Gwet (2002), Kappa statistic is not satisfactory: high agreement and a kappa of -0.0234.
        (from_table([[118, 5], [2, 0]]), 0.9408),
    ],
)
def test_ac1_is_the_published_one(ratings, ac1):
    assert gwet_ac1(ratings).value == printed(ac1)


def test_ac2_with_quadratic_weights_is_the_published_one():
    assert gwet_ac2(KRIPPENDORFF_C, "quadratic").value == printed(0.9140007)


def test_masi_weighs_jaccard_by_how_far_two_sets_contain_each_other():
    # Passonneau (2006): monotonicity 1, 2/3, 1/3 and 0.
    assert masi_distance("ab", "ab") == 0
    assert masi_distance("a", "ab") == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert masi_distance("ab", "bc") == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert masi_distance("a", "b") == 1
    assert masi_distance("", "a") == 1
    assert masi_distance("", "") == 0


def test_jaccard_is_the_share_of_labels_that_are_not_shared():
    assert jaccard_distance("abc", "bcd") == pytest.approx(2 / 4)
    assert jaccard_distance("", "a") == 1
    assert jaccard_distance("", "") == 0


@pytest.mark.parametrize("module", ["alpha", "coefficients", "intervals", "ratings", "sets"])
def test_the_examples_in_the_docstrings_hold(module):
    outcome = doctest.testmod(importlib.import_module(f"annotations.agreement.{module}"))

    assert outcome.failed == 0
