"""The coding desk: an article beside the questions, drafts, handing in, and taking back."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations import (
    asking,
    casebook,
    coding,
    desk_settings,
    drafts,
    myrecord,
    training,
    upcoming,
)
from annotations.desk import Ahead, Desk, ahead_of, desks_of
from annotations.forms import AttemptForm
from annotations.models import Assignment, Attempt, Decision, Problem, Question, Round
from newsroom.compiled import Compiled
from newsroom.models import User
from newsroom.reading import Mark, pieces_of

for_annotators = permission_required("annotations.code_unit", raise_exception=True)
BY_SCRIPT = "HX-Request"
"""The header by which the desk's script asks for data, and for a refusal as a sentence."""
MOST_BYTES = 200_000  # of a draft
MOST_DIGITS = 10  # of a number that a script sends; no row has more


@require_safe
@login_required
@for_annotators
def next_unit(request):
    """Go to the next article, of one round if `?round=` says so; to *my work* when none is left."""
    round = None
    if "round" in request.GET:
        wanted = request.GET["round"]
        pk = int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 0
        round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    following = upcoming.next_places(request.user, 1, round=round)
    if following:
        return redirect("annotations:desk", pk=following[0].assignment)
    messages.info(request, _("There is nothing left to code here."))
    return redirect("annotations:my_work")


@require_safe
@never_cache
@login_required
@for_annotators
def desk(request, pk):
    """Show one article beside the questions; once it is submitted, one's own answers to read."""
    assignment = assignment_of(request.user, pk)
    shown, ahead = opened(request, assignment)
    choices = desk_settings.choices_of(request.user)
    form = AttemptForm(
        version=assignment.unit.round.codebook_version,
        given=shown.chosen,
        desk_keys=desk_settings.taken_by(choices),
        label_keys=desk_settings.label_keys_of(choices, assignment.unit.round.codebook_version),
        initial={
            "token": coding.new_token(),
            "note": shown.note,
            "seen": shown.article.coded_sha256,
            "evidence": {str(label): spans for label, spans in shown.evidence.items()},
        },
    )
    return render_desk(request, shown, ahead, form, choices)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@for_annotators
def submit(request, pk):
    """Take an annotator's answers for one article, then go to the next."""
    assignment = assignment_of(request.user, pk)
    if request.method != "POST":  # reloaded, or back from logging in: the answers are on the desk
        return redirect("annotations:desk", pk=pk)
    by_script = BY_SCRIPT in request.headers
    form = AttemptForm(request.POST, version=assignment.unit.round.codebook_version)
    if not form.is_valid():
        if by_script:
            return JsonResponse({"errors": form.errors}, status=422)
        shown, ahead = opened(request, assignment)
        choices = desk_settings.choices_of(request.user)
        form.desk_keys = desk_settings.taken_by(choices)
        version = assignment.unit.round.codebook_version
        form.label_keys = desk_settings.label_keys_of(choices, version)
        return render_desk(request, shown, ahead, form, choices, status=422)
    attempt = coding.submit(
        assignment,
        answers=form.answers,
        evidence=form.evidence_given,
        token=form.cleaned_data["token"],
        note=form.cleaned_data["note"],
        seen=form.cleaned_data["seen"],
        active_seconds=form.cleaned_data["active_seconds"],
        by=request.user,
    )
    if by_script:
        return JsonResponse(after_submitting(request, assignment, attempt))
    following = upcoming.next_places(request.user, 1, after=assignment)
    if training_says(attempt, assignment):  # what was settled is read before one goes on
        return redirect("annotations:desk", pk=pk)
    if following:
        messages.success(request, _("Submitted: %(article)s") % {"article": named(assignment)})
        return redirect("annotations:desk", pk=following[0].assignment)
    messages.success(request, _("Submitted. All your articles are coded."))
    return redirect("annotations:my_work")


