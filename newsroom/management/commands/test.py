"""Run the tests: pytest, with the browser and the database that they need."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Each process takes whole files, so that what a file sets up once is set up once; in the order of
# tests/conftest.py. One more than there are cores: now and then one waits, for a server to start or
# for a browser.
PROCESSES = str((os.cpu_count() or 1) + 1)
WHOLE_SUITE = ("-n", PROCESSES, "--dist", "loadfile", "--no-loadscope-reorder")
DEBIAN_PACKAGES = ("chromium", "fonts-noto-cjk")


class Command(BaseCommand):
    """`manage.py test [pytest's arguments]`."""

    help = "Run the tests. Every argument goes to pytest, such as: tests/newsroom -k byline"
    requires_system_checks = []

    def run_from_argv(self, argv: list[str]) -> None:
        """Hand everything after the command's name to pytest, unread."""
        arguments = argv[2:]
        if arguments in (["--help"], ["-h"]):
            self.print_help(argv[0], argv[1])
            return
        try:
            self.handle(arguments)
        except CommandError as problem:
            sys.exit(str(problem))

    def handle(self, arguments: list[str], **options: object) -> None:
        """Become pytest, in the checkout, with a database of its own."""
        if importlib.util.find_spec("pytest") is None:
            raise CommandError(
                "pytest is missing in this environment, which is your own. Install what the tests "
                f"need: {sys.executable} -m pip install --require-hashes -r requirements-dev.txt"
            )
        environment = os.environ | {
            "NEWSROOM_CHROMIUM": find_browser(os.environ),
            "NEWSROOM_DATA": str(settings.DATA_DIR / "tests"),
            "NEWSROOM_THROWAWAY_DATABASE": "yes",
        }
        os.chdir(settings.BASE_DIR)
        sys.stdout.flush()
        command = [sys.executable, "-m", "pytest", *(arguments or WHOLE_SUITE)]
        os.execve(sys.executable, command, environment)


def find_browser(environ: Mapping[str, str]) -> str:
    """Return the path of a Chromium or Chrome, installing Debian's where we may."""
    named = environ.get("NEWSROOM_CHROMIUM")
    if named:
        found = shutil.which(named)
        if not found:
            raise CommandError(f"NEWSROOM_CHROMIUM is {named!r}, which is no program.")
        return found
    path = environ.get("PATH", os.defpath)
    found = next(filter(None, (shutil.which(name, path=path) for name in BROWSERS)), None)
    apt_get = shutil.which("apt-get", path=path)
    if found is None and apt_get and os.geteuid() == 0:
        _install_from_debian(apt_get)
        found = shutil.which("chromium", path=path)
    if found is None:
        raise CommandError(
            "The tests drive a browser, and no Chromium or Chrome was found. Install one (on "
            "Debian or Ubuntu: apt-get install chromium fonts-noto-cjk), or name one in "
            "NEWSROOM_CHROMIUM."
        )
    return str(Path(found).absolute())


def _install_from_debian(apt_get: str) -> None:
    sys.stderr.write("No Chromium or Chrome found; installing Debian's chromium.\n")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (
        ["update", "-q"],
        ["install", "-y", "-q", "--no-install-recommends", *DEBIAN_PACKAGES],
    ):
        done = subprocess.run(
            [apt_get, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            sys.stderr.write(done.stdout[-2000:])
            return
