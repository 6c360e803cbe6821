"""The menus of the workbench: two keys for a kind, and none stays open for another segment."""

import re

import pytest
from playwright.sync_api import expect

from newsroom import repairing
from newsroom.models import Article, Page
from newsroom.text.editing import MovePiece
from tests.browser.test_workbench_keys import ADDRESS, chosen, edits, opened, press, printed

__all__ = ["opened"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def unfolded(tab):
    return tab.locator("#panel details[open]")


def test_the_kind_of_an_article_is_changed_with_two_keys(opened):
    tab = opened(2, "本报记者 李强")
    place = chosen(tab).get_attribute("data-at")

    press(tab, "i")
    expect(tab.locator("#do-kind [aria-pressed=true]")).to_contain_text("news")
    press(tab, "5")

    expect(tab.locator(".outline > li").nth(1)).to_contain_text("commentary")
    expect(chosen(tab)).to_have_attribute("data-at", place)
    assert Article.objects.get(number=2).kind == "commentary"
    assert edits() == ["SetKind"]


def test_the_authors_have_a_key_of_their_own(opened):
    tab = opened(2, "本报记者 李强")

    press(tab, "w")

    expect(tab.locator("textarea[name=credits]")).to_be_focused()
    expect(tab.locator("textarea[name=credits]")).to_have_value(re.compile("李强"))


@pytest.mark.parametrize(
    ("key", "figure"), [("r", "8"), ("m", "2"), ("i", "5")], ids=["role", "article", "kind"]
)
def test_a_menu_closes_when_another_segment_is_chosen(opened, key, figure):
    tab = opened(3, "本报记者 王一平")

    press(tab, key)
    expect(unfolded(tab)).to_have_count(1)
    press(tab, "j")
    expect(unfolded(tab)).to_have_count(0)
    press(tab, figure)
    expect(tab.locator("#segment")).to_contain_text("Line 5")

    expect(unfolded(tab)).to_have_count(0)
    assert edits() == []


def test_a_menu_closes_when_the_mouse_chooses_another_segment(opened):
    tab = opened(2, "甲地召开平安")
    tab.locator("#do-role summary").click()
    expect(unfolded(tab)).to_have_count(1)

    tab.locator("[data-lines] li").nth(2).click()

    expect(unfolded(tab)).to_have_count(0)
    expect(tab.locator("#segment")).to_contain_text("Line 5")
    expect(unfolded(tab)).to_have_count(0)


def test_a_form_that_was_typed_into_stays_when_the_mouse_chooses_in_its_article(opened):
    tab = opened(2, "甲地召开平安")
    press(tab, "w")
    tab.locator("textarea[name=credits]").fill("王二平, 评论员")

    tab.locator("[data-lines] li").nth(2).click()
    expect(tab.locator("#segment")).to_contain_text("Line 5")

    expect(tab.locator("textarea[name=credits]")).to_be_visible()
    expect(tab.locator("textarea[name=credits]")).to_have_value("王二平, 评论员")


def test_the_article_before_is_reached_by_the_head_of_the_own_one(opened):
    tab = opened(3, "本报讯 昨日,乙地")

    press(tab, "Shift+A")
    expect(chosen(tab)).to_contain_text("乙地召开平安")
    press(tab, "Shift+A")

    expect(chosen(tab)).to_contain_text("甲地召开平安")


def test_a_later_piece_of_an_article_leads_to_its_head_past_that_of_another(opened):
    tab = opened(3, "甲地召开平安")
    place = printed(3).index("本报记者 李强")
    repairing.repair(Page.objects.get(), MovePiece(place, to=1), by=None)
    tab.goto(f"{ADDRESS}?at={place}")

    press(tab, "Shift+A")

    expect(chosen(tab)).to_contain_text("甲地召开平安")
