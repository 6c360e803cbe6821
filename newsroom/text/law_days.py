"""What the laws that a page names tell of its day: since when one is in force, or from when."""

import datetime
import re
from collections.abc import Callable, Iterator

import numpy as np

from newsroom.text.clues import Clue, PageText, Weights, stepped
from newsroom.text.laws_in_force import LAWS_IN_FORCE
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
_BEGAN = re.compile(
    r"(?P<first>昨|今|明)[日天]?起(?:正式)?(?:施行|实施|生效)的《?(?:中华人民共和国)?$"
    r"|(?P<word>昨|今|明)[日天]?(?:零时)?(?:起,?[^。;,!?]{0,12}|,[^。;,!?]{0,12})$"
)
_IS_BEGUN = re.compile(
    r"》?(?:[(].{1,6}[)])?(?:正式|开始|将)*(?:施行|实施|生效)(?!条例|办法|细则|以来|后)"
)
"""昨天起,反家庭暴力法正式施行."""
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
_FROM = re.compile(
    r"(?P<which>今年|去年|前年|明年|本月|上个?月|下个?月)的?(?:(?P<month>\d{1,2})月)?(?:(?P<day>\d{1,2})日)?"
    r"(?:零时|0时)?(?:起|开始|将)?(?:正式|全面)?(?:施行|实施|生效)"
)
"""今年1月起施行的, 本月1日起施行的: not always with the whole day."""
_TOLD_FROM = (("今年", 0), ("明年", 1), ("去年", -1))
_YOUNG = re.compile(
    r"(?:刚刚|刚|新近)(?:开始|正式)?(?:施行|实施|生效)(?:不久)?的《?(?:中华人民共和国)?$"
)
_REVISED = re.compile(r"(?:新修[订正]的|新)《?(?:中华人民共和国)?$")
_DRAFT = re.compile(r"[》(]?(?:修[订正])?(?:草案|征求意见稿)")
_WILL_BEGIN = re.compile(r"(?:将|正式|开始).{0,6}(?:施行|实施|生效)")


def law_clues(page: PageText, held: set[str]) -> Iterator[Clue]:
    """Yield what the laws tell that a page names; `held` are the words of the tables on it."""
    for name, days in LAWS_IN_FORCE.items():
        if name not in held:
            continue
        # 学前教育法 is not 教育法
        longer = [other for other in held if name in other != name and other in LAWS_IN_FORCE]
        place = page.text.find(name)
        for _ in range(_MENTIONS):
            if place < 0:
                break
            another = any(_is_at(page.text, place - other.find(name), other) for other in longer)
            if not another and (clue := _law(page, name, days, place)):
                yield clue
                break
            place = page.text.find(name, place + len(name))


def _is_at(text: str, place: int, words: str) -> bool:
    return place >= 0 and text.startswith(words, place)


def _law(page: PageText, name: str, days: tuple[datetime.date, ...], place: int) -> Clue | None:
    """What one mention of a law tells: since when it is in force, or from when it will be."""
    if begins := _BEGINS.search(page.text, place, place + len(name) + 40):
        due = {"今": 0, "昨": -1, "明": 1}[begins["word"][0]]
        weigh = _begins(days, due)
        return page.clue(place, begins.end(), Why.LAW_IN_FORCE, weigh, ("law", name), 7.0)
    before = page.text[max(0, place - 24) : place].rpartition("。")[2]
    if (began := _BEGAN.search(before)) and (
        began["first"] or _IS_BEGUN.match(page.text, place + len(name))
    ):
        due = {"今": 0, "昨": -1, "明": 1}[began["word"] or began["first"]]
        start = place - len(before) + began.start()
        weigh = _begins(days, due)
        return page.clue(start, place + len(name), Why.LAW_IN_FORCE, weigh, ("law", name), 7.0)
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
    if clue := _from(page, name, days, place):
        return clue
    for day in days:
        said = page.text.find(f"{day.month}月{day.day}日", max(0, place - 60), place + 80)
        if said < 0:
            continue
        named = page.text[max(0, said - 5) : said]
        years = [ago for word, ago in _TOLD_FROM if re.search(f"{word}的?$", named)]
        ahead = page.text[max(0, said - 3) : said].endswith(
            ("将于", "将自", "将从", "自", "从", "于")
        )
        ahead = ahead and "将" in page.text[max(0, said - 16) : said + 16]
        weigh = _in_years([day.year - years[0]]) if years else _in_force(day, ahead=ahead)
        strength = 4.0 if years else 2.0
        start, end = min(place, said), max(place, said) + 4
        return page.clue(start, end, Why.LAW_IN_FORCE, weigh, ("law", name), strength)
    if _DRAFT.match(page.text, place + len(name)):
        weigh = _drafted(days)
        return page.clue(place, place + len(name), Why.LAW_IN_FORCE, weigh, ("law", name), 1.5)
    if _YOUNG.search(before):
        weigh = _days_in_force(days, 0, 75)
        return page.clue(place, place + len(name), Why.LAW_IN_FORCE, weigh, ("law", name), 3.0)
    if _REVISED.search(before):
        weigh = _new(days)
        return page.clue(place, place + len(name), Why.LAW_IN_FORCE, weigh, ("law", name), 1.0)
    return None


