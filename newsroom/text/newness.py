"""How much a short line above plain text speaks for a new article, and how much for a subhead of
the current one."""

import re
from collections.abc import Sequence

from newsroom.text import marks
from newsroom.text.atoms import Atom, Sort
from newsroom.text.drafts import Draft, Piece
from newsroom.text.reasons import Reason
from newsroom.text.roles import Role
from newsroom.text.seams import End, end_of
from newsroom.text.topics import Topics


def newness(
    group: list[Atom], section: list[Atom], current: Draft, topics: Topics
) -> tuple[float, Reason]:
    """Weigh whether a short line opens an article (above zero) or a part of the current one
    (below)."""
    text = " ".join(atom.text for atom in group)
    if marks.is_sidebar_title(group[0].text):
        if marks.is_word_of_expert(text) and not group[0].after_frame and not has_ended(current):
            # 【法官说法】 closes the case above, as 【案情】 opened it
            return -2.0, Reason.NUMBERED
        return 4.0, Reason.TITLE_OF_SIDEBAR
    if marks.is_notice_title(group[-1].text) and not marks.has_label(text):
        return 3.5, Reason.TITLE_OF_NOTICE
    if group[-1].run_in:
        return 2.5, Reason.RUN_IN_TITLE
    mark = marks.is_bulleted(text) and text[0]
    if mark and current.head and current.head[-1].text.startswith(mark):
        return 3.0, Reason.TITLE_OF_BRIEFS
    if marks.is_briefs_title(group[-1].text) and marks.is_bulleted(section[0].text):
        return 3.0, Reason.TITLE_OF_BRIEFS
    if is_in_column_of_briefs(current) and _heads_item(group, section, current):
        return 2.5, Reason.TITLE_OF_BRIEFS
    if marks.is_reminder(text) and not current.subheads and current.texts >= 3:
        return 1.5, Reason.TITLE_OF_SIDEBAR
    if marks.is_salutation(section[0].text):
        return 3.5, Reason.SALUTATION
    spoken = current.last_text is not None and marks.has_speaker(current.last_text.text)
    if marks.has_speaker(section[0].text) and (spoken or marks.is_question(section[0].text)):
        if group[0].after_frame and not spoken and current.texts:
            # no conversation was going on: a column of questions begins in a frame of its own
            return 1.5, Reason.TITLE_AFTER_FRAME
        # a part of a conversation, whose questions go on below
        return -3.0, Reason.SHORT_LINE_IN_TEXT
    if marks.is_diary_date(text):
        return -3.0, Reason.NUMBERED
    score, reason = -0.6, Reason.TITLE_UNLIKE_SUBHEAD
    section = _without_picture(section)
    if group[0].after_frame and not _below_picture(current):
        score, reason = score + 2.0, Reason.TITLE_AFTER_FRAME
    if has_ended(current):
        score, reason = score + 3.0, Reason.TITLE_AFTER_END
    if marks.has_label(text):
        score -= 4.0
    if len(group) > 1 and group[1].gap == 0:
        score -= 3.5
    elif re.search(r"[\s\u3000]", text):
        score += 1.5
    if current.subheads:
        score -= 1.0
    has_byline = any(atom.sort is Sort.BYLINE and not atom.tail for atom in current.atoms[:3])
    if section[-1].sort is Sort.BYLINE:
        framed_picture = section[-1].photographic and group[0].after_frame and len(section) <= 3
        score += 2.5 if has_byline or framed_picture else 0.7
    if current.dated:
        score += 1.0 if current.texts <= 3 else 0.3
    else:
        score -= 0.8
    longest = max(len(atom.text) for atom in group)
    score += 0.5 if longest >= 18 else -0.5 if longest <= 12 else 0.0
    if current.last_text and end_of(current.last_text.text) is End.OPEN:
        # no subhead stands in the middle of a sentence, but another article may
        score += 1.2
    if marks.is_briefs_title(group[0].text) and not group[0].text.endswith("一周"):
        # the name of a column heads no part of a report
        score += 2.5
    if not current.texts:
        # nothing below the head yet: a first subhead, or a title line parted from its head
        score -= 2.0
    kin = topics.kinship(joined(section[:40]), joined(current.atoms) + current_title(current))
    score += 0.8 if kin < 0.05 else -0.8 if kin > 0.16 else 0.0
    return score, reason


def is_in_column_of_briefs(draft: Draft) -> bool:
    """Whether an article stands in a column of short items: the first with the column's name at its
    head, or another below it."""
    if draft.head and marks.is_briefs_title(draft.head[0].text):
        return True
    guide = bool(draft.head) and marks.is_guide_title(draft.head[0].text)
    return draft.reason is Reason.TITLE_OF_BRIEFS and not guide


def _heads_item(group: list[Atom], section: list[Atom], current: Draft) -> bool:
    """Whether a line in a column of short items opens the next one: one paragraph or two stand
    above it and below it, and the one above has a title too."""
    titled = any(piece.role is Role.HEADLINE for piece in current.head)
    plain = len(group) == 1 and group[0].gap > 0 and not marks.has_label(group[0].text)
    return titled and plain and 0 < current.texts <= 2 and len(section) <= 3


def _without_picture(section: list[Atom]) -> list[Atom]:
    """A section without the picture at its end, in a frame of its own or one that says what it is,
    whose credit ends nothing."""
    end = len(section)
    while end and section[end - 1].sort is Sort.BYLINE and section[end - 1].photographic:
        end -= 1
    caption = section[end - 1] if 1 < end < len(section) else None
    if caption is not None and (caption.after_frame or caption.sort is Sort.CAPTION):
        return section[: end - 1]
    return section


def _below_picture(draft: Draft) -> bool:
    """Whether the edge of a frame above a line is that of a picture set into the article."""
    if len(draft.atoms) < 3:
        return False
    before, last = draft.atoms[-2:]
    if last.sort is Sort.BYLINE and last.photographic:
        return before.after_frame
    return last.sort is Sort.CAPTION and last.after_frame


def current_title(draft: Draft) -> str:
    """The words of an article's head."""
    return "\n".join(piece.text for piece in draft.head)


def joined(atoms: Sequence[Atom]) -> str:
    # the nearest text tells enough, and more would make long articles slow
    return "\n".join(atom.text for atom in atoms[-40:])


def ends_article(piece: Piece) -> bool:
    """Whether an article hardly goes on beyond a piece: names below the text, a jump."""
    if piece.role is Role.JUMP:
        mark = piece.atoms[0].mark
        return mark is not None and mark.type == "continues_on"
    return piece.role is Role.BYLINE and not piece.atoms[-1].photographic


def has_ended(draft: Draft) -> bool:
    """Whether an article has come to an end that cannot be gone beyond: a jump, or names after its
    text."""
    if not draft.atoms:
        return False
    last = draft.atoms[-1]
    if last.sort is Sort.JUMP:
        return last.mark is not None and (last.mark.type == "continues_on" or last.begins_line)
    if last.sort is Sort.BYLINE:
        return draft.texts > 0 and not last.photographic
    return bool(draft.titles.get(last.start, (None,))[0] is Role.BYLINE)
