"""A year of a newspaper in figures."""

import pytest
from django.urls import reverse

from newsroom import overview
from newsroom.models import SearchEntry
from tests.factories import make_indexed, make_issue, make_newspaper, make_page

pytestmark = pytest.mark.django_db


def counts(row):
    """The months of a row that have any."""
    return {bar.month: bar.count for bar in row.bars if bar.count}


def of_day(date, body="社区矫正对象参加社区矫正。"):
    """An indexed article of a day."""
    return make_indexed(body=body, page=make_page(issue=make_issue(date)))


def test_articles_are_counted_by_month_section_and_column():
    for date in ("2019-01-05", "2019-01-06", "2019-03-01", "2020-01-01"):
        article = of_day(date)
    SearchEntry.objects.filter(day="2019-03-01").update(rubric="平安时评", section="法治新闻")
    SearchEntry.objects.filter(day="2019-01-05").update(section="法治新闻", rubric="法治新闻")

    everything, section, column = overview.articles(make_newspaper(), 2019)

    assert counts(everything) == {1: 2, 3: 1}
    assert (everything.total, everything.bars[0].height, everything.bars[2].height) == (3, 24, 12)
    assert (section.name, counts(section)) == ("法治新闻", {1: 1, 3: 1})
    assert (column.name, counts(column)) == ("平安时评", {3: 1})
    assert article.page.issue.newspaper == make_newspaper()


def test_words_are_counted_in_the_articles_whose_key_terms_they_are():
    of_day("2019-01-05")
    of_day("2019-05-05")
    of_day("2019-05-06", "法院开庭。")

    rows = {row.name: counts(row) for row in overview.words(make_newspaper(), 2019)}

    assert rows["矫正"] == {1: 1, 5: 1}
    assert rows["开庭"] == {5: 1}


def test_the_page_of_a_newspaper_shows_the_figures_of_the_year(client, ann):
    of_day("2019-01-05")
    client.force_login(ann)

    response = client.get(reverse("newspaper", args=["zjfzb"]))

    assert "2019 in figures" in response.text
    assert "?q=%E7%9F%AB%E6%AD%A3&amp;newspaper=zjfzb&amp;since=2019-01-01" in response.text
    assert "<rect" in response.text


def test_a_newspaper_without_a_dated_article_has_no_figures(client, ann):
    make_indexed(page=make_page(issue=make_issue(None)))
    client.force_login(ann)

    assert "in figures" not in client.get(reverse("newspaper", args=["zjfzb"])).text
