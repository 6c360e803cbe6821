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

_COUNT = r"(?P<days>\d{1,3}|[一两二三四五六七八九十]{1,3})"
_COUNTDOWNS = (
    re.compile(
        r"(?:距离?|离)(?P<name>[^。;!?\n]{2,24}?)(?:的?开幕|到来)?(?:还有|还剩|仅剩|仅有|只有|只剩|倒计时)(?:整整)?"
        rf"{_COUNT}天"
    ),
    re.compile(
        rf"(?:再过|还有){_COUNT}天,?(?P<name>[^。;!?,\n]{{2,20}}?)(?:就要?|便要?|即?将)(?=[^是])"
    ),
    re.compile(
        rf"(?:再过|还有){_COUNT}天,?(?:就|便|即)(?:是|到|迎来)(?:了|我国)?(?:第.{{1,3}}个|首个)?"
        r"(?P<then>[^。;!?,\n]{2,16})"
    ),
)
_YESTERDAY = re.compile(r"昨[天日晚][^。!?\n]*$")
_OPENS = re.compile(
    r"(?:(?P<word>今天|今日|今晚|昨天|昨日|昨晚)|(?<![\d年])(?P<month>\d{1,2})月(?P<day>\d{1,2})日)"
    r"[^。;!?\n]{0,16}?(?P<name>" + "|".join(EVENTS) + r")[^。,;!?\n]{0,16}?(?:开幕|启幕|开赛|召开)"
)


def event_clues(page: PageText) -> Iterator[Clue]:
    """Yield what a page tells by counting the days to a festival or an event, or by the day on
    which an event opened."""
    if "天" in page.text:
        for pattern in _COUNTDOWNS:
            for match in pattern.finditer(page.text):
                yield from _countdown(page, match)
    for match in _OPENS.finditer(page.text) if re.search("开幕|启幕|开赛|召开", page.text) else ():
        yield from _opening(page, match)


def _countdown(page: PageText, match: re.Match[str]) -> Iterator[Clue]:
    """距离第五个国家宪法日还有20天: the day itself, and so the issue, within a day."""
    found = match.groupdict()
    name = re.sub(r"^“?(?:全国|国际|世界)?“?", "", found.get("then") or "")
    told = re.sub(r"[”节]+$", "", found.get("name") or "")
    day = _day_of(lambda known: told.endswith(known) if told else name.startswith(known))
    if day is None:
        return
    days = match["days"]
    count = int(days) if days.isdigit() else chinese_number(days.replace("两", "二"))
    if _YESTERDAY.search(page.text, max(0, match.start() - 24), match.start()):
        # the count is that of the day before
        count -= 1
    key = ("countdown", told or name)
    yield page.clue(*match.span(), Why.FESTIVAL_NEAR, _in_days(day, count), key, 7.0)


def _day_of(named: Callable[[str], bool]) -> Callable[[Timeline], NDArray[np.int64]] | None:
    """For every day of a timeline, the day of what is named, in the same year."""
    for table in (EVENTS, calendars.LUNAR_FESTIVALS):
        for name, days in table.items():
            if named(name):
                return _of_table(days)
    for name, (month, day) in calendars.FIXED_DAYS.items():
        if named(name):
            return _of_date(month, day)
    return None


def _of_table(days: dict[int, datetime.date]) -> Callable[[Timeline], NDArray[np.int64]]:
    return lambda line: line.by_year(days)


def _of_date(month: int, day: int) -> Callable[[Timeline], NDArray[np.int64]]:
    return lambda line: line.in_year(month, day, 0)


def _in_days(
    day: Callable[[Timeline], NDArray[np.int64]], count: int
) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        off = np.abs(day(line) - line.ordinal - count)
        return stepped(off, (0, 6.0), (1, 3.0), beyond=0.0)

    return weigh


def _opening(page: PageText, match: re.Match[str]) -> Iterator[Clue]:
    """9月23日晚,第19届亚运会开幕: the year in which it opened on that day; 昨晚: the day too."""
    days = EVENTS[match["name"]].values()
    key = ("opens", match["name"], match["word"], match["month"], match["day"])
    if match["word"]:
        later = 1 if match["word"].startswith("昨") else 0
        told = [day.toordinal() + later for day in days]
        yield page.clue(
            *match.span(),
            Why.COUNTED_DAY,
            lambda line: np.where(np.isin(line.ordinal, told), 6.0, 0.0),
            key,
            6.0,
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
