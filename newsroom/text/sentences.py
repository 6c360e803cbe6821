"""Sentences of a composed text, as stretches that an annotator can step through and mark."""

import re

from newsroom.text.words import fold_shapes

_OPENERS = "“‘「『(《【"
_CLOSERS = "”’」』)》】"
_STOP = re.compile(r"[。!?]+|…{1,2}|\n")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a text as (start, end) without the white space around them.

    A quotation stays with the sentence that it stands in: a full stop inside open quotation marks
    ends nothing unless the marks close right behind it and a new sentence follows. A line end
    always ends a sentence.

    >>> text = "他说:“来了。快走!”说完就走。真的?\\n署名"
    >>> [text[start:end] for start, end in sentences(text)]
    ['他说:“来了。快走!”说完就走。', '真的?', '署名']
    """
    spans: list[tuple[int, int]] = []
    offset = 0
    # folding width keeps every offset, so one set of marks is enough
    for line in fold_shapes(text).split("\n"):
        _of_line(line, offset, spans)
        offset += len(line) + 1
    return spans


def _of_line(line: str, offset: int, spans: list[tuple[int, int]]) -> None:
    balanced = sum(line.count(c) for c in "“「『") == sum(line.count(c) for c in "”」』")
    start = depth = position = 0
    while position < len(line):
        character = line[position]
        if character in _OPENERS:
            depth += 1
        elif character in _CLOSERS:
            depth = max(0, depth - 1)
            if (
                depth == 0
                and position
                and line[position - 1] in "。!?…"
                and _sentence_ends(line, position + 1)
            ):
                start = _add(line, start, position + 1, offset, spans)
        elif (depth == 0 or not balanced) and (stop := _STOP.match(line, position)):
            position = stop.end()
            while position < len(line) and line[position] in _CLOSERS:
                depth = max(0, depth - 1)
                position += 1
            if stop[0][0] != "…" or _sentence_ends(line, position):
                start = _add(line, start, position, offset, spans)
            continue
        position += 1
    _add(line, start, len(line), offset, spans)


def _sentence_ends(line: str, position: int) -> bool:
    """Whether a new sentence begins behind a closing mark: “好。”他说 goes on, “好。”第二天 cannot
    be told from it."""
    rest = line[position:]
    if not rest or rest[0] in _OPENERS:
        return True
    if rest[0] in "。!?,、;:…—的地得和与" or rest[0] in _CLOSERS:
        return False
    clause = re.match(r"[^,。!?;:“”]{0,16}", rest)
    return not (
        clause
        and re.search(
            r"说|道|问|答|称|表示|介绍|写道|感慨|坦言|回忆|指出|认为|强调|提醒|告诉|解释|直言|喊",
            clause[0],
        )
    )


def _add(line: str, start: int, end: int, offset: int, spans: list[tuple[int, int]]) -> int:
    first, last = start, end
    while first < last and line[first].isspace():
        first += 1
    while last > first and line[last - 1].isspace():
        last -= 1
    if first < last:
        spans.append((offset + first, offset + last))
    return end
