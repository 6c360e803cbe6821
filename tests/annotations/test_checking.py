"""Looking once more: spot checks, second reviews, and accepting what all agreed on at once."""

import pytest
from django.urls import reverse

from annotations import accepting, checking, claiming, reviewing
from annotations.models import Attempt, Decision, Release, Unit
from newsroom.errors import Refused
from newsroom.models import AuditEntry
from tests.annotations.settling import ALIKE, coded, decide, send_back
from tests.factories import answer, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ruth(db):
    """Another reviewer."""
    return make_user("ruth", role="reviewer")


def checked_unit():
    """A unit on which all agreed, drawn for the spot check."""
    (unit,) = coded(ALIKE, spot_check=1.0)
    return unit


# Spot check ---------------------------------------------------------------------------------------


def test_a_share_of_what_all_agreed_on_waits_to_be_looked_at():
    units = coded(*[ALIKE] * 40, spot_check=0.3)

    waiting = Unit.objects.to_check().count()

    assert 4 <= waiting <= 20
    assert Unit.objects.exclude(settled_at=None).count() == len(units) - waiting
    assert AuditEntry.objects.filter(action="unit.to_check").count() == waiting


def test_what_is_to_be_checked_is_no_gold_until_it_is_confirmed(rita):
    unit = checked_unit()
    before = Decision.objects.gold().count()

    reviewing.confirm(unit, by=rita)

    unit.refresh_from_db()
    decision = Decision.objects.gold().get()
    assert before == 0
    assert (decision.checked_by, decision.checked_at) == (rita, unit.settled_at)
    entry = AuditEntry.objects.get(action="unit.confirmed")
    assert entry.before == {"decision": decision.pk, "checked_by": None}
    assert entry.after["decision"] == decision.pk


def test_confirming_twice_is_refused(rita, ruth):
    unit = checked_unit()
    reviewing.confirm(unit, by=rita)

    with pytest.raises(Refused, match="settled already"):
        reviewing.confirm(unit, by=ruth)

    assert AuditEntry.objects.filter(action="unit.confirmed").count() == 1


def test_what_is_disputed_cannot_be_confirmed(rita):
    (unit,) = coded()

    with pytest.raises(Refused, match="nothing to confirm"):
        reviewing.confirm(unit, by=rita)


def test_nothing_in_a_training_round_is_settled(rita):
    (unit,) = coded(kind="training")

    with pytest.raises(Refused, match="A training round teaches"):
        decide(unit, by=rita)

    assert not Unit.objects.waiting().exists()


def test_only_a_reviewer_who_did_not_code_it_confirms(ann):
    unit = checked_unit()
    coder = unit.assignments.first().annotator
    coder.groups.add(*make_user(role="reviewer").groups.all())
    coder = type(coder).objects.get(pk=coder.pk)

    with pytest.raises(Refused, match="Only a reviewer"):
        reviewing.confirm(unit, by=ann)
    with pytest.raises(Refused, match="coded this article yourself"):
        reviewing.confirm(unit, by=coder)


def test_settling_otherwise_than_all_agreed_needs_a_comment(rita):
    unit = checked_unit()

    with pytest.raises(Refused, match="All annotators agreed"):
        decide(unit, topic="T02", by=rita)
    decision = decide(unit, topic="T02", comment="Both overlooked rule 3.", by=rita)

    unanimous = Decision.objects.get(basis="unanimous")
    assert (unanimous.withdrawn_by, decision.comment) == (rita, "Both overlooked rule 3.")
    assert Decision.objects.gold().get() == decision


def test_deciding_what_stands_already_confirms_it(rita):
    unit = checked_unit()

    decision = decide(unit, topic="T01", by=rita)

    assert (decision.basis, decision.checked_by) == ("unanimous", rita)
    assert Decision.objects.count() == 1


def test_what_is_sent_back_from_the_spot_check_no_longer_stands(rita):
    unit = checked_unit()

    (opened,) = send_back(unit, by=rita)

    unit.refresh_from_db()
    assert unit.completed_at is None
    assert Decision.objects.get().withdrawn_by == rita
    answer(opened.assignment, topic="T02")
    assert Unit.objects.disputed().get() == unit


def test_a_confirmation_can_be_undone_until_a_release(rita, sue):
    unit = checked_unit()
    decision = reviewing.confirm(unit, by=rita)

    checking.undo_check(decision, by=rita)

    assert Unit.objects.to_check().get() == unit
    reviewing.confirm(unit, by=rita)
    Release.objects.create(name="v1", round=unit.round, requested_by=sue)
    with pytest.raises(Refused, match="A release holds"):
        checking.undo_check(decision, by=rita)


def test_only_who_confirmed_takes_that_back(rita, ruth):
    decision = reviewing.confirm(checked_unit(), by=rita)

    with pytest.raises(Refused, match="Only the reviewer who confirmed"):
        checking.undo_check(decision, by=ruth)


def test_a_release_before_the_check_does_not_hold_the_decision(rita, sue):
    unit = checked_unit()
    Release.objects.create(name="v1", round=unit.round, requested_by=sue)

    decide(unit, topic="T02", comment="Rule 3.", by=rita)

    assert Decision.objects.gold().get().reviewer == rita


# Second review ------------------------------------------------------------------------------------


