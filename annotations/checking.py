"""Looking once more: spot checks, second reviews and objections."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.four_eyes import end_claim, lock_for_review, refuse_if_taken, refuse_unless_waiting
from annotations.models import Assignment, Decision, Objection, Release, Round, Unit
from newsroom import audit
from newsroom.errors import Refused


def released(decision):
    """Whether a release holds this decision: then it can no longer be undone.

    A release holds what was settled when it was asked for, however long its file takes to be
    written.
    """
    settled = decision.unit.settled_at
    if settled is None:
        return False
    return Release.objects.filter(round=decision.unit.round_id, requested_at__gte=settled).exists()


@transaction.atomic
def confirm(unit, *, comment="", seen=None, by):
    """Let the decision stand that another reviewer is to look at once more; return it.

    Its objections are answered with the comment. Raises Refused when there is nothing to look at,
    one decided it oneself, or an objection is to be answered without a word.
    """
    unit = lock_for_review(unit, by=by)
    refuse_unless_waiting(unit, seen=seen, by=by)
    decision = unit.decisions.standing().first()
    if decision is None:
        raise Refused(_("Nothing is decided here yet, so there is nothing to confirm."))
    comment = comment.strip()
    open_ = Objection.objects.open().filter(unit=unit)
    if not comment and open_.exists():
        raise Refused(_("Answer the objection in a few words."))
    now = timezone.now()
    before = {"decision": decision.pk, "checked_by": decision.checked_by_id}
    decision.checked_at, decision.checked_by = now, by
    decision.save(update_fields=["checked_at", "checked_by"])
    answered = answer_objections(unit, answer=comment, at=now, by=by)
    unit.settled_at = now
    unit.save(update_fields=["settled_at"])
    end_claim(unit)
    audit.record(
        "unit.confirmed",
        unit,
        before=before,
        after={"decision": decision.pk, "comment": comment, "objections": answered},
        by=by,
    )
    return decision


def answer_objections(unit, *, answer, at, by):
    """Answer what is open of a locked unit's objections; return their ids."""
    objections = list(Objection.objects.open().filter(unit=unit).order_by("pk"))
    for objection in objections:
        objection.answer, objection.answered_at, objection.answered_by = answer, at, by
    Objection.objects.bulk_update(objections, ["answer", "answered_at", "answered_by"])
    return [objection.pk for objection in objections]


def open_objections_again(unit, *, at, by):
    """Open what this reviewer answered with an act that is undone; return their ids.

    `at` is the moment of the act.
    """
    objections = Objection.objects.filter(unit=unit, answered_by=by, answered_at=at)
    opened = list(objections.order_by("pk").values_list("pk", flat=True))
    objections.update(answer="", answered_at=None, answered_by=None)
    return opened


@transaction.atomic
def undo_check(decision, *, by):
    """Take back that one confirmed a decision: it waits to be looked at once more.

    Raises Refused when somebody else confirmed it, it waits already, or a release holds it.
    """
    unit = lock_for_review(decision.unit, by=by)
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    decision.unit = unit
    if decision.checked_by_id != by.pk:
        raise Refused(_("Only the reviewer who confirmed this decision can take that back."))
    if decision.withdrawn_at or not unit.settled_at:
        raise Refused(_("This is undone already."))
    if released(decision):
        raise Refused(_("A release holds this decision, so it stands."))
    opened = open_objections_again(unit, at=decision.checked_at, by=by)
    unit.settled_at = None
    unit.save(update_fields=["settled_at"])
    audit.record(
        "unit.check_undone",
        unit,
        before={"settled": True},
        after={"decision": decision.pk, "objections": opened},
        by=by,
    )
    return decision


@transaction.atomic
def object_to(decision, *, reason, by):
    """Let an annotator object to the decision on a unit they coded; return the Objection.

    Another reviewer than those who decided looks at it once more. Raises Refused when it is not
    their unit, they objected before, the decision no longer stands, or a release holds it.
    """
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=decision.unit_id)
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    decision.unit = unit
    mine = Assignment.objects.counted().filter(
        unit=unit, annotator=by, attempts__submitted_at__isnull=False
    )
    if not mine.exists() or not Decision.objects.visible_to(by).filter(pk=decision.pk).exists():
        raise Refused(_("Only who coded an article can object to its decision."))
    if Objection.objects.filter(unit=unit, annotator=by).exists():
        raise Refused(_("You have objected to the decision on this article before."))
    if decision.withdrawn_at:
        raise Refused(_("This decision no longer stands."))
    if unit.excluded_at or unit.round.kind == Round.Kind.TRAINING:
        raise Refused(_("This article is not reviewed any more."))
    if released(decision):
        raise Refused(_("A release holds this decision, so it stands."))
    if not unit.settled_at and not Objection.objects.open().filter(unit=unit).exists():
        raise Refused(_("A reviewer is to look at this decision once more already."))
    refuse_if_taken(unit, by=by)
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why you disagree."))
    objection = Objection.objects.create(decision=decision, unit=unit, annotator=by, reason=reason)
    before = {"settled": unit.settled_at is not None}
    unit.settled_at = None
    unit.save(update_fields=["settled_at"])
    audit.record(
        "unit.objected",
        unit,
        before=before,
        after={"decision": decision.pk, "objection": objection.pk, "reason": reason},
        by=by,
    )
    return objection
