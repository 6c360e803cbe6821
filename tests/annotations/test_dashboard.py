"""The supervisor's overview: rounds, forecasts, what waits for whom, labels over time."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotations import dashboard, gating, staffing, trends
from annotations.forecasting import forecast
from annotations.models import (
    Assignment,
    Decision,
    Label,
    LabelProposal,
    Objection,
    Problem,
    Question,
    Referral,
)
from newsroom.models import Page, User
from tests.annotations.settling import decide, send_back
from tests.factories import (
    answer,
    make_article,
    make_disputed_unit,
    make_issue,
    make_page,
    make_round,
    make_user,
    make_version,
)

TODAY = date(2026, 3, 2)


def page(client, name="dashboard", *args, **query):
    return client.get(reverse(f"annotations:{name}", args=args), query)


def dated(day):
    """An article of a day."""
    return make_article(page=make_page(issue=make_issue(day)))


# The forecast -----------------------------------------------------------------------------------


def test_an_even_pace_ends_on_the_day():
    told = forecast([10] * 14, 35, today=TODAY)

    assert (told.early, told.day, told.late) == (TODAY + timedelta(days=4),) * 3
    assert told.per_day == 10


def test_uneven_days_widen_the_range():
    told = forecast([0, 0, 70, 0, 0, 0, 0] * 2, 100, today=TODAY)

    assert told.early < told.day < told.late


def test_where_all_is_coded_it_ends_today():
    assert forecast([0] * 14, 0, today=TODAY).day == TODAY


@pytest.mark.parametrize("daily", [[], [0] * 14])
def test_without_a_pace_there_is_no_forecast(daily):
    told = forecast(daily, 5, today=TODAY)

    assert (told.early, told.day, told.late) == (None, None, None)


def test_what_lies_too_far_off_has_no_date():
    told = forecast([1] + [0] * 13, 2000, today=TODAY)

    assert told.late is None


def test_the_same_pace_gives_the_same_forecast():
    assert forecast([3, 0, 5], 40, today=TODAY) == forecast([3, 0, 5], 40, today=TODAY)


# Periods ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "step", "number"),
    [
        ("2019-07-09", "2019-07-09", "day", 1),
        ("2019-07-01", "2019-08-05", "day", 36),
        ("2019-07-01", "2019-08-06", "week", 6),
        ("2019-01-31", "2019-12-31", "month", 12),
        ("2012-02-29", "2020-12-31", "quarter", 36),
        ("1990-01-01", "2020-01-01", "year", 31),
        ("1900-01-01", "1950-01-01", "year", 51),
    ],
)
def test_periods_are_as_fine_as_the_room_allows(first, last, step, number):
    days = [date.fromisoformat(first), date.fromisoformat(last)]

    found, periods = trends.periods_of(days)

    assert (found, len(periods)) == (step, number)
    assert periods[0].first <= days[0]
    assert periods[-1].last >= days[-1]
    assert all(
        later.first == earlier.last + timedelta(days=1) for earlier, later in pairwise(periods)
    )


# The page ---------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def test_on_an_empty_study_it_says_what_will_be_shown(desk):
    text = page(desk).text

    assert "No round is open." in text
    assert "Nothing is settled yet." in text


def test_only_supervisors_see_it(client, ann, rita):
    for person in (ann, rita):
        client.force_login(person)
        assert page(client).status_code == 403
        assert reverse("annotations:dashboard") not in client.get(reverse("search")).text


def test_an_open_round_is_followed_with_its_people(desk, ann, ben):
    made = make_round(
        annotators=[ann, ben],
        articles=[make_article() for _article in range(3)],
        deadline=timezone.localdate(),
    )
    for unit in made.units.all()[:2]:
        answer(unit.assignments.get(annotator=ann))
    make_round(opened=False)

    response = page(desk)

    (one,) = response.context["running"]
    assert (one.round, one.left, one.all) == (made, 4, 6)
    assert (one.shares[ann.pk].done, one.shares[ann.pk].given) == (2, 3)
    assert one.shares[ben.pk].last is None
    assert one.forecast.day is None  # opened today: there is no whole day of work yet
    assert "nobody has coded lately" in response.text


def behind_the_numbers(client, text):
    """What the lists behind the numbers of the rounds say: {number: heading's count}."""
    row = text.partition('<table class="data rounds">')[2].partition("</table>")[0]
    links = re.findall(r'href="([^"]*/units/[^"]*)">([^<]+)<', row)
    return [
        (number, re.sub(r"<[^>]*>|\s+", " ", client.get(href.replace("&amp;", "&")).text))
        for href, number in links
    ]


def test_the_lists_behind_the_numbers_count_what_the_overview_counts(desk, ann, ben, sue):
    made = make_round(annotators=[ann, ben], articles=[make_article() for _article in range(3)])
    staffing.exclude(made.units.last(), reason="An advertisement.", by=sue)

    before = behind_the_numbers(desk, page(desk).text)
    answer(made.units.first().assignments.get(annotator=ann))
    coded = behind_the_numbers(desk, page(desk).text)

    assert [number for number, _list in before] == ["4", "2"]
    assert all("2 articles · 0 of 4 codings handed in" in told for _number, told in before)
    assert [number for number, _list in coded] == ["1", "4", "2"]
    assert "1 article · 1 of 2 codings handed in" in coded[0][1]
    assert all("2 articles · 1 of 4 codings handed in" in told for _number, told in coded[1:])


def test_brackets_are_explained_only_where_there_are_some(desk, ann, ben, sue):
    made = make_round(annotators=[ann, ben], articles=[make_article() for _article in range(4)])
    answer(made.units.first().assignments.get(annotator=ann))

    later = dashboard.running(sue, today=timezone.localdate() + timedelta(days=4))

    assert "In brackets the range" not in page(desk).text
    assert dashboard.some_foreseen(later)


def test_the_forecast_goes_by_the_whole_days_since_the_opening(ann, ben, sue):
    today = timezone.localdate()
    made = make_round(
        annotators=[ann, ben],
        articles=[make_article() for _article in range(10)],
        deadline=today + timedelta(days=6),
    )
    for unit in made.units.all()[:4]:
        answer(unit.assignments.get(annotator=ann))

    (one,) = dashboard.running(sue, today=today + timedelta(days=4))

    assert one.forecast.per_day == 1  # four on the first of four days
    assert one.forecast.early < one.forecast.day < one.forecast.late
    assert one.late


def test_what_waits_is_counted_for_whom_it_waits(desk, ann, ben, rita, sue):
    disputed = make_disputed_unit()
    returned = make_disputed_unit()
    send_back(returned, by=rita)
    settled = make_disputed_unit()
    decision = decide(settled, by=rita)
    unit = make_round(annotators=[ann, ben]).units.get()
    mine = unit.assignments.get(annotator=ann)
    Objection.objects.create(
        decision=decision, unit=settled, annotator=settled.assignments.first().annotator,
        reason="Not so.",
    )  # fmt: skip
    Question.objects.create(unit=disputed, asker=ann, text="Which?")
    Problem.objects.create(assignment=mine, kind="unreadable")
    Referral.objects.create(unit=disputed, kind="codebook", comment="Unclear.", reviewer=rita)
    LabelProposal.objects.create(
        variable=unit.round.codebook_version.variables.first(), unit=disputed, proposer=ann,
        name="Weather", reason="Rain.",
    )  # fmt: skip
    main = make_round(opened=False, kind="main")
    gating.ask_waiver(main, reason="No time.", by=sue)
    Page.objects.filter(pk=disputed.article.page_id).update(confidence=0.1)

    response = page(desk)

    counts = {
        one.kind: one.count for kinds in response.context["waiting"].values() for one in kinds
    }
    assert counts == {
        "to_code": 1, "returned": 1, "disputed": 1, "to_check": 0, "objections": 1,
        "questions": 1, "waivers": 1, "problems": 1, "referrals": 1, "proposals": 1, "flags": 0,
    }  # fmt: skip
    assert response.context["pages_to_check"] == 1
    for kind, count in counts.items():
        rows = page(desk, "waiting", kind)
        assert rows.status_code == 200
        assert len(rows.context["rows"]) == count, kind


def test_a_kind_that_does_not_wait_is_404(desk):
    assert page(desk, "waiting", "godot").status_code == 404


def test_what_somebody_has_still_to_code_is_left_out_of_their_overview(client):
    unit = make_disputed_unit()
    Question.objects.create(unit=unit, asker=unit.assignments.first().annotator, text="Which?")
    curious = make_user(roles=["annotator", "supervisor"])
    make_round(articles=[unit.article], annotators=[curious, make_user(role="annotator")])
    client.force_login(curious)

    waiting = dashboard.waiting(curious)

    counts = {one.kind: one.count for one in waiting["reviewer"]}
    assert (counts["disputed"], counts["questions"]) == (0, 0)
    assert "Which?" not in page(client, "waiting", "questions").text


def test_settled_labels_are_counted_by_the_dates_of_the_papers(desk, ann, ben):
    made = make_round(
        annotators=[ann, ben],
        articles=[dated("2019-07-01"), dated("2019-07-01"), dated("2019-07-03"), dated(None)],
    )
    for unit, (topic, tone) in zip(
        made.units.order_by("sequence"),
        [("T01", "positive"), ("T01", "negative"), ("T02", "neutral"), ("T01", "positive")],
        strict=True,
    ):
        for assignment in unit.assignments.all():
            answer(assignment, topic=topic, sentiment=tone)

    response = page(desk)

    found = response.context["trends"]
    undated = sum(unit.article.page.issue.date is None for unit in made.units.all())
    assert (found.undated, undated) == (1, 1)
    assert found.step == "day"
    assert len(found.periods) == 3
    assert found.count() == 3
    assert found.count("T01") + found.count("T02") == 3
    total = sum(
        found.count(topic.code, tone.code, at)
        for topic in found.topics
        for tone in found.tones
        for at in range(3)
    )
    assert total == 3


def test_every_number_over_time_leads_to_as_many_articles(desk, ann, ben):
    made = make_round(
        annotators=[ann, ben],
        articles=[dated("2019-07-01"), dated("2019-07-02"), dated("2019-07-02")],
    )
    for unit, (topic, tone) in zip(
        made.units.all(), [("T01", "positive"), ("T02", "mixed"), ("T02", "neutral")], strict=True
    ):
        for assignment in unit.assignments.all():
            answer(assignment, topic=topic, sentiment=tone)

    text = page(desk).text

    cells = re.findall(r'<a href="([^"]+/settled/[^"]+)">(\d+)</a>', text)
    assert len(cells) > 12
    for address, number in cells:
        assert desk.get(address.replace("&amp;", "&")).context["page"].paginator.count == int(
            number
        )


def test_undated_articles_are_behind_a_number_of_their_own_and_no_other(desk, ann, ben):
    made = make_round(annotators=[ann, ben], articles=[dated("2019-07-01"), dated(None)])
    for assignment in Assignment.objects.filter(unit__round=made):
        answer(assignment, topic="T01")

    text = page(desk).text
    cells = re.findall(r'<a href="([^"]+/settled/[^"]+)">([^<]+)</a>', text)

    assert [words for address, words in cells if "undated" in address] == [
        "1 settled article of an undated issue is left out."
    ]
    assert len(cells) > 4
    for address, _number in cells:
        shown = desk.get(address.replace("&amp;", "&")).context["page"]
        assert shown.paginator.count == 1, address


def test_all_numbers_of_an_open_round_lead_to_their_rows(desk, ann, ben, monkeypatch):
    now = timezone.now()
    # What is made here was made the day before yesterday: the database keeps the time it is told.
    monkeypatch.setattr(timezone, "now", lambda: now - timedelta(days=2))
    made = make_round(
        annotators=[ann, ben], articles=[make_article() for _article in range(3)], kind="pilot"
    )
    first = made.units.first()
    for assignment in first.assignments.all():
        answer(assignment)
    monkeypatch.undo()
    desk.force_login(User.objects.get(username="sue"))

    text = page(desk).text
    table = text[text.index('aria-labelledby="rounds"') : text.index('aria-labelledby="trends"')]
    cells = re.findall(r'<td class="num">(.*?)</td>', table)
    bare = [
        re.sub(r"<a .*?</a>|<small>.*?</small>|<time.*?</time>|<[^>]+>", "", one) for one in cells
    ]
    links = re.findall(r'<a href="([^"]*/units/[^"]*)">([\d.,]+)</a>', table)

    assert [one for one in bare if re.search("[1-9]", one)] == []
    assert len(links) >= 8
    for address, number in links:
        rows = desk.get(address.replace("&amp;", "&")).context["page"].paginator.count
        assert rows in {1, 3}, (address, number)


def test_an_article_settled_twice_counts_once_as_last_settled(desk, ann, ben):
    article = dated("2019-07-01")
    version = make_version()
    for topic in ("T01", "T02"):
        made = make_round(version=version, annotators=[ann, ben], articles=[article])
        for assignment in made.units.get().assignments.all():
            answer(assignment, topic=topic)

    found = page(desk).context["trends"]

    assert (found.count(), found.count("T02")) == (1, 1)


def test_what_is_not_settled_is_not_counted(desk):
    make_disputed_unit()

    assert not Decision.objects.exists()
    assert page(desk).context["strips"] == []


def test_labels_keep_their_names_when_a_later_version_renames_them(desk, ann, ben):
    version = make_version()
    made = make_round(version=version, annotators=[ann, ben], articles=[dated("2019-07-01")])
    for assignment in made.units.get().assignments.all():
        answer(assignment, topic="T01")
    later = make_version(codebook=version.codebook, published=False)
    Label.objects.filter(variable__version=later, code="T01").update(name_en="Peace")
    later.published_at = timezone.now()
    later.save()

    text = page(desk).text

    assert "Peace" in text


def test_it_takes_the_same_queries_for_one_round_and_for_many(desk, ann, ben):
    version = make_version()

    def more():
        made = make_round(
            version=version, annotators=[ann, ben], articles=[dated("2019-07-01"), make_article()]
        )
        for assignment in Assignment.objects.filter(unit__round=made, unit__sequence=1):
            answer(assignment)

    more()
    page(desk)
    queries = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as captured:
            page(desk)
        queries.append(len(captured))
        for _round in range(3):
            more()

    assert queries[0] == queries[1]
    assert queries[0] <= 45
