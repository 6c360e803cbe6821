"""Clues that must not say more than they know, years that are only likely, and matters of the years
before 2013 and after 2023."""

import datetime

import pytest

from newsroom.text.calendars import FIXED_DAYS, LUNAR_FESTIVALS
from newsroom.text.dating import date_issue
from newsroom.text.matters_before_and_after import NEWS, SPANS


def year_of(page: str) -> tuple[int | None, int | None]:
    """The years in which the range given for a page begins and ends."""
    dating = date_issue([page])
    first, last = dating.date_from, dating.date_to
    return (first.year if first else None, last.year if last else None)


@pytest.mark.parametrize(
    "words", ["领到二楼的7号调解室", "坐进9号会议室", "在12号窗口排队", "分到3号病房"]
)
def test_the_number_of_a_room_is_no_day(words):
    dating = date_issue([f"老人被{words},等了半天。今年11月,法院立案。2018年的案子还没有判。"])

    assert not [item for item in dating.evidence if "号" in item.text]


@pytest.mark.parametrize("words", ["5号上午", "5号,", "5号晚上", "5号那天"])
def test_a_number_with_a_time_is_a_day(words):
    dating = date_issue([f"2018年6月的一个案子。{words}法院开了庭。"])

    assert [item for item in dating.evidence if "5号" in item.text]


@pytest.mark.parametrize(
    "words",
    ["2017年,对镇上的网格员来说,是跑腿的一年。", "2017年是全镇拆旧最多的一年。"],
)
def test_a_year_that_is_looked_back_on_is_going_on_or_just_over(words):
    dating = date_issue([f"{words}今年1至10月,发案数同比下降两成。"])

    assert (dating.best_guess or "")[:7] in {"2017-11", "2017-12"}
    assert dating.confidence == "low"


def test_figures_up_to_a_month_of_this_year_are_told_before_the_year_is_over():
    page = "2016年12月的案子还没有判。{}1至11月,盗窃案下降一成。"

    either, this = (date_issue([page.format(word)]) for word in ("", "今年"))

    assert (either.best_guess or "")[:7] in {"2016-12", "2017-01", "2017-12"}
    assert (this.best_guess or "").endswith("-12") or "-12-" in (this.best_guess or "")


def test_what_is_due_before_the_new_year_may_be_promised_months_ahead():
    dating = date_issue(["截至11月底,村里调解了90起纠纷。2017年以来的欠款在春节前付清。"])

    assert (dating.best_guess or "")[5:7] == "12"


@pytest.mark.parametrize(
    ("page", "year"),
    [
        ("2015年11月,老太太过世了。今年2月,法院立案,去年3月的账也一起算。", 2016),
        ("2018年9月,两家人签了合同。今年3月,他们闹上法庭。", 2019),
    ],
)
def test_a_month_with_its_year_is_rather_of_last_year(page, year):
    dating = date_issue([page])

    assert (dating.best_guess or "")[:4] == str(year)
    assert dating.confidence == "low"
    assert dating.date is None


def test_a_page_that_tells_nothing_is_not_guessed():
    dating = date_issue(["昨天上午,民警走进社区。今年3月,他们也来过。"])

    assert (dating.date, dating.best_guess, dating.basis) == (None, None, "none")


def test_the_first_morning_after_midnight_makes_the_day_after_possible():
    page = "9月1日零时起,新办法实行。{}车就少了。2020年8月29日,交警发了通告。8月31日,交警贴出告示。"

    told, untold = (date_issue([page.format(word)]) for word in ("“昨天一早,", "那时"))

    assert told.best_guess == "2020-09-02"
    assert untold.best_guess == "2020-09-01"
    assert told.confidence != "high"


@pytest.mark.parametrize(
    ("page", "day"),
    [
        ("世博安保,一天也不松。昨天是世界人口日。", "2010-07-12"),
        ("上海世博会开园以来,车站天天人山人海。昨天是第42个世界电信日。", "2010-05-18"),
        ("7·23动车事故之后,铁路部门开展检查。昨天是建军节。", "2011-08-02"),
        ("昨天是第23个世界防治结核病日。", "2018-03-26"),
        ("“清网行动”还有最后几天。12月12日,逃犯自首。", "2011-12-13"),
        ("昨晚,第九届亚冬会在哈尔滨开幕。", "2025-02-08"),
        ("昨天起,民营经济促进法正式施行。", "2025-05-21"),
        ("昨天是第八个中国农民丰收节。", "2025-09-24"),
    ],
)
def test_days_of_other_years_than_most_are_known(page, day):
    assert date_issue([page]).best_guess in {
        day,
        # a festival on a Saturday or Sunday is told on Monday, or on a Sunday
        (datetime.date.fromisoformat(day) - datetime.timedelta(1)).isoformat(),
    }


@pytest.mark.parametrize(
    ("page", "year"),
    [
        ("今年5月1日起施行的刑法修正案(八)规定,醉酒驾驶是犯罪。", 2011),
        ("今年6月1日起施行的学前教育法写明了这一点。", 2025),
        ("党纪学习教育开展以来,干部下村更勤了。", 2024),
        ("深入贯彻中央八项规定精神学习教育在全县展开。", 2025),
        ("“清网行动”还没有收兵。", 2011),
        ("去年“5·12”汶川大地震之后,他去了四川。", 2009),
        ("今年台风“利奇马”过境时,桥断了。", 2019),
        ("前年的响水爆炸事故,让人警醒。", 2021),
    ],
)
def test_matters_of_other_years_than_most_tell_their_year(page, year):
    assert (date_issue([page]).best_guess or "")[:4] == str(year)


@pytest.mark.parametrize(
    ("name", "year", "day"),
    [
        ("世界急救日", 2020, (9, 12)),
        ("世界急救日", 2024, (9, 14)),
        ("文化遗产日", 2019, (6, 8)),
        ("自然遗产日", 2025, (6, 14)),
    ],
)
def test_days_on_a_certain_saturday_are_counted(name, year, day):
    assert LUNAR_FESTIVALS[name][year] == datetime.date(year, *day)


def test_every_fixed_day_is_in_the_calendar():
    for name, (month, day) in FIXED_DAYS.items():
        assert datetime.date(2020, month, day), name


def test_matters_of_other_years_stand_in_lines_of_four():
    for table in (SPANS, NEWS):
        for row in table.strip().splitlines():
            words, first, last, _weight = row.replace(" | | ", " |  | ").rsplit(" | ", 3)
            assert words
            assert not last or first < last
            assert first < "2013" or first > "2017" or row.startswith(("延迟", "巴黎")), row
