#!/usr/bin/env python3
"""Run a Django command; on a bare machine, first make the environment that it needs."""

# This file must also parse under old Pythons, so that they answer with the sentence below.
import os
import sys


def main():
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(
            "Newsroom needs Python 3.11 or newer; this is Python "
            + sys.version.split()[0]
            + ". Start it with a newer one, such as: python3.11 manage.py "
            + " ".join(sys.argv[1:])
        )
    from newsroom import bootstrap

    bootstrap.prepare(sys.argv[1:])

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.core.management import execute_from_command_line

    from newsroom.embedded import ClusterError

    try:
        execute_from_command_line(sys.argv)
    except ClusterError as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
