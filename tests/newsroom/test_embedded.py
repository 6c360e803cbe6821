"""The private PostgreSQL: created once, shared by any number of processes, hard to break."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import embedded
from newsroom.database.programs import ClusterError, find_programs
from newsroom.database.url import parse_database_url

CHECKOUT = Path(__file__).resolve().parents[2]

# A process that uses the cluster: says when it is connected, then does what its input says.
USER = """
import sys
from pathlib import Path
import psycopg
from newsroom import embedded

sockets = embedded.cluster(Path(sys.argv[1])).acquire()
with psycopg.connect(host=str(sockets), port=embedded.PORT, user="newsroom") as db:
    print("connected", flush=True)
    for statement in sys.stdin:
        done = db.execute(statement)
        said = done.fetchone() if done.description else "done"
        db.commit()
        print(said, flush=True)
"""


@contextlib.contextmanager
def place():
    """A folder with a short path, which the server's account can enter."""
    made = Path(tempfile.mkdtemp(prefix="nr-", dir="/tmp"))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def new_folder():
    """Where a cluster is yet to be made."""
    with place() as made:
        yield made / "postgres"


@pytest.fixture(scope="module")
def folder():
    """A cluster that exists, and that nobody uses; making one takes a second."""
    with place() as made:
        ask(made / "postgres", "SELECT 0")
        yield made / "postgres"


def start_user(folder):
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(folder)],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ask(folder, statement):
    """Use the cluster in a process of its own, and return what it printed last."""
    user = start_user(folder)
    said, problems = user.communicate(statement + "\n")
    assert user.returncode == 0, problems
    return said.splitlines()[-1]


def server_of(folder):
    return int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])


def test_a_new_cluster_is_in_utf_8_durable_and_sorts_by_code_point(new_folder):
    said = ask(
        new_folder,
        "SELECT datcollate, pg_encoding_to_char(encoding), current_setting('fsync'), "
        "current_setting('listen_addresses'), upper('é报') FROM pg_database "
        "WHERE datname = current_database()",
    )

    assert said == "('C.UTF-8', 'UTF8', 'on', '', 'É报')"


def test_processes_that_race_for_a_new_cluster_share_it_and_the_last_one_stops_it(new_folder):
    users = [start_user(new_folder) for _ in range(4)]

    said = [user.communicate("SELECT 1\n")[0] for user in users]

    assert said == ["connected\n(1,)\n"] * 4
    assert not embedded.Cluster(new_folder).answers()
    assert not (new_folder / "data" / "postmaster.pid").exists()


def test_the_server_stays_while_anybody_uses_it(folder):
    first, second = start_user(folder), start_user(folder)
    first.stdout.readline()
    second.stdout.readline()

    first.communicate("SELECT 1\n")

    assert embedded.Cluster(folder).answers()
    assert second.communicate("SELECT 2\n")[0] == "(2,)\n"


def test_a_killed_user_leaves_nothing_that_the_next_one_trips_over(folder):
    killed = start_user(folder)
    killed.stdout.readline()
    killed.send_signal(signal.SIGKILL)
    killed.communicate()

    said = ask(folder, "SELECT 3")

    assert said == "(3,)"
    assert not embedded.Cluster(folder).answers()


def test_a_killed_server_comes_back_with_what_was_committed(folder):
    user = start_user(folder)
    user.stdout.readline()
    user.stdin.write("CREATE TABLE kept AS SELECT '报' AS word\n")
    user.stdin.flush()
    user.stdout.readline()
    os.kill(server_of(folder), signal.SIGKILL)
    user.communicate()

    said = ask(folder, "SELECT word FROM kept")

    assert said == "('报',)"


def test_a_creation_that_was_interrupted_is_done_again(new_folder):
    (new_folder / "data.new" / "base").mkdir(parents=True)
    new_folder.chmod(0o700)

    said = ask(new_folder, "SELECT 4")

    assert said == "(4,)"
    assert not (new_folder / "data.new").exists()


def test_a_path_too_long_for_a_socket_is_served_from_a_short_one(new_folder):
    long = new_folder.parent / ("a-new_folder-with-a-long-name-" * 5) / "postgres"

    said = ask(long, "SELECT current_setting('unix_socket_directories')")

    sockets = embedded.Cluster(long).sockets
    assert said == f"""('"{sockets}"',)"""
    assert sockets.stat().st_mode & 0o777 == 0o700
    sockets.rmdir()


def test_a_path_with_every_awkward_character_works(new_folder):
    awkward = new_folder.parent / """a "quoted", $HOME 'place' 报""" / "postgres"

    said = ask(awkward, "SELECT 5")

    assert said == "(5,)"
    embedded.Cluster(awkward).sockets.rmdir()


def test_a_folder_that_the_servers_account_cannot_enter_keeps_its_permissions(new_folder):
    private = new_folder.parent / "private"
    private.mkdir(mode=0o700)

    said = ask(private / "postgres", "SELECT 6")
    again = ask(private / "postgres", "SELECT 7")

    home = (private / "postgres").resolve()
    assert (said, again) == ("(6,)", "(7,)")
    assert private.stat().st_mode & 0o777 == 0o700
    assert private.stat().st_uid == os.geteuid()
    assert home.stat().st_uid != 0, "PostgreSQL never runs as root"
    shutil.rmtree(home)


