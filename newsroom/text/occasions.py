"""Occasions that fix a time: festivals, counted days, anniversaries, laws in force, matters of a
known time."""

import datetime
import re
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from newsroom.text import calendars
from newsroom.text.clues import Clue, PageText, Weights
from newsroom.text.known_spans import SPANS, Span
from newsroom.text.marks import chinese_number
from newsroom.text.timeline import Timeline
from newsroom.text.whys import Why

_NUMBER = r"(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})"
_COUNTED = re.compile(
    rf"(?:第{_NUMBER}|首)个(?:全国|国际|世界)?“?(?P<name>[一-鿿]{{2,14}}?(?:日|节))"
)
_ANNIVERSARY = re.compile(rf"{_NUMBER}周年")
_NEAR = re.compile(
    r"(?:佳节|小长假|假期|期间)?(?:将至|临近|将近|即将到来|即将来临|到来之际|来临之际|来临|前夕|前"
    r"|到来|快到了"
    r"|在即|渐近|的脚步)|[^。]{0,4}(?:越来越近|倒计时)"
)
_NOW = re.compile(
    r"(?:佳节|小长假|黄金周|假期)?(?:期间|假期|当天|里|小长假|长假|过后|刚过|一过|这天|后|当日)"
)
_CALLED = re.compile(
    r"(?P<word>今天|今日|今晚|昨天|昨日|昨晚|明天|明日|明晚)(?:(?:就|便|正|又|恰)?是|,|的|恰逢|正逢|适逢)?(?:我国|央视)?(?:第.{1,3}个|首个)?“?(?:全国|国际|世界)?“?$"
)
_COUNTDOWN = re.compile(
    r"(?:距离?|离)(?P<name>[^。;!?\n]{2,24}?)(?:的?开幕|到来)?(?:还有|还剩|仅剩|仅有|只有|只剩|倒计时)(?:整整)?"
    r"(?P<days>\d{1,3})天"
)
_SINCE_LAW = re.compile(
    r"(?:施行|实施|生效)(?:已|以来)?(?:近|将近|满|刚满|刚刚)?(?P<count>[一两二三四五六七八九十]|十[一二]|\d{1,2})"
    r"个?(?P<more>多)?月"
)
_BEGINS = re.compile(r"(?P<word>昨|今|明)[日天]?起(?:正式)?(?:施行|实施|生效)")
_TERM = r"第?(?P<term>十[一二三四])届"
_TERM2 = r"第?(?P<other>十[一二三四])届"
_COMMITTEE = re.compile(
    rf"{_TERM}全国人(?:大|民代表大会)常(?:委会|务委员会)第(?P<number>[一二三四五六七八九十]{{1,3}})次会议"
)
_CONGRESS = re.compile(
    rf"{_TERM}全国(?:人大|人民代表大会|政协)第?(?P<number>[一二三四五六])次会议|全国政协{_TERM2}第?(?P<second>[一二三四五六])次会议"
)
_OTHER_YEAR = ("去年", "每年", "历年", "前年")
_MENTIONS = 30
"""A festival is looked at this often on one page; the closest words decide."""


def find_occasions(page: PageText) -> Iterator[Clue]:
    """Yield the clues of one page that a calendar or a table of known times can read."""
    yield from _festivals(page)
    yield from _countdowns(page)
    yield from _counted(page)
    yield from _laws(page)
    yield from _spans(page)
    yield from _sessions(page)


def _festivals(page: PageText) -> Iterator[Clue]:
    for name, days in calendars.LUNAR_FESTIVALS.items():
        if name in page.text:
            yield from _festival(page, name, _of_table(days))
    for name, (month, day) in calendars.FIXED_DAYS.items():
        if name in page.text:
            yield from _festival(page, name, _of_date(month, day))


def _of_table(days: dict[int, datetime.date]) -> Callable[[Timeline], NDArray[np.int64]]:
    return lambda line: line.by_year(days)


def _of_date(month: int, day: int) -> Callable[[Timeline], NDArray[np.int64]]:
    return lambda line: line.in_year(month, day, 0)


