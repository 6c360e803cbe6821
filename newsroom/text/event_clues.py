"""Days that are counted down to, and the openings of games and congresses that everybody knew:
再过两天,党的二十大就要召开; 9月23日晚,亚运会开幕."""

import datetime
import re
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from newsroom.text import calendars
from newsroom.text.clues import Clue, PageText, Weights, stepped
from newsroom.text.page_references import chinese_number
from newsroom.text.timeline import Timeline
from newsroom.text.whys import Why

_OPENED = """
亚运会 2010-11-12 2014-09-19 2018-08-18 2023-09-23
亚残运会 2010-12-12 2014-10-18 2018-10-06 2023-10-22
奥运会 2008-08-08 2012-07-27 2016-08-05 2021-07-23 2024-07-26
冬奥会 2010-02-12 2014-02-07 2018-02-09 2022-02-04
全运会 2009-10-16 2013-08-31 2017-08-27 2021-09-15
世界杯 2010-06-11 2014-06-12 2018-06-14 2022-11-20
世博会 2010-05-01
亚冬会 2025-02-07
G20杭州峰会 2016-09-04
G20峰会 2016-09-04
世界互联网大会 2014-11-19 2015-12-16 2016-11-16 2017-12-03 2018-11-07 2019-10-20 2020-11-23
世界互联网大会 2021-09-26 2022-11-09 2023-11-08
十八大 2012-11-08
十九大 2017-10-18
二十大 2022-10-16
"""
EVENTS: dict[str, dict[int, datetime.date]] = {}
"""The days on which games, fairs and congresses opened, name → year → day."""
for _name, *_days in map(str.split, _OPENED.strip().splitlines()):
    for _day in map(datetime.date.fromisoformat, _days):
        EVENTS.setdefault(_name, {})[_day.year] = _day

_CLOSED = """
亚运会 2014-10-04 2018-09-02 2023-10-08
亚残运会 2018-10-13 2023-10-28
奥运会 2008-08-24 2012-08-12 2016-08-21 2021-08-08 2024-08-11
冬奥会 2014-02-23 2018-02-25 2022-02-20
全运会 2013-09-12 2017-09-08 2021-09-27
世界杯 2014-07-13 2018-07-15 2022-12-18
亚冬会 2025-02-14
G20杭州峰会 2016-09-05
G20峰会 2016-09-05
十八大 2012-11-14
十九大 2017-10-24
二十大 2022-10-22
"""
CLOSINGS: dict[str, list[datetime.date]] = {
    name: [datetime.date.fromisoformat(day) for day in days]
    for name, *days in map(str.split, _CLOSED.strip().splitlines())
}
"""The days on which they closed."""

_WHICH = """
亚运会 2010 广州 16 2014 仁川 17 2018 雅加达 18 2023 杭州 19
奥运会 2008 北京 29 2012 伦敦 30 2016 里约 31 2021 东京 32 2024 巴黎 33
冬奥会 2014 索契 22 2018 平昌 23 2022 北京 24
全运会 2013 辽宁 12 2017 天津 13 2021 陕西 14
世界杯 2014 巴西 20 2018 俄罗斯 21 2022 卡塔尔 22
"""
"""Name; year, host and number of each of the games."""
_HOSTS = {
    (name, said): int(year)
    for name, *row in map(str.split, _WHICH.strip().splitlines())
    for year, *words in zip(row[::3], row[1::3], row[2::3], strict=True)
    for said in words
}
_COUNT = (
    r"(?:(?P<days>\d{1,3}|[一两二三四五六七八九十]{1,3})天"
    r"|(?P<weeks>[一两二三])(?:周(?!年)|个?星期))"
)
_COUNTDOWNS = (
    (
        ("距", "离"),
        r"(?:距离?|离)(?P<name>[^。;!?\n]{2,24}?)(?:的?开幕|到来)?(?:还有|还剩|仅剩|仅有|只有|只剩|倒计时)(?:整整)?"
        rf"{_COUNT}",
    ),
    (
        ("再过", "还有"),
        rf"(?:再过|还有){_COUNT},?(?P<name>[^。;!?,\n]{{2,20}}?)(?:就要?|便要?|即?将)(?=[^是])",
    ),
    (
        ("再过", "还有"),
        rf"(?:再过|还有){_COUNT},?(?:就|便|即)(?:是|到|迎来)(?:了|我国)?(?:第.{{1,3}}个|首个)?"
        r"(?P<then>[^。;!?,\n]{2,16})",
    ),
    (
        ("倒计时",),
        rf"(?P<name>[^。;!?,\n]{{2,24}}?)(?:开幕|到来|迎来|进入|举行|的)*倒计时{_COUNT}"
        r"(?P<held>[^。;!?,\n]{0,8}(?:活动|仪式|大会|晚会|音乐会))?",
    ),
)
_COUNTS = tuple((words, re.compile(pattern)) for words, pattern in _COUNTDOWNS)
"""Words of which a page must have one before it is worth while to look for the whole."""
_YESTERDAY = re.compile(r"昨[天日晚][^。!?\n]*$")
_WHEN = (
    r"(?:(?P<word>今天|今日|今晚|昨天|昨日|昨晚)|(?<![\d年])(?P<month>\d{1,2})月(?P<day>\d{1,2})日)"
)
_NAME = r"(?P<name>" + "|".join(EVENTS) + r")"
_BEGINS = (
    r"[^。,;!?\n]{0,16}?"
    r"(?:(?P<closes>闭幕|落幕|落下帷幕)|开幕|启幕|开赛|开园|召开)(?!进入|还有|还剩|仅剩|倒计时|在即|前|将)"
)
_OPENS = (
    re.compile(_WHEN + r"[^。;!?\n距]{0,16}?" + _NAME + _BEGINS),
    re.compile(_NAME + r"[^。,;!?\n距]{0,8}?" + _WHEN + _BEGINS),
)


