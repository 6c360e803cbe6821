"""Lines that look like text by themselves, and are titles by their place: right above names or a
dateline."""

import re

from newsroom.text import marks
from newsroom.text.atoms import LONGEST_JOINED_TITLE, LONGEST_TITLE, Atom, Sort, is_entry
from newsroom.text.bylines import read_byline
from newsroom.text.lookahead import anchor_at
from newsroom.text.seams import End, end_of, fit, unclosed

_GOES_ON = 1.0
"""From so good a fit on, a line is the rest of a paragraph that broke off above it."""


def settle_titles(atoms: list[Atom]) -> None:
    """Read a line with several commas, or with a speaker and a colon, as a title where names or a
    dateline stand right below it, and text below them: 公安部:假期平稳,秩序良好."""
    for index, atom in enumerate(atoms[:-1]):
        if atom.sort is Sort.TEXT and atom.begins_line and atoms[index + 1].begins_line:
            above = atoms[index - 1] if index else None
            heads = _heads_text(atoms, index + 1) or _heads_bare_names(atoms, index + 1)
            if heads and _could_be_title(atom.text):
                atom.sort = Sort.TEXT if _goes_on(above, atom) else Sort.TITLE


def _could_be_title(text: str) -> bool:
    longest = LONGEST_JOINED_TITLE if " " in text else LONGEST_TITLE
    if not 6 <= len(text) <= longest or "。" in text or text[-1] in ",、;:)":
        return False
    named = marks.is_list_item(text) or marks.is_salutation(text) or marks.is_question(text)
    return not (named or is_entry(text) or unclosed(text))


def _heads_text(atoms: list[Atom], place: int) -> bool:
    """Whether names of writers or a dateline stand at a place, and the text of a report below."""
    if atoms[place].after_frame or atoms[place].tail or anchor_at(atoms, place) is None:
        return False
    if atoms[place].sort is Sort.DATELINE:
        return True
    while place < len(atoms) and atoms[place].sort is Sort.BYLINE:
        names = atoms[place]
        if names.photographic and not marks.tells_whole_report(names.text):
            return False
        if not names.credits or all(credit.role == "署名单位" for credit in names.credits):
            return False
        place += 1
    return place < len(atoms) and atoms[place].sort in (Sort.TEXT, Sort.DATELINE)


def _heads_bare_names(atoms: list[Atom], place: int) -> bool:
    """Whether a line of nothing but names stands at a place, and a text below it."""
    if place + 1 >= len(atoms) or atoms[place].sort is not Sort.TITLE:
        return False
    names, below = atoms[place], atoms[place + 1]
    apart = names.gap > 0 and not names.after_frame and not below.after_frame
    told = below.sort is Sort.TEXT and below.gap > 0 and len(below.text) > 30
    return apart and told and bool(read_byline(names.text, after_headline=True))


def _goes_on(above: Atom | None, atom: Atom) -> bool:
    """Whether a line is the end of the paragraph above it, which names then sign."""
    if above is None or above.sort is not Sort.TEXT:
        return False
    if atom.gap == 0:
        return True
    return end_of(above.text) is End.OPEN and fit(above.text, atom.text) > _GOES_ON


def settle_decks(atoms: list[Atom]) -> None:
    """Read a line that looks like text, but stands between a title and the names below it, as the
    deck that it is."""
    for above, atom, below in zip(atoms, atoms[1:], atoms[2:], strict=False):
        if (
            atom.sort is Sort.TEXT
            and above.sort is Sort.TITLE
            and below.sort in (Sort.BYLINE, Sort.DATELINE)
            and below.begins_line
            and not (atom.after_frame or below.after_frame)
            and len(atom.text) <= 45
            and not re.search(r"[。!,;:]$", atom.text)
            and "。" not in atom.text
        ):
            atom.sort = Sort.TITLE
