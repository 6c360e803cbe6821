"""What people type on the workbench: never characters of a page, only what its parts are."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.models import Article, Page
from newsroom.numbering import read_number
from newsroom.repairing import Step, Turn
from newsroom.said_days import Days, NoDaysError, read_days
from newsroom.text import editing
from newsroom.text.roles import Kind, Role
from newsroom.text.typed_credits import read_credit_line

LENGTHS = (100, 30, 100)  # of a name, a role, an organisation
NONE, NEW = "none", "new"
NO_DAYS = {
    "empty": gettext_lazy("Nothing was typed. Where the day is not known, press “Not known”."),
    "unread": gettext_lazy(
        "Give a day (2012-07-09), a month (2012-07), a year, or two of them with .. between."
    ),
    "future": gettext_lazy("This is in the future."),
    "early": gettext_lazy("No day before 1800 can be given."),
    "backward": gettext_lazy("It begins after it ends."),
}
NO_NUMBER = gettext_lazy("Give the number as the page has it, from 1 to 999; A3 where it is so.")


class DateForm(forms.Form):
    """The day of an issue, or the days between which it came out, or that it is not known."""

    date = forms.CharField(required=False, max_length=60)
    unknown = forms.BooleanField(required=False)
    dated = forms.IntegerField(required=False, min_value=0)
    agreed = forms.BooleanField(required=False)

    def clean(self):
        """Add `days`: what was typed, or none."""
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("unknown"):
            cleaned["days"] = Days()
        elif "date" in cleaned:
            typed = cleaned["date"].strip()
            try:
                cleaned["days"] = read_days(typed, today=timezone.localdate())
            except NoDaysError as wrong:
                self.add_error("date", NO_DAYS[wrong.why if typed else "empty"])
        return cleaned


class NumberForm(forms.Form):
    """The number of a page: figures, Chinese numerals, full width; it is kept in plain figures."""

    number = forms.CharField(
        label=gettext_lazy("Page number"),
        max_length=20,
        error_messages=dict.fromkeys(("required", "max_length"), NO_NUMBER),
    )
    seen = forms.IntegerField(required=False, min_value=0)

    def clean_number(self) -> str:
        """The number as it is kept."""
        number = read_number(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError(NO_NUMBER)
        return number


class EditForm(forms.Form):
    """One repair: `do` says which, as the buttons do ("role:caption"). `step` is it once valid."""

    do = forms.CharField(max_length=40)
    seen = forms.IntegerField(required=False, min_value=0)
    dated = forms.IntegerField(required=False, min_value=0)
    agreed = forms.BooleanField(required=False)
    at = forms.IntegerField(required=False, min_value=0)
    article = forms.IntegerField(required=False, min_value=1)
    kind = forms.ChoiceField(required=False, choices=Article.Kind.choices)
    words = forms.CharField(required=False)
    credits = forms.CharField(required=False)

    def __init__(self, *args, page: Page, **kwargs):
        self.page = page
        self.step: Step | None = None
        super().__init__(*args, **kwargs)

    def clean(self):
        """Turn what was pressed and typed into one repair."""
        super().clean()
        cleaned = self.cleaned_data
        name, _colon, what = cleaned.get("do", "").partition(":")
        read = {
            "split": lambda: editing.SplitArticle(self._at()),
            "merge": lambda: self._merge(what),
            "move": lambda: self._move(what),
            "cut": self._cut,
            "join": self._join,
            "role": lambda: editing.SetRole(self._at(), Role(what)),
            "confirm": lambda: editing.Confirm(self._at()),
            "kind": lambda: editing.SetKind(self._article(), Kind(cleaned["kind"])),
            "credits": self._credits,
            "undo": lambda: Turn.UNDO,
            "redo": lambda: Turn.REDO,
        }.get(name)
        if not self.errors:
            try:
                self.step = read() if read else None
            except (ValueError, KeyError):
                self.step = None
            if self.step is None and not self.errors:
                raise forms.ValidationError(_("This cannot be done here."))
        return cleaned

    def _at(self) -> int:
        return int(self.cleaned_data["at"] if self.cleaned_data["at"] is not None else "")

    def _article(self) -> int:
        return int(self.cleaned_data["article"] or "")

    def _merge(self, way: str) -> editing.Edit:
        """Merge the article of the segment with the one before it, or take in the one after it."""
        owners = dict(self.page.segments.order_by("start").values_list("start", "article__number"))
        here = owners[self._at()]
        order = list(dict.fromkeys(number for number in owners.values() if number))
        place = order.index(here)
        if way == "up" and place:
            return editing.MergeArticle(here, into=order[place - 1])
        if way == "down" and place + 1 < len(order):
            return editing.MergeArticle(order[place + 1], into=here)
        raise forms.ValidationError(
            _("No article begins before it on this page.") if way == "up"
            else _("No article begins after it on this page.")
        )  # fmt: skip

    def _move(self, to: str) -> editing.Edit:
        if to == NEW:
            return editing.TakeOut(self._at())
        return editing.MovePiece(self._at(), to=None if to == NONE else int(to))

    def _join(self) -> editing.Edit:
        """Join a paragraph to the one before it; press again to cut it off."""
        rows = list(self.page.segments.order_by("start").values_list("start", "article", "block"))
        here = next((row for row in rows if row[0] == self._at()), None)
        if here and any(row[1:] == here[1:] and row[0] < here[0] for row in rows):
            return editing.CutJoin(self._at())
        return editing.JoinPiece(self._at())

    def _cut(self) -> editing.Edit | None:
        """Cut before some words, which must stand in the segment exactly once."""
        segment = self.page.segments.filter(start=self._at()).first()
        if not segment:
            return None
        words = self.cleaned_data["words"]
        text = self.page.text[segment.start : segment.end]
        found = text.count(words, 1) if words else 0
        if found == 1:
            return editing.CutSegment(segment.start + text.index(words, 1))
        self.add_error(
            "words",
            _("These words stand in it more than once; type more of them.") if found
            else _("Type some words of it, exactly as they stand there."),
        )  # fmt: skip
        return None

    def _credits(self) -> editing.Edit | None:
        """One person a line: name, role, organisation."""
        credits = []
        for line in self.cleaned_data["credits"].splitlines():
            people = read_credit_line(line)
            if people is None:
                self.add_error("credits", _("Write one person a line: name, role, organisation."))
                return None
            for one in people:
                values = (one.name, one.role or "", one.organisation or "")
                for value, most in zip(values, LENGTHS, strict=True):
                    if len(value) > most:
                        sentence = _("“%(words)s…” is too long.") % {"words": value[:20]}
                        self.add_error("credits", sentence)
                        return None
            credits += people
        return editing.SetCredits(self._article(), tuple(credits))
