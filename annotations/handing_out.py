"""Handing out from a shared pool, and taking back what was handed out."""

import functools
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from annotations.models import (
    Assignment,
    Attempt,
    Decision,
    PoolPlace,
    Return,
    Round,
    RoundAnnotator,
    Unit,
)
from annotations.sharing import RECODE_AFTER, RECODE_LAYER
from newsroom import audit
from newsroom.compiled import Compiled, Statement

# A claim that nobody touched for so long goes to the next who asks, once the pool is empty.
ABANDONED_AFTER = timedelta(days=1)
# Where all that was claimed from a pool stands in an annotator's list.
CLAIMED = 1


_pools = Compiled(
    lambda annotator: Round.objects.filter(
        allocation=Round.Allocation.POOL,
        annotators=annotator,
        opened_at__isnull=False,
        closed_at=None,
    ).order_by("pk")
)


def claim_from_pools(annotator, count, *, round=None, first=None):
    """Claim up to `count` units for an annotator from the pools they code in; return them.

    From the round with the id `first` before all others.
    """
    pools = [pool for pool in _pools(annotator.pk) if round is None or pool.pk == round.pk]
    claimed: list[Assignment] = []
    for pool in sorted(pools, key=lambda pool: pool.pk != first):
        if len(claimed) < count:
            claimed += claim(pool, count - len(claimed), by=annotator)
    return claimed


@transaction.atomic
def claim(round, count=1, *, by):
    """Give an annotator the next units of a pool, breadth first; return the Assignments.

    Never a unit that they had before, and never more people than a unit wants: each takes a free
    PoolPlace under a row lock that others skip. A unit that they are to code once more, unsaid,
    comes among the others. Fewer than `count`, or none, once the pool has no more for them.
    """
    # One claim at a time for one person: two of their tabs must not take two places at one unit.
    # A member who was taken out meanwhile gets nothing.
    if not _membership(round.pk, by.pk):
        return []
    with transaction.atomic():
        again = _due_again(round, by)[:1] if round.recode_share else []
        given = _take(list(again), by=by, recode=True)
        given += _take(_free(round, by, count - len(given)), by=by)
        # A place that somebody took while it was asked for is not ours, but stays locked by the
        # asking. Who waits now must hold none, or two could wait for each other.
        transaction.set_rollback(not given)
    if not given:
        # Nothing is free, or others are just taking it: wait for them rather than send them away.
        given += _take(_free(round, by, 1, waits=True), by=by)
    while len(given) < count:
        place = _abandoned_place(round, by=by)
        if place is None:
            break
        given += _take([place], by=by)
    if round.recode_share and len(given) < count:
        rest = _due_again(round, by, at_the_end=True)[: count - len(given)]
        given += _take(list(rest), by=by, recode=True)
    return given


_membership = Compiled(
    lambda round, annotator: (
        RoundAnnotator.objects.select_for_update()
        .filter(round=round, annotator=annotator)
        .values_list("pk")
    )
)


def _take(places, *, by, recode=False):
    """Turn locked places into an annotator's assignments, in this order."""
    assignments = Assignment.objects.bulk_create(
        # All at one position: what was claimed first comes first.
        Assignment(unit=place.unit, annotator=by, position=CLAIMED, recode=recode)
        for place in places
    )
    if assignments:
        Attempt.objects.bulk_create(Attempt(assignment=one, number=1) for one in assignments)
        _take_places([place.pk for place in places], [one.pk for one in assignments])
    return assignments


_take_places = Statement("""
    UPDATE annotations_poolplace AS place SET assignment_id = taken.assignment
    FROM unnest(%s::bigint[], %s::bigint[]) AS taken (place, assignment)
    WHERE place.id = taken.place
""")


def _free(round, annotator, count, *, waits=False):
    """The first free places for this person, of different units: one can have two that are free."""
    found: dict[int, PoolPlace] = {}
    if count > 0:
        for place in _free_places(2 * count, waits)(round.pk, annotator.pk):
            if len(found) < count:
                found.setdefault(place.unit_id, place)
    return list(found.values())


