"""Short lines that their neighbours give away: bare names, signatures, and parts of cut
paragraphs."""

import re

from newsroom.text import marks
from newsroom.text.atoms import Atom, Sort, is_entry
from newsroom.text.bylines import CreditReading, read_byline
from newsroom.text.headlines import rubric_likeness
from newsroom.text.seams import End, end_of, fit
from newsroom.text.signatures import read_signature
from newsroom.text.words import is_word


def settle_short_lines(atoms: list[Atom]) -> None:
    """Give those short lines of a page their sort that need no weighing."""
    _settle_names(atoms)
    _settle_pen_names(atoms)
    _settle_signatures(atoms)
    _settle_fragments(atoms)


def _settle_names(atoms: list[Atom]) -> None:
    """Read bare names as a byline where one stands: between a title and the text, or below a
    text."""
    for index, atom in enumerate(atoms[1:], 1):
        before = atoms[index - 1]
        after = atoms[index + 1] if index + 1 < len(atoms) else None
        if atom.sort is not Sort.TITLE or atom.after_frame or len(atom.text) > 20:
            continue
        if not (_stands_below_title(atoms, index) or _stands_below_text(before, atom, after)):
            continue
        if (
            marks.is_notice_title(atom.text)
            or marks.is_sidebar_title(atom.text)
            or rubric_likeness(atom.text) > 1.3
        ):
            continue
        credits = read_byline(atom.text, after_headline=True) or read_signature(atom.text) or []
        if credits and all(credit.role != "署名单位" for credit in credits):
            atom.sort, atom.credits = Sort.BYLINE, credits


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
        ):
            atom.sort, atom.credits = Sort.BYLINE, [CreditReading(atom.text, None, None)]


def _stands_below_title(atoms: list[Atom], index: int) -> bool:
    before, atom = atoms[index - 1], atoms[index]
    if (
        index + 1 == len(atoms)
        or before.sort is not Sort.TITLE
        or len(before.text) <= len(atom.text)
    ):
        return False
    after = atoms[index + 1]
    if after.sort in (Sort.TEXT, Sort.DATELINE):
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


def _settle_signatures(atoms: list[Atom]) -> None:
    """Read the name of an institution, a reader or a date below a text as what signs it."""
    for index, atom in enumerate(atoms):
        if atom.sort is not Sort.TITLE or not index:
            continue
        before, after = atoms[index - 1], atoms[index + 1] if index + 1 < len(atoms) else None
        credits = read_signature(atom.text)
        if credits is None or before.sort not in (Sort.TEXT, Sort.BYLINE) or atom.after_frame:
            continue
        if (
            before.sort is Sort.TEXT
            and end_of(before.text) is End.OPEN
            and not is_entry(before.text)
        ):
            continue
        if after is None or after.sort in (Sort.TITLE, Sort.FURNITURE) or after.after_frame:
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


_STARTS_SENTENCE = re.compile(
    r"\d{4}年|\d{1,2}月\d{1,2}日|\d{1,2}日|近日|日前|昨[天日]|今[天日],|记者|据"
)


def _is_broken_off(atom: Atom, before: Atom, after: Atom) -> bool:
    """Whether a short line is the beginning of a paragraph that goes on in the block below."""
    if before.sort not in (Sort.TEXT, Sort.DATELINE, Sort.BYLINE, Sort.TITLE):
        return False
    if before.sort is Sort.TITLE and atom.gap == 0:
        return False
    length = len(atom.text)
    score = fit(atom.text, after.text)
    commas = atom.text.count(",")
    score += 1.2 if commas and length > 24 else 0.4 * commas
    score += 0.6 if "、" in atom.text else 0.0
    score += 0.8 if length > 30 else 0.0
    score -= 0.6 if length < 13 else 0.0
    score += 1.4 if commas and _STARTS_SENTENCE.match(atom.text) else 0.0
    # below a title a second title is likelier than anywhere else
    return score > (1.7 if before.sort is Sort.TITLE else 1.2)


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
