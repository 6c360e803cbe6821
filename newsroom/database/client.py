"""`manage.py dbshell` for the private PostgreSQL, with the psql that came with it."""

from collections.abc import Iterable
from pathlib import Path

from django.db.backends.postgresql import client

from newsroom import embedded


class DatabaseClient(client.DatabaseClient):
    """Django's own client, told where the private server listens and where its psql is."""

    def runshell(self, parameters: Iterable[str]) -> None:
        """Start psql on the private server."""
        settings = self.connection.settings_dict
        cluster = embedded.cluster(Path(settings["HOST"]), durable=settings["DURABLE"])
        self.connection.settings_dict = settings | {"HOST": str(cluster.acquire())}
        self.executable_name = str(cluster.programs().path / "psql")
        super().runshell(parameters)
