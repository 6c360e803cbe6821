"""Undoing repairs gives back everything that is stored of a page, whatever was done to it."""

import pytest
from django.db import transaction
from django.forms import model_to_dict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom import importing, relating, repairing
from newsroom.errors import Refused
from newsroom.laying import layout_of
from newsroom.models import Continuation, Credit, Page, RejectedBefore, SearchEntry
from newsroom.numbering import SetNumber
from newsroom.text.bylines import CreditReading
from newsroom.text.editing import (
    CutSegment,
    MergeArticle,
    MovePiece,
    SetCredits,
    SetRole,
    SplitArticle,
)
from newsroom.text.roles import Role
from tests.factories import make_article, make_user
from tests.newsroom.random_edits import draw_edit, texts

pytestmark = pytest.mark.django_db

PICTURED = (
    "小区治理缺的是一张桌子\n\n本报记者 高珉 见习记者 周旋\n\n"
    "本报讯 昨日,代表第六次走进会场。她是一个老小区的党支部书记。\n\n"
    "图为代表走访小区。新华社记者 欧冬 摄\n\n"
    "怎样才能有这样一张桌子?代表的建议是修改条例。(下转3版)\n"
)

PLACE = PICTURED.index("(下转3版)")


def import_page(text):
    importing.import_pages([("2019-07-09_01.txt", text.encode())], by=None)
    return Page.objects.get(file_name="2019-07-09_01.txt")


def stored(page):
    """Everything that the rows say of a page and of the articles that stand on it."""
    page = Page.objects.get(pk=page.pk)
    standing = list(page.articles.standing().order_by("number"))
    keys = {article.pk: article.number for article in standing}
    return {
        "page": (page.confidence, page.text, page.identifier, page.number),
        "articles": [model_to_dict(article) for article in standing],
        "segments": list(
            page.segments.order_by("start").values_list(
                "start", "end", "role", "article", "block", "confidence", "reason"
            )
        ),
        "credits": list(
            Credit.objects.filter(article__in=keys)
            .order_by("article", "position")
            .values_list("article", "position", "name", "role", "organisation")
        ),
        "jumps": sorted(
            Continuation.objects.filter(article__in=keys).values_list(
                "article", "type", "raw", "target_page", "target", "rejected"
            )
        ),
        "search": list(SearchEntry.objects.filter(article__page=page).order_by("article").values()),
    }


@pytest.mark.parametrize("words", ["图为代表", "怎样才能", "本报讯"])
@pytest.mark.parametrize("act", [SplitArticle, lambda at: MovePiece(at, to=None)])
def test_the_names_on_a_picture_are_given_back_by_undoing(db, sue, words, act):
    page = import_page(PICTURED)
    before = stored(page)

    repairing.repair(page, act(PICTURED.index(words)), by=sue)
    changed = stored(page)
    repairing.undo(Page.objects.get(), by=sue)

    assert changed != before
    assert "欧冬" in {row[2] for row in before["credits"]}
    assert stored(page) == before


def test_names_that_a_person_wrote_are_given_back_by_undoing(db, sue):
    page = import_page(PICTURED)
    names = tuple(CreditReading(name, "记者", None) for name in ("周旋", "欧冬", "编外人"))
    repairing.repair(page, SetCredits(1, names), by=sue)
    before = stored(page)

    repairing.repair(Page.objects.get(), SplitArticle(PICTURED.index("图为代表")), by=sue)
    repairing.undo(Page.objects.get(), by=sue)

    assert stored(page) == before
    assert [row[2] for row in before["credits"] if row[0]] == ["周旋", "欧冬", "编外人"]


def test_a_box_beside_an_article_of_another_page_is_given_back_by_undoing(db, sue):
    page = import_page(PICTURED)
    repairing.repair(page, SplitArticle(PICTURED.index("怎样才能")), by=sue)
    page.articles.filter(number=2).update(parent=make_article())
    before = stored(page)

    repairing.repair(Page.objects.get(pk=page.pk), MergeArticle(2, into=1), by=sue)
    repairing.undo(Page.objects.get(pk=page.pk), by=sue)

    assert stored(page) == before


@pytest.mark.parametrize("role", [Role.PARAGRAPH, Role.FURNITURE])
def test_a_jump_is_given_back_by_undoing(db, sue, role):
    page = import_page(PICTURED)
    before = stored(page)

    repairing.repair(page, SetRole(PLACE, role), by=sue)
    changed = stored(page)
    repairing.undo(Page.objects.get(), by=sue)

    assert before["jumps"]
    assert changed["jumps"] != before["jumps"]
    assert stored(page) == before


