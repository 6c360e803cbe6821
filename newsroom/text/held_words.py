"""Which of many fixed words a text holds, without looking for each of them."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

_PLACES = 1 << 16  # of the table


class FixedWords:
    """Some hundred words, each of two characters at least, that are looked for in every page, most
    of them in vain.

    A text that lacks a pair of neighbouring characters of a word does not hold it: that is known of
    all words at once from a table of the pairs that the text has.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = list(dict.fromkeys(words))
        pairs = [_pairs(word) for word in self._words]
        longest = max(map(len, pairs))
        # as many pairs of each word, so that they make one array
        self._pairs = np.array([np.resize(some, longest) for some in pairs])

    def held_by(self, text: str) -> set[str]:
        """Return those of the words that a text holds.

        >>> sorted(FixedWords(["中秋", "国庆", "平安夜"]).held_by("平安过中秋,又到国庆"))
        ['中秋', '国庆']
        """
        there = np.zeros(_PLACES, dtype=bool)
        there[_pairs(text)] = True
        likely = np.flatnonzero(there[self._pairs].all(axis=1))
        return {word for place in likely if (word := self._words[place]) in text}


def _pairs(text: str) -> npt.NDArray[np.uint32]:
    """A number for every two neighbouring characters; a few different pairs have the same."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return (codes[:-1] * np.uint32(257) + codes[1:]) % np.uint32(_PLACES)
