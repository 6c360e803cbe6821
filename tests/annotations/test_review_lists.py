"""The reviewer's lists: the narrowed queue, what all agreed on, questions, referrals."""

import pytest
from django.utils import timezone

from annotations import accepting, asking, claiming, queueing, referring, reviewing
from annotations.models import Decision, Precedent, Question, Referral, Unit
from annotations.narrowing import Narrowing
from tests.annotations.at_the_review_desk import at, names_of, take
from tests.annotations.settling import ALIKE, DISPUTED, coded, decide, send_back
from tests.factories import (
    answer,
    make_article,
    make_disputed_unit,
    make_issue,
    make_newspaper,
    make_page,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, rita):
    """The browser of a reviewer, logged in."""
    client.force_login(rita)
    return client


@pytest.fixture
def ruth(db):
    """Another reviewer."""
    return make_user("ruth", role="reviewer")


def found(user, **said):
    """The units of a queue narrowed to this."""
    narrowing = Narrowing(said)
    return [item.unit for item in queueing.stretch(user, narrowing).items]


# The order ----------------------------------------------------------------------------------------


def test_disputes_come_first_then_returns_objections_second_reviews_and_spot_checks(rita, ruth):
    (spot,) = coded(ALIKE, spot_check=1.0)
    (second,) = coded(second_review=1.0)
    decide(second, by=ruth)
    (objected,) = coded()
    decision = decide(objected, by=ruth)
    reviewing.object_to(decision, reason="No.", by=objected.assignments.first().annotator)
    (back,) = coded()
    answer(send_back(back, by=ruth)[0].assignment, topic="T03")
    (disputed,) = coded()

    waiting = queueing.stretch(rita)

    assert [item.unit for item in waiting.items] == [disputed, back, objected, second, spot]
    assert [kind for kind, _number, _items in waiting.groups] == [
        "Disputed", "Came back", "Objections", "Second review", "Agreed, spot check",
    ]  # fmt: skip
    assert waiting.total == 5


def test_what_one_decided_waits_for_others_only(rita, ruth):
    (unit,) = coded(second_review=1.0)
    decide(unit, by=rita)

    assert queueing.stretch(rita).items == []
    assert [item.unit for item in queueing.stretch(ruth).items] == [unit]


def test_the_database_orders_by_the_share_of_pairs_that_agree(rita):
    answers = (
        (("T01", "neutral"), ("T01", "positive"), ("T01", "neutral")),  # 1 and 1/3
        (("T01", "neutral"), ("T02", "positive"), ("T03", "negative")),  # 0 and 0
        (("T01 T02", "neutral"), ("T02 T01", "neutral"), ("T01 T02", "neutral")),  # 1/3 and 1
        (("T01", "neutral"), ("T02", "neutral"), ("T03", "neutral")),  # 0 and 1
    )
    first, second, third, fourth = coded(*answers)

    waiting = queueing.stretch(rita).items

    assert [item.unit for item in waiting] == [second, fourth, first, third]
    shares = [round(item.agreement, 3) for item in waiting]
    assert shares == [0.0, 0.5, 0.667, 0.667]


def test_only_the_page_that_is_shown_is_read(rita, django_assert_num_queries):
    units = coded(*[DISPUTED] * 12)

    rita.get_all_permissions()
    with django_assert_num_queries(6):
        shown = queueing.stretch(rita, first=6, count=3)

    assert [item.unit for item in shown.items] == units[5:8]
    assert (shown.total, shown.first, shown.more) == (12, 6, True)


def test_beside_the_desk_the_unit_stands_in_the_middle(rita):
    units = coded(*[DISPUTED] * 12)

    shown = queueing.stretch(rita, count=4, around=units[6])

    assert [item.unit for item in shown.items] == units[4:8]


def test_what_comes_next_is_after_the_place_and_begins_again_at_the_top(rita, ruth):
    units = coded(*[DISPUTED] * 4)
    claiming.take_up(units[2], by=ruth)

    def after(unit):
        place = queueing.place_of(unit, rita)
        return queueing.following(rita, place, skip=unit)

    assert after(units[0]) == units[1].pk
    assert after(units[1]) == units[3].pk
    assert after(units[3]) == units[0].pk


# Narrowing ----------------------------------------------------------------------------------------


def test_the_queue_is_narrowed_by_what_annotators_differ_on_and_said(rita):
    topic, tone, both = coded(
        (("T01", "neutral"), ("T02", "neutral")),
        (("T01", "neutral"), ("T01", "positive")),
        (("T01", "neutral"), ("T03", "negative")),
    )

    assert set(found(rita, variable="topic")) == {topic, both}
    assert set(found(rita, variable="sentiment")) == {tone, both}
    assert found(rita, one="topic:T02", other="topic:T01") == [topic]
    assert found(rita, one="topic:T03", other="topic:T01") == [both]
    assert found(rita, one="topic:T03", other="topic:T02") == []


