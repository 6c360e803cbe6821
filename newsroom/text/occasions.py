"""Occasions that fix a time: festivals, counted days, anniversaries, laws in force, matters of a
known time."""

import datetime
import functools
import re
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from newsroom.text import calendars
from newsroom.text.clues import Clue, PageText, Weights, stepped
from newsroom.text.counted_days import counted_days
from newsroom.text.counted_years import counted_years
from newsroom.text.event_clues import event_clues
from newsroom.text.held_words import FixedWords
from newsroom.text.law_days import law_clues
from newsroom.text.laws_in_force import LAWS_IN_FORCE
from newsroom.text.lunar_clues import lunar_clues
from newsroom.text.page_references import chinese_number
from newsroom.text.seasons import season_clues
from newsroom.text.span_clues import KNOWN, span_clues
from newsroom.text.timeline import Timeline
from newsroom.text.whys import Why

_NEAR = re.compile(
    r"(?:佳节|小长假|长假|黄金周|假期|期间)?(?:将至|临近|将近|即将到来|即将来临|到来之际|来临之际|来临|前夕"
    r"|到来|快到了"
    r"|在即|渐近|的脚步|(?:马上|眼看)?(?:就要|快要|将要|就快|就|要)[到来]了?|马上[到来]|近在眼前)"
    r"|[^。]{0,4}(?:越来越近|倒计时)"
)
_NOW = re.compile(
    r"(?:佳节|小长假|黄金周|假期)?(?:期间|假期|当天|里|小长假|长假|过后|刚过|一过|这天|后|当日)"
)
_BEFORE_IT = re.compile(r"(?:佳节|假期|长假)?前(?!夕)")
"""春节前: of a deadline still far off, or of what was done before a festival that is over."""
_CALLED = re.compile(
    r"(?P<word>今天|今日|今晚|昨天|昨日|昨晚|明天|明日|明晚)(?:(?:就|便|正|又|恰)?是|,|的|恰逢|正逢|适逢)?(?:我国|央视)?(?:第.{1,3}[个次届]|首个)?“?(?:全国|国际|世界|中国人民|中国)?“?$"
)
_DAY_OF_HOLIDAY = re.compile(
    r"(?:小?长假|假期|黄金周)的?(?:首日|第[一二三四五六七]天|最后一天|首个)|假期首日"
)
_FIRST_DAY_AFTER = re.compile(
    r"(?:小?长假|假期|黄金周)?(?:结束|过)?后的?(?:首个|第一个?)(?:工作日|上班日|天)"
)
_HOLIDAY_OVER = re.compile(
    r"(?:小?长假|假期|黄金周)(?:在|于)?(?P<word>昨|今)[天日](?:正式|顺利|平稳)?(?:结束|落幕|收官)"
)
_SOLAR_TERM = re.compile(
    r"(?P<word>今天|今日|昨天|昨日|明天|明日)(?:[是,]|恰逢|正逢|正值|迎来|二十四节气(?:中的|之)?){0,3}“?"
    rf"(?P<name>{'|'.join(calendars.SOLAR_TERMS)})(?![一-鿿]*(?:村|镇|路|公司))"
)
_TERM = r"第?(?P<term>十[一二三四])届"
_TERM2 = r"第?(?P<other>十[一二三四])届"
_COMMITTEE = re.compile(
    rf"{_TERM}全国人(?:大|民代表大会)常(?:委会|务委员会)第(?P<number>[一二三四五六七八九十]{{1,3}})次会议"
)
_CONGRESS = re.compile(
    rf"{_TERM}全国(?:人大|人民代表大会|政协)第?(?P<number>[一二三四五六])次会议|全国政协{_TERM2}第?(?P<second>[一二三四五六])次会议"
)
_PROVINCIAL = re.compile(
    r"省第?(?P<term>十[一二三四])届人(?:大|民代表大会)第?(?P<number>[一二三四五六])次会议"
    r"|省政协第?(?P<other>十[一二三])届(?:委员会)?第?(?P<second>[一二三四五六])次会议"
)
_PROVINCIAL_FIRST = {"十一": 2008, "十二": 2013, "十三": 2018, "十四": 2023}
"""The year of the first session of each congress of the province; its consultative conference is
one term behind. Both meet in the second half of January."""
_CONFERENCE_FIRST = {"十": 2008, "十一": 2013, "十二": 2018, "十三": 2023}
_JUST_OVER = re.compile(r"刚刚?(?:闭幕|结束|落幕|过去|过完)的“?(?:[一-鿿]{2}年)?“?$")
_OTHER_YEAR = ("去年", "每年", "历年", "前年")
_SURE = 9.0
"""What 昨天是清明 weighs: against all other days of a year together, it is seldom wrong."""
_MENTIONS = 30
"""A festival is looked at this often on one page; the closest words decide."""


