"""How much a short line above plain text speaks for a new article, and how much for a subhead of
the current one."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from newsroom.text import marks
from newsroom.text.atoms import Atom, Sort
from newsroom.text.drafts import Draft, Piece
from newsroom.text.groups import marks_the_end
from newsroom.text.headlines import rubric_likeness
from newsroom.text.reasons import Reason
from newsroom.text.roles import Role
from newsroom.text.seams import End, end_of
from newsroom.text.topics import Topics

_LOOKED_BACK = 80
"""Lines of an article in which its subheads are looked for."""
_SPACE = re.compile(r"[\s\u3000]")
_ANNOUNCES = re.compile(r"(?:如下|以下[一-鿿\d]{1,8}|分别是|包括|其中)[:]$|如下。$")
_OPENS_REPORT = re.compile(
    r"(?:近日|日前|昨[天日晚]|今[天日晨]|前[天日不]|连日来|近期|最近|\d{1,2}月|\d{1,2}日|本周|上周|\d{4}年"
    r"|记者(?:从|昨|近|日|了解|获悉)|为(?:了|进一步|切实|深入)"
    r"|(?![在从对向当随走到])[一-鿿]{2,8}?(?:省|市|县|区)[一-鿿]{0,10}(?:法院|检察|公安|司法|警方|局|委|镇|乡|街道|村|社区))"
)
"""How reports begin, and parts of reports seldom: with the time, or with who did it, in full."""


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
    if group[0].after_frame and _goes_on_elsewhere(current) and not marks.has_label(text):
        # what is left of the article stands on another page
        return 2.0, Reason.TITLE_AFTER_END
    if current.notice and has_ended(current) and not marks.has_label(text):
        # behind who signs a notice nothing of it is left
        return 2.5, Reason.TITLE_AFTER_END
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
        apart = group[0].after_frame or current.dated or has_ended(current)
        if apart and not spoken and current.texts:
            # no conversation was going on: a column of questions begins in a frame of its own, or
            # below a report
            return 1.5, Reason.TITLE_AFTER_FRAME
        # a part of a conversation, whose questions go on below
        return -3.0, Reason.SHORT_LINE_IN_TEXT
    if current.subheads and _in_brackets(current.atoms[-1]) and _in_brackets(section[-1]):
        # one of several voices, each with its name in brackets below it
        return -2.0, Reason.SHORT_LINE_IN_TEXT
    if _is_announced(current, group[0]):
        return -3.0, Reason.SHORT_LINE_IN_TEXT
    tagged = marks.has_tag(text) and not group[0].after_frame
    if tagged and any(marks.has_tag(other) for other in _subheads(current)):
        return -3.0, Reason.NUMBERED
    if marks.is_diary_date(text):
        return -3.0, Reason.NUMBERED
    if len(group) == 1 and group[0].after_frame and _is_picture(section):
        # a title in a frame, and nothing right below it but a picture
        return 2.0, Reason.TITLE_OF_PICTURE
    signs = list(_signs(group, _without_picture(section), current, topics))
    reason = (
        Reason.TITLE_AFTER_END
        if has_ended(current)
        else Reason.TITLE_AFTER_FRAME
        if "behind a frame" in signs
        else Reason.TITLE_UNLIKE_SUBHEAD
    )
    return sum(map(_WEIGHTS.__getitem__, signs)), reason


_WEIGHTS = {
    "any": -1.88,
    "behind a frame": 1.95,
    "parts joined by a space": 2.09,
    "two lines of one block": -1.77,
    "two blocks": 1.39,
    "names below, though the article has its own above": 2.2,
    "names below": 0.5,
    "a picture below": 0.52,
    "the article has names and no dateline": -1.24,
    "the article has a dateline": 0.59,
    "the article has a dateline and few paragraphs": 0.28,
    "hardly anything in common": 1.59,
    "little in common": 0.33,
    "no word of the title above": 1.46,
    "many words of the title above": -0.53,
    "no word of the title below": -0.5,
    "opens as a report does": 1.45,
    "as long as a subhead above": -1.26,
    "below other subheads": -1.19,
    "below many paragraphs": 1.02,
    "below an end": 1.3,
    "the article goes on from another page": -1.14,
    "a short name behind a frame": 1.26,
    "one paragraph": 0.83,
    "8 characters or less": -1.29,
    "12 characters or less": -0.82,
    "18 characters or more": 0.67,
    "calls or asks": -0.76,
    "has a comma": -0.5,
    "has a colon": 0.35,
    "names a column": 1.8,
    "below a picture of its own": 0.45,
    "has a printer's mark": -0.5,
    "labelled": -4.0,
    "nothing above yet": -2.0,
    "in the middle of a sentence": 1.0,
}
"""How much each sign speaks for a new article. From a logistic regression over the short lines of
the gold pages that have plain text below them, as they are, with the names and datelines of single
articles left out, and in other company; of pages by authors left out 94 in 100 are settled rightly.
The last five are too rare for that and set by hand."""


def _signs(group: list[Atom], section: list[Atom], current: Draft, topics: Topics) -> Iterator[str]:
    """What speaks for or against a new article at a short line, by the names in `_WEIGHTS`."""
    text = " ".join(atom.text for atom in group)
    yield "any"
    if group[0].after_frame and not _below_picture(current):
        yield "behind a frame"
    if group[0].after_frame and rubric_likeness(text) > 1:
        yield "a short name behind a frame"
    yield from _signs_of_line(group, text, list(_subheads(current)))
    names = section[-1].sort is Sort.BYLINE
    own = any(atom.sort is Sort.BYLINE and not atom.tail for atom in current.atoms[:3])
    if names and section[-1].photographic:
        yield "a picture below"
    elif names:
        yield "names below, though the article has its own above" if own else "names below"
    texts = [atom for atom in section if atom.sort is Sort.TEXT]
    if len(texts) == 1:
        yield "one paragraph"
    if texts and _OPENS_REPORT.match(texts[0].text):
        yield "opens as a report does"
    yield from _signs_above(text, current, own=own)
    above = joined(current.atoms) + current_title(current)
    kin = topics.kinship(joined(section[:40]), above)
    if kin < 0.1:
        yield "little in common"
    if kin < 0.05:
        yield "hardly anything in common"
    shared = topics.kinship(text, above)
    if shared == 0:
        yield "no word of the title above"
    if shared > 0.3:
        yield "many words of the title above"
    if topics.kinship(text, joined(section)) == 0:
        yield "no word of the title below"


def _signs_of_line(group: list[Atom], text: str, subheads: list[str]) -> Iterator[str]:
    if marks.has_label(text):
        yield "has a printer's mark" if marks.is_bulleted(text) else "labelled"
    if len(group) > 1:
        yield "two blocks" if group[1].gap else "two lines of one block"
    if _SPACE.search(group[-1].text) and not any(map(_SPACE.search, subheads)):
        # unless the subheads above are set like that too
        yield "parts joined by a space"
    for length in (8, 12):
        if len(text) <= length:
            yield f"{length} characters or less"
    if len(text) >= 18:
        yield "18 characters or more"
    if re.search("[!?]", text):
        yield "calls or asks"
    if "," in text:
        yield "has a comma"
    if ":" in text:
        yield "has a colon"
    if marks.names_column(group[0].text) and not marks.has_label(group[0].text):
        # which heads no part of a report
        yield "names a column"


def _signs_above(text: str, current: Draft, *, own: bool) -> Iterator[str]:
    subheads = list(_subheads(current))
    if subheads:
        yield "below other subheads"
        if min(abs(len(text) - len(other)) for other in subheads) <= 2:
            yield "as long as a subhead above"
    if current.dated:
        yield "the article has a dateline"
        if current.texts <= 3:
            yield "the article has a dateline and few paragraphs"
    elif own:
        yield "the article has names and no dateline"
    if current.texts >= 5:
        yield "below many paragraphs"
    if not current.texts:
        # a first subhead, or a title line parted from its head
        yield "nothing above yet"
    if current.atoms and current.atoms[0].sort is Sort.FROM and not current.dated:
        yield "the article goes on from another page"
    if has_ended(current):
        yield "below an end"
    last = current.atoms[-1] if current.atoms else None
    pictured = last is not None and last.sort is Sort.BYLINE and last.photographic
    if pictured and current.head and current.texts <= 2 and not (current.dated or own):
        yield "below a picture of its own"
    if current.last_text and end_of(current.last_text.text) is End.OPEN:
        # no subhead stands in the middle of a sentence, but another article may
        yield "in the middle of a sentence"


def _is_announced(current: Draft, line: Atom) -> bool:
    """Whether the paragraph right above a line says that what follows is part of it: 情况如下:; or
    another such line does, in whose manner it goes on."""
    if line.after_frame or not current.atoms or has_ended(current):
        return False
    last = current.atoms[-1]
    if last.sort is Sort.TEXT and _ANNOUNCES.search(last.text):
        return True
    for above, atom in pairwise(current.atoms[-_LOOKED_BACK:]):
        if current.titles.get(atom.start, (None,))[0] is Role.SUBHEAD:
            first = above.sort is Sort.TEXT and bool(_ANNOUNCES.search(above.text))
            return first and abs(len(atom.text) - len(line.text)) <= len(atom.text) // 2
    return False


def _is_picture(section: list[Atom]) -> bool:
    """Whether a section begins with the words of a picture and its maker."""
    if len(section) < 2 or section[0].sort not in (Sort.TEXT, Sort.CAPTION):
        return False
    words, maker = section[:2]
    shot = maker.photographic and not marks.tells_whole_report(maker.text)
    return shot and not words.after_frame and len(words.text) <= 220


def _in_brackets(atom: Atom) -> bool:
    """Whether a line is names in brackets, as below the words of a reader."""
    return atom.begins_line and len(atom.text) <= 30 and bool(re.fullmatch("[(].+[)]", atom.text))


def _subheads(draft: Draft) -> Iterator[str]:
    """The last subheads of an article so far; to look at all would make long articles slow."""
    for atom in draft.atoms[-_LOOKED_BACK:]:
        if draft.titles.get(atom.start, (None,))[0] is Role.SUBHEAD:
            yield atom.text


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


def _goes_on_elsewhere(draft: Draft) -> bool:
    """Whether the last line of an article says on which page it goes on."""
    last = draft.atoms[-1] if draft.atoms else None
    return last is not None and last.mark is not None and last.mark.type == "continues_on"


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
    if last.sort in (Sort.TEXT, Sort.NOTE) and any(
        atom.sort is Sort.NOTE and marks_the_end(atom.text) for atom in draft.atoms[-2:]
    ):
        # what the editors say behind an article is the last of it
        return True
    if last.sort is Sort.JUMP:
        return last.mark is not None and (last.mark.type == "continues_on" or last.begins_line)
    if last.sort is Sort.BYLINE:
        return draft.texts > 0 and not last.photographic
    return bool(draft.titles.get(last.start, (None,))[0] is Role.BYLINE)
