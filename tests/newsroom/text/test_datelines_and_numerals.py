"""Datelines of other houses, numerals that part an article, pictures at its edge, lead-ins."""

import pytest

from newsroom.text.pages import read_page
from newsroom.text.roles import Kind, Role

TEXT = "昨天,某县的渔港里停满了船。渔民们把网收好,等着台风过去。"
MORE = "傍晚,风大了起来,港口的灯一盏盏亮了,值班的人一夜没有合眼。"
HEAD = "渔船都回港了\n\n本报记者 王一平"
OTHER = "街道启用调解室\n\n本报记者 李明\n\n本报讯 街道启用了调解室,居民不出小区就能说理。"


def pieces(page):
    """(article, role, words) of every piece of a page."""
    found = {}
    for segment in read_page(page).segments:
        words = page[segment.start : segment.end].replace("\n", "")
        key = (segment.article, segment.block)
        found.setdefault(key, [segment.article, segment.role, ""])[2] += words
    return [tuple(piece) for piece in found.values()]


def words_of(page, role):
    return [words for _, found, words in pieces(page) if found is role]


@pytest.mark.parametrize(
    ("dateline", "names"),
    [
        ("某都讯", "记者 王一平"),
        ("某都讯", "记者王一平 实习生李强 张明"),
        ("某某新闻网杭州1月29日电", "(王一平)"),
        ("某北网8月3日讯", ""),
        ("本报北京3月7日专电", ""),
        ("据新华社", ""),
        ("综合新华社、《某某日报》报道", ""),
    ],
)
def test_a_dateline_of_any_house_stands_before_names_or_a_blank(dateline, names):
    page = f"渔船都回港了\n\n{dateline} {names} {TEXT}".replace("  ", " ")

    assert words_of(page, Role.DATELINE) == [dateline]
    assert words_of(page, Role.BYLINE) == ([names] if names else [])
    assert words_of(page, Role.PARAGRAPH) == [TEXT]


@pytest.mark.parametrize("words", ["腾讯 记者 王一平 ", "喜讯传到渔港 ", "据新华社报道,"])
def test_words_that_only_look_like_a_dateline_are_none(words):
    assert words_of(f"{HEAD}\n\n{words}{TEXT}", Role.DATELINE) == []


@pytest.mark.parametrize(
    "numerals", [("1", "2", "3"), ("一", "二", "三"), ("①", "②"), ("01", "02")]
)
def test_numerals_that_count_up_part_an_article(numerals):
    parts = "\n\n".join(f"{numeral}\n\n{TEXT}\n\n{MORE}" for numeral in numerals)
    page = f"{HEAD}\n\n{MORE}\n\n{parts}\n\n\n\n{OTHER}"

    assert words_of(page, Role.SUBHEAD) == list(numerals)
    assert len(read_page(page).articles) == 2


def test_numerals_part_an_article_from_its_first_line_on():
    parts = "\n\n".join(f"{numeral}\n\n{TEXT}\n\n{MORE}" for numeral in "12")

    assert words_of(f"渔船都回港了\n\n{parts}", Role.HEADLINE) == ["渔船都回港了"]
    assert words_of(f"{HEAD}\n\n{parts}", Role.SUBHEAD) == ["1", "2"]


def test_a_number_that_counts_nothing_is_that_of_the_page():
    page = f"{HEAD}\n\n{TEXT}\n\n{MORE}\n\n3"

    assert words_of(page, Role.SUBHEAD) == []
    assert words_of(page, Role.FURNITURE) == ["3"]


def test_names_between_a_framed_picture_and_the_text_are_of_who_wrote():
    page = f"渔船都回港了\n\n\n\n王大船(右)在港口收网\n\n本报记者 王一平 通讯员 李强\n\n{TEXT}"

    assert words_of(page, Role.BYLINE) == ["本报记者 王一平 通讯员 李强"]
    assert words_of(page, Role.CREDIT) == []


def test_a_picture_above_the_headline_in_one_frame_opens_the_article_that_it_shows():
    picture = "码头上,周阿根(左一)在帮渔民补网。"
    story = "周阿根守了三十年的码头\n\n本报记者 王一平 文 李强 摄\n\n周阿根六十岁了。" + MORE
    page = f"{OTHER}\n\n\n\n{picture}\n\n{story}\n\n{TEXT}"

    articles = {words: article for article, _, words in pieces(page)}

    assert articles[picture] == articles["周阿根守了三十年的码头"] == 1
    assert words_of(page, Role.BYLINE)[-1] == "本报记者 王一平 文 李强 摄"


