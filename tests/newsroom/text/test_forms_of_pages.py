"""The same parts of a page in the forms that different papers give them."""

import pytest

from newsroom.text.bylines import read_byline
from newsroom.text.marks import find_dateline, is_editors_note, is_sidebar_title
from newsroom.text.pages import read_page
from newsroom.text.roles import Kind, Role

TEXT = "昨天,某县的渔港里停满了船。渔民们把网收好,等着台风过去。"
HEAD = "渔船都回港了\n\n本报记者 王一平"


def parts(page):
    """(role, words without line ends) of every piece of a page, in the order of the page."""
    found = {}
    for segment in read_page(page).segments:
        words = page[segment.start : segment.end].replace("\n", "")
        found.setdefault((segment.article, segment.block), [segment.role, ""])[1] += words
    return [tuple(piece) for piece in found.values()]


@pytest.mark.parametrize("dateline", ["【本报讯】", "[本报讯]", "(本报讯)"])
def test_a_dateline_in_brackets_is_no_title(dateline):
    page = f"渔船都回港了\n\n{dateline}(记者 王一平){TEXT}"

    assert parts(page) == [
        (Role.HEADLINE, "渔船都回港了"),
        (Role.DATELINE, dateline),
        (Role.BYLINE, "(记者 王一平)"),
        (Role.PARAGRAPH, TEXT),
    ]


@pytest.mark.parametrize(
    "names",
    [
        "记者 王一平 通讯员 李强 ",
        "(本报记者 王一平 通讯员 李强)",
        "记者王一平报道:",
        "本报见习记者 王一平 ",
    ],
)
def test_names_run_on_before_the_text_are_no_part_of_it(names):
    page = f"渔船都回港了\n\n{names}{TEXT}"

    assert parts(page) == [
        (Role.HEADLINE, "渔船都回港了"),
        (Role.BYLINE, names.strip()),
        (Role.PARAGRAPH, TEXT),
    ]


@pytest.mark.parametrize("words", ["(化名)", "(某省高级人民法院供稿)", "记者王一平从渔港了解到,"])
def test_other_words_before_a_text_stay_in_it(words):
    page = f"{HEAD}\n\n{words}{TEXT}"

    assert parts(page)[-1] == (Role.PARAGRAPH, words + TEXT)


def test_names_before_a_dateline_in_the_same_line_are_no_title():
    page = f"渔船都回港了\n\n记者 王一平 通讯员 李强 本报讯 {TEXT}"

    assert [role for role, _ in parts(page)] == [
        Role.HEADLINE,
        Role.BYLINE,
        Role.DATELINE,
        Role.PARAGRAPH,
    ]


@pytest.mark.parametrize(
    ("mark", "page"),
    [
        ("(紧接第一版)", "1"),
        ("▲上接第1版", "1"),
        ("(緊接A01版)", "A1"),
        ("◀(上接２版)", "2"),
        ("(接1版)", "1"),
    ],
)
def test_where_an_article_began_is_read_in_every_form(mark, page):
    reading = read_page(f"{HEAD}\n\n{TEXT}\n\n{mark}{TEXT}")

    assert reading.articles[-1].continued_from.page == page


@pytest.mark.parametrize(
    ("mark", "page"),
    [
        ("紧转4版", "4"),
        ("▶下转第三版", "3"),
        ("(轉５版)", "5"),
        ("(下转A3版)", "A3"),
        ("▼下转二、三版", "2"),
    ],
)
def test_where_an_article_goes_on_is_read_whole_in_every_form(mark, page):
    reading = read_page(f"{HEAD}\n\n{TEXT}\n\n{mark}")

    assert (reading.articles[0].jump.raw, reading.articles[0].jump.page) == (mark, page)


@pytest.mark.parametrize("mark", [" 详见3版", "(详见2-3版)", " (相关报道见3版)", "(下转3版)"])
def test_a_title_may_say_at_its_end_where_more_stands(mark):
    page = f"{HEAD}\n\n{TEXT}\n\n法院五年审结七万件{mark}\n\n本报讯 {TEXT}"

    assert parts(page)[-4:-1] == [
        (Role.HEADLINE, "法院五年审结七万件"),
        (Role.JUMP, mark.strip()),
        (Role.DATELINE, "本报讯"),
    ]


