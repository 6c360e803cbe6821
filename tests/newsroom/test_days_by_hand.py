"""What a person says of the day of an issue: typed in many ways, kept, undone and said again."""

import datetime
import doctest

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom import importing, issue_days, merging, repairing, said_days, workbench
from newsroom.errors import Refused
from newsroom.laying import layout_of
from newsroom.models import AuditEntry, Issue, IssueDating, MergedIssue, Page
from newsroom.reading import find_article, find_page
from newsroom.said_days import Days, NoDaysError, read_days
from newsroom.text.editing import SetKind
from newsroom.text.roles import Kind
from tests.factories import make_article, make_issue, make_page, make_user
from tests.newsroom.random_edits import draw_edit, texts

TODAY = datetime.date(2020, 5, 5)
DAY = datetime.date(2019, 7, 10)


# What is typed ------------------------------------------------------------------------------------
def test_the_examples_in_the_documentation_of_days_hold():
    assert doctest.testmod(said_days).failed == 0


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("2012年7月9日", "2012-07-09"),
        ("２０１２．７．９", "2012-07-09"),
        ("20120709", "2012-07-09"),
        ("二〇一二年七月二十一日", "2012-07-21"),
        ("2012-07", "2012-07-01..2012-07-31"),
        ("2012年7月底", "2012-07-21..2012-07-31"),
        ("2012年2月下旬", "2012-02-21..2012-02-29"),
        ("2012年7月初", "2012-07-01..2012-07-10"),
        ("2012", "2012-01-01..2012-12-31"),
        ("2012年下半年", "2012-07-01..2012-12-31"),
        ("2012-2013", "2012-01-01..2013-12-31"),
        ("2012-07-01—2012-07-09", "2012-07-01..2012-07-09"),
        ("2012年7月5日至15日", "2012-07-05..2012-07-15"),
        ("2012年7月到8月", "2012-07-01..2012-08-31"),
        ("2020年5月", "2020-05-01..2020-05-05"),
        ("日期不详", ""),
        ("Unknown", ""),
    ],
)
def test_days_are_read_as_people_write_them(typed, days):
    assert str(read_days(typed, today=TODAY)) == days


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "unread"),
        ("7月9日", "unread"),
        ("2012-02-30", "unread"),
        ("2012-13", "unread"),
        ("2012年一二三月", "unread"),
        ("2012..2013..2014", "unread"),
        ("2020-05-06", "future"),
        ("2095", "future"),
        ("2020-05-01..2020-06-01", "future"),
        ("1799-12-31", "early"),
        ("2012-07-09..2012-07-01", "backward"),
    ],
)
def test_what_says_no_days_is_told_apart(typed, why):
    with pytest.raises(NoDaysError) as error:
        read_days(typed, today=TODAY)

    assert error.value.why == why


# What is kept -------------------------------------------------------------------------------------
pytestmark = pytest.mark.django_db


def page_of(day, headline, sequence=1):
    """A page of one article, in the issue of a day."""
    page = make_page(f"{headline}\n正文。", issue=make_issue(day), sequence=sequence)
    return make_article(headline, "正文。", page=page).page


@pytest.fixture
def page(db):
    """A page of the issue of 9 July 2019."""
    return page_of("2019-07-09", "甲")


@pytest.fixture
def at_the_bench(client, sue):
    """Send a form to the workbench of a page as a supervisor."""
    client.force_login(sue)

    def send(name, page, **fields):
        return client.post(reverse(name, args=[page.identifier]), fields)

    return send


def now(page):
    return Page.objects.get(pk=page.pk)


def kind(page):
    return layout_of(now(page)).articles[0].kind


def date(page, days, by):
    issue_days.date_issue(now(page).issue, date=days, by=by)


def test_a_range_is_kept_as_a_person_said_it_and_beats_what_the_pages_tell(at_the_bench, page):
    response = at_the_bench("page_dated", page, date="2012年7月底")

    issue = Issue.objects.get()
    assert (issue.date, str(issue.date_from), str(issue.date_to)) == (
        None,
        "2012-07-21",
        "2012-07-31",
    )
    assert (issue.date_basis, issue.key) == ("person", "u001")
    assert response["Location"] == reverse("workbench", args=["zjfzb-u001-p1"])
    assert find_article("zjfzb-2019-07-09-p1-a1") == find_article("zjfzb-u001-p1-a1")
    assert not repairing.to_check().exists()


def test_a_day_that_was_given_by_mistake_goes_back_to_not_known(at_the_bench, page):
    at_the_bench("page_dated", page, unknown="1", date="2019-07-09")

    issue = Issue.objects.get()
    assert (issue.date, issue.date_from, issue.date_basis) == (None, None, "person")
    assert find_page("zjfzb-2019-07-09-p1").identifier == "zjfzb-u001-p1"


