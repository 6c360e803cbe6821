"""New pages from the articles of the annotated ones: others beside them, another order, other gaps.

A rule that holds for one page alone shows here: the same article reads otherwise in other company.
"""

import random
import re
from collections import Counter
from itertools import groupby
from pathlib import Path

from tests.gold import build

HERE = Path(__file__).parent
GAPS = {"one blank line": 1, "the edge of a frame": 3}

Lines = list[tuple[int, str]]
"""Annotated lines without the number of their article, with the blank lines before each."""


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
