"""Who wrote, photographed, told or signed: reads bylines, credits and signatures name by name."""

import re
from dataclasses import dataclass, replace

from newsroom.text.surnames import has_surname

OWN_PAPER = "本报"


@dataclass(frozen=True, slots=True)
class CreditReading:
    """One name of a byline. `role` and `organisation` are the page's words; 本报 stands for the
    paper itself."""

    name: str
    role: str | None
    organisation: str | None


OWN = ("本报", "本刊", "本网", "本社")
_ROLES = {
    "见习记者": "见习记者",
    "实习记者": "见习记者",
    "首席记者": "首席记者",
    "特约记者": "特约记者",
    "摄影记者": "记者",
    "全媒体记者": "记者",
    "融媒体记者": "记者",
    "融媒记者": "记者",
    "驻站记者": "记者",
    "文字记者": "记者",
    "记者": "记者",
    "特约通讯员": "通讯员",
    "实习通讯员": "通讯员",
    "通讯员": "通讯员",
    "通讯 员": "通讯员",
    "实习生": "实习生",
    "见习生": "实习生",
    "特约评论员": "评论员",
    "首席评论员": "评论员",
    "评论员": "评论员",
    "特约撰稿人": "作者",
    "特约撰稿": "作者",
    "作者": "作者",
    "读者": "读者",
    "摄影报道": "摄影",
    "摄影": "摄影",
    "拍摄": "摄影",
    "摄": "摄影",
    "供图": "供图单位",
    "图片提供": "供图单位",
    "制图": "制图",
    "绘图": "制图",
    "漫画": "制图",
    "作图": "制图",
    "画": "制图",
    "作": "作者",
    "编写": "作者",
    "案例编写": "作者",
    "供稿": "作者",
    "制表": "制图",
    "整理": "整理",
    "采写": "采写",
    "口述": "口述",
    "讲述": "口述",
    "撰文": "作者",
    "撰稿": "作者",
    "执笔": "作者",
    "文": "作者",
    "文字": "作者",
    "图": "摄影",
    "翻译": "翻译",
    "编译": "编译",
}
_REPORTER = (
    "见习记者|实习记者|首席记者|特约记者|摄影记者|全媒体记者|融媒体?记者|驻站记者|文字记者|记者"
)
PEN = rf"(?:{_REPORTER}|特约通讯员|实习通讯员|通讯员|实习生|见习生|(?:特约|首席)?评论员|作者|读者)"
PAPER = (
    r"(?:《[^》]{2,12}》|新华社|中新社|人民网|新华网|浙江在线|[一-鿿]{1,6}(?:日报|晚报|晨报|商报"
    r"|时报|法制报|法治报|都市报|早报|快报|导报|电视台|周刊|新闻网|融媒体中心)"
    r"|[一-鿿]{2,4}报(?=记者|通讯员|见习|首席|实习))"
)
_LEAD = re.compile(rf"(?P<org>{PAPER}|{'|'.join(OWN)})?\s?(?:驻[一-鿿]{{1,6}})?(?P<role>{PEN})")
_BEFORE = re.compile(
    r"(?!文\s?/\s?图\s*(?:$|[\s)])|图\s?/\s?文\s*(?:$|[\s)]))(?P<role>文字|摄影报道|摄影|图片提供|供图|制图|绘图|作图|漫画|制表|(?:采访)?整理|采写|口述|讲述"
    r"|撰文|撰稿|执笔|文|图|翻译|编译|(?:案例)?编写|点评|记录|主讲|供稿)人?"
    r"(?:\s?[/·、]\s?(?P<second>图|文|摄影?|整理))?\s?[:/]\s?"
)
_AFTER = re.compile(
    r"(?:[/]\s?)?(?P<role>摄影报道|文\s?[/、]?\s?(?:图|摄影?)|图\s?[/、]?\s?文|图片提供|摄影|供图"
    r"|制图|绘图|作图|漫画|制表|(?:采访)?整理|采写|口述|讲述|撰文|撰稿|执笔|编译|拍摄|供稿|摄|画|作(?=$|[\s)])"
    r"|(?<=/)\s?文|(?<=/)\s?图)(?![一-鿿])"
)
_ROLE_FIRST = re.compile(
    r"(?P<role>文\s?[/、]?\s?(?:图|摄影?)|图\s?[/、]?\s?文|文字|摄影|图片提供|供图|制图|绘图|作图|漫画|制表|(?:采访)?整理|采写|口述|讲述|撰文|撰稿|执笔"
    r"|翻译|编译)[\s\u3000]+(?=[一-鿿])"
)
"""The same words with only a space before the name, which could also stand behind a name."""
OFFICE = re.compile(
    r"(?P<org>[一-鿿]{0,18}?)(?:(?:副|首席|主治|高级|一级|二级|三级|四级|助理|驻村|退休|女|老)*"
    r"(?:法官|检察官|律师|民警|辅警|警官|警长|干警|狱警|庭长|院长|检察长|局长|所长|队长|支队长|大队长"
    r"|科长|处长|主任|书记|教授|讲师|博士|研究员|调解员|公证员|志愿者|人民陪审员|书记员|法官助理"
    r"|检察官助理|负责人|董事长|总经理|居民|市民|村民|网格员|医生|教师|校长)){1,2}[\s\u3000]+"
    r"(?=[一-鿿](?:[\s\u3000]?[一-鿿]){1,3}(?:$|[\s\u3000、,/(]))"
)
"""Where a person works and what as, before the name; only where somebody tells, judges or signs."""
_WHO_HE_IS = re.compile(r"(?<=[一-鿿])\s*[(](?:本文)?作者(?:单位|系|为|是|:)[^()]*[)]$")
_DESCRIBED = re.compile(
    r"(?P<org>[一-鿿、“”]{3,28})[\s\u3000]+(?=[一-鿿](?:[\s\u3000]?[一-鿿]){1,3}(?:$|[\s\u3000、,/(]))"
)
"""Any words about a person between the word that says what he does and his name."""
_PLACE_OF_REPORT = re.compile(r"(?:发自[一-鿿]{2,8}|[一-鿿]{2,6}报道|报道)$")
_GAP = re.compile(r"[\s\u3000、,|]+|/(?!\s?(?:文|图|摄))")
_BULLET = re.compile(r"^[□■◎●○◆◇▲△★☆※▪·\-\s]+")
_SPACE = re.compile(r"[\s\u3000]+")
_PERSON = re.compile(
    r"[一-鿿]{2,4}|[一-鿿]{1,6}(?:[·•][一-鿿]{1,7}){1,3}|[A-Z][a-z]+(?: [A-Z][a-z]+)*"
)
_ONE = re.compile(r"[一-鿿]")
_PLACE_READER = re.compile(r"[一-鿿]{2,12}?(?:读者|市民|居民|网友)")
NOT_NAMES = frozenset(
    [
        "手记",
        "调查",
        "观察",
        "走访",
        "来信",
        "之家",
        "亲历",
        "体验",
        "暗访",
        "探访",
        "连线",
        "追踪",
        "在线",
        "日记",
        "札记",
        "视角",
        "视线",
        "述评",
        "热线",
        "报道",
        "帮办",
        "说法",
        "之声",
        "园地",
        "专访",
        "协会",
        "大会",
        "培训",
        "采访",
        "获悉",
        "近日",
        "昨日",
        "日前",
        "从",
        "了解",
        "发现",
        "问答",
        "编辑",
        "联系",
        "交流",
        "直击",
        "现场",
        "感言",
        "心声",
    ]
)
_INSTITUTION = re.compile(
    r"(?:法院|检察院|公安局|公安厅|分局|派出所|司法局|司法厅|司法所|政法委|委员会|办公室|编辑部"
    r"|编辑中心|中心|公司|协会|学会"
    r"|报社|集团|管理局|监管局|政府|街道办|支队|大队|总队|学校|大学|学院|医院|银行|事务所|公证处"
    r"|仲裁委|监狱|戒毒所|基金会|厅|局|部|社)$"
)


