"""Coding: what is handed out, and what a submission leaves in the database."""

import pytest
from django.db import IntegrityError, transaction

from annotations import coding, rounds, staffing, upcoming
from annotations.models import Annotation, Attempt, Decision
from newsroom.errors import Refused
from newsroom.models import AuditEntry
from tests.factories import answer, labels_of, make_article, make_round, make_user, sha256

pytestmark = pytest.mark.django_db


def test_a_submission_stores_the_labels_with_the_main_one_marked():
    assignment = make_round().units.get().assignments.first()

    answer(assignment, topic="T02 T01", sentiment="positive")

    stored = set(Annotation.objects.values_list("label__code", "main"))
    assert stored == {("T02", True), ("T01", False), ("positive", True)}
    assert AuditEntry.objects.filter(action="attempt.submitted").exists()


def test_the_submission_names_the_text_it_was_made_on():
    assignment = make_round().units.get().assignments.first()

    attempt = answer(assignment)

    assert attempt.text_sha256 == assignment.unit.article.text_sha256


def test_submitting_twice_is_refused_and_stores_nothing_more():
    assignment = make_round().units.get().assignments.first()
    answer(assignment)
    before = Annotation.objects.count()

    with pytest.raises(Refused, match="already submitted"):
        answer(assignment, topic="T02")

    assert Annotation.objects.count() == before


def test_sending_the_same_submission_again_counts_once():
    assignment = make_round().units.get().assignments.first()
    token = "9f2a1c52-8a55-4b34-9f6e-0f6a3c1d2e3f"
    first = answer(assignment, token=token)
    first.refresh_from_db()

    again = answer(assignment, token=first.token)

    assert again.pk == first.pk
    assert Annotation.objects.count() == 2


def test_nobody_submits_for_somebody_else():
    assignment = make_round().units.get().assignments.first()

    with pytest.raises(Refused, match="somebody else"):
        coding.submit(
            assignment,
            answers=labels_of(
                assignment.unit.round.codebook_version, topic="T01", sentiment="neutral"
            ),
            by=make_user(role="annotator"),
        )

    assert not Annotation.objects.exists()


def test_a_closed_round_takes_no_answers():
    made = make_round()
    rounds.close_round(made, by=made.created_by)

    with pytest.raises(Refused, match="closed"):
        answer(made.units.get().assignments.first())

    assert not Annotation.objects.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"topic": "T01"}, "“Sentiment” has no answer"),
        ({"topic": "T01 T01", "sentiment": "neutral"}, "the same answer twice"),
        ({"topic": "T01", "sentiment": "neutral positive"}, "at most 1"),
        ({"topic": "T01 T02 T03 T04 T05", "sentiment": "neutral"}, "at most 4"),
    ],
)
def test_answers_that_the_codebook_does_not_allow_are_refused(given, sentence):
    from tests.factories import make_version

    version = make_version(topics=("T01", "T02", "T03", "T04", "T05"))
    assignment = make_round(version=version).units.get().assignments.first()

    with pytest.raises(Refused, match=sentence):
        coding.submit(assignment, answers=labels_of(version, **given), by=assignment.annotator)

    assert not Annotation.objects.exists()


def test_a_unit_on_which_all_agree_settles_itself():
    unit = make_round().units.get()

    for assignment in unit.assignments.all():
        answer(assignment, topic="T02 T01", sentiment="positive")

    decision = Decision.objects.get(unit=unit)
    assert decision.basis == "unanimous"
    assert set(decision.labels.values_list("label__code", "main")) == {
        ("T02", True), ("T01", False), ("positive", True),
    }  # fmt: skip


def test_a_unit_on_which_two_differ_waits_for_a_reviewer():
    unit = make_round().units.get()

    for assignment, topic in zip(unit.assignments.all(), ["T01", "T02"], strict=True):
        answer(assignment, topic=topic)

    unit.refresh_from_db()
    assert unit.completed_at
    assert not unit.settled_at
    assert not Decision.objects.exists()


def test_another_main_topic_is_a_disagreement_even_with_the_same_set():
    unit = make_round().units.get()

    for assignment, topic in zip(unit.assignments.all(), ["T01 T02", "T02 T01"], strict=True):
        answer(assignment, topic=topic)

    unit.refresh_from_db()
    assert not unit.settled_at


def test_the_order_of_further_topics_is_no_disagreement():
    unit = make_round().units.get()

    for assignment, topic in zip(
        unit.assignments.all(), ["T01 T02 T03", "T01 T03 T02"], strict=True
    ):
        answer(assignment, topic=topic)

    unit.refresh_from_db()
    assert unit.settled_at


def test_next_is_the_first_article_not_yet_submitted():
    made = make_round(articles=[make_article(), make_article()])
    person = made.annotators.first()
    first, second = made.units.order_by("sequence")

    given = upcoming.next_assignment(person)
    answer(given)
    then = upcoming.next_assignment(person)

    assert given.unit == first
    assert then.unit == second


def test_next_skips_rounds_that_are_not_open(ann, ben):
    make_round(annotators=[ann, ben], opened=False)

    assert upcoming.next_assignment(ann) is None


def test_the_database_itself_refuses_to_change_what_was_submitted():
    attempt = answer(make_round().units.get().assignments.first())

    for change in (
        lambda: Annotation.objects.update(main=False),
        lambda: Annotation.objects.all().delete(),
        lambda: Attempt.objects.filter(pk=attempt.pk).update(note="changed"),
        lambda: Attempt.objects.filter(pk=attempt.pk).update(submitted_at=None),
        lambda: Annotation.objects.create(
            attempt=attempt,
            variable=attempt.annotations.first().variable,
            label=attempt.annotations.first().variable.labels.last(),
            main=False,
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()

    assert Annotation.objects.count() == 2


def test_an_article_repaired_while_it_was_read_is_not_answered_unseen():
    assignment = make_round().units.get().assignments.first()
    article = assignment.unit.article
    seen = article.text_sha256
    article.text, article.text_sha256 = "另一个标题", sha256("另一个标题")
    article.save()

    with pytest.raises(Refused, match="put right"):
        answer(assignment, seen=seen)

    assert not Annotation.objects.exists()


def test_the_same_submission_with_other_answers_is_refused_and_said_so():
    assignment = make_round().units.get().assignments.first()
    token = "9f2a1c52-8a55-4b34-9f6e-0f6a3c1d2e3f"
    first = answer(assignment, topic="T01 T02", token=token)
    first.refresh_from_db()

    with pytest.raises(Refused, match="other answers"):
        answer(assignment, topic="T02 T01", token=first.token)

    assert first.annotations.get(main=True, variable__code="topic").label.code == "T01"


def test_what_was_taken_out_of_its_round_is_not_taken_back(sue):
    assignment = make_round().units.get().assignments.first()
    answer(assignment)
    staffing.exclude(assignment.unit, reason="An advertisement.", by=sue)

    with pytest.raises(Refused, match="taken out of the round"):
        coding.reopen(assignment, by=assignment.annotator)

    assert Attempt.objects.current().submitted().count() == 1


def test_the_token_of_one_article_does_not_submit_another():
    made = make_round(articles=[make_article(), make_article()])
    first, second = made.units.first().assignments.first(), made.units.last().assignments.first()
    token = "9f2a1c52-8a55-4b34-9f6e-0f6a3c1d2e3f"
    answer(first, token=token)

    with pytest.raises(Refused, match="Load the page again"):
        answer(second, token=token)

    assert Attempt.objects.submitted().get().assignment == first
