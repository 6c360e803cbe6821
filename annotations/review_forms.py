"""What a reviewer fills in: a decision (answers taken or given, with a reason), a return, words."""

from collections.abc import Sequence
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from annotations.comparing import OWN, Sheet, agreed
from annotations.forms import CodingForm
from annotations.models import CodebookVersion, Decision, Label, Referral

REASON_KEYS = "QWERTG"  # as the mockups and docs/reviewing.md name them
COMMENT_MAX = 2000


class DecisionForm(CodingForm):
    """A reviewer's settlement of a unit; a valid form holds `answers`, reason and comment.

    `take.<variable>` names the attempt whose answer is taken, or says "own": then the fields of
    CodingForm hold the answer. What all annotators agree on is taken from the start, and what
    `standing`, a decision that is looked at once more, says. `precedent` and `precedent_note` make
    the decision a precedent for one of its labels.
    """

    reason = forms.ChoiceField(
        choices=Decision.Reason.choices,
        error_messages={"required": _("A decision needs a reason.")},
    )
    comment = forms.CharField(required=False, max_length=COMMENT_MAX)
    precedent = forms.CharField(required=False)
    precedent_note = forms.CharField(required=False, max_length=COMMENT_MAX)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        version: CodebookVersion,
        sheets: Sequence[Sheet],
        standing: Decision | None = None,
        **options,
    ):
        given = {
            variable.pk: [label.pk for label in sheets[0].of(variable)]
            for variable in version.variables.all()
            if sheets and agreed(variable, sheets)
        }
        if standing:
            given = {
                variable.pk: [one.label_id for one in standing.labels.all()
                              if one.variable_id == variable.pk]
                for variable in version.variables.all()
            }  # fmt: skip
        super().__init__(
            None if data is None else data.copy(), version=version, given=given, **options
        )
        del self.fields["token"], self.fields["note"]  # those of an annotator
        self.sheets = {sheet.value: sheet for sheet in sheets}
        self.taken = {variable.code: self._take(variable) for variable in self.variables}
        if self.is_bound:
            for variable in self.variables:
                self._fill_in(variable, self.taken[variable.code])

    def _take(self, variable):
        """Whose answer is taken: the id of an attempt, "own", or nothing yet."""
        if not self.is_bound:
            if variable.pk not in self.given:
                return ""
            given = self.given[variable.pk]
            same = (
                value
                for value, sheet in self.sheets.items()
                if [label.pk for label in sheet.of(variable)][:1] == given[:1]
                and {label.pk for label in sheet.of(variable)} == set(given)
            )
            return next(same, OWN)
        said = self.data.get(f"take.{variable.code}", "")
        if not said and self.data.get(f"answer.{variable.code}"):
            return OWN  # without JavaScript, choosing labels says enough
        return said if said in self.sheets else OWN if said == OWN else ""

    def _fill_in(self, variable, take):
        """Answer a variable with the labels of the sheet that is taken."""
        name = f"answer.{variable.code}"
        if take == OWN:
            return
        codes = [label.code for label in self.sheets[take].of(variable)] if take else []
        filled = cast(QueryDict, self.data)  # a copy of what was sent
        filled.setlist(name, codes)
        filled.setlist(f"{name}.main", codes[:1])
        if not take:
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = _(
                "Take one of the answers, or give your own."
            )

    def clean(self):
        """Another reason than those of the list is said in words."""
        cleaned = super().clean()
        comment = cleaned.get("comment", "").strip()
        if cleaned.get("reason") == Decision.Reason.OTHER and not comment:
            self.add_error("comment", _("Say in a few words what the other reason is."))
        alike = self.sheets and all(agreed(one, [*self.sheets.values()]) for one in self.variables)
        if alike and not comment and not self.errors and OWN in self.taken.values():
            self.add_error(
                "comment", _("All annotators agreed. Say why it is to be settled otherwise.")
            )
        if cleaned.get("precedent_note", "").strip():
            settled = {str(label.pk): label for labels in self.answers.values() for label in labels}
            self.precedent_label = settled.get(cleaned.get("precedent", ""))
            if not self.precedent_label and not self.errors:
                self.add_error("precedent", _("A precedent is for a label of the decision."))
        return cleaned

    precedent_label: Label | None = None

    @property
    def untaken(self):
        """Whether a question was left without an answer."""
        return self.is_bound and not all(self.taken.values())

    @property
    def gives_own(self):
        """Whether some answer is the reviewer's own."""
        return OWN in self.taken.values()

    @property
    def reasons(self):
        """The reasons with their keys, ready to be shown."""
        chosen = self["reason"].value()
        return [
            {"value": value, "name": name, "key": key, "checked": value == chosen}
            for (value, name), key in zip(Decision.Reason.choices, REASON_KEYS, strict=True)
        ]


class ReferralForm(forms.Form):
    """What the supervisor is to put right."""

    kind = forms.ChoiceField(
        choices=Referral.Kind.choices,
        error_messages={"required": _("Say whether it is the codebook or the split of the page.")},
    )
    comment = forms.CharField(
        max_length=COMMENT_MAX, error_messages={"required": _("Say what is wrong.")}
    )

    def __init__(self, data=None, **options):
        super().__init__(data, prefix="refer", **options)


class PrecedentForm(forms.Form):
    """For which label of a decision its article is a precedent, and what it shows."""

    note = forms.CharField(
        max_length=COMMENT_MAX, error_messages={"required": _("Say what this article shows.")}
    )

    def __init__(self, data=None, *, labels: Sequence[Label], **options):
        super().__init__(data, prefix="precedent", **options)
        self.labels = {str(label.pk): label for label in labels}
        self.fields["label"] = forms.ChoiceField(
            choices=[(pk, label.name) for pk, label in self.labels.items()]
        )

    @property
    def label(self):
        """The label that was chosen."""
        return self.labels[self.cleaned_data["label"]]


class WordsForm(forms.Form):
    """An answer in words, to a question or to what was referred."""

    text = forms.CharField(
        max_length=COMMENT_MAX, error_messages={"required": _("Write an answer.")}
    )


class ReturnForm(forms.Form):
    """Whom to send an article back to, and what they are to look at again."""

    comment = forms.CharField(
        max_length=COMMENT_MAX, error_messages={"required": _("Say what to look at again.")}
    )

    def __init__(self, data=None, *, sheets: Sequence[Sheet], **options):
        super().__init__(data, prefix="return", **options)
        self.sheets = list(sheets)
        self.fields["attempts"] = forms.MultipleChoiceField(
            choices=[(sheet.value, sheet.letter) for sheet in sheets],
            error_messages={"required": _("Choose whom to send this article back to.")},
        )

    @property
    def chosen(self):
        """The ids of the attempts that are ticked."""
        return set(self["attempts"].value() or [])

    @property
    def wanted(self):
        """The attempts to send back."""
        ids = set(self.cleaned_data["attempts"])
        return [sheet.attempt for sheet in self.sheets if sheet.value in ids]
