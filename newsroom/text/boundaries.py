"""Where articles begin: decides for every short line whether a new article starts there, and what
it is if not."""

import re

from newsroom.text import marks
from newsroom.text.atoms import Atom, Sort
from newsroom.text.drafting import Drafting
from newsroom.text.drafts import Draft
from newsroom.text.groups import at_frames, end_of_guide, marks_the_end, signature_or_list
from newsroom.text.headlines import read_head
from newsroom.text.lookahead import anchor_at, run_end, section_at
from newsroom.text.loose_lines import MOST_HEAD_LINES, settle_detached, settle_unanchored
from newsroom.text.newness import has_ended, is_in_column_of_briefs
from newsroom.text.pictures import (
    LONGEST_PICTURE,
    picture_alone,
    picture_begins,
    shows_somebody,
)
from newsroom.text.reasons import Reason
from newsroom.text.roles import Role
from newsroom.text.short_lines import settle_short_lines

_CLEARLY = 0.2
"""By so much more two lines have to speak of the article above than of the one below."""
_HEADLINE = re.compile(r"[,!?:“\s]")
"""What the words of a picture seldom have, and headlines have."""


class Boundaries(Drafting):
    """Reads the atoms of a page once from top to bottom and collects the articles' drafts."""

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
        if atom.numeral and current is not None:
            self.keep(atom, Role.SUBHEAD, Reason.NUMBERED, 0.9)
            return index + 1
        if atom.sort is Sort.TITLE or (atom.sort is Sort.NOTE and self._note_opens(index)):
            return self._run(index)
        if atom.sort is Sort.FROM and (current is None or current.atoms):
            following = self.atoms[index + 1] if index + 1 < len(self.atoms) else None
            self.open([], Reason.CONTINUES_OTHER_PAGE, 0.9, atom)
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
        if current and atom.after_frame and (behind := self.other_picture(index, current)):
            picture = Draft(Reason.PICTURE_ALONE, 0.7, framed=True)
            for part in self.atoms[index:behind]:
                picture.take(part)
            # the article around it goes on below
            self.drafts.insert(-1, picture)
            return behind
        if current is None:
            # names of a photographer at the top have the words of their picture below them
            shown = atom.photographic and picture_begins(self.atoms, index)
            alone = shown and picture_alone(self.atoms, index, None, 0.0)
            first = Reason.PICTURE_ALONE if alone else Reason.FIRST_ON_PAGE
            self.open([], first, 0.7, atom)
        elif reason := self._starts_untitled(index, current):
            if reason is Reason.TITLE_OF_BRIEFS:
                self._name_column(current)
            self.open([], reason, 0.85 if reason is Reason.PICTURE_ALONE else 0.65, atom)
        self.drafts[-1].take(atom)
        return index + 1

    def _guide(self, index: int, end: int) -> int:
        self.start(self.atoms[index : index + 1], Reason.TITLE_OF_BRIEFS, 0.7)
        for atom in self.atoms[index + 1 : end]:
            if atom.sort is Sort.TITLE:
                self.keep(atom, Role.PARAGRAPH, Reason.LIST_LINE, 0.7)
            else:
                self.drafts[-1].take(atom)
        return end

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
            # nothing but the word, with a title and a writer of its own below: a comment
            bare = len(self.atoms[index].text) <= 6 and after == index + 1
            return bare and anchor is Reason.TITLE_BEFORE_BYLINE
        # a note above a head with names of its own introduces it, whatever stands above: what is
        # said of an article behind it has another name
        opens = current is None or self.atoms[index].after_frame or has_ended(current)
        told = current is not None and current.texts > 0
        return anchor is not None and (opens or told)

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
        if note and marks_the_end(note[0].text):
            note[0].sort = Sort.TITLE
            self.open(note + run, anchor or Reason.TITLE_AFTER_END, 0.8, note[0])
            return end
        if note:
            self.open(run, anchor or Reason.TITLE_AFTER_END, 0.9, note[0])
            self.drafts[-1].atoms[:0] = note
            return end
        for place, group in enumerate(groups):
            last = place == len(groups) - 1
            if last and self._closes_above(group, end):
                for atom in group[:2]:
                    self.keep(atom, Role.RUBRIC, Reason.NAMES_SERIES_BELOW, 0.62)
                group = group[2:]
            if not last and self._heads_framed_caption(
                group, groups[place + 1], anchor, place + 2 == len(groups)
            ):
                self.start(group + groups[place + 1], anchor or Reason.TITLE_AFTER_FRAME, 0.9)
                break
            behind = self._behind_photographer(group, end) if last and anchor else None
            if behind:
                self._keep_picture(group, behind)
            elif last and self._is_signed_section(group, end):
                self.keep(group[0], Role.SUBHEAD, Reason.NUMBERED, 0.8)
            elif last and anchor:
                picture = self.picture_above(group, end)
                shot = self.atoms[end].photographic and not groups[place][0].after_frame
                self._start_anchored(group, anchor)
                self.drafts[-1].atoms[:0] = picture
                if shot and not marks.tells_whole_report(self.atoms[end].text):
                    # nobody is named who wrote it: perhaps the words of a picture
                    self.drafts[-1].confidence = min(self.drafts[-1].confidence, 0.65)
            elif last:
                settle_unanchored(self, group, end)
            else:
                settle_detached(self, group, groups[place + 1 :], end)
        return end

    def _start_anchored(self, group: list[Atom], anchor: Reason) -> None:
        if len(group) > MOST_HEAD_LINES and self.drafts:
            # a line in one block with the line above goes with it
            first = len(group) - 1 if group[-2].gap == 0 and group[-1].gap else len(group) - 2
            self.keep_lines(group[:first], 0.6)
            group = group[first:]
        while len(group) > 1 and self.drafts and self.belongs_above(group[0], group[1]):
            self.keep(group[0], *signature_or_list(group[0]))
            group = group[1:]
        self.start(group, anchor, 0.97)

    def _closes_above(self, group: list[Atom], end: int) -> bool:
        """Whether two short lines of one block above a title name the column of the article above
        them, of which they speak, and not that of the title below."""
        if len(group) < 3 or not self.drafts or group[0].after_frame or not group[0].gap:
            return False
        name, below = group[:2], group[2:] + section_at(self.atoms, end)
        if name[1].gap or not below[0].gap or any(len(atom.text) > 14 for atom in name):
            return False
        current = self.drafts[-1]
        if not current.texts or any(marks.has_label(atom.text) for atom in name):
            return False
        return self.related(name, current) > self.alike(name, below) + _CLEARLY

    def _is_signed_section(self, group: list[Atom], end: int) -> bool:
        """Whether a tagged or numbered line with names below it heads one of several parts of the
        report above: each has its own reporter, and none a dateline."""
        if len(group) > 1 or group[0].after_frame or group[0].run_in or not self.drafts:
            return False
        current = self.drafts[-1]
        line = group[0].text
        labelled = marks.has_label(line) and not marks.is_bulleted(line)
        if not current.texts or has_ended(current) or not (labelled or marks.has_tag(line)):
            return False
        while end < len(self.atoms) and self.atoms[end].sort is Sort.BYLINE:
            end += 1
        return end < len(self.atoms) and self.atoms[end].sort is Sort.TEXT

    def _behind_photographer(self, group: list[Atom], end: int) -> int | None:
        """Where the text goes on if the last of some short lines in the middle of an article has
        nothing but the maker of a picture below it: it is the picture's words, since no writer is
        named. None if it is something else."""
        if group[-1].after_frame or group[-1].run_in or not self.drafts:
            return None
        current = self.drafts[-1]
        if not current.atoms or has_ended(current):
            return None
        place = end
        while place < len(self.atoms) and self.atoms[place].sort is Sort.BYLINE:
            atom = self.atoms[place]
            if not atom.photographic or marks.tells_whole_report(atom.text):
                return None
            place += 1
        below = section_at(self.atoms, place)
        if place == end or not below or below[0].sort is not Sort.TEXT:
            return None
        if len(below) == 1 and len(below[0].text) <= LONGEST_PICTURE:
            # a title, the maker, and the words of the picture: an article of its own
            return place if self.related(below, current) >= self.alike(group, below) else None
        return place

    def _keep_picture(self, group: list[Atom], place: int) -> None:
        """Keep the words of a picture that stand above its maker's name, below other short lines
        perhaps."""
        if group[:-1]:
            settle_unanchored(self, group[:-1], place)
        self.keep(group[-1], Role.CAPTION, Reason.TEXT_WITH_PHOTOGRAPHER, 0.8)

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
            and self.related(group, self.drafts[-1]) > self.alike(group, following)
        ):
            return False
        headed = bool(_HEADLINE.search(group[-1].text)) and group[-1].gap > 0
        shown = headed and shows_somebody(f"{following[0].text}。")
        return shown or self.alike(group, following) > 0

    def _starts_untitled(self, index: int, current: Draft) -> Reason | None:
        atom = self.atoms[index]
        if atom.sort is Sort.DATELINE and (current.dated or current.texts):
            return Reason.DATELINE_ALONE
        if (current.texts or has_ended(current)) and self._is_picture(index, current):
            return Reason.PICTURE_ALONE
        if atom.sort is Sort.TEXT and marks.is_salutation(atom.text) and has_ended(current):
            return Reason.SALUTATION
        if (
            atom.sort is Sort.TEXT
            and atom.begins_line
            and current.notice
            and has_ended(current)
            and marks.addresses_party(atom.text)
        ):
            return Reason.NO_TITLE
        if atom.sort is Sort.TEXT and self._is_next_brief(atom, current):
            return Reason.TITLE_OF_BRIEFS
        if atom.sort is Sort.CAPTION and atom.after_frame and has_ended(current):
            return Reason.PICTURE_ALONE
        return None

    def _is_next_brief(self, atom: Atom, current: Draft) -> bool:
        """Whether a text below a short item of a column is the next one, and has no title: names
        close the one above, or each has a mark."""
        if not (current.texts and atom.begins_line):
            return False
        each_its_own = not current.head or "一句话" in current.head[0].text
        if not (has_ended(current) or (each_its_own and marks.is_bulleted(atom.text))):
            return False
        return is_in_column_of_briefs(current) and all(
            piece.role is not Role.HEADLINE or marks.is_briefs_title(piece.text)
            for piece in current.head
        )

    def _name_column(self, first: Draft) -> None:
        """Of several untitled items, the name of their column is no title of the first."""
        for piece in first.head:
            if piece.role is Role.HEADLINE:
                piece.role, piece.reason, piece.confidence = Role.RUBRIC, Reason.NAMES_SERIES, 0.7

    def _is_picture(self, index: int, current: Draft) -> bool:
        """Whether a picture that belongs to no article begins here."""
        if not picture_begins(self.atoms, index):
            return False
        caption = [atom for atom in self.atoms[index : index + 2] if atom.sort is not Sort.BYLINE]
        kinship = self.related(caption, current)
        return picture_alone(self.atoms, index, current.last_text, kinship)
