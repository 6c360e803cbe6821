"""manage.py on a bare machine, in a small checkout whose locks name packages that lie beside it."""

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
DJANGO = """
def execute_from_command_line(arguments):
    import importlib.util, sys
    tools = bool(importlib.util.find_spec("tools"))
    print(__package__.split(".")[0], VERSION, sys.prefix, arguments[1:], "tools" if tools else "")
"""


def write_wheel(folder, name, version, files):
    """Make a wheel, and return its line of a lock."""
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    about = f"{name}-{version}.dist-info"
    files = files | {
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},,\n" for path in [*files, f"{about}/RECORD"])
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
        archive.writestr(f"{about}/RECORD", record)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return f"{name} @ {wheel.as_uri()} --hash=sha256:{digest}\n"


def write_locks(checkout, django_version):
    """Lock a Django that only says where it runs, and a tool for development."""
    django = write_wheel(
        checkout,
        "django",
        django_version,
        {
            "django/__init__.py": "",
            "django/core/__init__.py": "",
            "django/core/management.py": DJANGO.replace("VERSION", repr(django_version)),
        },
    )
    tools = write_wheel(checkout, "tools", "1.0", {"tools.py": ""})
    (checkout / "requirements.txt").write_text(django)
    (checkout / "requirements-dev.txt").write_text(django + tools)


def make_checkout(folder):
    (folder / "newsroom").mkdir(parents=True)
    shutil.copy(CHECKOUT / "manage.py", folder)
    shutil.copy(CHECKOUT / "newsroom" / "bootstrap.py", folder / "newsroom")
    (folder / "newsroom" / "__init__.py").touch()
    (folder / "newsroom" / "embedded.py").write_text("class ClusterError(Exception): pass\n")
    write_locks(folder, "1.0")
    return folder


