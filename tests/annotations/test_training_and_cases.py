"""Training rounds show gold at once; the casebook shows settled articles like the one at hand."""

import pytest
from django.urls import reverse

from annotations import casebook, rounds, training
from annotations.models import Attempt, Round
from newsroom.models import ArticleDigest, AuditEntry
from tests.annotations.at_the_desk import assignments, content
from tests.annotations.settling import coded as code_all
from tests.annotations.settling import decide
from tests.factories import answer, make_article, make_indexed, make_round, make_user, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def settled(rita):
    """A settled unit: gold is T01, neutral, with the reviewer's words."""
    (unit,) = code_all()
    decide(unit, by=rita, comment="标题说了。")
    return unit


def ruled(rules, **fields):
    """An open round with these rules."""
    made = make_round(**fields, opened=False)
    Round.objects.filter(pk=made.pk).update(**rules)
    return rounds.open_round(made, by=made.created_by)


def trained(settled, ann, **rules):
    """Ann's assignment in a training round with the settled article."""
    made = ruled(
        rules,
        kind="training",
        version=settled.round.codebook_version,
        articles=[settled.article],
        annotators=[ann],
        per_unit=1,
    )
    return assignments(made, ann)[0]


# Training -----------------------------------------------------------------------------------------
def test_a_training_answer_is_compared_with_gold_and_the_reason_for_it(ann, settled):
    attempt = answer(trained(settled, ann), topic="T02")

    feedback = training.feedback(attempt)

    assert not feedback.right
    assert [one.right for one in feedback.compared] == [False, True]
    assert feedback.comment == "标题说了。"


def test_an_answer_like_gold_is_right(ann, settled):
    feedback = training.feedback(answer(trained(settled, ann), topic="T01"))

    assert feedback.right


def test_an_article_without_gold_gets_no_feedback(ann):
    made = make_round(kind="training", annotators=[ann], per_unit=1)

    assert training.feedback(answer(assignments(made, ann)[0])) is None


def test_only_training_rounds_show_gold(ann, settled):
    made = make_round(
        version=settled.round.codebook_version, articles=[settled.article], annotators=[ann],
        per_unit=1,
    )  # fmt: skip

    assert training.feedback(answer(assignments(made, ann)[0])) is None


def test_a_pass_mark_is_reached_by_enough_right_answers(ann, settled):
    assignment = trained(settled, ann, pass_marks={"topic": 0.8, "sentiment": 0.8})
    answer(assignment, topic="T02", sentiment="neutral")

    marks = training.marks(assignment.unit.round, ann)

    assert [(mark.variable.code, mark.share, mark.passed) for mark in marks] == [
        ("topic", 0.0, False),
        ("sentiment", 1.0, True),
    ]


def test_a_training_round_puts_nothing_before_the_reviewers(ann, settled):
    assignment = trained(settled, ann)
    answer(assignment, topic="T02")
    unit = assignment.unit
    unit.refresh_from_db()

    assert unit.completed_at
    assert unit.settled_at is None
    assert not type(unit).objects.waiting().filter(pk=unit.pk).exists()


def test_my_work_shows_the_marks_of_a_training_round(client, ann, settled):
    answer(trained(settled, ann, pass_marks={"topic": 0.8}), topic="T02")
    client.force_login(ann)

    shown = content(client.get(reverse("annotations:my_work")))

    assert "80 % △" in shown


# The casebook -------------------------------------------------------------------------------------
def terms_of(article, *terms):
    """Give an article these key terms."""
    ArticleDigest.objects.filter(pk=article.pk).update(terms=list(terms))
    return article


@pytest.fixture
def like(rita, ann, ben):
    """(settled unit, Ann's assignment of an article like it in a round that shows precedents)."""
    version = make_version()
    one = terms_of(make_indexed("法院判案"), "法院", "判决", "合同")
    other = terms_of(make_indexed("法院再判"), "法院", "判决", "赔偿")
    coded = make_round(version=version, articles=[one])
    unit = coded.units.get()
    for assignment, topic in zip(unit.assignments.order_by("pk"), ("T01", "T02"), strict=True):
        answer(assignment, topic=topic)
    unit.refresh_from_db()
    decide(unit, by=rita, comment="看判决。")
    rules = {"shows_precedents": True}
    made = ruled(rules, version=version, articles=[other], annotators=[ann, ben])
    return unit, assignments(made, ann)[0]


def test_the_most_alike_settled_article_is_found_by_its_key_terms(like, ann):
    unit, assignment = like

    (case,) = casebook.cases_like(assignment.unit, by=ann)

    assert case.decision.unit == unit
    assert case.terms == ["法院", "判决"]


def test_looking_cases_up_makes_the_attempt_assisted_and_is_on_record(client, like, ann):
    _unit, assignment = like
    client.force_login(ann)

    shown = client.post(
        reverse("annotations:cases", args=[assignment.pk]), headers={"X-Aside": "1"}
    )

    assert "看判决。" in content(shown)
    assert Attempt.objects.get(assignment=assignment).assisted
    assert AuditEntry.objects.filter(action="attempt.assisted").count() == 1


def test_an_assisted_attempt_counts_for_no_reliability(like, ann):
    _unit, assignment = like
    casebook.consult(assignment, by=ann)
    attempt = answer(assignment)

    assert not Attempt.objects.independent().filter(pk=attempt.pk).exists()


def test_a_round_that_shows_no_precedents_shows_none(like, ann, ben):
    unit, assignment = like
    silent = make_round(
        version=unit.round.codebook_version, articles=[make_article()], annotators=[ann, ben]
    )
    terms_of(assignment.unit.article, "法院", "判决")

    assert casebook.cases_like(assignments(silent, ann)[0].unit, by=ann) == []


def test_a_reliability_test_never_shows_precedents(like, ann, ben):
    unit, assignment = like
    test = ruled(
        {"shows_precedents": True},
        kind="reliability",
        version=unit.round.codebook_version,
        articles=[assignment.unit.article],
        annotators=[ann, ben],
    )

    assert casebook.cases_like(assignments(test, ann)[0].unit, by=ann) == []


def test_nobody_is_shown_a_case_that_they_have_still_to_code(like, ann, ben):
    unit, assignment = like
    make_round(version=unit.round.codebook_version, articles=[unit.article], annotators=[ann, ben])

    assert casebook.cases_like(assignment.unit, by=ann) == []


def test_an_annotator_sees_cases_coded_by_others(like):
    unit, assignment = like
    stranger = make_user(role="annotator")

    assert casebook.cases_like(assignment.unit, by=assignment.annotator)
    assert casebook.cases_like(assignment.unit, by=stranger) != [unit]
