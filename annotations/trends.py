"""Settled labels over time: which topics, and in which tone, by the dates of the papers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from typing import Any

from django.db.models import OuterRef, Subquery

from annotations.models import Codebook, Decision, DecisionLabel, Label, Round, Variable

MOST_PERIODS = 36
STEPS = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time with its first and last day."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Trends:
    """Settled articles by (topic, tone, period); codes of labels, periods from the oldest on."""

    codebook: Codebook | None
    across: Variable | None
    tone: Variable | None
    topics: list[Label]
    tones: list[Label]
    step: str
    periods: list[Period]
    # By topic, tone and period; "" and -1 stand for all of them.
    counts: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    undated: int = 0

    def count(self, topic: str = "", tone: str = "", period: int = -1) -> int:
        """How many articles there are with these; what is left out narrows nothing."""
        return self.counts[topic, tone, period]


def settled(user: Any, codebook: Codebook, across: Variable, tone: Variable | None) -> Any:
    """Return the settlement of each article that a person may see, with its labels and day.

    Where an article was settled in several rounds, the last settlement counts. Adds `topic`,
    `tone` (codes of the main labels) and `day`.
    """

    def main(variable: Variable | None) -> Subquery:
        code = variable.code if variable else ""
        labels = DecisionLabel.objects.filter(
            decision=OuterRef("pk"), variable__code=code, main=True
        )
        return Subquery(labels.values("label__code")[:1])

    last = (
        Decision.objects.visible_to(user)
        .gold()
        .filter(unit__round__codebook_version__codebook=codebook)
        .exclude(unit__round__kind=Round.Kind.TRAINING)
        .order_by("unit__article_id", "-decided_at", "-pk")
        .distinct("unit__article_id")
    )
    return Decision.objects.filter(pk__in=last.values("pk")).annotate(
        topic=main(across), tone=main(tone)
    )


def narrowed(
    decisions: Any,
    *,
    topic: str,
    tone: str,
    first: date | None,
    last: date | None,
    undated: bool = False,
) -> Any:
    """Narrow settlements to those behind a number of the dashboard.

    Over time only those count that have a day and a topic; `undated` are those without a day.
    """
    if undated:
        return decisions.filter(unit__article__page__issue__date=None)
    decisions = decisions.filter(
        unit__article__page__issue__date__isnull=False, topic__isnull=False
    )
    if topic:
        decisions = decisions.filter(topic=topic)
    if tone:
        decisions = decisions.filter(tone=tone)
    if first:
        decisions = decisions.filter(unit__article__page__issue__date__gte=first)
    if last:
        decisions = decisions.filter(unit__article__page__issue__date__lte=last)
    return decisions


def codebooks_with_gold(user: Any) -> list[Codebook]:
    """Return the codebooks under which something was settled, the latest first."""
    found: dict[int, Codebook] = {}
    rounds = (
        Round.objects.filter(units__decisions__in=Decision.objects.visible_to(user).gold())
        .exclude(kind=Round.Kind.TRAINING)
        .distinct()
        .select_related("codebook_version__codebook")
        .order_by("-opened_at", "-pk")
    )
    for round in rounds:
        codebook = round.codebook_version.codebook
        found.setdefault(codebook.pk, codebook)
    return list(found.values())


def variables_of(codebook: Codebook) -> tuple[Variable | None, Variable | None]:
    """Return what is shown over time: the first variable, and the first scale beside it."""
    variables = list(
        Variable.objects.filter(
            version__codebook=codebook, version__published_at__isnull=False
        ).order_by("-version__number", "position")
    )
    newest = [one for one in variables if one.version_id == variables[0].version_id]
    across = next((one for one in newest if one.kind != Variable.Kind.ORDINAL), None)
    across = across or next(iter(newest), None)
    tone = next(
        (one for one in newest if one.kind == Variable.Kind.ORDINAL and one != across), None
    )
    return across, tone


def trends(user: Any, codebook: Codebook | None) -> Trends:
    """Count the settled articles of a codebook by topic, tone and time."""
    across, tone = variables_of(codebook) if codebook else (None, None)
    if codebook is None or across is None:
        return Trends(codebook, None, None, [], [], "month", [])
    rows = list(
        settled(user, codebook, across, tone).values_list(
            "topic", "tone", "unit__article__page__issue__date"
        )
    )
    step, periods = periods_of(day for _topic, _tone, day in rows if day)
    place = {period.first: index for index, period in enumerate(periods)}
    counts: Counter[tuple[str, str, int]] = Counter()
    undated = 0
    for topic, said, day in rows:
        if day is None:
            undated += 1
        elif topic is not None:
            # A set, since an article without a tone is one of all tones and of no other.
            counts.update({*product(("", topic), ("", said or ""), (-1, place[begin(day, step)]))})
    given = {topic for topic, _tone, _at in counts if topic}
    tones = {said for _topic, said, _at in counts if said}
    return Trends(
        codebook, across, tone,
        _labels(codebook, across, given), _labels(codebook, tone, tones) if tone else [],
        step, periods, counts, undated,
    )  # fmt: skip


def _labels(codebook: Codebook, variable: Variable, codes: Iterable[str]) -> list[Label]:
    """Return the labels of these codes, as their latest version has them, in its order."""
    found: dict[str, Label] = {}
    for label in Label.objects.filter(
        variable__version__codebook=codebook, variable__code=variable.code, code__in=list(codes)
    ).order_by("-variable__version__number", "position"):
        found.setdefault(label.code, label)
    return sorted(found.values(), key=lambda label: (label.position, label.code))


def periods_of(days: Iterable[date]) -> tuple[str, list[Period]]:
    """Choose the finest step with which these days fill at most `MOST_PERIODS` periods.

    >>> step, periods = periods_of([date(2019, 6, 1), date(2019, 8, 20)])
    >>> step, len(periods), periods[0].first, periods[-1].last
    ('week', 13, datetime.date(2019, 5, 27), datetime.date(2019, 8, 25))
    """
    days = sorted(set(days))
    if not days:
        return "month", []
    for step in STEPS:
        periods: list[Period] = []
        at = begin(days[0], step)
        while at <= days[-1] and len(periods) <= MOST_PERIODS:
            after = _next(at, step)
            periods.append(Period(at, after - timedelta(days=1)))
            at = after
        if len(periods) <= MOST_PERIODS:
            return step, periods
    # Centuries of papers: years it is, all of them.
    last = days[-1].year
    return "year", [
        Period(date(year, 1, 1), date(year, 12, 31)) for year in range(days[0].year, last + 1)
    ]


def begin(day: date, step: str) -> date:
    """Return the first day of the period in which a day lies; weeks begin on Monday."""
    if step == "week":
        return day - timedelta(days=day.weekday())
    if step == "month":
        return day.replace(day=1)
    if step == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    if step == "year":
        return day.replace(month=1, day=1)
    return day


def _next(first: date, step: str) -> date:
    """Return the first day of the period after the one that begins with `first`."""
    ahead = {"day": 1, "week": 7, "month": 31, "quarter": 93, "year": 366}[step]
    return begin(first + timedelta(days=ahead), step)
