"""How much two stretches of one page are about the same thing, by the pairs of characters they
share."""

import functools
import math
import re
from collections import Counter
from itertools import chain
from operator import add

_HAN = re.compile("[一-鿿0-9A-Za-z]{2,}")
_COMPARED = 4000
"""Characters of each side that are looked at, from its end; more would not change the answer, only
the time."""
_COUNTED = 2000  # characters of a line


class Topics:
    """Knows how common each pair of characters is on a page, so that only telling ones count."""

    def __init__(self, texts: list[str]):
        self._texts = texts
        self._total = max(1, len(texts))
        self._pairs: dict[str, frozenset[str]] = {}

        self._weights = [math.log1p(self._total / (1 + lines)) for lines in range(len(texts) + 1)]

    @functools.cached_property
    def _lines(self) -> Counter[str]:
        """In how many lines each pair stands; pages with clear heads never ask."""
        pairs = (
            self._of_line(text) if len(text) <= _COUNTED else _pairs(text[:_COUNTED])
            for text in self._texts
        )
        return Counter(chain.from_iterable(pairs))

    def kinship(self, one: str, other: str) -> float:
        """Return the share, 0 to 1, of the smaller side's telling pairs that the other has too.

        >>> topics = Topics(["法院审理知识产权案件", "知识产权法官", "春节临近"])
        >>> case = "法院审理知识产权案件"
        >>> topics.kinship("知识产权法官", case) > topics.kinship("春节临近", case)
        True
        """
        left, right = self._of(one[-_COMPARED:]), self._of(other[-_COMPARED:])
        if not left or not right:
            return 0.0
        small, large = (left, right) if len(left) <= len(right) else (right, left)
        whole = self._weigh(small)
        return self._weigh(small & large) / whole if whole else 0.0

    def _weigh(self, pairs: frozenset[str]) -> float:
        weights, lines = self._weights, self._lines
        return sum([weights[lines[pair]] for pair in pairs])

    def _of(self, text: str) -> frozenset[str]:
        """The different pairs of some lines, of which no pair goes from one to the next."""
        first, *whole = text[-_COMPARED:].split("\n")
        cut = len(text) > _COMPARED  # so that the first is no whole line, and comes only once
        return (_pairs(first) if cut else self._of_line(first)).union(*map(self._of_line, whole))

    def _of_line(self, line: str) -> frozenset[str]:
        """The different pairs of a line; kept, since its neighbours ask for it again and again."""
        found = self._pairs.get(line)
        if found is None:
            found = self._pairs[line] = _pairs(line)
        return found


def _pairs(text: str) -> frozenset[str]:
    pairs: list[str] = []
    for run in _HAN.findall(text):
        pairs += map(add, run, run[1:])
    return frozenset(pairs)
