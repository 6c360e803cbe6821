"""Which newspaper a page belongs to, as far as it says so itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from newsroom.text.whys import Why

_NAME = (
    r"[一-鿿]{2,6}?(?:日报|晚报|晨报|早报|时报|商报|法制报|法治报|都市报|快报|导报|青年报|工人报"
    r"|公安报)"
)
_HEAD = re.compile(rf"^《?({_NAME})》?(?:[\s|·]|$)")
_OWN = re.compile(
    rf"的《({_NAME})》(?:调整|休刊|恢复|出版|停刊)|本报《({_NAME})》|({_NAME})社(?:广告部|编辑部"
    rf"|办公室|总编室)"
)
_HOUSE = re.compile(rf"({_NAME})社(?:主办|承办|协办|联合|记者|社长|总编)|({_NAME})(?:承办|协办)")
_OUTER = re.compile("来自|新华社|中新社|等媒体")


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """Where the name stands, and why it is taken for the paper's own."""

    page: int
    line: int
    text: str
    why: Why


@dataclass(frozen=True, slots=True)
class Publication:
    """The paper's title; `basis` is stated when a page says it of itself, inferred when it only
    points to it."""

    title: str | None = None
    basis: str = "none"
    evidence: list[NameEvidence] = field(default_factory=list)


def find_publication(lines: Sequence[tuple[int, int, str]]) -> Publication:
    """Find the paper's name in the lines of an issue's pages, given as page index, line number and
    text.

    >>> find_publication([(0, 1, "某某法制报"), (0, 3, "本报讯 开庭。")]).title
    '某某法制报'
    """
    for position, (page, number, text) in enumerate(lines):
        if (position < 5 or number < 8) and len(text) < 60 and (match := _HEAD.match(text)):
            return Publication(
                match[1], "stated", [NameEvidence(page, number, match[0], Why.NAMED_AT_HEAD)]
            )
    lines = [line for line in lines if "报" in line[2]]
    for page, number, text in lines:
        if match := _OWN.search(text):
            name = match[1] or match[2] or match[3]
            return Publication(name, "stated", [NameEvidence(page, number, match[0], Why.OWN_NAME)])
    for page, number, text in lines:
        match = _HOUSE.search(text)
        if match and not _OUTER.search(text[max(0, match.start() - 12) : match.start()]):
            name = re.sub(r"^.*?[、和与及]", "", match[1] or match[2])
            return Publication(
                name, "inferred", [NameEvidence(page, number, match[0], Why.HOUSE_NAMED)]
            )
    return Publication()
