"""Years that a page tells by two things together: 2015年至今年10月; 2004年试点以来 … 15年来;
1990年出生 … 今年26岁; and by the numbers of cases."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

import numpy as np

from newsroom.text.clues import IMPOSSIBLE, Clue, PageText, Weights, stepped
from newsroom.text.timeline import Timeline
from newsroom.text.told_years import MONTH, REVIEWED, YEAR, number_of, read_year
from newsroom.text.whys import Why

_YEAR_AND_MONTH = re.compile(
    r"(?P<year>20(?<![\d自从]20)[0-3]\d)年(?P<month>\d{1,2})月(?![^。;,]{0,20}(?:以来|起))"
)
_NEAR = 800
"""Characters within which two months are likely of one article."""
_TO_THIS_YEAR = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)年(?:\d{1,2}月|[初底末]|年[初底末]|[春夏秋冬][天季]?|[上下]半年)?"
    r"(?:\d{1,2}日)?(?:以来)?(?:起|开始)?,?(?:至|到|—|-|~)今年"
)
"""从2012年3月到今年1月: the first year is not this one, and seldom last year, which is 去年."""
_COUNT = r"(?P<count>\d{1,2}|[一二三四五六七八九十]{1,3})"
_LAPSE = re.compile(
    rf"(?:已经|整整|已有|至今已|已过去)(?:有|整整|过去)?{_COUNT}(?:个年头|年)(?![底初末级代])"
)
_YEARS_LONG = re.compile(
    rf"(?<![\d第近前后这])(?:{_COUNT}年(?:来|间(?!隔))|(?:从[警检教医业]|入行|执业|任职|坚守|扎根|坚持)[^。;,!?\n\d]{{0,8}}?"
    r"(?P<served>\d{1,2})(?:个年头|年(?![底初末级代])))"
)
_LONG_WORDS = re.compile(r"年[来间]|从[警检教医业]|入行|执业|任职|坚守|扎根|坚持")
_BEGAN = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)年[^。;!?\n]{0,16}?(?:试点|成立|启动|挂牌|创办|创立|创建|设立|建立|组建|开展|推行|实施"
    r"|开始|提出|以来|起|参加|进入|走上|当上|调[到入任]|从警|投身|来到|入职|结对|资助|考入|毕业|加入|到任)"
)
_AROUND = 500
"""Characters around a number of years in which the year is looked for when it all began."""
_AGE = re.compile(
    r"(?:(?P<born>19[3-9]\d|200\d)年[^。;!?\n]{0,10}?(?:出生|生)|生于(?P<other>19[3-9]\d|200\d)年)"
    r"[^。!?\n]{0,40}?(?P<now>今年|现年)?(?P<age>[1-9]\d)岁"
    r"|(?P<now2>今年|现年)(?P<age2>[1-9]\d)岁[^。!?\n]{0,30}?(?P<born2>19[3-9]\d|200\d)年[^。;!?\n]{0,10}?(?:出生|生)"
)
_CASE = re.compile(r"[(〔\[](?P<year>20[0-3]\d)[)〕\]][一-鿿][^。,;\s()]{0,14}?\d号")
"""(2016)浙0102民初123号: the number of a case holds the year in which it was filed."""
_MENTIONS = 40


def years_together(page: PageText) -> Iterator[Clue]:
    """Yield what years tell of the issue by what stands beside them."""
    yield from _long_ago(page)
    yield from _ages(page)
    yield from _cases(page)
    yield from _this_and_last(page)


def _long_ago(page: PageText) -> Iterator[Clue]:
    """2007年4月2日 … 已经整整十年; 2004年5月试点以来 … 15年来: together they name the year."""
    if "年" not in page.text:
        return
    for match in _LAPSE.finditer(page.text) if re.search("整整|已[经有过]", page.text) else ():
        lapse = number_of(match["count"])
        first, last = page.line_around(match.start())
        near = [
            int(said["year"])
            for said in YEAR.finditer(
                page.text, max(first, match.start() - 60), min(last, match.end() + 40)
            )
            if said["year"].isdigit()
        ]
        if near and 2 <= lapse <= 60:
            yield _lapsed(page, match, near[-1] + lapse, 2.5, 1.0)
    for _, hint in zip(range(_MENTIONS), _LONG_WORDS.finditer(page.text), strict=False):
        place = hint.start()
        told = _YEARS_LONG.search(page.text, max(0, place - 3), hint.end() + 14)
        count = number_of(told["count"] or told["served"]) if told else 0
        if not told or not 3 <= count <= 60:
            continue
        began = _BEGAN.finditer(page.text, max(0, place - _AROUND), place + _AROUND)
        years = {int(said["year"]) for said in began}
        # of many years it is not known which is meant
        if len(years) == 1:
            yield _lapsed(page, told, years.pop() + count, 2.2, 1.2)


def _lapsed(page: PageText, match: re.Match[str], year: int, exact: float, near: float) -> Clue:
    def weigh(line: Timeline) -> Weights:
        return stepped(np.abs(line.year - year), (0, exact), (1, near), beyond=0.0)

    return page.clue(*match.span(), Why.YEAR_RUNS, weigh, ("lapse", year), exact)


def _ages(page: PageText) -> Iterator[Clue]:
    """1990年出生的小李今年26岁: who was born in a year turns so old in two."""
    for match in _AGE.finditer(page.text) if re.search("出生|年生|生于", page.text) else ():
        year = int(match["born"] or match["other"] or match["born2"])
        year += int(match["age"] or match["age2"])
        weight = 2.4 if match["now"] or match["now2"] else 1.0
        weigh = _of_age(year, weight)
        yield page.clue(*match.span(), Why.YEAR_RUNS, weigh, ("age", year), weight)


def _of_age(year: int, weight: float) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        steps = ((-2, 0.0), (-1, 0.4 * weight), (0, weight), (1, 0.7 * weight))
        return stepped(line.year - year, *steps, beyond=0.0)

    return weigh


def _cases(page: PageText) -> Iterator[Clue]:
    years = sorted(_CASE.finditer(page.text), key=lambda match: match["year"])
    if years:
        weigh = _filed(int(years[-1]["year"]))
        yield page.clue(*years[-1].span(), Why.YEAR_NAMED, weigh, ("case",), 1.2)


def _filed(year: int) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        steps = ((-1, IMPOSSIBLE), (0, 1.2), (1, 0.8), (2, -0.2), (3, -0.8))
        return stepped(line.year - year, *steps, beyond=-1.4)

    return weigh


def _this_and_last(page: PageText) -> Iterator[Clue]:
    """2017年11月3日 … 今年5月 … 从去年11月到现在: months with and without the number of their year,
    which together name the year of the issue, or at least one that it is not."""
    if "今年" not in page.text and "去年" not in page.text:
        return
    for match in _TO_THIS_YEAR.finditer(page.text) if re.search("[至到—~-]今年", page.text) else ():
        year = int(match["year"])
        yield page.clue(*match.span(), Why.YEAR_NAMED, _begun(year), ("until", year), 2.0)
    years = list(YEAR.finditer(page.text))
    yield from _beside(page, years, "去年", -1.0)
    yield from _beside(page, years, "今年", -1.6)
    # the latest first: of clues with one key the first is heard
    named = sorted(_YEAR_AND_MONTH.finditer(page.text), key=lambda match: match["year"])
    if not named:
        return
    last_years = {match[2] for match in MONTH.finditer(page.text) if match[1] == "去年"}
    this_year = [match.start() for match in re.finditer("今年", page.text)]
    for match in reversed(named):
        year, month = int(match["year"]), match["month"]
        if month in last_years:
            key: tuple = ("去年", int(month))
            weigh = _year_is(year + 1)
            yield page.clue(*match.span(), Why.MONTH_OF_LAST_YEAR, weigh, key, 3.0)
        elif _is_near(match.start(), this_year):
            weigh = _year_is_not(year, -1.0)
            yield page.clue(*match.span(), Why.YEAR_NAMED, weigh, ("other", year), 1.0)


def _begun(year: int) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        steps = ((0, -5.0), (1, 0.3), (2, 0.7), (3, 0.4), (4, 0.0), (5, -0.4))
        return stepped(line.year - year, *steps, beyond=-1.0)

    return weigh


def _beside(page: PageText, years: list[re.Match[str]], word: str, weight: float) -> Iterator[Clue]:
    """2016年,全县…。去年底: who calls one year last year, or this, in a paragraph does not call
    this one by its number. Of 21 such years in the gold pages beside 今年 and of seven beside 去年
    none was that of the issue, but for one of which is said what it will bring."""
    words = [match.start() for match in re.finditer(word, page.text)]
    for match in years if words else ():
        year, after = number_of(match["year"]), bisect_left(words, match.start())
        beside = words[max(after - 1, 0) : after + 1]
        if not any(_in_one_paragraph(page.text, match.start(), place) for place in beside):
            continue
        rest = page.text[match.end("year") + 1 : match.end("year") + 41]
        if word == "今年" and (
            REVIEWED.match(rest) or read_year("", rest, year, year)[0] is Why.YEAR_RUNS
        ):
            continue
        weigh = _year_is_not(year, weight)
        key = ("other", year)
        yield page.clue(*match.span(), Why.YEAR_NAMED, weigh, key, -weight)


def _in_one_paragraph(text: str, place: int, other: int) -> bool:
    first, last = min(place, other), max(place, other)
    return last - first <= _NEAR and text.find("\n", first, last) < 0


def _is_near(place: int, places: list[int]) -> bool:
    """Whether one of some rising places is not far off."""
    after = bisect_left(places, place - _NEAR)
    return after < len(places) and places[after] <= place + _NEAR


def _year_is(year: int) -> Callable[[Timeline], Weights]:
    return lambda line: np.where(line.year == year, 3.0, 0.0)


def _year_is_not(year: int, weight: float) -> Callable[[Timeline], Weights]:
    """Of thirteen months with the number of their year in articles of the gold pages that also say
    今年, eleven were of earlier years."""
    return lambda line: np.where(line.year == year, weight, 0.0)
