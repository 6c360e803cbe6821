"""The reliability report beyond alpha: each annotator, each label, and what was left out."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import mean, median
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from annotations.agreement import (
    Coefficient,
    beside_the_others,
    chi_square,
    competence,
    label_alphas,
    pairs,
)
from annotations.agreement.contingency import ChiSquare
from annotations.agreement.people import Beside, Pair
from annotations.models import Annotation, Assignment, Attempt, Label, Round, Unit, Variable
from annotations.reliability import Answers, Scale, scales
from annotations.steadiness import Stable, stability
from newsroom.models import User


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Submitted attempts that no coefficient counts, by reason, and units that only one coded."""

    later: int
    assisted: int
    recoded: int
    excluded: int
    single: int


@dataclass(slots=True)
class Standing:
    """One annotator on one scale."""

    annotator: User
    beside: Beside | None
    competence: float | None
    stable: Stable | None


@dataclass(frozen=True, slots=True)
class ScaleReport:
    """One scale: its annotators from the most competent on, their pairs, why there is no order."""

    scale: Scale
    standings: list[Standing]
    pairs: list[tuple[User, User, Pair]]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Spread:
    """How one annotator spreads the (main) labels, against the others on the same units."""

    annotator: User
    own: list[int]
    others: list[int]
    test: ChiSquare


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One label of a distribution: of all, and of each annotator against the others."""

    label: Label
    total: int
    alpha: Coefficient | None
    spreads: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Distribution:
    """The labels of one variable: how often each was given, by all and by each annotator."""

    variable: Variable
    labels: list[Label]
    total: list[int]
    spreads: list[Spread]
    alphas: dict[int, Coefficient] = field(default_factory=dict)  # by label, where several

    @property
    def rows(self) -> list[LabelRow]:
        """The labels one below the other."""
        return [
            LabelRow(
                label,
                self.total[place],
                self.alphas.get(label.pk),
                [(spread.own[place], spread.others[place]) for spread in self.spreads],
            )
            for place, label in enumerate(self.labels)
        ]


@dataclass(slots=True)
class Pace:
    """An annotator's pace and place in the order of competence."""

    annotator: User
    n: int
    active: float | None  # median seconds at work, as the browser counted them
    elapsed: float | None  # median seconds from opening an article to submitting it
    competence: float | None


def left_out(said: Answers, *, user: Any) -> LeftOut:
    """Count what no coefficient of a round counts, as far as this person may see it."""
    first = Q(number=1, assignment__recode=False)
    counted = (
        Attempt.objects.visible_to(user)
        .submitted()
        .filter(assignment__unit__round=said.round)
        .aggregate(
            later=Count("pk", filter=Q(number__gt=1, assignment__recode=False)),
            assisted=Count(
                "pk", filter=first & Q(assisted=True, assignment__unit__excluded_at=None)
            ),
            recoded=Count("pk", filter=Q(assignment__recode=True)),
            excluded=Count("pk", filter=first & Q(assignment__unit__excluded_at__isnull=False)),
        )
    )
    single = sum(len(sheets) == 1 for sheets in said.by_unit.values())
    return LeftOut(single=single, **counted)


def scale_reports(said: Answers, repeated: Answers, people: Iterable[User]) -> list[ScaleReport]:
    """Report on every scale: each annotator beside the others, in the order of competence."""
    by_pk = {person.pk: person for person in people}
    reports = []
    for first, second in zip(scales(said), scales(repeated), strict=True):
        known = competence(first.ratings, first.metric)
        beside = beside_the_others(first.ratings, first.metric)
        stable = stability(first, second)
        of = known.of or {}
        standings = [
            Standing(person, beside.get(pk), of.get(pk), stable.get(pk))
            for pk, person in by_pk.items()
        ]
        standings.sort(key=lambda standing: -(standing.competence or 0))
        couples = [
            (by_pk[pair.first], by_pk[pair.second], pair)  # type: ignore[index]
            for pair in pairs(first.ratings, first.metric)
        ]
        reports.append(ScaleReport(first, standings, couples, known.reason))
    return reports


