"""Undoing: a reviewer's own decision is withdrawn, and stays on record."""

import pytest

from annotations import reviewing
from annotations.models import Decision, Release
from newsroom.errors import Refused
from newsroom.models import AuditEntry
from tests.annotations.settling import decide
from tests.factories import answer, make_disputed_unit, make_round, make_user

pytestmark = pytest.mark.django_db


def make_release(unit):
    """A release of a unit's round, as it is at this moment."""
    return Release.objects.create(
        name=f"r{unit.pk}", round=unit.round, requested_by=make_user(role="supervisor")
    )


def test_undoing_keeps_the_decision_on_record_and_opens_the_unit_again(rita):
    unit = make_disputed_unit()
    decision = decide(unit, by=rita)

    reviewing.withdraw(decision, by=rita)

    unit.refresh_from_db()
    decision.refresh_from_db()
    assert unit.settled_at is None
    assert unit.completed_at
    assert decision.withdrawn_at
    assert decision.withdrawn_by == rita
    assert decision.labels.count() == 2
    assert not Decision.objects.standing().exists()
    entry = AuditEntry.objects.get(action="unit.reopened")
    assert (entry.target_id, entry.before) == (unit.pk, {"decision": decision.pk})


def test_an_undone_unit_can_be_decided_anew(rita):
    unit = make_disputed_unit()
    reviewing.withdraw(decide(unit, topic="T01", by=rita), by=rita)

    again = decide(unit, topic="T02", by=rita)

    assert list(Decision.objects.standing()) == [again]
    assert Decision.objects.count() == 2


def test_nobody_undoes_the_decision_of_another(rita):
    decision = decide(make_disputed_unit(), by=make_user(role="reviewer"))

    with pytest.raises(Refused, match="Only the reviewer who made"):
        reviewing.withdraw(decision, by=rita)

    assert Decision.objects.standing().exists()


def test_what_all_agreed_on_cannot_be_undone(rita):
    unit = make_round().units.get()
    for assignment in unit.assignments.all():
        answer(assignment)

    with pytest.raises(Refused, match="Only the reviewer who made"):
        reviewing.withdraw(Decision.objects.get(), by=rita)

    assert Decision.objects.standing().exists()


def test_undoing_twice_is_refused(rita):
    decision = decide(make_disputed_unit(), by=rita)
    reviewing.withdraw(decision, by=rita)

    with pytest.raises(Refused, match="undone already"):
        reviewing.withdraw(decision, by=rita)

    assert AuditEntry.objects.filter(action="unit.reopened").count() == 1


def test_a_decision_in_a_release_stands(rita):
    unit = make_disputed_unit()
    decision = decide(unit, by=rita)
    make_release(unit)

    with pytest.raises(Refused, match="release holds this decision"):
        reviewing.withdraw(decision, by=rita)

    assert Decision.objects.standing().exists()


def test_a_decision_made_after_a_release_can_be_undone(rita):
    unit = make_disputed_unit()
    make_release(unit)

    reviewing.withdraw(decide(unit, by=rita), by=rita)

    assert not Decision.objects.standing().exists()
