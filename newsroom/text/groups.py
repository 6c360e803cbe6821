"""What a few short lines are together: the guide to other pages, the title of a box, of a table, of
verse."""

import itertools
import re

from newsroom.text import marks
from newsroom.text.atoms import Atom, Sort
from newsroom.text.drafts import Draft
from newsroom.text.lines import FRAME_GAP
from newsroom.text.reasons import Reason
from newsroom.text.roles import Role
from newsroom.text.signatures import read_signature

MOST_OF_NOTE = 4
"""Paragraphs of an editors' note above an article; longer ones are articles."""


def end_of_guide(atoms: list[Atom], index: int) -> int:
    """Where the lines end that tell what other pages hold; behind the title when none does."""
    end = place = index + 1
    while place < len(atoms):
        atom = atoms[place]
        if atom.after_frame and place > index + 1:
            break
        if atom.sort is Sort.JUMP or (atom.sort is Sort.TITLE and marks.names_page(atom.text)):
            end = place + 1
        elif atom.sort not in (Sort.TITLE, Sort.TEXT) or place > end + 1:
            break
        place += 1
    return end


def titles_box(group: list[Atom], section: list[Atom]) -> bool:
    """Whether the standing title of a box has a title of its own below it, and then text."""
    return (
        len(group) == 2
        and marks.is_sidebar_title(group[0].text)
        and group[1].gap > 0
        and not marks.has_label(group[1].text)
        and section[0].sort is Sort.TEXT
        and section[0].gap > 0
        and not marks.is_list_item(section[0].text)
    )


def head_of_box(group: list[Atom]) -> int:
    """How many of the lines of a box are its head: the standing title, and one of its own above
    rows that stand close together."""
    own = group[1].gap > 0 and not marks.has_label(group[1].text)
    rows = len(group) > 3 and group[2].gap > 0 and group[3].gap == 0
    return 2 if own and rows else 1


def marks_the_end(text: str) -> bool:
    """Whether an editors' note is of the kind that stands below its article."""
    return re.sub(r"^[【\[(■●▶◎◆□\s]+", "", text).startswith(
        ("编后", "结束语", "编辑点评", "编辑感言", "编辑手记", "编者手记")
    )


def settle_signed_note(draft: Draft) -> None:
    """Read what stands above the line 编者, below the head of an article, as the editors' note that
    this line signs."""
    signs = (at for at, piece in enumerate(draft.body) if marks.is_signed_by_editors(piece.text))
    end = next(signs, 0)
    begin = sum(1 for _ in itertools.takewhile(lambda p: p.role is Role.BYLINE, draft.body))
    lead, rest = draft.body[begin:end], draft.body[end + 1 :]
    if not 1 <= len(lead) <= MOST_OF_NOTE or not any(p.role is Role.PARAGRAPH for p in rest):
        return
    if any(piece.role not in (Role.PARAGRAPH, Role.EDITORS_NOTE) for piece in lead):
        return
    for piece in lead:
        piece.role, piece.reason = Role.EDITORS_NOTE, Reason.EDITORS_NOTE
    for atom in draft.body.pop(end).atoms:
        lead[-1].go_on(atom, Reason.EDITORS_NOTE, 0.95)


def is_letter(draft: Draft) -> bool:
    return any(marks.is_salutation(atom.text) for atom in draft.atoms[:2])


def signature_or_list(atom: Atom) -> tuple[Role, Reason, float]:
    if read_signature(atom.text) is not None:
        return Role.BYLINE, Reason.SIGNATURE, 0.85
    return Role.PARAGRAPH, Reason.LIST_LINE, 0.6


def heads_list(group: list[Atom]) -> bool:
    """Whether a title in a frame of its own stands above the lines of a table or a poem."""
    return (
        len(group) >= 4
        and group[0].after_frame
        and group[1].gap > 0
        and group[2].gap == group[3].gap == 0
    )


def lines_above_list(group: list[Atom]) -> int:
    """How many of some short lines stand above the rows of a list: three or more in one block, with
    a title above them. All of them, if there is no list."""
    for place in range(1, len(group) - 2):
        if group[place].gap and group[place + 1].gap == group[place + 2].gap == 0:
            return place
    return len(group)


def dashed_head(group: list[Atom]) -> int:
    """How many of the first lines are a title with a deck that begins with a dash; 0 if none."""
    for place, atom in enumerate(group[:4]):
        if place and atom.text.startswith("——") and not group[0].text.startswith("——"):
            return place + 1
    return 0


def at_frames(run: list[Atom]) -> list[list[Atom]]:
    groups: list[list[Atom]] = []
    for atom in run:
        if groups and atom.gap < FRAME_GAP:
            groups[-1].append(atom)
        else:
            groups.append([atom])
    return groups
