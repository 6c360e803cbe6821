"""The corpus as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    """Newspapers, people, and the site that carries both apps."""

    name = "newsroom"
    verbose_name = _("Newspapers")

    def ready(self) -> None:
        """Set up every connection."""
        connection_created.connect(without_jit, dispatch_uid="newsroom.without_jit")


def without_jit(*, connection: Any, **given: Any) -> None:
    """Turn PostgreSQL's compiler off: it would take longer than the searches that it speeds up."""
    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")
