"""`manage.py test`: pytest with a browser, which is found, installed or asked for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from newsroom.management.commands.test import find_browser

CHECKOUT = Path(__file__).resolve().parents[2]


def program(folder, name, script="exit 0"):
    made = folder / name
    made.write_text(f"#!/bin/sh\n{script}\n")
    made.chmod(0o755)
    return str(made)


def manage(data, *arguments):
    return subprocess.run(
        [sys.executable, "manage.py", "test", *arguments],
        cwd=CHECKOUT,
        env=os.environ | {"NEWSROOM_DATA": str(data)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_browser_on_the_path_is_found(tmp_path):
    chrome = program(tmp_path, "google-chrome")

    assert find_browser({"PATH": str(tmp_path)}) == chrome


def test_the_browser_that_is_named_wins(tmp_path):
    program(tmp_path, "chromium")
    named = program(tmp_path, "my-browser")

    found = find_browser({"PATH": str(tmp_path), "NEWSROOM_CHROMIUM": named})

    assert found == named


def test_a_name_that_is_no_browser_is_refused(tmp_path):
    with pytest.raises(CommandError, match="is no program"):
        find_browser({"PATH": str(tmp_path), "NEWSROOM_CHROMIUM": str(tmp_path / "nothing")})


def test_without_a_browser_it_says_what_to_install(tmp_path):
    with pytest.raises(CommandError, match="apt-get install chromium fonts-noto-cjk"):
        find_browser({"PATH": str(tmp_path)})


def test_root_gets_debians_browser_and_nobody_else_does(tmp_path):
    log = tmp_path / "log"
    chromium = tmp_path / "chromium"
    script = f'echo "$@" >> {log}; [ "$1" = update ] || /bin/ln -s /bin/true {chromium}'
    program(tmp_path, "apt-get", script)

    if os.geteuid() == 0:
        found = find_browser({"PATH": str(tmp_path)})

        assert found == str(chromium)
        update, install = log.read_text().splitlines()
        assert update.startswith("update")
        assert install.endswith("chromium fonts-noto-cjk")
    else:
        with pytest.raises(CommandError):
            find_browser({"PATH": str(tmp_path)})

        assert not log.exists()


def test_arguments_go_to_pytest_and_its_closing_line_comes_back(tmp_path):
    done = manage(tmp_path, "tests/newsroom/test_containers.py", "-k", "volume")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed, " in done.stdout.splitlines()[-1]


def test_the_exit_code_is_pytests(tmp_path):
    done = manage(tmp_path, "tests/newsroom/test_containers.py", "-k", "no_such_test")

    assert done.returncode == pytest.ExitCode.NO_TESTS_COLLECTED
