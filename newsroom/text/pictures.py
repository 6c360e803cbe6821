"""Pictures without a title: those that stand for themselves, and those set into an article."""

import re

from newsroom.text import marks
from newsroom.text.atoms import Atom, Sort
from newsroom.text.drafts import Draft
from newsroom.text.headlines import rubric_likeness
from newsroom.text.lookahead import anchor_at, run_end
from newsroom.text.newness import has_ended
from newsroom.text.seams import End, end_of, fit

_UNLIKE, _LIKE = 0.05, 0.15
"""How much a picture's words may have in common with an article that they do not belong to, and how
much they have if they do."""
LONGEST_PICTURE = 300
"""Characters; a caption that is an article of its own tells a small story, but a short one."""
_OPENS_WITH_TIME = re.compile(
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{1,2}日|近日|日前|连日来|近期|近段时间|昨[日天晚]|今[日天晨]|前[日天],"
    r"|本周|上周|周[一二三四五六日]|[一-鿿]{2,6}?(?:期间|假期|过后|时节|来临|将至|前夕|季)|入[春夏秋冬汛梅]|立[春夏秋冬]"
    r"|[春夏秋冬寒暑]"
)


def picture_alone(
    atoms: list[Atom], index: int, last_text: Atom | None, kinship: float = 1.0
) -> bool:
    """Whether a picture without a title begins at `index`: caption and credit, or credit and
    caption, where the article above is complete and nothing of it follows.

    `last_text` is the last text of the article above, `kinship` how much the caption speaks of the
    same as that article does.
    """
    if last_text is not None and end_of(last_text.text) not in (End.CLOSED, End.LIST):
        return False
    end = _end_of_picture(atoms, index)
    if end is None:
        return False
    if kinship > _LIKE and not _OPENS_WITH_TIME.match(atoms[index].text):
        # it shows what the article above tells
        return False
    own = kinship < _UNLIKE and bool(_OPENS_WITH_TIME.match(atoms[index].text))
    return _nothing_goes_on(atoms, end, unlike=own)


def tells_own_news(caption: str) -> bool:
    """Whether the words of a picture begin as a report does, with the time.

    >>> tells_own_news("昨天,民警在路口执勤。"), tells_own_news("民警在路口执勤。")
    (True, False)
    """
    return bool(_OPENS_WITH_TIME.match(caption)) and caption.endswith(("。", "!"))


def picture_begins(atoms: list[Atom], index: int) -> bool:
    """Whether a caption and its credit begin at `index`, of whatever article."""
    return _end_of_picture(atoms, index) is not None


def _end_of_picture(atoms: list[Atom], index: int) -> int | None:
    """The place behind a caption and its credit that begin at `index`."""
    first = atoms[index]
    if not first.begins_line or index + 1 >= len(atoms):
        return None
    if first.sort is Sort.BYLINE:
        below = atoms[index + 1]
        tells = below.sort in (Sort.TEXT, Sort.CAPTION) and not below.after_frame
        return index + 2 if first.photographic and first.after_frame and tells else None
    place, length = index, 0
    while place < len(atoms) and atoms[place].sort in (Sort.TEXT, Sort.CAPTION):
        if place > index and (atoms[place].after_frame or place > index + 1):
            return None
        length += len(atoms[place].text)
        place += 1
    if place >= len(atoms) or length > LONGEST_PICTURE or not _is_credit(atoms[place]):
        return None
    if atoms[place].after_frame and not (first.after_frame and _OPENS_WITH_TIME.match(first.text)):
        return None
    complete = end_of(atoms[place - 1].text) is End.CLOSED or first.sort is Sort.CAPTION
    shown = first.sort is Sort.CAPTION or length > 12
    told = _OPENS_WITH_TIME.match(first.text) or (first.after_frame and shown)
    while place < len(atoms) and atoms[place].sort is Sort.BYLINE:
        place += 1
    return place if complete and told else None


def _is_credit(atom: Atom) -> bool:
    return atom.photographic and not marks.tells_whole_report(atom.text)


def _nothing_goes_on(atoms: list[Atom], end: int, *, unlike: bool) -> bool:
    """Whether what follows is the end of the page, another picture, or the head of another
    article; `unlike` tells that the caption has news of its own."""
    while end < len(atoms) and (after := _end_of_picture(atoms, end)) is not None:
        end = after
    if end >= len(atoms) or atoms[end].sort is Sort.FROM:
        return True
    if atoms[end].sort is not Sort.TITLE:
        return False
    if marks.is_notice_title(atoms[end].text) or (unlike and atoms[end].after_frame):
        return True
    below = run_end(atoms, end)
    return anchor_at(atoms, below) is not None or (
        below < len(atoms) and marks.is_salutation(atoms[below].text)
    )


def stands_in_article(draft: Draft, group: list[Atom], below: Atom) -> bool:
    """Whether short lines above the text `below` are the words of a picture set into an article."""
    last = draft.last_text
    if last is None or below.sort is not Sort.TEXT or has_ended(draft):
        return False
    if end_of(last.text) is End.OPEN:
        # between the two ends of a broken sentence no title stands
        framed = group[0].after_frame or below.after_frame
        labelled = marks.has_label(group[0].text)
        over = fit(last.text, below.text)
        into = fit(last.text, group[0].text)
        if not labelled and len(group) <= 2 and over > (1.4 if framed else max(2.4, into)):
            return True
    return len(group) == 1 and _has_frame_to_itself(group[0], below)


def _has_frame_to_itself(line: Atom, below: Atom) -> bool:
    """A title stands close to its text, the words of a picture do not."""
    if not line.after_frame or not below.after_frame:
        return False
    plain = len(line.text) >= 10 and not re.search(r"[\s!?:,]", line.text)
    return plain and rubric_likeness(line.text) < 0.5 and not marks.is_notice_title(line.text)