def test_the_queue_is_narrowed_by_annotator_newspaper_day_and_round(rita):
    paper = make_newspaper("other")
    page = make_page("标题\n正文", issue=make_issue("2020-02-03", newspaper=paper))
    unit = make_disputed_unit(articles=[make_article("标题", "正文", page=page)])
    other = make_disputed_unit()
    code = unit.assignments.first().annotator.annotator_code

    for said in (
        {"annotator": code},
        {"newspaper": "other"},
        {"since": "2020-01-01"},
        {"since": "2020-02-03", "until": "2020-02-03"},
        {"round": str(unit.round_id)},
    ):
        assert found(rita, **said) == [unit], said
    assert found(rita, until="2019-12-31") == [other]


def test_the_address_holds_what_the_queue_is_narrowed_to(desk, rita):
    first, _second = coded(
        (("T01", "neutral"), ("T02", "neutral")), (("T01", "neutral"), ("T01", "positive"))
    )

    page = desk.get(at("review_queue"), {"variable": "topic"}).content.decode()
    response = desk.post(
        at("decide", first.pk), take(first, rita, queue="variable=topic&round=&nonsense=1")
    )

    assert f"{at('review_desk', first.pk)}?variable=topic" in page
    assert response.url == f"{at('review_queue')}?variable=topic"


def test_a_day_that_is_none_is_said_beside_its_field(desk):
    make_disputed_unit()

    page = desk.get(at("review_queue"), {"since": "yesterday"}).content.decode()

    assert "Enter a valid date." in page


def test_where_nothing_is_like_that_the_way_back_is_shown(desk):
    make_disputed_unit()

    page = desk.get(at("review_queue"), {"variable": "sentiment"}).content.decode()

    assert "Nothing that waits for you is like this." in page


# The desk -----------------------------------------------------------------------------------------


def test_before_the_decision_neither_names_nor_times_are_shown(desk):
    unit = make_disputed_unit()
    submitted = timezone.localtime(unit.assignments.first().attempts.get().submitted_at)

    page = desk.get(at("review_desk", unit.pk)).content.decode()
    life = page[page.index('class="timeline"') :]

    assert f"{submitted:%H:%M}" not in life
    assert f'datetime="{submitted:%Y-%m-%d}"' in life
    assert not [name for name in names_of(unit) if name in life]


def test_notes_of_both_attempts_stand_side_by_side(desk, ruth):
    unit = make_disputed_unit()
    for opened, topic in zip(send_back(unit, count=2, by=ruth), ("T02", "T03"), strict=True):
        answer(opened.assignment, topic=topic, note="One.")
    (last,) = send_back(Unit.objects.get(), by=ruth)
    answer(last.assignment, topic="T01", note="Two.")

    page = desk.get(at("review_desk", unit.pk)).content.decode()

    assert page.count("One.") == 2
    assert "Two." in page
    assert "attempt 3" in page


def test_a_hidden_second_coding_is_not_shown_on_the_desk(desk, rita):
    unit = make_disputed_unit()
    first = unit.assignments.order_by("pk").first()
    unit.assignments.create(annotator=first.annotator, recode=True, waiting=False)

    response = desk.get(at("review_desk", unit.pk))

    assert [sheet.letter for sheet in response.context["sheets"]] == ["A", "B"]


def test_the_standing_decision_is_taken_from_the_start_when_it_is_looked_at_again(desk, ruth):
    (unit,) = coded(second_review=1.0)
    decide(unit, topic="T03", reason="unclear", comment="Rule 3.", by=ruth)

    response = desk.get(at("review_desk", unit.pk))

    page = response.content.decode()
    assert response.context["form"].taken["topic"] == "own"
    assert "rule unclear" in page
    assert "Rule 3." in page
    assert at("confirm", unit.pk) in page
    assert ruth.display_name not in page


def test_a_precedent_marked_with_the_decision_must_be_for_one_of_its_labels(desk, rita):
    unit = make_disputed_unit()
    wrong = unit.round.codebook_version.variables.get(code="topic").labels.get(code="T03")
    data = take(unit, rita, precedent=str(wrong.pk), precedent_note="So.")

    response = desk.post(at("decide", unit.pk), data)

    assert response.status_code == 422
    assert "A precedent is for a label of the decision." in response.content.decode()
    assert not Decision.objects.exists()


