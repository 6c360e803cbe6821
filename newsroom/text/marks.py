"""The set phrases of newspaper pages: datelines, captions, notes, titles of boxes and notices,
labels and list marks."""

import re

_DAY = r"(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{1,2}日)?"
_AGENCY = (
    r"(?:新华社|新华网|中新社|中新网|中国新闻网|人民网|人民日报|法制日报|法治日报|央视新闻|央视网"
    r"|央广网|澎湃新闻|中国青年报"
    r"|[一-鿿]{2,4}(?:日报|晚报|晨报|商报|都市报|时报|在线))"
)
_WIRE = r"专?电(?![话子力脑视影])"
"""What a report by wire calls itself; not a telephone, an electron, a computer …"""
_SOURCES = rf"(?:《[^》]{{2,12}}》|{_AGENCY})"
_DATELINES = (
    # the paper's own: 本报讯, 本报北京3月7日专电
    rf"(?:本报|本网|本刊)(?:[一-鿿]{{2,6}}?)?\s?{_DAY}(?:(?:综合)?(?:讯|{_WIRE})|消息(?=[\s(]))",
    # an agency's or another paper's: 新华社北京5月7日电, 据《某报》讯
    rf"据?(?:综合)?{_SOURCES}(?:记者[^,。,\s]{{2,8}})?(?:[一-鿿]{{2,6}}?)?\s?{_DAY}(?:{_WIRE}|讯|消息)",
    # papers by their short names, where names or a blank follow: 某都讯 记者 某某
    r"[一-鿿]{2,4}报讯(?=[\s(【])|(?:快|晨|晚|早|日|商)报讯",
    r"[一-鿿]{2,14}\d{1,2}月\d{1,2}日(?:专|综合)?(?:讯|电)(?=[\s(【])",
    r"[一-鿿]{1,5}(?<![通资腾审问音短简喜])讯"
    r"(?=[\s(]*(?:本报|见习|首席)*(?:记者|通讯员|实习生)[^,。]{1,30}[\s)])",
    # a day alone: 12月14日消息:
    r"(?:[一-鿿]{2,8}网)?\d{1,2}月\d{1,2}日(?:消息|讯):",
    # put together from others: 综合新华社、《某报》报道
    rf"(?:据|综合)(?:(?:{_SOURCES}|新华)[、和]?){{1,4}}(?:报道|消息|客户端|微博)?(?=[\s][^\s,。]{{2}})",
    r"综合(?:消息|新华社电)",
)
_DATELINE = re.compile(rf"^(?P<open>[【\[(])?(?:{'|'.join(_DATELINES)})(?(open)[】\])])")
_BRACKET_BYLINE = re.compile(r"^\s*[(【][^)】]{2,60}[)】]")
_NAMED = re.compile(
    r"^\s*(?:本报)?(?:见习|首席)?记者[\s\u3000]?[一-鿿]{2,3}(?:[\s\u3000、]+[一-鿿]{2,3})*"
    r"(?:[\s\u3000]+(?:通讯员|实习生)[\s\u3000]?[一-鿿]{2,3}(?:[\s\u3000、]+[一-鿿]{2,3})*){0,2}(?=[\s\u3000]+[^\s])"
)
"""Names between dateline and text, set off by nothing but a space."""
_UNBRACKETED = re.compile(
    r"^\s*(?:本报)?(?:见习)?记者[\s\u3000]?[一-鿿\s\u3000]{2,40}?(?:报道"
    r"|摄影报道)[:]?(?=[\s\u3000])"
)

