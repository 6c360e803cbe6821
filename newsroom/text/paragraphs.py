"""What stands below an article's head: paragraphs made whole again, captions, credits, notes,
signatures."""

import re

from newsroom.text import marks
from newsroom.text.atoms import Atom, Sort, is_entry
from newsroom.text.bylines import read_byline
from newsroom.text.drafts import Draft, Piece
from newsroom.text.lookahead import writer_below
from newsroom.text.pictures import shows_somebody
from newsroom.text.reasons import Reason
from newsroom.text.roles import Role
from newsroom.text.seams import End, closes_first, cut_word, end_of, fit
from newsroom.text.signatures import read_signature

_LONGEST_CAPTION = 220
_SHORT_CAPTION = 80
_REMARK_BELOW = re.compile(r"(?:注|备注|附注|说明)\s?:")
"""What is said of a table below it."""
_ROW = re.compile(r"[^\s。,;:、]{2,12}:[^。,;:]{1,30}(?::\d\d)?")
"""One row of a table: what it tells of, a colon, how much."""
_DRAWN = re.compile(
    r"[(]?(?:制图|制表|绘图|作图)\s?[/:]?\s?[^摄]*|[^摄]*(?:制图|制表|绘图|作图)[)]?"
)
"""Who drew a chart: that has figures of its own, and seldom a sentence to explain it."""
_LONG_LEAD_IN = 80
_ANNOUNCES = re.compile(
    r"(?:如下|下列|以下|[这那]样|[几两二三四五六七八九十\d]+[个大点条项种类方面])[^。;,:]{0,8}[:]$"
    r"|(?:说|道|问|答|称|写|信|诗|歌|规定|要求|提醒|建议|显示)(?:着|下|了|到)?[:]$"
)
"""A lead-in to a list, or to words that somebody said or wrote."""
_SPEECH = re.compile(
    r"(?:说|道|表示|介绍|指出|认为|强调|问|答|称|写道|回忆|坦言|感慨|解释|提醒|告诉记者|告诉我们"
    r"|直言|笑言|呼吁)[:]$"
)


def read_body(draft: Draft) -> None:
    """Turn the atoms below an article's head into pieces, in reading order."""
    body = draft.body
    note_goes_on = False
    for index, atom in enumerate(draft.atoms):
        given = draft.titles.get(atom.start)
        if given:
            _add_short(body, atom, *given)
            note_goes_on = False
        elif atom.sort is Sort.NOTE:
            _add_note(draft, atom)
            note_goes_on = len(atom.text) <= 8
        elif atom.sort is Sort.JUMP:
            body.append(Piece(Role.JUMP, [atom], Reason.SENDS_ON, 0.98))
        elif atom.sort is Sort.FROM:
            body.append(Piece(Role.CONTINUED_FROM, [atom], Reason.COMES_FROM, 0.98))
        elif atom.sort is Sort.DATELINE:
            body.append(Piece(Role.DATELINE, [atom], Reason.DATELINE, 0.98))
        elif atom.sort is Sort.BYLINE:
            _add_names(draft, atom, index)
        elif atom.sort in (Sort.CAPTION, Sort.TEXT) and _goes_on_below(draft, index):
            body[-1].go_on(atom, Reason.JOINED, 0.85)
        elif atom.sort is Sort.CAPTION:
            body.append(Piece(Role.CAPTION, [atom], Reason.SAYS_PICTURE, 0.93))
        elif note_goes_on:
            body.append(Piece(Role.EDITORS_NOTE, [atom], Reason.EDITORS_NOTE, 0.7))
            note_goes_on = end_of(atom.text) is not End.CLOSED
        elif caption_reason := _caption_reason(draft, index):
            _add_caption(body, atom, caption_reason)
        else:
            _add_text(draft, atom, index)


def _add_short(
    body: list[Piece], atom: Atom, role: Role, reason: Reason, confidence: float
) -> None:
    last = body[-1] if body else None
    if (
        last
        and last.role is role
        and atom.gap == 0
        and role is not Role.PARAGRAPH
        and last.reason is reason
    ):
        last.go_on(atom, reason, confidence)
    else:
        body.append(Piece(role, [atom], reason, confidence))
    if role is Role.BYLINE and not atom.credits:
        atom.credits = read_signature(atom.text) or []


