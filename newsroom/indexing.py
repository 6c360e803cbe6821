"""Store what is computed of an article: what the search reads, its key terms, its likeness."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from newsroom import copying
from newsroom.models import Article, Page, SearchEntry
from newsroom.text.entries import Entry, entry_of
from newsroom.text.sections import section_of

STEP = 500  # articles indexed at a time

STANDS = """
    SELECT article.id, issue.date, page.newspaper_id,
        COALESCE(NULLIF(page.printed_number, ''), page.sequence::text), article.kind,
        COALESCE((
            SELECT left(substring(page.text FROM rubric.start + 1
                FOR rubric."end" - rubric.start), 100)
            FROM newsroom_segment rubric
            WHERE rubric.article_id = article.id AND rubric.role = 'rubric'
            ORDER BY rubric.start LIMIT 1
        ), ''), page.id
    FROM newsroom_article article
    JOIN newsroom_page page ON page.id = article.page_id
    JOIN newsroom_issue issue ON issue.id = page.issue_id
    WHERE article.id = ANY(%s)
    FOR NO KEY UPDATE OF article
"""
# The lock lets two who index the same article at once do so one after the other.

FURNITURE = """
    SELECT page.id, array_agg(
        substring(page.text FROM segment.start + 1 FOR segment."end" - segment.start)
        ORDER BY segment.start
    )
    FROM newsroom_segment segment JOIN newsroom_page page ON page.id = segment.page_id
    WHERE page.id = ANY(%s) AND segment.role = 'furniture'
    GROUP BY page.id
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands, as the search repeats it: day, newspaper's number, page, kind, its
    rubric, and the section of its page."""

    day: datetime.date | None
    newspaper: int
    page: str
    kind: str
    rubric: str
    section: str


@transaction.atomic
def index(articles: Iterable[Article], entries: Iterable[Entry] | None = None) -> None:
    """Write the search entries and digests of some articles, in place of those they had.

    `entries` are theirs, in the same order, where another process has computed them already.
    """
    articles = list(articles)
    if entries is None:
        entries = [entry_of(article.text, article.headline) for article in articles]
    keys = [article.pk for article in articles]
    if not keys:
        return
    with connection.cursor() as cursor:
        cursor.execute(STANDS, [keys])
        stand = cursor.fetchall()
        sections = _sections({page for *_place, page in stand})
        places = {
            key: Place(day, newspaper, number, kind, rubric, sections.get(page, ""))
            for key, day, newspaper, number, kind, rubric, page in stand
        }
        cursor.execute("DELETE FROM newsroom_articledigest WHERE entry_id = ANY(%s)", [keys])
        cursor.execute("DELETE FROM newsroom_searchentry WHERE article_id = ANY(%s)", [keys])
    write([(key, entry, places[key]) for key, entry in zip(keys, entries, strict=True)])


def write(rows: Sequence[tuple[int, Entry, Place]]) -> None:
    """Write the search entries and digests of articles that have none, named by their numbers."""
    copying.copy_packed(
        "newsroom_searchentry",
        (
            "article_id", "folded", "grams", "words", "day", "newspaper", "page", "kind", "rubric",
            "section",
        ),
        (
            (
                copying.number(key), copying.text(entry.folded), copying.packed(entry.grams),
                copying.packed(entry.words), copying.day(place.day),
                copying.number(place.newspaper), copying.text(place.page),
                copying.text(place.kind), copying.text(place.rubric),
                copying.text(place.section),
            )
            for key, entry, place in rows
        ),
    )  # fmt: skip
    copying.copy_packed(
        "newsroom_articledigest",
        ("entry_id", "terms", "bands"),
        (
            (copying.number(key), copying.texts(entry.terms), copying.numbers(entry.bands))
            for key, entry, _place in rows
        ),
    )


def tidy() -> None:
    """Sort in what was written last, which every search would have to look through until then."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT gin_clean_pending_list(oid) FROM pg_class"
            " WHERE relname IN ('search_grams', 'digest_bands') AND relkind = 'i'"
            " AND pg_has_role(relowner, 'USAGE')"
        )


def keep_section(page: Page) -> None:
    """Let the search know the section of a page whose furniture has changed."""
    section = _sections({page.pk}).get(page.pk, "")
    SearchEntry.objects.filter(article__page=page).update(section=section)


def _sections(pages: Iterable[int]) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(FURNITURE, [list(pages)])
        return {page: section_of(lines) for page, lines in cursor.fetchall()}


def index_all() -> int:
    """Index every article that stands; return how many there are."""
    articles = Article.objects.standing().order_by("pk")
    last = done = 0
    while step := list(articles.filter(pk__gt=last)[:STEP]):
        index(step)
        last, done = step[-1].pk, done + len(step)
    return done
