"""Times of the year that reports open with: 初夏的码头, 时值深秋."""

import re
from collections.abc import Callable, Iterator

import numpy as np

from newsroom.text.clues import Clue, PageText, Weights
from newsroom.text.timeline import Timeline
from newsroom.text.whys import Why

_SEASONS = {
    "早春": (2, 3),
    "初春": (2, 3),
    "阳春三月": (3, 4),
    "暮春": (4, 5),
    "初夏": (5, 6),
    "仲夏": (6, 7),
    "盛夏": (7, 8),
    "炎炎夏日": (7, 8),
    "初秋": (8, 9),
    "金秋": (9, 10),
    "深秋": (10, 11),
    "初冬": (11, 12),
    "隆冬": (12, 1),
    "寒冬腊月": (12, 1),
}
"""Words for a part of the year, and the two months in which they are said most; plain 寒冬 and 金秋
of a prize are also said of other things, so what follows has to be a time."""
_SEASON = re.compile(
    rf"(?:^|(?<=[。,\n“”])|时值|正值|恰逢|适逢|又是|眼下|时下|进入)(?P<season>{'|'.join(_SEASONS)})"
    r"(?=的|时节|时分|之际|季节|[早清]晨|午后|傍晚|夜|里|,|[一二三四五六七八九十]+月)",
    re.MULTILINE,
)


def season_clues(page: PageText) -> Iterator[Clue]:
    """Yield the seasons in which the page says that it is; not those of other years, nor of what
    somebody tells."""
    if not any(season in page.text for season in _SEASONS):
        return
    for match in _SEASON.finditer(page.text):
        if not page.is_of_another_year(match.start()) and not page.is_told(match.start()):
            season = match["season"]
            yield page.clue(*match.span(), Why.SEASON, _in(season), ("season", season), 0.9)


def _in(season: str) -> Callable[[Timeline], Weights]:
    first, last = _SEASONS[season]

    def weigh(line: Timeline) -> Weights:
        off = np.minimum((line.month - last) % 12, (first - line.month) % 12)
        inside = (line.month == first) | (line.month == last)
        return np.where(inside, 0.9, np.where(off == 1, 0.2, -0.5))

    return weigh