def read_byline(text: str, *, after_headline: bool = False) -> list[CreditReading] | None:
    """Return the names on a line that is a byline and nothing else, or None when it is something
    else.

    `after_headline` accepts bare names as well, which only their place tells from other short
    lines.

    >>> for credit in read_byline("《某日报》记者 王一平 通讯员 李 强"):
    ...     print(credit.name, credit.role, credit.organisation)
    王一平 记者 某日报
    李 强 通讯员 None
    >>> read_byline("记者走访多家企业") is None
    True
    >>> read_byline("王一平 李强", after_headline=True)[1].name
    '李强'
    """
    # a hollow square before bare words is the mark of a name
    after_headline = after_headline or text.startswith("□")
    text = _BULLET.sub("", text).strip()
    if who := _WHO_HE_IS.search(text):
        text, after_headline = text[: who.start()].strip(), True
    bracket = re.fullmatch(r"[((【\[](.*)[)】\]]", text, re.S)
    if bracket:
        text = bracket[1].strip()
    if not text or len(text) > 120 or re.search(r"[。!?;!?;]", text):
        return None
    tokens = _tokens(text)
    if tokens is None:
        return None
    marked = any(kind != "name" for kind, *_ in tokens)
    if not marked and not (after_headline and _all_like_people(tokens)):
        return None
    credits = _assign(tokens)
    if who:
        return [replace(credit, role=credit.role or "作者") for credit in credits]
    return credits


