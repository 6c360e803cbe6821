"""The supervisor's questions before a round opens, closes or opens again, and its gate."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from annotations import following, gating
from annotations import rounds as workflow
from annotations.models import Round
from newsroom.errors import Refused
from newsroom.models import User
from newsroom.views.site import person

for_supervisors = permission_required("annotations.supervise_round", raise_exception=True)
asks_first = require_http_methods(["GET", "HEAD", "POST"])


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with, empty or not; None where it is only shown."""
    return request.POST if request.method == "POST" else None


def visible_round(request: HttpRequest, pk: int) -> Round:
    """Return a round that this person may know of, or 404."""
    rounds = Round.objects.visible_to(person(request)).select_related("codebook_version__codebook")
    return get_object_or_404(rounds, pk=pk)


class ReasonForm(forms.Form):
    """A reason in words, which goes on record."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Give a reason.")},
    )


class WaiverForm(ReasonForm):
    """Why main coding is to go round the gate, and for whom besides those who code already."""

    joining = forms.ModelChoiceField(
        label=gettext_lazy("For somebody who is to join"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("nobody besides those who code"),
    )
    field_order = ("joining", "reason")

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.with_perm("annotations.code_unit", include_superusers=False)
        self.fields["joining"].queryset = (  # type: ignore[attr-defined]
            people.filter(is_active=True)
            .exclude(memberships__round=round)
            .order_by("annotator_code")
        )


class ParticularsForm(forms.Form):
    """What may change of a round at any time."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    deadline = forms.DateField(
        label=gettext_lazy("Deadline"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    notes = forms.CharField(
        label=gettext_lazy("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


@asks_first
@login_required
@for_supervisors
def open_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to open a round, and open it."""
    shown = visible_round(request, pk)
    if request.method == "POST":
        workflow.open_round(shown, by=person(request))
        messages.success(request, _("The round is open."))
        return redirect("annotations:round", pk)
    if shown.opened_at:
        return redirect("annotations:round", pk)
    context = {
        "round": shown,
        "progress": following.progress(shown, user=request.user),
        "memberships": shown.memberships.select_related("annotator").order_by(
            "annotator__annotator_code"
        ),
        "gate": gating.gate(shown) if shown.kind == Round.Kind.MAIN else None,
    }
    return render(request, "annotations/supervising/open_round.html", context)


@asks_first
@login_required
@for_supervisors
def close_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to close a round, and close it."""
    shown = visible_round(request, pk)
    if request.method == "POST":
        workflow.close_round(shown, by=person(request))
        messages.success(request, _("The round is closed."))
        return redirect("annotations:round", pk)
    if not shown.is_open:
        return redirect("annotations:round", pk)
    context = {"round": shown, "progress": following.progress(shown, user=request.user)}
    return render(request, "annotations/supervising/close_round.html", context)


@asks_first
@login_required
@for_supervisors
def reopen_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why a closed round is opened again, and open it."""
    shown = visible_round(request, pk)
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        workflow.reopen_round(shown, reason=form.cleaned_data["reason"], by=person(request))
        messages.success(request, _("The round is open again."))
        return redirect("annotations:round", pk)
    if request.method != "POST" and not shown.closed_at:
        return redirect("annotations:round", pk)
    context = {
        "round": shown,
        "form": form,
        "gate": gating.gate(shown) if shown.kind == Round.Kind.MAIN else None,
    }
    status = 422 if form.errors else 200
    return render(request, "annotations/supervising/reopen_round.html", context, status=status)


@asks_first
@login_required
@for_supervisors
def edit_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the name, the deadline and the notes of a round."""
    shown = visible_round(request, pk)
    given = {"name": shown.name, "deadline": shown.deadline, "notes": shown.notes}
    form = ParticularsForm(sent(request), initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.edit(shown, **form.cleaned_data, by=person(request))
        except Refused as error:
            form.add_error("name", error.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("annotations:round", pk)
    context = {"round": shown, "form": form}
    status = 422 if form.errors else 200
    return render(request, "annotations/supervising/edit_round.html", context, status=status)


@asks_first
@login_required
@permission_required("annotations.view_round", raise_exception=True)
def gate(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the gate of a main round; a supervisor asks for a way round, a reviewer grants it."""
    shown, user = visible_round(request, pk), person(request)
    asked = shown.waivers.filter(granted_at=None).select_related("asked_by").first()
    joining = number_in(request.GET.get("joining", ""))
    form = WaiverForm(
        request.POST if "ask" in request.POST else None, round=shown, initial={"joining": joining}
    )
    candidates = form.fields["joining"].queryset  # type: ignore[attr-defined]
    joiner = candidates.filter(pk=joining).first()
    if request.method == "POST":
        answer = _asked_or_granted(request, shown, form)
        if answer is not None:
            return answer
    found = gating.gate(shown, joining=joiner)
    context: dict[str, Any] = {
        "round": shown,
        "gate": found,
        "joiner": joiner,
        "may_ask": shown.kind == Round.Kind.MAIN and (not found.is_open or candidates.exists()),
        "form": form,
        "asked": asked,
        "people": User.objects.filter(pk__in=asked.annotators).order_by("annotator_code")
        if asked
        else [],
        "waivers": gating.waivers_of(shown),
        "may_grant": asked
        and asked.asked_by_id != user.pk
        and user.has_perm("annotations.review_unit"),
    }
    status = 422 if form.errors else 200
    return render(request, "annotations/supervising/gate.html", context, status=status)


def _asked_or_granted(request: HttpRequest, shown: Round, form: WaiverForm) -> HttpResponse | None:
    """Do what a person pressed on the page of the gate; None shows the page again."""
    user = person(request)
    if "grant" in request.POST:
        if not user.has_perm("annotations.review_unit"):
            raise PermissionDenied
        waiver = get_object_or_404(shown.waivers, pk=number_in(request.POST["grant"]))
        gating.grant_waiver(waiver, by=user)
        messages.success(request, _("Granted. Every report and release will say so."))
        return redirect("annotations:gate", shown.pk)
    if not user.has_perm("annotations.supervise_round"):
        raise PermissionDenied
    if "ask" not in request.POST or not form.is_valid():
        return None
    try:
        gating.ask_waiver(shown, **form.cleaned_data, by=user)
    except Refused as error:
        form.add_error("joining", error.sentence)
        return None
    messages.success(request, _("Asked. A reviewer, who is somebody else, has to grant it."))
    return redirect("annotations:gate", shown.pk)


def number_in(given: str) -> int:
    """Return the number that a form or an address gives, 0 where it is none."""
    return int(given) if given.isdecimal() and len(given) < 10 else 0
