"""Handing files in, in a browser: a new newspaper is named in place, and chosen files stay."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from newsroom.models import ImportBatch, Newspaper
from tests.factories import make_newspaper
from tests.newsroom.page_files import page_file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def choose(page):
    """Choose a file, as a person does."""
    name, data = page_file("2019-07-09_01.txt")
    page.get_by_label("Files", exact=True).set_input_files(
        files=[{"name": name, "mimeType": "text/plain", "buffer": data}]
    )


def chosen(page):
    """How many files are chosen."""
    return page.get_by_label("Files", exact=True).evaluate("input => input.files.length")


def test_the_fields_of_a_new_newspaper_come_with_its_choice(page_as, sue):
    make_newspaper()
    page = page_as(sue)
    page.goto(reverse("new_import"))
    expect(page.get_by_label("Chinese name")).to_be_hidden()

    page.get_by_label("Newspaper", exact=True).select_option("new")

    expect(page.get_by_label("Chinese name")).to_be_visible()


def test_a_short_name_is_proposed_and_a_persons_own_is_left_alone(page_as, sue):
    page = page_as(sue)
    page.goto(reverse("new_import"))
    short = page.get_by_label("Short name")

    page.get_by_label("Chinese name").fill("杭州日报")
    expect(short).to_have_value("hzrb")
    page.get_by_label("Chinese name").fill("湖州晚报")
    expect(short).to_have_value("hzwb")
    short.fill("huzhou")
    page.get_by_label("Chinese name").fill("湖州日报")
    page.wait_for_timeout(600)

    expect(short).to_have_value("huzhou")


def test_what_is_refused_is_said_and_the_chosen_files_stay(page_as, sue):
    page = page_as(sue)
    page.goto(reverse("new_import"))
    page.get_by_label("Chinese name").fill("样报")
    page.get_by_label("Short name").fill("样报")
    choose(page)

    page.get_by_role("button", name="Look at the files").click()
    expect(page.get_by_text("A short name has only the letters")).to_be_visible()
    expect(page.get_by_label("Short name")).to_be_focused()
    assert chosen(page) == 1
    page.get_by_label("Short name").fill("yb")
    page.get_by_role("button", name="Look at the files").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))

    assert Newspaper.objects.get().slug == "yb"
    assert ImportBatch.objects.count() == 1


def test_without_javascript_it_is_named_too(page_as, sue):
    page = page_as(sue, java_script_enabled=False)
    page.goto(reverse("new_import"))
    page.get_by_label("Chinese name").fill("样报")
    choose(page)

    page.get_by_role("button", name="Look at the files").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))

    assert Newspaper.objects.get().slug == "yb"