def _from(page: PageText, name: str, days: tuple[datetime.date, ...], place: int) -> Clue | None:
    """今年1月起施行的刑事诉讼法: a day, a month or only a year, told from the issue's own."""
    told = _FROM.search(page.text, max(0, place - 30), place + len(name) + 40)
    if not told:
        return None
    month, day = int(told["month"] or 0), int(told["day"] or 0)
    fits = [known for known in days if month in (0, known.month) and (not day or day == known.day)]
    start, end = min(place, told.start()), max(place + len(name), told.end())
    which, key = told["which"], ("law", name)
    if which[-1] == "年":
        ago = {"今": 0, "去": 1, "前": 2, "明": -1}[which[0]]
        years = [known.year + ago for known in fits]
        near = told.end() <= place <= told.end() + 12
        if years and (month or near):
            weigh = _in_years(years)
            return page.clue(start, end, Why.LAW_IN_FORCE, weigh, key, 4.0)
        return None
    later = {"本": 0, "上": 1, "下": -1}[which[0]]
    months = [12 * known.year + known.month - 1 + later for known in fits if not month and day]
    if months:
        return page.clue(start, end, Why.LAW_IN_FORCE, _in_months(months), key, 5.0)
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


def _in_force(day: datetime.date, *, ahead: bool) -> Callable[[Timeline], Weights]:
    """6月1日起施行: a day that is told without a year is mostly of the year of the issue, or soon;
    `ahead` tells that it is still to come."""

    def weigh(line: Timeline) -> Weights:
        age = line.ordinal - day.toordinal()
        if ahead:
            return stepped(age, (-241, -0.5), (-92, 1.5), (-31, 3.5), (0, 4.5), beyond=-1.5)
        told = stepped(age, (-121, -0.5), (240, 2.0), beyond=0.3)
        return np.where(line.year == day.year, np.maximum(told, 2.0) + 1.0, told)

    return weigh


def _in_years(years: list[int]) -> Callable[[Timeline], Weights]:
    """今年1月1日起施行的民法典: the year of the law is that of the issue."""
    return lambda line: np.where(np.isin(line.year, years), 4.0, 0.0)


def _in_months(months: list[int]) -> Callable[[Timeline], Weights]:
    """本月1日起施行的: months are counted from the year 0."""
    return lambda line: np.where(np.isin(12 * line.year + line.month - 1, months), 6.0, 0.0)


def _new(days: tuple[datetime.date, ...]) -> Callable[[Timeline], Weights]:
    """A law is called new in its first years, and in the months before."""

    def weigh(line: Timeline) -> Weights:
        weights = np.full(len(line.ordinal), -0.3)
        for day in days:
            age = line.ordinal - day.toordinal()
            told = stepped(age, (-181, -0.3), (0, 0.6), (400, 1.2), (800, 0.5), beyond=-0.3)
            weights = np.maximum(weights, told)
        return weights

    return weigh


def _drafted(days: tuple[datetime.date, ...]) -> Callable[[Timeline], Weights]:
    """Drafts are in the news in the two years before a law or its revision takes effect."""

    def weigh(line: Timeline) -> Weights:
        weights = np.full(len(line.ordinal), -1.0)
        for day in days:
            age = line.ordinal - day.toordinal()
            weights = np.where((age >= -730) & (age <= -20), 1.5, weights)
        return weights

    return weigh


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