def _tokens(text: str) -> list[tuple[str, str, str | None]] | None:
    """(kind, words, organisation) in order; kind is lead, before, after or name. None when a word
    fits nowhere."""
    tokens: list[tuple[str, str, str | None]] = []
    position = 0
    spoken = False
    if (place := re.search(r"(?<=[\s\u3000])\S+$", text)) and _PLACE_OF_REPORT.fullmatch(place[0]):
        text = text[: place.start()].rstrip()
    while position < len(text):
        rest = text[position:]
        if gap := _GAP.match(rest):
            position += gap.end()
            continue
        if spoken and (office := OFFICE.match(rest) or _described(rest, tokens)):
            tokens.append(("office", office["org"], None))
            position += office.end()
            continue
        if (lead := _LEAD.match(rest)) and not _word_goes_on(rest[lead.end() :], lead):
            organisation = lead["org"]
            if organisation:
                organisation = OWN_PAPER if organisation in OWN else organisation.strip("《》")
            tokens.append(("lead", _ROLES[lead["role"]], organisation))
            position += lead.end()
            position += len(re.match(r"\s*[:]?\s*", text[position:])[0])  # type: ignore[index]
            continue
        if before := _role_first(rest, tokens) or _BEFORE.match(rest):
            tokens.append(("before", before["role"], None))
            spoken = True
            position += before.end()
            continue
        if after := _AFTER.match(rest):
            tokens.append(("after", _SPACE.sub("", after["role"]), None))
            position += after.end()
            continue
        name = _name_at(rest)
        if name is None:
            return None
        tokens.append(("name", name, None))
        position += len(name)
    return tokens if any(kind == "name" for kind, *_ in tokens) or _is_editorial(tokens) else None


def _described(rest: str, tokens: list[tuple[str, str, str | None]]) -> re.Match[str] | None:
    match = _DESCRIBED.match(rest) if tokens and tokens[-1][0] == "before" else None
    if match is None or has_surname(match["org"]) or _LEAD.match(rest):
        return None
    return match if has_surname(_SPACE.sub("", _SPACE.split(rest[match.end() :])[0])) else None


def _role_first(rest: str, tokens: list[tuple[str, str, str | None]]) -> re.Match[str] | None:
    """A role word before its name, with nothing but a space between: 制图 某某. Behind a name it is
    that name's, unless another name follows that would have no role otherwise."""
    match = _ROLE_FIRST.match(rest)
    if match is None or not tokens or tokens[-1][0] != "name":
        return match
    following = rest[match.end() :]
    if _LEAD.match(following) or not re.fullmatch(r"[一-鿿\s\u3000]{2,12}", following):
        return None
    names = [word for word in _SPACE.split(following) if word]
    return match if all(has_surname(name) for name in names) else None


