"""A row of a table → an article, and articles → the text of a page that holds exactly them."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from newsroom.text.bylines import CreditReading
from newsroom.text.compose import compose
from newsroom.text.crew import LONGEST_HEADLINE
from newsroom.text.entries import Entry, entry_of, fits
from newsroom.text.pages import ArticleReading, PageReading, SegmentReading
from newsroom.text.reasons import Reason
from newsroom.text.roles import Kind, Role
from newsroom.text.table_columns import Field, Mapping
from newsroom.text.table_values import (
    CellError,
    read_authors,
    read_day,
    read_kind,
    read_page_number,
)

BETWEEN_ARTICLES = "\n\n\n"
LONGEST_ID = 200  # characters
UNSEEN = "\ufeff\u200b\u200c\u200d\u2060"  # characters of no width: no text consists of them
HEAD = (
    (Field.RUBRIC, Role.RUBRIC),
    (Field.KICKER, Role.KICKER),
    (Field.HEADLINE, Role.HEADLINE),
    (Field.DECK, Role.DECK),
    (Field.AUTHORS, Role.BYLINE),
)
"""What stands above the text, in the order in which an article is read."""


def _(sentence: str) -> str:
    """Mark a sentence for the translators; it is translated where it is shown."""
    return sentence


@dataclass(frozen=True, slots=True)
class Stated:
    """An article as a row states it. `first` and `last` bound its day; both None: nothing said."""

    row: int
    newspaper: str
    first: datetime.date | None
    last: datetime.date | None
    number: int | None
    printed: str
    kind: Kind
    outside_id: str
    head: tuple[tuple[Role, str], ...]
    text: str
    credits: tuple[CreditReading, ...]
    fingerprint: str
    """What tells it from other articles of its newspaper: its day, its headline, its text."""

    @property
    def day(self) -> datetime.date | None:
        """Its day, where the row states one."""
        return self.first if self.first == self.last else None

    @property
    def headline(self) -> str:
        """The headline on one line."""
        return " ".join(next((t for role, t in self.head if role is Role.HEADLINE), "").split())


def read_row(
    number: int, cells: Sequence[str], mapping: Mapping
) -> tuple[Stated | None, list[tuple[Field, CellError]]]:
    """Return what a row states, or None and what is wrong with it, column by column."""
    wrong: list[tuple[Field, CellError]] = []

    def read(what, reading, default):
        value = mapping.cell(cells, what)
        try:
            return reading(value) if value else default
        except CellError as error:
            wrong.append((what, error))
            return default

    place = mapping.columns.get(Field.TEXT)
    text = cells[place] if place is not None and place < len(cells) else ""
    if not text.strip().strip(UNSEEN):
        wrong.append((Field.TEXT, CellError(_("it is empty."))))
    elif not fits(text):
        wrong.append((Field.TEXT, CellError(_("it has too many different words to be searched."))))
    days = read(Field.DATE, lambda value: read_day(value, mapping.order), ())
    page, printed = read(Field.PAGE, read_page_number, (None, ""))
    kind = read(Field.KIND, read_kind, Kind.NEWS)
    credits = tuple(read(Field.AUTHORS, read_authors, ()))
    head = tuple((role, value) for what, role in HEAD if (value := read(what, _short, "")))
    outside_id = read(Field.ID, _identifier, "")
    if wrong:
        return None, wrong
    lines = {line.strip() for line in text.split("\n")}
    if any(role is Role.BYLINE and value in lines for role, value in head):
        head = tuple(part for part in head if part[0] is not Role.BYLINE)  # the text has it
    first, last = days or (None, None)
    headline = next((value for role, value in head if role is Role.HEADLINE), "")
    told = [str(first), str(last), headline.split(), text.split()]
    fingerprint = hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
    return (
        Stated(
            number, mapping.cell(cells, Field.NEWSPAPER), first, last, page, printed, kind,
            outside_id, head, text.strip("\n"), credits, fingerprint,
        ),
        [],
    )  # fmt: skip


def _short(value: str) -> str:
    if len(value) > LONGEST_HEADLINE:
        raise CellError(
            _("it has %(size)s characters, and may have %(limit)s."),
            size=len(value), limit=LONGEST_HEADLINE,
        )  # fmt: skip
    return value


def _identifier(value: str) -> str:
    if len(value) > LONGEST_ID:
        raise CellError(
            _("it has %(size)s characters, and may have %(limit)s."),
            size=len(value), limit=LONGEST_ID,
        )  # fmt: skip
    return value


@dataclass(frozen=True, slots=True)
class Laid:
    """An article laid out as it will stand on a page, with what is computed of it."""

    stated: Stated
    text: str
    segments: tuple[SegmentReading, ...]
    composed: str
    entry: Entry


def lay_all(articles: list[Stated]) -> list[Laid]:
    """Lay out some articles, for the processes of a Crew; one that breaks it is left out."""
    laid = []
    for article in articles:
        try:
            laid.append(lay(article))
        except Exception:  # one article must not hold up the others
            continue
    return laid


def lay(article: Stated) -> Laid:
    """Lay an article out: its head a line each, then its text as it is, a segment a paragraph."""
    head = "\n".join(text for _role, text in article.head)
    text = f"{head}\n\n{article.text}" if head else article.text
    segments = tuple(
        SegmentReading(start, end, role, 0, block, 1.0, Reason.STATED)
        for block, (start, end, role) in enumerate(_stretches(article.head, article.text))
    )
    composed = compose(text, segments).text
    return Laid(article, text, segments, composed, entry_of(composed, article.headline))


def _stretches(head: tuple[tuple[Role, str], ...], text: str) -> Iterator[tuple[int, int, Role]]:
    """Yield start, end and role of everything that is not blank."""
    place = 0
    for role, part in head:
        yield place, place + len(part), role
        place += len(part) + 1
    place += 1 if head else 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            start = place + line.index(stripped)
            yield start, start + len(stripped), Role.PARAGRAPH
        place += len(line) + 1


def page_of(articles: Iterable[Laid]) -> tuple[str, PageReading, tuple[Entry, ...]]:
    """Return the text of a page with these articles below one another, and how it is read."""
    texts: list[str] = []
    reading = PageReading()
    entries = []
    place = 0
    for number, laid in enumerate(articles):
        reading.segments.extend(
            replace(s, start=s.start + place, end=s.end + place, article=number)
            for s in laid.segments
        )
        stated = laid.stated
        reading.articles.append(
            ArticleReading(
                stated.kind, stated.headline, [stated.headline] if stated.headline else [],
                list(stated.credits), None, None, None, 1.0, Reason.STATED,
            )
        )  # fmt: skip
        entries.append(laid.entry)
        texts.append(laid.text)
        place += len(laid.text) + len(BETWEEN_ARTICLES)
    return BETWEEN_ARTICLES.join(texts), reading, tuple(entries)
