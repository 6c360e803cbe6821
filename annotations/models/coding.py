"""Rounds, units, who codes them, what they answered, and how it was settled."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotations.models.codebook import CodebookVersion, Label, Variable
from newsroom.models import Article
from newsroom.models.corpus import sha256


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

    name = models.CharField(_("name"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    codebook_version = models.ForeignKey(
        CodebookVersion, models.PROTECT, related_name="rounds", verbose_name=_("codebook version")
    )
    annotators: models.ManyToManyField = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="RoundAnnotator", related_name="rounds"
    )
    annotators_per_unit = models.PositiveSmallIntegerField(_("annotators per unit"), default=2)
    seed = models.BigIntegerField(_("seed"), default=1)
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


class UnitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The units a person may open: theirs to code, and all of them for the desk."""
        if user.has_perm("annotations.view_unit"):
            return self
        return self.filter(assignments__annotator=user)

    def not_to_be_coded_by(self, user):
        """Leave out the articles that this person has still to code, in whatever round."""
        still = Assignment.objects.still_to_code(user).filter(unit__article=OuterRef("article"))
        return self.filter(~Exists(still))

    def reviewable_by(self, user):
        """Those a reviewer may settle: complete, not theirs (four eyes), not theirs to code."""
        if not user.has_perm("annotations.review_unit"):
            return self.none()
        coded = Assignment.objects.filter(annotator=user, unit=OuterRef("pk"))
        return self.filter(~Exists(coded)).not_to_be_coded_by(user)

    def disputed(self):
        """Those that all their annotators have coded and that nobody has settled."""
        return self.filter(completed_at__isnull=False, settled_at=None)


class Unit(models.Model):
    """An article in a round."""

    round = models.ForeignKey(
        Round,
        models.PROTECT,
        related_name="units",
        verbose_name=_("round"),
    )
    article = models.ForeignKey(
        Article,
        models.PROTECT,
        related_name="units",
        verbose_name=_("article"),
    )
    sequence = models.PositiveIntegerField(_("sequence"))
    completed_at = models.DateTimeField(_("coded by all"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["round", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["round", "article"], name="unit_once_per_round"),
            models.UniqueConstraint(fields=["round", "sequence"], name="unit_sequence_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(completed_at__isnull=False),
                name="unit_is_settled_after_it_is_coded",
            ),
        ]
        indexes = [
            models.Index(
                fields=["round", "completed_at"],
                condition=Q(settled_at=None),
                name="unit_waiting_for_review",
            )
        ]

    def __str__(self):
        return f"{self.round} {self.sequence}"


class AssignmentQuerySet(models.QuerySet):
    def of(self, annotator):
        """The assignments of one annotator."""
        return self.filter(annotator=annotator)

    def open(self):
        """Those still to be coded, in the order in which the round hands them out."""
        return self.filter(
            attempts__submitted_at=None,
            attempts__isnull=False,
            unit__article__retired_at=None,
            unit__round__opened_at__isnull=False,
            unit__round__closed_at=None,
        ).order_by("unit__round_id", "unit__sequence")

    def still_to_code(self, user):
        """Every assignment that this person has not submitted, whether its round is open or not."""
        return self.filter(
            annotator=user, attempts__submitted_at=None, unit__article__retired_at=None
        )


class Assignment(models.Model):
    """One annotator's duty to code one unit, without seeing the others' answers."""

    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="assignments",
        verbose_name=_("unit"),
    )
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="assignments",
        verbose_name=_("annotator"),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "annotator"], name="assignment_once_per_annotator"
            )
        ]

    def __str__(self):
        return f"{self.unit}: {self.annotator}"


class AttemptQuerySet(models.QuerySet):
    def submitted(self):
        """Those whose answers were handed in."""
        return self.filter(submitted_at__isnull=False)

    def current(self):
        """The last of each assignment."""
        return self.filter(superseded_at=None)

    def independent(self):
        """The first, unassisted ones: what reliability counts."""
        return self.filter(number=1, submitted_at__isnull=False)

    def visible_to(self, user):
        """Their own; those of others only as far as their annotations may be seen."""
        return self.filter(work_visible_to(user, "assignment"))


class Attempt(models.Model):
    """One go at an assignment. What was submitted stays; sending back opens the next beside it."""

    assignment = models.ForeignKey(
        Assignment,
        models.PROTECT,
        related_name="attempts",
        verbose_name=_("assignment"),
    )
    number = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    # The text that was read and answered for.
    text_sha256 = models.CharField("SHA-256", max_length=64, validators=[sha256], blank=True)
    # What a browser sends with its answers, so that sending twice counts once.
    token = models.UUIDField(null=True, blank=True, unique=True)
    note = models.TextField(_("note"), blank=True)

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
    own = Q(**{f"{path}__annotator": user})
    if not user.has_perm("annotations.view_annotation"):
        return own
    still = Assignment.objects.still_to_code(user).filter(
        unit__article=OuterRef(f"{path}__unit__article")
    )
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
