"""What a clue to the day of an issue is: words of a page, and how much they speak for each day."""

import functools
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newsroom.text.timeline import Timeline
from newsroom.text.whys import Why

Weights = NDArray[np.float64]
IMPOSSIBLE = -5.0
"""The most that one clue speaks against a day: any may be misread."""


@dataclass(slots=True)
class Clue:
    """Words on a line and what they say: `weigh` gives a logarithmic weight for every day of a
    timeline."""

    page: int
    line: int
    text: str
    why: Why
    weigh: Callable[[Timeline], Weights]
    key: tuple
    """Clues with the same key say the same thing; only the strongest is heard."""
    strength: float = 1.0
    lag: Callable[[Timeline], NDArray[np.int64]] | None = None
    """For what has happened: how many days before each day it was; the latest news is mostly of the
    day before."""


@dataclass(frozen=True, slots=True)
class StatedWeekday:
    """A day named together with its weekday, the year left open where it is not said."""

    page: int
    line: int
    text: str
    year: int | None
    month: int
    day: int
    weekday: int


def stepped(numbers: NDArray[np.int64], *steps: tuple[int, float], beyond: float) -> Weights:
    """Weigh whole numbers, such as how many days ago something was, by rising steps: each is the
    last number that has its weight, and that weight; `beyond` is for those after the last.

    >>> stepped(np.array([-9, 0, 1, 7, 8]), (0, -5.0), (7, 1.0), beyond=0.5).tolist()
    [-5.0, -5.0, 1.0, 1.0, 0.5]
    """
    first, weights = _table(steps, beyond)
    return weights.take(numbers - first, mode="clip")


@functools.cache
def _table(steps: tuple[tuple[int, float], ...], beyond: float) -> tuple[int, Weights]:
    """The weights of the numbers from the first step's on. There are as many tables as rules; to
    look a weight up is several times as fast as to try one condition after the other."""
    ends = [end for end, _ in steps]
    lengths = [1, *np.diff(ends), 1]
    return ends[0], np.repeat([*(weight for _, weight in steps), beyond], lengths)


def around(text: str, start: int, end: int) -> str:
    """The clause in which words stand, as it is printed."""
    begin = max(text.rfind(mark, max(0, start - 24), start) for mark in "。;!?") + 1
    ends = [place for mark in "。;!?" if (place := text.find(mark, end, end + 36)) >= 0]
    return text[max(begin, start - 24) : min(ends, default=end + 35) + 1].strip()


_EARLIER_YEAR = re.compile(r"(?:(?:19|20)\d\d|去|前|那|当|次)年(?!是)")
_TOLD = re.compile(r"(?:说|回忆|记得|讲述|告诉|坦言)[^。]*$")


class PageText:
    """A page's lines as one text, for what is looked for once a page; places are turned back into
    lines."""

    def __init__(self, page: int, lines: list[tuple[int, str]]):
        self.page = page
        self.text = "\n".join([text for _, text in lines])
        self._numbers = [number for number, _ in lines]
        self._starts = [0]
        for _, text in lines:
            self._starts.append(self._starts[-1] + len(text) + 1)

    def clue(
        self,
        start: int,
        end: int,
        why: Why,
        weigh: Callable[[Timeline], Weights],
        key: tuple,
        strength: float,
    ) -> Clue:
        """A clue for the words from `start` to `end`, shown with the clause in which they stand."""
        index = bisect_right(self._starts, start) - 1
        first, last = self._starts[index], self._starts[index + 1] - 1
        words = around(self.text[first:last], start - first, min(end, last) - first)
        return Clue(self.page, self._numbers[index], words, why, weigh, key, strength)

    def line_around(self, place: int) -> tuple[int, int]:
        """Where the line of a place begins and ends."""
        end = self.text.find("\n", place)
        return self.text.rfind("\n", 0, place) + 1, end if end >= 0 else len(self.text)

    def sentence_before(self, place: int, most: int = 60) -> str:
        """The sentence of a place, as far as it stands before it."""
        before = self.text[max(0, place - most) : place]
        return before[max(before.rfind(mark) for mark in "。;!?\n") + 1 :]

    def is_of_another_year(self, place: int) -> bool:
        """Whether the sentence of a place has named the year of which it tells: 2016年, 去年."""
        return bool(_EARLIER_YEAR.search(self.sentence_before(place)))

    def is_told(self, place: int) -> bool:
        """Whether somebody tells what stands there: of his own time, which may be long ago."""
        return bool(_TOLD.search(self.sentence_before(place)))
