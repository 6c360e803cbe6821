"""Characters are counted alike on every page: those that are printed."""

import re
import sys

import pytest
from django.db import connection
from django.urls import reverse

from newsroom import importing, repairing
from newsroom.models import Article, Page
from newsroom.text.counting import BLANKS, characters
from newsroom.text.editing import CutJoin, JoinPiece
from tests.newsroom.test_workbench_pages import IDENTIFIER, TEXT, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(db):
    importing.import_pages([("2019-07-09_01.txt", TEXT.encode())], by=None)
    return Page.objects.get()


def counts_on(client, name):
    """All numbers of characters that a page shows."""
    html = client.get(reverse(name, args=[IDENTIFIER])).content.decode()
    return [int(number.replace(",", "")) for number in re.findall(r"([\d,]+)\s+characters?", html)]


def test_the_page_and_the_workbench_count_alike(client, page, sue):
    client.force_login(sue)
    texts = Article.objects.order_by("number").values_list("text", flat=True)
    expected = [characters(TEXT), *map(characters, texts)]

    assert counts_on(client, "page") == expected
    assert counts_on(client, "workbench") == expected


def test_joining_what_stands_apart_takes_no_character_from_the_count(client, page, sue):
    repairing.repair(page, CutJoin(at("多名当事人")), by=sue)
    client.force_login(sue)
    apart, text = counts_on(client, "page"), page.articles.get(number=1).text
    repairing.repair(Page.objects.get(), JoinPiece(at("多名当事人")), by=sue)

    joined = counts_on(client, "page")

    assert len(page.articles.get(number=1).text) < len(text)
    assert joined == apart


def test_the_database_counts_what_python_counts():
    blanks = "".join(chr(one) for one in range(1, sys.maxunicode + 1) if chr(one).isspace())
    text = f"甲{blanks}，乙\u200b"

    with connection.cursor() as cursor:
        cursor.execute("SELECT length(regexp_replace(%s, %s, '', 'g'))", [text, BLANKS])
        (counted,) = cursor.fetchone()

    assert counted == characters(text) == 4
