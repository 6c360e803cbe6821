"""Where one block breaks off and another goes on: how open an end is, and how well a start fits
it."""

import functools
import re
from enum import Enum

from newsroom.text.words import cut, is_word

_REMEMBERED = 512  # ends and starts of blocks, which are asked several times for each block
_CLOSERS = "”’」』)】》〉]"
_FULL_STOPS = "。!?…"
_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "(": ")", "《": "》", "【": "】"}
_REMARK = re.compile(r"[。!?…][”’]?\s?[(][^()]{1,60}[)]$")
"""A remark in brackets behind the end of a sentence, which it does not open again."""
_OPENERS = {closer: opener for opener, closer in _PAIRS.items()}
_CHINESE = re.compile("[一-鿿]+")
_MARKS = re.compile(f"[{re.escape(''.join([*_PAIRS, *_OPENERS]))}]")
_CANNOT_BEGIN = frozenset("的了着过们吗呢吧地得们,、。;:!?)》】”’…·%")
_CANNOT_END = frozenset(
    "到至的和与及在将把对从为向以被让由于是有这那其各并而等但或使又也都还就更最很不无每该所“‘《(、,第约近超达共"
)
_SENTENCE_OPENERS = frozenset(
    [
        "如今",
        "眼下",
        "据悉",
        "在此基础上",
        "针对这一情况",
        "目前",
        "近日",
        "此外",
        "同时",
        "随后",
        "然而",
        "对此",
        "原来",
        "其中",
        "去年",
        "今年",
        "当天",
        "当日",
        "日前",
        "昨天",
        "昨日",
        "今天",
        "今日",
        "据了解",
        "不过",
        "但是",
        "但",
        "因此",
        "所以",
        "于是",
        "后来",
        "最终",
        "最后",
        "为此",
        "另外",
        "首先",
        "其次",
        "第一",
        "第二",
        "第三",
        "再次",
        "一是",
        "二是",
        "三是",
        "四是",
        "期间",
        "事后",
        "之后",
        "会上",
        "会前",
        "会后",
        "现场",
        "截至目前",
        "接下来",
        "下一步",
        "事实上",
        "其实",
        "例如",
        "比如",
        "毕竟",
        "而且",
        "可是",
        "结果",
        "没想到",
        "经查",
        "经审理",
        "案发后",
        "到案后",
        "一方面",
        "另一方面",
        "与此同时",
        "值得一提的是",
        "多年来",
        "一年来",
        "近年来",
        "可见",
        "总之",
        "现在",
        "当时",
        "那天",
        "这天",
        "有一次",
        "那么",
        "记者",
        "是的",
        "对",
        "不",
        "好",
        "问",
        "答",
        "至此",
        "今后",
        "未来",
        "当前",
        "当晚",
        "次日",
        "翌日",
        "经调查",
        "经审查",
        "经了解",
        "经核实",
        "经鉴定",
        "庭审中",
        "法庭上",
        "案情",
        "起初",
        "一开始",
        "前不久",
        "不久前",
        "不久",
        "很快",
        "渐渐",
        "慢慢",
        "终于",
        "这时",
        "此时",
        "那时",
        "这次",
        "此次",
        "这里",
        "那里",
    ]
)


_COUNTED = re.compile(
    "[年月日时分秒点个件名人起万千百亿元届次条项辆台家户多余岁米公里吨克斤亩平对所位天周种类部份张只"
    "座栋幢层楼号版期页倍成级站路床间门口块头支艘架把套批笔处例号余岁周小]"
)
"""What may stand behind figures."""


_BEGINS_ALONE = frozenset(
    "在据他她我这那对从为当而但又也再经因由按于一有每自除与被把让如若凡近此其该你您它将用以"
)
"""Characters that begin sentences as words of their own."""


class End(Enum):
    """How a block ends."""

    CLOSED = "a sentence ends"
    LEAD_IN = "introduces what follows"
    IN_QUOTATION = "a sentence ends inside an open quotation"
    LIST = "a list goes on"
    OPEN = "in the middle of a sentence"


@functools.lru_cache(maxsize=_REMEMBERED)
def end_of(text: str) -> End:
    """Return how a block ends.

    >>> [end_of(text).name for text in ("他来了。", "他说“好。”", "提高质量和办", "行动起来——")]
    ['CLOSED', 'CLOSED', 'OPEN', 'LEAD_IN']
    >>> end_of("他说:“好。").name
    'IN_QUOTATION'
    """
    opened = unclosed(text)
    bare = text.rstrip(_CLOSERS)
    if not bare or (text.startswith("(") and text.endswith(")") and text.count("(") == 1):
        # nothing, or a remark in brackets on lines of its own
        return End.CLOSED
    if text[-1] == ")" and _REMARK.search(text):
        return End.IN_QUOTATION if any(mark in "“‘「『" for mark in opened) else End.CLOSED
    if bare[-1] in _FULL_STOPS:
        return End.IN_QUOTATION if any(mark in "“‘「『" for mark in opened) else End.CLOSED
    if text.endswith("——") and not opened:
        return End.LEAD_IN
    if bare[-1] == ":" and bare == text:
        return End.LEAD_IN
    if bare[-1] == ";":
        return End.LIST
    return End.OPEN


