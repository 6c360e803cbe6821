"""The texts of a draft's labels, a page a label."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from annotations import wording
from annotations.models import CodebookVersion, Label, Variable
from annotations.views.running import asks_first, sent
from annotations.views.versions import for_writers, version_of
from newsroom.views.site import person

TEXTS = (
    "definition_zh", "definition_en", "include_zh", "include_en", "exclude_zh", "exclude_en",
    "examples_zh", "examples_en",
)  # fmt: skip
WORDING, MEANS_ELSE = "wording", "meaning"
PARTING = re.compile(r"[\s,，、;；]+")


class LabelForm(forms.ModelForm):
    """A label of a draft: what it is called, what it means, what belongs to it and what does not.

    `cues` are words parted by spaces, commas or lines. `meaning` is asked for where the texts
    change what an earlier label meant.
    """

    cues = forms.CharField(
        label=gettext_lazy("Cue words"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Parted by spaces, commas or lines."),
    )  # fmt: skip
    meaning = forms.ChoiceField(
        label=gettext_lazy("What is new about definition, inclusion or exclusion"),
        choices=[
            (WORDING, gettext_lazy("only the wording: it reopens nothing")),
            (MEANS_ELSE, gettext_lazy("the meaning too: what was coded with it is reopened")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Label
        fields = (
            "code", "key", "parent", "value", "beside_scale", "name_zh", "name_en", *TEXTS, "cues",
        )  # fmt: skip
        widgets = {name: forms.Textarea(attrs={"rows": 5}) for name in TEXTS}

    def __init__(self, *args: Any, variable: Variable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.variable = variable
        # As it is stored; a form writes into the label that it was given.
        self.stored = Label.objects.filter(pk=self.instance.pk).first()
        others = variable.labels.exclude(pk=self.instance.pk)
        parent: Any = self.fields["parent"]
        parent.queryset, parent.empty_label = others, "–"
        self.initial["cues"] = " ".join(self.instance.cues or [])
        if variable.kind != Variable.Kind.ORDINAL:
            del self.fields["value"], self.fields["beside_scale"]
        sources = list(self.instance.sources.all()) if self.stored else []
        if not sources:
            del self.fields["meaning"]
        elif any(source.meaning_changed for source in sources):
            self.initial["meaning"] = MEANS_ELSE

    def _once(self, name: str, value: str) -> str:
        others = self.variable.labels.exclude(pk=self.instance.pk)
        if value and others.filter(**{name: value}).exists():
            raise forms.ValidationError(_("Another label of this question has it already."))
        return value

    def clean_code(self) -> str:
        """Refuse the code of another label."""
        return self._once("code", self.cleaned_data["code"])

    def clean_key(self) -> str:
        """Refuse the key of another label."""
        return self._once("key", self.cleaned_data["key"].upper())

    def clean_cues(self) -> list[str]:
        """Part the words."""
        return list(dict.fromkeys(filter(None, PARTING.split(self.cleaned_data["cues"]))))

    def clean(self) -> dict[str, Any]:
        """Ask what is new where the texts could mean something else."""
        cleaned = super().clean() or {}
        if cleaned.get("beside_scale") and cleaned.get("value") is not None:
            self.add_error("value", _("A label beside the scale has no step."))
        if (
            self.stored
            and not cleaned.get("meaning")
            and wording.touches_meaning(self.stored, self.texts)
        ):
            self.add_error("meaning", _("Say whether only the wording is new, or the meaning too."))
        return cleaned

    @property
    def texts(self) -> dict[str, Any]:
        """The fields of the label, as far as they are valid."""
        return {name: value for name, value in self.cleaned_data.items() if name != "meaning"}

    @property
    def meaning_changed(self) -> bool | None:
        """Whether the meaning is another; None where that was not said."""
        said = self.cleaned_data.get("meaning")
        return said == MEANS_ELSE if said else None


def _page_of(label: Label) -> str:
    version = label.variable.version
    address = reverse("annotations:codebook_version", args=[version.codebook.slug, version.number])
    return f"{address}#{label.variable.code}-{label.code}"


def _draft_label(slug: str, number: int, pk: int) -> Label:
    labels = Label.objects.select_related("variable__version__codebook")
    return get_object_or_404(labels, pk=pk, variable__version=version_of(slug, number))


def _show(
    request: HttpRequest, version: CodebookVersion, variable: Variable, form: LabelForm
) -> HttpResponse:
    context = {"version": version, "variable": variable, "form": form, "label": form.stored}
    status = 422 if form.errors else 200
    return render(request, "annotations/supervising/edit_label.html", context, status=status)


@asks_first
@login_required
@for_writers
def edit_label(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Show a label of a draft with all its texts, and change them."""
    label = _draft_label(slug, number, pk)
    version = label.variable.version
    if request.method != "POST" and version.published_at:
        return redirect(_page_of(label))
    form = LabelForm(sent(request), instance=label, variable=label.variable)
    if request.method == "POST" and form.is_valid():
        kept = form.stored or label
        changed = wording.rewrite(
            kept, texts=form.texts, meaning_changed=form.meaning_changed, by=person(request)
        )
        messages.success(request, _("Saved."))
        return redirect(_page_of(changed))
    return _show(request, version, label.variable, form)


@asks_first
@login_required
@for_writers
def add_label(request: HttpRequest, slug: str, number: int, variable: str) -> HttpResponse:
    """Add a label to a question of a draft."""
    version = version_of(slug, number)
    question = get_object_or_404(version.variables, code=variable)
    if request.method != "POST" and version.published_at:
        return redirect("annotations:codebook_version", slug, number)
    form = LabelForm(sent(request), variable=question)
    if request.method == "POST" and form.is_valid():
        added = wording.add(question, texts=form.texts, by=person(request))
        messages.success(request, _("Added. Say on “What changes” where it comes from, if at all."))
        return redirect(_page_of(added))
    return _show(request, version, question, form)


@require_POST
@login_required
@for_writers
def remove_label(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Take a label out of a draft."""
    label = _draft_label(slug, number, pk)
    wording.remove(label, by=person(request))
    messages.success(request, _("The label is taken out of the draft."))
    return redirect("annotations:codebook_version", slug, number)