def test_a_line_that_only_points_to_another_page_stays_whole():
    page = f"{HEAD}\n\n{TEXT}\n\n某地政法的“智能武器”详见今日9版\n\n{HEAD}\n\n{TEXT}"

    assert (Role.JUMP, "某地政法的“智能武器”详见今日9版") in parts(page)


@pytest.mark.parametrize("label", ["[平安创建进行时]", "【一线调研】"])
def test_words_in_heavy_brackets_above_a_title_are_the_rubric(label):
    page = f"{HEAD}\n\n{TEXT}\n\n{label}\n\n三门:网格员每天多走一公里\n\n通讯员 李强\n\n{TEXT}"

    assert parts(page)[3:5] == [
        (Role.RUBRIC, label),
        (Role.HEADLINE, "三门:网格员每天多走一公里"),
    ]


def test_a_clause_above_a_line_of_two_parts_is_the_headline():
    page = f"我省将全面推行电子证照\n\n不再携带纸质证件 年底前覆盖全省\n\n本报记者 王一平\n\n{TEXT}"

    assert parts(page)[:2] == [
        (Role.HEADLINE, "我省将全面推行电子证照"),
        (Role.DECK, "不再携带纸质证件 年底前覆盖全省"),
    ]


def test_the_name_of_a_series_above_a_line_of_two_parts_is_the_rubric():
    page = f"清廉浙江在行动\n\n守住纪律底线 筑牢法治防线\n\n本报记者 王一平\n\n{TEXT}"

    assert parts(page)[0] == (Role.RUBRIC, "清廉浙江在行动")


def test_who_drew_a_chart_makes_no_caption_of_the_text_above():
    assert parts(f"{HEAD}\n\n{TEXT}\n\n制图 李强")[-2:] == [
        (Role.PARAGRAPH, TEXT),
        (Role.BYLINE, "制图 李强"),
    ]


def test_a_report_with_a_dateline_is_no_caption_because_its_writer_took_a_picture():
    page = f"渔船都回港了\n\n本报讯 {TEXT}通讯员 李强 摄"

    assert (Role.PARAGRAPH, TEXT) in parts(page)


@pytest.mark.parametrize("above", ["", f"{HEAD}\n\n{TEXT}\n\n\n\n"], ids=["at the top", "below"])
@pytest.mark.parametrize("names", ["李强 摄", "本报记者 王一平\n通讯员 李强 摄"])
def test_a_caption_in_two_printed_lines_is_no_title_with_text_below(above, names):
    page = f"{above}长假期间,民警在断桥\n疏导游客。\n{names}\n\n\n\n{HEAD}\n\n{TEXT}"

    assert (Role.CAPTION, "长假期间,民警在断桥疏导游客。") in parts(page)
    assert (Role.CREDIT, names.replace("\n", "")) in parts(page)


def test_the_maker_of_a_picture_may_stand_above_its_words_at_the_top_of_the_page():
    reading = read_page(f"本报记者 李强 摄\n\n昨天,孩子们在渔港看船。\n\n\n\n{HEAD}\n\n{TEXT}")

    assert reading.articles[0].kind is Kind.PHOTO
    assert [s.role for s in reading.segments][:2] == [Role.CREDIT, Role.CAPTION]


def test_names_of_a_writer_and_of_a_photographer_sign_a_report():
    page = f"{HEAD}\n\n{TEXT}\n\n首席记者 王一平 摄影记者 李强"

    assert parts(page)[-2:] == [
        (Role.PARAGRAPH, TEXT),
        (Role.BYLINE, "首席记者 王一平 摄影记者 李强"),
    ]


def test_the_end_of_an_article_behind_another_goes_back_to_the_one_it_speaks_of():
    broken = "民警抓获“跑分”嫌疑人9名,缴获银行卡四十余张。经查,这个团伙帮助境外诈骗分子转移资金"
    rest = "超过两千万元,从中收取好处。目前,9名嫌疑人已被刑事拘留,四十余张银行卡也已冻结。"

    page = f"警方端掉一个团伙\n\n本报记者 李强\n\n本报讯 {broken}\n\n{HEAD}\n\n{TEXT}\n\n{rest}"

    assert (Role.PARAGRAPH, broken + rest) in parts(page)


