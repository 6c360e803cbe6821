"""One annotator more: where those who coded a unit do not suffice, somebody else codes it too."""

import functools
import operator
import random

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.four_eyes import lock_for_review, refuse_unless_waiting
from annotations.models import Assignment, Attempt, Claim, Decision, PoolPlace, Return, Round
from annotations.reviewing import set_aside
from annotations.rounds import BY_ALL
from annotations.sharing import RECODE_LAYER
from newsroom import audit
from newsroom.errors import Refused
from newsroom.models import User

HANDED_OUT_FIRST = 0  # the layer of a pool that comes before all others


def free_annotators(unit):
    """The annotators of a unit's round who do not know it, those with the least to do first.

    Who has decided on it, sent it back or has taken it up has seen what the others answered.
    """
    reviewed = (
        Decision.objects.filter(unit=unit, reviewer__isnull=False).values("reviewer"),
        Decision.objects.filter(unit=unit, checked_by__isnull=False).values("checked_by"),
        Return.objects.filter(attempt__assignment__unit=unit).values("reviewer"),
        Claim.objects.filter(unit=unit).values("reviewer"),
    )
    waiting = Count(
        "assignments",
        filter=Q(assignments__waiting=True, assignments__unit__round=unit.round_id),
    )
    known = [Q(pk__in=rows) for rows in reviewed]
    return (
        User.objects.filter(memberships__round=unit.round_id, is_active=True)
        .exclude(pk__in=Assignment.objects.filter(unit=unit).values("annotator"))
        .exclude(functools.reduce(operator.or_, known))
        .annotate(load=waiting)
        .order_by("load", "pk")
    )


def fill_up(unit, round):
    """Say who is to code a locked unit that was shared out, besides those who have it.

    Sets `wanted` where everybody codes everything. Raises Refused when too few are left.
    """
    if round.allocation == Round.Allocation.POOL:
        return []
    have = Assignment.objects.counted().filter(unit=unit).count()
    free = [one for one in free_annotators(unit) if one.has_perm("annotations.code_unit")]
    if round.kind in BY_ALL:
        unit.wanted = max(1, have + len(free))
        return free
    missing = max(0, unit.wanted - have)
    if len(free) < missing:
        raise Refused(_("All annotators of this round have had this article."))
    return free[:missing]


@transaction.atomic
def ask_another(unit, *, annotator=None, seen=None, by):
    """Have a disputed unit coded by one annotator more, blind as the others; return the Unit.

    Where the round was shared out, by `annotator`, or drawn among those with the least to do; it
    stands at the end of what they code. From a pool it is handed out first. Raises Refused as
    `reviewing.decide` does, and when the round is not open or all its annotators have had it.
    """
    unit = lock_for_review(unit, by=by)
    refuse_unless_waiting(unit, seen=seen, by=by)
    if not unit.round.is_open:
        raise Refused(_("This round is not open, so nobody could answer. Decide it yourself."))
    free = [
        person
        for person in free_annotators(unit)
        if person.has_perm("annotations.code_unit") and person != by
    ]
    if not free:
        raise Refused(_("All annotators of this round have had this article."))
    if annotator is not None and annotator not in free:
        raise Refused(_("This annotator cannot code this article."))
    before = set_aside(unit, at=timezone.now(), by=by)
    before["wanted"] = unit.wanted
    unit.wanted += 1
    unit.save(update_fields=["wanted"])
    if unit.round.allocation == Round.Allocation.POOL:
        assignment = None
        _open_place(unit)
    else:
        assignment = _assign(unit, annotator or _drawn(free, unit))
    audit.record(
        "unit.asked_another",
        unit,
        before=before,
        after={"wanted": unit.wanted, "assignment": assignment and assignment.pk},
        by=by,
    )
    return unit


def _drawn(free, unit):
    """One of those with the least to do; the same for the same unit and number of annotators."""
    least = [person for person in free if person.load == free[0].load]
    return random.Random(f"{unit.round.seed}:{unit.pk}:{unit.wanted}").choice(least)


def _assign(unit, annotator):
    """Give a unit to an annotator, after all that they have in the round."""
    theirs = Assignment.objects.filter(annotator=annotator, unit__round=unit.round_id)
    last = theirs.aggregate(last=Max("position"))["last"] or 0
    assignment = Assignment.objects.create(unit=unit, annotator=annotator, position=last + 1)
    Attempt.objects.create(assignment=assignment, number=1)
    return assignment


def _open_place(unit):
    """Make a free place for a unit that is handed out before all others of its pool."""
    places = {place.layer: place for place in PoolPlace.objects.filter(unit=unit)}
    taken = places.get(HANDED_OUT_FIRST)
    if taken:  # whoever has it keeps it; only its number makes room
        taken.layer = max(layer for layer in places if layer < RECODE_LAYER) + 1
        taken.save(update_fields=["layer"])
    rank = next((place.rank for place in places.values()), unit.sequence)
    PoolPlace.objects.create(round_id=unit.round_id, unit=unit, layer=HANDED_OUT_FIRST, rank=rank)
