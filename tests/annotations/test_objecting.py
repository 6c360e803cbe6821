"""Objecting: an annotator disagrees with a decision, and another reviewer looks at it once more."""

import pytest
from django.urls import reverse

from annotations import checking, coding, reviewing, rounds
from annotations.models import Assignment, Decision, Objection, Release
from newsroom.errors import Refused
from newsroom.models import AuditEntry
from tests.annotations.settling import coded, decide
from tests.factories import answer, make_article, make_disputed_unit, make_round, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided(rita):
    """A decision of Rita's on a disputed unit."""
    return decide(make_disputed_unit(), by=rita)


def coder_of(decision):
    """The first annotator of its unit."""
    return decision.unit.assignments.order_by("pk").first().annotator


def object_to(decision, reason="The headline says otherwise.", by=None):
    """Let an annotator of its unit object."""
    return reviewing.object_to(decision, reason=reason, by=by or coder_of(decision))


def test_an_objection_brings_the_unit_back_and_is_written_down(decided):
    objection = object_to(decided, " The headline says otherwise. ")

    decided.unit.refresh_from_db()
    assert decided.unit.settled_at is None
    assert (objection.decision, objection.unit) == (decided, decided.unit)
    assert objection.reason == "The headline says otherwise."
    entry = AuditEntry.objects.get(action="unit.objected")
    assert (entry.target_id, entry.before) == (decided.unit_id, {"settled": True})
    assert entry.after["objection"] == objection.pk


def test_an_objection_needs_a_reason(decided):
    with pytest.raises(Refused, match="why you disagree"):
        object_to(decided, "  ")

    assert not Objection.objects.exists()


def test_one_objects_once_to_a_unit(decided):
    object_to(decided)

    with pytest.raises(Refused, match="objected to the decision on this article before"):
        object_to(decided)

    assert Objection.objects.count() == 1


def test_only_who_coded_a_unit_objects(decided, ann):
    with pytest.raises(Refused, match="Only who coded"):
        object_to(decided, by=ann)

    assert not Objection.objects.exists()


def test_who_has_the_article_still_to_code_elsewhere_cannot_object_before(decided):
    coder = coder_of(decided)
    make_round(articles=[decided.unit.article], annotators=[coder, make_user(role="annotator")])

    with pytest.raises(Refused, match="Only who coded"):
        object_to(decided)

    assert not Objection.objects.exists()


def test_after_a_release_nobody_objects(decided, sue):
    Release.objects.create(name="v1", round=decided.unit.round, requested_by=sue)

    with pytest.raises(Refused, match="A release holds this decision"):
        object_to(decided)

    assert not Objection.objects.exists()


def test_nobody_objects_to_what_was_undone(decided, rita):
    reviewing.withdraw(decided, by=rita)

    with pytest.raises(Refused, match="no longer stands"):
        object_to(decided)

    assert not Objection.objects.exists()


def test_a_second_annotator_may_object_while_the_first_objection_waits(decided):
    object_to(decided)
    other = decided.unit.assignments.order_by("pk").last().annotator

    object_to(decided, by=other)

    assert Objection.objects.open().count() == 2


def test_what_is_to_be_looked_at_again_anyway_takes_no_objection(rita):
    (unit,) = coded(second_review=1.0)
    decision = decide(unit, by=rita)

    with pytest.raises(Refused, match="once more already"):
        object_to(decision)

    assert not Objection.objects.exists()


def test_who_decided_does_not_answer_the_objection(decided, rita):
    object_to(decided)

    with pytest.raises(Refused, match="another reviewer has to look at it"):
        reviewing.confirm(decided.unit, comment="No.", by=rita)
    with pytest.raises(Refused, match="another reviewer has to look at it"):
        decide(decided.unit, topic="T03", comment="No.", by=rita)

    assert Objection.objects.open().exists()


def test_who_confirmed_does_not_answer_the_next_objection(decided):
    object_to(decided)
    ruth = make_user(role="reviewer")
    reviewing.confirm(decided.unit, comment="See rule 3.", by=ruth)
    object_to(decided, by=decided.unit.assignments.order_by("pk").last().annotator)

    with pytest.raises(Refused, match="another reviewer than those who decided"):
        reviewing.confirm(decided.unit, comment="Still rule 3.", by=ruth)

    assert Objection.objects.open().count() == 1


