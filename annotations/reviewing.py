"""Reviewing: what all agree on settles itself; a reviewer settles the rest, or sends it back."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.answers import check_answers
from annotations.checking import (
    answer_objections,
    confirm,
    object_to,
    open_objections_again,
    released,
)
from annotations.four_eyes import (
    answers_by_attempt,
    end_claim,
    lock_for_review,
    refuse_if_taken,
    refuse_unless_waiting,
)
from annotations.models import Attempt, Decision, DecisionLabel, Return, Round
from newsroom import audit
from newsroom.compiled import Compiled
from newsroom.errors import Refused

__all__ = [
    "answers_by_attempt",
    "complete",
    "confirm",
    "decide",
    "drawn",
    "object_to",
    "released",
    "send_back",
    "settle_unanimous",
    "withdraw",
]


_submissions = Compiled(
    lambda unit: (
        Attempt.objects.current()
        .counted()
        .filter(assignment__unit=unit)
        .values_list("submitted_at", flat=True)
    )
)


def complete(unit, *, by):
    """Close the coding of a locked unit once all it wants have submitted; settle it if all agree.

    What a person codes a second time, unsaid, neither holds the unit up nor changes it.
    """
    given = _submissions(unit.pk)
    if None in given or len(given) < unit.wanted or unit.completed_at:
        return
    unit.completed_at = timezone.now()
    audit.record("unit.completed", unit, after={"answers": len(given)}, by=by)
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

    One that is drawn for the spot check, or was objected to before, is not settled until a reviewer
    has looked at it.
    """
    decision = Decision.objects.create(unit=unit, basis=Decision.Basis.UNANIMOUS)
    DecisionLabel.objects.bulk_create(
        DecisionLabel(decision=decision, variable_id=variable, label_id=label, main=place == 0)
        for variable, labels in answer.items()
        for place, label in enumerate(labels)
    )
    to_check = drawn(unit, unit.round.spot_check_share, why="spot check")
    if to_check or unit.objections.open().exists():
        audit.record("unit.to_check", unit, after={"decision": decision.pk}, by=by)
        return
    unit.settled_at = decision.decided_at
    audit.record(
        "unit.settled", unit, after={"decision": decision.pk, "basis": decision.basis}, by=by
    )


def codes(answers):
    """Return answers as the audit log writes them: {variable code: [label codes]}."""
    return {variable.code: [label.code for label in labels] for variable, labels in answers.items()}


def same_answer(one, other):
    """Whether two answers {variable id: (main label id, …further)} are the same.

    >>> same_answer({1: (5, 6, 7)}, {1: (5, 7, 6)}), same_answer({1: (5, 6)}, {1: (6, 5)})
    (True, False)
    """
    return {key: (labels[0], frozenset(labels)) for key, labels in one.items() if labels} == {
        key: (labels[0], frozenset(labels)) for key, labels in other.items() if labels
    }


def labels_of(decision):
    """The labels of a decision as {variable id: (main label id, …further label ids in order)}."""
    labels: dict[int, tuple[int, ...]] = {}
    for settled in decision.labels.order_by("-main", "label_id"):
        labels[settled.variable_id] = (*labels.get(settled.variable_id, ()), settled.label_id)
    return labels


