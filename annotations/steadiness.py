"""Steadiness: does agreement fall in the course of a round, and do people agree with themselves."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from annotations.agreement import Coefficient, drift, krippendorff_alpha, percent_agreement
from annotations.agreement.drift import Drift
from annotations.models import Annotation, Assignment, Attempt, Round
from annotations.reliability import Answers, Scale, answers_of, scales


@dataclass(frozen=True, slots=True)
class Watched:
    """Drift of one scale; `test` is the reliability test that it is held against, if any."""

    scale: Scale
    told: Drift
    test: Round | None


@dataclass(frozen=True, slots=True)
class Stable:
    """How often a person gave the same answer when given the same article again, unsaid."""

    n_units: int
    percent: Coefficient
    alpha: Coefficient


def watch(
    rounds: Iterable[Round], *, user: Any, known: dict[int, Answers] | None = None
) -> dict[int, list[Watched]]:
    """Watch agreement in several rounds: {round: a Watched a scale}, in a fixed number of queries.

    A main round is held against the last reliability test that exactly its annotators coded with
    its codebook version; any other against its own first units. `known` are answers of such rounds
    that have been read already.
    """
    rounds = list(rounds)
    said = dict(known or {})
    mains = [round for round in rounds if round.kind == Round.Kind.MAIN]
    tests = list(
        Round.objects.filter(
            kind=Round.Kind.RELIABILITY,
            opened_at__isnull=False,
            codebook_version__in={round.codebook_version_id for round in mains},
        ).order_by("opened_at", "pk")
    )
    people: dict[int, set[int]] = defaultdict(set)
    for round_id, annotator in (
        Assignment.objects.filter(unit__round__in=[one.pk for one in (*mains, *tests)])
        .order_by()
        .values_list("unit__round", "annotator")
        .distinct()
    ):
        people[round_id].add(annotator)
    held_against = {
        main.pk: test
        for main in mains
        for test in tests
        if test.codebook_version_id == main.codebook_version_id
        and people[test.pk] == people[main.pk]
    }
    missing = {
        round.pk: round for round in (*rounds, *held_against.values()) if round.pk not in said
    }
    if missing:
        said |= answers_of(missing.values(), Annotation.objects.visible_to(user))
    order = _order_of_coding([round.pk for round in rounds])
    result = {}
    for round in rounds:
        test = held_against.get(round.pk)
        earlier = scales(said[test.pk]) if test else []
        result[round.pk] = [
            Watched(
                scale,
                drift(
                    scale.ratings,
                    order[round.pk],
                    scale.metric,
                    earlier=earlier[place].ratings if earlier else (),
                ),
                test,
            )
            for place, scale in enumerate(scales(said[round.pk]))
        ]
    return result


def _order_of_coding(rounds: list[int]) -> dict[int, list[int]]:
    """Return the units of each round in the order in which the last of their annotators coded."""
    order: dict[int, list[tuple[datetime, int]]] = {round: [] for round in rounds}
    for round, unit, at in (
        Attempt.objects.independent()
        .filter(assignment__unit__round__in=rounds)
        .order_by()
        .values("assignment__unit__round", "assignment__unit")
        .annotate(at=Max("submitted_at"))
        .values_list("assignment__unit__round", "assignment__unit", "at")
    ):
        order[round].append((at, unit))
    return {round: [unit for _at, unit in sorted(coded)] for round, coded in order.items()}


def again(round: Round, *, user: Any) -> Answers:
    """Read what annotators answered when they were given an article a second time, unsaid."""
    recodes = Attempt.objects.submitted().filter(
        number=1, assignment__recode=True, assignment__unit__excluded_at=None
    )
    return answers_of([round], Annotation.objects.visible_to(user), recodes)[round.pk]


def stability(first: Scale, second: Scale) -> dict[Hashable, Stable]:
    """Compare each person's second coding with their first: intra-annotator agreement.

    Source: stability in Krippendorff (2004), Content Analysis, 2nd edition, chapter 11: alpha of
    one person's two codings.
    """
    before = {(unit, person): value for unit, person, value in first.ratings}
    rows: dict[Hashable, list[Any]] = defaultdict(list)
    for unit, person, value in second.ratings:
        if (unit, person) in before:
            rows[person] += [(unit, 1, before[unit, person]), (unit, 2, value)]
    return {
        person: Stable(
            len(given) // 2,
            percent_agreement(given),
            krippendorff_alpha(given, first.metric),
        )
        for person, given in rows.items()
    }


def stability_of_all(first: Scale, second: Scale) -> Stable | None:
    """Compare the second codings of all annotators with their first, taken together."""
    before = {(unit, person): value for unit, person, value in first.ratings}
    rows: list[Any] = []
    for unit, person, value in second.ratings:
        if (unit, person) in before:
            rows += [((unit, person), 1, before[unit, person]), ((unit, person), 2, value)]
    if not rows:
        return None
    return Stable(len(rows) // 2, percent_agreement(rows), krippendorff_alpha(rows, first.metric))