def distributions(said: Answers, people: Iterable[User]) -> list[Distribution]:
    """Return how often each label was given, by all and by each annotator against the others.

    An annotator is compared on the units that somebody else has coded too.
    """
    people = list(people)
    result = []
    for variable in said.variables:
        given = said.given[variable.pk]
        labels = list(variable.labels.all())
        by_unit: dict[int, dict[int, int]] = defaultdict(dict)
        for (unit, annotator), chosen in given.items():
            by_unit[unit][annotator] = chosen[0]
        shared = [sheets for sheets in by_unit.values() if len(sheets) > 1]

        def counted(chosen: Iterable[int], labels: list[Label] = labels) -> list[int]:
            counts = Counter(chosen)
            return [counts[label.pk] for label in labels]

        spreads = []
        for person in people:
            theirs = [sheets for sheets in shared if person.pk in sheets]
            own = counted(sheets[person.pk] for sheets in theirs)
            others = counted(
                label for sheets in theirs for who, label in sheets.items() if who != person.pk
            )
            spreads.append(Spread(person, own, others, chi_square(own, others)))
        alphas: dict[int, Coefficient] = {}
        if variable.kind == Variable.Kind.SEVERAL:
            sets = [(unit, who, frozenset(chosen)) for (unit, who), chosen in given.items()]
            found = label_alphas(sets, [label.pk for label in labels])
            alphas = {label.pk: found[label.pk] for label in labels}
        total = counted(chosen[0] for chosen in given.values())
        result.append(Distribution(variable, labels, total, spreads, alphas))
    return result


def annotators_of(round: Round) -> list[User]:
    """Return who codes in a round, in the order of their codes; who left, if they coded before."""
    theirs = Assignment.objects.filter(
        Q(released_at=None) | Q(attempts__submitted_at__isnull=False),
        annotator=OuterRef("pk"),
        unit__round=round,
    )
    return list(User.objects.filter(Exists(theirs)).order_by("annotator_code"))


def paces(round: Round, reports: list[ScaleReport], people: Iterable[User]) -> list[Pace]:
    """Return each annotator's median time, and the mean of their competences over the scales.

    They come in the order of that mean, the highest first; without it, in that of their codes.
    """
    active: dict[int, list[float]] = defaultdict(list)
    elapsed: dict[int, list[float]] = defaultdict(list)
    number: Counter[int] = Counter()
    for person, seconds, started, submitted in (
        Attempt.objects.submitted()
        .filter(number=1, assignment__unit__round=round, assignment__recode=False)
        .values_list("assignment__annotator", "active_seconds", "started_at", "submitted_at")
    ):
        number[person] += 1
        if seconds is not None:
            active[person].append(seconds)
        if started is not None and started < submitted:
            elapsed[person].append((submitted - started).total_seconds())
    known: dict[int, list[float]] = defaultdict(list)
    for report in reports:
        for standing in report.standings:
            if standing.competence is not None:
                known[standing.annotator.pk].append(standing.competence)
    rows = [
        Pace(
            person,
            number[person.pk],
            median(active[person.pk]) if active[person.pk] else None,
            median(elapsed[person.pk]) if elapsed[person.pk] else None,
            mean(known[person.pk]) if known[person.pk] else None,
        )
        for person in people
    ]
    return sorted(rows, key=lambda row: -(row.competence or 0))


def hidden_units(round: Round, *, user: Any) -> int:
    """Count the units of a round that a person has still to code: they are left out for them."""
    units = Unit.objects.filter(round=round)
    return units.count() - units.not_to_be_coded_by(user).count()


def recodes_of(unit: Unit, *, user: Any) -> list[Attempt]:
    """Return the hidden second codings of a unit that a person may see, with their labels."""
    given = (
        Annotation.objects.visible_to(user)
        .select_related("label")
        .order_by("-main", "label__position")
    )
    return list(
        Attempt.objects.visible_to(user)
        .submitted()
        .filter(assignment__unit=unit, assignment__recode=True)
        .select_related("assignment__annotator")
        .prefetch_related(Prefetch("annotations", given))
        .order_by("submitted_at")
    )