def test_an_issue_without_a_day_goes_back_to_the_key_that_it_had(sue):
    page = make_page("x", issue=make_issue(None, key="u007"))
    date(page, DAY, sue)

    date(page, Days(), sue)

    assert now(page).identifier == "zjfzb-u007-p1"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Nothing was typed."),
        ("gestern", "Give a day (2012-07-09)"),
        ("2095-01-01", "This is in the future."),
        ("1700", "No day before 1800"),
        ("2012..2011", "It begins after it ends."),
    ],
)
def test_what_cannot_be_a_day_is_said_beside_the_field(at_the_bench, page, typed, sentence):
    response = at_the_bench("page_dated", page, date=typed)

    assert response.status_code == 422
    assert sentence in response.text
    assert f'value="{typed}"' in response.text
    assert now(page).identifier == page.identifier


def test_whoever_agrees_with_the_day_says_so_and_it_is_in_doubt_no_more(at_the_bench, page):
    Issue.objects.update(date_confidence=0.3)
    before = repairing.to_check().count()

    at_the_bench("page_dated", page, date="2019-07-09")

    assert (before, repairing.to_check().count()) == (1, 0)
    assert Issue.objects.get().date_basis == "person"


def test_a_day_that_somebody_set_meanwhile_is_not_written_over(at_the_bench, page, sue):
    date(page, DAY, sue)

    response = at_the_bench("page_dated", now(page), date="2019-07-11", dated="0")

    assert response.status_code == 409
    assert "Somebody has changed the day" in response.text
    assert now(page).issue.date == DAY


# Undone, and said again ---------------------------------------------------------------------------
def test_undoing_takes_the_day_back_and_redoing_says_it_again(page, sue):
    date(page, Days(DAY, DAY + datetime.timedelta(3)), sue)

    repairing.undo(now(page), by=sue)
    back = Issue.objects.get()
    repairing.redo(now(page), by=sue)
    again = Issue.objects.get()

    assert (str(back.date), back.date_basis, back.date_confidence) == (
        "2019-07-09",
        "inferred",
        0.9,
    )
    assert (again.date, again.date_from, again.date_basis) == (None, DAY, "person")
    actions = AuditEntry.objects.filter(target_type="newsroom.issue").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "issue.dated", "issue.date_undone", "issue.date_redone",
    ]  # fmt: skip
    told = [workbench.told(act)[1] for act in workbench.acts_on(now(page))]
    assert told[1] == "Undone: The date of the issue: 2019-07-10..2019-07-13 (u001) → 2019-07-09."


def test_what_was_done_last_is_taken_back_first_whether_day_or_repair(page, sue):
    repairing.repair(now(page), SetKind(1, Kind.LETTER), by=sue)
    date(page, DAY, sue)
    repairing.repair(now(page), SetKind(1, Kind.BRIEF), by=sue)
    seen = []

    for turn in [repairing.undo] * 3 + [repairing.redo] * 3:
        turn(now(page), by=sue)
        seen.append((kind(page), now(page).issue.key))

    assert seen == [
        ("letter", "2019-07-10"), ("letter", "2019-07-09"), ("news", "2019-07-09"),
        ("letter", "2019-07-09"), ("letter", "2019-07-10"), ("brief", "2019-07-10"),
    ]  # fmt: skip


def test_a_repair_that_was_repeated_after_the_day_was_said_is_undone_before_it(page, sue):
    repairing.repair(now(page), SetKind(1, Kind.LETTER), by=sue)
    repairing.undo(now(page), by=sue)
    date(page, DAY, sue)
    repairing.redo(now(page), by=sue)

    repairing.undo(now(page), by=sue)

    assert (kind(page), now(page).issue.date) == (Kind.NEWS, DAY)


def test_a_day_that_was_taken_back_does_not_come_again_over_a_later_repair(page, sue):
    date(page, DAY, sue)
    repairing.undo(now(page), by=sue)
    repairing.repair(now(page), SetKind(1, Kind.LETTER), by=sue)

    with pytest.raises(Refused, match="nothing to redo"):
        repairing.redo(now(page), by=sue)


def test_a_day_that_another_issue_has_by_now_is_not_given_back(page, sue):
    date(page, DAY, sue)
    make_issue("2019-07-09")

    with pytest.raises(Refused, match="has an issue of 2019-07-09 already"):
        repairing.undo(now(page), by=sue)

    assert now(page).issue.date == DAY


def test_undoing_is_refused_when_somebody_set_the_day_meanwhile(at_the_bench, page, sue):
    repairing.repair(now(page), SetKind(1, Kind.LETTER), by=sue)
    date(page, DAY, sue)

    response = at_the_bench(
        "workbench", now(page), do="undo", dated="0", seen=now(page).revision_id
    )

    assert response.status_code == 409
    assert (kind(page), now(page).issue.date) == (Kind.LETTER, DAY)


def test_of_days_set_before_they_could_be_undone_undoing_asks_first(page, sue):
    repairing.repair(now(page), SetKind(1, Kind.LETTER), by=sue)
    date(page, DAY, sue)
    Issue.objects.update(dating=None)
    IssueDating.objects.all().delete()

    [effect] = repairing.affected(now(page), repairing.Turn.UNDO)

    assert effect.severe
    assert "2019-07-09 → 2019-07-10); it is changed back by hand." in effect.sentence


