"""The text of one article as people read it, made from its segments alone, with the way back to the
page."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from newsroom.text.roles import Role


class Placed(Protocol):
    """What composing needs to know of a segment, read or stored."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def role(self) -> str: ...
    @property
    def block(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of an article: `start` to `end` in the composed text, `spans` on the page."""

    role: Role
    text: str
    start: int
    end: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ComposedArticle:
    """An article to read: pieces on lines of their own, the characters those of the page."""

    text: str
    pieces: tuple[Piece, ...]
    headline: str

    def to_page(self, offset: int) -> int | None:
        """Return the place on the page of a character of the text; None for a line end between
        pieces."""
        for piece in self.pieces:
            if piece.start <= offset < piece.end:
                within = offset - piece.start
                for start, end in piece.spans:
                    if within < end - start:
                        return start + within
                    within -= end - start
        return None


_GROUPS: dict[str, int] = {
    Role.RUBRIC: 0,
    Role.KICKER: 1,
    Role.HEADLINE: 2,
    Role.DECK: 3,
    Role.CAPTION: 5,
    Role.CREDIT: 5,
}
_BODY = 4


def reading_rank(role: str, block: int) -> tuple[int, int]:
    """The order of reading: rubric, kicker, headline, deck; then the body by block; then captions
    and credits."""
    return _GROUPS.get(role, _BODY), block


def compose(page_text: str, segments: Iterable[Placed]) -> ComposedArticle:
    """Compose one article from its segments; the same segments always give the same text.

    >>> from newsroom.text.pages import read_page
    >>> page = "快讯标题一则\\n\\n本报讯 他走到街\\n\\n上去了。"
    >>> compose(page, read_page(page).segments).text
    '快讯标题一则\\n本报讯\\n他走到街上去了。'
    """
    ordered = sorted(segments, key=lambda s: (*reading_rank(s.role, s.block), s.start))
    pieces: list[Piece] = []
    offset = 0
    for (block, role), group in groupby(ordered, key=lambda s: (s.block, s.role)):
        del block
        spans = tuple((segment.start, segment.end) for segment in group)
        text = "".join(page_text[start:end] for start, end in spans)
        pieces.append(Piece(Role(role), text, offset, offset + len(text), spans))
        offset += len(text) + 1
    headline = " ".join(
        " ".join(piece.text.split()) for piece in pieces if piece.role is Role.HEADLINE
    )
    return ComposedArticle("\n".join(piece.text for piece in pieces), tuple(pieces), headline)