def _add_note(draft: Draft, atom: Atom) -> None:
    draft.body.append(Piece(Role.EDITORS_NOTE, [atom], Reason.EDITORS_NOTE, 0.95))


def _add_names(draft: Draft, atom: Atom, index: int) -> None:
    body = draft.body
    last = body[-1] if body else None
    after_text = any(piece.role in (Role.PARAGRAPH, Role.CAPTION) for piece in reversed(body[-6:]))
    if atom.tail and not after_text:
        body.append(Piece(Role.BYLINE, [atom], Reason.NAMES_IN_BRACKETS, 0.97))
    elif last and last.role in (Role.BYLINE, Role.CREDIT) and atom.gap == 0:
        last.go_on(atom, last.reason, last.confidence)
    elif last and last.role is Role.CAPTION and _writes_below_picture(draft, index):
        body.append(Piece(Role.BYLINE, [atom], Reason.NAMES_WITH_ROLES, 0.85))
    elif _words_follow(draft, index) or (last and last.role is Role.CAPTION):
        body.append(Piece(Role.CREDIT, [atom], _names_reason(atom), 0.9))
    elif (
        atom.photographic
        and not (marks.is_picture_source(atom.text) and atom.gap)
        and not atom.after_frame
        and last
        and last.role is Role.PARAGRAPH
        and not _follows_dateline(body)
        and _is_caption_text(last, atom)
    ):
        last.role, last.reason, last.confidence = Role.CAPTION, Reason.TEXT_WITH_PHOTOGRAPHER, 0.8
        body.append(Piece(Role.CREDIT, [atom], _names_reason(atom), 0.85))
    elif after_text:
        body.append(Piece(Role.BYLINE, [atom], _names_reason(atom), 0.9))
    else:
        reason = Reason.NAMES_WITH_ROLES if read_byline(atom.text) else Reason.NAMES_AFTER_TITLE
        body.append(Piece(Role.BYLINE, [atom], reason, 0.97))


def _writes_below_picture(draft: Draft, index: int) -> bool:
    """Whether names below a picture between the headline and the text are of who wrote: they stand
    apart from the picture's words, nobody of them took it, and no others are named."""
    atom, body = draft.atoms[index], draft.body
    shot = atom.photographic and not marks.tells_whole_report(atom.text)
    if not draft.head or shot or not (atom.gap and atom.begins_line):
        return False
    if any(piece.role is not Role.CAPTION for piece in body) or not read_byline(atom.text):
        return False
    below = next((a for a in draft.atoms[index + 1 :] if a.sort is not Sort.BYLINE), None)
    told = below is not None and below.sort in (Sort.TEXT, Sort.DATELINE, Sort.NOTE)
    return told and below is not None and not below.after_frame


def _goes_on_below(draft: Draft, index: int) -> bool:
    """Whether a caption is the second printed line of the one above it, which breaks off there."""
    atom, last = draft.atoms[index], draft.body[-1] if draft.body else None
    if last is None or last.role is not Role.CAPTION or atom.gap or not atom.begins_line:
        return False
    if atom.sort is Sort.TEXT and len(atom.text) > _SHORT_CAPTION:
        return False
    return end_of(last.tail) is End.OPEN and not marks.is_caption(atom.text)


def _words_follow(draft: Draft, index: int) -> bool:
    """Whether a photographer's name run on after a paragraph is that of the picture whose words
    stand right below: 下图:…."""
    atom, below = draft.atoms[index], draft.atoms[index + 1 : index + 2]
    picture = bool(below) and below[0].sort is Sort.CAPTION and below[0].gap == 0
    return atom.tail and atom.photographic and picture and below[0].begins_line


def _follows_dateline(body: list[Piece]) -> bool:
    """Whether the last paragraph is the first of a report, right behind its dateline."""
    above = [piece for piece in body[-3:-1] if piece.role is not Role.BYLINE]
    return bool(above) and above[-1].role is Role.DATELINE


def _names_reason(atom: Atom) -> Reason:
    return Reason.NAMES_RUN_ON if atom.tail else Reason.NAMES_AFTER_TEXT


