"""Handing out: shared out beforehand or from a pool, hidden codings, and many people at once."""

import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from annotations import coding, handing_out, reviewing, rounds, staffing, upcoming
from annotations.models import Annotation, Assignment, Attempt, PoolPlace, Unit
from annotations.rounds import Rules
from annotations.sharing import RECODE_AFTER
from newsroom.models import AuditEntry
from tests.annotations.pools import articles, codes_all, next_assignments, people, pool, sequences
from tests.factories import answer, make_round


@pytest.mark.django_db
class TestWaiting:
    """Two triggers keep Assignment.waiting: of attempts, and of what is handed back."""

    @pytest.fixture
    def assignment(self, ann, ben):
        return make_round(annotators=[ann, ben]).units.get().assignments.get(annotator=ann)

    def is_waiting(self, assignment):
        assignment.refresh_from_db()
        return assignment.waiting

    def test_it_waits_until_it_is_submitted(self, assignment):
        before = self.is_waiting(assignment)

        answer(assignment)

        assert (before, self.is_waiting(assignment)) == (True, False)

    def test_it_waits_again_when_it_is_sent_back(self, assignment, ben, rita):
        answer(assignment)
        answer(assignment.unit.assignments.get(annotator=ben), topic="T02")

        reviewing.send_back(
            assignment.unit, attempts=[assignment.attempts.get()], comment="Look again.", by=rita
        )

        assert self.is_waiting(assignment)

    def test_it_waits_again_when_it_is_taken_back(self, assignment, ann):
        answer(assignment)

        coding.reopen(assignment, by=ann)

        assert self.is_waiting(assignment)

    def test_what_is_handed_back_waits_for_nobody(self, assignment, sue):
        handing_out.hand_back([assignment], by=sue, why="left")

        assert not self.is_waiting(assignment)

    def test_an_attempt_of_what_was_handed_back_does_not_make_it_wait(self, assignment, sue):
        handing_out.hand_back([assignment], by=sue, why="left")

        Attempt.objects.filter(assignment=assignment).delete()
        Attempt.objects.create(assignment=assignment, number=1)

        assert not self.is_waiting(assignment)

    def test_what_is_taken_up_again_waits_as_its_attempt_says(self, assignment, sue):
        handing_out.hand_back([assignment], by=sue, why="by mistake")

        Assignment.objects.filter(pk=assignment.pk).update(released_at=None, released_by=None)

        assert self.is_waiting(assignment)

    def test_without_an_attempt_nothing_waits(self, assignment):
        Attempt.objects.filter(assignment=assignment).delete()

        assert not self.is_waiting(assignment)


