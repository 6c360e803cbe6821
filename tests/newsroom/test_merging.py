"""An issue that is dated onto a day that has one already becomes one with it, and can come out."""

import datetime

import pytest
from django.urls import reverse

from newsroom import importing, merging, relating, search
from newsroom.errors import Refused
from newsroom.issue_days import date_issue
from newsroom.models import (
    Article,
    AuditEntry,
    Continuation,
    FormerIssueKey,
    FormerPlace,
    Issue,
    MergedIssue,
    Page,
    SearchEntry,
)
from newsroom.reading import find_article, find_page
from tests.factories import make_indexed, make_issue, make_page, make_round

pytestmark = pytest.mark.django_db
DAY = datetime.date(2018, 4, 2)


@pytest.fixture
def dated():
    """An issue of the day with its pages 1 and 2."""
    issue = make_issue("2018-04-02")
    for number in (1, 2):
        make_page(f"第{number}版", issue=issue, sequence=number, printed_number=str(number))
    return issue


@pytest.fixture
def undated():
    """An issue without a date: one page printed 4, with an article, and one without a number."""
    issue = make_issue(None, key="u001")
    page = make_page("头版", issue=issue, sequence=1, printed_number="4")
    make_indexed("调解", "人民调解员。", page=page)
    make_page("另一版", issue=issue, sequence=2)
    return issue


def places(issue):
    return list(issue.pages.order_by("sequence").values_list("text", "sequence"))


def test_pages_go_to_the_place_of_their_printed_number_or_after_the_others(dated, undated, sue):
    merging.merge(undated, into=dated, by=sue)

    assert places(dated) == [("第1版", 1), ("第2版", 2), ("头版", 4), ("另一版", 5)]
    assert not Issue.objects.filter(key="u001").exists()
    entry = AuditEntry.objects.get(action="issue.merged")
    assert (entry.actor, entry.before["key"]) == (sue, "u001")


def test_what_was_cited_before_leads_to_the_page_that_it_named(dated, undated, sue, client, ann):
    article = Article.objects.get()
    other = Page.objects.get(text="另一版")

    merging.merge(undated, into=dated, by=sue)

    assert find_article("zjfzb-u001-p1-a1") == article
    assert find_article("zjfzb-u001-p1-a1").identifier == "zjfzb-2018-04-02-p4-a1"
    assert find_page("zjfzb-u001-p2") == other
    client.force_login(ann)
    response = client.get(reverse("article", args=["zjfzb-u001-p1-a1"]))
    assert response["Location"] == reverse("article", args=["zjfzb-2018-04-02-p4-a1"])


def test_keys_that_the_issue_had_before_resolve_too(dated, undated, sue):
    wrongly = date_issue(undated, date=datetime.date(2018, 4, 3), by=sue)

    merging.merge(wrongly, into=dated, by=sue)

    for key in ("u001", "2018-04-03"):
        assert find_page(f"zjfzb-{key}-p1").text == "头版"
    merging.unmerge(MergedIssue.objects.get(), by=sue)
    assert find_page("zjfzb-u001-p1").identifier == "zjfzb-2018-04-03-p1"


def test_the_search_knows_the_day_and_page_at_once(dated, undated, sue):
    merging.merge(undated, into=dated, by=sue)

    entry = SearchEntry.objects.get()
    assert (entry.day, entry.page) == (DAY, "4")
    assert search.count(search.parse("调解员")) == 1


def test_two_pages_of_one_printed_number_are_refused(dated, undated, sue):
    Page.objects.filter(text="头版").update(printed_number="2")

    with pytest.raises(Refused, match="Both issues have a page 2"):
        merging.merge(undated, into=dated, by=sue)

    assert places(undated) == [("头版", 1), ("另一版", 2)]


def test_an_issue_is_not_merged_twice_nor_with_itself(dated, undated, sue):
    with pytest.raises(Refused, match="cannot become one"):
        merging.merge(dated, into=dated, by=sue)
    merging.merge(undated, into=dated, by=sue)

    with pytest.raises(Refused, match="cannot become one"):
        merging.merge(undated, into=dated, by=sue)


