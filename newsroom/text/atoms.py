"""A page's lines taken apart into atoms: the smallest stretches that can play a role of their
own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from newsroom.text import marks
from newsroom.text.bylines import CreditReading, read_byline
from newsroom.text.furniture import furniture_kind
from newsroom.text.lines import FRAME_GAP, Line, trim
from newsroom.text.page_references import JumpMark, find_continued_from, find_jump
from newsroom.text.seams import unclosed
from newsroom.text.signatures import find_trailing_credit
from newsroom.text.surnames import has_surname

LONGEST_TITLE = 64
"""Characters; two printed lines of kicker and headline joined by a space seldom have more."""


LONGEST_JOINED_TITLE = 90
"""The same, where a space shows that printed lines were joined."""
_SHORT_FOR_CLAUSES = 36
"""Characters within which a title may have four clauses."""
_PHOTOGRAPHIC = re.compile(
    r"摄(?!影[部协学家师])|社发|供图|图片|照片|截图|图\s*[)]?$|(?:^|[\s/(])图[:/]|^[(]?(?:制图|漫画|绘图|作图)|[\s/][画作]$"
)
_SPACED = re.compile(r"\s")
_SENTENCE = re.compile(r"。(?![”’」』)]).|。[”’」』]$")
_QUOTED = re.compile(r"[:,]“.*[。!?…]”$")
_REPORT = re.compile(r"报道[:]?$")
_ENTRY = re.compile(
    r".{0,8}(?:电话|传真|邮箱|地址|联系人|邮编|账号|网址|时间|地点|主题|报名方式)\s?:|[(]\d{4}[)].{2,20}号$"
)
_CAPTION_AND_CREDIT = re.compile(
    r".{6,60}?\s(?P<credit>(?:(?:本报)?(?:见习)?(?:记者|通讯员)\s?)?(?:[一-鿿]{2,12}?\s?)?(?:摄影|摄|供图)"
    r"|(?:本报)?资料图片?)"
)


_TITLED_SHOT = re.compile(
    r"(?![^\s]*(?:记者|通讯员|实习生|本报|作者|文字|口述|摄影))(?P<title>[一-鿿]{4,12})[\s\u3000]+(?P<credit>[一-鿿]{2,3}(?:[\s\u3000]+[一-鿿]{2,3})?[\s\u3000]*/?\s?"
    r"(?:摄影|摄|画))"
)
"""A picture's name and its maker on one line: 某处晨光 某某 摄."""


class Sort(Enum):
    """What an atom looks like by itself, before its neighbours are asked."""

    FURNITURE = auto()
    JUMP = auto()
    FROM = auto()
    BYLINE = auto()
    DATELINE = auto()
    NOTE = auto()
    CAPTION = auto()
    TITLE = auto()
    TEXT = auto()


@dataclass(slots=True)
class Atom:
    """A stretch of one line. `gap` counts the blank lines before it; only the first atom of a line
    has one."""

    sort: Sort
    start: int
    end: int
    text: str
    line: int
    gap: int
    begins_line: bool
    ends_line: bool = True
    indented: bool = False
    credits: list[CreditReading] = field(default_factory=list)
    mark: JumpMark | None = None
    tail: bool = False
    """Cut off from the end of a paragraph, or set in brackets behind a dateline."""
    run_in: bool = False
    furniture: str = ""
    numeral: bool = False
    """A numeral on a line of its own that heads a part of an article."""

    @property
    def after_frame(self) -> bool:
        """Whether the edge of a layout frame stands before the atom."""
        return self.begins_line and self.gap >= FRAME_GAP

    @property
    def photographic(self) -> bool:
        """Whether a byline names who took or gave the picture."""
        return self.sort is Sort.BYLINE and bool(_PHOTOGRAPHIC.search(self.text))


def take_apart(lines: Sequence[Line]) -> list[Atom]:
    """Return the atoms of a page, top to bottom; together they cover every character that is not
    blank."""
    return [atom for line in lines for atom in _of_line(line)]


def _of_line(line: Line) -> list[Atom]:
    pieces = _cut(line)
    atoms: list[Atom] = []
    for sort, start, end, extra in pieces:
        start, end = trim(line.text, start, end)
        if start == end:
            continue
        atoms.append(
            Atom(
                sort,
                line.start + start,
                line.start + end,
                line.text[start:end],
                line.number,
                line.gap if not atoms else 0,
                not atoms,
                False,
                line.indented,
                **extra,
            )
        )
    atoms[-1].ends_line = True
    return atoms


def _cut(line: Line) -> list[tuple[Sort, int, int, dict]]:
    text = line.text
    if kind := furniture_kind(text):
        return [(Sort.FURNITURE, 0, len(text), {"furniture": kind})]
    pieces: list[tuple[Sort, int, int, dict]] = []
    begin, end = 0, len(text)
    if mark := find_continued_from(text):
        pieces.append((Sort.FROM, mark.start, mark.end, {"mark": mark}))
        begin = trim(text, mark.end, end)[0]
    tail: list[tuple[Sort, int, int, dict]] = []
    if begin < end and (mark := find_jump(text[begin:])):
        tail.append((Sort.JUMP, begin + mark.start, end, {"mark": mark}))
        end = trim(text, begin, begin + mark.start)[1]
    if begin < end:
        pieces += _cut_rest(text, begin, end)
    return pieces + tail


