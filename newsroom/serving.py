"""Serve the site on one machine: a web server and a job worker, watched by their parent.

Both are forked from a process that has loaded the site, so they share its memory and start at once.
They end when it ends, however it ends; it starts them again when they end, however they ended.
"""

import contextlib
import ctypes
import errno
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import NoReturn, cast

from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from newsroom import embedded

WEB_PROCESSES = 2
THREADS_PER_PROCESS = 4
LOOK_EVERY_SECONDS = 0.5
SECONDS_TO_END = 15
SHORT_LIFE_SECONDS = 10  # a child that ends sooner than this, several times in a row, is broken
SHORT_LIVES_ALLOWED = 3
BIND_TRIES = (
    12  # for 3 seconds: what a killed predecessor left may still hold the port for a moment
)
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl


class Stopped(BaseException):
    """Somebody asked this process to end; no error, so what handles errors lets it through."""


class ServingError(Exception):
    """The site cannot be served; the message says why."""


def stop_on_signals() -> None:
    """Turn SIGTERM, SIGINT and SIGHUP into Stopped, so that whatever runs is left in order."""

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        for other in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(other, signal.SIG_IGN)
        raise Stopped

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket, or refuse with a sentence. Who connects now waits for the site."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        raise ServingError(f"{host!r} is no address of this machine: see --host.") from None
    for remaining in reversed(range(BIND_TRIES)):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(2048)
            return listener
        except OSError as problem:
            listener.close()
            if problem.errno == errno.EADDRINUSE and remaining:
                time.sleep(0.25)
                continue
            reason = {
                errno.EADDRINUSE: f"Port {port} is taken, perhaps by another `up`. Choose another "
                f"one, such as: --port {port + 1}",
                errno.EACCES: f"Port {port} needs more rights than you have. Choose one from 1024 "
                "up, such as: --port 8000",
                errno.EADDRNOTAVAIL: f"{host!r} is no address of this machine: see --host.",
            }
            raise ServingError(
                reason.get(problem.errno or 0, f"{host} port {port}: {problem.strerror}")
            ) from None
    raise AssertionError("the last try either returns or raises")


class WebServer(BaseApplication):
    """gunicorn on a socket that is open already, with the site loaded before its workers fork."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        super().__init__()

    def load_config(self) -> None:
        """Set gunicorn up; nothing is read from its own files or environment."""
        for name, value in {
            "bind": f"fd://{os.dup(self.listener.fileno())}",
            "workers": WEB_PROCESSES,
            "threads": THREADS_PER_PROCESS,
            "worker_class": "gthread",
            "preload_app": True,
            "timeout": 120,
            "graceful_timeout": 8,
            "loglevel": "warning",
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., object]:
        """Return the site."""
        return get_wsgi_application()


def serve_the_web(listener: socket.socket) -> None:
    """Answer requests until told to end."""
    WebServer(listener).run()


def work_on_jobs(listener: socket.socket) -> None:
    """Run the queue's jobs until told to end."""
    listener.close()  # else a job that takes its time to end would keep the port
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector):
        app.run_worker(shutdown_graceful_timeout=8)


@dataclass
class Child:
    """A process that belongs to this one, and is started again when it ends."""

    name: str
    work: Callable[[], object]
    pid: int = 0
    born: float = 0
    short_lives: int = field(default=0)

    def start(self) -> None:
        """Fork, and do the work there."""
        parent = os.getpid()
        sys.stdout.flush()
        sys.stderr.flush()
        self.born = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            self._live(parent)

    def ended(self) -> None:
        """Start it again, unless it cannot live."""
        lived = time.monotonic() - self.born
        self.short_lives = self.short_lives + 1 if lived < SHORT_LIFE_SECONDS else 0
        if self.short_lives > SHORT_LIVES_ALLOWED:
            raise ServingError(f"The {self.name} ends again and again; see the lines above.")
        self.start()

    def _live(self, parent: int) -> NoReturn:
        code = 1
        try:
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            _end_with(parent)
            self.work()
            code = 0
        except Stopped:  # the parent's handler, before ours were set
            code = 0
        except SystemExit as end:  # gunicorn's processes, and those it forked, arrive here
            code = end.code if isinstance(end.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            with contextlib.suppress(Exception):
                connections.close_all()
                embedded.release_all()
            with contextlib.suppress(Exception):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)


def supervise(
    children: list[Child],
    *,
    say: Callable[[str], None],
    ready: Callable[[], bool],
    on_ready: Callable[[], None],
) -> NoReturn:
    """Keep the children and the private database alive until Stopped; then end them in order."""
    connections.close_all()  # a connection must not be shared with a fork
    announced = False
    try:
        for child in children:
            child.start()
        while True:
            _restart_the_dead(children, say)
            _restart_the_database(say)
            if not announced and ready():
                announced = True
                on_ready()
            time.sleep(LOOK_EVERY_SECONDS if announced else 0.05)
    finally:
        _end(children)


def _restart_the_dead(children: list[Child], say: Callable[[str], None]) -> None:
    # Every child is waited for, not only ours: as a container's first process we inherit orphans.
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        for child in children:
            if child.pid == pid:
                say(f"The {child.name} ended ({_how(status)}); starting it again.")
                child.ended()


def _restart_the_database(say: Callable[[str], None]) -> None:
    for cluster in embedded.in_use():
        if not cluster.is_alive():
            say("The database server ended; starting it again.")
            cluster.ensure_running()


def _end(children: list[Child]) -> None:
    deadline = time.monotonic() + SECONDS_TO_END
    for child in children:
        _signal(child, signal.SIGTERM)
    alive = {child.pid for child in children if child.pid}
    while alive and time.monotonic() < deadline:
        try:
            alive.discard(os.waitpid(-1, os.WNOHANG)[0])
        except ChildProcessError:  # the last one was reaped before we were told to stop
            return
        time.sleep(0.02)
    for child in children:
        if child.pid in alive:
            _signal(child, signal.SIGKILL)


def _signal(child: Child, number: int) -> None:
    if child.pid:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, number)


def _how(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"killed by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"exit code {os.waitstatus_to_exitcode(status)}"


def _end_with(parent: int) -> None:
    """Have the kernel end this process when its parent ends, even by SIGKILL (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before we asked
            raise SystemExit(0)
