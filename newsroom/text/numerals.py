"""Numerals on lines of their own, which part a long article: 1, 2, 3; 一, 二; ①."""

import re
from collections.abc import Iterator

from newsroom.text.atoms import Atom, Sort
from newsroom.text.page_references import chinese_number

_NUMERAL = re.compile(
    r"[(【]?(?:0?(?P<figure>\d{1,2})|(?P<word>[一二三四五六七八九十]{1,2})|(?P<ring>[①-⑳]))[)】]?[.、]?"
)
_MOST = 5
"""Characters; two for the numeral, brackets and a stop."""
_PROSE = 20
"""Characters; a shorter text may be an entry of a list."""


def settle_numerals(atoms: list[Atom]) -> None:
    """Read lone numerals as subheads where they count up from one, with text between them: page
    numbers stand alone, and at the edge of the page."""
    for run in _runs(atoms):
        for place in run if len(run) > 1 else ():
            atoms[place].sort, atoms[place].furniture = Sort.TITLE, ""
            atoms[place].numeral = True


def _runs(atoms: list[Atom]) -> Iterator[list[int]]:
    run: list[int] = []
    told = False
    for place, atom in enumerate(atoms[1:-1], 1):
        number = _value(atom)
        if number is None or atoms[place + 1].sort is Sort.FURNITURE or not atom.gap:
            told = told or (atom.sort is Sort.TEXT and len(atom.text) > _PROSE)
        elif run and told and number == len(run) + 1:
            run.append(place)
            told = False
        elif number == 1:
            yield run
            run, told = [place], False
    yield run


def _value(atom: Atom) -> int | None:
    match = _NUMERAL.fullmatch(atom.text) if len(atom.text) <= _MOST else None
    if match is None or not (atom.begins_line and atom.ends_line):
        return None
    if match["ring"]:
        return ord(match["ring"]) - ord("①") + 1
    return int(match["figure"]) if match["figure"] else chinese_number(match["word"])
