"""The supervisor's pages: rounds, how they go, drawing up, opening and closing."""

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations import following, gating, reliability, reporting, steadiness
from annotations.agreement.drift import WINDOW
from annotations.drawn_up import particulars
from annotations.models import Round
from annotations.views.charts import alpha_chart, heat_map
from annotations.views.curves import curve
from annotations.views.running import visible_round

Kind = Round.Kind
ROUNDS_LISTED = 30


@require_safe
@login_required
@permission_required("annotations.view_round", raise_exception=True)
def rounds(request: HttpRequest) -> HttpResponse:
    """List all rounds with how far they are."""
    found = following.with_progress(
        Round.objects.visible_to(request.user).select_related("codebook_version__codebook"),
        user=request.user,
    )
    page = Paginator(found, ROUNDS_LISTED).get_page(request.GET.get("page"))
    return render(request, "annotations/supervising/rounds.html", {"page": page})


@require_safe
@login_required
@permission_required("annotations.view_round", raise_exception=True)
def round(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how a round goes: the gate, agreement, annotators, which labels are confused."""
    shown = visible_round(request, pk)
    said = reliability.visible_answers(shown, user=request.user)
    measures = reliability.measures(said)
    people = following.people(shown, said, user=request.user)
    # Also who has left: what they answered first is compared all the same.
    coded = reporting.annotators_of(shown)
    confusions = reliability.confusions(said, order=[person.pk for person in coded])
    gated = shown.kind == Kind.RELIABILITY or (shown.kind == Kind.MAIN and not shown.opened_at)
    gate = gating.gate(shown) if gated else None
    compared, differing = said.compared
    watched = steadiness.watch([shown], user=request.user, known={shown.pk: said})[shown.pk]
    desk = ("annotations.review_unit", "annotations.supervise_round")
    context = {
        "round": shown,
        "progress": following.progress(shown, user=request.user),
        "particulars": list(particulars(shown)),
        "measures": measures,
        "chart": alpha_chart(measures),
        "people": people,
        "codes": [person.annotator_code for person in coded],
        "heat_maps": [heat_map(confusion) for confusion in confusions if confusion.n_pairs],
        "variables": said.variables,
        "compared": compared,
        "differing": differing,
        "rate": differing / compared if compared else None,
        "gate": gate,
        "waivers": gating.waivers_of(shown),
        "may_open": shown.kind != Kind.MAIN or (gate is not None and gate.is_open),
        "draws": reliability.DRAWS,
        "watched": [(one, curve(one)) for one in watched],
        "window": WINDOW,
        "left_out": reporting.left_out(said, user=request.user),
        "may_see_units": any(request.user.has_perm(one) for one in desk),
    }
    return render(request, "annotations/supervising/round.html", context)
