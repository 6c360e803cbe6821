"""What is computed of an article when it is stored: what the search reads of it, its key terms,
its likeness.

The pairs find every substring: a text holds a term exactly when it holds the pairs of the term, in
this order, which the search checks on the folded text. The words only put the finds in order.
"""

import functools
import struct
from collections import Counter
from dataclasses import dataclass
from operator import add

import numpy as np

from newsroom.text.compose import compose
from newsroom.text.likeness import bands
from newsroom.text.pages import PageReading, SegmentReading
from newsroom.text.words import cut, fold, for_search, key_terms

MOST_BYTES = 1_000_000
"""PostgreSQL's limit for what one vector holds is 1 MiB; an article this varied is no article."""

MOST_WORDS = 100_000  # of one article; ranking needs no more, and a vector holds no more
MOST_TERMS, LONGEST_TERM = 8, 40  # key terms kept of an article, and their length
LONGEST_WORD = 100  # characters of a word that is worth ranking by
MOST_COUNTED = 6  # times that a word counts: every further one would add less than a fortieth
HEADLINE, BODY = 3 << 14, 0  # the weights A and D, as a tsvector has them before a place


@dataclass(frozen=True, slots=True)
class Entry:
    """What is computed of one article: `grams` and `words` as PostgreSQL receives tsvectors."""

    folded: str
    grams: bytes
    words: bytes
    terms: list[str]
    bands: list[int]


def grams(folded: str) -> set[str]:
    """Return the different pairs of a folded text, and the last character of each run.

    With it every character begins one of the entries, so that one-character terms are found too.

    >>> sorted(grams("平安 安"))
    ['安', '平安']
    """
    found: set[str] = set()
    for run in folded.split():
        found.update(map(add, run, run[1:]))
        found.add(run[-1])
    return found


def words(headline: list[str], rest: list[str]) -> dict[str, tuple[int, int]]:
    """Return how often each word of a text cut into words stands in its headline and elsewhere.

    >>> words(["法院"], ["，", "法院"])
    {'法院': (1, 1)}
    """
    above = Counter(for_search(headline)[:MOST_WORDS])
    below = Counter(for_search(rest)[:MOST_WORDS])
    found = sorted({**above, **below} if above else below)
    return {
        word: (above.get(word, 0), below.get(word, 0))
        for word in found
        if word.isalnum() and len(word) < LONGEST_WORD
    }


def vector(counted: dict[str, tuple[int, int]]) -> bytes:
    """Return counted words as PostgreSQL sends and receives a tsvector.

    In this form it has nothing to parse, and nothing has to be quoted. The places are made up: the
    ranking looks at their number and weight only, and those of the headline come first.
    Source: tsvectorsend and ts_rank in PostgreSQL's src/backend/utils/adt.
    """
    parts = [word.encode() + _places(*often) for word, often in counted.items()]
    return struct.pack(">i", len(parts)) + b"".join(parts)


@functools.cache
def _places(above: int, below: int) -> bytes:
    """The end of a word in a vector: a NUL, and each of its places with its weight."""
    weights = ([HEADLINE] * above + [BODY] * below)[:MOST_COUNTED]
    places = [weight | place for place, weight in enumerate(weights, start=1)]
    return struct.pack(f">x{len(places) + 1}H", len(places), *places)


def gram_vector(folded: str) -> bytes:
    """Return what `grams` finds as PostgreSQL receives a tsvector, sorted, without places.

    >>> gram_vector("平安 安") == struct.pack(">i", 2) + "安\\0\\0\\0平安\\0\\0\\0".encode()
    True
    """
    codes = np.frombuffer(folded.encode("utf-32-le"), dtype="<u4").astype(np.int64)
    blank = _BLANK.take(codes, mode="clip")
    pairs = codes << 32
    pairs[:-1] |= np.where(blank[1:], 0, codes[1:])  # the last character of a run stands alone
    pairs = np.sort(pairs[~blank])
    pairs = pairs[np.diff(pairs, prepend=0) > 0]
    # Every entry ends with a NUL and the number 0 in two bytes, that of its places.
    entries = np.zeros((len(pairs), 5), dtype="<u4")
    entries[:, 0], entries[:, 1] = pairs >> 32, pairs & 0xFFFFFFFF
    there = np.ones(entries.shape, dtype=bool)
    there[:, 1] = entries[:, 1] > 0
    return struct.pack(">i", len(pairs)) + entries[there].tobytes().decode("utf-32-le").encode()


_BLANK = np.array([chr(code).isspace() for code in range(0x3002)])
"""Which characters are white space; the last stands for all beyond it."""


def fits(text: str) -> bool:
    """Whether an article is within what the index can hold."""
    if len(text) * 6 < MOST_BYTES:
        return True
    folded = fold(text)
    return sum(len(gram.encode()) + 2 for gram in grams(folded)) < MOST_BYTES


def entry_of(text: str, headline: str) -> Entry:
    """Return what is computed of an article."""
    folded = fold(text)
    head = text.find(headline) if headline else -1
    end_of_head = head + len(headline) if head >= 0 else 0
    first, rest = cut(folded[:end_of_head]), cut(folded[end_of_head:])
    return Entry(
        folded=folded,
        grams=gram_vector(folded),
        words=vector(words(first, rest)),
        terms=[term for term in key_terms(first + rest, MOST_TERMS) if len(term) <= LONGEST_TERM],
        bands=bands(folded),
    )


def texts_of(text: str, reading: PageReading) -> list[str]:
    """Return the text of each article of a page."""
    segments: list[list[SegmentReading]] = [[] for _article in reading.articles]
    for segment in reading.segments:
        if segment.article is not None:
            segments[segment.article].append(segment)
    return [compose(text, own).text for own in segments]
