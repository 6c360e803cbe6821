"""Parts of articles that look like articles, and articles that look like parts of the one above."""

import datetime

import pytest

from newsroom.text.dating import date_issue
from newsroom.text.pages import read_page
from newsroom.text.roles import Kind, Role

REPORT = (
    "某地法院审结一起渔船买卖案\n\n本报记者 王一平\n\n本报讯 昨天,某地法院审结一起渔船买卖纠纷。"
    "\n\n法官说,渔船的买家拖了三年没有付款。"
)
OTHER = "街道启用调解室\n\n本报记者 李明\n\n本报讯 街道启用了调解室。"


def headlines(page: str) -> list[str]:
    return [article.headline for article in read_page(page).articles]


def roles(page: str, role: Role) -> list[str]:
    return [page[s.start : s.end] for s in read_page(page).segments if s.role is role]


@pytest.mark.parametrize("above", ["", "买家的难处\n\n"], ids=["alone", "below a subhead"])
def test_a_line_in_the_text_with_only_a_photographer_below_it_is_a_caption(above):
    picture = "法官在码头查看渔船\n\n本报记者 王一平 摄"
    page = f"{REPORT}\n\n{above}{picture}\n\n渔船的买家说,钱都压在网具上。\n\n案子最后调解结案。"

    captions, articles = roles(page, Role.CAPTION), headlines(page)

    assert captions == ["法官在码头查看渔船"]
    assert len(articles) == 1


def test_a_picture_that_shows_what_the_article_above_tells_belongs_to_it():
    picture = "图为法官向渔船买家送达判决书。\n\n通讯员 张强 摄"

    assert len(headlines(f"{REPORT}\n\n\n\n{picture}\n\n\n\n{OTHER}")) == 2


def test_a_note_above_a_head_with_names_introduces_it():
    note = "编者按:从今天起,本报开设专栏,请街道的调解员说说他们的故事。"

    reading = read_page(f"{REPORT}\n\n{note}\n\n{OTHER}")

    assert [s.article for s in reading.segments if s.role is Role.EDITORS_NOTE] == [1]


def test_tagged_parts_with_a_reporter_each_are_one_report():
    parts = [
        f"【{tag}】{title}\n\n■本报记者 {name} 发自某地\n\n那天一早,记者走进了{tag}。"
        for tag, title, name in (
            ("山村", "一张选票翻过山", "王一平"),
            ("海岛", "船头上的课", "李明"),
            ("工厂", "从打卡到打官司", "张强"),
        )
    ]
    page = "\n\n".join(["宪法就在身边", "连日来,本报记者分路出发。", *parts])

    assert len(headlines(page)) == 1
    assert len(roles(page, Role.SUBHEAD)) == 3


def test_a_court_notice_without_a_title_follows_the_one_that_is_signed():
    first = "某区人民法院公告\n\n赵某:本院受理一案,限你应诉。\n\n某区人民法院\n2017年11月6日"
    second = "某某网络有限公司:本院受理申请执行你公司一案,限你履行。\n\n某县人民法院"

    reading = read_page(f"{first}\n\n{second}")

    assert [article.kind for article in reading.articles] == [Kind.NOTICE, Kind.NOTICE]
    assert [s.role for s in reading.segments][-1] is Role.BYLINE


def test_whatever_follows_a_signed_notice_is_no_part_of_it():
    notice = "遗失声明\n\n本公司遗失公章一枚,声明作废。\n\n某某有限公司"

    assert headlines(f"{notice}\n\n送达文书\n\n本院定于下月开会。") == ["遗失声明", "送达文书"]


def test_a_title_above_the_reference_to_an_earlier_page_heads_what_goes_on_there():
    page = f"{REPORT}\n\n一张照片背后的十年\n\n(上接1版)照片里的人还在村里。\n\n他今年八十岁。"

    reading = read_page(page)

    assert reading.articles[1].headline == "一张照片背后的十年"
    assert reading.articles[1].continued_from is not None


def test_two_lines_that_speak_of_the_article_above_close_it_without_a_frame():
    page = f"{REPORT}\n\n渔船买卖\n法院审结\n\n{OTHER}"

    assert headlines(page) == ["某地法院审结一起渔船买卖案", "街道启用调解室"]
    assert roles(page, Role.RUBRIC) == ["渔船买卖\n法院审结"]


def test_a_deck_of_who_spoke_and_who_presided_leaves_the_title_the_headline():
    names_and_text = REPORT.partition("\n\n")[2]
    page = f"全省举行宪法宣誓活动\n\n胡某某领誓并讲话 秦某某主持\n\n{names_and_text}"

    assert roles(page, Role.HEADLINE) == ["全省举行宪法宣誓活动"]
    assert roles(page, Role.DECK) == ["胡某某领誓并讲话 秦某某主持"]


