"""Rounds: waves of coding with their rules, who codes in them, and the way round the gate."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotations.models.codebook import CodebookVersion


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The rounds a person may know of: all for the desk, their own for an annotator."""
        if user.has_perm("annotations.view_round"):
            return self
        return self.filter(annotators=user)


class Round(models.Model):
    """A wave of coding with its rules; it pins one published codebook version."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("training")
        PILOT = "pilot", _("pilot")
        RELIABILITY = "reliability", _("reliability test")
        MAIN = "main", pgettext_lazy("kind of round", "main")

    class Allocation(models.TextChoices):
        FIXED = "fixed", _("shared out beforehand")
        POOL = "pool", _("from a shared pool")

    class Order(models.TextChoices):
        PAGE = "page", _("as in the papers")
        SHUFFLED = "shuffled", _("shuffled for each annotator")

    name = models.CharField(_("name"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    codebook_version = models.ForeignKey(
        CodebookVersion, models.PROTECT, related_name="rounds", verbose_name=_("codebook version")
    )
    annotators: models.ManyToManyField = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="RoundAnnotator", related_name="rounds"
    )
    annotators_per_unit = models.PositiveSmallIntegerField(_("annotators per unit"), default=2)
    allocation = models.CharField(
        _("handing out"), max_length=5, choices=Allocation.choices, default=Allocation.FIXED
    )
    order = models.CharField(_("order"), max_length=8, choices=Order.choices, default=Order.PAGE)
    seed = models.BigIntegerField(_("seed"), default=1)
    # Shares from 0 to 1 of the units: one annotator more than the others have; handed to one of
    # their annotators once more, unsaid; unanimous, yet looked at; decided, yet looked at again.
    double_share = models.FloatField(_("share of double coding"), default=0)
    recode_share = models.FloatField(_("share coded twice by the same person"), default=0)
    spot_check_share = models.FloatField(_("share of unanimous articles to check"), default=0)
    second_review_share = models.FloatField(_("share of decisions to review again"), default=0)
    # Codes of the variables whose labels need evidence.
    evidence_for = models.JSONField(_("evidence is required for"), default=list, blank=True)
    shows_precedents = models.BooleanField(_("precedents are shown"), default=False)
    # Of a training round: {variable code: share of articles coded as gold, from 0 to 1}.
    pass_marks = models.JSONField(_("pass marks"), default=dict, blank=True)
    # How the articles were drawn, for the methods text: {"method", "query", "population", "seed"}.
    sampling = models.JSONField(_("sampling"), default=dict, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("drawn up by"),
    )
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(annotators_per_unit__gte=1), name="round_has_annotators_per_unit"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
                name="round_closes_after_it_opened",
            ),
            models.CheckConstraint(
                condition=Q(double_share__range=(0, 1))
                & Q(recode_share__range=(0, 1))
                & Q(spot_check_share__range=(0, 1))
                & Q(second_review_share__range=(0, 1)),
                name="round_shares_are_shares",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_open(self):
        """Whether answers are taken."""
        return self.opened_at is not None and self.closed_at is None


class RoundAnnotator(models.Model):
    """A person who codes in a round."""

    round = models.ForeignKey(
        Round,
        models.CASCADE,
        related_name="memberships",
        verbose_name=_("round"),
    )
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="memberships",
        verbose_name=_("annotator"),
    )

    class Meta:
        verbose_name = _("annotator of a round")
        verbose_name_plural = _("annotators of a round")
        constraints = [
            models.UniqueConstraint(fields=["round", "annotator"], name="round_annotator_once")
        ]

    def __str__(self):
        return f"{self.round}: {self.annotator}"


class GateWaiver(models.Model):
    """The way round the gate: a supervisor asks for it with a reason, a reviewer grants it."""

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="waivers", verbose_name=_("round")
    )
    # What it holds for: these people (their ids, none besides) coding with this version.
    annotators = models.JSONField(_("annotators"), default=list)
    codebook_version = models.ForeignKey(
        CodebookVersion, models.PROTECT, related_name="+", verbose_name=_("codebook version")
    )
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("granted by"),
    )
    granted_at = models.DateTimeField(_("granted"), null=True, blank=True)

    class Meta:
        verbose_name = _("way round the gate")
        verbose_name_plural = _("ways round the gate")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_has_a_reason"),
            models.CheckConstraint(
                condition=Q(granted_by=None) | ~Q(granted_by=F("asked_by")),
                name="waiver_needs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(granted_at=None, granted_by=None)
                | Q(granted_at__isnull=False, granted_by__isnull=False),
                name="waiver_is_granted_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["round"], condition=Q(granted_at=None), name="waiver_is_asked_once"
            ),
        ]

    def __str__(self):
        return f"{self.round}: {self.reason}"
