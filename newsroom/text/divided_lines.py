"""Lines that hold two things, which only the lines around them tell: a title and the page where
more stands, names and the text that they wrote."""

import re

from newsroom.text import marks
from newsroom.text.atoms import Atom, Sort
from newsroom.text.bylines import CreditReading, read_byline
from newsroom.text.lines import trim
from newsroom.text.page_references import end_of_title
from newsroom.text.surnames import has_surname

_NAMES_FIRST = re.compile(
    r"(?P<names>(?:本报|[一-鿿]{2,4}(?:日报|晚报|时报))?(?:见习|首席|特约|实习)?(?:记者|通讯员)"
    r"(?:[\s\u3000]+[一-鿿]{2,3})+(?:[\s\u3000]+通讯员(?:[\s\u3000]+[一-鿿]{2,3})+)?)[\s\u3000]+(?=.{12})"
)
"""Names with blanks around each of them, and text behind: in a sentence no blank stands there."""


_OPENS_REPORT = re.compile(
    r"(?P<names>[(【][^()【】]{4,60}[)】]|(?:本报)?(?:见习|首席)?记者[\s\u3000]?[一-鿿\s\u3000]{2,40}?报道:)"
    r"[\s\u3000]*(?=.{12})"
)
"""Names in brackets at the start of a text, or 记者某某报道: stand there like a dateline."""


_IN_BRACKETS = re.compile(r"\[[一-鿿]{2,6}\](?=.{12})")
_WORD_WITH_COLON = re.compile("[一-鿿]{2,8}:")
_SPEAKER_IN_BRACKETS = re.compile(r"[【\[](?P<name>[一-鿿]{2,4})[】\]]")
_SPEAKS = re.compile("记者|主持|法官|律师|检察官|嘉宾|专家|网友|读者|问题|回答|回复|注")
_ITEMS = 3
"""So many lines with a label of their own are a column of short items."""


def divide(atoms: list[Atom]) -> None:
    """Cut such lines in two, in place.

    A title keeps the reference at its end as a mark of its own where names or a dateline stand
    below it; elsewhere the whole line only points to another page. Names open a text only right
    below a title.
    """
    _cut_labels(atoms)
    _join_speakers(atoms)
    _settle_labels(atoms)
    index = 0
    while index < len(atoms):
        atom = atoms[index]
        end = None
        if atom.sort is Sort.JUMP and atom.mark and atom.mark.type == "refers_to":
            if index + 1 < len(atoms) and _heads(atoms[index + 1]) and atom.begins_line:
                end = end_of_title(atom.text)
            if end:
                atoms[index : index + 1] = _cut(atom, end, Sort.TITLE, Sort.JUMP)
        elif atom.sort is Sort.TEXT and atom.begins_line and atom.text[0] not in "“‘《":
            titled = index > 0 and atoms[index - 1].sort is Sort.TITLE
            end, credits = _names_before_text(atom.text, titled=titled)
            if end:
                atoms[index : index + 1] = _cut(atom, end, Sort.BYLINE, Sort.TEXT)
                atoms[index].credits = credits
        index += 2 if end else 1


def _cut_labels(atoms: list[Atom]) -> None:
    """Cut what stands in brackets before each of several short items, [杭州] … [宁波] …, off as the
    title that it is; speakers in brackets come again."""
    labels = [_label(atom) for atom in atoms]
    place = 0
    while place < len(atoms):
        end = place
        while end < len(atoms) and labels[end]:
            end += 1
        run = labels[place:end]
        if len(run) >= _ITEMS and len(set(run)) == len(run):
            cut = [
                _cut(one, len(label), Sort.TITLE, Sort.TEXT)
                for one, label in zip(atoms[place:end], run, strict=True)
            ]
            for title, _text in cut:
                title.run_in = True
            atoms[place:end] = [piece for pair in cut for piece in pair]
            labels[place:end] = [""] * (2 * len(run))
            end = place + 2 * len(run)
        place = end + 1 if end == place else end


def _settle_labels(atoms: list[Atom]) -> None:
    """Read a word with a colon above the second line of a subhead, in one block, as its first:
    杭州: above “一窗受理”让群众少跑腿."""
    for label, line, text in zip(atoms, atoms[1:], atoms[2:], strict=False):
        if (
            label.sort is Sort.TEXT
            and _WORD_WITH_COLON.fullmatch(label.text)
            and not marks.is_salutation(label.text)
            and label.begins_line
            and label.gap > 0
            and line.sort is Sort.TITLE
            and line.gap == 0
            and text.sort is Sort.TEXT
            and text.gap > 0
        ):
            label.sort = Sort.TITLE


def _join_speakers(atoms: list[Atom]) -> None:
    """Where questions are put, leave the name in brackets of who answers with his words."""
    if not any(marks.is_question(atom.text) for atom in atoms):
        return
    for place in range(len(atoms) - 1, 0, -1):
        name, words = atoms[place - 1 : place + 1]
        inside = _SPEAKER_IN_BRACKETS.fullmatch(name.text) if name.run_in else None
        if inside and has_surname(inside["name"]) and words.sort is Sort.TEXT:
            gap = " " * (words.start - name.end)
            name.text, name.end = name.text + gap + words.text, words.end
            name.sort, name.run_in, name.ends_line = Sort.TEXT, False, words.ends_line
            del atoms[place]


def _label(atom: Atom) -> str:
    found = _IN_BRACKETS.match(atom.text) if atom.sort is Sort.TEXT and atom.begins_line else None
    return found[0] if found and not _SPEAKS.search(found[0]) else ""


def _names_before_text(text: str, *, titled: bool) -> tuple[int | None, list[CreditReading]]:
    """Where the names end that open a text, and whose they are."""
    match = _OPENS_REPORT.match(text) or (_NAMES_FIRST.match(text) if titled else None)
    if match is None:
        return None, []
    credits = read_byline(re.sub("报道:?$", "", match["names"])) or []
    if not all(credit.role and has_surname(credit.name) for credit in credits):
        return None, []
    return (match.end("names"), credits) if credits else (None, [])


def _heads(below: Atom) -> bool:
    names = below.sort is Sort.BYLINE and not below.tail and not below.photographic
    return below.begins_line and not below.after_frame and (names or below.sort is Sort.DATELINE)


def _cut(atom: Atom, end: int, first: Sort, second: Sort) -> list[Atom]:
    text = atom.text
    begin = trim(text, end, len(text))[0]
    head = Atom(
        first,
        atom.start,
        atom.start + end,
        text[:end],
        atom.line,
        atom.gap,
        atom.begins_line,
        False,
        atom.indented,
    )
    rest = Atom(
        second,
        atom.start + begin,
        atom.end,
        text[begin:],
        atom.line,
        0,
        False,
        atom.ends_line,
        mark=atom.mark if second is Sort.JUMP else None,
    )
    return [head, rest]