def test_a_report_without_names_or_dateline_is_an_article_and_a_subhead_is_none():
    told = "乡村图书馆添了新书\n\n近日,某某县图书馆为山区小学送去两千册绘本。"
    part = "拖了三年的船款\n\n买家说,那年渔船出海遇上台风,渔网全没了。"

    assert len(headlines(f"{REPORT}\n\n{told}\n\n{OTHER}")) == 3
    assert len(headlines(f"{REPORT}\n\n{part}\n\n法官多次上门调解。\n\n{OTHER}")) == 2


def test_voices_with_their_names_in_brackets_are_parts_of_one_round():
    voices = [
        f"{title}\n\n{text}\n\n({name})"
        for title, text, name in (
            ("规矩立得好", "群里的消息太多了,老师发的通知都看不到。", "杭州读者 刘一丁"),
            ("别成了命令", "家长之间应当自己商量,学校不要管得太宽。", "苏旭 林小满"),
            ("根子在边界", "家校的边界模糊了,老师的活挪到了群里。", "肖白,原载《某某日报》"),
        )
    ]
    page = "\n\n".join(["家长群该不该立规矩?", "不少家长被家长群搅得不安宁。", *voices, OTHER])

    reading = read_page(page)

    assert len(reading.articles) == 2
    assert [credit.name for credit in reading.articles[0].credits] == [
        "刘一丁",
        "苏旭",
        "林小满",
        "肖白",
    ]


def test_a_few_lines_with_names_are_a_brief_and_a_call_by_the_paper_is_a_notice():
    brief = "乐清一商户被罚\n\n通讯员 周港\n\n乐清市场监管所日前查处一家无证小吃店。"
    call = "邀您来晒家书\n\n来稿请寄本报,优秀作品将刊发。\n\n本报编辑部"

    reading = read_page(f"{REPORT}\n\n{brief}\n\n\n\n{call}")

    assert [article.kind for article in reading.articles][1:] == [Kind.BRIEF, Kind.NOTICE]


@pytest.mark.parametrize(
    "title",
    ["公安部:假期交通平稳,秩序良好", "一座桥,两个村,三代人的恩怨,四十年的官司,一天了结"],
)
@pytest.mark.parametrize("names", ["本报记者 李明", "胡建兵"])
def test_a_line_of_clauses_right_above_names_is_a_headline(title, names):
    text = "近日,两个村为一座桥争了多年的纠纷,在当地法院的调解室里终于有了一个结果。"

    assert headlines(f"{REPORT}\n\n{title}\n\n{names}\n\n{text}")[1:] == [title]


def test_the_last_line_of_a_cut_paragraph_above_names_is_no_headline():
    told = "老人说,他在村里住了三十年,修过桥、看过仓库、当过会计,这么多年来他一直把自"
    page = f"{REPORT}\n\n{told}\n\n己当作村里人,没想过离开\n\n本报记者 李明\n\n{OTHER}"

    assert headlines(page)[1:] == ["街道启用调解室"]


@pytest.mark.parametrize(
    ("page", "first", "last"),
    [
        ("今天是第36个国际消费者权益日,昨天省消保委开会。", "2018-03-15", "2018-03-15"),
        ("本周四起,新修订的《食品安全法》将正式施行。", "2015-09-28", "2015-10-01"),
        ("昨天是正月初八,2019年全省政法机关工作会议召开。", "2019-02-13", "2019-02-13"),
        ("15日,省十二届人大五次会议在杭州开幕。", "2017-01-15", "2017-01-31"),
        ("民法典实施两周年之际,法官走进社区。", "2022-11-01", "2023-03-31"),
        ("猴年春节,民警坚守岗位。", "2016-01-01", "2016-03-31"),
        ("2017年全省受理投诉27万件。今天是3·15。", "2018-03-15", "2018-03-15"),
    ],
)
def test_the_day_is_told_by_counts_weeks_lunar_days_and_the_names_of_places(page, first, last):
    dating = date_issue([f"某地法院开庭\n\n{page}"])

    guess = dating.best_guess or ""

    assert dating.best_guess is not None
    assert first <= (guess if len(guess) == 10 else f"{guess}-15") <= last


def test_a_place_raised_to_a_city_puts_the_issue_after_that_day():
    dating = date_issue(["某地法院开庭\n\n去年9月23日,玉环市公安局破案。今年3月起,民警挨户走访。"])

    assert [item.text for item in dating.evidence if "玉环市" in item.text]
    assert dating.date is None or dating.date.year > 2017


def test_an_animal_and_a_stem_that_never_meet_name_no_year():
    assert date_issue(["某地法院开庭\n\n甲丑年的旧历书摆在案头。"]).evidence == []


@pytest.mark.parametrize("month", range(1, 13))
def test_no_day_of_the_first_lunar_month_is_read_from_another(month):
    page = f"某地法院开庭\n\n昨天是{month}月初八的庙会。"

    assert all(item.text != "正月初八" for item in date_issue([page]).evidence)


def test_the_words_of_a_notice_of_an_event_with_its_hours_lie_ahead():
    page = "某地法院开庭\n\n6月9日上午9:00至11:30,律师在广场提供咨询。"

    dating = date_issue([page])

    assert dating.date is None or dating.date <= datetime.date(dating.date.year, 6, 9)
