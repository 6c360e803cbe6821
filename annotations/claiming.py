"""Claims: which reviewer has taken a unit up, so that no two work on the same one."""

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.four_eyes import lock_for_review, refuse_unless_waiting
from annotations.models import Claim, Unit
from newsroom import audit
from newsroom.errors import Refused


@transaction.atomic
def take_up(unit, *, by):
    """Take a waiting unit up, and let go of what one had before; return whose Claim it is, or None.

    Somebody else's claim stays theirs. None for what does not wait for this reviewer: there is
    nothing to do. Repeating it changes nothing.
    """
    known = Claim.objects.filter(unit=unit).select_related("reviewer").first()
    if known and known.reviewer_id == by.pk:
        return known
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if not Unit.objects.reviewable_by(by).waiting().left_to(by).filter(pk=unit.pk).exists():
        return None
    claim, made = Claim.objects.select_related("reviewer").get_or_create(
        unit=unit, defaults={"reviewer": by}
    )
    if made:
        _let_go(by, keep=unit)
        audit.record("unit.claimed", unit, after={"reviewer": by.pk}, by=by)
    return claim


@transaction.atomic
def take_over(unit, *, by):
    """Take a unit over from the reviewer who has taken it up; return the Claim.

    Raises Refused when it does not wait for this reviewer, or nobody else has it.
    """
    unit = lock_for_review(unit, by=by)
    claim = Claim.objects.select_for_update().filter(unit=unit).exclude(reviewer=by).first()
    if claim is None:
        raise Refused(_("Nobody else has taken this article up."))
    before = claim.reviewer_id
    claim.delete()
    refuse_unless_waiting(unit, by=by)
    claim = Claim.objects.create(unit=unit, reviewer=by)
    _let_go(by, keep=unit)
    audit.record(
        "unit.taken_over", unit, before={"reviewer": before}, after={"reviewer": by.pk}, by=by
    )
    return claim


def _let_go(reviewer, *, keep):
    """End a reviewer's other claims: one works at one article, and skips it by taking the next.

    A claim that somebody is just taking over is left to them; waiting for it could be for ever.
    """
    others = list(
        Claim.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(reviewer=reviewer)
        .exclude(unit=keep)
        .select_related("unit")
    )
    audit.record_all(
        [("unit.let_go", claim.unit, {"reviewer": reviewer.pk}, None) for claim in others],
        by=reviewer,
    )
    Claim.objects.filter(pk__in=[claim.pk for claim in others]).delete()
