"""The history of a page's repairs names the articles that they were about."""

import pytest
from django.urls import reverse

from newsroom import importing, repairing
from newsroom.acted import articles_of
from newsroom.models import Page
from newsroom.text.editing import MergeArticle, SetKind, SetRole, SplitArticle
from newsroom.text.roles import Kind, Role
from newsroom.workbench import acts_on
from tests.newsroom.test_workbench_pages import IDENTIFIER, TEXT, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(db):
    importing.import_pages([("2019-07-09_01.txt", TEXT.encode())], by=None)
    return Page.objects.get()


def test_the_history_names_the_articles_and_leads_to_them(client, page, sue):
    one, two = page.articles.order_by("number")[:2]
    repairing.repair(page, MergeArticle(2, into=1), by=sue)
    client.force_login(sue)

    html = client.get(reverse("page_history", args=[IDENTIFIER])).content.decode()

    listed = html.partition("Article 2 is part of article 1.")[2].partition("</ul>")[0]
    for article in (two, one):
        address, headline = reverse("article", args=[article.identifier]), article.headline
        assert f'article {article.number} <a class="stored" lang="zh-Hans" href="{address}">' in (
            listed
        )
        assert f">{headline}</a>" in listed
        assert headline


@pytest.mark.parametrize(
    ("edit", "numbers"),
    [
        (SetKind(2, Kind.LETTER), [2]),
        (SplitArticle(at("本报讯 昨日,乙地")), [2, 3]),
        (SetRole(at("多名当事人"), Role.CAPTION), [1]),
    ],
)
def test_every_repair_is_told_with_the_articles_that_it_changed(page, sue, edit, numbers):
    repairing.repair(page, edit, by=sue)

    (act,) = acts_on(page)
    (articles,) = articles_of(page, [act]).values()

    assert [article.number for article in articles] == numbers
