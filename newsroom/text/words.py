"""Chinese words: segmentation by jieba, and the folding and bigrams by which texts are searched."""

import functools
import re
import unicodedata
from collections import Counter
from heapq import nsmallest
from itertools import chain
from operator import add

from newsroom.text import cutting
from newsroom.text.function_words import function_words


def cut(text: str) -> list[str]:
    """Cut a text into words; joined they are the text.

    >>> "".join(cut("法院审理案件")) == "法院审理案件"
    True
    """
    return cutting.cut(text)


def for_search(words: list[str]) -> list[str]:
    """Return cut words and before each the shorter words inside it, for ranking.

    >>> for_search(["检察院"])
    ['检察', '察院', '检察院']
    """
    return list(chain.from_iterable(map(_with_parts, words)))


@functools.lru_cache(maxsize=1 << 15)
def _with_parts(word: str) -> tuple[str, ...]:
    """The shorter words inside a word, and itself. Kept, since the same words come again and again
    and most of them are common ones."""
    if len(word) <= 2:
        return (word,)
    knows = cutting.knows()
    inside = [
        part
        for length in (2, 3)
        if len(word) > length
        for part in (word[i : i + length] for i in range(len(word) - length + 1))
        if knows(part)
    ]
    return (*inside, word)


def cut_for_search(text: str) -> list[str]:
    """Cut a text into words and the shorter words inside them, for ranking."""
    return for_search(cut(text))


def key_terms(words: list[str], most: int) -> list[str]:
    """Return the words that are most its own of a text cut into words, by TF-IDF; first the best.

    How rare a word is elsewhere is told by the table that comes with jieba; words that only hold a
    sentence together (newsroom.text.function_words) are none.

    >>> key_terms(["法院", "的", "法院", "我们", "2019"], 1)
    ['法院']
    """
    counted = Counter(words).items()
    weights = {word: n * weight for word, n in counted if (weight := _weight(word))}
    return nsmallest(most, weights, key=lambda word: (-weights[word], word))


@functools.lru_cache(maxsize=1 << 15)
def _weight(word: str) -> float:
    """How rare a word is in general, 0 for what is no key term. Kept, as in _with_parts: the table
    is so large that every look into it waits for the memory."""
    if len(word) < 2 or word.isascii() or not word.isalpha() or word in function_words():
        return 0.0
    rarity, usual = _rarity()
    return rarity.get(word, usual)


@functools.cache
def _rarity() -> tuple[dict[str, float], float]:
    """How rare words are in general (inverse document frequency), and how rare one unknown is."""
    pairs = (line.split() for line in cutting.rarities().read_text("utf-8").splitlines())
    rarity = {word: float(value) for word, value in pairs}
    return rarity, sorted(rarity.values())[len(rarity) // 2]


def is_word(text: str) -> bool:
    """Whether the dictionary holds a word.

    >>> is_word("法院"), is_word("院审")
    (True, False)
    """
    return bool(cutting.knows()(text))


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
    narrow = _narrow_and_simple()(text)
    lower = narrow.lower()
    if len(lower) == len(narrow):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in narrow)


class _Folding:
    """Translates single characters by a table; where few different ones have to be, much faster
    than by looking up every one of a text, as str.translate does."""

    FEW = 30  # different characters, such as all the full-width punctuation of a page

    def __init__(self, table: dict[int, str]) -> None:
        self.table = table
        self._any = re.compile(f"[{re.escape(''.join(map(chr, table)))}]")
        self._chained = {new for new in table.values() if ord(new) in table}

    def __call__(self, text: str) -> str:
        found = set(self._any.findall(text))
        if len(found) > self.FEW or found & self._chained:
            return text.translate(self.table)
        for character in found:
            text = text.replace(character, self.table[ord(character)])
        return text


@functools.cache
def _narrow_and_simple() -> _Folding:
    return _Folding({**_narrow(), **_simplify()})  # no character is in both


def fold_shapes(text: str) -> str:
    """Fold width and traditional characters only, one for one, and leave white space as it is: for
    reading pages.

    >>> fold_shapes("下轉３版，（記者）")
    '下转3版,(记者)'
    """
    return _shapes()(text)


@functools.cache
def _shapes() -> _Folding:
    return _Folding({c: new for c, new in _narrow_and_simple().table.items() if c != 0x3000})


def bigrams(text: str) -> list[str]:
    """Return every two neighbouring characters of a folded text that stand in one run without white
    space.

    >>> bigrams("平安浙江 2019")
    ['平安', '安浙', '浙江', '20', '01', '19']
    """
    return [pair for run in text.split() for pair in map(add, run, run[1:])]