def _word_goes_on(rest: str, lead: re.Match[str]) -> bool:
    """Whether the role word is only the start of other words: 记者调查, 通讯员队伍."""
    following = re.match(r"[一-鿿]*", rest)[0]  # type: ignore[index]
    if not following:
        return False
    bare = re.sub(rf"(?:摄影报道|摄影|文/图|摄|报道|整理|文|{PEN}[一-鿿]{{2,3}})$", "", following)
    return bare in NOT_NAMES or len(bare) > 4 or (not lead["org"] and not has_surname(bare))


def _name_at(rest: str) -> str | None:
    word = re.match(r"[^\s\u3000、,/|:(]+", rest)
    if not word:
        return None
    chunk = word[0]
    if (glued := re.match(rf"([一-鿿]{{2,3}}){PEN}(?=[一-鿿]{{2,3}}$)", chunk)) and has_surname(
        glued[1]
    ):
        chunk = glued[1]
    spaced = re.match(r"([一-鿿])[ \u3000]+([一-鿿])(?=$|[\s\u3000、,/|)])", rest)
    if spaced:
        return spaced[0]
    tail = re.search(r"(?:摄影报道|摄影|文/图|图/文|制图|供图|整理|采写|口述|摄)$", chunk)
    if re.match(r"本[版报]", chunk):
        return None
    if tail and tail.start() >= 2:
        chunk = chunk[: tail.start()]
    if chunk in NOT_NAMES or chunk in _ROLES:
        return None
    if _PERSON.fullmatch(chunk) or (_INSTITUTION.search(chunk) and len(chunk) <= 24):
        return chunk
    if _ONE.fullmatch(chunk):
        return None
    return None


def _is_editorial(tokens: list[tuple[str, str, str | None]]) -> bool:
    return len(tokens) == 1 and tokens[0][1] == "评论员" and tokens[0][2] is not None


def _all_like_people(tokens: list[tuple[str, str, str | None]]) -> bool:
    names = [words for kind, words, _ in tokens if kind == "name"]
    return 0 < len(names) <= 4 and all(
        has_surname(_SPACE.sub("", name)) and len(_SPACE.sub("", name)) <= 4 for name in names
    )


def _assign(tokens: list[tuple[str, str, str | None]]) -> list[CreditReading]:
    credits: list[CreditReading] = []
    role: str | None = None
    organisation: str | None = None
    for kind, words, org in tokens:
        if kind == "lead":
            role, organisation = words, org
            if _is_editorial(tokens):
                credits.append(CreditReading(f"{OWN_PAPER}评论员", "署名单位", OWN_PAPER))
        elif kind == "before":
            both = re.search("文.*(?:图|摄)|图.*文", words)
            role = "作者" if both else _ROLES.get(words.removeprefix("采访"), words)
            organisation = None
        elif kind == "office":
            organisation = words if is_institution(words) else None
        elif kind == "after":
            last = re.split(r"[/、]", words)[-1]
            later = _ROLES.get(last, last)
            # 本报记者 X 摄 names a reporter; a bare X 摄 has no other role than this one
            credits = [
                CreditReading(credit.name, "供图单位", None)
                if later == "供图单位" and is_institution(credit.name)
                else credit
                if credit.role
                else CreditReading(credit.name, later, credit.organisation)
                for credit in credits
            ]
            role, organisation = None, None
        else:
            given = role
            if given in (None, "摄影", "供图单位") and _INSTITUTION.search(words):
                given = "供图单位" if role or any(k == "after" for k, *_ in tokens) else "署名单位"
            credits.append(CreditReading(words, given, organisation))
    return credits


def is_institution(text: str) -> bool:
    """Whether a name is that of an office, a firm or another body."""
    return bool(_INSTITUTION.search(text))
