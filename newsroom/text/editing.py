"""Repairs of a page: they say what its segments are and whose, and never touch its characters.

An edit turns one layout into another; both are plain values, so the layout from before an edit is
its undo.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from newsroom.text.bylines import CreditReading
from newsroom.text.layouts import EditError, Layout, Part
from newsroom.text.lines import trim
from newsroom.text.roles import HEAD_ROLES, Kind, Role
from newsroom.text.settling import settled


def _(sentence: str) -> str:
    """Mark a sentence for the translators; it is translated where it is shown."""
    return sentence


BY_HAND = _("A person put this right.")
CONFIRMED = _("A person confirmed this reading.")


@dataclass(frozen=True, slots=True)
class SplitArticle:
    """Let a new article begin with the segment at a place, and take what follows of the old one."""

    at: int


@dataclass(frozen=True, slots=True)
class TakeOut:
    """Make the piece at a place an article of its own; what follows stays where it was."""

    at: int


@dataclass(frozen=True, slots=True)
class MergeArticle:
    """Put all of an article into another one, which keeps its number."""

    article: int
    into: int


@dataclass(frozen=True, slots=True)
class MovePiece:
    """Give the piece at a place to another article; None makes it page furniture."""

    at: int
    to: int | None


@dataclass(frozen=True, slots=True)
class CutSegment:
    """Cut the segment around a place in two there, each a piece of its own."""

    at: int


@dataclass(frozen=True, slots=True)
class JoinPiece:
    """Let the piece at a place go on from the piece of its kind before it, over a column break."""

    at: int


@dataclass(frozen=True, slots=True)
class CutJoin:
    """Let the segment at a place begin a piece of its own again."""

    at: int


@dataclass(frozen=True, slots=True)
class SetRole:
    """Say what the piece at a place is; what is of no article becomes one of the article above."""

    at: int
    role: Role


@dataclass(frozen=True, slots=True)
class Confirm:
    """Say that the piece at a place was read right."""

    at: int


@dataclass(frozen=True, slots=True)
class SetKind:
    """Say what sort of article it is."""

    article: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class SetCredits:
    """Say who is named as the authors of an article."""

    article: int
    credits: tuple[CreditReading, ...]


Edit = (
    SplitArticle | TakeOut | MergeArticle | MovePiece | CutSegment | JoinPiece | CutJoin
    | SetRole | Confirm | SetKind | SetCredits
)  # fmt: skip


def apply(text: str, layout: Layout, edit: Edit, *, number: int) -> Layout:
    """Return the layout after an edit; the text of the page is only looked at.

    `number` is what a new article is called: one that no article of the page ever had.
    Raises EditError with a sentence for the person when the edit makes no sense.

    >>> from newsroom.text.layouts import Entry
    >>> from newsroom.text.roles import Role
    >>> page = "标题\\n正文。\\n又一题"
    >>> before = Layout(
    ...     (
    ...         Part(0, 2, Role.HEADLINE, 1, 0),
    ...         Part(3, 6, Role.PARAGRAPH, 1, 1),
    ...         Part(7, 10, Role.SUBHEAD, 1, 2),
    ...     ),
    ...     (Entry(1),),
    ... )
    >>> after = apply(page, before, SplitArticle(7), number=2)
    >>> [(part.role.value, part.article, part.block) for part in after.parts]
    [('headline', 1, 0), ('paragraph', 1, 1), ('headline', 2, 0)]
    >>> apply(page, after, MergeArticle(2, into=1), number=3).parts[2].role.value
    'subhead'
    """
    entries = {entry.number: entry for entry in layout.articles}
    if isinstance(edit, SetKind):
        entries[edit.article] = replace(layout.entry(edit.article), kind=edit.kind, confidence=1.0)
        return replace(layout, articles=tuple(entries.values()))
    if isinstance(edit, SetCredits):
        entries[edit.article] = replace(layout.entry(edit.article), credits=edit.credits)
        return replace(layout, articles=tuple(entries.values()))
    change = _CHANGES[type(edit)]
    return settled(text, layout, change(text, layout, edit, number))


def _split(text: str, layout: Layout, edit: SplitArticle, number: int) -> list[Part]:
    first = layout.part(edit.at)
    if first.article is None:
        return _changed(layout, layout.piece(first), article=number, role=Role.PARAGRAPH)
    if layout.of(first.article)[0] == first:
        raise EditError(_("An article begins here already."))
    rest = [part for part in layout.of(first.article) if part.start >= first.start]
    parts = [replace(part, article=number) if part in rest else part for part in layout.parts]
    if first.role is Role.SUBHEAD:  # what was taken for a heading within the article is its title
        piece = [part.start for part in rest if part.block == first.block]
        parts = [
            replace(part, role=Role.HEADLINE, confidence=1.0, reason=BY_HAND)
            if part.start in piece
            else part
            for part in parts
        ]
    return parts


def _take_out(text: str, layout: Layout, edit: TakeOut, number: int) -> list[Part]:
    part = layout.part(edit.at)
    piece = layout.piece(part)
    role = part.role
    if part.article is None:
        role = Role.PARAGRAPH
    elif layout.of(part.article) == piece:
        raise EditError(_("This is an article of its own already."))
    elif role is Role.SUBHEAD:
        role = Role.HEADLINE
    return _changed(layout, piece, article=number, role=role)


def _merge(text: str, layout: Layout, edit: MergeArticle, number: int) -> list[Part]:
    layout.entry(edit.article)
    layout.entry(edit.into)
    if edit.article == edit.into:
        raise EditError(_("An article cannot be merged with itself."))
    fresh = _fresh_block(layout, edit.into)
    titled = any(part.role is Role.HEADLINE for part in layout.of(edit.into))
    parts = []
    for part in layout.parts:
        if part.article == edit.article:
            part = replace(part, article=edit.into, block=fresh + part.block)
            if titled and part.role in HEAD_ROLES:  # a second title within an article is a subhead
                part = replace(part, role=Role.SUBHEAD, confidence=1.0, reason=BY_HAND)
        parts.append(part)
    return parts


def _move(text: str, layout: Layout, edit: MovePiece, number: int) -> list[Part]:
    part = layout.part(edit.at)
    if part.article == edit.to:
        raise EditError(
            _("This belongs to no article already.") if edit.to is None
            else _("This belongs to that article already.")
        )  # fmt: skip
    if edit.to is not None:
        layout.entry(edit.to)
    role = part.role
    if edit.to is None:
        role = Role.FURNITURE
    elif part.article is None:
        role = Role.PARAGRAPH
    return _changed(
        layout, layout.piece(part), article=edit.to, role=role, block=_fresh_block(layout, edit.to)
    )


def _cut(text: str, layout: Layout, edit: CutSegment, number: int) -> list[Part]:
    whole = next((part for part in layout.parts if part.start < edit.at < part.end), None)
    if whole is None:
        raise EditError(_("There is nothing to cut here."))
    left = replace(whole, end=trim(text, whole.start, edit.at)[1], confidence=1.0, reason=BY_HAND)
    start = trim(text, edit.at, whole.end)[0]
    block = _fresh_block(layout, whole.article)
    if left.start == left.end or start == whole.end:
        raise EditError(_("There is nothing to cut here."))
    parts: list[Part] = []
    for part in layout.parts:
        later = part in layout.piece(whole) and part.start > whole.start
        if part == whole:
            parts += [left, replace(left, start=start, end=whole.end, block=block)]
        else:
            parts.append(replace(part, block=block) if later else part)
    return parts


def _join(text: str, layout: Layout, edit: JoinPiece, number: int) -> list[Part]:
    part = layout.part(edit.at)
    piece = layout.piece(part)
    if part.article is None:
        raise EditError(_("What belongs to no article cannot be joined."))
    if piece[0] != part:
        raise EditError(_("This is joined to the piece before it already."))
    alike = [p for p in layout.of(part.article) if p.role is part.role and p.start < part.start]
    if not alike:
        raise EditError(_("There is nothing of the same role before it in this article."))
    before = max((layout.piece(other) for other in alike), key=lambda found: found[0].start)
    return _changed(layout, piece, block=before[0].block)


def _cut_join(text: str, layout: Layout, edit: CutJoin, number: int) -> list[Part]:
    part = layout.part(edit.at)
    piece = layout.piece(part)
    if piece[0] == part:
        raise EditError(_("This begins a piece of its own already."))
    later = [other for other in piece if other.start >= part.start]
    return _changed(layout, later, block=_fresh_block(layout, part.article))


def _set_role(text: str, layout: Layout, edit: SetRole, number: int) -> list[Part]:
    part = layout.part(edit.at)
    if edit.role is Role.FURNITURE:
        return _move(text, layout, MovePiece(edit.at, None), number)
    piece = layout.piece(part)
    if part.article is not None:
        return _changed(layout, piece, role=edit.role)
    owner = _beside(layout, part)
    if owner is None:
        raise EditError(_("There is no article on this page. Make one of it first."))
    return _changed(layout, piece, article=owner, role=edit.role, block=_fresh_block(layout, owner))


def _beside(layout: Layout, part: Part) -> int | None:
    """The article that stands above what is of none; at the head of a page the one below."""
    owned = [other for other in layout.parts if other.article is not None]
    above = [other for other in owned if other.start < part.start]
    found = above[-1:] or owned[:1]
    return found[0].article if found else None


def _confirm(text: str, layout: Layout, edit: Confirm, number: int) -> list[Part]:
    read = [part for part in layout.piece(layout.part(edit.at)) if part.reason != BY_HAND]
    return _changed(layout, read, reason=CONFIRMED)


_CHANGES: dict[type, Callable[[str, Layout, Any, int], list[Part]]] = {
    SplitArticle: _split,
    TakeOut: _take_out,
    MergeArticle: _merge,
    MovePiece: _move,
    CutSegment: _cut,
    JoinPiece: _join,
    CutJoin: _cut_join,
    SetRole: _set_role,
    Confirm: _confirm,
}


def _changed(layout: Layout, chosen: Sequence[Part], **values: Any) -> list[Part]:
    """All segments of a page, the chosen ones with other values, given by a person."""
    return [
        replace(part, **{"confidence": 1.0, "reason": BY_HAND, **values})
        if part in chosen
        else part
        for part in layout.parts
    ]


def _fresh_block(layout: Layout, article: int | None) -> int:
    return max((part.block for part in layout.of(article)), default=-1) + 1
