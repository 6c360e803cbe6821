"""The day of an issue is argued from its pages: evidence listed, contradictions shown."""

import datetime

import pytest

from newsroom.text.dating import date_issue
from newsroom.text.known_spans import SPANS
from newsroom.text.whys import Why


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def test_a_printed_date_beats_what_is_inferred():
    dating = date_issue(["某某日报\n2019年7月9日 星期二\n\n本报讯 7月1日下午,会议召开。"])

    assert (dating.date, dating.basis, dating.confidence) == (day("2019-07-09"), "printed", "high")
    assert dating.publication.title == "某某日报"


def test_yesterdays_event_and_todays_announcement_fix_the_day():
    page = (
        "2018年全年案件同比下降。\n\n本报讯 7月8日下午,会议召开。"
        "7月9日至11日,活动将在宁波举行。今年是新中国成立70周年。"
    )

    dating = date_issue([page])

    assert dating.date == day("2019-07-09")
    assert {item.why for item in dating.evidence} >= {Why.HAPPENED_LATE, Why.WILL_HAPPEN}
    for item in dating.evidence:
        assert item.text in page.split("\n")[item.line - 1]


def test_a_day_without_a_month_is_found_by_the_festival_near_it():
    page = "本报讯 27日15时,发布会举行。\n\n春节临近,请注意防护奥密克戎变异株。"

    assert date_issue([page]).date == day("2022-01-28")


def test_weekdays_tell_the_year_and_are_checked():
    page = (
        "休刊启事\n\n10月2日(星期一)至10月5日(星期四)休刊,"
        "10月6日(星期五)的报纸调整到9月30日(星期六)出版。\n\n"
        "本报讯 29日上午,会议召开。迎接党的十九大。"
    )

    dating = date_issue([page])

    assert dating.date == day("2017-09-30")
    assert len(dating.weekday_checks) == 4
    assert all(check.fits for check in dating.weekday_checks)


def test_a_wrong_weekday_is_shown_as_a_contradiction():
    dating = date_issue(["某某日报\n2019年7月9日 星期三\n\n本报讯 7月8日,会议召开。"])

    assert dating.date == day("2019-07-09")
    assert [item.why for item in dating.contradictions] == [Why.WEEKDAY_WRONG]
    assert dating.confidence != "high"


TOLD = "本报讯 27日15时,发布会举行。\n\n春节临近,请注意防护奥密克戎变异株。冬奥会将至。"


def test_evidence_is_for_and_against_a_day_that_is_stated():
    stated = date_issue([TOLD], stated=day("2016-01-28"))

    assert stated.doubts_stated
    assert Why.KNOWN_SPAN in {item.why for item in stated.contradictions}
    assert Why.KNOWN_SPAN not in {item.why for item in stated.evidence}


def test_a_stated_day_that_the_pages_bear_out_is_not_doubted():
    stated = date_issue([TOLD], stated=day("2022-01-28"))

    assert (stated.doubts_stated, stated.contradictions) == (False, [])


@pytest.mark.parametrize("written", ["1986-01-28", "2041-01-28"])
def test_nothing_is_said_against_days_that_the_tables_do_not_reach(written):
    assert not date_issue([TOLD], stated=day(written)).doubts_stated


def test_all_pages_of_an_issue_argue_together():
    first = "本报讯 21日下午,会议召开。"
    second = "截至7月底,案件下降。台风“利奇马”过境时,民警转移群众。"

    together = date_issue([first, second])

    assert date_issue([first]).date is None
    assert together.date == day("2019-08-22")
    assert {item.page for item in together.evidence} == {0, 1}


def test_figures_of_a_whole_year_give_a_range_in_the_next():
    page = "2017年,全市刑事发案数同比下降24%。2017年11月的一天,民警来到村里。新时代,新气象。"

    dating = date_issue([page])

    assert dating.date is None
    assert (dating.date_from.year, dating.date_to.year) == (2018, 2018)


def test_a_dateline_of_an_agency_dates_the_issue_to_the_next_day():
    page = "新华社北京7月1日电 庆祝中国共产党成立100周年大会1日上午举行。"

    assert date_issue([page]).date == day("2021-07-02")


def test_what_the_page_calls_yesterday_was_the_day_before():
    assert date_issue(["昨天,第13个全国法制宣传日,群众走进法院。"]).date == day("2013-12-05")


def test_a_page_without_any_hint_has_no_date():
    dating = date_issue(["某地风光\n\n这里山清水秀。"])

    assert (dating.date, dating.date_from, dating.basis) == (None, None, "none")


@pytest.mark.parametrize("span", SPANS, ids=lambda span: span.words.pattern)
def test_every_line_of_the_table_of_known_times_is_in_order(span):
    assert span.last is None or span.first < span.last
    assert 0 < span.weight <= 4
