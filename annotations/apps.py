"""The study as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnnotationsConfig(AppConfig):
    """Codebooks, rounds, coding, reviewing, releases."""

    name = "annotations"
    verbose_name = _("Study")

    def ready(self):
        """Let the study follow repairs, be searched by its labels, and veil the audit log."""
        from annotations import labelled, reanchoring, veiling
        from newsroom import audit, repairing, search

        if reanchoring not in repairing.followers:
            repairing.followers.append(reanchoring)
        if labelled not in search.narrowings:
            search.narrowings.append(labelled)
        if veiling.veil not in audit.veils:
            audit.veils.append(veiling.veil)
