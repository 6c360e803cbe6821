"""DATABASE_URL → Django's database settings."""

import re
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

EXAMPLE = "postgresql://user:password@host:5432/database"
PORTS = re.compile(r"\d{1,5}(,\d{1,5})*")


def parse_database_url(url: str) -> dict[str, Any]:
    """Return ENGINE, NAME, USER, PASSWORD, HOST, PORT and OPTIONS for a PostgreSQL address.

    libpq's own parser reads it, so everything that psql understands is understood here:
    percent-encoding, `?host=/folder` for a unix socket, several hosts, sslmode and the other
    options. Messages name neither user nor password.
    """
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(f"DATABASE_URL must look like {EXAMPLE}.")
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as problem:
        unknown = re.search(r'invalid URI query parameter: "([^"]*)"', str(problem))
        reason = f"PostgreSQL knows no option {unknown[1]!r}" if unknown else "it cannot be read"
        raise ImproperlyConfigured(
            f"DATABASE_URL is wrong: {reason}. It must look like {EXAMPLE}, with special "
            "characters percent-encoded."
        ) from None
    port = str(parts.pop("port", ""))
    if port and not (PORTS.fullmatch(port) and all(0 < int(p) < 2**16 for p in port.split(","))):
        raise ImproperlyConfigured(f"DATABASE_URL is wrong: {port!r} is not a port.")
    if not parts.get("dbname"):
        raise ImproperlyConfigured(f"DATABASE_URL names no database: it must look like {EXAMPLE}.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": port,
        "OPTIONS": parts,
    }