@transaction.atomic
def decide(unit, *, answers, reason, comment="", seen=None, by):
    """Settle a unit with a reviewer's answers and reason; return the Decision.

    `answers` as in `coding.submit`; `seen` are the ids of the attempts that the reviewer looked
    at. A decision that was to be looked at once more is withdrawn for the new one, or confirmed
    where that says the same. A new one that is drawn for the second review is not settled yet.
    Raises Refused when the unit does not wait for this reviewer, has other answers than those seen,
    or a comment is missing: beside another reason, against an answer that all gave, and to an
    objection.
    """
    unit = lock_for_review(unit, by=by)
    refuse_unless_waiting(unit, seen=seen, by=by)
    comment = comment.strip()
    if reason not in Decision.Reason.values:
        raise Refused(_("A decision needs a reason."))
    if reason == Decision.Reason.OTHER and not comment:
        raise Refused(_("Say in a few words what the other reason is."))
    check_answers(answers, version=unit.round.codebook_version)
    wanted = {
        variable.pk: tuple(label.pk for label in labels) for variable, labels in answers.items()
    }
    before = unit.decisions.standing().first()
    if before and same_answer(labels_of(before), wanted):
        return confirm(unit, comment=comment, seen=seen, by=by)
    if not comment:
        refuse_without_a_word(unit, wanted)
    if before:
        before.withdrawn_at, before.withdrawn_by = timezone.now(), by
        before.save(update_fields=["withdrawn_at", "withdrawn_by"])
    decision = Decision.objects.create(
        unit=unit, basis=Decision.Basis.REVIEW, reviewer=by, reason=reason, comment=comment
    )
    DecisionLabel.objects.bulk_create(
        DecisionLabel(decision=decision, variable=variable, label=label, main=place == 0)
        for variable, labels in answers.items()
        for place, label in enumerate(labels)
    )
    answered = answer_objections(unit, answer=comment, at=decision.decided_at, by=by)
    again = not before and drawn(unit, unit.round.second_review_share, why="second review")
    if not again:
        unit.settled_at = decision.decided_at
        unit.save(update_fields=["settled_at"])
    end_claim(unit)
    audit.record(
        "unit.decided",
        unit,
        before={"decision": before and before.pk},
        after={
            "decision": decision.pk,
            "reason": reason,
            "comment": comment,
            "labels": codes(answers),
            "to_check": again,
            "objections": answered,
        },
        by=by,
    )
    return decision


def refuse_without_a_word(unit, wanted):
    """Refuse a decision without a comment where somebody is owed one."""
    given = list(answers_by_attempt(unit).values())
    alike = given and all(same_answer(one, given[0]) for one in given)
    if alike and not same_answer(given[0], wanted):
        raise Refused(_("All annotators agreed. Say why it is to be settled otherwise."))
    if unit.objections.open().exists():
        raise Refused(_("Answer the objection in a few words."))


def set_aside(unit, *, at, by):
    """Withdraw what stands on a locked unit that goes to annotators again; return which.

    An objection stays open: once all have coded it, somebody looks at it still.
    """
    decision = unit.decisions.standing().first()
    if decision:
        decision.withdrawn_at, decision.withdrawn_by = at, by
        decision.save(update_fields=["withdrawn_at", "withdrawn_by"])
    unit.completed_at = None
    unit.save(update_fields=["completed_at"])
    end_claim(unit)
    return {"decision": decision and decision.pk}


@transaction.atomic
def send_back(unit, *, attempts, comment, seen=None, by):
    """Send submitted attempts of a unit back to their annotators; return the new attempts.

    What they submitted stays as it is; each gets a new attempt beside it. A decision that was to be
    looked at once more is withdrawn. Raises Refused as `decide` does, and when the comment is
    empty, an attempt is not a current one of this unit, or the round takes no answers.
    """
    unit = lock_for_review(unit, by=by)
    refuse_unless_waiting(unit, seen=seen, by=by)
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
        .counted()
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
    before = set_aside(unit, at=now, by=by)
    after = {"attempts": [attempt.pk for attempt in attempts], "comment": comment}
    audit.record("unit.sent_back", unit, before=before, after=after, by=by)
    audit.record_all(
        [("attempt.returned", attempt, None, {"comment": comment}) for attempt in attempts], by=by
    )
    return opened


@transaction.atomic
def withdraw(decision, *, by):
    """Undo a reviewer's own decision, which stays on record; its unit is disputed again.

    Raises Refused when the decision is somebody else's, undone already, confirmed or taken up by
    another reviewer, or part of a release.
    """
    unit = lock_for_review(decision.unit, by=by)
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    decision.unit = unit
    if decision.reviewer_id != by.pk:
        raise Refused(_("Only the reviewer who made this decision can undo it."))
    if decision.withdrawn_at:
        raise Refused(_("This decision is undone already."))
    if released(decision):
        raise Refused(_("A release holds this decision, so it stands."))
    if decision.checked_at:
        raise Refused(_("Another reviewer has confirmed this decision, so it stands."))
    refuse_if_taken(unit, by=by)
    decision.withdrawn_at = timezone.now()
    decision.withdrawn_by = by
    decision.save(update_fields=["withdrawn_at", "withdrawn_by"])
    opened = open_objections_again(unit, at=decision.decided_at, by=by)
    unit.settled_at = None
    unit.save(update_fields=["settled_at"])
    audit.record(
        "unit.reopened",
        unit,
        before={"decision": decision.pk},
        after={"objections": opened},
        by=by,
    )
    return decision