def after_submitting(request, assignment, attempt):
    """Return what a script needs to go on: the order, the desks it has not, and what is settled."""
    listed = request.POST.get("had", "").split(",")[:10]
    had = [int(pk) for pk in listed if pk.isdecimal() and len(pk) < MOST_DIGITS]
    ahead = ahead_of(assignment, request.user, had=had)
    if not ahead.order:
        messages.success(request, _("Submitted. All your articles are coded."))
    feedback = training_says(attempt, assignment)
    return ahead_as_data(ahead) | {
        "feedback": feedback
        and render_to_string("annotations/coding/_feedback.html", {"feedback": feedback}),
    }


def training_says(attempt, assignment):
    """What gold says of a submitted article of a training round, or None."""
    if assignment.unit.round.kind != Round.Kind.TRAINING:
        return None
    return training.feedback(attempt)


@require_POST
@login_required
@for_annotators
def draft(request, pk):
    """Keep what is chosen so far. 409 with the other draft where another tab or device saved."""
    assignment = assignment_of(request.user, pk)
    try:
        said = json.loads(request.body[:MOST_BYTES])
        content = {
            "answers": said["answers"],
            "evidence": said["evidence"],
            "note": said["note"],
            "active_seconds": said["seconds"],
        }
        place = {
            "attempt_id": _number(said["attempt"]),
            "revision": _number(said["revision"]),
            "seen": str(said["seen"])[:64],
            "device": UUID(str(said["device"])),
        }
    except (ValueError, KeyError, TypeError, RecursionError):
        return HttpResponseBadRequest()
    try:
        saved = drafts.save(assignment, content=content, by=request.user, **place)
    except drafts.Overtaken as error:
        return JsonResponse(
            {"sentence": error.sentence, "revision": error.draft.revision}, status=409
        )
    return JsonResponse({"revision": saved.revision})


@require_POST
@login_required
@for_annotators
def reopen(request, pk):
    """Take a submitted answer back; the desk then shows it to answer once more."""
    assignment = assignment_of(request.user, pk)
    coding.reopen(assignment, by=request.user)
    if BY_SCRIPT not in request.headers:
        return redirect("annotations:desk", pk=pk)
    [shown] = desks_of(request.user, [pk])
    return JsonResponse(desk_as_data(shown))


@require_POST
@login_required
@for_annotators
def desk_choice(request):
    """Store single choices that are made on the desk itself: sizes, and whether terms are shown."""
    changes: dict[str, Any] = {}
    for name in ("text_size", "text_width"):
        value = request.POST.get(name, "")
        if value.isdecimal() and len(value) < MOST_DIGITS:
            changes[name] = int(value)
    if "marks_terms" in request.POST:
        changes["marks_terms"] = request.POST["marks_terms"] == "true"
    desk_settings.save(request.user, changes)
    return HttpResponse(status=204)


@require_safe
@cache_control(public=True, max_age=60 * 60)
def desk_worker(request):
    """The script that shows the desk while the server is away; here it sees no page but the desk's.

    Everybody's: it holds nothing.
    """
    return render(request, "annotations/coding/worker.js", content_type="text/javascript")


def _number(value):
    """A whole number of a script; raises ValueError for what is none, or none of the database's."""
    if not isinstance(value, int) or not 0 <= value < 2**31:
        raise ValueError(value)
    return value


def assignment_of(annotator, pk):
    """Return one of the annotator's assignments with its round and codebook, or raise 404."""
    mine = _mine(pk, annotator.pk)
    if not mine:
        raise Http404
    return mine[0]


_mine = Compiled(
    lambda pk, annotator: (
        Assignment.objects.of(annotator)
        .select_related("unit__round__codebook_version__codebook")
        .filter(pk=pk)
    )
)


def named(assignment):
    """The article's headline, or its identifier where it has none."""
    article = assignment.unit.article
    return article.headline or article.identifier


