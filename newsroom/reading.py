"""What a reader is shown of the corpus: an article in its pieces, and what an identifier names."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from newsroom.models import Article, Credit, Issue, Page, Segment, corpus
from newsroom.text.compose import Piece, compose
from newsroom.text.roles import HEAD_ROLES, Role

PLACE = "issue__newspaper"  # what an identifier is made of, seen from a page
IDENTIFIER = re.compile(
    r"(?P<newspaper>[a-z0-9]+)-(?P<key>\d{4}-\d\d-\d\d|u\d+)"
    r"-p(?P<page>[1-9]\d{0,3})(?:-a(?P<article>[1-9]\d{0,3}))?"
)

ROLE_NAMES = {
    Role.RUBRIC: _("rubric"),
    Role.KICKER: _("kicker"),
    Role.HEADLINE: _("headline"),
    Role.DECK: _("deck"),
    Role.BYLINE: _("byline"),
    Role.DATELINE: _("dateline"),
    Role.PARAGRAPH: _("paragraph"),
    Role.SUBHEAD: _("subhead"),
    Role.EDITORS_NOTE: _("editor's note"),
    Role.CAPTION: _("caption"),
    Role.CREDIT: _("picture credit"),
    Role.JUMP: _("jump"),
    Role.CONTINUED_FROM: _("continued from"),
    Role.FURNITURE: _("page furniture"),
}
UNSURE = corpus.UNSURE
SLOTS = 5  # colours of the stylesheet for the articles of a page
FRAME = 3  # blank lines that mark the edge of a frame
MOST_AUTHORS = 3  # that a citation names


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of an article's text to show marked: evidence of a label, or what was searched for.

    `slot` is one of the five marks of the stylesheet, or empty for a hit of the search; `key` is
    the letter shown where the mark begins.
    """

    start: int
    end: int
    slot: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one piece that carry the same marks; `keys` are of those that begin here."""

    text: str
    marks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """One piece of an article: `start` to `end` in the article's text, in runs."""

    role: str
    text: str
    start: int
    end: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Pieces set on one line, such as a dateline and the paragraph that it opens.

    Without pieces, and with the role "turn", the place where the article goes on in another part.
    """

    role: str
    pieces: tuple[ShownPiece, ...]
    turn: Article | None = None


@dataclass(frozen=True, slots=True)
class Composition:
    """An article as it is set: the groups of its head, and those of its text."""

    head: tuple[Group, ...]
    body: tuple[Group, ...]

    def __iter__(self) -> Iterator[ShownPiece]:
        return (piece for group in self.head + self.body for piece in group.pieces)


def pieces_of(
    article: Article, marks: Iterable[Mark] = (), *, segments: Sequence[Segment] | None = None
) -> Composition:
    """Set what is coded of an article for the template part newsroom/_article.html.

    Its continuations follow it, each after a group "turn"; stretches are marked. One query, for the
    segments unless they are given, where the page was selected with the article; three where it has
    continuations.
    """
    marks = sorted(marks, key=lambda mark: (mark.start, -mark.end))
    shown = [_shown(piece, marks) for piece in _pieces(article, segments)]
    cut = next(
        (i for i, piece in enumerate(shown) if piece.role not in (*HEAD_ROLES, Role.BYLINE)),
        len(shown),
    )
    body = list(_grouped(shown[cut:]))
    offset = len(article.text) + 1
    for part in parts_of(article):
        moved = [replace(p, start=p.start + offset, end=p.end + offset) for p in _pieces(part)]
        body += [Group("turn", (), part), *_grouped([_shown(piece, marks) for piece in moved])]
        offset += len(part.text) + 1
    return Composition(tuple(_grouped(shown[:cut])), tuple(body))


def parts_of(article: Article) -> list[Article]:
    """Return the continuations of an article on other pages, in their order. No query without."""
    if not article.joined_sha256:
        return []
    parts = article.parts.select_related(f"page__{PLACE}").prefetch_related("segments")
    return list(parts.order_by("part_number"))


def with_heads(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Select with each article the one that it continues, so that lists can name it."""
    return articles.select_related(f"head__page__{PLACE}").defer("head__text", "head__page__text")


def _pieces(article: Article, segments: Sequence[Segment] | None = None) -> tuple[Piece, ...]:
    segments = list(article.segments.all()) if segments is None else segments
    composed = compose(article.page.text, segments) if segments else None
    if composed and composed.text == article.text:
        return composed.pieces
    # The stored text is what evidence points into, whatever composes today.
    return tuple(_lines_of(article))


def _lines_of(article: Article) -> Iterator[Piece]:
    start = 0
    for line in article.text.split("\n"):
        role = Role.HEADLINE if start == 0 and line == article.headline else Role.PARAGRAPH
        if line:
            yield Piece(role, line, start, start + len(line), ())
        start += len(line) + 1


def _shown(piece: Piece, marks: list[Mark]) -> ShownPiece:
    here = [mark for mark in marks if mark.start < piece.end and mark.end > piece.start]
    edges = {piece.start, piece.end}
    for mark in here:
        edges |= {max(mark.start, piece.start), min(mark.end, piece.end)}
    places = sorted(edges)
    runs = tuple(
        Run(
            piece.text[start - piece.start : end - piece.start],
            tuple(
                (mark.slot, mark.key if start == max(mark.start, piece.start) else "")
                for mark in here
                if mark.start <= start and end <= mark.end
            ),
        )
        for start, end in pairwise(places)
    )
    return ShownPiece(piece.role.value, piece.text, piece.start, piece.end, runs)


