"""What to look for among the units of a round, as the address of a number says it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotations.behind import AGREEMENT, LEFT_OUT, STATES, Wanted
from annotations.models import Label
from annotations.reliability import Answers
from newsroom.models import User

ANY = ("", pgettext_lazy("choice", "any"))
GOLD = {"like": _("settled like theirs"), "unlike": _("settled otherwise")}


class UnitFilter(forms.Form):
    """Narrows the units of a round; annotators can be asked for by supervisors only."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *STATES.items()])
    variable = forms.ChoiceField(label=_("Variable"), required=False)
    row = forms.ChoiceField(label=_("One gave"), required=False)
    column = forms.ChoiceField(label=_("Another gave"), required=False)
    agreement = forms.ChoiceField(
        label=_("Agreement"), required=False, choices=[ANY, *AGREEMENT.items()]
    )
    given_to = forms.ChoiceField(label=_("Given to"), required=False)
    annotator = forms.ChoiceField(label=_("Coded by"), required=False)
    other = forms.ChoiceField(label=_("And by"), required=False)
    gold = forms.ChoiceField(label=_("Gold"), required=False, choices=[ANY, *GOLD.items()])
    left_out = forms.ChoiceField(
        label=_("Left out"), required=False, choices=[ANY, *LEFT_OUT.items()]
    )

    def __init__(self, data: Any, *, said: Answers, people: list[User], named: bool) -> None:
        super().__init__(data)
        self.said, self.people = said, people
        self.labels = [
            (variable, label) for variable in said.variables for label in variable.labels.all()
        ]
        several = len(said.variables) > 1
        labels = [
            (label.code, f"{variable.name}: {label.name}" if several else label.name)
            for variable, label in self.labels
        ]
        self._offer("variable", [(variable.code, variable.name) for variable in said.variables])
        self._offer("row", labels)
        self._offer("column", labels)
        if named:
            names = [
                (one.annotator_code, f"{one.annotator_code} {one.display_name}") for one in people
            ]
            self._offer("given_to", names)
            self._offer("annotator", names)
            self._offer("other", names)
        else:
            # Reviewers judge answers, not people.
            for name in ("given_to", "annotator", "other", "gold"):
                del self.fields[name]

    def _offer(self, field: str, choices: list[Any]) -> None:
        self.fields[field].choices = [ANY, *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Find the variable of a label that is asked for by itself, and refuse what contradicts."""
        chosen = super().clean() or {}
        rows, columns = self._labels(chosen.get("row")), self._labels(chosen.get("column"))
        variable = next(
            (one for one in self.said.variables if one.code == chosen.get("variable")), None
        )
        found = rows or columns
        if variable is None and found:
            variable = found[0][0]
        pair = []
        for field, labels in (("row", rows), ("column", columns)):
            label = next((label for of, label in labels if of == variable), None)
            if chosen.get(field) and label is None:
                self.add_error(field, _("This label belongs to another variable."))
            pair.append(label)
        if chosen.get("gold") and not (variable and chosen.get("annotator")):
            self.add_error("gold", _("Choose an annotator and a variable too."))
        if pair[1] and not pair[0]:
            self.add_error("row", _("Choose the other label too."))
        chosen |= {"variable": variable, "row": pair[0], "column": pair[1]}
        return chosen

    def _labels(self, code: str | None) -> list[tuple[Any, Label]]:
        return [(variable, label) for variable, label in self.labels if code and label.code == code]

    @property
    def wanted(self) -> Wanted:
        """What is asked for, once the form is valid."""
        chosen = self.cleaned_data
        by_code = {one.annotator_code: one for one in self.people}
        return Wanted(
            variable=chosen["variable"],
            row=chosen["row"],
            column=chosen["column"],
            agreement=chosen["agreement"],
            annotator=by_code.get(chosen.get("annotator", "")),
            given_to=by_code.get(chosen.get("given_to", "")),
            other=by_code.get(chosen.get("other", "")),
            gold=chosen.get("gold", ""),
            state=chosen["state"],
            left_out=chosen["left_out"],
        )