def find_occasions(page: PageText) -> Iterator[Clue]:
    """Yield the clues of one page that a calendar or a table of known times can read."""
    held = _words().held_by(page.text)
    yield from _festivals(page, held)
    yield from event_clues(page)
    yield from counted_days(page)
    yield from counted_years(page)
    yield from law_clues(page, held)
    yield from lunar_clues(page)
    yield from _solar_terms(page)
    yield from season_clues(page)
    yield from span_clues(page, held)
    yield from _sessions(page)


@functools.cache
def _words() -> FixedWords:
    """The words of all tables, of which a page holds few."""
    keys = [key for span in KNOWN for key in span.keys]
    named = (calendars.LUNAR_FESTIVALS, calendars.FIXED_DAYS, LAWS_IN_FORCE)
    return FixedWords([*keys, *(name for table in named for name in table)])


def _festivals(page: PageText, held: set[str]) -> Iterator[Clue]:
    for name, days in calendars.LUNAR_FESTIVALS.items():
        if name in held:
            yield from _festival(page, name, _of_table(days))
    for name, (month, day) in calendars.FIXED_DAYS.items():
        if name in held:
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
            holiday = _DAY_OF_HOLIDAY.match(page.text, match.end())
            exact = _about(day, due) if holiday else _exactly(day, due)
            if _FIRST_DAY_AFTER.match(page.text, match.end()):
                exact = _days_after(day, due, 7 if name in ("国庆", "春节") else 2)
            why, strength, weigh = Why.DAY_OF_THE_YEAR, 7.0, exact
        elif over := _HOLIDAY_OVER.match(page.text, match.end()):
            due = -1 if over["word"] == "昨" else 0
            why, strength = Why.FESTIVAL_NOW, 6.0
            weigh = _days_after(day, due, 6 if name in ("国庆", "春节") else 1)
        elif "刚" in before and _JUST_OVER.search(before):
            why, strength, weigh = Why.FESTIVAL_NOW, 2.0, _just_over(day)
        elif _NEAR.match(page.text, match.end()):
            why, strength, weigh = Why.FESTIVAL_NEAR, 2.0, _soon(day)
        elif _BEFORE_IT.match(page.text, match.end()):
            why, strength, weigh = Why.FESTIVAL_NEAR, 0.8, _some_time_before(day)
        elif _NOW.match(page.text, match.end()):
            why, strength, weigh = Why.FESTIVAL_NOW, 1.0, _going_on(day)
        else:
            why, strength, weigh = Why.DAY_OF_THE_YEAR, 0.6, _around_it(day)
        if not called and page.is_of_another_year(match.start()):
            continue
        if not called and page.is_told(match.start()):
            why, strength, weigh = Why.DAY_OF_THE_YEAR, 0.3, _faint(weigh)
        yield page.clue(match.start(), match.end(), why, weigh, ("festival", name), strength)


def _exactly(
    day: Callable[[Timeline], NDArray[np.int64]], due: int
) -> Callable[[Timeline], Weights]:
    return lambda line: np.where(day(line) - line.ordinal == due, _SURE, 0.0)


def _about(day: Callable[[Timeline], NDArray[np.int64]], due: int) -> Callable[[Timeline], Weights]:
    """The first or last day of a holiday, which begins up to two days before the festival."""

    def weigh(line: Timeline) -> Weights:
        return stepped(np.abs(day(line) - line.ordinal - due), (0, 7.5), (2, 6.5), beyond=0.0)

    return weigh


