"""A page's text → its articles: atoms, boundaries, bodies, kinds, and what belongs to no
article."""

import re
from itertools import pairwise

from newsroom.text.atoms import Atom, Sort, take_apart
from newsroom.text.boundaries import Boundaries
from newsroom.text.bylines import read_byline
from newsroom.text.drafts import Draft, Piece
from newsroom.text.furniture import furniture_kind, is_date_alone, is_section_name
from newsroom.text.groups import settle_signed_note
from newsroom.text.headlines import rubric_likeness
from newsroom.text.kinds import settle_kind, settle_opinions
from newsroom.text.lines import folded_lines
from newsroom.text.marks import is_briefs_title, is_bulleted, is_notice_title, names_column
from newsroom.text.named_columns import settle_named_column
from newsroom.text.numerals import settle_numerals
from newsroom.text.paragraphs import joins, read_body
from newsroom.text.reasons import Reason
from newsroom.text.roles import PICTURE_ROLES, Kind, Role
from newsroom.text.seams import End, end_of, fit
from newsroom.text.signatures import is_signature_line, read_signature

_PAGE_NAME = re.compile(r"[一-鿿]{2,6}·?(?:副刊|周刊|专刊|特刊|专版|导刊|画刊|特别报道)")
"""What papers call a page of their own, whatever it is about."""
_NUMBERED_NAME = re.compile(
    r"(?:第?[A-D]?\d{1,2}版?|[A-D]\d)[\s\u3000|·]+[一-鿿·]{2,8}(?:[\s\u3000]+|$)"
)
_COUNTED_PAGE = re.compile(r"(?:副刊|周刊|专刊|专版|特刊).{0,3}第\d+期$")
_ON_DUTY = re.compile(
    r"(?:本期|今日|本周|今天)(?:值班|坐堂|坐诊|接访|接听|解答|主持)[一-鿿]{0,4}[\s\u3000]*[:|]?[\s\u3000]*[一-鿿]{2}"
)
_SECTION_AND_THEME = re.compile(r"(?P<section>[一-鿿]{2,4})[\s\u3000]+[一-鿿“”]{4,12}")
_TELLING = (Sort.TEXT, Sort.CAPTION)
_SHOWS = 0.1
"""From so much kinship on, a picture belongs to a report."""
_SPEAKS_OF = 0.05
"""From so much kinship on, and twice that with the other, a text speaks of an article."""
_PROSE = 40
"""Characters; a shorter line without an end may be an entry of a list."""
_NAMES_PICTURES = re.compile("图片|影像|镜头")
_FURNITURE_REASONS = {
    "masthead": Reason.MASTHEAD,
    "section": Reason.SECTION_NAME,
    "editor": Reason.EDITORS_LINE,
    "other": Reason.SERVICE_LINE,
    "ad": Reason.ADVERTISEMENT,
}


def segment(text: str) -> tuple[list[Draft], list[Piece]]:
    """Return the articles of a page in the order of their first line, and its furniture."""
    atoms = take_apart(folded_lines(text))
    settle_numerals(atoms)
    _find_section_names(atoms)
    furniture, atoms = _without_furniture(atoms)
    boundaries = Boundaries(atoms)
    drafts = boundaries.read()
    _bring_back_strays(drafts, boundaries)
    for draft in drafts:
        read_body(draft)
        settle_signed_note(draft)
        settle_named_column(draft)
    drafts = sorted((draft for draft in drafts if draft.head or draft.body), key=_first_place)
    _give_first_picture(drafts, boundaries)
    for index, draft in enumerate(drafts):
        settle_kind(draft)
        if draft.kind is Kind.SIDEBAR and index:
            draft.parent = _parent(drafts, index)
    settle_opinions(drafts)
    return drafts, furniture


def _without_furniture(atoms: list[Atom]) -> tuple[list[Piece], list[Atom]]:
    furniture: list[Piece] = []
    kept: list[Atom] = []
    gap = 0
    for atom in atoms:
        if atom.sort is Sort.FURNITURE:
            furniture.append(
                Piece(Role.FURNITURE, [atom], _FURNITURE_REASONS[atom.furniture], 0.93)
            )
            gap = max(gap, atom.gap)
        else:
            atom.gap = max(gap, atom.gap) if atom.begins_line else atom.gap
            gap = 0
            kept.append(atom)
    return furniture, kept


