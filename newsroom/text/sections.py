"""The section that a page belongs to and its number, as its furniture prints them."""

import re
from collections.abc import Iterable

from newsroom.text.furniture import furniture_kind, is_section_name
from newsroom.text.page_references import page_number
from newsroom.text.words import fold_shapes

LONGEST = 100  # characters, as many as are stored
_BETWEEN = re.compile(r"[\s|/·,:—]+")
_NUMBER = r"第?(?:[A-Z]?\d{1,2}|[〇零一二三四五六七八九十]{1,3})版?"
_GLUED = re.compile(rf"{_NUMBER}([一-鿿]{{2,8}})|([一-鿿]{{2,8}}?){_NUMBER}")


_OWN_NUMBER = re.compile(
    r"第?(?P<figures>[A-Z]?\d{1,3})版|第(?P<numeral>[〇零一二三四五六七八九十]{1,3})版"
    r"|(?P<alone>[A-Z]\d{1,2}|0\d)"
)
"""The number of a page in its head; figures without 版 only as papers write them: A3, 06."""
_HOW_MANY = re.compile(r"(?:今日|本期|今天|共)\d{1,3}版")


def page_number_of(furniture: Iterable[str]) -> str:
    """Return the number that a page's head prints, empty where it prints none.

    >>> page_number_of(["某某日报", "2019年7月9日 星期二 今日12版 第3版"])
    '3'
    >>> page_number_of(["A03 要闻"]), page_number_of(["第四版"]), page_number_of(["责编:王一平"])
    ('A3', '4', '')
    """
    for line in furniture:
        folded = fold_shapes(line).strip()
        if len(folded) > LONGEST or furniture_kind(folded) not in {"masthead", "section"}:
            continue
        for token in filter(None, _BETWEEN.split(_HOW_MANY.sub(" ", folded))):
            whole = _OWN_NUMBER.fullmatch(token)
            glued = _GLUED.fullmatch(token)
            if whole is None and glued and is_section_name(glued[1] or glued[2]):
                whole = _OWN_NUMBER.fullmatch(token.replace(glued[1] or glued[2], ""))
            if whole:
                return page_number(whole["figures"] or whole["numeral"] or whole["alone"])
    return ""


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
