"""Who codes in a round, and what annotators report: joining, leaving, problems, taking out."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations import asking, gating, problems, staffing
from annotations.models import Assignment, Problem, Round, Unit
from annotations.views.running import ReasonForm, asks_first, for_supervisors, sent, visible_round
from newsroom.errors import Refused
from newsroom.models import User
from newsroom.views.site import person

PROBLEMS_LISTED = 30


class JoiningForm(forms.Form):
    """Who is to code in a round besides those who do."""

    annotator = forms.ModelChoiceField(
        label=gettext_lazy("Annotator"), queryset=User.objects.none(), empty_label="–"
    )

    def __init__(self, *args, round: Round, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.with_perm("annotations.code_unit", include_superusers=False)
        self.fields["annotator"].queryset = people.filter(is_active=True).exclude(  # type: ignore[attr-defined]
            memberships__round=round
        )


@asks_first
@login_required
@for_supervisors
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who codes in a round and what is left of each; let somebody join."""
    shown = visible_round(request, pk)
    form = JoiningForm(sent(request), round=shown)
    if request.method == "POST" and form.is_valid():
        annotator = form.cleaned_data["annotator"]
        try:
            number = staffing.add_annotator(shown, annotator=annotator, by=person(request))
        except Refused as error:
            form.add_error("annotator", error.sentence)
        else:
            said = {"name": annotator.display_name, "count": number}
            messages.success(request, _("%(name)s joins and gets %(count)d articles.") % said)
            return redirect("annotations:people", pk)
    waiting = Q(assignments__unit__round=shown, assignments__waiting=True)
    given = Q(assignments__unit__round=shown, assignments__released_at=None)
    context = {
        "round": shown,
        "form": form,
        "members": User.objects.filter(memberships__round=shown)
        .annotate(
            left=Count("assignments", filter=waiting, distinct=True),
            given=Count("assignments", filter=given, distinct=True),
        )
        .order_by("annotator_code"),
        "gated": shown.kind == Round.Kind.MAIN and shown.opened_at is not None,
        "waivers": gating.waivers_of(shown),
    }
    status = 422 if form.errors else 200
    return render(request, "annotations/supervising/people.html", context, status=status)


@asks_first
@login_required
@for_supervisors
def leave(request: HttpRequest, pk: int, annotator: int) -> HttpResponse:
    """Show who would take over what somebody leaves; take them out of the round."""
    shown = visible_round(request, pk)
    membership = get_object_or_404(
        shown.memberships.select_related("annotator"), annotator=annotator
    )
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        staffing.remove_annotator(
            shown,
            annotator=membership.annotator,
            reason=form.cleaned_data["reason"],
            by=person(request),
        )
        messages.success(request, _("They no longer code in this round."))
        return redirect("annotations:people", pk)
    moves = staffing.moves_after_leaving(shown, membership.annotator)
    taking = User.objects.in_bulk(moves.loads)
    context = {
        "round": shown,
        "annotator": membership.annotator,
        "form": form,
        "moves": moves,
        "taking": [(taking[pk], count) for pk, count in sorted(moves.loads.items())],
    }
    status = 422 if form.errors else 200
    return render(request, "annotations/supervising/leave.html", context, status=status)


class OutcomeForm(forms.Form):
    """What becomes of an article that could not be coded."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What is to become of it"),
        choices=Problem.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what is to become of the article.")},
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer to its annotator"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _refuse_others(request: HttpRequest) -> User:
    user = person(request)
    if not (
        user.has_perm("annotations.supervise_round") or user.has_perm("annotations.review_unit")
    ):
        raise PermissionDenied
    return user


@require_safe
@login_required
def list_problems(request: HttpRequest) -> HttpResponse:
    """List what annotators could not code and this person can do something about."""
    found = asking.open_problems(_refuse_others(request))
    page = Paginator(found, PROBLEMS_LISTED).get_page(request.GET.get("page"))
    return render(request, "annotations/supervising/problems.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one problem, and deal with it."""
    user = _refuse_others(request)
    problem = get_object_or_404(asking.open_problems(user), pk=pk)
    form = OutcomeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            problems.resolve(problem, **form.cleaned_data, by=user)
        except Refused as error:
            form.add_error(None if problem.resolved_at else "answer", error.sentence)
        else:
            messages.success(request, _("Dealt with. Its annotator is told."))
            return redirect("annotations:problems")
    context = {"problem": problem, "form": form}
    status = 422 if form.errors else 200
    return render(request, "annotations/supervising/problem.html", context, status=status)


@asks_first
@login_required
@for_supervisors
def exclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why a unit is taken out of its round, and take it out."""
    unit = get_object_or_404(
        Unit.objects.visible_to(person(request)).select_related(
            "round", "article__page__issue__newspaper", "excluded_by"
        ),
        pk=pk,
    )
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        staffing.exclude(unit, reason=form.cleaned_data["reason"], by=person(request))
        messages.success(request, _("The article is taken out of the round."))
        return redirect("annotations:exclude_unit", pk)
    open_assignments = Assignment.objects.filter(unit=unit, waiting=True).count()
    context = {"unit": unit, "round": unit.round, "form": form, "waiting": open_assignments}
    status = 422 if form.errors else 200
    return render(request, "annotations/supervising/exclude.html", context, status=status)


@require_POST
@login_required
@for_supervisors
def take_in_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a unit back into its round."""
    unit = get_object_or_404(Unit.objects.visible_to(person(request)), pk=pk)
    staffing.take_in_again(unit, by=person(request))
    messages.success(request, _("The article is in the round again."))
    return redirect("annotations:exclude_unit", pk)
