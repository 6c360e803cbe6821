"""`manage.py up`, as a person starts it: from nothing to Ready, and back after every accident."""

import contextlib
import functools
import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60
MEMORY_LIMIT_MB = 450


@contextlib.contextmanager
def place():
    """A folder for data, which the database's account can enter."""
    made = Path(tempfile.mkdtemp(prefix="nr-", dir="/tmp"))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


class Up:
    """One run of the command."""

    def __init__(self, data, *arguments, **environment):
        self.data = data
        self.log = data / f"up-{time.monotonic_ns()}.log"
        clean = {
            "DATABASE_URL": "",
            "NEWSROOM_THROWAWAY_DATABASE": "",
            "NEWSROOM_DEMO_PASSWORD": "",
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", "--port", "0", *arguments],
                cwd=CHECKOUT,
                env=os.environ | clean | {"NEWSROOM_DATA": str(data)} | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self):
        return self.log.read_text()

    @property
    def address(self):
        return re.search(r"^Ready: (http://127\.0\.0\.1:\d+/)$", self.said, re.MULTILINE)[1]

    def wait_for(self, text):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while text not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.02)
        return self

    def wait_until_ready(self):
        return self.wait_for("Press Ctrl-C to stop.")

    def stop(self, number=signal.SIGTERM):
        """End it, and return its exit code once nothing of it is left."""
        family = [self.process.pid, *descendants(self.process.pid)]
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE_SECONDS)
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))
        return code

    def get(self, path):
        with urllib.request.urlopen(self.address + path, timeout=20) as answer:
            return answer.status, answer.read().decode()

    def children(self):
        """Return the web server, one of its workers, and the job worker."""
        children = [pid for pid, parent in parents().items() if parent == self.process.pid]
        web = next(pid for pid in children if pid in parents().values())
        return {
            "web server": web,
            "web worker": next(pid for pid, parent in parents().items() if parent == web),
            "job worker": next(pid for pid in children if pid != web),
            "database": database_of(self.data),
        }


def database_of(data):
    lines = (data / "postgres" / "data" / "postmaster.pid").read_text().splitlines()
    return int(lines[0])


