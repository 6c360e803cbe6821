"""What a reviewer does on the desk: settling, sending back, undoing; and how it looks then."""

import re

import pytest

from annotations import rounds
from annotations.models import Decision, Release, Return
from tests.annotations.at_the_review_desk import at, decide, names_of, send_back, sheets, take
from tests.factories import answer, make_article, make_disputed_unit, make_round, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, rita):
    """The browser of a reviewer, logged in."""
    client.force_login(rita)
    return client


# Deciding -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("letter", ["A", "B"])
def test_taking_an_answer_settles_the_unit_with_it(desk, rita, letter):
    unit = make_disputed_unit(answers=[("T01 T03", "neutral"), ("T02", "positive")])
    expected = {
        (annotation.label_id, annotation.main)
        for sheet in sheets(unit, rita)
        if sheet.letter == letter
        for annotation in sheet.attempt.annotations.all()
    }

    response = desk.post(at("decide", unit.pk), take(unit, rita, letter, comment="See rule 3."))

    assert response.status_code == 302
    decision = Decision.objects.get()
    assert set(decision.labels.values_list("label", "main")) == expected
    assert (decision.reason, decision.comment) == ("slip", "See rule 3.")
    assert decision.reviewer == rita


def test_one_answer_may_be_taken_from_each(desk, rita):
    unit = make_disputed_unit(answers=[("T01", "neutral"), ("T02", "positive")])
    one, other = sheets(unit, rita)
    taken = {"take.topic": one.value, "take.sentiment": other.value}

    desk.post(at("decide", unit.pk), take(unit, rita, **taken))

    variables = {
        variable.code: variable for variable in unit.round.codebook_version.variables.all()
    }
    assert set(Decision.objects.get().labels.values_list("label", flat=True)) == {
        one.of(variables["topic"])[0].pk,
        other.of(variables["sentiment"])[0].pk,
    }


def test_a_reviewer_may_give_an_answer_of_their_own(desk, rita):
    unit = make_disputed_unit()
    own = {
        "take.topic": "own",
        "answer.topic": ["T03", "T02"],
        "answer.topic.main": "T03",
    }

    desk.post(at("decide", unit.pk), take(unit, rita, **own))

    assert set(Decision.objects.get().labels.values_list("label__code", "main")) == {
        ("T03", True), ("T02", False), ("neutral", True),
    }  # fmt: skip


def test_without_javascript_choosing_labels_says_enough(desk, rita):
    unit = make_disputed_unit()
    data = take(unit, rita, **{"answer.topic": ["T03"]})
    del data["take.topic"]

    desk.post(at("decide", unit.pk), data)

    assert Decision.objects.get().labels.filter(label__code="T03", main=True).exists()


def test_after_a_decision_comes_the_next_of_the_queue_and_after_the_last_the_queue(desk, rita):
    made = make_round(articles=[make_article() for _place in range(3)])
    for unit in made.units.all():
        for assignment, topic in zip(unit.assignments.all(), ["T01", "T02"], strict=True):
            answer(assignment, topic=topic)
    first, second, third = made.units.order_by("sequence")

    after_second = desk.post(at("decide", second.pk), take(second, rita))
    after_third = desk.post(at("decide", third.pk), take(third, rita))
    after_first = desk.post(at("decide", first.pk), take(first, rita))

    assert after_second.url == at("review_desk", third.pk)
    assert after_third.url == at("review_desk", first.pk)
    assert after_first.url == at("review_queue")
    assert "Settled:" in desk.get(after_first.url).content.decode()


def test_the_next_one_stays_within_the_chosen_round(desk, rita):
    one, _other = make_disputed_unit(), make_disputed_unit()

    response = desk.post(at("decide", one.pk), take(one, rita, queue=f"round={one.round_id}"))

    assert response.url == f"{at('review_queue')}?round={one.round_id}"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": ""}, "A decision needs a reason."),
        ({"reason": "mood"}, "Select a valid choice"),
        ({"reason": "other", "comment": " "}, "Say in a few words what the other reason is."),
        ({"take.topic": ""}, "Take one of the answers first"),
        ({"take.topic": "12345678"}, "Take one of the answers first"),
        ({"take.topic": "own", "answer.topic": []}, "Choose an answer."),
        ({"take.topic": "own", "answer.topic": ["T01", "T02"]}, "which one is the main one"),
        ({"comment": "x" * 2001}, "at most 2000"),
    ],
)
def test_an_incomplete_decision_comes_back_with_what_is_missing(desk, rita, fields, sentence):
    unit = make_disputed_unit()

    response = desk.post(
        at("decide", unit.pk), take(unit, rita, "B", **{"comment": "Kept.", **fields})
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert fields.get("comment", "Kept.") in page
    assert not Decision.objects.exists()


def test_what_somebody_else_settled_meanwhile_is_said_in_a_sentence(desk, rita):
    unit = make_disputed_unit()
    data = take(unit, rita)
    decide(unit, make_user(role="reviewer"))

    response = desk.post(at("decide", unit.pk), data)

    assert response.status_code == 409
    assert "settled already, by somebody else" in response.content.decode()
    assert Decision.objects.count() == 1


def test_the_same_decision_sent_twice_counts_once(desk, rita):
    unit = make_disputed_unit()
    data = take(unit, rita)
    desk.post(at("decide", unit.pk), data)

    again = desk.post(at("decide", unit.pk), data)

    assert again.status_code == 409
    assert Decision.objects.count() == 1


def test_answers_that_changed_meanwhile_are_looked_at_again(desk, rita):
    unit = make_disputed_unit(answers=[("T01", "neutral"), ("T02", "neutral"), ("T03", "neutral")])
    seen = ",".join(sheet.value for sheet in sheets(unit, rita))
    opened = send_back(unit, make_user(role="reviewer"))
    answer(opened.assignment, topic="T02")

    response = desk.post(at("decide", unit.pk), take(unit, rita, seen=seen))

    assert response.status_code == 409
    assert "changed meanwhile" in response.content.decode()
    assert not Decision.objects.exists()


def test_a_reload_of_what_was_sent_leads_to_the_desk(desk):
    unit = make_disputed_unit()

    assert desk.get(at("decide", unit.pk)).url == at("review_desk", unit.pk)
    assert desk.get(at("send_back", unit.pk)).url == at("review_desk", unit.pk)


# Sending back -------------------------------------------------------------------------------------


def test_sending_back_goes_to_the_chosen_annotators_with_the_comment(desk, rita):
    unit = make_disputed_unit()
    chosen = sheets(unit, rita)[1]

    response = desk.post(
        at("send_back", unit.pk),
        {"return-attempts": [chosen.value], "return-comment": "Read the headline."},
    )

    assert response.url == at("review_queue")
    assert Return.objects.get().attempt == chosen.attempt
    assert Return.objects.get().comment == "Read the headline."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"return-comment": "Why?"}, "Choose whom to send this article back to."),
        ({"return-comment": "Why?", "return-attempts": ["999999"]}, "Select a valid choice"),
        ({"return-comment": " "}, "Say what to look at again."),
    ],
)
def test_an_incomplete_return_comes_back_with_what_is_missing(desk, fields, sentence):
    unit = make_disputed_unit()

    response = desk.post(at("send_back", unit.pk), fields)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert fields["return-comment"].strip() in response.content.decode()
    assert not Return.objects.exists()


