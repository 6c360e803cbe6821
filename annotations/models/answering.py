"""What somebody asks or hands on, and another person answers: the fields that all of it has."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def answered_by_somebody(when, who):
    """The condition that a moment and a person are both there, or neither."""
    return Q(**{when: None, who: None}) | Q(**{f"{when}__isnull": False, f"{who}__isnull": False})


class Answerable(models.Model):
    """Something that waits for an answer until it has one: who gave it, when, in which words."""

    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        abstract = True