def parents():
    """Return every process of this machine with its parent."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            found[int(folder.name)] = int(
                (folder / "stat").read_text().rsplit(")", 1)[1].split()[1]
            )
    return found


def descendants(pid):
    children = [child for child, parent in parents().items() if parent == pid]
    return children + [below for child in children for below in descendants(child)]


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def log_in(address, username, password):
    """Log in as a browser does, and return the page that is shown then."""
    cookies = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    browser.open(address + "accounts/login/", timeout=20).close()
    token = next(cookie.value for cookie in cookies if cookie.name == "csrftoken")
    form = {"csrfmiddlewaretoken": token, "login": username, "password": password}
    sent = urllib.parse.urlencode(form).encode()
    with browser.open(address + "accounts/login/", sent, timeout=20) as answer:
        return answer.geturl()


def accounts_in(text):
    """Return the accounts that were printed, as (role, user name, password)."""
    return re.findall(r"^(annotator|reviewer|supervisor) +(\w+) +(\S+)$", text, re.MULTILINE)


@contextlib.contextmanager
def running(data, *arguments, **environment):
    up = Up(data, *arguments, **environment)
    try:
        yield up.wait_until_ready()
    finally:
        if up.process.poll() is None:
            up.stop()


@pytest.fixture(scope="module")
def first():
    """What the first start of all said, and the data that it left."""
    with place() as data:
        with running(data) as up:
            said = up.said
        yield data, said


def test_the_first_start_shows_its_steps_then_ready_then_the_accounts(first):
    _, said = first

    order = [
        said.index(text) for text in ("Database …", "Tables …", "Roles …", "Demo: ", "Ready: ")
    ]
    assert order == sorted(order)
    accounts = accounts_in(said[said.index("Ready: ") :])
    assert sorted(role for role, _, _ in accounts) == (
        ["annotator"] * 3 + ["reviewer"] + ["supervisor"]
    )
    assert len({password for _, _, password in accounts}) == 5
    assert "Traceback" not in said


@pytest.fixture(scope="class")
def second(first):
    """The next start with the data of the first: `(up, how many seconds it took)`."""
    data, _ = first
    began = time.monotonic()
    with running(data) as up:
        yield up, time.monotonic() - began


class TestTheSecondStart:
    def test_the_second_start_has_the_data_and_shows_no_password(self, first, second):
        _, said = first
        up, took = second

        pages = [log_in(up.address, name, word) for _, name, word in accounts_in(said)]
        status, _ = up.get("accounts/login/")

        assert took < 20  # 2 to 3 seconds where nothing else runs
        assert accounts_in(up.said) == []
        assert "Demo" not in up.said
        assert status == 200
        assert not [page for page in pages if "login" in page]

    def test_pages_come_with_their_static_files(self, second):
        up, _ = second

        _, page = up.get("accounts/login/")
        sheets = re.findall(r'href="/(static/[^"]+\.css)"', page)
        styles = [up.get(sheet) for sheet in sheets]

        assert styles
        assert all(status == 200 and text for status, text in styles)

    def test_all_processes_together_stay_small(self, second):
        up, _ = second

        for _ in range(20):
            up.get("accounts/login/")
        database = database_of(up.data)
        family = [up.process.pid, *descendants(up.process.pid), database, *descendants(database)]
        rollups = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in family]
        kilobytes = sum(int(re.search(r"^Pss: +(\d+) kB", text, re.M)[1]) for text in rollups)

        assert len(family) > 8
        assert kilobytes / 1024 < MEMORY_LIMIT_MB

    def test_each_process_that_is_killed_is_replaced_and_the_site_answers(self, second):
        up, _ = second
        answers = {}

        for victim in ["web server", "web worker", "job worker", "database"]:
            wait_until(lambda: _answers(up))
            before = up.children()[victim]
            os.kill(before, signal.SIGKILL)
            wait_until(functools.partial(_replaced, up, victim, before))
            wait_until(lambda: _answers(up))
            answers[victim] = up.get("healthz")
        code = up.stop()

        assert list(answers.values()) == [(200, "ok")] * 4
        assert code == 0


def _answers(up):
    try:
        return up.get("healthz")[0] == 200
    except OSError:
        return False


def _replaced(up, victim, before):
    try:
        return up.children()[victim] != before
    except (StopIteration, OSError):  # just now there is none
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_start_that_is_told_to_end_leaves_nothing_running(first, number):
    data, _ = first
    up = Up(data).wait_until_ready()

    code = up.stop(number)

    assert code == 0
    assert up.said.rstrip().endswith("Stopped.")
    assert not (data / "postgres" / "data" / "postmaster.pid").exists()


def test_when_the_command_itself_is_killed_its_processes_end_and_it_starts_again(first):
    data, said = first
    killed = Up(data).wait_until_ready()
    port = urllib.parse.urlsplit(killed.address).port

    killed.stop(signal.SIGKILL)

    with running(data, "--port", str(port)) as up:
        assert "login" not in log_in(up.address, *accounts_in(said)[0][1:])


@pytest.fixture(scope="module")
def empty():
    """The data of a start without the demo."""
    with place() as data:
        yield data


def test_a_first_start_interrupted_at_its_tables_is_completed_by_the_next_and_stays_empty(empty):
    Up(empty, "--no-demo").wait_for("Tables …").stop(signal.SIGKILL)

    with running(empty, "--no-demo") as up:
        status, _ = up.get("accounts/login/")
        said = up.said

    assert status == 200
    assert "Demo" not in said
    assert accounts_in(said) == []


def test_a_start_interrupted_at_its_demo_is_completed_by_the_next(empty):
    Up(empty).wait_for("Demo: ").stop(signal.SIGKILL)

    with running(empty, NEWSROOM_DEMO_PASSWORD="for-all-of-them-7") as up:
        accounts = accounts_in(up.said)
        page = log_in(up.address, *accounts[0][1:])

    assert len(accounts) == 5
    assert "login" not in page


def test_a_taken_port_is_a_sentence():
    with place() as data, socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        up = Up(data, "--port", str(port))
        code = up.process.wait(PATIENCE_SECONDS)

        assert code == 1
        assert f"Port {port} is taken" in up.said
        assert f"--port {port + 1}" in up.said
        assert "Traceback" not in up.said
        assert not (data / "postgres").exists()


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (["--port", "99999"], {}, "'99999' is no port"),
        (["--host", "no-such-host.invalid"], {}, "is no address of this machine"),
        ([], {"DATABASE_URL": "postgresql://127.0.0.1:1/none"}, "The database cannot be reached"),
        ([], {"PG_BINDIR": "/nowhere"}, "PG_BINDIR is '/nowhere'"),
    ],
)
def test_what_cannot_work_is_a_sentence(arguments, environment, sentence):
    with place() as data:
        up = Up(data, *arguments, **environment)
        code = up.process.wait(PATIENCE_SECONDS)

        assert code != 0
        assert sentence in up.said
        assert "Traceback" not in up.said