_CAPTION = re.compile(
    r"^(?:[▲△▼▽●◆■↑↓→←]\s?)?(?:(?:上|下|左|右|本|题|压题|大|小|附|此)?图\s?[一二三四五①②③④0-9]?\s?(?:[:]"
    r"|为|片(?:[:]|由|说明|为))"
    r"|(?:上|下|左|右|本)图\s|资料图|图片来源|现场图|效果图[:]|▲|△|▼|▽)"
)
_PICTURE_WORDS = re.compile(
    r"(?:资料图(?:片|照片)?|资料照片|图片说明|视频截图|效果图|示意图"
    r"|[(](?=[^)]*[左中右前后排])[左中右前后一二三排]{1,3}[)])"
)
_EDITORS_NOTE = re.compile(
    r"^[【\[(■●▶◎◆□]?\s?(?:编者按|编者的话|编者注|开栏的话|开栏语|开栏寄语|编者絮语|按语(?=:)|开篇的话|编前话?|编\s?后|编后语"
    r"|编辑点评|编辑感言|编[辑者]手记|编后话|结束语|内容提要|核心提示|阅读提示|内容摘要)(?:\s?[】\]))])?(?:[\s\u3000]*[:]|[\s\u3000]+|$"
    r"|(?<=[】\]))]))"
)
_SOURCE = re.compile(
    r"[(【]?(?:(?:本报|本网)综合(?:报道|消息|整理)?|综合(?:报道|消息|新华社|《).{0,12}"
    r"|(?:均)?据(?:新华社|中新社|央视|人民日报|法治日报|法制日报|《[^》]{2,10}》)(?:报道|消息|电)?"
    r"|(?:稿件|文字|图文)?来源:.{2,16}|原载.{2,14}(?:,有删[节改])?)[)】]?"
)
_WHOLE_REPORT = re.compile(
    r"文\s?[/、]?\s?(?:图|摄)|(?<![一-鿿])文[\s/、]+[一-鿿\s]{2,12}摄|图\s?[/、]?\s?文|摄影报道|文\s?[/:].*图\s?[/:]|(?:记者|通讯员)[^摄]*摄影记者"
)
_PICTURE_SOURCE = re.compile(
    r"(?:本版|本文|文中)?(?:图片|照片|配图)(?:均)?由[一-鿿]{2,20}(?:提供|拍摄)|"
    r"[(]?(?:本报|网络|视频|监控|历史)?(?:资料|视频|监控|网络)?(?:照片|图片|截图|资料图)[)]?"
)
_SIDEBAR = re.compile(
    r"^(?:>{1,3}|[【\[■□●▶◆◎◇○★☆▲])?\s?(?:相关(?:链接|新闻|报道|案例|法条|背景)|新闻(?:链接|背景|助读|附件|延伸"
    r"|多一点)|(?:法律|法条|知识|政策|背景|延伸|案例|数据|专家)?链接|名词解释|背景(?:资料|介绍"
    r"|新闻)?|延伸阅读|延伸|小贴士|温馨提[示醒]|知识(?:点|窗|链接|卡片)|法条(?:链接|速递)"
    r"|法律(?:链接|小贴士|知识|依据|提示)|人物(?:简介|名片|档案|小传)|新闻人物|资料|案件回顾"
    r"|案情回放|事件回放|新闻回放|相关规定|数说[一-鿿“”]{0,8}|大事记|记者手记|采访手记|手记|采访札记|律师(?:说法|点评"
    r"|观点|提醒)|专家(?:说法|点评|观点|提醒)"
    r"|法官(?:说法|提醒|点评)|检察官(?:说法|提醒|点评)|警方提[醒示]|民警提[醒示]"
    r"|【?链接】?)\s?(?:[】\]]|>{1,3})?(?:[\s\u3000]*[:]|$)"
)
_NOTICE = re.compile(
    r"(?:启事|公告|通告|通知|声明|更正|致歉|公示|讣告|海报|告示|告知书|公开信|挂失|遗失|招聘|拍卖"
    r"|征稿|稿约|约稿|征文|征集|须知|招领|寻人|寻物|认领|送达|补正|来函照登|致读者|致歉信|道歉|说明|开庭公告|预告)$"
)
_COLUMN = re.compile(
    r"(?:说法|信箱|问答|必答|漫话|夜话|有话|来信|故事|时评|锐评|快评|众议|众说|纷纭|微言|语录|图说|漫画"
    r"|视点|论坛|随笔|札记|速递|广角|看台|在线|讲堂|课堂|档案|点击|言两语|回音|人物|镜头|影像|观点|一说"
    r"|话题|关注|新闻|追踪|访谈|日记|手记|说案|之窗|天地|园地|杂谈|杂感|速览|短波|简讯|快讯)$"
)
_LETTER = re.compile(
    r"^(?:尊敬的|亲爱的)?(?:编辑(?:部)?(?:同志|老师|先生|朋友)?|编者|[一-鿿]{2,8}(?:编辑部"
    r"|报社)(?:同志|编辑)?|《[^》]+》编辑部)(?:们)?(?:[:]|,?你们?好|,?您好|[:]你们?好)"
    r"|^[一-鿿]{2,6}信箱:$"
)
_LABEL = re.compile(
    r"^(?:[一-鿿]{1,4}[一二三四五六七八九十①-⑩\d]{1,2}[\s\u3000]*[:]"
    r"|(?:第[一二三四五六七八九十]{1,3}|其[一二三四五六七八九十])[\s\u3000]*[:,、章节步招条]"
    r"|[(][一二三四五六七八九十]{1,3}[)]|[一二三四五六七八九十]{1,3}、|[①-⑳]|\d{1,2}[.、．](?!\d)"
    r"|[(]\d{1,2}[)]|0\d(?!\d)[\s\u3000]|NO[.．]?\s?\d|[■●◆▶★]\s?)"
)
_LIST = re.compile(
    r"^(?:——|[(]?[一二三四五六七八九十]{1,3}[)、.]|[①-⑳]|[(]?\d{1,2}[)、.．](?!\d)|[■●◆▶★◎○□·•▲△▼▽]\s?"
    r"|第[一二三四五六七八九十]{1,3}[条款项])"
)
_SPEAKER = re.compile(
    r"^(?:【?(?:记者|问|答|主持人|本报记者|本报|网友|嘉宾|[QA]|[一-鿿]{2,4}(?<![说道]))】?)\s?[:]\s?\S"
    r"|^[【\[](?:记者|问|答|主持人|本报记者|网友|嘉宾|[QA])[】\]]\s?[^\s:]"
)
_QUESTION = re.compile(
    r"^(?:【?(?:记者|问|主持人|本报记者|本报|网友|Q)】?\s?[:]|[【\[](?:记者|问|主持人|本报记者|Q)[】\]])"
)
_RUN_IN = re.compile(
    r"^(?P<head>[^。,;!?\n]{4,40}?)(?P<gap>[\s\u3000]+)(?=(?:本报|新华社|据新华社|中新社"
    r"|本网)[一-鿿\d]{0,12}(?:讯|电)[\s\u3000(])"
)
_TIMED_RUN_IN = re.compile(
    r"^(?P<head>(?:[一-鿿]{2,6}[\s\u3000])?[^。,;!?、\s\u3000]{5,24})(?P<gap>[\s\u3000]+)"
    r"(?=(?:近日|日前|连日来|近期|近段时间|前不久|昨[天日],?|今[天日],?|\d{1,2}月\d{1,2}日|\d{1,2}日)[^\s]{12})"
)
"""A title at the start of its paragraph, with a blank and then the time at which reports begin."""
_DISPLAY_RUN_IN = re.compile(
    r"^(?P<head>【[^】\n]{1,40}】|[■●◆▶★◎□○]\s?[^。,;!?\n\s]{4,30}[\s\u3000])\s*(?=.{12})"
)


