"""The supervisor's pages: rounds, how they go, drawing up, opening and closing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from annotations import following, reliability
from annotations import rounds as workflow
from annotations.models import Round
from annotations.views.charts import alpha_chart, heat_map
from annotations.views.round_form import RoundForm

Kind = Round.Kind


def visible_round(request: HttpRequest, pk: int) -> Round:
    """Return a round that this person may know of, or 404."""
    rounds = Round.objects.visible_to(request.user).select_related("codebook_version__codebook")
    return get_object_or_404(rounds, pk=pk)


@require_safe
@login_required
@permission_required("annotations.view_round", raise_exception=True)
def rounds(request: HttpRequest) -> HttpResponse:
    """List all rounds with how far they are."""
    found = following.with_progress(
        Round.objects.visible_to(request.user).select_related("codebook_version__codebook"),
        user=request.user,
    )
    return render(request, "annotations/supervising/rounds.html", {"rounds": found})


@require_safe
@login_required
@permission_required("annotations.view_round", raise_exception=True)
def round(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how a round goes: the gate, agreement, annotators, which labels are confused."""
    shown = visible_round(request, pk)
    said = reliability.visible_answers(shown, user=request.user)
    measures = reliability.measures(said)
    people = following.people(shown, said, user=request.user)
    confusions = reliability.confusions(said, order=[person.annotator.pk for person in people])
    gated = shown.kind == Kind.RELIABILITY or (shown.kind == Kind.MAIN and not shown.opened_at)
    gate = reliability.gate(shown) if gated else None
    compared, differing = said.compared
    context = {
        "round": shown,
        "progress": following.progress(shown, user=request.user),
        "measures": measures,
        "chart": alpha_chart(measures),
        "people": people,
        "codes": [person.annotator.annotator_code for person in people],
        "heat_maps": [heat_map(confusion) for confusion in confusions if confusion.n_pairs],
        "variables": said.variables,
        "compared": compared,
        "differing": differing,
        "rate": differing / compared if compared else None,
        "gate": gate,
        "may_open": shown.kind != Kind.MAIN or (gate is not None and gate.is_open),
        "draws": reliability.DRAWS,
    }
    return render(request, "annotations/supervising/round.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("annotations.supervise_round", raise_exception=True)
def new_round(request: HttpRequest) -> HttpResponse:
    """Show what a round would be, then make it exactly so."""
    form = RoundForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        plan = form.plan()
        agreed = request.POST.get("create")
        if plan.articles and agreed == plan.fingerprint:
            chosen = form.cleaned_data
            made = workflow.create(
                articles=plan.articles,
                by=request.user,  # type: ignore[arg-type]
                **{
                    name: chosen[name]
                    for name in (
                        "name", "kind", "version", "annotators", "per_unit", "seed", "notes",
                        "deadline",
                    )
                },
            )  # fmt: skip
            messages.success(request, _("The round is drawn up. It is not open yet."))
            return redirect("annotations:round", made.pk)
        # What was shown is not what would be made now: it has to be looked at again.
        context |= {"plan": plan, "changed": bool(agreed)}
    part = "_plan.html" if request.headers.get("HX-Request") else "new_round.html"
    status = 200 if part == "_plan.html" or not form.errors else 422
    return render(request, f"annotations/supervising/{part}", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("annotations.supervise_round", raise_exception=True)
def open_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to open a round, and open it."""
    shown = visible_round(request, pk)
    if request.method == "POST":
        workflow.open_round(shown, by=request.user)  # type: ignore[arg-type]
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
        "gate": reliability.gate(shown) if shown.kind == Kind.MAIN else None,
    }
    return render(request, "annotations/supervising/open_round.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("annotations.supervise_round", raise_exception=True)
def close_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to close a round, and close it."""
    shown = visible_round(request, pk)
    if request.method == "POST":
        workflow.close_round(shown, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The round is closed."))
        return redirect("annotations:round", pk)
    if not shown.is_open:
        return redirect("annotations:round", pk)
    context = {"round": shown, "progress": following.progress(shown, user=request.user)}
    return render(request, "annotations/supervising/close_round.html", context)
