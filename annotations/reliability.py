"""Reliability: how far annotators agree in a round, and whether main coding may begin."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from annotations.agreement import (
    Coefficient,
    Interval,
    bootstrap_interval,
    percent_agreement,
)
from annotations.models import Annotation, Assignment, Attempt, Label, Round, Variable

LEVEL = 0.95
DRAWS = 1000
# The same for every report, so that the same answers always give the same interval.
SEED = 20190709


@dataclass(frozen=True, slots=True)
class Measure:
    """Agreement on one variable, or on one part of a variable that takes several labels."""

    variable: Variable
    part: str  # "main" or "all" of the labels, or empty where a variable takes one
    metric: str
    percent: Coefficient
    interval: Interval

    @property
    def name(self) -> str:
        """What agreement is measured on, in the reader's language."""
        words = {
            "main": _("%(variable)s: main label"),
            "all": _("%(variable)s: all labels"),
            "": "%(variable)s",
        }
        return words[self.part] % {"variable": self.variable.name}

    @property
    def alpha(self) -> float | None:
        """Krippendorff's alpha, or None with a `reason`."""
        return self.interval.coefficient.value

    @property
    def threshold(self) -> float:
        """What the lower bound has to reach."""
        return float(self.variable.threshold)

    @property
    def passed(self) -> bool:
        """Whether the lower bound of the interval reaches the threshold. Undefined never passes."""
        return self.interval.low is not None and self.interval.low >= self.threshold

    @property
    def reason(self) -> str | None:
        """Why there is no alpha or no interval, as a sentence to translate."""
        return self.interval.coefficient.reason or self.interval.reason

    @property
    def beside_scale(self) -> bool:
        """Whether a scale is measured as plain names, because a label stands beside it."""
        return self.variable.kind == Variable.Kind.ORDINAL and self.metric == "nominal"


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often one annotator gave the row's label and another the column's, over their pairs."""

    variable: Variable
    labels: list[Label]
    counts: list[list[int]]
    annotators: list[int]  # those in the pairs; rows are the earlier ones of this list

    @property
    def n_pairs(self) -> int:
        """The number of compared pairs of answers."""
        return sum(map(sum, self.counts))


@dataclass(frozen=True, slots=True)
class Answers:
    """First, independent answers: {variable id: {(unit, annotator): label ids, main first}}."""

    round: Round
    variables: list[Variable]
    given: dict[int, dict[tuple[int, int], tuple[int, ...]]]

    @property
    def compared(self) -> tuple[int, int]:
        """How many units two or more annotators have coded, and on how many of them they differ."""
        by_unit: dict[int, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for variable in self.variables:
            for (unit, annotator), labels in self.given[variable.pk].items():
                said = (variable.pk, labels[0], frozenset(labels))
                by_unit[unit][annotator].append(said)
        coded = [list(sheets.values()) for sheets in by_unit.values() if len(sheets) > 1]
        return len(coded), sum(any(said != sheets[0] for said in sheets) for sheets in coded)


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether main coding may begin: `reason` says why not, and is empty when it may."""

    reason: str
    test: Round | None  # the reliability test that decides, or the one to be finished
    measures: list[Measure]

    @property
    def is_open(self) -> bool:
        """Whether a main round of these annotators may be opened."""
        return not self.reason


def answers(round: Round, annotations: QuerySet[Annotation]) -> Answers:
    """Read the first, independent answers of a round, as far as `annotations` holds them."""
    variables = list(round.codebook_version.variables.prefetch_related("labels"))
    given: dict[int, dict[tuple[int, int], tuple[int, ...]]] = {v.pk: {} for v in variables}
    first = Attempt.objects.independent().filter(assignment__unit__round=round)
    for variable, unit, annotator, label in (
        annotations.filter(attempt__in=first)
        .order_by("-main", "label__position")
        .values_list(
            "variable",
            "attempt__assignment__unit",
            "attempt__assignment__annotator",
            "label",
        )
    ):
        before = given[variable].get((unit, annotator), ())
        given[variable][unit, annotator] = (*before, label)
    return Answers(round, variables, given)


def visible_answers(round: Round, *, user: Any) -> Answers:
    """Read the first answers of a round that this person may see."""
    return answers(round, Annotation.objects.visible_to(user))


