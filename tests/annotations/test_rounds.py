"""Rounds: drawing, sharing out, opening, closing, and the gate before main coding."""

from collections import Counter

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from annotations import reviewing, rounds, sampling, sharing
from annotations.models import Assignment, Round, RoundAnnotator
from newsroom.errors import Refused
from newsroom.models import Article, AuditEntry
from tests.factories import answer, make_article, make_issue, make_page, make_round, make_version

TOPICS = ("T01", "T02", "T03")
TONES = ("positive", "neutral", "negative")


@given(
    units=st.integers(0, 60), people=st.integers(1, 7), seed=st.integers(), data=st.data()
)  # fmt: skip
def test_everybody_gets_as_many_as_anybody_else_give_or_take_one(units, people, seed, data):
    per_unit = data.draw(st.integers(1, people))

    shares = sharing.allocate(units, range(people), per_unit=per_unit, seed=seed)

    loads = Counter(dict.fromkeys(range(people), 0))
    loads.update(person for share in shares for person in share)
    assert all(len(set(share)) == per_unit for share in shares)
    assert max(loads.values()) - min(loads.values()) <= 1
    assert shares == sharing.allocate(units, range(people), per_unit=per_unit, seed=seed)


@given(st.lists(st.integers(), unique=True), st.integers(0, 40), st.integers())
def test_a_draw_keeps_the_order_and_repeats_with_its_seed(items, count, seed):
    drawn = sampling.draw(items, count, seed=seed)

    assert len(drawn) == min(count, len(items))
    assert drawn == [item for item in items if item in set(drawn)]
    assert drawn == sampling.draw(items, count, seed=seed)


def coded_test(team, version, *, articles=12, wrong=0, **fields):
    """A reliability test that the team has coded, its last member `wrong` times differently."""
    made = make_round(
        kind=Round.Kind.RELIABILITY, version=version, annotators=team,
        articles=[make_article() for _article in range(articles)], **fields,
    )  # fmt: skip
    for place, unit in enumerate(made.units.all()):
        for assignment in unit.assignments.order_by("annotator_id"):
            slip = assignment.annotator == team[-1] and place < wrong
            answer(
                assignment, topic=TOPICS[(place + slip) % 3], sentiment=TONES[(place + slip) % 3]
            )
    return made


def main_round(team, version, **fields):
    return make_round(
        kind=Round.Kind.MAIN, version=version, annotators=team, opened=False, **fields
    )


@pytest.mark.django_db
class TestDrawingUp:
    def test_a_round_has_its_units_assignments_and_attempts(self, team, sue):
        articles = [make_article(), make_article(), make_article()]

        made = make_round(articles=articles, annotators=team, by=sue, opened=False)

        assert [unit.article for unit in made.units.all()] == articles
        assert Assignment.objects.filter(unit__round=made, attempts__number=1).count() == 6
        assert AuditEntry.objects.get(action="round.created").after["units"] == 3

    def test_in_a_reliability_test_everybody_codes_everything(self, team, rita):
        rita.groups.set(team[0].groups.all())

        made = make_round(kind="reliability", annotators=[*team, rita], per_unit=1)

        assert made.annotators_per_unit == 3
        assert made.units.get().assignments.count() == 3

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"articles": []}, "at least one article"),
            ({"per_unit": 3}, "by 3 people"),
            ({"per_unit": 0}, "by 0 people"),
        ],
    )
    def test_a_round_that_cannot_be_coded_is_refused(self, team, fields, sentence):
        with pytest.raises(Refused, match=sentence):
            make_round(annotators=team, **fields)

        assert not Round.objects.exists()

    def test_a_reliability_test_needs_two(self, ann):
        with pytest.raises(Refused, match="at least two annotators"):
            make_round(kind="reliability", annotators=[ann])

    def test_a_draft_of_a_codebook_is_refused(self, team):
        with pytest.raises(Refused, match="draft"):
            make_round(annotators=team, version=make_version(published=False))

    def test_only_annotators_code(self, ann, rita):
        with pytest.raises(Refused, match="rita is not an annotator"):
            make_round(annotators=[ann, rita])

    def test_a_name_is_taken_once(self, team):
        make_round(name="Pilot", annotators=team)

        with pytest.raises(Refused, match="of this name"):
            make_round(name="Pilot", annotators=team)

    def test_articles_come_in_the_order_of_the_papers(self):
        late = make_article(page=make_page(issue=make_issue("2019-07-10")))
        undated = make_article(page=make_page(issue=make_issue(None)))
        second = make_article(page=make_page(issue=make_issue("2019-07-09"), sequence=2))
        first = make_article(page=make_page(issue=make_issue("2019-07-09"), sequence=1))

        ordered = list(rounds.in_page_order(Article.objects.all()))

        assert ordered == [first, second, late, undated]


