"""Edits of a page's layout: what each does, and what holds whatever is done."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.text import editing
from newsroom.text.bylines import CreditReading
from newsroom.text.compose import compose
from newsroom.text.editing import (
    Confirm,
    CutJoin,
    CutSegment,
    JoinPiece,
    MergeArticle,
    MovePiece,
    SetCredits,
    SetKind,
    SetRole,
    SplitArticle,
    TakeOut,
    apply,
)
from newsroom.text.layouts import EditError, Entry, Layout, Part, as_plain, faults, from_plain
from newsroom.text.lines import is_blank
from newsroom.text.roles import Kind, Role
from tests.newsroom.random_edits import draw_edit, layout_of, texts

PAGE = (
    "甲地审案\n本报记者 王一平\n本报讯 他走到街\n\n上去了。\n\n"
    "乙地办会\n记者 李强\n会议开了。\n编辑 某某"
)
LINES = {line: PAGE.index(line) for line in PAGE.split("\n") if line}


def at(line):
    """Where a line of the page begins."""
    return LINES[line]


def part(line, role, article, block, **values):
    return Part(at(line), at(line) + len(line), role, article, block, **values)


@pytest.fixture
def layout():
    """Two articles read as one: a title taken for a subhead, and furniture below."""
    return Layout(
        (
            part("甲地审案", Role.HEADLINE, 1, 0, confidence=0.8),
            part("本报记者 王一平", Role.BYLINE, 1, 1),
            part("本报讯 他走到街", Role.PARAGRAPH, 1, 2),
            part("上去了。", Role.PARAGRAPH, 1, 2),
            part("乙地办会", Role.SUBHEAD, 1, 3, confidence=0.5),
            part("记者 李强", Role.BYLINE, 1, 4),
            part("会议开了。", Role.PARAGRAPH, 1, 5),
            part("编辑 某某", Role.FURNITURE, None, 0),
        ),
        (
            Entry(
                1,
                Kind.NEWS,
                (CreditReading("王一平", "记者", "本报"), CreditReading("李强", "记者", None)),
            ),
        ),
    )


def text_of(layout, article):
    return compose(PAGE, layout.of(article)).text


def test_splitting_begins_a_new_article_whose_subhead_becomes_its_headline(layout):
    after = apply(PAGE, layout, SplitArticle(at("乙地办会")), number=2)

    assert text_of(after, 1) == "甲地审案\n本报记者 王一平\n本报讯 他走到街上去了。"
    assert text_of(after, 2) == "乙地办会\n记者 李强\n会议开了。"
    assert after.part(at("乙地办会")).role is Role.HEADLINE


def test_credits_follow_their_lines_when_an_article_is_split(layout):
    after = apply(PAGE, layout, SplitArticle(at("乙地办会")), number=2)

    assert [credit.name for credit in after.entry(1).credits] == ["王一平"]
    assert [credit.name for credit in after.entry(2).credits] == ["李强"]


def test_merging_up_keeps_the_number_above_and_the_names_of_both(layout):
    split = apply(PAGE, layout, SplitArticle(at("乙地办会")), number=2)

    after = apply(PAGE, split, MergeArticle(2, into=1), number=3)

    assert text_of(after, 1) == text_of(layout, 1)
    assert [credit.name for credit in after.entry(1).credits] == ["王一平", "李强"]
    assert [entry.number for entry in after.articles] == [1]


def test_a_name_that_a_person_added_stays_through_edits(layout):
    credits = (*layout.entry(1).credits, CreditReading("编外人", "整理", None))
    added = apply(PAGE, layout, SetCredits(1, credits), number=2)

    after = apply(PAGE, added, SplitArticle(at("乙地办会")), number=2)

    assert [credit.name for credit in after.entry(1).credits] == ["王一平", "编外人"]


def test_a_line_said_to_be_a_byline_is_read_for_its_names(layout):
    plain = apply(PAGE, layout, SetRole(at("记者 李强"), Role.PARAGRAPH), number=2)

    after = apply(PAGE, plain, SetRole(at("记者 李强"), Role.BYLINE), number=2)

    assert [credit.name for credit in plain.entry(1).credits] == ["王一平"]
    assert CreditReading("李强", "记者", None) in after.entry(1).credits


def test_moving_takes_a_whole_paragraph_with_all_its_columns(layout):
    split = apply(PAGE, layout, SplitArticle(at("乙地办会")), number=2)

    after = apply(PAGE, split, MovePiece(at("上去了。"), to=2), number=3)

    assert "他走到街上去了。" in text_of(after, 2)
    assert "他走到街" not in text_of(after, 1)


def test_furniture_is_given_to_an_article_as_a_paragraph_and_taken_away_again(layout):
    given_to_it = apply(PAGE, layout, MovePiece(at("编辑 某某"), to=1), number=2)

    after = apply(PAGE, given_to_it, SetRole(at("编辑 某某"), Role.FURNITURE), number=2)

    assert given_to_it.part(at("编辑 某某")).role is Role.PARAGRAPH
    assert after.part(at("编辑 某某")).article is None


def test_an_article_may_begin_with_what_was_taken_for_furniture(layout):
    after = apply(PAGE, layout, SplitArticle(at("编辑 某某")), number=2)

    assert text_of(after, 2) == "编辑 某某"


def test_taking_a_paragraph_out_leaves_what_follows_in_its_article(layout):
    after = apply(PAGE, layout, TakeOut(at("本报讯 他走到街")), number=2)

    assert text_of(after, 2) == "本报讯 他走到街上去了。"
    assert text_of(after, 1) == "甲地审案\n本报记者 王一平\n乙地办会\n记者 李强\n会议开了。"


def test_a_subhead_that_is_taken_out_is_the_headline_of_its_own_article(layout):
    after = apply(PAGE, layout, TakeOut(at("乙地办会")), number=2)

    assert after.part(at("乙地办会")).role is Role.HEADLINE
    assert "会议开了。" in text_of(after, 1)


def test_an_article_may_be_made_of_what_was_taken_for_furniture(layout):
    after = apply(PAGE, layout, TakeOut(at("编辑 某某")), number=2)

    assert text_of(after, 2) == "编辑 某某"


def test_what_is_an_article_of_its_own_is_not_taken_out_of_it(layout):
    alone = apply(PAGE, layout, TakeOut(at("会议开了。")), number=2)

    with pytest.raises(EditError, match="already"):
        apply(PAGE, alone, TakeOut(at("会议开了。")), number=3)


def test_furniture_that_is_given_a_role_becomes_a_piece_of_the_article_above(layout):
    after = apply(PAGE, layout, SetRole(at("编辑 某某"), Role.CREDIT), number=2)

    part = after.part(at("编辑 某某"))
    assert (part.article, part.role) == (1, Role.CREDIT)
    assert not faults(PAGE, after)


def test_furniture_at_the_head_of_a_page_is_given_to_the_article_below(layout):
    headless = apply(PAGE, layout, SetRole(at("甲地审案"), Role.FURNITURE), number=2)
    below = apply(PAGE, headless, TakeOut(at("本报记者 王一平")), number=2)

    after = apply(PAGE, below, SetRole(at("甲地审案"), Role.HEADLINE), number=3)

    assert text_of(after, 2).startswith("甲地审案")


def test_on_a_page_without_an_article_nothing_is_given_a_role():
    bare = Layout((part("甲地审案", Role.FURNITURE, None, 0),))

    with pytest.raises(EditError, match="no article on this page"):
        apply(PAGE, bare, SetRole(at("甲地审案"), Role.HEADLINE), number=1)


def test_a_paragraph_is_cut_at_a_column_break_and_joined_again(layout):
    cut = apply(PAGE, layout, CutJoin(at("上去了。")), number=2)

    joined = apply(PAGE, cut, JoinPiece(at("上去了。")), number=2)

    assert "他走到街\n上去了。" in text_of(cut, 1)
    assert text_of(joined, 1) == text_of(layout, 1)


def test_a_segment_is_cut_between_two_of_its_characters(layout):
    after = apply(PAGE, layout, CutSegment(at("本报讯 他走到街") + 4), number=2)

    assert "本报讯\n他走到街上去了。" in text_of(after, 1)
    assert not faults(PAGE, after)


def test_what_a_person_put_right_or_confirmed_is_no_longer_doubted(layout):
    after = apply(PAGE, layout, Confirm(at("甲地审案")), number=2)

    assert after.part(at("甲地审案")).confidence == 1.0
    assert after.part(at("乙地办会")).confidence == 0.5


def test_the_kind_is_what_a_person_says(layout):
    after = apply(PAGE, layout, SetKind(1, Kind.INTERVIEW), number=2)

    assert after.entry(1).kind is Kind.INTERVIEW


def test_a_box_goes_on_standing_beside_the_article_that_its_own_was_merged_into(layout):
    split = apply(PAGE, layout, SplitArticle(at("乙地办会")), number=2)
    boxed = apply(PAGE, split, SplitArticle(at("编辑 某某")), number=3)
    boxed = Layout(boxed.parts, (*boxed.articles[:2], Entry(3, Kind.SIDEBAR, parent=2)))

    after = apply(PAGE, boxed, MergeArticle(2, into=1), number=4)

    assert after.entry(3).parent == 1


@pytest.mark.parametrize(
    "edit",
    [
        SplitArticle(at("甲地审案")),
        SplitArticle(1),
        MergeArticle(1, into=1),
        MergeArticle(1, into=7),
        MovePiece(at("甲地审案"), to=1),
        MovePiece(at("甲地审案"), to=7),
        MovePiece(at("编辑 某某"), to=None),
        CutSegment(at("甲地审案")),
        CutSegment(len(PAGE) + 9),
        JoinPiece(at("甲地审案")),
        JoinPiece(at("上去了。")),
        JoinPiece(at("编辑 某某")),
        CutJoin(at("本报讯 他走到街")),
        TakeOut(1),
        SetKind(7, Kind.NEWS),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused_with_a_sentence(layout, edit):
    with pytest.raises(EditError, match=r"^[A-Z].*\.$"):
        apply(PAGE, layout, edit, number=2)


def test_an_edit_leaves_the_layout_from_before_it_as_it_was(layout):
    before = from_plain(as_plain(layout))

    apply(PAGE, layout, SplitArticle(at("乙地办会")), number=2)

    assert layout == before


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_no_sequence_of_edits_loses_doubles_or_reorders_a_character(data):
    text = data.draw(texts)
    layout = layout_of(text)
    used = len(layout.articles)

    for _step in range(data.draw(st.integers(1, 12))):
        edit = draw_edit(data.draw, text, layout)
        try:
            layout = apply(text, layout, edit, number=used + 1)
        except EditError:
            continue
        used = max([used, *(entry.number for entry in layout.articles)])

        assert faults(text, layout) == []
        kept = "".join(text[p.start : p.end] for p in layout.parts)
        blank_free = [c for c in text if not is_blank(c)]
        assert [c for c in kept if not is_blank(c)] == blank_free
        composed = "".join(
            compose(text, layout.of(entry.number)).text for entry in layout.articles
        ) + "".join(text[p.start : p.end] for p in layout.of(None))
        assert sorted(c for c in composed if not is_blank(c)) == sorted(blank_free)
        assert from_plain(as_plain(layout)) == layout


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_same_edits_always_give_the_same_layout(data):
    text = data.draw(texts)
    layout = layout_of(text)
    edits = [draw_edit(data.draw, text, layout) for _step in range(4)]

    def after():
        now = layout
        for number, edit in enumerate(edits, start=100):
            try:
                now = editing.apply(text, now, edit, number=number)
            except EditError:
                continue
        return now

    assert after() == after()
