"""The rows of an issue: its pages with their segments, articles, credits and jumps."""

import dataclasses
import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from newsroom import copying, indexing
from newsroom.models import (
    Article,
    Continuation,
    Credit,
    FormerIssueKey,
    FormerPlace,
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
from newsroom.text.roles import Role
from newsroom.text.sections import section_of

SHARES = {"high": 0.9, "medium": 0.6, "low": 0.3}
"""What the reader's words for how sure it is of a day mean as a share."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that could be read, with the day and page number that its name states.

    `reading` is there when another process has read the page already, with an entry an article.
    `printed` is a page number that is no number (A3), `row` the row of a table it begins with.
    """

    name: str
    decoded: Decoded
    sha256: str
    date: datetime.date | None
    number: int | None
    reading: PageReading | None = None
    entries: tuple[Entry, ...] | None = None
    printed: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """The day of an issue as it is stored, None while it is not known, with what the pages say.

    `stated` when the names of the files state it, which beats what is inferred from the texts, or
    what else `basis` says.
    """

    date: datetime.date | None
    dating: Dating
    stated: bool = False
    basis: str = Issue.Basis.NAMED


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
        date_basis=day.basis if day.stated else basis,
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
            FormerPlace.objects.filter(newspaper=newspaper, key__regex=r"^u\d+$"),
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
    pages = list(_pages(issue, batch, incoming, readings))
    _number(pages)
    articles = [_articles(page, reading) for page, reading in zip(pages, readings, strict=True)]
    _number([article for here in articles for article in here])
    _link_sidebars(readings, articles)
    copying.copy_objects(pages)
    copying.copy_objects([article for here in articles for article in here])
    made = list(zip(pages, readings, articles, strict=True))
    copying.copy_in(
        Segment,
        (
            "page_id", "article_id", "start", "end", "role", "block", "confidence", "reason",
        ),
        (
            (
                page.pk, None if read.article is None else here[read.article].pk,
                read.start, read.end, read.role.value, read.block,
                read.confidence, read.reason.value,
            )
            for page, reading, here in made
            for read in reading.segments
        ),
    )  # fmt: skip
    copying.copy_in(
        Credit,
        ("article_id", "position", "name", "role", "organisation"),
        (
            (
                article.pk, position, credit.name[:100],
                (credit.role or "")[:30], (credit.organisation or "")[:100],
            )
            for _page, reading, here in made
            for article, read in zip(here, reading.articles, strict=True)
            for position, credit in enumerate(read.credits, start=1)
        ),
    )  # fmt: skip
    copying.copy_in(
        Continuation,
        ("article_id", "type", "raw", "target_page"),
        (
            (article.pk, jump.type, jump.raw[:200], jump.page[:10])
            for _page, reading, here in made
            for article, read in zip(here, reading.articles, strict=True)
            for jump in {j.type: j for j in (read.jump, read.continued_from) if j}.values()
        ),
    )
    indexing.write(
        [
            (article.pk, entry, place)
            for given, (page, reading, here) in zip(incoming, made, strict=True)
            for article, entry, place in zip(
                here,
                given.entries or [entry_of(one.text, one.headline) for one in here],
                _places(issue, page, reading, here),
                strict=True,
            )
        ]
    )
    return list(zip(pages, articles, strict=True))


def _number(objects: Sequence[Page] | Sequence[Article]) -> None:
    """Give new rows their numbers, so that others can name them before they are written."""
    if objects:
        for one, number in zip(
            objects, copying.new_ids(type(objects[0]), len(objects)), strict=True
        ):
            one.pk = number


def _places(
    issue: Issue, page: Page, reading: PageReading, articles: list[Article]
) -> list[indexing.Place]:
    """Where the articles of a page stand, as indexing.STANDS says it of stored ones."""
    rubrics: dict[int, str] = {}
    for read in reading.segments:
        if read.role is Role.RUBRIC and read.article is not None:
            rubrics.setdefault(read.article, page.text[read.start : read.end][:100])
    section = section_of(
        page.text[read.start : read.end] for read in reading.segments if read.role is Role.FURNITURE
    )
    return [
        indexing.Place(
            issue.date,
            page.newspaper_id,
            page.number,
            article.kind,
            rubrics.get(index, ""),
            section,
        )
        for index, article in enumerate(articles)
    ]


def _pages(issue, batch, incoming, readings):
    taken = set(issue.pages.values_list("sequence", flat=True))
    for page, reading in zip(incoming, readings, strict=True):
        free = page.number and page.number not in taken
        sequence = page.number if free else max(taken, default=0) + 1
        taken.add(sequence)
        yield Page(
            issue=issue, batch=batch, newspaper=issue.newspaper, sequence=sequence,
            printed_number=page.printed or str(page.number or ""), file_name=page.name,
            table_row=page.row,
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
    for reading, here in zip(readings, articles, strict=True):
        for article, read in zip(here, reading.articles, strict=True):
            if read.parent is not None:
                article.parent = here[read.parent]
