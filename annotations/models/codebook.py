"""The instrument: codebooks, their published versions, variables and labels."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_readers_language(chinese, english):
    """Return the text in the language of the reader; the other one where it is missing."""
    if (get_language() or "").startswith("en"):
        return english or chinese
    return chinese or english


class Codebook(models.Model):
    """An instrument with a name that stays while its versions change."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("codebook")
        verbose_name_plural = _("codebooks")
        ordering = ["slug"]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """The name in the reader's language."""
        return in_readers_language(self.name_zh, self.name_en)


class CodebookVersion(models.Model):
    """One state of a codebook. Once published, a trigger lets nothing in it change."""

    codebook = models.ForeignKey(
        Codebook,
        models.PROTECT,
        related_name="versions",
        verbose_name=_("codebook"),
    )
    number = models.PositiveSmallIntegerField(_("version"))
    unit_zh = models.CharField(_("unit of coding (Chinese)"), max_length=200, blank=True)
    unit_en = models.CharField(_("unit of coding (English)"), max_length=200, blank=True)
    rules = models.JSONField(_("rules"), default=list, blank=True)  # [{"zh": …, "en": …}]
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    class Meta:
        verbose_name = _("codebook version")
        verbose_name_plural = _("codebook versions")
        ordering = ["codebook", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["codebook", "number"], name="codebook_version_number_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="codebook_version_number_from_one"
            ),
        ]

    def __str__(self):
        return f"{self.codebook} v{self.number}"

    @property
    def unit(self):
        """What is coded as one piece."""
        return in_readers_language(self.unit_zh, self.unit_en)


class Variable(models.Model):
    """A question of the codebook."""

    class Kind(models.TextChoices):
        ONE = "one", _("one of the labels")
        SEVERAL = "several", _("one main label and some further ones")
        ORDINAL = "ordinal", _("one step of a scale")

    version = models.ForeignKey(
        CodebookVersion,
        models.PROTECT,
        related_name="variables",
        verbose_name=_("codebook version"),
    )
    code = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name_zh = models.CharField(_("Chinese name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    hint_zh = models.CharField(_("Chinese hint"), max_length=300, blank=True)
    hint_en = models.CharField(_("English hint"), max_length=300, blank=True)
    rules = models.JSONField(_("rules"), default=list, blank=True)
    required = models.BooleanField(_("required"), default=True)
    further_max = models.PositiveSmallIntegerField(_("further labels at most"), default=0)
    threshold = models.DecimalField(
        _("threshold of alpha"), max_digits=4, decimal_places=3, default="0.667"
    )

    class Meta:
        verbose_name = _("variable")
        verbose_name_plural = _("variables")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="variable_code_once"),
            models.UniqueConstraint(fields=["version", "position"], name="variable_position_once"),
            models.CheckConstraint(
                condition=Q(kind="several") | Q(further_max=0),
                name="variable_further_labels_only_where_several",
            ),
            models.CheckConstraint(
                condition=Q(threshold__range=(0, 1)), name="variable_threshold_is_a_share"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """The name in the reader's language."""
        return in_readers_language(self.name_zh, self.name_en)

    @property
    def hint(self):
        """What the question asks, in a few words."""
        return in_readers_language(self.hint_zh, self.hint_en)


class Label(models.Model):
    """An allowed answer: what it means, what belongs to it, what does not, and its key."""

    variable = models.ForeignKey(
        Variable,
        models.PROTECT,
        related_name="labels",
        verbose_name=_("variable"),
    )
    code = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"))
    key = models.CharField(_("key"), max_length=1, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    # The step of an ordinal scale; empty for a label that stands beside the scale ("mixed").
    value = models.SmallIntegerField(_("value"), null=True, blank=True)
    beside_scale = models.BooleanField(_("beside the scale"), default=False)
    name_zh = models.CharField(_("Chinese name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    definition_zh = models.TextField(_("Chinese definition"), blank=True)
    definition_en = models.TextField(_("English definition"), blank=True)
    include_zh = models.TextField(_("includes (Chinese)"), blank=True)
    include_en = models.TextField(_("includes (English)"), blank=True)
    exclude_zh = models.TextField(_("excludes (Chinese)"), blank=True)
    exclude_en = models.TextField(_("excludes (English)"), blank=True)
    examples_zh = models.TextField(_("examples (Chinese)"), blank=True)
    examples_en = models.TextField(_("examples (English)"), blank=True)
    cues = models.JSONField(_("cue words"), default=list, blank=True)
    iptc = models.JSONField(_("IPTC media topic"), null=True, blank=True)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ["variable", "position"]
        constraints = [
            models.UniqueConstraint(fields=["variable", "code"], name="label_code_once"),
            models.UniqueConstraint(fields=["variable", "position"], name="label_position_once"),
            models.UniqueConstraint(
                fields=["variable", "key"], condition=~Q(key=""), name="label_key_once"
            ),
            models.CheckConstraint(
                condition=Q(beside_scale=False) | Q(value=None),
                name="label_beside_the_scale_has_no_step",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """The name in the reader's language."""
        return in_readers_language(self.name_zh, self.name_en)

    @property
    def definition(self):
        """What the label means."""
        return in_readers_language(self.definition_zh, self.definition_en)

    @property
    def include(self):
        """What belongs to the label."""
        return in_readers_language(self.include_zh, self.include_en)

    @property
    def exclude(self):
        """What is left to another label."""
        return in_readers_language(self.exclude_zh, self.exclude_en)

    @property
    def examples(self):
        """Examples from articles."""
        return in_readers_language(self.examples_zh, self.examples_en)


class LabelSource(models.Model):
    """Which label of an earlier version a label comes from.

    One source: kept or renamed; several: merged; a source with several successors: split; none: new
    (or, seen from the old label, retired).
    """

    label = models.ForeignKey(
        Label, models.CASCADE, related_name="sources", verbose_name=_("label")
    )
    source = models.ForeignKey(
        Label, models.PROTECT, related_name="successors", verbose_name=_("comes from")
    )
    # Whether what it stands for changed, not only its wording: then what was coded is reopened.
    meaning_changed = models.BooleanField(_("meaning changed"), default=False)

    class Meta:
        verbose_name = _("origin of a label")
        verbose_name_plural = _("origins of labels")
        constraints = [
            models.UniqueConstraint(fields=["label", "source"], name="label_source_once"),
            models.CheckConstraint(
                condition=~Q(label=F("source")), name="label_is_not_its_own_source"
            ),
        ]

    def __str__(self):
        return f"{self.source_id} → {self.label_id}"
