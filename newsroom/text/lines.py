"""The lines of a page that carry text, with their place in it and the white space around them."""

import functools
from collections import Counter
from dataclasses import dataclass

from newsroom.text.words import fold_shapes

_ENOUGH_LINES = 6
FRAME_GAP = 2
"""From so many blank lines on, white space is the edge of a layout frame and not of a paragraph."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line with text: code points `start` to `end` of the page, without the white space at its
    ends.

    `gap` counts the blank lines before it; 0 means that it goes on in the block of the line above.
    `indented` tells that it was set in by two columns or more, as the first line of a paragraph is.
    """

    number: int
    start: int
    end: int
    text: str
    gap: int
    indented: bool

    @property
    def after_frame(self) -> bool:
        """Whether the edge of a layout frame stands before the line."""
        return self.gap >= FRAME_GAP


_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\ufeff"


def is_blank(character: str) -> bool:
    """Whether a character is white space here: a byte order mark in the middle of a text is, too.

    >>> is_blank("\\u3000"), is_blank("\\ufeff"), is_blank("文")
    (True, True, False)
    """
    return character.isspace() or character == "\ufeff"


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch without the white space at its two ends.

    >>> trim("  文字 ", 0, 5)
    (2, 4)
    """
    if start < end and not (is_blank(text[start]) or is_blank(text[end - 1])):
        return start, end
    while start < end and is_blank(text[start]):
        start += 1
    while end > start and is_blank(text[end - 1]):
        end -= 1
    return start, end


@functools.lru_cache(maxsize=4)
def folded_lines(text: str) -> tuple[Line, ...]:
    """Return the lines of a page with width and traditional characters folded, for the analysis.

    The last few pages are kept, since a page is read and dated in turn.
    """
    return tuple(read_lines(fold_shapes(text)))


def read_lines(text: str) -> list[Line]:
    """Return the lines of a page that are not blank, top to bottom.

    Pages differ in the blank lines that they set between paragraphs. One that sets none is read as
    if it had one between every two lines, because then each line is a paragraph or a title of its
    own; one that always sets more is read as if it set one.

    >>> [(line.number, line.text, line.gap) for line in read_lines("标题\\n\\n\\n 正文。\\n署名")]
    [(1, '标题', 0), (4, '正文。', 2), (5, '署名', 0)]
    """
    found: list[tuple[int, int, str, bool]] = []
    before: list[int] = []
    position = gap = 0
    for number, raw in enumerate(text.split("\n"), 1):
        bare = raw.strip(_BLANKS)
        if not bare:
            gap += 1
        else:
            start = raw.find(bare)
            indented = start > 1 and raw.count("\u3000", 0, start) >= 2
            found.append((number, position + start, bare, indented))
            before.append(gap if before else 0)
            gap = 0
        position += len(raw) + 1
    return [
        Line(number, start, start + len(bare), bare, gap, indented)
        for (number, start, bare, indented), gap in zip(found, _gaps(before), strict=True)
    ]


def _gaps(found: list[int]) -> list[int]:
    """The gaps as they would be on a page that sets one blank line between paragraphs."""
    apart = Counter(gap for gap in found if gap)
    if len(found) < _ENOUGH_LINES:
        return found
    if apart.total() * 4 < len(found):
        return [gap + 1 for gap in found]
    usual = min(gap for gap, count in apart.items() if count * 10 >= apart.total())
    return [max(1, gap - usual + 1) if gap else 0 for gap in found]