def _festival(
    page: PageText, name: str, day: Callable[[Timeline], NDArray[np.int64]]
) -> Iterator[Clue]:
    words = re.compile(r"(?<!\d)" + re.escape(name) + r"”?节?(?![\d.%元个条号名万])")
    for count, match in enumerate(words.finditer(page.text)):
        if count >= _MENTIONS:
            break
        before = page.text[max(0, match.start() - 14) : match.start()]
        if before.endswith(_OTHER_YEAR):
            continue
        called = _CALLED.search(before)
        if called:
            due = {"今": 0, "昨": -1, "明": 1}[called["word"][0]]
            why, strength, weigh = Why.DAY_OF_THE_YEAR, 7.0, _exactly(day, due)
        elif _NEAR.match(page.text, match.end()):
            why, strength, weigh = Why.FESTIVAL_NEAR, 2.0, _soon(day)
        elif _NOW.match(page.text, match.end()):
            why, strength, weigh = Why.FESTIVAL_NOW, 1.0, _going_on(day)
        else:
            why, strength, weigh = Why.DAY_OF_THE_YEAR, 0.6, _around_it(day)
        yield page.clue(match.start(), match.end(), why, weigh, ("festival", name), strength)


def _countdowns(page: PageText) -> Iterator[Clue]:
    """距离第五个国家宪法日还有20天: the day itself, and so the issue, within a day."""
    for match in _COUNTDOWN.finditer(page.text):
        told = match["name"]
        named = [(name, _of_table(days)) for name, days in calendars.LUNAR_FESTIVALS.items()]
        named += [(name, _of_date(*day)) for name, day in calendars.FIXED_DAYS.items()]
        ends = [day for name, day in named if told.endswith(name)]
        if ends:
            weigh = _in_days(ends[0], int(match["days"]))
            key = ("countdown", told)
            yield page.clue(*match.span(), Why.FESTIVAL_NEAR, weigh, key, 7.0)


def _in_days(
    day: Callable[[Timeline], NDArray[np.int64]], count: int
) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        off = np.abs(day(line) - line.ordinal - count)
        return np.select([off == 0, off == 1], [6.0, 3.0], 0.0)

    return weigh


def _exactly(
    day: Callable[[Timeline], NDArray[np.int64]], due: int
) -> Callable[[Timeline], Weights]:
    return lambda line: np.where(day(line) - line.ordinal == due, 7.0, 0.0)


def _soon(day: Callable[[Timeline], NDArray[np.int64]]) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        lead = day(line) - line.ordinal
        return np.select(
            [lead <= 0, lead <= 7, lead <= 25, lead <= 45], [-1.5, 2.0, 1.8, 0.3], -1.5
        )

    return weigh


def _going_on(day: Callable[[Timeline], NDArray[np.int64]]) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        lead = day(line) - line.ordinal
        return np.select([(lead <= 8) & (lead >= -21), np.abs(lead) <= 45], [1.0, 0.2], -0.3)

    return weigh


def _around_it(day: Callable[[Timeline], NDArray[np.int64]]) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        distance = np.abs(day(line) - line.ordinal)
        return np.select([distance <= 12, distance <= 30], [0.7, 0.3], -0.1)

    return weigh


def _counted(page: PageText) -> Iterator[Clue]:
    for match in _COUNTED.finditer(page.text):
        years = calendars.FIRST_YEARS.items()
        first = next((year for name, year in years if match["name"].endswith(name)), None)
        if first:
            yield _fixed_year(page, match, first + _value(match["number"] or "1") - 1, 0.0)
    for match in _ANNIVERSARY.finditer(page.text):
        before = page.text[max(0, match.start() - 24) : match.start()].rpartition("\n")[2]
        after = page.text[match.end() : match.end() + 16]
        for name, year in calendars.ANNIVERSARIES.items():
            if name in before or after.startswith(name):
                yield _fixed_year(page, match, year + _value(match["number"]), 0.5)
                break


def _value(text: str) -> int:
    return int(text) if text.isdigit() else chinese_number(text)


def _fixed_year(page: PageText, match: re.Match[str], year: int, near: float) -> Clue:
    """The year of a count; `near` is the weight of the years beside it, where people count both
    ways."""

    def weigh(line: Timeline) -> Weights:
        return np.select([line.year == year, np.abs(line.year - year) == 1], [4.5, near], 0.0)

    return page.clue(*match.span(), Why.COUNTED_DAY, weigh, ("counted", year), 4.0)


def _laws(page: PageText) -> Iterator[Clue]:
    for name, days in calendars.LAWS_IN_FORCE.items():
        place = page.text.find(name)
        if place < 0:
            continue
        if begins := _BEGINS.search(page.text, place, place + len(name) + 40):
            due = {"今": 0, "昨": -1, "明": 1}[begins["word"][0]]
            weigh = _begins(days, due)
            yield page.clue(place, begins.end(), Why.LAW_IN_FORCE, weigh, ("law", name), 7.0)
            continue
        if lasted := _SINCE_LAW.search(page.text, place, place + len(name) + 12):
            weigh = _months_in_force(days, _value(lasted["count"].replace("两", "二")))
            yield page.clue(place, lasted.end(), Why.LAW_IN_FORCE, weigh, ("law", name), 5.0)
            continue
        day, said = next(
            (
                (day, said)
                for day in days
                if (
                    said := page.text.find(
                        f"{day.month}月{day.day}日", max(0, place - 60), place + 80
                    )
                )
                >= 0
            ),
            (days[0], -1),
        )
        if said < 0:
            continue
        this_year = page.text[max(0, said - 5) : said].endswith(("今年", "今年的"))
        weigh = _in_force(day, this_year=this_year)
        strength = 4.0 if this_year else 2.0
        yield page.clue(
            min(place, said), max(place, said) + 4, Why.LAW_IN_FORCE, weigh, ("law", name), strength
        )


