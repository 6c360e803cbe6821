"""Years that a page tells by two things together, by counting, by young laws, and by what was
news."""

import datetime
import re

import pytest

from newsroom.text.counted_tables import ANNIVERSARIES, FIRST_YEARS
from newsroom.text.dating import date_issue
from newsroom.text.event_clues import CLOSINGS, EVENTS
from newsroom.text.known_spans import FRESH
from newsroom.text.laws_in_force import LAWS_IN_FORCE
from newsroom.text.timeline import Timeline
from newsroom.text.whys import Why


def years_of(page: str) -> set[int]:
    """The years in which the page may have appeared."""
    dating = date_issue([page])
    return {day.year for day in (dating.date_from, dating.date_to) if day}


@pytest.mark.parametrize(
    ("page", "day"),
    [
        ("9月10日是第31个教师节。昨天上午,检察官走进校园。", "2015-09-11"),
        ("12月2日是第四个“全国交通安全日”。昨日,交警上街宣传。", "2015-12-03"),
        ("昨天是第29次全国助残日。", "2019-05-20"),
        ("昨天是母亲节。2015年,全市发案同比下降。", "2016-05-09"),
        ("2018年全年发案下降。6月25日下午,会议召开。竞赛将于后天(28日)举行。", "2019-06-26"),
        ("昨天起,反家庭暴力法正式施行。", "2016-03-02"),
        ("昨天起施行的刑法修正案(十一)增设了新罪名。", "2021-03-02"),
        ("本月1日起施行的网络安全法写明了责任。6月6日上午,法院开庭。", "2017-06-07"),
        ("昨天上午,党的十九大胜利闭幕。", "2017-10-25"),
        ("第十四届全运会昨晚在陕西开幕。", "2021-09-16"),
        ("昨天是第十个双11,快递涌来。", "2018-11-12"),
        ("2017年全年发案下降。国庆长假昨天结束。", "2018-10-08"),
        ("1月20日,省十三届人大六次会议闭幕。", "2022-01-21"),
        ("距离中国共产党成立100周年还有3天。2021年,6月", "2021-06-28"),
        ("2016年8月的案子。昨天是国庆长假后第一个工作日,法院开庭。", "2017-10-09"),
        ("眼看腊八节就要到了,1月13日,民警熬粥。2019年,他调解了90起纠纷。1月14日", "2021-01-15"),
    ],
)
def test_days_told_by_what_stands_beside_them(page, day):
    assert date_issue([page]).best_guess == day


@pytest.mark.parametrize(
    ("page", "year"),
    [
        ("从2015年4月到今年2月,他骗了12人。去年11月,有人报案。2016年,他换了手机。", 2017),
        ("2009年5月试点以来,矫正了3000人。8年来,重新犯罪的很少。4月20日,会议召开。", 2017),
        ("2014年3月,他卖了房子。今年1月起施行的电子商务法写明了这一点。", 2019),
        ("2017年5月,他起诉。去年10月起施行的民法总则写明了这一点。", 2018),
        ("(2018)浙0108民初77号。2017年7月,他借了钱。今年3月起诉。", 2018),
        ("“八八战略”实施15年来,处处变样。", 2018),
        ("党的十九届五中全会闭幕不久,宣讲团就下村了。刚刚闭幕的十九届五中全会提出要求。", 2020),
        ("电子商务法草案再次征求意见。2017年3月的案子还没有判。去年8月的案子判了。", 2018),
        ("台风“灿鸿”逼近,渔船回港。", 2015),
        ("新修订的安全生产法将于9月1日起施行。8月20日,企业开会。2019年的事故警醒了人。", 2021),
        ("去年11月1日起施行的刑法修正案(九)写明了。2013年,他借了钱。3月2日,法院罚了他。", 2016),
        ("1980年出生的他今年36岁,2015年从警十年。去年12月立功。里约奥运会开幕了。", 2016),
    ],
)
def test_years_told_by_two_things_together(page, year):
    assert (date_issue([page]).best_guess or "")[:4] == str(year)


def test_a_look_back_is_not_taken_for_the_year_of_the_issue():
    page = "6月24日下午,法官送达调解书。2006年夏天,他第一次出门打工。2003年,父亲病了。"

    assert (date_issue([page]).best_guess or "")[:4] not in ("2003", "2006")