def _grouped(pieces: list[ShownPiece]) -> Iterator[Group]:
    """Join the parts of a headline, and a dateline with the paragraph after it."""
    waiting: list[ShownPiece] = []
    for piece, following in zip_longest(pieces, pieces[1:]):
        waiting.append(piece)
        pair = (piece.role, following.role if following else None)
        if pair not in {("headline", "headline"), ("dateline", "paragraph")}:
            yield Group(piece.role, tuple(waiting))
            waiting = []


def find_article(identifier: str) -> Article:
    """Return the article that an identifier names, by its present or a former issue key.

    Its page, issue and newspaper are loaded with it. Raises Article.DoesNotExist.
    """
    named = IDENTIFIER.fullmatch(identifier)
    if not named or not named["article"]:
        raise Article.DoesNotExist(identifier)
    articles = Article.objects.select_related(f"page__{PLACE}").filter(
        page__newspaper__slug=named["newspaper"], number=named["article"]
    )
    return _present_or_former(articles, named, "page__")


def find_page(identifier: str) -> Page:
    """Return the page that an identifier names, by its present or a former issue key.

    Raises Page.DoesNotExist.
    """
    named = IDENTIFIER.fullmatch(identifier)
    if not named or named["article"]:
        raise Page.DoesNotExist(identifier)
    pages = Page.objects.select_related(PLACE).filter(newspaper__slug=named["newspaper"])
    return _present_or_former(pages, named, "")


def _present_or_former(found, named, page):
    """Prefer what stands there today to what stood there before its issue went into another, and
    that to the same place of an issue that had this key once."""
    there = {f"{page}sequence": named["page"]}
    present = found.filter(**there, **{f"{page}issue__key": named["key"]}).first()
    before = (
        present
        or found.filter(
            **{
                f"{page}former_places__key": named["key"],
                f"{page}former_places__sequence": named["page"],
            }
        ).first()
    )
    return before or found.get(**there, **{f"{page}issue__former_keys__key": named["key"]})


@dataclass(frozen=True, slots=True)
class PageLine:
    """One segment of a page as it stands there: `number` is its line, `article` an article number.

    `opens` where an article begins or goes on after another, `goes_on` where a column break was
    closed before it, `framed` where the edge of a frame stands before it. `anchor` names the first
    segment of each article.
    """

    number: int
    article: int | None
    slot: int | None
    text: str
    role: str
    role_name: str
    confidence: float
    reason: str
    opens: bool
    goes_on: bool
    framed: bool
    anchor: str = ""

    @property
    def unsure(self) -> bool:
        """Whether a person should look."""
        return self.confidence < UNSURE


def slots_of(order: Iterable[int | None]) -> dict[int, int]:
    """Return the colour, 1 to 5, of each article of a page by its number.

    `order` are the articles of its segments as they follow one another. A colour goes by the
    number, so that it stays through repairs, but no article has that of the one printed before it.

    >>> slots_of([1, 6, 2, None, 2])
    {1: 1, 6: 2, 2: 3}
    """
    slots: dict[int, int] = {}
    last = 0
    for article in order:
        if article and article not in slots:
            slot = (article - 1) % SLOTS + 1
            slots[article] = slot if slot != last else slot % SLOTS + 1
        last = slots.get(article, last) if article else last
    return slots


def lines_of(page: Page) -> list[PageLine]:
    """Return a page's segments in the order of the page. One query."""
    lines: list[PageLine] = []
    place, number, before = 0, 1, None
    seen: set[tuple[int, int]] = set()
    begun: set[int | None] = set()
    segments = list(
        page.segments.select_related("article").defer("article__text").order_by("start")
    )
    slots = slots_of(one.article.number if one.article else None for one in segments)
    for segment in segments:
        between = page.text[place : segment.start]
        number += between.count("\n")
        article = segment.article.number if segment.article else None
        block = (segment.article_id or 0, segment.block)
        lines.append(
            PageLine(
                number=number,
                article=article,
                slot=slots.get(article or 0),
                text=page.text[segment.start : segment.end],
                role=segment.role,
                role_name=str(ROLE_NAMES[Role(segment.role)]),
                confidence=segment.confidence,
                reason=segment.reason,
                opens=not lines or article != before,
                goes_on=article is not None and block in seen,
                framed=bool(lines) and between.count("\n") > FRAME,
                anchor=f"a{article}" if article and article not in begun else "",
            )
        )
        number += page.text[segment.start : segment.end].count("\n")
        place, before = segment.end, article
        seen.add(block)
        begun.add(article)
    return lines


def citation(article: Article, credits: Iterable[Credit]) -> str:
    """Cite an article as Chinese papers do: 作者. 题名[N]. 报纸, 日期(版次), and its identifier.

    Source: GB/T 7714-2015, 4.5, articles in newspapers.
    """
    names = list(dict.fromkeys(credit.name for credit in credits))
    authors = ", ".join(names[:MOST_AUTHORS]) + (", 等" if len(names) > MOST_AUTHORS else "")
    issue = article.page.issue
    date = issue.date.isoformat() if issue.date else "日期不详"
    place = f"{issue.newspaper.name_zh}, {date}({article.page.number})"
    parts = [authors, f"{article.headline}[N]", place, article.identifier]
    return ". ".join(part for part in parts if part)


def evidence_of(issue: Issue) -> tuple[list[dict], list[dict]]:
    """Return what the day of an issue rests on: the weightiest piece of each kind, and the rest."""
    pieces = issue.date_evidence.get("evidence", [])
    by_weight = sorted(pieces, key=lambda piece: -piece["weight"])
    telling: dict[str, dict] = {}
    for piece in by_weight:
        telling.setdefault(piece["why"], piece)
    return list(telling.values()), [p for p in by_weight if p is not telling[p["why"]]]