def _cut_rest(text: str, begin: int, end: int) -> list[tuple[Sort, int, int, dict]]:
    rest = text[begin:end]
    if (title := _TITLED_SHOT.fullmatch(rest)) and not has_surname(title["title"]):
        start = begin + title.start("credit")
        names = {"credits": read_byline(title["credit"]) or []}
        return [
            (Sort.CAPTION, begin, trim(text, begin, start)[1], {}),
            (Sort.BYLINE, start, end, {**names, "tail": True}),
        ]
    credits = read_byline(rest)
    if credits is not None:
        return [(Sort.BYLINE, begin, end, {"credits": credits})]
    if marks.is_source(rest) or marks.is_picture_source(rest):
        return [(Sort.BYLINE, begin, end, {})]
    if marks.is_editors_note(rest):
        return [(Sort.NOTE, begin, end, {})]
    if marks.is_caption(rest):
        return _with_credit(Sort.CAPTION, rest, begin)
    pieces: list[tuple[Sort, int, int, dict]] = []
    if run_in := marks.find_run_in_title(rest):
        head = begin + run_in[0]
        if credits := read_byline(text[begin:head]):
            pieces.append((Sort.BYLINE, begin, head, {"credits": credits}))
        else:
            pieces.append((Sort.TITLE, begin, head, {"run_in": True}))
        begin += run_in[1]
        rest = text[begin:end]
    if dateline := marks.find_dateline(rest):
        pieces.append((Sort.DATELINE, begin, begin + dateline[0], {}))
        after = begin + dateline[0]
        if dateline[1]:
            start, stop = (begin + offset for offset in dateline[1])
            credits = read_byline(_REPORT.sub("", text[start:stop]), after_headline=True)
            if credits:
                pieces.append((Sort.BYLINE, start, stop, {"credits": credits, "tail": True}))
                after = stop
        after = trim(text, after, end)[0]
        return pieces + (_with_credit(Sort.TEXT, text[after:end], after) if after < end else [])
    if pieces:
        return pieces + _with_credit(Sort.TEXT, rest, begin)
    sort = Sort.TITLE if is_title_like(rest) else Sort.TEXT
    if sort is Sort.TITLE and marks.has_picture_words(rest):
        sort = Sort.CAPTION
    return _with_credit(sort, rest, begin)


def _with_credit(sort: Sort, text: str, begin: int) -> list[tuple[Sort, int, int, dict]]:
    if sort is Sort.TITLE and (shot := _CAPTION_AND_CREDIT.fullmatch(text)):
        start = shot.start("credit")
        names = {"credits": read_byline(shot["credit"]) or [], "tail": True}
        return [
            (Sort.CAPTION, begin, begin + start, {}),
            (Sort.BYLINE, begin + start, begin + len(text), names),
        ]
    found = None if marks.is_question(text) else find_trailing_credit(text)
    if not found or found[0] < 4:
        return [(sort, begin, begin + len(text), {})]
    if sort is Sort.TITLE:
        sort = Sort.TEXT
    start, credits = found
    return [
        (sort, begin, trim(text, 0, start)[1] + begin, {}),
        (Sort.BYLINE, begin + start, begin + len(text), {"credits": credits, "tail": True}),
    ]


def is_entry(text: str) -> bool:
    """Whether a line is one entry of a notice: a telephone number, an address, a case number."""
    return bool(_ENTRY.match(text))


def is_title_like(text: str) -> bool:
    """Whether a line by itself could be a title, a subhead or a picture's caption: short, and no
    sentence.

    >>> [is_title_like(text) for text in ("某地法院落下第一槌", "他来了。", "走好!", "改善服务,")]
    [True, False, True, False]
    """
    if len(text) > LONGEST_JOINED_TITLE:
        return False
    spaced = _SPACED.search(text) is not None
    longest = LONGEST_JOINED_TITLE if spaced else LONGEST_TITLE
    if len(text) > longest or len(text) < 2 or unclosed(text):
        return False
    if is_entry(text):
        return False
    named = text[-1] == ":" and (marks.has_label(text) or marks.is_sidebar_title(text))
    if text[-1] in "。,、;:——" and not named:
        return False
    if "。" in text and _SENTENCE.search(text):
        return False
    if len(text) > 16 and text[-1] == "”" and _QUOTED.search(text):
        # somebody is quoted: a sentence, however short
        return False
    clauses = 4 if spaced else 3 if len(text) <= _SHORT_FOR_CLAUSES else 2
    if text.count(",") > clauses or marks.is_salutation(text):
        return False
    if marks.has_label(text) or marks.is_sidebar_title(text):
        return True
    if len(text) > 40 and not spaced and re.search(r"[!?]", text[:-1].rstrip("”’")):
        return False
    return not (marks.has_speaker(text) and re.search(r"[!?]$|[,]", text))
