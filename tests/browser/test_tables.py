"""A table of ready-made articles is handed in, mapped, looked at and begun in a real browser."""

import pytest
from playwright.sync_api import expect

from newsroom.models import Article, ImportBatch, ImportTable
from newsroom.text.table_columns import Field
from tests.factories import make_newspaper, make_user
from tests.newsroom.table_files import csv_of, done, row

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = [row(number, date=f"{number}/7/2019") for number in range(1, 4)]


@pytest.fixture
def desk(page_as, tmp_path):
    """Open the browser of a supervisor, with a table handed in."""

    def open_desk(**options):
        make_newspaper()
        path = tmp_path / "articles.csv"
        path.write_bytes(csv_of(*ROWS))
        tab = page_as(make_user("sue", role="supervisor", language="en"), **options)
        tab.goto("/imports/new/")
        tab.get_by_label("Files", exact=True).set_input_files(path)
        tab.get_by_role("button", name="Look at the files").click()
        expect(tab.get_by_role("heading", name="What the columns hold")).to_be_visible()
        return tab

    return open_desk


def test_a_choice_is_shown_at_once_and_the_import_begins(desk):
    tab = desk()
    expect(tab.locator("#mapping")).to_contain_text("3 of them would be refused")

    tab.get_by_label("Dates are written").select_option("dmy")

    expect(tab.locator("#mapping")).to_contain_text("All of them can go in.")
    expect(tab.locator(".previewed > li")).to_have_count(3)
    expect(tab.locator(".previewed > li").first).to_contain_text("July 1, 2019")
    tab.reload()
    expect(tab.get_by_label("Dates are written")).to_have_value("dmy")
    tab.get_by_role("button", name="Begin the import").click()
    expect(tab.locator("#state")).to_contain_text("being imported")
    done(ImportBatch.objects.get())
    expect(tab.get_by_role("link", name="To the newspaper")).to_be_visible()
    assert set(Article.objects.values_list("page__issue__key", flat=True)) == {
        "2019-07-01", "2019-07-02", "2019-07-03",
    }  # fmt: skip


def test_an_error_stands_beside_the_field_and_goes_when_it_is_mended(desk):
    tab = desk()
    headline = tab.get_by_label("Headline", exact=True)

    headline.select_option("正文")
    expect(tab.locator(".error")).to_contain_text("is chosen for “Headline” already")
    headline.select_option("标题")

    expect(tab.locator(".error")).to_have_count(0)
    assert ImportTable.objects.get().mapping["columns"][Field.HEADLINE] == 0


def test_it_works_without_javascript(desk):
    tab = desk(java_script_enabled=False)

    tab.get_by_label("Dates are written").select_option("dmy")
    tab.get_by_role("button", name="Look again").click()

    expect(tab.locator("#mapping")).to_contain_text("All of them can go in.")
    tab.get_by_role("button", name="Begin the import").click()
    expect(tab.locator("#state")).to_contain_text("being imported")


def test_a_table_of_a_hundred_columns_does_not_widen_the_page(page_as, tmp_path):
    make_newspaper()
    path = tmp_path / "wide.csv"
    names = ["正文", *(f"很长的列名第{number}号" for number in range(99))]
    path.write_bytes(csv_of(["正文。"] * 100, names=names))
    tab = page_as(
        make_user("sue", role="supervisor", language="en"), viewport={"width": 820, "height": 1180}
    )
    tab.goto("/imports/new/")
    tab.get_by_label("Files", exact=True).set_input_files(path)

    tab.get_by_role("button", name="Look at the files").click()

    expect(tab.get_by_role("columnheader", name="很长的列名第98号")).to_have_count(1)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 820