def event_clues(page: PageText) -> Iterator[Clue]:
    """Yield what a page tells by counting the days to a festival or an event, or by the day on
    which an event opened."""
    for words, pattern in _COUNTS:
        if any(word in page.text for word in words):
            for match in pattern.finditer(page.text):
                yield from _countdown(page, match)
    for pattern in _OPENS if re.search("幕|开赛|开园|召开", page.text) else ():
        for match in pattern.finditer(page.text):
            yield from _opening(page, match)


def _countdown(page: PageText, match: re.Match[str]) -> Iterator[Clue]:
    """距离第五个国家宪法日还有20天: the day itself, and so the issue, within a day."""
    found = match.groupdict()
    name = re.sub(r"^“?(?:全国|国际|世界)?“?", "", found.get("then") or "")
    told = re.sub(r"[”节]+$|\d{1,3}周年$", "", found.get("name") or "")
    days = _days_of(
        lambda known: told.endswith(known) if told else name.startswith(known), told or name
    )
    if not days:
        return
    said = (match["days"] or match["weeks"]).replace("两", "二")
    count = int(said) if said.isdigit() else chinese_number(said)
    count *= 7 if match["weeks"] else 1
    if found.get("held") or _YESTERDAY.search(page.text, max(0, match.start() - 24), match.start()):
        # the count is that of the day before; what was held on that day is told on the next
        count -= 1
    key = ("countdown", told[-3:] or name, count)
    weigh = _in_days(days, count, loosely=bool(match["weeks"]))
    yield page.clue(*match.span(), Why.FESTIVAL_NEAR, weigh, key, 7.0)


def _days_of(
    named: Callable[[str], bool], words: str
) -> list[Callable[[Timeline], NDArray[np.int64]]]:
    """For every day of a timeline, the day of what is named, in the same year and in the next."""
    for table in (EVENTS, calendars.LUNAR_FESTIVALS):
        for name, days in table.items():
            if named(name):
                known = _held_in(name, words, days)
                return [_of_table(known), _of_table({year - 1: day for year, day in known.items()})]
    for name, (month, day) in calendars.FIXED_DAYS.items():
        if named(name):
            return [_of_date(month, day, 0), _of_date(month, day, 1)]
    return []


def _held_in(name: str, words: str, days: dict[int, datetime.date]) -> dict[int, datetime.date]:
    """Those days of games that the words about them can mean, by their host or number."""
    number = re.search(r"第(\d{1,2}|[一二三四五六七八九十]{1,3})届", words)
    said = {known for called, known in _HOSTS if called == name and known in words}
    if number:
        count = number[1]
        said.add(count if count.isdigit() else str(chinese_number(count)))
    years = {_HOSTS[name, one] for one in said if (name, one) in _HOSTS}
    return {year: day for year, day in days.items() if year in years} if years else days


def _of_table(days: dict[int, datetime.date]) -> Callable[[Timeline], NDArray[np.int64]]:
    return lambda line: line.by_year(days)


def _of_date(month: int, day: int, later: int) -> Callable[[Timeline], NDArray[np.int64]]:
    return lambda line: line.in_year(month, day, later)


def _in_days(
    days: list[Callable[[Timeline], NDArray[np.int64]]], count: int, *, loosely: bool
) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        off = np.minimum.reduce([np.abs(one(line) - line.ordinal - count) for one in days])
        if loosely:
            return stepped(off, (1, 6.5), (3, 4.0), beyond=0.0)
        return stepped(off, (0, 8.5), (1, 5.5), beyond=0.0)

    return weigh


def _opening(page: PageText, match: re.Match[str]) -> Iterator[Clue]:
    """9月23日晚,第19届亚运会开幕: the year in which it opened on that day; 昨晚: the day too."""
    words = page.text[max(0, match.start() - 12) : match.end()]
    held = _held_in(match["name"], words, EVENTS[match["name"]])
    days = list(held.values())
    if match["closes"]:
        days = [day for day in CLOSINGS.get(match["name"], []) if day.year in held]
    key = ("opens", match["closes"], match["name"], match["word"], match["month"], match["day"])
    if match["word"]:
        later = 1 if match["word"].startswith("昨") else 0
        told = [day.toordinal() + later for day in days]
        yield page.clue(
            *match.span(),
            Why.COUNTED_DAY,
            lambda line: np.where(np.isin(line.ordinal, told), 9.0, 0.0),
            key,
            9.0,
        )
        return
    month, day = int(match["month"]), int(match["day"])
    years = [known.year for known in days if (known.month, known.day) == (month, day)]
    if years:
        yield page.clue(
            *match.span(),
            Why.COUNTED_DAY,
            lambda line: np.where(np.isin(line.year, years), 4.5, 0.0),
            key,
            4.0,
        )
