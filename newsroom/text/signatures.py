"""Names at the end: run on after a paragraph's last sentence, or signing a letter or notice."""

import re

from newsroom.text.byline_words import NOT_NAMES, OFFICE, OWN, PAPER, PEN
from newsroom.text.bylines import OWN_PAPER, CreditReading, is_institution, read_byline
from newsroom.text.surnames import has_surname
from newsroom.text.words import is_word

_SPACE = re.compile(r"[\s\u3000]+")
_LOCAL = re.compile(
    r"(?:[一-鿿]{2,10}[\s\u3000]+(?=[一-鿿](?:先生|女士|大妈|大爷|阿姨|同志|老师))"
    r"|[一-鿿]{1,9}[省市县区镇乡村][\s\u3000]+)(?P<name>[一-鿿]{2,3})"
)
"""A reader signs with a place and a name."""
_NICKNAME = re.compile(r"[一-鿿]{2,4}[\s\u3000]+(?P<name>[小老阿][一-鿿])")
"""Or with a place and what friends call him."""
_READER = re.compile(
    r"(?P<who>[一-鿿]{0,12}?(?:读者|市民|居民|网友))[\s:]*(?P<name>[一-鿿]{2,4}|[一-鿿](?:先生"
    r"|女士|某某?))"
)
_CLAUSES = re.compile(r"[,。!?:;:]")
_SIGNED_DATE = re.compile(
    r"^[二〇○零一二三四五六七八九十\d0-9]{2,4}年[一二三四五六七八九十\d0-9]{1,3}月(?:[一二三四五六七八九十\d0-9]{1,3}日)?$"
)


_SIGNER = re.compile(
    r"(?:家属|启事人|声明人|公告人|寻人者|失主|委托人|申请人):\s?(?P<name>[一-鿿]{2,4}|[一-鿿](?:先生|女士))"
)
"""Who a private notice is from."""
_TAIL_SIGN = re.compile(
    rf"(?<=[。!?”…)】)])\s*[(【]?\s*(?:■|□|◎|/)?\s*(?:(?:{PAPER}|{'|'.join(OWN)})?\s?{PEN}"
    rf"|文字?[:/]|摄影[:/]|图[:/]|供图|图片)"
)
_TAIL_NAMES = re.compile(
    r"(?<=[。!?”…])\s*[(]\s*([一-鿿]{2,4}(?:[\s\u3000、]+[一-鿿]{2,4}){0,3}|[一-鿿][\s\u3000]+[一-鿿])\s*[)]$"
)
_TAIL_SHOT = re.compile(
    r"(?<=[。!?”…)])\s*[(]?\s*(?:(?:[一-鿿]{2,3}|[一-鿿][\s\u3000][一-鿿])(?:[\s\u3000、]+[一-鿿]{2,3}){0,3}\s*/?\s*(?:摄影报道"
    r"|摄影|摄|供图|制图|文/图)|[一-鿿]{2,16}供图)\s*[)]?$"
)
_REMARK = re.compile("[完续略图摘注上下]|[一二三四五六七八九十]$|化名|节选|音译")
_TAIL_ENDS = {_TAIL_NAMES: (")",), _TAIL_SHOT: (")", "报道", "摄影", "摄", "图")}
"""How a text must end that has such a tail: most have none, and this is faster to ask."""


def find_trailing_credit(text: str) -> tuple[int, list[CreditReading]] | None:
    """Find a credit run on after the last sentence of a paragraph: where it starts, and its names.

    >>> find_trailing_credit("检查持续了一天。本报记者 王一平 摄")[0]
    8
    >>> find_trailing_credit("他说,记者 王一平来过。") is None
    True
    """
    # only the end of a paragraph can hold one; looking there alone keeps the time linear
    base = max(0, len(text) - 90)
    tail = text[base:].rstrip()
    for pattern in (_TAIL_SIGN, _TAIL_NAMES, _TAIL_SHOT):
        if pattern in _TAIL_ENDS and not tail.endswith(_TAIL_ENDS[pattern]):
            continue
        for match in pattern.finditer(tail):
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            credits = read_byline(tail[start:], after_headline=True)
            if credits is None and pattern is _TAIL_NAMES:
                credits = _short_name(match[1])
            if credits:
                return base + start, credits
    return None


def _short_name(name: str) -> list[CreditReading]:
    """Who sends short items in signs with two or three characters that are no word: (甬公), the
    police of a city."""
    known = is_word(name) or not 2 <= len(name) <= 3 or name in NOT_NAMES
    return [] if known or _REMARK.search(name) else [CreditReading(name, None, None)]


def is_signature_line(text: str) -> bool:
    """Whether a line could sign a notice: an institution, somebody concerned, or a date."""
    return read_signature(text) is not None


def read_signature(text: str) -> list[CreditReading] | None:
    """Return who signs a notice or a letter: an institution, a reader, or nobody on a line with
    only the date.

    >>> read_signature("某某市司法局")
    [CreditReading(name='某某市司法局', role='署名单位', organisation=None)]
    >>> read_signature("2019年7月8日")
    []
    """
    text = text.strip().lstrip("□■◎ ")
    if _SIGNED_DATE.match(_SPACE.sub("", text)):
        return []
    if signer := _SIGNER.fullmatch(text):
        return [CreditReading(signer["name"], None, None)]
    if text.startswith(("据", "供图", "图/", "图片")):
        return None
    if len(text) > 40 or _CLAUSES.search(text):
        return None
    parts = _SPACE.split(text)
    dated = bool(parts) and bool(_SIGNED_DATE.match(parts[-1]))
    if dated:
        parts = parts[:-1]
    if parts and all(is_institution(part) and len(part) <= 26 for part in parts):
        own = OWN_PAPER if parts[0].startswith("本报") else None
        return [CreditReading(part, "署名单位", own) for part in parts]
    reader = _READER.fullmatch(text)
    if reader and (_is_name(reader["name"]) or _is_nickname(text, reader)):
        return [CreditReading(reader["name"], "读者", None)]
    called = _NICKNAME.fullmatch(text)
    if called and not is_word(called["name"]):
        return [CreditReading(called["name"], "读者", None)]
    local = _LOCAL.fullmatch(text)
    if local and has_surname(local["name"][:1] + "某"):
        return [CreditReading(local["name"], "读者", None)]
    office = OFFICE.match(text)
    if (
        office
        and is_institution(office["org"])
        and has_surname(name := _SPACE.sub("", text[office.end() :]))
    ):
        return [CreditReading(name, None, office["org"])]
    return None


def _is_name(name: str) -> bool:
    return name not in NOT_NAMES and has_surname(name[0] + "某")


def _is_nickname(text: str, reader: re.Match[str]) -> bool:
    """Whether a reader signs as people call each other, 小王 or 老李, apart from what he is:
    居民小区 is no name."""
    name = reader["name"]
    apart = text[reader.end("who") : reader.start("name")] != ""
    called = apart and len(name) == 2 and name[0] in "小老阿" and name != "老师"
    return called and _is_name(name[1])
