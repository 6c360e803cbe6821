"""The rows of a page's layout: read as one value, and written again where a repair changed it."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from newsroom import indexing
from newsroom.models import Article, Credit, Page, SearchEntry, Segment
from newsroom.text.bylines import CreditReading
from newsroom.text.compose import ComposedArticle, compose
from newsroom.text.layouts import Entry, Layout, Part, successor
from newsroom.text.roles import Kind, Role

JUMP_ROLES = (Role.JUMP, Role.CONTINUED_FROM)


@dataclass(frozen=True)
class Change:
    """A repair as those see it who follow the text: the page's layout before and after it.

    `articles` are the rows by number; a new article has none before it is made.
    """

    page: Page
    before: Layout
    after: Layout
    articles: dict[int, Article] = field(default_factory=dict)

    @cached_property
    def texts_before(self) -> dict[int, ComposedArticle]:
        """Every article of the page as it was composed."""
        return _composed(self.page, self.before)

    @cached_property
    def texts_after(self) -> dict[int, ComposedArticle]:
        """Every article of the page as it is composed now."""
        return _composed(self.page, self.after)

    @cached_property
    def touched(self) -> list[int]:
        """The numbers of the articles that read differently now, are new, or are gone."""
        numbers = sorted({*self.texts_before, *self.texts_after})
        return [
            number
            for number in numbers
            if self.texts_before.get(number) != self.texts_after.get(number)
        ]


def _composed(page: Page, layout: Layout) -> dict[int, ComposedArticle]:
    return {entry.number: compose(page.text, layout.of(entry.number)) for entry in layout.articles}


def layout_of(page: Page) -> Layout:
    """Return the layout that the rows of a page say. Three queries."""
    articles = list(
        page.articles.standing()
        .defer("text")
        .select_related("parent")
        .prefetch_related("credits")
        .order_by("number")
    )
    numbers = {article.pk: article.number for article in articles}
    return Layout(
        tuple(
            Part(
                row.start, row.end, Role(row.role),
                None if row.article_id is None else numbers[row.article_id],
                row.block, row.confidence, row.reason,
            )
            for row in page.segments.order_by("start")
        ),
        tuple(
            Entry(
                article.number, Kind(article.kind),
                tuple(
                    CreditReading(row.name, row.role or None, row.organisation or None)
                    for row in sorted(article.credits.all(), key=lambda row: row.position)
                ),
                # A box may stand beside an article of another page; that is no part of this layout.
                numbers.get(article.parent_id) if article.parent_id else None,
                article.confidence,
            )
            for article in articles
        ),
    )  # fmt: skip


def sha256(text: str) -> str:
    """Return the checksum by which a text is named."""
    return hashlib.sha256(text.encode()).hexdigest()


def place(page: Page, before: Layout, after: Layout) -> Change:
    """Write the rows of a locked page so that they say `after`; return the change."""
    articles = {
        article.number: article for article in Article.objects.select_for_update().filter(page=page)
    }
    change = Change(page, before, after, articles)
    _write_articles(change)
    _write_segments(change)
    _write_credits(change)
    SearchEntry.objects.filter(
        article__in=[articles[n] for n in change.touched if n not in change.texts_after]
    ).delete()
    indexing.index(articles[n] for n in change.touched if n in change.texts_after)
    if any(part.article is None for part in set(before.parts) ^ set(after.parts)):
        indexing.keep_section(page)
    page.confidence = min(
        [1.0, *(p.confidence for p in after.parts), *(e.confidence for e in after.articles)]
    )
    return change


def _write_articles(change: Change) -> None:
    page, articles = change.page, change.articles
    entries = {entry.number: entry for entry in change.after.articles}
    known = {entry.number: entry for entry in change.before.articles}
    for number, entry in entries.items():
        if number in change.touched or entry != known.get(number):
            article = articles.get(number) or Article(page=page, number=number)
            article.kind, article.confidence = entry.kind.value, entry.confidence
            article.retired_at = article.successor = None
            if number in change.touched:
                composed = change.texts_after[number]
                article.headline = composed.headline[:500]
                article.text, article.text_sha256 = composed.text, sha256(composed.text)
            article.save()
            articles[number] = article
    here = [article.pk for article in articles.values()]
    for number, entry in entries.items():
        if number not in known or entry.parent != known[number].parent:
            # One that stands again goes on beside an article of another page, which no layout says.
            elsewhere = articles[number].parent_id not in (None, *here)
            if entry.parent or not elsewhere:
                articles[number].parent = articles[entry.parent] if entry.parent else None
                articles[number].save(update_fields=["parent"])
    for number in set(known) - set(entries):
        went = successor(change.before, change.after, number)
        articles[number].retired_at = timezone.now()
        articles[number].successor = articles[went] if went else None
        articles[number].save(update_fields=["retired_at", "successor"])


def _write_segments(change: Change) -> None:
    before, after = set(change.before.parts), set(change.after.parts)
    gone = before - after
    Segment.objects.filter(page=change.page, start__in=[part.start for part in gone]).delete()
    Segment.objects.bulk_create(
        Segment(
            page=change.page,
            article=change.articles[part.article] if part.article else None,
            start=part.start, end=part.end, role=part.role.value, block=part.block,
            confidence=part.confidence, reason=part.reason,
        )
        for part in after - before
    )  # fmt: skip


def _write_credits(change: Change) -> None:
    known = {entry.number: entry.credits for entry in change.before.articles}
    changed = [e for e in change.after.articles if e.credits != known.get(e.number)]
    # An article that stands again has kept the rows from when it was retired.
    Credit.objects.filter(article__in=[change.articles[e.number] for e in changed]).delete()
    Credit.objects.bulk_create(
        Credit(
            article=change.articles[entry.number], position=position, name=credit.name[:100],
            role=(credit.role or "")[:30], organisation=(credit.organisation or "")[:100],
        )
        for entry in changed
        for position, credit in enumerate(entry.credits, start=1)
    )  # fmt: skip
