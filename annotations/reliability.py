"""Reliability: how far annotators agree in a round, and whether main coding may begin."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from annotations.agreement import Coefficient, Interval, bootstrap_interval, percent_agreement
from annotations.agreement.ratings import Rating
from annotations.models import Annotation, Attempt, Label, Round, Variable

LEVEL = 0.95
DRAWS = 1000
# The same for every report, so that the same answers always give the same interval.
SEED = 20190709


@dataclass(frozen=True, slots=True)
class Scale:
    """What agreement is measured on: a variable, or a part of one that takes several labels."""

    variable: Variable
    part: str  # "main" or "all" of the labels, or empty where a variable takes one
    metric: Any
    ratings: list[Rating]

    @property
    def name(self) -> str:
        """The variable and the part of it, in the reader's language."""
        return name_of(self.variable, self.part)


def name_of(variable: Variable, part: str) -> str:
    """Return what agreement is measured on, in the reader's language."""
    words = {
        "main": _("%(variable)s: main label"),
        "all": _("%(variable)s: all labels"),
        "": "%(variable)s",
    }
    return words[part] % {"variable": variable.name}


@dataclass(frozen=True, slots=True)
class Measure:
    """Agreement on one variable, or on one part of a variable that takes several labels."""

    variable: Variable
    part: str  # as of a Scale
    metric: str
    percent: Coefficient
    interval: Interval

    @property
    def name(self) -> str:
        """What agreement is measured on, in the reader's language."""
        return name_of(self.variable, self.part)

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
    def by_unit(self) -> dict[int, dict[int, list[Any]]]:
        """{unit: {annotator: what they said on every variable}}, of the units with any answer."""
        sheets: dict[int, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for variable in self.variables:
            for (unit, annotator), labels in self.given[variable.pk].items():
                sheets[unit][annotator].append((variable.pk, labels[0], frozenset(labels)))
        return sheets

    @property
    def compared(self) -> tuple[int, int]:
        """How many units two or more annotators have coded, and on how many of them they differ."""
        coded = [list(sheets.values()) for sheets in self.by_unit.values() if len(sheets) > 1]
        return len(coded), sum(any(said != sheets[0] for said in sheets) for sheets in coded)


def answers(round: Round, annotations: QuerySet[Annotation]) -> Answers:
    """Read the first, independent answers of a round, as far as `annotations` holds them."""
    return answers_of([round], annotations)[round.pk]


def answers_of(
    rounds: Iterable[Round],
    annotations: QuerySet[Annotation],
    attempts: QuerySet[Attempt] | None = None,
) -> dict[int, Answers]:
    """Read the answers of several rounds in three queries: {round: Answers}.

    `attempts` are those that count; without it, the first, independent ones.
    """
    rounds = list(rounds)
    counted = Attempt.objects.independent() if attempts is None else attempts
    variables: dict[int, list[Variable]] = defaultdict(list)
    for variable in Variable.objects.filter(
        version__in={round.codebook_version_id for round in rounds}
    ).prefetch_related("labels"):
        variables[variable.version_id].append(variable)
    given: dict[int, dict[int, dict[tuple[int, int], tuple[int, ...]]]] = {
        round.pk: {variable.pk: {} for variable in variables[round.codebook_version_id]}
        for round in rounds
    }
    for round_id, variable_id, unit, annotator, label in (
        annotations.filter(
            attempt__in=counted.filter(assignment__unit__round__in=[one.pk for one in rounds])
        )
        .order_by("-main", "label__position")
        .values_list(
            "attempt__assignment__unit__round",
            "variable",
            "attempt__assignment__unit",
            "attempt__assignment__annotator",
            "label",
        )
    ):
        sheet = given[round_id][variable_id]
        sheet[unit, annotator] = (*sheet.get((unit, annotator), ()), label)
    return {
        round.pk: Answers(round, variables[round.codebook_version_id], given[round.pk])
        for round in rounds
    }


def visible_answers(round: Round, *, user: Any) -> Answers:
    """Read the first answers of a round that this person may see."""
    return answers(round, Annotation.objects.visible_to(user))


def scales(said: Answers) -> list[Scale]:
    """Say what agreement is measured on, and by which distance.

    A variable of one label is nominal. One of several labels counts twice: its main label, nominal,
    and all its labels as a set, by the MASI distance. A scale is ordinal, but nominal as soon as a
    label stands beside it ("mixed"), which has no place between the steps.
    """
    result = []
    for variable in said.variables:
        given = said.given[variable.pk]
        main: list[Rating] = [(unit, person, labels[0]) for (unit, person), labels in given.items()]
        if variable.kind == Variable.Kind.SEVERAL:
            sets: list[Rating] = [
                (unit, person, frozenset(labels)) for (unit, person), labels in given.items()
            ]
            result.append(Scale(variable, "main", "nominal", main))
            result.append(Scale(variable, "all", "masi", sets))
            continue
        labels = {label.pk: label for label in variable.labels.all()}
        scale = variable.kind == Variable.Kind.ORDINAL
        if scale and not any(label.beside_scale for label in labels.values()):
            steps: list[Rating] = [
                (unit, person, labels[chosen[0]].value) for (unit, person), chosen in given.items()
            ]
            result.append(Scale(variable, "", "ordinal", steps))
        else:
            result.append(Scale(variable, "", "nominal", main))
    return result


def measures(said: Answers) -> list[Measure]:
    """Measure agreement on every scale, with its interval."""
    return [
        Measure(
            scale.variable,
            scale.part,
            scale.metric,
            percent_agreement(scale.ratings),
            bootstrap_interval(
                scale.ratings,
                scale.metric,
                draws=DRAWS,
                level=LEVEL,
                threshold=float(scale.variable.threshold),
                seed=SEED,
            ),
        )
        for scale in scales(said)
    ]


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