# Two issues that became one -----------------------------------------------------------------------
@pytest.fixture
def merged(page, sue):
    """The first issue, into which a second one went after a repair of each."""
    other = page_of("2019-07-10", "丙", sequence=2)
    for each in (page, other):
        repairing.repair(now(each), SetKind(1, Kind.LETTER), by=sue)
    date(other, datetime.date(2019, 7, 11), sue)
    merging.merge(now(other).issue, into=now(page).issue, by=sue)
    return page, other


def test_a_merge_stands_in_the_history_of_the_pages_of_both_issues(merged, client, sue):
    client.force_login(sue)

    for page in merged:
        html = client.get(reverse("page_history", args=[now(page).identifier])).text
        assert "The pages of 2019-07-11 were put into this issue." in html
        assert f"{reverse('workbench', args=[now(page).identifier])}#merged" in html


def test_undoing_after_a_merge_names_it_and_asks_before_it_takes_back_an_older_repair(
    merged, at_the_bench
):
    for page in merged:
        asked = at_the_bench("workbench", now(page), do="undo")

        assert "The pages of zjfzb-2019-07-11 were put into this issue last." in asked.text
        assert "Take them out again" in asked.text
        assert kind(page) == Kind.LETTER


def test_undoing_after_a_merge_is_refused_with_the_way_back_where_nothing_else_was_done(
    page, sue, at_the_bench, client
):
    other = page_of("2019-07-10", "丙", sequence=2)
    merging.merge(other.issue, into=page.issue, by=sue)

    shown = client.get(reverse("workbench", args=[now(page).identifier]))
    refused = at_the_bench("workbench", now(page), do="undo")

    assert shown.context["bench"].undoes
    assert refused.status_code == 409
    assert "nothing to undo" in refused.text
    assert "The pages of zjfzb-2019-07-10 were put into this issue last." in refused.text


def test_an_issue_that_was_taken_out_again_has_its_history_and_its_day_can_be_undone(merged, sue):
    page, other = merged

    merging.unmerge(MergedIssue.objects.get(), by=sue)

    told = [workbench.told(act)[1] for act in workbench.acts_on(now(other))]
    assert told[:3] == [
        "The pages of this issue were taken out of 2019-07-09 again.",
        "The pages of this issue were put into 2019-07-09.",
        "The date of the issue: 2019-07-10 → 2019-07-11.",
    ]
    here = [workbench.told(act)[1] for act in workbench.acts_on(now(page))]
    assert here[0] == "The pages of 2019-07-11 were taken out of this issue again."
    [asked] = repairing.affected(now(other), repairing.Turn.UNDO)
    assert "taken apart last" in asked.sentence
    repairing.undo(now(other), by=sue)
    assert now(other).issue.key == "2019-07-10"


# Whatever is done ---------------------------------------------------------------------------------
def everything(page):
    """What is stored of a page, and of the day of its issue."""
    page = now(page)
    issue = page.issue
    day = (issue.key, issue.date, issue.date_from, issue.date_to, issue.date_basis)
    return page.text, layout_of(page), day, page.confidence


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), text=texts)
def test_whatever_is_done_nothing_is_lost_and_every_identifier_resolves(data, text):
    with transaction.atomic():  # one example must not meet what another left
        check_whatever_is_done(data, text)
        transaction.set_rollback(True)


def check_whatever_is_done(data, text):
    sue = make_user()
    importing.import_pages([(f"{make_user().username}.txt", text.encode())], by=None)
    page = Page.objects.order_by("pk").last()
    if page is None:  # blank
        return
    states, cited = [everything(page)], {now(page).identifier}

    for act in data.draw(st.lists(st.sampled_from(["edit", "day", "turns"]), max_size=8)):
        try:
            if act == "edit":
                edit = draw_edit(data.draw, page.text, layout_of(now(page)))
                repairing.repair(now(page), edit, by=sue)
            elif act == "day":
                first = DAY + datetime.timedelta(data.draw(st.integers(0, 3)))
                last = first + datetime.timedelta(data.draw(st.integers(0, 1)))
                date(page, data.draw(st.sampled_from([Days(), Days(first, last)])), sue)
            else:
                steps = data.draw(st.integers(1, 3))
                back = [everything(page)]
                for _step in range(min(steps, len(states) - 1)):
                    repairing.undo(now(page), by=sue)
                    back.append(everything(page))
                assert back == states[-len(back) :][::-1]
                for wanted in back[-2::-1]:
                    repairing.redo(now(page), by=sue)
                    assert everything(page) == wanted
                continue
        except Refused:
            continue
        cited.add(now(page).identifier)
        states.append(everything(page))

    assert {find_page(identifier).pk for identifier in cited} == {page.pk}
    assert now(page).text == page.text


def test_the_clock_of_the_site_says_what_is_in_the_future(at_the_bench, page):
    tomorrow = timezone.localdate() + datetime.timedelta(1)

    response = at_the_bench("page_dated", page, date=tomorrow.isoformat())

    assert response.status_code == 422
