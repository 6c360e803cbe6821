"""Handing out: what an annotator codes next, from their own share or from a shared pool."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, When
from django.utils import timezone

from annotations.models import (
    Assignment,
    Attempt,
    Decision,
    PoolPlace,
    Round,
    RoundAnnotator,
    Unit,
)
from annotations.sharing import RECODE_AFTER, RECODE_LAYER
from newsroom import audit

# A claim that nobody touched for so long goes to the next who asks, once the pool is empty.
ABANDONED_AFTER = timedelta(days=1)
# Where all that was claimed from a pool stands in an annotator's list.
CLAIMED = 1


def next_assignment(annotator, *, after=None, round=None):
    """Return the annotator's next open assignment with its article, or None.

    `after` goes on from one of them, in its round, and comes back to what was left out before it;
    `round` keeps to one round.
    """
    rows = Assignment.objects.select_related(
        "unit__round", "unit__article__page__issue__newspaper"
    ).defer("unit__article__page__text")
    return next(iter(_following(rows, annotator, 1, after=after, round=round)), None)


def next_assignments(annotator, count, *, after=None, round=None):
    """Return up to `count` open assignments of an annotator, in the order they are to be coded.

    `after` and `round` as in `next_assignment`. Where too few are left, more are claimed from the
    pools of their open rounds.
    """
    rows = Assignment.objects.select_related("unit")
    return _following(rows, annotator, count, after=after, round=round)


def _following(rows, annotator, count, *, after, round):
    """The next of `rows`: those after one, then what was left before it, then what is claimed."""
    waiting = rows.of(annotator).open()
    if round is not None:
        waiting = waiting.filter(unit__round=round)
    found: list[Assignment] = []
    if after is not None:
        waiting = waiting.exclude(pk=after.pk)
        place = after.unit.round_id
        later = Q(position__gt=after.position) | Q(position=after.position, pk__gt=after.pk)
        found = list(waiting.filter(later, unit__round=place)[:count])
        # Others only where these do not suffice: a long list is not sorted for each article.
        waiting = waiting.exclude(pk__in=[one.pk for one in found]).order_by(
            Case(When(unit__round=place, then=0), default=1), *waiting.query.order_by
        )
    if len(found) < count:
        found += waiting[: count - len(found)]
    if len(found) < count:
        first = after.unit.round_id if after is not None else None
        claimed = claim_from_pools(annotator, count - len(found), round=round, first=first)
        if claimed:
            new = rows.in_bulk([one.pk for one in claimed])
            found += [new[one.pk] for one in claimed]
    return found


def claim_from_pools(annotator, count, *, round=None, first=None):
    """Claim up to `count` units for an annotator from the pools they code in; return them.

    From the round with the id `first` before all others.
    """
    pools = Round.objects.filter(
        allocation=Round.Allocation.POOL,
        annotators=annotator,
        opened_at__isnull=False,
        closed_at=None,
    ).order_by("pk")
    if round is not None:
        pools = pools.filter(pk=round.pk)
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
    membership = RoundAnnotator.objects.select_for_update().filter(round=round, annotator=by)
    if not membership.exists():
        return []
    again = _due_again(round, by)[:1] if round.recode_share else []
    given = _take(again, by=by, recode=True)
    given += _take(_once_a_unit(_free(round, by), count - len(given)), by=by)
    if not given:
        # Nothing is free, or others are just taking it: wait for them rather than send them away.
        # Who waits holds no place, so nobody can wait for them in turn.
        given += _take(_once_a_unit(_free(round, by, waits=True), 1), by=by)
    while len(given) < count:
        place = _abandoned_place(round, by=by)
        if place is None:
            break
        given += _take([place], by=by)
    if round.recode_share and len(given) < count:
        rest = _due_again(round, by, at_the_end=True)[: count - len(given)]
        given += _take(list(rest), by=by, recode=True)
    return given


def _once_a_unit(places, count):
    """The first places, of different units: one can have two that are free."""
    found: dict[int, PoolPlace] = {}
    if count > 0:
        for place in places[: 2 * count]:
            if len(found) < count:
                found.setdefault(place.unit_id, place)
    return list(found.values())


def _take(places, *, by, recode=False):
    """Turn locked places into an annotator's assignments, in this order."""
    assignments = Assignment.objects.bulk_create(
        # All at one position: what was claimed first comes first.
        Assignment(unit_id=place.unit_id, annotator=by, position=CLAIMED, recode=recode)
        for place in places
    )
    if not assignments:
        return []
    Attempt.objects.bulk_create(Attempt(assignment=one, number=1) for one in assignments)
    for place, assignment in zip(places, assignments, strict=True):
        place.assignment = assignment
    if len(places) == 1:
        places[0].save(update_fields=["assignment"])
    else:
        PoolPlace.objects.bulk_update(places, ["assignment"])
    return assignments


def _free(round, annotator, *, waits=False):
    """The free places that this person may take, in the order of handing out."""
    free = _places(round, annotator, waits=waits).filter(assignment=None, layer__lt=RECODE_LAYER)
    return free.order_by("layer", "rank")


def _places(round, annotator, *, waits=False):
    """The places of a round that this person may take, locked; those locked by others left out."""
    had = Assignment.objects.filter(unit=OuterRef("unit"), annotator=annotator)
    reviewed = Decision.objects.filter(unit=OuterRef("unit"), reviewer=annotator)
    return PoolPlace.objects.select_for_update(of=("self",), skip_locked=not waits).filter(
        ~Exists(had),
        ~Exists(reviewed),
        round=round,
        unit__excluded_at=None,
        unit__article__retired_at=None,
        unit__article__head=None,
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


@dataclass(frozen=True)
class Progress:
    """Where an assignment stands among those of its annotator in the round."""

    place: int
    done: int
    given: int


def progress(assignment):
    """Return the Progress of the assignment's annotator in its round."""
    return progress_of([assignment])[assignment.pk]


def progress_of(assignments):
    """Return {assignment id: Progress} for assignments of one annotator in one round. One query."""
    first = assignments[0]
    mine = Attempt.objects.current().filter(
        assignment__released_at=None,
        assignment__unit__excluded_at=None,
        assignment__annotator=first.annotator_id,
        assignment__unit__round=first.unit.round_id,
    )
    places = {
        f"place{one.pk}": Count(
            "pk",
            filter=Q(assignment__position__lt=one.position)
            | Q(assignment__position=one.position, assignment__lte=one.pk),
        )
        for one in assignments
    }
    counted = mine.aggregate(done=Count("submitted_at"), given=Count("pk"), **places)
    return {
        one.pk: Progress(counted[f"place{one.pk}"], counted["done"], counted["given"])
        for one in assignments
    }
