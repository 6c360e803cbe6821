"""Rows of a table that wait → the pages on which they will stand, and what is stored together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_ON_A_PAGE = 100  # articles; further ones of the same page go onto a further page
LARGEST_PAGE = 500_000  # characters of the cells of its rows, in the same way
STORED_TOGETHER = 100  # articles, unless a page has more
LARGEST_SLICE = 2_000_000  # characters
OF_ITS_OWN = "~"  # a place that ends so is no page of the paper: every row gets one of its own


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that waits: `size` is the length of its cells."""

    key: int
    place: str
    size: int


def pages_of(waiting: Iterable[Waiting]) -> Iterator[list[Waiting]]:
    """Put rows in the order of their places onto pages.

    >>> rows = [Waiting(1, "a", 9), Waiting(2, "a", 9), Waiting(3, "~", 9), Waiting(4, "~", 9)]
    >>> [[row.key for row in page] for page in pages_of(rows)]
    [[1, 2], [3], [4]]
    """
    page: list[Waiting] = []
    size = 0
    for row in waiting:
        goes_on = page and row.place == page[-1].place and not row.place.endswith(OF_ITS_OWN)
        if not goes_on or len(page) >= MOST_ON_A_PAGE or size + row.size > LARGEST_PAGE:
            if page:
                yield page
            page, size = [], 0
        page.append(row)
        size += row.size
    if page:
        yield page


def slices_of(pages: Iterable[list[Waiting]]) -> Iterator[list[list[int]]]:
    """Put pages together as they are stored in one transaction, as keys of rows."""
    held: list[list[int]] = []
    count = size = 0
    for page in pages:
        more = sum(row.size for row in page)
        if held and (count + len(page) > STORED_TOGETHER or size + more > LARGEST_SLICE):
            yield held
            held, count, size = [], 0, 0
        held.append([row.key for row in page])
        count, size = count + len(page), size + more
    if held:
        yield held
