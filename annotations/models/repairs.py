"""What became of work on a text that a repair of its page changed."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.models.coding import Attempt, Evidence
from annotations.models.reviewing import Decision
from annotations.models.units import Unit
from newsroom.models import Article
from newsroom.models.corpus import sha256


class EvidenceAnchor(models.Model):
    """Where the characters of a piece of evidence stand in a later text; the evidence itself stays.

    `start` and `end` count code points in the text of the article that the SHA-256 names.
    """

    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="anchors", verbose_name=_("evidence")
    )
    article = models.ForeignKey(
        Article, models.PROTECT, related_name="+", verbose_name=_("article")
    )
    text_sha256 = models.CharField("SHA-256", max_length=64, validators=[sha256])
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("place of evidence after a repair")
        verbose_name_plural = _("places of evidence after repairs")
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "article", "text_sha256"], name="evidence_anchor_once_per_text"
            ),
            models.CheckConstraint(
                condition=Q(end__gt=F("start")), name="evidence_anchor_is_not_empty"
            ),
        ]

    def __str__(self):
        return f"{self.article_id}: {self.start}-{self.end}"


class FlagQuerySet(models.QuerySet):
    def standing(self):
        """Those that still need somebody: not lifted, nor coded, settled or taken out since."""
        older = Attempt.objects.current().filter(
            Q(submitted_at=None) | Q(submitted_at__lte=OuterRef("flagged_at")),
            assignment__unit=OuterRef("unit"),
        )
        settled = Q(unit__settled_at__gt=F("flagged_at"))
        return self.filter(~settled, Exists(older), lifted_at=None, unit__excluded_at=None)


class Flag(models.Model):
    """A unit whose labels did not follow their text when its page was repaired."""

    class Reason(models.TextChoices):
        TEXT = "text", _("sentences came or went")
        EVIDENCE = "evidence", _("evidence is torn apart")
        GONE = "gone", _("the article no longer stands")
        PART = "part", _("the article is now part of another")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="flags", verbose_name=_("unit"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    flagged_at = models.DateTimeField(_("flagged"), default=timezone.now)
    # A later repair, or undoing, gave the unit back the text that was answered for.
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    # The decision that stood until then, when the unit was settled by it, and the like of it that
    # was made when the text came back.
    withdrew = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("withdrew"),
    )  # fmt: skip
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    made_again = models.OneToOneField(
        Decision, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("made again"),
    )  # fmt: skip

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        ordering = ["flagged_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at=None) | Q(lifted_at__gte=F("flagged_at")),
                name="flag_is_lifted_after_it_was_set",
            ),
            models.CheckConstraint(
                condition=Q(withdrew__isnull=False) | Q(settled_at=None, made_again=None),
                name="flag_makes_again_what_it_withdrew",
            ),
        ]

    def __str__(self):
        return f"{self.unit}: {self.get_reason_display()}"

    @property
    def sentence(self):
        """What happened to the text after it was coded, for whoever looks at the answers."""
        return {
            self.Reason.TEXT: _(
                "The text was repaired after this was coded: sentences came or went, so the "
                "answers are for another text than this one."
            ),
            self.Reason.EVIDENCE: _(
                "The text was repaired after this was coded: stretches that were marked as "
                "evidence no longer stand together."
            ),
            self.Reason.GONE: _(
                "A repair took this article off its page after it was coded; its text stands "
                "elsewhere now."
            ),
            self.Reason.PART: _(
                "After this was coded, the article was joined with another that it continues, and "
                "is coded with that."
            ),
        }[self.Reason(self.reason)]
