"""What the cells of a table state: days, page numbers, kinds of article, names of authors."""

import datetime
import re
from collections.abc import Iterable
from enum import StrEnum

from newsroom.text.bylines import CreditReading, read_byline
from newsroom.text.roles import Kind
from newsroom.text.words import fold_shapes

FIRST_YEAR, LAST_YEAR = 1800, 2100
LONGEST_PAGE_NUMBER = 10  # characters, as the corpus keeps them
LONGEST_NAME = 100  # characters of an author's name
MOST_AUTHORS = 60


def _(sentence: str) -> str:
    """Mark a sentence for the translators; it is translated where it is shown."""
    return sentence


class CellError(ValueError):
    """A cell does not state what its column holds. `message` is an English sentence without the
    row, with `%(name)s` places for `values`."""

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values
        super().__init__(message % values)


class DayOrder(StrEnum):
    """In which order a date written in figures gives its parts, where the year is not first."""

    YEAR_FIRST = "ymd"
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


_DIGITS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("○Ｏ零", "0")
_TIME = re.compile(
    r"[T\s]*(?:上午|下午)?\s*\d{1,2}[:时]\d{1,2}(?:分|:\d{1,2}(?:\.\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)?$"
)
_WEEKDAY = re.compile(r"[\s,(]*(?:星期|周|礼拜)[一二三四五六日天][\s)]*")
_YEAR_FIRST = re.compile(
    r"(\d{4})\s*[-/.年_]\s*(?:(\d{1,2})\s*[-/.月_]?\s*(?:(?<=[-/.月_ ])(\d{1,2})\s*[日号]?)?)?$"
)
_RUN_ON = re.compile(r"(\d{4})(\d\d)(\d\d)?$")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})$")
_YEAR = re.compile(r"(\d{4})$")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?$")
_SERIAL_BEGINS = datetime.date(1899, 12, 30)


def read_day(value: str, order: DayOrder = DayOrder.YEAR_FIRST) -> tuple[datetime.date, ...]:
    """Return the first and the last day that a cell may mean: one day, a month or a year.

    `order` is only asked where the year stands last. A bare number of five figures is a day as
    Excel counts them. Raises CellError.

    >>> read_day("二〇一九年七月九日")[0].isoformat()
    '2019-07-09'
    >>> [day.isoformat() for day in read_day("2019-02")]
    ['2019-02-01', '2019-02-28']
    >>> read_day("9/7/2019", DayOrder.DAY_FIRST)[0].isoformat()
    '2019-07-09'
    """
    text = _in_figures(fold_shapes(value).strip())
    text = _WEEKDAY.sub("", _TIME.sub("", text)).strip()
    year = month = day = None
    if match := _YEAR_FIRST.match(text) or _RUN_ON.match(text) or _YEAR.match(text):
        year, month, day = (*map(_number, match.groups()), None, None)[:3]
        if month is None and _SERIAL.match(text):
            year = None
    elif match := _YEAR_LAST.match(text):
        first, second, year = map(_number, match.groups())
        if order is DayOrder.YEAR_FIRST and first and second and first <= 12 and second <= 12:
            raise CellError(
                _("“%(value)s” may mean two days: choose whether day or month comes first."),
                value=value.strip()[:40],
            )
        day_first = (first or 0) > 12 if order is DayOrder.YEAR_FIRST else order == "dmy"
        day, month = (first, second) if day_first else (second, first)
    elif match := _SERIAL.match(text):
        on = _SERIAL_BEGINS + datetime.timedelta(days=int(match[1]))
        year, month, day = on.year, on.month, on.day
    if year is None:
        raise CellError(_("“%(value)s” is no day such as 2019-07-09."), value=value.strip()[:40])
    try:
        first_day = datetime.date(year, month or 1, day or 1)
    except ValueError:
        raise CellError(
            _("“%(value)s” is a day that does not exist."), value=value.strip()[:40]
        ) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError(
            _("“%(value)s” is no year in which a newspaper appeared."), value=value.strip()[:40]
        )
    return first_day, _last(first_day, month, day)


def _number(figures: str | None) -> int | None:
    return int(figures) if figures else None


def _last(first: datetime.date, month: int | None, day: int | None) -> datetime.date:
    """The last day of the month or year that begins with `first`, where no day was named."""
    if day:
        return first
    if month and month < 12:
        return first.replace(month=month + 1) - datetime.timedelta(days=1)
    return first.replace(month=12, day=31)


def _in_figures(text: str) -> str:
    """Turn 二〇一九年十二月三十一日 into 2019年12月31日."""
    if "年" not in text or text[0].isascii():
        return text
    year, _sign, rest = text.partition("年")
    year = "".join(_DIGITS.get(c, c) for c in year)
    return (
        year
        + "年"
        + re.sub(r"[一二三四五六七八九十〇零]+", lambda found: _value(str(found[0])), rest)
    )


def _value(numeral: str) -> str:
    """The figures of a Chinese numeral below 100.

    >>> _value("三十一"), _value("十"), _value("〇九")
    ('31', '10', '9')
    """
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return str(int("".join(_DIGITS.get(c, "") for c in numeral) or 0))
    return str(int(_DIGITS.get(tens, "1") if tens else "1") * 10 + int(_DIGITS.get(ones, "0")))


