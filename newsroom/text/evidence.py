"""Everything on a page that tells of the day of its issue, collected as clues."""

from newsroom.text.clues import Clue, PageText, StatedWeekday
from newsroom.text.occasions import find_occasions
from newsroom.text.told_days import told_days
from newsroom.text.told_years import told_months, told_years


def find_clues(page: int, lines: list[tuple[int, str]]) -> tuple[list[Clue], list[StatedWeekday]]:
    """Return the clues of one page, given as line numbers and texts, and the weekdays it states."""
    clues: list[Clue] = []
    weekdays: list[StatedWeekday] = []
    for place, (number, text) in enumerate(lines):
        head = place < 6 or place >= len(lines) - 4
        clues += told_days(page, number, text, weekdays, head=head)
        clues += told_years(page, number, text)
        clues += told_months(page, number, text)
    clues += find_occasions(PageText(page, lines))
    return _strongest(clues), weekdays


def _strongest(clues: list[Clue]) -> list[Clue]:
    """Of clues that say the same thing, keep the strongest: saying it twice proves no more."""
    best: dict[tuple, Clue] = {}
    for clue in clues:
        known = best.get(clue.key)
        if known is None or clue.strength > known.strength:
            best[clue.key] = clue
    return list(best.values())
