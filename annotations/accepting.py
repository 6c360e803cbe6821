"""Accepting what all agreed on: a sample is looked at first, then the rest is confirmed at once.

Which units are meant, and which of them are the sample, is drawn once and stands in the audit log;
that a reviewer opened a unit stands there too (annotations/claiming.py).
"""

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.models import Claim, Decision, Objection, Round, Unit
from newsroom import audit
from newsroom.errors import Refused
from newsroom.models import AuditEntry

DRAWN = "round.sample_drawn"
LEAST = 5
SEEN = ("unit.claimed", "unit.taken_over")


@dataclass(frozen=True, slots=True)
class Sample:
    """What a reviewer may accept in one act, once they have looked at some of it."""

    entry: AuditEntry
    units: list[int]
    sample: list[int]
    unseen: list[int]  # of the sample, what this reviewer has not opened yet
    otherwise: list[int]  # of the sample, what was decided otherwise than all had answered
    rest: int  # how many would be accepted


def sample_size(units: int) -> int:
    """How many to look at first: the square root of their number, but no fewer than five.

    >>> [sample_size(units) for units in (3, 20, 400)]
    [3, 5, 20]
    """
    return min(units, max(LEAST, math.isqrt(units)))


def acceptable(round: Round, user: Any) -> QuerySet[Unit]:
    """The units of a round that all answered alike, that wait only for the spot check."""
    unanimous = Decision.objects.standing().filter(
        unit=OuterRef("pk"), basis=Decision.Basis.UNANIMOUS
    )
    objected = Objection.objects.open().filter(unit=OuterRef("pk"))
    taken = Claim.objects.filter(unit=OuterRef("pk")).exclude(reviewer=user)
    return (
        Unit.objects.reviewable_by(user)
        .to_check()
        .left_to(user)
        .filter(Exists(unanimous), ~Exists(objected), ~Exists(taken), round=round)
    )


@transaction.atomic
def draw_sample(round: Round, *, by: Any) -> Sample:
    """Draw which units a reviewer is to look at before accepting the rest; return the Sample.

    Raises Refused when nothing waits for the spot check.
    """
    round = Round.objects.select_for_update().get(pk=round.pk)
    units = list(acceptable(round, by).order_by("pk").values_list("pk", flat=True))
    if not units:
        raise Refused(_("Nothing that all agreed on waits here."))
    chance = random.Random(f"{round.seed}:{by.pk}:{units[0]}:{len(units)}")
    sample = sorted(chance.sample(units, sample_size(len(units))))
    audit.record(DRAWN, round, after={"units": units, "sample": sample}, by=by)
    # What they had open before is opened anew, or it would never count as looked at.
    held = list(Claim.objects.filter(reviewer=by, unit__in=sample).select_related("unit"))
    acts = [("unit.let_go", claim.unit, {"reviewer": by.pk}, None) for claim in held]
    audit.record_all(acts, by=by)
    Claim.objects.filter(pk__in=[claim.pk for claim in held]).delete()
    drawn = sample_of(round, by)
    assert drawn is not None
    return drawn


def sample_of(round: Round, user: Any) -> Sample | None:
    """Return the sample that a reviewer drew last in a round, while something of it is left."""
    entry = (
        AuditEntry.objects.filter(
            action=DRAWN, target_type="annotations.round", target_id=round.pk, actor=user
        )
        .order_by("-pk")
        .first()
    )
    if entry is None:
        return None
    units, sample = entry.after["units"], entry.after["sample"]
    rest = acceptable(round, user).filter(pk__in=units).count()
    if not rest:
        return None
    seen = set(
        AuditEntry.objects.filter(
            target_type="annotations.unit",
            target_id__in=sample,
            actor=user,
            action__in=SEEN,
            pk__gt=entry.pk,
        ).values_list("target_id", flat=True)
    )
    otherwise = Decision.objects.filter(
        unit__in=sample, basis=Decision.Basis.REVIEW, decided_at__gte=entry.at
    ).values_list("unit", flat=True)
    waiting = set(acceptable(round, user).filter(pk__in=sample).values_list("pk", flat=True))
    return Sample(
        entry, units, sample,
        unseen=[pk for pk in sample if pk in waiting and pk not in seen],
        otherwise=sorted(set(otherwise)), rest=rest,
    )  # fmt: skip


@transaction.atomic
def accept(round: Round, *, by: Any) -> int:
    """Confirm all units of the sample drawn last that still wait; return how many.

    Each is recorded by itself. Raises Refused when no sample was drawn, or some of it was not
    opened.
    """
    sample = sample_of(round, by)
    if sample is None:
        raise Refused(_("Draw a sample first, and look at it."))
    if sample.unseen:
        raise Refused(_("Look at all articles of the sample first."))
    units = list(
        Unit.objects.select_for_update(of=("self",)).filter(pk__in=sample.units).order_by("pk")
    )
    # Looked up anew: meanwhile somebody may have settled or objected to what is locked only now.
    still = set(acceptable(round, by).filter(pk__in=sample.units).values_list("pk", flat=True))
    return _confirm([unit for unit in units if unit.pk in still], by=by, entry=sample.entry)


def _confirm(units: Iterable[Unit], *, by: Any, entry: AuditEntry) -> int:
    now = timezone.now()
    decisions = {
        decision.unit_id: decision
        for decision in Decision.objects.standing().filter(unit__in=list(units))
    }
    acts = []
    for unit in units:
        decision = decisions[unit.pk]
        before = {"decision": decision.pk, "checked_by": decision.checked_by_id}
        decision.checked_at, decision.checked_by = now, by
        unit.settled_at = now
        after = {"decision": decision.pk, "comment": "", "objections": [], "sample": entry.pk}
        acts.append(("unit.confirmed", unit, before, after))
    Decision.objects.bulk_update(decisions.values(), ["checked_at", "checked_by"], batch_size=500)
    Unit.objects.bulk_update([act[1] for act in acts], ["settled_at"], batch_size=500)
    Claim.objects.filter(unit__in=list(decisions)).delete()
    audit.record_all(acts, by=by)
    return len(acts)
