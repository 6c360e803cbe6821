"""Store what is computed of an article: what the search reads, its key terms, its likeness."""

from collections.abc import Iterable

from django.db import connection

from newsroom.models import Article, ArticleDigest
from newsroom.text.entries import Entry, entry_of

STEP = 500  # articles indexed at a time


def index(articles: Iterable[Article], entries: Iterable[Entry] | None = None) -> None:
    """Write the search entries and digests of some articles, in place of those they had.

    `entries` are theirs, in the same order, where another process has computed them already.
    """
    articles = list(articles)
    if entries is None:
        entries = [entry_of(article.text, article.headline) for article in articles]
    rows = list(zip((article.pk for article in articles), entries, strict=True))
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO newsroom_searchentry
                (article_id, folded, grams, words, day, newspaper, page, kind, rubric)
            SELECT article.id, folded, array_to_tsvector(string_to_array(grams, ' ')),
                words::tsvector, issue.date, page.newspaper_id,
                COALESCE(NULLIF(page.printed_number, ''), page.sequence::text), article.kind,
                COALESCE((
                    SELECT left(substring(page.text FROM rubric.start + 1
                        FOR rubric."end" - rubric.start), 100)
                    FROM newsroom_segment rubric
                    WHERE rubric.article_id = article.id AND rubric.role = 'rubric'
                    ORDER BY rubric.start LIMIT 1
                ), '')
            FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])
                AS given (article_id, folded, grams, words)
            JOIN newsroom_article article ON article.id = given.article_id
            JOIN newsroom_page page ON page.id = article.page_id
            JOIN newsroom_issue issue ON issue.id = page.issue_id
            ON CONFLICT (article_id) DO UPDATE
                SET folded = excluded.folded, grams = excluded.grams, words = excluded.words,
                    day = excluded.day, newspaper = excluded.newspaper, page = excluded.page,
                    kind = excluded.kind, rubric = excluded.rubric
            """,
            [
                [key for key, _entry in rows],
                [entry.folded for _key, entry in rows],
                [entry.grams for _key, entry in rows],
                [entry.words for _key, entry in rows],
            ],
        )
    ArticleDigest.objects.bulk_create(
        [
            ArticleDigest(entry_id=key, terms=entry.terms, bands=entry.bands)
            for key, entry in rows
        ],
        update_conflicts=True, unique_fields=["entry"], update_fields=["terms", "bands"],
    )  # fmt: skip


def index_all() -> int:
    """Index every article that stands; return how many there are."""
    articles = Article.objects.standing().order_by("pk")
    last = done = 0
    while step := list(articles.filter(pk__gt=last)[:STEP]):
        index(step)
        last, done = step[-1].pk, done + len(step)
    return done
