"""What follows a place on the page: how far short lines run, what they head, which text follows."""

from newsroom.text.atoms import Atom, Sort
from newsroom.text.reasons import Reason


def run_end(atoms: list[Atom], index: int) -> int:
    """Where the run of short lines ends that begins at `index`; a run-in title ends it."""
    while index < len(atoms) and atoms[index].sort is Sort.TITLE and not atoms[index].numeral:
        index += 1
        if atoms[index - 1].run_in:
            break
    return index


def anchor_at(atoms: list[Atom], index: int) -> Reason | None:
    """What makes the title lines that end before `index` the head of an article."""
    if index >= len(atoms):
        return None
    if atoms[index].sort is Sort.JUMP and not atoms[index].begins_line:
        # a title that says at its end where more stands: 某地开庭(详见3版)
        return anchor_at(atoms, index + 1)
    atom = atoms[index]
    if atom.sort is Sort.DATELINE:
        return Reason.TITLE_BEFORE_DATELINE
    if atom.sort is Sort.FROM:
        # the title of an article that began on another page, printed again
        return Reason.CONTINUES_OTHER_PAGE
    if atom.sort is Sort.NOTE:
        return _anchor_beyond_note(atoms, index)
    if atom.sort is Sort.CAPTION and atom.after_frame and writer_below(atoms, index):
        # a picture between the headline and the names
        return Reason.TITLE_BEFORE_BYLINE
    if atom.sort is not Sort.BYLINE or atom.tail:
        return None
    after = index
    while after < len(atoms) and atoms[after].sort is Sort.BYLINE:
        after += 1
    following = atoms[after] if after < len(atoms) else None
    if atom.after_frame and (following is None or following.after_frame):
        return None
    text_follows = following is not None and following.sort in (
        Sort.TEXT,
        Sort.DATELINE,
        Sort.NOTE,
        Sort.CAPTION,
        Sort.JUMP,
    )
    if text_follows and following is not None and not (atom.photographic and following.after_frame):
        return Reason.TITLE_BEFORE_BYLINE
    if (
        following is not None
        and following.sort is Sort.TITLE
        and not atom.photographic
        and not following.after_frame
    ):
        # byline, then a first subhead
        return Reason.TITLE_BEFORE_BYLINE
    return None


def writer_below(atoms: list[Atom], index: int) -> bool:
    """Whether names of who wrote, and not of who took the picture, stand apart below the picture's
    words, and then a text."""
    place = index + 1
    while place < len(atoms) and atoms[place].photographic:
        place += 1
    if place + 1 >= len(atoms):
        return False
    names, below = atoms[place : place + 2]
    if names.sort is not Sort.BYLINE or not names.gap:
        return False
    wrote = any(credit.role in ("记者", "通讯员") for credit in names.credits)
    told = below.sort in (Sort.TEXT, Sort.DATELINE) and not below.after_frame
    return wrote and told and not (names.photographic or names.after_frame)


def _anchor_beyond_note(atoms: list[Atom], index: int) -> Reason | None:
    after = index + 1
    while after < len(atoms) and atoms[after].sort in (Sort.TEXT, Sort.NOTE) and after < index + 4:
        after += 1
    if after < len(atoms) and atoms[after].sort is Sort.BYLINE and not atoms[after].tail:
        return Reason.TITLE_BEFORE_BYLINE
    return None


def section_at(atoms: list[Atom], index: int) -> list[Atom]:
    """The text from `index` to the next short line or the next head of an article."""
    section: list[Atom] = []
    while index < len(atoms):
        atom = atoms[index]
        title = atom.sort is Sort.TITLE and not atom.numeral
        if title or atom.sort is Sort.FROM or (atom.sort is Sort.DATELINE and section):
            break
        if atom.sort in (Sort.BYLINE, Sort.JUMP) and not section:
            break
        section.append(atom)
        index += 1
        if atom.sort is Sort.BYLINE and index < len(atoms) and atoms[index].after_frame:
            break
    return section