def test_a_return_into_a_closed_round_is_refused_with_a_sentence(desk, rita):
    unit = make_disputed_unit()
    rounds.close_round(unit.round, by=unit.round.created_by)

    response = desk.post(
        at("send_back", unit.pk),
        {"return-attempts": [sheets(unit, rita)[0].value], "return-comment": "Again."},
    )

    assert response.status_code == 409
    assert not Return.objects.exists()


def test_what_was_sent_back_can_be_looked_at_and_not_decided(desk, rita):
    unit = make_disputed_unit()
    send_back(unit, rita)

    response = desk.get(at("review_desk", unit.pk))

    page = response.content.decode()
    assert "With the annotators: it comes to the queue again" in page
    assert at("decide", unit.pk) not in page
    assert not [name for name in names_of(unit) if re.search(rf"\b{name}\b", page)]


# Afterwards ---------------------------------------------------------------------------------------


def test_a_settled_unit_shows_names_reason_and_reviewer_and_no_form(desk, rita):
    unit = make_disputed_unit()
    decide(unit, rita)

    page = desk.get(at("review_desk", unit.pk)).content.decode()

    for assignment in unit.assignments.select_related("annotator"):
        assert assignment.annotator.display_name in page
    for shown in (rita.display_name, "slip", "So.", "Decided by a reviewer"):
        assert shown in page
    assert at("decide", unit.pk) not in page


def test_what_all_agreed_on_can_be_looked_at(desk):
    unit = make_round().units.get()
    for assignment in unit.assignments.all():
        answer(assignment)

    page = desk.get(at("review_desk", unit.pk)).content.decode()

    assert "All agreed" in page
    assert "undo" not in page.lower().replace("undone", "")


def test_the_last_decision_is_undone_from_the_next_article(desk, rita):
    unit, following = make_disputed_unit(), make_disputed_unit()
    decision = decide(unit, rita)
    assert at("undo_decision", decision.pk) in (
        desk.get(at("review_desk", following.pk)).content.decode()
    )

    response = desk.post(at("undo_decision", decision.pk))

    assert response.url == at("review_desk", unit.pk)
    assert not Decision.objects.standing().exists()
    assert at("decide", unit.pk) in desk.get(response.url).content.decode()


def test_undoing_twice_is_said_in_a_sentence(desk, rita):
    decision = decide(make_disputed_unit(), rita)
    desk.post(at("undo_decision", decision.pk))

    response = desk.post(at("undo_decision", decision.pk))

    assert response.status_code == 409
    assert "undone already" in response.content.decode()


def test_the_decision_of_another_reviewer_cannot_be_undone(desk):
    unit = make_disputed_unit()
    decision = decide(unit, make_user(role="reviewer"))

    response = desk.post(at("undo_decision", decision.pk))

    assert response.status_code == 404
    assert at("undo_decision", decision.pk) not in (
        desk.get(at("review_desk", unit.pk)).content.decode()
    )
    assert Decision.objects.standing().exists()


def test_a_decision_in_a_release_offers_no_undoing(desk, rita):
    unit = make_disputed_unit()
    decision = decide(unit, rita)
    Release.objects.create(name="one", round=unit.round, requested_by=rita)

    page = desk.get(at("review_desk", unit.pk)).content.decode()
    response = desk.post(at("undo_decision", decision.pk))

    assert at("undo_decision", decision.pk) not in page
    assert response.status_code == 409


def test_pages_are_complete_in_chinese(client):
    reviewer = make_user(role="reviewer", language="zh-hans")
    client.force_login(reviewer)
    unit = make_disputed_unit()

    page = client.get(at("review_desk", unit.pk)).content.decode()

    for words in (
        "有分歧的标签",
        "定为",
        "理由",
        "疏忽",
        "另作答",
        "退回",
        "裁定，看下一件",
        "本件经过",
    ):
        assert words in page
