"""A year of a newspaper in figures: its articles by month and section, and its words over time."""

from collections import Counter
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from newsroom.models import Newspaper

MONTHS = range(1, 13)
MOST_RUBRICS, MOST_WORDS = 6, 12
HEIGHT, WIDTH = 24, 10  # of a bar's place in the units of the drawing
OWN_YEAR = """
    SELECT extract(month FROM entry.day)::int, {what}, count(*)
    FROM newsroom_searchentry entry {further}
    WHERE entry.newspaper = %s AND entry.day BETWEEN make_date(%s, 1, 1) AND make_date(%s, 12, 31)
    GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of a row: how many, and the bar that shows it."""

    month: int
    count: int
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what is counted, its months, and the address of its articles if any."""

    name: str
    bars: tuple[Bar, ...]
    ask: str = ""

    @property
    def total(self) -> int:
        """The whole year."""
        return sum(bar.count for bar in self.bars)


def articles(newspaper: Newspaper, year: int) -> list[Row]:
    """Return the articles of each month: all of them, then those of the most frequent sections and
    columns, as the filter of the search finds them."""
    everything = _counted("''", "", newspaper, year)
    named = (
        "CROSS JOIN LATERAL (SELECT DISTINCT unnest(ARRAY[entry.section, entry.rubric]) AS name)"
        " AS named"
    )
    counts = _counted("named.name", named, newspaper, year)
    ranked = [rubric for rubric in _ranked(counts) if rubric][:MOST_RUBRICS]
    rows = [_row(_("all articles"), _months(everything, ""))]
    return rows + [_row(rubric, _months(counts, rubric), "rubric") for rubric in ranked]


def words(newspaper: Newspaper, year: int) -> list[Row]:
    """Return in how many articles of each month the year's most frequent key terms are such."""
    further = (
        "JOIN newsroom_articledigest digest ON digest.entry_id = entry.article_id"
        " CROSS JOIN unnest(digest.terms) term"
    )
    counts = _counted("term", further, newspaper, year)
    return [_row(term, _months(counts, term), "q") for term in _ranked(counts)[:MOST_WORDS]]


def _counted(what, further, newspaper, year) -> dict[tuple[int, str], int]:
    with connection.cursor() as cursor:
        cursor.execute(OWN_YEAR.format(what=what, further=further), [newspaper.pk, year, year])
        return {(month, name): n for month, name, n in cursor.fetchall()}


def _ranked(counts) -> list[str]:
    totals: Counter[str] = Counter()
    for (_month, name), n in counts.items():
        totals[name] += n
    return sorted(totals, key=lambda name: (-totals[name], name))


def _months(counts, name) -> Counter[int]:
    return Counter({month: counts.get((month, name), 0) for month in MONTHS})


def _row(name, months, ask="") -> Row:
    most = max(months.values()) or 1
    bars = (
        Bar(
            month, months[month], (month - 1) * WIDTH, HEIGHT - months[month] / most * HEIGHT,
            months[month] / most * HEIGHT,
        )
        for month in MONTHS
    )  # fmt: skip
    return Row(name, tuple(bars), ask)
