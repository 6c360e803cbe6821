"""What an annotator can say beside the answers: ask, report, propose; and look cases up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from annotations import asking, casebook
from annotations.models import Assignment, Label, Problem, Question, Variable
from newsroom.errors import Refused
from newsroom.views.site import person

for_annotators = permission_required("annotations.code_unit", raise_exception=True)
FETCHED = "X-Aside"
"""The header by which the desk asks for a sentence instead of a page."""


def own(request: HttpRequest, pk: int) -> Assignment:
    """Return one of the annotator's assignments, or raise 404."""
    mine = Assignment.objects.of(person(request)).select_related(
        "unit__round__codebook_version", "unit__article"
    )
    return get_object_or_404(mine, pk=pk)


def said(request: HttpRequest, sentence: str, *, go_to: str, pk: int | None = None) -> HttpResponse:
    """Answer with a sentence: alone where the desk fetched it, else on the page it leads to."""
    if FETCHED in request.headers:
        return HttpResponse(sentence, content_type="text/plain; charset=utf-8")
    messages.success(request, sentence)
    return redirect(go_to, pk=pk) if pk else redirect(go_to)


def refused(request: HttpRequest, error: Refused, pk: int) -> HttpResponse:
    """Say what is wrong, beside the field or on the desk; what was typed stays in the browser."""
    if FETCHED in request.headers:
        return HttpResponse(error.sentence, status=409, content_type="text/plain; charset=utf-8")
    messages.error(request, error.sentence)
    return redirect("annotations:desk", pk=pk)


@require_POST
@login_required
@for_annotators
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a question to the reviewers."""
    assignment = own(request, pk)
    version = assignment.unit.round.codebook_version
    label = None
    if code := request.POST.get("label", ""):
        variable, _dot, name = code.partition(".")
        label = get_object_or_404(
            Label.objects.select_related("variable"),
            variable__version=version, variable__code=variable, code=name,
        )  # fmt: skip
    try:
        asking.ask(assignment, text=request.POST.get("text", ""), label=label, by=person(request))
    except Refused as error:
        return refused(request, error, pk)
    sentence = _("Asked. The answer will be in “My work”.")
    return said(request, sentence, go_to="annotations:desk", pk=pk)


@require_safe
@never_cache
@login_required
@for_annotators
def asked(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what one asked about an article before, with the answers: a part of the desk."""
    assignment = own(request, pk)
    earlier = Question.objects.filter(asker=person(request), unit=assignment.unit_id)
    return render(request, "annotations/coding/_asked.html", {"asked": earlier})


@require_POST
@login_required
@for_annotators
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a label for the next version of the codebook."""
    assignment = own(request, pk)
    variable = get_object_or_404(
        Variable,
        version=assignment.unit.round.codebook_version,
        code=request.POST.get("variable", ""),
    )
    try:
        asking.propose(
            assignment,
            variable=variable,
            name=request.POST.get("name", ""),
            reason=request.POST.get("reason", ""),
            by=person(request),
        )
    except Refused as error:
        return refused(request, error, pk)
    sentence = _("Proposed. A supervisor looks at it for the next version.")
    return said(request, sentence, go_to="annotations:desk", pk=pk)


@require_POST
@login_required
@for_annotators
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an article cannot be coded, and go on to the next."""
    assignment = own(request, pk)
    try:
        problem = asking.report(
            assignment,
            kind=request.POST.get("kind", ""),
            comment=request.POST.get("comment", ""),
            by=person(request),
        )
    except Refused as error:
        return refused(request, error, pk)
    if problem.kind in asking.FOR_SUPERVISORS:
        sentence = _("Reported to the supervisors. You need not code this article for now.")
    else:
        sentence = _("Reported to the reviewers. You need not code this article for now.")
    return said(request, sentence, go_to="annotations:next_unit")


@require_POST
@login_required
@for_annotators
def take_back_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an own report back, and code the article after all."""
    problem = get_object_or_404(Problem, pk=pk, assignment__annotator=person(request))
    asking.take_back_report(problem, by=person(request))
    messages.success(request, _("Taken back: the article is yours to code again."))
    return redirect("annotations:desk", pk=problem.assignment_id)


@require_POST
@never_cache
@login_required
@for_annotators
def cases(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the settled articles most like the one at hand; the attempt is assisted from now on."""
    assignment = own(request, pk)
    found = casebook.consult(assignment, by=person(request))
    page = "_cases" if FETCHED in request.headers else "cases"
    context = {"cases": found, "assignment": assignment}
    return render(request, f"annotations/asking/{page}.html", context)
