"""Tables of ready-made articles: the file that was handed in, what was stated of each article."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.models.corpus import Article, Newspaper, sha256
from newsroom.models.waiting import ImportBatch


class ImportTable(models.Model):
    """The table of an import: its columns, and what a person said that they hold.

    Its rows wait as files of the import (`ImportFile`), each with its cells as JSON.
    """

    batch = models.OneToOneField(
        ImportBatch, models.CASCADE, primary_key=True, related_name="table"
    )
    name = models.CharField(_("file"), max_length=255)
    format = models.CharField(max_length=5)  # csv, jsonl or xlsx
    encoding = models.CharField(_("encoding"), max_length=20)
    delimiter = models.CharField(max_length=1, blank=True)
    sheet = models.CharField(max_length=100, blank=True)
    sheets = models.JSONField(default=list)  # the names of all that could have been read
    # The first row as it stands in the file, kept apart from the others when it names the columns.
    first = models.JSONField(default=list)
    first_number = models.PositiveIntegerField(default=1)
    headed = models.BooleanField(default=True)
    # [{"name": …, "values": the different values where they are few and short, else null}]
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)  # as table_columns.Mapping keeps it

    class Meta:
        verbose_name = _("table of an import")
        verbose_name_plural = _("tables of an import")

    def __str__(self):
        return self.name


class GivenArticle(models.Model):
    """What tells an article that came ready-made from others, so that none goes in twice."""

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="given")
    newspaper = models.ForeignKey(Newspaper, models.PROTECT, related_name="+")
    row = models.PositiveIntegerField(_("row"))
    outside_id = models.CharField(_("outside identifier"), max_length=200, blank=True)
    fingerprint = models.CharField("SHA-256", max_length=64, validators=[sha256])

    class Meta:
        verbose_name = _("ready-made article")
        verbose_name_plural = _("ready-made articles")
        ordering = ["article"]
        constraints = [
            models.UniqueConstraint(
                fields=["newspaper", "fingerprint"], name="given_article_once_a_newspaper"
            ),
            models.UniqueConstraint(
                fields=["newspaper", "outside_id"],
                condition=~Q(outside_id=""),
                name="given_outside_id_once_a_newspaper",
            ),
        ]

    def __str__(self):
        return self.outside_id or str(self.article_id)
