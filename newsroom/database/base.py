"""A connection to the private PostgreSQL, which is started by the first that asks for one."""

from pathlib import Path
from typing import Any

import psycopg
from django.db.backends.postgresql import base

from newsroom import embedded
from newsroom.database.client import DatabaseClient


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own wrapper; `HOST` names the folder of the private cluster."""

    client_class = DatabaseClient

    @property
    def cluster(self) -> embedded.Cluster:
        """The cluster that this connection speaks to."""
        return embedded.cluster(
            Path(self.settings_dict["HOST"]), durable=self.settings_dict["DURABLE"]
        )

    def get_connection_params(self) -> dict[str, Any]:
        """Return libpq's parameters; the job queue, which connects by itself, asks here too."""
        sockets = self.cluster.acquire()
        return super().get_connection_params() | {"host": str(sockets), "port": embedded.PORT}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; once more after starting the server again where it was killed meanwhile."""
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            if self.cluster.answers():
                raise
            self.cluster.ensure_running()
            return super().get_new_connection(conn_params)
