"""Where articles begin: decides for every short line whether a new article starts there, and what
it is if not."""

import math
from collections.abc import Sequence

from newsroom.text import marks
from newsroom.text.atoms import Atom, Sort
from newsroom.text.drafts import Draft, Piece
from newsroom.text.groups import (
    at_frames,
    dashed_head,
    end_of_guide,
    heads_list,
    is_letter,
    marks_the_end,
    signature_or_list,
    titles_box,
)
from newsroom.text.headlines import read_head, rubric_likeness
from newsroom.text.lookahead import anchor_at, run_end, section_at
from newsroom.text.newness import current_title, has_ended, joined, newness
from newsroom.text.pictures import picture_alone, picture_begins, stands_in_article
from newsroom.text.reasons import Reason
from newsroom.text.roles import Role
from newsroom.text.short_lines import settle_short_lines
from newsroom.text.signatures import read_signature
from newsroom.text.topics import Topics

_SPREAD = 0.8
"""How fast the confidence grows with the sum of the signs: as sure as the gold pages bear out."""
_HEAD_LINES = 4
"""More short lines than this above a byline are a list or table of the article before."""


class Boundaries:
    """Reads the atoms of a page once from top to bottom and collects the articles' drafts."""

    def __init__(self, atoms: list[Atom]):
        self.atoms = atoms
        self.topics = Topics([atom.text for atom in atoms])
        self.drafts: list[Draft] = []

    def read(self) -> list[Draft]:
        """Return the articles in the order of their first line, each with its head and what stands
        below."""
        settle_short_lines(self.atoms)
        index = 0
        while index < len(self.atoms):
            index = self._step(index)
        return self.drafts

    def _step(self, index: int) -> int:
        atom = self.atoms[index]
        current = self.drafts[-1] if self.drafts else None
        if atom.sort is Sort.TITLE and marks.is_guide_title(atom.text):
            end = end_of_guide(self.atoms, index)
            if end > index + 1:
                return self._guide(index, end)
        if atom.sort is Sort.TITLE or (atom.sort is Sort.NOTE and self._note_opens(index)):
            return self._run(index)
        if atom.sort is Sort.FROM and (current is None or current.atoms):
            following = self.atoms[index + 1] if index + 1 < len(self.atoms) else None
            self._open([], Reason.CONTINUES_OTHER_PAGE, 0.9, atom)
            self.drafts[-1].take(atom)
            if following is not None and following.sort is Sort.TITLE:
                end = run_end(self.atoms, index + 1)
                if end < len(self.atoms) and self.atoms[end].sort in (
                    Sort.BYLINE,
                    Sort.DATELINE,
                    Sort.TEXT,
                ):
                    self.drafts[-1].head = read_head(self.atoms[index + 1 : end])
                    return end
            return index + 1
        if current is None:
            self._open([], Reason.FIRST_ON_PAGE, 0.7, atom)
        elif reason := self._starts_untitled(index, current):
            self._open([], reason, 0.85 if reason is Reason.PICTURE_ALONE else 0.65, atom)
        self.drafts[-1].take(atom)
        return index + 1

    def _guide(self, index: int, end: int) -> int:
        self._start(self.atoms[index : index + 1], Reason.TITLE_OF_BRIEFS, 0.7)
        for atom in self.atoms[index + 1 : end]:
            if atom.sort is Sort.TITLE:
                self._keep(atom, Role.PARAGRAPH, Reason.LIST_LINE, 0.7)
            else:
                self.drafts[-1].take(atom)
        return end

    def _open(self, group: list[Atom], reason: Reason, confidence: float, first: Atom) -> None:
        draft = Draft(reason, confidence, framed=first.after_frame or first is self.atoms[0])
        draft.head = read_head(group)
        if group:
            last = group[-1].text
            draft.notice = any(marks.is_notice_title(atom.text) for atom in group)
            draft.sidebar = marks.is_sidebar_title(last) or marks.is_sidebar_title(group[0].text)
        self.drafts.append(draft)

    def _note_opens(self, index: int) -> bool:
        """Whether an editors' note stands above the title of the article that it introduces."""
        after = index + 1
        while (
            after < len(self.atoms)
            and self.atoms[after].sort is Sort.TEXT
            and self.atoms[after].gap == 0
        ):
            after += 1
        if after >= len(self.atoms) or self.atoms[after].sort is not Sort.TITLE:
            return False
        anchor = anchor_at(self.atoms, run_end(self.atoms, after))
        current = self.drafts[-1] if self.drafts else None
        if marks_the_end(self.atoms[index].text):
            return False
        return anchor is not None and (
            current is None or self.atoms[index].after_frame or has_ended(current)
        )

    def _run(self, index: int) -> int:
        """Settle a run of short lines; return where reading goes on."""
        note: list[Atom] = []
        while self.atoms[index].sort is not Sort.TITLE:
            note.append(self.atoms[index])
            index += 1
        end = run_end(self.atoms, index)
        run = self.atoms[index:end]
        groups = at_frames(run)
        anchor = anchor_at(self.atoms, end)
        if note:
            self._open(run, anchor or Reason.TITLE_AFTER_END, 0.9, note[0])
            self.drafts[-1].atoms[:0] = note
            return end
        for place, group in enumerate(groups):
            last = place == len(groups) - 1
            if not last and self._heads_framed_caption(
                group, groups[place + 1], anchor, place + 2 == len(groups)
            ):
                self._start(group + groups[place + 1], anchor or Reason.TITLE_AFTER_FRAME, 0.9)
                break
            if last and anchor:
                self._start_anchored(group, anchor)
            elif last:
                self._settle_unanchored(group, end)
            else:
                self._settle_detached(group, groups[place + 1 :], end)
        return end

    def _start(self, group: list[Atom], reason: Reason, confidence: float) -> None:
        # a rubric set in a frame of its own above waits for its title
        if (
            self.drafts
            and not self.drafts[-1].atoms
            and self.drafts[-1].reason is Reason.NOTHING_BETTER
        ):
            waiting = self.drafts.pop()
            held = [atom for piece in waiting.head for atom in piece.atoms]
            self._open(group, reason, confidence, held[0])
            self.drafts[-1].head[:0] = [Piece(Role.RUBRIC, held, Reason.NAMES_SERIES, 0.7)]
            return
        self._open(group, reason, confidence, group[0])

    def _start_anchored(self, group: list[Atom], anchor: Reason) -> None:
        if len(group) > _HEAD_LINES and self.drafts:
            # a line in one block with the line above goes with it
            first = len(group) - 1 if group[-2].gap == 0 and group[-1].gap else len(group) - 2
            self._keep_lines(group[:first], 0.6)
            group = group[first:]
        while len(group) > 1 and self.drafts and self._belongs_above(group[0], group[1]):
            self._keep(group[0], *signature_or_list(group[0]))
            group = group[1:]
        self._start(group, anchor, 0.97)

    def _keep_list(self, group: list[Atom]) -> list[Atom]:
        """Keep lists and tables among short lines as lines of the current article; return what is
        left at the end."""
        block_start = len(group) - 1
        while block_start and group[block_start].gap == 0:
            block_start -= 1
        if len(group) - block_start >= 3:
            block_start = len(group)
        elif len(group) < 4:
            return group
        self._keep_lines(group[:block_start], 0.7)
        return group[block_start:]

    def _keep_lines(self, lines: list[Atom], confidence: float) -> None:
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
                self._keep(atom, Role.SUBHEAD, Reason.SHORT_LINE_IN_TEXT, confidence)
            else:
                self._keep(atom, Role.PARAGRAPH, Reason.LIST_LINE, confidence)

    def _belongs_above(self, atom: Atom, below: Atom) -> bool:
        """Whether the first line of a run signs or closes the article above it instead of opening
        one."""
        if atom.after_frame or below.gap == 0:
            return False
        return read_signature(atom.text) is not None and (
            self.drafts[-1].notice or is_letter(self.drafts[-1])
        )

    def _keep(self, atom: Atom, role: Role, reason: Reason, confidence: float) -> None:
        self.drafts[-1].titles[atom.start] = (role, reason, confidence)
        self.drafts[-1].subheads += role is Role.SUBHEAD
        self.drafts[-1].texts += role is Role.PARAGRAPH
        self.drafts[-1].take(atom)

    def _heads_framed_caption(
        self, group: list[Atom], following: list[Atom], anchor: Reason | None, final: bool
    ) -> bool:
        """Title, frame, one line about a picture, byline: the title's article holds both."""
        if not (anchor and final and len(group) <= 2 and len(following) == 1):
            return False
        if len(group) == 2 and group[1].gap == 0:
            return False
        if (
            self.drafts
            and not group[0].after_frame
            and self.related(group, self.drafts[-1]) > self._alike(group, following)
        ):
            return False
        return self._alike(group, following) > 0

    def _settle_detached(self, group: list[Atom], rest: list[list[Atom]], end: int) -> None:
        """Settle short lines with the edge of a frame below them and no text of their own."""
        if not self.drafts:
            self._open(group, Reason.NOTHING_BETTER, 0.6, group[0])
            return
        current = self.drafts[-1]
        if not current.atoms and current.reason is Reason.NOTHING_BETTER:
            self._open(group, Reason.NOTHING_BETTER, 0.5, group[0])
            return
        if (current.notice or is_letter(current)) and read_signature(
            " ".join(a.text for a in group)
        ) is not None:
            for atom in group:
                self._keep(atom, Role.BYLINE, Reason.SIGNATURE, 0.9)
            return
        if heads_list(group):
            self._start(group[:1], Reason.TITLE_AFTER_FRAME, 0.65)
            self._keep_lines(group[1:], 0.7)
            return
        below = [atom for part in rest for atom in part] + section_at(self.atoms, end)
        own = self.topics.kinship(joined(group), joined(below))
        above = self.related(group, current)
        two_lines = len(group) > 1 and group[1].gap == 0
        if self._captions_current(group):
            self._keep(group[0], Role.CAPTION, Reason.FRAMED_TEXT, 0.6)
            return
        if group[0].after_frame and not two_lines and above <= own:
            self._open(group, Reason.NOTHING_BETTER, 0.5, group[0])
            return
        if len(group) > _HEAD_LINES:
            self._keep_lines(group, 0.6)
            return
        if above >= own or two_lines:
            role = Role.RUBRIC if rubric_likeness(group[0].text) > -0.5 else Role.CAPTION
            for atom in group:
                self._keep(atom, role, Reason.NAMES_SERIES_BELOW, 0.62)
            return
        self._open(group, Reason.NOTHING_BETTER, 0.5, group[0])

    def _captions_current(self, group: list[Atom]) -> bool:
        """Whether a line alone in its frame describes a picture of the article around it."""
        current = self.drafts[-1]
        line = group[0]
        if len(group) > 1 or not line.after_frame or not current.texts or has_ended(current):
            return False
        return len(line.text) >= 12 and " " not in line.text and rubric_likeness(line.text) < 0

    def _settle_unanchored(self, group: list[Atom], end: int) -> None:
        """Settle short lines with plain text, or nothing, below them."""
        current = self.drafts[-1] if self.drafts else None
        if current is None:
            self._start(group, Reason.FIRST_ON_PAGE, 0.9)
            return
        if not current.atoms and current.reason is Reason.NOTHING_BETTER:
            self._start(group, Reason.TITLE_AFTER_FRAME, 0.8)
            return
        section = section_at(self.atoms, end)
        if not section:
            self._settle_last(group, end)
            return
        if stands_in_article(current, group, section[0]):
            for atom in group:
                self._keep(atom, Role.CAPTION, Reason.FRAMED_TEXT, 0.85)
            return
        while len(group) > 1 and self._belongs_above(group[0], group[1]):
            self._keep(group[0], *signature_or_list(group[0]))
            group = group[1:]
        for place, atom in enumerate(group[1:], 1):
            if marks.is_sidebar_title(atom.text):
                for above in group[:place]:
                    self._keep(above, Role.RUBRIC, Reason.NAMES_SERIES_BELOW, 0.55)
                group = group[place:]
                break
        if titles_box(group, section):
            self._start(group, Reason.TITLE_OF_SIDEBAR, 0.9)
            return
        if marks.is_sidebar_title(group[0].text) and len(group) > 1:
            self._start(group[:1], Reason.TITLE_OF_SIDEBAR, 0.95)
            for atom in group[1:]:
                self._keep(atom, Role.PARAGRAPH, Reason.LIST_LINE, 0.7)
            return
        if heads_list(group):
            self._start(group[:1], Reason.TITLE_AFTER_FRAME, 0.65)
            self._keep_lines(group[1:], 0.7)
            return
        head = dashed_head(group)
        if head and (group[0].after_frame or has_ended(current)):
            # title and dashed deck need no names to be a head
            self._start(group[:head], Reason.TITLE_AFTER_FRAME, 0.85)
            for atom in group[head:]:
                self._keep(atom, Role.SUBHEAD, Reason.SHORT_LINE_IN_TEXT, 0.8)
            return
        group = self._keep_list(group)
        if not group:
            return
        if len(group) == 1 and picture_alone(self.atoms, end, current.last_text):
            self._start(group, Reason.TITLE_OF_PICTURE, 0.8)
            return
        score, reason = newness(group, section, current, self.topics)
        confidence = round(1 / (1 + math.exp(-_SPREAD * abs(score))), 2)
        if score > 0:
            self._start(group, reason, confidence)
            return
        two_lines = len(group) > 1 and group[1].gap == 0
        reason = (
            Reason.NUMBERED
            if marks.has_label(group[0].text)
            else Reason.TWO_LINE_SUBHEAD
            if two_lines
            else Reason.SHORT_LINE_IN_TEXT
        )
        for atom in group:
            self._keep(atom, Role.SUBHEAD, reason, confidence)

    def _settle_last(self, group: list[Atom], end: int) -> None:
        """Settle short lines that nothing follows but a credit, a jump or the end of the page."""
        following = self.atoms[end] if end < len(self.atoms) else None
        current = self.drafts[-1]
        framed = group[0].after_frame
        if following is not None and following.sort is Sort.BYLINE and not following.after_frame:
            if len(group) > 1 and framed:
                self._start(group[:1], Reason.TITLE_OF_PICTURE, 0.7)
                group = group[1:]
            for atom in group:
                self._keep(atom, Role.CAPTION, Reason.TEXT_WITH_PHOTOGRAPHER, 0.75)
            return
        if following is not None and following.sort is Sort.CAPTION:
            if framed or has_ended(current):
                self._start(group, Reason.TITLE_OF_PICTURE, 0.75)
            else:
                for atom in group:
                    self._keep(atom, Role.CAPTION, Reason.SAYS_PICTURE, 0.6)
            return
        if len(group) == 2 and group[1].gap == 0 and rubric_likeness(joined(group)) > -0.5:
            for atom in group:
                self._keep(atom, Role.RUBRIC, Reason.NAMES_SERIES_BELOW, 0.55)
            return
        for atom in group:
            if read_signature(atom.text) is not None:
                self._keep(atom, Role.BYLINE, Reason.SIGNATURE, 0.85)
            elif len(group) >= 3:
                self._keep(atom, Role.PARAGRAPH, Reason.LIST_LINE, 0.6)
            elif framed and self.related([atom], current) == 0 and following is None:
                self._start([atom], Reason.TITLE_AFTER_FRAME, 0.5)
            elif atom.text.endswith(("!", "?", "”")):
                self._keep(atom, Role.PARAGRAPH, Reason.NOTHING_BETTER, 0.5)
            else:
                role = Role.CAPTION if framed else Role.RUBRIC
                self._keep(atom, role, Reason.NAMES_SERIES_BELOW, 0.5)

    def _starts_untitled(self, index: int, current: Draft) -> Reason | None:
        atom = self.atoms[index]
        if atom.sort is Sort.DATELINE and (current.dated or current.texts):
            return Reason.DATELINE_ALONE
        if (current.texts or has_ended(current)) and self._is_picture(index, current):
            return Reason.PICTURE_ALONE
        if atom.sort is Sort.TEXT and marks.is_salutation(atom.text) and has_ended(current):
            return Reason.SALUTATION
        if atom.sort in (Sort.CAPTION, Sort.TEXT) and atom.after_frame and has_ended(current):
            return Reason.PICTURE_ALONE if atom.sort is Sort.CAPTION else None
        return None

    def _is_picture(self, index: int, current: Draft) -> bool:
        """Whether a picture that belongs to no article begins here."""
        if not picture_begins(self.atoms, index):
            return False
        caption = [atom for atom in self.atoms[index : index + 2] if atom.sort is not Sort.BYLINE]
        kinship = self.related(caption, current)
        return picture_alone(self.atoms, index, current.last_text, kinship)

    def related(self, group: Sequence[Atom], draft: Draft) -> float:
        """How much some lines speak of the same as an article does."""
        return self.topics.kinship(joined(group), joined(draft.atoms) + current_title(draft))

    def _alike(self, group: Sequence[Atom], other: Sequence[Atom]) -> float:
        return self.topics.kinship(joined(group), joined(other))
