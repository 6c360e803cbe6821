"""The codebooks, to read and to print."""

from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from annotations import asking, codebook_format, proposals
from annotations.models import Codebook, CodebookVersion, Label
from newsroom.views.site import person


def visible_versions(request: HttpRequest) -> QuerySet[CodebookVersion]:
    """Published versions are for everybody; drafts for those who write them."""
    versions = CodebookVersion.objects.select_related("codebook")
    if request.user.has_perm("annotations.change_codebookversion"):
        return versions
    return versions.exclude(published_at=None)


@require_safe
@login_required
@permission_required("annotations.view_codebook", raise_exception=True)
def codebooks(request: HttpRequest) -> HttpResponse:
    """List the codebooks with their versions, the newest first."""
    versions = visible_versions(request).order_by("-number").prefetch_related("variables")
    found = Codebook.objects.filter(versions__in=visible_versions(request)).distinct()
    context = {"codebooks": found.prefetch_related(Prefetch("versions", versions))}
    return render(request, "annotations/supervising/codebooks.html", context)


@require_safe
@login_required
@permission_required("annotations.view_codebook", raise_exception=True)
def codebook_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one version whole: every question, every label with what belongs to it and what not."""
    version = get_object_or_404(visible_versions(request), codebook__slug=slug, number=number)
    labels = Label.objects.select_related("parent")
    user = person(request)
    context = {
        "version": version,
        "notes": asking.notes_of(version),
        "proposals": proposals.open_for(version, user=user)
        if user.has_perm("annotations.supervise_round")
        else [],
        "variables": version.variables.prefetch_related(Prefetch("labels", labels)),
        "fingerprint": codebook_format.fingerprint(codebook_format.content_of(version)),
        "may_write": not version.published_at
        and user.has_perm("annotations.change_codebookversion"),
        "others": visible_versions(request).filter(codebook=version.codebook).order_by("number"),
    }
    return render(request, "annotations/supervising/codebook_version.html", context)
