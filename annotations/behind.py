"""The units behind a number: which rows of a round a figure of its report was counted from."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotations.forecasting import DAYS_OF_PACE
from annotations.models import (
    Assignment,
    Attempt,
    Decision,
    Label,
    Objection,
    Round,
    Unit,
    Variable,
)
from annotations.reliability import Answers
from newsroom.models import User

STATES = {
    "waiting": _("being coded"),
    "complete": _("coded by all"),
    "disputed": _("to review"),
    "to_check": _("to check"),
    "settled": pgettext_lazy("units", "settled"),
    "unanimous": _("settled unanimously"),
    "reviewed": _("settled by a reviewer"),
    "checked": _("settled and checked by a second person"),
    "unsettled": _("not settled"),
    "held": _("in the round"),
    "begun": _("in the round and coded by somebody"),
    "excluded": _("taken out of the round"),
    "gone": _("the article no longer stands"),
    "objected": _("objected to"),
    "undated": _("of an undated issue"),
    "lately": _("coded in the last 14 days"),
}
AGREEMENT = {"compared": _("coded by two or more"), "apart": _("differing"), "alike": _("alike")}
LEFT_OUT = {
    "later": _("later attempts"),
    "assisted": _("assisted attempts"),
    "recoded": _("hidden second codings"),
    "excluded": _("taken out of the round"),
    "single": _("coded by one annotator only"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for in a round; whatever is None or empty narrows nothing."""

    variable: Variable | None = None
    row: Label | None = None  # given by one annotator …
    column: Label | None = None  # … and this one by another, to the same unit
    agreement: str = ""
    annotator: User | None = None
    given_to: User | None = None  # whether they have coded it or not
    other: User | None = None  # who coded the same units
    gold: str = ""  # "like" or "unlike": the annotator's label beside the settled one
    state: str = ""
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The units, and how many pairs of answers they hold where a pair of labels is asked for."""

    units: QuerySet[Unit]
    n_pairs: int | None = None


def units(said: Answers, wanted: Wanted, *, order: Iterable[int], user: Any) -> Found:
    """Return the units of a round from which a figure was counted, as far as a person may see them.

    `said` are the answers that they may see; `order` lists the annotators as the heat maps do.
    """
    found = Unit.objects.filter(round=said.round).not_to_be_coded_by(user)
    found = in_state(found, wanted.state)
    if wanted.given_to:
        theirs = Assignment.objects.counted().filter(annotator=wanted.given_to)
        theirs = theirs.filter(unit__round=said.round, **_still_in(wanted, "unit"))
        found = found.filter(pk__in=theirs.values("unit"))
    n_pairs = None
    if wanted.row and wanted.column and wanted.variable:
        held = holding_pair(
            said.given[wanted.variable.pk], wanted.row.pk, wanted.column.pk, order=order
        )
        found, n_pairs = found.filter(pk__in=held), sum(held.values())
    if wanted.agreement:
        found = found.filter(pk__in=_agreeing(said, wanted))
    if wanted.left_out == "single":
        alone = [unit for unit, sheets in said.by_unit.items() if len(sheets) == 1]
        found = found.filter(pk__in=alone)
    elif wanted.left_out:
        found = found.filter(pk__in=_left_out(said.round, wanted, user=user))
    both = [one.pk for one in (wanted.annotator, wanted.other) if one]
    if len(both) == 2:
        shared = [unit for unit, sheets in said.by_unit.items() if set(both) <= set(sheets)]
        found = found.filter(pk__in=shared)
    elif wanted.annotator and wanted.gold and wanted.variable:
        like = wanted.gold == "like"
        found = found.filter(
            pk__in=beside_gold(said, wanted.variable, wanted.annotator, like=like, user=user)
        )
    elif wanted.annotator and not wanted.left_out:
        mine = (
            Attempt.objects.visible_to(user)
            .submitted()
            .counted()
            .filter(assignment__annotator=wanted.annotator, **_still_in(wanted, "assignment__unit"))
        )
        found = found.filter(pk__in=mine.values("assignment__unit"))
    elif wanted.row and wanted.variable and not wanted.column:
        given = said.given[wanted.variable.pk].items()
        held = {unit: 1 for (unit, _who), labels in given if labels[0] == wanted.row.pk}
        found = found.filter(pk__in=held)
    return Found(found.order_by("sequence"), n_pairs)


def _still_in(wanted: Wanted, unit: str) -> dict[str, Any]:
    """What a person was given and has coded counts units in the round, unless others are asked."""
    return {} if wanted.state == "excluded" else {f"{unit}__excluded_at": None}


def in_state(found: Any, state: str) -> Any:
    """Narrow units to those in one of the `STATES`, by the words of the round's page."""
    if state == "waiting":
        return found.to_be_coded()
    if state == "gone":
        return found.gone()
    if state == "complete":
        return found.counted().filter(completed_at__isnull=False)
    if state == "disputed":
        return found.disputed()
    if state == "to_check":
        return found.to_check()
    if state == "settled":
        return found.counted().filter(settled_at__isnull=False)
    if state in ("unanimous", "reviewed", "checked"):
        gold = Decision.objects.gold()
        if state == "checked":
            gold = gold.filter(checked_at__isnull=False)
        else:
            basis = Decision.Basis.UNANIMOUS if state == "unanimous" else Decision.Basis.REVIEW
            gold = gold.filter(basis=basis)
        return found.filter(pk__in=gold.order_by().values("unit"))
    if state == "unsettled":
        return found.counted().filter(settled_at=None)
    if state == "held":
        return found.counted()
    if state == "begun":
        handed_in = Attempt.objects.counted().submitted().filter(number=1)
        return found.counted().filter(pk__in=handed_in.values("assignment__unit"))
    if state == "excluded":
        return found.filter(excluded_at__isnull=False)
    if state == "objected":
        return found.filter(pk__in=Objection.objects.values("unit"))
    if state == "undated":
        return found.counted().filter(article__page__issue__date=None)
    if state == "lately":
        return found.filter(pk__in=coded_lately().values("assignment__unit"))
    return found


