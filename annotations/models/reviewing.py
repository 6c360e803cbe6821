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


class ReturnQuerySet(models.QuerySet):
    def standing(self):
        """Those that hold: not called back."""
        return self.filter(called_back_at=None)


class Return(models.Model):
    """A submitted attempt that was sent back, by a reviewer or a repair, with what to look at.

    Undoing a repair calls back what it sent out, as long as it was not answered anew.
    """

    attempt = models.ForeignKey(
        Attempt,
        models.PROTECT,
        related_name="returns",
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
    called_back_at = models.DateTimeField(_("called back"), null=True, blank=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["returned_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(comment=""), name="return_says_what_to_look_at"),
            models.UniqueConstraint(
                fields=["attempt"], condition=Q(called_back_at=None), name="return_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(called_back_at=None) | Q(called_back_at__gte=F("returned_at")),
                name="return_is_called_back_afterwards",
            ),
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
        still = Assignment.objects.still_to_code(user).about("unit__article")
        decisions = self.filter(~Exists(still))
        if user.has_perm("annotations.view_decision"):
            return decisions
        own = Assignment.objects.filter(annotator=user, unit=OuterRef("unit"))
        return decisions.filter(Exists(own))  # once, also who coded it a second time, unsaid

    def shown_as_cases_to(self, user):
        """Gold that a round may show an annotator to learn from, also of units of others.

        Never of an article that they have still to code, in whatever round.
        """
        still = Assignment.objects.still_to_code(user).about("unit__article")
        return self.gold().filter(~Exists(still))


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
