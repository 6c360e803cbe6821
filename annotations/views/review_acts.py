"""What a reviewer does on the desk: settle, confirm, send back, ask one more, refer, undo."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotations import (
    asking,
    checking,
    claiming,
    comparing,
    one_more,
    precedents,
    queueing,
    referring,
    reviewing,
)
from annotations.models import Decision, Precedent, Question, Unit
from annotations.review_forms import (
    DecisionForm,
    PrecedentForm,
    ReferralForm,
    ReturnForm,
    WordsForm,
)
from annotations.views.reviewing import (
    address,
    for_reviewers,
    narrowing_of,
    sheets_of,
    show,
    unit_of,
)


def seen(request):
    """The attempts that the reviewer looked at when filling in the form, if it says so."""
    said = request.POST.get("seen")
    return said and [int(pk) for pk in said.split(",") if pk.isdecimal() and len(pk) < 19]


def back_to_desk(request, unit_pk):
    """The desk of a unit, with the queue as narrow as it is."""
    return redirect(address("review_desk", unit_pk, narrowing=narrowing_of(request)))


def act(of):
    """Make a view of `of(request, unit)`, which acts on a unit and returns what to say, or a page.

    Then comes what followed the unit in the queue. Reloaded, or back from logging in: the desk.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    @login_required
    @for_reviewers
    def view(request, pk):
        unit = unit_of(request, pk)
        if request.method != "POST":
            return back_to_desk(request, pk)
        place = queueing.place_of(unit, request.user)
        said = of(request, unit)
        if not isinstance(said, str):
            return said
        messages.success(request, said % {"headline": unit.article.headline})
        narrowing = narrowing_of(request)
        following = queueing.following(request.user, place, narrowing, skip=unit)
        if following is None:
            return redirect(address("review_queue", narrowing=narrowing))
        return redirect(address("review_desk", following, narrowing=narrowing))

    view.__doc__, view.__name__ = of.__doc__, of.__name__
    return view


@act
def decide(request, unit):
    """Settle a unit, then go to the next in the queue."""
    decisions = comparing.decisions_of(unit, user=request.user)
    standing = next((one for one in decisions if not one.withdrawn_at), None)
    form = DecisionForm(
        request.POST,
        version=unit.round.codebook_version,
        sheets=sheets_of(request, unit),
        standing=standing,
    )
    if not form.is_valid():
        return show(request, unit, forms={"form": form}, status=422)
    with transaction.atomic():  # a precedent that is refused leaves nothing settled
        decision = reviewing.decide(
            unit,
            answers=form.answers,
            reason=form.cleaned_data["reason"],
            comment=form.cleaned_data["comment"],
            seen=seen(request),
            by=request.user,
        )
        if form.precedent_label:
            note = form.cleaned_data["precedent_note"]
            precedents.mark(decision, label=form.precedent_label, note=note, by=request.user)
    return _("Settled: %(headline)s")


@act
def confirm(request, unit):
    """Let stand what is looked at once more, then go to the next in the queue."""
    comment = request.POST.get("comment", "")[:2000]
    reviewing.confirm(unit, comment=comment, seen=seen(request), by=request.user)
    return _("Confirmed: %(headline)s")


@act
def send_back(request, unit):
    """Send a unit back to some of its annotators, then go to the next in the queue."""
    form = ReturnForm(request.POST, sheets=sheets_of(request, unit))
    if not form.is_valid():
        return show(request, unit, forms={"back": form}, status=422)
    reviewing.send_back(
        unit,
        attempts=form.wanted,
        comment=form.cleaned_data["comment"],
        seen=seen(request),
        by=request.user,
    )
    return _("Sent back: %(headline)s")


@act
def ask_another(request, unit):
    """Have a unit coded by one annotator more, then go to the next in the queue."""
    one_more.ask_another(unit, seen=seen(request), by=request.user)
    return _("One more annotator codes it: %(headline)s")


@act
def refer(request, unit):
    """Hand a unit to the supervisor, and stay on it: it is to be settled all the same."""
    form = ReferralForm(request.POST)
    if not form.is_valid():
        return show(request, unit, forms={"refer": form}, status=422)
    referring.refer(unit, **form.cleaned_data, by=request.user)
    messages.success(request, _("The supervisor is told."))
    return back_to_desk(request, unit.pk)


@act
def take_over(request, unit):
    """Take a unit over from the reviewer who has taken it up."""
    claiming.take_over(unit, by=request.user)
    return back_to_desk(request, unit.pk)


@require_POST
@login_required
@for_reviewers
def undo(request, pk):
    """Undo a decision or a check of one's own and show its unit again."""
    mine = Decision.objects.visible_to(request.user).filter(
        unit__in=Unit.objects.reviewable_by(request.user)
    )
    mine = mine.filter(reviewer=request.user) | mine.filter(checked_by=request.user)
    decision = get_object_or_404(mine.distinct(), pk=pk)
    if decision.reviewer_id == request.user.pk:
        reviewing.withdraw(decision, by=request.user)
        messages.success(request, _("Undone: this article is to be settled again."))
    else:
        checking.undo_check(decision, by=request.user)
        messages.success(request, _("Undone: this article is to be looked at once more."))
    return back_to_desk(request, decision.unit_id)


@require_POST
@login_required
@for_reviewers
def mark_precedent(request, pk):
    """Mark what stands as a precedent for one of its labels."""
    decision = get_object_or_404(
        Decision.objects.visible_to(request.user)
        .standing()
        .filter(unit__in=Unit.objects.reviewable_by(request.user)),
        pk=pk,
    )
    labels = [one.label for one in decision.labels.select_related("label")]
    form = PrecedentForm(request.POST, labels=labels)
    if not form.is_valid():
        unit = unit_of(request, decision.unit_id)
        return show(request, unit, forms={"mark": form}, status=422)
    precedents.mark(decision, label=form.label, note=form.cleaned_data["note"], by=request.user)
    messages.success(request, _("This article is a precedent now."))
    return back_to_desk(request, decision.unit_id)


@require_POST
@login_required
@for_reviewers
def withdraw_precedent(request, pk):
    """Take a precedent back."""
    precedent = get_object_or_404(
        Precedent.objects.visible_to(request.user).filter(
            decision__unit__in=Unit.objects.reviewable_by(request.user)
        ),
        pk=pk,
    )
    precedents.withdraw(precedent, by=request.user)
    messages.success(request, _("This article is no precedent any more."))
    return back_to_desk(request, precedent.decision.unit_id)


@require_POST
@login_required
@for_reviewers
def answer_question(request, pk):
    """Answer what an annotator asks, on the desk of its unit or in the list of questions."""
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    form = WordsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write an answer."))
    else:
        asking.answer(question, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Answered. The annotator sees it in their feed."))
    if "desk" in request.POST:
        return back_to_desk(request, question.unit_id)
    return redirect("annotations:questions")
