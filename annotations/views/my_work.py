"""An annotator's own pages: my work, my recent articles, and objecting to a decision."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations import coding, myrecord, mywork, reviewing, roles, upcoming
from annotations.models import Assignment, Decision
from newsroom.errors import Refused
from newsroom.views.site import person

for_annotators = permission_required("annotations.code_unit", raise_exception=True)
SHOWN = 5
PER_PAGE = 30


@require_safe
@never_cache
@login_required
@for_annotators
def my_work(request: HttpRequest) -> HttpResponse:
    """Show an annotator where they stand: next article, rounds, returns, lessons, pace."""
    user = person(request)
    lessons, settled = mywork.lessons_of(user)
    following = upcoming.next_assignment(user)
    recent = list(myrecord.recent_of(user)[:SHOWN])
    objections = myrecord.objections_of(user, [lesson.decision.unit_id for lesson in lessons])
    for lesson in lessons:
        lesson.objection = objections.get(lesson.decision.unit_id)
    shares = mywork.shares_of(user)
    return render(
        request,
        "annotations/coding/my_work.html",
        {
            "following": following,
            "progress": following and upcoming.progress(following),
            "shares": shares,
            "supervisors": [] if shares else roles.supervisors(),
            "returned": mywork.returned_to(user),
            "lessons": lessons,
            "settled": settled,
            "pace": mywork.pace_of(user),
            "active_minutes": myrecord.active_minutes_of(user),
            "recent": [(attempt, myrecord.reopens(attempt)) for attempt in recent],
            "questions": list(myrecord.questions_of(user)[:SHOWN]),
            "reports": list(myrecord.reports_of(user)[:SHOWN]),
            "trainings": myrecord.trainings_of(user),
        },
    )


@require_safe
@never_cache
@login_required
@for_annotators
def recent(request: HttpRequest) -> HttpResponse:
    """List the annotator's submitted articles, the last first; what can be taken back says so."""
    page = Paginator(myrecord.recent_of(person(request)), PER_PAGE).get_page(
        request.GET.get("page")
    )
    shown = [(attempt, myrecord.reopens(attempt)) for attempt in page]
    return render(request, "annotations/coding/recent.html", {"page": page, "recent": shown})


@require_POST
@login_required
@for_annotators
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a submitted answer back and open the article again."""
    assignment = get_object_or_404(Assignment.objects.of(person(request)), pk=pk)
    coding.reopen(assignment, by=person(request))
    messages.success(request, _("Taken back. Your earlier answers are filled in."))
    return redirect("annotations:desk", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@for_annotators
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to a decision on an article that one coded, once and with a reason."""
    decision = get_object_or_404(
        Decision.objects.visible_to(person(request))
        .gold()
        .filter(unit__assignments__annotator=person(request), unit__assignments__recode=False)
        .select_related("unit__article__page__issue__newspaper"),
        pk=pk,
    )
    reason, wrong = request.POST.get("reason", ""), ""
    if request.method == "POST":
        try:
            reviewing.object_to(decision, reason=reason, by=person(request))
        except Refused as error:
            wrong = error.sentence
        else:
            messages.success(request, _("Your objection goes to another reviewer."))
            return redirect("annotations:my_work")
    return render(
        request,
        "annotations/coding/object.html",
        {
            "decision": decision,
            "assignment": myrecord.own_assignments(person(request), [decision.unit_id]).get(
                decision.unit_id
            ),
            "labels": decision.labels.select_related("label", "variable"),
            "reason": reason,
            "wrong": wrong,
        },
        status=409 if wrong else 200,
    )
