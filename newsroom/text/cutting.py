"""The engine that cuts Chinese text into words: jieba's dictionary and model, run by rjieba where
it is installed and by jieba itself where not. Both cut the same, whichever is there.

rjieba is jieba in Rust, some thirty times as fast. It differs from jieba in two ways, found by
comparing the two on every code point and on some hundred thousand random texts:

- It takes rare Chinese characters (extension A and further, compatibility forms) into words;
  jieba leaves each alone.
- It keeps figures and letters around signs together ("2-15"); jieba parts them. A plain number
  ("3.5", "12%") is cut alike.

So rjieba cuts what holds neither, and jieba cuts the stretches that do. tests/newsroom/text/
test_cutting.py keeps comparing.
"""

import atexit
import functools
import importlib.util
import logging
import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

SIGNS = r"+#&._%\-"
BLOCK = re.compile(rf"[\u4E00-\u9FD5a-zA-Z0-9{SIGNS}]+")
"""What jieba cuts as one; it never makes a word across the border of two."""

RARE = re.compile(
    "[\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f\U00030000-\U0003ffff"
    "\ud800-\udfff]+"  # half a character, which Rust has no strings of
)
SIGN = re.compile(
    rf"(?<![a-zA-Z0-9{SIGNS}])[0-9]+(?:\.[0-9]+)?%?(?![a-zA-Z0-9{SIGNS}])|([{SIGNS}])"
)
"""A plain number, which is passed over, or a sign, which is a group of its own."""


def _folder() -> Path:
    checkout = Path(__file__).resolve().parents[2]
    return Path(os.environ.get("NEWSROOM_DATA") or checkout / ".newsroom") / "cache"


@functools.cache
def jieba() -> ModuleType:
    """jieba with its dictionary loaded: half a second and 60 MB, so only when it is needed."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="pkg_resources is deprecated")
        warnings.filterwarnings("ignore", category=SyntaxWarning, module=r"jieba.*")
        warnings.filterwarnings("ignore", message="invalid escape sequence")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    folder = _folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        # a read-only installation: the cache lasts as long as the process
        folder = Path(tempfile.mkdtemp(prefix="newsroom-words-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    # jieba's default is the shared temporary folder, where any other user could plant a pickle
    jieba.dt.tmp_dir = str(folder)
    jieba.initialize()
    return jieba


@functools.cache
def _fast() -> ModuleType | None:
    """rjieba, where it can be imported: a tenth of a second and 25 MB."""
    try:
        import rjieba
    except ImportError:
        return None
    return rjieba


def rarities() -> Path:
    """Return the table of how rare words are which comes with jieba; jieba is not loaded for it."""
    found = importlib.util.find_spec("jieba")
    if found is None or not found.origin:
        raise ModuleNotFoundError("jieba is not installed", name="jieba")
    return Path(found.origin).parent / "analyse" / "idf.txt"


def dictionary() -> Path:
    """Return jieba's dictionary, a word a line with its frequency and part of speech."""
    return rarities().parents[1] / "dict.txt"


def knows() -> Callable[[str], object]:
    """Return a function that is true of the words of the dictionary."""
    fast = _fast()
    return fast.has_word if fast else jieba().dt.FREQ.get


def cut(text: str) -> list[str]:
    """Cut a text into words; joined they are the text."""
    fast = _fast()
    if fast is None:
        return jieba().lcut(text)
    words: list[str] = []
    place = 0
    for start, end in _stretches_for_jieba(text):
        words += fast.cut(text[place:start])
        words += jieba().lcut(text[start:end])
        place = end
    words += fast.cut(text[place:])
    return words


def _stretches_for_jieba(text: str) -> list[tuple[int, int]]:
    """Return where in a text rjieba might cut otherwise than jieba; they begin and end where jieba
    parts words anyway."""
    rare = [found.span() for found in RARE.finditer(text)]
    signs = [found.start(1) for found in SIGN.finditer(text) if found[1]]
    if not signs:
        return rare
    mixed = []
    block = (0, 0)
    for sign in signs:
        if sign >= block[1]:
            start = sign
            while start > block[1] and BLOCK.match(text, start - 1, start):
                start -= 1
            found = BLOCK.match(text, start)
            block = (start, found.end() if found else sign + 1)
            mixed.append(block)
    return sorted([*rare, *mixed])
