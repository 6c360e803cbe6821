"""The annotator's screens: my work, the coding desk, and handing answers in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from annotations import coding, handing_out, mywork
from annotations.forms import CodingForm
from annotations.models import Assignment, Attempt, Decision, Return, Round
from newsroom.reading import pieces_of

for_annotators = permission_required("annotations.code_unit", raise_exception=True)


@require_safe
@never_cache
@login_required
@for_annotators
def my_work(request):
    """Show an annotator where they stand: next article, rounds, returns, lessons, pace."""
    lessons, settled = mywork.lessons_of(request.user)
    following = handing_out.next_assignment(request.user)
    return render(
        request,
        "annotations/coding/my_work.html",
        {
            "following": following,
            "progress": following and handing_out.progress(following),
            "shares": mywork.shares_of(request.user),
            "returned": mywork.returned_to(request.user),
            "lessons": lessons,
            "settled": settled,
            "pace": mywork.pace_of(request.user),
        },
    )


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
    following = handing_out.next_assignment(request.user, round=round)
    if following:
        return redirect("annotations:desk", pk=following.pk)
    messages.info(request, _("There is nothing left to code here."))
    return redirect("annotations:my_work")


@require_safe
@never_cache
@login_required
@for_annotators
def desk(request, pk):
    """Show one article beside the questions; once it is submitted, one's own answers to read."""
    assignment = assignment_of(request.user, pk)
    attempt = coding.start(assignment, by=request.user)
    form = CodingForm(
        version=assignment.unit.round.codebook_version,
        given=coding.answers_to_begin_with(attempt, by=request.user),
        initial={"token": coding.new_token(), "note": attempt.note},
    )
    return render_desk(request, assignment, attempt, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@for_annotators
def submit(request, pk):
    """Take an annotator's answers for one article, then go to the next."""
    assignment = assignment_of(request.user, pk)
    if request.method != "POST":  # reloaded, or back from logging in: the answers are on the desk
        return redirect("annotations:desk", pk=pk)
    form = CodingForm(request.POST, version=assignment.unit.round.codebook_version)
    if not form.is_valid():
        return render_desk(
            request, assignment, coding.start(assignment, by=request.user), form, status=422
        )
    coding.submit(
        assignment,
        answers=form.answers,
        token=form.cleaned_data["token"],
        note=form.cleaned_data["note"],
        seen=request.POST.get("seen"),
        by=request.user,
    )
    following = handing_out.next_assignment(request.user, after=assignment)
    if following:
        messages.success(request, _("Submitted: %(article)s") % {"article": named(assignment)})
        place = resolve_url("annotations:desk", pk=following.pk)
    else:
        messages.success(request, _("Submitted. All your articles are coded."))
        place = resolve_url("annotations:my_work")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": place})
    return redirect(place)


def assignment_of(annotator, pk):
    """Return one of the annotator's assignments with what the desk shows of it, or raise 404."""
    mine = Assignment.objects.of(annotator).select_related(
        "unit__round__codebook_version__codebook", "unit__article__page__issue__newspaper"
    )
    return get_object_or_404(mine, pk=pk)


def named(assignment):
    """The article's headline, or its identifier where it has none."""
    article = assignment.unit.article
    return article.headline or article.identifier


def render_desk(request, assignment, attempt, form, status=200):
    """Show the desk with a form: of the current attempt, or of what was submitted."""
    sent_back = Return.objects.filter(
        attempt__in=Attempt.objects.visible_to(request.user),
        attempt__assignment=assignment,
        attempt__number=attempt.number - 1,
    )
    settled = Decision.objects.visible_to(request.user).gold().filter(unit=assignment.unit)
    settled = settled.prefetch_related("labels__label", "labels__variable")
    return render(
        request,
        "annotations/coding/desk.html",
        {
            "assignment": assignment,
            "article": assignment.unit.article,
            "pieces": pieces_of(assignment.unit.article),
            "round": assignment.unit.round,
            "attempt": attempt,
            "locked": attempt.submitted_at is not None,
            "form": form,
            "progress": handing_out.progress(assignment),
            "sent_back": sent_back.first() if attempt.number > 1 else None,
            "decision": settled.first() if attempt.submitted_at else None,
        },
        status=status,
    )