def test_a_framed_picture_with_other_news_in_a_broken_sentence_is_an_article():
    picture = "3月7日,某某山区的果农在直播间里卖桃。 新华社记者 李明 摄"
    begun, rest = "夜里,风越来越大,值班的人把缆绳又", f"加了一道。{MORE}"
    page = f"{HEAD}\n\n{TEXT}\n\n{begun}\n\n\n\n{picture}\n\n\n\n{rest}"

    reading = read_page(page)

    assert [article.kind for article in reading.articles][1:] == [Kind.PHOTO]
    assert (0, Role.PARAGRAPH, begun + rest) in pieces(page)


def test_a_framed_picture_of_the_story_stays_in_it():
    picture = "3月7日,渔港的值班员把缆绳加了一道。 通讯员 李明 摄"
    page = f"{HEAD}\n\n{TEXT}\n\n夜里,渔港的值班员把缆绳又\n\n\n\n{picture}\n\n\n\n加了一道。{MORE}"

    assert len(read_page(page).articles) == 1


def test_titles_below_a_paragraph_that_announces_them_are_subheads():
    cases = [f"某公司原经理{name}受到查处\n\n近日,{name}被开除党籍。" for name in ("王某", "李某")]
    page = f"两名干部被查处\n\n本报讯 {TEXT}具体情况如下:\n\n" + "\n\n".join(cases)

    assert len(read_page(page).articles) == 1
    assert words_of(page, Role.SUBHEAD) == [case.split("\n")[0] for case in cases]


LONG = (
    "某县有四百个岛,渔船多,渔民也多,管起来不容易。三年来,县里把网格建到了船上,把调解员请到了码头上,"
)
RESULT = "渔船事故少了四成,渔民的纠纷少了一半,码头的夜里也安静下来了。"


def test_one_sentence_behind_a_colon_and_a_column_break_ends_the_paragraph():
    left = f"{LONG}{MORE}渔民们看在眼里,县里交出了一份答卷:"
    page = f"{HEAD}\n\n{left}\n\n{RESULT}\n\n{TEXT}"

    assert left + RESULT in words_of(page, Role.PARAGRAPH)


@pytest.mark.parametrize("end", ["他们的做法有以下三点:", "他在信里写道:"])
def test_a_colon_before_a_list_or_a_letter_ends_its_paragraph(end):
    left = f"{LONG}{MORE}{end}"

    assert left in words_of(f"{HEAD}\n\n{left}\n\n{RESULT}\n\n{TEXT}", Role.PARAGRAPH)


@pytest.mark.parametrize(
    ("article", "kind"),
    [
        (f"渔船都回港了\n\n通讯员 王一平\n\n本报讯 {TEXT}", Kind.BRIEF),
        (f"渔船都回港了\n\n本报记者 王一平 摄 通讯员 李强\n\n{TEXT}", Kind.PHOTO),
        (f"微言\n\n回港是一种本分\n\n王平\n\n{TEXT}\n\n{MORE}", Kind.COMMENTARY),
    ],
)
def test_one_paragraph_is_a_brief_or_a_picture_and_a_rubric_may_name_a_comment(article, kind):
    assert read_page(f"{article}\n\n\n\n{OTHER}").articles[0].kind is kind


@pytest.mark.parametrize("gap", ["\n\n", "\n\n\n\n"], ids=["one blank line", "a frame"])
@pytest.mark.parametrize(
    "picture",
    [
        "昨天,民警老周在岛上走访老人。",
        "民警老周在檀山岛走访独居老人",
        "老周(右)在走访老人\n通讯员 张强 摄",
    ],
)
def test_a_framed_picture_between_headline_and_names_is_no_text_and_no_headline(picture, gap):
    head = f"36座岛礁,一个人的警务室\n\n\n\n{picture}\n\n本报记者 王一平 通讯员 李强"

    found = pieces(f"{OTHER}{gap}{head}\n\n{TEXT}\n\n{MORE}")

    assert (1, Role.HEADLINE, "36座岛礁,一个人的警务室") in found
    assert (1, Role.CAPTION, picture.split("\n")[0]) in found
    assert (1, Role.BYLINE, "本报记者 王一平 通讯员 李强") in found
