"""Who joins a round and who leaves it, what is taken out, and what was reported."""

from collections import Counter

import pytest
from django.utils import timezone

from annotations import coding, handing_out, problems, rounds, staffing, upcoming
from annotations.asking import report
from annotations.models import Assignment, Problem, RoundAnnotator
from annotations.rounds import Rules
from newsroom.errors import Refused
from newsroom.models import AuditEntry
from tests.annotations.pools import articles, next_assignments, people, pool, sequences
from tests.factories import answer, make_round, make_user


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


@pytest.mark.django_db
class TestTakingInAgain:
    def test_whose_annotator_left_meanwhile_goes_to_another(self, sue):
        made = make_round(annotators=people(3), per_unit=2)
        unit = made.units.get()
        gone = unit.assignments.first().annotator
        staffing.exclude(unit, reason="Unreadable.", by=sue)
        staffing.remove_annotator(made, annotator=gone, reason="On leave.", by=sue)

        staffing.take_in_again(unit, by=sue)

        waiting = unit.assignments.filter(waiting=True).values_list("annotator", flat=True)
        assert len(waiting) == unit.wanted == 2
        assert gone.pk not in waiting

    def test_where_everybody_codes_everything_who_joined_meanwhile_gets_it(self, ann, ben, sue):
        new = make_user(role="annotator")
        made = make_round(kind="reliability", annotators=[ann, ben], articles=articles(2))
        unit = made.units.first()
        staffing.exclude(unit, reason="Unreadable.", by=sue)
        staffing.add_annotator(made, annotator=new, by=sue)

        staffing.take_in_again(unit, by=sue)

        unit.refresh_from_db()
        assert unit.wanted == 3
        assert unit.assignments.filter(annotator=new, waiting=True).exists()

    def test_with_too_few_left_who_have_not_had_it_it_stays_out(self, sue):
        team = people(3)
        made = make_round(annotators=team, per_unit=2, rules=Rules(double_share=1))
        unit = made.units.get()
        staffing.exclude(unit, reason="Unreadable.", by=sue)
        staffing.remove_annotator(made, annotator=team[0], reason="On leave.", by=sue)

        with pytest.raises(Refused, match="All annotators"):
            staffing.take_in_again(unit, by=sue)

        unit.refresh_from_db()
        assert unit.excluded_at

    def test_who_has_coded_it_before_is_not_asked_again(self, sue):
        made = make_round(annotators=people(3), per_unit=2)
        unit = made.units.get()
        for one in unit.assignments.all():
            answer(one)
        staffing.exclude(unit, reason="Unreadable.", by=sue)

        staffing.take_in_again(unit, by=sue)

        unit.refresh_from_db()
        assert unit.settled_at
        assert not unit.assignments.filter(waiting=True).exists()


@pytest.mark.django_db
def test_nothing_goes_to_somebody_whose_account_is_deactivated(ann, sue):
    gone, there = people(2)
    made = make_round(articles=articles(6), annotators=[ann, gone, there], per_unit=1)
    gone.is_active = False
    gone.save()

    moves = staffing.moves_after_leaving(made, ann)

    assert moves.loads == {there.pk: 2}
