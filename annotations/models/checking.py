"""Reviewers among themselves: who has taken a unit up, objections to decisions, precedents."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.models.answering import Answerable, answered_by_somebody
from annotations.models.codebook import Label
from annotations.models.reviewing import Decision
from annotations.models.units import Assignment, Unit


class Claim(models.Model):
    """A reviewer has taken a unit up. It ends with their act, or when somebody takes it over."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="claim", verbose_name=_("unit"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="claims",
        verbose_name=_("reviewer"),
    )
    claimed_at = models.DateTimeField(_("claimed"), default=timezone.now)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")

    def __str__(self):
        return f"{self.unit}: {self.reviewer}"


class ObjectionQuerySet(models.QuerySet):
    def open(self):
        """Those that no reviewer has answered yet."""
        return self.filter(answered_at=None)

    def concerning(self, reviewer):
        """Those to what this reviewer decided, or had confirmed when the objection was made."""
        confirmed = Q(decision__checked_by=reviewer, decision__checked_at__lt=F("made_at"))
        return self.filter(Q(decision__reviewer=reviewer) | confirmed)

    def visible_to(self, user):
        """One's own; for the desk those to decisions that one may see."""
        if not user.is_authenticated:
            return self.none()
        own = Q(annotator=user)
        if not user.has_perm("annotations.view_decision"):
            return self.filter(own)
        return self.filter(own | Q(decision__in=Decision.objects.visible_to(user)))


class Objection(Answerable):
    """An annotator disagrees with a decision, once a unit; another reviewer looks at it."""

    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="objections", verbose_name=_("decision")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="objections", verbose_name=_("unit")
    )
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="objections",
        verbose_name=_("annotator"),
    )
    reason = models.TextField(_("reason"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "annotator"], name="objection_once_a_unit"),
            models.CheckConstraint(condition=~Q(reason=""), name="objection_has_a_reason"),
            models.CheckConstraint(
                condition=answered_by_somebody("answered_at", "answered_by"),
                name="objection_is_answered_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.unit}: {self.reason}"


class PrecedentQuerySet(models.QuerySet):
    def standing(self):
        """Those that hold: not withdrawn, and their unit is settled as it was when marked."""
        return self.filter(withdrawn_at=None, decision__in=Decision.objects.gold())

    def visible_to(self, user):
        """All who may read codebooks learn from them, but never about an article still to code."""
        if not user.has_perm("annotations.view_codebook"):
            return self.none()
        still = Assignment.objects.still_to_code(user).about("decision__unit__article")
        return self.filter(~Exists(still))

    def for_labels(self, labels):
        """Those for these labels, also as they were called in other versions of their codebook."""
        wanted = Q(pk__in=[])
        for label in labels:
            wanted |= Q(
                label__code=label.code,
                label__variable__code=label.variable.code,
                label__variable__version__codebook=label.variable.version.codebook_id,
            )
        return self.filter(wanted)


class Precedent(models.Model):
    """A settled unit that shows what a label means, with a note for those who come after."""

    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="precedents", verbose_name=_("decision")
    )
    label = models.ForeignKey(
        Label, models.PROTECT, related_name="precedents", verbose_name=_("label")
    )
    note = models.TextField(_("note"))
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("marked by")
    )
    marked_at = models.DateTimeField(_("marked"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = PrecedentQuerySet.as_manager()

    class Meta:
        verbose_name = _("precedent")
        verbose_name_plural = _("precedents")
        ordering = ["-marked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "label"],
                condition=Q(withdrawn_at=None),
                name="precedent_once_a_label",
            ),
            models.CheckConstraint(condition=~Q(note=""), name="precedent_has_a_note"),
        ]

    def __str__(self):
        return f"{self.label}: {self.note}"
