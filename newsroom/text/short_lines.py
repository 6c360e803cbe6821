"""Short lines that their neighbours give away: bare names, signatures, and parts of cut
paragraphs."""

import re
from itertools import pairwise

from newsroom.text import marks
from newsroom.text.atoms import Atom, Sort, is_entry
from newsroom.text.bylines import OWN_PAPER, CreditReading, read_byline
from newsroom.text.divided_lines import divide
from newsroom.text.headlines import rubric_likeness
from newsroom.text.lines import FRAME_GAP
from newsroom.text.pictures import settle_captions
from newsroom.text.seams import End, begins_amiss, end_of, first_clause, fit, opens_sentence
from newsroom.text.signatures import read_signature
from newsroom.text.surnames import has_surname
from newsroom.text.titles_by_place import settle_decks, settle_titles
from newsroom.text.words import is_word


def settle_short_lines(atoms: list[Atom]) -> None:
    """Give those short lines of a page their sort that need no weighing."""
    divide(atoms)
    settle_titles(atoms)
    settle_decks(atoms)
    _settle_marked_lists(atoms)
    _settle_names(atoms)
    settle_captions(atoms)
    _settle_pen_names(atoms)
    _settle_signatures(atoms)
    _settle_fragments(atoms)


def _settle_names(atoms: list[Atom]) -> None:
    """Read bare names as a byline where one stands: between a title and the text, or below a
    text."""
    for index, atom in enumerate(atoms[1:], 1):
        before = atoms[index - 1]
        after = atoms[index + 1] if index + 1 < len(atoms) else None
        if atom.sort is not Sort.TITLE or atom.after_frame or len(atom.text) > 26:
            continue
        if not (_stands_below_title(atoms, index) or _stands_below_text(before, atom, after)):
            continue
        if (
            marks.is_notice_title(atom.text)
            or marks.is_sidebar_title(atom.text)
            or rubric_likeness(atom.text) > 1.3
        ):
            continue
        credits = (
            read_byline(atom.text, after_headline=True)
            or read_signature(atom.text)
            or _from_a_place(atom.text)
        )
        housed = any(credit.organisation for credit in credits)
        marked = atom.text[0] in "□■◎"
        known = housed or marked
        if not known and before.sort is Sort.TITLE and len(before.text) <= len(atom.text):
            # bare names are shorter than the title above them; with a house, or with the mark of
            # a name, they may be longer
            continue
        if credits and (marked or all(credit.role != "署名单位" for credit in credits)):
            atom.sort, atom.credits = Sort.BYLINE, credits


def _from_a_place(text: str) -> list[CreditReading]:
    """A writer with nothing but the place where he lives: 某地 王一平."""
    match = re.fullmatch(r"([一-鿿]{2,3})[\s\u3000]+([一-鿿]{2,3})", text)
    if match is None or has_surname(match[1]) or not has_surname(match[2]) or is_word(match[2]):
        return []
    return [CreditReading(match[2], None, None)]


def _settle_marked_lists(atoms: list[Atom]) -> None:
    """Read lines of one block that all begin with a triangle as a list: one alone would explain a
    picture."""
    for above, atom in pairwise(atoms):
        if (
            atom.gap < FRAME_GAP
            and atom.begins_line
            and atom.text[0] in "▲△▼▽"
            and above.text[0] == atom.text[0]
        ):
            for line in (above, atom):
                if line.sort is Sort.CAPTION:
                    line.sort = Sort.TEXT


def _settle_pen_names(atoms: list[Atom]) -> None:
    """On a page where bare names stand below the titles, read other short words there as names too:
    writers of essays choose names without a family name."""
    bare = [
        index
        for index, atom in enumerate(atoms)
        if atom.sort is Sort.BYLINE
        and index
        and atoms[index - 1].sort is Sort.TITLE
        and len(atom.credits) == 1
        and atom.credits[0].role is None
    ]
    if len(bare) < 2:
        return
    for index in range(1, len(atoms) - 1):
        before, atom, after = atoms[index - 1 : index + 2]
        if (
            atom.sort is Sort.TITLE
            and before.sort is Sort.TITLE
            and after.sort is Sort.TEXT
            and re.fullmatch("[一-鿿]{2,3}", atom.text)
            and atom.gap > 0
            and before.gap > 0
            and not atom.after_frame
            and len(before.text) > len(atom.text)
            and after.gap > 0
            and len(after.text) > 30
            and rubric_likeness(atom.text) <= 1.3
            and not (marks.is_notice_title(atom.text) or _in_brackets(before))
        ):
            atom.sort, atom.credits = Sort.BYLINE, [CreditReading(atom.text, None, None)]