def _is_caption_text(piece: Piece, credit: Atom) -> bool:
    """Whether a paragraph before a photographer's name is the caption and not the last paragraph of
    a report."""
    first = piece.atoms[0]
    whole_report = marks.tells_whole_report(credit.text)
    return (
        len(piece.text) <= _LONGEST_CAPTION
        and not whole_report
        and not _shows_chart(credit, first)
        and not (first.gap == 0 and _ROW.fullmatch(piece.text))
        and (first.after_frame or len(piece.text) <= 90)
    )


def _shows_chart(credit: Atom, words: Atom) -> bool:
    """Whether names are of who drew a chart, and the text above stands in no frame with it."""
    return not words.after_frame and bool(_DRAWN.fullmatch(credit.text))


def _caption_reason(draft: Draft, index: int) -> Reason | None:
    """Why a text of its own in the middle of an article is a picture's caption, if it is."""
    atom = draft.atoms[index]
    if len(atom.text) > _LONGEST_CAPTION or not atom.begins_line:
        return None
    above = draft.atoms[index - 1] if index else None
    if above is not None and above.sort is Sort.DATELINE:
        # what has a dateline is a report, whoever took a picture of it
        return None
    if above is not None and atom.gap == 0 and _is_row(above) and _is_row(atom):
        return None
    following = draft.atoms[index + 1] if index + 1 < len(draft.atoms) else None
    if marks.has_picture_words(atom.text) and len(atom.text) <= 120 and not draft.notice:
        return Reason.SAYS_PICTURE
    named = following is not None and following.sort is Sort.BYLINE and not following.after_frame
    if named and following is not None and following.photographic:
        if marks.is_picture_source(following.text) and following.gap:
            # where all pictures of the page come from
            return None
        no_words = (
            marks.tells_whole_report(following.text)
            or _shows_chart(following, atom)
            or _words_follow(draft, index + 1)
        )
        if not no_words and len(atom.text) <= 160:
            return Reason.TEXT_WITH_PHOTOGRAPHER
    if not atom.after_frame:
        return None
    if index == 0 and draft.head and writer_below(draft.atoms, 0):
        # between the headline and the names of who wrote
        return Reason.CAPTION_BETWEEN_TITLE_AND_BYLINE
    if following is not None and not following.after_frame:
        shown = following.sort is Sort.TEXT and not draft.notice and shows_somebody(atom.text)
        return Reason.FRAMED_TEXT if shown and _is_told_to_the_end(draft.body) else None
    return _framed_reason(draft.body, atom, following)


def _is_row(atom: Atom) -> bool:
    return atom.sort is Sort.TEXT and bool(_ROW.fullmatch(atom.text))


def _is_told_to_the_end(body: list[Piece]) -> bool:
    """Whether the paragraph above ends with a sentence, so that nothing of it is still to come."""
    return bool(body) and body[-1].role is Role.PARAGRAPH and end_of(body[-1].tail) is End.CLOSED


def _framed_reason(body: list[Piece], atom: Atom, following: Atom | None) -> Reason | None:
    """Why a short text with the edge of a frame above and below is a caption, if it is."""
    opened = _open_piece(body)
    if opened is None or len(atom.text) > 120 or (following and following.sort is not Sort.TEXT):
        return None
    closed = end_of(atom.text) is End.CLOSED and len(atom.text) <= _SHORT_CAPTION
    if end_of(opened.tail) is not End.OPEN:
        inside = following is not None and end_of(opened.tail) is End.CLOSED
        return Reason.FRAMED_TEXT if closed and inside else None
    if following is None:
        return None
    over, into = fit(opened.tail, following.text), fit(opened.tail, atom.text)
    return Reason.FRAMED_TEXT if over > into or (over == into and closed) else None


def _add_caption(body: list[Piece], atom: Atom, reason: Reason) -> None:
    body.append(Piece(Role.CAPTION, [atom], reason, 0.75))