def _begins(days: tuple[datetime.date, ...], due: int) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        told = np.array([day.toordinal() - due for day in days])
        return np.where(np.isin(line.ordinal, told), 10.0, -1.0)

    return weigh


def _months_in_force(days: tuple[datetime.date, ...], months: int) -> Callable[[Timeline], Weights]:
    """民法典施行两个多月来: within some weeks of so long after the law, or a revision, began."""

    def weigh(line: Timeline) -> Weights:
        weights = np.full(len(line.ordinal), -1.5)
        for day in days:
            off = line.ordinal - day.toordinal() - 30.4 * months
            near = np.select([(off >= -8) & (off <= 32), np.abs(off) <= 60], [4.0, 0.5], -1.5)
            weights = np.maximum(weights, near)
        return weights

    return weigh


def _in_force(day: datetime.date, *, this_year: bool) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        if this_year:
            return np.where(line.year == day.year, 4.0, 0.0)
        age = line.ordinal - day.toordinal()
        return np.select([age < -120, age <= 240], [-0.5, 2.0], 0.3)

    return weigh


def _spans(page: PageText) -> Iterator[Clue]:
    text = page.text
    for index, span in enumerate(SPANS):
        for key in span.keys:
            if key in text:
                break
        else:
            if span.keys:
                continue
        if match := span.words.search(page.text):
            yield page.clue(
                *match.span(), Why.KNOWN_SPAN, _within(span), ("span", index), span.weight
            )


def _sessions(page: PageText) -> Iterator[Clue]:
    """Sessions of congresses and of the Standing Committee, which are counted."""
    for match in _COMMITTEE.finditer(page.text):
        opened = calendars.COMMITTEE_SESSIONS.get(match["term"], [])
        number = _value(match["number"])
        if not 1 <= number <= len(opened):
            continue
        near = page.text[max(0, match.start() - 16) : match.start()].rpartition("。")[2]
        just = bool(re.search("昨[日天晚]|今[日天]", near))
        # told with its year it is history
        told = bool(re.search(r"\d{4}年", near))
        weigh = _session(opened[number - 1], just=just, late=0.0 if told else -2.0)
        key = ("committee", match["term"], number)
        yield page.clue(*match.span(), Why.COUNTED_SESSION, weigh, key, 4.0)
    for match in _CONGRESS.finditer(page.text):
        term, number = match["term"] or match["other"], _value(match["number"] or match["second"])
        year = calendars.FIRST_SESSIONS[term] + number - 1
        weigh = _congress(calendars.CONGRESS_DAYS.get(year, datetime.date(year, 3, 5)))
        yield page.clue(*match.span(), Why.COUNTED_SESSION, weigh, ("congress", year), 3.0)


def _session(opened: datetime.date, *, just: bool, late: float) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        age = line.ordinal - opened.toordinal()
        return np.select(
            [age < -25, age < 0, age <= 8, age <= 30, age <= 120],
            [-4.0, 0.2, 5.0 if just else 2.5 if late else 0.5, 1.0 if late else 0.2, 0.0],
            late,
        )

    return weigh


def _congress(opened: datetime.date) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        age = line.ordinal - opened.toordinal()
        return np.select([age < -45, age <= 40, age <= 300], [-3.0, 2.5, 0.8], -1.0)

    return weigh


def _within(span: Span) -> Callable[[Timeline], Weights]:
    first = span.first.toordinal()
    last = span.last.toordinal() if span.last else datetime.date.max.toordinal()

    def weigh(line: Timeline) -> Weights:
        fading = np.maximum(
            -span.weight, np.minimum(0.0, (last - line.ordinal) / 365.0) * 1.5 - 0.5
        )
        if span.awaited:
            fading = np.where(line.ordinal > last + 10, -1.2 * span.weight, fading)
        return np.select(
            [line.ordinal < first, line.ordinal > last], [-2.0 * span.weight, fading], 0.0
        )

    return weigh