def find_dateline(text: str) -> tuple[int, tuple[int, int] | None] | None:
    """Find a dateline at the start of a paragraph: its end, and the place of a byline in brackets
    behind it.

    >>> find_dateline("新华社北京5月7日电 (记者 王一平)国务院")
    (10, (11, 19))
    >>> find_dateline("本报电话") is None
    True
    """
    head = text[:120]
    match = _DATELINE.match(head)
    if not match:
        return None
    rest = head[match.end() :]
    byline = _BRACKET_BYLINE.match(rest) or _UNBRACKETED.match(rest) or _NAMED.match(rest)
    if not byline or not re.search("记者|通讯员|实习生|[一-鿿]{2,3}", byline[0]):
        return match.end(), None
    start = match.end() + len(byline[0]) - len(byline[0].lstrip())
    return match.end(), (start, match.end() + byline.end())


def is_caption(text: str) -> bool:
    """Whether a line says of itself that it explains a picture."""
    asks = text.endswith("?") and len(text) <= 30
    return bool(_CAPTION.match(text)) and not text.startswith("图书") and not asks


def has_picture_words(text: str) -> bool:
    """Whether a line holds words that only pictures need: who stands where, where the photo is
    from."""
    return bool(_PICTURE_WORDS.search(text))


def is_source(text: str) -> bool:
    """Whether a line names only where a report was taken from: 据新华社, 本报综合报道.

    >>> is_source("(据新华社)"), is_source("本报综合报道"), is_source("综合治理见成效")
    (True, True, False)
    """
    return len(text) <= 24 and bool(_SOURCE.fullmatch(text))


