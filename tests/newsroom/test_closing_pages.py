"""A page that was looked through is told of where that led, and put back on the list."""

import pytest
from django.urls import reverse

from newsroom import importing, repairing
from newsroom.models import AuditEntry, Page
from newsroom.reading import UNSURE
from tests.newsroom.test_workbench_pages import IDENTIFIER, TEXT, at

pytestmark = pytest.mark.django_db
OTHER = "zjfzb-2019-07-10-p1"


@pytest.fixture
def page(db):
    """The first of two pages that wait, with one doubt on it."""
    importing.import_pages([("2019-07-09_01.txt", TEXT.encode())], by=None)
    importing.import_pages([("2019-07-10_01.txt", TEXT.replace("甲", "丙").encode())], by=None)
    first = Page.objects.order_by("pk").first()
    first.segments.update(confidence=0.9)
    first.articles.update(confidence=0.9)
    first.segments.filter(start=0).update(confidence=UNSURE / 2)
    Page.objects.update(confidence=UNSURE / 2)
    return first


@pytest.fixture
def browser_of_sue(client, sue):
    client.force_login(sue)
    return client


def close(client, identifier=IDENTIFIER):
    address = reverse("page_checked", args=[identifier])
    return client.post(address, {"at": at("乙地召开")})


def html_of(client, address):
    return client.get(address).content.decode()


def test_closing_a_page_and_taking_that_back_stand_in_its_history(browser_of_sue, page, sue):
    close(browser_of_sue)
    browser_of_sue.post(reverse("page_unchecked", args=[IDENTIFIER]))

    html = html_of(browser_of_sue, reverse("page_history", args=[IDENTIFIER]))
    assert "The page was looked through, with 1 doubt left on it." in html
    assert "Taken back: the page was looked through." in html
    acts = AuditEntry.objects.filter(target_id=page.pk, actor=sue).order_by("pk")
    assert [act.action for act in acts] == ["page.checked", "page.unchecked"]
    assert page in repairing.to_check()


def test_taking_it_back_leads_to_where_one_was_on_the_page(browser_of_sue, page):
    led = close(browser_of_sue)
    html = html_of(browser_of_sue, led.url)

    back = browser_of_sue.post(
        reverse("page_unchecked", args=[IDENTIFIER]), {"place": at("乙地召开")}
    )

    assert f'name="place" value="{at("乙地召开")}"' in html
    assert back.url == reverse("workbench", args=[IDENTIFIER]) + f"?at={at('乙地召开')}"


def test_a_page_that_is_not_closed_is_left_as_it_is(browser_of_sue, page):
    browser_of_sue.post(reverse("page_unchecked", args=[IDENTIFIER]))

    assert not AuditEntry.objects.filter(action="page.unchecked").exists()


def test_what_somebody_else_took_back_is_told_no_longer(browser_of_sue, page, sue):
    led = close(browser_of_sue)
    repairing.uncheck(page, by=sue)

    assert "was looked through" not in html_of(browser_of_sue, led.url)


def test_the_key_for_the_next_page_closes_nothing_twice(browser_of_sue, page):
    close(browser_of_sue)

    led = close(browser_of_sue)

    assert led.url == reverse("workbench", args=[OTHER])
    assert 'name="place"' not in html_of(browser_of_sue, led.url)
    assert AuditEntry.objects.filter(action="page.checked").count() == 1


@pytest.mark.parametrize("number", ["2", "x", "99999", "9", ""])
def test_an_article_is_shown_at_its_head_where_it_stands_there(browser_of_sue, page, number):
    place = reverse("workbench", args=[IDENTIFIER])

    bench = browser_of_sue.get(place, {"article": number}).context["bench"]

    assert bench.chosen.segment.start == (at("乙地召开") if number == "2" else 0)
