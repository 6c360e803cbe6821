"""Reading a folder of pages from the command line, without a database; and the doctests of the
package."""

import doctest
import importlib
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import newsroom.text

PAGE = "某地法院开庭\n\n本报记者 王一平\n\n本报讯 昨天,法院开庭审理一起案件。\n"
MODULES = [
    name for _, name, _ in pkgutil.iter_modules(newsroom.text.__path__) if name != "__main__"
]


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder with a good page and a damaged one."""
    source = tmp_path / "pages"
    source.mkdir()
    (source / "good.txt").write_text(PAGE, encoding="gb18030")
    (source / "bad.txt").write_bytes(b"text\0text")
    return source


def test_each_page_becomes_one_json_file_and_a_bad_one_stops_none(folder, tmp_path, capsys):
    with pytest.raises(CommandError, match="1 of the files could not be read"):
        call_command("read_pages", str(folder), str(tmp_path / "out"))

    written = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in written] == ["good.json"]
    reading = json.loads(written[0].read_text(encoding="utf-8"))
    assert reading["articles"][0]["headline"] == "某地法院开庭"
    assert reading["source"]["encoding"] == "gb18030"
    assert "NUL" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("read_pages", str(tmp_path / "none"), str(tmp_path / "out"))


def test_the_package_reads_pages_without_django(folder, tmp_path):
    code = (
        "import sys; sys.modules['django'] = None\n"
        "from newsroom.text.__main__ import main\n"
        f"sys.exit(main([{str(folder)!r}, {str(tmp_path / 'out')!r}]))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "good.txt: 1 articles" in done.stdout
    assert "bad.txt, line 1: a NUL character" in done.stdout


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_in_the_docstrings_hold(module):
    result = doctest.testmod(importlib.import_module(f"newsroom.text.{module}"))

    assert result.failed == 0
