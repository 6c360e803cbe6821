"""Set everything up that is missing, then serve the site: the one command of a bare machine."""

import contextlib
import gc
import http.client
import io
import socket
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, transaction
from django.urls import get_resolver

from newsroom import serving
from newsroom.embedded import ClusterError
from newsroom.models import Newspaper, User

SETTING_UP = 7_350_411  # the advisory lock that lets one process at a time set a database up
CODEBOOK = settings.BASE_DIR / "seeds" / "codebook.json"


class Command(BaseCommand):
    """`manage.py up [--host HOST] [--port PORT] [--no-demo]`."""

    help = "Set up what is missing (database, tables, roles, demo), then serve the site."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare where to listen, and whether an empty database gets the demo."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=_port, default=8000, help="port; 0 takes any free one")
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")

    def handle(self, *args: object, host: str, port: int, no_demo: bool, **options: object) -> None:
        """Go through the steps; whatever interrupts them, the next start goes on from there."""
        serving.stop_on_signals()
        try:
            listener = serving.listen(host, port)
            self._set_up(demo=not no_demo)
            self._serve(listener)
        except serving.Stopped:
            self.stdout.write("Stopped.")
        except serving.ServingError as problem:
            raise CommandError(str(problem)) from None

    def _set_up(self, *, demo: bool) -> None:
        with self._step("Database"):
            self._connect()
        with _one_at_a_time():
            with self._step("Tables"):
                call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
                call_command("createcachetable", verbosity=0)
            with self._step("Roles"):
                call_command("setup_roles", stdout=io.StringIO())
            if demo and _is_empty():
                with self._step("Demo: pages, codebook, team and round"):
                    self._make_demo()
        if not settings.WHITENOISE_USE_FINDERS:
            with self._step("Static files"):
                call_command("collectstatic", interactive=False, verbosity=0)

    def _connect(self) -> None:
        try:
            connection.ensure_connection()
        except ClusterError as problem:
            raise CommandError(str(problem)) from None
        except DatabaseError as problem:
            reason = str(problem).strip().splitlines() or [type(problem).__name__]
            raise CommandError(f"The database cannot be reached: {reason[-1]}") from None

    def _make_demo(self) -> None:
        # In one transaction: interrupted at any point, the database is empty and the next start
        # begins anew. The accounts are kept until they have been shown, for the same reason.
        told = io.StringIO()
        with transaction.atomic():
            call_command("import_seeds", stdout=io.StringIO())
            call_command("load_codebook", str(CODEBOOK), stdout=io.StringIO())
            call_command("create_demo", stdout=told)
            _keep_for_later(told.getvalue())

    def _serve(self, listener: socket.socket) -> None:
        with self._step("Site"):
            get_resolver().url_patterns  # noqa: B018 - loaded once, before the processes fork
            gc.collect()
            gc.freeze()
        host, port = listener.getsockname()[:2]
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(host, host)
        supervised = [
            serving.Child("web server", lambda: serving.serve_the_web(listener)),
            serving.Child("job worker", lambda: serving.work_on_jobs(listener)),
        ]
        serving.supervise(
            supervised,
            say=self._say,
            ready=lambda: _answers(shown, port),
            on_ready=lambda: self._announce(f"http://{shown}:{port}/"),
        )

    def _announce(self, address: str) -> None:
        self._say(f"Ready: {address}")
        accounts = _accounts_file()
        with contextlib.suppress(FileNotFoundError):
            self._say("\n" + accounts.read_text().rstrip())
            accounts.unlink()
        self._say("\nPress Ctrl-C to stop.")

    @contextlib.contextmanager
    def _step(self, name: str) -> Iterator[None]:
        """Show what is being done, and how long it took."""
        self.stdout.write(f"{name} … ", ending="")
        self.stdout.flush()
        began = time.monotonic()
        try:
            yield
        except BaseException:
            self.stdout.write("")
            raise
        self._say(f"{time.monotonic() - began:.1f} s")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [SETTING_UP])
        try:
            yield
        finally:
            with contextlib.suppress(DatabaseError):
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SETTING_UP])


def _is_empty() -> bool:
    return not User.objects.exists() and not Newspaper.objects.exists()


def _accounts_file() -> Path:
    return settings.DATA_DIR / "accounts-not-shown-yet"


def _keep_for_later(accounts: str) -> None:
    file = _accounts_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text(accounts)


def _answers(host: str, port: int) -> bool:
    """Say whether the site answers, with its database behind it."""
    asking = http.client.HTTPConnection(host.strip("[]"), port, timeout=5)
    try:
        asking.request("GET", "/healthz")
        return asking.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def _port(text: str) -> int:
    if text.isdecimal() and int(text) < 2**16:
        return int(text)
    raise ArgumentTypeError(f"{text!r} is no port: use a number from 0 to 65535.")
