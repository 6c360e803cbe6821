"""Everything on a page that tells of the day of its issue, collected as clues."""

import re

from newsroom.text.clues import Clue, PageText, StatedWeekday
from newsroom.text.furniture import furniture_kind, is_date_alone
from newsroom.text.occasions import find_occasions
from newsroom.text.told_days import told_days
from newsroom.text.told_years import WHOLE, told_months, told_years
from newsroom.text.whys import Why
from newsroom.text.years_together import years_together

_PAST_YEARS = (Why.YEAR_IS_OVER, Why.YEAR_NAMED)


def find_clues(page: int, lines: list[tuple[int, str]]) -> tuple[list[Clue], list[StatedWeekday]]:
    """Return the clues of one page, given as line numbers and texts, and the weekdays it states."""
    clues: list[Clue] = []
    weekdays: list[StatedWeekday] = []
    below_text = False
    for place, (number, text) in enumerate(lines):
        top = place < 6 and not below_text and not re.search("[。,;!?]", text)
        foot = place >= len(lines) - 4 and not is_date_alone(text) and furniture_kind(text)
        head = top or bool(foot)
        # below a text a date signs it
        below_text = below_text or (len(text) > 60 and text.endswith(("。", ":", ")")))
        clues += told_days(page, number, text, weekdays, head=head)
        clues += told_years(page, number, text)
        clues += told_months(page, number, text)
    whole = PageText(page, lines)
    clues += years_together(whole)
    clues += find_occasions(whole)
    return _strongest(_without_older_years(clues)), weekdays


def _without_older_years(clues: list[Clue]) -> list[Clue]:
    """2003年 … 2011年 … 2015年12月: how long ago they are is said by the latest; that others are
    older says nothing more. Figures of a whole year are news of themselves."""
    years = [clue.key[1] for clue in clues if clue.key[0] in _PAST_YEARS]
    return [
        clue
        for clue in clues
        if clue.key[0] not in _PAST_YEARS or clue.strength >= WHOLE or clue.key[1] == max(years)
    ]


def _strongest(clues: list[Clue]) -> list[Clue]:
    """Of clues that say the same thing, keep the strongest: saying it twice proves no more."""
    best: dict[tuple, Clue] = {}
    for clue in clues:
        known = best.get(clue.key)
        if known is None or clue.strength > known.strength:
            best[clue.key] = clue
    return list(best.values())
