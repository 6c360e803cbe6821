"""Layouts first met on the pages of the fifth author: columns of short items, letters with their
answers, boxes and comments at the end of a page, and the years that months name together."""

import datetime

import pytest

from newsroom.text.bylines import read_byline
from newsroom.text.dating import date_issue
from newsroom.text.pages import PageReading, read_page
from newsroom.text.roles import Kind, Role
from newsroom.text.signatures import read_signature

REPORT = "某地法院开庭\n\n本报记者 王一平\n\n本报讯 昨天,法院开庭。\n\n群众旁听了庭审。"


def with_role(page: str, reading: PageReading, role: Role) -> list[tuple[str, int | None]]:
    """The segments with a role: their words and their article."""
    return [(page[s.start : s.end], s.article) for s in reading.segments if s.role is role]


def test_each_signed_paragraph_of_a_column_of_one_sentence_news_is_an_item():
    page = (
        f"{REPORT}\n\n一句话新闻\n\n某县法院开出首张调查令。(通讯员 李明)\n\n"
        "某区司法局组建普法队,走进三十个村。(通讯员 张强)"
    )

    reading = read_page(page)

    assert [article.kind for article in reading.articles][1:] == [Kind.BRIEF, Kind.BRIEF]
    assert with_role(page, reading, Role.RUBRIC) == [("一句话新闻", 1)]


def test_titles_in_a_column_of_short_items_are_no_subheads():
    items = "省队客场三连胜\n\n省队以三比一取胜。\n\n骑行道开放迎客\n\n新建的骑行道昨天开放。"
    page = f"{REPORT}\n\n体坛速递\n\n{items}"

    reading = read_page(page)

    assert [article.headline for article in reading.articles][1:] == [
        "省队客场三连胜",
        "骑行道开放迎客",
    ]
    assert with_role(page, reading, Role.RUBRIC) == [("体坛速递", 1)]


def test_the_marked_lines_of_a_list_stay_one_item_in_another_column():
    page = f"{REPORT}\n\n战线速览\n\n●某地举行了听证。\n●某地启用了调解室。\n●某地发出了通告。"

    assert len(read_page(page).articles) == 2


@pytest.mark.parametrize("answer", ["回音:本报联系了交警部门。", "小李:\n您可以要求赔偿。"])
def test_a_letter_goes_on_with_its_answer_below_the_name_of_the_reader(answer):
    letter = "楼道里的灯坏了半年\n\n编辑同志:\n我们楼道里的灯坏了,没有人来修。\n\n某市读者 小李"
    page = f"{REPORT}\n\n{letter}\n\n{answer}"

    reading = read_page(page)

    assert [article.kind for article in reading.articles] == [Kind.NEWS, Kind.LETTER]
    assert [credit.name for credit in reading.articles[1].credits] == ["小李"]


@pytest.mark.parametrize("line", ["居民小区", "某市读者 老师", "市民小程序"])
def test_what_only_begins_like_a_nickname_signs_nothing(line):
    assert read_signature(line) is None


def test_an_office_of_the_paper_is_no_reader():
    assert read_byline("本报读者来信部") is None
    assert [c.role for c in read_signature("本报读者来信部") or []] == ["署名单位"]


def test_a_box_of_figures_at_the_end_of_a_page_is_no_part_of_the_report():
    page = f"{REPORT}\n\n\n\n数说\n\n46个:全区的网格数量\n1482件:全年的纠纷\n7类:归集的数据"

    reading = read_page(page)

    assert [article.kind for article in reading.articles] == [Kind.NEWS, Kind.SIDEBAR]
    assert reading.articles[1].parent == 0


def test_a_sentence_in_a_frame_that_shows_a_scene_is_a_caption():
    page = f"{REPORT}\n\n\n\n调解员在渔船甲板上为船员调解纠纷。\n\n老韩是外省人,去年受了伤。"

    reading = read_page(page)

    assert with_role(page, reading, Role.CAPTION) == [("调解员在渔船甲板上为船员调解纠纷。", 0)]


