"""What one annotator has before and behind them: their rounds, returns, lessons and pace."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Count, Exists, F, OuterRef, Prefetch
from django.db.models.functions import TruncDate
from django.utils import timezone

from annotations.models import (
    Annotation,
    Attempt,
    Decision,
    DecisionLabel,
    Label,
    Objection,
    Return,
    Round,
    Variable,
)
from newsroom.models import User

LESSONS_AMONG = 50
DAYS_OF_PACE = 14
CHART_BASE = 56
PLACE = "unit__article__page__issue__newspaper"


@dataclass(frozen=True)
class Share:
    """One annotator's part of a round."""

    round: Round
    given: int
    done: int

    @property
    def left(self):
        """How many articles are still to be coded."""
        return self.given - self.done

    @property
    def overdue(self):
        """Whether the deadline has passed with articles left."""
        deadline = self.round.deadline
        return bool(
            deadline and self.left and self.round.is_open and deadline < timezone.localdate()
        )


def shares_of(annotator: User) -> list[Share]:
    """Return the annotator's share of every round that was opened: what is open first, then new."""
    counts = (
        Attempt.objects.current()
        .filter(
            assignment__annotator=annotator,
            assignment__released_at=None,
            assignment__unit__excluded_at=None,
            assignment__unit__round__opened_at__isnull=False,
        )
        .values("assignment__unit__round")
        .order_by()
        .annotate(given=Count("pk"), done=Count("submitted_at"))
    )
    numbers = {row["assignment__unit__round"]: (row["given"], row["done"]) for row in counts}
    shares = [
        Share(round, *numbers[round.pk])
        for round in Round.objects.visible_to(annotator).filter(pk__in=numbers)
    ]
    return sorted(shares, key=lambda share: not (share.left and share.round.is_open))


def returned_to(annotator: User) -> list[Return]:
    """Return what was sent back to the annotator and waits for another look, oldest first."""
    return list(
        Return.objects.standing()
        .filter(
            attempt__assignment__annotator=annotator,
            attempt__assignment__unit__round__closed_at=None,
            attempt__assignment__attempts__submitted_at=None,
            attempt__assignment__attempts__number=F("attempt__number") + 1,
        )
        .select_related(f"attempt__assignment__{PLACE}")
        .order_by("returned_at")
    )


@dataclass(frozen=True)
class Difference:
    """A variable on which the settled labels are not the annotator's; main labels first."""

    variable: Variable
    mine: list[Label]
    gold: list[Label]


@dataclass
class Lesson:
    """A settled article on which the annotator had answered otherwise, and the reason given."""

    decision: Decision
    assignment_id: int
    differences: list[Difference]
    objection: Objection | None = None


def lessons_of(annotator: User) -> tuple[list[Lesson], int]:
    """Return the lessons among the annotator's last settled articles, and how many those are."""
    decisions = list(
        Decision.objects.visible_to(annotator)
        .gold()
        .filter(unit__assignments__annotator=annotator, unit__assignments__recode=False)
        .select_related(PLACE)
        .prefetch_related(
            Prefetch(
                "labels",
                DecisionLabel.objects.visible_to(annotator).select_related("label", "variable"),
            )
        )
        .order_by("-decided_at")[:LESSONS_AMONG]
    )
    given = (
        Annotation.objects.visible_to(annotator)
        .filter(
            attempt__assignment__annotator=annotator,
            attempt__assignment__recode=False,
            attempt__superseded_at=None,
            attempt__assignment__unit__in=[decision.unit_id for decision in decisions],
        )
        .select_related("attempt__assignment", "label", "variable")
        .order_by("-main", "label__position")
    )
    mine: dict[int, list[Annotation]] = {}
    for annotation in given:
        mine.setdefault(annotation.attempt.assignment.unit_id, []).append(annotation)
    lessons = []
    for decision in decisions:
        own = mine.get(decision.unit_id, [])
        differences = differences_between(own, list(decision.labels.all()))
        if own and differences:
            lessons.append(Lesson(decision, own[0].attempt.assignment_id, differences))
    return lessons, len(decisions)


def differences_between(own, settled) -> list[Difference]:
    """Return the variables on which two sets of labels (main ones first) differ.

    Another main label is a difference; another order of the further ones is none.
    """
    variables = {chosen.variable_id: chosen.variable for chosen in (*own, *settled)}
    found = []
    for variable in sorted(variables.values(), key=lambda variable: variable.position):
        answers = [
            [chosen for chosen in side if chosen.variable_id == variable.pk]
            for side in (own, settled)
        ]
        if len({frozenset((c.label_id, c.main) for c in side) for side in answers}) == 2:
            mine, gold = ([chosen.label for chosen in side] for side in answers)
            found.append(Difference(variable, mine, gold))
    return found


@dataclass(frozen=True)
class Bar:
    """A day in the chart of the pace, in the units of its drawing."""

    day: date
    count: int
    x: int
    height: int

    @property
    def y(self):
        """Where the bar begins, above the axis."""
        return CHART_BASE - self.height


@dataclass(frozen=True)
class Pace:
    """How many articles were submitted on each of the last days, today last."""

    days: list[tuple[date, int]]
    per_article: float | None

    @property
    def today(self):
        """How many today."""
        return self.days[-1][1]

    @property
    def total(self):
        """How many in all these days."""
        return sum(count for _day, count in self.days)

    @property
    def bars(self):
        """The days as bars; an empty day keeps a trace, so that it can be seen to be one."""
        most = max((count for _day, count in self.days), default=0) or 1
        return [
            Bar(day, count, x=4 + 26 * place, height=max(2, round(46 * count / most)))
            for place, (day, count) in enumerate(self.days)
        ]

    @property
    def seconds_per_article(self):
        """The median of today's active time an article; None where none was counted."""
        return None if self.per_article is None else round(self.per_article)


def pace_of(annotator: User, *, now: datetime | None = None) -> Pace:
    """Return the annotator's Pace, in days of the site's time zone, without what they took back."""
    today = timezone.localdate(now)
    first = today - timedelta(days=DAYS_OF_PACE - 1)
    taken_back = Attempt.objects.filter(
        assignment=OuterRef("assignment"),
        number=OuterRef("number") + 1,
        origin=Attempt.Origin.REOPENED,
    )
    mine = (
        Attempt.objects.submitted()
        .filter(~Exists(taken_back), assignment__annotator=annotator)
        .annotate(day=TruncDate("submitted_at"))
    )
    counts = Counter(
        dict(
            mine.filter(day__gte=first)
            .values_list("day")
            .order_by()
            # Sent back, and coded again, it is one.
            .annotate(count=Count("assignment", distinct=True))
        )
    )
    took = mine.filter(day=today, active_seconds__isnull=False)
    seconds = list(took.values_list("active_seconds", flat=True))
    days = [first + timedelta(days=count) for count in range(DAYS_OF_PACE)]
    return Pace(
        [(day, counts[day]) for day in days],
        median(seconds) if seconds else None,
    )
