"""Labels right below the names, columns that an editors' note names, kickers that tell how it came
about, and paragraphs that break off before who says something."""

import pytest

from newsroom.text.headlines import kicker_end
from newsroom.text.pages import PageReading, read_page
from newsroom.text.roles import Role

CASE = (
    "阳台漏水谁来修\n\n通讯员 张明 李华\n\n【案情回放】\n\n"
    "今年2月,王女士发现自家的天花板开始滴水,几次找楼上的邻居商量都没有结果,只好到法院起诉。\n\n"
    "【法官说法】\n\n承办法官认为,漏水的管道属于楼上住户专有的部分,应当由其负责修好,并赔偿损失。"
)
COLUMN = (
    "全会精神送进山村\n\n山村来了“板凳法庭”\n\n"
    "编者按:秋收时节,我省政法干警走村入户。从今天起,本报推出“全会精神送进山村”栏目,敬请关注。\n\n"
    "本报记者 张明\n\n清晨的山村还笼在雾里,法官李华已经背着国徽出了门。他说,这条路他走了十年,"
    "每一户人家的门朝哪边开都记得。"
)


def words_of(page: str, reading: PageReading, role: Role) -> list[str]:
    """The words of the segments with a role, in the order of the page."""
    return [page[s.start : s.end] for s in reading.segments if s.role is role]


def test_a_label_right_below_the_names_is_the_first_subhead_of_the_article():
    reading = read_page(CASE)

    assert len(reading.articles) == 1
    assert words_of(CASE, reading, Role.SUBHEAD) == ["【案情回放】", "【法官说法】"]


def test_the_column_that_an_editors_note_names_is_no_title():
    reading = read_page(COLUMN)

    assert words_of(COLUMN, reading, Role.RUBRIC) == ["全会精神送进山村"]
    assert words_of(COLUMN, reading, Role.HEADLINE) == ["山村来了“板凳法庭”"]


def test_a_column_that_the_note_does_not_name_stays_what_it_was():
    page = COLUMN.replace("“全会精神送进山村”", "“平安行”")

    assert words_of(page, read_page(page), Role.RUBRIC) == []


def test_a_paragraph_that_breaks_off_before_who_says_something_is_made_whole():
    page = (
        "老张的记账本\n\n本报记者 王强\n\n"
        "五年来,老张调解了八百多起纠纷。有人问他图什么,他指了指墙上挂着的那面锦\n\n"
        "旗说:“就图这个。”\n\n村里人都说,有老张在,大家的心里就踏实。"
    )

    paragraphs = {s.block for s in read_page(page).segments if s.role is Role.PARAGRAPH}

    assert len(paragraphs) == 2


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("一本旧账,牵出了二十年的恩怨 “和事佬”老李的调解经", "一本旧账,牵出了二十年的恩怨"),
        ("守住防线,守住民心 平安建设再出发", None),
        ("为一棵树,两家人吵了十年 村支书上门断是非", None),
        ("打官司,少跑腿 立案庭,多服务", None),
    ],
)
def test_two_clauses_before_a_title_tell_how_it_came_about(title, first):
    split = kicker_end(title)

    assert (title[: split[0]] if split else None) == first