def is_picture_source(text: str) -> bool:
    """Whether a line says only what kind of picture it is, where its maker's name would stand.

    >>> is_picture_source("资料照片"), is_picture_source("(视频截图)"), is_picture_source("老照片")
    (True, True, False)
    """
    return len(text) <= 26 and bool(_PICTURE_SOURCE.fullmatch(text))


def tells_whole_report(text: str) -> bool:
    """Whether names are those of who wrote as well as of who photographed: 文/图, 摄影报道."""
    return bool(_WHOLE_REPORT.search(text))


def is_guide_title(text: str) -> bool:
    """Whether a line heads a list of what other pages hold.

    >>> is_guide_title("今日导读"), is_guide_title("导 读"), is_guide_title("文化导读者")
    (True, True, False)
    """
    return bool(
        re.fullmatch(r"[【\[■]?(?:今日|本期|本报|新闻|要闻|版面)*导\s?(?:读|航)[】\]]?", text)
    )


def names_page(text: str) -> bool:
    """Whether a line of a guide ends with the page where its matter stands."""
    return bool(re.search(r"(?:第?[A-D]?\d{1,2}版|第[一二三四五六七八九十]{1,3}版)[)]?$", text))


def is_signed_by_editors(text: str) -> bool:
    """Whether a line signs a note of the editors: ——编者, (编者)."""
    return len(text) <= 8 and bool(re.fullmatch(r"(?:—{1,2}|[(])?(?:本报)?编\s?者[)]?", text))


def is_editors_note(text: str) -> bool:
    """Whether a line opens a note of the editors before or after an article."""
    return bool(_EDITORS_NOTE.match(text))


def is_sidebar_title(text: str) -> bool:
    """Whether a line is the standing title of a box beside an article."""
    return len(text) <= 30 and bool(_SIDEBAR.match(text))


def is_word_of_expert(text: str) -> bool:
    """Whether a line in heavy brackets announces what a judge or lawyer says of a case.

    >>> is_word_of_expert("【法官说法】"), is_word_of_expert("法官说法")
    (True, False)
    """
    return bool(re.fullmatch(r"【[一-鿿]{2,4}(?:说法|提醒|点评|观点|释法|寄语|提示)】", text))


def is_diary_date(text: str) -> bool:
    """Whether a line is only a day, with the weather or the hour perhaps, as over parts of a diary.

    >>> is_diary_date("2月14日 晴"), is_diary_date("2月14日,我们结婚了")
    (True, False)
    """
    return bool(
        re.fullmatch(
            r"(?:\d{4}年)?\d{1,2}月\d{1,2}日\s?(?:(?:星期|周)[一二三四五六日天])?\s?"
            r"(?:\d{1,2}[:时点]\d{0,2}分?|[晴阴雨雪云雾风多小大中暴雷阵转间到冰雹霾]{1,6})?",
            text,
        )
    )


