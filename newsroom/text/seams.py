"""Where one block breaks off and another goes on: how open an end is, and how well a start fits
it."""

import re
from enum import Enum

from newsroom.text.words import is_word

_CLOSERS = "”’」』)】》〉]"
_FULL_STOPS = "。!?…"
_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "(": ")", "《": "》", "【": "】"}
_CANNOT_BEGIN = frozenset("的了着过们吗呢吧地得们,、。;:!?)》】”’…·%")
_CANNOT_END = frozenset(
    "到至的和与及在将把对从为向以被让由于是有这那其各并而等但或使又也都还就更最很不无每该所“‘《(、,第约近超达共"
)
_SENTENCE_OPENERS = frozenset(
    [
        "如今",
        "目前",
        "近日",
        "此外",
        "同时",
        "随后",
        "然而",
        "对此",
        "据悉",
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


class End(Enum):
    """How a block ends."""

    CLOSED = "a sentence ends"
    LEAD_IN = "introduces what follows"
    IN_QUOTATION = "a sentence ends inside an open quotation"
    LIST = "a list goes on"
    OPEN = "in the middle of a sentence"


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
    for character in text:
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
    closers = {closer: opener for opener, closer in _PAIRS.items()}
    for character in text:
        if character in _PAIRS:
            depth[character] = depth.get(character, 0) + 1
        elif character in closers:
            opener = closers[character]
            if not depth.get(opener):
                return character
            depth[opener] -= 1
    return None


def cut_word(left: str, right: str) -> str | None:
    """Return the dictionary word that a column break cut in two, if the two ends make one.

    >>> cut_word("发送了一条微博,点亮街", "面的灯光")
    '街面'
    """
    best = None
    for before in (1, 2, 3):
        for after in (1, 2, 3):
            word = left[-before:] + right[:after]
            if len(word) == before + after and re.fullmatch("[一-鿿]+", word) and is_word(word):
                best = word if best is None or len(word) > len(best) else best
    return best


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
        score += 1.5 if re.match(r"[0-9.%一-鿿]", right) else 0
    word = cut_word(left, right)
    if word:
        score += 1.5 if len(word) == 2 else 2.5
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
    return 0.8 if 0 < len(clause) <= 3 and len(right) > len(clause) else 0.0
