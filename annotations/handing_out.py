"""Handing out: what an annotator codes next, from their own share or from a shared pool."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from annotations.models import Assignment, Attempt, PoolPlace, Round, RoundAnnotator
from newsroom import audit

# A claim that nobody touched for so long goes to the next who asks, once the pool is empty.
ABANDONED_AFTER = timedelta(days=1)


def next_assignment(annotator, *, after=None, round=None):
    """Return the annotator's next open assignment, or None.

    `after` goes on from one of them, in its round, and comes back to what was left out before it;
    `round` keeps to one round.
    """
    return next(iter(next_assignments(annotator, 1, after=after, round=round)), None)


def next_assignments(annotator, count, *, after=None, round=None):
    """Return up to `count` open assignments of an annotator, in the order they are to be coded.

    `after` and `round` as in `next_assignment`. Where too few are left, more are claimed from the
    pools of their open rounds.
    """
    found = _waiting(annotator, count, after=after, round=round)
    if len(found) < count and claim_from_pools(annotator, count - len(found), round=round):
        found = _waiting(annotator, count, after=after, round=round)
    return found


def _waiting(annotator, count, *, after, round):
    waiting = (
        Assignment.objects.of(annotator)
        .open()
        .select_related("unit__round", "unit__article__page__issue__newspaper")
        .defer("unit__article__page__text")
    )
    if round is not None:
        waiting = waiting.filter(unit__round=round)
    if after is None:
        return list(waiting[:count])
    waiting = waiting.exclude(pk=after.pk)
    here = waiting.filter(unit__round=after.unit.round_id)
    later = here.filter(
        Q(position__gt=after.position) | Q(position=after.position, pk__gt=after.pk)
    )
    found: list[Assignment] = []
    for rows in (later, here, waiting):
        if len(found) < count:
            known = [one.pk for one in found]
            found += rows.exclude(pk__in=known)[: count - len(found)]
    return found


def claim_from_pools(annotator, count, *, round=None):
    """Claim up to `count` units for an annotator from the pools they code in; say how many."""
    pools = Round.objects.filter(
        allocation=Round.Allocation.POOL,
        annotators=annotator,
        opened_at__isnull=False,
        closed_at=None,
    ).order_by("pk")
    if round is not None:
        pools = pools.filter(pk=round.pk)
    claimed = 0
    for pool in pools:
        while claimed < count and claim(pool, by=annotator):
            claimed += 1
    return claimed


@transaction.atomic
def claim(round, *, by):
    """Give an annotator the next unit of a pool, breadth first; return the Assignment, or None.

    Never a unit that they had before, and never more people than a unit wants: each takes a free
    PoolPlace under a row lock that others skip.
    """
    # One claim at a time for one person: two of their tabs must not take two places at one unit.
    RoundAnnotator.objects.select_for_update().get(round=round, annotator=by)
    place = _places(round, by).filter(assignment=None).order_by("layer", "rank").first()
    if place is None:
        place = _abandoned_place(round, by=by)
    if place is None:
        return None
    assignment = Assignment.objects.create(
        # As in the pool: breadth first.
        unit_id=place.unit_id,
        annotator=by,
        position=place.layer * 10_000_000 + place.rank,
    )
    Attempt.objects.create(assignment=assignment, number=1)
    place.assignment = assignment
    place.save(update_fields=["assignment"])
    return assignment


def _places(round, annotator):
    """The places of a round that this person may take, locked; those locked by others left out."""
    had = Assignment.objects.filter(unit=OuterRef("unit"), annotator=annotator, recode=False)
    return PoolPlace.objects.select_for_update(of=("self",), skip_locked=True).filter(
        ~Exists(had), round=round, unit__excluded_at=None, unit__article__retired_at=None
    )


def _abandoned_place(round, *, by):
    """Free the place that was claimed longest ago and never touched since; return it, or None.

    The record names who had it. Touched means opened: then its annotator may have begun.
    """
    place = (
        _places(round, by)
        .filter(
            assignment__waiting=True,
            assignment__created_at__lt=timezone.now() - ABANDONED_AFTER,
            assignment__attempts__number=1,
            assignment__attempts__started_at=None,
        )
        .order_by("assignment__created_at")
        .first()
    )
    if place is not None:
        hand_back(place.assignment, by=by, why="abandoned")
        place.assignment = None
    return place


@transaction.atomic
def hand_back(assignment, *, by, why):
    """Take an assignment from its annotator, who has not submitted it; free its place in a pool.

    `why` goes on record beside who had it. Nothing that was submitted is touched.
    """
    assignment = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("annotator")
        .get(pk=assignment.pk)
    )
    if not assignment.waiting:
        return assignment
    assignment.released_at, assignment.released_by = timezone.now(), by
    assignment.save(update_fields=["released_at", "released_by"])
    PoolPlace.objects.filter(assignment=assignment).update(assignment=None)
    audit.record(
        "assignment.released",
        assignment,
        before={"annotator": assignment.annotator.annotator_code},
        after={"why": why},
        by=by,
    )
    return assignment


@dataclass(frozen=True)
class Progress:
    """Where an assignment stands among those of its annotator in the round."""

    place: int
    done: int
    given: int


def progress(assignment):
    """Return the Progress of the assignment's annotator in its round."""
    mine = Attempt.objects.current().filter(
        assignment__released_at=None,
        assignment__unit__excluded_at=None,
        assignment__annotator=assignment.annotator_id,
        assignment__unit__round=assignment.unit.round_id,
    )
    up_to_here = Q(assignment__position__lte=assignment.position)
    return Progress(
        **mine.aggregate(
            place=Count("pk", filter=up_to_here), done=Count("submitted_at"), given=Count("pk")
        )
    )
