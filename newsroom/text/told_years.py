"""Years and months that a page tells of: 2017年同比, 2022年将, 今年3月, 截至7月底, 1至10月,
上半年."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

import numpy as np

from newsroom.text.clues import IMPOSSIBLE, Clue, PageText, Weights, around, stepped
from newsroom.text.page_references import chinese_number
from newsroom.text.timeline import Timeline
from newsroom.text.whys import Why

_D = r"(?<![\d.])"
_YEAR = re.compile(
    rf"(?P<year>{_D}(?:19|20)\d\d|二[〇○零][〇○零一二三四五六七八九]{{2}})(?:年)?(?P<second>(?:[—~-]"
    rf"|至|到)(?:19|20)\d\d)?年"
)
_YEAR_OF_CAMPAIGN = re.compile(r"“[一-鿿]{2,6}[-·—]?(?P<year>20[012]\d)”")
"""Campaigns carry their year in the name: “护苗2019”."""
_YEAR_AHEAD = re.compile(r"(?:到|至|力争|争取|预计|截止|迈向|面向|展望|目标)$")
_YEAR_NOW = re.compile(
    r"(?:春节|元旦|新春|清明|五一|国庆|中秋|端午|寒假|暑假|高考)[^。;]{0,4}(?:刚|将至|临近|前夕|即将|过后)|"
    r"[^。;]{0,24}(?:将|要(?!求)|计划|力争|目标|新看点|重点|工作要点|如何|拟|启动|部署|今年)"
)
_PLAN = re.compile(r"[)]|.{0,4}(?:规划|计划|纲要)")
_COMING_YEAR = re.compile(r"度[一-鿿《》]{0,14}(?:征订|订阅|招录|招聘|考试|预算|计划)")
_TAKES_EFFECT = re.compile(
    r"\d{1,2}月(?:\d{1,2}日)?(?:零时)?(?:起|开始)?(?:正式)?(?:施行|实施|生效|执行|启用|上线)"
)
_LAPSE = re.compile(
    r"(?:已经|整整|已有|至今已|已过去)(?:有|整整|过去)?(?P<count>\d{1,2}|[一二三四五六七八九十]{1,3})(?:个年头|年)(?![底初末级代])"
)
_PART_OF_YEAR = re.compile(r"\s*[\d一二三四五六七八九十]{1,2}月|[春夏秋冬]|[上下]半年|起")
_END_OF_YEAR = re.compile(r"年?(?:[底末]|以来)")
_WHOLE_YEAR = re.compile(r"(?:全年|度|以来)|[^。;]{0,30}(?:同比|比上年|较上年)")
_UP_TO = re.compile(
    r"(?:截至|截止|截止到|截至到)(?:今年|目前|\d{4}年)?(?P<month>\d{1,2})月(?P<part>底|末|份|初"
    r"|中旬)?(?!\d)(?:(?P<day>\d{1,2})日)?"
)
_SPAN_OF_MONTHS = re.compile(
    r"(?:今年)?(?P<first>1|一)(?:月?)(?:至|到|—|-|~)(?P<to>\d{1,2}|十[一二]?|[二三四五六七八九])月"
)
_MONTH = re.compile(r"(今年|去年)(?:的)?(\d{1,2}|十[一二]?|[一二三四五六七八九])月(?!\d{1,2}日)")
_YEAR_AND_MONTH = re.compile(
    r"(?P<year>20(?<![\d自从]20)[0-3]\d)年(?P<month>\d{1,2})月(?![^。;,]{0,20}(?:以来|起))"
)
_NEAR = 800
"""Characters within which two months are likely of one article."""
_HALVES = {
    "今年上半年": (7, 9),
    "上半年,": (7, 9),
    "今年一季度": (4, 5),
    "今年前三季度": (10, 11),
    "前三季度": (10, 11),
    "今年下半年": (6, 12),
}


def told_years(page: int, number: int, text: str) -> Iterator[Clue]:
    if "年" not in text and "20" not in text:
        return
    for match in _YEAR.finditer(text):
        year = _number(match["year"])
        last = int(re.sub(r"\D", "", match["second"])) if match["second"] else year
        end = match.end("second") + 1 if match["second"] else match.end("year") + 1
        before, rest = text[max(0, match.start() - 6) : match.start()], text[end : end + 40]
        if not 1990 <= year <= 2035 or re.match(r"(?:第|[(]?\d+号)", rest):
            continue
        why, weigh, strength = _read_year(before, rest, year, last)
        words = around(text, match.start(), end)
        yield Clue(page, number, words, why, weigh, (why, year, last), strength)
    yield from _told_campaigns(page, number, text)
    yield from _told_lapses(page, number, text)


def _told_lapses(page: int, number: int, text: str) -> Iterator[Clue]:
    """2007年4月2日 … 已经整整十年: the two together name the year of the issue."""
    for match in _LAPSE.finditer(text):
        lapse = _number(match["count"])
        near = [
            int(said["year"])
            for said in _YEAR.finditer(text, max(0, match.start() - 60), match.end() + 40)
            if said["year"].isdigit()
        ]
        if near and 2 <= lapse <= 60:
            year = near[-1] + lapse
            words = around(text, *match.span())
            key = ("lapse", year)
            yield Clue(page, number, words, Why.YEAR_RUNS, _year_lapsed(year), key, 1.5)


def _year_lapsed(year: int) -> Callable[[Timeline], Weights]:
    return lambda line: stepped(np.abs(line.year - year), (0, 2.5), (1, 1.0), beyond=0.0)


def _told_campaigns(page: int, number: int, text: str) -> Iterator[Clue]:
    for match in _YEAR_OF_CAMPAIGN.finditer(text) if "“" in text else ():
        year = int(match["year"])
        words = around(text, *match.span())
        yield Clue(page, number, words, Why.YEAR_RUNS, _year_runs(year), ("runs", year), 1.5)


def _read_year(
    before: str, rest: str, year: int, last: int
) -> tuple[Why, Callable[[Timeline], Weights], float]:
    """What a year says, by the words around it; `last` is the end of a range of years."""
    if _COMING_YEAR.match(rest) or (_TAKES_EFFECT.match(rest)):
        return Why.YEAR_RUNS, _year_comes(last), 1.0
    if _END_OF_YEAR.match(rest):
        return Why.YEAR_IS_OVER, _year_ended(last), 1.4
    if _WHOLE_YEAR.match(rest):
        return Why.YEAR_IS_OVER, _year_over(last, 1.3), 1.4
    month_follows = re.match(r"\s?\d{1,2}月", rest) is not None
    if (_YEAR_AHEAD.search(before) and not month_follows) or (last > year and _PLAN.match(rest)):
        return Why.YEAR_RUNS, _year_ahead(last), 0.5
    if before.endswith(("北京", "杭州")) or _YEAR_NOW.match(rest):
        # a host city before a year names games or a fair still to come or going on
        return Why.YEAR_RUNS, _year_runs(year), 1.0
    if not _PART_OF_YEAR.match(rest):
        return Why.YEAR_IS_OVER, _year_over(last, 0.7), 1.2
    return Why.YEAR_NAMED, _year_named(last), 1.0


def _year_ahead(year: int) -> Callable[[Timeline], Weights]:
    return lambda line: np.where(line.year <= year, 0.0, -2.5)


def _year_runs(year: int) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        ahead = year - line.year
        return stepped(ahead, (-2, -1.5), (-1, -0.5), (0, 1.5), (1, 0.6), beyond=-0.2)

    return weigh


def _year_comes(year: int) -> Callable[[Timeline], Weights]:
    """Papers are subscribed to and laws are passed in the year before; both are spoken of after."""

    def weigh(line: Timeline) -> Weights:
        ahead = year - line.year
        return stepped(ahead, (-1, -0.3), (0, 0.4), (1, 0.6), beyond=-1.5)

    return weigh


def _year_over(year: int, after: float) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        age = line.year - year
        within = 0.5 - line.yearday / 400
        weights = stepped(
            age, (-1, IMPOSSIBLE), (1, 0.3), (2, -0.3), (3, -1.2), (4, -1.9), beyond=-2.4
        )
        return np.where(age == 1, after + within, weights)

    return weigh


def _year_ended(year: int) -> Callable[[Timeline], Weights]:
    """2016年底, 2016年以来: of last year one says 去年底, so that it mostly was an earlier one. Of
    eight such in the gold pages six were."""

    def weigh(line: Timeline) -> Weights:
        age = line.year - year
        steps = ((-1, IMPOSSIBLE), (0, -0.8), (1, 0.7), (2, 0.8), (3, 0.0), (4, -0.8))
        return stepped(age, *steps, beyond=-1.5)

    return weigh


def _year_named(year: int) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        age = line.year - year
        return stepped(age, (-1, IMPOSSIBLE), (0, 0.8), (1, 0.7), (2, -0.3), (3, -0.8), beyond=-1.3)

    return weigh


def told_months(page: int, number: int, text: str) -> Iterator[Clue]:
    if "月" not in text and "年" not in text and "季度" not in text:
        return
    for match in _UP_TO.finditer(text):
        month, day = int(match["month"]), int(match["day"] or 0)
        if 1 <= month <= 12:
            last = day or {"初": 5, "中旬": 18}.get(match["part"] or "", 28)

            def up_to(line: Timeline, month: int = month, last: int = last) -> Weights:
                lag = line.since(month, min(last, 28))
                return stepped(lag, (3, 0.8), (30, 1.4), (60, 0.2), (120, -0.6), beyond=-2.5)

            yield Clue(
                page,
                number,
                around(text, *match.span()),
                Why.FIGURES_UP_TO,
                up_to,
                ("upto", month, day),
                1.2,
            )
    for match in _SPAN_OF_MONTHS.finditer(text):
        month = _number(match["to"])
        if 2 <= month <= 12 and not text[max(0, match.start() - 3) : match.start()].endswith(
            ("年", "去年")
        ):

            def since(line: Timeline, month: int = month) -> Weights:
                lag = line.since(month, 28)
                return stepped(lag, (45, 1.2), (90, 0.2), beyond=-2.0)

            yield Clue(
                page,
                number,
                around(text, *match.span()),
                Why.FIGURES_UP_TO,
                since,
                ("upto", month),
                1.2,
            )
    for match in _MONTH.finditer(text) if "年" in text else ():
        month = _number(match[2])
        if not 1 <= month <= 12:
            continue
        this = match[1] == "今年"

        def begun(line: Timeline, month: int = month, this: bool = this) -> Weights:
            age = line.month - month
            if this:
                return stepped(age, (-2, -3.0), (-1, -1.2), (0, 0.3), (3, 0.4), beyond=0.0)
            return stepped(age, (0, 0.2), (6, -0.2), beyond=-0.5)

        why = Why.MONTH_OF_THIS_YEAR if this else Why.MONTH_OF_LAST_YEAR
        yield Clue(page, number, around(text, *match.span()), why, begun, (match[1], month), 1.0)
    for words, (first, last) in _HALVES.items() if "季度" in text or "半年" in text else ():
        if (place := text.find(words)) >= 0:

            def half(line: Timeline, first: int = first, last: int = last) -> Weights:
                return np.where((line.month >= first) & (line.month <= last), 0.9, -0.5)

            yield Clue(
                page,
                number,
                around(text, place, place + len(words)),
                Why.SEASON,
                half,
                ("half", words),
                0.9,
            )


def told_together(page: PageText) -> Iterator[Clue]:
    """2017年11月3日 … 今年5月 … 从去年11月到现在: months with and without the number of their year,
    which together name the year of the issue, or at least one that it is not."""
    if "今年" not in page.text and "去年" not in page.text:
        return
    yield from _beside_last_year(page)
    # the latest first: of clues with one key the first is heard
    named = sorted(_YEAR_AND_MONTH.finditer(page.text), key=lambda match: match["year"])
    if not named:
        return
    last_years = {match[2] for match in _MONTH.finditer(page.text) if match[1] == "去年"}
    this_year = [match.start() for match in re.finditer("今年", page.text)]
    for match in reversed(named):
        year, month = int(match["year"]), match["month"]
        if month in last_years:
            key: tuple = ("去年", int(month))
            weigh = _year_is(year + 1)
            yield page.clue(*match.span(), Why.MONTH_OF_LAST_YEAR, weigh, key, 3.0)
        elif _is_near(match.start(), this_year):
            weigh = _year_is_not(year)
            yield page.clue(*match.span(), Why.YEAR_NAMED, weigh, ("other", year), 1.0)


def _beside_last_year(page: PageText) -> Iterator[Clue]:
    """2016年,全县…。去年底: who calls one year last year in a paragraph does not call this one by
    its number. Of seven such years in the gold pages none was that of the issue."""
    last_years = [match.start() for match in re.finditer("去年", page.text)]
    for match in _YEAR.finditer(page.text) if last_years else ():
        year, after = _number(match["year"]), bisect_left(last_years, match.start())
        beside = last_years[max(after - 1, 0) : after + 1]
        if any(_in_one_paragraph(page.text, match.start(), place) for place in beside):
            weigh = _year_is_not(year)
            yield page.clue(*match.span(), Why.YEAR_NAMED, weigh, ("other", year), 1.0)


def _in_one_paragraph(text: str, place: int, other: int) -> bool:
    first, last = min(place, other), max(place, other)
    return last - first <= _NEAR and text.find("\n", first, last) < 0


def _is_near(place: int, places: list[int]) -> bool:
    """Whether one of some rising places is not far off."""
    after = bisect_left(places, place - _NEAR)
    return after < len(places) and places[after] <= place + _NEAR


def _year_is(year: int) -> Callable[[Timeline], Weights]:
    return lambda line: np.where(line.year == year, 3.0, 0.0)


def _year_is_not(year: int) -> Callable[[Timeline], Weights]:
    """Of thirteen months with the number of their year in articles of the gold pages that also say
    今年, eleven were of earlier years."""
    return lambda line: np.where(line.year == year, -1.0, 0.0)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else chinese_number(text)
