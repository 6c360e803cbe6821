"""The title lines above an article: which is headline, kicker, deck, rubric."""

import functools
import re

from newsroom.text import marks
from newsroom.text.atoms import Atom
from newsroom.text.drafts import Piece
from newsroom.text.furniture import is_section_name
from newsroom.text.lines import trim
from newsroom.text.reasons import Reason
from newsroom.text.roles import Role

_SPACE = re.compile(r"[\s\u3000]+")
_SAID = re.compile(
    r"(?:强调|指出|要求|表示|提出|时说|说|会见|会见时|调研|调研时|考察时?|座谈时?|讲话|批示|指示"
    r"|寄语|主持并讲话|致辞|部署|勉励|号召|呼吁)$"
)
_OCCASION = re.compile(
    r"(?:会|会议|大会|仪式|首秀|活动|论坛|调研|之际|前夕|以来|期间|之后|之前|背后|系列|行动"
    r"|专项行动|专项整治|讲座)$"
)
_ATTENDS = re.compile(
    r"(?:[一-鿿]{2,4}、){0,6}[一-鿿]{2,4}?等?(?:主持|出席|参加|致辞|讲话|陪同|作报告|宣读)"
)
"""Who else was there, as a deck says it: 某某主持, 某某等出席."""
_REMARK = re.compile(r"[(][^()]+[)]")
"""A line all in brackets says something of what it stands by, and is no title: (按姓氏笔画排序)."""
_HELD = re.compile(r"(?:会|会议|大会|仪式|活动|论坛)(?:在[一-鿿]{2,6})?(?:召开|举行|开幕|闭幕)$")
_TELLS_STORY = re.compile(r"(?!为)[^“”]{3,}(?:“[^”]*”[^“”]*)*,[^”]{4,}$")
"""Two clauses with a comma between them, as a kicker tells how it came about: 一个微信群,
连起了三百户人家; not 为两斤冬枣,他追到衢州, which wants nothing more."""
_VERBS_AT_START = re.compile(
    "弘扬|践行|巩固|深化|打造|建设|守好|守住|守护|力保|探索|提升|努力|推进|推动|加强|落实|坚持"
    "|聚焦|护航|助力|开展|构建|筑牢|夯实|强化|创新|优化|完善|深入|全面|着力|切实|严厉|打击|依法"
    "|维护|保障|服务|促进|加快|凝聚|贯彻|学习|传承|践诺|擦亮|织密|织牢|拧紧|紧盯|压实|扛起|抓好"
    "|抓实|打好|打赢|做好|做实|做强|激活|释放|破解|化解|疏解|防范|防控|整治|清理|规范|创建|争创"
    "|争当|争做|勇当|当好|走进|走访|深耕|融入|引领|搭建|架起|点亮|照亮|绘就|谱写|书写|奏响|唱响"
    "|吹响|拉开|撑起|托起|跑出|交出|答好|念好|下好|用好|用活|盘活|延伸|拓展|畅通|打通|缩短|减轻"
    "|提高|增强|扩大|确保|力争|力推|力促|倾力|倾听|倾情|携手|联手|合力|共建|共治|共享|共筑|齐抓"
    "|严把|严守|严防|严控|从严|从细|深挖|彻查|斩断|铲除|揭开|揭秘|解码|追踪|寻找|关爱|呵护|关注"
    "|情系|心系|不忘|牢记|忠诚|担当|砥砺|奋进|立足|围绕|瞄准|对标|借力|依托|发挥|突出|抓住|抢抓"
    "|把握|实现|迈向|迎接|喜迎|致敬|缅怀|铭记|为了|让|把|将|以|为|用|向|从"
)
_SUBJECT = re.compile(
    r"^(?:[一-鿿]{2,10}?(?:省|市|县|区|镇|乡|村|街道|法院|检察院|公安|公安局|警方|司法局|政法委"
    r"|系统|机关|部门|委|局|厅|院|队|所|办|学校|公司|企业|社区|律师|民警|法官|检察官|干警|全省"
    r"|全国|全市|我省|我市|会议|总结会|座谈会|现场会)|[一-鿿]{2,4}(?:召开|举行|启动|出台|落地|上线"
    r"|发布|开展|推行|获|被))"
)
_STATES = re.compile(
    "[一-鿿](?:将(?!军|领|士|门)|被|获评|获得|荣获|迎来|实现|全面|正式|首次|率先)[一-鿿]"
)
"""What makes a line a clause that says something, as the names of series do not."""
_SERIES = re.compile(
    r"(?:进行时|系列|专题|专栏|特刊|征程|周年|聚焦|行动|巡礼|风采|故事|面对面|访谈|直击|观察|一线"
    r"|现场|说法|追踪|关注|特别报道|在身边|回眸|回望|展望|纪实|走基层|新气象|新作为|新篇章|在浙里"
    r"|之窗|论坛|广角|视窗|经纬|纵横|快讯|简讯|速递|速览|播报|短波|点击|动态"
    r"|群像|人物|榜样|先锋|先进|英模|记事|手记|日记|说案|讲堂|课堂|连线|调查|访|谈|评|论|话|语"
    r"|日记|图片新闻|新闻|时评|杂谈|随笔|漫谈|札记|来信|专访|专版|特写|剪影|一瞥)(?:[·|/\s]?[(]?[一二三四五六七八九十①-⑳\d]{1,3}[)]?)?$"
)
_LABEL = re.compile(r"[【\[〔](?P<words>[^【】\[\]〔〕]+)[】\]〕]")
"""Words all in heavy brackets."""
_SERIES_NUMBER = re.compile(
    r"(?:[①-⑳]|[(][一二三四五六七八九十]{1,3}[)]|之[一二三四五六七八九十]{1,2})$"
)


