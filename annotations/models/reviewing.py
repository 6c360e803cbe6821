"""How units were settled or sent back, and what machines guessed."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.models.codebook import Label, Variable
from annotations.models.coding import Attempt
from annotations.models.units import Assignment, Unit
from newsroom.models import Article


class Return(models.Model):
    """A submitted attempt that a reviewer sent back, with what to look at again."""

    attempt = models.OneToOneField(
        Attempt,
        models.PROTECT,
        related_name="sent_back",
        verbose_name=_("attempt"),
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("reviewer"),
    )
    comment = models.TextField(_("comment"))
    returned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["returned_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(comment=""), name="return_says_what_to_look_at")
        ]

    def __str__(self):
        return f"{self.attempt}: {self.comment}"


class DecisionQuerySet(models.QuerySet):
    def standing(self):
        """Those that hold: each settled unit has exactly one.

        A unit whose decision is still to be looked at once more has one too, and is not settled.
        """
        return self.filter(withdrawn_at=None)

    def gold(self):
        """Those that hold, of units that are settled."""
        return self.standing().filter(unit__settled_at__isnull=False, unit__excluded_at=None)

    def visible_to(self, user):
        """Settled values: for the desk all, for annotators those of their own units.

        Nobody sees the settlement of an article that they have still to code.
        """
        if not user.is_authenticated:
            return self.none()
        still = Assignment.objects.still_to_code(user).filter(
            unit__article=OuterRef("unit__article")
        )
        decisions = self.filter(~Exists(still))
        if user.has_perm("annotations.view_decision"):
            return decisions
        return decisions.filter(unit__assignments__annotator=user)


class Decision(models.Model):
    """The settlement of a unit: by unanimous answers, or by a reviewer with a reason."""

    class Basis(models.TextChoices):
        UNANIMOUS = "unanimous", _("unanimous")
        REVIEW = "review", _("decided by a reviewer")

    class Reason(models.TextChoices):
        SLIP = "slip", _("slip")
        UNCLEAR = "unclear", _("rule unclear")
        MISSING = "missing", _("rule missing")
        AMBIGUOUS = "ambiguous", _("text ambiguous")
        SPLIT = "split", _("wrong split")
        OTHER = "other", _("other")

    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="decisions",
        verbose_name=_("unit"),
    )
    basis = models.CharField(_("basis"), max_length=10, choices=Basis.choices)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("reviewer"),
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)
    # Another reviewer looked at it once more: spot check, second review, or an objection.
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checked by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["decided_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(withdrawn_at=None), name="decision_standing_once"
            ),
            models.CheckConstraint(
                condition=Q(basis="unanimous", reviewer=None, reason="")
                | (Q(basis="review", reviewer__isnull=False) & ~Q(reason="")),
                name="decision_by_a_reviewer_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(reason="other") | ~Q(comment=""),
                name="decision_for_another_reason_says_which",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="decision_is_withdrawn_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by=None)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="decision_is_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | Q(reviewer=None) | ~Q(checked_by=F("reviewer")),
                name="decision_is_checked_by_another_reviewer",
            ),
        ]

    def __str__(self):
        return f"{self.unit}: {self.get_basis_display()}"


class DecisionLabelQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The labels of the decisions that this person may see."""
        return self.filter(decision__in=Decision.objects.visible_to(user))

    def gold(self):
        """Those of decisions that hold, of units that are settled and still in their round."""
        return self.filter(
            decision__withdrawn_at=None,
            decision__unit__settled_at__isnull=False,
            decision__unit__excluded_at=None,
        )


class DecisionLabel(models.Model):
    """One label of a settlement: gold, while its decision stands."""

    decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        related_name="labels",
        verbose_name=_("decision"),
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
        related_name="decision_labels",
        verbose_name=_("label"),
    )
    main = models.BooleanField(_("main"), default=True)

    objects = DecisionLabelQuerySet.as_manager()

    class Meta:
        verbose_name = _("settled label")
        verbose_name_plural = _("settled labels")
        ordering = ["decision", "variable", "-main", "label"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "label"], name="decision_label_once"),
            models.UniqueConstraint(
                fields=["decision", "variable"],
                condition=Q(main=True),
                name="decision_main_once_per_variable",
            ),
        ]

    def __str__(self):
        return f"{self.decision}: {self.label}"


class Suggestion(models.Model):
    """A machine's guess about an article, never mixed with annotations."""

    article = models.ForeignKey(
        Article,
        models.PROTECT,
        related_name="suggestions",
        verbose_name=_("article"),
    )
    label = models.ForeignKey(
        Label,
        models.PROTECT,
        related_name="suggestions",
        verbose_name=_("label"),
    )
    source = models.CharField(_("source"), max_length=100)
    score = models.FloatField(_("score"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "label", "source"], name="suggestion_once_per_source"
            ),
            models.CheckConstraint(condition=Q(score__range=(0, 1)), name="suggestion_is_a_share"),
        ]

    def __str__(self):
        return f"{self.article_id}: {self.label}"


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


class Objection(models.Model):
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
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "annotator"], name="objection_once_a_unit"),
            models.CheckConstraint(condition=~Q(reason=""), name="objection_has_a_reason"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="objection_is_answered_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.unit}: {self.reason}"


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
