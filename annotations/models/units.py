"""Units, and whose duty it is to code them."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from annotations.models.rounds import Round
from newsroom.models import Article


def standing_decisions():
    """The decisions that hold; a name of its own because that module comes after this one."""
    return apps.get_model("annotations", "Decision").objects.filter(withdrawn_at=None)


class UnitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The units a person may open: theirs to code, and all of them for the desk."""
        if user.has_perm("annotations.view_unit"):
            return self
        return self.filter(Exists(Assignment.objects.filter(annotator=user, unit=OuterRef("pk"))))

    def not_to_be_coded_by(self, user):
        """Leave out the articles that this person has still to code, in whatever round."""
        still = Assignment.objects.still_to_code(user).about("article")
        return self.filter(~Exists(still))

    def reviewable_by(self, user):
        """Those a reviewer may settle: complete, not theirs (four eyes), not theirs to code."""
        if not user.has_perm("annotations.review_unit"):
            return self.none()
        coded = Assignment.objects.filter(annotator=user, unit=OuterRef("pk"))
        return self.filter(~Exists(coded), excluded_at=None).not_to_be_coded_by(user)

    def left_to(self, user):
        """Leave out what another reviewer has to look at: one's own decision, or one's check of it.

        A check is one's own as long as nobody objected after it.
        """
        decided = standing_decisions().filter(unit=OuterRef("pk"), reviewer=user)
        objection = apps.get_model("annotations", "Objection")
        objected = objection.objects.open().filter(unit=OuterRef("pk")).concerning(user)
        return self.filter(~Exists(decided), ~Exists(objected))

    def counted(self):
        """Those that a supervisor has not taken out of their round."""
        return self.filter(excluded_at=None)

    def to_be_coded(self):
        """Those in their round that not everybody has coded, and whose article stands by itself."""
        return self.counted().filter(
            completed_at=None, article__retired_at=None, article__head=None
        )

    def gone(self):
        """Those left in their round for their answers, though their article is to be coded no more.

        A repair merged it into another, or it was joined to one that it continues.
        """
        return self.counted().filter(
            ~Q(article__retired_at=None, article__head=None), completed_at=None
        )

    def waiting(self):
        """Those that all their annotators have coded and that nobody has settled.

        Training rounds teach; what is coded in them is not settled.
        """
        return self.counted().filter(
            ~Q(round__kind=Round.Kind.TRAINING), completed_at__isnull=False, settled_at=None
        )

    def disputed(self):
        """Of those waiting, the ones without a decision to look at."""
        return self.waiting().filter(~Q(decisions__in=standing_decisions()))

    def to_check(self):
        """Of those waiting, the ones whose decision a reviewer is to look at once more.

        A unanimous one drawn for the spot check, a reviewer's drawn for the second review, or one
        that an annotator objected to.
        """
        return self.waiting().filter(decisions__in=standing_decisions())


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
    # How many people are to code it; never more do.
    wanted = models.PositiveSmallIntegerField(_("annotators wanted"), default=1)
    completed_at = models.DateTimeField(_("coded by all"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    # A supervisor took it out of the round: it cannot be coded. What was answered stays on record.
    excluded_at = models.DateTimeField(_("excluded"), null=True, blank=True)
    excluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("excluded by"),
    )
    exclusion = models.TextField(_("why it was excluded"), blank=True)

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
            models.CheckConstraint(condition=Q(wanted__gte=1), name="unit_wants_an_annotator"),
            models.CheckConstraint(
                condition=Q(excluded_at=None, excluded_by=None)
                | (Q(excluded_at__isnull=False, excluded_by__isnull=False) & ~Q(exclusion="")),
                name="unit_is_excluded_by_somebody_with_a_reason",
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
        """Those that can be coded now, in the order in which their annotator gets them."""
        problem = apps.get_model("annotations", "Problem").objects.filter(
            assignment=OuterRef("pk"), resolved_at=None
        )
        return self.filter(
            ~Exists(problem),
            waiting=True,
            unit__excluded_at=None,
            unit__article__retired_at=None,
            unit__article__head=None,
            unit__round__opened_at__isnull=False,
            unit__round__closed_at=None,
        ).order_by("unit__round_id", "position", "pk")

    def still_to_code(self, user):
        """Every assignment that this person has not submitted, whether its round is open or not."""
        return self.filter(
            annotator=user,
            waiting=True,
            unit__excluded_at=None,
            unit__article__retired_at=None,
            unit__article__head=None,
        )

    def about(self, path):
        """Those on the same article as a row from which `path` leads to one; for a subquery.

        The continuation of an article is the same article: who has still to code the whole, also
        has to code that.
        """
        return self.filter(unit__article=Coalesce(OuterRef(f"{path}__head"), OuterRef(path)))

    def counted(self):
        """Those whose answers make gold: neither handed back nor a hidden second coding."""
        return self.filter(recode=False, released_at=None)


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
    # Its place in what this annotator codes in the round.
    position = models.PositiveIntegerField(_("position"), default=0)
    # The same person once more, unsaid, to see how stable they code; it makes no gold.
    recode = models.BooleanField(_("coded again by the same person"), default=False)
    # Kept by triggers: whether its current attempt is still to be submitted.
    waiting = models.BooleanField(_("waiting"), default=True)
    released_at = models.DateTimeField(_("handed back"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handed back by"),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "annotator", "recode"], name="assignment_once_per_annotator"
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="assignment_is_handed_back_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["annotator", "position"],
                condition=Q(waiting=True),
                name="assignment_waiting",
            )
        ]

    def __str__(self):
        return f"{self.unit}: {self.annotator}"


class PoolPlace(models.Model):
    """A place for one annotator at one unit of a pool: free, or taken by an assignment.

    There are as many as the unit wants annotators, one a layer, so nobody can be too many. The
    free place with the lowest layer, then rank, is handed out next: breadth first.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="places", verbose_name=_("round"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="places", verbose_name=_("unit"))
    layer = models.PositiveSmallIntegerField(_("layer"))
    rank = models.PositiveIntegerField(_("rank"))
    assignment = models.OneToOneField(
        Assignment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="place",
        verbose_name=_("assignment"),
    )

    class Meta:
        verbose_name = _("place in a pool")
        verbose_name_plural = _("places in a pool")
        constraints = [
            models.UniqueConstraint(fields=["unit", "layer"], name="place_once_a_layer"),
        ]
        indexes = [
            models.Index(
                fields=["round", "layer", "rank"],
                condition=Q(assignment=None),
                name="place_free",
            )
        ]

    def __str__(self):
        return f"{self.unit} ({self.layer})"
