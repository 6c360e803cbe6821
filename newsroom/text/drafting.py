"""The articles of a page while they are put together: how a line opens one, or joins it."""

from collections.abc import Sequence

from newsroom.text import marks
from newsroom.text.atoms import Atom, Sort
from newsroom.text.drafts import Draft, Piece
from newsroom.text.groups import is_letter
from newsroom.text.headlines import read_head
from newsroom.text.lookahead import section_at
from newsroom.text.newness import current_title, joined
from newsroom.text.pictures import names_theme, own_picture_in_text, picture_begins
from newsroom.text.reasons import Reason
from newsroom.text.roles import Role
from newsroom.text.seams import End, end_of
from newsroom.text.signatures import read_signature
from newsroom.text.topics import Topics

_SHOWS = 0.15
"""How much a picture has in common with the report that it shows."""
_CAPTION = 120
"""Characters; the words of a picture that say nothing else of themselves are short."""


class Drafting:
    """The atoms of a page, and the articles' drafts collected from them so far."""

    def __init__(self, atoms: list[Atom]):
        self.atoms = atoms
        self.topics = Topics([atom.text for atom in atoms])
        self.drafts: list[Draft] = []

    def open(self, group: list[Atom], reason: Reason, confidence: float, first: Atom) -> None:
        """Open an article with the title lines `group`, which may be none; `first` is its first
        line."""
        draft = Draft(reason, confidence, framed=first.after_frame or first is self.atoms[0])
        draft.head = read_head(group)
        if group:
            last = group[-1].text
            draft.notice = any(marks.is_notice_title(atom.text) for atom in group)
            draft.sidebar = marks.is_sidebar_title(last) or marks.is_sidebar_title(group[0].text)
        self.drafts.append(draft)

    def start(self, group: list[Atom], reason: Reason, confidence: float) -> None:
        """Open an article with the title lines `group`, below the rubric that waits for one."""
        # a rubric set in a frame of its own above waits for its title
        if (
            self.drafts
            and not self.drafts[-1].atoms
            and self.drafts[-1].reason is Reason.NOTHING_BETTER
        ):
            waiting = self.drafts.pop()
            held = [atom for piece in waiting.head for atom in piece.atoms]
            self.open(group, reason, confidence, held[0])
            self.drafts[-1].head[:0] = [Piece(Role.RUBRIC, held, Reason.NAMES_SERIES, 0.7)]
            return
        self.open(group, reason, confidence, group[0])

    def keep(self, atom: Atom, role: Role, reason: Reason, confidence: float) -> None:
        """Keep a short line as a part of the current article, in a role that is settled."""
        self.drafts[-1].titles[atom.start] = (role, reason, confidence)
        self.drafts[-1].subheads += role is Role.SUBHEAD
        self.drafts[-1].texts += role is Role.PARAGRAPH
        self.drafts[-1].take(atom)

    def keep_lines(self, lines: list[Atom], confidence: float) -> None:
        """Keep lines of verse, a list or a table; one alone between two stanzas is the title of the
        second."""
        for place, atom in enumerate(lines):
            stanza = lines[place + 1 : place + 3]
            titled = (
                place > 0
                and atom.gap > 0
                and len(atom.text) <= 8
                and len(stanza) == 2
                and stanza[0].gap > 0
                and stanza[1].gap == 0
                and (lines[place - 1].gap == 0 or place == 1)
            )
            if titled:
                self.keep(atom, Role.SUBHEAD, Reason.SHORT_LINE_IN_TEXT, confidence)
            else:
                self.keep(atom, Role.PARAGRAPH, Reason.LIST_LINE, confidence)

    def keep_list(self, group: list[Atom]) -> list[Atom]:
        """Keep lists and tables among short lines as lines of the current article; return what is
        left at the end."""
        block_start = len(group) - 1
        while block_start and group[block_start].gap == 0:
            block_start -= 1
        if len(group) - block_start >= 3:
            block_start = len(group)
        elif len(group) < 4:
            return group
        self.keep_lines(group[:block_start], 0.7)
        return group[block_start:]

    def belongs_above(self, atom: Atom, below: Atom) -> bool:
        """Whether the first line of a run signs or closes the article above it instead of opening
        one."""
        if atom.after_frame or below.gap == 0:
            return False
        return read_signature(atom.text) is not None and (
            self.drafts[-1].notice or is_letter(self.drafts[-1])
        )

    def related(self, group: Sequence[Atom], draft: Draft) -> float:
        """How much some lines speak of the same as an article does."""
        return self.topics.kinship(joined(group), joined(draft.atoms) + current_title(draft))

    def alike(self, group: Sequence[Atom], other: Sequence[Atom]) -> float:
        """How much some lines speak of the same as others do."""
        return self.topics.kinship(joined(group), joined(other))

    def picture_above(self, group: list[Atom], end: int) -> list[Atom]:
        """Take the picture right above a headline from the article before it, if it stands in the
        frame of that headline and shows what is told below."""
        if not self.drafts or group[0].after_frame:
            return []
        atoms = self.drafts[-1].atoms
        first = len(atoms)
        while first and atoms[first - 1].photographic and len(atoms) - first < 2:
            first -= 1
        if not first:
            return []
        words = atoms[first - 1]
        signed = words.after_frame and first < len(atoms) and len(words.text) <= _CAPTION
        if words.sort is not Sort.CAPTION and not (
            words.sort is Sort.TEXT and (signed or marks.has_picture_words(words.text))
        ):
            return []
        while end < len(self.atoms) and self.atoms[end].sort is Sort.BYLINE:
            end += 1
        own = self.alike([words], group + section_at(self.atoms, end))
        if own < _SHOWS:
            return []
        other = self.alike([words], atoms[: first - 1])
        if own < (other if words.after_frame else 2 * other):
            return []
        picture = atoms[first - 1 :]
        del atoms[first - 1 :]
        return picture

    def other_picture(self, index: int, current: Draft) -> int | None:
        """Where a picture ends that begins here, and has nothing to do with the article around."""
        last = current.last_text
        if last is None or end_of(last.text) is not End.OPEN:
            return None
        if not picture_begins(self.atoms, index):
            return None
        caption = self.atoms[index : index + 1]
        head = [atom for piece in current.head for atom in piece.atoms]
        if names_theme(caption[0].text, joined(current.atoms)):
            return None
        return own_picture_in_text(
            self.atoms,
            index,
            last.text,
            self.related(caption, current),
            self.alike(caption, head),
        )
