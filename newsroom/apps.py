"""The corpus as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    """Newspapers, people, and the site that carries both apps."""

    name = "newsroom"
    verbose_name = _("Newspapers")
