"""The rows of an issue: its pages with their segments, articles, credits and jumps."""

import dataclasses
import datetime
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice

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
from newsroom.text.sections import page_number_of, section_of

SHARES = {"high": 0.9, "medium": 0.6, "low": 0.3}
"""What the reader's words for how sure it is of a day mean as a share."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that could be read, with the day and page number that its name states.

    `reading` is there when another process has read the page already, with an entry and the text
    of each article.
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
    texts: tuple[str, ...] | None = None


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
    return issues_of(newspaper, [day])[0]


def issues_of(newspaper: Newspaper, days: Sequence[Day]) -> list[Issue]:
    """Do what issue_of does for several days at once."""
    dates = {day.date for day in days if day.date}
    found = {one.date: one for one in Issue.objects.filter(newspaper=newspaper, date__in=dates)}
    keys = undated_keys(newspaper)
    issues: list[Issue] = []
    new: list[Issue] = []
    for day in days:
        issue = found.get(day.date) if day.date else None
        if issue is None:
            key = day.date.isoformat() if day.date else next(keys)
            issue = _new_issue(newspaper, key, day)
            new.append(issue)
            found[day.date] = issue
        issue.newspaper = newspaper
        issues.append(issue)
    _number(new)
    copying.copy_objects(new)
    return issues


def _new_issue(newspaper: Newspaper, key: str, day: Day) -> Issue:
    dating = day.dating
    basis = dating.basis if dating.basis != "none" or not day.date else Issue.Basis.INFERRED
    return Issue(
        newspaper=newspaper,
        key=key,
        date=day.date,
        date_from=day.date or dating.date_from,
        date_to=day.date or dating.date_to,
        date_basis=day.basis if day.stated else basis,
        date_confidence=_confidence(day),
        date_evidence={
            "read": _plain(dating.date),
            "best_guess": dating.best_guess,
            "evidence": _plain(dating.evidence),
            "contradictions": _plain(dating.contradictions),
            "weekday_checks": _plain(dating.weekday_checks),
            "publication": _plain(dating.publication),
        },
    )


def _confidence(day: Day) -> float:
    """What is stated counts as certain, unless the pages make it very unlikely."""
    if day.stated:
        return SHARES["medium"] if day.dating.doubts_stated else 1.0
    return SHARES[day.dating.confidence]


def undated_keys(newspaper: Newspaper) -> Iterator[str]:
    """u001, u002 …: beyond any that the newspaper has or had."""
    used = [
        int(key[1:])
        for keys in (
            Issue.objects.filter(newspaper=newspaper, key__regex=r"^u\d+$"),
            FormerIssueKey.objects.filter(newspaper=newspaper, key__regex=r"^u\d+$"),
            FormerPlace.objects.filter(newspaper=newspaper, key__regex=r"^u\d+$"),
        )
        for key in keys.values_list("key", flat=True)
    ]
    for number in count(max(used, default=0) + 1):
        yield f"u{number:03}"


def _plain(value):
    """Turn what the reader returns into values that JSON has."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list | tuple | set):
        return [_plain(each) for each in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    return {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}


def store(
    batch: ImportBatch, issues: Sequence[tuple[Issue, list[Incoming]]]
) -> list[list[tuple[Page, list[Article]]]]:
    """Store the pages of some issues with everything that is read on them; return what was made
    for each issue.

    Pages whose names state a number come first and take that place where it is free.
    The caller holds the lock on the newspaper. Several issues take as many statements as one.
    """
    incoming = [page for _issue, given in issues for page in _in_order(given)]
    readings = [page.reading or read_page(page.decoded.text) for page in incoming]
    pages = list(_pages(batch, issues, readings))
    _number(pages)
    articles = [
        _articles(page, reading, given.texts or texts_of(page.text, reading))
        for page, reading, given in zip(pages, readings, incoming, strict=True)
    ]
    _number([article for here in articles for article in here])
    _link_sidebars(readings, articles)
    copying.copy_objects(pages)
    copying.copy_objects([article for here in articles for article in here])
    _write_readings(pages, readings, articles)
    indexing.write(
        [
            (article.pk, entry, place)
            for given, page, reading, here in zip(incoming, pages, readings, articles, strict=True)
            for article, entry, place in zip(
                here,
                given.entries or [entry_of(one.text, one.headline) for one in here],
                _places(page, reading, here),
                strict=True,
            )
        ]
    )
    made = iter(zip(pages, articles, strict=True))
    return [list(islice(made, len(given))) for _issue, given in issues]


def _in_order(incoming: list[Incoming]) -> list[Incoming]:
    return sorted(incoming, key=lambda page: (page.number is None, page.number or 0, page.name))


def _write_readings(
    pages: list[Page], readings: list[PageReading], articles: list[list[Article]]
) -> None:
    """Write the segments, the credits and the jumps of some pages."""
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


def _number(objects: Sequence[Issue] | Sequence[Page] | Sequence[Article]) -> None:
    """Give new rows their numbers, so that others can name them before they are written."""
    if objects:
        for one, number in zip(
            objects, copying.new_ids(type(objects[0]), len(objects)), strict=True
        ):
            one.pk = number


def _places(page: Page, reading: PageReading, articles: list[Article]) -> list[indexing.Place]:
    """Where the articles of a page stand, as indexing.STANDS says it of stored ones."""
    rubrics: dict[int, str] = {}
    for read in reading.segments:
        if read.role is Role.RUBRIC and read.article is not None:
            rubrics.setdefault(read.article, page.text[read.start : read.end][:100])
    section = section_of(_furniture(page.text, reading))
    return [
        indexing.Place(
            page.issue.date,
            page.newspaper_id,
            page.number,
            article.kind,
            rubrics.get(index, ""),
            section,
        )
        for index, article in enumerate(articles)
    ]


def _furniture(text: str, reading: PageReading) -> list[str]:
    return [text[s.start : s.end] for s in reading.segments if s.role is Role.FURNITURE]


def _pages(batch, issues, readings):
    taken: dict[int, set[int]] = {issue.pk: set() for issue, _incoming in issues}
    printed: dict[int, set[str]] = {issue.pk: set() for issue, _incoming in issues}
    there = Page.objects.filter(issue__in=taken).order_by()
    for issue, place, number in there.values_list("issue", "sequence", "printed_number"):
        taken[issue].add(place)
        printed[issue].add(number)
    placed = [(issue, page) for issue, given in issues for page in _in_order(given)]
    for (issue, page), reading in zip(placed, readings, strict=True):
        here = taken[issue.pk]
        number = page.printed or str(page.number or "")
        if not number and page.row is None:
            # of two pages that print the same number, one is read wrongly: the second has none
            read = page_number_of(_furniture(page.decoded.text, reading))
            number = read if read not in printed[issue.pk] else ""
        printed[issue.pk].add(number)
        sequence = int(number) if page.row is None and number.isdecimal() else page.number
        if not sequence or sequence in here:
            sequence = max(here, default=0) + 1
        here.add(sequence)
        yield Page(
            issue=issue, batch=batch, newspaper=issue.newspaper, sequence=sequence,
            printed_number=number, file_name=page.name,
            table_row=page.row,
            encoding=page.decoded.encoding, text=page.decoded.text, text_sha256=page.sha256,
            confidence=_least(reading),
        )  # fmt: skip


def _least(reading: PageReading) -> float:
    """A page is as sure as what is least sure on it."""
    return min(
        [1.0, *(s.confidence for s in reading.segments), *(a.confidence for a in reading.articles)]
    )


def _articles(page, reading, texts):
    made = []
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