def opened(request, assignment):
    """Open an article at its annotator's desk; return its Desk and what comes after it."""
    attempt = coding.start(assignment, by=request.user)
    if attempt.submitted_at:
        ahead = Ahead([], desks_of(request.user, [assignment.pk]))
    else:
        ahead = ahead_of(assignment, request.user, with_itself=True)
    shown, *others = ahead.desks
    return shown, Ahead(ahead.order, others)


def desk_as_data(desk: Desk) -> dict[str, Any]:
    """Return a desk for the script that shows it without loading a page."""
    pieces = pieces_of(desk.article, segments=desk.segments)
    article = {"article": desk.article, "pieces": pieces}
    page = desk.article.page.identifier
    return desk.as_data() | {
        "address": reverse("annotations:desk", args=[desk.assignment.pk]),
        "original": f"{reverse('page', args=[page])}#a{desk.article.number}",
        "article": render_to_string("newsroom/_article.html", article),
        "sentBack": desk.sent_back.comment if desk.sent_back else "",
    }


def last_as_data(annotator: User, desk: Desk) -> dict[str, Any] | None:
    """Return the last submission for the script of the desk, as long as it can be taken back."""
    last = None if desk.locked else myrecord.last_of(annotator, desk.assignment.unit.round)
    if last is None:
        return None
    return {
        "attempt": last.pk,
        "address": reverse("annotations:desk", args=[last.assignment_id]),
        "title": named(last.assignment),
    }


def ahead_as_data(ahead: Ahead) -> dict[str, Any]:
    """Return what comes next for the script of the desk."""
    progress = ahead.desks[0].progress if ahead.desks else None
    return {
        "order": ahead.order,
        "desks": [desk_as_data(desk) for desk in ahead.desks],
        "done": progress and progress.done,
        "given": progress and progress.given,
    }


def render_desk(request, shown, ahead, form, choices, *, status=200):
    """Show the desk with a form: of the current attempt, or of what was submitted."""
    assignment, attempt = shown.assignment, shown.attempt
    round = assignment.unit.round
    settled = None
    if shown.locked:
        settled = Decision.objects.visible_to(request.user).gold().filter(unit=assignment.unit)
        settled = settled.prefetch_related("labels__label", "labels__variable").first()
    return render(
        request,
        "annotations/coding/desk.html",
        {
            "assignment": assignment,
            "article": shown.article,
            "pieces": pieces_of(
                shown.article,
                marks_of(shown, form) if shown.locked else (),
                segments=shown.segments,
            ),
            "round": round,
            "attempt": attempt,
            "locked": shown.locked,
            "reopens": shown.locked and can_be_taken_back(attempt, by=request.user),
            "form": form,
            "progress": shown.progress,
            "sent_back": shown.sent_back,
            "decision": settled,
            "feedback": training_says(attempt, assignment) if shown.locked else None,
            "choices": choices,
            "keys": choices["keys"],
            "data": shown.as_data() | {"last": last_as_data(request.user, shown)},
            "ahead": ahead_as_data(ahead),
            "asked": Question.objects.filter(asker=request.user, unit=assignment.unit),
            "problem_kinds": Problem.Kind.choices,
            "shows_cases": casebook.shows(round),
            "notes": asking.notes_of(round.codebook_version),
        },
        status=status,
    )


def can_be_taken_back(attempt: Attempt, *, by: User) -> bool:
    """Whether a submitted attempt is the annotator's to take back, as in their record."""
    recorded = myrecord.recent_of(by).filter(pk=attempt.pk).first()
    return recorded is not None and myrecord.reopens(recorded)


def marks_of(desk: Desk, form: AttemptForm) -> list[Mark]:
    """Return the evidence of a submitted attempt as marks, each with its label's key and colour."""
    return [
        Mark(start, end, str(choice.slot or ""), choice.cap)
        for question in form.questions
        for choice in question.choices
        for start, end in desk.evidence.get(choice.label.pk, ())
    ]
