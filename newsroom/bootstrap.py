"""Make the environment that manage.py needs on a bare machine, then run manage.py again inside it.

Standard library only. Whoever manages an environment of their own notices nothing: where Django can
be imported already, in an environment that was not made here, nothing is touched.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import NoReturn

CHECKOUT = Path(__file__).resolve().parent.parent
RUNTIME_LOCK = "requirements.txt"
DEVELOPMENT_LOCK = "requirements-dev.txt"  # holds everything of the runtime lock, and more
PACKAGES_PER_LINE = 10
LINES_SHOWN_OF_A_FAILURE = 15


class InstallationError(Exception):
    """The packages could not be installed; the message is a sentence for the person."""


@dataclass(frozen=True)
class Record:
    """What an environment made here holds: written before its first package, and after its last."""

    python: str
    path: str
    lock: str
    digest: str
    complete: bool


class Environment:
    """The `.venv` of one checkout."""

    def __init__(self, checkout: Path = CHECKOUT) -> None:
        self.checkout = checkout
        self.path = checkout / ".venv"
        self.python = self.path / "bin" / "python"
        self._record_file = self.path / "newsroom-lock.json"

    def is_running(self) -> bool:
        """Say whether this very process runs inside it."""
        return Path(sys.prefix).resolve() == self.path.resolve()

    def record(self) -> Record | None:
        """Return what was installed here, or None when it was not made by us (or not at all)."""
        try:
            return Record(**json.loads(self._record_file.read_text()))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError):
            return Record("", str(self.path), RUNTIME_LOCK, "", complete=False)

    def holds_somebodys_django(self) -> bool:
        """Say whether its owner, not we, made it and put Django there."""
        return self.record() is None and any(
            self.path.glob("lib/python*/site-packages/django/__init__.py")
        )

    def wanted_lock(self, command: str) -> str:
        """Return the lock to install; an environment that has the tools for tests keeps them."""
        record = self.record()
        if command == "test" or (record and record.lock == DEVELOPMENT_LOCK):
            return DEVELOPMENT_LOCK
        return RUNTIME_LOCK

    def is_sound(self) -> bool:
        """Say whether it can be used and added to; if not, it has to be made again."""
        record = self.record()
        if record is None or not record.complete or record.path != str(self.path):
            return False
        if self.is_running():  # from outside, only its own Python could answer these two
            return record.python == _python() and bool(importlib.util.find_spec("django"))
        return _succeeds([str(self.python), "-c", ""])

    def holds(self, lock: str) -> bool:
        """Say whether exactly this lock is installed."""
        record = self.record()
        return bool(
            record
            and self.is_sound()
            and (record.lock, record.digest) == (lock, self._digest(lock))
        )

    def install(self, lock: str) -> None:
        """Bring it to the state that the lock describes, starting from nothing where it has to."""
        if not self.is_sound():
            self._start_again()
        before = self.record() or Record(_python(), str(self.path), lock, "", complete=False)
        self._write(replace(before, complete=False))
        if not self.python.exists():
            venv.EnvBuilder(symlinks=True).create(self.path)
        try:
            install_packages(self.python, self.checkout / lock)
        except InstallationError:
            # Both installers fetch everything before they change anything: what was whole still is.
            self._write(before)
            raise
        self._write(replace(before, lock=lock, digest=self._digest(lock), complete=True))

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Let one process at a time change it."""
        with (self.checkout / ".venv.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                _say("Another process is making the environment; waiting for it.")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _start_again(self) -> None:
        record = self.record()
        if record is None and os.path.lexists(self.python):
            raise InstallationError(
                f"{self.path} was not made by manage.py and has no Django. Put the packages there "
                f"yourself ({self.python} -m pip install -r {RUNTIME_LOCK}), or remove the folder "
                "and run the command again."
            )
        if record is not None:
            reason = "was moved, or its Python has changed" if record.complete else "is unfinished"
            _say(f"The environment {self.path.name} {reason}; making it again.")
            shutil.rmtree(self.path)
        self.path.mkdir(exist_ok=True)

    def _write(self, record: Record) -> None:
        beside = self._record_file.with_suffix(".new")
        beside.write_text(json.dumps(asdict(record)))
        beside.replace(self._record_file)

    def _digest(self, lock: str) -> str:
        return hashlib.sha256((self.checkout / lock).read_bytes()).hexdigest()


def prepare(arguments: Sequence[str], environment: Environment | None = None) -> None:
    """Return where Django can be imported as it should be; else make that so, and run there."""
    environment = environment or Environment()
    django_is_here = importlib.util.find_spec("django") is not None
    if django_is_here and not (environment.is_running() and environment.record()):
        return
    if environment.holds_somebodys_django() and not environment.is_running():
        _run_again(environment)
    lock = environment.wanted_lock(arguments[0] if arguments else "")
    if not environment.holds(lock):
        try:
            with environment.locked():
                if not environment.holds(lock):  # another process may have been faster
                    environment.install(lock)
        except PermissionError as problem:
            _stop(
                f"{problem.filename} cannot be written by you. Ask its owner, copy the checkout to "
                f"a folder of yours, or use an environment of your own with {lock}."
            )
        except InstallationError as problem:
            _stop(str(problem))
    elif environment.is_running():
        return
    _run_again(environment)


def install_packages(python: Path, lock: Path) -> None:
    """Install a lock with hashes by the first installer that can: uv, then pip in its forms."""
    _say(f"Installing the packages of {lock.name} (once; about 15 seconds with pip, 5 with uv).")
    uv = shutil.which("uv")
    command = ["pip", "install", "--require-hashes", "-r", str(lock)]
    if uv:
        if _run([uv, *command, "--python", str(python)], lock, quiet=True):
            return
        _say("uv could not do it; trying pip.")
    if not _run([*_pip_for(python), *command[1:], "--no-deps", "--no-input"], lock):
        raise InstallationError(
            f"The packages of {lock.name} could not be installed: see above. The first run needs "
            "the network. Nothing is broken: run the same command again when it is there."
        )


def _pip_for(python: Path) -> list[str]:
    """Return a pip that installs into that environment, finding or making one."""
    inside = [str(python), "-m", "pip", "--disable-pip-version-check"]
    outside = [sys.executable, *inside[1:], "--python", str(python)]
    make = [str(python), "-m", "ensurepip", "--default-pip"]
    if _succeeds([*inside, "--version"]) or _succeeds(make):
        return inside
    if _succeeds([*outside, "--version"]):
        return outside
    if _may_install_from_debian():
        _say("Python's installer is missing; installing Debian's python3-venv.")
        _succeeds(["apt-get", "update"])
        _succeeds(["apt-get", "install", "-y", "--no-install-recommends", "python3-venv"])
        if _succeeds(make):
            return inside
    raise InstallationError(
        "This Python has neither venv nor pip. On Debian or Ubuntu install them with: "
        "apt-get install python3-venv. Then run the same command again."
    )


def _may_install_from_debian() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _succeeds(command: Sequence[str]) -> bool:
    nowhere = subprocess.DEVNULL
    try:
        return not subprocess.call(command, stdin=nowhere, stdout=nowhere, stderr=nowhere)
    except OSError:
        return False


def _run(command: Sequence[str], lock: Path, *, quiet: bool = False) -> bool:
    """Run an installer, showing how far it is, and its last lines when it fails."""
    total = len(re.findall(r"^[a-z0-9]", lock.read_text(), re.MULTILINE))
    last: deque[str] = deque(maxlen=LINES_SHOWN_OF_A_FAILURE)
    fetched = 0
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as installer:
        assert installer.stdout
        for line in installer.stdout:
            last.append(line.rstrip())
            if line.startswith("Collecting "):
                fetched += 1
                if fetched % PACKAGES_PER_LINE == 0:
                    _say(f"  {fetched} of about {total} packages fetched")
            elif line.startswith(("Installing collected", "Prepared ", "Resolved ")):
                _say(f"  {line.split(':')[0].strip().lower()}")
    if installer.returncode and not quiet:
        _say("\n".join(last))
    return installer.returncode == 0


def _run_again(environment: Environment) -> NoReturn:
    python = str(environment.python)
    sys.stdout.flush()
    os.execv(python, [python, *sys.orig_argv[1:]])


def _python() -> str:
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _stop(sentence: str) -> NoReturn:
    sys.exit(sentence)
