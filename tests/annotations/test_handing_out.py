"""Handing out: shared out beforehand or from a pool, hidden codings, who joins and who leaves."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from annotations import coding, handing_out, problems, reviewing, rounds, staffing, upcoming
from annotations.asking import report
from annotations.models import Annotation, Assignment, Attempt, PoolPlace, Problem, RoundAnnotator
from annotations.rounds import Rules
from annotations.sharing import RECODE_AFTER
from newsroom.errors import Refused
from newsroom.models import AuditEntry
from tests.factories import answer, make_article, make_page, make_round, make_user

POOL = Rules(allocation="pool")


def next_assignments(annotator, count):
    """The assignments that come next, in their order."""
    following = [one.assignment for one in upcoming.next_places(annotator, count)]
    found = Assignment.objects.in_bulk(following)
    return [found[pk] for pk in following]


def people(count):
    return [make_user(role="annotator") for _person in range(count)]


def articles(count):
    page = make_page("一页。")
    return [make_article(page=page) for _article in range(count)]


def pool(count=3, *, team=None, per_unit=1, rules=POOL, **fields):
    return make_round(
        articles=articles(count), annotators=team or people(2), per_unit=per_unit, rules=rules,
        **fields,
    )  # fmt: skip


def codes_all(annotator, round):
    """Let somebody take and code what there is for them; return their assignments in order."""
    done = []
    while (given := upcoming.next_assignment(annotator, round=round)) is not None:
        coding.start(given, by=annotator)
        answer(given)
        done.append(given)
    return done


def sequences(assignments):
    return [one.unit.sequence for one in assignments]


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


@pytest.mark.django_db
class TestJoining:
    def test_they_take_a_fair_share_of_what_nobody_has_opened(self, ann, ben, sue):
        new = make_user(role="annotator")
        made = make_round(articles=articles(30), annotators=[ann, ben], per_unit=1)
        opened = next_assignments(ann, 3)
        for one in opened:
            coding.start(one, by=ann)

        number = staffing.add_annotator(made, annotator=new, by=sue)

        waiting = Counter(
            Assignment.objects.filter(waiting=True).values_list("annotator", flat=True)
        )
        assert number == 10
        assert waiting == {ann.pk: 10, ben.pk: 10, new.pk: 10}
        assert not Assignment.objects.filter(pk__in=[o.pk for o in opened], waiting=False).exists()
        assert AuditEntry.objects.filter(action="assignment.released").count() == 10
        assert sorted(sequences(next_assignments(new, 30))) == sequences(next_assignments(new, 30))

    def test_they_never_get_one_article_twice_nor_more_people_than_wanted(self, sue):
        new, team = make_user(role="annotator"), people(3)
        made = make_round(articles=articles(12), annotators=team, per_unit=2)

        staffing.add_annotator(made, annotator=new, by=sue)

        counted = Assignment.objects.counted().filter(unit__round=made)
        assert max(Counter(counted.values_list("unit", "annotator")).values()) == 1
        assert set(Counter(counted.values_list("unit", flat=True)).values()) == {2}
        assert counted.filter(annotator=new).count() == 6

    def test_a_pool_simply_has_one_more(self, ann, sue):
        made = pool(3)

        number = staffing.add_annotator(made, annotator=ann, by=sue)

        assert number == 0
        assert upcoming.next_assignment(ann) is not None

    def test_where_everybody_codes_everything_they_get_it_all(self, ann, ben, sue):
        new = make_user(role="annotator")
        made = make_round(kind="reliability", articles=articles(3), annotators=[ann, ben])

        number = staffing.add_annotator(made, annotator=new, by=sue)

        assert number == 3
        assert list(made.units.values_list("wanted", flat=True)) == [3, 3, 3]

    def test_a_test_that_has_units_coded_by_all_takes_on_nobody(self, ann, ben, sue):
        made = make_round(kind="reliability", articles=articles(2), annotators=[ann, ben])
        for assignment in made.units.first().assignments.all():
            answer(assignment)

        with pytest.raises(Refused, match="Draw up a new test"):
            staffing.add_annotator(made, annotator=make_user(role="annotator"), by=sue)

        assert made.memberships.count() == 2

    def test_nobody_joins_twice_or_without_the_role_or_when_it_is_closed(self, ann, rita, sue):
        made = pool(3, team=[ann])

        with pytest.raises(Refused, match="already"):
            staffing.add_annotator(made, annotator=ann, by=sue)
        with pytest.raises(Refused, match="rita is not an annotator"):
            staffing.add_annotator(made, annotator=rita, by=sue)
        rounds.close_round(made, by=sue)
        with pytest.raises(Refused, match="closed"):
            staffing.add_annotator(made, annotator=make_user(role="annotator"), by=sue)

        assert list(made.annotators.all()) == [ann]


@pytest.mark.django_db
class TestLeaving:
    def test_what_they_left_goes_to_others_who_have_not_had_it(self, sue):
        team = people(4)
        made = make_round(articles=articles(12), annotators=team, per_unit=2)
        gone = team[0]
        done = next_assignments(gone, 2)
        for one in done:
            answer(one)

        moves = staffing.remove_annotator(made, annotator=gone, reason="Exams.", by=sue)

        counted = Assignment.objects.counted().filter(unit__round=made)
        assert sum(moves.loads.values()) == 4
        assert set(Counter(counted.values_list("unit", flat=True)).values()) == {2}
        assert max(Counter(counted.values_list("unit", "annotator")).values()) == 1
        assert {one.pk for one in counted.filter(annotator=gone)} == {one.pk for one in done}
        assert not RoundAnnotator.objects.filter(annotator=gone).exists()
        assert AuditEntry.objects.get(action="round.annotator_left").after["reason"] == "Exams."

    def test_when_nobody_else_could_code_it_somebody_has_to_join_first(self, sue):
        team = people(3)
        made = make_round(articles=articles(6), annotators=team, per_unit=2)
        staffing.remove_annotator(made, annotator=team[0], reason="Exams.", by=sue)

        with pytest.raises(Refused, match="only 1 would be left"):
            staffing.remove_annotator(made, annotator=team[1], reason="Exams.", by=sue)

        assert made.memberships.count() == 2

    def test_articles_that_all_others_have_had_strand(self, sue):
        first, second, third = people(3)
        made = make_round(articles=articles(1), annotators=[first, second], per_unit=2)
        RoundAnnotator.objects.create(round=made, annotator=third)
        unit = made.units.get()
        Assignment.objects.create(
            unit=unit, annotator=third, released_at=timezone.now(), released_by=sue
        )

        with pytest.raises(Refused, match="Add an annotator first"):
            staffing.remove_annotator(made, annotator=second, reason="Exams.", by=sue)

        assert unit.assignments.get(annotator=second).waiting

    def test_their_places_in_a_pool_are_free_again(self, sue):
        team = people(2)
        made = pool(2, team=team)
        handing_out.claim(made, 2, by=team[0])

        staffing.remove_annotator(made, annotator=team[0], reason="Exams.", by=sue)

        assert sequences(handing_out.claim(made, 2, by=team[1])) == [1, 2]
        assert handing_out.claim(made, by=team[0]) == []

    def test_who_leaves_training_is_no_longer_waited_for(self, sue):
        team = people(2)
        made = make_round(kind="training", articles=articles(2), annotators=team)
        for one in next_assignments(team[1], 2):
            answer(one)

        staffing.remove_annotator(made, annotator=team[0], reason="Exams.", by=sue)

        assert not made.units.filter(completed_at=None).exists()

    def test_who_coded_in_a_test_stays_part_of_it(self, sue):
        team = people(3)
        made = make_round(kind="reliability", articles=articles(2), annotators=team)
        answer(made.units.first().assignments.get(annotator=team[0]))

        with pytest.raises(Refused, match="stays part of it"):
            staffing.remove_annotator(made, annotator=team[0], reason="Slow.", by=sue)
        staffing.remove_annotator(made, annotator=team[1], reason="Exams.", by=sue)

        assert set(made.annotators.all()) == {team[0], team[2]}

    def test_a_reason_is_needed_and_they_must_be_in_it(self, ann, sue):
        made = pool(2)

        with pytest.raises(Refused, match="Say why"):
            staffing.remove_annotator(made, annotator=made.annotators.first(), reason=" ", by=sue)
        with pytest.raises(Refused, match="does not code"):
            staffing.remove_annotator(made, annotator=ann, reason="Exams.", by=sue)

    def test_a_hidden_second_coding_leaves_with_its_annotator(self, sue):
        team = people(2)
        made = make_round(
            articles=articles(20), annotators=team, per_unit=1, rules=Rules(recode_share=0.2)
        )

        staffing.remove_annotator(made, annotator=team[0], reason="Exams.", by=sue)

        assert not Assignment.objects.filter(annotator=team[0], waiting=True).exists()
        assert Assignment.objects.counted().filter(annotator=team[1]).count() == 20


@pytest.mark.django_db
class TestTakingOut:
    def test_an_excluded_unit_is_nobodys_and_can_come_back(self, ann, ben, sue):
        unit = make_round(annotators=[ann, ben]).units.get()

        staffing.exclude(unit, reason="An advertisement.", by=sue)
        gone = upcoming.next_assignment(ann)
        staffing.take_in_again(unit, by=sue)

        assert gone is None
        assert upcoming.next_assignment(ann).unit == unit
        actions = AuditEntry.objects.filter(target_type="annotations.unit")
        assert set(actions.values_list("action", flat=True)) == {
            "unit.excluded", "unit.taken_in_again",
        }  # fmt: skip

    def test_it_needs_a_reason_and_happens_once(self, sue):
        unit = make_round().units.get()

        with pytest.raises(Refused, match="Say why"):
            staffing.exclude(unit, reason="", by=sue)
        with pytest.raises(Refused, match="is in the round"):
            staffing.take_in_again(unit, by=sue)
        staffing.exclude(unit, reason="An advertisement.", by=sue)
        with pytest.raises(Refused, match="already"):
            staffing.exclude(unit, reason="An advertisement.", by=sue)

    def test_what_two_have_coded_stays_in_a_reliability_test(self, ann, ben, sue):
        unit = make_round(kind="reliability", annotators=[ann, ben]).units.get()
        for assignment, topic in zip(unit.assignments.all(), ("T01", "T02"), strict=True):
            answer(assignment, topic=topic)

        with pytest.raises(Refused, match="stays in the reliability test"):
            staffing.exclude(unit, reason="They disagree.", by=sue)


@pytest.mark.django_db
class TestProblems:
    @pytest.fixture
    def team(self):
        return people(3)

    @pytest.fixture
    def assignment(self, team):
        made = make_round(articles=articles(1), annotators=team, per_unit=1)
        return Assignment.objects.get(unit__round=made)

    def reported(self, assignment, kind="conflict"):
        return report(assignment, kind=kind, by=assignment.annotator)

    def test_given_back_it_is_coded_after_all(self, assignment, sue):
        problem = self.reported(assignment)
        nothing = upcoming.next_assignment(assignment.annotator)

        problems.resolve(problem, outcome="back", answer="It is another Li.", by=sue)

        assert nothing is None
        assert upcoming.next_assignment(assignment.annotator) == assignment
        assert AuditEntry.objects.get(action="problem.resolved").after["outcome"] == "back"

    def test_taken_out_nobody_codes_it_and_the_other_reports_are_dealt_with_too(self, team, sue):
        made = make_round(articles=articles(1), annotators=team, per_unit=3)
        first, second, _third = made.units.get().assignments.all()
        problem = self.reported(first, "no_article")
        self.reported(second, "no_article")

        problems.resolve(problem, outcome="excluded", answer="An advertisement.", by=sue)

        assert made.units.get().exclusion == "An advertisement."
        assert not Problem.objects.filter(resolved_at=None).exists()

    def test_given_to_somebody_else_it_is_theirs(self, assignment, sue):
        problem = self.reported(assignment)

        problems.resolve(problem, outcome="reassigned", by=sue)

        (given,) = Assignment.objects.counted().filter(unit=assignment.unit)
        assert given.annotator != assignment.annotator
        assert upcoming.next_assignment(assignment.annotator) is None
        assert upcoming.next_assignment(given.annotator) == given

    def test_in_a_pool_it_goes_to_who_asks_next(self, sue):
        first, second = people(2)
        made = pool(1, team=[first, second])
        (claimed,) = handing_out.claim(made, by=first)

        problems.resolve(self.reported(claimed), outcome="reassigned", by=sue)

        assert upcoming.next_assignment(first) is None
        assert upcoming.next_assignment(second).unit == claimed.unit

    def test_where_everybody_codes_everything_nobody_else_can_be_given_it(self, ann, ben, sue):
        made = make_round(kind="reliability", annotators=[ann, ben])
        problem = self.reported(made.units.get().assignments.get(annotator=ann))

        with pytest.raises(Refused, match="Everybody codes"):
            problems.resolve(problem, outcome="reassigned", by=sue)

        problem.refresh_from_db()
        assert problem.resolved_at is None

    def test_with_nobody_left_it_is_refused(self, sue):
        made = make_round(articles=articles(1), annotators=people(1), per_unit=1)
        problem = self.reported(Assignment.objects.get(unit__round=made))

        with pytest.raises(Refused, match="All annotators"):
            problems.resolve(problem, outcome="reassigned", by=sue)

    def test_it_is_dealt_with_once_with_a_word_and_by_whom_it_concerns(self, assignment, rita, sue):
        problem = self.reported(assignment)

        with pytest.raises(Refused, match="not yours"):
            problems.resolve(problem, outcome="back", answer="Go on.", by=rita)
        with pytest.raises(Refused, match="Say why"):
            problems.resolve(problem, outcome="back", by=sue)
        with pytest.raises(Refused, match="what is to become"):
            problems.resolve(problem, outcome="burnt", answer="So.", by=sue)
        problems.resolve(problem, outcome="back", answer="Go on.", by=sue)
        with pytest.raises(Refused, match="already"):
            problems.resolve(problem, outcome="back", answer="Go on.", by=sue)
