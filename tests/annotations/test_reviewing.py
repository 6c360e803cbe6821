"""Reviewing: deciding, sending back and undoing, and who may not."""

import doctest

import pytest

from annotations import accepting, comparing, reviewing, rounds
from annotations.models import Annotation, Attempt, Decision, DecisionLabel, Return
from newsroom.errors import Refused
from newsroom.models import AuditEntry
from tests.annotations.settling import decide, send_back
from tests.factories import answer, make_article, make_disputed_unit, make_round, make_user

pytestmark = pytest.mark.django_db


# Deciding -----------------------------------------------------------------------------------------


def test_a_decision_settles_the_unit_with_labels_reason_and_comment(rita):
    unit = make_disputed_unit()

    decision = decide(unit, topic="T02 T03", reason="unclear", comment=" See rule 3. ", by=rita)

    unit.refresh_from_db()
    assert unit.settled_at == decision.decided_at
    assert (decision.basis, decision.reviewer, decision.reason, decision.comment) == (
        "review", rita, "unclear", "See rule 3.",
    )  # fmt: skip
    assert set(decision.labels.values_list("label__code", "main")) == {
        ("T02", True), ("T03", False), ("neutral", True),
    }  # fmt: skip


def test_a_decision_leaves_what_the_annotators_submitted_as_it_was(rita):
    unit = make_disputed_unit()
    before = list(Annotation.objects.values_list())

    decide(unit, by=rita)

    assert list(Annotation.objects.values_list()) == before


def test_a_decision_is_written_down_with_its_labels(rita):
    unit = make_disputed_unit()

    decision = decide(unit, topic="T02", by=rita)

    entry = AuditEntry.objects.get(action="unit.decided")
    assert (entry.actor, entry.target_type, entry.target_id) == (rita, "annotations.unit", unit.pk)
    assert entry.after == {
        "decision": decision.pk,
        "reason": "slip",
        "comment": "",
        "labels": {"topic": ["T02"], "sentiment": ["neutral"]},
        "to_check": False,
        "objections": [],
    }


def test_nobody_settles_what_they_coded_themselves():
    unit = make_disputed_unit()
    coder = unit.assignments.first().annotator
    coder.groups.add(*make_user(role="reviewer").groups.all())
    coder = type(coder).objects.get(pk=coder.pk)

    with pytest.raises(Refused, match="coded this article yourself"):
        decide(unit, by=coder)

    assert not Decision.objects.exists()


def test_nobody_settles_an_article_that_they_have_still_to_code_in_another_round():
    article = make_article()
    unit = make_disputed_unit(articles=[article])
    both = make_user(roles=["annotator", "reviewer"])
    make_round(articles=[article], annotators=[both, make_user(role="annotator")])

    with pytest.raises(Refused, match="still to code"):
        decide(unit, by=both)

    assert not Decision.objects.exists()


@pytest.mark.parametrize("role", ["annotator", "supervisor", "consumer"])
def test_only_reviewers_decide(role):
    unit = make_disputed_unit()

    with pytest.raises(Refused, match="Only a reviewer"):
        decide(unit, by=make_user(role=role))

    assert not Decision.objects.exists()


def test_a_unit_that_not_everybody_has_coded_cannot_be_settled(rita):
    unit = make_round().units.get()
    answer(unit.assignments.first())

    with pytest.raises(Refused, match="Not everybody"):
        decide(unit, by=rita)

    assert not Decision.objects.exists()


def test_deciding_twice_is_refused(rita):
    unit = make_disputed_unit()
    decide(unit, topic="T01", by=rita)

    with pytest.raises(Refused, match="You have settled this article already"):
        decide(unit, topic="T02", by=rita)

    assert Decision.objects.get().labels.filter(label__code="T01").exists()


def test_what_another_reviewer_settled_meanwhile_stays(rita):
    unit = make_disputed_unit()
    decide(unit, by=make_user(role="reviewer"))

    with pytest.raises(Refused, match="settled already, by somebody else"):
        decide(unit, by=rita)

    assert Decision.objects.count() == 1


def test_answers_that_changed_since_they_were_looked_at_are_not_decided_on(rita):
    unit = make_disputed_unit()
    seen = list(reviewing.answers_by_attempt(unit))
    for attempt in send_back(unit, by=make_user(role="reviewer")):
        answer(attempt.assignment, topic="T03")

    with pytest.raises(Refused, match="changed meanwhile"):
        decide(unit, seen=seen, by=rita)

    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": ""}, "needs a reason"),
        ({"reason": "mood"}, "needs a reason"),
        ({"reason": "other", "comment": "  "}, "what the other reason is"),
        ({"sentiment": "neutral positive"}, "at most 1"),
    ],
)
def test_a_decision_that_is_not_complete_is_refused(rita, fields, sentence):
    unit = make_disputed_unit()

    with pytest.raises(Refused, match=sentence):
        decide(unit, by=rita, **fields)

    assert not Decision.objects.exists()
    assert not DecisionLabel.objects.exists()