def test_a_month_that_a_story_tells_with_its_year_lies_behind_the_issue():
    page = "5月16日下午,窗口开通。2017年11月,张某报案。“最多跑一次”改革推进以来,群众满意。"

    dating = date_issue([page])

    assert (dating.best_guess or "")[:4] == "2018"
    assert dating.date_from is None or dating.date_from >= datetime.date(2017, 11, 1)


def test_of_years_in_a_story_only_the_latest_says_how_long_ago_they_are():
    tail = "2016年3月的一天,他又来了。4月20日上午,法院开庭。"

    alone = date_issue([tail]).best_guess
    with_older = date_issue(["2011年,他借了钱。2012年,他还了一半。2014年,他失联了。" + tail])

    assert with_older.best_guess == alone


def test_a_year_beside_this_year_is_another():
    page = "2018年,全镇调解纠纷800起。今年以来,又降了两成。7月3日,镇里开会。"

    assert (date_issue([page]).best_guess or "")[:4] == "2019"


@pytest.mark.parametrize("words", ["司法拘留15日", "每月15日开一次会", "30日之内可以退票"])
def test_how_long_and_how_often_is_no_day(words):
    dating = date_issue([f"2018年全年发案下降。8月21日下午,会议召开。{words}。"])

    assert dating.best_guess == "2019-08-22"


def test_an_anniversary_told_with_its_own_year_says_nothing_of_the_issue():
    page = "2013年,“枫桥经验”50周年大会在绍兴召开。4月16日上午,“最多跑一次”改革会召开。"

    assert years_of(page).isdisjoint({2013})


def test_a_law_of_long_ago_is_not_said_to_begin_this_year():
    dating = date_issue(["今年,法院继续实施民法典。9月3日,法官开讲。"])

    assert Why.LAW_IN_FORCE not in {item.why for item in dating.evidence}


@pytest.mark.parametrize(
    ("name", "number", "year"),
    [
        ("国际禁毒日", 26, 2013),
        ("世界环境日", 45, 2016),
        ("世界读书日", 20, 2015),
        ("世界无烟日", 30, 2017),
        ("爱眼日", 20, 2015),
        ("110宣传日", 30, 2016),
        ("税收宣传月", 25, 2016),
        ("地球日", 51, 2020),
        ("国际家庭日", 21, 2014),
        ("献血者日", 20, 2023),
        ("国家安全教育日", 3, 2018),
    ],
)
def test_counted_days_have_the_numbers_that_the_papers_gave_them(name, number, year):
    first = next(began for known, began in FIRST_YEARS.items() if name.endswith(known))

    assert first + number - 1 == year


def test_the_tables_hold_days_in_their_order():
    for name, days in LAWS_IN_FORCE.items():
        assert list(days) == sorted(days), name
    for name, closed in CLOSINGS.items():
        opened = sorted(EVENTS[name].values())
        lengths = [min((day - begun).days for begun in opened if begun <= day) for day in closed]
        assert all(1 <= length <= 32 for length in lengths), name
    assert all(1890 < year < 2024 for year in ANNIVERSARIES.values())


@pytest.mark.parametrize("span", FRESH, ids=lambda span: span.words.pattern[:20])
def test_what_was_news_for_a_time_can_be_read(span):
    assert span.last is not None
    assert span.first < span.last
    assert 0 < span.weight <= 2.5
    assert re.compile(span.words.pattern)


def test_a_named_day_that_is_still_to_come_is_not_yesterday():
    page = (
        "2017年。国家宪法日即将到来,12月4日是第五个国家宪法日。"
        "昨天,法院举办开放日。11月29日上午,会议召开。"
    )

    assert date_issue([page]).best_guess == "2018-11-30"


def test_the_days_of_every_year_are_numbered_as_the_calendar_numbers_them():
    line = Timeline()
    issues = [datetime.date.fromordinal(int(day)) for day in line.ordinal]

    for month, day in ((1, 1), (2, 28), (3, 1), (12, 31)):
        for shift in (-1, 0, 1):
            told = [datetime.date(each.year + shift, month, day).toordinal() for each in issues]
            assert line.in_year(month, day, shift).tolist() == told
