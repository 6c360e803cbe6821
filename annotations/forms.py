"""Answers as a form: the variables of any codebook version, and what was chosen for each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.instrument import instrument_of
from annotations.models import CodebookVersion, Label, Variable

# What the desks themselves answer to; a label of the codebook that asks for one goes without a key.
DESK_KEYS = frozenset("BHIJKLMNPU/?")
FURTHER_SLOTS = (2, 3, 4)
SCALE_SLOT = 5
FEW = 6

MOST_SECONDS = 24 * 60 * 60

Answers = dict[Variable, list[Label]]


@dataclass
class Choice:
    """A label as it is offered: its key on this page, and whether and as what it is chosen."""

    label: Label
    cap: str
    level: int = 0
    found_by: str = ""
    cued_by: str = ""
    checked: bool = False
    main: bool = False
    slot: int | None = None


@dataclass
class Question:
    """A variable as it is asked."""

    variable: Variable
    name: str
    choices: list[Choice]
    errors: list[str] = field(default_factory=list)

    @property
    def several(self):
        """Whether one main and some further labels are taken."""
        return self.variable.kind == Variable.Kind.SEVERAL

    @property
    def scale(self):
        """Whether the labels are steps beside each other."""
        return self.variable.kind == Variable.Kind.ORDINAL

    @property
    def filtered(self):
        """Whether there are so many labels that one looks for them by typing."""
        return not self.scale and len(self.choices) > FEW

    @property
    def most(self):
        """How many labels are taken at most."""
        return 1 + self.variable.further_max if self.several else 1

    @property
    def labels(self):
        """The labels that are offered."""
        return [choice.label for choice in self.choices]

    @cached_property
    def by_code(self):
        """{code: choice}: with this, texts of the codebook show key caps for codes."""
        return {choice.label.code: choice for choice in self.choices}


class CodingForm(forms.Form):
    """Answers to every variable of a codebook version; a valid form holds them as `answers`.

    The fields are `answer.<variable>` with label codes, and `answer.<variable>.main` where several
    labels are taken. `given` is what is chosen at first: {variable id: [label ids, main first]}.
    A label whose key is among `desk_keys` goes without; `label_keys` {label id: key} are those that
    the person gave it themselves.
    """

    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        required=False, max_length=2000, label=gettext_lazy("Note"), widget=forms.Textarea
    )

    def __init__(
        self,
        data: Mapping | None = None,
        *,
        version: CodebookVersion,
        given: Mapping[int, Iterable[int]] | None = None,
        desk_keys: Iterable[str] = DESK_KEYS,
        label_keys: Mapping[int, str] | None = None,
        **options,
    ):
        super().__init__(data, **options)
        self.instrument = instrument_of(version)
        self.desk_keys = frozenset(desk_keys)
        self.label_keys = label_keys or {}
        self.variables = self.instrument.variables
        self.given = {pk: list(labels) for pk, labels in (given or {}).items()}
        self.answers: Answers = {}
        for variable in self.variables:
            codes = [(label.code, label.name) for label in self.instrument.labels[variable.pk]]
            several = variable.kind == Variable.Kind.SEVERAL
            kind = forms.MultipleChoiceField if several else forms.ChoiceField
            self.fields[f"answer.{variable.code}"] = kind(
                choices=codes,
                required=variable.required,
                label=variable.name,
                error_messages={"required": _("Choose an answer.")},
            )
            if several:
                self.fields[f"answer.{variable.code}.main"] = forms.ChoiceField(
                    choices=codes, required=False
                )

    def clean(self):
        """Collect the answers; a variable whose main label is open is told so."""
        for variable in self.variables:
            name = f"answer.{variable.code}"
            chosen = self.cleaned_data.get(name)
            if not chosen:
                continue
            codes = [chosen] if isinstance(chosen, str) else list(dict.fromkeys(chosen))
            main = self.cleaned_data.get(f"{name}.main")
            most = 1 + variable.further_max
            if len(codes) > most:
                self.add_error(name, _("At most %(most)d answers.") % {"most": most})
            elif len(codes) > 1 and main not in codes:
                self.add_error(name, _("Say which one is the main one."))
            else:
                labels = self.instrument.by_code[variable.code]
                codes.sort(key=lambda code: code != main)  # stable: the main one first
                self.answers[variable] = [labels[code] for code in codes]
        return self.cleaned_data

    @cached_property
    def questions(self) -> list[Question]:
        """The variables with their labels, what is chosen, and what is wrong, ready to be shown."""
        taken = {*self.desk_keys, *self.label_keys.values()}
        return [self._question(variable, taken) for variable in self.variables]

    def _question(self, variable, taken):
        name = f"answer.{variable.code}"
        question = Question(
            variable, self.add_prefix(name), [], [str(error) for error in self.errors.get(name, ())]
        )
        chosen = self._chosen(variable, name)
        slots = (1, *FURTHER_SLOTS) if question.several else (SCALE_SLOT,)
        for label in self.instrument.labels[variable.pk]:
            own = self.label_keys.get(label.pk)
            key = own or label.key.upper()
            cap = "" if key in taken and not own else key
            taken.add(key)
            choice = Choice(
                label,
                cap,
                self.instrument.levels[label.pk],
                self.instrument.found_by[label.pk],
                self.instrument.cued_by[label.pk],
            )
            if label.code in chosen:
                place = chosen.index(label.code)
                choice.checked = True
                said = self._main_is_said(name, chosen)
                choice.main = said and place == 0
                choice.slot = slots[min(place + (not said), len(slots) - 1)]
            question.choices.append(choice)
        return question

    def _chosen(self, variable, name):
        """Return the codes to show as chosen, the main one first."""
        if not self.is_bound:
            codes = {label.pk: label.code for label in self.instrument.labels[variable.pk]}
            return [codes[pk] for pk in self.given.get(variable.pk, ()) if pk in codes]
        chosen = self[name].data or []
        chosen = [chosen] if isinstance(chosen, str) else list(chosen)
        if variable.kind == Variable.Kind.SEVERAL:
            main = self[f"{name}.main"].data
            chosen.sort(key=lambda code: code != main)
        return chosen

    def _main_is_said(self, name, chosen):
        """Whether the first of the chosen codes is the main one, and not just the first."""
        if not self.is_bound or f"{name}.main" not in self.fields or len(chosen) == 1:
            return True
        return self[f"{name}.main"].data == chosen[0]

    @property
    def chosen_note(self):
        """The note as it is to be shown in its field."""
        return self["note"].value() or ""


class AttemptForm(CodingForm):
    """What an annotator hands in; a valid form holds `answers` and `evidence_given`.

    The field `evidence` is {label id: [[start, end], …]} as JSON, in code points of what is coded.
    """

    seen = forms.RegexField(r"^[0-9a-f]{64}$", required=False, widget=forms.HiddenInput)
    evidence = forms.JSONField(required=False, widget=forms.HiddenInput)
    active_seconds = forms.IntegerField(
        required=False, min_value=0, max_value=MOST_SECONDS, widget=forms.HiddenInput
    )

    def clean(self):
        """Read the evidence besides the answers."""
        super().clean()
        self.evidence_given = self._stretches(self.cleaned_data.get("evidence") or {})
        return self.cleaned_data

    def _stretches(self, said) -> dict[Label, list[tuple[int, int]]]:
        try:
            return {
                self.instrument.label[int(label)]: [(int(start), int(end)) for start, end in spans]
                for label, spans in said.items()
                if spans
            }
        except (AttributeError, KeyError, TypeError, ValueError):
            self.add_error("evidence", _("This evidence could not be read."))
            return {}
