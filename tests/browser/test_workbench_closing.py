"""What was marked as looked through by one key is taken back by one key."""

import pytest
from playwright.sync_api import expect

from newsroom import importing
from newsroom.models import Page, Segment
from newsroom.reading import UNSURE
from tests.browser.test_workbench_keys import ADDRESS, chosen, in_sight, press, printed
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = printed(2)
FIRST, SECOND = "zjfzb-2019-07-09-p1", "zjfzb-2019-07-10-p1"
SIZES = [(1280, 800), (820, 1180)]


@pytest.fixture
def opened(page_as):
    """Open the workbench at the second article of a page with one doubt, before another page."""

    def open_page(size=SIZES[0], pages=2):
        files = [("2019-07-09_01.txt", TEXT), ("2019-07-10_01.txt", printed(3))][:pages]
        importing.import_pages([(name, text.encode()) for name, text in files], by=None)
        Segment.objects.update(confidence=0.9)
        first = Segment.objects.filter(page__issue__key="2019-07-09").order_by("start").first()
        Segment.objects.filter(pk=first.pk).update(confidence=UNSURE / 2)
        Page.objects.update(confidence=UNSURE / 2)
        viewport = {"width": size[0], "height": size[1]}
        tab = page_as(make_user("sue", role="supervisor"), viewport=viewport)
        tab.goto(f"{ADDRESS}?at={TEXT.index('乙地召开平安')}")
        return tab

    return open_page


def listed():
    return [page.identifier for page in Page.objects.filter(checked_at=None).order_by("pk")]


def close(tab, *, leads_to):
    press(tab, "n")
    tab.wait_for_url(leads_to)
    tab.wait_for_load_state()


@pytest.mark.parametrize("size", SIZES)
def test_a_page_that_was_closed_is_named_on_the_next_and_taken_back_with_a_key(opened, size):
    tab = opened(size)
    close(tab, leads_to=f"**/{SECOND}/repair/")

    expect(tab.locator(".closed")).to_contain_text(
        f"{FIRST} was looked through, with 1 doubt left on it."
    )
    assert in_sight(tab, ".closed button")
    assert listed() == [SECOND]
    press(tab, "b")
    tab.wait_for_url(f"**/{FIRST}/repair/?at=*")

    expect(chosen(tab)).to_contain_text("乙地召开平安")
    expect(tab.locator(".closed")).to_have_count(0)
    assert listed() == [FIRST, SECOND]


def test_the_message_stays_while_one_reads_the_next_page_and_loads_it_again(opened):
    tab = opened()
    close(tab, leads_to=f"**/{SECOND}/repair/")

    press(tab, "j")
    expect(tab.locator("#segment")).to_contain_text("Line 3")
    expect(tab.locator(".closed")).to_contain_text(FIRST)
    tab.reload()
    expect(tab.locator(".closed")).to_contain_text(FIRST)
    tab.goto("/pages/to-check/")

    expect(tab.locator(".closed")).to_have_count(0)


def test_the_last_page_of_the_list_is_taken_back_from_the_list(opened):
    tab = opened(pages=1)
    close(tab, leads_to="**/pages/to-check/")

    expect(tab.locator(".closed")).to_contain_text(FIRST)
    press(tab, "b")
    tab.wait_for_url(f"**/{FIRST}/repair/?at=*")

    assert listed() == [FIRST]


def test_a_page_that_was_not_on_the_list_is_taken_back_too(opened):
    tab = opened()
    Page.objects.filter(issue__key="2019-07-09").update(confidence=1)
    close(tab, leads_to=f"**/{SECOND}/repair/")

    expect(tab.locator(".closed")).to_contain_text(FIRST)
    press(tab, "b")
    tab.wait_for_url(f"**/{FIRST}/repair/?at=*")

    assert not Page.objects.exclude(checked_at=None).exists()


def test_a_page_that_somebody_closed_is_opened_again_on_itself(opened):
    tab = opened()
    close(tab, leads_to=f"**/{SECOND}/repair/")
    tab.goto(ADDRESS)

    expect(tab.locator(".closed")).to_contain_text("has looked this page through")
    press(tab, "b")
    expect(tab.locator(".closed")).to_have_count(0)

    assert listed() == [FIRST, SECOND]