def test_the_word_after_the_editing_heads_a_comment_with_a_title_and_a_writer():
    page = f"{REPORT}\n\n编后\n\n接力没有终点\n\n王小平\n\n三个故事说的是同一件事。"

    reading = read_page(page)

    assert [article.kind for article in reading.articles] == [Kind.NEWS, Kind.COMMENTARY]
    assert with_role(page, reading, Role.RUBRIC) == [("编后", 1)]


def test_on_a_page_of_opinions_what_is_signed_with_a_name_is_one_too():
    comment = "{}\n\n本报评论员\n\n规则要立得住。\n\n也要立得暖。"
    plain = "给好人留一点清静\n\n王小平\n\n前不久,一位小伙子救了人。\n\n把路让开,就是致敬。"
    opinions = "\n\n".join([comment.format("把好事办好"), comment.format("把话说清"), plain])

    assert {article.kind for article in read_page(opinions).articles} == {Kind.COMMENTARY}
    assert read_page(plain).articles[0].kind is not Kind.COMMENTARY


def test_whoever_stands_in_one_block_with_a_date_signs_the_notice_above():
    notice = "债权申报公告\n\n请各债权人于5月10日前申报。\n\n某某纺织公司管理人\n2019年3月19日"
    page = f"{notice}\n\n遗失声明\n\n王一平遗失证书一本,声明作废。"

    reading = read_page(page)

    assert [article.headline for article in reading.articles] == ["债权申报公告", "遗失声明"]
    assert [credit.role for credit in reading.articles[0].credits] == ["署名单位"]


def test_a_numbered_paragraph_cut_below_a_whole_one_is_no_subhead():
    page = (
        "拍卖公告\n\n某某法院将公开拍卖厂房一处。\n\n一、竞买人条件:凡公民、法人均可参加竞买。\n\n"
        "二、咨询的时间与方式:自公告之日起接受咨询,有意者请与承办\n\n法官联系看样。\n\n某某法院"
    )

    reading = read_page(page)

    assert with_role(page, reading, Role.SUBHEAD) == []


def test_the_name_of_a_section_right_above_a_headline_is_its_rubric():
    page = "案件聚焦\n\n代驾撞了人,车主要不要赔?\n\n一起事故引出的三笔账\n\n" + REPORT[9:]

    assert with_role(page, read_page(page), Role.RUBRIC) == [("案件聚焦", 0)]


@pytest.mark.parametrize(
    "page",
    [
        f"{REPORT}\n\n编后",
        f"{REPORT}\n\n\n\n三件大事\n\n网格有46个\n纠纷1482件\n数据有7类",
    ],
    ids=["a note that does not come", "a list in a frame at the end"],
)
def test_an_end_that_may_belong_to_something_else_is_unsure(page):
    assert min(article.confidence for article in read_page(page).articles) < 0.7


@pytest.mark.parametrize(
    ("page", "year"),
    [
        ("2017年11月3日,程某叫了代驾。今年5月,法院判决。从去年11月到现在,他跑了五趟。", 2018),
        ("民法典高票通过。\n\n明年1月1日起施行的民法典,写进了隐私权。", 2020),
    ],
    ids=["a month with its year and as that of last year", "a law that begins next year"],
)
def test_months_and_laws_named_in_two_ways_tell_the_year(page, year):
    dating = date_issue([page])

    assert {day and day.year for day in (dating.date_from, dating.date_to)} == {year}


def test_beside_this_year_a_year_in_figures_is_another():
    page = (
        "2017年3月2日,王某叫了代驾。{}5月,法院判决。"
        "最多跑一次改革推进以来,群众满意。徐玉玉案引发关注。"
    )

    alone, beside = (date_issue([page.format(word)]).best_guess or "" for word in ("", "今年"))

    assert (alone[:4], beside[:4]) == ("2017", "2018")


def test_what_is_held_in_turn_and_will_turn_on_something_lies_ahead():
    page = (
        "本报讯 11日下午,会议部署复工复产。6月12日至14日,活动将先后走进三地。"
        "6月13日(星期六)的直播将围绕网店展开。"
    )

    assert date_issue([page]).date == datetime.date(2020, 6, 12)
