"""The reviewer's pages: the queue and the desk, what they show and to whom."""

import re
from collections import Counter

import pytest
from django.urls import reverse

from annotations import comparing, ordering, queueing
from annotations.models import Decision, Evidence, EvidenceAnchor, Unit
from tests.annotations.at_the_review_desk import at, decide, names_of, send_back, sheets
from tests.factories import (
    answer,
    make_article,
    make_disputed_unit,
    make_round,
    make_user,
    make_version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, rita):
    """The browser of a reviewer, logged in."""
    client.force_login(rita)
    return client


# Who ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["annotator", "supervisor", "consumer"])
def test_the_reviewers_pages_are_for_reviewers(client, role):
    unit = make_disputed_unit()
    client.force_login(make_user(role=role))

    assert client.get(at("review_queue")).status_code == 403
    assert client.get(at("review_desk", unit.pk)).status_code == 403
    assert client.post(at("decide", unit.pk)).status_code == 403
    assert client.post(at("send_back", unit.pk)).status_code == 403
    assert client.post(at("undo_decision", 1)).status_code == 403


def test_who_is_not_logged_in_is_sent_to_the_login(client):
    response = client.get(at("review_queue"))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def four_eyes(case):
    """A reviewer who may not see a unit, and the unit."""
    both = make_user(roles=["annotator", "reviewer"])
    if case == "coded it":
        unit = make_disputed_unit()
        coder = unit.assignments.first().annotator
        coder.groups.add(*both.groups.all())
        return coder, unit
    article = make_article()
    unit = make_disputed_unit(articles=[article])
    make_round(articles=[article], annotators=[both, make_user(role="annotator")])
    return both, unit


@pytest.mark.parametrize("case", ["coded it", "has still to code it"])
def test_who_coded_an_article_or_has_still_to_code_it_does_not_find_it(client, case):
    person, unit = four_eyes(case)
    client.force_login(person)

    listed = client.get(at("review_queue"))

    assert unit.article.headline not in listed.content.decode()
    assert client.get(at("review_desk", unit.pk)).status_code == 404
    assert client.post(at("decide", unit.pk), {"reason": "slip"}).status_code == 404
    assert client.post(at("send_back", unit.pk), {}).status_code == 404
    assert not Decision.objects.exists()


def test_a_unit_that_not_all_have_coded_is_not_found(desk):
    unit = make_round().units.get()
    answer(unit.assignments.first())

    assert desk.get(at("review_desk", unit.pk)).status_code == 404
    assert desk.get(at("review_desk", 10**15)).status_code == 404


# The queue ----------------------------------------------------------------------------------------


def test_an_empty_queue_says_how_it_fills(desk):
    response = desk.get(at("review_queue"))

    assert "Nothing waits for you." in response.content.decode()


def test_the_lowest_agreement_comes_first_and_what_came_back_last(rita):
    version = make_version()
    articles = [make_article() for _place in range(3)]
    people = [make_user(role="annotator"), make_user(role="annotator")]
    made = make_round(articles=articles, annotators=people, version=version)
    close, far, back = made.units.order_by("sequence")
    for unit, second in (
        (close, ("T02", "neutral")),
        (far, ("T02", "positive")),
        (back, ("T02", "positive")),
    ):
        for assignment, given in zip(
            unit.assignments.order_by("pk"), [("T01", "neutral"), second], strict=True
        ):
            answer(assignment, topic=given[0], sentiment=given[1])
    answer(send_back(back, rita).assignment, topic="T03", sentiment="negative")

    waiting = queueing.stretch(rita).items

    assert [item.unit for item in waiting] == [far, close, back]
    assert [item.agreement for item in waiting] == [0.0, 0.5, 0.0]
    assert [item.section for item in waiting] == [
        ordering.DISPUTED, ordering.DISPUTED, ordering.CAME_BACK,
    ]  # fmt: skip


def test_signs_show_who_answered_the_same(desk, rita):
    unit = make_disputed_unit(answers=[("T01", "neutral"), ("T02", "neutral"), ("T01", "neutral")])

    response = desk.get(at("review_queue"))

    (item,) = queueing.stretch(rita).items
    topic, sentiment = item.columns
    assert sorted(topic.signs) in ([1, 1, 2], [1, 2, 2])
    assert sentiment.signs == [1, 1, 1]
    assert topic.spoken in response.content.decode()
    assert sentiment.spoken == "all alike"
    assert unit.article.headline in response.content.decode()


def test_the_queue_can_be_narrowed_to_a_round(desk):
    one, other = make_disputed_unit(), make_disputed_unit()

    narrowed = desk.get(at("review_queue"), {"round": one.round_id}).content.decode()

    assert one.article.headline in narrowed
    assert other.article.headline not in narrowed
    assert other.round.name in narrowed


@pytest.mark.parametrize("nonsense", ["x", "0", "99999999999999", "²"])
def test_a_round_that_does_not_exist_narrows_the_queue_to_nothing_or_not_at_all(desk, nonsense):
    make_disputed_unit()

    response = desk.get(at("review_queue"), {"round": nonsense, "since": nonsense, "page": "many"})

    assert response.status_code == 200


def test_settled_units_and_those_still_being_coded_are_not_in_the_queue(desk, rita):
    settled = make_disputed_unit()
    decide(settled, rita)
    returned = make_disputed_unit()
    send_back(returned, rita)

    assert queueing.stretch(rita).items == []


