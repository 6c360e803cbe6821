"""Notices that the paper pauses over a holiday, or that the issue of one day appears on another."""

import re
from collections.abc import Iterator

from newsroom.text.clues import Clue, Weights, around, stepped
from newsroom.text.timeline import Timeline
from newsroom.text.whys import Why

_SUSPENSION = re.compile(r"休刊|恢复(?:正常)?出版|停刊")


def suspensions(page: int, number: int, text: str) -> Iterator[Clue]:
    """A notice that the paper pauses: no issue on those days, and the notice itself appears before
    them."""
    if not _SUSPENSION.search(text):
        return
    pause = re.search(
        r"(\d{1,2})月(\d{1,2})日[^,。;至到]{0,8}(?:至|到)(?:(\d{1,2})月)?(\d{1,2})日[^,。;]{0,8}休刊",
        text,
    )
    if not pause:
        pause = re.search(r"(\d{1,2})月(\d{1,2})日[^,。;]{0,10}(?:休刊|停刊)", text)
    moved = re.search(
        r"(?:调整|提前|改)(?:到|至|为|在)(\d{1,2})月(\d{1,2})日[^,。;]{0,8}出版", text
    )
    if pause:
        month, day = int(pause[1]), int(pause[2])

        def before(line: Timeline) -> Weights:
            lead = line.until(month, day)
            return stepped(lead, (0, 0.5), (10, 2.5), (21, 0.5), beyond=-3.0)

        yield Clue(page, number, pause[0], Why.SUSPENDED, before, ("pause", month, day), 2.5)
    if moved:
        month, day = int(moved[1]), int(moved[2])

        def on(line: Timeline) -> Weights:
            lead = line.until(month, day)
            return stepped(lead, (-1, 0.5), (0, 2.0), (7, 0.5), beyond=-4.0)

        yield Clue(
            page,
            number,
            around(text, *moved.span()),
            Why.MOVED_ISSUE,
            on,
            ("moved", month, day),
            2.5,
        )
