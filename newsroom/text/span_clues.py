"""Matters of a known time that a page speaks of, as clues: when they can be spoken of at all, and
when they were news."""

import datetime
import functools
import re
from collections.abc import Callable, Iterator

import numpy as np

from newsroom.text.clues import IMPOSSIBLE, Clue, PageText, Weights
from newsroom.text.known_spans import FRESH, SPANS, Span
from newsroom.text.timeline import Timeline
from newsroom.text.whys import Why

_SAID_YEAR = re.compile(
    r"(?P<which>[今去前])年(?!以来)(?:\d{1,2}月(?:\d{1,2}日)?)?[^,。0-9]{0,8}(?:“[^”]{1,8}”)?$"
)
_SHORT = 210
"""Days; what was news for longer began in one year and went on in the next."""
KNOWN = SPANS + FRESH
"""All of them; those that only say when a matter was news are the last."""


def span_clues(page: PageText, held: set[str]) -> Iterator[Clue]:
    """Yield the matters of a known time; `held` are the words of the tables on the page."""
    for index in _candidates(held):
        span = KNOWN[index]
        match = span.words.search(page.text)
        if not match:
            continue
        fresh = index >= len(SPANS)
        if fresh and (told := _told_year(page, match.start(), span)):
            key = ("year of", span.first.year, told)
            yield page.clue(*match.span(), Why.KNOWN_SPAN, _in_year(told), key, 3.0)
            continue
        # what was looked forward to in a year that the sentence names may be long over
        past = (span.awaited or fresh) and page.is_of_another_year(match.start())
        if fresh and past:
            continue
        weigh = _fresh(span) if fresh else _begun(span) if past else _within(span)
        yield page.clue(*match.span(), Why.KNOWN_SPAN, weigh, ("span", index), span.weight)


def _told_year(page: PageText, place: int, span: Span) -> int | None:
    """The year of an issue that says 去年汶川地震: the year after that event. Only of what did not
    last."""
    said = _SAID_YEAR.search(page.sentence_before(place, 20))
    if not said or not span.last or (span.last - span.first).days > _SHORT:
        return None
    return span.first.year + {"今": 0, "去": 1, "前": 2}[said["which"]]


def _in_year(year: int) -> Callable[[Timeline], Weights]:
    return lambda line: np.where(line.year == year, 3.0, 0.0)


def _candidates(held: set[str]) -> list[int]:
    """The places of the spans whose words a text may have, by the plain words that it holds."""
    unknown, known = _by_key()
    places = set(unknown)
    for word in held:
        places.update(known.get(word, ()))
    return sorted(places)


@functools.cache
def _by_key() -> tuple[list[int], dict[str, list[int]]]:
    """The places of the spans of which no plain words are known, and of those with a word."""
    unknown = [index for index, span in enumerate(KNOWN) if not span.keys]
    known: dict[str, list[int]] = {}
    for index, span in enumerate(KNOWN):
        for key in span.keys:
            known.setdefault(key, []).append(index)
    return unknown, known


def _begun(span: Span) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        weights = np.zeros(len(line.ordinal))
        weights[: line.place_of(span.first.toordinal())] = max(-2.0 * span.weight, IMPOSSIBLE)
        return weights

    return weigh


def _fresh(span: Span) -> Callable[[Timeline], Weights]:
    first, last = span.first.toordinal(), (span.last or datetime.date.max).toordinal()
    fading = min(120, last - first)

    def weigh(line: Timeline) -> Weights:
        weights = np.clip((last + fading - line.ordinal) / fading, 0.0, 1.0) * span.weight
        weights[: line.place_of(first)] = 0.0
        return weights

    return weigh


def _within(span: Span) -> Callable[[Timeline], Weights]:
    first = span.first.toordinal()
    last = span.last.toordinal() if span.last else datetime.date.max.toordinal()

    def weigh(line: Timeline) -> Weights:
        weights = np.zeros(len(line.ordinal))
        weights[: line.place_of(first)] = max(-2.0 * span.weight, IMPOSSIBLE)
        after = line.place_of(last + 1)
        fading = (last - line.ordinal[after:]) / 365.0 * 1.5 - 0.5
        weights[after:] = np.maximum(-span.weight, fading)
        if span.awaited:
            weights[line.place_of(last + 11) :] = -1.2 * span.weight
        return weights

    return weigh
