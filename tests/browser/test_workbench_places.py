"""One finds the workbench again as one left it, and sets a page's number without the mouse."""

import re

import pytest
from playwright.sync_api import expect

from newsroom import importing
from newsroom.models import Page
from tests.browser.test_workbench_keys import ADDRESS, chosen, in_sight, press, printed
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = printed(12).replace("与会者随后", "与会者随后" + "在当地代表的陪同下" * 20)
SIZES = [(1280, 800), (820, 700)]


@pytest.fixture
def opened(page_as):
    """Open the workbench on a page of twelve articles, at some words."""

    def open_page(words, size=SIZES[0]):
        importing.import_pages([("2019-07-09_01.txt", TEXT.encode())], by=None)
        tab = page_as(
            make_user("sue", role="supervisor"), viewport={"width": size[0], "height": size[1]}
        )
        tab.goto(f"{ADDRESS}?at={TEXT.index(words)}")
        return tab

    return open_page


def stands(tab):
    """What is chosen, what is unfolded, and how far page, panel and window are scrolled."""
    return tab.evaluate(
        """() => [
            document.querySelector("[data-lines] [aria-current]").dataset.at,
            [...document.querySelectorAll(".open")].map((line) => line.dataset.at),
            ...[document.querySelector("[data-lines]"), document.querySelector("#panel"),
                document.scrollingElement].map((one) => one.scrollTop),
        ]"""
    )


def move_about(tab):
    """Walk down, unfold a segment, walk up, so that the chosen one stands where it would not."""
    press(tab, "a", "a", "j", "j", "j", "z", "k", "k")
    expect(tab.locator("#segment h2")).to_contain_text(chosen(tab).locator(".n").text_content())
    return stands(tab)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("way", ["the link back", "the browser's button"])
def test_the_evidence_of_the_day_leads_back_to_where_one_was(opened, size, way):
    tab = opened("戊地召开", size)
    move_about(tab)
    link = tab.get_by_role("link", name="See the evidence")
    link.scroll_into_view_if_needed()
    left = stands(tab)
    link.click()
    tab.wait_for_load_state()
    assert tab.locator("#evidence").evaluate("part => part.getBoundingClientRect().top") < size[1]

    if way == "the link back":
        tab.get_by_role("link", name="Repair", exact=True).click()
    else:
        tab.go_back()
    tab.wait_for_url(re.compile("/repair/"))
    tab.wait_for_load_state()

    before = tab.url.rpartition("?at=")[2]
    there = stands(tab)
    assert before == left[0] == there[0]
    assert there[1] == left[1] != []
    assert there[2:] == left[2:]
    assert sum(left[2:]) > 0


def test_the_way_back_is_known_before_the_panel_has_followed(opened):
    tab = opened("戊地召开")

    press(tab, "j")
    at = chosen(tab).get_attribute("data-at")

    assert (
        tab.get_by_role("link", name="See the evidence")
        .get_attribute("href")
        .endswith(f"?at={at}#evidence")
    )


def test_the_place_of_one_page_is_not_that_of_another(opened):
    tab = opened("戊地召开")
    importing.import_pages([("2019-07-09_02.txt", (TEXT + "完。").encode())], by=None)
    move_about(tab)

    tab.goto(f"{ADDRESS.replace('-p1', '-p2')}?at={TEXT.index('甲地召开')}")

    assert stands(tab)[1:3] == [[], 0]


def test_the_number_is_set_with_the_keyboard(opened):
    tab = opened("乙地召开")

    press(tab, "p")
    field = tab.locator("#do-number input[name=number]")
    expect(field).to_be_focused()
    assert in_sight(tab, "#do-number input[name=number]")
    assert in_sight(tab, "#do-number button")
    press(tab, "3", "Enter")
    tab.wait_for_url(re.compile("zjfzb-2019-07-09-p3/repair/"))

    expect(chosen(tab)).to_contain_text("乙地召开")
    expect(tab.locator(".where")).to_contain_text("page 3")
    assert Page.objects.get().printed_number == "3"


def test_undoing_the_number_leads_to_the_old_address_and_place(opened):
    tab = opened("乙地召开")
    press(tab, "p", "3", "Enter")
    tab.wait_for_url(re.compile("-p3/repair/"))
    tab.wait_for_load_state()

    press(tab, "u")
    tab.wait_for_url(re.compile("-p1/repair/"))

    expect(chosen(tab)).to_contain_text("乙地召开")
    expect(tab.locator(".where")).to_contain_text("page 1")
    assert Page.objects.get().printed_number == "1"


def test_a_refused_number_keeps_the_place_and_the_open_form(opened):
    tab = opened("乙地召开")
    importing.import_pages([("2019-07-09_03.txt", (TEXT + "完。").encode())], by=None)

    press(tab, "p", "3", "Enter")

    expect(tab.locator("#number-error a")).to_have_text("zjfzb-2019-07-09-p3")
    expect(chosen(tab)).to_contain_text("乙地召开")
    expect(tab.locator("#do-number input[name=number]")).to_have_value("3")
    assert in_sight(tab, "#do-number input[name=number]")


def test_the_article_leads_back_to_where_one_was(opened):
    tab = opened("戊地召开")
    move_about(tab)
    link = tab.locator("#panel h2 a.id")
    link.scroll_into_view_if_needed()
    left = stands(tab)
    link.click()
    tab.wait_for_load_state()

    tab.get_by_role("link", name="Repair", exact=True).click()
    tab.wait_for_url(re.compile("/repair/"))
    tab.wait_for_load_state()

    assert stands(tab) == left
    assert left[1] != []


def test_an_article_that_was_found_elsewhere_is_repaired_at_its_head(opened):
    tab = opened("甲地召开")
    tab.goto("/articles/zjfzb-2019-07-09-p1-a5/")

    tab.get_by_role("link", name="Repair", exact=True).click()
    tab.wait_for_url(re.compile("/repair/"))

    expect(chosen(tab)).to_contain_text("戊地召开")
    expect(chosen(tab)).to_be_in_viewport()
