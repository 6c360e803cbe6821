"""An article is set in its pieces, marked where it should be, and found by what it is cited as."""

import datetime

import pytest
from django.urls import reverse

from newsroom import importing, issue_days, reading
from newsroom.errors import Refused
from newsroom.models import AuditEntry, Credit, FormerIssueKey, Issue, Segment
from newsroom.reading import (
    Mark,
    citation,
    find_article,
    find_page,
    pieces_of,
)
from tests.factories import make_article, make_issue, make_page
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


def test_setting_an_article_takes_one_query(django_assert_num_queries, seeds):
    article = find_article("zjfzb-2019-07-09-p1-a1")

    with django_assert_num_queries(1):
        pieces = pieces_of(article)

    assert [group.role for group in pieces.head] == ["rubric", "headline", "deck", "byline"]
    assert {group.role for group in pieces.body} == {"paragraph"}


def test_a_dateline_is_set_with_the_paragraph_that_it_opens(seeds):
    pieces = pieces_of(find_article("zjfzb-2019-07-09-p1-a4"))

    assert [piece.role for piece in pieces.body[0].pieces] == ["dateline", "paragraph"]


def test_marks_may_overlap_and_reach_over_pieces():
    article = make_article("标题", "甲乙丙丁")

    pieces = pieces_of(article, [Mark(1, 5, "1", "Q"), Mark(4, 6, "5", "1")])

    assert [[(run.text, run.marks) for run in piece.runs] for piece in pieces] == [
        [("标", ()), ("题", (("1", "Q"),))],
        [("甲", (("1", "Q"),)), ("乙", (("1", ""), ("5", "1"))), ("丙", (("5", ""),)), ("丁", ())],
    ]


def test_the_stored_text_is_shown_even_where_the_segments_do_not_compose_it():
    article = make_article("标题", "正文。\n又一段。")
    Segment.objects.filter(article=article, role="paragraph").update(end=5)

    pieces = list(pieces_of(article))

    assert [(piece.role, piece.text, piece.start) for piece in pieces] == [
        ("headline", "标题", 0),
        ("paragraph", "正文。", 3),
        ("paragraph", "又一段。", 7),
    ]


def test_a_citation_names_three_authors_at_most():
    article = make_article("标题", page=make_page("x", issue=make_issue(None, key="u001")))
    names = [Credit(name=name) for name in ("甲", "乙", "甲", "丙", "丁")]

    assert citation(article, names) == (
        "甲, 乙, 丙, 等. 标题[N]. 浙江法制报, 日期不详(1). zjfzb-u001-p1-a1"
    )


# Dating by hand -----------------------------------------------------------------------------------
def date(issue, day="2018-04-02", by=None):
    """Set the day of an issue."""
    return issue_days.date_issue(issue, date=datetime.date.fromisoformat(day), by=by)


def test_a_person_dates_an_issue_and_old_identifiers_keep_resolving(reader, seeds, sue):
    issue = date(Issue.objects.get(key="u001"), by=sue)

    assert (issue.key, issue.date_basis, issue.date_confidence) == ("2018-04-02", "person", 1.0)
    assert find_article("zjfzb-u001-p1-a1").identifier == "zjfzb-2018-04-02-p1-a1"
    assert find_page("zjfzb-u001-p1").identifier == "zjfzb-2018-04-02-p1"
    for name, former in (("article", "zjfzb-u001-p1-a1"), ("page", "zjfzb-u001-p1")):
        response = reader.get(reverse(name, args=[former]))
        assert response["Location"] == reverse(name, args=[former.replace("u001", "2018-04-02")])
    entry = AuditEntry.objects.get(action="issue.dated")
    assert (entry.actor, entry.before["key"], entry.after["key"]) == (sue, "u001", "2018-04-02")


def test_an_issue_can_be_dated_again_and_dated_back():
    article = make_article(page=make_page("x", issue=make_issue(None, key="u001")))
    for day in ("2018-04-02", "2018-04-03", "2018-04-02"):
        date(Issue.objects.get(), day)

    for key in ("u001", "2018-04-02", "2018-04-03"):
        assert find_article(f"zjfzb-{key}-p1-a1") == article
    assert set(FormerIssueKey.objects.values_list("key", flat=True)) == {"u001", "2018-04-03"}


def test_a_day_that_has_an_issue_already_is_refused():
    make_issue("2018-04-02")
    undated = make_issue(None, key="u001")

    with pytest.raises(Refused, match="has an issue of 2018-04-02 already: zjfzb-2018-04-02"):
        date(undated)

    undated.refresh_from_db()
    assert undated.key == "u001"
    assert not AuditEntry.objects.exists()


def test_the_issue_that_has_a_key_today_is_preferred_to_one_that_had_it():
    moved = make_article(page=make_page("x", issue=make_issue("2018-04-02")))
    date(moved.page.issue, "2018-04-03")
    present = make_article(page=make_page("y", issue=make_issue("2018-04-02")))

    assert find_article("zjfzb-2018-04-02-p1-a1") == present
    assert find_article("zjfzb-2018-04-03-p1-a1") == moved


def test_a_key_that_was_used_is_not_given_to_another_undated_issue(seeds):
    date(Issue.objects.get(key="u001"))

    report = importing.import_pages([("b.txt", "某地消息\n\n本报讯 正文。".encode())], by=None)

    assert report.pages[0].identifier == "zjfzb-u002-p1"


@pytest.mark.parametrize(
    ("order", "slots"),
    [
        ([1, 2, 3, 4, 5, 6], {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 1}),
        ([1, 6, 11, 2], {1: 1, 6: 2, 11: 1, 2: 2}),
        ([None, 5, None, 10, 5, 1], {5: 5, 10: 1, 1: 1}),
        ([], {}),
    ],
)
def test_no_article_has_the_colour_of_the_one_printed_before_it(order, slots):
    assert reading.slots_of(order) == slots
