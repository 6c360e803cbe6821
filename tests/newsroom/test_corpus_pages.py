"""The corpus can be walked through: newspapers, calendars, pages, articles."""

from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from newsroom import importing, repairing
from newsroom.models import Article, Page, Segment
from newsroom.numbering import SetNumber
from newsroom.reading import (
    lines_of,
)
from newsroom.views import corpus
from tests.factories import make_article, make_issue, make_newspaper, make_page, make_user
from tests.newsroom.page_files import SEEDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeds():
    """The seed pages, imported."""
    return importing.import_pages([SEEDS], by=None)


@pytest.fixture
def reader(client, ann):
    """A browser of somebody who may read the corpus."""
    client.force_login(ann)
    return client


class Pieces(HTMLParser):
    """Collects the characters of every element that names its place in the article."""

    VOID = frozenset({"meta", "link", "input", "br", "img", "hr"})

    def __init__(self, html):
        super().__init__()
        self.open, self.found = [], {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            start = dict(attrs).get("data-start")
            self.open.append(int(start) if start is not None else None)

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        for start in self.open:
            if start is not None:
                self.found[start] = self.found.get(start, "") + data


# Who may read -------------------------------------------------------------------------------------
ADDRESSES = [
    ("newspapers", []),
    ("newspaper", ["zjfzb"]),
    ("page", ["zjfzb-2019-07-09-p1"]),
    ("article", ["zjfzb-2019-07-09-p1-a1"]),
]


@pytest.mark.parametrize(("name", "arguments"), ADDRESSES)
def test_readers_of_the_corpus_see_its_pages_and_nobody_else(client, ann, name, arguments):
    make_article(page=make_page("x"))
    address = reverse(name, args=arguments)

    assert client.get(address).status_code == 302
    client.force_login(make_user("stranger"))
    assert client.get(address).status_code == 403
    client.force_login(ann)
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "/newspapers/nowhere/",
        "/newspapers/zjfzb/?year=1999",
        "/newspapers/zjfzb/?year=x",
        "/pages/zjfzb-2019-07-09-p9/",
        "/pages/zjfzb-2019-07-09-p1-a1/",
        "/pages/nonsense/",
        "/articles/zjfzb-2019-07-09-p1-a9/",
        "/articles/zjfzb-2019-07-09-p1-a99999999999/",
        "/articles/zjfzb-2019-07-09-p1/",
        "/articles/nonsense/",
    ],
)
def test_what_does_not_exist_is_not_found(reader, address):
    make_article(page=make_page("x"))

    assert reader.get(address).status_code == 404


# Newspapers and calendars -------------------------------------------------------------------------
def test_an_empty_corpus_says_how_it_is_filled(reader):
    response = reader.get(reverse("newspapers"))

    assert "There is no newspaper yet." in response.text


def test_a_newspaper_without_issues_says_so(reader):
    make_newspaper()

    response = reader.get(reverse("newspaper", args=["zjfzb"]))

    assert "This newspaper has no issues yet." in response.text


def test_counting_newspapers_never_lets_every_issue_meet_every_page(reader, seeds):
    with CaptureQueriesContext(connection) as asked:
        reader.get(reverse("newspapers"))

    [counting] = [one["sql"] for one in asked if "issue_count" in (one["sql"] or "")]
    assert counting.count("OUTER JOIN") == 1  # the first and the last day of its issues


def test_undated_issues_are_listed_some_at_a_time(reader, monkeypatch):
    monkeypatch.setattr(corpus, "UNDATED_LISTED", 2)  # so that three issues are more than a page
    for number in (1, 2, 3):
        make_page(issue=make_issue(None, key=f"u00{number}"))

    first = reader.get(reverse("newspaper", args=["zjfzb"])).text
    second = reader.get(reverse("newspaper", args=["zjfzb"]), {"undated": "2"}).text

    assert "zjfzb-u002-p1" in first
    assert "zjfzb-u003-p1" not in first
    assert "undated=2#undated" in first
    assert "zjfzb-u003-p1" in second


