"""The weekdays that a page states: of a day that it names, and of today."""

import re
from collections.abc import Iterator

import numpy as np

from newsroom.text.clues import Clue, Weights, stepped
from newsroom.text.timeline import Timeline
from newsroom.text.whys import Why

_WEEKDAY_TODAY = re.compile(
    r"(?P<word>今天|今日|昨天|昨日|明天|明日)(?:是|,)?\s?[(]?(?:星期|周)(?P<weekday>[一二三四五六日天])(?![一-鿿]*报)"
)


_WEEKEND_OVER = re.compile(
    r"刚刚?(?:过去|结束|过完)的(?:这个|上个|这一)?(?:周末|双休日)|(?:周末|双休日)刚刚?(?:过去|结束|过完)"
)


def weekday_clue(
    page: int, number: int, words: str, year: int | None, month: int, day: int, weekday: int
) -> Clue:
    """The months around a day, in those years in which it falls on the weekday that is stated."""

    def weigh(line: Timeline) -> Weights:
        fits = np.zeros(len(line.ordinal))
        for told in [year] if year else range(line.years[0] - 1, line.years[-1] + 2):
            ordinal = line.ordinal_of(told, month, day)
            if ordinal and (ordinal - 1) % 7 == weekday:
                fits[line.place_of(ordinal - 120) : line.place_of(ordinal + 121)] = 3.0
        return fits

    return Clue(page, number, words, Why.WEEKDAY_FITS, weigh, ("weekday", month, day, weekday), 3.0)


def todays_weekday(page: int, number: int, text: str) -> Iterator[Clue]:
    """今天(星期二): no date, but the weekday of the issue."""
    for match in _WEEKDAY_TODAY.finditer(text):
        yield _todays_weekday(page, number, match)
    if over := _WEEKEND_OVER.search(text):
        key = ("weekend over",)
        yield Clue(page, number, over[0], Why.WEEKDAY_FITS, _early_in_week, key, 1.5)


def _early_in_week(line: Timeline) -> Weights:
    return stepped(line.weekday, (0, 2.0), (1, 1.0), beyond=0.0)


def _todays_weekday(page: int, number: int, match: re.Match[str]) -> Clue:
    later = {"今": 0, "昨": 1, "明": -1}[match["word"][0]]
    weekday = ("一二三四五六日".find(match["weekday"].replace("天", "日")) + later) % 7

    def weigh(line: Timeline) -> Weights:
        return np.where(line.weekday == weekday, 3.0, 0.0)

    words = match[0]
    return Clue(page, number, words, Why.WEEKDAY_FITS, weigh, ("today is", weekday), 3.0)
