"""Page furniture: mastheads, page and section names, editors, hotlines, imprint; what belongs to no
article."""

import functools
import re
from itertools import islice

_NUMERAL = "〇零一二三四五六七八九十"
_DATE = (
    r"(?:(?:19|20)\d\d|[二一][〇○零一二三四五六七八九]{3})年"
    r"[0-9一二三四五六七八九十]{1,2}月[0-9一二三四五六七八九十廿]{1,3}日"
)
_DATE_ALONE = re.compile(_DATE)
_WEEKDAY = r"[((]?(?:星期|周|礼拜)[一二三四五六日天][))]?"
_LUNAR_DAY = r"(?:初|十|廿|二十|三十)[一二三四五六七八九十]?"
_LUNAR = (
    r"(?:农历|夏历)?(?:[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥][鼠牛虎兔龙蛇马羊猴鸡狗猪]?年)?"
    rf"(?:闰?[正一二三四五六七八九十冬腊]{{1,2}}月{_LUNAR_DAY})"
)
_PAPER = (
    "日报|晚报|晨报|早报|时报|商报|法制报|法治报|都市报|快报|导报|周报|周刊|青年报|工人报|农民报"
    "|公安报|检察报|法院报"
)
_MASTHEAD = re.compile(
    rf"(?:{_DATE}|\d{{1,2}}月\d{{1,2}}日|\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}|{_WEEKDAY}"
    rf"|{_DATE}{_WEEKDAY}"
    rf"|{_LUNAR}|(?:农历|夏历)[一-鿿]{{2,10}}|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年"
    r"|总?第\d+(?:期|号)|(?:今日|本期|共)\d{1,3}[版页]|今日[一二三四五六七八九十]{1,3}版"
    r"|(?:国内)?(?:统一)?(?:连续出版物|刊)号:?\S*|CN\S*|ISSN\S*|邮发代号:?\S*|代号:?[\d-]+"
    rf"|《?[一-鿿]{{2,8}}(?:{_PAPER})》?|[一-鿿]{{2,16}}(?:主管主办|主办|主管|出版)"
    r"|(?:零售价?|定价|订价|每份)\d[\d.]*元|https?://\S+|www\.\S+|[A-Z]{2,}|(?:19|20)\d\d年创刊|\d+(?:-\d+)+)"
)
_PAGE_NUMBER = re.compile(
    rf"第?[A-D]?\d{{1,2}}版?|第[{_NUMERAL}]{{1,3}}版|[{_NUMERAL}]{{1,3}}版|(?:要闻|专)版|封面"
    rf"|头版"
)
_SECTIONS = re.compile(
    "(?:今日|本地|省内|国内|国际|天下|中国|浙江|市县|县市|地方|区域|基层|时政|政法|法治|法制|法律"
    "|平安|社会|民生|经济|财经"
    "|文化|文体|体育|娱乐|教育|健康|科技|生活|服务|警界|警方|警务|公安|法院|检察|司法|律师|案件"
    "|案例|综合|图片|影像|视觉"
    "|特别|深度|人物|读者|专题|新闻|热点|焦点|资讯)*"
    "(?:要闻|新闻|综合|时政|天下|中国|国内|国际|地方|区域|社会|民生|经济|财经|文化|文体|体育|娱乐"
    "|副刊|评论|观点|言论|时评"
    "|专题|专版|特刊|报道|深度|调查|人物|读者|来信|来论|广告|公告|服务|生活|健康|教育|科技|警务"
    "|法治|法制|平安|政法"
    "|说法|普法|聚焦|关注|热点|焦点|视点|纵深|图片|影像|视觉|头版|连载|休闲|资讯|案件|律师|检察"
    "|司法|法院|公安|浙江)"
)
_GLUED = re.compile(
    rf"(?:第?[A-D]?\d{{1,2}}版?|第?[{_NUMERAL}]{{1,3}}版)([一-鿿]{{2,8}})"
    rf"|([一-鿿]{{2,8}})第?[A-D]?\d{{1,2}}版?"
)
_EDITOR_WORDS = (
    "责任编辑|责编|编辑|美编|版式设计|版面设计|版式|版面|美术编辑|校对|值班编委|值班主任|值班总编"
    "|总值班|值班编辑|值班"
    "|视觉|组版|监制|统筹|主编|副主编|审读|签发|一版编辑"
)
_EDITORS = re.compile(rf"(?:本版|本报|本期|今日|执行|一版)?(?:{_EDITOR_WORDS})\s*[:/|]\s*\S.*")
_BETWEEN = re.compile(r"[\s\u3000|/·,:—]+")
_PARTED = re.compile(r"[\s\u3000·|/]+")
_SPACES = re.compile(r"[\s\u3000|]+")
_PARTS = 8
"""Words of a line at the head of a page that are looked at for the end of the date."""
_EDITORS_SPACED = re.compile(
    r"(?:本版|本期|今日|执行)?(?:责任编辑|责编|主编|副主编|组版|美编|版式设计|版面设计|美术编辑|校对|值班编委|版式"
    r"|编辑)"
    r"[\s\u3000]+[一-鿿][\s\u3000]?[一-鿿]{1,2}(?:[\s\u3000]+\S.*)?"
)
_SERVICE_WORDS = (
    "热线|电话|传真|QQ群?|微信号?|微信公众号|邮箱|电子信箱|信箱|投稿邮箱|电子邮箱|网址|地址|社址|邮编"
    "|邮政编码|E-?mail|微博|客户端|官网"
)
_SERVICE = re.compile(
    rf"(?:[一-鿿]{{2,6}}报)?(?:本报|本版|法治|法制|公告|新闻|读者|投诉|爆料|报料|广告|发行|订阅|征订|监督|编辑部|服务|维权"
    rf"|联系|采编|通联|投稿|咨询|互动"
    rf"|法律|值班|24小时)*"
    rf"(?:{_SERVICE_WORDS})(?:电话|号码|部)?\s*(?::\s*\S|[\d-]{{7,}}).*",
    re.I,
)
_IMPRINT = re.compile(
    r"本报(?:社|地)址.*|(?:印刷|承印):.*|.{0,12}印务(?:中心|有限公司).{0,8}印刷.*"
    r"|(?:全年|每月|每份)?(?:定价|零售价?|订价):?.{0,12}元.{0,30}|本报(?:常年)?法律顾问:?.*"
    r"|广告经营许可证.*"
)
_SCAN = re.compile(
    r"本版(?:言论|文章|图片|稿件).{0,40}|扫一扫.{0,20}|扫(?:码|描二维码).{2,20}|更多(?:精彩|新闻|内容|资讯).{0,14}(?:二维码|扫码"
    r"|客户端|公众号|APP).{0,14}"
    r"|(?:欢迎)?关注.{0,16}(?:公众号|微信|客户端|微博).{0,8}"
)
_ADVERT = re.compile(r"·?广\s?告·?|公益广告|(?:本栏)?广告(?:刊登|热线|电话|许可证).*")