@pytest.mark.django_db
class TestOpeningAndClosing:
    def test_opening_lets_people_begin_and_is_recorded(self, team, sue):
        made = make_round(annotators=team, opened=False)

        rounds.open_round(made, by=sue)

        made.refresh_from_db()
        assert made.is_open
        assert AuditEntry.objects.get(action="round.opened").actor == sue

    def test_a_round_opens_once(self, team, sue):
        made = make_round(annotators=team)

        with pytest.raises(Refused, match="opened before"):
            rounds.open_round(made, by=sue)

    def test_a_round_closes_once(self, team, sue):
        made = make_round(annotators=team)
        rounds.close_round(made, by=sue)

        with pytest.raises(Refused, match="not open"):
            rounds.close_round(made, by=sue)
        with pytest.raises(Refused, match="opened before"):
            rounds.open_round(made, by=sue)

    def test_what_an_open_round_was_opened_with_never_changes(self, team):
        made = make_round(annotators=team)

        for change in ({"kind": "main"}, {"seed": 9}, {"opened_at": None}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Round.objects.filter(pk=made.pk).update(**change)

        made.refresh_from_db()
        assert made.kind == Round.Kind.PILOT


@pytest.mark.django_db
class TestTheGate:
    def refused(self, made, sue, sentence):
        with pytest.raises(Refused, match=sentence):
            rounds.open_round(made, by=sue)
        made.refresh_from_db()
        assert made.opened_at is None

    def test_main_coding_opens_after_a_passed_test(self, team, sue):
        version = make_version()
        test = coded_test(team, version)
        made = main_round(team, version)

        rounds.open_round(made, by=sue)

        made.refresh_from_db()
        assert made.is_open
        recorded = AuditEntry.objects.get(action="round.opened", target_id=made.pk).after
        assert recorded["test"] == test.pk
        assert recorded["lower_bounds"] == {"topic.main": 1.0, "topic.all": 1.0, "sentiment": 1.0}

    def test_without_a_test_it_does_not(self, team, sue):
        self.refused(main_round(team, make_version()), sue, "No reliability test")

    def test_a_pilot_is_no_test(self, team, sue):
        version = make_version()
        pilot = make_round(version=version, annotators=team)
        for assignment in pilot.units.get().assignments.all():
            answer(assignment)

        self.refused(main_round(team, version), sue, "No reliability test")

    def test_a_test_with_another_version_does_not_count(self, team, sue):
        version = make_version()
        coded_test(team, make_version(codebook=version.codebook))

        self.refused(main_round(team, version), sue, "No reliability test")

    def test_a_test_of_other_people_does_not_count(self, team, sue, rita):
        version = make_version()
        rita.groups.set(team[0].groups.all())
        coded_test([*team, rita], version)

        self.refused(main_round(team, version), sue, "exactly these annotators")

    def test_people_are_those_who_code_whoever_is_listed(self, team, sue, rita):
        version = make_version()
        rita.groups.set(team[0].groups.all())
        coded_test(team, version)
        articles = [make_article() for _article in range(3)]
        made = main_round([*team, rita], version, articles=articles)
        RoundAnnotator.objects.filter(round=made, annotator=rita).delete()

        self.refused(made, sue, "exactly these annotators")

    def test_an_unfinished_test_does_not_count(self, team, sue):
        version = make_version()
        test = make_round(
            name="Test", kind="reliability", version=version, annotators=team,
            articles=[make_article(), make_article()],
        )  # fmt: skip
        answer(test.units.first().assignments.first())

        self.refused(main_round(team, version), sue, "“Test” is not finished")

    def test_a_closed_test_that_was_not_finished_does_not_count(self, team, sue):
        version = make_version()
        test = make_round(kind="reliability", version=version, annotators=team)
        rounds.close_round(test, by=sue)

        self.refused(main_round(team, version), sue, "not finished")

    def test_a_lower_bound_under_the_threshold_does_not_pass(self, team, sue):
        version = make_version()
        coded_test(team, version, wrong=3, name="Test")

        self.refused(main_round(team, version), sue, "“Test”.*Topic: main label.*Sentiment")

    def test_the_last_finished_test_decides(self, team, sue):
        version = make_version()
        coded_test(team, version)
        coded_test(team, version, wrong=8)

        self.refused(main_round(team, version), sue, "Not passed")

    def test_a_test_without_variation_proves_nothing(self, team, sue):
        version = make_version()
        test = make_round(
            kind="reliability", version=version, annotators=team,
            articles=[make_article() for _article in range(5)],
        )  # fmt: skip
        for assignment in Assignment.objects.filter(unit__round=test):
            answer(assignment)

        self.refused(main_round(team, version), sue, "Not passed")

    def test_recoding_after_a_return_does_not_mend_a_failed_test(self, team, sue, rita):
        version = make_version()
        test = coded_test(team, version, wrong=3)
        for unit in test.units.filter(settled_at=None):
            attempt = unit.assignments.get(annotator=team[-1]).attempts.get()
            reviewing.send_back(unit, attempts=[attempt], comment="Look again.", by=rita)
            other = unit.assignments.get(annotator=team[0]).attempts.get().annotations
            answer(
                unit.assignments.get(annotator=team[-1]),
                topic=other.get(variable__code="topic").label.code,
                sentiment=other.get(variable__code="sentiment").label.code,
            )

        self.refused(main_round(team, version), sue, "Not passed")
