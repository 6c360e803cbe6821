"""Precedents: settled units that show what a label means, with a note for those who come after."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.models import Decision, Precedent, Unit
from newsroom import audit
from newsroom.errors import Refused


@transaction.atomic
def mark(decision, *, label, note, by):
    """Mark a decision as a precedent for one of its labels, with a note; return the Precedent.

    It is shown once its unit is settled. Raises Refused for who may not review the unit, when the
    decision does not stand or does not give the label, or the label has its precedent here already.
    """
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=decision.unit_id)
    _refuse_unless_reviewer(unit, by)
    decision = Decision.objects.get(pk=decision.pk)
    note = note.strip()
    if decision.withdrawn_at:
        raise Refused(_("This decision no longer stands."))
    if not decision.labels.filter(label=label).exists():
        raise Refused(_("A precedent is for a label of the decision."))
    if not note:
        raise Refused(_("Say what this article shows."))
    try:
        with transaction.atomic():
            precedent = Precedent.objects.create(
                decision=decision, label=label, note=note, marked_by=by
            )
    except IntegrityError as error:
        raise Refused(_("This article is a precedent for this label already.")) from error
    after = {"precedent": precedent.pk, "decision": decision.pk, "label": label.code, "note": note}
    audit.record("unit.marked_precedent", unit, after=after, by=by)
    return precedent


@transaction.atomic
def withdraw(precedent, *, by):
    """Take a precedent back; it stays on record. Raises Refused when that was done before."""
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=precedent.decision.unit_id)
    _refuse_unless_reviewer(unit, by)
    precedent = Precedent.objects.select_for_update(of=("self",)).get(pk=precedent.pk)
    if precedent.withdrawn_at:
        raise Refused(_("This precedent was taken back already."))
    precedent.withdrawn_at = timezone.now()
    precedent.save(update_fields=["withdrawn_at"])
    before = {"precedent": precedent.pk, "label": precedent.label.code, "note": precedent.note}
    audit.record("unit.precedent_withdrawn", unit, before=before, by=by)
    return precedent


def _refuse_unless_reviewer(unit, by):
    if not Unit.objects.reviewable_by(by).filter(pk=unit.pk).exists():
        raise Refused(_("Only a reviewer who did not code an article can make it a precedent."))
