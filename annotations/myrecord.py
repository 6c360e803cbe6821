"""What one annotator has said and done: recent articles, questions, reports, objections, marks."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Sum
from django.utils import timezone

from annotations import training
from annotations.models import (
    Annotation,
    Assignment,
    Attempt,
    Claim,
    Decision,
    Objection,
    Problem,
    Question,
    Round,
)
from newsroom.models import User

PLACE = "assignment__unit__article__page__issue__newspaper"


def recent_of(annotator: User) -> QuerySet[Attempt]:
    """Return the annotator's submitted attempts, the last first, with their labels.

    `reopens` tells of each whether it can still be taken back (`coding.reopen`).
    """
    decided = Decision.objects.standing().filter(unit=OuterRef("assignment__unit"))
    claimed = Claim.objects.filter(unit=OuterRef("assignment__unit"))
    return (
        Attempt.objects.visible_to(annotator)
        .submitted()
        .current()
        .filter(assignment__annotator=annotator)
        .annotate(held=Exists(decided), claimed=Exists(claimed))
        .select_related("assignment__unit__round", PLACE)
        .defer("assignment__unit__article__text", "assignment__unit__article__page__text")
        .prefetch_related(
            Prefetch(
                "annotations",
                Annotation.objects.visible_to(annotator)
                .select_related("label", "variable")
                .order_by("variable__position", "-main", "label__position"),
            )
        )
        .order_by("-submitted_at", "-pk")
    )


def reopens(attempt: Any) -> bool:
    """Whether an attempt of `recent_of` can still be taken back."""
    unit = attempt.assignment.unit
    return bool(
        unit.round.is_open
        and not (unit.settled_at or unit.excluded_at or attempt.held or attempt.claimed)
    )


def last_of(annotator: User, round: Round) -> Attempt | None:
    """Return the annotator's last submission in a round if it can be taken back. One query."""
    recent = recent_of(annotator).filter(assignment__unit__round=round).prefetch_related(None)
    last = recent.select_related("assignment__unit__round", "assignment__unit__article").first()
    return last if last and reopens(last) else None


def questions_of(annotator: User) -> QuerySet[Question]:
    """Return the annotator's questions: the newest answers first, then what is unanswered."""
    return (
        Question.objects.filter(asker=annotator)
        .select_related("label", "unit__article__page__issue__newspaper")
        .defer("unit__article__text", "unit__article__page__text")
        .order_by("-answered_at", "-asked_at")
    )


def reports_of(annotator: User) -> QuerySet[Problem]:
    """Return what the annotator reported: open ones first, then the newest."""
    return (
        Problem.objects.filter(assignment__annotator=annotator)
        .select_related(PLACE)
        .defer("assignment__unit__article__text", "assignment__unit__article__page__text")
        .order_by("-resolved_at", "-reported_at")
    )


def own_assignments(annotator: User, units: list[int]) -> dict[int, int]:
    """Return {unit id: id of the annotator's assignment}, to lead from a unit to the desk."""
    return dict(
        Assignment.objects.of(annotator)
        .filter(unit__in=units, recode=False)
        .values_list("unit", "pk")
    )


def objections_of(annotator: User, units: list[int]) -> dict[int, Objection]:
    """Return {unit id: the annotator's objection} for some units."""
    return {
        objection.unit_id: objection
        for objection in Objection.objects.filter(annotator=annotator, unit__in=units)
    }


@dataclass(frozen=True)
class Training:
    """A training round with the annotator's marks in it."""

    round: Round
    marks: list[training.Mark]

    @property
    def passed(self) -> bool | None:
        """Whether every pass mark is reached; None while one is still open."""
        verdicts = [mark.passed for mark in self.marks if mark.pass_mark is not None]
        if not verdicts or None in verdicts:
            return None
        return all(verdicts)


def trainings_of(annotator: User) -> list[Training]:
    """Return the open training rounds of an annotator, with the marks so far."""
    rounds = Round.objects.filter(
        kind=Round.Kind.TRAINING, annotators=annotator, opened_at__isnull=False, closed_at=None
    ).select_related("codebook_version")
    return [Training(round, training.marks(round, annotator)) for round in rounds]


def active_minutes_of(annotator: User) -> int | None:
    """Return the minutes of active time of today's submissions, or None where none was counted."""
    total = (
        Attempt.objects.submitted()
        .filter(assignment__annotator=annotator, submitted_at__date=timezone.localdate())
        .aggregate(total=Sum("active_seconds"))["total"]
    )
    return None if total is None else round(total / 60)