@functools.lru_cache(maxsize=1024)
def furniture_kind(text: str) -> str | None:
    """Return what page furniture a line is: masthead, section, editor, ad or other; None for
    reading matter.

    >>> furniture_kind("责任编辑:王一平"), furniture_kind("2019年7月9日 星期二 农历六月初七")
    ('editor', 'masthead')
    >>> furniture_kind("06 综合新闻"), furniture_kind("平安创建进行时")
    ('section', None)
    """
    if len(text) > 120:
        return None
    for space in islice(_SPACES.finditer(text), _PARTS):
        # date or page first, and who edited it or whom to call behind
        rest = text[space.end() :]
        if _EDITORS.fullmatch(rest) or _SERVICE.fullmatch(rest):
            if kind := _of_tokens(text[: space.start()]):
                return kind
            break
    for kind, pattern in (
        ("editor", _EDITORS),
        ("editor", _EDITORS_SPACED),
        ("ad", _ADVERT),
        ("other", _SERVICE),
        ("other", _IMPRINT),
        ("other", _SCAN),
    ):
        if pattern.fullmatch(text):
            return kind
    return _of_tokens(text)


def _of_tokens(text: str) -> str | None:
    tokens = [token for token in _BETWEEN.split(text) if token]
    if not tokens or len(tokens) > 16:
        return None
    pages = [bool(_PAGE_NUMBER.fullmatch(token)) for token in tokens]
    short = len(text) <= 40 and all(len(token) <= 12 for token in tokens)
    if any(pages) and short and any(map(_MASTHEAD.fullmatch, tokens)):
        # page number and date together make a page's head, whatever its section is called
        return "masthead"
    kinds = set()
    for token, is_page in zip(tokens, pages, strict=True):
        if _MASTHEAD.fullmatch(token):
            kinds.add("masthead")
        elif is_page:
            kinds.add("page")
        elif _SECTIONS.fullmatch(token):
            kinds.add("section")
        elif _glued(token):
            kinds.add("page")
        else:
            return None
    if "masthead" in kinds:
        return "masthead"
    # a bare section name could as well be the rubric of an article; only its place tells
    return "section" if "page" in kinds else None


def _glued(token: str) -> bool:
    """Whether page number and section name stand together without a space: 3版要闻, 综合新闻06."""
    match = _GLUED.fullmatch(token)
    return match is not None and bool(_SECTIONS.fullmatch(match[1] or match[2]))


def is_section_name(text: str) -> bool:
    """Whether a line is nothing but the usual name of a section, as 要闻 or 综合新闻.

    >>> is_section_name("综合新闻"), is_section_name("一周综述")
    (True, False)
    """
    return all(map(_SECTIONS.fullmatch, _PARTED.split(text)))


def is_date_alone(text: str) -> bool:
    """Whether a line is only a date: at the head of a page its masthead, below a notice part of the
    signature."""
    return bool(_DATE_ALONE.fullmatch(text.replace(" ", "")))
