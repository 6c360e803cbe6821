"""Newspapers, their issues, pages and articles, and the imports they came with."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from newsroom.text.roles import Role
from newsroom.text.typed_credits import credit_line

sha256 = RegexValidator(r"^[0-9a-f]{64}$", _("A SHA-256 has 64 hexadecimal digits."))


class Newspaper(models.Model):
    """A newspaper; its slug begins every public identifier."""

    slug = models.SlugField(_("slug"), max_length=32, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("newspaper")
        verbose_name_plural = _("newspapers")
        ordering = ["slug"]
        constraints = [
            # The slug is the first part of zjfzb-2019-07-09-p1-a3, so it holds no hyphen.
            models.CheckConstraint(
                condition=Q(slug__regex=r"^[a-z0-9]+$"),
                name="newspaper_slug_is_letters_and_figures",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """The name in the reader's language."""
        english = (get_language() or "").startswith("en")
        return (english and self.name_en) or self.name_zh


UNSURE = 0.7
"""Below this confidence a person should look."""
DAY_IN_DOUBT = (Q(date=None) | Q(date_confidence__lt=UNSURE)) & ~Q(date_basis="person")
"""Of issues: nobody has said the day, and it is not known, or not surely."""
UNSURE_OR_BEGUN = Q(confidence__lt=UNSURE) | Q(revision__isnull=False)
"""Of pages: the reader is unsure of them, or somebody has begun to repair them."""


class Issue(models.Model):
    """A dated edition, or one whose date is not known yet: then its key is u001, u002 …"""

    class Basis(models.TextChoices):
        PRINTED = "printed", _("printed on the page")
        NAMED = "named", _("stated by the file's name")
        TABLE = "table", _("stated by the table")
        INFERRED = "inferred", _("inferred from the text")
        PERSON = "person", _("set by a person")
        NONE = "none", _("not known")

    newspaper = models.ForeignKey(Newspaper, models.PROTECT, related_name="issues")
    key = models.CharField(_("key"), max_length=20)
    date = models.DateField(_("date"), null=True, blank=True)
    date_from = models.DateField(_("from"), null=True, blank=True)
    date_to = models.DateField(_("to"), null=True, blank=True)
    date_basis = models.CharField(
        _("basis of the date"), max_length=10, choices=Basis.choices, default=Basis.NONE
    )
    date_confidence = models.FloatField(_("confidence"), default=0.0)
    date_evidence = models.JSONField(_("evidence"), default=dict, blank=True)
    # None as long as nobody has said anything of its day.
    dating = models.ForeignKey(
        "IssueDating", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = [F("date").asc(nulls_last=True), "key"]
        indexes = [models.Index(fields=["id"], condition=DAY_IN_DOUBT, name="issue_day_in_doubt")]
        constraints = [
            models.UniqueConstraint(fields=["newspaper", "key"], name="issue_key_once"),
            models.UniqueConstraint(fields=["newspaper", "date"], name="issue_once_a_day"),
            models.CheckConstraint(
                condition=Q(date=None) | ~Q(date_basis="none"), name="issue_date_has_a_basis"
            ),
            models.CheckConstraint(
                condition=Q(date_from__lte=F("date_to")) | Q(date_from=None) | Q(date_to=None),
                name="issue_range_runs_forward",
            ),
            models.CheckConstraint(
                condition=Q(date=None)
                | Q(date_from=None)
                | Q(date_to=None)
                | Q(date__range=(F("date_from"), F("date_to"))),
                name="issue_date_within_its_range",
            ),
            models.CheckConstraint(
                condition=Q(date_confidence__range=(0, 1)), name="issue_confidence_is_a_share"
            ),
        ]

    def __str__(self):
        return self.identifier

    @property
    def identifier(self):
        """zjfzb-2019-07-09, or zjfzb-u002 while undated."""
        return f"{self.newspaper.slug}-{self.key}"


class Page(models.Model):
    """One page as it was read: its text never changes."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="pages")
    batch = models.ForeignKey("newsroom.ImportBatch", models.PROTECT, related_name="pages")
    newspaper = models.ForeignKey(Newspaper, models.PROTECT, related_name="pages")
    sequence = models.PositiveSmallIntegerField(_("sequence"))
    printed_number = models.CharField(_("printed number"), max_length=10, blank=True)
    file_name = models.CharField(_("file"), max_length=255)
    # Of ready-made articles: the row of the table that the page begins with.
    table_row = models.PositiveIntegerField(_("row"), null=True, blank=True)
    encoding = models.CharField(_("encoding"), max_length=20)
    text = models.TextField(_("text"))
    text_sha256 = models.CharField("SHA-256", max_length=64, validators=[sha256])
    confidence = models.FloatField(_("confidence"), default=1.0)
    # None as long as nobody has put anything right on it.
    revision = models.ForeignKey(
        "PageRevision", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["issue", "sequence"]
        indexes = [
            models.Index(
                fields=["id"],
                condition=UNSURE_OR_BEGUN & Q(checked_at=None),
                name="page_waits_to_be_checked",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["issue", "sequence"], name="page_sequence_once"),
            # Ready-made articles are told apart one by one: see GivenArticle.
            models.UniqueConstraint(
                fields=["newspaper", "file_name"],
                condition=Q(table_row=None),
                name="page_file_once",
            ),
            models.UniqueConstraint(
                fields=["newspaper", "text_sha256"],
                condition=Q(table_row=None),
                name="page_text_once",
            ),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="page_sequence_from_one"),
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by=None)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="page_is_checked_by_somebody",
            ),
        ]

    def __str__(self):
        return self.identifier

    @property
    def identifier(self):
        """zjfzb-2019-07-09-p1."""
        return f"{self.issue.identifier}-p{self.sequence}"

    @property
    def number(self):
        """What a reader calls the page: the printed number where there is one."""
        return self.printed_number or str(self.sequence)


class ArticleQuerySet(models.QuerySet):
    def standing(self):
        """Those that are still on their page: a repair may have put an article's text elsewhere."""
        return self.filter(retired_at=None)

    def whole(self):
        """Those that are read and coded as one: standing, and not the continuation of another."""
        return self.standing().filter(head=None)


class Article(models.Model):
    """An article, numbered on the page it begins on. A number is never used again."""

    class Kind(models.TextChoices):
        NEWS = "news", _("news")
        BRIEF = "brief", _("brief")
        INTERVIEW = "interview", _("interview")
        FEATURE = "feature", _("feature")
        COMMENTARY = "commentary", _("commentary")
        PHOTO = "photo", _("photo")
        NOTICE = "notice", _("notice")
        LETTER = "letter", _("letter")
        SIDEBAR = "sidebar", _("sidebar")

    page = models.ForeignKey(Page, models.PROTECT, related_name="articles")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.NEWS)
    headline = models.CharField(_("headline"), max_length=500, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="sidebars"
    )
    confidence = models.FloatField(_("confidence"), default=1.0)
    # Composed of its segments; annotators read it, and the offsets of evidence point into it.
    text = models.TextField(_("text"))
    text_sha256 = models.CharField("SHA-256", max_length=64, validators=[sha256])
    # A repair took its last segment: it keeps its number and its text, and says where that went.
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="predecessors"
    )
    # Computed by newsroom.joining from the jumps that people confirmed. A head has the text of all
    # its parts; a part says whose it is, and as which (the head itself is the first).
    joined_text = models.TextField(
        _("text with its continuations"), blank=True, default="", db_default=""
    )
    joined_sha256 = models.CharField(
        "SHA-256", max_length=64, validators=[sha256], blank=True, default="", db_default=""
    )
    head = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    part_number = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["page", "number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="article_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="article_number_from_one"),
            models.CheckConstraint(condition=~Q(text=""), name="article_has_a_text"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")), name="article_is_not_its_own_sidebar"
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | Q(retired_at__isnull=False),
                name="article_with_a_successor_is_retired",
            ),
            models.UniqueConstraint(fields=["head", "part_number"], name="article_part_once"),
            models.CheckConstraint(
                condition=Q(head=None, part_number=None)
                | Q(head__isnull=False, part_number__isnull=False, part_number__gt=1),
                name="article_part_has_its_number",
            ),
            models.CheckConstraint(
                condition=Q(head=None) | Q(joined_text="") & ~Q(head=F("pk")),
                name="article_part_has_no_parts",
            ),
            models.CheckConstraint(
                condition=Q(joined_text="", joined_sha256="")
                | ~Q(joined_text="") & ~Q(joined_sha256=""),
                name="article_joined_text_has_its_checksum",
            ),
        ]

    def __str__(self):
        return f"{self.identifier} {self.headline}"

    @property
    def identifier(self):
        """zjfzb-2019-07-09-p1-a3, as it is cited."""
        return f"{self.page.identifier}-a{self.number}"

    @property
    def coded_text(self):
        """What is read and coded: with its continuations, where a person confirmed some."""
        return self.joined_text or self.text

    @property
    def coded_sha256(self):
        """The checksum of that text."""
        return self.joined_sha256 or self.text_sha256


