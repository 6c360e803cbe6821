"""What people put right on pages, kept so that every repair can be undone and named."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from newsroom.models.belonging import MergedIssue
from newsroom.models.corpus import Issue, Page


class PageRevision(models.Model):
    """A state of a page's layout; the one without a parent is how the page was read.

    `layout` is what `newsroom.text.layouts.as_plain` writes; `edit` led to it from its parent.
    """

    page = models.ForeignKey(Page, models.CASCADE, related_name="revisions")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children"
    )
    layout = models.JSONField()
    edit = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    redone_at = models.DateTimeField(null=True, blank=True)  # the last time
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("revision of a page")
        verbose_name_plural = _("revisions of pages")
        ordering = ["page", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"], condition=Q(parent=None), name="page_was_read_once"
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")), name="revision_is_not_its_own_parent"
            ),
        ]

    def __str__(self):
        return f"{self.page_id}: {self.edit.get('edit', '')}"

    @property
    def applied_at(self):
        """When it was made, or repeated last."""
        return self.redone_at or self.made_at


class IssueDating(models.Model):
    """What was known of an issue's day at a time; the one without a parent is how it was imported.

    `state` is what `newsroom.issue_days` writes. While the issue's pages are in another, it waits
    with the row that says so.
    """

    issue = models.ForeignKey(Issue, models.CASCADE, null=True, blank=True, related_name="datings")
    merged = models.ForeignKey(
        MergedIssue, models.CASCADE, null=True, blank=True, related_name="datings"
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children"
    )
    state = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)
    redone_at = models.DateTimeField(null=True, blank=True)  # the last time
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("dating of an issue")
        verbose_name_plural = _("datings of issues")
        ordering = ["issue", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue"], condition=Q(parent=None), name="issue_was_imported_once"
            ),
            models.CheckConstraint(
                condition=Q(issue=None, merged__isnull=False) | Q(issue__isnull=False, merged=None),
                name="dating_belongs_to_one",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")), name="dating_is_not_its_own_parent"
            ),
        ]

    def __str__(self):
        return f"{self.issue_id}: {self.state.get('key', '')}"

    @property
    def applied_at(self):
        """When it was said, or said again last."""
        return self.redone_at or self.made_at