@pytest.mark.django_db
class TestSharedOutBeforehand:
    def test_everybody_gets_the_articles_in_the_order_of_the_papers(self, ann):
        made = make_round(articles=articles(5), annotators=[ann], per_unit=1)

        done = codes_all(ann, made)

        assert sequences(done) == [1, 2, 3, 4, 5]

    def test_a_shuffled_round_has_an_order_for_each_annotator_and_the_same_again(self):
        team = people(2)
        made = make_round(
            articles=articles(12), annotators=team, rules=Rules(order="shuffled"), seed=3
        )
        orders = [sequences(next_assignments(person, 12)) for person in team]

        again = rounds.sharing_of(
            12, team, per_unit=2, seed=3, rules=Rules(order="shuffled")
        ).positions[team[0].pk]

        assert orders[0] != orders[1]
        assert sorted(orders[0]) == sorted(orders[1]) == list(range(1, 13))
        assert orders[0] == sorted(range(1, 13), key=lambda place: again[place - 1])
        assert made.order == "shuffled"

    def test_what_is_shown_before_is_what_is_made(self):
        team, rules = people(3), Rules(double_share=0.2, recode_share=0.1)
        shown = rounds.loads(40, team, per_unit=1, seed=5, rules=rules)

        made = make_round(articles=articles(40), annotators=team, per_unit=1, seed=5, rules=rules)

        given = Counter(
            Assignment.objects.filter(unit__round=made).values_list("annotator", flat=True)
        )
        assert {load.annotator.pk: load.articles for load in shown} == given
        assert sum(given.values()) == 40 + 8 + 4

    def test_a_share_is_coded_by_one_more_throughout_the_round(self):
        made = make_round(
            articles=articles(40), annotators=people(3), per_unit=1, rules=Rules(double_share=0.1)
        )

        doubled = [unit.sequence for unit in made.units.filter(wanted=2)]
        assert [(place - 1) // 10 for place in doubled] == [0, 1, 2, 3]
        assert all(
            unit.assignments.values("annotator").distinct().count() == unit.wanted
            for unit in made.units.all()
        )

    def test_somebody_codes_a_share_again_far_behind_their_first_time(self, ann, ben):
        made = make_round(
            articles=articles(60), annotators=[ann, ben], per_unit=1, rules=Rules(recode_share=0.1)
        )
        again = Assignment.objects.filter(unit__round=made, recode=True)
        assert again.count() == 6

        for person in (ann, ben):
            order = codes_all(person, made)

            for place, one in enumerate(order):
                if one.recode:
                    first = next(i for i, o in enumerate(order) if o.unit_id == one.unit_id)
                    assert place - first > min(RECODE_AFTER, 15)

    def test_a_hidden_second_coding_makes_no_gold_and_holds_nothing_up(self, ann):
        made = make_round(
            articles=articles(4), annotators=[ann], per_unit=1, rules=Rules(recode_share=0.25)
        )
        again = Assignment.objects.get(unit__round=made, recode=True)
        first = Assignment.objects.get(unit=again.unit, recode=False)

        answer(first, topic="T01")
        again.unit.refresh_from_db()
        settled = again.unit.settled_at
        answer(again, topic="T02")

        again.unit.refresh_from_db()
        assert settled
        assert again.unit.settled_at == settled
        assert again.unit.decisions.get().labels.filter(label__code="T01").exists()
        assert Attempt.objects.independent().filter(assignment__unit=again.unit).count() == 1

    def test_whoever_codes_again_does_not_see_what_they_said_before(self, ann):
        made = make_round(
            articles=articles(4), annotators=[ann], per_unit=1, rules=Rules(recode_share=0.25)
        )
        again = Assignment.objects.get(unit__round=made, recode=True)
        answer(Assignment.objects.get(unit=again.unit, recode=False))
        own = Annotation.objects.visible_to(ann).filter(attempt__assignment__unit=again.unit)
        before = own.count()

        coding.start(again, by=ann)
        during = own.count()
        answer(again)

        assert (before, during, own.count()) == (2, 0, 4)

    def test_of_two_at_one_place_the_progress_counts_the_earlier_first(self, ann):
        made = make_round(
            articles=articles(4), annotators=[ann], per_unit=1, rules=Rules(recode_share=0.25)
        )

        order = codes_all(ann, made)

        assert [upcoming.progress(one).place for one in order] == [1, 2, 3, 4, 5]


@pytest.mark.django_db
class TestThePool:
    def test_it_is_handed_out_breadth_first_and_to_nobody_twice(self):
        first, second = people(2)
        made = pool(3, team=[first, second], per_unit=2)

        one = sequences(handing_out.claim(made, 2, by=first))
        two = sequences(handing_out.claim(made, 3, by=second))
        three = sequences(handing_out.claim(made, 5, by=first))

        assert (one, two, three) == ([1, 2], [3, 1, 2], [3])
        assert handing_out.claim(made, by=first) == []

    def test_a_claim_is_what_one_codes_next(self, ann):
        made = pool(2, team=[ann, *people(1)])

        given = upcoming.next_assignment(ann)

        assert given.unit.round == made
        assert given.attempts.get().number == 1

    def test_a_shuffled_pool_keeps_all_its_units(self):
        made = pool(30, per_unit=1, rules=Rules(allocation="pool", order="shuffled"))

        order = sequences(handing_out.claim(made, 30, by=made.annotators.first()))

        assert order != sorted(order)
        assert sorted(order) == list(range(1, 31))

    def test_hidden_double_coding_comes_throughout_a_pool(self):
        team = people(2)
        made = pool(100, team=team, rules=Rules(allocation="pool", double_share=0.2))
        given = []

        for turn in range(124):  # the last ones are not for both
            given += handing_out.claim(made, by=team[turn % 2])

        twice = [
            place
            for place, one in enumerate(given)
            if sum(earlier.unit_id == one.unit_id for earlier in given[:place])
        ]
        assert len(twice) == 20
        assert twice[4] < 40 < twice[15]

    def test_a_hidden_second_coding_comes_after_twenty_others(self, ann):
        made = pool(60, team=[ann], rules=Rules(allocation="pool", recode_share=0.05))

        order = codes_all(ann, made)

        again = [place for place, one in enumerate(order) if one.recode]
        assert len(again) == 3
        assert len(order) == 63
        for place in again:
            first = next(i for i, one in enumerate(order) if one.unit_id == order[place].unit_id)
            assert place - first >= RECODE_AFTER

    def test_at_the_end_of_a_small_pool_half_of_it_lies_between(self, ann):
        made = pool(10, team=[ann], rules=Rules(allocation="pool", recode_share=0.3))

        order = codes_all(ann, made)

        assert sorted(one.recode for one in order)[:10] == [False] * 10
        for place, one in enumerate(order):
            if one.recode:
                first = next(i for i, o in enumerate(order) if o.unit_id == one.unit_id)
                assert place - first >= 5

    def test_who_does_not_code_in_it_gets_nothing(self, ann):
        made = pool(3)

        assert handing_out.claim(made, by=ann) == []

    def test_a_closed_pool_hands_nothing_out(self, ann, sue):
        made = pool(3, team=[ann])
        rounds.close_round(made, by=sue)

        assert upcoming.next_assignment(ann) is None

    def test_what_is_handed_back_goes_to_somebody_else(self, sue):
        first, second = people(2)
        made = pool(1, team=[first, second])
        (claimed,) = handing_out.claim(made, by=first)

        handing_out.hand_back([claimed], by=sue, why="left")

        assert handing_out.claim(made, by=first) == []
        assert sequences(handing_out.claim(made, by=second)) == [1]
        assert AuditEntry.objects.get(action="assignment.released").before == {
            "annotator": first.annotator_code
        }

    def test_a_claim_nobody_touched_for_a_day_goes_to_who_asks_once_the_pool_is_empty(self):
        first, second = people(2)
        made = pool(2, team=[first, second])
        claimed, begun = handing_out.claim(made, 2, by=first)
        coding.start(begun, by=first)
        long_ago = timezone.now() - handing_out.ABANDONED_AFTER - timedelta(minutes=1)

        too_soon = handing_out.claim(made, by=second)
        Assignment.objects.update(created_at=long_ago)
        given = handing_out.claim(made, 2, by=second)

        assert too_soon == []
        assert sequences(given) == [claimed.unit.sequence]
        claimed.refresh_from_db()
        assert claimed.released_by == second
        assert AuditEntry.objects.get(action="assignment.released").after == {"why": "abandoned"}

    def test_excluded_units_are_not_handed_out(self, sue):
        made = pool(2)
        staffing.exclude(made.units.get(sequence=1), reason="An advertisement.", by=sue)

        assert sequences(handing_out.claim(made, 2, by=made.annotators.first())) == [2]

    def test_claiming_takes_the_same_queries_for_few_and_for_many(
        self, django_assert_max_num_queries
    ):
        made = pool(40, per_unit=2)
        person = made.annotators.first()

        with django_assert_max_num_queries(10):
            handing_out.claim(made, 1, by=person)
        with django_assert_max_num_queries(10):
            handing_out.claim(made, 20, by=person)


@pytest.mark.django_db(transaction=True)
def test_fifty_people_pressing_next_at_once_never_get_an_article_too_often():
    team = people(50)
    made = pool(60, team=team, per_unit=3, rules=Rules(allocation="pool", double_share=0.1))
    begin = threading.Barrier(50)
    errors = []

    def press_next(person, tabs=1):
        try:
            begin.wait()
            for _time in range(4):
                handing_out.claim(made, by=person)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press_next, args=[person]) for person in team]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not errors
    given = Assignment.objects.filter(unit__round=made)
    per_unit = Counter(given.values_list("unit", flat=True))
    assert given.count() == 3 * 60 + 6
    assert all(per_unit[unit.pk] == unit.wanted for unit in made.units.all())
    assert max(Counter(given.values_list("unit", "annotator")).values()) == 1
    assert not PoolPlace.objects.filter(assignment=None).exists()