@functools.cache
def _free_places(count, waits):
    """The free places that a person may take in a round, in the order of handing out."""
    return Compiled(
        lambda round, annotator: (
            _places(round, annotator, waits=waits)
            .filter(assignment=None, layer__lt=RECODE_LAYER)
            .order_by("layer", "rank")[:count]
        )
    )


def _places(round, annotator, *, waits=False):
    """The places of a round that this person may take, locked; those locked by others left out."""
    had = Assignment.objects.filter(unit=OuterRef("unit"), annotator=annotator)
    # Who has decided, checked or sent back has seen what the others answered.
    decided = Decision.objects.filter(
        Q(reviewer=annotator) | Q(checked_by=annotator), unit=OuterRef("unit")
    )
    returned = Return.objects.filter(attempt__assignment__unit=OuterRef("unit"), reviewer=annotator)
    return (
        PoolPlace.objects.select_for_update(of=("self",), skip_locked=not waits)
        .select_related("unit")
        .filter(
            ~Exists(had),
            ~Exists(decided),
            ~Exists(returned),
            round=round,
            unit__excluded_at=None,
            unit__article__retired_at=None,
            unit__article__head=None,
        )
    )


def _due_again(round, annotator, *, at_the_end=False):
    """The places for a hidden second coding that this person can take now, locked, oldest first.

    Far enough behind their first: RECODE_AFTER articles, or at the end of a pool half of all that
    they had.
    """
    mine = Attempt.objects.submitted().filter(
        number=1,
        assignment__annotator=annotator,
        assignment__unit__round=round,
        assignment__recode=False,
    )
    behind = RECODE_AFTER
    if at_the_end:
        behind = min(behind, (mine.count() + 1) // 2)
    last = mine.order_by("-submitted_at").values("submitted_at")[behind : behind + 1]
    first = mine.filter(assignment__unit=OuterRef("unit"), submitted_at__lte=Subquery(last))
    again = Assignment.objects.filter(unit=OuterRef("unit"), annotator=annotator, recode=True)
    return (
        PoolPlace.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("unit")
        .filter(
            Exists(first),
            ~Exists(again),
            round=round,
            layer=RECODE_LAYER,
            assignment=None,
            unit__excluded_at=None,
            unit__article__retired_at=None,
            unit__article__head=None,
        )
        .order_by("rank")
    )


def _abandoned_place(round, *, by):
    """Free the place that was claimed longest ago and never touched since; return it, or None.

    The record names who had it. Touched means opened: then its annotator may have begun.
    """
    place = (
        _places(round, by)
        .filter(
            layer__lt=RECODE_LAYER,
            assignment__waiting=True,
            assignment__created_at__lt=timezone.now() - ABANDONED_AFTER,
            assignment__attempts__number=1,
            assignment__attempts__started_at=None,
        )
        .order_by("assignment__created_at")
        .first()
    )
    if place is not None:
        hand_back([place.assignment], by=by, why="abandoned")
        place.assignment = None
    return place


@transaction.atomic
def hand_back(assignments, *, by, why):
    """Take assignments from their annotators, who have not submitted them; return which it were.

    Their places in a pool become free. `why` goes on record beside who had them. Nothing that was
    submitted is touched: what was handed in meanwhile stays with its annotator.
    """
    # Their places first, as who takes an abandoned one does, or the two could wait for each other.
    places = PoolPlace.objects.select_for_update().order_by("pk")
    list(places.filter(assignment__in=assignments))
    # Their units too, as handing in does: an answer comes before this, or is refused after it.
    units = Unit.objects.select_for_update(of=("self",)).order_by("pk")
    list(units.filter(pk__in=[one.unit_id for one in assignments]))
    waiting = list(
        Assignment.objects.select_for_update(of=("self",))
        .filter(pk__in=[one.pk for one in assignments], waiting=True)
        .select_related("annotator")
        .order_by("pk")
    )
    Assignment.objects.filter(pk__in=[one.pk for one in waiting]).update(
        released_at=timezone.now(), released_by=by
    )
    PoolPlace.objects.filter(assignment__in=waiting).update(assignment=None)
    audit.record_all(
        [
            (
                "assignment.released",
                one,
                {"annotator": one.annotator.annotator_code},
                {"why": why},
            )
            for one in waiting
        ],
        by=by,
    )
    return waiting
