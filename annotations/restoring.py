"""What a repair took from a unit is given back where undoing it gives the text back: answers that
were sent out count again, and the settlement that was withdrawn is made again."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from annotations.models import Attempt, Decision, DecisionLabel, Flag, Return, Unit
from newsroom import audit


def to_call_back(now: Mapping[int, str | None]) -> dict[int, list[Attempt]]:
    """Return the attempts that repairs sent back, of each unit that has their text again.

    `now` is the SHA-256 of what is to be coded of each unit. Only those that nobody has answered
    anew since.
    """
    opened = Attempt.objects.current().filter(
        origin=Attempt.Origin.REPAIRED, submitted_at=None, assignment__unit__in=now
    )
    before = Attempt.objects.filter(
        Exists(opened.filter(assignment=OuterRef("assignment"), number=OuterRef("number") + 1))
    )
    found: dict[int, list[Attempt]] = {}
    for attempt in before.select_related("assignment").order_by("pk"):
        if attempt.text_sha256 == now[attempt.assignment.unit_id]:
            found.setdefault(attempt.assignment.unit_id, []).append(attempt)
    return found


def call_back(attempts: Sequence[Attempt], *, by: Any) -> None:
    """Let answers that a repair sent back count again; the attempts opened for that go."""
    now = timezone.now()
    for attempt in attempts:
        opened = Attempt.objects.get(assignment=attempt.assignment_id, superseded_at=None)
        audit.record(
            "attempt.called_back", attempt, before={"opened": opened.pk, "number": opened.number},
            by=by,
        )  # fmt: skip
        opened.delete()
        attempt.superseded_at = None
        attempt.save(update_fields=["superseded_at"])
    Return.objects.standing().filter(attempt__in=attempts).update(called_back_at=now)


def to_make_again(
    units: Iterable[Unit], given: Mapping[int, Sequence[Attempt]]
) -> dict[int, Decision]:
    """Return by unit the decision that can be made again once its text is back.

    `given` are the submitted attempts of each unit, with those that are called back. Nobody has
    decided since, and the answers that the decision was made on are those that count: none is
    still to come, and none came later.
    """
    flags = Flag.objects.filter(
        unit__in=list(units), lifted_at=None, withdrew__isnull=False
    ).select_related("withdrew")
    found = {flag.unit_id: flag.withdrew for flag in flags.order_by("pk")}
    if not found:
        return {}
    for unit in Decision.objects.standing().filter(unit__in=found).values_list("unit", flat=True):
        del found[unit]
    answered = {attempt.assignment_id for some in given.values() for attempt in some}
    still = Attempt.objects.current().counted().filter(submitted_at=None)
    for unit in (
        still.filter(assignment__unit__in=found)
        .exclude(assignment__in=answered)
        .values_list("assignment__unit", flat=True)
    ):
        found.pop(unit, None)
    return {
        unit: decision
        for unit, decision in found.items()
        if all(
            attempt.submitted_at and attempt.submitted_at <= decision.decided_at
            for attempt in given.get(unit, ())
            if not attempt.assignment.recode
        )
    }


def make_again(unit: Unit, decision: Decision, *, by: Any) -> None:
    """Let a decision stand again on a locked unit whose text is back, and settle what it settled.

    It is a row of its own beside the one that was withdrawn, with the same labels, reason and
    reviewer: which releases hold what goes by the time from which it stands.
    """
    flag = Flag.objects.filter(unit=unit, withdrew=decision).latest("pk")
    again = Decision.objects.create(
        unit=unit, basis=decision.basis, reviewer_id=decision.reviewer_id, reason=decision.reason,
        comment=decision.comment, checked_at=decision.checked_at,
        checked_by_id=decision.checked_by_id,
    )  # fmt: skip
    DecisionLabel.objects.bulk_create(
        DecisionLabel(
            decision=again, variable_id=label.variable_id, label_id=label.label_id, main=label.main
        )
        for label in decision.labels.order_by("pk")
    )
    flag.made_again = again
    flag.save(update_fields=["made_again"])
    unit.completed_at = unit.completed_at or timezone.now()
    unit.settled_at = again.decided_at if flag.settled_at else None
    unit.save(update_fields=["completed_at", "settled_at"])
    audit.record(
        "unit.decision_made_again",
        unit,
        before={"decision": decision.pk},
        after={"decision": again.pk, "settled": bool(unit.settled_at)},
        by=by,
    )
