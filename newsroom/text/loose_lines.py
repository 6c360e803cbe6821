"""Short lines with neither names nor a dateline below them: the head of an article, a subhead, the
words of a picture, a list."""

import math
import re

from newsroom.text import marks
from newsroom.text.atoms import Atom, Sort
from newsroom.text.bylines import read_byline
from newsroom.text.drafting import Drafting
from newsroom.text.drafts import Draft
from newsroom.text.groups import (
    dashed_head,
    head_of_box,
    heads_list,
    is_letter,
    lines_above_list,
    signature_or_list,
    titles_box,
)
from newsroom.text.headlines import read_head, rubric_likeness
from newsroom.text.lookahead import section_at
from newsroom.text.newness import has_ended, joined, newness
from newsroom.text.pictures import picture_alone, stands_in_article
from newsroom.text.reasons import Reason
from newsroom.text.roles import Role
from newsroom.text.signatures import read_signature

MOST_HEAD_LINES = 4
"""More short lines than this above a byline are a list or table of the article before."""


def settle_detached(page: Drafting, group: list[Atom], rest: list[list[Atom]], end: int) -> None:
    """Settle short lines with the edge of a frame below them and no text of their own."""
    if not page.drafts:
        page.open(group, Reason.NOTHING_BETTER, 0.6, group[0])
        return
    current = page.drafts[-1]
    if not current.atoms and current.reason is Reason.NOTHING_BETTER:
        page.open(group, Reason.NOTHING_BETTER, 0.5, group[0])
        return
    if (current.notice or is_letter(current)) and read_signature(
        " ".join(a.text for a in group)
    ) is not None:
        for atom in group:
            page.keep(atom, Role.BYLINE, Reason.SIGNATURE, 0.9)
        return
    if len(group) > 2 and group[0].after_frame and marks.is_sidebar_title(group[0].text):
        head = head_of_box(group)
        page.start(group[:head], Reason.TITLE_OF_SIDEBAR, 0.85)
        page.keep_lines(group[head:], 0.7)
        return
    if heads_list(group):
        page.start(group[:1], Reason.TITLE_AFTER_FRAME, 0.65)
        page.keep_lines(group[1:], 0.7)
        return
    below = [atom for part in rest for atom in part] + section_at(page.atoms, end)
    own = page.topics.kinship(joined(group), joined(below))
    above = page.related(group, current)
    two_lines = len(group) > 1 and group[1].gap == 0
    if _captions_current(page, group):
        page.keep(group[0], Role.CAPTION, Reason.FRAMED_TEXT, 0.6)
        return
    if group[0].after_frame and not two_lines and above <= own:
        page.open(group, Reason.NOTHING_BETTER, 0.5, group[0])
        return
    if len(group) > MOST_HEAD_LINES:
        page.keep_lines(group, 0.6)
        return
    if above >= own or two_lines:
        role = Role.RUBRIC if rubric_likeness(group[0].text) > -0.5 else Role.CAPTION
        for atom in group:
            page.keep(atom, role, Reason.NAMES_SERIES_BELOW, 0.62)
        return
    page.open(group, Reason.NOTHING_BETTER, 0.5, group[0])


def _names_writer(atom: Atom) -> bool:
    return atom.sort is Sort.BYLINE and not atom.photographic


def _captions_current(page: Drafting, group: list[Atom]) -> bool:
    """Whether a line alone in its frame describes a picture of the article around it."""
    current = page.drafts[-1]
    line = group[0]
    if len(group) > 1 or not line.after_frame or not current.texts or has_ended(current):
        return False
    return len(line.text) >= 12 and " " not in line.text and rubric_likeness(line.text) < 0


def _opens_story(current: Draft, group: list[Atom]) -> bool:
    """Whether a label in heavy brackets right below the names heads the first part of the text:
    【案情回放】."""
    only_names = bool(current.head) and bool(current.atoms) and not current.texts
    if not only_names or len(group) > 1 or group[0].after_frame:
        return False
    return all(map(_names_writer, current.atoms)) and marks.is_bracketed_label(group[0].text)