def measures(said: Answers) -> list[Measure]:
    """Measure agreement on every variable.

    A variable of one label is nominal. One of several labels counts twice: its main label, nominal,
    and all its labels as a set, by the MASI distance. A scale is ordinal, but nominal as soon as a
    label stands beside it ("mixed"), which has no place between the steps.
    """
    result = []
    for variable in said.variables:
        given = said.given[variable.pk]
        main = [(unit, person, labels[0]) for (unit, person), labels in given.items()]
        if variable.kind == Variable.Kind.SEVERAL:
            sets = [(unit, person, frozenset(labels)) for (unit, person), labels in given.items()]
            result.append(_measure(variable, "main", "nominal", main))
            result.append(_measure(variable, "all", "masi", sets))
            continue
        labels = {label.pk: label for label in variable.labels.all()}
        scale = variable.kind == Variable.Kind.ORDINAL
        if scale and not any(label.beside_scale for label in labels.values()):
            steps = [(unit, person, labels[label].value) for unit, person, label in main]
            result.append(_measure(variable, "", "ordinal", steps))
        else:
            result.append(_measure(variable, "", "nominal", main))
    return result


def _measure(variable: Variable, part: str, metric: Any, ratings: list[Any]) -> Measure:
    interval = bootstrap_interval(
        ratings, metric, draws=DRAWS, level=LEVEL, threshold=float(variable.threshold), seed=SEED
    )
    return Measure(variable, part, metric, percent_agreement(ratings), interval)


def confusions(said: Answers, *, order: Iterable[int]) -> list[Confusion]:
    """Count, for each variable, which (main) labels two annotators gave to the same unit.

    `order` lists the annotators: in each pair the earlier one is the row.
    """
    rank = {annotator: place for place, annotator in enumerate(order)}
    result = []
    for variable in said.variables:
        labels = list(variable.labels.all())
        place = {label.pk: position for position, label in enumerate(labels)}
        counts = [[0] * len(labels) for _row in labels]
        by_unit: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for (unit, annotator), chosen in said.given[variable.pk].items():
            by_unit[unit].append((rank[annotator], chosen[0]))
        people = set()
        for coded in by_unit.values():
            for (row_of, row), (column_of, column) in combinations(sorted(coded), 2):
                counts[place[row]][place[column]] += 1
                people |= {row_of, column_of}
        by_rank = {position: annotator for annotator, position in rank.items()}
        annotators = [by_rank[position] for position in sorted(people)]
        result.append(Confusion(variable, labels, counts, annotators))
    return result


def gate(round: Round) -> Gate:
    """Say whether a main round of a round's annotators and codebook version may be opened.

    The last finished reliability test of exactly these people with exactly this version decides:
    every required variable must have passed it. Finished means that everybody has coded every
    unit. The verdict is the same for everybody, so it looks at all answers; what a person is shown
    of the figures goes through `visible_answers`.
    """
    people = sorted(
        Assignment.objects.filter(unit__round=round)
        .order_by()
        .values_list("annotator", flat=True)
        .distinct()
    )
    still = Attempt.objects.filter(
        assignment__unit__round=OuterRef("pk"), number=1, submitted_at=None
    )
    tests = (
        Round.objects.filter(
            kind=Round.Kind.RELIABILITY,
            codebook_version=round.codebook_version_id,
            opened_at__isnull=False,
        )
        .annotate(
            people=ArrayAgg("units__assignments__annotator", distinct=True),
            n_units=Count("units", distinct=True),
            n_codings=Count("units__assignments", distinct=True),
            unfinished=Exists(still),
        )
        .select_related("codebook_version")
        .order_by("-opened_at", "-pk")
    )
    ours = [test for test in tests if sorted(test.people) == people]
    finished = [
        test
        for test in ours
        if not test.unfinished and test.n_codings == test.n_units * len(people)
    ]
    if finished:
        return _verdict(finished[0])
    if ours:
        sentence = _("The reliability test “%(test)s” is not finished yet.")
        return Gate(sentence % {"test": ours[0].name}, ours[0], [])
    return Gate(
        _("No reliability test with this codebook version was coded by exactly these annotators."),
        None,
        [],
    )


def _verdict(test: Round) -> Gate:
    found = measures(answers(test, Annotation.objects.all()))
    failed = [measure for measure in found if measure.variable.required and not measure.passed]
    if not failed:
        return Gate("", test, found)
    # Names only: the figures are for those who may see the answers.
    sentence = _("Not passed in the reliability test “%(test)s”: %(variables)s.")
    names = pgettext("between names", ", ").join(measure.name for measure in failed)
    return Gate(sentence % {"test": test.name, "variables": names}, test, found)
