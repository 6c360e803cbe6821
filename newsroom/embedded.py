"""The private PostgreSQL of the default set-up: create, start, share, stop.

Any number of processes use one cluster. Each holds a shared `flock` on `use.lock` while it does, so
the kernel counts the users, also those that were killed; whoever leaves last stops the server.
Starting and stopping happen under `start.lock`, one at a time.
"""

import atexit
import contextlib
import fcntl
import functools
import hashlib
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from newsroom.database.programs import (
    SYSTEM_FOLDER,
    Account,
    ClusterError,
    Programs,
    find_programs,
)
from newsroom.database.url import parse_database_url

__all__ = ["PORT", "Cluster", "ClusterError", "cluster", "database_settings", "release_all"]

NAME = "newsroom"  # of the database and of its user
PORT = "5432"  # only part of the socket's name: the server listens on no network
LONGEST_SOCKET = 103  # bytes of a unix socket's path that every system allows
START_SECONDS = 60
STOP_SECONDS = 30
LARGEST_LOG = 5_000_000

# Small, since it shares a machine. What was committed survives a crash: fsync stays on.
CONFIGURATION = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "maintenance_work_mem": "32MB",
    "max_wal_size": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "log_checkpoints": "off",
    "lc_messages": "C",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
WITHOUT_DURABILITY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def database_settings(environ: Mapping[str, str], base_dir: Path) -> dict[str, Any]:
    """Return Django's settings for the default database; nothing starts before it is connected to.

    DATABASE_URL names a server; without it a private cluster lives under NEWSROOM_DATA, by default
    `.newsroom` in the checkout. NEWSROOM_THROWAWAY_DATABASE=yes, for tests, takes a second cluster
    that trades durability for speed.
    """
    shared = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if environ.get("DATABASE_URL"):
        return parse_database_url(environ["DATABASE_URL"]) | shared
    data = Path(environ.get("NEWSROOM_DATA") or base_dir / ".newsroom").absolute()
    throwaway = environ.get("NEWSROOM_THROWAWAY_DATABASE") == "yes"
    return shared | {
        "ENGINE": "newsroom.database",
        "NAME": NAME,
        "USER": NAME,
        "HOST": str(data / ("postgres-throwaway" if throwaway else "postgres")),
        "DURABLE": not throwaway,
    }


@functools.cache
def cluster(folder: Path, *, durable: bool = True) -> "Cluster":
    """Return this process's handle on the cluster of a folder."""
    return Cluster(folder, durable=durable)


