"""The page of releases: what was frozen, asking for another one, and fetching the files."""

from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations import releases as workflow
from annotations.models import Release, Round
from newsroom.models import User


class ReleaseForm(forms.ModelForm):
    """Which round, and under which name."""

    class Meta:
        model = Release
        fields = ["round", "name"]
        help_texts = {
            "name": _("Letters, figures and hyphens, such as pilot-2026-01."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rounds = Round.objects.visible_to(user).filter(opened_at__isnull=False)
        self.fields["round"] = forms.ModelChoiceField(
            rounds, label=_("Round"), empty_label=_("Choose a round")
        )
        self.fields["name"].error_messages |= {
            "unique": _("There is a release of this name already."),
            "invalid": _("A name has letters, figures and hyphens only."),
        }


def reader(request: HttpRequest) -> User:
    """The person who asks, who is logged in: `login_required` has seen to it."""
    return cast(User, request.user)


def visible(user: User) -> QuerySet:
    """The releases that a person may open, with what the page says of them."""
    return Release.objects.visible_to(user).select_related("round")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("annotations.view_release", raise_exception=True)
def releases(request: HttpRequest) -> HttpResponse:
    """List the releases; take the wish for another one."""
    may_add = request.user.has_perm("annotations.add_release")
    if request.method == "POST" and not may_add:
        raise PermissionDenied
    form = ReleaseForm(request.POST or None, user=reader(request))
    if form.is_valid():
        workflow.request(
            form.cleaned_data["round"], name=form.cleaned_data["name"], by=reader(request)
        )
        return redirect("annotations:releases")
    found = list(visible(reader(request)))
    context = {
        "releases": found,
        "given_up": workflow.given_up(found),
        "worker": workflow.worker_is_running(),
        "form": form if may_add else None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "annotations/releasing/releases.html", context, status=status)


@require_safe
@login_required
@permission_required("annotations.view_release", raise_exception=True)
def progress(request: HttpRequest, name: str) -> HttpResponse:
    """Answer the row of one release, which asks again until it is frozen."""
    release = get_object_or_404(visible(reader(request)), name=name)
    context = {
        "release": release,
        "given_up": workflow.given_up([release]),
        "worker": workflow.worker_is_running(),
    }
    return render(request, "annotations/releasing/_release.html", context)


@require_POST
@login_required
@permission_required("annotations.add_release", raise_exception=True)
def again(request: HttpRequest, name: str) -> HttpResponse:
    """Hand a release to the workers once more."""
    release = get_object_or_404(visible(reader(request)), name=name)
    workflow.try_again(release, by=reader(request))
    return redirect("annotations:releases")


@require_safe
@login_required
@permission_required("annotations.view_release", raise_exception=True)
def file(request: HttpRequest, name: str) -> FileResponse:
    """Send the file of a frozen release."""
    found = visible(reader(request)).filter(frozen_at__isnull=False)
    release = get_object_or_404(found, name=name)
    return FileResponse(release.file.open(), as_attachment=True, filename=release.file_name)