class Segment(models.Model):
    """A stretch of a page's text with a role, belonging to an article or to none.

    `start` and `end` count code points in the page's text. Segments of one article with the same
    `block` are one piece (a paragraph cut by a column break), joined with nothing between.
    """

    page = models.ForeignKey(Page, models.PROTECT, related_name="segments")
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, related_name="segments"
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in Role])
    block = models.PositiveIntegerField(default=0)
    confidence = models.FloatField(default=1.0)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["page", "start"]
        constraints = [
            models.UniqueConstraint(fields=["page", "start"], name="segment_start_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="segment_is_not_empty"),
            models.CheckConstraint(
                condition=Q(confidence__range=(0, 1)), name="segment_confidence_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(article=None, role="furniture")
                | (Q(article__isnull=False) & ~Q(role="furniture")),
                name="segment_without_article_is_furniture",
            ),
        ]

    def __str__(self):
        return f"{self.page_id}:{self.start}-{self.end} {self.role}"


class Credit(models.Model):
    """One name of a byline, with what the paper calls this person and whom they work for."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="credits")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=100)
    role = models.CharField(_("role"), max_length=30, blank=True)
    organisation = models.CharField(_("organisation"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        ordering = ["article", "position"]
        indexes = [models.Index(fields=["name"], name="credit_name")]
        constraints = [
            models.UniqueConstraint(fields=["article", "position"], name="credit_position_once"),
            models.CheckConstraint(condition=~Q(name=""), name="credit_has_a_name"),
        ]

    def __str__(self):
        return f"{self.role} {self.name}".strip()

    @property
    def as_typed(self) -> str:
        """As the form of the authors shows this person, and reads them again."""
        return credit_line(self.name, self.role, self.organisation)