def unclosed(text: str) -> list[str]:
    """Return the quotation marks and brackets opened but not closed in a text.

    >>> unclosed("“浙江的‘网"), unclosed("(市、区)")
    (['“', '‘'], [])
    """
    stack: list[str] = []
    for character in _MARKS.findall(text):
        if character in _PAIRS:
            stack.append(character)
        elif stack and character == _PAIRS[stack[-1]]:
            stack.pop()
    return stack


def closes_first(text: str) -> str | None:
    """Return the first closing mark of a text that nothing in it opened.

    >>> closes_first("西南精神”,已经"), closes_first("“西南”") is None
    ('”', True)
    """
    depth: dict[str, int] = {}
    for character in _MARKS.findall(text):
        if character in _PAIRS:
            depth[character] = depth.get(character, 0) + 1
        else:
            opener = _OPENERS[character]
            if not depth.get(opener):
                return character
            depth[opener] -= 1
    return None


def cut_word(left: str, right: str) -> str | None:
    """Return the dictionary word that a column break cut in two, if the two ends make one.

    >>> cut_word("发送了一条微博,点亮街", "面的灯光")
    '街面'
    """
    start, end = left[-3:], _CHINESE.match(right[:3])
    while start and not _CHINESE.fullmatch(start):
        start = start[1:]
    if not start or not end:
        return None
    best = None
    for before in range(1, len(start) + 1):
        for after in range(1, end.end() + 1):
            word = start[-before:] + right[:after]
            if is_word(word) and (best is None or len(word) > len(best)):
                best = word
    return best


def _is_cut(left: str, right: str) -> bool:
    """Whether the two ends, read as one, have a word across the break: 两年多|线索 has none, though
    多线 is a word."""
    before, after = left[-8:], right[:8]
    place = 0
    for word in cut(before + after):
        place += len(word)
        if place == len(before):
            return False
        if place > len(before):
            return True
    return False


@functools.lru_cache(maxsize=_REMEMBERED)
def fit(left: str, right: str) -> float:
    """Say how well `right` goes on where `left` broke off: 0 for no sign of it, below for signs
    against it.

    >>> fit("这一伟大的“某", "地精神”已经深入人心。") > 2
    True
    >>> fit("他们走进大名鼎鼎的枫树", "近日,某地法院受理一起案件。") < 0
    True
    """
    left, right = left[-400:], right[:400]
    score = 0.0
    opened = unclosed(left)
    closing = closes_first(right)
    if opened and closing and _PAIRS[opened[-1]] == closing:
        score += 3
    elif opened and not closing:
        score -= 0.5
    elif closing and not opened:
        score -= 1
    if right[0] in _CANNOT_BEGIN or (
        right[0] in "与和及或" and first_clause(right) not in _SENTENCE_OPENERS
    ):
        score += 2.5
    if left[-1] in _CANNOT_END:
        score += 1.5
    if re.search(r"[0-9.]$", left):
        # a number goes on with figures, or with what it counts
        score += 3.0 if re.match(r"[0-9.%]", right) else 1.5 if _COUNTED.match(right) else 0.0
    word = cut_word(left, right)
    if word:
        score += 2.5 if len(word) > 2 else 2.0 if _is_cut(left, right) else 0.3
    score += _like_the_start_of_a_sentence(right)
    return score


def first_clause(text: str) -> str:
    """Return a text up to its first mark of punctuation."""
    return re.match(r"[^,。;:!?、“”]*", text)[0]  # type: ignore[index]


def _like_the_start_of_a_sentence(right: str) -> float:
    """Below zero when a block reads like the start of a sentence; above when its first words hang
    in the air."""
    clause = first_clause(right)
    if re.match(
        r"(?:本报讯|新华社|编者按|[一二三四五六七八九十]{1,2}、|[(][一二三四五六七八九十\d]+[)]"
        r"|\d+[.、．](?!\d))",
        right,
    ):
        return -3.0
    if clause in _SENTENCE_OPENERS:
        return -1.5
    if re.match(
        r"(?:据|记者|近日|昨日|昨天|今年|去年|\d{4}年|\d{1,2}月\d{1,2}日|\d{1,2}日|在.{2,12}[,]|“)",
        right,
    ):
        return -0.7
    if right[0] in "也就才都却还又仍均便" and len(clause) > 3:
        # such words mostly stand behind their subject
        return 0.8
    return 0.8 if 0 < len(clause) <= 3 and len(right) > len(clause) else 0.0


def begins_amiss(text: str) -> bool:
    """Whether the first word of a block is one character that hardly ever begins a sentence, as
    words cut in two leave behind.

    >>> begins_amiss("面的灯光亮了"), begins_amiss("在法庭上"), begins_amiss("法院认为")
    (True, False, False)
    """
    word = cut(text[:8])[0]
    return len(word) == 1 and "一" <= word <= "龥" and word not in _BEGINS_ALONE


def opens_sentence(text: str) -> bool:
    """Whether a text begins with words that begin sentences, and hardly ever titles.

    >>> opens_sentence("目前,该案正在审理"), opens_sentence("法院审结一案,获好评")
    (True, False)
    """
    clause = first_clause(text)
    return clause in _SENTENCE_OPENERS and len(text) > len(clause) + 1