def test_precedents_for_the_labels_in_dispute_are_shown(desk, rita, ruth):
    first, second = coded(DISPUTED, DISPUTED)
    decision = decide(first, by=ruth)
    label = decision.labels.get(variable__code="topic").label
    Precedent.objects.create(decision=decision, label=label, note="Rescue counts.", marked_by=ruth)

    page = desk.get(at("review_desk", second.pk)).content.decode()

    assert "Rescue counts." in page
    assert first.article.identifier in page


def test_a_settled_unit_is_marked_as_a_precedent_and_back(desk, rita):
    unit = make_disputed_unit()
    decision = decide(unit, by=rita)
    label = decision.labels.get(variable__code="topic").label

    desk.post(
        at("mark_precedent", decision.pk),
        {"precedent-label": label.pk, "precedent-note": "So."},
    )
    marked = Precedent.objects.get()
    assert "So." in desk.get(at("review_desk", unit.pk)).content.decode()
    desk.post(at("withdraw_precedent", marked.pk))

    assert not Precedent.objects.standing().exists()


# Questions ----------------------------------------------------------------------------------------


def ask(unit, text="Which topic is a rescue?"):
    """Let the first annotator of a unit ask."""
    assignment = unit.assignments.order_by("pk").first()
    return asking.ask(assignment, text=text, by=assignment.annotator)


def test_questions_are_listed_the_unanswered_first_without_names(desk, rita):
    unit = make_disputed_unit()
    old, new = ask(unit, "Answered?"), ask(unit, "Waiting?")
    asking.answer(old, text="Yes.", by=rita)

    page = desk.get(at("questions")).content.decode()

    assert page.index("Waiting?") < page.index("Answered?")
    assert new.asker.username not in page


def test_a_question_is_answered_on_the_desk_and_in_the_list(desk):
    unit = make_disputed_unit()
    first, second = ask(unit), ask(unit, "And this?")

    on_desk = desk.post(at("answer_question", first.pk), {"text": "Rule 3.", "desk": "1"})
    in_list = desk.post(at("answer_question", second.pk), {"text": "Rule 4."})

    assert on_desk.url == at("review_desk", unit.pk)
    assert in_list.url == at("questions")
    assert set(Question.objects.values_list("answer", flat=True)) == {"Rule 3.", "Rule 4."}


def test_an_answer_without_words_is_not_taken(desk):
    question = ask(make_disputed_unit())

    response = desk.post(at("answer_question", question.pk), {"text": " "}, follow=True)

    assert "Write an answer." in response.content.decode()
    assert not Question.objects.get().answered_at


# Agreed -------------------------------------------------------------------------------------------


def test_what_all_agreed_on_is_accepted_in_the_browser(desk):
    units = coded(*[ALIKE] * 6, spot_check=1.0)
    round = units[0].round_id
    desk.post(at("draw_sample", round))
    refused = desk.post(at("accept_agreed", round))
    for unit in units:
        desk.get(at("review_desk", unit.pk))

    response = desk.post(at("accept_agreed", round), follow=True)

    assert refused.status_code == 409
    assert "6 articles are accepted" in response.content.decode()
    assert Decision.objects.gold().count() == 6


def test_an_empty_list_says_how_it_fills(desk, client, sue):
    unit = make_disputed_unit()

    assert "Nothing that all agreed on waits here." in (
        desk.get(at("agreed", unit.round_id)).content.decode()
    )
    assert "Nobody has asked anything yet." in desk.get(at("questions")).content.decode()
    client.force_login(sue)
    assert "No reviewer has handed you anything." in client.get(at("referrals")).content.decode()


# Referrals ----------------------------------------------------------------------------------------


def test_the_supervisor_reads_and_answers_what_was_referred(client, rita, sue):
    unit = make_disputed_unit()
    referring.refer(unit, kind="codebook", comment="Rule 3 is unclear.", by=rita)
    referring.refer(unit, kind="segmentation", comment="The byline is cut.", by=rita)
    client.force_login(sue)

    page = client.get(at("referrals")).content.decode()
    empty = client.post(at("answer_referral", Referral.objects.first().pk), {"text": ""})
    client.post(at("answer_referral", Referral.objects.first().pk), {"text": "Mended."})

    assert f"/pages/{unit.article.page.identifier}/repair/" in page
    assert "Rule 3 is unclear." in page
    assert empty.status_code == 422
    assert Referral.objects.exclude(answered_at=None).get().answer == "Mended."


def test_what_was_open_before_the_sample_is_drawn_counts_once_it_is_opened_anew(desk, rita):
    (unit,) = coded(ALIKE, spot_check=1.0)
    desk.get(at("review_desk", unit.pk))

    desk.post(at("draw_sample", unit.round_id))
    before = accepting.sample_of(unit.round, rita).unseen
    desk.get(at("review_desk", unit.pk))

    assert before == [unit.pk]
    assert accepting.sample_of(unit.round, rita).unseen == []