def read_head(group: list[Atom], *, before_byline: bool = True) -> list[Piece]:
    """Give the title lines of one article their roles, in the order of the page.

    `before_byline` tells whether names or a dateline follow, which makes several lines likelier.
    """
    blocks = _blocks(group)
    if not blocks:
        return []
    main = _main_title(blocks)
    pieces: list[Piece] = []
    for index, block in enumerate(blocks):
        if index < main:
            pieces.append(_above(block, blocks[main]))
        elif index == main:
            pieces += _headline(block, alone=len(blocks) == 1)
        else:
            pieces.append(_below(block, blocks[main]))
    return pieces


def _blocks(group: list[Atom]) -> list[list[Atom]]:
    """Lines of one block are one unit, unless the block itself holds title and deck."""
    blocks: list[list[Atom]] = []
    for atom in group:
        if (
            blocks
            and atom.gap == 0
            and atom.begins_line
            and not atom.run_in
            and not atom.text.startswith(("—", "-"))
        ):
            blocks[-1].append(atom)
        else:
            blocks.append([atom])
    if len(blocks) == 1 and len(blocks[0]) > 1:
        return [[atom] for atom in blocks[0]]
    return blocks


def _words(block: list[Atom]) -> str:
    return " ".join(atom.text for atom in block)


def _main_title(blocks: list[list[Atom]]) -> int:
    """The index of the block that is the headline."""
    if len(blocks) == 1:
        return 0
    scores = []
    for index, block in enumerate(blocks):
        text = _words(block)
        score = 0.0
        if text.startswith(("—", "-", "──")) or _REMARK.fullmatch(text):
            score -= 5
        if len(block) > 1:
            score -= 2
        if _SPACE.search(block[0].text) and not marks.has_label(text):
            score += 1.5
        score -= rubric_likeness(text) if index < len(blocks) - 1 else 0
        if _SAID.search(text) and index < len(blocks) - 1:
            score -= 3
        if index == 0 and len(text) >= 9 and _STATES.search(text):
            score += 1.0
        if index and block[0].after_frame:
            score -= 1.5
        if len(text) > 34 and not _SPACE.search(text):
            score -= 0.7
        if len(text) <= 6:
            score -= 1
        if index and _tells_who_attended(text):
            score -= 3
        score -= 0.6 * index
        if len(blocks) == 3 and len(_words(blocks[0])) <= 14:
            # series, headline, deck: the usual three
            score += (-0.8, 1.0, 0.0)[index]
        if index and len(text) > 1.25 * len(_words(blocks[index - 1])) and "," in text:
            score -= 0.8
        split = kicker_end(text)
        if split and split[1] is Reason.SAID_ON_OCCASION and len(block) == 1:
            score += 2.5
        if index + 1 < len(blocks) and _words(blocks[index + 1]).startswith(("—", "-", "──")):
            # a dashed deck hangs on the line right above it
            score += 3
        scores.append(score)
    return max(range(len(blocks)), key=lambda index: scores[index])


@functools.lru_cache(maxsize=512)
def rubric_likeness(text: str) -> float:
    """Say how much a short line reads like the name of a series or column; above 1 it is likely
    one.

    >>> rubric_likeness("扫黑除恶进行时") > 1 > rubric_likeness("某地法院审结一起案件,二十人获刑")
    True
    """
    bare = re.sub(r"[“”‘’《》【】\[\]■●◆▶|·\s]", "", text)
    score = 0.0
    if label := _LABEL.fullmatch(text):
        text = label["words"]
        score += 0.6
    if len(bare) <= 6:
        score += 1.2
    elif len(bare) <= 10:
        score += 0.6
    elif len(bare) > 14:
        score -= 1.5
    if _SERIES.search(text):
        score += 1.0
    if _SERIES_NUMBER.search(text):
        score += 1.0
    if re.search(r"[|·/]|^[【■●◆▶《]", text):
        score += 0.6
    if re.search(r"[,!?:]", text):
        score -= 1.0
    if re.search(r"\d", bare) and not re.search(r"周年|\d{4}", bare):
        score -= 0.4
    return score


def _above(block: list[Atom], main: list[Atom]) -> Piece:
    text = _words(block)
    if len(block) == 1 and (_SAID.search(text) or text.endswith(("……", "——", ":"))):
        return Piece(Role.KICKER, block, Reason.SAID_ON_OCCASION, 0.9)
    if rubric_likeness(text) >= 0.5:
        return Piece(Role.RUBRIC, block, Reason.NAMES_SERIES, 0.85)
    return Piece(Role.KICKER if len(text) > 12 else Role.RUBRIC, block, Reason.NAMES_SERIES, 0.6)


