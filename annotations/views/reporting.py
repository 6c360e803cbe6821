"""The report of a round: its annotators, the units behind a number, one unit's whole life."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required, user_passes_test
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from annotations import behind, comparing, gating, reliability, reporting, steadiness
from annotations import methods as writing
from annotations.lifeline import lifeline
from annotations.models import Unit
from annotations.views.unit_filter import UnitFilter

from .supervising import visible_round

UNITS_LISTED = 50


def works_on_the_desk(user: Any) -> bool:
    """Whether somebody reviews or supervises; who does neither is refused, not sent to log in."""
    if user.has_perm("annotations.review_unit") or user.has_perm("annotations.supervise_round"):
        return True
    raise PermissionDenied


for_the_desk: Callable[..., Any] = user_passes_test(works_on_the_desk)


@require_safe
@login_required
@permission_required("annotations.supervise_round", raise_exception=True)
def annotators(request: HttpRequest, pk: int) -> HttpResponse:
    """Show each annotator of a round: pace, agreement, competence, stability, labels."""
    shown = visible_round(request, pk)
    said = reliability.visible_answers(shown, user=request.user)
    people = reporting.annotators_of(shown)
    reports = reporting.scale_reports(said, steadiness.again(shown, user=request.user), people)
    return render(
        request,
        "annotations/reporting/annotators.html",
        {
            "round": shown,
            "reports": reports,
            "paces": reporting.paces(shown, reports, people),
            "distributions": reporting.distributions(said, people),
            "hidden": reporting.hidden_units(shown, user=request.user),
            "waivers": gating.waivers_of(shown),
            "may_see_units": True,
        },
    )


@require_safe
@login_required
@for_the_desk
def units(request: HttpRequest, pk: int) -> HttpResponse:
    """List the units of a round, narrowed to those behind a number."""
    shown = visible_round(request, pk)
    said = reliability.visible_answers(shown, user=request.user)
    people = reporting.annotators_of(shown)
    form = UnitFilter(
        request.GET,
        said=said,
        people=people,
        named=request.user.has_perm("annotations.supervise_round"),
    )
    wanted = form.wanted if form.is_valid() else behind.Wanted()
    found = behind.units(said, wanted, order=[person.pk for person in people], user=request.user)
    listed = behind.with_coders(found.units).select_related("article__page__issue__newspaper")
    page = Paginator(listed.defer("article__text", "article__page__text"), UNITS_LISTED)
    asked = request.GET.copy()
    asked.pop("page", None)
    shown_page = page.get_page(request.GET.get("page"))
    apart = behind.apart(said)
    for one in shown_page:
        one.differing = apart.get(one.pk, [])  # type: ignore[attr-defined]
    return render(
        request,
        "annotations/reporting/units.html",
        {
            "round": shown,
            "form": form,
            "page": shown_page,
            "n_pairs": found.n_pairs,
            "codings": behind.codings(found.units),
            "asked": asked.urlencode(),
            "hidden": reporting.hidden_units(shown, user=request.user),
        },
    )


@require_safe
@login_required
@permission_required("annotations.supervise_round", raise_exception=True)
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one unit to the supervisor: its answers, and its whole life in one timeline."""
    shown = get_object_or_404(
        Unit.objects.visible_to(request.user).select_related(
            "round__codebook_version__codebook", "article__page__issue__newspaper", "excluded_by"
        ),
        pk=pk,
    )
    context: dict[str, Any] = {"unit": shown, "round": shown.round}
    if not Unit.objects.not_to_be_coded_by(request.user).filter(pk=pk).exists():
        return render(request, "annotations/reporting/unit.html", context | {"hidden": True})
    attempts = comparing.attempts_of(shown, user=request.user)
    decisions = comparing.decisions_of(shown, user=request.user)
    letters = comparing.letters_of(shown)
    context |= {
        "answered": [*attempts, *reporting.recodes_of(shown, user=request.user)],
        "decisions": decisions,
        "sheets": comparing.sheets(shown, attempts, letters),
        "events": lifeline(shown, attempts, decisions, who=letters, user=request.user),
        "named": True,
    }
    return render(request, "annotations/reporting/unit.html", context)


@require_safe
@login_required
@permission_required("annotations.view_round", raise_exception=True)
def methods(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the methods text of a round in both languages, to be read and to be copied."""
    shown = visible_round(request, pk)
    site = request.build_absolute_uri("/").rstrip("/")
    texts = [writing.methods(shown, language, user=request.user) for language in writing.LANGUAGES]
    if not (request.LANGUAGE_CODE or "").startswith("zh"):
        texts.reverse()
    return render(
        request,
        "annotations/reporting/methods.html",
        {
            "round": shown,
            "texts": [
                {"language": text.language, "title": text.title, "paragraphs": text.paragraphs,
                 "copies": [("text", text.as_text()), ("Markdown", text.as_markdown(site)),
                            ("LaTeX", text.as_latex())]}
                for text in texts
            ],
        },
    )  # fmt: skip
