"""Days of the lunar calendar that a page names, 正月初八, and years by their animal, 猴年新春."""

import datetime
import re
from collections.abc import Callable, Iterator
from itertools import chain

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
    r"(?P<day>初[一二三四五六七八九十]|十[一二三四五六七八九]|(?:二十|廿)[一二三四五六七八九]?)"
)
"""昨天是农历八月初十: a day of one of the months in which a festival tells when they began."""
_MONTH_OF_FESTIVAL = {
    "五": ("端午", 5),
    "七": ("七夕", 7),
    "八": ("中秋", 15),
    "九": ("重阳", 9),
    "腊": ("腊八", 8),
}
_LUNAR_DAY = (
    r"(?:农历|阴历)?(?:(?P<name>除夕|春节|元宵节?|端午节?|七夕节?|中秋节?|重阳节?|腊八节?)"
    r"|(?P<moon>大年|正月|五月|七月|八月|九月|腊月){}"
    r"(?P<count>初[一二三四五六七八九十]|十[一二三四五六七八九]|(?:二十|廿)[一二三四五六七八九]?|三十))"
)
_DAY_WITH_NAME = re.compile(
    r"(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})日\s?[((](?:(?:星期|周)[一二三四五六日天][,、\s]?)?(?:即|也就是)?"
    + _LUNAR_DAY.format("?")
    + r"(?=[,、)\s)])"
)
"""1月31日(农历除夕): in which years the two fall on one day."""
_NAME_WITH_DAY = re.compile(
    _LUNAR_DAY.format("")
    + r"(?:[((](?:即|公历|阳历|今年|也就是)?|,也就是|,即|,公历)"
    + r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
)
"""正月初四(2月8日): the same, the other way round."""
_MOONS = (
    "正月",
    "大年",
    "腊月",
    "五月",
    "七月",
    "八月",
    "九月",
    "夕(",
    "节(",
    "宵(",
    "秋(",
    "午(",
    "阳(",
    "八(",
)
"""Of these one at least is in what that pattern finds, but for a festival with a comma after it."""
_TOLD = 0.3
"""What a day says of which somebody tells, beside one that the page itself speaks of."""
_LITTLE_YEAR = re.compile(
    r"(?P<word>今天|今日|昨天|昨日|明天)?(?:就?是|,|正是|恰逢|正逢)?(?:农历|传统|北方|南方|俗称|的){0,3}“?小年”?"
    r"(?![轻级份纪])"
)
"""The 23rd of the twelfth month in the north, the 24th in the south: six to eight days before the
new year."""
_ANIMAL_YEAR = re.compile(
    rf"(?P<animal>[{_ANIMALS}])年(?:春节|新春|大年|除夕|新年|大吉|吉祥|春晚|伊始|首个|的?第一[个天])"
    rf"|(?:喜迎|迎接|迎来|告别|辞别|进入)(?P<other>[{_ANIMALS}])年"
    rf"|(?P<stem>[{_STEMS}])(?P<branch>[{_BRANCHES}])(?:[{_ANIMALS}])?年"
)

_MAY_NAME_DAY = re.compile("初[一二三四五六七八九十]|正月|大年")
_MAY_NAME_YEAR = re.compile(f"[{_ANIMALS}{_BRANCHES}]年")
"""Whether it is worth while to look for days of the first month, or for years by their animal."""


def lunar_clues(page: PageText) -> Iterator[Clue]:
    """Yield what a page tells by the lunar calendar."""
    for match in _FIRST_MONTH.finditer(page.text) if _MAY_NAME_DAY.search(page.text) else ():
        count = _day(match["day"])
        if match["word"]:
            due = {"今": 0, "昨": 1, "前": 2, "明": -1}[match["word"][0]]
            weigh, strength = _exactly(count + due), 7.0
        else:
            weigh, strength = _soon_after(count, told=page.is_told(match.start())), 1.5
        key = ("lunar", count, bool(match["word"]))
        yield page.clue(*match.span(), Why.FESTIVAL_NOW, weigh, key, strength)
    for match in _DAY_OF_MONTH.finditer(page.text) if "月" in page.text else ():
        festival, its_day = _MONTH_OF_FESTIVAL[match["month"]]
        since = _day(match["day"]) - its_day
        due = {"今": 0, "昨": 1, "前": 2, "明": -1}[match["word"][0]]
        weigh = _exactly(since + due + 1, festival)
        day_key = ("lunar day", match["month"], since)
        yield page.clue(*match.span(), Why.FESTIVAL_NEAR, weigh, day_key, 7.0)
    for match in chain(
        _DAY_WITH_NAME.finditer(page.text) if "日(" in page.text else (),
        _NAME_WITH_DAY.finditer(page.text) if any(map(page.text.__contains__, _MOONS)) else (),
    ):
        month, number = int(match["month"]), int(match["day"])
        named_day = ("named day", month, number)
        yield page.clue(*match.span(), Why.DAY_OF_THE_YEAR, _years_in_which(match), named_day, 4.5)
    for match in _LITTLE_YEAR.finditer(page.text) if "小年" in page.text else ():
        due = {"今": 0, "昨": 1, "明": -1}[match["word"][0]] if match["word"] else 0
        weigh = _week_before_new_year(due, told=bool(match["word"]))
        strength = 5.0 if match["word"] else 1.5
        yield page.clue(
            *match.span(), Why.FESTIVAL_NEAR, weigh, ("little year", bool(match["word"])), strength
        )
    for match in _ANIMAL_YEAR.finditer(page.text) if _MAY_NAME_YEAR.search(page.text) else ():
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
        return np.where(line.ordinal - first == count - 1, 9.0, 0.0)

    return weigh


def _years_in_which(match: re.Match[str]) -> Callable[[Timeline], Weights]:
    """The months around a day, in those years in which it is the day of the moon that is said."""
    if match["name"]:
        name, count = match["name"], 0
        name = name if name in calendars.LUNAR_FESTIVALS else name.removesuffix("节")
    elif match["moon"] in (None, "大年", "正月"):
        name, count = "春节", _day(match["count"]) - 1
    else:
        name, its_day = _MONTH_OF_FESTIVAL[match["moon"][0]]
        count = _day(match["count"]) - its_day
    later = datetime.timedelta(count)
    told = (int(match["month"]), int(match["day"]))
    days = [day + later for day in calendars.LUNAR_FESTIVALS[name].values()]
    fits = [day.toordinal() for day in days if (day.month, day.day) == told]

    def weigh(line: Timeline) -> Weights:
        weights = np.zeros(len(line.ordinal))
        for ordinal in fits:
            weights[line.place_of(ordinal - 120) : line.place_of(ordinal + 121)] = 4.5
        return weights

    return weigh


def _week_before_new_year(due: int, *, told: bool) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        lead = line.by_year(calendars.LUNAR_FESTIVALS["春节"]) - line.ordinal + due
        if told:
            return stepped(lead, (5, 0.0), (8, 7.0), beyond=0.0)
        return stepped(lead, (-2, 0.0), (5, 0.8), (12, 1.5), (20, 0.5), beyond=0.0)

    return weigh


def _soon_after(count: int, *, told: bool) -> Callable[[Timeline], Weights]:
    """`told` says that somebody tells of the day, so that it may have been any year."""

    def weigh(line: Timeline) -> Weights:
        lag = line.ordinal - line.by_year(calendars.LUNAR_FESTIVALS["春节"]) - count + 1
        weights = stepped(lag, (-21, 0.0), (-1, 0.6), (10, 1.5), (30, 0.4), beyond=0.0)
        return weights * (_TOLD if told else 1.0)

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
