"""The drift rule: what it finds, how soon, and how seldom it errs."""

import numpy as np
import pytest

from annotations.agreement import drift, krippendorff_alpha
from annotations.agreement.drift import LEARNED, WINDOW
from bench.drift import SHARES, ratings, simulate

FOUR = SHARES["4 labels, uneven"]


def coded(*stretches, people=2, seed=1):
    """Simulated answers: stretches of (units, alpha), one after the other."""
    generator = np.random.default_rng(seed)
    alphas = np.concatenate([np.full(units, alpha) for units, alpha in stretches])
    return ratings(generator, alphas, FOUR, people), range(len(alphas))


def test_a_fall_is_found_within_150_units_and_dated():
    rows, order = coded((250, 0.85), (150, 0.65))

    told = drift(rows, order)

    assert [250 < alarm.place <= 400 for alarm in told.alarms][:1] == [True]
    first = told.alarms[0]
    assert 200 < first.since <= first.place
    assert (first.unit, first.since_unit) == (first.place - 1, first.since - 1)


def test_a_steady_round_raises_no_alarm():
    told = drift(*coded((400, 0.85)))

    assert told.alarms == ()
    assert told.reason is None
    assert told.held_against == pytest.approx(0.85, abs=0.1)


def test_a_reliability_test_takes_the_place_of_the_first_units():
    earlier, _order = coded((100, 0.85), people=6, seed=2)
    rows, order = coded((20, 0.85), (150, 0.5), seed=3)

    without, told = drift(rows, order), drift(rows, order, earlier=earlier)

    assert told.n_held_against == 100
    assert told.alarms
    assert told.alarms[0].place < LEARNED
    assert not without.alarms  # its first units hold the fall, so it takes it for the usual


@pytest.mark.parametrize(("tested", "caught"), [(True, 0.85), (False, 0.75)])
def test_falls_are_caught_in_time_and_false_alarms_are_rare(tested, caught):
    found = simulate(SHARES["14 labels, uneven"], people=2, tested=tested, studies=50, seed=11)

    assert found.caught >= caught
    assert found.false_alarms < 0.05


def test_the_points_are_alpha_of_the_units_in_the_window():
    rows, order = coded((130, 0.85))

    told = drift(rows, order)

    assert [point.place for point in told.points] == list(range(WINDOW, 131))
    window = [row for row in rows if 10 <= row[0] < 110]
    point = next(point for point in told.points if point.place == 110)
    assert point.alpha == pytest.approx(krippendorff_alpha(window).value)


def test_order_is_the_order_of_coding_not_of_the_answers():
    rows, order = coded((250, 0.85), (150, 0.65))

    assert drift(rows[::-1], order) == drift(rows, order)
    assert drift(rows, order[::-1]) != drift(rows, order)


def test_units_of_one_annotator_are_passed_over():
    rows, order = coded((250, 0.85), (150, 0.65))
    single = [(unit, 0, 1) for unit in range(1000, 1300)]

    told = drift(rows + single, [*range(1000, 1300), *order])

    assert told.n_units == 400
    assert [alarm.place for alarm in told.alarms] == [
        alarm.place for alarm in drift(rows, order).alarms
    ]


def test_after_an_alarm_the_rule_begins_again():
    told = drift(*coded((200, 0.85), (400, 0.4)))

    places = [alarm.place for alarm in told.alarms]
    assert len(places) > 1
    assert all(
        later.since > earlier.place
        for earlier, later in zip(told.alarms, told.alarms[1:], strict=False)
    )


def test_a_rising_agreement_is_no_alarm():
    assert drift(*coded((200, 0.6), (300, 0.95))).alarms == ()


def test_sets_and_scales_are_watched_by_their_own_distances():
    rows, order = coded((250, 0.85), (150, 0.5))
    sets = [(unit, person, frozenset({value, "x"})) for unit, person, value in rows]

    assert drift(sets, order, "masi").alarms
    assert drift(rows, order, "ordinal").alarms


def test_too_few_units_have_a_reason_and_no_alarm():
    told = drift(*coded((60, 0.85)))

    assert told.reason == (
        "There are too few articles coded by two annotators to tell whether agreement falls."
    )
    assert (told.alarms, told.limit) == ((), None)


def test_where_nobody_ever_disagreed_one_slip_is_no_alarm():
    rows = [(unit, person, unit % 3) for unit in range(300) for person in "AB"]
    rows[2 * 200] = (200, "A", 2 if 200 % 3 != 2 else 1)

    assert drift(rows, range(300)).alarms == ()


def test_without_variation_there_is_a_reason():
    rows = [(unit, person, "x") for unit in range(300) for person in "AB"]

    assert drift(rows, range(300)).reason.startswith("All answers are the same")
