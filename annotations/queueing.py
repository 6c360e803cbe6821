"""The reviewer's queue: what waits for whom, in which order, and how far its answers agree."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from string import ascii_uppercase
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from annotations import reviewing
from annotations.comparing import letters, signs
from annotations.models import Annotation, Attempt, Decision, Return, Unit, Variable


@dataclass(frozen=True, slots=True)
class Column:
    """The answers to one variable as signs, in the order A, B, C: same sign, same answer."""

    variable: Variable
    signs: list[int]

    @property
    def spoken(self) -> str:
        """The same in words, for those who do not see the signs."""
        groups: dict[int, list[str]] = defaultdict(list)
        for sign, letter in zip(self.signs, ascii_uppercase, strict=False):
            groups[sign].append(letter)
        if len(groups) == 1:
            return _("all alike")
        between, comma = _(" and "), _(", ")
        return comma.join(
            (_("%(letters)s alike") if len(group) > 1 else _("%(letters)s alone"))
            % {"letters": between.join(group)}
            for group in groups.values()
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A unit in the reviewer's queue."""

    unit: Unit
    columns: list[Column]
    agreement: float
    came_back: bool


def agreement(columns: Iterable[Sequence[int]]) -> float:
    """Return the mean over variables of the share of pairs that agree.

    >>> agreement([[1, 1, 2], [1, 1, 1]])
    0.6666666666666666
    >>> agreement([[1]])
    1.0
    """
    shares = []
    for column in columns:
        pairs = [one == other for one, other in combinations(column, 2)]
        shares.append(sum(pairs) / len(pairs) if pairs else 1.0)
    return sum(shares) / len(shares) if shares else 1.0


def queue(user: Any, *, round: int | None = None) -> list[Waiting]:
    """Return what waits for a reviewer: by round, disputed units first, then those that came back.

    Within each, the lowest agreement comes first. Five queries, whatever the length.
    """
    returned = Return.objects.filter(attempt__assignment__unit=OuterRef("pk"))
    units = Unit.objects.reviewable_by(user).disputed()
    if round is not None:
        units = units.filter(round=round)
    variables = defaultdict(list)
    for variable in Variable.objects.filter(version__rounds__units__in=units).distinct():
        variables[variable.version_id].append(variable)
    attempts: dict[int, dict[int, int]] = defaultdict(dict)
    for unit, assignment, attempt in (
        Attempt.objects.visible_to(user)
        .current()
        .submitted()
        .filter(assignment__unit__in=units)
        .values_list("assignment__unit", "assignment", "pk")
    ):
        attempts[unit][assignment] = attempt
    given = {
        (attempt, variable): tuple(labels)
        for attempt, variable, labels in Annotation.objects.visible_to(user)
        .filter(attempt__superseded_at=None, attempt__assignment__unit__in=units)
        .order_by()
        .values_list("attempt", "variable")
        .annotate(labels=ArrayAgg("label", order_by=("-main", "label")))
    }
    waiting = []
    for unit in (
        units.annotate(came_back=Exists(returned))
        .select_related("round", "article")
        .defer("article__text")
    ):
        order = letters(unit.pk, attempts[unit.pk])
        columns = [
            Column(
                variable,
                signs([given.get((attempts[unit.pk][one], variable.pk), ()) for one in order]),
            )
            for variable in variables[unit.round.codebook_version_id]
        ]
        share = agreement(column.signs for column in columns)
        waiting.append(Waiting(unit, columns, share, unit.came_back))
    waiting.sort(key=lambda w: (w.unit.round_id, w.came_back, w.agreement, w.unit.sequence))
    return waiting


def following(waiting: Sequence[Waiting], unit: Unit) -> Unit | None:
    """Return the unit after this one in a queue as it was, that is still to be settled.

    After the last one it begins again at the top: what was skipped comes again.
    """
    place = next((i for i, item in enumerate(waiting) if item.unit.pk == unit.pk), -1)
    order = [item.unit for item in (*waiting[place + 1 :], *waiting[: max(place, 0)])]
    still = Unit.objects.disputed().in_bulk([one.pk for one in order])
    return next((one for one in order if one.pk in still), None)


def units_to_review(user: Any) -> QuerySet[Unit]:
    """The units that a reviewer may open: those coded by all, and those sent back."""
    returned = Return.objects.filter(attempt__assignment__unit=OuterRef("pk"))
    return Unit.objects.reviewable_by(user).filter(Q(completed_at__isnull=False) | Exists(returned))


def last_decision(user: Any, *, since: datetime) -> Decision | None:
    """Return a reviewer's last decision that can still be undone, if it was made lately."""
    decision = (
        Decision.objects.visible_to(user)
        .standing()
        .filter(reviewer=user, decided_at__gte=since)
        .select_related("unit__article")
        .order_by("-decided_at")
        .first()
    )
    return decision if decision and not reviewing.released(decision) else None


def rounds_waiting(user: Any) -> list[dict[str, Any]]:
    """Return the rounds in which something waits for a reviewer, with how much."""
    return list(
        Unit.objects.reviewable_by(user)
        .disputed()
        .values("round", "round__name")
        .annotate(waiting=Count("pk"))
        .order_by("round")
    )
