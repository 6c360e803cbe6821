"""Frozen exports."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from annotations.models.rounds import Round
from annotations.models.units import Assignment, Unit
from newsroom.models.corpus import sha256


class ReleaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those a person may open.

        A release shows everybody's answers, so nobody opens it who has still to code one of its
        articles, in whatever round.
        """
        if not user.has_perm("annotations.view_release"):
            return self.none()
        still = Assignment.objects.still_to_code(user).values("unit__article")
        theirs = Q(article__in=still) | Q(article__head__in=still)
        return self.filter(~Exists(Unit.objects.filter(theirs, round=OuterRef("round"))))


class Release(models.Model):
    """The labels of a round, frozen in a file whose checksum anybody can repeat."""

    name = models.SlugField(_("name"), max_length=60, unique=True)
    round = models.ForeignKey(
        Round, models.PROTECT, related_name="releases", verbose_name=_("round")
    )
    # Also the moment up to which the release counts what was submitted and decided.
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("requested by"),
    )
    frozen_at = models.DateTimeField(_("frozen"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to="releases/", blank=True)
    file_sha256 = models.CharField("SHA-256", max_length=64, validators=[sha256], blank=True)
    manifest = models.JSONField(_("manifest"), default=dict, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(frozen_at=None) | (~Q(file_sha256="") & ~Q(file="")),
                name="release_frozen_has_a_checksum",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def file_name(self):
        """What the file is called where it is downloaded to."""
        return f"{self.name}.zip"