def test_a_decision_drawn_for_the_second_review_waits_for_another_reviewer(rita, ruth):
    (unit,) = coded(second_review=1.0)

    decision = decide(unit, topic="T02", by=rita)

    unit.refresh_from_db()
    assert unit.settled_at is None
    assert AuditEntry.objects.get(action="unit.decided").after["to_check"] is True
    with pytest.raises(Refused, match="another reviewer has to look at it"):
        reviewing.confirm(unit, by=rita)
    reviewing.confirm(unit, by=ruth)
    assert Decision.objects.gold().get() == decision


def test_the_second_reviewer_may_settle_otherwise_for_good(rita, ruth):
    (unit,) = coded(second_review=1.0)
    first = decide(unit, topic="T02", by=rita)

    second = decide(unit, topic="T01", by=ruth)

    first.refresh_from_db()
    assert first.withdrawn_by == ruth
    assert Decision.objects.gold().get() == second


def test_a_decision_that_waits_for_its_second_review_can_be_undone(rita):
    (unit,) = coded(second_review=1.0)
    decision = decide(unit, by=rita)

    reviewing.withdraw(decision, by=rita)

    assert Unit.objects.disputed().get() == unit


def test_what_another_reviewer_confirmed_is_not_undone_any_more(rita, ruth):
    (unit,) = coded(second_review=1.0)
    decision = decide(unit, by=rita)
    reviewing.confirm(unit, by=ruth)

    with pytest.raises(Refused, match="Another reviewer has confirmed"):
        reviewing.withdraw(decision, by=rita)


# Accepting in one act -----------------------------------------------------------------------------


@pytest.fixture
def agreed():
    """Twelve units on which all agreed, and their round."""
    return coded(*[ALIKE] * 12, spot_check=1.0)


def look_at(units, by):
    """Open units on the desk."""
    for pk in units:
        claiming.take_up(Unit.objects.get(pk=pk), by=by)


def test_the_rest_is_accepted_only_after_the_sample_was_opened(agreed, rita):
    round = agreed[0].round
    sample = accepting.draw_sample(round, by=rita)

    with pytest.raises(Refused, match="Look at all articles of the sample"):
        accepting.accept(round, by=rita)
    look_at(sample.sample[1:], rita)
    with pytest.raises(Refused, match="Look at all articles of the sample"):
        accepting.accept(round, by=rita)
    look_at(sample.sample[:1], rita)
    accepted = accepting.accept(round, by=rita)

    assert (len(sample.sample), accepted) == (5, 12)
    assert not Unit.objects.to_check().exists()
    assert Decision.objects.gold().filter(checked_by=rita).count() == 12


def test_each_accepted_unit_is_recorded_by_itself(agreed, rita):
    round = agreed[0].round
    look_at(accepting.draw_sample(round, by=rita).sample, rita)

    accepting.accept(round, by=rita)

    entries = AuditEntry.objects.filter(action="unit.confirmed")
    assert {entry.target_id for entry in entries} == {unit.pk for unit in agreed}
    drawn = AuditEntry.objects.get(action="round.sample_drawn")
    assert {entry.after["sample"] for entry in entries} == {drawn.pk}


def test_without_a_sample_nothing_is_accepted(agreed, rita):
    with pytest.raises(Refused, match="Draw a sample first"):
        accepting.accept(agreed[0].round, by=rita)


def test_the_sample_of_one_reviewer_opens_nothing_for_another(agreed, rita, ruth):
    look_at(accepting.draw_sample(agreed[0].round, by=rita).sample, rita)

    with pytest.raises(Refused, match="Draw a sample first"):
        accepting.accept(agreed[0].round, by=ruth)


def test_what_was_settled_otherwise_or_is_with_somebody_else_is_not_accepted(agreed, rita, ruth):
    round = agreed[0].round
    sample = accepting.draw_sample(round, by=rita)
    look_at(sample.sample, rita)
    others = [unit for unit in agreed if unit.pk not in sample.sample]
    wrong = Unit.objects.get(pk=sample.sample[0])
    decide(wrong, topic="T02", comment="Rule 3.", by=rita)
    claiming.take_up(others[0], by=ruth)

    told = accepting.sample_of(round, rita)
    accepted = accepting.accept(round, by=rita)

    assert told.otherwise == [wrong.pk]
    assert accepted == told.rest == 10
    assert Unit.objects.to_check().get() == others[0]


def test_nothing_to_look_at_is_said(rita):
    (unit,) = coded()

    with pytest.raises(Refused, match="Nothing that all agreed on"):
        accepting.draw_sample(unit.round, by=rita)


def test_one_accepted_article_can_be_undone_by_itself(agreed, rita):
    round = agreed[0].round
    look_at(accepting.draw_sample(round, by=rita).sample, rita)
    accepting.accept(round, by=rita)

    checking.undo_check(agreed[3].decisions.get(), by=rita)

    assert Unit.objects.to_check().get() == agreed[3]
    assert Attempt.objects.current().submitted().count() == 24


def test_a_comment_with_a_character_that_no_text_has_confirms_nothing(client, rita):
    unit = checked_unit()
    client.force_login(rita)

    response = client.post(reverse("annotations:confirm", args=[unit.pk]), {"comment": "\0"})

    assert response.status_code == 400
    assert Unit.objects.to_check().get() == unit