def _below(block: list[Atom], main: list[Atom]) -> Piece:
    text = _words(block)
    if text.startswith(("—", "-", "──")):
        return Piece(Role.DECK, block, Reason.DASHED_DECK, 0.97)
    if block[0].after_frame and not main[0].run_in:
        return Piece(Role.CAPTION, block, Reason.CAPTION_BETWEEN_TITLE_AND_BYLINE, 0.6)
    return Piece(Role.DECK, block, Reason.LINE_BELOW_TITLE, 0.85)


def _headline(block: list[Atom], *, alone: bool) -> list[Piece]:
    if len(block) > 1:
        return [Piece(Role.HEADLINE, block, Reason.LONGEST_TITLE, 0.7)]
    atom = block[0]
    if alone and is_section_name(atom.text) and not marks.is_notice_title(atom.text):
        return [Piece(Role.RUBRIC, [atom], Reason.NAMES_SERIES, 0.7)]
    split = kicker_end(atom.text)
    if split is None:
        parallel = bool(_SPACE.search(atom.text))
        reason = (
            Reason.TITLE_PARTS_EQUAL
            if parallel
            else Reason.ONLY_TITLE
            if alone
            else Reason.LONGEST_TITLE
        )
        return [Piece(Role.HEADLINE, [atom], reason, 0.8 if parallel else 0.95)]
    end, reason, confidence = split
    first, second = _divide(atom, end)
    return [
        Piece(Role.KICKER, [first], reason, confidence),
        Piece(Role.HEADLINE, [second], reason, confidence),
    ]


def _divide(atom: Atom, end: int) -> tuple[Atom, Atom]:
    text = atom.text
    begin = trim(text, end, len(text))[0]
    first = Atom(
        atom.sort,
        atom.start,
        atom.start + end,
        text[:end],
        atom.line,
        atom.gap,
        True,
        False,
        run_in=atom.run_in,
    )
    second = Atom(
        atom.sort,
        atom.start + begin,
        atom.end,
        text[begin:],
        atom.line,
        0,
        False,
        run_in=atom.run_in,
    )
    return first, second


def kicker_end(title: str) -> tuple[int, Reason, float] | None:
    """Find where a kicker ends in a title whose printed lines are joined by spaces; None when all
    is headline.

    >>> kicker_end("某某在调研时强调 提升治理水平 建设平安家园")[0]
    8
    >>> kicker_end("守好西大门 力保大平安") is None
    True
    """
    parts = list(re.finditer(r"[^\s\u3000]+", title))
    if len(parts) < 2 or marks.has_label(title):
        return None
    first, second = parts[0][0], parts[1][0]
    if _tells_who_attended(title):
        return None
    end = parts[0].end()
    if len(parts) > 2 and not _ends_kicker(first) and _ends_kicker(second):
        # a speaker whose name takes two lines: 某某在某地 调研时强调 …
        end, first, second = parts[1].end(), first + second, parts[2][0]
    if _SAID.search(first) and len(first) > 4:
        return end, Reason.SAID_ON_OCCASION, 0.95
    if first.endswith(("…", "——")) or (first.endswith(":") and len(first) > 5):
        return end, Reason.TRAILS_OFF, 0.9
    if len(parts) > 2:
        return None
    if first.endswith("?") and not second.endswith("?"):
        return end, Reason.ASKS, 0.8
    if second.endswith("?") and not first.endswith("?") and abs(len(first) - len(second)) > 4:
        return None
    if (
        _OCCASION.search(first)
        and not _VERBS_AT_START.match(first)
        and not _is_clause(second)
        and len(first) > 8
    ):
        return end, Reason.SAID_ON_OCCASION, 0.65
    if _HELD.search(first) and len(first) > 8 and _VERBS_AT_START.match(second):
        return end, Reason.SAID_ON_OCCASION, 0.65
    told = _TELLS_STORY.match(first) and not _VERBS_AT_START.match(first)
    if told and not _TELLS_STORY.match(second):
        # on the gold pages 19 kickers and one headline
        return end, Reason.SAID_ON_OCCASION, 0.65
    if _VERBS_AT_START.match(first) and not _VERBS_AT_START.match(second) and _is_clause(second):
        return end, Reason.PHRASE_BEFORE_CLAUSE, 0.7
    return None


def _tells_who_attended(title: str) -> bool:
    """Whether a title line says who spoke and who presided, which is a deck."""
    parts = title.split()
    return 0 < len(parts) <= 2 and len(title) <= 40 and bool(_ATTENDS.fullmatch(parts[-1]))


def _ends_kicker(part: str) -> bool:
    return bool(_SAID.search(part))


def _is_clause(part: str) -> bool:
    """Whether a part of a title has its own subject and something said about it."""
    return bool(_SUBJECT.match(part)) and len(part) >= 8