def is_reminder(text: str) -> bool:
    """Whether a line is only a word of advice that can head a box as well as the last part of a
    report."""
    return bool(re.fullmatch(r"[【\[■●▶◆]?\s?(?:特别|友情|重要)?(?:提醒|提示)\s?[】\]]?:?", text))


def is_briefs_title(text: str) -> bool:
    """Whether a line is the name of a column of short items."""
    return len(text) <= 14 and bool(
        re.search(
            r"(?:速览|短波|简讯|快讯|速递|短讯|语录|集锦|简报|快报|播报|一周|一句话新闻|点击|扫描|连连看)$",
            text,
        )
    )


def names_column(text: str) -> bool:
    """Whether a short line ends as the names of columns do.

    >>> names_column("以案说法"), names_column("一张纸条的下落")
    (True, False)
    """
    return len(text) <= 8 and bool(_COLUMN.search(text))


def is_bulleted(text: str) -> bool:
    """Whether a line opens with a printer's mark, as each of several short items does."""
    return bool(re.match(r"[■●◆▶▲★☆◎○□·•]\s?\S", text))


def is_notice_title(text: str) -> bool:
    """Whether a title announces a notice."""
    if re.fullmatch(r"[一-鿿][\s\u3000]+[一-鿿]", text):
        # two characters set apart: 更 正
        text = text[0] + text[-1]
    return len(text) <= 40 and bool(_NOTICE.search(text.rstrip("】]")))


def addresses_party(text: str) -> bool:
    """Whether a text calls upon somebody at once, as the notices of courts and offices do.

    >>> addresses_party("某某有限公司、王某平:本院受理原告张某诉你们")
    True
    """
    return bool(re.match(r"[^。,;:]{2,60}:(?:本[院委局会]|我[院委局])", text))


def is_salutation(text: str) -> bool:
    """Whether a line opens a letter to the editors."""
    return bool(_LETTER.match(text[:30]))


def has_label(text: str) -> bool:
    """Whether a short line is numbered or labelled, as subheads are: 看点一:, (二), 三、."""
    return bool(_LABEL.match(text))


def has_tag(text: str) -> bool:
    """Whether a title opens with one or a few words in heavy brackets, which say what part of
    something it heads.

    >>> has_tag("【山村】一张选票"), has_tag("【法官说法】")
    (True, False)
    """
    return bool(re.match(r"【[一-鿿]{1,6}】.", text))


def is_list_item(text: str) -> bool:
    """Whether a line opens with the mark of a list."""
    return bool(_LIST.match(text))


def is_bracketed_label(text: str) -> bool:
    """Whether a line is nothing but one or a few words in heavy brackets.

    >>> is_bracketed_label("【案情回放】"), is_bracketed_label("【山村】一张选票")
    (True, False)
    """
    return bool(re.fullmatch(r"【[一-鿿]{2,8}】", text))


def has_speaker(text: str) -> bool:
    """Whether a line opens with the name of who speaks, as in a printed conversation."""
    return bool(_SPEAKER.match(text))


def is_question(text: str) -> bool:
    """Whether a line is a question put by the interviewer."""
    return bool(_QUESTION.match(text))


def find_run_in_title(text: str) -> tuple[int, int] | None:
    """Find a title set at the start of its paragraph: the end of the title, and where the text goes
    on.

    >>> find_run_in_title("某地开展普法活动 本报讯 近日,")
    (8, 9)
    """
    head = text[:90]
    match = _RUN_IN.match(head) or _DISPLAY_RUN_IN.match(head) or _TIMED_RUN_IN.match(head)
    if match and (_DATELINE.match(text[:120]) or is_question(text)):
        # 【本报讯】 is no title, and neither is 【记者】
        return None
    if not match or (has_tag(text) and "。" not in text and len(text) <= 40):
        # the tag of a title, and not a title above its text
        return None
    head = match["head"].rstrip()
    return len(head), match.end()
