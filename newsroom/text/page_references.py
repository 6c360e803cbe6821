"""References from one page to another, 下转3版, 上接第一版, 详见9版, and the numbers in them."""

import re
from dataclasses import dataclass

_NUMERAL = "〇零一二三四五六七八九十"
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0}

_PAGE = (
    rf"第?\s?(?P<page>[A-Da-d]?\s?[0-9]{{1,3}}|[{_NUMERAL}]{{1,3}})"
    rf"(?:\s?[—–~至、-]\s?(?:[A-Da-d]?[0-9]{{1,3}}|[{_NUMERAL}]{{1,3}}))?\s?[版面]"
)
"""Of several pages (详见2-3版) the first is the one named."""
_ARROWS = r"(?:[▶►→↓↑☞>》▲△▼▽◀◁←<■]{1,4}\s?)?"
_OPEN = rf"{_ARROWS}[((\[【〔<《]?\s?{_ARROWS}"
_CLOSE = r"(?:\s?[·・\s-]\s?[一-鿿·]{2,8})?\s?(?:[▶►→↓>]{1,4})?\s?[)\]】〕>》]?"
_JUMP = re.compile(rf"{_OPEN}(?:紧?[下转接轉續续]{{2}}|紧?转|轉){_PAGE}{_CLOSE}$")
_FROM = re.compile(
    rf"^{_OPEN}(?:紧?上[接承]|紧?接)(?:今日|本报)?{_PAGE}(?:\s?《[^》]{{2,30}}》)?{_CLOSE}\s*"
)
_REFERS = re.compile(
    rf"(?:详见|詳見|详情见|详情请见|另见|参见|参阅|请看|见|刊于|刊登在|载于)(?:今日|今天|本报"
    rf"|本报今日|今)?{_PAGE}"
)
_REFERS_BRACKET = re.compile(
    rf"[((【\[][^()【】\n]{{0,24}}(?:详见|詳見|详情见|另见|参见|请看|见|全文刊|刊于|刊登在|载于)(?:今日"
    rf"|今天|本报|本报今日|今)?{_PAGE}[^()【】\n]{{0,30}}[)】\]]$"
)


_BETWEEN = re.compile(r"[\s\u3000((【\[]*(?:相关(?:报道|新闻))?[\s\u3000]*$")
"""What may stand between a title and the page it names."""
_SHORTEST_TITLE = 6


@dataclass(frozen=True, slots=True)
class JumpMark:
    """A reference to another page: where it stands in its line, the page it names, and what it says
    about it."""

    start: int
    end: int
    page: str
    type: str


def page_number(raw: str) -> str:
    """Return a printed page number in plain digits.

    >>> page_number("Ａ０３"), page_number("十二"), page_number("二十")
    ('A3', '12', '20')
    """
    raw = raw.strip().replace(" ", "").upper()
    plain = "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in raw)
    if plain and plain[0] in _NUMERAL:
        return str(chinese_number(plain))
    letter, digits = (plain[0], plain[1:]) if plain[:1].isalpha() else ("", plain)
    return letter + str(int(digits))


def chinese_number(text: str) -> int:
    """Return the value of a Chinese numeral below one hundred, or of digits written one by one.

    >>> [chinese_number(text) for text in ("十", "二十一", "二〇一九", "三")]
    [10, 21, 2019, 3]
    """
    text = text.replace("○", "〇").replace("廿", "二十").replace("卅", "三十")
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return int("".join(str(_DIGITS[character]) for character in text))


def find_jump(text: str) -> JumpMark | None:
    """Find the reference with which a line sends its reader on, if it ends with one.

    >>> find_jump("(下转3版)")
    JumpMark(start=0, end=6, page='3', type='continues_on')
    >>> find_jump("新条例的全文详见今日9版").type
    'refers_to'
    """
    base = max(0, len(text) - 60)
    tail = text[base:]
    if "版" not in tail and "面" not in tail:
        return None  # each of them names a page
    if match := _JUMP.search(tail):
        return JumpMark(base + match.start(), len(text), page_number(match["page"]), "continues_on")
    if match := _REFERS_BRACKET.search(tail):
        return JumpMark(base + match.start(), len(text), page_number(match["page"]), "refers_to")
    if len(text) <= 40 and (match := _REFERS.search(text)) and len(text) - match.end() <= 10:
        # behind a sentence of its own the reference is another
        start = match.start() if re.search(r"[。!?]”?\s?$", text[: match.start()]) else 0
        return JumpMark(start, len(text), page_number(match["page"]), "refers_to")
    return None


def end_of_title(text: str) -> int | None:
    """Return where a title ends that names at its own end the page on which more stands.

    >>> end_of_title("某地法院五年审结七万件 详见3版"), end_of_title("详见3版")
    (11, None)
    """
    match = _REFERS.search(text)
    if match is None:
        return None
    title = _BETWEEN.sub("", text[: match.start()])
    return len(title) if len(title) >= _SHORTEST_TITLE else None


def find_continued_from(text: str) -> JumpMark | None:
    """Find the reference back to the page where an article began, at the start of a line.

    >>> find_continued_from("(上接第一版)他说")
    JumpMark(start=0, end=7, page='1', type='continued_from')
    """
    if match := _FROM.match(text[:40]):
        end = len(text[: match.end()].rstrip())
        return JumpMark(0, end, page_number(match["page"]), "continued_from")
    return None
