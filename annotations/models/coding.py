"""What annotators answer: attempts, their labels with evidence, and drafts."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.models.codebook import Label, Variable
from annotations.models.units import Assignment
from newsroom.models.corpus import sha256


class AttemptQuerySet(models.QuerySet):
    def submitted(self):
        """Those whose answers were handed in."""
        return self.filter(submitted_at__isnull=False)

    def current(self):
        """The last of each assignment."""
        return self.filter(superseded_at=None)

    def counted(self):
        """Those whose answers make gold: neither handed back nor a hidden second coding."""
        return self.filter(assignment__recode=False, assignment__released_at=None)

    def independent(self):
        """The first, unassisted ones of units still in their round: what reliability counts."""
        return self.filter(
            number=1,
            submitted_at__isnull=False,
            assisted=False,
            assignment__recode=False,
            assignment__unit__excluded_at=None,
        )

    def visible_to(self, user):
        """Their own; those of others only as far as their annotations may be seen."""
        return self.filter(work_visible_to(user, "assignment"))


class Attempt(models.Model):
    """One go at an assignment. What was submitted stays; sending back opens the next beside it."""

    class Origin(models.TextChoices):
        FIRST = "first", _("first")
        RETURNED = "returned", _("sent back by a reviewer")
        REOPENED = "reopened", _("taken back by the annotator")
        REPAIRED = "repaired", _("the text was repaired")

    assignment = models.ForeignKey(
        Assignment,
        models.PROTECT,
        related_name="attempts",
        verbose_name=_("assignment"),
    )
    number = models.PositiveSmallIntegerField()
    origin = models.CharField(
        _("origin"), max_length=8, choices=Origin.choices, default=Origin.FIRST
    )
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    # The text that was read and answered for.
    text_sha256 = models.CharField("SHA-256", max_length=64, validators=[sha256], blank=True)
    # What a browser sends with its answers, so that sending twice counts once.
    token = models.UUIDField(null=True, blank=True, unique=True)
    note = models.TextField(_("note"), blank=True)
    # Seconds with the article in sight and the person at work, as their browser counted them.
    active_seconds = models.PositiveIntegerField(_("active seconds"), null=True, blank=True)
    # Precedents or gold were shown before it was submitted: no reliability counts it.
    assisted = models.BooleanField(_("assisted"), default=False)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["assignment", "number"]
        permissions = [
            ("code_unit", "Can code the units assigned to them"),
            ("review_unit", "Can settle units and send them back"),
            ("supervise_round", "Can open and close rounds and follow them"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(superseded_at=None),
                name="attempt_current_once",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at=None) | Q(submitted_at__isnull=False),
                name="attempt_is_superseded_after_it_was_submitted",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | ~Q(text_sha256=""),
                name="attempt_names_the_text_it_was_made_on",
            ),
            models.CheckConstraint(
                condition=Q(number=1, origin="first") | (Q(number__gt=1) & ~Q(origin="first")),
                name="attempt_after_the_first_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.assignment} ({self.number})"


def work_visible_to(user, path):
    """Blindness, in one place: the condition under which a person sees work on a unit.

    `path` leads from the row to its assignment. One's own work is always visible. Others' work is
    visible to who may view annotations, but never while they have still to code the same article,
    in whatever round and whatever other roles they hold.
    """
    if not user.is_authenticated:
        return Q(pk__in=[])
    # Who codes an article a second time, unsaid, does not see what they said the first time.
    at_it_again = Assignment.objects.filter(
        annotator=user,
        recode=True,
        waiting=True,
        unit=OuterRef(f"{path}__unit"),
        attempts__started_at__isnull=False,
        attempts__superseded_at=None,
    )
    own = Q(**{f"{path}__annotator": user}) & (
        Q(**{f"{path}__recode": True}) | ~Exists(at_it_again)
    )
    if not user.has_perm("annotations.view_annotation"):
        return own
    still = Assignment.objects.still_to_code(user).about(f"{path}__unit__article")
    return own | ~Exists(still)


class AnnotationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Blindness is this one method; see `work_visible_to`."""
        return self.filter(work_visible_to(user, "attempt__assignment"))


class Annotation(models.Model):
    """One label given in an attempt. Never edited, moved or deleted."""

    attempt = models.ForeignKey(
        Attempt,
        models.PROTECT,
        related_name="annotations",
        verbose_name=_("attempt"),
    )
    variable = models.ForeignKey(
        Variable,
        models.PROTECT,
        related_name="+",
        verbose_name=_("variable"),
    )
    label = models.ForeignKey(
        Label,
        models.PROTECT,
        related_name="annotations",
        verbose_name=_("label"),
    )
    main = models.BooleanField(_("main"), default=True)

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        verbose_name = _("annotation")
        verbose_name_plural = _("annotations")
        ordering = ["attempt", "variable", "-main", "label"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "label"], name="annotation_label_once"),
            models.UniqueConstraint(
                fields=["attempt", "variable"],
                condition=Q(main=True),
                name="annotation_main_once_per_variable",
            ),
        ]

    def __str__(self):
        return f"{self.attempt}: {self.label}"


class Evidence(models.Model):
    """A stretch of the article's text that shows why a label was given.

    `start` and `end` count code points in the text named by the attempt's SHA-256.
    """

    annotation = models.ForeignKey(
        Annotation,
        models.PROTECT,
        related_name="evidence",
        verbose_name=_("annotation"),
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["annotation", "start", "end"], name="evidence_stretch_once"
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="evidence_is_not_empty"),
        ]

    def __str__(self):
        return f"{self.start}-{self.end}"


class Draft(models.Model):
    """What an annotator has chosen so far in an open attempt; gone once it is submitted.

    `answers`: {variable code: [label codes, main first]}; `evidence`: {label id: [[start, end]]} in
    code points of the text named by `text_sha256`. `revision` counts the saves: who saves on top of
    an older one is told.
    """

    attempt = models.OneToOneField(
        Attempt, models.CASCADE, related_name="draft", verbose_name=_("attempt")
    )
    answers = models.JSONField(default=dict, blank=True)
    evidence = models.JSONField(default=dict, blank=True)
    note = models.TextField(_("note"), blank=True)
    text_sha256 = models.CharField("SHA-256", max_length=64, validators=[sha256])
    active_seconds = models.PositiveIntegerField(_("active seconds"), default=0)
    revision = models.PositiveIntegerField(default=1)
    # What the tab or device that saved it calls itself.
    device = models.UUIDField()
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self):
        return f"{self.attempt} ({self.revision})"


class DeskSettings(models.Model):
    """How one person has set up their coding desk."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="desk_settings"
    )
    # What may stand in it, and what holds without it: annotations/desk_settings.py.
    choices = models.JSONField(_("choices"), default=dict, blank=True)

    class Meta:
        verbose_name = _("desk settings")
        verbose_name_plural = _("desk settings")

    def __str__(self):
        return str(self.person)
