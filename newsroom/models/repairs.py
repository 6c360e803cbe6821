"""What people put right on pages, kept so that every repair can be undone and named."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from newsroom.models.corpus import Page


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
