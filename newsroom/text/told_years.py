"""Years and months that a page tells of: 2017年同比, 2022年将, 今年3月, 截至7月底, 1至10月,
上半年."""

import re
from collections.abc import Callable, Iterator

import numpy as np

from newsroom.text.clues import IMPOSSIBLE, Clue, Weights, around, stepped
from newsroom.text.page_references import chinese_number
from newsroom.text.timeline import Timeline
from newsroom.text.whys import Why

_D = r"(?<![\d.])"
YEAR = re.compile(
    rf"(?P<year>{_D}(?:19|20)\d\d|二[〇○零][〇○零一二三四五六七八九]{{2}})(?:年)?(?P<second>(?:[—~-]"
    rf"|至|到)(?:19|20)\d\d)?年"
)
_YEAR_OF_CAMPAIGN = re.compile(r"“[一-鿿]{2,6}[-·—]?(?P<year>20[012]\d)”")
"""Campaigns carry their year in the name: “护苗2019”."""
_YEAR_AHEAD = re.compile(
    r"(?:(?<![讲说翻想回降升增来提追溯看直拖推])(?:到|至)|力争|争取|预计|截止|迈向|面向|展望|目标)$"
)
_YEAR_NOW = re.compile(
    r"(?:春节|元旦|新春|清明|五一|国庆|中秋|端午|寒假|暑假|高考)[^。;]{0,4}(?:刚|将至|临近|前夕|即将|过后)|"
    r"[^。;]{0,24}(?:将|要(?!求)|计划|力争|目标|新看点|重点|工作要点|如何|拟|启动|部署)"
)
_LOOKS_BACK = re.compile(r"(?:从|自|早在|始于|自从|起于|源于|[讲说翻想回追溯]到?)$")
_PLAN = re.compile(r"[)]|.{0,4}(?:规划|计划|纲要)")
_COMING_YEAR = re.compile(r"度[一-鿿《》]{0,14}(?:征订|订阅|招录|招聘|考试|预算|计划)")
_TAKES_EFFECT = re.compile(
    r"\d{1,2}月(?:\d{1,2}日)?(?:零时)?(?:起|开始)?(?:正式)?(?:施行|实施|生效|执行|启用|上线)(?!以来|后|至今)"
)
_PART_OF_YEAR = re.compile(r"\s*[\d一二三四五六七八九十]{1,2}月|[春夏秋冬]|[上下]半年|起")
_END_OF_YEAR = re.compile(r"年?(?:[底末]|以来)")
_WHOLE_YEAR = re.compile(
    r"(?:全年|度|以来)|(?!\s?\d{1,2}月)[^。;]{0,30}(?:同比|比上年|较上年|满意[率度]|综合得分|共(?:受理|办理|审结|查处|破获|发生))"
)
REVIEWED = re.compile(
    r",?(?:对于?[^。;!?]{1,20}(?:来说|而言)|[^。;!?\d]{0,16}?是[^。;!?]{1,20}之?[一]?年[。,!])"
)
"""2019年,对村里人来说,是…的一年: the year is looked back on, or is still going on."""
_TO_THIS_YEAR = re.compile(r"(?:\d{1,2}月)?(?:\d{1,2}日)?(?:至|到|—|-|~)今年")
WHOLE = 1.4
"""How strong it is that a whole year is over."""
_UP_TO = re.compile(
    r"(?:截至|截止|截止到|截至到)(?:今年|目前|\d{4}年)?(?P<month>\d{1,2})月(?P<part>底|末|份|初"
    r"|[上中下]旬)?(?!\d)(?:(?P<day>\d{1,2})日)?"
)
_SPAN_OF_MONTHS = re.compile(
    r"(?:今年)?(?P<first>1|一)(?:月?)(?:至|到|—|-|~)(?P<to>\d{1,2}|十[一二]?|[二三四五六七八九])月"
    r"|(?:今年|截至目前|,|^)[前头](?P<many>\d{1,2}|十[一二]?|[两二三四五六七八九])个月"
)
"""1至5月, 今年前5个月."""
MONTH = re.compile(r"(今年|去年)(?:的)?(\d{1,2}|十[一二]?|[一二三四五六七八九])月(?!\d{1,2}日)")
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
    for match in YEAR.finditer(text):
        year = number_of(match["year"])
        last = int(re.sub(r"\D", "", match["second"])) if match["second"] else year
        end = match.end("second") + 1 if match["second"] else match.end("year") + 1
        before, rest = text[max(0, match.start() - 6) : match.start()], text[end : end + 40]
        if not 1990 <= year <= 2035 or re.match(r"(?:第|[(]?\d+号)", rest):
            continue
        if _TO_THIS_YEAR.match(rest):
            # this says how long something lasts, and is read with its end
            continue
        why, weigh, strength = read_year(before, rest, year, last)
        words = around(text, match.start(), end)
        yield Clue(page, number, words, why, weigh, (why, year, last), strength)
    yield from _told_campaigns(page, number, text)


def _told_campaigns(page: int, number: int, text: str) -> Iterator[Clue]:
    for match in _YEAR_OF_CAMPAIGN.finditer(text) if "“" in text else ():
        year = int(match["year"])
        words = around(text, *match.span())
        yield Clue(page, number, words, Why.YEAR_RUNS, _year_runs(year), ("runs", year), 1.5)


