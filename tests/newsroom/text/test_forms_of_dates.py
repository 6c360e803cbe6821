"""Days in the forms that papers give them: heads without a year, counts by weeks, days of the moon
and of the sun, fairs that are counted."""

import datetime

import pytest

from newsroom.text import calendars
from newsroom.text.dating import date_issue
from newsroom.text.whys import Why


@pytest.mark.parametrize(
    ("page", "day"),
    [
        ("昨天是农历小年。再过一周就是春节了。\n\n民法典今年1月1日起施行。", "2021-02-05"),
        ("昨日,杭州第19届亚运会倒计时100天主题活动举行。", "2023-06-16"),
        ("今天,杭州亚运会开幕进入倒计时30天。", "2023-08-24"),
        ("10月14日晚,第130届中国进出口商品交易会在广州开幕。", "2021-10-15"),
        ("7月9日 星期二 3版\n\n今年是新中国成立70周年。昨天,会议召开。", "2019-07-09"),
        ("昨天是冬至。2018年9月,他来到村里;今年5月,他当了村主任。", "2019-12-23"),
    ],
)
def test_the_day_is_told_by_weeks_countdowns_editions_and_heads_without_a_year(page, day):
    dating = date_issue([page])

    assert dating.best_guess == day


def test_a_notice_that_names_a_day_by_both_calendars_tells_the_year():
    dating = date_issue(["因春节放假,本报1月31日(农历除夕)至2月6日休刊,2月7日恢复出版。"])

    assert dating.date_from.year == dating.date_to.year == 2022


def test_a_date_that_is_part_of_a_title_heads_no_page():
    page = "二○一九年五月四日的记忆\n\n昨天下午,纪念五四运动100周年座谈会在宁波召开。"

    dating = date_issue([page])

    assert dating.basis != "printed"
    assert Why.MASTHEAD not in {item.why for item in dating.evidence}


@pytest.mark.parametrize(
    "head",
    ["某某日报 2019年7月9日 星期二", "2019年7月9日农历六月初七", "二〇一九年七月九日　第３版"],
)
def test_a_date_with_the_name_of_the_paper_or_the_weekday_heads_the_page(head):
    dating = date_issue([f"{head}\n\n某地开庭\n\n昨天,法院开庭。"])

    assert (dating.date, dating.basis) == (datetime.date(2019, 7, 9), "printed")


def test_two_heads_that_differ_are_shown_as_a_contradiction():
    pages = [f"2019年7月{day}日\n\n某地开庭\n\n昨天,法院开庭。" for day in (9, 10)]

    dating = date_issue(pages)

    assert [item.why for item in dating.contradictions] == [Why.MASTHEAD]


def test_days_left_until_an_event_do_not_open_it():
    dating = date_issue(["昨天,距离北京冬奥会开幕还有365天。"])

    assert Why.COUNTED_DAY not in {item.why for item in dating.evidence}
    assert dating.best_guess == "2021-02-05"


def test_a_comma_may_stand_between_a_day_and_its_weekday():
    dating = date_issue(["8月18日,本周日,法院开放。去年,新中国成立69周年。"])

    assert {item.why for item in dating.evidence} >= {Why.WEEKDAY_FITS, Why.WEEK_FITS}
    assert [check.fits for check in dating.weekday_checks] == [True]


def test_what_was_in_the_news_for_some_years_gives_a_range():
    dating = date_issue(["截至24日24时,全省累计报告新冠肺炎确诊病例1205例。"])

    assert dating.date is None
    assert datetime.date(2020, 1, 20) <= dating.date_from < dating.date_to
    assert dating.date_to < datetime.date(2024, 6, 30)


@pytest.mark.parametrize("name", calendars.SOLAR_TERMS)
def test_the_days_of_the_sun_are_fifteen_days_apart(name):
    days = list(calendars.SOLAR_TERMS.values())
    place = list(calendars.SOLAR_TERMS).index(name)
    month, day = days[place]
    before = days[place - 1] if place else (12, 22)

    apart = datetime.date(2019, month, day) - datetime.date(2019 - (place == 0), *before)

    assert min(abs(apart.days - whole) for whole in (15, 30, 45)) <= 2