def _find_section_names(atoms: list[Atom]) -> None:
    """A bare section name is furniture only at the edge of the page, a bare date only at its
    head."""
    for place, atom in enumerate(atoms):
        if atom.sort is Sort.BYLINE and _serves_page(atoms, place):
            atom.sort, atom.furniture = Sort.FURNITURE, "other"
    for place, atom in enumerate(atoms):
        if atom.furniture == "other" and _is_between_head_and_names(atoms, place):
            atom.sort, atom.furniture = Sort.TITLE, ""
            continue
        at_head = place < 5 or atoms[place - 1].sort is Sort.FURNITURE
        at_foot = place >= len(atoms) - 3
        named = atom.sort is Sort.TITLE and is_section_name(atom.text)
        below_head = at_head and all(a.sort is Sort.FURNITURE for a in atoms[:place])
        at_head = at_head and all(other.sort is not Sort.TEXT for other in atoms[:place])
        short = atom.sort is Sort.TITLE
        if ((short or atom.sort is Sort.TEXT) and _is_numbered_page_name(atoms, place)) or (
            short and (_names_part_of_page(atoms, place) or _is_section_with_theme(atoms, place))
        ):
            atom.sort, atom.furniture = Sort.FURNITURE, "section"
        elif named and (place < 3 or below_head or at_foot) and not is_notice_title(atom.text):
            if at_foot or _heads_page(atoms, place):
                atom.sort, atom.furniture = Sort.FURNITURE, "section"
        elif atom.furniture == "other" and place and not atom.after_frame:
            if _is_entry_of_notice(atoms, place):
                # telephone and address within a notice are part of it
                atom.sort, atom.furniture = Sort.TEXT, ""
        elif atom.sort is Sort.FURNITURE and is_date_alone(atom.text) and not at_head:
            atom.sort, atom.furniture = Sort.TITLE, ""


def _is_between_head_and_names(atoms: list[Atom], place: int) -> bool:
    """Whether a line stands where a deck does: right below a title, with names or a dateline
    below."""
    if not place or place + 1 >= len(atoms) or atoms[place].after_frame:
        return False
    below = atoms[place + 1]
    names = below.sort in (Sort.BYLINE, Sort.DATELINE) and not below.after_frame
    return atoms[place - 1].sort is Sort.TITLE and names


def _serves_page(atoms: list[Atom], place: int) -> bool:
    """Whether a line says who answers readers today, in one block with the number to call:
    本期值班律师:某某."""
    beside = atoms[place - 1 : place] if atoms[place].gap == 0 else []
    if place + 1 < len(atoms) and atoms[place + 1].gap == 0:
        beside = [*beside, atoms[place + 1]]
    named = _ON_DUTY.match(atoms[place].text)
    return named is not None and any(atom.furniture == "other" for atom in beside)


def _is_numbered_page_name(atoms: list[Atom], place: int) -> bool:
    """Whether a line beside others of the head of the page is its number and its name."""
    if place == 0 and _COUNTED_PAGE.search(atoms[0].text) and len(atoms[0].text) <= 20:
        return True
    beside = atoms[max(0, place - 1) : place] + atoms[place + 1 : place + 2]
    if place > 4 or not any(atom.sort is Sort.FURNITURE for atom in beside):
        return False
    below = atoms[place + 1 : place + 2]
    if place == 0 and len(atoms[0].text) <= 10 and below and below[0].gap == 0:
        # in one block with the telephone numbers or the editors of the page
        return below[0].sort is Sort.FURNITURE
    if place == 0 and (is_section_name(atoms[0].text) or names_column(atoms[0].text)):
        # above them, and with the title of the first article below
        own = [other for other in atoms[1:8] if other.sort is not Sort.FURNITURE]
        return len(own) > 1 and _may_be_title(own[0])
    match = _NUMBERED_NAME.match(atoms[place].text)
    if match is None:
        return False
    rest = atoms[place].text[match.end() :]
    return not rest or furniture_kind(rest) in ("other", "editor", "masthead")