def settle_unanchored(page: Drafting, group: list[Atom], end: int) -> None:
    """Settle short lines with plain text, or nothing, below them."""
    current = page.drafts[-1] if page.drafts else None
    if current is None:
        head = lines_above_list(group)
        page.start(group[:head], Reason.FIRST_ON_PAGE, 0.9)
        page.keep_lines(group[head:], 0.7)
        return
    if not current.atoms and current.reason is Reason.NOTHING_BETTER:
        page.start(group, Reason.TITLE_AFTER_FRAME, 0.8)
        return
    section = section_at(page.atoms, end)
    if not section:
        settle_last(page, group, end)
        return
    if not current.head and all(_names_writer(atom) for atom in current.atoms):
        # names at the top of the page, and the title below them
        current.head = read_head(group)
        return
    if _opens_story(current, group):
        page.keep(group[0], Role.SUBHEAD, Reason.NUMBERED, 0.85)
        return
    if stands_in_article(current, group, section[0]):
        for atom in group:
            page.keep(atom, Role.CAPTION, Reason.FRAMED_TEXT, 0.85)
        return
    while len(group) > 1 and page.belongs_above(group[0], group[1]):
        page.keep(group[0], *signature_or_list(group[0]))
        group = group[1:]
    for place, atom in enumerate(group[1:], 1):
        if marks.is_sidebar_title(atom.text):
            for above in group[:place]:
                page.keep(above, Role.RUBRIC, Reason.NAMES_SERIES_BELOW, 0.55)
            group = group[place:]
            break
    if titles_box(group, section):
        page.start(group, Reason.TITLE_OF_SIDEBAR, 0.9)
        return
    if marks.is_sidebar_title(group[0].text) and len(group) > 1:
        page.start(group[:1], Reason.TITLE_OF_SIDEBAR, 0.95)
        for atom in group[1:]:
            page.keep(atom, Role.PARAGRAPH, Reason.LIST_LINE, 0.7)
        return
    if heads_list(group):
        page.start(group[:1], Reason.TITLE_AFTER_FRAME, 0.65)
        page.keep_lines(group[1:], 0.7)
        return
    head = dashed_head(group)
    if head and (group[0].after_frame or has_ended(current)):
        # title and dashed deck need no names to be a head
        page.start(group[:head], Reason.TITLE_AFTER_FRAME, 0.85)
        for atom in group[head:]:
            page.keep(atom, Role.SUBHEAD, Reason.SHORT_LINE_IN_TEXT, 0.8)
        return
    group = page.keep_list(group)
    if not group:
        return
    if len(group) == 1 and picture_alone(page.atoms, end, current.last_text):
        page.start(group, Reason.TITLE_OF_PICTURE, 0.8)
        return
    score, reason = newness(group, section, current, page.topics)
    confidence = round(1 / (1 + math.exp(-abs(score))), 2)
    if score > 0:
        page.start(group, reason, confidence)
        return
    two_lines = len(group) > 1 and group[1].gap == 0
    reason = (
        Reason.NUMBERED
        if marks.has_label(group[0].text)
        else Reason.TWO_LINE_SUBHEAD
        if two_lines
        else Reason.SHORT_LINE_IN_TEXT
    )
    for atom in group:
        page.keep(atom, Role.SUBHEAD, reason, confidence)


def _names_who_tells(atom: Atom, current: Draft) -> bool:
    """Whether a bare name below an article is that of who calls himself by it in the text."""
    if not 2 <= len(atom.text) <= 4 or not read_byline(atom.text, after_headline=True):
        return False
    told = re.compile(f"我(?:叫|是|名叫|的名字叫){re.escape(atom.text)}")
    return any(told.search(other.text) for other in current.atoms)


def settle_last(page: Drafting, group: list[Atom], end: int) -> None:
    """Settle short lines that nothing follows but a credit, a jump or the end of the page."""
    following = page.atoms[end] if end < len(page.atoms) else None
    current = page.drafts[-1]
    framed = group[0].after_frame
    if len(group) > 2 and marks.is_sidebar_title(group[0].text):
        page.start(group[:1], Reason.TITLE_OF_SIDEBAR, 0.9 if framed else 0.75)
        for atom in group[1:]:
            page.keep(atom, Role.PARAGRAPH, Reason.LIST_LINE, 0.7)
        return
    if len(group) > 2 and group[0].gap == 0 and all(":" in atom.text for atom in group):
        # the rest of a table, and perhaps who drew it
        page.keep_lines(group, 0.7)
        return
    if following is not None and following.sort is Sort.BYLINE and not following.after_frame:
        if len(group) > 1 and framed:
            page.start(group[:1], Reason.TITLE_OF_PICTURE, 0.7)
            group = group[1:]
        for atom in group:
            page.keep(atom, Role.CAPTION, Reason.TEXT_WITH_PHOTOGRAPHER, 0.75)
        return
    if following is not None and following.sort is Sort.CAPTION:
        if framed or has_ended(current):
            page.start(group, Reason.TITLE_OF_PICTURE, 0.75)
        else:
            for atom in group:
                page.keep(atom, Role.CAPTION, Reason.SAYS_PICTURE, 0.6)
        return
    if len(group) == 2 and group[1].gap == 0 and rubric_likeness(joined(group)) > -0.5:
        for atom in group:
            page.keep(atom, Role.RUBRIC, Reason.NAMES_SERIES_BELOW, 0.55)
        return
    for atom in group:
        if read_signature(atom.text) is not None:
            page.keep(atom, Role.BYLINE, Reason.SIGNATURE, 0.85)
        elif _names_who_tells(atom, current):
            atom.credits = read_byline(atom.text, after_headline=True) or []
            page.keep(atom, Role.BYLINE, Reason.SIGNATURE, 0.75)
        elif len(group) >= 3:
            page.keep(atom, Role.PARAGRAPH, Reason.LIST_LINE, 0.6)
        elif framed and page.related([atom], current) == 0 and following is None:
            page.start([atom], Reason.TITLE_AFTER_FRAME, 0.5)
        elif atom.text.endswith(("!", "?", "”")):
            page.keep(atom, Role.PARAGRAPH, Reason.NOTHING_BETTER, 0.5)
        else:
            role = Role.CAPTION if framed else Role.RUBRIC
            page.keep(atom, role, Reason.NAMES_SERIES_BELOW, 0.5)
