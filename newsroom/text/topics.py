"""How much two stretches of one page are about the same thing, by the pairs of characters they
share."""

import functools
import math
import operator
import re
from collections import Counter

_HAN = re.compile("[一-鿿0-9A-Za-z]+")
_COMPARED = 4000
"""Characters of each side that are looked at, from its end; more would not change the answer, only
the time."""


class Topics:
    """Knows how common each pair of characters is on a page, so that only telling ones count."""

    def __init__(self, texts: list[str]):
        self._texts = texts
        self._total = max(1, len(texts))

    @functools.cached_property
    def _lines(self) -> Counter[str]:
        """In how many lines each pair stands; pages with clear heads never ask."""
        lines: Counter[str] = Counter()
        for text in self._texts:
            lines.update(set(_pairs(text[:2000])))
        return lines

    def kinship(self, one: str, other: str) -> float:
        """Return the share, 0 to 1, of the smaller side's telling pairs that the other has too.

        >>> topics = Topics(["法院审理知识产权案件", "知识产权法官", "春节临近"])
        >>> case = "法院审理知识产权案件"
        >>> topics.kinship("知识产权法官", case) > topics.kinship("春节临近", case)
        True
        """
        left, right = set(_pairs(one[-_COMPARED:])), set(_pairs(other[-_COMPARED:]))
        if not left or not right:
            return 0.0
        small, large = (left, right) if len(left) <= len(right) else (right, left)
        whole = sum(map(self._weight, small))
        shared = sum(map(self._weight, small & large))
        return shared / whole if whole else 0.0

    def _weight(self, pair: str) -> float:
        return math.log1p(self._total / (1 + self._lines[pair]))


def _pairs(text: str) -> list[str]:
    pairs: list[str] = []
    for run in _HAN.findall(text):
        pairs += map(operator.add, run, run[1:])
    return pairs