def test_another_reviewer_lets_the_decision_stand_with_an_answer(decided):
    objection = object_to(decided)
    ruth = make_user(role="reviewer")

    reviewing.confirm(decided.unit, comment="Rule 3 decides.", by=ruth)

    objection.refresh_from_db()
    decided.refresh_from_db()
    assert (objection.answer, objection.answered_by) == ("Rule 3 decides.", ruth)
    assert (decided.checked_by, decided.withdrawn_at) == (ruth, None)
    assert Decision.objects.gold().get() == decided


def test_an_objection_is_not_answered_without_a_word(decided):
    object_to(decided)
    ruth = make_user(role="reviewer")

    with pytest.raises(Refused, match="Answer the objection"):
        reviewing.confirm(decided.unit, by=ruth)
    with pytest.raises(Refused, match="Answer the objection"):
        decide(decided.unit, topic="T03", by=ruth)

    assert Objection.objects.open().exists()


def test_another_reviewer_decides_otherwise_and_the_old_decision_stays_on_record(decided):
    objection = object_to(decided)
    ruth = make_user(role="reviewer")

    new = decide(decided.unit, topic="T03", comment="You are right.", by=ruth)

    objection.refresh_from_db()
    decided.refresh_from_db()
    assert (decided.withdrawn_by, new.reviewer) == (ruth, ruth)
    assert objection.answer == "You are right."
    assert Decision.objects.gold().get() == new
    entry = AuditEntry.objects.filter(action="unit.decided").first()
    assert entry.before == {"decision": decided.pk}
    assert entry.after["objections"] == [objection.pk]


def test_undoing_the_answer_opens_the_objection_again(decided):
    objection = object_to(decided)
    ruth = make_user(role="reviewer")
    reviewing.confirm(decided.unit, comment="Rule 3 decides.", by=ruth)

    checking.undo_check(decided, by=ruth)

    objection.refresh_from_db()
    decided.unit.refresh_from_db()
    assert (objection.answer, objection.answered_at) == ("", None)
    assert decided.unit.settled_at is None
    reviewing.confirm(decided.unit, comment="Rule 3, after all.", by=ruth)


def test_undoing_another_decision_opens_the_objection_again(decided, rita):
    objection = object_to(decided)
    ruth = make_user(role="reviewer")
    new = decide(decided.unit, topic="T03", comment="You are right.", by=ruth)

    reviewing.withdraw(new, by=ruth)

    objection.refresh_from_db()
    assert objection.answered_at is None
    with pytest.raises(Refused, match="another reviewer than those who decided"):
        decide(decided.unit, topic="T03", comment="So.", by=rita)


def test_while_an_objection_waits_the_decision_is_no_gold(decided):
    object_to(decided)

    assert not Decision.objects.gold().exists()
    assert Decision.objects.standing().exists()


def test_an_annotator_cannot_take_back_what_was_decided_and_objected_to(decided):
    object_to(decided)

    with pytest.raises(Refused, match="your answer stands"):
        coding.reopen(decided.unit.assignments.first(), by=coder_of(decided))


def test_objections_are_seen_by_who_made_them_and_by_the_desk(decided, rita, ann):
    object_to(decided)

    def seen(person):
        return Objection.objects.visible_to(person).count()

    assert (seen(coder_of(decided)), seen(rita), seen(ann)) == (1, 1, 0)


def test_an_objection_is_hidden_from_who_has_still_to_code_the_article(rita):
    article = make_article()
    decision = decide(make_disputed_unit(articles=[article]), by=rita)
    object_to(decision)
    both = make_user(roles=["annotator", "reviewer"])
    make_round(articles=[article], annotators=[both, make_user(role="annotator")])

    assert not Objection.objects.visible_to(both).exists()


def test_who_coded_an_article_twice_unsaid_can_object_too(client, ann, ben):
    made = make_round(
        articles=[make_article() for _article in range(4)],
        annotators=[ann, ben],
        rules=rounds.Rules(recode_share=0.25),
    )
    for assignment in Assignment.objects.order_by("recode", "pk"):
        answer(assignment)
    again = Assignment.objects.get(recode=True)
    client.force_login(again.annotator)

    decision = Decision.objects.get(unit=again.unit)
    response = client.get(reverse("annotations:object_to", args=[decision.pk]))

    assert response.status_code == 200
    assert Decision.objects.visible_to(again.annotator).count() == made.units.count()
