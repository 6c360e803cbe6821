"""The reviewer's screens: the queue of what waits, and the desk where one article is settled."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from annotations import claiming, comparing, queueing, reviewing
from annotations.lifeline import lifeline, talk_about
from annotations.models import Precedent, Unit
from annotations.narrowing import Narrowing
from annotations.review_forms import DecisionForm, PrecedentForm, ReferralForm, ReturnForm
from newsroom.reading import pieces_of

PER_PAGE = 50
BESIDE_THE_DESK = 60  # how much of the queue is listed there
UNDO_AT_HAND = timedelta(minutes=30)  # later, a decision is undone on the page of its unit

PLACE_OF_ARTICLE = "article__page__issue__newspaper"


for_reviewers = permission_required("annotations.review_unit", raise_exception=True)


def narrowing_of(request):
    """What the queue is narrowed to: the address says so, and forms send it along as `queue`."""
    if request.method == "POST":
        return Narrowing(QueryDict(request.POST.get("queue", "")))
    return Narrowing(request.GET)


def address(name, *arguments, narrowing, **more):
    """An address of the desk that keeps the queue as narrow as it is."""
    query = "&".join(filter(None, (urlencode(more), narrowing.query)))
    return reverse(f"annotations:{name}", args=arguments) + (f"?{query}" if query else "")


@require_safe
@never_cache
@login_required
@for_reviewers
def queue(request):
    """List what waits for this reviewer, a page at a time."""
    narrowing = narrowing_of(request)
    said = request.GET.get("page", "")
    page = max(1, int(said)) if said.isdecimal() and len(said) < 7 else 1
    waiting = queueing.stretch(
        request.user, narrowing, first=(page - 1) * PER_PAGE + 1, count=PER_PAGE
    )
    pages = max(1, -(-waiting.total // PER_PAGE))
    if page > pages:
        return redirect(address("review_queue", narrowing=narrowing, page=pages))
    return render(
        request,
        "annotations/reviewing/queue.html",
        {
            "waiting": waiting,
            "page": page,
            "pages": pages,
            "narrowing": narrowing,
            "offer": narrowing.offer(request.user),
            "agreed": queueing.agreed_rounds(request.user),
            "last": queueing.last_act(request.user, since=timezone.now() - UNDO_AT_HAND),
        },
    )


@require_safe
@never_cache
@login_required
@for_reviewers
def next_unit(request):
    """Go to what follows `?after=` in the queue and nobody else has; else to the queue."""
    narrowing = narrowing_of(request)
    said = request.GET.get("after", "")
    pk = int(said) if said.isdecimal() and len(said) < 16 else 0
    unit = queueing.units_to_review(request.user).filter(pk=pk).first()
    place = queueing.place_of(unit, request.user) if unit else None
    following = queueing.following(request.user, place, narrowing, skip=unit)
    if following is None:
        messages.info(request, _("Nothing else waits for you."))
        return redirect(address("review_queue", narrowing=narrowing))
    return redirect(address("review_desk", following, narrowing=narrowing))


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
    """Show an article with its answers side by side: to settle, or as it was settled.

    What waits is taken up by whoever opens it, unless somebody else has it.
    """
    unit = unit_of(request, pk)
    if request.method == "GET" and unit.completed_at and not unit.settled_at:
        claiming.take_up(unit, by=request.user)
    return show(request, unit)


def show(request, unit, *, forms=None, status=200):
    """Render the desk of a unit; `forms` are those that were filled in wrongly, by their names."""
    user, narrowing, forms = request.user, narrowing_of(request), forms or {}
    who = comparing.letters_of(unit)
    attempts = comparing.attempts_of(unit, user=user)
    sheets = comparing.sheets(unit, attempts, who)
    decisions = comparing.decisions_of(unit, user=user)
    standing = next((one for one in decisions if not one.withdrawn_at), None)
    waits = Unit.objects.waiting().filter(pk=unit.pk).select_related("claim__reviewer").first()
    claim = getattr(waits, "claim", None)
    for_me = waits is not None and Unit.objects.filter(pk=unit.pk).left_to(user).exists()
    form = forms.get("form") or DecisionForm(
        version=unit.round.codebook_version, sheets=sheets, standing=waits and standing
    )
    rows = comparing.compare(form.variables, sheets, taken=form.taken, decision=standing)
    in_dispute = comparing.in_dispute(rows)
    waiting = queueing.stretch(user, narrowing, count=BESIDE_THE_DESK, around=unit)
    settled = [one.label for one in standing.labels.all()] if standing else []
    known = {c.label.pk: c.label for question in form.questions for c in question.choices}
    talk = talk_about(unit, user=user)
    context = {
        "unit": unit,
        "article": unit.article,
        "version": unit.round.codebook_version,
        "pieces": pieces_of(unit.article, comparing.evidence(sheets, article=unit.article)),
        "narrowing": narrowing,
        "acts": for_me and (claim is None or claim.reviewer_id == user.pk),
        "claim": claim if claim and claim.reviewer_id != user.pk and for_me else None,
        "waits": waits is not None,
        "named": unit.settled_at is not None,
        "standing": standing,
        "may_undo": standing and may_undo(standing, unit, user),
        "sheets": sheets,
        "rows": rows,
        "noted": [sheet for sheet in sheets if sheet.noted],
        "in_dispute": [
            (question, choice)
            for question in form.questions
            for choice in question.choices
            if choice.label in in_dispute
        ],
        "form": form,
        "back": forms.get("back") or ReturnForm(sheets=sheets),
        "refer": forms.get("refer") or ReferralForm(),
        "mark": forms.get("mark") or PrecedentForm(labels=settled),
        "precedents": Precedent.objects.visible_to(user)
        .standing()
        .for_labels([known[label.pk] for label in in_dispute or settled])
        .exclude(decision__unit=unit)
        .select_related("label", f"decision__unit__{PLACE_OF_ARTICLE}")[:SHOWN_PRECEDENTS],
        "own_precedents": Precedent.objects.filter(
            decision__unit=unit, withdrawn_at=None
        ).select_related("label"),
        "objections": talk.open_objections,
        "questions": talk.questions,
        "referrals": talk.referrals,
        "events": lifeline(unit, attempts, decisions, who=who, user=user, talk=talk),
        "waiting": waiting,
        "last": queueing.last_act(user, since=timezone.now() - UNDO_AT_HAND),
    }
    return render(request, "annotations/reviewing/desk.html", context, status=status)


SHOWN_PRECEDENTS = 5


def may_undo(decision, unit, user):
    """Whether a reviewer decided or confirmed what stands, and can still undo it."""
    decided = decision.reviewer_id == user.pk and not decision.checked_at
    confirmed = decision.checked_by_id == user.pk and unit.settled_at
    return bool(decided or confirmed) and not reviewing.released(decision)


def sheets_of(request, unit):
    """The answers of a unit, as the forms need them."""
    return comparing.sheets(unit, comparing.attempts_of(unit, user=request.user))
