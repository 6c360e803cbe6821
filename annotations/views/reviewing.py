"""The reviewer's screens: the queue of disagreements, and the desk where one is settled."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations import comparing, queueing, reviewing
from annotations.models import Decision, Unit
from annotations.review_forms import DecisionForm, ReturnForm
from newsroom.reading import pieces_of

PER_PAGE = 50
BESIDE_THE_DESK = 60  # how much of the queue is listed there
UNDO_AT_HAND = timedelta(minutes=30)  # later, a decision is undone on the page of its unit

PLACE_OF_ARTICLE = "article__page__issue__newspaper"


for_reviewers = permission_required("annotations.review_unit", raise_exception=True)


def chosen_round(request):
    """The round to which the queue is narrowed, if any."""
    said = request.POST.get("round") or request.GET.get("round") or ""
    return int(said) if said.isdecimal() and len(said) < 10 else None


def address(name, *arguments, round):
    """An address of the desk that keeps the queue as narrow as it is."""
    return reverse(f"annotations:{name}", args=arguments) + (f"?round={round}" if round else "")


@require_safe
@never_cache
@login_required
@for_reviewers
def queue(request):
    """List what waits for this reviewer."""
    round = chosen_round(request)
    waiting = queueing.queue(request.user, round=round)
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "annotations/reviewing/queue.html",
        {
            "page": page,
            "first": waiting[0].unit if waiting else None,
            "rounds": queueing.rounds_waiting(request.user),
            "round": round,
            "counts": counts(waiting),
            "last": queueing.last_decision(request.user, since=timezone.now() - UNDO_AT_HAND),
        },
    )


def counts(waiting):
    """How many units of a queue are disputed, and how many came back."""
    back = sum(item.came_back for item in waiting)
    return {"disputed": len(waiting) - back, "came_back": back}


def unit_of(request, pk):
    """The unit, if this person may review it."""
    return get_object_or_404(
        queueing.units_to_review(request.user).select_related(
            "round__codebook_version__codebook", PLACE_OF_ARTICLE
        ),
        pk=pk,
    )


@require_safe
@never_cache
@login_required
@for_reviewers
def desk(request, pk):
    """Show an article with its answers side by side: to settle, or as it was settled."""
    return show(request, unit_of(request, pk))


def show(request, unit, *, form=None, back=None, status=200):
    """Render the desk of a unit, with forms that were filled in wrongly where there are any."""
    user, round = request.user, chosen_round(request)
    attempts = comparing.attempts_of(unit, user=user)
    sheets = comparing.sheets(unit, attempts)
    decisions = comparing.decisions_of(unit, user=user)
    standing = next((one for one in decisions if not one.withdrawn_at), None)
    form = form or DecisionForm(version=unit.round.codebook_version, sheets=sheets)
    rows = comparing.compare(form.variables, sheets, taken=form.taken, decision=standing)
    disputed_labels = comparing.in_dispute(rows)
    waiting = queueing.queue(user, round=round)
    marks = comparing.evidence(sheets, article=unit.article)
    context = {
        "unit": unit,
        "article": unit.article,
        "version": unit.round.codebook_version,
        "pieces": pieces_of(unit.article, marks),
        "round": round,
        "disputed": unit.completed_at is not None and unit.settled_at is None,
        "named": unit.settled_at is not None,
        "standing": standing,
        "may_undo": standing and standing.reviewer == user and not reviewing.released(standing),
        "sheets": sheets,
        "rows": rows,
        "notes": [sheet for sheet in sheets if sheet.attempt.note],
        "in_dispute": [
            (question, choice)
            for question in form.questions
            for choice in question.choices
            if choice.label in disputed_labels
        ],
        "form": form,
        "back": back or ReturnForm(sheets=sheets),
        "events": comparing.timeline(unit, attempts, decisions),
        "waiting": around(waiting, unit),
        "more": len(waiting) > BESIDE_THE_DESK,
        "total": len(waiting),
        "last": queueing.last_decision(user, since=timezone.now() - UNDO_AT_HAND),
    }
    return render(request, "annotations/reviewing/desk.html", context, status=status)


def around(waiting, unit):
    """The part of a queue to list beside the desk: where the unit stands, or its beginning."""
    place = next((i for i, item in enumerate(waiting) if item.unit.pk == unit.pk), 0)
    first = max(0, min(place - BESIDE_THE_DESK // 2, len(waiting) - BESIDE_THE_DESK))
    return waiting[first : first + BESIDE_THE_DESK]


def sheets_of(request, unit):
    """The answers of a unit, as the forms need them."""
    return comparing.sheets(unit, comparing.attempts_of(unit, user=request.user))


def seen(request):
    """The attempts that the reviewer looked at when filling in the form, if it says so."""
    said = request.POST.get("seen")
    return said and [int(pk) for pk in said.split(",") if pk.isdecimal()]


def onward(request, waiting, unit):
    """Go to what follows a unit in the queue as it was, else to the queue."""
    round = chosen_round(request)
    unit = queueing.following(waiting, unit)
    if unit is None:
        return redirect(address("review_queue", round=round))
    return redirect(address("review_desk", unit.pk, round=round))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@for_reviewers
def decide(request, pk):
    """Settle a unit, then go to the next in the queue."""
    unit = unit_of(request, pk)
    if request.method != "POST":  # reloaded, or back from logging in
        return redirect(address("review_desk", pk, round=chosen_round(request)))
    form = DecisionForm(
        request.POST, version=unit.round.codebook_version, sheets=sheets_of(request, unit)
    )
    if not form.is_valid():
        return show(request, unit, form=form, status=422)
    waiting = queueing.queue(request.user, round=chosen_round(request))
    reviewing.decide(
        unit,
        answers=form.answers,
        reason=form.cleaned_data["reason"],
        comment=form.cleaned_data["comment"],
        seen=seen(request),
        by=request.user,
    )
    messages.success(request, _("Settled: %(headline)s") % {"headline": unit.article.headline})
    return onward(request, waiting, unit)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@for_reviewers
def send_back(request, pk):
    """Send a unit back to some of its annotators, then go to the next in the queue."""
    unit = unit_of(request, pk)
    if request.method != "POST":  # reloaded, or back from logging in
        return redirect(address("review_desk", pk, round=chosen_round(request)))
    form = ReturnForm(request.POST, sheets=sheets_of(request, unit))
    if not form.is_valid():
        return show(request, unit, back=form, status=422)
    waiting = queueing.queue(request.user, round=chosen_round(request))
    reviewing.send_back(
        unit,
        attempts=form.wanted,
        comment=form.cleaned_data["comment"],
        seen=seen(request),
        by=request.user,
    )
    messages.success(request, _("Sent back: %(headline)s") % {"headline": unit.article.headline})
    return onward(request, waiting, unit)


@require_POST
@login_required
@for_reviewers
def undo(request, pk):
    """Undo a decision of one's own and show its unit again."""
    decision = get_object_or_404(
        Decision.objects.visible_to(request.user).filter(
            reviewer=request.user, unit__in=Unit.objects.reviewable_by(request.user)
        ),
        pk=pk,
    )
    reviewing.withdraw(decision, by=request.user)
    messages.success(request, _("Undone: this article is to be settled again."))
    return redirect(address("review_desk", decision.unit_id, round=chosen_round(request)))