def test_a_merged_issue_comes_out_as_it_was_and_goes_in_again(dated, undated, sue):
    Issue.objects.filter(pk=undated.pk).update(
        date_from=datetime.date(2018, 4, 1), date_to=datetime.date(2018, 4, 9)
    )
    before = places(undated)
    merging.merge(undated, into=dated, by=sue)

    again = merging.unmerge(MergedIssue.objects.get(), by=sue)

    assert (again.key, again.date) == ("u001", None)
    again.refresh_from_db()
    assert again.date_to == datetime.date(2018, 4, 9)
    assert places(again) == before
    assert find_article("zjfzb-u001-p1-a1").identifier == "zjfzb-u001-p1-a1"
    assert find_article("zjfzb-2018-04-02-p4-a1").identifier == "zjfzb-u001-p1-a1"
    assert places(dated) == [("第1版", 1), ("第2版", 2)]
    merging.merge(again, into=dated, by=sue)
    assert find_article("zjfzb-u001-p1-a1").identifier == "zjfzb-2018-04-02-p4-a1"


def test_coming_out_is_refused_twice_and_when_the_key_is_taken(dated, undated, sue):
    merging.merge(undated, into=dated, by=sue)
    merged = MergedIssue.objects.get()
    taken = make_issue(None, key="u001")

    with pytest.raises(Refused, match="has the key u001 by now"):
        merging.unmerge(merged, by=sue)
    taken.delete()
    merging.unmerge(merged, by=sue)
    with pytest.raises(Refused, match="taken back already"):
        merging.unmerge(merged, by=sue)


def test_coming_out_is_refused_while_articles_are_joined_across(dated, undated, sue):
    merging.merge(undated, into=dated, by=sue)
    first = make_indexed("走进社区", "上。", page=Page.objects.get(text="第1版"))
    jump = Continuation.objects.create(
        article=first, type="continues_on", raw="下转4版", target_page="4"
    )
    relating.join(jump, target=find_article("zjfzb-2018-04-02-p4-a1"), by=sue)

    with pytest.raises(Refused, match="joined over their pages"):
        merging.unmerge(MergedIssue.objects.get(), by=sue)

    relating.part(jump, by=sue)
    merging.unmerge(MergedIssue.objects.get(), by=sue)
    assert Issue.objects.filter(key="u001").exists()


def test_the_key_of_a_merged_issue_is_not_given_to_another(dated, undated, sue):
    merging.merge(undated, into=dated, by=sue)

    importing.import_pages([("b.txt", "某地消息\n\n本报讯 正文。".encode())], by=None)

    assert FormerPlace.objects.filter(key="u001").count() == 2
    assert not FormerIssueKey.objects.exists()
    assert Issue.objects.get(date=None).key == "u002"


def test_a_supervisor_sees_what_happens_agrees_and_takes_it_back(client, dated, undated, sue):
    make_round(name="试编", articles=[Article.objects.get()])
    client.force_login(sue)
    dates = reverse("page_dated", args=["zjfzb-u001-p1"])

    shown = client.post(dates, {"date": "2018-04-02"})
    assert "2 pages with 1 articles go into zjfzb-2018-04-02" in shown.text
    assert "1 article in “试编” is cited with another identifier" in shown.text
    assert Issue.objects.filter(key="u001").exists()
    done = client.post(dates, {"date": "2018-04-02", "agreed": "1"})

    assert done["Location"] == reverse("workbench", args=["zjfzb-2018-04-02-p4"])
    merged = MergedIssue.objects.get()
    bench = client.get(done["Location"]).text
    back = reverse("issue_unmerged", args=["zjfzb-2018-04-02-p4", merged.pk])
    assert back in bench
    assert client.post(back)["Location"] == reverse("workbench", args=["zjfzb-u001-p1"])
    assert client.post(back).status_code == 404


def test_two_pages_of_one_number_are_refused_on_the_screen_too(client, dated, undated, sue):
    Page.objects.filter(text="头版").update(printed_number="2")
    client.force_login(sue)

    response = client.post(reverse("page_dated", args=["zjfzb-u001-p1"]), {"date": "2018-04-02"})

    assert response.status_code == 409
