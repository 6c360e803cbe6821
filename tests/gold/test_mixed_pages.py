"""Whether an article reads the same in other company, with other names and other figures."""

import re
from collections import Counter

import pytest

from newsroom.text.dating import date_issue
from newsroom.text.decoding import Decoded
from newsroom.text.pages import read_page
from newsroom.text.schema import page_json
from tests.gold import mixing, score

NAMES = str.maketrans(
    "王李张陈杨黄赵吴周徐孙马朱胡林何高罗", "李张陈王黄杨吴赵徐周马孙胡朱何林罗高"
)
"""Family names, one for another of the same commonness."""
FIGURES = str.maketrans("0123456789", "０１２３４５６７８９")
AUTHORS = "1bdefghi"
"""Of the pages in the manner of the paper that the reader was made for."""
FOUND = {
    "without names or dateline": 0.94,
    "with more frames": 0.93,
    "with the names below": 0.94,
}
"""How many articles are found where so much of what tells them is gone; else 0.95."""


@pytest.mark.parametrize("gap", mixing.GAPS.values(), ids=mixing.GAPS)
def test_articles_are_found_in_whatever_company(gap):
    total: Counter = Counter()
    for page, gold in mixing.mixed_pages(AUTHORS, gap, count=60, seed=3):
        total.update(score.score_page(gold, page_json(Decoded(page, "utf-8", "LF"), "mixed.txt")))

    summary = score.summary(total)

    assert summary["bound"] >= 0.94
    assert summary["block+"] >= 0.94
    assert summary["join"] >= 0.96
    assert summary["auth"] >= 0.95
    assert (summary["lost"], summary["add"], summary["chg"]) == (0, 0, 0)


@pytest.mark.parametrize("change", mixing.CHANGES)
def test_articles_are_found_without_the_signs_that_their_page_gave(change):
    total: Counter = Counter()
    for page, gold in mixing.changed_pages(AUTHORS, change, count=40, seed=11):
        total.update(score.score_page(gold, page_json(Decoded(page, "utf-8", "LF"), "mixed.txt")))

    summary = score.summary(total)

    assert summary["bound"] >= FOUND.get(change, 0.95)
    assert (summary["lost"], summary["add"], summary["chg"]) == (0, 0, 0)


def test_the_list_to_check_names_half_of_the_wrong_pages_and_a_third_of_all():
    undated = date_issue(["没有日子的一版。"])
    pages = wrong = listed = named = 0
    for change in mixing.CHANGES:
        for page, gold in mixing.changed_pages(AUTHORS, change, count=40, seed=12):
            reading = read_page(page)
            told = page_json(Decoded(page, "utf-8", "LF"), "mixed.txt", reading, undated)
            found = score.summary(score.score_page(gold, told))["bound"]
            doubted = min(article.confidence for article in reading.articles) < 0.7

            pages += 1
            wrong += found < 1
            listed += doubted
            named += doubted and found < 1

    assert wrong > 30
    assert named >= wrong / 2
    assert listed <= pages / 3


@pytest.mark.parametrize(
    "change",
    [lambda text: swap_names(text), lambda text: text.translate(FIGURES)],
    ids=["other-names", "wide-figures"],
)
def test_names_and_the_width_of_figures_move_no_boundary(change):
    same = seen = 0
    for page, _gold in mixing.mixed_pages(AUTHORS, 1, count=20, seed=8):
        reading, other = read_page(page), read_page(change(page))

        seen += len(reading.articles)
        starts = {
            min(s.start for s in reading.segments if s.article == a) for a in articles_of(reading)
        }
        same += len(
            starts
            & {min(s.start for s in other.segments if s.article == a) for a in articles_of(other)}
        )

    assert seen > 60
    assert same >= 0.97 * seen


def articles_of(reading) -> range:
    """The numbers of the articles of a page."""
    return range(len(reading.articles))


def swap_names(text: str) -> str:
    """Give everybody on the page's bylines another family name; only whole bylines are changed."""
    return re.sub(
        r"(?m)^.{0,12}(?:记者|通讯员|实习生|评论员).{2,40}$", lambda m: m[0].translate(NAMES), text
    )
