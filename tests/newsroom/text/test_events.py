"""Events that everybody knew, and days counted down to them, tell the day of an issue."""

import datetime

import pytest

from newsroom.text.dating import date_issue
from newsroom.text.event_clues import EVENTS
from newsroom.text.whys import Why


@pytest.mark.parametrize(
    ("page", "day"),
    [
        ("再过两天,党的二十大就要召开。", "2022-10-14"),
        ("距离中秋节还有5天,月饼上市了。\n\n9月15日,会议召开。", "2021-09-16"),
        ("昨天,距离中秋节还有5天,月饼上市了。\n\n9月24日,会议召开。", "2023-09-25"),
        ("再过三天就是第三个国家宪法日。\n\n11月30日下午,宣讲会举行。", "2016-12-01"),
        ("昨晚,第31届奥运会在里约开幕。\n\n8月5日上午,会议召开。", "2016-08-06"),
        ("9月19日晚,第17届亚运会隆重开幕。", "2014-09-22"),
        ("昨天是农历八月初十,村民在晒谷。\n\n9月24日,会议召开。", "2023-09-25"),
        ("讲座时间:10月15日(本周六)下午2时。\n\n13日下午,奥密克戎疫情发布会举行。", "2022-10-14"),
    ],
)
def test_countdowns_openings_and_days_of_lunar_months_tell_the_day(page, day):
    dating = date_issue([page])

    assert dating.best_guess == day


def test_an_event_that_is_only_a_word_in_another_name_opens_nothing():
    page = "9月23日,亚运会安保指挥部举行了誓师。"

    assert Why.COUNTED_DAY not in {item.why for item in date_issue([page]).evidence}


@pytest.mark.parametrize("name", EVENTS)
def test_the_days_of_an_event_are_in_order_and_in_their_years(name):
    days = list(EVENTS[name].values())

    assert days == sorted(days)
    assert [day.year for day in days] == list(EVENTS[name])
    assert all(datetime.date(2008, 1, 1) <= day <= datetime.date(2030, 1, 1) for day in days)
