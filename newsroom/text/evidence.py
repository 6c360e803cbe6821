"""Everything on a page that tells of the day of its issue, collected as clues."""

import re

from newsroom.text.clues import Clue, PageText, StatedWeekday
from newsroom.text.furniture import furniture_kind, is_date_alone
from newsroom.text.occasions import find_occasions
from newsroom.text.told_days import told_days
from newsroom.text.told_years import told_months, told_together, told_years


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
    clues += told_together(whole)
    clues += find_occasions(whole)
    return _strongest(clues), weekdays


def _strongest(clues: list[Clue]) -> list[Clue]:
    """Of clues that say the same thing, keep the strongest: saying it twice proves no more."""
    best: dict[tuple, Clue] = {}
    for clue in clues:
        known = best.get(clue.key)
        if known is None or clue.strength > known.strength:
            best[clue.key] = clue
    return list(best.values())
