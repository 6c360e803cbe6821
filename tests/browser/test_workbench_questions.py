"""A question on the workbench stays until it is answered; what is refused is typed over at once."""

import pytest
from playwright.sync_api import expect

from newsroom import importing, repairing
from newsroom.models import Article, Page, Segment
from newsroom.text.editing import Confirm
from tests.browser.test_workbench_keys import (
    ADDRESS,
    Kept,
    chosen,
    edits,
    in_sight,
    opened,
    outline,
    press,
    printed,
    said,
)
from tests.factories import make_round, make_user

__all__ = ["opened"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = printed(2)
QUESTION = "#panel [role=alertdialog]"


@pytest.fixture
def sue():
    return make_user("sue", role="supervisor")


@pytest.fixture
def tab(page_as, sue):
    """The workbench, at the first article of two that are to be coded in an open round."""
    importing.import_pages([("2019-07-09_01.txt", TEXT.encode())], by=None)
    Segment.objects.update(confidence=0.9)
    Article.objects.update(confidence=0.9)
    people = [make_user(role="annotator"), make_user(role="annotator")]
    make_round(articles=Article.objects.order_by("number"), annotators=people)
    opened = page_as(sue)
    opened.goto(f"{ADDRESS}?at=0")
    return opened


def field(tab):
    return tab.locator("#do-cut input[name=words]")


def is_selected(words):
    """Whether all that stands in a field is selected, so that typing takes its place."""
    return words.evaluate(
        "field => field.selectionStart === 0 && field.selectionEnd === field.value.length"
    )


def ask(tab, key="e"):
    press(tab, key)
    expect(tab.locator(QUESTION)).to_be_focused()


def test_keys_that_would_leave_a_question_are_refused_and_named(tab):
    ask(tab)

    press(tab, "j", "j", "n")

    expect(said(tab)).to_contain_text("Not done: J J N. First answer the question: ⏎ or Esc.")
    expect(tab.locator(QUESTION)).to_be_visible()
    expect(chosen(tab)).to_contain_text("甲地召开平安")
    assert not Page.objects.exclude(checked_at=None).exists()
    press(tab, "Enter")
    outline(tab, 1)
    assert edits() == ["MergeArticle"]


@pytest.mark.parametrize("key", ["s", "u", "m", "r", "1", ".", "t", "c", "Shift+A"])
def test_no_key_of_the_workbench_takes_a_question_away(tab, key):
    ask(tab)

    press(tab, key)

    expect(said(tab)).to_contain_text("Not done")
    expect(tab.locator(QUESTION)).to_be_visible()
    expect(tab.locator("#panel details[open]")).to_have_count(0)
    assert edits() == []


def test_keys_answer_again_as_soon_as_a_question_is_left(tab):
    ask(tab)
    kept = Kept(tab, "GET")

    press(tab, "Escape", "j")

    expect(chosen(tab)).to_contain_text("本报记者 王一平")
    kept.let_all_go()
    expect(tab.locator("#segment")).to_contain_text("Line 3")
    expect(tab.locator(QUESTION)).to_have_count(0)
    expect(said(tab)).to_be_hidden()
    assert edits() == []


@pytest.mark.parametrize(
    "target", ["[data-lines] li:nth-child(3)", "#do-role summary", "[value=split]", ".foot button"]
)
def test_the_mouse_leaves_a_question_by_its_answers_only(tab, target):
    ask(tab)

    tab.locator(target).first.click()

    expect(said(tab)).to_contain_text("First answer the question")
    expect(tab.locator(QUESTION)).to_be_visible()
    expect(tab.locator("#do-role")).not_to_have_attribute("open", "")
    assert edits() == []
    tab.get_by_role("link", name="Leave it").click()
    expect(tab.locator(QUESTION)).to_have_count(0)


def test_tab_goes_to_the_answers_and_enter_is_theirs_from_anywhere_on_the_page(tab):
    ask(tab)

    press(tab, "Tab")
    expect(tab.get_by_role("button", name="Repair all the same")).to_be_focused()
    tab.locator("#turns [value=undo]").evaluate("button => button.disabled = false")
    tab.locator("#turns [value=undo]").focus()
    press(tab, "Enter")

    outline(tab, 1)
    assert edits() == ["MergeArticle"]


def test_the_keys_are_listed_while_a_question_stays(tab):
    ask(tab)

    press(tab, "?")
    expect(tab.get_by_role("dialog", name="Keys of this page")).to_be_visible()
    press(tab, "Escape")

    expect(tab.get_by_role("dialog", name="Keys of this page")).to_have_count(0)
    expect(tab.locator(QUESTION)).to_be_visible()


def test_a_question_names_the_articles_and_only_its_own_button_has_enter(tab):
    ask(tab)

    expect(tab.locator(QUESTION)).to_contain_text("“甲地召开平安建设会议”")
    expect(tab.locator("#panel kbd:visible", has_text="⏎")).to_have_count(1)


def test_the_button_says_that_it_undoes_or_repeats(tab):
    ask(tab)
    press(tab, "Enter")
    outline(tab, 1)

    ask(tab, "u")
    expect(tab.get_by_role("button", name="Undo all the same")).to_be_visible()
    press(tab, "Enter")
    outline(tab, 2)

    ask(tab, "y")
    expect(tab.get_by_role("button", name="Redo all the same")).to_be_visible()


def test_words_that_do_not_stand_there_are_typed_over(tab):
    press(tab, "j", "j")
    expect(tab.locator("#segment")).to_contain_text("Line 5")
    press(tab, "c")
    tab.keyboard.insert_text("没有的字")
    press(tab, "Enter")

    expect(tab.locator("#words-error")).to_be_visible()
    expect(field(tab)).to_be_focused()
    assert in_sight(tab, "#words-error")
    assert in_sight(tab, "#do-cut input[name=words]")
    assert is_selected(field(tab))
    press(tab, "Enter")
    expect(tab.locator("#main:not([inert])")).to_have_count(1)
    expect(field(tab)).to_be_focused()
    tab.keyboard.insert_text("会议部署")

    expect(field(tab)).to_have_value("会议部署")
    assert edits() == []


def test_the_key_for_cutting_selects_the_words_that_stand_there_already(tab):
    press(tab, "j", "j", "c")
    expect(tab.locator("#segment")).to_contain_text("Line 5")
    tab.keyboard.insert_text("没有的字")
    press(tab, "Escape", "c")

    expect(field(tab)).to_be_focused()
    assert is_selected(field(tab))


def test_enter_pressed_twice_to_cut_confirms_nothing(opened):
    tab = opened(2, "昨日,甲地召开")
    press(tab, "c")
    tab.keyboard.insert_text("会议部署")
    kept = Kept(tab, "POST")

    press(tab, "Enter")
    kept.wait()
    press(tab, "Enter", "j")
    kept.let_all_go()

    expect(said(tab)).to_contain_text("not done: ⏎")
    expect(chosen(tab)).to_contain_text("会议部署了下一步工作")
    assert edits() == ["CutSegment"]


def test_a_form_that_is_refused_because_somebody_was_quicker_keeps_the_focus(tab, sue):
    press(tab, "w")
    authors = tab.locator("textarea[name=credits]")
    expect(authors).to_be_focused()
    authors.fill("李强, 记者")
    repairing.repair(Page.objects.get(), Confirm(0), by=sue)

    tab.get_by_role("button", name="Set the authors").press("Enter")

    expect(tab.get_by_role("alert")).to_contain_text("meanwhile")
    expect(authors).to_have_value("李强, 记者")


def test_keys_typed_ahead_of_a_question_are_named_and_none_answers_it(tab):
    kept = Kept(tab, "POST")

    press(tab, "e", "Enter", "n")
    kept.let_go()

    expect(said(tab)).to_contain_text("Not done: ⏎ N. First answer the question")
    expect(tab.locator(QUESTION)).to_be_visible()
    assert edits() == []
