"""Imports, and the files of those that workers do: they wait here until they are pages."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.models.corpus import Newspaper
from newsroom.sentences import said


class ImportBatch(models.Model):
    """One import: the unit of undo."""

    newspaper = models.ForeignKey(Newspaper, models.PROTECT, related_name="batches")
    source = models.CharField(_("source"), max_length=500)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="batches"
    )
    # In which it was handed in; what workers say of it is said in the same.
    language = models.CharField(_("language"), max_length=10, blank=True, default="", db_default="")
    refusals = models.JSONField(default=list, blank=True)  # [{"file", "line", "sentence", "why"}]
    # For workers: begun once somebody has seen what was recognised; None when done in one go.
    begun_at = models.DateTimeField(_("begun"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    # A large one is undone by workers, page after page; then purging_at comes before purged_at.
    purging_at = models.DateTimeField(null=True, blank=True)
    purging_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    purged_at = models.DateTimeField(_("purged"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.newspaper.slug} #{self.pk}"


class ImportFileQuerySet(models.QuerySet):
    def waiting(self):
        """Those that a worker has still to deal with."""
        return self.filter(settled_at=None)


class ImportFile(models.Model):
    """A file of an import: decoded when it came, its text kept until a worker has settled it."""

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        KNOWN = "known", _("unchanged")
        REFUSED = "refused", _("refused")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="files")
    name = models.CharField(_("file"), max_length=255)
    text = models.TextField(_("text"), blank=True)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    text_sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    stated_date = models.DateField(null=True, blank=True)  # by the file's name or a manifest
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    # What its text tells; meaningful once dated_at says that somebody looked.
    day = models.DateField(null=True, blank=True)
    dated_at = models.DateTimeField(null=True, blank=True)
    # Of a row of a table: where it goes. Rows of one place stand on one page, if they have one.
    # Of a page: its number where that is none (A3).
    place = models.CharField(max_length=80, blank=True, default="", db_default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    sentence = models.TextField(blank=True)  # why it was refused, in the language of who began it
    why = models.JSONField(null=True, blank=True)  # the same as newsroom.sentences keeps it
    line = models.PositiveIntegerField(null=True, blank=True)

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of an import")
        verbose_name_plural = _("files of an import")
        ordering = ["batch", "name"]
        indexes = [
            models.Index(fields=["batch"], condition=Q(settled_at=None), name="import_file_waits"),
            models.Index(
                fields=["batch", "place", "line"],
                condition=Q(settled_at=None) & ~Q(place=""),
                name="import_row_waits",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["batch", "name"], name="import_file_name_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None, outcome="")
                | (Q(settled_at__isnull=False) & ~Q(outcome="")),
                name="import_file_settled_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=(Q(outcome="refused") & ~Q(sentence=""))
                | (~Q(outcome="refused") & Q(sentence="")),
                name="import_file_refused_with_a_sentence",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def told(self):
        """Why it was refused, in the reader's language where that is known."""
        return said(self.why, self.sentence)