def _stands_below_title(atoms: list[Atom], index: int) -> bool:
    if index + 1 == len(atoms) or atoms[index - 1].sort is not Sort.TITLE:
        return False
    after = atoms[index + 1]
    if after.sort in (Sort.TEXT, Sort.DATELINE) or (after.gap == 0 and _in_brackets(after)):
        return True
    # the lines of a poem look like titles, but stand together
    verse = atoms[index + 2 : index + 3]
    return after.sort is Sort.TITLE and after.gap > 0 and bool(verse) and verse[0].gap == 0


def _stands_below_text(before: Atom, atom: Atom, after: Atom | None) -> bool:
    if before.sort not in (Sort.TEXT, Sort.CAPTION):
        return False
    if _in_brackets(atom):
        return True
    return (
        after is None
        or after.sort is Sort.FURNITURE
        or (after.sort is Sort.TEXT and len(after.text) < 16 and after.text.endswith(":"))
        or (
            after.sort is Sort.TITLE
            and (len(after.text) > 6 or (len(atom.text) <= 4 and not is_word(atom.text)))
        )
    )


_READER_SAYS_SO = re.compile(r"[一-鿿]{0,10}(?:读者|市民|居民|网友)[\s\u3000:]")
"""Nobody but who signs a letter is called so right before his name."""


_ANSWERS = re.compile(r"[一-鿿]{2,6}(?:[(][^()]{2,30}[)])?(?:答复|回复|解答|答)?:")


def _settle_signatures(atoms: list[Atom]) -> None:
    """Read the name of an institution, a reader or a date below a text as what signs it."""
    for index, atom in enumerate(atoms):
        if atom.sort is not Sort.TITLE or not index:
            continue
        before, after = atoms[index - 1], atoms[index + 1] if index + 1 < len(atoms) else None
        credits = read_signature(atom.text)
        dated = after is not None and after.gap == 0 and read_signature(after.text) == []
        if credits is None and dated and atom.gap and len(atom.text) <= 26:
            # whoever it is, the date of a notice stands in one block with his name
            credits = [CreditReading(atom.text, "署名单位", None)]
        if credits is None or before.sort not in (Sort.TEXT, Sort.BYLINE) or atom.after_frame:
            continue
        if (
            before.sort is Sort.TEXT
            and end_of(before.text) is End.OPEN
            and not is_entry(before.text)
        ):
            continue
        signed = any(credit.role == "读者" for credit in credits)
        reader = atom.gap == 0 and signed
        dates = credits == [] and atom.gap == 0 and before.sort is Sort.BYLINE
        ends = after is None or after.sort in (Sort.TITLE, Sort.FURNITURE) or after.after_frame
        own = any(credit.organisation == OWN_PAPER for credit in credits)
        if (
            ends
            or reader
            or own
            or dated
            or dates
            # below a letter, whose answer follows
            or (before.sort is Sort.TEXT and _READER_SAYS_SO.match(atom.text))
            or (signed and _ANSWERS.match(after.text if after else ""))
        ):
            atom.sort, atom.credits = Sort.BYLINE, credits


def _settle_fragments(atoms: list[Atom]) -> None:
    """Turn short lines that are parts of a paragraph cut by column breaks back into text."""
    for index, atom in enumerate(atoms):
        before = atoms[index - 1] if index else None
        after = atoms[index + 1] if index + 1 < len(atoms) else None
        if (
            atom.sort is not Sort.TITLE
            or atom.run_in
            or before is None
            or marks.has_label(atom.text)
        ):
            if before is not None and after is not None and _is_broken_item(atom, before, after):
                atom.sort = Sort.TEXT
            continue
        if (
            _is_spoken(atom, before, after)
            or _answers(atom, before, after)
            or (_in_brackets(atom) and before.sort in (Sort.TEXT, Sort.BYLINE))
        ):
            atom.sort = Sort.TEXT
            continue
        if before.sort is Sort.TEXT and end_of(before.text) is End.OPEN and not atom.after_frame:
            goes_on = fit(before.text, atom.text)
            skips = (
                fit(before.text, after.text)
                if after is not None and after.sort is Sort.TEXT
                else -1.0
            )
            if goes_on > max(1.0, skips):
                atom.sort = Sort.TEXT
                continue
        if after is None or after.sort is not Sort.TEXT or after.gap == 0:
            continue
        if re.search(r"[\s\u3000]", atom.text) or end_of(atom.text) is not End.OPEN:
            continue
        if _is_broken_off(atom, before, after):
            atom.sort = Sort.TEXT