def test_newspapers_are_listed_with_how_much_there_is(reader, seeds):
    response = reader.get(reverse("newspapers"))

    paper = response.context["newspapers"][0]
    assert (paper.issue_count, paper.page_count, paper.article_count) == (5, 5, 16)
    assert "Sept. 30, 2017" in response.text


def test_the_calendar_shows_the_issues_of_a_year_and_the_gaps_between_them(reader, seeds):
    response = reader.get(reverse("newspaper", args=["zjfzb"]), {"year": 2019})

    july = response.context["months"][6]
    days = {cell[0].day: cell[1] for week in july["weeks"] for cell in week if cell}
    assert len(days) == 31
    assert [day for day, issue in days.items() if issue] == [9]
    assert f'href="{reverse("page", args=["zjfzb-2019-07-09-p1"])}"' in response.text
    assert response.text.count('class="month"') == 12


def test_the_calendar_opens_at_the_last_year_and_lists_the_undated_issues(reader, seeds):
    response = reader.get(reverse("newspaper", args=["zjfzb"]))

    assert response.context["year"] == 2022
    assert [each["year"] for each in response.context["years"]] == [2017, 2019, 2022]
    assert "zjfzb-u001" in response.text
    assert "Without a date" in response.text


# Pages --------------------------------------------------------------------------------------------
def test_a_page_shows_its_segments_in_order_with_role_and_confidence(reader, seeds):
    response = reader.get(reverse("page", args=["zjfzb-2019-07-09-p1"]))

    lines = response.context["lines"]
    page = Page.objects.get(file_name__startswith="000")
    assert "".join("".join(line.text.split()) for line in lines) == "".join(page.text.split())
    assert lines[0].role_name == "headline"
    assert "paragraph 97%" in response.text
    assert {line.article for line in lines} == {1, 2, 3, 4, 5}


def test_a_segment_knows_its_line_and_whether_it_goes_on_after_a_column_break(seeds):
    page = Page.objects.get(file_name__startswith="000")
    rows = page.text.split("\n")

    lines = lines_of(page)

    assert all(line.text.split("\n")[0] in rows[line.number - 1] for line in lines)
    joined = [line for line in lines if line.goes_on]
    assert any(line.text.startswith("信?现场") for line in joined)
    assert any(line.framed and line.text == "英雄,走好!" for line in lines)


def test_a_page_that_holds_no_article_says_so(reader):
    page = make_page("广告")
    Segment.objects.create(page=page, start=0, end=2, role="furniture", confidence=0.4)

    response = reader.get(reverse("page", args=[page.identifier]))

    assert "No article was found on this page." in response.text
    assert "unsure" in response.text


def test_a_page_tells_its_day_and_why(reader, seeds):
    response = reader.get(reverse("page", args=["zjfzb-2019-07-09-p1"]))

    assert "July 9, 2019" in response.text
    assert "inferred from the text" in response.text
    assert "It has happened" in response.text or "It happened" in response.text


# Articles -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("place", range(16))
def test_every_piece_of_an_article_holds_exactly_its_characters_at_its_place(reader, seeds, place):
    article = Article.objects.order_by("pk").select_related("page__issue__newspaper")[place]

    html = reader.get(reverse("article", args=[article.identifier]), {"q": "的 平安"}).text

    found = Pieces(html).found
    for start, text in found.items():
        assert article.text[start : start + len(text)] == text
    shown = sum(len(text) for text in found.values())
    assert shown == len(article.text) - (len(found) - 1)


def test_an_article_shows_its_head_credits_citation_and_neighbours(reader, seeds):
    response = reader.get(reverse("article", args=["zjfzb-2019-08-22-p1-a2"]))

    assert '<h1><span class="part"' in response.text
    assert "从枫桥法庭看“枫桥经验”的传承和创新" in response.text
    assert "高敏, 周璇, 杨敏儿. 从枫桥法庭看“枫桥经验”的传承和创新[N]." in response.text
    assert 'data-copy="zjfzb-2019-08-22-p1-a2"' in response.text
    assert response.context["previous"].number == 1
    assert response.context["next"].number == 3
    assert "this page is not in the corpus" in response.text


