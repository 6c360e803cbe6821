"""Chinese words: segmentation by jieba, and the folding and bigrams by which texts are searched."""

import atexit
import functools
import logging
import os
import shutil
import tempfile
import unicodedata
import warnings
from collections import Counter
from pathlib import Path
from types import ModuleType

_cache_folder: Path | None = None


def keep_cache_in(folder: str | Path) -> None:
    """Name the private folder for jieba's dictionary cache; without it the one in NEWSROOM_DATA is
    used.

    Has an effect only before the first use of a word function.
    """
    global _cache_folder
    _cache_folder = Path(folder)


def _folder() -> Path:
    if _cache_folder:
        return _cache_folder
    checkout = Path(__file__).resolve().parents[2]
    return Path(os.environ.get("NEWSROOM_DATA") or checkout / ".newsroom") / "cache"


@functools.cache
def _jieba() -> ModuleType:
    """jieba with its dictionary loaded: half a second and 60 MB, so only when a word is first
    needed."""
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


def cut(text: str) -> list[str]:
    """Cut a text into words; joined they are the text.

    >>> "".join(cut("法院审理案件")) == "法院审理案件"
    True
    """
    return _jieba().lcut(text)


def for_search(words: list[str]) -> list[str]:
    """Return cut words and before each the shorter words inside it, for ranking.

    >>> for_search(["检察院"])
    ['检察', '察院', '检察院']
    """
    known = _jieba().dt.FREQ
    found = []
    for word in words:
        for length in (2, 3):
            if len(word) > length:
                parts = (word[i : i + length] for i in range(len(word) - length + 1))
                found += [part for part in parts if known.get(part)]
        found.append(word)
    return found


def cut_for_search(text: str) -> list[str]:
    """Cut a text into words and the shorter words inside them, for ranking."""
    return for_search(cut(text))


def key_terms(words: list[str], most: int) -> list[str]:
    """Return the words that are most its own of a text cut into words, by TF-IDF; first the best.

    How rare a word is elsewhere is told by the table that comes with jieba.

    >>> key_terms(["法院", "的", "法院", "我们", "2019"], 1)
    ['法院']
    """
    rarity, usual = _rarity()
    often = Counter(word for word in words if len(word) > 1 and not word.isascii())
    weights = {word: n * rarity.get(word, usual) for word, n in often.items() if word.isalpha()}
    return sorted(weights, key=lambda word: (-weights[word], word))[:most]


@functools.cache
def _rarity() -> tuple[dict[str, float], float]:
    """How rare words are in general (inverse document frequency), and how rare one unknown is."""
    table = Path(str(_jieba().__file__)).parent / "analyse" / "idf.txt"
    pairs = (line.split() for line in table.read_text("utf-8").splitlines())
    rarity = {word: float(value) for word, value in pairs}
    return rarity, sorted(rarity.values())[len(rarity) // 2]


def is_word(text: str) -> bool:
    """Whether the dictionary holds a word.

    >>> is_word("法院"), is_word("院审")
    (True, False)
    """
    return bool(_jieba().dt.FREQ.get(text))


@functools.cache
def _simplify() -> dict[int, str]:
    """Single characters, traditional → simplified, read off opencc once: a table keeps the length,
    phrases do not."""
    import opencc

    convert = opencc.OpenCC("t2s").convert
    table = {}
    for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF)):
        for code in range(first, last + 1):
            simple = convert(chr(code))
            if simple != chr(code) and len(simple) == 1:
                table[code] = simple
    return table


@functools.cache
def _narrow() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table[0x3000] = " "
    for code in range(0xFFE0, 0xFFE7):
        folded = unicodedata.normalize("NFKC", chr(code))
        if len(folded) == 1:
            table[code] = folded
    return table


def fold(text: str) -> str:
    """Fold what a search should not tell apart: full and half width, case, traditional and
    simplified characters.

    Every character becomes exactly one, so an offset in the folded text is an offset in the text.
    That is why conversion goes character by character and knows no phrases (乾坤 becomes 干坤 in
    index and query alike), and why letters whose lower case is longer than one character stay as
    they are.

    >>> fold("轉３版ＡＰＰ")
    '转3版app'
    """
    narrow = text.translate(_narrow()).translate(_simplify())
    lower = narrow.lower()
    if len(lower) == len(narrow):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in narrow)


def fold_shapes(text: str) -> str:
    """Fold width and traditional characters only, one for one, and leave white space as it is: for
    reading pages.

    >>> fold_shapes("下轉３版，（記者）")
    '下转3版,(记者)'
    """
    return text.translate(_shapes())


@functools.cache
def _shapes() -> dict[int, str]:
    return {code: c for code, c in {**_narrow(), **_simplify()}.items() if code != 0x3000}


def bigrams(text: str) -> list[str]:
    """Return every two neighbouring characters of a folded text that stand in one run without white
    space.

    >>> bigrams("平安浙江 2019")
    ['平安', '安浙', '浙江', '20', '01', '19']
    """
    return [run[i : i + 2] for run in text.split() for i in range(len(run) - 1)]
