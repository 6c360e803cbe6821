"""The list of pages to check: days that are not known or not sure, the order, the place in it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from newsroom import issue_days, repairing, waiting
from newsroom.models import Issue, Page
from newsroom.said_days import Days
from newsroom.text.editing import SetKind
from newsroom.text.roles import Kind
from tests.factories import SENTENCE, make_article, make_issue, make_newspaper, make_page

pytestmark = pytest.mark.django_db
AGAINST = {"page": 0, "line": 3, "text": "奥密克戎", "why": "A year is named.", "weight": 3.0}


def issue_of(day="2019-07-09", *, pages=2, paper="zjfzb", key=None, **fields):
    """An issue with some pages about which nothing is in doubt but what is given."""
    issue = make_issue(day, key=key, newspaper=make_newspaper(paper), **fields)
    for number in range(1, pages + 1):
        make_page(issue=issue, sequence=number, printed_number=str(number))
    return issue


def listed():
    return [page.identifier for page in repairing.to_check()]


# Days in doubt ------------------------------------------------------------------------------------
def test_the_first_page_of_an_issue_without_a_sure_day_is_listed_once():
    issue_of("2019-07-09")
    issue_of("2019-07-10", date_confidence=0.6)
    issue_of(None, key="u001")

    assert listed() == ["zjfzb-2019-07-10-p1", "zjfzb-u001-p1"]


DAY = datetime.date(2019, 7, 8)


@pytest.mark.parametrize("days", [Days(DAY, DAY), Days(DAY, datetime.date(2019, 8, 1)), Days()])
def test_what_a_person_said_of_a_day_is_not_in_doubt(sue, days):
    issue = issue_of(None, key="u001")

    issue_days.date_issue(issue, date=days, by=sue)

    assert listed() == []


def test_a_page_that_was_looked_through_stays_off_the_list_and_no_other_comes_instead(sue):
    page = issue_of(None, key="u001").pages.get(sequence=1)

    repairing.check(page, by=sue)

    assert listed() == []


def test_the_list_says_of_each_page_why_it_is_on_it(client, sue):
    client.force_login(sue)
    issue_of("2019-07-10", date_confidence=0.6)
    issue_of(None, key="u001")
    page = make_page("甲\n正文。", issue=Issue.objects.get(date="2019-07-10"), confidence=0.5)
    doubted = make_article("甲", "正文。", page=page)
    doubted.segments.filter(role="paragraph").update(confidence=0.5)
    repaired = make_article("乙", page=make_page(f"乙\n{SENTENCE}", issue=issue_of("2019-07-11")))
    repairing.repair(repaired.page, SetKind(1, Kind.LETTER), by=sue)

    pages = client.get(reverse("to_check")).context["pages"]

    assert [(page.identifier[6:], [why for why, _doubt in page.whys]) for page in pages] == [
        ("2019-07-10-p1", ["day in doubt, 60% sure"]),
        ("2019-07-10-p3", ["1 in doubt"]),
        ("2019-07-11-p3", ["repairs begun"]),
        ("u001-p1", ["day not known"]),
    ]


def test_pages_of_one_newspaper_and_issue_stand_together_and_days_follow_each_other():
    for paper, day in (("zz", "2019-01-01"), ("aa", "2019-07-10"), ("aa", "2019-07-09")):
        issue_of(day, paper=paper)
    issue_of(None, paper="aa", key="u001")
    Page.objects.update(confidence=0.5)

    assert listed() == [
        "aa-2019-07-09-p1", "aa-2019-07-09-p2", "aa-2019-07-10-p1", "aa-2019-07-10-p2",
        "aa-u001-p1", "aa-u001-p2", "zz-2019-01-01-p1", "zz-2019-01-01-p2",
    ]  # fmt: skip


# On and on ----------------------------------------------------------------------------------------
def test_from_any_page_one_goes_on_to_the_next_of_its_newspaper_and_comes_round():
    for paper in ("aa", "bb", "cc"):
        issue_of("2019-07-09", paper=paper, date_confidence=0.5)
        issue_of("2019-07-11", paper=paper, date_confidence=0.5)
    unlisted = issue_of("2019-07-10", paper="bb").pages.get(sequence=1)
    last = Page.objects.get(issue__key="2019-07-11", newspaper__slug="bb", sequence=1)

    assert waiting.after(unlisted).identifier == "bb-2019-07-11-p1"
    assert waiting.after(last).identifier == "bb-2019-07-09-p1"
    Issue.objects.filter(newspaper__slug="bb").update(date_confidence=1)
    assert waiting.after(last).identifier == "cc-2019-07-09-p1"
    Issue.objects.filter(newspaper__slug="cc").update(date_confidence=1)
    assert waiting.after(last).identifier == "aa-2019-07-09-p1"
    Issue.objects.update(date_confidence=1)
    assert waiting.after(last) is None


def test_the_count_goes_on_while_one_looks_through_page_after_page(client, sue):
    client.force_login(sue)
    issue_of(pages=4)
    Page.objects.update(confidence=0.5)
    places, place = [], reverse("workbench", args=["zjfzb-2019-07-09-p1"])

    for _page in range(4):
        response = client.get(place)
        places.append(response.context["bench"].waiting)
        checked = response.context["page"].identifier
        place = client.post(reverse("page_checked", args=[checked])).url

    assert places == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert place == reverse("to_check")


def test_what_was_looked_through_yesterday_or_by_others_is_not_counted(sue, ann):
    issue_of(pages=4)
    Page.objects.update(confidence=0.5)
    first, second, third, fourth = Page.objects.order_by("sequence")
    repairing.check(first, by=ann)
    repairing.check(second, by=sue)
    Page.objects.filter(pk=second.pk).update(checked_at=timezone.now() - datetime.timedelta(1))

    assert waiting.place_of(third, by=sue) == (1, 2)
    assert waiting.place_of(fourth, by=sue) == (2, 2)
    assert waiting.place_of(first, by=sue) == (0, 2)


# On the workbench ---------------------------------------------------------------------------------
def test_the_workbench_says_what_is_in_doubt_of_the_day_and_what_is_against_it(client, sue):
    client.force_login(sue)
    issue_of(date_confidence=0.6, date_evidence={"contradictions": [AGAINST]})

    html = client.get(reverse("workbench", args=["zjfzb-2019-07-09-p2"])).text

    assert "data-day-doubt" in html
    assert "day in doubt, 60% sure" in html
    assert "奥密克戎" in html
    assert f"{reverse('page', args=['zjfzb-2019-07-09-p2'])}#evidence" in html


def test_a_day_that_is_sure_is_not_doubted_on_the_workbench(client, sue):
    client.force_login(sue)
    issue_of()

    html = client.get(reverse("workbench", args=["zjfzb-2019-07-09-p1"])).text

    assert "data-day-doubt" not in html


def test_the_key_for_the_next_doubt_stops_at_the_day_when_nothing_else_is_in_doubt(
    page_as, sue, live_server
):
    make_article("甲", page=make_page("甲\n正文。", issue=issue_of(date_confidence=0.6, pages=0)))
    page = page_as(sue)
    page.goto(live_server.url + reverse("workbench", args=["zjfzb-2019-07-09-p1"]))

    page.keyboard.press(".")

    page.get_by_text("but the day of the issue is. T sets it.").wait_for()
    assert page.locator("[data-day-doubt]").is_visible()


# What it costs ------------------------------------------------------------------------------------
def test_both_halves_of_the_list_are_found_by_their_indexes(sue):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes"
            " WHERE indexname IN ('page_waits_to_be_checked', 'issue_day_in_doubt')"
        )
        assert len(cursor.fetchall()) == 2
        cursor.execute("SET LOCAL enable_seqscan = off")
    for row in range(20):
        issue_of(str(datetime.date(2019, 7, 1) + datetime.timedelta(row)), pages=1)

    plan = repairing.waiting_keys().explain()

    assert "page_waits_to_be_checked" in plan
    assert "issue_day_in_doubt" in plan


def test_a_longer_list_takes_no_more_queries(client, sue, django_assert_num_queries):
    client.force_login(sue)
    issue_of("2019-07-09", date_confidence=0.5)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("to_check"))
    for row in range(5):
        issue_of(f"2019-08-0{row + 1}", date_confidence=0.5)

    with django_assert_num_queries(len(queries)):
        client.get(reverse("to_check"))
