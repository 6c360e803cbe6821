"""Training rounds: what gold says of an article that was just coded, and who has passed."""

from collections import defaultdict
from dataclasses import dataclass

from annotations.models import (
    Annotation,
    Attempt,
    Decision,
    Label,
    Round,
    Unit,
    Variable,
)


@dataclass(frozen=True)
class Compared:
    """One variable of an article in training: what was answered and what gold is, main first."""

    variable: Variable
    mine: list[Label]
    gold: list[Label]

    @property
    def right(self):
        """Whether the main label and the set of further ones are the same."""
        return self.mine[:1] == self.gold[:1] and set(self.mine) == set(self.gold)


@dataclass(frozen=True)
class Feedback:
    """What gold says of an answer in training, and the reason that a reviewer gave for it."""

    compared: list[Compared]
    reason: str
    comment: str

    @property
    def right(self):
        """Whether every variable was coded as gold."""
        return all(one.right for one in self.compared)


@dataclass(frozen=True)
class Mark:
    """How an annotator did on one variable of a training round."""

    variable: Variable
    right: int
    of: int
    pass_mark: float | None

    @property
    def share(self):
        """The share of articles coded as gold, or None before the first."""
        return self.right / self.of if self.of else None

    @property
    def passed(self):
        """Whether the pass mark is reached; None where there is none or nothing was coded."""
        if self.pass_mark is None or not self.of:
            return None
        return self.share >= self.pass_mark


def with_gold(articles, version):
    """Keep the articles that training can teach with: those settled with a codebook version."""
    settled = Decision.objects.gold().filter(unit__round__codebook_version=version)
    return articles.filter(pk__in=settled.values("unit__article"))


def gold_for(units, *, annotator):
    """Return {unit id: Decision} with labels: the last settlement of each article elsewhere.

    Of rounds with the same codebook version only, and of no article that the annotator has still
    to code in whatever round. Two queries, whatever the number.
    """
    units = list(units)
    if not units:
        return {}
    decisions = (
        Decision.objects.shown_as_cases_to(annotator)
        .filter(
            unit__article__in=[unit.article_id for unit in units],
            unit__round__codebook_version=units[0].round.codebook_version_id,
        )
        .exclude(unit__round__kind=Round.Kind.TRAINING)
        .select_related("unit")
        .prefetch_related("labels__label", "labels__variable")
        .order_by("decided_at", "pk")
    )
    by_article = {decision.unit.article_id: decision for decision in decisions}
    return {unit.pk: by_article[unit.article_id] for unit in units if unit.article_id in by_article}


def _given(attempt):
    given = defaultdict(list)
    for annotation in attempt.annotations.select_related("label").order_by(
        "-main", "label__position"
    ):
        given[annotation.variable_id].append(annotation.label)
    return given


def _gold(decision):
    gold = defaultdict(list)
    for chosen in sorted(decision.labels.all(), key=lambda one: (not one.main, one.label.position)):
        gold[chosen.variable_id].append(chosen.label)
    return gold


def feedback(attempt):
    """Return the Feedback on a submitted attempt of a training round, or None without gold."""
    unit = attempt.assignment.unit
    if unit.round.kind != Round.Kind.TRAINING or not attempt.submitted_at:
        return None
    decision = gold_for([unit], annotator=attempt.assignment.annotator).get(unit.pk)
    if decision is None:
        return None
    given, gold = _given(attempt), _gold(decision)
    return Feedback(
        [
            Compared(variable, given[variable.pk], gold[variable.pk])
            for variable in unit.round.codebook_version.variables.all()
        ],
        decision.get_reason_display() if decision.reason else "",
        decision.comment,
    )


def marks(round, annotator):
    """Return an annotator's Marks in a training round, by variable, of first attempts."""
    attempts = {
        attempt.assignment.unit_id: attempt.pk
        for attempt in Attempt.objects.independent()
        .filter(assignment__unit__round=round, assignment__annotator=annotator)
        .select_related("assignment")
    }
    units = Unit.objects.filter(pk__in=attempts).select_related("round")
    shown = gold_for(units, annotator=annotator)
    gold = {unit: _gold(decision) for unit, decision in shown.items()}
    given: dict = defaultdict(lambda: defaultdict(list))
    for annotation in (
        Annotation.objects.visible_to(annotator)
        .filter(attempt__in=attempts.values())
        .select_related("label")
        .order_by("-main", "label__position")
    ):
        given[annotation.attempt_id][annotation.variable_id].append(annotation.label)
    result = []
    for variable in round.codebook_version.variables.all():
        compared = [
            Compared(variable, given[attempts[unit]][variable.pk], labels[variable.pk])
            for unit, labels in gold.items()
        ]
        result.append(
            Mark(
                variable,
                sum(one.right for one in compared),
                len(compared),
                round.pass_marks.get(variable.code),
            )
        )
    return result
