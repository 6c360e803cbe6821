"""What every stretch of a page is, and to which article it belongs: a layout over its text."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from newsroom.text.bylines import CreditReading
from newsroom.text.lines import is_blank
from newsroom.text.roles import Kind, Role


def _(sentence: str) -> str:
    """Mark a sentence for the translators; it is translated where it is shown."""
    return sentence


class EditError(ValueError):
    """An edit that makes no sense where it was tried; its text is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Part:
    """A segment: code points `start` to `end` of the page, with its role and its article's number.

    Parts of one article with the same `block` are one piece and have the same role.
    """

    start: int
    end: int
    role: Role
    article: int | None
    block: int
    confidence: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of an article besides its segments; `parent` is the article it is a box of."""

    number: int
    kind: Kind = Kind.NEWS
    credits: tuple[CreditReading, ...] = ()
    parent: int | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Layout:
    """A page's segments in the order of the page, and its articles by number."""

    parts: tuple[Part, ...] = ()
    articles: tuple[Entry, ...] = ()

    def of(self, article: int | None) -> list[Part]:
        """The segments of one article, or the furniture, in the order of the page."""
        return [part for part in self.parts if part.article == article]

    def entry(self, number: int) -> Entry:
        """What is known of an article. Raises EditError when the page has no such article."""
        for entry in self.articles:
            if entry.number == number:
                return entry
        raise EditError(_("This article does not stand on the page any more."))

    def part(self, at: int) -> Part:
        """The segment that begins at a place. Raises EditError when none does."""
        for part in self.parts:
            if part.start == at:
                return part
        raise EditError(_("The page has changed here meanwhile. Please look at it again."))

    def piece(self, part: Part) -> list[Part]:
        """The segments that are one piece with this one."""
        return [other for other in self.of(part.article) if other.block == part.block]

    def in_page_order(self) -> list[int]:
        """The numbers of the articles in the order in which they begin on the page."""
        return list(dict.fromkeys(p.article for p in self.parts if p.article is not None))


def successor(before: Layout, after: Layout, article: int) -> int | None:
    """Return the article that has most of the characters that another one had, if any has."""
    shares: dict[int, int] = defaultdict(int)
    for old in before.of(article):
        for new in after.parts:
            shared = min(old.end, new.end) - max(old.start, new.start)
            if shared > 0 and new.article is not None:
                shares[new.article] += shared
    return max(shares, key=lambda number: (shares[number], -number), default=None)


def faults(text: str, layout: Layout) -> list[str]:
    """Return what is wrong with a layout: nothing, unless this module has a fault itself."""
    found = []
    place = 0
    roles: dict[tuple[int | None, int], Role] = {}
    for part in layout.parts:
        if part.start < place or part.end <= part.start or part.end > len(text):
            found.append(f"{part} is out of order")
        if not all(map(is_blank, text[place : part.start])):
            found.append(f"characters before {part.start} belong to no segment")
        if (part.article is None) != (part.role is Role.FURNITURE):
            found.append(f"{part} is furniture or has an article, not both")
        if roles.setdefault((part.article, part.block), part.role) is not part.role:
            found.append(f"{part} is one piece with another role")
        place = part.end
    if not all(map(is_blank, text[place:])):
        found.append("characters at the end belong to no segment")
    numbers = [entry.number for entry in layout.articles]
    if numbers != sorted(set(layout.in_page_order())):
        found.append(f"articles {numbers} are not those of the segments")
    if any(entry.parent is not None and entry.parent not in numbers for entry in layout.articles):
        found.append("a box stands beside an article that is not there")
    return found


def as_plain(layout: Layout) -> dict[str, list[Any]]:
    """Return a layout as values that JSON has."""
    return {
        "parts": [
            [p.start, p.end, p.role.value, p.article, p.block, p.confidence, p.reason]
            for p in layout.parts
        ],
        "articles": [
            [e.number, e.kind.value, [[c.name, c.role, c.organisation] for c in e.credits],
             e.parent, e.confidence]
            for e in layout.articles
        ],
    }  # fmt: skip


def from_plain(plain: dict[str, list[Any]]) -> Layout:
    """Return the layout that `as_plain` wrote.

    >>> one = Layout((Part(0, 2, Role.HEADLINE, 1, 0),), (Entry(1, Kind.BRIEF),))
    >>> from_plain(as_plain(one)) == one
    True
    """
    return Layout(
        tuple(
            Part(start, end, Role(role), article, block, confidence, reason)
            for start, end, role, article, block, confidence, reason in plain["parts"]
        ),
        tuple(
            Entry(
                number, Kind(kind), tuple(CreditReading(*credit) for credit in credits), parent,
                confidence,
            )
            for number, kind, credits, parent, confidence in plain["articles"]
        ),
    )  # fmt: skip