@pytest.mark.parametrize("role", [Role.PARAGRAPH, Role.FURNITURE])
def test_what_a_jump_was_said_not_to_lead_to_is_given_back_by_undoing(db, sue, role):
    page = import_page(PICTURED)
    jump, others = Continuation.objects.get(), [make_article(), make_article()]
    for other in others:
        relating.reject(jump, other=other, by=sue)
    before = stored(page)

    for _time in range(2):
        repairing.repair(Page.objects.get(pk=page.pk), SetRole(PLACE, role), by=sue)
        without = stored(page)
        repairing.undo(Page.objects.get(pk=page.pk), by=sue)

    assert {row[-1] for row in before["jumps"]} == {other.pk for other in others}
    assert without["jumps"] == []
    assert stored(page) == before
    assert not RejectedBefore.objects.exists()


def test_it_is_given_back_too_when_the_words_of_the_jump_had_been_cut_in_two(db, sue):
    page = import_page(PICTURED)
    relating.reject(Continuation.objects.get(), other=make_article(), by=sue)
    before = stored(page)

    repairing.repair(page, CutSegment(PLACE + 1), by=sue)
    meanwhile = Continuation.objects.get()
    repairing.undo(Page.objects.get(pk=page.pk), by=sue)

    assert meanwhile.raw == "下转3版)"
    assert stored(page) == before


def test_it_is_given_back_too_when_a_person_makes_the_line_a_jump_again(db, sue):
    page = import_page(PICTURED)
    other = make_article()
    relating.reject(Continuation.objects.get(), other=other, by=sue)

    repairing.repair(page, SetRole(PLACE, Role.FURNITURE), by=sue)
    repairing.repair(Page.objects.get(pk=page.pk), SetRole(PLACE, Role.JUMP), by=sue)

    assert list(Continuation.objects.get().rejected.all()) == [other]


def test_of_two_jumps_with_the_same_words_each_keeps_what_was_said_of_it(db, sue):
    text = PICTURED + "\n\n\n\n" + PICTURED.replace("小区", "大院").replace("桌子", "椅子")
    page = import_page(text)
    places = [text.index("(下转3版)"), text.rindex("(下转3版)")]
    others = {}
    for jump in Continuation.objects.order_by("article__number"):
        others[jump.article.number] = make_article()
        relating.reject(jump, other=others[jump.article.number], by=sue)

    for place in places:
        repairing.repair(Page.objects.get(pk=page.pk), SetRole(place, Role.PARAGRAPH), by=sue)
    repairing.repair(Page.objects.get(pk=page.pk), SetRole(places[1], Role.JUMP), by=sue)

    jump = Continuation.objects.get()
    assert len(others) == 2
    assert list(jump.rejected.all()) == [others[jump.article.number]]
    assert RejectedBefore.objects.get().other != jump.rejected.get()


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_every_state_of_a_page_comes_back_as_it_was_whatever_is_done_undone_and_redone(db, data):
    with transaction.atomic():
        text = data.draw(texts | st.just(PICTURED))
        page = import_page(text)
        sue = make_user(role="supervisor")
        for jump in Continuation.objects.all():
            jump.rejected.add(make_article())
        first = stored(page)
        states = {}

        for _step in range(data.draw(st.integers(1, 12))):
            page = Page.objects.get(pk=page.pk)
            turn = data.draw(st.sampled_from(["repair", "repair", "number", "undo", "redo"]))
            try:
                if turn == "undo":
                    revision = repairing.undo(page, by=sue)
                elif turn == "redo":
                    revision = repairing.redo(page, by=sue)
                elif turn == "number":
                    number = SetNumber(str(data.draw(st.integers(1, 4))))
                    revision = repairing.repair(page, number, by=sue)
                else:
                    edit = draw_edit(data.draw, text, layout_of(page))
                    revision = repairing.repair(page, edit, by=sue)
            except Refused:
                continue
            now = stored(page)
            if revision.parent is None:
                assert now == first
            assert now == states.setdefault(revision.pk, now)
        while (
            Page.objects.get(pk=page.pk).revision_id
            and Page.objects.get(pk=page.pk).revision.parent_id
        ):
            revision = repairing.undo(Page.objects.get(pk=page.pk), by=sue)
            assert stored(page) == states.get(revision.pk, first)
        assert stored(page) == first
        transaction.set_rollback(True)
