"""New pages from the articles of the annotated ones: others beside them, another order, other gaps,
and without some of the signs by which they were known.

A rule that holds for one page alone shows here: the same article reads otherwise in other company,
or set by another editor.
"""

import random
import re
from collections import Counter
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from tests.gold import build

HERE = Path(__file__).parent
GAPS = {"one blank line": 1, "the edge of a frame": 3}

Lines = list[tuple[int, str]]
"""Annotated lines without the number of their article, with the blank lines before each."""

CAPTIONS = [
    ("图为民警在社区向居民宣传反诈知识。", "通讯员 陈晓东 摄"),
    ("法官在田间地头开庭审理土地承包纠纷案", "通讯员 赵金法 周莉莉 摄"),
    ("启动仪式现场", "本报记者 吴建华 摄"),
    ("民警在路口执勤", "资料图片"),
    ("检察官走访企业。", "本报记者 张倩 摄"),
]
"""Words of pictures that stand for no article of their own, and who made them."""


CLAUSES = [
    "一座桥,两个村,三代人的恩怨,四十年后终于了结",
    "骗子扮军官,女子动真情,民警一查,原来是个在逃犯",
    "公安部:假期交通平稳,秩序良好",
    "吵了十年的邻居,为什么一顿饭就和好了?答案在一张桌子上",
]
"""Headlines that could be text, if names or a dateline did not stand below them."""


def articles(annotated: str) -> list[tuple[str, Lines]]:
    """Return the articles of an annotated page that stand in one piece: description and lines."""
    head, _, body = annotated.partition("===\n")
    facts = dict(line.split(":", 1) for line in head.splitlines() if line.strip())
    found: list[tuple[str, int, str]] = []
    gap = 0
    for line in body.split("\n"):
        mark = re.match(r"[\s\u3000]*(\d*)(\{.*)", line)
        if mark is None:
            gap += 1
            continue
        found.append((mark[1], gap, mark[2]))
        gap = 0
    runs = [(number, list(run)) for number, run in groupby(found, key=lambda item: item[0])]
    often = Counter(number for number, _ in runs)
    return [
        (facts[number].strip(), [(gap, text) for _, gap, text in run])
        for number, run in runs
        if number and often[number] == 1 and "parent=" not in facts[number]
    ]


def pool(names: str) -> list[tuple[str, Lines]]:
    """Return the articles of all annotated pages whose names begin with one of some letters."""
    paths = sorted((HERE / "annotated").glob(f"[{names}]*.txt"))
    return [found for path in paths for found in articles(path.read_text(encoding="utf-8"))]


def mixed_page(chosen: list[tuple[str, Lines]], gap: int) -> tuple[str, dict]:
    """Return a page of some articles, `gap` blank lines between them, and its gold."""
    head, body = ["title: 浙江法制报"], ["", ""]
    for number, (description, lines) in enumerate(chosen, 1):
        head.append(f"{number}: {description}")
        for place, (before, text) in enumerate(lines):
            body += [""] * (before if place else gap if number > 1 else 0)
            body.append(f"{number}{text}")
    data, gold = build.build("\n".join([*head, "===", *body, ""]), "mixed")
    return data.decode(), gold


def mixed_pages(names: str, gap: int, count: int, seed: int) -> list[tuple[str, dict]]:
    """Return so many pages of three to six articles, chosen at random from the annotated pages."""
    dice = random.Random(seed)
    stock = pool(names)
    return [mixed_page(dice.sample(stock, dice.randint(3, 6)), gap) for _ in range(count)]


def changed_pages(names: str, change: str, count: int, seed: int) -> list[tuple[str, dict]]:
    """Return such pages with every article changed in one of the ways of `CHANGES`."""
    dice = random.Random(seed)
    stock = pool(names)
    pages = []
    for _ in range(count):
        chosen = dice.sample(stock, dice.randint(3, 6))
        gap = dice.choice([1, 3])
        altered = [(facts, CHANGES[change](dice, lines) or lines) for facts, lines in chosen]
        pages.append(mixed_page(altered, gap))
    return pages


