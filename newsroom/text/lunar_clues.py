"""Days of the lunar calendar that a page names, 正月初八, and years by their animal, 猴年新春."""

import re
from collections.abc import Callable, Iterator

import numpy as np

from newsroom.text import calendars
from newsroom.text.clues import Clue, PageText, Weights, stepped
from newsroom.text.page_references import chinese_number
from newsroom.text.timeline import Timeline
from newsroom.text.whys import Why

_ANIMALS = "鼠牛虎兔龙蛇马羊猴鸡狗猪"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_FIRST_MONTH = re.compile(
    r"(?P<word>今天|今日|昨天|昨日|昨晚|前天|明天)?(?:是|,|正是|恰逢)?(?:农历)?(?:大年|正月)"
    r"(?P<day>初[一二三四五六七八九十]|十[一二三四五六七八九]|二十|廿[一二三四五六七八九])(?!五元宵)"
)
_DAY_OF_MONTH = re.compile(
    r"(?P<word>今天|今日|昨天|昨日|昨晚|前天|明天)(?:是|,|正是|恰逢)?(?:农历)?(?P<month>[五七八九腊])月"
    r"(?P<day>初[一二三四五六七八九十]|十[一二三四五六七八九]|二十|廿[一二三四五六七八九])"
)
"""昨天是农历八月初十: a day of one of the months in which a festival tells when they began."""
_MONTH_OF_FESTIVAL = {
    "五": ("端午", 5),
    "七": ("七夕", 7),
    "八": ("中秋", 15),
    "九": ("重阳", 9),
    "腊": ("腊八", 8),
}
_ANIMAL_YEAR = re.compile(
    rf"(?P<animal>[{_ANIMALS}])年(?:春节|新春|大年|除夕|新年|大吉|吉祥|春晚|伊始|首个|的?第一[个天])"
    rf"|(?:喜迎|迎接|迎来|告别|辞别|进入)(?P<other>[{_ANIMALS}])年"
    rf"|(?P<stem>[{_STEMS}])(?P<branch>[{_BRANCHES}])(?:[{_ANIMALS}])?年"
)


def lunar_clues(page: PageText) -> Iterator[Clue]:
    """Yield what a page tells by the lunar calendar."""
    for match in _FIRST_MONTH.finditer(page.text) if "初" in page.text else ():
        count = _day(match["day"])
        if match["word"]:
            due = {"今": 0, "昨": 1, "前": 2, "明": -1}[match["word"][0]]
            weigh, strength = _exactly(count + due), 7.0
        else:
            weigh, strength = _soon_after(count), 1.5
        key = ("lunar", count, bool(match["word"]))
        yield page.clue(*match.span(), Why.FESTIVAL_NOW, weigh, key, strength)
    for match in _DAY_OF_MONTH.finditer(page.text) if "月" in page.text else ():
        festival, its_day = _MONTH_OF_FESTIVAL[match["month"]]
        since = _day(match["day"]) - its_day
        due = {"今": 0, "昨": 1, "前": 2, "明": -1}[match["word"][0]]
        weigh = _exactly(since + due + 1, festival)
        day_key = ("lunar day", match["month"], since)
        yield page.clue(*match.span(), Why.FESTIVAL_NEAR, weigh, day_key, 7.0)
    for match in _ANIMAL_YEAR.finditer(page.text) if "年" in page.text else ():
        named = match["animal"] or match["other"]
        runs = _year_of(named, match["stem"], match["branch"])
        if runs is not None:
            told = ("animal", named or match["branch"])
            yield page.clue(*match.span(), Why.YEAR_RUNS, runs, told, 3.0)


def _day(text: str) -> int:
    """The number of a day of a lunar month.

    >>> _day("初八"), _day("十五"), _day("廿三")
    (8, 15, 23)
    """
    return chinese_number(text.removeprefix("初"))


def _exactly(count: int, festival: str = "春节") -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        first = line.by_year(calendars.LUNAR_FESTIVALS[festival])
        return np.where(line.ordinal - first == count - 1, 7.0, 0.0)

    return weigh


def _soon_after(count: int) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        lag = line.ordinal - line.by_year(calendars.LUNAR_FESTIVALS["春节"]) - count + 1
        return stepped(lag, (-21, 0.0), (-1, 0.6), (10, 1.5), (30, 0.4), beyond=0.0)

    return weigh


def _year_of(
    animal: str | None, stem: str | None, branch: str | None
) -> Callable[[Timeline], Weights] | None:
    """A year from its animal, which comes round in 12 years, or from stem and branch, in 60."""
    place = _ANIMALS.find(animal) if animal else _BRANCHES.find(branch or "")
    tenth = _STEMS.find(stem) if stem else None
    if tenth is not None and (tenth - place) % 2:
        return None
    begun = {
        year: day
        for year, day in calendars.LUNAR_FESTIVALS["春节"].items()
        if (year - 4) % 12 == place and (tenth is None or (year - 4) % 10 == tenth)
    }

    def weigh(line: Timeline) -> Weights:
        weights = np.full(len(line.ordinal), -1.0)
        for day in begun.values():
            since = line.ordinal - day.toordinal()
            near = stepped(since, (-60, -1.0), (-31, 0.5), (40, 4.5), (365, 0.5), beyond=-1.0)
            weights = np.maximum(weights, near)
        return weights

    return weigh
