"""What a person types of the day of an issue: a day, a month, a year, a range, or not known."""

import calendar
import datetime
import re
from dataclasses import dataclass
from itertools import pairwise

from newsroom.text.page_references import chinese_number
from newsroom.text.words import fold_shapes

EARLIEST = 1800  # no newspaper of these is older
DECEMBER = 12
_NUMERAL = re.compile("[〇○零一二三四五六七八九十廿卅]+")
_BETWEEN = re.compile(r"\s*(?:\.{2,}|…+|至|到|[—–~]+|-{2,})\s*|\s+-\s+")
_HEAD = r"(?:(?P<year>\d{4})\s*(?:年|[-/.]|$)\s*)?"
_UNIT = re.compile(
    _HEAD + r"(?:(?P<half>[上下])半年"
    r"|(?:(?P<month>\d{1,2})\s*(?:月份?|[-/.]|$)\s*)?"
    r"(?:(?P<part>上旬|中旬|下旬|初|中|底|末)|(?P<day>\d{1,2})\s*[日号]?)?)"
)
_PARTS = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20), "中": (11, 20)}
_LATE = 21  # 下旬, 月底, 月末 begin with it
_UNKNOWN = {"不详", "日期不详", "不明", "未知", "不知道", "unknown", "undated", "?"}


class NoDaysError(ValueError):
    """What was typed says no days that can be; `why`: unread, future, early, or backward."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Days:
    """The days between which an issue came out, both included; none where that is not known."""

    first: datetime.date | None = None
    last: datetime.date | None = None

    @property
    def day(self) -> datetime.date | None:
        """The day, where it is one."""
        return self.first if self.first == self.last else None

    def __str__(self) -> str:
        """As it can be typed again; empty where nothing is known."""
        if not self.first or not self.last:
            return ""
        return self.first.isoformat() if self.day else f"{self.first}..{self.last}"


def read_days(typed: str, *, today: datetime.date) -> Days:
    """Return what a person says of the day of an issue.

    Months and years that go on end with today. Raises NoDaysError for what cannot be read, and for
    days that do not exist, are in the future, before 1800, or run backward.

    >>> today = datetime.date(2020, 5, 5)
    >>> for typed in ("2012-07-09", "二〇一二年七月底", "２０１２年２月", "2012-07-30至8月2日"):
    ...     print(read_days(typed, today=today))
    2012-07-09
    2012-07-21..2012-07-31
    2012-02-01..2012-02-29
    2012-07-30..2012-08-02
    >>> read_days("不详", today=today)
    Days(first=None, last=None)
    """
    text = _NUMERAL.sub(lambda found: _figures(found[0]), fold_shapes(typed)).strip().lower()
    if text in _UNKNOWN:
        return Days()
    ends = _BETWEEN.split(text) if _BETWEEN.search(text) else _years(text)
    if len(ends) > 2:
        raise NoDaysError("unread")
    units = [_Unit.read(ends[0])]
    units += [_Unit.read(end, after=units[0]) for end in ends[1:]]
    try:
        spans = [unit.span() for unit in units]
    except ValueError:
        raise NoDaysError("unread") from None
    first, last = spans[0][0], spans[-1][1]
    if any(one[0] > other[1] for one, other in pairwise(spans)):
        raise NoDaysError("backward")
    if first.year < EARLIEST:
        raise NoDaysError("early")
    if first > today or (last > today and units[-1].is_day):
        raise NoDaysError("future")
    return Days(first, min(last, today))


def _figures(numeral: str) -> str:
    try:
        return str(chinese_number(numeral))
    except (KeyError, ValueError):
        return numeral


def _years(text: str) -> list[str]:
    """2012-2013 are two years; any other hyphen stands within a day."""
    return text.split("-") if re.fullmatch(r"\d{4}-\d{4}", text) else [text]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A day, a part of a month, a month, half a year or a year."""

    year: int
    month: int | None = None
    part: str = ""
    day: int | None = None
    half: str = ""

    @property
    def is_day(self) -> bool:
        return self.day is not None

    @classmethod
    def read(cls, text: str, *, after: "_Unit | None" = None) -> "_Unit":
        """Read one; of what a range ends with, year and month may go without saying."""
        if re.fullmatch(r"\d{8}", text):
            text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
        named = _UNIT.fullmatch(text)
        if not text or not named:
            raise NoDaysError("unread")
        year, month, day = (int(named[name]) if named[name] else None
                            for name in ("year", "month", "day"))  # fmt: skip
        if after and year is None:
            year = after.year
            if month is None:
                month = after.month
        if year is None or (month is None and (day is not None or named["part"])):
            raise NoDaysError("unread")
        return cls(year, month, named["part"] or "", day, named["half"] or "")

    def span(self) -> tuple[datetime.date, datetime.date]:
        """The first day and the last. Raises ValueError where there is no such day."""
        if self.month is None:
            first = 7 if self.half == "下" else 1
            last = 6 if self.half == "上" else DECEMBER
            return datetime.date(self.year, first, 1), datetime.date(
                self.year, last, calendar.monthrange(self.year, last)[1]
            )
        if self.day is not None:
            day = datetime.date(self.year, self.month, self.day)
            return day, day
        end = datetime.date(self.year, self.month, 1).replace(
            day=calendar.monthrange(self.year, self.month)[1]
        )
        if not self.part:
            return end.replace(day=1), end
        if days := _PARTS.get(self.part):
            return end.replace(day=days[0]), end.replace(day=days[1])
        return end.replace(day=_LATE), end
