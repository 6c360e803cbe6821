"""What an annotator codes next, and where it stands among all that is theirs."""

import functools
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Case, Count, Q, When

from annotations.handing_out import claim_from_pools
from annotations.models import Assignment, Attempt
from newsroom.compiled import Compiled


def next_assignment(annotator, *, after=None, round=None):
    """Return the annotator's next open assignment with its article, or None.

    `after` goes on from one of them, in its round, and comes back to what was left out before it;
    `round` keeps to one round.
    """
    rows = Assignment.objects.select_related(
        "unit__round", "unit__article__page__issue__newspaper"
    ).defer("unit__article__page__text")
    following = next_places(annotator, 1, after=after, round=round)
    return rows.get(pk=following[0].assignment) if following else None


class Following(NamedTuple):
    """The id of an assignment that comes next, and that of its round."""

    assignment: int
    round: int


def next_places(annotator, count, *, after=None, round=None, least=None):
    """Return up to `count` open assignments as Following, in the order they are to be coded.

    `after` and `round` as in `next_assignment`. Where fewer than `least` (all of them) are left,
    more are claimed from the pools of their open rounds.
    """
    least = count if least is None else least
    kept = () if round is None else (round.pk,)
    first = None
    if after is None:
        found = _first(count, *map(bool, kept))(annotator.pk, *kept)
    else:
        first = after.unit.round_id
        where = (first, after.position, after.pk)
        found = _later(count, *map(bool, kept))(annotator.pk, *where, *kept)
        # Others only where these do not suffice: a long list is not sorted for each article.
        if len(found) < least:
            found += _others(count - len(found), *map(bool, kept))(annotator.pk, *where, *kept)
    if len(found) < least:
        claimed = claim_from_pools(annotator, count - len(found), round=round, first=first)
        found += [(one.pk, one.unit.round_id) for one in claimed]
    return [Following(*one) for one in found]


def _waiting(annotator, round=None):
    open_ones = Assignment.objects.of(annotator).open().values_list("pk", "unit__round_id")
    return open_ones if round is None else open_ones.filter(unit__round=round)


def _comes_later(round, position, pk):
    later = Q(position__gt=position) | Q(position=position, pk__gt=pk)
    return later & Q(unit__round=round)


@functools.cache
def _first(count, kept=False):
    """The first of those that wait."""
    return Compiled(lambda annotator, *round: _waiting(annotator, *round)[:count], takes=1 + kept)


@functools.cache
def _later(count, kept=False):
    """Those after one, in its round."""
    return Compiled(
        lambda annotator, place, position, pk, *round: _waiting(annotator, *round).filter(
            _comes_later(place, position, pk)
        )[:count],
        takes=4 + kept,
    )


@functools.cache
def _others(count, kept=False):
    """What does not come after one: what was left out before it, then what other rounds have."""

    def build(annotator, place, position, pk, *round):
        waiting = _waiting(annotator, *round).exclude(pk=pk)
        same_round_first = Case(When(unit__round=place, then=0), default=1)
        return waiting.filter(~_comes_later(place, position, pk)).order_by(
            same_round_first, *waiting.query.order_by
        )[:count]

    return Compiled(build, takes=4 + kept)


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
    spots = [value for one in assignments for value in (one.position, one.pk)]
    counted = _counts(len(assignments))(first.annotator_id, first.unit.round_id, *spots)
    done, given, *places = counted[0] if counted else [0] * (2 + len(assignments))
    return {
        one.pk: Progress(place, done, given) for one, place in zip(assignments, places, strict=True)
    }


@functools.cache
def _counts(number):
    """How many an annotator has coded in a round, was given, and has up to each of some spots."""

    def build(annotator, round, *spots):
        mine = Attempt.objects.current().filter(
            assignment__released_at=None,
            assignment__unit__excluded_at=None,
            assignment__annotator=annotator,
            assignment__unit__round=round,
        )
        counted = {"done": Count("submitted_at"), "given": Count("pk")}
        for place, (position, pk) in enumerate(zip(spots[::2], spots[1::2], strict=True)):
            before = Q(assignment__position__lt=position)
            same = Q(assignment__position=position, assignment__pk__lte=pk)
            counted[f"place{place}"] = Count("pk", filter=before | same)
        # Grouped by what is the same in all: an aggregate that can still be compiled.
        return mine.values("assignment__annotator").annotate(**counted).values_list(*counted)

    return Compiled(build, takes=2 + 2 * number)
