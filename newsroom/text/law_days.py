"""What the laws that a page names tell of its day: since when one is in force, or from when."""

import datetime
import re
from collections.abc import Callable, Iterator

import numpy as np

from newsroom.text import calendars
from newsroom.text.clues import Clue, PageText, Weights, stepped
from newsroom.text.page_references import chinese_number
from newsroom.text.timeline import Timeline
from newsroom.text.whys import Why

_MENTIONS = 30
"""A law is looked at this often on one page."""
_SINCE_LAW = re.compile(
    r"(?:施行|实施|生效)(?:已|以来)?(?:近|将近|满|刚满|刚刚)?(?P<count>[一两二三四五六七八九十]|十[一二]|\d{1,2})"
    r"个?(?P<more>多)?月"
)
_BEGINS = re.compile(r"(?P<word>昨|今|明)[日天]?起(?:正式)?(?:施行|实施|生效)")
_YEARS_IN_FORCE = re.compile(
    r"(?:正式)?(?:施行|实施|生效)(?:已|将|以来)?(?:近|将近|满|刚满|即将)?"
    r"(?P<count>[一两二三四五六七八九十]|\d{1,2})(?:周年|年(?=[来。,]|之际))"
)
_DAYS_IN_FORCE = re.compile(
    r"(?:施行|实施|生效)(?:还|才|至今|以来|已)?(?:(?P<less>不到|不足|未满|不满)|近|满|刚满|刚|仅)?"
    r"(?:(?P<count>[一两二三四五六七八九十]|半|\d{1,2})(?P<unit>天|周|个?星期|个?月)"
    r"|的?(?P<first>首日|首周|首月|第一[天周]|第一个(?:星期|月)))"
)
"""施行不到一周, 实施首日: of laws that are too young to be counted in months."""
_UNITS = {"天": 1, "日": 1, "周": 7, "期": 7, "月": 30}
_WEEK_BEFORE = re.compile(
    r"(?P<which>本|这|下)(?:周|个?星期)(?P<weekday>[一二三四五六日天])[^。;]{0,2}(?:起|开始)[^。;]{0,8}$"
)
_WILL_BEGIN = re.compile(r"(?:将|正式|开始).{0,6}(?:施行|实施|生效)")


def law_clues(page: PageText, held: set[str]) -> Iterator[Clue]:
    """Yield what the laws tell that a page names; `held` are the words of the tables on it."""
    for name, days in calendars.LAWS_IN_FORCE.items():
        if name not in held:
            continue
        place = page.text.find(name)
        for _ in range(_MENTIONS):
            if clue := _law(page, name, days, place):
                yield clue
                break
            place = page.text.find(name, place + len(name))
            if place < 0:
                break


def _law(page: PageText, name: str, days: tuple[datetime.date, ...], place: int) -> Clue | None:
    """What one mention of a law tells: since when it is in force, or from when it will be."""
    if begins := _BEGINS.search(page.text, place, place + len(name) + 40):
        due = {"今": 0, "昨": -1, "明": 1}[begins["word"][0]]
        weigh = _begins(days, due)
        return page.clue(place, begins.end(), Why.LAW_IN_FORCE, weigh, ("law", name), 7.0)
    before = page.text[max(0, place - 24) : place].rpartition("。")[2]
    if (week := _WEEK_BEFORE.search(before)) and _WILL_BEGIN.search(
        page.text, place, place + len(name) + 24
    ):
        weigh = _begins_in_week(days, "一二三四五六日天".find(week["weekday"]) % 7, week["which"])
        start = place - len(before) + week.start()
        return page.clue(start, place + len(name), Why.LAW_IN_FORCE, weigh, ("law", name), 7.0)
    if lasted := _YEARS_IN_FORCE.search(page.text, place, place + len(name) + 14):
        count = _value(lasted["count"].replace("两", "二"))
        weigh = _months_in_force(days[:1], 12 * count, near=6.0)
        return page.clue(place, lasted.end(), Why.LAW_IN_FORCE, weigh, ("law", name), 5.0)
    if lasted := _SINCE_LAW.search(page.text, place, place + len(name) + 12):
        weigh = _months_in_force(days, _value(lasted["count"].replace("两", "二")))
        return page.clue(place, lasted.end(), Why.LAW_IN_FORCE, weigh, ("law", name), 5.0)
    if lasted := _DAYS_IN_FORCE.search(page.text, place, place + len(name) + 14):
        weigh = _days_in_force(days, *_span_of(lasted))
        return page.clue(place, lasted.end(), Why.LAW_IN_FORCE, weigh, ("law", name), 5.0)
    for day in days:
        said = page.text.find(f"{day.month}月{day.day}日", max(0, place - 60), place + 80)
        if said < 0:
            continue
        named = page.text[max(0, said - 5) : said]
        years = [ago for word, ago in (("今年", 0), ("明年", 1)) if re.search(f"{word}的?$", named)]
        weigh = _in_force_in(day.year - years[0]) if years else _in_force(day)
        strength = 4.0 if years else 2.0
        start, end = min(place, said), max(place, said) + 4
        return page.clue(start, end, Why.LAW_IN_FORCE, weigh, ("law", name), strength)
    return None


