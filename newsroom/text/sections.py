"""The name of the section that a page belongs to, as its furniture prints it."""

import re
from collections.abc import Iterable

from newsroom.text.furniture import furniture_kind, is_section_name
from newsroom.text.words import fold_shapes

LONGEST = 100  # characters, as many as are stored
_BETWEEN = re.compile(r"[\s|/·,:—]+")
_NUMBER = r"第?(?:[A-Z]?\d{1,2}|[〇零一二三四五六七八九十]{1,3})版?"
_GLUED = re.compile(rf"{_NUMBER}([一-鿿]{{2,8}})|([一-鿿]{{2,8}}?){_NUMBER}")


def section_of(furniture: Iterable[str]) -> str:
    """Return the section that a page's furniture names, empty where it names none.

    Only the usual names of sections are known (要闻, 法治新闻); what else stands beside date and
    page number could as well be a slogan.

    >>> section_of(["责任编辑:王一平", "2019年7月9日 星期二 法治新闻 06版"])
    '法治新闻'
    >>> section_of(["06综合新闻"]), section_of(["广告"])
    ('综合新闻', '')
    """
    for line in furniture:
        folded = fold_shapes(line).strip()
        if len(folded) > LONGEST or furniture_kind(folded) in {"ad", "editor"}:
            continue
        for token in filter(None, _BETWEEN.split(folded)):
            if is_section_name(token):
                return token
            glued = _GLUED.fullmatch(token)
            if glued and is_section_name(glued[1] or glued[2]):
                return glued[1] or glued[2]
    return ""