def test_data_of_another_major_version_are_refused_with_the_way_to_move_them(new_folder):
    ask(new_folder, "SELECT 8")
    (new_folder / "data" / "PG_VERSION").write_text("9\n")

    with pytest.raises(ClusterError) as refusal:
        embedded.Cluster(new_folder).ensure_running()

    assert "made by PostgreSQL 9" in str(refusal.value)
    assert "pg_restore" in str(refusal.value)


def test_pg_bindir_without_a_server_is_refused(tmp_path):
    with pytest.raises(ClusterError, match="PG_BINDIR is"):
        find_programs({"PG_BINDIR": str(tmp_path)})


def test_pg_bindir_wins_over_everything_else():
    somewhere = find_programs({}).path

    found = find_programs({"PG_BINDIR": str(somewhere)})

    assert found.path == somewhere


def test_a_server_that_cannot_start_says_why(new_folder):
    ask(new_folder, "SELECT 9")
    with (new_folder / "data" / "postgresql.conf").open("a") as configuration:
        configuration.write("no_such_setting = on\n")

    with pytest.raises(ClusterError, match=r"did not start: .*contains errors.*server\.log"):
        embedded.Cluster(new_folder).ensure_running()


def test_commands_that_need_no_database_start_none(new_folder):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=CHECKOUT,
        env=os.environ | {"NEWSROOM_DATA": str(new_folder.parent), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert not new_folder.exists()


def test_a_process_that_was_forked_counts_for_itself(folder):
    cluster = embedded.Cluster(folder)
    cluster.acquire()
    child = os.fork()
    if child == 0:
        cluster.acquire()
        cluster.release()
        os._exit(0 if cluster.answers() else 1)

    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    assert status == 0, "the child's leaving must not stop the parent's server"
    cluster.release()
    assert not cluster.answers()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgres://ann:p%40ss%2Fword@db.example:6543/news%20room",
            {"NAME": "news room", "USER": "ann", "PASSWORD": "p@ss/word", "HOST": "db.example"}
            | {"PORT": "6543", "OPTIONS": {}},
        ),
        (
            "postgresql:///newsroom?host=/var/run/postgresql&sslmode=disable",
            {"NAME": "newsroom", "USER": "", "PASSWORD": "", "HOST": "/var/run/postgresql"}
            | {"PORT": "", "OPTIONS": {"sslmode": "disable"}},
        ),
        (
            "postgresql://%2Fsome%2Ffolder/newsroom?options=-c%20statement_timeout%3D5s",
            {"NAME": "newsroom", "USER": "", "PASSWORD": "", "HOST": "/some/folder", "PORT": ""}
            | {"OPTIONS": {"options": "-c statement_timeout=5s"}},
        ),
        (
            "postgresql://[::1]:5433/newsroom",
            {"NAME": "newsroom", "USER": "", "PASSWORD": "", "HOST": "::1", "PORT": "5433"}
            | {"OPTIONS": {}},
        ),
    ],
)
def test_database_url_is_read_as_psql_reads_it(url, expected):
    settings = parse_database_url(url)

    assert settings == expected | {"ENGINE": "django.db.backends.postgresql"}


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://ann:secret@host/db", "must look like postgresql://"),
        ("postgres://ann:secret@host", "names no database"),
        ("postgres://ann:secret@host:port/db", "'port' is not a port"),
        ("postgres://ann:secret@host:99999/db", "'99999' is not a port"),
        ("postgres://ann:secret@host/db?colour=red", "knows no option 'colour'"),
        ("postgres://ann:secret%zz@host/db", "cannot be read"),
        ("postgres://ann:secret@[::1/db", "cannot be read"),
    ],
)
def test_a_wrong_database_url_is_a_sentence_that_keeps_the_password(url, sentence):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as refusal:
        parse_database_url(url)

    assert sentence in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_without_database_url_the_cluster_lives_in_the_data_folder(tmp_path):
    default = embedded.database_settings({}, tmp_path)
    named = embedded.database_settings({"NEWSROOM_DATA": "/elsewhere"}, tmp_path)

    assert default["HOST"] == str(tmp_path / ".newsroom" / "postgres")
    assert named["HOST"] == "/elsewhere/postgres"
    assert default["DURABLE"]


def test_django_reconnects_after_the_server_was_killed(folder):
    script = (
        "import os, signal, django; django.setup()\n"
        "from django.db import connection, connections\n"
        "cursor = connection.cursor()\n"
        f"os.kill(int(open({str(folder / 'data/postmaster.pid')!r}).readline()), signal.SIGKILL)\n"
        "connections.close_all()\n"
        "cursor = connection.cursor(); cursor.execute('SELECT 10'); print(cursor.fetchone())\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=CHECKOUT,
        env=os.environ
        | {"NEWSROOM_DATA": str(folder.parent), "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
        | {"DATABASE_URL": "", "NEWSROOM_THROWAWAY_DATABASE": "no"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == "(10,)\n", done.stderr


def test_a_connection_by_hand_reaches_the_same_database(folder):
    cluster = embedded.Cluster(folder)

    with psycopg.connect(
        host=str(cluster.acquire()), port=embedded.PORT, user="newsroom", dbname="newsroom"
    ) as connection:
        name = connection.execute("SELECT current_database()").fetchone()

    cluster.release()
    assert name == ("newsroom",)