def test_short_items_have_their_titles_at_the_start_of_the_paragraph():
    items = [
        "柯桥 轻纺城设立工作站 近日,柯桥区检察院设立了一个工作站。",
        "苍南:法律服务进渔村 12月1日,苍南县司法局组织律师走进渔村。",
    ]

    reading = read_page("简讯\n\n" + "\n\n".join(items))

    assert [article.headline for article in reading.articles] == [
        "柯桥 轻纺城设立工作站",
        "苍南:法律服务进渔村",
    ]


def test_the_name_of_a_place_in_a_list_signs_nothing():
    page = f"首批示范村名单\n\n{TEXT}\n\n杭州市\n西湖区上城埭村\n萧山区众联村\n余杭区小古城村"

    assert (Role.PARAGRAPH, "杭州市") in parts(page)


def test_a_list_at_the_top_of_the_page_has_a_head_and_rows():
    rows = ["丁国强 某某派出所所长", "叶青 某某检察院主任", "吕建华 某某司法局处长"]

    found = parts("“最美政法干警”\n\n(按姓氏笔画排序)\n\n" + "\n".join(rows))

    assert found[:2] == [
        (Role.HEADLINE, "“最美政法干警”"),
        (Role.DECK, "(按姓氏笔画排序)"),
    ]
    assert found[2:] == [(Role.PARAGRAPH, row) for row in rows]


def test_who_names_himself_in_a_letter_signs_it_below_the_editors_words():
    page = f"一封来信\n\n我叫沈小妹,是一名网格员。{TEXT}\n\n编后:平凡的脚步。\n\n沈小妹"

    assert parts(page)[-1] == (Role.BYLINE, "沈小妹")


def test_the_name_of_the_section_below_a_long_head_of_the_page_is_no_rubric():
    head = "某某日报\n2018年11月13日 星期二\n今日12版 第5987期\n新闻热线:0571-85310148"

    assert (Role.FURNITURE, "要闻") in parts(f"{head}\n\n要闻\n\n{HEAD}\n\n{TEXT}")


def test_a_letter_to_a_column_begins_with_its_name_and_no_hotline_does():
    page = f"物业费该不该打折\n\n法治信箱:\n我家房子空了三年。{TEXT}\n读者 林女士"

    reading = read_page(page)

    assert reading.articles[0].kind is Kind.LETTER
    assert Role.FURNITURE not in [segment.role for segment in reading.segments]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (
            "文字 王一平 摄影 李强 制图 张三",
            [("王一平", "作者"), ("李强", "摄影"), ("张三", "制图")],
        ),
        ("口述 王一平 记录 李强", [("王一平", "口述"), ("李强", "记录")]),
        ("口述人:王一平(渔民) 整理:本报记者 李强", [("王一平", "口述"), ("李强", "记者")]),
        ("某新闻记者 王一平 通讯员 李强", [("王一平", "记者"), ("李强", "通讯员")]),
        ("某某晚报·小时新闻记者 李强", [("李强", "记者")]),
        ("特约撰稿 王一平", [("王一平", "作者")]),
        ("本报记者 李强 摄(资料图片)", [("李强", "记者")]),
        ("李强 绘", [("李强", "制图")]),
    ],
)
def test_who_did_what_is_read_in_the_forms_of_several_papers(line, names):
    assert [(credit.name, credit.role) for credit in read_byline(line)] == names


@pytest.mark.parametrize(
    "dateline", ["新华社北京2020年5月7日电", "【新华社北京5月7日电】", "早报讯", "本报杭州5月7日讯"]
)
def test_datelines_with_a_year_or_in_brackets_are_read_whole(dateline):
    assert find_dateline(f"{dateline} 昨天,会议召开。")[0] == len(dateline)


@pytest.mark.parametrize("line", ["编 后", "【开栏寄语】", "按语:今天起", "◎编辑手记"])
def test_the_editors_words_are_known_by_other_names_too(line):
    assert is_editors_note(line)


@pytest.mark.parametrize("line", ["□新闻链接", "◎链接>>", "采访札记", "专家说法"])
def test_boxes_are_known_with_other_marks_too(line):
    assert is_sidebar_title(line)


@pytest.mark.parametrize("name", ["相关链接:", "链接：", "名词解释:"])
def test_the_name_of_a_box_may_end_with_a_colon(name):
    reading = read_page(f"{HEAD}\n\n{TEXT}\n\n{name}\n\n条例规定,台风天渔船应当回港。")

    assert [article.kind for article in reading.articles][1:] == [Kind.SIDEBAR]


