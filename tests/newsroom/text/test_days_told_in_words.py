"""Days that a page tells without printing its own: by weeks, moons, young laws and counted days."""

import pytest

from newsroom.text.dating import date_issue
from newsroom.text.whys import Why


@pytest.mark.parametrize(
    ("page", "day"),
    [
        ("2017年全年发案下降。5月2日下午,会议召开。上周五(4日),法院开庭。", "2018-05-07"),
        ("2021年全年发案下降。7月28日,会议召开。5日(上周五)晚,民警查获酒驾。", "2022-08-08"),
        ("2019年的案子。下周一(9月23日)起,新规落地。9月17日下午,通报会召开。", "2019-09-18"),
        ("大年初三(2月7日)一早,渔民出海了。2月13日上午,会议召开。", "2019-02-14"),
        ("腊月二十八(2月9日),他还在岗。2月9日晚,慰问组来了。", "2021-02-10"),
        ("8月14日上午,会议召开。今年中秋节(9月13日)将办灯会。", "2019-08-15"),
        ("反家庭暴力法施行不到一周,法院接到多份申请。3月4日,庭审举行。", "2016-03-07"),
        ("社区矫正法施行首日,对象来报到。", "2020-07-02"),
        (
            "2019年全年发案下降。从1月27日到今天,他已经连续值守30天。2月26日下午,记者来到卡口。",
            "2020-02-27",
        ),
        ("7月25日,台风“烟花”登陆。“烟花”过后的第十天,8月3日,2021年的路修好了。", "2021-08-04"),
        ("2019年。校长决定,9月1日开学典礼就用新旗。8月22日,旗送到了学校。", "2019-08-23"),
        ("2018年全年发案下降。12月3日,街道启动普法行动,律师将每月下村。", "2019-12-04"),
        ("宪法公布施行36周年,也是修正案通过后的第一个国家宪法日。12月4日,宣誓举行。", "2018-12-05"),
        ("2018年全年发案下降。4月13日下午,会议召开。刚刚过去的周末,景区人很多。", "2019-04-15"),
        ("2019年。展览持续到9月20日。8月21日,展览开幕。", "2019-08-22"),
    ],
)
def test_weeks_moons_young_laws_and_counts_tell_the_day(page, day):
    assert date_issue([page]).best_guess == day


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("公益诉讼制度全面实施三周年", "2020"),
        ("庆祝澳门回归二十周年", "2019"),
        ("新中国成立70周年", "2019"),
    ],
)
def test_anniversaries_of_what_everybody_knows_name_the_year(words, year):
    dating = date_issue([f"{words}之际,8月21日上午,座谈会召开。"])

    assert str(dating.date_from)[:4] == str(dating.date_to)[:4] == year


def test_the_news_of_friday_is_in_the_paper_of_monday():
    dating = date_issue(["2018年全年发案下降。\n\n本报讯 3月8日(周五)上午,会议召开。"])

    assert dating.best_guess == "2019-03-11"


def test_a_page_that_calls_today_a_saturday_is_of_a_saturday():
    dating = date_issue(
        ["2018年全年发案下降。\n\n本报讯 昨天(星期五,3月8日)上午,会议召开。今天是星期六。"]
    )

    assert dating.date is not None
    assert dating.date.isoformat() == "2019-03-09"


def test_a_year_with_its_number_beside_last_year_is_not_the_one_that_runs():
    page = "2016年,全县配了船。去年底,渔民评出了能手。去年10月,网具缠在了一起。"

    dating = date_issue([page])

    assert dating.best_guess is None or not dating.best_guess.startswith("2016")


def test_the_end_of_a_year_with_its_number_is_mostly_not_that_of_last_year():
    dating = date_issue(["2016年底,工厂停了工。昨天,法院开庭。"])

    assert dating.date_from is None or dating.date_from.year != dating.date_to.year


def test_a_day_of_this_year_said_so_is_no_fresh_news():
    dating = date_issue(["2018年全年发案下降。今年3月20日,他买了戒指。5月14日下午,法院开庭。"])

    assert dating.best_guess == "2019-05-15"


def test_what_a_named_year_looked_forward_to_is_over():
    dating = date_issue(["初夏的码头很忙。2016年以来,县里以护航G20为契机。截至去年底,船都装了灯。"])

    assert dating.best_guess is None or not dating.best_guess.startswith("2016")


def test_a_festival_of_which_somebody_tells_weighs_less_than_one_of_the_page():
    own = date_issue(["正月十五刚过,他又回到了岛上。"]).evidence
    told = date_issue(["老蒲说,原本不想来,结果正月十五刚过,他又回到了岛上。"]).evidence

    heard = {item.why: item.weight for item in own}[Why.FESTIVAL_NOW]

    assert max([item.weight for item in told if item.why is Why.FESTIVAL_NOW] or [0]) < heard


@pytest.mark.parametrize(
    ("opening", "months"),
    [("初夏的渔港,百船归来。", ("05", "06")), ("时值深秋,稻子黄了。", ("09", "10"))],
)
def test_the_season_in_which_a_report_opens_tells_the_months(opening, months):
    dating = date_issue([f"{opening}2016年全年发案下降。各地喜迎党的十九大。"])

    assert dating.best_guess is not None
    assert dating.best_guess[5:7] in months


def test_the_season_of_another_year_tells_nothing():
    dating = date_issue(["去年初夏的一天,船沉了。2016年全年发案下降。"])

    assert Why.SEASON not in {item.why for item in dating.evidence}
