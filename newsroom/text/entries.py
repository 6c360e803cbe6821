"""What is computed of an article when it is stored: what the search reads of it, its key terms,
its likeness.

The pairs find every substring: a text holds a term exactly when it holds the pairs of the term, in
this order, which the search checks on the folded text. The words only put the finds in order.
"""

from collections import defaultdict
from dataclasses import dataclass

from newsroom.text.compose import compose
from newsroom.text.likeness import bands
from newsroom.text.pages import PageReading, SegmentReading
from newsroom.text.words import bigrams, cut, fold, for_search, key_terms

MOST_BYTES = 1_000_000
"""PostgreSQL's limit for what one vector holds is 1 MiB; an article this varied is no article."""

MOST_WORDS = 100_000  # of one article; ranking needs no more, and a vector holds no more
MOST_TERMS, LONGEST_TERM = 8, 40  # key terms kept of an article, and their length
LAST_POSITION = 16_383  # PostgreSQL counts no further


@dataclass(frozen=True, slots=True)
class Entry:
    """What is computed of one article: `grams` and `words` as PostgreSQL reads them."""

    folded: str
    grams: str
    words: str
    terms: list[str]
    bands: list[int]


def grams(folded: str) -> list[str]:
    """Return the different pairs of a folded text, and the last character of each run.

    With it every character begins one of the entries, so that one-character terms are found too.

    >>> grams("平安 安")
    ['安', '平安']
    """
    return sorted({*bigrams(folded), *(run[-1] for run in folded.split())})


def words(headline: list[str], rest: list[str]) -> str:
    """Return a text cut into words, first those of its headline, as a tsvector literal.

    The words of the headline weigh more.
    """
    places: dict[str, list[str]] = defaultdict(list)
    for part, weight in ((headline, "A"), (rest, "D")):
        offset = sum(map(len, places.values()))
        for place, word in enumerate(for_search(part)[:MOST_WORDS], start=offset + 1):
            if word.isalnum() and len(word.encode()) < 200:
                places[word].append(f"{min(place, LAST_POSITION)}{weight}")
    return " ".join(
        "'{}':{}".format(word, ",".join(at[:255])) for word, at in sorted(places.items())
    )


def fits(text: str) -> bool:
    """Whether an article is within what the index can hold."""
    if len(text) * 6 < MOST_BYTES:
        return True
    folded = fold(text)
    return sum(len(gram.encode()) + 2 for gram in grams(folded)) < MOST_BYTES


def entry_of(text: str, headline: str) -> Entry:
    """Return what is computed of an article; this takes longer than reading and storing it."""
    folded = fold(text)
    head = text.find(headline) if headline else -1
    end_of_head = head + len(headline) if head >= 0 else 0
    first, rest = cut(folded[:end_of_head]), cut(folded[end_of_head:])
    return Entry(
        folded=folded,
        grams=" ".join(grams(folded)),
        words=words(first, rest),
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
