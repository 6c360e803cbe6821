"""The endpoints of the study: codebooks, rounds, releases."""

from django.db.models import QuerySet
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from annotations import codebook_format, exports
from annotations.api import filters, shapes
from annotations.api.access import ANY_ROLE
from annotations.api.answering import ZIP, Endpoint, One, Rows
from annotations.models import CodebookVersion, Release, Round


class Codebooks(Rows):
    """Published versions of codebooks."""

    summary = _("Codebook versions")
    explanation = _("Published versions; a version by itself has its variables and labels.")
    permission = "annotations.view_codebook"
    serializer_class = shapes.CodebookRow
    queryset = CodebookVersion.objects.filter(published_at__isnull=False)
    table = exports.CODEBOOKS
    file_name = "codebooks"


class OneCodebook(Endpoint):
    """A published version with its variables and labels."""

    summary = _("One codebook version")
    explanation = _("The version with its variables and labels, as a file for load_codebook.")
    permission = "annotations.view_codebook"
    serializer_class = shapes.CodebookFile
    queryset = CodebookVersion.objects.filter(published_at__isnull=False)

    def get(self, request: Request, slug: str, number: int) -> Response:
        """Answer it, or 404."""
        found = self.get_queryset().select_related("codebook")
        version = get_object_or_404(found, codebook__slug=slug, number=number)
        return Response(codebook_format.content_of(version))


class Rounds(Rows):
    """The rounds that a person may know of."""

    summary = _("Rounds")
    explanation = _("Waves of coding; annotators see those that they code in.")
    permission = ANY_ROLE
    serializer_class = shapes.RoundRow
    filterset_class = filters.RoundFilters
    queryset = Round.objects.all()
    table = exports.ROUNDS
    file_name = "rounds"

    def visible(self) -> QuerySet:
        """Through the gate."""
        return Round.objects.visible_to(self.request.user)


class OneRound(One):
    """A round."""

    summary = _("One round")
    explanation = _("A round by its number (id).")
    permission = ANY_ROLE
    serializer_class = shapes.RoundRow
    queryset = Round.objects.all()
    table = exports.ROUNDS

    def get(self, request: Request, pk: int) -> Response:
        """Answer it, or 404 when it is not theirs to know of."""
        return self.answer(get_object_or_404(Round.objects.visible_to(request.user), pk=pk))


class Releases(Rows):
    """Frozen releases."""

    summary = _("Releases")
    explanation = _("Frozen exports; none whose articles this person has still to code.")
    permission = "annotations.view_release"
    serializer_class = shapes.ReleaseRow
    filterset_class = filters.ReleaseFilters
    queryset = Release.objects.all()
    table = exports.RELEASES
    file_name = "releases"

    def visible(self) -> QuerySet:
        """Through the gate."""
        return Release.objects.visible_to(self.request.user).filter(frozen_at__isnull=False)


class OneRelease(One):
    """A frozen release with its manifest."""

    summary = _("One release")
    explanation = _("A frozen export with its manifest.")
    permission = "annotations.view_release"
    serializer_class = shapes.ReleaseWithManifest
    queryset = Release.objects.all()
    table = exports.RELEASES_WITH_MANIFEST

    def get(self, request: Request, name: str) -> Response:
        """Answer it, or 404."""
        found = Release.objects.visible_to(request.user).filter(frozen_at__isnull=False)
        return self.answer(get_object_or_404(found, name=name))


class ReleaseFile(Endpoint):
    """The file of a frozen release."""

    summary = _("The file of a release")
    explanation = _("The .zip, whose SHA-256 the release names.")
    permission = "annotations.view_release"
    queryset = Release.objects.all()
    renderer_classes = [ZIP]
    answers = OpenApiTypes.BINARY

    def get(self, request: Request, name: str) -> FileResponse:
        """Send it, or 404."""
        found = Release.objects.visible_to(request.user).filter(frozen_at__isnull=False)
        release = get_object_or_404(found, name=name)
        return FileResponse(release.file.open(), as_attachment=True, filename=release.file_name)
