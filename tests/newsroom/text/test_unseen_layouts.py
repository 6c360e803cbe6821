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


def roles(page: str) -> list[tuple[Role, int | None]]:
    """Role and article of each segment."""
    return [(s.role, s.article) for s in read_page(page).segments]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("江滨市人民法院清水法庭 毛建芬", [("毛建芬", None, "江滨市人民法院清水法庭")]),
        ("■邬立群(江滨大学法学院)", [("邬立群", None, "江滨大学法学院")]),
        ("□钱江潮 文 阿丁 图", [("钱江潮", "作者", None), ("阿丁", "摄影", None)]),
        ("口述:陈阿水(82岁,退休调解员)", [("陈阿水", "口述", None)]),
        ("新华社发(王平 摄)", [("王平", "摄影", "新华社")]),
    ],
)
def test_writers_are_read_with_their_house_and_what_is_said_of_them(line, names):
    credits = read_byline(line, after_headline=True)

    assert [(c.name, c.role, c.organisation) for c in credits or []] == names


def test_a_paragraph_cut_early_is_text_and_no_subhead():
    page = f"{REPORT}\n\n下一步,该院将把这一做法推\n\n广到全市,让更多群众受益。"

    assert [role for role, _ in roles(page)].count(Role.SUBHEAD) == 0


def test_a_line_with_the_maker_of_a_picture_right_below_it_opens_no_article():
    page = f"{REPORT}\n\n王某保存至今的火车票根\n受访者供图\n\n他说,这些票根一直留着。"

    found = roles(page)

    assert len({article for _, article in found}) == 1
    assert (Role.CAPTION, 0) in found


def test_a_guide_to_other_pages_is_an_item_of_its_own():
    page = f"{REPORT}\n\n今日导读\n\n“套路贷”套住了谁?详见4版\n\n{NEXT}"

    reading = read_page(page)

    assert [article.headline for article in reading.articles][1] == "今日导读"
    assert len(reading.articles) == 3


def test_an_article_that_may_have_swallowed_another_is_unsure():
    plain = read_page(f"{REPORT}\n\n{NEXT}")
    doubtful = read_page(f"{REPORT}\n\n{PICTURE}\n通讯员 张强 摄\n\n有人问起这张照片的来历。")

    assert min(article.confidence for article in plain.articles) >= 0.7
    assert min(article.confidence for article in doubtful.articles) < 0.7


@pytest.mark.parametrize(
    ("page", "day"),
    [
        ("距离第五个国家宪法日还有20天。\n\n11月13日上午,会议召开。", "2018-11-14"),
        ("民法典施行两个多月来,成效明显。\n\n昨晚的央视“3·15”晚会引发热议。", "2021-03-16"),
        ("某地法院公告\n\n" + "本院受理原告与被告民间借贷纠纷一案,现依法向你公告送达。" * 3
         + "\n\n2019年5月20日\n\n本周五(5月24日)将举行听证会。5月20日,会议召开。", "2019-05-21"),
    ],
)  # fmt: skip
def test_countdowns_laws_in_force_and_signed_notices_tell_the_day(page, day):
    dating = date_issue([page])

    assert dating.best_guess == day


def test_below_a_jump_a_line_in_a_new_frame_opens_an_article():
    day = "水漫过了台阶,我们把档案搬上了楼。\n\n所里的人都没有合眼。"
    page = (
        f"孤岛七十二小时\n\n本报记者 王一平\n\n{day}\n\n水退了\n\n{day}\n\n(下转12版)"
        f"\n\n\n\n数字孤岛\n\n派出所三天里接警很多,档案都搬上了楼。\n\n水退了三天。\n\n{NEXT}"
    )

    reading = read_page(page)

    assert [article.headline for article in reading.articles][1] == "数字孤岛"


def test_a_line_of_two_parts_below_another_of_two_parts_is_a_subhead_like_it():
    told = "护林员走遍了整座山。\n\n大家都说,这样的日子还长着呢。\n\n村里人都记得他的样子。"
    page = (
        f"护林人的山\n\n本报记者 王一平\n\n{told}\n\n量过的山 数过的树\n\n{told}\n\n"
        "一个人的战斗 一群人的守护\n\n2017年,公益诉讼制度推开,蓝某转了岗。\n\n现在有了志愿者。"
    )

    reading = read_page(page)

    assert len(reading.articles) == 1
    assert [s.role for s in reading.segments].count(Role.SUBHEAD) == 2


@pytest.mark.parametrize(
    ("head", "lines"),
    [
        ("有法说法\n\n本期值班律师:某律师事务所 伍思敏\n咨询热线:0571-85310077", 3),
        ("影像 春天里的浙江", 1),
    ],
)
def test_the_name_of_the_page_and_who_is_on_duty_belong_to_no_article(head, lines):
    reading = read_page(f"{head}\n\n{REPORT}\n\n{NEXT}")

    assert [s.role for s in reading.segments if s.article is None] == [Role.FURNITURE] * lines
    assert reading.articles[0].headline == "某地法院开庭"


def test_entries_and_rows_in_one_block_are_paragraphs_of_their_own():
    entries = "时间:10月15日下午2时\n地点:某某图书馆报告厅\n主题:个人信息保护法"

    reading = read_page(f"{REPORT}\n\n\n\n讲座预告\n\n{entries}")

    own = [s.block for s in reading.segments if s.article == 1 and s.role is Role.PARAGRAPH]
    assert len(set(own)) == 3


def test_who_gave_the_picture_is_read_behind_who_wrote():
    credits = read_byline("本报记者 王一平 图片由某县公安局提供")

    assert [(c.name, c.role) for c in credits or []] == [
        ("王一平", "记者"),
        ("某县公安局", "供图单位"),
    ]
    assert read_byline("图片由某县公安局提供") is None


def test_a_name_with_a_square_before_it_may_be_longer_than_the_title():
    reading = read_page(f"长亭外\n\n□ 郦青山\n\n清明时节,友人说去看看那座亭子吧。\n\n{NEXT}")

    assert reading.articles[0].headline == "长亭外"
    assert [credit.name for credit in reading.articles[0].credits] == ["郦青山"]


def test_a_letter_may_be_signed_with_what_friends_call_the_writer():
    page = (
        f"{REPORT}\n\n\n\n自愿放弃社保还能补吗?\n\n编辑同志:老板让我签了一张声明。请问有用吗?\n\n"
        "临海 阿庆\n\n樊立群(市总工会工作站):没有用。缴纳社保是法定的义务。"
    )

    letter = read_page(page).articles[1]

    assert (letter.kind, [(c.name, c.role) for c in letter.credits]) == (
        Kind.LETTER,
        [("阿庆", "读者")],
    )