@pytest.mark.parametrize(("opens", "closes"), ["【】", "[]"])
def test_short_items_with_a_place_in_brackets_are_articles(opens, closes):
    places = [f"{opens}{place}{closes}" for place in ("杭州", "宁波", "温州")]

    reading = read_page("法治短波\n\n" + "\n\n".join(place + TEXT for place in places))

    assert [article.headline for article in reading.articles] == places


@pytest.mark.parametrize(("opens", "closes"), ["【】", "[]"])
def test_a_conversation_with_speakers_in_brackets_is_one_article(opens, closes):
    asked = f"{opens}记者{closes}最难忘的一件案子是什么?"
    answered = f"{opens}张海{closes}是一起渔船碰撞案,两家人吵了三年,最后坐到了一起。"
    page = f"{HEAD}\n\n{asked}\n\n{answered}\n\n{asked}\n\n{answered}"

    assert [words for _role, words in parts(page)[2:]] == [asked, answered] * 2
    assert [article.kind for article in read_page(page).articles] == [Kind.INTERVIEW]


def test_who_sent_a_short_item_in_may_sign_with_two_characters():
    page = f"渔港:台风前夜\n\n{TEXT} (甬公)\n\n老屋:还有人住\n\n{TEXT}(完)"

    assert (Role.BYLINE, "(甬公)") in parts(page)
    assert parts(page)[-1] == (Role.PARAGRAPH, f"{TEXT}(完)")


def test_names_at_the_top_of_the_page_may_stand_above_the_title():
    page = f"记者 王一平\n见习记者 李强\n\n十年磨一剑,磨出了一部“样本”\n\n{TEXT}\n\n{TEXT}"

    assert parts(page)[:2] == [
        (Role.BYLINE, "记者 王一平见习记者 李强"),
        (Role.HEADLINE, "十年磨一剑,磨出了一部“样本”"),
    ]
    assert len(read_page(page).articles) == 1


def test_a_subhead_may_begin_with_a_word_and_a_colon_on_a_line_of_its_own():
    subhead = "杭州:\n“一窗受理”让群众少跑腿"

    page = f"{HEAD}\n\n{TEXT}\n\n{subhead}\n\n{TEXT}"

    assert (Role.SUBHEAD, subhead.replace("\n", "")) in parts(page)


def test_names_in_brackets_below_a_text_make_a_report_of_it_though_pictures_follow():
    page = f"渔船都回港了\n\n{TEXT}\n(王一平 李强)\n\n图①:渔船回港。\n图②:渔民收网。\n李强 摄"

    assert (Role.PARAGRAPH, TEXT) in parts(page)
    assert read_page(page).articles[0].kind is not Kind.PHOTO


def test_a_photographer_run_on_before_the_words_of_his_picture_leaves_the_paragraph_alone():
    page = f"{HEAD}\n\n{TEXT}\n\n{TEXT} 摄影:李强\n下图:渔船回港。"

    assert parts(page)[2:] == [
        (Role.PARAGRAPH, TEXT),
        (Role.PARAGRAPH, TEXT),
        (Role.CREDIT, "摄影:李强"),
        (Role.CAPTION, "下图:渔船回港。"),
    ]


def test_what_the_editors_sign_above_an_article_is_their_note():
    read = read_page(
        "网络谣言不是小事\n\n本报记者 王一平\n\n近年来,一些人借网络谣言敲诈企业,危害不小。\n\n"
        "本报从今天起讲述几起案件,请读者一起来看。\n——编者\n\n"
        "一家小厂的老板收到一条短信。他没有想到,麻烦从此开始了。\n\n警方三天后找到了发短信的人。"
    )

    roles = [segment.role.value for segment in read.segments]
    assert roles == ["headline", "byline"] + ["editors_note"] * 2 + ["paragraph"] * 2


def test_the_word_editors_at_the_end_makes_no_note_of_an_article():
    read = read_page(
        "网络谣言不是小事\n\n本报记者 王一平\n\n近年来,一些人借网络谣言敲诈企业,危害不小。"
        "\n\n——编者"
    )

    assert "editors_note" not in [segment.role.value for segment in read.segments]