def _days_after(
    day: Callable[[Timeline], NDArray[np.int64]], due: int, days: int
) -> Callable[[Timeline], Weights]:
    """昨天是国庆长假后第一个工作日: so many days after the festival, or one more or less."""

    def weigh(line: Timeline) -> Weights:
        off = np.abs(line.ordinal - day(line) + due - days)
        return stepped(off, (0, 7.0), (1, 6.0), beyond=0.0)

    return weigh


def _solar_terms(page: PageText) -> Iterator[Clue]:
    for match in _SOLAR_TERM.finditer(page.text):
        due = {"今": 0, "昨": -1, "明": 1}[match["word"][0]]
        day = _of_date(*calendars.SOLAR_TERMS[match["name"]])

        def weigh(
            line: Timeline, day: Callable[[Timeline], NDArray[np.int64]] = day, due: int = due
        ) -> Weights:
            return stepped(np.abs(day(line) - line.ordinal - due), (0, 7.5), (1, 6.5), beyond=0.0)

        key = ("solar", match["name"])
        yield page.clue(*match.span(), Why.DAY_OF_THE_YEAR, weigh, key, 5.0)


def _soon(day: Callable[[Timeline], NDArray[np.int64]]) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        lead = day(line) - line.ordinal
        return stepped(lead, (0, -1.5), (7, 2.0), (25, 1.8), (45, 0.3), beyond=-1.5)

    return weigh


def _some_time_before(
    day: Callable[[Timeline], NDArray[np.int64]],
) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        lead = day(line) - line.ordinal
        return stepped(lead, (-61, -0.5), (-1, 0.2), (30, 1.0), (60, 0.7), (100, 0.0), beyond=-0.6)

    return weigh


def _going_on(day: Callable[[Timeline], NDArray[np.int64]]) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        lead = day(line) - line.ordinal
        return stepped(lead, (-46, -0.3), (-22, 0.2), (8, 1.0), (45, 0.2), beyond=-0.3)

    return weigh


def _faint(weigh: Callable[[Timeline], Weights]) -> Callable[[Timeline], Weights]:
    """What somebody tells of may be of any year."""
    return lambda line: 0.3 * weigh(line)


def _just_over(day: Callable[[Timeline], NDArray[np.int64]]) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        lead = day(line) - line.ordinal
        return stepped(lead, (-46, -1.0), (-31, 0.5), (-1, 1.8), beyond=-1.0)

    return weigh


def _around_it(day: Callable[[Timeline], NDArray[np.int64]]) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        distance = np.abs(day(line) - line.ordinal)
        return stepped(distance, (12, 0.7), (30, 0.3), beyond=-0.1)

    return weigh


def _value(text: str) -> int:
    return int(text) if text.isdigit() else chinese_number(text)


def _sessions(page: PageText) -> Iterator[Clue]:
    """Sessions of congresses and of the Standing Committee, which are counted."""
    if "届" not in page.text:
        return
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

    for match in _PROVINCIAL.finditer(page.text):
        term, number = match["term"], _value(match["number"] or match["second"])
        first = _PROVINCIAL_FIRST.get(term) if term else _CONFERENCE_FIRST.get(match["other"])
        if first and term == "十三" and number >= 4:
            # an extraordinary session came between those of 2020 and 2021
            first -= 1
        if first:
            weigh = _congress(datetime.date(first + number - 1, 1, 20))
            yield page.clue(
                *match.span(), Why.COUNTED_SESSION, weigh, ("provincial", first + number), 3.0
            )


def _session(opened: datetime.date, *, just: bool, late: float) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        age = line.ordinal - opened.toordinal()
        fresh = 5.0 if just else 2.5 if late else 0.5
        steps = ((-26, -4.0), (-1, 0.2), (8, fresh), (30, 1.0 if late else 0.2), (120, 0.0))
        return stepped(age, *steps, beyond=late)

    return weigh


def _congress(opened: datetime.date) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        age = line.ordinal - opened.toordinal()
        return stepped(age, (-46, -3.0), (-8, 1.0), (16, 4.5), (40, 2.5), (300, 0.8), beyond=-1.0)

    return weigh
