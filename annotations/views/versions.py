"""The next codebook version: drafting it, saying where labels come from, publishing, reopening."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from annotations import asking, codebooks, proposals, versions
from annotations.models import CodebookNote, CodebookVersion, Label, LabelProposal, Round
from annotations.views.running import asks_first, for_supervisors, number_in
from newsroom.errors import Refused
from newsroom.views.site import person

for_writers = permission_required("annotations.change_codebookversion", raise_exception=True)
LARGEST_FILE = 2_000_000  # bytes


class FileForm(forms.Form):
    """A codebook file."""

    file = forms.FileField(label=gettext_lazy("Codebook file (JSON)"))

    def clean_file(self) -> Any:
        """Return the parsed file."""
        given = self.cleaned_data["file"]
        if given.size > LARGEST_FILE:
            raise forms.ValidationError(_("This file is too large for a codebook."))
        try:
            return json.loads(given.read().decode("utf-8"))
        except ValueError as error:
            raise forms.ValidationError(_("This file is not JSON in UTF-8.")) from error


def version_of(slug: str, number: int) -> CodebookVersion:
    """Return a version, or 404; who comes here may see drafts."""
    versions = CodebookVersion.objects.select_related("codebook")
    return get_object_or_404(versions, codebook__slug=slug, number=number)


@asks_first
@login_required
@for_writers
def draft(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Begin the next version: like this one, or from a file."""
    version = version_of(slug, number)
    form = FileForm(request.POST, request.FILES) if "upload" in request.POST else FileForm()
    if request.method == "POST" and not form.is_bound:
        made = codebooks.draft_next(version, by=person(request))
        return redirect("annotations:version_changes", slug, made.number)
    if form.is_valid():
        try:
            made = codebooks.draft_from(form.cleaned_data["file"], by=person(request))
        except Refused as error:
            form.add_error("file", error.sentence)
        else:
            return redirect("annotations:version_changes", made.codebook.slug, made.number)
    status = 422 if form.errors else 200
    context = {"version": version, "form": form}
    return render(request, "annotations/supervising/draft_version.html", context, status=status)


@asks_first
@login_required
@for_writers
def changes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show what changes from the version before and which units that reopens; say it otherwise."""
    version = version_of(slug, number)
    base = versions.base_of(version)
    if request.method == "POST":
        versions.set_sources(version, _sources(request, version, base), by=person(request))
        messages.success(request, _("Saved."))
        return redirect("annotations:version_changes", slug, number)
    labels = (
        Label.objects.filter(variable__version=version)
        .select_related("variable")
        .prefetch_related("sources")
        .order_by("variable__position", "position")
    )
    olds = Label.objects.filter(variable__version=base).select_related("variable")
    by_variable: dict[str, list[Label]] = {}
    for old in olds.order_by("variable__position", "position"):
        by_variable.setdefault(old.variable.code, []).append(old)
    rows = [
        {
            "label": label,
            "olds": by_variable.get(label.variable.code, []),
            "from": {source.source_id for source in label.sources.all()},
            "changed": any(source.meaning_changed for source in label.sources.all()),
        }
        for label in labels
    ]
    context = {
        "version": version,
        "base": base,
        "changes": [
            change
            for change in versions.changes_of(version)
            if change.reopens or change.fate != versions.KEPT
        ],
        "new": versions.new_labels(version),
        "rows": rows if base else [],
        "reopened": versions.reopened_in_rounds(version, user=person(request)),
    }
    return render(request, "annotations/supervising/version_changes.html", context)


def _sources(
    request: HttpRequest, version: CodebookVersion, base: CodebookVersion | None
) -> dict[Label, list[tuple[Label, bool]]]:
    """Read which labels come from which, from the form of the page."""
    olds = {
        str(label.pk): label
        for label in Label.objects.filter(variable__version=base).select_related("variable")
    }
    return {
        label: [
            (olds[pk], f"changed.{label.pk}" in request.POST)
            for pk in dict.fromkeys(request.POST.getlist(f"from.{label.pk}"))
            if pk in olds
        ]
        for label in Label.objects.filter(variable__version=version).select_related("variable")
    }


@require_POST
@login_required
@for_writers
def publish(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Publish a draft, after its changes were shown."""
    codebooks.publish(version_of(slug, number), by=person(request))
    messages.success(request, _("Published. From now on nothing in it changes."))
    return redirect("annotations:version_changes", slug, number)


@require_POST
@login_required
@for_supervisors
def reopen(request: HttpRequest, slug: str, number: int, round: int) -> HttpResponse:
    """Draw up a round of exactly the articles of a round that a version reopens."""
    of = get_object_or_404(Round.objects.visible_to(person(request)), pk=round)
    made = versions.reopen(version_of(slug, number), of, by=person(request))
    messages.success(request, _("The round is drawn up. It is not open yet."))
    return redirect("annotations:round", made.pk)


@require_POST
@login_required
@for_supervisors
def note(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Write a note beside a version or one of its labels, for all who code with it."""
    version = version_of(slug, number)
    label = None
    if given := request.POST.get("label", ""):
        labels = Label.objects.filter(variable__version=version).select_related("variable")
        label = get_object_or_404(labels, pk=number_in(given))
    asking.note_for_all(
        version,
        text_zh=request.POST.get("text_zh", ""),
        text_en=request.POST.get("text_en", ""),
        label=label,
        by=person(request),
    )
    messages.success(request, _("The note stands beside the codebook now."))
    return redirect("annotations:codebook_version", slug, number)


@require_POST
@login_required
@for_supervisors
def withdraw_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a note back."""
    found = get_object_or_404(CodebookNote.objects.select_related("version__codebook"), pk=pk)
    asking.withdraw_note(found, by=person(request))
    messages.success(request, _("The note is taken back."))
    version = found.version
    return redirect("annotations:codebook_version", version.codebook.slug, version.number)


@require_POST
@login_required
@for_supervisors
def answer_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or decline a proposed label."""
    found = get_object_or_404(
        LabelProposal.objects.visible_to(person(request)).select_related(
            "variable__version__codebook"
        ),
        pk=pk,
    )
    proposals.answer(
        found,
        outcome=request.POST.get("outcome", ""),
        text=request.POST.get("answer", ""),
        by=person(request),
    )
    messages.success(request, _("Answered."))
    version = found.variable.version
    return redirect("annotations:codebook_version", version.codebook.slug, version.number)
