"""How articles belong together across pages, and where pages stood before two issues became one."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.models.corpus import Article, Issue, Newspaper, Page, sha256


class Continuation(models.Model):
    """A jump that an article prints (下转3版, 上接1版, 详见9版), and where it leads.

    A target is what a person confirmed: the two are parts of one article.
    """

    class Type(models.TextChoices):
        CONTINUES_ON = "continues_on", _("continues on")
        CONTINUED_FROM = "continued_from", _("continued from")
        REFERS_TO = "refers_to", _("refers to")

    article = models.ForeignKey(Article, models.CASCADE, related_name="continuations")
    type = models.CharField(max_length=16, choices=Type.choices)
    raw = models.CharField(max_length=200)
    target_page = models.CharField(max_length=10)
    target = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, related_name="continued_by"
    )
    # What a person said it does not lead to; it is not proposed again.
    rejected: models.ManyToManyField = models.ManyToManyField(Article, related_name="+", blank=True)

    class Meta:
        verbose_name = _("continuation")
        verbose_name_plural = _("continuations")
        constraints = [
            models.UniqueConstraint(fields=["article", "type"], name="continuation_once_a_type"),
            models.UniqueConstraint(
                fields=["target", "type"],
                condition=Q(target__isnull=False),
                name="continuation_leads_there_once",
            ),
            models.CheckConstraint(
                condition=Q(target=None) | ~Q(type="refers_to"),
                name="continuation_that_only_refers_joins_nothing",
            ),
        ]

    def __str__(self):
        return self.raw


class RejectedBefore(models.Model):
    """What a jump was said not to lead to, while its words are no jump; given back with them."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    # Where on the page its words begin, and of which sort it was.
    start = models.PositiveIntegerField()
    type = models.CharField(max_length=16, choices=Continuation.Type.choices)
    other = models.ForeignKey(Article, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page", "start", "type", "other"], name="rejected_before_once"
            )
        ]

    def __str__(self):
        return f"{self.page_id}:{self.start} {self.other_id}"


class JoinedText(models.Model):
    """A text of several parts, of now or of once: of which, so that what was coded can be named."""

    head = models.ForeignKey(Article, models.CASCADE, related_name="joined_texts")
    text_sha256 = models.CharField("SHA-256", max_length=64, validators=[sha256])
    # The articles after the head, in their order.
    parts = ArrayField(models.BigIntegerField())
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    class Meta:
        verbose_name = _("text of several parts")
        verbose_name_plural = _("texts of several parts")
        constraints = [
            models.UniqueConstraint(fields=["head", "text_sha256"], name="joined_text_once")
        ]

    def __str__(self):
        return f"{self.head_id}: {self.parts}"


class FormerIssueKey(models.Model):
    """A key that an issue had before it was dated; what was cited with it still resolves."""

    newspaper = models.ForeignKey(Newspaper, models.PROTECT, related_name="+")
    key = models.CharField(max_length=20)
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="former_keys")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["newspaper", "key"], name="former_issue_key_once")
        ]

    def __str__(self):
        return f"{self.newspaper.slug}-{self.key}"


class MergedIssue(models.Model):
    """An issue whose pages went into another of the same day; `was` is what it said of its date."""

    newspaper = models.ForeignKey(Newspaper, models.PROTECT, related_name="+")
    key = models.CharField(max_length=20)
    into = models.ForeignKey(Issue, models.CASCADE, related_name="merged")
    was = models.JSONField(default=dict, blank=True)
    merged_at = models.DateTimeField(_("merged"), default=timezone.now)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("merged issue")
        verbose_name_plural = _("merged issues")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["newspaper", "key"], name="merged_issue_key_once")
        ]

    def __str__(self):
        return f"{self.newspaper.slug}-{self.key}"


class FormerPlace(models.Model):
    """Where a page stood before it went to another issue or got another number.

    What was cited with it still resolves.
    """

    newspaper = models.ForeignKey(Newspaper, models.PROTECT, related_name="+")
    key = models.CharField(max_length=20)
    sequence = models.PositiveSmallIntegerField()
    page = models.ForeignKey(Page, models.CASCADE, related_name="former_places")

    class Meta:
        verbose_name = _("former place of a page")
        verbose_name_plural = _("former places of pages")
        constraints = [
            models.UniqueConstraint(
                fields=["newspaper", "key", "sequence"], name="former_place_once"
            )
        ]

    def __str__(self):
        return f"{self.newspaper.slug}-{self.key}-p{self.sequence}"
