"""What a round would be, before it is made: its articles, who would code how many, and cautions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from annotations import rounds, sampling, training
from annotations.models import CodebookVersion, Decision, Round, Unit, Variable
from newsroom import search
from newsroom.models import Article, Newspaper, User

ALL, RANDOM, WEEKS = "all", "random", "weeks"
# Of a preview by months, so many lines; more are shown by years.
MOST_LINES = 24


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles a round may take, before any are drawn.

    `unsettled` leaves out those that are settled already, `unused` those in any other round.
    """

    words: str = ""
    newspaper: Newspaper | None = None
    since: date | None = None
    until: date | None = None
    kind: str = ""
    unsettled: bool = False
    unused: bool = False

    def as_data(self) -> dict[str, Any]:
        """The selection for the record, without what was not asked."""
        said = {
            "words": self.words,
            "newspaper": self.newspaper.slug if self.newspaper else "",
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "kind": self.kind,
            "only unsettled": self.unsettled,
            "only unused": self.unused,
        }
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Drawing:
    """How articles are drawn from those that match: all, so many at random, or so many weeks."""

    method: str = ALL
    count: int | None = None
    weeks: int | None = None
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Needed:
    """How many units a reliability test needs for one variable."""

    variable: Variable
    labels: int
    units: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a round would be, before it is made."""

    articles: list[Article]
    matching: int  # articles of the selection, of which some may have been drawn
    undated: int  # articles that dates leave out, because their issue has none
    settled: int  # of the articles: settled already, in whatever round
    elsewhere: int  # of the articles: in another round
    left_out: int  # articles that match but are settled or in another round
    per_unit: int
    codings: int
    loads: list[rounds.Load]  # empty for a pool, where nobody knows beforehand
    days: list[date]  # of constructed weeks
    over_time: list[tuple[str, str, int]]  # (newspaper, month or year, articles)
    needed: list[Needed]
    for_precision: int
    sampling: dict[str, Any]
    fingerprint: str  # of exactly these articles and shares: what was shown is what is made

    @property
    def each(self) -> int:
        """About how many each person takes from a pool; 0 when it is known exactly."""
        return 0


@dataclass(frozen=True, slots=True)
class PoolPlan(Plan):
    """A plan for a pool."""

    people: int = field(default=1)

    @property
    def each(self) -> int:
        """About how many each person takes, if all are equally quick."""
        return round(self.codings / self.people)


def selected(selection: Selection) -> QuerySet[Article]:
    """The articles of a selection, whole ones only, but for its dates and what it leaves out."""
    articles = Article.objects.all()
    query = search.parse(selection.words)
    if query.terms:
        articles = articles.filter(pk__in=search.matching(query).values("pk"))
    if selection.newspaper:
        articles = articles.filter(page__newspaper=selection.newspaper)
    if selection.kind:
        articles = articles.filter(kind=selection.kind)
    return rounds.in_page_order(articles)


def settled_ones() -> Exists:
    """Whether an article is settled in some round."""
    return Exists(Decision.objects.gold().filter(unit__article=OuterRef("pk")))


def used_ones() -> Exists:
    """Whether an article is in some round."""
    return Exists(Unit.objects.counted().filter(article=OuterRef("pk")))


def plan(
    selection: Selection,
    drawing: Drawing,
    *,
    kind: str,
    version: CodebookVersion,
    annotators: Sequence[User],
    per_unit: int,
    rules: rounds.Rules,
) -> Plan:
    """Say what a round would be; nothing is made."""
    articles = selected(selection)
    n_undated = 0
    if selection.since or selection.until:
        n_undated = articles.filter(page__issue__date=None).count()
    if selection.since:
        articles = articles.filter(page__issue__date__gte=selection.since)
    if selection.until:
        articles = articles.filter(page__issue__date__lte=selection.until)
    before = None
    if kind == Round.Kind.TRAINING:
        articles = training.with_gold(articles, version)
    elif selection.unsettled or selection.unused:
        before = articles.count()
        if selection.unsettled:
            articles = articles.filter(~settled_ones())
        if selection.unused:
            articles = articles.filter(~used_ones())
    days = dict(articles.values_list("pk", "page__issue__date"))
    drawn, weeks = drawn_from(days, drawing)
    found = in_order(articles, drawn, len(days))
    marks = dict(
        Article.objects.filter(pk__in=drawn)
        .annotate(settled=settled_ones(), used=used_ones())
        .values_list("pk", "settled")
    )
    used = Unit.objects.counted().filter(article__in=drawn).values("article").distinct().count()
    people = list(annotators)
    per_unit = rounds.coders_per_unit(kind, per_unit, people)
    shared = rounds.sharing_of(
        len(found), people, per_unit=per_unit, seed=drawing.seed, rules=rules
    )
    loads = [rounds.Load(one, shared.load(one.pk)) for one in people]
    said = [
        kind, version.pk, per_unit, drawing.seed, rules, drawn, [one.pk for one in people],
    ]  # fmt: skip
    values = {
        "articles": found,
        "matching": len(days),
        "undated": n_undated,
        "settled": sum(marks.values()),
        "elsewhere": used,
        "left_out": before - len(days) if before is not None else 0,
        "per_unit": per_unit,
        "codings": sum(load.articles for load in loads),
        "days": weeks,
        "over_time": over_time(found),
        "needed": needed_for(version) if kind == Round.Kind.RELIABILITY else [],
        "for_precision": sampling.units_for_share(population=len(days)),
        "sampling": recorded(selection, drawing, len(days), weeks),
        "fingerprint": sha256(repr(said).encode()).hexdigest(),
    }
    if rules.allocation == Round.Allocation.POOL:
        return PoolPlan(loads=[], people=len(people), **values)
    return Plan(loads=loads, **values)


def drawn_from(days: Mapping[int, date | None], drawing: Drawing) -> tuple[list[int], list[date]]:
    """Draw articles {id: day}, in page order; return their ids, and the days of weeks drawn."""
    if drawing.method == WEEKS:
        dated = {pk: day for pk, day in days.items() if day is not None}
        return sampling.constructed_weeks(dated, drawing.weeks or 1, seed=drawing.seed)
    items = list(days)
    if drawing.method == RANDOM:
        return sampling.draw(items, drawing.count or len(items), seed=drawing.seed), []
    return items, []


def in_order(articles: QuerySet[Article], drawn: Sequence[int], matching: int) -> list[Article]:
    """The drawn articles themselves, without their texts, in page order."""
    if len(drawn) < matching:
        articles = articles.filter(pk__in=drawn)
    return list(
        articles.select_related("page__issue__newspaper").defer("text", "joined_text", "page__text")
    )


def over_time(articles: Sequence[Article]) -> list[tuple[str, str, int]]:
    """Count articles by newspaper and month, or by year where months would be too many lines."""
    for size in (7, 4):
        counts = Counter(
            (
                article.page.issue.newspaper.slug,
                str(article.page.issue.date or "")[:size],
            )
            for article in articles
        )
        if len(counts) <= MOST_LINES:
            break
    return [(paper, when, count) for (paper, when), count in sorted(counts.items())]


def needed_for(version: CodebookVersion) -> list[Needed]:
    """Say how many units a test needs, by each required variable's threshold and labels.

    As if all its labels were equally frequent; a rarer one that matters needs more.
    """
    found = []
    for variable in version.variables.prefetch_related("labels"):
        n_labels = len(variable.labels.all())
        threshold = float(variable.threshold)
        if variable.required and n_labels > 1 and threshold < 1:
            units = sampling.units_for_alpha(smallest_share=1 / n_labels, smallest_alpha=threshold)
            found.append(Needed(variable, n_labels, units))
    return found


def recorded(
    selection: Selection, drawing: Drawing, population: int, days: Sequence[date]
) -> dict[str, Any]:
    """How the articles were drawn, as Round.sampling keeps it for the methods text."""
    said: dict[str, Any] = {
        "method": drawing.method,
        "query": selection.as_data(),
        "population": population,
    }
    if drawing.method != ALL:
        said["seed"] = drawing.seed
    if drawing.method == WEEKS:
        said |= {"weeks": drawing.weeks, "days": [day.isoformat() for day in days]}
    return said