def _is_section_with_theme(atoms: list[Atom], place: int) -> bool:
    """Whether the first line is the name of the section and what the page is about today, above the
    head of its first article: 影像 春天里的浙江."""
    match = _SECTION_AND_THEME.fullmatch(atoms[place].text) if not place else None
    if match is None or not is_section_name(match["section"]) or len(atoms) < 3:
        return False
    below, names = atoms[1:3]
    return _may_be_title(below) and below.gap > 0 and names.sort is Sort.BYLINE


def _names_part_of_page(atoms: list[Atom], place: int) -> bool:
    """Whether a line names the page, or a frame with several articles, and so none of them."""
    atom = atoms[place]
    heads = not place or atom.after_frame or atoms[place - 1].sort is Sort.FURNITURE
    if len(atom.text) > 10 or not heads or place + 1 >= len(atoms):
        return False
    below = atoms[place + 1]
    if below.sort is not Sort.TITLE or below.gap == 0 or below.after_frame:
        return False
    stacked = place == 0 and len(atoms) > 2 and _may_be_title(atoms[2])
    if stacked and len(atom.text) <= 4 and rubric_likeness(below.text) >= 1:
        # two names one above the other: that of the page, and that of the first article's series
        return rubric_likeness(atom.text) >= 0.5
    if is_notice_title(atom.text):
        # 法院公告 above the first of several
        return len(atom.text) <= 6 and is_notice_title(below.text)
    if place < 2 and _PAGE_NAME.fullmatch(atom.text):
        return True
    if place < 2 and any(f"“{atom.text}”" in other.text for other in atoms):
        called = re.compile(f"“{re.escape(atom.text)}”(?:版|专版|副刊|欢迎|每周|每月|征)")
        return any(called.search(other.text) for other in atoms)
    # a bare 简讯 is as good as a rubric of the first; a name of its own stands for all
    named = len(atom.text) >= 4 and is_briefs_title(atom.text)
    return named and _has_briefs(atoms, place)


def _has_briefs(atoms: list[Atom], place: int) -> bool:
    """Whether several reports with a dateline stand in the frame that begins at a line: three, or
    two if each has a title; or two whose titles have the same mark."""
    count = titled = 0
    mark = atoms[place + 1].text[0]
    for above, atom in pairwise(atoms[place : place + 60]):
        if atom.after_frame:
            break
        if above.sort is Sort.TITLE and above.text[0] == mark and is_bulleted(above.text):
            titled += atom.sort is Sort.TEXT
        count += atom.sort is Sort.DATELINE
        titled += atom.sort is Sort.DATELINE and above.sort is Sort.TITLE
    return count >= 3 or titled >= 2


def _is_entry_of_notice(atoms: list[Atom], place: int) -> bool:
    """Whether a telephone or an address goes on in the block of a text, and is no line of the
    page."""
    above, below = atoms[place - 1], atoms[place + 1] if place + 1 < len(atoms) else None
    if atoms[place].gap:
        signed = below is not None and not below.after_frame and is_signature_line(below.text)
        return above.sort is Sort.TEXT and signed
    return above.sort is Sort.TEXT or (above.sort is Sort.JUMP and above.gap == 0)


def _may_be_title(atom: Atom) -> bool:
    """Whether a short line can be a title line, and is not the name of who wrote or signed."""
    if atom.sort is not Sort.TITLE:
        return False
    names = read_byline(atom.text, after_headline=True) or read_signature(atom.text)
    return not names


