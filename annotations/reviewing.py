"""Reviewing: what all agree on settles itself; a reviewer settles the rest, or sends it back."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.answers import check_answers
from annotations.models import (
    Annotation,
    Attempt,
    Decision,
    DecisionLabel,
    Release,
    Return,
    Round,
    Unit,
)
from newsroom import audit
from newsroom.errors import Refused


def answers_by_attempt(unit):
    """Return {attempt id: {variable id: (main label id, …further label ids in order)}} of a unit.

    Only current, submitted attempts. For the workflow itself, which must see all; what people see
    goes through `Annotation.objects.visible_to`.
    """
    answers: dict[int, dict[int, tuple[int, ...]]] = {
        pk: {}
        for pk in Attempt.objects.current()
        .submitted()
        .counted()
        .filter(assignment__unit=unit)
        .values_list("pk", flat=True)
    }
    given = Annotation.objects.filter(attempt__in=list(answers)).order_by("-main", "label_id")
    for annotation in given:
        labels = answers[annotation.attempt_id].setdefault(annotation.variable_id, ())
        answers[annotation.attempt_id][annotation.variable_id] = (*labels, annotation.label_id)
    return answers


def complete(unit, *, by):
    """Close the coding of a locked unit once all it wants have submitted; settle it if all agree.

    What a person codes a second time, unsaid, neither holds the unit up nor changes it.
    """
    attempts = Attempt.objects.current().counted().filter(assignment__unit=unit)
    given = list(attempts.values_list("submitted_at", flat=True))
    if None in given or len(given) < unit.wanted or unit.completed_at:
        return
    unit.completed_at = timezone.now()
    answers = list(answers_by_attempt(unit).values())
    if unit.round.kind != Round.Kind.TRAINING and all(answer == answers[0] for answer in answers):
        settle_unanimous(unit, answers[0], by=by)
    unit.save(update_fields=["completed_at", "settled_at"])


def drawn(unit, share, *, why):
    """Whether a unit belongs to a share (0 to 1) of its round's units; the same at every asking.

    Decided by a hash of the round's seed, the unit's place and what it is drawn for, so that
    nobody can know it beforehand and everybody can repeat it.
    """
    text = f"{why}:{unit.round_id}:{unit.round.seed}:{unit.sequence}".encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:8]) < share * 2**64


def settle_unanimous(unit, answer, *, by):
    """Record that all annotators of a locked unit gave the same answer.

    One that is drawn for the spot check is not settled until a reviewer has looked at it.
    """
    decision = Decision.objects.create(unit=unit, basis=Decision.Basis.UNANIMOUS)
    DecisionLabel.objects.bulk_create(
        DecisionLabel(decision=decision, variable_id=variable, label_id=label, main=place == 0)
        for variable, labels in answer.items()
        for place, label in enumerate(labels)
    )
    if drawn(unit, unit.round.spot_check_share, why="spot check"):
        audit.record("unit.to_check", unit, after={"decision": decision.pk}, by=by)
        return
    unit.settled_at = decision.decided_at
    audit.record("unit.settled", unit, after={"basis": decision.basis}, by=by)


def lock_for_review(unit, *, by):
    """Lock a unit for a reviewer, and refuse those that this person may not review."""
    unit = (
        Unit.objects.select_for_update(of=("self",))
        .select_related("round__codebook_version")
        .get(pk=unit.pk)
    )
    if not by.has_perm("annotations.review_unit"):
        raise Refused(_("Only a reviewer can settle articles."))
    if unit.assignments.filter(annotator=by).exists():
        raise Refused(_("You coded this article yourself; somebody else has to settle it."))
    if not Unit.objects.reviewable_by(by).filter(pk=unit.pk).exists():
        raise Refused(_("You have still to code this article yourself."))
    return unit


def refuse_unless_disputed(unit, *, seen, by):
    """Refuse a locked unit that is settled, not coded by all, or no longer what was looked at."""
    if unit.settled_at:
        if unit.decisions.standing().filter(reviewer=by).exists():
            raise Refused(_("You have settled this article already."))
        raise Refused(_("This article is settled already, by somebody else."))
    if not unit.completed_at:
        raise Refused(_("Not everybody has coded this article yet."))
    if seen and set(seen) != set(answers_by_attempt(unit)):
        raise Refused(_("The answers have changed meanwhile. Please look at them again."))


def codes(answers):
    """Return answers as the audit log writes them: {variable code: [label codes]}."""
    return {variable.code: [label.code for label in labels] for variable, labels in answers.items()}


@transaction.atomic
def decide(unit, *, answers, reason, comment="", seen=None, by):
    """Settle a disputed unit with a reviewer's answers and reason; return the Decision.

    `answers` as in `coding.submit`; `seen` are the ids of the attempts that the reviewer looked
    at. Raises Refused when the unit is not complete, is settled already, was coded by this
    reviewer, or has other answers than those seen.
    """
    unit = lock_for_review(unit, by=by)
    refuse_unless_disputed(unit, seen=seen, by=by)
    comment = comment.strip()
    if reason not in Decision.Reason.values:
        raise Refused(_("A decision needs a reason."))
    if reason == Decision.Reason.OTHER and not comment:
        raise Refused(_("Say in a few words what the other reason is."))
    check_answers(answers, version=unit.round.codebook_version)
    decision = Decision.objects.create(
        unit=unit, basis=Decision.Basis.REVIEW, reviewer=by, reason=reason, comment=comment
    )
    DecisionLabel.objects.bulk_create(
        DecisionLabel(decision=decision, variable=variable, label=label, main=place == 0)
        for variable, labels in answers.items()
        for place, label in enumerate(labels)
    )
    unit.settled_at = decision.decided_at
    unit.save(update_fields=["settled_at"])
    audit.record(
        "unit.decided",
        unit,
        after={
            "decision": decision.pk,
            "reason": reason,
            "comment": comment,
            "labels": codes(answers),
        },
        by=by,
    )
    return decision


@transaction.atomic
def send_back(unit, *, attempts, comment, seen=None, by):
    """Send submitted attempts of a unit back to their annotators; return the new attempts.

    What they submitted stays as it is; each gets a new attempt beside it. Raises Refused as
    `decide` does, and when the comment is empty, an attempt is not a current one of this unit, or
    the round takes no answers.
    """
    unit = lock_for_review(unit, by=by)
    refuse_unless_disputed(unit, seen=seen, by=by)
    comment = comment.strip()
    if not comment:
        raise Refused(_("Say what to look at again."))
    if not unit.round.is_open:
        raise Refused(_("This round is not open, so nobody could answer. Decide it yourself."))
    wanted = {attempt.pk for attempt in attempts}
    attempts = list(
        Attempt.objects.select_for_update()
        .current()
        .submitted()
        .filter(assignment__unit=unit, pk__in=wanted)
    )
    if not attempts or len(attempts) != len(wanted):
        raise Refused(_("Choose whom to send this article back to."))
    now = timezone.now()
    Return.objects.bulk_create(
        Return(attempt=attempt, reviewer=by, comment=comment, returned_at=now)
        for attempt in attempts
    )
    for attempt in attempts:
        attempt.superseded_at = now
    Attempt.objects.bulk_update(attempts, ["superseded_at"])
    opened = Attempt.objects.bulk_create(
        Attempt(
            assignment_id=attempt.assignment_id,
            number=attempt.number + 1,
            origin=Attempt.Origin.RETURNED,
        )
        for attempt in attempts
    )
    unit.completed_at = None
    unit.save(update_fields=["completed_at"])
    audit.record_all(
        [("attempt.returned", attempt, None, {"comment": comment}) for attempt in attempts], by=by
    )
    return opened


def released(decision):
    """Whether a release holds this decision: then it can no longer be undone.

    A release holds what stood when it was asked for, however long its file takes to be written.
    """
    return Release.objects.filter(
        round=decision.unit.round_id, requested_at__gte=decision.decided_at
    ).exists()


@transaction.atomic
def withdraw(decision, *, by):
    """Undo a reviewer's own decision, which stays on record; its unit is disputed again.

    Raises Refused when the decision is somebody else's, undone already, or part of a release.
    """
    unit = lock_for_review(decision.unit, by=by)
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if decision.reviewer_id != by.pk:
        raise Refused(_("Only the reviewer who made this decision can undo it."))
    if decision.withdrawn_at:
        raise Refused(_("This decision is undone already."))
    if released(decision):
        raise Refused(_("A release holds this decision, so it stands."))
    decision.withdrawn_at = timezone.now()
    decision.withdrawn_by = by
    decision.save(update_fields=["withdrawn_at", "withdrawn_by"])
    unit.settled_at = None
    unit.save(update_fields=["settled_at"])
    audit.record("unit.reopened", unit, before={"decision": decision.pk}, by=by)
    return decision
