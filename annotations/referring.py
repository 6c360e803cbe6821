"""Referring: a reviewer hands to the supervisor what the codebook or a page's split is at fault."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.models import Referral, Unit
from newsroom import audit
from newsroom.errors import Refused


@transaction.atomic
def refer(unit, *, kind, comment, by):
    """Hand a unit to the supervisor; return the Referral. The unit stays in the queue.

    Raises Refused for who may not review the unit, and without a kind or a comment.
    """
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if not Unit.objects.reviewable_by(by).filter(pk=unit.pk).exists():
        raise Refused(_("Only a reviewer who did not code an article can refer it."))
    comment = comment.strip()
    if kind not in Referral.Kind.values:
        raise Refused(_("Say whether it is the codebook or the split of the page."))
    if not comment:
        raise Refused(_("Say what is wrong."))
    referral = Referral.objects.create(unit=unit, kind=kind, comment=comment, reviewer=by)
    after = {"referral": referral.pk, "kind": kind, "comment": comment}
    audit.record("unit.referred", unit, after=after, by=by)
    return referral


@transaction.atomic
def answer(referral, *, text, by):
    """Close a referral with an answer to the reviewer; return it.

    Raises Refused for who is no supervisor, without words, and when it is closed already.
    """
    referral = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    if not by.has_perm("annotations.supervise_round"):
        raise Refused(_("Only a supervisor can answer what was referred."))
    if referral.answered_at:
        raise Refused(_("This was answered already."))
    text = text.strip()
    if not text:
        raise Refused(_("Write an answer."))
    referral.answer, referral.answered_by, referral.answered_at = text, by, timezone.now()
    referral.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record(
        "unit.referral_answered",
        referral.unit,
        before={"referral": referral.pk},
        after={"answer": text},
        by=by,
    )
    return referral
