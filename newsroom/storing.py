"""The rows of an issue: its pages with their segments, articles, credits and jumps."""

import dataclasses
import datetime
import hashlib
from dataclasses import dataclass

from newsroom import indexing
from newsroom.models import (
    Article,
    Continuation,
    Credit,
    FormerIssueKey,
    ImportBatch,
    Issue,
    Newspaper,
    Page,
    Segment,
)
from newsroom.text.crew import LONGEST_HEADLINE
from newsroom.text.dating import Dating
from newsroom.text.decoding import Decoded
from newsroom.text.entries import Entry, entry_of, texts_of
from newsroom.text.pages import PageReading, read_page

SHARES = {"high": 0.9, "medium": 0.6, "low": 0.3}
"""What the reader's words for how sure it is of a day mean as a share."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that could be read, with the day and page number that its name states.

    `reading` is there when another process has read the page already, with an entry an article.
    """

    name: str
    decoded: Decoded
    sha256: str
    date: datetime.date | None
    number: int | None
    reading: PageReading | None = None
    entries: tuple[Entry, ...] | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """The day of an issue as it is stored, None while it is not known, with what the pages say.

    `stated` when the names of the files state it, which beats what is inferred from the texts.
    """

    date: datetime.date | None
    dating: Dating
    stated: bool = False


def issue_of(newspaper: Newspaper, day: Day) -> Issue:
    """Return the newspaper's issue of that day, made where it is new; an undated one is always new.

    The caller holds the lock on the newspaper.
    """
    if day.date:
        found = Issue.objects.filter(newspaper=newspaper, date=day.date).first()
        if found:
            found.newspaper = newspaper
            return found
    dating = day.dating
    basis = dating.basis if dating.basis != "none" or not day.date else Issue.Basis.INFERRED
    return Issue.objects.create(
        newspaper=newspaper,
        key=day.date.isoformat() if day.date else _next_undated_key(newspaper),
        date=day.date,
        date_from=day.date or dating.date_from,
        date_to=day.date or dating.date_to,
        date_basis=Issue.Basis.NAMED if day.stated else basis,
        date_confidence=1.0 if day.stated else SHARES[dating.confidence],
        date_evidence={
            "read": _plain(dating.date),
            "best_guess": dating.best_guess,
            "evidence": _plain(dating.evidence),
            "contradictions": _plain(dating.contradictions),
            "weekday_checks": _plain(dating.weekday_checks),
            "publication": _plain(dating.publication),
        },
    )


def _next_undated_key(newspaper: Newspaper) -> str:
    """u001, u002 …: one more than any that the newspaper has or had."""
    used = [
        int(key[1:])
        for keys in (
            Issue.objects.filter(newspaper=newspaper, key__regex=r"^u\d+$"),
            FormerIssueKey.objects.filter(newspaper=newspaper, key__regex=r"^u\d+$"),
        )
        for key in keys.values_list("key", flat=True)
    ]
    return f"u{max(used, default=0) + 1:03}"


def _plain(value):
    """Turn what the reader returns into values that JSON has."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def store(
    issue: Issue, batch: ImportBatch, incoming: list[Incoming]
) -> list[tuple[Page, list[Article]]]:
    """Store the pages of one issue with everything that is read on them; return what was made.

    Pages whose names state a number come first and take that place where it is free.
    The caller holds the lock on the newspaper.
    """
    incoming = sorted(incoming, key=lambda page: (page.number is None, page.number or 0, page.name))
    readings = [page.reading or read_page(page.decoded.text) for page in incoming]
    pages = Page.objects.bulk_create(_pages(issue, batch, incoming, readings))
    articles = [_articles(page, reading) for page, reading in zip(pages, readings, strict=True)]
    Article.objects.bulk_create(article for here in articles for article in here)
    _link_sidebars(readings, articles)
    made = list(zip(pages, readings, articles, strict=True))
    Segment.objects.bulk_create(
        Segment(
            page=page,
            article=None if read.article is None else here[read.article],
            start=read.start, end=read.end, role=read.role.value, block=read.block,
            confidence=read.confidence, reason=read.reason.value,
        )
        for page, reading, here in made
        for read in reading.segments
    )  # fmt: skip
    Credit.objects.bulk_create(
        Credit(
            article=article, position=position, name=credit.name[:100],
            role=(credit.role or "")[:30], organisation=(credit.organisation or "")[:100],
        )
        for _page, reading, here in made
        for article, read in zip(here, reading.articles, strict=True)
        for position, credit in enumerate(read.credits, start=1)
    )  # fmt: skip
    Continuation.objects.bulk_create(
        Continuation(
            article=article, type=jump.type, raw=jump.raw[:200], target_page=jump.page[:10]
        )
        for _page, reading, here in made
        for article, read in zip(here, reading.articles, strict=True)
        for jump in {jump.type: jump for jump in (read.jump, read.continued_from) if jump}.values()
    )
    computed = [
        page.entries or [entry_of(article.text, article.headline) for article in here]
        for page, here in zip(incoming, articles, strict=True)
    ]
    indexing.index(
        (article for here in articles for article in here),
        [entry for here in computed for entry in here],
    )
    return list(zip(pages, articles, strict=True))


def _pages(issue, batch, incoming, readings):
    taken = set(issue.pages.values_list("sequence", flat=True))
    for page, reading in zip(incoming, readings, strict=True):
        free = page.number and page.number not in taken
        sequence = page.number if free else max(taken, default=0) + 1
        taken.add(sequence)
        yield Page(
            issue=issue, batch=batch, newspaper=issue.newspaper, sequence=sequence,
            printed_number=str(page.number or ""), file_name=page.name,
            encoding=page.decoded.encoding, text=page.decoded.text, text_sha256=page.sha256,
            confidence=_least(reading),
        )  # fmt: skip


def _least(reading: PageReading) -> float:
    """A page is as sure as what is least sure on it."""
    return min(
        [1.0, *(s.confidence for s in reading.segments), *(a.confidence for a in reading.articles)]
    )


def _articles(page, reading):
    made = []
    texts = texts_of(page.text, reading)
    for number, (read, text) in enumerate(zip(reading.articles, texts, strict=True), start=1):
        made.append(
            Article(
                page=page, number=number, kind=read.kind.value, confidence=read.confidence,
                headline=read.headline[:LONGEST_HEADLINE], text=text,
                text_sha256=hashlib.sha256(text.encode()).hexdigest(),
            )
        )  # fmt: skip
    return made


def _link_sidebars(readings, articles):
    sidebars = []
    for reading, here in zip(readings, articles, strict=True):
        for article, read in zip(here, reading.articles, strict=True):
            if read.parent is not None:
                article.parent = here[read.parent]
                sidebars.append(article)
    Article.objects.bulk_update(sidebars, ["parent"])