def _heads_page(atoms: list[Atom], place: int) -> bool:
    """Whether a section name at the top is that of the page, and not the rubric of the first
    article alone."""
    if _NAMES_PICTURES.search(atoms[place].text) and atoms[place].text.endswith("新闻"):
        # above one picture, as a rubric
        return False
    near = atoms[max(0, place - 1) : place] + atoms[place + 1 : place + 2]
    if any(atom.sort is Sort.FURNITURE for atom in near) or atoms[place].text.endswith(
        ("新闻", "要闻", "综合")
    ):
        return True
    if place == 0 and re.search(r"[\s\u3000·|]", atoms[place].text):
        # two names of sections side by side
        return True
    below = atoms[place + 1 : place + 3]
    # the name of a series between it and the headline; a headline right below has it as its rubric
    series = len(below) == 2 and rubric_likeness(below[0].text) > 0
    return series and all(map(_may_be_title, below))


def _bring_back_strays(drafts: list[Draft], boundaries: Boundaries) -> None:
    """Give an article the end that the page sets behind another article laid into it."""
    for draft, inserted in pairwise(drafts):
        opened = _open_end(draft)
        if opened is None or len(inserted.atoms) < 2:
            continue
        place = _resumption(opened, draft, inserted, boundaries)
        if place is not None:
            draft.atoms += inserted.atoms[place:]
            draft.titles |= inserted.titles
            del inserted.atoms[place:]


def _give_first_picture(drafts: list[Draft], boundaries: Boundaries) -> None:
    """Give a picture at the top of the page to the report below it, if it shows what that tells."""
    if len(drafts) < 2 or drafts[0].head or not drafts[1].head:
        return
    pieces = drafts[0].body
    if not pieces or any(piece.role not in PICTURE_ROLES for piece in pieces):
        return
    if boundaries.related(drafts[0].atoms, drafts[1]) > _SHOWS * (1 if drafts[1].framed else 2.5):
        drafts[1].body += pieces
        del drafts[0]


def _first_place(draft: Draft) -> int:
    return min(atom.start for piece in draft.head + draft.body for atom in piece.atoms)


def _open_end(draft: Draft) -> Atom | None:
    """The last text of an article, if it breaks off in the middle of a sentence."""
    for atom in reversed(draft.atoms[-4:]):
        if atom.sort is Sort.JUMP:
            return None
        if atom.sort is Sort.TEXT:
            return atom if end_of(atom.text) is End.OPEN and len(atom.text) > 12 else None
    return None


def _resumption(opened: Atom, draft: Draft, inserted: Draft, boundaries: Boundaries) -> int | None:
    """Where in the atoms of an inserted article the sentence broken off before it goes on."""
    best, best_score = None, 1.0
    for place in range(1, min(len(inserted.atoms), 60)):
        atom, before = inserted.atoms[place], inserted.atoms[place - 1]
        if atom.sort is not Sort.TEXT or not atom.begins_line or before.sort is Sort.DATELINE:
            continue
        if before.sort is Sort.TEXT and end_of(before.text) is not End.CLOSED:
            continue
        if atom.start in inserted.titles or not joins(opened.text, atom):
            continue
        if inserted.head and not any(a.sort in _TELLING for a in inserted.atoms[:place]):
            # its head would be left without anything below
            continue
        score = fit(opened.text, atom.text)
        score += 1.2 if atom.after_frame else 0.0
        score += 1.5 if before.sort is Sort.BYLINE else 0.0
        if 0 <= score <= 1 and len(opened.text) > _PROSE:
            # the break itself does not tell: of which of the two does it speak?
            own = boundaries.alike([atom], [a for a in draft.atoms if a.sort is Sort.TEXT])
            other = boundaries.alike([atom], inserted.atoms[:place])
            score += 1.2 if own > _SPEAKS_OF and own > 2 * other else 0.0
        if score > best_score:
            best, best_score = place, score
    return best


def _parent(drafts: list[Draft], index: int) -> int:
    """The article a box stands beside: the nearest one above that is no box."""
    for place in range(index - 1, -1, -1):
        if drafts[place].kind not in (Kind.SIDEBAR, Kind.NOTICE) and not (
            drafts[place].kind is Kind.PHOTO and place
        ):
            return place
    return 0


def is_blank_page(text: str) -> bool:
    """Whether there is nothing on a page."""
    return not re.search(r"[^\s\ufeff]", text)