def read_year(
    before: str, rest: str, year: int, last: int
) -> tuple[Why, Callable[[Timeline], Weights], float]:
    """What a year says, by the words around it; `last` is the end of a range of years."""
    if _COMING_YEAR.match(rest) or (_TAKES_EFFECT.match(rest)):
        return Why.YEAR_RUNS, _year_comes(last), 1.0
    if _END_OF_YEAR.match(rest):
        return Why.YEAR_IS_OVER, _year_ended(last), WHOLE
    if _WHOLE_YEAR.match(rest):
        return Why.YEAR_IS_OVER, _year_over(last, 1.3, -0.9), WHOLE
    if REVIEWED.match(rest):
        return Why.YEAR_NAMED, _year_reviewed(last), 1.15
    month_follows = re.match(r"\s?(\d{1,2})月", rest)
    if (_YEAR_AHEAD.search(before) and not month_follows) or (last > year and _PLAN.match(rest)):
        return Why.YEAR_RUNS, _year_ahead(last), 0.5
    now = _YEAR_NOW.match(rest)
    if now and "将" not in now[0] and _LOOKS_BACK.search(before):
        now = None
    if before.endswith(("北京", "杭州")) or now:
        # a host city before a year names games or a fair still to come or going on
        return Why.YEAR_RUNS, _year_runs(year), 1.0
    if not _PART_OF_YEAR.match(rest):
        return Why.YEAR_IS_OVER, _year_over(last, 0.7, 0.3), 1.2
    month = int(month_follows[1]) if month_follows else 1
    to_the_day = bool(re.match(r"\s?\d{1,2}月\d{1,2}日", rest))
    # the later months first: of years named, only the latest says how long ago they are
    return Why.YEAR_NAMED, _year_named(last, month, to_the_day=to_the_day), 1.0 + month / 100


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


def _year_over(year: int, after: float, within_it: float) -> Callable[[Timeline], Weights]:
    """`after` is the weight of the year after it, `within_it` that of the year itself."""
    steps = ((-1, IMPOSSIBLE), (0, within_it), (1, 0.3), (2, -0.3), (3, -0.8), (4, -1.6))

    def weigh(line: Timeline) -> Weights:
        age = line.year - year
        within = 0.5 - line.yearday / 400
        return np.where(age == 1, after + within, stepped(age, *steps, beyond=-2.2))

    return weigh


def _year_ended(year: int) -> Callable[[Timeline], Weights]:
    """2016年底, 2016年以来: of last year one says 去年底, so that it mostly was an earlier one. Of
    eight such in the gold pages six were."""

    def weigh(line: Timeline) -> Weights:
        age = line.year - year
        steps = ((-1, IMPOSSIBLE), (0, -0.8), (1, 0.7), (2, 0.8), (3, 0.0), (4, -0.8))
        return stepped(age, *steps, beyond=-1.5)

    return weigh


def _year_reviewed(year: int) -> Callable[[Timeline], Weights]:
    """Mostly in its last months, or in the first of the next year; as a title of honour
    (的决胜之年) from its beginning on."""

    def weigh(line: Timeline) -> Weights:
        age = line.year - year
        steps = ((-1, -5.0), (0, 0.5), (1, -0.2), (2, -0.8), (3, -1.2))
        weights = stepped(age, *steps, beyond=-1.6)
        at_its_end = ((age == 0) & (line.month >= 11)) | ((age == 1) & (line.month <= 2))
        return np.where(at_its_end, 1.2, weights)

    return weigh


def _year_named(year: int, month: int, *, to_the_day: bool) -> Callable[[Timeline], Weights]:
    """Notices name the current year with its days; stories say 今年 and 去年, so that a month with
    its year is rather of last year, or older."""
    steps = (
        ((-1, IMPOSSIBLE), (0, 0.7), (1, 0.7), (2, -0.3), (3, -0.6), (4, -1.0))
        if to_the_day
        else ((-1, IMPOSSIBLE), (0, 0.3), (1, 1.0), (2, 0.0), (3, -0.4), (4, -1.0))
    )

    def weigh(line: Timeline) -> Weights:
        age = line.year - year
        weights = stepped(age, *steps, beyond=-1.4)
        return np.where((age == 0) & (line.month < month), -5.0, weights)

    return weigh


def told_months(page: int, number: int, text: str) -> Iterator[Clue]:
    if "月" not in text and "年" not in text and "季度" not in text:
        return
    for match in _UP_TO.finditer(text):
        month, day = int(match["month"]), int(match["day"] or 0)
        if 1 <= month <= 12:
            last = day or {"初": 5, "上旬": 10, "中旬": 20}.get(match["part"] or "", 28)

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
        month = number_of(match["to"] or match["many"].replace("两", "二"))
        if 2 <= month <= 12 and not text[max(0, match.start() - 3) : match.start()].endswith(
            ("年", "去年")
        ):
            # 今年1至11月: said before the year is over
            this = match[0].startswith("今年") and month < 12

            def since(line: Timeline, month: int = month, this: bool = this) -> Weights:
                lag = line.since(month, 28)
                weights = stepped(lag, (45, 1.2), (90, 0.2), beyond=-2.0)
                return np.where(this & (line.month < month), -2.0, weights)

            yield Clue(
                page,
                number,
                around(text, *match.span()),
                Why.FIGURES_UP_TO,
                since,
                ("upto", month),
                1.2,
            )
    for match in MONTH.finditer(text) if "年" in text else ():
        month = number_of(match[2])
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


def number_of(text: str) -> int:
    return int(text) if text.isdigit() else chinese_number(text)
