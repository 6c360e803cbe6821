"""Layouts that were first met on pages by authors who did not write the reader."""

import datetime

import pytest

from newsroom.text.bylines import read_byline
from newsroom.text.dating import date_issue
from newsroom.text.pages import read_page
from newsroom.text.roles import Kind, Role

REPORT = "某地法院开庭\n\n本报记者 王一平\n\n本报讯 昨天,法院开庭。\n\n群众旁听了庭审。"
NEXT = "街道启用调解室\n\n本报记者 李明\n\n本报讯 街道启用了调解室。"
PICTURE = "6月15日,海关关员检查一批冻品。入夏以来,该关加强了监管。"


@pytest.mark.parametrize(
    "picture",
    [f"{PICTURE} 通讯员 张强 摄", f"{PICTURE}\n\n通讯员 张强 摄"],
    ids=["run on", "on a line of its own"],
)
def test_an_untitled_picture_between_two_complete_reports_is_an_article(picture):
    reading = read_page(f"{REPORT}\n\n\n\n{picture}\n\n\n\n{NEXT}")

    assert [article.kind for article in reading.articles][1] is Kind.PHOTO
    assert len(reading.articles) == 3


def test_a_line_framed_in_the_middle_of_a_sentence_is_a_caption_and_no_title():
    broken = "专家说,这棵古树已处于“亚健\n\n\n\n检察官与专家查看古树长势\n\n\n\n康”状态。"

    reading = read_page(f"{REPORT}\n\n{broken}")

    assert len(reading.articles) == 1
    assert [s.role for s in reading.segments].count(Role.CAPTION) == 1


def test_the_days_of_a_diary_are_subheads():
    reading = read_page(
        f"{REPORT}\n\n2月14日 晴\n\n今天我去了村里。\n\n2月17日 小雪\n\n今天下雪,没有出门。"
    )

    assert len(reading.articles) == 1
    assert [s.role for s in reading.segments].count(Role.SUBHEAD) == 2


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("制图 罗琪", [("罗琪", "制图")]),
        ("记者 张三 摄影 李四", [("张三", "记者"), ("李四", "摄影")]),
        ("口述 某市某区法院法官 沈琴", [("沈琴", "口述")]),
        ("文/图 本报记者 汤勇", [("汤勇", "记者")]),
        ("某商报记者 王勇 文/图", [("王勇", "记者")]),
        ("王勇 (作者单位:某市人民法院)", [("王勇", "作者")]),
    ],
)
def test_names_and_what_they_did_are_read_in_either_order(line, names):
    credits = read_byline(line)

    assert credits is not None
    assert [(credit.name, credit.role) for credit in credits] == names


@pytest.mark.parametrize(
    ("page", "day"),
    [
        ("昨天,十三届全国人大常委会第五次会议分组审议法案。\n\n8月28日,记者获悉。", "2018-08-29"),
        ("新修订的《劳动合同法》昨日起正式施行。", "2013-07-02"),
        ("A09 城事 2014.12.5 星期五\n\n某地开庭", "2014-12-05"),
        ("公示时间为2023年9月25日至9月29日。\n\n24日晚8时,比赛结束。", "2023-09-25"),
    ],
)
def test_a_day_is_told_by_sessions_laws_dotted_dates_and_periods(page, day):
    dating = date_issue([page])

    assert dating.date == datetime.date.fromisoformat(day)