def _is_broken_item(atom: Atom, before: Atom, after: Atom) -> bool:
    """Whether a numbered line is the beginning of a paragraph that goes on in the block below, as
    the numbered one above it is a whole one."""
    return (
        atom.sort is Sort.TITLE
        and after.sort is Sort.TEXT
        and after.gap > 0
        and before.sort is Sort.TEXT
        and not (atom.after_frame or after.after_frame)
        and marks.is_list_item(before.text)
        and marks.is_list_item(atom.text)
        and bool(re.search("[:,]", atom.text))
        and end_of(atom.text) is End.OPEN
        and fit(atom.text, after.text) >= 0
    )


_SAID = re.compile(
    "(?:说|表示|介绍|强调|指出|认为|要求|提出|告诉|称|看来|坦言|提醒|建议|透露|解释),"
)
_STARTS_SENTENCE = re.compile(
    r"\d{4}年|\d{1,2}月\d{1,2}日|\d{1,2}日|近日|日前|昨[天日]|今[天日],|记者|据"
)


def _is_broken_off(atom: Atom, before: Atom, after: Atom) -> bool:
    """Whether a short line is the beginning of a paragraph that goes on in the block below.

    Weighed by a logistic regression over the titles and subheads of the gold pages and the first 4
    to 62 characters of their paragraphs: over pages left out it finds 85 of 100 such beginnings and
    takes two titles in a hundred for one.
    """
    if before.sort not in (Sort.TEXT, Sort.DATELINE, Sort.BYLINE, Sort.TITLE):
        return False
    if before.sort is Sort.TITLE and atom.gap == 0:
        return False
    text, below = atom.text, after.text
    if marks.is_salutation(below) or marks.has_speaker(below) or marks.is_list_item(below):
        return False
    named = marks.is_sidebar_title(text) or marks.is_notice_title(text)
    if named and not re.search("[,、]", text):
        return False
    goes_on, length = fit(text, below), len(text)
    score = -2.7 + 1.9 * min(max(goes_on, 0.0), 4.0) - (1.4 if goes_on < 0 else 0.0)
    score += 2.0 * min(text.count(","), 2) + (0.8 if "、" in text else 0.0)
    score += 0.4 if begins_amiss(below) else 0.0
    score += 0.6 if goes_on > 0 and len(first_clause(below)) <= 3 else 0.0
    score += 1.3 if _STARTS_SENTENCE.match(text) else 0.0
    score += 0.6 if opens_sentence(text) else 0.0
    score += 0.6 if _SAID.search(text) else 0.0
    score += sum(more for bound, more in ((20, 1.2), (30, 0.5), (40, 0.4)) if length > bound)
    score -= 0.3 if length < 8 else 0.0
    score += 0.4 if ":" in text or text[-1].isdigit() else 0.0
    score -= 1.6 if text[-1] in "”》)" else 0.0
    # below a title another is likelier than elsewhere, below its names hardly likely; names in
    # brackets have closed a text, and what stands below them begins anew
    signed = before.sort is Sort.BYLINE and _in_brackets(before)
    score += -1.0 if signed else {Sort.TITLE: -0.6, Sort.BYLINE: 0.6}.get(before.sort, 0.0)
    return score > (1.5 if length < 6 else 0.0)


def _answers(atom: Atom, before: Atom, after: Atom | None) -> bool:
    """Whether a line is one turn of a conversation told in a story: a quotation that asks or calls,
    and others around it."""
    if not re.fullmatch(r"“[^“”]*[!?…]”", atom.text) or atom.after_frame:
        return False
    if after is not None and (_all_quoted(before) or _all_quoted(after)):
        return not after.after_frame
    if not re.search("[,、]", atom.text):
        return False
    return (
        before.sort is Sort.TEXT
        and after is not None
        and after.sort is Sort.TEXT
        and not after.after_frame
        and ("“" in before.text and "“" in after.text)
    )


def _all_quoted(atom: Atom) -> bool:
    """Whether a line is one short quotation and nothing else, as in a conversation."""
    return len(atom.text) < 60 and bool(re.fullmatch(r"“[^“”]*[。!?…]”", atom.text))


def _is_spoken(atom: Atom, before: Atom, after: Atom | None) -> bool:
    """Whether a line is a short sentence of a conversation: in one block with text, and ended."""
    if not re.search(r"[。!?…]”?$", atom.text):
        return False
    in_block = before.sort is Sort.TEXT and atom.gap == 0
    return in_block or (after is not None and after.sort is Sort.TEXT and after.gap == 0)


def _in_brackets(atom: Atom) -> bool:
    """Whether a line is a remark in brackets: who the author is, names that were changed."""
    return bool(re.fullmatch(r"[(][^()]+[)]", atom.text))
