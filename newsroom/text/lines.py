"""The lines of a page that carry text, with their place in it and the white space around them."""

from collections import Counter
from dataclasses import dataclass, replace

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
    while start < end and is_blank(text[start]):
        start += 1
    while end > start and is_blank(text[end - 1]):
        end -= 1
    return start, end


def read_lines(text: str) -> list[Line]:
    """Return the lines of a page that are not blank, top to bottom.

    Pages differ in the blank lines that they set between paragraphs. One that sets none is read as
    if it had one between every two lines, because then each line is a paragraph or a title of its
    own; one that always sets more is read as if it set one.

    >>> [(line.number, line.text, line.gap) for line in read_lines("标题\\n\\n\\n 正文。\\n署名")]
    [(1, '标题', 0), (4, '正文。', 2), (5, '署名', 0)]
    """
    lines: list[Line] = []
    position = gap = 0
    for number, raw in enumerate(text.split("\n"), 1):
        start, end = trim(text, position, position + len(raw))
        if start == end:
            gap += 1
        else:
            indented = text[position:start].count("\u3000") >= 2
            lines.append(Line(number, start, end, text[start:end], gap if lines else 0, indented))
            gap = 0
        position += len(raw) + 1
    return [replace(line, gap=gap) for line, gap in zip(lines, _gaps(lines), strict=True)]


def _gaps(lines: list[Line]) -> list[int]:
    """The gaps as they would be on a page that sets one blank line between paragraphs."""
    apart = Counter(line.gap for line in lines if line.gap)
    if len(lines) < _ENOUGH_LINES:
        return [line.gap for line in lines]
    if apart.total() * 4 < len(lines):
        return [line.gap + 1 for line in lines]
    usual = min(gap for gap, count in apart.items() if count * 10 >= apart.total())
    return [max(1, line.gap - usual + 1) if line.gap else 0 for line in lines]
