"""Years told by counting: 第26个国际禁毒日, 第130届广交会, 新中国成立70周年, and days
that have a name and are told the day after (6月26日是国际禁毒日。昨天…)."""

import re
from collections.abc import Callable, Iterator

import numpy as np

from newsroom.text.clues import Clue, PageText, Weights, stepped
from newsroom.text.counted_tables import ANNIVERSARIES, FAIRS, FIRST_YEARS
from newsroom.text.page_references import chinese_number
from newsroom.text.timeline import Timeline
from newsroom.text.whys import Why

_NUMBER = r"(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})"
_COUNTED = re.compile(
    r"(?:(?:第(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})|首)个"
    r"|第(?P<times>\d{1,3}|[一二三四五六七八九十]{1,3})[次届])"
    rf"[“”0-9一-鿿]{{0,12}}?(?P<name>{'|'.join(FIRST_YEARS)})"
)
"""第23次全国助残日, 第25个“119”消防日: a day or a month that is counted."""
_EDITION = re.compile(
    rf"第(?P<number>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})届“?(?P<name>{'|'.join(FAIRS)})"
)
_YEARS = re.compile("周年|年[来间]")
_ANNIVERSARY = re.compile(rf"{_NUMBER}(?:(?P<exactly>周年)|年[来间])")
_NAMED_DAY = re.compile(
    r"(?<!\d)(?<!\d年)(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:是|,?(?:正值|恰逢|适逢|迎来))(?:今年|我国|一年一度)?的?"
    r"(?:第[\d一二三四五六七八九十]{1,3}个|首个|“|全国|国际|世界|中国)[^。;!?\n]{0,16}?[日节]"
)
_YESTERDAY = re.compile(r"昨[天日晚]")
_FROM_MIDNIGHT = re.compile(
    r"(?<!\d)(?<!\d年)(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:零时|0时)(?:起|开始)"
)
_FIRST_MORNING = re.compile("昨[天日](?:一早|一大早|清晨|早上|早晨|上午|凌晨)")
_STILL_AHEAD = re.compile("今[天日晚]|即将|临近|将至|来临|到来|前夕|迎接")
_NEXT = 260
"""Characters after a named day in which 昨天 is likely to mean it."""


def counted_years(page: PageText) -> Iterator[Clue]:
    """Yield what a page tells by the number of a day, of a fair or of an anniversary."""
    for match in _COUNTED.finditer(page.text) if "第" in page.text or "首" in page.text else ():
        first = FIRST_YEARS[match["name"]]
        # the first since something else happened
        since = page.text[max(0, match.start() - 3) : match.start()].endswith(
            ("后的", "来的", "来")
        )
        if not since and not page.is_of_another_year(match.start()):
            number = _value(match["number"] or match["times"] or "1")
            yield _fixed_year(page, match, first + number - 1, 0.0)
    for match in _EDITION.finditer(page.text) if "届" in page.text else ():
        began, yearly = FAIRS[match["name"]]
        yield _fixed_year(page, match, began + (_value(match["number"]) - 1) // yearly, 0.5)
    for hint in _YEARS.finditer(page.text):
        if told := _ANNIVERSARY.search(page.text, max(0, hint.start() - 3), hint.end()):
            yield from _anniversary(page, told)
    for match in _FROM_MIDNIGHT.finditer(page.text) if "时起" in page.text else ():
        if _FIRST_MORNING.search(page.text, match.end(), match.end() + _NEXT):
            month, day = int(match["month"]), int(match["day"])
            key = ("from midnight", month, day)
            weigh = _first_morning(month, day)
            yield page.clue(*match.span(), Why.THIS_IS_YESTERDAY, weigh, key, 2.0)
    for match in _NAMED_DAY.finditer(page.text) if "日是" in page.text or "逢" in page.text else ():
        yield from _named_day(page, match)


def _anniversary(page: PageText, match: re.Match[str]) -> Iterator[Clue]:
    """新中国成立70周年, “八八战略”实施二十年来: the latter only right behind what is counted."""
    reach = 24 if match["exactly"] else 8
    before = page.text[max(0, match.start() - reach) : match.start()].rpartition("\n")[2]
    after = page.text[match.end() : match.end() + 16] if match["exactly"] else ""
    counted = (
        year for name, year in ANNIVERSARIES.items() if name in before or after.startswith(name)
    )
    began = next(counted, None)
    if began and not page.is_of_another_year(match.start()):
        yield _fixed_year(page, match, began + _value(match["number"]), 0.5)


def _named_day(page: PageText, match: re.Match[str]) -> Iterator[Clue]:
    """6月26日是第26个国际禁毒日。昨天上午…: on the day itself the paper would say 今天."""
    told = _YESTERDAY.search(page.text, match.end(), match.end() + _NEXT)
    between = page.text[max(0, match.start() - 8) : told.start()] if told else ""
    if told and not _STILL_AHEAD.search(between):
        month, day = int(match["month"]), int(match["day"])
        key = ("named day", month, day)
        weigh = _day_after(month, day)
        yield page.clue(*match.span(), Why.THIS_IS_YESTERDAY, weigh, key, 5.0)


def _first_morning(month: int, day: int) -> Callable[[Timeline], Weights]:
    """3月9日零时起 … 昨天一早: the first morning is mostly what is told of, on the day after."""

    def weigh(line: Timeline) -> Weights:
        return np.where(line.since(month, day) == 1, 2.5, 0.0)

    return weigh


def _day_after(month: int, day: int) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        lag = line.since(month, day)
        return np.select([lag == 1, lag == 0], [5.2, -1.5], 0.0)

    return weigh


def _fixed_year(page: PageText, match: re.Match[str], year: int, near: float) -> Clue:
    """The year of a count; `near` is the weight of the years beside it, where people count both
    ways."""

    def weigh(line: Timeline) -> Weights:
        return stepped(np.abs(line.year - year), (0, 4.5), (1, near), beyond=0.0)

    return page.clue(*match.span(), Why.COUNTED_DAY, weigh, ("counted", year), 4.0)


def _value(text: str) -> int:
    return int(text) if text.isdigit() else chinese_number(text)