def coded_lately(*, today: date | None = None) -> Any:
    """Return the first answers of the whole days that a round's pace is told from."""
    today = today or timezone.localdate()
    return (
        Attempt.objects.counted()
        .filter(number=1, assignment__unit__excluded_at=None)
        .annotate(day=TruncDate("submitted_at"))
        .filter(day__gte=today - timedelta(days=DAYS_OF_PACE), day__lt=today)
    )


def with_coders(found: QuerySet[Unit]) -> QuerySet[Unit]:
    """Add to units how many annotators have submitted them: n_coded."""
    first = Q(
        assignments__attempts__number=1,
        assignments__attempts__submitted_at__isnull=False,
        assignments__recode=False,
        assignments__released_at=None,
    )
    return found.annotate(n_coded=Count("assignments__attempts", filter=first, distinct=True))


def codings(found: QuerySet[Unit]) -> tuple[int, int]:
    """Return how many answers units have, and how many they are to have, as the overview counts."""
    handed_in = Attempt.objects.counted().submitted().filter(number=1)
    done = handed_in.filter(assignment__unit__in=found.order_by().values("pk")).count()
    wanted = found.order_by().aggregate(wanted=Sum("wanted"))["wanted"] or 0
    return done, max(done, wanted)


def holding_pair(
    given: dict[tuple[int, int], tuple[int, ...]], row: int, column: int, *, order: Iterable[int]
) -> dict[int, int]:
    """Return the units behind one cell of a heat map, with how many pairs of answers each holds.

    `given` as in `Answers`, for one variable. In a pair the annotator who comes first in `order`
    gave the label of the row.
    """
    rank = {annotator: place for place, annotator in enumerate(order)}
    by_unit: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (unit, annotator), labels in given.items():
        by_unit[unit].append((rank[annotator], labels[0]))
    held: dict[int, int] = defaultdict(int)
    for unit, coded in by_unit.items():
        for (_first, one), (_second, other) in combinations(sorted(coded), 2):
            if (one, other) == (row, column):
                held[unit] += 1
    return dict(held)


def _agreeing(said: Answers, wanted: Wanted) -> list[int]:
    """Return the units on which annotators agree or differ, on one variable or on any."""
    variables = [wanted.variable.pk] if wanted.variable else None
    found = []
    for unit, sheets in said.by_unit.items():
        answers = [
            [answer for answer in sheet if variables is None or answer[0] in variables]
            for sheet in sheets.values()
        ]
        answers = [sorted(answer) for answer in answers if answer]
        if len(answers) < 2:
            continue
        alike = all(answer == answers[0] for answer in answers)
        if wanted.agreement == "compared" or (wanted.agreement == "alike") == alike:
            found.append(unit)
    return found


def _left_out(round: Round, wanted: Wanted, *, user: Any) -> QuerySet[Any]:
    """Return the units whose attempts were left out for one reason, as `reporting.left_out`."""
    attempts = Attempt.objects.visible_to(user).submitted().filter(assignment__unit__round=round)
    if wanted.annotator:
        attempts = attempts.filter(assignment__annotator=wanted.annotator)
    first = Q(number=1, assignment__recode=False)
    reasons = {
        "later": Q(number__gt=1, assignment__recode=False),
        "assisted": first & Q(assisted=True, assignment__unit__excluded_at=None),
        "recoded": Q(assignment__recode=True),
        "excluded": first & Q(assignment__unit__excluded_at__isnull=False),
    }
    return attempts.filter(reasons[wanted.left_out]).values("assignment__unit")


def beside_gold(
    said: Answers, variable: Variable, annotator: User, *, like: bool, user: Any
) -> list[int]:
    """Return the units on which an annotator's first (main) label is or is not the settled one."""
    settled = dict(
        Decision.objects.visible_to(user)
        .gold()
        .filter(unit__round=said.round, labels__variable=variable, labels__main=True)
        .order_by()
        .values_list("unit", "labels__label")
    )
    return [
        unit
        for (unit, who), labels in said.given[variable.pk].items()
        if who == annotator.pk and unit in settled and (labels[0] == settled[unit]) == like
    ]


def apart(said: Answers) -> dict[int, list[Variable]]:
    """Return the variables on which the annotators of each unit differ."""
    found: dict[int, list[Variable]] = {}
    by_pk = {variable.pk: variable for variable in said.variables}
    for unit, sheets in said.by_unit.items():
        answers: dict[int, set[Any]] = defaultdict(set)
        for sheet in sheets.values():
            for variable, *labels in sheet:
                answers[variable].add(tuple(labels))
        differing = [by_pk[variable] for variable, given in answers.items() if len(given) > 1]
        if differing:
            found[unit] = differing
    return found
