"""A wrongly split page is repaired by keyboard alone, with annotations on it."""

import pytest
from playwright.sync_api import expect

from annotations.anchoring import where
from annotations.models import Evidence, Flag
from newsroom import importing
from newsroom.laying import layout_of
from newsroom.models import Page
from newsroom.reading import UNSURE
from tests.factories import answer, make_round, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = (
    "甲地法院审结一起案件\n\n本报记者 王一平\n\n本报讯 昨日,甲地法院审结一起案件,案件涉及\n\n"
    "多名当事人。法院宣判后,当事人服判。\n\n\n\n"
    "乙地召开平安建设会议\n\n本报记者 李强\n\n本报讯 昨日,乙地召开会议。会议部署了下一步工作。\n"
)
PLACE = "/pages/zjfzb-2019-07-09-p1/repair/"


def at(words):
    return TEXT.index(words)


@pytest.fixture
def page():
    """A page of two articles, each coded by two people, with evidence, and settled."""
    importing.import_pages([("2019-07-09_01.txt", TEXT.encode())], by=None)
    made = Page.objects.get()
    people = [make_user(role="annotator"), make_user(role="annotator")]
    coded = make_round(articles=made.articles.order_by("number"), annotators=people)
    for unit in coded.units.select_related("article"):
        word = {1: "当事人服判", 2: "会议部署"}[unit.article.number]
        start = unit.article.text.index(word)
        for assignment in unit.assignments.all():
            label = answer(assignment).annotations.first()
            Evidence.objects.create(annotation=label, start=start, end=start + len(word))
    Page.objects.update(confidence=UNSURE / 2)
    return Page.objects.get()


@pytest.fixture
def tab(page, page_as, live_server):
    opened = page_as(make_user("sue", role="supervisor"))
    opened.goto(f"{PLACE}?at={at('多名当事人')}")
    return opened


def press(tab, *keys):
    for key in keys:
        tab.keyboard.press(key)


def chosen(tab):
    return tab.locator("[data-lines] [aria-current]")


def outline(tab, count):
    expect(tab.locator(".outline > li")).to_have_count(count)


def agreed(tab, *keys, count):
    """Press the keys of a repair, and agree where something is asked; wait for so many articles."""
    press(tab, *keys)
    asked = tab.get_by_role("alertdialog")
    made = tab.locator(f".outline > li:nth-child({count}):last-child")
    expect(made.or_(asked).first).to_be_visible()
    if asked.count():
        press(tab, "Enter")
    outline(tab, count)


def texts(page):
    return {article.number: article.text for article in page.articles.standing()}


def quoted():
    """The words of all evidence that stands in the articles of now, and how often."""
    rows = Evidence.objects.select_related("annotation__attempt__assignment__unit__article")
    found = []
    for row in rows:
        for article in Page.objects.get().articles.standing():
            found += [article.text[spot.start : spot.end] for spot in where([row], article)]
    return found


def test_a_page_is_split_merged_moved_undone_and_redone_by_keyboard(tab, page):
    before, texts_before = layout_of(page), texts(page)

    # A split would take sentences from a coded article: that is said first, and Esc leaves it.
    press(tab, "s")
    expect(tab.get_by_role("alertdialog")).to_contain_text("2 codings go back")
    press(tab, "Escape")
    expect(tab.get_by_role("alertdialog")).to_have_count(0)
    assert layout_of(page) == before

    press(tab, "s")
    expect(tab.get_by_role("alertdialog")).to_be_visible()
    press(tab, "Enter")
    outline(tab, 3)
    assert texts(page)[3] == "多名当事人。法院宣判后,当事人服判。"
    assert Flag.objects.count() == 1
    assert quoted().count("当事人服判") == 2

    # The paragraph goes back where it was read; nobody has answered for these texts since.
    agreed(tab, "m", "1", count=2)
    agreed(tab, "u", count=3)
    agreed(tab, "d", count=2)
    agreed(tab, "u", count=3)
    agreed(tab, "u", count=2)
    assert layout_of(page) == before
    assert texts(page) == texts_before

    # Undoing called the codings back, so doing it again sends them back again, and says so.
    press(tab, "y")
    expect(tab.get_by_role("alertdialog")).to_contain_text("2 codings go back")
    press(tab, "Enter")
    outline(tab, 3)
    assert texts(page)[3] == "多名当事人。法院宣判后,当事人服判。"
    agreed(tab, "u", count=2)
    assert sorted(quoted()) == ["会议部署"] * 2 + ["当事人服判"] * 2


def test_a_column_break_is_cut_and_joined_and_the_labels_follow(tab, page):
    press(tab, "g")
    expect(tab.locator("#turns [value=undo]")).to_be_enabled()
    expect(chosen(tab).locator(".join")).to_have_count(0)
    cut = texts(page)[1]

    press(tab, "g")
    expect(chosen(tab).locator(".join")).to_have_count(1)

    assert "案件涉及\n多名当事人" in cut
    assert "案件涉及多名当事人" in texts(page)[1]
    assert quoted().count("当事人服判") == 2
    assert not Flag.objects.exists()


def test_the_segment_is_chosen_role_given_and_words_cut_by_keyboard(tab, page):
    press(tab, "a")
    expect(chosen(tab)).to_contain_text("乙地召开")
    press(tab, "a", "j", "j", "j", "j", "k")
    expect(chosen(tab)).to_contain_text("案件涉及")
    press(tab, "j")
    expect(tab.locator("#segment")).to_contain_text("Line 7")

    press(tab, "c")
    tab.keyboard.type("法院宣判")
    press(tab, "Enter")
    expect(tab.locator("[data-lines] li[data-at]")).to_have_count(len(layout_of(page).parts) + 0)
    expect(tab.locator(f"[data-at='{at('法院宣判后')}']")).to_have_count(1)

    assert "多名当事人。\n法院宣判后" in texts(page)[1]

    press(tab, "r", "0")
    expect(chosen(tab)).to_have_attribute("data-role", "caption")


def test_a_page_looked_through_leads_on_with_one_key(tab, page):
    tab.goto("/pages/to-check/")
    press(tab, "n")
    tab.wait_for_url(f"**{PLACE}")
    tab.wait_for_load_state()
    press(tab, "n")

    tab.wait_for_url("**/pages/to-check/")
    assert Page.objects.get().checked_at


def test_the_workbench_works_without_scripts(page, page_as):
    tab = page_as(make_user("sue", role="supervisor"), java_script_enabled=False)
    tab.goto(f"{PLACE}?at={at('乙地召开')}")

    tab.get_by_role("button", name="Merge up").click()
    tab.get_by_role("button", name="Repair all the same").click()

    outline(tab, 1)
    assert texts(page).keys() == {1}
