"""The report of a round: units behind a number, one unit's life, annotators, methods text."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotations import asking, checking, coding, releases, reviewing, rounds, staffing
from annotations.models import Assignment, Attempt, Unit
from tests.annotations.settling import decide
from tests.factories import (
    answer,
    make_article,
    make_issue,
    make_page,
    make_round,
    make_user,
    make_version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def coded(ann, ben):
    """Four articles coded by two: alike, another main topic, another tone, one by Ann only."""
    made = make_round(annotators=[ann, ben], articles=[make_article() for _article in range(4)])
    sheets = [
        (("T01", "positive"), ("T01", "positive")),
        (("T02", "neutral"), ("T01", "neutral")),
        (("T03", "negative"), ("T03", "mixed")),
        (("T03", "negative"), None),
    ]
    for unit, answers in zip(made.units.all(), sheets, strict=True):
        for person, said in zip((ann, ben), answers, strict=True):
            if said:
                answer(unit.assignments.get(annotator=person), topic=said[0], sentiment=said[1])
    return made


def page(client, name, *args, **query):
    return client.get(reverse(f"annotations:{name}", args=args), query)


def listed(response):
    return [unit.sequence for unit in response.context["page"]]


def recode(unit, person, *, topic, sentiment="neutral"):
    """Hand a unit to one of its annotators once more, unsaid, and let them answer."""
    again = Assignment.objects.create(unit=unit, annotator=person, recode=True)
    Attempt.objects.get_or_create(assignment=again, number=1)
    return answer(again, topic=topic, sentiment=sentiment)


# Units behind a number --------------------------------------------------------------------------


def test_without_a_filter_all_units_are_listed(desk, coded):
    assert listed(page(desk, "units", coded.pk)) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("ask", "sequences"),
    [
        ({"state": "waiting"}, [4]),
        ({"state": "disputed"}, [2, 3]),
        ({"state": "settled"}, [1]),
        ({"state": "unsettled"}, [2, 3, 4]),
        ({"state": "unanimous"}, [1]),
        ({"state": "reviewed"}, []),
        ({"state": "checked"}, []),
        ({"state": "complete"}, [1, 2, 3]),
        ({"state": "to_check"}, []),
        ({"state": "excluded"}, []),
        ({"agreement": "compared"}, [1, 2, 3]),
        ({"agreement": "apart"}, [2, 3]),
        ({"agreement": "alike"}, [1]),
        ({"agreement": "apart", "variable": "topic"}, [2]),
        ({"agreement": "alike", "variable": "topic"}, [1, 3]),
        ({"variable": "topic", "row": "T03"}, [3, 4]),
        ({"left_out": "single"}, [4]),
        ({"left_out": "later"}, []),
    ],
)
def test_a_number_leads_to_its_units(desk, coded, ask, sequences):
    assert listed(page(desk, "units", coded.pk, **ask)) == sequences


def test_every_cell_of_a_heat_map_leads_to_as_many_pairs_as_it_says(desk, coded):
    text = page(desk, "round", coded.pk).text
    cells = re.findall(r'<td[^>]*><a href="([^"]+row=[^"]+)">(\d+)</a></td>', text)

    assert len(cells) == 6
    for address, number in cells:
        response = desk.get(address.replace("&amp;", "&"))
        assert response.context["n_pairs"] == int(number)
        assert len(listed(response)) == int(number)


def test_every_link_of_the_round_page_to_units_leads_somewhere(desk, coded):
    text = page(desk, "round", coded.pk).text
    asked = {
        address.replace("&amp;", "&")
        for address in re.findall(r'href="([^"]+)"', text)
        if urlsplit(address).path == reverse("annotations:units", args=[coded.pk])
    }

    assert len(asked) > 8
    for address in asked:
        assert listed(desk.get(address)), address


def test_supervisors_can_ask_for_a_person_and_for_gold(desk, coded, ann, ben):
    code = ben.annotator_code

    assert listed(page(desk, "units", coded.pk, annotator=code)) == [1, 2, 3]
    assert listed(page(desk, "units", coded.pk, annotator=code, other=ann.annotator_code)) == [
        1,
        2,
        3,
    ]
    like = {"annotator": code, "variable": "topic"}
    assert listed(page(desk, "units", coded.pk, gold="like", **like)) == [1]
    assert listed(page(desk, "units", coded.pk, gold="unlike", **like)) == []


def test_a_supervisor_can_ask_for_what_was_given_to_a_person(desk, coded, ben):
    response = page(desk, "units", coded.pk, given_to=ben.annotator_code)

    assert listed(response) == [1, 2, 3, 4]
    assert listed(page(desk, "units", coded.pk, annotator=ben.annotator_code)) == [1, 2, 3]


def test_objected_undated_and_lately_coded_units_are_found(desk, ann, ben, rita, monkeypatch):
    now = timezone.now()
    # What is made here was made the day before yesterday: the database keeps the time it is told.
    monkeypatch.setattr(timezone, "now", lambda: now - timedelta(days=2))
    made = make_round(
        annotators=[ann, ben],
        articles=[
            make_article(page=make_page(issue=make_issue(day))) for day in ("2019-07-09", None)
        ],
    )
    undated = made.units.get(article__page__issue__date=None)
    dated = made.units.exclude(pk=undated.pk).get()
    for assignment, topic in zip(dated.assignments.all(), ("T01", "T02"), strict=True):
        answer(assignment, topic=topic)
    reviewing.object_to(decide(dated, by=rita, topic="T03"), reason="Not so.", by=ann)
    on_that_day = listed(page(desk, "units", made.pk, state="lately"))
    monkeypatch.undo()

    assert listed(page(desk, "units", made.pk, state="objected")) == [dated.sequence]
    assert listed(page(desk, "units", made.pk, state="undated")) == [undated.sequence]
    assert on_that_day == []  # whole days only, as the pace is told from
    assert listed(page(desk, "units", made.pk, state="lately")) == [dated.sequence]


def test_the_round_says_what_it_was_drawn_up_with(desk, ann, ben):
    carl = make_user("carl", role="annotator")
    made = make_round(
        annotators=[ann, ben, carl],
        seed=4711,
        rules=rounds.Rules(order="shuffled", double_share=0.1, evidence_for=("topic",)),
        sampling={"method": "random", "population": 1234, "query": {"words": "court"}},
    )

    told = dict(page(desk, "round", made.pk).context["particulars"])

    assert told == {
        "Articles": "a simple random sample", "Narrowed to": "words “court”", "Population": "1234",
        "Annotators per article": "2", "Handing out": "shared out beforehand",
        "Order": "shuffled for each annotator", "Seed": "4711", "Coded by one more, %": "10",
        "Evidence in the text is required for": "Topic",
    }  # fmt: skip


def test_the_round_says_how_likely_each_threshold_is_missed(desk, coded):
    response = page(desk, "round", coded.pk)

    topic = response.context["measures"][0]
    assert 0 < topic.interval.below < 1
    assert "P(α below threshold)" in response.text
    assert f'<td class="num">{topic.interval.below:.3f}</td>' in response.text


def test_reviewers_see_units_but_cannot_ask_for_a_person(client, rita, coded, ben):
    client.force_login(rita)

    response = page(client, "units", coded.pk, annotator=ben.annotator_code)

    assert listed(response) == [1, 2, 3, 4]
    assert 'name="annotator"' not in response.text


@pytest.mark.parametrize(
    "ask",
    [
        {"state": "lost"}, {"row": "T99"}, {"column": "T01"},
        {"variable": "sentiment", "row": "T01"}, {"gold": "like"},
    ],
)  # fmt: skip
def test_an_address_that_makes_no_sense_says_so_and_narrows_nothing(desk, coded, ask):
    response = page(desk, "units", coded.pk, **ask)

    assert 'class="error"' in response.text
    assert listed(response) == [1, 2, 3, 4]


def test_who_has_still_to_code_an_article_does_not_find_it(client, coded):
    article = coded.units.get(sequence=2).article
    curious = make_user(roles=["annotator", "supervisor"])
    make_round(articles=[article], annotators=[curious, make_user(role="annotator")])
    client.force_login(curious)

    response = page(client, "units", coded.pk)

    assert listed(response) == [1, 3, 4]
    assert "left out of all figures" in response.text
    for ask in ({"agreement": "apart"}, {"variable": "topic", "row": "T02"}):
        assert 2 not in listed(page(client, "units", coded.pk, **ask))


def test_the_list_takes_the_same_queries_for_few_units_and_for_many(desk, ann, ben):
    version = make_version()
    queries = []
    for size in (2, 7):
        made = make_round(
            version=version, annotators=[ann, ben],
            articles=[make_article() for _article in range(size)],
        )  # fmt: skip
        for assignment in Assignment.objects.filter(unit__round=made):
            answer(assignment, topic=f"T0{1 + assignment.pk % 3}")
        page(desk, "units", made.pk)
        with CaptureQueriesContext(connection) as captured:
            page(desk, "units", made.pk)
        queries.append(len(captured))

    assert queries[0] == queries[1]


# One unit ---------------------------------------------------------------------------------------


def test_a_unit_shows_its_whole_life_with_names(desk, coded, ann, ben, rita):
    unit = coded.units.get(sequence=2)
    attempt = unit.assignments.get(annotator=ben).attempts.get()
    reviewing.send_back(unit, attempts=[attempt], comment="Read it again.", by=rita)
    answer(unit.assignments.get(annotator=ben), topic="T02")
    recode(unit, ann, topic="T03")

    response = page(desk, "unit", unit.pk)

    assert ann.annotator_code in response.text
    assert "Read it again." in response.text
    assert "attempt 2" in response.text
    assert "hidden second coding" in response.text
    assert [event.act for event in response.context["events"]][:3] == [
        "submitted", "submitted", "returned",
    ]  # fmt: skip


def test_the_life_of_a_unit_leaves_nothing_out(desk, coded, ann, rita, sue):
    unit = coded.units.get(sequence=4)
    assignment = unit.assignments.get(attempts__submitted_at=None)
    problem = asking.report(assignment, kind="unreadable", by=assignment.annotator)
    asking.take_back_report(problem, by=assignment.annotator)
    answer(assignment, topic="T01")
    decision = decide(unit, by=rita, topic="T01", comment="Rule 3.")
    reviewing.object_to(decision, reason="Not so.", by=ann)
    ruth = make_user("ruth", role="reviewer")
    reviewing.confirm(unit, comment="It is.", by=ruth)
    checking.undo_check(decision, by=ruth)
    reviewing.confirm(unit, comment="Rule 4 says so too.", by=ruth)
    staffing.exclude(unit, reason="An advertisement.", by=sue)
    staffing.take_in_again(unit, by=sue)
    releases.request(coded, name="labels-1", by=sue)

    response = page(desk, "unit", unit.pk)

    assert [event.act for event in response.context["events"]] == [
        "submitted", "reported", "resolved", "submitted", "decided", "objected",
        "objection_answered", "confirmed", "check_undone", "objection_answered", "confirmed",
        "excluded", "taken_in_again", "released",
    ]  # fmt: skip
    for words in ("Not so.", "It is.", "Rule 4 says so too.", "An advertisement.", "labels-1"):
        assert words in response.text


def test_who_no_longer_has_to_code_a_unit_is_told(desk, ann, ben, sue):
    carl = make_user("carl", role="annotator")
    made = make_round(annotators=[ann, ben, carl])
    unit = made.units.get()
    left = unit.assignments.first().annotator
    staffing.remove_annotator(made, annotator=left, reason="Ill.", by=sue)

    events = page(desk, "unit", unit.pk).context["events"]

    assert [(event.act, event.person) for event in events] == [("handed_back", left)]


def test_who_has_still_to_code_it_sees_nothing_of_it(client, coded):
    unit = coded.units.get(sequence=2)
    curious = make_user(roles=["annotator", "supervisor"])
    make_round(articles=[unit.article], annotators=[curious, make_user(role="annotator")])
    client.force_login(curious)

    response = page(client, "unit", unit.pk)

    assert "You have still to code this article yourself." in response.text
    assert "answered" not in response.context
    assert "Topic T02" not in response.text


def test_a_unit_nobody_knows_is_404(desk):
    assert page(desk, "unit", 4711).status_code == 404


def test_reviewers_have_their_desk_and_not_this_page(client, rita, coded):
    client.force_login(rita)

    assert page(client, "unit", coded.units.first().pk).status_code == 403


# Annotators -------------------------------------------------------------------------------------


def test_the_page_of_annotators_shows_pace_pairs_labels_and_stability(desk, coded, ann, ben):
    Attempt.objects.filter(assignment__annotator=ann).update(active_seconds=None)
    recode(coded.units.get(sequence=1), ann, topic="T01", sentiment="positive")
    recode(coded.units.get(sequence=2), ann, topic="T03", sentiment="neutral")

    response = page(desk, "annotators", coded.pk)

    topic, everything, sentiment = response.context["reports"]
    assert topic.reason.startswith("Competence needs at least three")
    assert everything.scale.metric == "masi"
    ((first, second, pair),) = topic.pairs
    assert {first, second} == {ann, ben}
    assert (pair.n_units, pair.percent) == (3, pytest.approx(2 / 3))
    stable = {
        report.scale.variable.code: one.stable
        for report in (topic, sentiment)
        for one in report.standings
        if one.annotator == ann
    }
    assert (stable["topic"].n_units, stable["topic"].percent.value) == (2, 0.5)
    assert stable["sentiment"].percent.value == 1
    assert response.context["distributions"][0].total == [3, 1, 3]
    assert "χ²" in response.text


def test_active_time_is_shown_where_the_browser_counted_it(desk, ann, ben):
    made = make_round(annotators=[ann, ben], articles=[make_article(), make_article()])
    for seconds, assignment in zip(
        (40, 60), Assignment.objects.filter(unit__round=made, annotator=ann), strict=True
    ):
        coding.start(assignment, by=ann)
        answer(assignment, active_seconds=seconds)

    paces = {one.annotator: one for one in page(desk, "annotators", made.pk).context["paces"]}

    assert (paces[ann].n, paces[ann].active) == (2, 50)
    assert paces[ann].elapsed is not None
    assert (paces[ben].n, paces[ben].active, paces[ben].elapsed) == (0, None, None)


def test_only_supervisors_see_the_annotators(client, rita, coded):
    client.force_login(rita)

    assert page(client, "annotators", coded.pk).status_code == 403
    assert (
        reverse("annotations:annotators", args=[coded.pk])
        not in page(client, "round", coded.pk).text
    )


# What is left out -------------------------------------------------------------------------------


def test_the_round_page_counts_what_is_left_out(desk, coded, ann, ben, rita):
    unit = coded.units.get(sequence=2)
    attempt = unit.assignments.get(annotator=ben).attempts.get()
    reviewing.send_back(unit, attempts=[attempt], comment="Again.", by=rita)
    answer(unit.assignments.get(annotator=ben), topic="T02")
    recode(coded.units.get(sequence=1), ann, topic="T03")
    Unit.objects.filter(round=coded, sequence=3).update(
        excluded_at=timezone.now(), excluded_by=rita, exclusion="An advertisement."
    )

    response = page(desk, "round", coded.pk)

    out = response.context["left_out"]
    assert (out.later, out.assisted, out.recoded, out.excluded, out.single) == (1, 0, 1, 2, 1)
    assert response.context["compared"] == 2
    for reason, sequences in (("later", [2]), ("recoded", [1]), ("excluded", [3]), ("single", [4])):
        assert listed(page(desk, "units", coded.pk, left_out=reason)) == sequences


def test_a_hidden_second_coding_changes_no_figure(desk, coded, ann):
    before = page(desk, "round", coded.pk).context["measures"]
    recode(coded.units.get(sequence=1), ann, topic="T03", sentiment="mixed")

    after = page(desk, "round", coded.pk).context["measures"]

    assert [one.interval for one in after] == [one.interval for one in before]


def test_what_was_taken_out_is_in_no_list_behind_a_number_of_what_is_left(client, sue, coded):
    staffing.exclude(coded.units.get(sequence=1), reason="An advertisement.", by=sue)
    client.force_login(sue)

    assert listed(page(client, "units", coded.pk, state="complete")) == [2, 3]
    people = page(client, "round", coded.pk).context["people"]
    for person in people:
        code = person.annotator.annotator_code
        assert len(listed(page(client, "units", coded.pk, annotator=code))) == person.submitted
        assert len(listed(page(client, "units", coded.pk, given_to=code))) == person.assigned
    again = page(client, "units", coded.pk, annotator=code, state="excluded")
    assert listed(again) == [1]
