"""Days that a page tells of: 7月8日下午, 27日, 将于9月23日举行, with weekday, 今天 and 昨天,
mastheads, suspensions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from newsroom.text.clues import Clue, StatedWeekday, Weights, around, stepped
from newsroom.text.day_weights import (
    Ordinals,
    future_weight,
    near_weight,
    past_weight,
    period_weight,
    same_week_weight,
    signed_weight,
)
from newsroom.text.furniture import furniture_kind
from newsroom.text.marks import find_dateline
from newsroom.text.page_references import chinese_number
from newsroom.text.suspensions import suspensions
from newsroom.text.timeline import Timeline
from newsroom.text.told_weekdays import todays_weekday, weekday_clue
from newsroom.text.whys import Why

_D = r"(?<![\d.〕\]])"
_DAY = re.compile(
    rf"(?:(?P<year>{_D}(?:19|20)\d\d|[二一][〇○零一二三四五六七八九]{{3}}|今|去|前|明|同|当|次)年)?"
    rf"(?:(?P<month>{_D}\d{{1,2}}|(?<=年)[一二三四五六七八九十]{{1,2}}|本|当|上|下|同|次)月)?"
    rf"(?P<day>{_D}\d{{1,2}}|(?<=月)[一二三四五六七八九十廿]{{1,3}})(?:日"
    # the 7th, not room 7: as a date it stands before a time, a mark or a word that goes on
    r"|号(?=[\s,。、;!?)~—]|(?:早|晚|夜|凌晨|清晨|上午|中午|下午|傍晚|深夜|当[天日晚]|那[天晚]|这[天一]|零时|起|[前后][,,一两]|以[前后]|之[前后]"
    r"|左右|开始|至|到|[本这]周|[(星]|\d{1,2}[时点:]|[我他她]|就|又|才|还|要|将|去|来|是|的[早晚])))"
    r"(?:\s?(?:[(]|,(?=[本这上下]))?(?P<which>[本这上下])?(?P<weekday>(?:星期|周)[一二三四五六日天])[))]?)?"
    r"(?P<hour>凌晨|清晨|早上|早晨|上午|中午|午后|下午|傍晚|晚上?|夜|深夜|午夜|当晚|\d{1,2}时"
    r"|\d{1,2}点)?"
    r"(?=(?:(?:至|到|—|-|~|、)(?:(?P<month2>\d{1,2})月)?(?P<day2>\d{1,2})日)?)"
)
_NOT_A_DATE_BEFORE = re.compile(
    r"(?:第|满|过|之|经|共|达|近|每|个|计|余|足|后的|后|超|约|累计|连续|长达|[一-鿿]{0,2}工作"
    r"|拘留|[每当]个?月的?)$"
)
_NOT_A_DATE_AFTER = re.compile(
    r"^(?:内|之内|后|起算|以内|期满|游|限|以上|以下|前提出|未|的举证|拘留|均|夜|时间内|以来的)"
)
_FUTURE_BEFORE = re.compile(
    r"(?:将于|将在|定于|拟于|拟在|计划于|预计|定在|将从|将自|截止时间|报名截止|截止|即日起至"
    r"|截止到|(?<!计算)(?<!计)(?<!截)至)[一-鿿((“]{0,6}$"
    r"|(?:报名|征集|申报|征稿|投稿)截至$|(?<!一直)(?:持续|延续|延长|开放|展出|有效|保留|推迟|顺延|延期)到$"
    r"|(?:截稿|截止|到期|预展|竞价|竞拍|拍卖|开庭|开标|听证|报名|考试|有效期)"
    r"(?:时间|日期|日|期限)?(?:、地点)?(?:为|是|:|至){0,2}$"
)
_FUTURE_AFTER = re.compile(
    r"^\s?\d{1,2}[:时点]\d{0,2}分?\s?(?:[~—-]|至|到)\s?\d"
    r"|^前?(?:截止|止(?=[。,;)]))"
    r"|^[^。;!?]{0,20}?就要[开到来迎举结上入]"
    r"|^(?:[一-鿿]{0,10}(?:到来|来临|开幕|开始))?之?前(?!夕)"
    r"|^[^。;!?]{0,46}?(?:将(?:在|于|会|对|从|是|有|为|不|再|由|以|继续|陆续|公开|集中|联合|依法|择期"
    r"|正式|全面|首次|统一|分|举|召|开|展|启|揭|发布|公布|颁|推|施|实施|进行|亮相|迎|出台|出席|组织"
    r"|邀请|面向|暂停|停止|恢复|休刊|播|审理|宣判|上线|投入|赴|前往|参|接受|与|围绕|先后|走[进上出访]|登陆|登台|聚焦|分批|逐步|办|同[步时]"
    r"|持续|延长|免费|通过|陆续|率先|如期|提供|组成)"
    r"|即将|拟|市民可|读者可|届时|敬请|调整到|恢复正常|恢复出版|休刊|前(?:报名|提交|申报|将)|敬请关注|敬请期待|欢迎.{0,10}参加)"
)
_HAS_BEGUN = re.compile(
    r",?[^,]{2,}?(?:启动|举行|举办|召开|开展|发布|公布|揭牌|成立|宣布|签订|签署|印发|下发|出台|通过|走进|来到|看望|慰问|查获|抓获"
    r"|宣判|开庭|审理|审结|落成|挂牌|上线)[^,]{0,20},.*将"
)
"""12月3日,街道启动普法行动,律师将每月下村: what is told of the day has happened, and only what
follows from it lies ahead."""
_DECIDED = re.compile(r"(?:决定|计划|打算|商定|说好)[^。;!?了过]{0,8}$")
_DONE = re.compile(r"[^。;!?]*?(?:了|过(?!程|年|节)|已|曾|后,)")
"""校长决定,9月1日开学就用新旗: what was decided lies ahead, unless the sentence says it is done."""
_EFFECT_AFTER = re.compile(
    r"^(?:零时|0时|凌晨)?(?:起|开始|正式)(?:[^。;,]{0,8})?(?:施行|实施|执行|生效|搬迁|启用|开通"
    r"|零时|,|解除|,)?"
)
_EFFECT_WORD = re.compile(r"^(?:零时|0时)?(?:起|开始|正式(?:施行|实施|上线|启用))")
_DOTTED = re.compile(r"(?<!\d)(20[0-3]\d)[./-](0?[1-9]|1[0-2])[./-](0?[1-9]|[12]\d|3[01])(?!\d)")
_NAMED_DAY = re.compile(r"^是(?:我国|今年)?(?:的)?(?:第|首个|“|全国|国际|世界|一年一度)")
"""4月26日是第23个…日: the day has a name, and may be past or still to come."""
_HOLIDAY_BEFORE = re.compile(r"(?:假期|小长假|长假|黄金周|放假)(?:时间)?(?:为|是|从|自)?\s?[(]?$")
"""端午假期(6月25日至27日): still to come, going on, or just over."""
_PERIOD_BEFORE = re.compile(
    r"(?:公示|报名|征集|申报|受理|投票|展出|展览|咨询|登记|竞价|拍卖|预约|征求意见)"
    r"(?:时间|期限|期|时限|日期)?(?:为|是|从|自|:|于)?\s?$"
)
"""Words before a stretch of days that has just begun or is still to come."""
_WEEKDAY_BEFORE = re.compile(r"(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])\s?[(,]\s?$")
_WEEK_BEFORE = re.compile(
    r"(?P<which>[本这上下])个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])?(?:\s?[(,]\s?|[的即])?$"
)
"""上周(3月1日至4日), 上周五(5日), 本周末,6月8日: a week with a day, its month said or not."""
_BEFORE_PRINTED = re.compile(r"(?:^|[^一-鿿]|[报刊版期]|出版(?:日期)?|日期)$")
_GOES_ON = re.compile(
    r"(?!星期|周[一二三四五六日]|第|农历|夏历|出版|今日|本期|总第|共|[甲乙丙丁戊己庚辛壬癸])[一-鿿]"
)
"""二〇一九年五月四日的记忆: words that go on with the date, so that it heads no page."""
_LONG_AGO = 500
_LATE = re.compile("午后|下午|傍晚|晚|夜|当晚")
_TODAY = re.compile(
    r"(?P<word>今天|今日|今晨|昨天|昨日|昨晚|前天|明天|明日|大?后天)(?:\s?[((,]\s?|是|,是|即|为)?$"
)


@dataclass(frozen=True, slots=True)
class _Mention:
    """A day as a sentence names it; `shift` is -1, 0 or 1 for last, this and next year."""

    page: int
    line: int
    words: str
    before: str
    after: str
    year: int | None
    shift: int | None
    month: int | None
    day: int
    hour: str
    lead: float
    length: int


def told_days(
    page: int, number: int, text: str, weekdays: list[StatedWeekday], *, head: bool
) -> Iterator[Clue]:
    """Yield the clues of one line; stated weekdays are added to `weekdays`.

    `head` tells that the line stands where a page has its masthead.
    """
    dateline = find_dateline(text)
    known_year: int | None = None
    known_month: int | None = None
    range_end = 0
    if head and (dotted := _DOTTED.search(text)) and len(text) < 60:
        yield _printed(page, number, text, *map(int, dotted.groups()))
    for match in _DAY.finditer(text) if "日" in text or "号" in text else ():
        mention = _mention(page, number, text, match, lead=1.5 if dateline else 1.0)
        if mention is None:
            continue
        if match["weekday"] and (mention.month or match["which"]):
            if mention.month:
                yield _stated_weekday(mention, match["weekday"], match[0], weekdays)
            if match["which"]:
                yield _same_week(mention, match["which"], match["weekday"][-1], match[0])
                continue
        elif week := _WEEK_BEFORE.search(mention.before):
            words = week[0] + match[0]
            yield _same_week(mention, week["which"], week["weekday"], words)
            if mention.month and week["weekday"] not in (None, "末"):
                yield _stated_weekday(mention, week["weekday"], words, weekdays)
            if week["which"] == "下":
                continue
        elif mention.month and (stated := _WEEKDAY_BEFORE.search(mention.before)):
            yield _stated_weekday(mention, stated["weekday"], stated[0] + match[0], weekdays)
        if mention.month and mention.year and head and _is_printed(text, match):
            yield _printed(page, number, text, mention.year, mention.month, mention.day)
            continue
        if head and mention.month and not mention.year and furniture_kind(text) == "masthead":
            yield _printed_without_year(mention)
            continue
        if match.start() < range_end or (mention.month is None and known_month is not None):
            # 8月3日 … 5日: the end of a range, or a day in a story that has named its month
            continue
        if match["day2"]:
            range_end = match.end("day2")
        if dateline and match.end() <= dateline[0] and mention.month:
            yield _sent(page, number, text[: dateline[0]], mention.month, mention.day)
            continue
        if mention.month and match["year"] is None and known_year is not None:
            mention = replace(mention, year=known_year)
        known_year, known_month = mention.year or known_year, mention.month or known_month
        yield from _tell(mention, match)
    if "期" in text or "周" in text:
        yield from todays_weekday(page, number, text)
    if "刊" in text or "出版" in text:
        yield from suspensions(page, number, text)


def _is_printed(text: str, match: re.Match[str]) -> bool:
    """Whether a date stands in its line as a paper prints it, and is no part of a title."""
    if len(text) >= 60 or match.start() > 20:
        return False
    return bool(_BEFORE_PRINTED.search(text[: match.start()])) and not _GOES_ON.match(
        text, match.end()
    )


def _mention(
    page: int, number: int, text: str, match: re.Match[str], *, lead: float
) -> _Mention | None:
    """What a match names, or None where it names no day: 30日内, 第3日, 同月5日."""
    before = text[max(0, match.start() - 14) : match.start()]
    after = text[match.end() : match.end() + 60]
    day, month_word, year_word = _value(match["day"]), match["month"], match["year"]
    if not 1 <= day <= 31 or _NOT_A_DATE_AFTER.match(after):
        return None
    if month_word is None and (_NOT_A_DATE_BEFORE.search(before) or year_word):
        return None
    if month_word in ("当", "上", "下", "同", "次") or year_word in ("同", "当", "次", "前"):
        return None
    month = _value(month_word) if month_word and month_word != "本" else None
    if month is not None and not 1 <= month <= 12:
        return None
    shift = {"去": -1, "明": 1, "今": 0}.get(year_word or "")
    year = _value(year_word) if year_word and shift is None else None
    words = around(text, match.start(), match.end())
    hour = match["hour"] or ""
    return _Mention(
        page, number, words, before, after, year, shift, month, day, hour, lead, len(text)
    )


def _stated_weekday(
    mention: _Mention, named: str, words: str, weekdays: list[StatedWeekday]
) -> Clue:
    weekday = "一二三四五六日".find(named[-1].replace("天", "日"))
    year, month, day = mention.year, mention.month or 1, mention.day
    weekdays.append(StatedWeekday(mention.page, mention.line, words, year, month, day, weekday))
    return weekday_clue(mention.page, mention.line, words, year, month, day, weekday)


def _same_week(mention: _Mention, which: str, named: str | None, words: str) -> Clue:
    """A day of last, this or next week; `named` is its weekday, 末, or None for the whole week."""
    weeks = {"上": -1, "下": 1}.get(which, 0)
    month, day = mention.month, mention.day
    place = "一二三四五六日".find((named or "").replace("天", "日")) if named else -1
    weekdays = range(4, 7) if named == "末" else range(place, place + 1) if named else range(7)
    weigh = same_week_weight(month, day, weeks, weekdays)

    def lag(line: Timeline) -> Ordinals:
        since = line.weekday - place - 7 * weeks
        return np.where((weigh(line) > 0) & (since >= 0), since, _LONG_AGO)

    happened = lag if weeks <= 0 and place >= 0 and not _is_ahead(mention) else None
    key = ("week", month, day)
    return Clue(mention.page, mention.line, words, Why.WEEK_FITS, weigh, key, 3.0, happened)


def _tell(mention: _Mention, match: re.Match[str]) -> Iterator[Clue]:
    """The clue that a named day gives: called today, still to come, taking effect, or over."""
    page, line, words = mention.page, mention.line, mention.words
    year, shift, month, day = mention.year, mention.shift, mention.month, mention.day
    if match["day2"] and _PERIOD_BEFORE.search(mention.before):
        key: tuple = ("period", month, day)
        yield Clue(page, line, words, Why.PERIOD_BEGINS, period_weight(year, month, day), key, 2.0)
    elif year and month and len(match[0]) == mention.length:
        key = ("signed", year, month, day)
        yield Clue(page, line, words, Why.SIGNED_ON, signed_weight(year, month, day), key, 2.0)
    elif relative := _TODAY.search(mention.before):
        yield _relative(page, line, words, relative["word"], month, day)
    elif _is_ahead(mention):
        key = ("future", month, day)
        weigh = future_weight(year, month, day, shift)
        yield Clue(page, line, words, Why.WILL_HAPPEN, weigh, key, mention.lead)
    elif month and (_NAMED_DAY.match(mention.after) or _HOLIDAY_BEFORE.search(mention.before)):
        key = ("near", month, day)
        yield Clue(page, line, words, Why.DAY_OF_THE_YEAR, near_weight(year, month, day), key)
    elif _EFFECT_WORD.match(mention.after):
        key = ("near", month, day)
        yield Clue(page, line, words, Why.TAKES_EFFECT, near_weight(year, month, day), key)
    else:
        begun = (month, day)
        month = int(match["month2"]) if match["month2"] else month
        day = int(match["day2"]) if match["day2"] else day
        late = bool(_LATE.search(mention.hour)) or _hour(mention.hour) >= 12
        why = Why.HAPPENED_LATE if late else Why.HAS_HAPPENED
        past, lag = past_weight(
            year,
            month,
            day,
            shift,
            late=late,
            lead=mention.lead,
            begun=begun if match["day2"] else None,
        )
        # a year said aloud mostly tells of earlier years, not how fresh the news is
        fresh = None if match["year"] else lag
        key = ("past", year, month, day, late)
        yield Clue(page, line, words, why, past, key, mention.lead, fresh)


def _is_ahead(mention: _Mention) -> bool:
    decided = mention.year is None and _DECIDED.search(mention.before)
    return (
        mention.shift == 1
        or bool(_FUTURE_BEFORE.search(mention.before))
        or bool((ahead := _FUTURE_AFTER.match(mention.after)) and not _HAS_BEGUN.match(ahead[0]))
        or bool(decided and not _DONE.match(mention.after))
    )


def _value(text: str) -> int:
    return int(text) if text.isdigit() else chinese_number(text)


def _hour(text: str) -> int:
    found = re.match(r"\d+", text)
    return int(found[0]) if found else 0


def _printed(page: int, number: int, text: str, year: int, month: int, day: int) -> Clue:
    def weigh(line: Timeline) -> Weights:
        return np.where((line.year == year) & (line.month == month) & (line.day == day), 40.0, 0.0)

    return Clue(page, number, text, Why.MASTHEAD, weigh, ("printed", year, month, day), 9.0)


def _printed_without_year(mention: _Mention) -> Clue:
    """7月9日 星期二 3版 at the head of the page: the day, in whatever year."""
    month, day = mention.month, mention.day

    def weigh(line: Timeline) -> Weights:
        return np.where((line.month == month) & (line.day == day), 12.0, 0.0)

    key = ("head", month, day)
    return Clue(mention.page, mention.line, mention.words, Why.THIS_IS_TODAY, weigh, key, 8.0)


def _sent(page: int, number: int, words: str, month: int, day: int) -> Clue:
    def weigh(line: Timeline) -> Weights:
        lag = line.since(month, day)
        return stepped(lag, (-1, 1.5), (0, 3.5), (1, 5.0), (2, 3.0), (4, 1.5), beyond=0.0)

    return Clue(page, number, words, Why.SENT_ON, weigh, ("sent", month, day), 5.0)


def _relative(page: int, number: int, words: str, word: str, month: int | None, day: int) -> Clue:
    later = {"今": 0, "昨": 1, "前": 2, "明": -1, "后": -2, "大": -3}[word[0]]
    why = {0: Why.THIS_IS_TODAY, -1: Why.THIS_IS_TOMORROW}.get(later, Why.THIS_IS_YESTERDAY)
    if later < -1:
        why = Why.WILL_HAPPEN

    def weigh(line: Timeline) -> Weights:
        lag = line.since(month, day) if later >= 0 else -line.until(month, day)
        return np.where(lag == later, 7.0, 0.0)

    return Clue(page, number, words, why, weigh, ("relative", month, day, later), 7.0)
