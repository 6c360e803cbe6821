"""The study as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnnotationsConfig(AppConfig):
    """Codebooks, rounds, coding, reviewing, releases."""

    name = "annotations"
    verbose_name = _("Study")

    def ready(self):
        """Let the study follow when a page is repaired, and be searched by its labels."""
        from annotations import labelled, reanchoring
        from newsroom import repairing, search

        if reanchoring not in repairing.followers:
            repairing.followers.append(reanchoring)
        if labelled not in search.narrowings:
            search.narrowings.append(labelled)
