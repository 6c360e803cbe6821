"""What people say to each other about units and labels, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.models.answering import Answerable, answered_by_somebody
from annotations.models.codebook import CodebookVersion, Label, Variable, in_readers_language
from annotations.models.units import Assignment, Unit


class AboutUnitQuerySet(models.QuerySet):
    """Rows with a `unit` and somebody who wrote them, named by `written_by`."""

    def visible_to(self, user):
        """One's own; for the desk all, but never about an article they have still to code."""
        if not user.is_authenticated:
            return self.none()
        own = Q(**{self.model.written_by: user})
        if not user.has_perm("annotations.view_annotation"):
            return self.filter(own)
        still = Assignment.objects.still_to_code(user).about(f"{self.model.path_to_unit}__article")
        return self.filter(own | ~Exists(still))


class Question(Answerable):
    """What an annotator asks the reviewers about a unit or a label, and their answer."""

    written_by = "asker"
    path_to_unit = "unit"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="questions", verbose_name=_("unit"))
    label = models.ForeignKey(
        Label,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("label"),
    )
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="questions",
        verbose_name=_("asked by"),
    )
    text = models.TextField(_("question"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)

    objects = AboutUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="question_asks_something"),
            models.CheckConstraint(
                condition=answered_by_somebody("answered_at", "answered_by"),
                name="question_is_answered_by_somebody",
            ),
        ]

    def __str__(self):
        return self.text


class CodebookNote(models.Model):
    """What a supervisor tells everybody about a published version or one of its labels."""

    version = models.ForeignKey(
        CodebookVersion, models.PROTECT, related_name="notes", verbose_name=_("codebook version")
    )
    label = models.ForeignKey(
        Label,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notes",
        verbose_name=_("label"),
    )
    question = models.OneToOneField(
        Question,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="note",
        verbose_name=_("question"),
    )
    text_zh = models.TextField(_("Chinese text"), blank=True)
    text_en = models.TextField(_("English text"), blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("codebook note")
        verbose_name_plural = _("codebook notes")
        ordering = ["written_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text_zh="") | ~Q(text_en=""), name="codebook_note_says_something"
            )
        ]

    def __str__(self):
        return self.text

    @property
    def text(self):
        """The note in the reader's language."""
        return in_readers_language(self.text_zh, self.text_en)


class LabelProposal(Answerable):
    """A label that somebody misses at the desk, for the next codebook version."""

    written_by = "proposer"
    path_to_unit = "unit"

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    variable = models.ForeignKey(
        Variable, models.PROTECT, related_name="proposals", verbose_name=_("variable")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="proposals", verbose_name=_("unit"))
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="proposals",
        verbose_name=_("proposed by"),
    )
    name = models.CharField(_("name"), max_length=100)
    reason = models.TextField(_("reason"))
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, blank=True)

    objects = AboutUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed label")
        verbose_name_plural = _("proposed labels")
        ordering = ["proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(reason=""), name="proposal_has_a_name_and_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, outcome="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome="")),
                name="proposal_is_answered_by_somebody",
            ),
        ]

    def __str__(self):
        return self.name


class Problem(models.Model):
    """Why an annotator cannot code an article. Until it is resolved, nobody hands it to them."""

    written_by = "assignment__annotator"
    path_to_unit = "assignment__unit"

    class Kind(models.TextChoices):
        SPLIT = "split", _("wrong split")
        NO_ARTICLE = "no_article", _("not an article")
        UNREADABLE = "unreadable", _("unreadable")
        CONFLICT = "conflict", _("conflict of interest")
        OTHER = "other", _("other")

    class Outcome(models.TextChoices):
        BACK = "back", _("given back to be coded")
        EXCLUDED = "excluded", _("taken out of the round")
        REASSIGNED = "reassigned", _("given to somebody else")

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="problems", verbose_name=_("assignment")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    comment = models.TextField(_("comment"), blank=True)
    reported_at = models.DateTimeField(_("reported"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("resolved by"),
    )
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)

    objects = AboutUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        ordering = ["reported_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(resolved_at=None), name="problem_open_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="other") | ~Q(comment=""),
                name="problem_of_another_kind_says_which",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None, outcome="")
                | (Q(resolved_at__isnull=False, resolved_by__isnull=False) & ~Q(outcome="")),
                name="problem_is_resolved_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.assignment}: {self.get_kind_display()}"


class Referral(Answerable):
    """What a reviewer hands to the supervisor: the codebook or the split of a page is at fault."""

    written_by = "reviewer"
    path_to_unit = "unit"

    class Kind(models.TextChoices):
        CODEBOOK = "codebook", _("the codebook")
        SEGMENTATION = "segmentation", _("the split of the page")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="referrals", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    comment = models.TextField(_("comment"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="referrals",
        verbose_name=_("reviewer"),
    )
    referred_at = models.DateTimeField(_("referred"), default=timezone.now)

    objects = AboutUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["referred_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(comment=""), name="referral_says_what"),
            models.CheckConstraint(
                condition=answered_by_somebody("answered_at", "answered_by"),
                name="referral_is_answered_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.unit}: {self.comment}"
