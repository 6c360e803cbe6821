"""The coefficients on random data, against their definitions written out in plain Python.

What stands here follows the formulas of the sources pair by pair and shares nothing with the code
that it checks.
"""

import math
import random
from collections import Counter, defaultdict
from itertools import combinations, permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotations.agreement import (
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

NUMBERS = st.one_of(st.none(), st.integers(-2, 3))
SETS = st.one_of(st.none(), st.frozensets(st.sampled_from("abcde"), max_size=4))
close = {"rel": 1e-9, "abs": 1e-9}
thorough = settings(max_examples=150, deadline=None)


def tables(values, *, annotators):
    """Any number of units from one up, each with a value or a gap for every annotator."""
    unit = st.lists(values, min_size=annotators, max_size=annotators)
    return st.lists(unit, min_size=1, max_size=9).map(
        lambda rows: [
            (f"u{number}", f"A{column}", value)
            for number, row in enumerate(rows)
            for column, value in enumerate(row)
        ]
    )


def by_unit(ratings, *, at_least=2):
    units = defaultdict(list)
    for unit, _annotator, value in ratings:
        if value is not None:
            units[unit].append(value)
    return [values for values in units.values() if len(values) >= at_least]


def alpha_by_definition(ratings, distance):
    units = by_unit(ratings)
    values = [value for unit in units for value in unit]
    n = len(values)
    observed = sum(
        distance(a, b, values) / (len(unit) - 1) for unit in units for a, b in permutations(unit, 2)
    )
    expected = sum(distance(a, b, values) for a, b in permutations(values, 2))
    return 1 - (observed / n) / (expected / (n * (n - 1)))


def nominal(a, b, values):
    return float(a != b)


def interval(a, b, values):
    return (a - b) ** 2


def ordinal(a, b, values):
    count = Counter(values)
    low, high = min(a, b), max(a, b)
    between = sum(count[value] for value in count if low <= value <= high)
    return (between - (count[low] + count[high]) / 2) ** 2 if a != b else 0


def jaccard(a, b, values):
    return 1 - len(a & b) / len(a | b) if a | b else 0


def masi(a, b, values):
    if a == b:
        return 0
    contained = a <= b or b <= a
    return 1 - len(a & b) / len(a | b) * (2 / 3 if contained else 1 / 3)


DISTANCES = {
    "nominal": nominal,
    "ordinal": ordinal,
    "interval": interval,
    "masi": masi,
    "jaccard": jaccard,
}


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval"])
@given(data=st.data())
@thorough
def test_alpha_follows_its_definition(metric, data):
    ratings = data.draw(tables(NUMBERS, annotators=data.draw(st.integers(2, 5))))
    assume(len({value for unit in by_unit(ratings) for value in unit}) > 1)

    alpha = krippendorff_alpha(ratings, metric).value

    assert alpha == pytest.approx(alpha_by_definition(ratings, DISTANCES[metric]), **close)


@pytest.mark.parametrize("metric", ["masi", "jaccard", "nominal"])
@given(data=st.data())
@thorough
def test_alpha_of_sets_follows_its_definition(metric, data):
    ratings = data.draw(tables(SETS, annotators=data.draw(st.integers(2, 4))))
    assume(len({value for unit in by_unit(ratings) for value in unit}) > 1)

    alpha = krippendorff_alpha(ratings, metric).value

    assert alpha == pytest.approx(alpha_by_definition(ratings, DISTANCES[metric]), **close)


@pytest.mark.parametrize("metric", ["masi", "jaccard"])
@pytest.mark.parametrize("largest", [5, 12])
def test_alpha_of_very_many_different_sets_follows_its_definition(metric, largest):
    generator = random.Random(largest)
    labels = [f"L{number}" for number in range(70)]

    def some(pool, size):
        return frozenset(generator.sample(pool, size))

    ratings = []
    for unit in range(800):
        meant = generator.sample(labels, largest)
        ratings += [(unit, name, some(meant, generator.randint(0, largest))) for name in "AB"]
    assert len({value for *_rest, value in ratings}) > 1024

    alpha = krippendorff_alpha(ratings, metric).value

    assert alpha == pytest.approx(alpha_by_definition(ratings, DISTANCES[metric]), **close)


@given(tables(SETS, annotators=3))
@thorough
def test_alpha_of_a_label_is_the_alpha_of_yes_and_no(ratings):
    alphas = label_alphas(ratings, labels="abcdef")

    assert list(alphas) == list("abcdef")
    for label, alpha in alphas.items():
        answers = [
            (unit, annotator, None if value is None else label in value)
            for unit, annotator, value in ratings
        ]
        if alpha.value is None:
            assert len({value for unit in by_unit(answers) for value in unit}) < 2
        else:
            expected = alpha_by_definition(answers, nominal)
            assert alpha.value == pytest.approx(expected, **close)


@given(st.integers(2, 5).flatmap(lambda n: tables(NUMBERS, annotators=n)))
@thorough
def test_percent_agreement_follows_its_definition(ratings):
    units = by_unit(ratings)
    assume(units)

    agreement = percent_agreement(ratings).value

    shares = [
        sum(a == b for a, b in combinations(unit, 2)) / math.comb(len(unit), 2) for unit in units
    ]
    assert agreement == pytest.approx(sum(shares) / len(shares), **close)


@given(tables(NUMBERS, annotators=2))
@thorough
def test_the_coefficients_for_two_follow_their_definitions(ratings):
    pairs = by_unit(ratings)
    values = sorted({value for pair in pairs for value in pair})
    assume(len(values) > 1)
    n = len(pairs)
    first, second = Counter(a for a, _b in pairs), Counter(b for _a, b in pairs)
    agreed = sum(a == b for a, b in pairs) / n
    pooled = sum(((first[value] + second[value]) / (2 * n)) ** 2 for value in values)
    independent = sum(first[value] * second[value] / n**2 for value in values)
    given_values = sum(value is not None for *_rest, value in ratings)

    assert scott_pi(ratings).value == pytest.approx((agreed - pooled) / (1 - pooled), **close)
    assert holsti(ratings).value == pytest.approx(2 * agreed * n / given_values, **close)
    assert cohen_kappa(ratings).value == pytest.approx(
        (agreed - independent) / (1 - independent), **close
    )
    for weights, power in [("linear", 1), ("quadratic", 2)]:
        observed = sum(abs(a - b) ** power for a, b in pairs) / n
        expected = sum(
            abs(a - b) ** power * first[a] * second[b] / n**2 for a in values for b in values
        )
        assert cohen_kappa(ratings, weights).value == pytest.approx(
            1 - observed / expected, **close
        )


@given(st.integers(2, 5).flatmap(lambda n: tables(st.integers(0, 3), annotators=n)))
@thorough
def test_fleiss_kappa_follows_its_definition(ratings):
    units = by_unit(ratings)
    counts = Counter(value for unit in units for value in unit)
    assume(len(counts) > 1)
    size = len(units[0])
    alike = [
        sum(count * (count - 1) for count in Counter(unit).values()) / (size * (size - 1))
        for unit in units
    ]
    chance = sum((count / counts.total()) ** 2 for count in counts.values())

    kappa = fleiss_kappa(ratings).value

    agreed = sum(alike) / len(alike)
    assert kappa == pytest.approx((agreed - chance) / (1 - chance), **close)


def gwet_by_definition(ratings, scale, credit):
    """The formula, with the credit that two labels get; AC1 gives it to equal ones only."""
    all_units = by_unit(ratings, at_least=1)
    shares = {
        label: sum(unit.count(label) / len(unit) for unit in all_units) / len(all_units)
        for label in scale
    }
    q = len(scale)
    total = sum(credit(a, b) for a in scale for b in scale)
    chance = total / (q * (q - 1)) * sum(share * (1 - share) for share in shares.values())
    agreed = [
        sum(credit(a, b) for a, b in permutations(unit, 2)) / (len(unit) * (len(unit) - 1))
        for unit in by_unit(ratings)
    ]
    mean = sum(agreed) / len(agreed)
    return (mean - chance) / (1 - chance)


@given(
    st.integers(2, 5).flatmap(
        lambda n: tables(st.one_of(st.none(), st.sampled_from([1, 2, 5])), annotators=n)
    )
)
@thorough
def test_gwets_coefficients_follow_their_definitions(ratings):
    assume(by_unit(ratings))
    scale = [1, 2, 3, 5]  # 3 is never given

    def ordinal_credit(a, b):
        return 1 - math.comb(abs(scale.index(a) - scale.index(b)) + 1, 2) / math.comb(4, 2)

    credits = {
        "linear": lambda a, b: 1 - abs(a - b) / 4,
        "quadratic": lambda a, b: 1 - (a - b) ** 2 / 16,
        "ordinal": ordinal_credit,
    }

    ac1 = gwet_ac1(ratings, labels=scale).value

    assert ac1 == pytest.approx(gwet_by_definition(ratings, scale, lambda a, b: a == b), **close)
    for weights, credit in credits.items():
        ac2 = gwet_ac2(ratings, weights, labels=scale).value
        assert ac2 == pytest.approx(gwet_by_definition(ratings, scale, credit), **close)
