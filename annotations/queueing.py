"""The reviewer's queue: what waits for whom, in which order, and how far its answers agree."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from string import ascii_uppercase
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations import ordering, reviewing
from annotations.comparing import asked_in_addition, letters, signs
from annotations.models import (
    Annotation,
    Attempt,
    Claim,
    Decision,
    Objection,
    Return,
    Unit,
    Variable,
)
from annotations.narrowing import Narrowing
from annotations.ordering import Ranked, waiting_for

SECTIONS = {
    ordering.DISPUTED: gettext_lazy("Disputed"),
    ordering.CAME_BACK: gettext_lazy("Came back"),
    ordering.OBJECTION: gettext_lazy("Objections"),
    ordering.SECOND_REVIEW: gettext_lazy("Second review"),
    ordering.SPOT_CHECK: gettext_lazy("Agreed, spot check"),
}


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
    section: int
    claim: Claim | None  # of another reviewer


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some of the queue, from `first` (counted from 1), and how much there is in each section."""

    items: list[Waiting]
    counts: dict[int, int]
    first: int

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """The sections that are not empty, with how much is in each."""
        return [(str(SECTIONS[one]), self.counts[one]) for one in SECTIONS if one in self.counts]

    @property
    def groups(self) -> list[tuple[str, int, list[Waiting]]]:
        """What is shown, by section: its name, how much is in it altogether, the units."""
        return [
            (str(SECTIONS[section]), self.counts[section], list(items))
            for section, items in groupby(self.items, key=lambda item: item.section)
        ]

    @property
    def total(self) -> int:
        """How many units wait."""
        return sum(self.counts.values())

    @property
    def more(self) -> bool:
        """Whether there is more than is shown here."""
        return self.total > len(self.items)


def stretch(
    user: Any,
    narrowing: Narrowing | None = None,
    *,
    first: int = 1,
    count: int = 50,
    around: Unit | None = None,
) -> Stretch:
    """Return a part of what waits for a reviewer, in order. Six queries, whatever the length.

    Disputed units come first, those with the lowest agreement on top; then those that came back
    after being sent back, objections, second reviews, spot checks. From place `first`, or with the
    unit `around` in the middle.
    """
    narrowing = narrowing or Narrowing()
    ranked, counts = ordering.read(
        narrowing.apply(waiting_for(user)),
        differs_on=narrowing.differs_on,
        first=first,
        count=count,
        around=around.pk if around else None,
    )
    items = _waiting(user, ranked)
    return Stretch(items, counts, ranked[0].place if ranked else 1)


def _waiting(user: Any, ranked: Sequence[Ranked]) -> list[Waiting]:
    """Load what the queue shows of these units."""
    pks = [one.unit for one in ranked]
    units = (
        Unit.objects.select_related("round", "article", "claim__reviewer")
        .defer("article__text")
        .in_bulk(pks)
    )
    variables = defaultdict(list)
    versions = {unit.round.codebook_version_id for unit in units.values()}
    for variable in Variable.objects.filter(version__in=versions):
        variables[variable.version_id].append(variable)
    attempts: dict[int, dict[int, int]] = defaultdict(dict)
    for unit_pk, assignment, attempt in (
        Attempt.objects.visible_to(user)
        .current()
        .submitted()
        .counted()
        .filter(assignment__unit__in=pks)
        .values_list("assignment__unit", "assignment", "pk")
    ):
        attempts[unit_pk][assignment] = attempt
    given = {
        (attempt, variable): tuple(labels)
        for attempt, variable, labels in Annotation.objects.visible_to(user)
        .filter(attempt__in=[pk for own in attempts.values() for pk in own.values()])
        .order_by()
        .values_list("attempt", "variable")
        .annotate(labels=ArrayAgg("label", order_by=("-main", "label")))
    }
    asked = asked_in_addition(pks)
    waiting = []
    for one in ranked:
        unit, own = units[one.unit], attempts[one.unit]
        order = letters(unit.pk, own, first=unit.wanted - asked.get(unit.pk, 0))
        columns = [
            Column(variable, signs([given.get((own[who], variable.pk), ()) for who in order]))
            for variable in variables[unit.round.codebook_version_id]
        ]
        claim = getattr(unit, "claim", None)
        others = claim if claim and claim.reviewer_id != user.pk else None
        waiting.append(Waiting(unit, columns, one.agreement, one.section, others))
    return waiting


def place_of(unit: Unit, user: Any) -> ordering.Key | None:
    """Where a unit stands in the queue, to go on from there once it has left it."""
    return ordering.key_of(waiting_for(user), unit)


def following(
    user: Any,
    place: ordering.Key | None,
    narrowing: Narrowing | None = None,
    *,
    skip: Unit | None = None,
) -> int | None:
    """Return the unit that follows a place in the queue and that no other reviewer has; or None.

    After the last one it begins again at the top: what was skipped comes again.
    """
    narrowing = narrowing or Narrowing()
    taken = Claim.objects.filter(unit=OuterRef("pk")).exclude(reviewer=user)
    units = narrowing.apply(waiting_for(user)).filter(~Exists(taken))
    if skip:
        units = units.exclude(pk=skip.pk)
    return ordering.after(units, place, differs_on=narrowing.differs_on)


def units_to_review(user: Any) -> QuerySet[Unit]:
    """The units that a reviewer may open: coded by all, sent back, or decided once."""
    returned = Return.objects.standing().filter(attempt__assignment__unit=OuterRef("pk"))
    decided = Decision.objects.filter(unit=OuterRef("pk"))
    return Unit.objects.reviewable_by(user).filter(
        Q(completed_at__isnull=False) | Exists(returned) | Exists(decided)
    )


def last_act(user: Any, *, since: datetime) -> Decision | None:
    """Return what a reviewer decided or confirmed last and can still undo, if it was lately."""
    own = Q(reviewer=user, decided_at__gte=since, checked_at=None)
    checked = Q(checked_by=user, checked_at__gte=since, unit__settled_at__isnull=False)
    found = (
        Decision.objects.visible_to(user)
        .standing()
        .filter(own | checked)
        .select_related("unit__article")
        .order_by(Greatest("decided_at", "checked_at"))
        .last()
    )
    return found if found and not reviewing.released(found) else None


def agreed_rounds(user: Any) -> list[dict[str, Any]]:
    """Return the rounds in which unanimous answers wait for the spot check, with how many."""
    unanimous = Decision.objects.standing().filter(
        unit=OuterRef("pk"), basis=Decision.Basis.UNANIMOUS
    )
    objected = Objection.objects.open().filter(unit=OuterRef("pk"))
    return list(
        waiting_for(user)
        .filter(Exists(unanimous), ~Exists(objected))
        .values("round", "round__name")
        .annotate(waiting=Count("pk"))
        .order_by("round")
    )