class Cluster:
    """A PostgreSQL cluster in a folder of its own, reached by a unix socket."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder
        self.durable = durable
        self._use: IO[str] | None = None
        self._lock = threading.RLock()
        _handles.append(self)

    @property
    def home(self) -> Path:
        """Where the cluster lives: the folder, unless the server's account could not enter it."""
        return self.folder.resolve()

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder."""
        return self.home / "data"

    @property
    def sockets(self) -> Path:
        """The socket's folder: the home, unless its path is too long or, to libpq, a list."""
        path = str(self.home / f".s.PGSQL.{PORT}")
        if len(os.fsencode(path)) <= LONGEST_SOCKET and "," not in path:
            return self.home
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path("/tmp") / f"newsroom-{digest}"

    def programs(self) -> Programs:
        """Return the server's programs: of the version of the data, where there are data."""
        with contextlib.suppress(FileNotFoundError):
            return find_programs(os.environ, (self.data / "PG_VERSION").read_text().strip())
        return find_programs(os.environ)

    def acquire(self) -> Path:
        """Count this process as a user, have the server run, and return its socket's folder."""
        with self._lock:
            if self._use is None:
                self._settle()
                with self._starting():
                    self._use = self._lock_file("use.lock")
                    fcntl.flock(self._use, fcntl.LOCK_SH)
                try:
                    self.ensure_running()
                except BaseException:
                    self.release()
                    raise
            return self.sockets

    def release(self) -> None:
        """Count this process out, and stop the server when nobody uses it any more."""
        with self._lock:
            if self._use is None:
                return
            with self._starting():
                self._use.close()
                self._use = None
                with self._lock_file("use.lock") as use, contextlib.suppress(BlockingIOError):
                    fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._stop()

    def ensure_running(self) -> None:
        """Create the cluster where there is none, and start the server where it does not answer."""
        if self.answers():
            return
        with self._lock, self._starting():
            account = Account.for_folder(self.home)
            if not self.data.exists():
                self._create(account)
            if not self.answers():
                self._start(account)

    def answers(self) -> bool:
        """Say whether the server takes connections now."""
        return self._server() is not None and self._socket_accepts()

    def is_alive(self) -> bool:
        """Say whether the server's process exists: cheaper than to connect."""
        server = self._server()
        return server is not None and _exists(server)

    def is_held(self) -> bool:
        """Say whether this process counts as a user."""
        return self._use is not None

    def _server(self) -> int | None:
        """Return the process id of a server that once said it is ready; it may be dead."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        except PermissionError:
            raise self._somebody_elses() from None
        return int(lines[0]) if len(lines) > 7 and lines[7].startswith("ready") else None

    def _socket_accepts(self) -> bool:
        with socket.socket(socket.AF_UNIX) as caller:
            try:
                caller.connect(str(self.sockets / f".s.PGSQL.{PORT}"))
            except OSError:
                return False
            return True

    @contextlib.contextmanager
    def _starting(self) -> Iterator[None]:
        with self._lock_file("start.lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _lock_file(self, name: str) -> IO[str]:
        try:
            return (self.home / name).open("a")
        except PermissionError:
            raise self._somebody_elses() from None

    def _somebody_elses(self) -> ClusterError:
        return ClusterError(
            f"The database in {self.folder} belongs to another user. Run the command as that user, "
            "or choose another folder with NEWSROOM_DATA."
        )

    def _settle(self) -> None:
        """Make the folder; as root, where the server's account can enter it."""
        try:
            if not self.folder.exists():
                self.folder.parent.mkdir(parents=True, exist_ok=True)
                if Account.for_folder(self.folder).can_enter(self.folder.parent):
                    self.folder.mkdir(mode=0o700, exist_ok=True)
                else:
                    self._settle_elsewhere()
            self._give_to(Account.for_folder(self.home))
        except PermissionError as problem:
            raise ClusterError(
                f"The database's folder {problem.filename} cannot be made or entered. Choose a "
                "folder of yours with NEWSROOM_DATA, or set DATABASE_URL."
            ) from None

    def _settle_elsewhere(self) -> None:
        """Put a link in the folder's place: no permission changes outside of what is ours."""
        SYSTEM_FOLDER.mkdir(parents=True, exist_ok=True)
        SYSTEM_FOLDER.chmod(0o755)  # mkdir obeys the umask, which may be narrower
        home = Path(tempfile.mkdtemp(prefix="data-", dir=SYSTEM_FOLDER))
        try:
            self.folder.symlink_to(home)
        except FileExistsError:  # another process was faster
            home.rmdir()

    def _give_to(self, account: Account) -> None:
        if os.geteuid() == 0 and self.home.stat().st_uid != account.uid:
            os.chown(self.home, account.uid, account.gid)

    def _create(self, account: Account) -> None:
        """Make the cluster and its database beside its place, then move it there in one step."""
        programs = find_programs(os.environ).reachable_by(account)
        unfinished = self.home / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        made = account.run(
            programs.path / "initdb",
            *("-D", unfinished, "-U", NAME, "-A", "trust"),
            *("-E", "UTF8", "--locale=C.UTF-8"),
        )
        if made.returncode == 0:
            made = account.run(
                *(programs.path / "postgres", "--single", "-D", unfinished, "postgres"),
                input=f"CREATE DATABASE {NAME};\n",
            )
        if made.returncode or "ERROR" in made.stdout:
            raise ClusterError(
                f"The database could not be created in {self.home}: {_last_line(made.stdout)}"
            )
        unfinished.rename(self.data)

    def _start(self, account: Account) -> None:
        if not account.can_enter(self.home):
            raise ClusterError(
                f"The account {account.name}, which runs the database, cannot enter {self.home}. "
                "Move the data to a folder that it can enter, and name that in NEWSROOM_DATA."
            )
        programs = self.programs().reachable_by(account)
        if self.sockets != self.home:
            account.make_private_folder(self.sockets)
        log = self.home / "server.log"
        with contextlib.suppress(FileNotFoundError):
            if log.stat().st_size > LARGEST_LOG:
                log.replace(log.with_suffix(".log.1"))
        options = CONFIGURATION | ({} if self.durable else WITHOUT_DURABILITY)
        quoted = str(self.sockets).replace('"', '""')
        options |= {"port": PORT, "unix_socket_directories": f'"{quoted}"'}
        settings = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            written = log.stat().st_size if log.exists() else 0
            # With a shell in between the server outlives us, and we need not reap it when it dies.
            script = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'
            server: list[str | Path] = [programs.path / "postgres", "-D", self.data, *settings]
            started = account.run("/bin/sh", "-c", script, "sh", log, *server)
            process = int(started.stdout)
            while _exists(process) and time.monotonic() < deadline:
                if self.answers():
                    return
                time.sleep(0.02)
            said = log.read_bytes()[written:].decode(errors="replace")
            # Just after a server was killed, its lock or its children are still there for a moment.
            passing = "lock file" in said or "shared memory block" in said
            if time.monotonic() > deadline or not (passing or self.answers()):
                raise ClusterError(
                    f"The database did not start: {_last_line(said)} (all of it in {log})"
                )
            time.sleep(0.2)

    def _stop(self) -> None:
        server = self._server()
        if server is None or not self._socket_accepts():
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(server, signal.SIGINT)  # PostgreSQL's fast shutdown
        deadline = time.monotonic() + STOP_SECONDS
        # One that was killed a moment ago may still seem to answer, and leaves its file behind.
        while _exists(server) and time.monotonic() < deadline:
            if not (self.data / "postmaster.pid").exists():
                return
            time.sleep(0.02)

    def forget(self) -> None:
        """Drop what was inherited by a fork: the parent's use stays the parent's."""
        if self._use is not None:
            self._use.close()
            self._use = None
        self._lock = threading.RLock()


_handles: list[Cluster] = []


def in_use() -> list[Cluster]:
    """Return the clusters of which this process is a user."""
    return [handle for handle in _handles if handle.is_held()]


def release_all() -> None:
    """Count this process out everywhere; a process that ends by `os._exit` calls it itself."""
    for handle in _handles:
        handle.release()


def _forget_all() -> None:
    for handle in _handles:
        handle.forget()


def _exists(process: int) -> bool:
    with contextlib.suppress(PermissionError):  # somebody else's, but there
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
    return True


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it said nothing"


atexit.register(release_all)
os.register_at_fork(after_in_child=_forget_all)
