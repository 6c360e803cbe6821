"""How a Chinese name is typed on a keyboard: its pinyin, and the initials of its characters."""

import os
from itertools import islice, product

MOST_READINGS = 16
"""Of a name with several characters that are read in several ways."""


def typed_forms(name: str) -> list[str]:
    """Return what one may type for a name: its pinyin, then its initials in every reading.

    A character that is read in several ways counts in each of them, whatever stands beside it:
    that needs no dictionary of phrases, which would cost 45 MB in every process.

    >>> typed_forms("行业AI")
    ['xingyeai', 'xyai', 'hyai']
    """
    # Before the first import: it is read there.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin  # 15 MB, and needed only where labels are filtered

    characters = list("".join(name.split()).lower())
    whole = "".join(reading[0] for reading in pinyin(characters, style=Style.NORMAL))
    letters = pinyin(characters, style=Style.FIRST_LETTER, heteronym=True)
    initials = ("".join(reading) for reading in islice(product(*letters), MOST_READINGS))
    return list(dict.fromkeys([whole, *initials]))
