"""Days counted from one that the page names: 从1月27日到现在,已值守30天; “烟花”过后的第五天."""

import re
from collections.abc import Callable, Iterator

from newsroom.text.clues import Clue, PageText, Weights, stepped
from newsroom.text.page_references import chinese_number
from newsroom.text.timeline import Timeline
from newsroom.text.whys import Why

_COUNT = r"(?P<count>\d{1,3}|[一二三四五六七八九十]{1,3})"
_NAMED = r"(?<![\d年])(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
_LASTED = re.compile(
    rf"(?:(?:从|自){_NAMED}[^。;!?\n]{{0,24}}?(?:至今|到现在|到今天|到目前|以来|起|开始))"
    rf"[^。;!?\n]{{0,24}}?(?:已经?|整整|连续|过去了?)[^。;!?\n]{{0,8}}?{_COUNT}(?P<more>多|余)?个?(?:天|昼夜)"
)
_DAYS_AFTER = re.compile(
    r"“(?P<name>[一-鿿A-Za-z0-9]{2,10})”[^。;!?,\n“”]{0,6}?(?:后|以来|登陆|过境|上线|开业|开园|运行|启用|成立|施行)"
    rf"的?(?:第{_COUNT}天|刚?(?P<full>满月))"
)
_BEGAN = r"[^。;!?\n]{{0,40}}?“{}”"
_MENTIONS = 20
"""So many counts are looked at on one page."""


def counted_days(page: PageText) -> Iterator[Clue]:
    """Yield what a page tells by counting the days since one that it names."""
    if "天" not in page.text and "昼夜" not in page.text and "满月" not in page.text:
        return
    for number, match in enumerate(_LASTED.finditer(page.text)):
        count = _value(match["count"])
        if number < _MENTIONS and 2 <= count <= 300:
            yield _counted(page, match, match, count, 6 if match["more"] else 0)
    for number, match in enumerate(_DAYS_AFTER.finditer(page.text)):
        if number >= _MENTIONS:
            break
        began = re.search(_NAMED + _BEGAN.format(match["name"]), page.text)
        if began:
            count = 30 if match["full"] else _value(match["count"])
            yield _counted(page, match, began, count, 5 if match["full"] else 1)


def _counted(
    page: PageText, match: re.Match[str], day: re.Match[str], count: int, spare: int
) -> Clue:
    """`spare`: by so many days people count otherwise, or tell later."""
    month, number = int(day["month"]), int(day["day"])
    key = ("counted from", month, number)
    weigh = _after(month, number, count, spare)
    return page.clue(*match.span(), Why.DAYS_COUNTED, weigh, key, 6.0)


def _after(month: int, day: int, count: int, spare: int) -> Callable[[Timeline], Weights]:
    def weigh(line: Timeline) -> Weights:
        off = line.since(month, day) - count
        # counted on the day of the talk, which is that of the issue or one or two before
        return stepped(off, (-3, 0.0), (-2, 1.5), (2 + spare, 6.0), (4 + spare, 2.0), beyond=0.0)

    return weigh


def _value(text: str) -> int:
    return int(text) if text.isdigit() else chinese_number(text)
