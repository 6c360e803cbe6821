"""Reading pages: nothing is lost whatever the page, and the shapes of articles are told apart."""

from collections import defaultdict

from hypothesis import given, settings

from newsroom.text.compose import compose
from newsroom.text.lines import is_blank
from newsroom.text.pages import PageReading, read_page
from newsroom.text.roles import Kind, Role
from tests.newsroom.text.layouts import pages

STORY = "本报讯 法院昨天开庭审理一起案件,旁听的群众很多。\n\n庭审持续了三个小时,法院将择期宣判。"


def roles_of(page: str, article: int = 0) -> list[tuple[str, str]]:
    """The roles and texts of one article's segments, in page order."""
    segments = read_page(page).segments
    return [(s.role.value, page[s.start : s.end]) for s in segments if s.article == article]


@settings(max_examples=300, deadline=None)
@given(pages)
def test_every_character_that_is_not_blank_is_in_exactly_one_segment(page):
    reading = read_page(page)

    covered = [place for s in reading.segments for place in range(s.start, s.end)]
    assert len(covered) == len(set(covered))
    missed = set(range(len(page))) - set(covered)
    assert all(is_blank(page[place]) for place in missed)


@settings(max_examples=300, deadline=None)
@given(pages)
def test_segments_stand_in_page_order_and_begin_and_end_with_ink(page):
    reading = read_page(page)

    places = [(s.start, s.end) for s in reading.segments]
    assert places == sorted(places)
    for s in reading.segments:
        assert s.start < s.end
        assert not is_blank(page[s.start])
        assert not is_blank(page[s.end - 1])
        assert 0 <= s.confidence <= 1
        assert s.article is None or 0 <= s.article < len(reading.articles)


@settings(max_examples=200, deadline=None)
@given(pages)
def test_composing_loses_no_character_and_keeps_the_order_of_each_piece(page):
    reading = read_page(page)

    for number in range(len(reading.articles)):
        own = [s for s in reading.segments if s.article == number]
        composed = compose(page, own)
        printed = sorted(c for s in own for c in page[s.start : s.end])
        assert sorted(c for piece in composed.pieces for c in piece.text) == printed
        for piece in composed.pieces:
            assert composed.text[piece.start : piece.end] == piece.text
            assert list(piece.spans) == sorted(piece.spans)
            assert composed.to_page(piece.start) == piece.spans[0][0]


@settings(max_examples=100, deadline=None)
@given(pages)
def test_the_same_segments_compose_the_same_text_in_whatever_order_they_come(page):
    reading = read_page(page)
    by_article = defaultdict(list)
    for segment in reading.segments:
        by_article[segment.article].append(segment)

    for segments in by_article.values():
        assert compose(page, segments) == compose(page, reversed(segments))


def test_an_empty_page_has_an_empty_reading():
    assert read_page("\n \u3000\n") == PageReading()


def test_a_paragraph_cut_in_the_middle_of_a_word_is_made_whole():
    page = "某地开庭\n\n本报记者 王一平\n\n本报讯 他们走上大街\n\n小巷宣传法律,走进企业和学\n\n校。"

    composed = compose(page, read_page(page).segments)

    assert composed.pieces[-1].text == "他们走上大街小巷宣传法律,走进企业和学校。"


def test_a_paragraph_goes_on_behind_a_caption_laid_into_it():
    page = (
        f"某地开庭\n\n本报记者 王一平\n\n{STORY}法官说,要把法律送到千家万\n\n\n\n"
        "图为法官在田间普法。 李强 摄\n\n\n\n户,让大家都懂法。"
    )

    found = roles_of(page)

    assert ("caption", "图为法官在田间普法。") in found
    assert ("credit", "李强 摄") in found
    whole = compose(page, read_page(page).segments)
    assert any(piece.text.endswith("送到千家万户,让大家都懂法。") for piece in whole.pieces)


def test_a_paragraph_goes_on_behind_a_whole_other_article():
    page = (
        f"某地开庭\n\n本报记者 王一平\n\n{STORY}法官说,要防止以刑事手段插手\n\n\n\n"
        "渔船遇险获救\n\n通讯员 李强\n\n本报讯 昨天凌晨,渔船遇险,船员全部获救。\n\n\n\n"
        "民事纠纷,依法保护各方权益。"
    )

    reading = read_page(page)

    first = compose(page, [s for s in reading.segments if s.article == 0])
    assert first.text.endswith("要防止以刑事手段插手民事纠纷,依法保护各方权益。")
    assert len(reading.articles) == 2


def test_short_lines_between_paragraphs_are_subheads_and_not_articles():
    page = "某地见闻\n\n本报记者 王一平\n\n" + "这里山清水秀,人们安居乐业。\n\n" * 2
    page += "一杯清茶\n\n调解室里总有一杯清茶。\n\n一颗公心\n\n老王办事公道,大家都信他。"

    reading = read_page(page)

    assert len(reading.articles) == 1
    assert [s.role for s in reading.segments].count(Role.SUBHEAD) == 2


def test_a_title_and_caption_in_a_frame_with_names_below_are_a_photo():
    photo = "守护平安\n\n昨天,民警在车站巡逻。\n\n本报记者 李强"
    page = f"某地开庭\n\n本报记者 王一平\n\n{STORY}\n\n\n\n{photo}"

    reading = read_page(page)

    assert reading.articles[1].kind is Kind.PHOTO
    assert [role for role, _ in roles_of(page, 1)] == ["headline", "caption", "credit"]


def test_a_notice_is_signed_by_its_institution():
    page = (
        f"某地开庭\n\n{STORY}\n\n\n\n休刊启事\n\n节日期间,本报休刊三期。\n敬请关注。\n\n本报编辑部"
    )

    notice = read_page(page).articles[1]

    assert notice.kind is Kind.NOTICE
    assert [(c.name, c.role) for c in notice.credits] == [("本报编辑部", "署名单位")]


def test_a_box_belongs_to_the_article_that_it_stands_beside():
    page = f"某地开庭\n\n本报记者 王一平\n\n{STORY}\n\n相关链接\n\n民法典规定,借款应当返还。"

    box = read_page(page).articles[1]

    assert (box.kind, box.parent) == (Kind.SIDEBAR, 0)


def test_jumps_are_read_in_any_width_and_script():
    for raw, page_number in (
        ("(下转3版)", "3"),
        ("（下转第３版）", "3"),
        ("(下轉第三版)", "3"),
        ("▶▶下转A4版", "A4"),
    ):
        page = f"某地开庭\n\n本报记者 王一平\n\n{STORY}\n\n{raw}"

        jump = read_page(page).articles[0].jump

        assert (jump.raw, jump.page, jump.type) == (raw, page_number, "continues_on")


def test_what_comes_from_another_page_is_told():
    page = f"(上接1版)\n\n{STORY}\n\n本报记者 王一平"

    article = read_page(page).articles[0]

    assert (article.continued_from.page, article.headline) == ("1", "")


def test_furniture_belongs_to_no_article():
    page = (
        f"06 综合新闻\n\n某地开庭\n\n本报记者 王一平\n\n{STORY}\n\n责任编辑:李强 电话:0571-85310000"
    )

    furniture = [s for s in read_page(page).segments if s.article is None]

    assert [s.role for s in furniture] == [Role.FURNITURE] * 2


def test_a_page_in_traditional_characters_keeps_them():
    page = "某地開庭\n\n本報記者 陳國樑\n\n本報訊 法院昨天開庭。"

    article = read_page(page).articles[0]

    assert (article.credits[0].name, article.credits[0].role) == ("陳國樑", "记者")
    assert article.headline == "某地開庭"