# Sending back -------------------------------------------------------------------------------------


def test_sending_back_opens_a_new_attempt_beside_the_old_one(rita):
    unit = make_disputed_unit()
    first = unit.assignments.order_by("pk").first().attempts.get()

    (opened,) = send_back(unit, comment=" Read the headline again. ", by=rita)

    unit.refresh_from_db()
    first.refresh_from_db()
    assert unit.completed_at is None
    assert first.superseded_at
    assert (opened.assignment, opened.number) == (first.assignment, 2)
    assert not opened.submitted_at
    assert first.annotations.count() == 2
    returned = Return.objects.get()
    assert (returned.attempt, returned.reviewer) == (first, rita)
    assert returned.comment == "Read the headline again."
    assert AuditEntry.objects.get(action="attempt.returned").target_id == first.pk


def test_what_was_sent_back_is_settled_once_all_agree(rita):
    unit = make_disputed_unit(answers=[("T01", "neutral"), ("T02", "neutral")])
    (opened,) = send_back(unit, by=rita)

    answer(opened.assignment, topic="T02")

    unit.refresh_from_db()
    assert unit.settled_at
    assert Decision.objects.get().basis == "unanimous"


def test_what_was_sent_back_comes_again_when_they_still_differ(rita):
    unit = make_disputed_unit()
    (opened,) = send_back(unit, by=rita)

    answer(opened.assignment, topic="T03")

    unit.refresh_from_db()
    assert unit.completed_at
    assert not unit.settled_at


def test_only_the_first_attempt_counts_as_independent(rita):
    unit = make_disputed_unit()
    first = set(Attempt.objects.independent())
    (opened,) = send_back(unit, by=rita)

    answer(opened.assignment, topic="T03")

    assert set(Attempt.objects.independent()) == first


def test_a_unit_can_be_sent_back_to_several_annotators(rita):
    unit = make_disputed_unit(answers=[("T01", "neutral"), ("T02", "neutral"), ("T03", "neutral")])

    opened = send_back(unit, count=2, by=rita)

    assert len(opened) == 2
    assert Return.objects.count() == 2
    assert Attempt.objects.current().submitted().count() == 1


def test_sending_back_says_what_to_look_at(rita):
    unit = make_disputed_unit()

    with pytest.raises(Refused, match="what to look at"):
        send_back(unit, comment=" ", by=rita)

    assert not Return.objects.exists()


def test_sending_back_to_nobody_is_refused(rita):
    unit = make_disputed_unit()

    with pytest.raises(Refused, match="whom to send"):
        reviewing.send_back(unit, attempts=[], comment="Again.", by=rita)

    assert not Return.objects.exists()


def test_an_attempt_of_another_unit_cannot_be_sent_back(rita):
    unit, other = make_disputed_unit(), make_disputed_unit()

    with pytest.raises(Refused, match="whom to send"):
        reviewing.send_back(
            unit,
            attempts=Attempt.objects.filter(assignment__unit=other),
            comment="Again.",
            by=rita,
        )

    assert not Return.objects.exists()


def test_sending_back_twice_is_refused(rita):
    unit = make_disputed_unit()
    send_back(unit, by=rita)

    with pytest.raises(Refused, match="Not everybody"):
        send_back(unit, by=rita)

    assert Return.objects.count() == 1


def test_a_settled_unit_is_not_sent_back(rita):
    unit = make_disputed_unit()
    decide(unit, by=rita)

    with pytest.raises(Refused, match="settled this article already"):
        send_back(unit, by=rita)

    assert not Return.objects.exists()


def test_nothing_is_sent_back_into_a_closed_round(rita):
    unit = make_disputed_unit()
    rounds.close_round(unit.round, by=unit.round.created_by)

    with pytest.raises(Refused, match="not open"):
        send_back(unit, by=rita)

    assert not Return.objects.exists()


def test_nobody_sends_their_own_answers_back():
    unit = make_disputed_unit()
    coder = unit.assignments.first().annotator
    coder.groups.add(*make_user(role="reviewer").groups.all())
    coder = type(coder).objects.get(pk=coder.pk)

    with pytest.raises(Refused, match="coded this article yourself"):
        send_back(unit, by=coder)

    assert not Return.objects.exists()


@pytest.mark.parametrize("module", [comparing, reviewing, accepting])
def test_the_examples_in_the_docstrings_hold(module):
    outcome = doctest.testmod(module)

    assert outcome.attempted
    assert outcome.failed == 0
