"""Tokens with which scripts read the labels."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken


class ApiToken(AbstractAuthToken):
    """A named token of a person; only its hash is kept. `expiry` empty: until it is revoked."""

    name: models.CharField = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="token_name_once_per_person"),
            models.CheckConstraint(condition=~Q(name=""), name="token_has_a_name"),
        ]

    def __str__(self):
        return self.name
