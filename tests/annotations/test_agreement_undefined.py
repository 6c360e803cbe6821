"""Where there is nothing to measure, a coefficient has a reason and no number."""

import math

import pytest

from annotations.agreement import (
    bootstrap_interval,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    holsti,
    krippendorff_alpha,
    label_alphas,
    percent_agreement,
    scott_pi,
)

ALL = [
    krippendorff_alpha,
    percent_agreement,
    holsti,
    scott_pi,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
]
BEYOND_CHANCE = [krippendorff_alpha, scott_pi, cohen_kappa, fleiss_kappa, gwet_ac1, gwet_ac2]


@pytest.mark.parametrize("coefficient", ALL)
def test_without_answers_there_is_nothing_to_compare(coefficient):
    for ratings in ([], [(1, "A", None)]):
        result = coefficient(ratings)

        assert result.value is None
        assert result.reason == "There are no answers to compare."


@pytest.mark.parametrize("coefficient", ALL)
def test_one_annotator_alone_agrees_with_nobody(coefficient):
    result = coefficient([(1, "A", 1), (2, "A", 2)])

    assert result.value is None
    assert result.reason == "Only one annotator has answered."


@pytest.mark.parametrize("coefficient", ALL)
def test_annotators_of_different_units_cannot_be_compared(coefficient):
    result = coefficient([(1, "A", 1), (2, "B", 2), (3, "B", None), (3, "A", 2)])

    assert result.value is None
    assert result.reason == "No unit has answers from two annotators."
    assert (result.n_units, result.n_annotators, result.n_pairable_units) == (3, 2, 0)


@pytest.mark.parametrize("coefficient", BEYOND_CHANCE)
def test_answers_that_never_vary_show_no_agreement_beyond_chance(coefficient):
    result = coefficient([(1, "A", 1), (1, "B", 1), (2, "A", 1), (2, "B", 1)])

    assert result.value is None
    assert result.reason == "All answers are the same, so agreement cannot be told from chance."


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval"])
def test_variation_on_units_coded_once_does_not_count(metric):
    ratings = [(1, "A", 1), (1, "B", 1), (2, "A", 1), (2, "B", 1), (3, "A", 2)]

    assert krippendorff_alpha(ratings, metric).value is None


@pytest.mark.parametrize("metric", ["masi", "jaccard"])
def test_the_same_labels_in_another_order_are_no_variation(metric):
    result = krippendorff_alpha([(1, "A", ("x", "y")), (1, "B", ("y", "x"))], metric)

    assert result.value is None
    assert result.reason.startswith("All answers are the same")


@pytest.mark.parametrize("metric", ["masi", "jaccard"])
def test_a_word_is_not_taken_for_the_set_of_its_letters(metric):
    with pytest.raises(ValueError, match="'xy' is not a set of labels"):
        krippendorff_alpha([(1, "A", "xy"), (1, "B", "yx")], metric)


def test_percent_agreement_needs_no_variation():
    ratings = [(1, "A", 1), (1, "B", 1), (2, "A", 1), (2, "B", 1)]

    assert percent_agreement(ratings).value == 1
    assert holsti(ratings).value == 1


def test_ac1_is_defined_without_variation_where_the_labels_are_known():
    ratings = [(1, "A", 1), (1, "B", 1), (2, "A", 1), (2, "B", 1)]

    assert gwet_ac1(ratings, labels=[1, 2]).value == 1


@pytest.mark.parametrize("coefficient", [holsti, scott_pi, cohen_kappa])
def test_a_coefficient_for_two_refuses_three(coefficient):
    result = coefficient([(1, "A", 1), (1, "B", 2), (1, "C", 1)])

    assert result.value is None
    assert result.reason == "This coefficient compares exactly two annotators."


def test_fleiss_kappa_refuses_units_of_different_size():
    result = fleiss_kappa([(1, "A", 1), (1, "B", 2), (2, "A", 1), (2, "B", 2), (2, "C", 2)])

    assert result.value is None
    assert result.reason == "This coefficient needs the same number of answers for every unit."


def test_a_label_that_nobody_gave_has_no_alpha():
    alphas = label_alphas([(1, "A", ("x",)), (1, "B", ())], labels=["x", "y"])

    assert alphas["x"].value == 0
    assert alphas["y"].value is None
    assert alphas["y"].reason.startswith("All answers are the same")


def test_an_undefined_alpha_has_no_interval():
    interval = bootstrap_interval([(1, "A", 1), (2, "A", 2)], threshold=0.667)

    assert (interval.low, interval.high, interval.below) == (None, None, None)
    assert interval.reason == interval.coefficient.reason == "Only one annotator has answered."


def test_one_unit_has_an_alpha_and_no_interval():
    interval = bootstrap_interval([(1, "A", 1), (1, "B", 2)], threshold=0.667)

    assert interval.coefficient.value == 0
    assert interval.low is None
    assert interval.reason == (
        "An interval needs at least two units with answers from two annotators."
    )


@pytest.mark.parametrize("coefficient", [*ALL, bootstrap_interval])
def test_two_values_of_one_annotator_for_one_unit_are_an_error(coefficient):
    with pytest.raises(ValueError, match="Annotator 'A' has two values for unit 1"):
        coefficient([(1, "A", 1), (1, "B", 1), (1, "A", 2)])


def test_values_that_a_metric_cannot_measure_are_an_error():
    pair = [(1, "A", "x"), (1, "B", "y")]
    with pytest.raises(ValueError, match="finite numbers"):
        krippendorff_alpha(pair, "interval")
    with pytest.raises(ValueError, match="finite numbers"):
        krippendorff_alpha([(1, "A", math.inf), (1, "B", 1)], "interval")
    with pytest.raises(ValueError, match="NaN is not a value"):
        krippendorff_alpha([(1, "A", math.nan), (1, "B", 1)], "nominal")
    with pytest.raises(ValueError, match="need an order"):
        krippendorff_alpha([(1, "A", 1), (1, "B", "x")], "ordinal")
    with pytest.raises(ValueError, match="need an order"):
        krippendorff_alpha([(1, "A", frozenset("x")), (1, "B", frozenset("y"))], "ordinal")
    with pytest.raises(ValueError, match="'y' was given and is not among the labels"):
        gwet_ac1(pair, labels=["x", "z"])


def test_unknown_names_are_an_error_that_lists_the_known_ones():
    pair = [(1, "A", 1), (1, "B", 2)]
    with pytest.raises(ValueError, match="choose one of nominal, ordinal, interval, masi, jaccard"):
        krippendorff_alpha(pair, "ratio")
    with pytest.raises(ValueError, match="choose linear or quadratic"):
        cohen_kappa(pair, "cubic")
    with pytest.raises(ValueError, match="choose linear, quadratic or ordinal"):
        gwet_ac2(pair, "cubic")
    with pytest.raises(ValueError, match="choose units or krippendorff"):
        bootstrap_interval(pair, method="jackknife")
    with pytest.raises(ValueError, match="a level between 0 and 1"):
        bootstrap_interval(pair, level=95)