def order_of(values: Iterable[str]) -> DayOrder:
    """Tell from the dates of a column in which order they give day and month.

    >>> order_of(["09/07/2019", "23/07/2019"]).value
    'dmy'
    """
    firsts, seconds = 0, 0
    for value in values:
        if match := _YEAR_LAST.match(_TIME.sub("", fold_shapes(value).strip())):
            firsts, seconds = max(firsts, int(match[1])), max(seconds, int(match[2]))
    if firsts > 12 >= seconds:
        return DayOrder.DAY_FIRST
    if seconds > 12 >= firsts:
        return DayOrder.MONTH_FIRST
    return DayOrder.YEAR_FIRST


_PAGE = re.compile(r"第?\s*(\d{1,4}|[一二三四五六七八九十]{1,3})\s*[版页]?$")
_PAGE_WORDS = re.compile(r"^(?:第|page|p\.?)\s*|\s*[版页]$", re.I)


def read_page_number(value: str) -> tuple[int | None, str]:
    """Return a page number as a number, if it is one, and as it is printed. Raises CellError.

    >>> read_page_number("第03版"), read_page_number("A3"), read_page_number("头版")
    ((3, '3'), (None, 'A3'), (1, '1'))
    """
    text = fold_shapes(value).strip()
    if text in ("头版", "头版头条"):
        return 1, "1"
    if match := _PAGE.match(text):
        number = int(match[1]) if match[1].isdecimal() else int(_value(match[1]))
        if 0 < number < 1000:
            return number, str(number)
    printed = _PAGE_WORDS.sub("", text)
    worded = len(printed) > 4 and not any(c.isdigit() for c in printed)
    if _PAGE.match(text) or not printed or worded or len(printed) > LONGEST_PAGE_NUMBER:
        raise CellError(_("“%(value)s” is no page number."), value=value.strip()[:40])
    return (int(printed), printed) if printed.isdecimal() else (None, printed)


KINDS: dict[str, Kind] = {
    word: kind
    for kind, words in {
        Kind.NEWS: "消息 新闻 动态 要闻 报道 通讯消息 report article",
        Kind.BRIEF: "简讯 短讯 快讯 简报 short",
        Kind.INTERVIEW: "访谈 专访 对话 问答 q&a",
        Kind.FEATURE: "通讯 特写 专题 特稿 深度 故事 深度报道 reportage story",
        Kind.COMMENTARY: "评论 社论 言论 时评 述评 观点 杂文 opinion editorial comment column",
        Kind.PHOTO: "图片 图片新闻 图片报道 摄影 新闻图片 photograph picture image",
        Kind.NOTICE: "公告 启事 声明 通知 公示 广告 announcement advertisement ad",
        Kind.LETTER: "来信 读者来信 信件 letters",
        Kind.SIDEBAR: "链接 相关链接 资料 背景 新闻链接 box background",
    }.items()
    for word in (kind.value, *words.split())
}
"""The words by which a table may name the kinds, beside the kinds' own."""


def read_kind(value: str) -> Kind:
    """Return the kind that a cell names, news for an empty one. Raises CellError.

    >>> read_kind("评论").value, read_kind("").value
    ('commentary', 'news')
    """
    word = fold_shapes(value).strip().lower()
    if not word:
        return Kind.NEWS
    kind = KINDS.get(word) or KINDS.get(word.removesuffix("类"))
    if kind is None:
        raise CellError(
            _("“%(value)s” is no kind of article that is known here."), value=value.strip()[:40]
        )
    return kind


_BETWEEN_AUTHORS = re.compile(r"[、，,;；|/\n\t]+|\s{2,}|\u3000+")


def read_authors(value: str) -> list[CreditReading]:
    """Return the people that a cell names, read as a byline where it is one, else one by one.

    Raises CellError when a name is no name.

    >>> [(c.name, c.role) for c in read_authors("记者 王一平 通讯员 李强")]
    [('王一平', '记者'), ('李强', '通讯员')]
    >>> [c.name for c in read_authors("Anna Berg; 王一平")]
    ['Anna Berg', '王一平']
    """
    text = value.strip()
    read = read_byline(fold_shapes(text), after_headline=True) if text else None
    if read:
        credits = [_as_written(text, credit) for credit in read]
    else:
        names = (name.strip() for name in _BETWEEN_AUTHORS.split(text))
        credits = [CreditReading(name, None, None) for name in names if name]
    if len(credits) > MOST_AUTHORS:
        raise CellError(
            _("%(count)s names, and an article may have %(limit)s."),
            count=len(credits), limit=MOST_AUTHORS,
        )  # fmt: skip
    for credit in credits:
        if len(credit.name) > LONGEST_NAME:
            raise CellError(_("“%(value)s…” is too long for a name."), value=credit.name[:40])
    return list(dict.fromkeys(credits))


def _as_written(text: str, credit: CreditReading) -> CreditReading:
    """The name in the characters of the cell; it was read with width and characters folded."""
    place = fold_shapes(text).find(credit.name)
    if place < 0:
        return credit
    name = text[place : place + len(credit.name)]
    return CreditReading(name, credit.role, credit.organisation)
