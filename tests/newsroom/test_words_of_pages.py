"""What pages of the corpus say of days, kinds and sources, word by word."""

import re

import pytest
from django.urls import reverse

from newsroom import importing
from newsroom.models import Article, Issue, Page
from tests.factories import make_article, make_issue, make_page
from tests.newsroom.page_files import UNDATED

pytestmark = pytest.mark.django_db


def words(client, name, *arguments):
    """The text of a page as it is read, without its tags."""
    html = client.get(reverse(name, args=arguments)).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"</?[a-z][^>]*>", "", html))


@pytest.fixture
def article(client, sue):
    """An article on a page with a printed number, and its reader."""
    client.force_login(sue)
    place = make_page(issue=make_issue("2025-03-20"), printed_number="1")
    return make_article(page=place)


def test_a_day_is_written_with_commas_in_english(client, article):
    shown = words(client, "page", article.page.identifier)

    assert "Thursday, March 20, 2025, page 1" in shown


def test_a_day_is_written_without_them_in_chinese(client, article, sue):
    sue.language = "zh-hans"
    sue.save()

    shown = words(client, "page", article.page.identifier)

    assert "2025年3月20日 星期四 第 1 版" in shown


def test_the_workbench_writes_the_day_alike(client, article):
    assert "Thursday, March 20, 2025, page 1" in words(client, "workbench", article.page.identifier)


def test_news_are_named_as_such_like_every_other_kind(client, article):
    line = words(client, "article", article.identifier).partition(article.identifier)[2]

    assert Article.Kind(article.kind) is Article.Kind.NEWS
    assert f"page 1 news {article.identifier}" in line


def test_the_text_of_the_whole_page_is_not_called_its_print(client, article):
    shown = words(client, "article", article.identifier)

    assert "Text of the whole page" in shown
    assert "as printed" not in shown


def test_that_a_day_is_not_known_is_said_once(client, sue):
    client.force_login(sue)
    importing.import_pages([("a.txt", UNDATED.encode())], by=sue)
    Issue.objects.update(date_basis="none", date_from=None, date_to=None)
    page = Page.objects.get()

    assert "undated not known" not in words(client, "import", page.batch_id)
    assert "undated" in words(client, "import", page.batch_id)
    assert "Date not known" not in words(client, "page", page.identifier)
