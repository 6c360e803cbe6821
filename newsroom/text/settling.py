"""What follows by itself when a page is repaired: the order of pieces, names, boxes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from newsroom.text.bylines import CreditReading, read_byline
from newsroom.text.compose import reading_rank
from newsroom.text.layouts import Entry, Layout, Part, successor
from newsroom.text.roles import Kind, Role

CREDIT_ROLES = (Role.BYLINE, Role.CREDIT)


def settled(text: str, before: Layout, changed: Iterable[Part]) -> Layout:
    """Number the pieces of what changed anew; let credits, boxes and vanished articles follow."""
    parts = sorted(changed, key=lambda part: part.start)
    touched = {part.article for part in set(parts) ^ set(before.parts)}
    after = Layout(tuple(_renumbered(parts, touched)))
    entries = {entry.number: entry for entry in before.articles}
    for number in after.in_page_order():
        if number not in entries:  # it takes after the article that it was part of
            source = next(
                (p.article for p in before.parts for q in after.of(number) if p.start == q.start),
                None,
            )
            kind = entries[source].kind if source is not None else Kind.NEWS
            entries[number] = Entry(number, kind)
    standing = [entries[number] for number in sorted(set(after.in_page_order()))]
    numbers = {entry.number for entry in standing}
    involved = [entry for entry in before.articles if entry.number in touched]
    return replace(
        after,
        articles=tuple(
            replace(
                entry,
                parent=_parent(before, after, entry, numbers),
                credits=_credits(text, before, after, entry, involved)
                if entry.number in touched
                else entry.credits,
            )
            for entry in standing
        ),
    )


def _renumbered(parts: list[Part], touched: set[int | None]) -> list[Part]:
    """Count the pieces of the touched articles in reading order, from 0."""
    pieces: dict[int | None, dict[int, list[Part]]] = defaultdict(lambda: defaultdict(list))
    for part in parts:
        pieces[part.article][part.block].append(part)
    blocks: dict[tuple[int | None, int], int] = {}
    for article, found in pieces.items():
        order = sorted(
            found, key=lambda b: (reading_rank(found[b][0].role, 0), found[b][0].start)
        ) if article in touched else list(found)  # fmt: skip
        for place, block in enumerate(order):
            blocks[article, block] = place if article in touched else block
    return [replace(part, block=blocks[part.article, part.block]) for part in parts]


def _parent(before: Layout, after: Layout, entry: Entry, standing: set[int]) -> int | None:
    """The article a box stands beside; where that one was merged into another, the other."""
    if entry.parent is None or entry.parent in standing:
        return entry.parent
    went = successor(before, after, entry.parent)
    return None if went == entry.number else went


def _credits(
    text: str, before: Layout, after: Layout, entry: Entry, involved: Iterable[Entry]
) -> tuple[CreditReading, ...]:
    """The names of an article: those on its own credit lines, and those that a person added."""

    def lines(layout: Layout) -> list[str]:
        return [text[p.start : p.end] for p in layout.of(entry.number) if p.role in CREDIT_ROLES]

    known = {(p.start, p.end) for p in before.parts if p.role in CREDIT_ROLES}
    was, now = lines(before), lines(after)
    names = [
        credit
        for other in sorted(involved, key=lambda other: other.number != entry.number)
        for credit in other.credits
        if any(credit.name in line for line in now)
        or (other.number == entry.number and not any(credit.name in line for line in was))
        or (other.number not in after.in_page_order() and other.number != entry.number
            and successor(before, after, other.number) == entry.number)
    ]  # fmt: skip
    for part in after.of(entry.number):
        if part.role in CREDIT_ROLES and (part.start, part.end) not in known:
            names += read_byline(text[part.start : part.end], after_headline=True) or []
    return tuple({credit.name: credit for credit in reversed(names)}.values())[::-1]