def test_a_jump_leads_to_the_page_of_its_issue(reader, seeds):
    name = "2019-08-22_03.txt"
    importing.import_pages([(name, "三版标题\n\n本报讯 正文。".encode())], by=None)

    response = reader.get(reverse("article", args=["zjfzb-2019-08-22-p1-a2"]))

    assert f'href="{reverse("page", args=["zjfzb-2019-08-22-p3"])}"' in response.text


def test_sidebar_and_article_lead_to_each_other(reader):
    page = make_page("x")
    article = make_article("主文", page=page)
    sidebar = make_article("相关链接", page=page, parent=article, kind="sidebar")

    assert "sidebar of" in reader.get(reverse("article", args=[sidebar.identifier])).text
    assert ">sidebar</span>" in reader.get(reverse("article", args=[article.identifier])).text


def test_an_article_without_a_headline_can_be_read(reader):
    page = make_page("没有标题的一段话。")
    article = Article.objects.create(
        page=page, number=1, text=page.text, text_sha256=page.text_sha256
    )
    Segment.objects.create(page=page, article=article, start=0, end=9, role="paragraph")

    response = reader.get(reverse("article", args=[article.identifier]))

    assert "Article without a headline" in response.text
    assert Pieces(response.text).found == {0: "没有标题的一段话。"}


def test_an_article_that_a_repair_took_away_says_where_its_text_went(reader):
    page = make_page("x")
    stands = make_article("主文", page=page)
    gone = make_article("误分", page=page, retired_at=timezone.now(), successor=stands)

    response = reader.get(reverse("article", args=[gone.identifier]))

    assert "A repair took this article off its page" in response.text
    assert f'href="{reverse("article", args=[stands.identifier])}"' in response.text
    assert [one.number for one in response.context["neighbours"]] == [1]
    page_shown = reader.get(reverse("page", args=[page.identifier]))
    assert "误分" not in page_shown.text
    paper = reader.get(reverse("newspapers")).context["newspapers"][0]
    assert paper.article_count == 1


def test_text_of_an_article_is_never_markup(reader):
    article = make_article("<script>alert(1)</script>", "<img src=x onerror=alert(2)>")

    text = reader.get(reverse("article", args=[article.identifier]), {"q": "<img"}).text

    assert "<script>alert" not in text
    assert "<img" not in text


@pytest.mark.parametrize("name", ["article", "page"])
def test_a_longer_page_takes_no_more_queries(reader, django_assert_num_queries, seeds, name):
    short = {"article": "zjfzb-u001-p1-a1", "page": "zjfzb-u001-p1"}[name]
    long = {"article": "zjfzb-2019-07-09-p1-a1", "page": "zjfzb-2019-07-09-p1"}[name]
    with CaptureQueriesContext(connection) as queries:
        reader.get(reverse(name, args=[short]))

    with django_assert_num_queries(len(queries)):
        reader.get(reverse(name, args=[long]))


def test_permission_alone_opens_the_corpus(client):
    person = make_user("script")
    person.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(person)

    assert client.get(reverse("newspapers")).status_code == 200


@pytest.mark.parametrize(
    ("asked", "back"), [("?at=12", "?at=12"), ("", ""), ("?at=x", ""), (f"?at={'9' * 10}", "")]
)
def test_the_page_leads_back_to_the_place_on_the_workbench_that_one_came_from(
    client, sue, asked, back
):
    page = make_page()
    client.force_login(sue)

    html = client.get(reverse("page", args=[page.identifier]) + asked).text

    assert f'href="{reverse("workbench", args=[page.identifier])}{back}"' in html


def test_the_place_on_the_workbench_outlives_an_old_identifier(client, sue):
    page = make_page(sequence=1)
    old = page.identifier
    repairing.repair(page, SetNumber("7"), by=sue)
    client.force_login(sue)

    response = client.get(reverse("page", args=[old]) + "?at=12")

    assert response.url == reverse("page", args=[Page.objects.get().identifier]) + "?at=12"