@pytest.mark.django_db(transaction=True)
def test_two_tabs_of_one_person_never_take_two_places_at_one_article():
    person, other = people(2)
    made = pool(20, team=[person, other], per_unit=2)
    begin = threading.Barrier(8)

    def press_next():
        begin.wait()
        for _time in range(5):
            handing_out.claim(made, by=person)
        connections.close_all()

    threads = [threading.Thread(target=press_next) for _tab in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    units = list(Assignment.objects.values_list("unit", flat=True))
    assert len(units) == len(set(units)) == 20


@pytest.mark.django_db(transaction=True)
def test_taking_an_abandoned_article_and_removing_its_holder_never_wait_for_each_other(sue):
    holder, other = people(2)
    made = pool(1, team=[holder, other])
    (abandoned,) = handing_out.claim(made, by=holder)
    Assignment.objects.update(created_at=timezone.now() - 2 * handing_out.ABANDONED_AFTER)
    errors = []

    def begin(work, wanted):
        """Start something in another connection, and wait until that many wait for a lock."""

        def run():
            try:
                work()
            except Exception as error:
                errors.append(error)
            finally:
                connections.close_all()

        thread = threading.Thread(target=run)
        thread.start()
        for _try in range(100):
            if not thread.is_alive() or waiting_for_locks() == wanted:
                break
            time.sleep(0.05)
        return thread

    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=abandoned.unit_id)  # as handing in does
        threads = [
            begin(
                lambda: staffing.remove_annotator(made, annotator=holder, reason="Ill.", by=sue), 1
            ),
            begin(lambda: handing_out.claim(made, by=other), 2),
        ]
        between = waiting_for_locks()
    for thread in threads:
        thread.join()

    assert between >= 1
    assert not errors
    abandoned.refresh_from_db()
    assert abandoned.released_at
    assert handing_out.claim(made, by=other) or made.units.get().assignments.filter(annotator=other)


def waiting_for_locks():
    """How many connections to this database wait for a row that another one holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees it once
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]