def _begins(days: tuple[datetime.date, ...], due: int) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        told = np.array([day.toordinal() - due for day in days])
        return np.where(np.isin(line.ordinal, told), 10.0, -1.0)

    return weigh


def _months_in_force(
    days: tuple[datetime.date, ...], months: int, near: float = 4.0
) -> Callable[[Timeline], Weights]:
    """民法典施行两个多月来: within some weeks of so long after the law, or a revision, began."""

    def weigh(line: Timeline) -> Weights:
        weights = np.full(len(line.ordinal), -1.5)
        for day in days:
            off = line.ordinal - day.toordinal() - 30.4 * months
            told = np.select([(off >= -8) & (off <= 32), np.abs(off) <= 60], [near, 0.5], -1.5)
            weights = np.maximum(weights, told)
        return weights

    return weigh


def _span_of(lasted: re.Match[str]) -> tuple[int, int]:
    """The first and the last day since a law began on which its age is told so; a paper tells of it
    on the day after, and after a weekend."""
    if first := lasted["first"]:
        days = _UNITS[first[-1]]
        return (1, 3) if days == 1 else (days // 2, days + 9)
    unit = _UNITS[lasted["unit"][-1]]
    count = (
        unit // 2 if lasted["count"] == "半" else unit * _value(lasted["count"].replace("两", "二"))
    )
    return (0, count + 1) if lasted["less"] else (count - unit // 7, count + max(3, unit // 3))


def _days_in_force(
    days: tuple[datetime.date, ...], first: int, last: int
) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        weights = np.full(len(line.ordinal), -1.5)
        for day in days:
            age = line.ordinal - day.toordinal()
            weights = np.where((age >= first) & (age <= last), 6.0, weights)
        return weights

    return weigh


def _in_force(day: datetime.date) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        age = line.ordinal - day.toordinal()
        return stepped(age, (-121, -0.5), (240, 2.0), beyond=0.3)

    return weigh


def _in_force_in(year: int) -> Callable[[Timeline], Weights]:
    """今年1月1日起施行的民法典: the year of the law is that of the issue."""
    return lambda line: np.where(line.year == year, 4.0, 0.0)


def _begins_in_week(
    days: tuple[datetime.date, ...], weekday: int, which: str
) -> Callable[[Timeline], Weights]:
    """本周四起,…将施行: the issue is of the same week as the day the law begins, and before it."""
    told = [day.toordinal() for day in days if day.weekday() == weekday]

    def weigh(line: Timeline) -> Weights:
        weights = np.full(len(line.ordinal), -1.0)
        for day in told:
            monday = day - weekday - (7 if which == "下" else 0)
            fits = (line.ordinal >= monday) & (line.ordinal <= min(day, monday + 6))
            weights = np.where(fits, 8.0, weights)
        return weights

    return weigh


def _value(text: str) -> int:
    return int(text) if text.isdigit() else chinese_number(text)
