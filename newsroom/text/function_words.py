"""Words that tell nothing of what a text is about, and are no key terms: 或者, 这位, 相关."""

import functools
import re

from newsroom.text import cutting

_TAGS = "c|p|r|rr|rz|d|df|u|y|e|f|m|mq"
"""Parts of speech in jieba's dictionary: conjunctions, prepositions, pronouns, adverbs, particles,
interjections, words of place, numbers and what they count."""

ALSO = frozenset([
    "相关", "有关", "没有", "应当", "应该", "进行", "表示", "认为", "方面", "大家", "双方",
    "对方", "情况", "时候", "目前", "近日", "日前", "昨日", "昨天", "今天", "明天", "今年",
    "去年", "日起", "日晚", "日为", "日即", "时许", "之日起", "星期一", "星期二", "星期三",
    "星期四", "星期五", "星期六", "星期日", "星期天",
])  # fmt: skip
"""Verbs, nouns and words of time that say as little, and pieces of dates that jieba cuts off."""

THOUGH = frozenset([
    "两会", "五四", "八一", "三门", "自然", "反对", "整顿", "偷越", "一把手", "零部件", "零件",
    "双打",
])  # fmt: skip
"""What the dictionary counts among the above, and newspapers write about."""


@functools.cache
def function_words() -> frozenset[str]:
    """Return them all, some 17,000; read off the dictionary once, in a twentieth of a second.

    >>> {"或者", "这位", "相关", "以及", "其中"} <= function_words()
    True
    >>> "两会" in function_words() or "法院" in function_words()
    False
    """
    tagged = re.compile(rf"^(\S\S+) \d+ (?:{_TAGS})$", re.MULTILINE)
    found = tagged.findall(cutting.dictionary().read_text("utf-8"))
    return frozenset(found) - THOUGH | ALSO