def test_a_long_queue_takes_as_many_queries_as_a_short_one(desk, django_assert_num_queries):
    def fill(count):
        articles = [make_article() for _place in range(count)]
        made = make_round(articles=articles)
        for unit in made.units.all():
            for assignment, topic in zip(unit.assignments.all(), ["T01", "T02"], strict=True):
                answer(assignment, topic=topic)

    fill(2)
    with django_assert_num_queries(17):
        desk.get(at("review_queue"))
    fill(5)

    with django_assert_num_queries(17):
        desk.get(at("review_queue"))


def test_a_long_queue_has_pages(desk, monkeypatch):
    monkeypatch.setattr("annotations.views.reviewing.PER_PAGE", 1)  # two units are a long queue
    units = [make_disputed_unit(), make_disputed_unit()]

    first = desk.get(at("review_queue")).content.decode()
    second = desk.get(at("review_queue"), {"page": 2}).content.decode()

    assert units[0].article.headline in first
    assert units[1].article.headline not in first
    assert units[1].article.headline in second


# The desk -----------------------------------------------------------------------------------------


def test_the_desk_shows_answers_side_by_side_without_names(desk):
    unit = make_disputed_unit(answers=[("T01 T03", "neutral"), ("T02", "positive")])

    page = desk.get(at("review_desk", unit.pk)).content.decode()

    assert unit.article.headline in page
    for name in ("Topic T01", "Topic T02", "Topic T03", "Neutral", "Positive"):
        assert name in page
    assert not [name for name in names_of(unit) if re.search(rf"\b{name}\b", page)]


def test_letters_are_shuffled_per_unit_and_stay(rita):
    unit = make_disputed_unit()

    order = [sheet.attempt.assignment_id for sheet in sheets(unit, rita)]
    again = [sheet.attempt.assignment_id for sheet in sheets(unit, rita)]
    first = Counter(comparing.letters(number, [1, 2, 3])[1] for number in range(300))

    assert order == again
    assert set(first) == {"A", "B", "C"}
    assert min(first.values()) > 60  # of 300; each letter falls to each in a third of the units


def test_exactly_the_labels_in_dispute_are_defined(desk):
    version = make_version(topics=("T01", "T02", "T03", "T04"))
    unit = make_disputed_unit(
        version=version, answers=[("T01 T03", "neutral"), ("T02 T03", "neutral")]
    )

    response = desk.get(at("review_desk", unit.pk))

    shown = {choice.label.code for _question, choice in response.context["in_dispute"]}
    assert shown == {"T01", "T02"}
    assert "的定义。" in response.content.decode()


def test_a_label_that_is_main_to_one_and_further_to_another_is_in_dispute(desk):
    unit = make_disputed_unit(answers=[("T01 T02", "neutral"), ("T02 T01", "neutral")])

    response = desk.get(at("review_desk", unit.pk))

    shown = {choice.label.code for _question, choice in response.context["in_dispute"]}
    assert shown == {"T01", "T02"}


def test_the_desk_shows_notes_and_the_life_of_the_unit(desk, rita):
    unit = make_round().units.get()
    for assignment, topic in zip(unit.assignments.order_by("pk"), ["T01", "T02"], strict=True):
        answer(assignment, topic=topic, note=f"Doubt about {topic}?")
    opened = send_back(Unit.objects.get(), rita, comment="Read rule 3.")
    answer(opened.assignment, topic="T03", note="Now T03.")

    response = desk.get(at("review_desk", unit.pk))

    page = response.content.decode()
    assert "Doubt about T02?" in page
    assert "Now T03." in page
    assert "Sent back to" in page
    assert "“Read rule 3.”" in page
    assert [event.act for event in response.context["events"]] == [
        "submitted", "submitted", "returned", "submitted",
    ]  # fmt: skip
    assert not [name for name in names_of(unit) if re.search(rf"\b{name}\b", page)]


def test_evidence_is_marked_in_the_colour_of_its_annotator(desk, rita):
    unit = make_disputed_unit()
    sheet = sheets(unit, rita)[1]
    annotation = sheet.attempt.annotations.get(variable__code="topic")
    Evidence.objects.create(annotation=annotation, start=1, end=3)

    page = desk.get(at("review_desk", unit.pk)).content.decode()

    marked = unit.article.text[1:3]
    assert f'<mark data-slot="2" data-key="B {annotation.label.key}">{marked}</mark>' in page


def test_evidence_follows_the_text_of_a_repaired_article_as_far_as_it_is_known(desk, rita):
    unit = make_disputed_unit()
    article, sheet = unit.article, sheets(unit, rita)[0]
    annotation = sheet.attempt.annotations.get(variable__code="topic")
    known, unknown = (
        Evidence.objects.create(annotation=annotation, start=start, end=start + 2)
        for start in (0, 4)
    )
    article.text, article.text_sha256 = f"新{article.text}", "1" * 64
    article.save()
    EvidenceAnchor.objects.create(
        evidence=known, article=article, text_sha256="1" * 64, start=1, end=3
    )

    page = desk.get(at("review_desk", unit.pk)).content.decode()

    assert page.count("<mark data-slot") == 1
    assert f">{article.text[1:3]}</mark>" in page
    assert unknown.annotation == annotation


def test_the_desk_takes_the_same_queries_however_much_there_is(desk, django_assert_num_queries):
    few = make_disputed_unit()
    many = make_disputed_unit(
        answers=[("T01 T02", "neutral"), ("T02 T03", "positive"), ("T03 T01", "mixed")]
    )
    for _unit in range(3):
        make_disputed_unit()
    desk.get(at("review_desk", few.pk))

    # The article and its answers, what was said about it, what became of it, the queue beside it.
    with django_assert_num_queries(35):
        desk.get(at("review_desk", few.pk))
    desk.get(at("review_desk", many.pk))  # the first look takes it up
    with django_assert_num_queries(35):
        desk.get(at("review_desk", many.pk))
