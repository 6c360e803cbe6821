"""Pictures without a title: those that stand for themselves, and those set into an article."""

import re

from newsroom.text import marks
from newsroom.text.atoms import Atom, Sort
from newsroom.text.bylines import OWN_PAPER
from newsroom.text.drafts import Draft
from newsroom.text.headlines import rubric_likeness
from newsroom.text.lookahead import anchor_at, run_end
from newsroom.text.newness import has_ended
from newsroom.text.seams import End, end_of, fit

_UNLIKE, _LIKE = 0.05, 0.15
"""How much a picture's words may have in common with an article that they do not belong to, and how
much they have if they do."""
_SCENE = re.compile(r"[^。,;!?]{2,20}(?:正?在|向|为|给)[^。,;!?]{3,30}。")
_NO_SCENE = re.compile(
    r"\d|将|已|曾|过去|目前|如今|后来|随后|于是|因此|下一步|据|说|表示|认为|应当|可以|需要|是"
)
_LITTLE_LIKE = 0.2
LONGEST_PICTURE = 300
"""Characters; a caption that is an article of its own tells a small story, but a short one."""
_COMPARED = 4000
"""Characters of an article that are looked at; more would not change the answer, only the time."""
_HAN = re.compile("[一-鿿]{3,}")
_OPENS_WITH_TIME = re.compile(
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{1,2}日|近日|日前|连日来|近期|近段时间|昨[日天晚]|今[日天晨]|前[日天],"
    r"|本周|上周|周[一二三四五六日]|[一-鿿]{2,6}?(?:期间|假期|过后|时节|来临|将至|前夕|季)|入[春夏秋冬汛梅]|立[春夏秋冬]"
    r"|[春夏秋冬寒暑]"
)


def settle_captions(atoms: list[Atom]) -> None:
    """Read a short line with nothing but the maker of a picture below it, in the same block, as the
    words of the picture: names below a title stand apart from it, and wrote the text."""
    for index in range(len(atoms) - 2):
        _settle_broken_caption(atoms, index)
    for index in range(1, len(atoms) - 1):
        above, atom, names = atoms[index - 1 : index + 2]
        if (
            atom.sort is Sort.TITLE
            and above.sort is not Sort.TITLE
            and names.gap == 0
            and names.begins_line
            and names.photographic
            and not marks.tells_whole_report(names.text)
        ):
            atom.sort = Sort.CAPTION


def _settle_broken_caption(atoms: list[Atom], index: int) -> None:
    """Read a caption set in two printed lines as one: a short line, the end of its sentence, and
    the maker of the picture, all in one block. A title ends before the text below it begins."""
    first, second, names = atoms[index : index + 3]
    if (
        first.sort is Sort.TITLE
        and second.sort is Sort.TEXT
        and names.sort is Sort.BYLINE
        and (index == 0 or atoms[index - 1].sort is not Sort.TITLE)
        and second.gap == names.gap == 0
        and second.begins_line
        and len(second.text) <= len(first.text) + 4
        and end_of(first.text) is End.OPEN
        and end_of(second.text) is End.CLOSED
        and _photographed(atoms, index + 2)
    ):
        first.sort = second.sort = Sort.CAPTION


def _photographed(atoms: list[Atom], place: int) -> bool:
    """Whether the names from a place on, in one block, are of who took a picture and not of who
    wrote."""
    block = [atoms[place]]
    while (
        (place := place + 1) < len(atoms)
        and atoms[place].sort is Sort.BYLINE
        and atoms[place].gap == 0
    ):
        block.append(atoms[place])
    return block[-1].photographic and not any(marks.tells_whole_report(a.text) for a in block)


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


def own_picture_in_text(
    atoms: list[Atom], index: int, broken: str, kinship: float, with_title: float
) -> int | None:
    """Where a picture ends that stands in a frame of its own between the two ends of a broken
    sentence, and tells other news than the article around it; None if it is none.

    `broken` is the first end of that sentence, `kinship` how much the picture's words speak of the
    same as the article does, `with_title` as its head does: a picture of a report names who or what
    the report is about.
    """
    end = _end_of_picture(atoms, index)
    if end is None or end >= len(atoms) or not atoms[end].after_frame:
        return None
    if any(OWN_PAPER in atom.text for atom in atoms[index:end] if atom.sort is Sort.BYLINE):
        # taken by the paper's own people for the report; others send in what they saw elsewhere
        return None
    goes_on = atoms[end].sort is Sort.TEXT and fit(broken, atoms[end].text) >= 0
    other = kinship < _LITTLE_LIKE and not with_title
    return end if goes_on and other and tells_own_news(atoms[index].text) else None


def shows_somebody(text: str) -> bool:
    """Whether a sentence says only who does what where, as the words of a picture do."""
    return len(text) <= 45 and bool(_SCENE.fullmatch(text)) and not _NO_SCENE.search(text)


def names_theme(caption: str, text: str) -> bool:
    """Whether the words of a picture have three characters in a row that a text says again and
    again.

    >>> names_theme("昨天,执行干警清点设备。", "执行干警出动。今年,执行干警共出动十次。")
    True
    """
    runs = _HAN.findall(_OPENS_WITH_TIME.sub("", caption, count=1))
    threes = {run[place : place + 3] for run in runs for place in range(len(run) - 2)}
    return any(text[-_COMPARED:].count(three) > 1 for three in threes)


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
        apart = first.after_frame or index == 0
        return index + 2 if first.photographic and apart and tells else None
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
