"""Show what was found: where the terms of a query stand in a text, and the stretch around them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsroom.reading import Mark
from newsroom.text.words import fold

BEFORE, AFTER = 30, 90  # characters of a snippet around its first hit


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of text in runs of (characters, whether they were looked for)."""

    runs: tuple[tuple[str, bool], ...]
    cut_before: bool = False
    cut_after: bool = False


def hits(text: str, terms: Iterable[str]) -> list[Mark]:
    """Return where folded terms stand in a text, in its order; overlapping finds become one."""
    folded = fold(text)
    spans: list[list[int]] = []
    for start, end in sorted(
        (found.start(), found.start() + len(term))
        for term in terms
        for found in re.finditer(f"(?={re.escape(term)})", folded)
    ):
        if spans and start <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], end)
        else:
            spans.append([start, end])
    return [Mark(start, end) for start, end in spans]


def highlighted(text: str, terms: Iterable[str]) -> Snippet:
    """Return a whole text with what was looked for set off."""
    return _cut(text, hits(text, terms), 0, len(text))


def in_context(text: str, terms: Sequence[str], *, after: int = 0) -> Snippet:
    """Return the stretch of a text that shows most of the terms, behind `after` if it can."""
    found = hits(text, terms)
    below = [hit for hit in found if hit.start >= after] or found
    if not below:
        return _cut(text, [], after, min(len(text), after + BEFORE + AFTER))
    folded = fold(text)
    best = max(
        below,
        key=lambda hit: (
            sum(term in folded[hit.start : hit.start + AFTER] for term in terms), -hit.start
        ),
    )  # fmt: skip
    start = max(after if best.start >= after else 0, best.start - BEFORE)
    return _cut(text, found, start, min(len(text), max(best.end, best.start + AFTER)))


def _cut(text: str, marks: Sequence[Mark], start: int, end: int) -> Snippet:
    runs: list[tuple[str, bool]] = []
    place = start
    for mark in marks:
        first, last = max(mark.start, place), min(mark.end, end)
        if first < last:
            runs += [(text[place:first], False), (text[first:last], True)]
            place = last
    runs.append((text[place:end], False))
    return Snippet(
        tuple((" ".join(run.split("\n")), hit) for run, hit in runs if run),
        start > 0,
        end < len(text),
    )
