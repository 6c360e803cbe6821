"""How a Chinese name is typed on a keyboard: its pinyin, and the initials of its characters."""

import os
from itertools import islice, product
from types import ModuleType

MOST_READINGS = 16
"""Of a name with several characters that are read in several ways."""


_READ_OTHERWISE = {"重庆": "崇庆", "长": "常", "厦门": "夏门", "银行": "银航"}
"""What newspapers' names have in another reading than the usual one, in characters of that one."""


def _pypinyin() -> ModuleType:
    """pypinyin without its dictionary of phrases, which would cost 45 MB; as it is 15 MB, needed
    only where names are typed or abbreviated, so it is imported no earlier."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # read at the first import
    import pypinyin

    return pypinyin


def first_letters(name: str) -> list[str]:
    """Return the first letter of each character as a newspaper's name is read, and other words
    whole.

    >>> first_letters("重庆日报"), first_letters("长江日报 AB")
    (['c', 'q', 'r', 'b'], ['c', 'j', 'r', 'b', ' AB'])
    """
    for words, alike in _READ_OTHERWISE.items():
        name = name.replace(words, alike)
    pypinyin = _pypinyin()
    return pypinyin.lazy_pinyin(name, style=pypinyin.Style.FIRST_LETTER)


def typed_forms(name: str) -> list[str]:
    """Return what one may type for a name: its pinyin, then its initials in every reading.

    A character that is read in several ways counts in each of them, whatever stands beside it:
    that needs no dictionary of phrases.

    >>> typed_forms("行业AI")
    ['xingyeai', 'xyai', 'hyai']
    """
    pypinyin = _pypinyin()
    pinyin, style = pypinyin.pinyin, pypinyin.Style
    characters = list("".join(name.split()).lower())
    whole = "".join(reading[0] for reading in pinyin(characters, style=style.NORMAL))
    letters = pinyin(characters, style=style.FIRST_LETTER, heteronym=True)
    initials = ("".join(reading) for reading in islice(product(*letters), MOST_READINGS))
    return list(dict.fromkeys([whole, *initials]))
