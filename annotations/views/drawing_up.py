"""Drawing a round up: what it would be is shown before it is made."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from annotations import rounds as workflow
from annotations.views.round_form import RoundForm
from annotations.views.running import asks_first, for_supervisors, sent
from newsroom.views.site import person

GIVEN = ("name", "kind", "version", "annotators", "per_unit", "seed", "notes", "deadline")


@asks_first
@login_required
@for_supervisors
def new_round(request: HttpRequest) -> HttpResponse:
    """Show what a round would be, then make it exactly so."""
    form = RoundForm(sent(request), user=person(request))
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        plan = form.plan()
        agreed = request.POST.get("create")
        if plan.articles and agreed == plan.fingerprint:
            made = workflow.create(
                articles=plan.articles,
                rules=form.rules(),
                sampling=plan.sampling,
                by=person(request),
                **{name: form.cleaned_data[name] for name in GIVEN},
            )
            messages.success(request, _("The round is drawn up. It is not open yet."))
            return redirect("annotations:round", made.pk)
        # What was shown is not what would be made now: it has to be looked at again.
        context |= {"plan": plan, "changed": bool(agreed)}
    part = "_plan.html" if request.headers.get("HX-Request") else "new_round.html"
    status = 200 if part == "_plan.html" or not form.errors else 422
    return render(request, f"annotations/supervising/{part}", context, status=status)