@pytest.fixture(scope="module")
def bare_python(tmp_path_factory):
    """A Python with nothing installed."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, symlinks=True)
    return folder / "bin" / "python"


@pytest.fixture
def checkout(tmp_path):
    """A checkout that nobody has used."""
    return make_checkout(tmp_path / "checkout")


@pytest.fixture(scope="module")
def used_checkout(tmp_path_factory, bare_python):
    """A checkout with an environment."""
    checkout = make_checkout(tmp_path_factory.mktemp("used") / "checkout")
    done = manage(checkout, bare_python, "migrate")
    assert done.returncode == 0, done.stderr
    return checkout


def environment():
    """No index, no uv, and none of the variables that tell of an environment around us."""
    ours = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "DJANGO_SETTINGS_MODULE")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"PATH": "/usr/bin:/bin", "PIP_NO_INDEX": "1"}


def manage(checkout, python, *arguments):
    return subprocess.run(
        [str(python), "manage.py", *arguments],
        cwd=checkout,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def record_of(checkout):
    return json.loads((checkout / ".venv" / "newsroom-lock.json").read_text())


def test_a_bare_python_makes_the_environment_and_runs_the_command_in_it(checkout, bare_python):
    done = manage(checkout, bare_python, "migrate", "--plan")

    assert done.stdout == f"django 1.0 {checkout}/.venv ['migrate', '--plan'] \n", done.stderr
    assert "Installing the packages of requirements.txt" in done.stderr
    assert record_of(checkout)["complete"]


def test_the_second_time_nothing_is_installed(used_checkout, bare_python):
    done = manage(used_checkout, bare_python, "migrate")

    assert done.returncode == 0
    assert done.stderr == ""


def test_the_environment_can_also_be_entered_by_its_own_python(used_checkout):
    done = manage(used_checkout, used_checkout / ".venv/bin/python", "migrate")

    assert done.stdout.startswith("django 1.0")
    assert done.stderr == ""


def test_tests_bring_their_tools_and_other_commands_keep_them(checkout, bare_python):
    manage(checkout, bare_python, "migrate")

    inside = manage(checkout, checkout / ".venv/bin/python", "test", "-k", "byline")
    after = manage(checkout, bare_python, "up")

    assert inside.stdout.endswith("['test', '-k', 'byline'] tools\n"), inside.stderr
    assert after.stdout.endswith("['up'] tools\n")
    assert after.stderr == ""


def test_a_changed_lock_is_followed(checkout, bare_python):
    manage(checkout, bare_python, "migrate")
    write_locks(checkout, "1.1")

    outside = manage(checkout, bare_python, "migrate")
    write_locks(checkout, "1.2")
    inside = manage(checkout, checkout / ".venv/bin/python", "migrate")

    assert outside.stdout.startswith("django 1.1"), outside.stderr
    assert inside.stdout.startswith("django 1.2"), inside.stderr


def test_a_failed_installation_is_a_sentence_and_leaves_what_worked(used_checkout, bare_python):
    lock = used_checkout / "requirements-dev.txt"
    right = lock.read_text()
    lock.write_text("django==99.0 --hash=sha256:" + "0" * 64 + "\n")

    failed = manage(used_checkout, bare_python, "test")
    after = manage(used_checkout, bare_python, "migrate")

    lock.write_text(right)
    assert failed.returncode == 1
    assert failed.stderr.rstrip().endswith("run the same command again when it is there.")
    assert "Traceback" not in failed.stderr
    assert after.stdout.startswith("django 1.0")


@pytest.mark.parametrize("state", ["unfinished", "unreadable", "without Python"])
def test_a_half_made_environment_is_made_again(checkout, bare_python, state):
    half_made = checkout / ".venv"
    half_made.mkdir()
    record = {"python": "3.11", "path": str(half_made), "lock": "requirements.txt", "digest": ""}
    complete = state == "without Python"
    (half_made / "newsroom-lock.json").write_text(
        "{" if state == "unreadable" else json.dumps(record | {"complete": complete})
    )

    done = manage(checkout, bare_python, "migrate")

    assert done.stdout.startswith("django 1.0"), done.stderr
    assert "making it again" in done.stderr


def test_a_moved_checkout_makes_its_environment_again(checkout, bare_python):
    manage(checkout, bare_python, "migrate")
    moved = checkout.rename(checkout.with_name("moved"))
    write_locks(moved, "1.0")

    done = manage(moved, bare_python, "migrate")

    assert done.stdout.startswith(f"django 1.0 {moved}/.venv"), done.stderr
    assert "was moved" in done.stderr


def test_an_environment_of_another_python_is_made_again(used_checkout, bare_python):
    record = used_checkout / ".venv" / "newsroom-lock.json"
    record.write_text(json.dumps(record_of(used_checkout) | {"python": "3.1"}))

    done = manage(used_checkout, bare_python, "migrate")

    assert done.stdout.startswith("django 1.0"), done.stderr
    assert record_of(used_checkout)["python"] == ".".join(map(str, sys.version_info[:2]))


def test_two_at_a_time_make_one_environment(checkout, bare_python):
    both = [
        subprocess.Popen(
            [str(bare_python), "manage.py", "migrate"],
            cwd=checkout,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]

    said = [process.communicate() for process in both]

    assert [out.split()[:2] for out, _ in said] == [["django", "1.0"]] * 2, said
    assert sum("Installing" in problems for _, problems in said) == 1


def test_an_environment_of_ones_own_is_left_alone(checkout, tmp_path):
    own = tmp_path / "own"
    venv.create(own, symlinks=True)
    packages = next(own.glob("lib/python*/site-packages"))
    with zipfile.ZipFile(checkout / "django-1.0-py3-none-any.whl") as wheel:
        wheel.extractall(packages)

    done = manage(checkout, own / "bin" / "python", "test", "-x")

    assert done.stdout == f"django 1.0 {own} ['test', '-x'] \n", done.stderr
    assert not (checkout / ".venv").exists()


def test_a_venv_that_somebody_made_in_the_checkout_is_used_and_left_alone(checkout, bare_python):
    venv.create(checkout / ".venv", symlinks=True)
    packages = next((checkout / ".venv").glob("lib/python*/site-packages"))
    with zipfile.ZipFile(checkout / "django-1.0-py3-none-any.whl") as wheel:
        wheel.extractall(packages)

    done = manage(checkout, bare_python, "test")

    assert done.stdout == f"django 1.0 {checkout}/.venv ['test'] \n", done.stderr
    assert not (checkout / ".venv" / "newsroom-lock.json").exists()


def test_a_venv_that_somebody_made_without_django_is_not_overwritten(checkout, bare_python):
    venv.create(checkout / ".venv", symlinks=True)

    done = manage(checkout, bare_python, "up")

    assert done.returncode == 1
    assert "was not made by manage.py" in done.stderr
    assert "Traceback" not in done.stderr
    assert (checkout / ".venv" / "bin" / "python").exists()


def test_an_old_python_reads_manage_py_and_gets_a_sentence(checkout):
    source = (CHECKOUT / "manage.py").read_text()
    tree = ast.parse(source, feature_version=(3, 4))
    pretend = (
        "import runpy, sys; sys.version_info = (3, 8, 1); sys.argv = ['manage.py', 'up']; "
        "runpy.run_path('manage.py', run_name='__main__')"
    )

    done = subprocess.run(
        [sys.executable, "-c", pretend], cwd=checkout, capture_output=True, text=True, check=False
    )

    assert not [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.AnnAssign)]
    assert done.returncode == 1
    assert done.stderr.startswith("Newsroom needs Python 3.11 or newer")
    assert done.stderr.endswith("such as: python3.11 manage.py up\n")