def _has(line: tuple[int, str], marks: str) -> bool:
    return bool(re.match(rf"\{{[&+]?[{marks}][}}?:]", line[1]))


def _any(lines: Lines, marks: str) -> bool:
    return any(_has(line, marks) for line in lines)


def _as_they_are(_dice: random.Random, lines: Lines) -> Lines:
    return lines


def _without_frames(_dice: random.Random, lines: Lines) -> Lines:
    return [(min(gap, 1), text) for gap, text in lines]


def _with_frames(dice: random.Random, lines: Lines) -> Lines:
    """Set the edge of a frame before one block in eight, but not before names or a dateline."""
    return [
        (3 if place and gap == 1 and dice.random() < 0.12 and not _has(line, "BL") else gap, text)
        for place, line in enumerate(lines)
        for gap, text in [line]
    ]


def _with_a_short_head(_dice: random.Random, lines: Lines) -> Lines:
    """Leave of the head no more than the first part of the headline."""
    kept: Lines = []
    for place, (gap, text) in enumerate(lines):
        if _has((gap, text), "RKD") and not _any(lines[:place], "P"):
            headline = re.search(r"\{H\}.*", text)
            if headline is None:
                continue
            gap, text = max(gap, 1), headline[0]
        if text.startswith("{H}") and "{" not in text[3:]:
            text = "{H}" + next((part for part in text[3:].split() if len(part) >= 6), text[3:])
        kept.append((gap, text))
    return kept


def _with_a_headline_like_text(dice: random.Random, lines: Lines) -> Lines:
    """Set a headline of several clauses where names with roles or a dateline stand below it."""
    below = [text for _, text in lines[1:2]]
    head = re.match(r"\{(?:B\}.*(?:记者|通讯员)|L\})", below[0]) if below else None
    plain = lines[0][1].startswith("{H}") and "{" not in lines[0][1][3:]
    return [(lines[0][0], "{H}" + dice.choice(CLAUSES)), *lines[1:]] if head and plain else lines


def _without_names(_dice: random.Random, lines: Lines) -> Lines:
    """Leave the names out where a dateline is left."""
    return [line for line in lines if not _has(line, "B")] if _any(lines, "L") else lines


def _without_names_or_dateline(_dice: random.Random, lines: Lines) -> Lines:
    if _any(lines, "JF"):
        return lines
    unsigned = [line for line in lines if not _has(line, "B")]
    plain = [(gap, re.sub(r"^\{L\}[^{]*", "", text)) for gap, text in unsigned]
    return [line for line in plain if line[1]]


def _with_names_below(_dice: random.Random, lines: Lines) -> Lines:
    names = [line for line in lines if _has(line, "B")]
    rest = [line for line in lines if not _has(line, "B")]
    return [*rest, (1, names[0][1])] if len(names) == 1 and _has(rest[-1], "P") else lines


def _with_a_caption(gap: int) -> Callable[[random.Random, Lines], Lines]:
    """Set a picture between two paragraphs, with `gap` blank lines above and below."""

    def change(dice: random.Random, lines: Lines) -> Lines:
        places = [
            place
            for place, line in enumerate(lines)
            if line[0] and _has(line, "P") and _any(lines[:place], "P")
        ]
        if not places:
            return lines
        place, (words, maker) = dice.choice(places), dice.choice(CAPTIONS)
        picture = [(gap, f"{{C}}{words}"), (1, f"{{c}}{maker}")]
        return [*lines[:place], *picture, (gap, lines[place][1]), *lines[place + 1 :]]

    return change


CHANGES: dict[str, Callable[[random.Random, Lines], Lines]] = {
    "as they are": _as_they_are,
    "without frames": _without_frames,
    "with more frames": _with_frames,
    "with a short head": _with_a_short_head,
    "with a headline like text": _with_a_headline_like_text,
    "without names": _without_names,
    "without names or dateline": _without_names_or_dateline,
    "with the names below": _with_names_below,
    "with a picture in the text": _with_a_caption(1),
    "with a framed picture in the text": _with_a_caption(3),
}
