"""What columns hold: headers, guesses by name and by content, days, pages, kinds, authors."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.text.compose import compose
from newsroom.text.roles import Role
from newsroom.text.table_articles import Stated, lay, page_of, read_row
from newsroom.text.table_columns import Field, Mapping, column_names, find_header, guess
from newsroom.text.table_values import CellError, DayOrder, order_of, read_authors, read_day

TEXT = "7月8日下午,丽水市政法系统举办主题党日活动。" * 4
DAY = datetime.date(2019, 7, 9)


@pytest.mark.parametrize(
    "value",
    [
        "2019-07-09", "2019/7/9", "2019.7.9", "20190709", "2019年7月9日", "２０１９年７月９日",
        "二〇一九年七月九日", "2019-07-09 08:30:00", "2019-07-09T08:30:00Z", "2019年7月9日 星期二",
        "43655", "43655.5", "2019-07-09（周二）", "2019-07-09T08:30:00+08:00",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(value):
    assert read_day(value) == (DAY, DAY)


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2019-07", "2019-07-01", "2019-07-31"), ("2019年2月", "2019-02-01", "2019-02-28"),
        ("2019", "2019-01-01", "2019-12-31"), ("201912", "2019-12-01", "2019-12-31"),
    ],
)  # fmt: skip
def test_a_month_or_a_year_bounds_the_day(value, first, last):
    assert [day.isoformat() for day in read_day(value)] == [first, last]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("2019-02-30", "does not exist"), ("20191399", "does not exist"), ("昨天", "is no day"),
        ("12", "is no day"), ("9/7/2019", "may mean two days"), ("0019-07-09", "is no year"),
        ("1e9", "is no day"), ("9" * 5_000, "is no day"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_said(value, sentence):
    with pytest.raises(CellError, match=sentence):
        read_day(value)


def test_the_order_of_day_and_month_is_told_by_the_column_or_by_a_person():
    assert order_of(["9/7/2019", "23/7/2019"]) is DayOrder.DAY_FIRST
    assert order_of(["7/9/2019", "7/23/2019"]) is DayOrder.MONTH_FIRST
    assert order_of(["7/9/2019", "2019-07-09"]) is DayOrder.YEAR_FIRST
    assert read_day("9/7/2019", DayOrder.DAY_FIRST) == read_day("7/9/2019", DayOrder.MONTH_FIRST)


@given(st.text(max_size=30), st.sampled_from(DayOrder))
def test_any_text_is_a_day_or_none(value, order):
    try:
        first, last = read_day(value, order)
    except CellError:
        return

    assert first <= last


def test_authors_are_read_as_a_byline_or_name_by_name():
    assert [(c.name, c.role) for c in read_authors("本报记者 王一平 通讯员 李 强")] == [
        ("王一平", "记者"), ("李 强", "通讯员"),
    ]  # fmt: skip
    assert [c.name for c in read_authors("欧阳修、Anna Berg;某某读书会")] == [
        "欧阳修", "Anna Berg", "某某读书会",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["标题", "正文", "日期", "版次", "栏目", "作者", "报纸名称", "体裁", "编号"],
         ["headline", "text", "date", "page", "rubric", "authors", "newspaper", "kind", "id"]),
        (["Title", "full_text", "pub date", "Page No", "Section", "By", "Source", "Genre", "UUID"],
         ["headline", "text", "date", "page", "rubric", "authors", "newspaper", "kind", "id"]),
        (["引题", "主标题", "副标题", "内容"], ["kicker", "headline", "deck", "text"]),
    ],
)  # fmt: skip
def test_columns_are_guessed_by_their_names(names, expected):
    mapping = guess(names, [["x"] * len(names)])

    assert mapping.columns == {Field(what): place for place, what in enumerate(expected)}


def test_columns_without_telling_names_are_guessed_by_what_stands_in_them():
    rows = [
        [str(n), f"2019-07-{n:02}", f"某地法院审结第{n}起案件", TEXT, "评论"] for n in range(1, 9)
    ]

    mapping = guess(list("ABCDE"), rows)

    assert mapping.columns == {Field.TEXT: 3, Field.DATE: 1, Field.HEADLINE: 2, Field.KIND: 4}


def test_of_two_columns_with_one_meaning_the_first_is_taken():
    assert guess(["标题", "标题 (2)", "正文"], []).columns == {Field.HEADLINE: 0, Field.TEXT: 2}


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([["标题", "正文"], ["一", "二"]], 0),
        ([["2019年文章"], [], ["标题", "正文"], ["一", "二"]], 2),
        ([["甲", "乙"], ["2019-07-09", TEXT], ["2019-07-10", TEXT]], 0),
        ([["2019-07-09", TEXT], ["2019-07-10", TEXT]], None),
        ([["标题"], ["一"]], 0),
        ([["标题", "甲", "乙"], ["一", "二", "三"]], 0),
        ([["一", "专题", "2019"], ["三", "四", "五"]], None),
        ([["一", "二"], ["三", "四"]], None),
        ([], None),
    ],
)
def test_the_row_that_names_the_columns_is_found(rows, header):
    assert find_header(rows) == header


def test_a_hundred_columns_have_a_hundred_names():
    assert len(set(column_names(["标题"] * 50, 100))) == 100


# Articles -----------------------------------------------------------------------------------------
HEADLINE, BODY = Mapping({Field.HEADLINE: 0, Field.TEXT: 1}), Mapping({Field.TEXT: 0})
EVERYTHING = Mapping(
    {
        Field.RUBRIC: 0, Field.KICKER: 1, Field.HEADLINE: 2, Field.DECK: 3, Field.AUTHORS: 4,
        Field.TEXT: 5,
    }
)  # fmt: skip
cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=60)


def test_an_article_is_its_head_and_a_segment_a_paragraph():
    row = ["要闻", "肩题", "标题", "副题", "记者 王一平", "　　第一段。\n\n第二段。\n"]

    laid = lay(read_row(7, row, EVERYTHING)[0])

    assert laid.composed == "要闻\n肩题\n标题\n副题\n记者 王一平\n第一段。\n第二段。"
    assert laid.text.endswith("\n\n　　第一段。\n\n第二段。")
    assert [segment.role for segment in laid.segments][:5] == [
        Role.RUBRIC, Role.KICKER, Role.HEADLINE, Role.DECK, Role.BYLINE,
    ]  # fmt: skip
    assert {segment.confidence for segment in laid.segments} == {1.0}


def test_authors_that_the_text_names_on_a_line_are_not_said_twice():
    stated = read_row(1, ["", "", "标题", "", "王一平", "王一平\n正文。"], EVERYTHING)[0]

    assert lay(stated).composed == "标题\n王一平\n正文。"
    assert [credit.name for credit in stated.credits] == ["王一平"]


@settings(deadline=None)  # the first call loads the dictionary
@given(st.lists(cells, min_size=6, max_size=6))
def test_no_character_of_any_cell_is_lost_or_doubled(row):
    stated, wrong = read_row(1, row, EVERYTHING)
    if stated is None:
        assert wrong
        return

    laid = lay(stated)

    given_text = [row[place] for place in (0, 1, 2, 3)] + [row[5]]
    byline = [text for role, text in stated.head if role is Role.BYLINE]
    expected = "".join("".join([*given_text[:4], *byline, given_text[4]]).split())
    assert "".join(laid.text.split()) == expected
    assert "".join(laid.composed.split()) == expected


@settings(deadline=None)  # the first call loads the dictionary
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=5))
def test_a_page_holds_its_articles_each_with_its_own_segments(rows):
    stated = [read_row(n, list(row), HEADLINE)[0] for n, row in enumerate(rows, start=1)]
    laid = [lay(article) for article in stated if isinstance(article, Stated)]

    text, reading, entries = page_of(laid)

    assert len(reading.articles) == len(entries) == len(laid)
    for number, article in enumerate(laid):
        own = [segment for segment in reading.segments if segment.article == number]
        assert compose(text, own).text == article.composed


@pytest.mark.parametrize("text", ["", "   ", "\n\u3000\n", "\ufeff", "\u200b\n"])
def test_an_empty_text_is_said(text):
    stated, [(field, error)] = read_row(1, [text], BODY)

    assert (stated, field, error.message) == (None, Field.TEXT, "it is empty.")


def test_everything_that_is_wrong_with_a_row_is_said_at_once():
    mapping = Mapping({Field.HEADLINE: 0, Field.TEXT: 1, Field.DATE: 2, Field.PAGE: 3})

    _stated, wrong = read_row(7, ["题" * 501, "", "昨天", "从第二版一直到第九版"], mapping)

    assert {field for field, _error in wrong} == set(mapping.columns)
