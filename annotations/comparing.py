"""Answers side by side: who said what under which letter, and where they differ."""

import random
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from django.db.models import Count, Prefetch

from annotations.models import (
    Annotation,
    Assignment,
    Attempt,
    Decision,
    DecisionLabel,
    Evidence,
    EvidenceAnchor,
    Label,
    Return,
    Unit,
    Variable,
)
from newsroom.models import Article, AuditEntry
from newsroom.reading import Mark

OWN = "own"
SLOTS = (1, 2, 4, 3, 5)  # the marks of A, B, C … in the stylesheet, those furthest apart first


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one annotator last submitted for a unit, under a letter instead of a name."""

    letter: str
    slot: int
    attempt: Attempt
    labels: dict[int, list[Label]]  # of each variable, the main one first
    earlier: tuple[Attempt, ...] = ()  # what was submitted before and sent back or taken back

    @property
    def noted(self) -> list[Attempt]:
        """The attempts with a note, the first one first."""
        return [attempt for attempt in (*self.earlier, self.attempt) if attempt.note]

    @property
    def value(self) -> str:
        """How forms name this sheet: by its attempt."""
        return str(self.attempt.pk)

    def of(self, variable: Variable) -> list[Label]:
        """The labels given for a variable; none where an optional question was left out."""
        return self.labels.get(variable.pk, [])

    def codes_of(self, variable: Variable) -> str:
        """The codes of those labels, parted by spaces."""
        return " ".join(label.code for label in self.of(variable))


@dataclass(frozen=True, slots=True)
class Cell:
    """One sheet's part of an answer; the same `sign` in a row means the same answer."""

    sheet: Sheet
    labels: list[Label]
    sign: int
    taken: bool
    codes: str  # of the whole answer to the variable, the main label first


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison: a variable, or the main or further labels of one."""

    variable: Variable
    part: str  # "main", "further", or empty where a variable has one row
    cells: list[Cell]
    settled: list[Label]
    own: bool  # the reviewer gives an answer of their own

    @property
    def first(self) -> bool:
        """Whether this is the first row of its variable, which holds the choice."""
        return self.part != "further"

    @property
    def apart(self) -> bool:
        """Whether the answers differ."""
        return any(cell.sign > 1 for cell in self.cells)


def letters(unit: int, assignments: Iterable[int], *, first: int | None = None) -> dict[int, str]:
    """Give the assignments of a unit letters in an order of its own, the same at every visit.

    `first` is how many were to code it at first: who was asked in addition comes after them, so
    that nobody's letter changes.

    >>> sorted(letters(1, [7, 8, 9]).values())
    ['A', 'B', 'C']
    >>> letters(1, [7, 8, 9]) == letters(1, [9, 8, 7])
    True
    >>> letters(1, [7, 8, 9], first=2) == letters(1, [7, 8]) | {9: "C"}
    True
    """
    order = sorted(assignments)
    shuffled, added = order[:first], order[len(order[:first]) :]
    random.Random(unit).shuffle(shuffled)
    return dict(zip((*shuffled, *added), ascii_uppercase, strict=False))


def asked_in_addition(units: Iterable[int]) -> dict[int, int]:
    """Return for units how many annotators were asked in addition. One query."""
    return dict(
        AuditEntry.objects.filter(
            action="unit.asked_another", target_type="annotations.unit", target_id__in=list(units)
        )
        .order_by()
        .values_list("target_id")
        .annotate(number=Count("pk"))
    )


def signs(answers: Sequence[Hashable]) -> list[int]:
    """Number the answers so that the same number is the same answer, the first being 1.

    >>> signs(["court", "police", "court"])
    [1, 2, 1]
    """
    seen: dict[Hashable, int] = {}
    return [seen.setdefault(answer, len(seen) + 1) for answer in answers]


def attempts_of(unit: Unit, *, user: Any) -> list[Attempt]:
    """Return the submitted attempts of a unit that a person may see, with all that was answered."""
    answers = (
        Annotation.objects.visible_to(user)
        .select_related("label")
        .order_by("-main", "label__position")
    )
    return list(
        Attempt.objects.visible_to(user)
        .submitted()
        .counted()
        .filter(assignment__unit=unit)
        .select_related("assignment__annotator")
        .prefetch_related(
            Prefetch("annotations", answers),
            "annotations__evidence__anchors",
            Prefetch("returns", Return.objects.select_related("reviewer")),
        )
        .order_by("submitted_at")
    )


def sheets(
    unit: Unit, attempts: Iterable[Attempt], who: Mapping[int, str] | None = None
) -> list[Sheet]:
    """Return the last submitted answers of each annotator, in the order of the letters.

    `who` are the letters, where they are known already.
    """
    given: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in attempts:  # in the order of submission
        given[attempt.assignment_id].append(attempt)
    return [
        Sheet(
            letter,
            SLOTS[place % len(SLOTS)],
            given[assignment][-1],
            _labels(given[assignment][-1]),
            tuple(given[assignment][:-1]),
        )
        for place, (assignment, letter) in enumerate((who or letters_of(unit)).items())
        if assignment in given
    ]


def letters_of(unit: Unit) -> dict[int, str]:
    """The letters of all who have a unit to code, whether they have submitted it or not."""
    assignments = Assignment.objects.counted().filter(unit=unit).values_list("pk", flat=True)
    asked = asked_in_addition([unit.pk]).get(unit.pk, 0)
    return letters(unit.pk, assignments, first=unit.wanted - asked)


def _labels(attempt: Attempt) -> dict[int, list[Label]]:
    labels: dict[int, list[Label]] = defaultdict(list)
    for annotation in attempt.annotations.all():
        labels[annotation.variable_id].append(annotation.label)
    return dict(labels)


def compare(
    variables: Iterable[Variable],
    sheets: Sequence[Sheet],
    *,
    taken: Mapping[str, str],
    decision: Decision | None,
) -> list[Row]:
    """Lay answers side by side, a row a question; main and further labels are two rows.

    `taken` says for a variable's code whose answer the reviewer takes: an attempt's id, or "own".
    """
    rows = []
    settled = _settled(decision)
    for variable in variables:
        parts = ["main", "further"] if variable.kind == Variable.Kind.SEVERAL else [""]
        take = taken.get(variable.code, "")
        for part in parts:
            answers = [_part(sheet.of(variable), part) for sheet in sheets]
            marks = signs([frozenset(label.pk for label in answer) for answer in answers])
            cells = [
                Cell(sheet, answer, mark, take == sheet.value, sheet.codes_of(variable))
                for sheet, answer, mark in zip(sheets, answers, marks, strict=True)
            ]
            result = _part(settled.get(variable.pk, []), part)
            rows.append(Row(variable, part, cells, result, take == OWN))
    return rows


def _settled(decision: Decision | None) -> dict[int, list[Label]]:
    labels: dict[int, list[Label]] = defaultdict(list)
    for settled in decision.labels.all() if decision else ():
        labels[settled.variable_id].append(settled.label)
    return dict(labels)


def _part(labels: list[Label], part: str) -> list[Label]:
    return {"main": labels[:1], "further": labels[1:]}.get(part, labels)


def in_dispute(rows: Iterable[Row]) -> list[Label]:
    """Return the labels that some annotators gave and others did not, or not as the main one."""
    disputed: dict[int, Label] = {}
    for row in rows:
        for label in (label for cell in row.cells for label in cell.labels):
            if not all(label in cell.labels for cell in row.cells):
                disputed.setdefault(label.pk, label)
    return list(disputed.values())


def agreed(variable: Variable, sheets: Sequence[Sheet]) -> bool:
    """Whether all sheets answer a variable alike; the order of further labels is no matter."""
    return len({(tuple(s.of(variable)[:1]), frozenset(s.of(variable))) for s in sheets}) <= 1


def evidence(sheets: Iterable[Sheet], *, article: Article) -> list[Mark]:
    """Return the stretches that annotators marked, in the colours of the desk.

    Where the article was repaired since, those whose characters still stand together.
    """
    marks = []
    for sheet in sheets:
        for annotation in sheet.attempt.annotations.all():
            key = f"{sheet.letter} {annotation.label.key}".strip()
            for stretch in annotation.evidence.all():
                place = stretch if _is_of(sheet.attempt, article) else _anchor(stretch, article)
                if place:
                    marks.append(Mark(place.start, place.end, str(sheet.slot), key))
    return marks


def _is_of(text: Attempt | EvidenceAnchor, article: Article) -> bool:
    return text.text_sha256 == article.coded_sha256


def _anchor(stretch: Evidence, article: Article) -> EvidenceAnchor | None:
    anchors = (one for one in stretch.anchors.all() if one.article_id == article.pk)
    return next((one for one in anchors if _is_of(one, article)), None)


def decisions_of(unit: Unit, *, user: Any) -> list[Decision]:
    """Return the settlements of a unit that a person may see, withdrawn ones too, with labels."""
    labels = (
        DecisionLabel.objects.visible_to(user)
        .select_related("label")
        .order_by("-main", "label__position")
    )
    decisions = list(
        Decision.objects.visible_to(user)
        .filter(unit=unit)
        .select_related("reviewer", "checked_by", "withdrawn_by")
        .prefetch_related(Prefetch("labels", labels))
        .order_by("decided_at")
    )
    for decision in decisions:
        decision.unit = unit  # loaded already, with its article
    return decisions
