"""The reading of one page: its segments in page order and the articles they belong to."""

from dataclasses import dataclass, field, replace

from newsroom.text.atoms import Atom
from newsroom.text.bylines import CreditReading
from newsroom.text.compose import reading_rank
from newsroom.text.doubts import sureness
from newsroom.text.drafts import Draft, Piece
from newsroom.text.reasons import Reason
from newsroom.text.roles import Kind, Role
from newsroom.text.segmentation import segment

__all__ = ["ArticleReading", "CreditReading", "Jump", "PageReading", "SegmentReading", "read_page"]


@dataclass(frozen=True, slots=True)
class SegmentReading:
    """A stretch of the page, code points `start` to `end`, with its role and the article it belongs
    to.

    Segments of one article with the same `block` form one piece and are joined with nothing
    between.
    """

    start: int
    end: int
    role: Role
    article: int | None
    block: int
    confidence: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class Jump:
    """A reference to another page; `type` is continues_on, refers_to or continued_from."""

    raw: str
    page: str
    type: str


@dataclass(frozen=True, slots=True)
class ArticleReading:
    """What is known of one article besides its segments."""

    kind: Kind
    headline: str
    headline_parts: list[str]
    credits: list[CreditReading]
    jump: Jump | None
    continued_from: Jump | None
    parent: int | None
    confidence: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page read: segments in page order, articles in the order of their first line."""

    segments: list[SegmentReading] = field(default_factory=list)
    articles: list[ArticleReading] = field(default_factory=list)


def read_page(text: str) -> PageReading:
    """Read a page's text into articles; every character that is not blank is in exactly one
    segment.

    Time grows linearly with the length of the text. Any text has a reading, an empty one the empty
    reading.

    >>> reading = read_page("某地法院审结一案\\n\\n本报记者 王一平\\n\\n本报讯 法院近日审结一案。")
    >>> [(segment.role.value, segment.article) for segment in reading.segments]
    [('headline', 0), ('byline', 0), ('dateline', 0), ('paragraph', 0)]
    >>> reading.articles[0].credits
    [CreditReading(name='王一平', role='记者', organisation='本报')]
    """
    drafts, furniture = segment(text)
    drafts.sort(key=_first_place)
    segments: list[SegmentReading] = []
    for number, draft in enumerate(drafts):
        for block, piece in enumerate(_in_reading_order(draft)):
            segments += _segments(text, piece, number, block)
    for block, piece in enumerate(furniture):
        segments += _segments(text, piece, None, block)
    segments.sort(key=lambda found: found.start)
    return PageReading(segments, [_article(text, draft) for draft in drafts])


def _first_place(draft: Draft) -> int:
    return min(atom.start for piece in draft.head + draft.body for atom in piece.atoms)


def _in_reading_order(draft: Draft) -> list[Piece]:
    pieces = draft.head + draft.body
    return sorted(pieces, key=lambda piece: reading_rank(piece.role, 0))


def _segments(text: str, piece: Piece, article: int | None, block: int) -> list[SegmentReading]:
    """One segment for each stretch of the page; lines of one block are one stretch."""
    stretches: list[list] = []
    reasons = [(piece.reason, piece.confidence), *piece.later]
    reasons += [reasons[0]] * (len(piece.atoms) - len(reasons))
    for atom, (reason, confidence) in zip(piece.atoms, reasons, strict=True):
        if (
            stretches
            and atom.gap == 0
            and text[stretches[-1][1] : atom.start].isspace()
            and piece.role is not Role.PARAGRAPH
        ):
            stretches[-1][1] = atom.end
        else:
            stretches.append([atom.start, atom.end, reason, confidence])
    return [
        SegmentReading(start, end, piece.role, article, block, round(confidence, 2), reason)
        for start, end, reason, confidence in stretches
    ]


def _article(text: str, draft: Draft) -> ArticleReading:
    headlines = draft.of(Role.HEADLINE)
    parts = [
        part
        for piece in headlines
        for atom in piece.atoms
        for part in text[atom.start : atom.end].split()
    ]
    credits = list(
        dict.fromkeys(
            _as_printed(text, atom, credit)
            for piece in draft.of(Role.BYLINE, Role.CREDIT)
            for atom in piece.atoms
            for credit in atom.credits
        )
    )
    if draft.kind is Kind.LETTER:
        # who signs a letter with a bare name is a reader
        credits = [
            credit if credit.role or credit.organisation else replace(credit, role="读者")
            for credit in credits
        ]
    return ArticleReading(
        draft.kind,
        " ".join(parts),
        parts,
        credits,
        _jump(text, draft, Role.JUMP),
        _jump(text, draft, Role.CONTINUED_FROM),
        draft.parent,
        sureness(draft),
        draft.reason,
    )


def _as_printed(text: str, atom: Atom, credit: CreditReading) -> CreditReading:
    """A name in the characters of the page; it was read with width and traditional characters
    folded."""
    place = atom.text.find(credit.name)
    if place < 0:
        return credit
    start = atom.start + place
    name = text[start : start + len(credit.name)]
    return credit if name == credit.name else replace(credit, name=name)


def _jump(text: str, draft: Draft, role: Role) -> Jump | None:
    pieces = draft.of(role)
    if not pieces:
        return None
    atom = next(
        (p.atoms[0] for p in pieces if p.atoms[0].mark and p.atoms[0].mark.type != "refers_to"),
        pieces[0].atoms[0],
    )
    assert atom.mark is not None
    return Jump(text[atom.start : atom.end], atom.mark.page, atom.mark.type)