def _add_text(draft: Draft, atom: Atom, index: int) -> None:
    body = draft.body
    last = body[-1] if body else None
    if (
        last
        and last.role in (Role.EDITORS_NOTE, Role.CAPTION)
        and joins(last.tail, atom)
        and last.atoms[-1].ends_line
    ):
        opened = _open_piece(body[:-1])
        if opened is None or fit(opened.tail, atom.text) < fit(last.tail, atom.text):
            last.go_on(atom, *_join_reason(last.tail, atom.text))
            return
    target = _open_piece(body)
    led_in = target is not None and target is last and _ends_lead_in(draft, index, target.tail)
    if target is not None and atom.begins_line and (led_in or joins(target.tail, atom)):
        reason, confidence = _join_reason(target.tail, atom.text)
        if target is not last:
            reason, confidence = Reason.JOINED_OVER_INSERT, confidence - 0.1
        target.go_on(atom, reason, confidence)
        return
    end = end_of(atom.text)
    if end is End.LEAD_IN and len(atom.text) < 60:
        body.append(Piece(Role.PARAGRAPH, [atom], Reason.LEAD_IN, 0.8))
    elif marks.is_list_item(atom.text):
        body.append(Piece(Role.PARAGRAPH, [atom], Reason.LIST_LINE, 0.9))
    elif marks.has_speaker(atom.text):
        body.append(Piece(Role.PARAGRAPH, [atom], Reason.SPEAKER, 0.95))
    else:
        body.append(
            Piece(Role.PARAGRAPH, [atom], Reason.SENTENCES, 0.97 if end is End.CLOSED else 0.8)
        )


def _ends_lead_in(draft: Draft, index: int, left: str) -> bool:
    """Whether a text is the one sentence that a long paragraph left open with a colon, and neither
    the first of several nor what somebody wrote or said."""
    if len(left) < _LONG_LEAD_IN or end_of(left) is not End.LEAD_IN or _ANNOUNCES.search(left):
        return False
    atom = draft.atoms[index]
    one = atom.text.count("。") == 1 and atom.text.endswith("。") and "," in atom.text
    if not one or len(atom.text) < 20 or re.match(r"[“《]", atom.text) or not atom.gap:
        return False
    below = draft.atoms[index + 1] if index + 1 < len(draft.atoms) else None
    listed = any(marks.is_list_item(a.text) for a in (atom, below) if a is not None)
    return not (listed or marks.has_speaker(atom.text))


def _open_piece(body: list[Piece]) -> Piece | None:
    """The paragraph that may go on: the last one, looking back over captions, credits and notes set
    into it."""
    for piece in reversed(body[-8:]):
        if piece.role is Role.PARAGRAPH:
            listed = piece.reason is Reason.LIST_LINE and len(piece.tail) < 40
            # an entry with clauses of its own is prose, and can break off like any other
            return None if listed and not re.search("[。,;、]", piece.tail) else piece
        if piece.role not in (Role.CAPTION, Role.CREDIT, Role.EDITORS_NOTE):
            return None
    return None


def joins(left: str, atom: Atom) -> bool:
    """Whether a paragraph that ends as `left` does goes on in the block `atom`."""
    left = left[-600:]
    end = end_of(left)
    right = atom.text
    if _REMARK_BELOW.match(right):
        return False
    if atom.gap == 0 and (is_entry(right) or (_ROW.fullmatch(left) and _ROW.fullmatch(right))):
        return False
    if marks.is_list_item(right) or marks.has_speaker(right) or marks.is_salutation(right):
        return end is End.OPEN and fit(left, right) > 1.5
    entry = len(left) < 40 and (marks.is_list_item(left) or is_entry(left))
    if end is End.OPEN and entry and not re.search("[。,;、]", left):
        return fit(left, right) > 1.5
    if end is End.OPEN:
        # one list or notice line below another in the same block is a line of its own
        return atom.gap > 0 or fit(left, right) > 0.5
    if end is End.IN_QUOTATION:
        return closes_first(right) is not None and not right.startswith("“")
    if end is End.LIST:
        return atom.gap > 0 and len(left) > 60 and fit(left, right) >= 0
    if end is End.LEAD_IN:
        return bool(_SPEECH.search(left)) and right.startswith("“") and len(left) > 40
    return False


def _join_reason(left: str, right: str) -> tuple[Reason, float]:
    left, right = left[-400:], right[:400]
    if end_of(left) is End.IN_QUOTATION:
        return Reason.JOINED_QUOTATION, 0.75
    if cut_word(left, right):
        return Reason.JOINED_WORD, 0.97
    certainty = fit(left, right)
    return Reason.JOINED, 0.95 if certainty > 1 else 0.88 if certainty >= 0 else 0.7
