"""Following a round: how far it is, who has coded how much, and how they compare with gold."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from annotations.models import Assignment, Attempt, DecisionLabel, Round, Unit, Variable
from annotations.reliability import Answers
from newsroom.models import User


class Median(Aggregate):
    """The middle value; of two middle ones, their mean."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True, slots=True)
class Progress:
    """How many units of a round stand where; `hidden` ones the viewer has still to code.

    `gone` ones keep their answers, though a repair took their article away.
    """

    units: int
    complete: int
    disputed: int
    to_check: int
    settled: int
    excluded: int
    gone: int
    hidden: int

    @property
    def waiting(self) -> int:
        """Units that not everybody has coded yet."""
        return self.units - self.hidden - self.complete - self.excluded - self.gone


@dataclass(slots=True)
class Person:
    """An annotator's part in a round."""

    annotator: User
    assigned: int
    submitted: int
    returned: int  # sent back and not yet handed in again
    seconds: float | None  # the median from opening an article to submitting it
    like_gold: list[float | None] = field(default_factory=list)  # by variable, of settled units
    variables: list[Variable] = field(default_factory=list)

    @property
    def gold_by_variable(self) -> list[tuple[Variable, float | None]]:
        """How often their first (main) label became gold, beside the variable."""
        return list(zip(self.variables, self.like_gold, strict=True))


def counted(rows: QuerySet[Any], path: str) -> Coalesce:
    """Count rows of a round in a subquery of their own, so that counts do not multiply."""
    number = (
        rows.filter(**{path: OuterRef("pk")})
        .order_by()
        .values(path)
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def with_progress(rounds: QuerySet[Round], *, user: Any) -> QuerySet[Round]:
    """Add to rounds: n_units, n_codings, n_submitted (first attempts), n_disputed, n_settled.

    What was taken out of a round counts nowhere; the last two leave out the units that the viewer
    has still to code.
    """
    units = Unit.objects.not_to_be_coded_by(user)
    first = Attempt.objects.counted().filter(number=1, assignment__unit__excluded_at=None)
    return rounds.annotate(
        n_units=counted(Unit.objects.counted(), "round"),
        n_codings=counted(first, "assignment__unit__round"),
        n_submitted=counted(first.submitted(), "assignment__unit__round"),
        n_disputed=counted(units.disputed(), "round"),
        n_settled=counted(units.counted().exclude(settled_at=None), "round"),
    )


def progress(round: Round, *, user: Any) -> Progress:
    """Count the units of a round; those that the viewer has still to code are only counted."""
    units = Unit.objects.filter(round=round)
    held = Q(excluded_at=None)
    shown = units.not_to_be_coded_by(user).aggregate(
        shown=Count("pk"),
        complete=Count("pk", filter=held & Q(completed_at__isnull=False)),
        settled=Count("pk", filter=held & Q(settled_at__isnull=False)),
        excluded=Count("pk", filter=~held),
    )
    disputed = units.not_to_be_coded_by(user).disputed().count()
    to_check = units.not_to_be_coded_by(user).to_check().count()
    gone = units.not_to_be_coded_by(user).gone().count()
    total = units.count()
    hidden = total - shown.pop("shown")
    return Progress(
        units=total, hidden=hidden, disputed=disputed, to_check=to_check, gone=gone, **shown
    )


def people(round: Round, said: Answers, *, user: Any) -> list[Person]:
    """Return the annotators of a round in the order of their codes, with what they have done.

    Comparison with gold covers first answers and settlements that the viewer may see.
    """
    first = Q(attempts__number=1, attempts__submitted_at__isnull=False)
    took = ExpressionWrapper(
        F("attempts__submitted_at") - F("attempts__started_at"), output_field=DurationField()
    )
    rows = (
        Assignment.objects.counted()
        .filter(unit__round=round, unit__excluded_at=None)
        .order_by()
        .values("annotator")
        .annotate(
            assigned=Count("pk", distinct=True),
            submitted=Count("attempts", filter=first),
            returned=Count(
                "attempts", filter=Q(attempts__number__gt=1, attempts__submitted_at=None)
            ),
            # What was never opened here has no time between opening and submitting.
            took=Median(
                took, filter=first & Q(attempts__started_at__lt=F("attempts__submitted_at"))
            ),
        )
    )
    counts = {row["annotator"]: row for row in rows}
    gold = {
        (unit, variable): label
        for unit, variable, label in DecisionLabel.objects.visible_to(user)
        .gold()
        .filter(decision__unit__round=round, main=True)
        .order_by()
        .values_list("decision__unit", "variable", "label")
    }
    result = []
    for annotator in User.objects.filter(pk__in=counts).order_by("annotator_code"):
        row = counts[annotator.pk]
        took_median: timedelta | None = row["took"]
        result.append(
            Person(
                annotator=annotator,
                assigned=row["assigned"],
                submitted=row["submitted"],
                returned=row["returned"],
                seconds=took_median.total_seconds() if took_median is not None else None,
                like_gold=_like_gold(annotator.pk, said, gold),
                variables=said.variables,
            )
        )
    return result


def _like_gold(
    annotator: int, said: Answers, gold: dict[tuple[int, int], int]
) -> list[float | None]:
    """Return, for each variable, how often a person's first (main) label became gold."""
    same: dict[int, list[bool]] = defaultdict(list)
    for variable in said.variables:
        for (unit, person), labels in said.given[variable.pk].items():
            if person == annotator and (unit, variable.pk) in gold:
                same[variable.pk].append(labels[0] == gold[unit, variable.pk])
    shares = (same[variable.pk] for variable in said.variables)
    return [sum(share) / len(share) if share else None for share in shares]
