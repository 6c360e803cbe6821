"""My recent articles, taking back, objecting, and setting up one's own desk."""

import pytest
from django.urls import reverse

from annotations import desk_settings, rounds
from annotations.models import Attempt, Claim, Label, Objection
from tests.annotations.at_the_desk import assignments, content, desk
from tests.annotations.settling import coded as code_all
from tests.annotations.settling import decide
from tests.factories import answer, make_article, make_round, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(client, ann, ben):
    """Ann, logged in, has submitted her first of two articles; Ben none."""
    client.force_login(ann)
    made = make_round(articles=[make_article("首篇"), make_article("次篇")], annotators=[ann, ben])
    assignment = assignments(made, ann)[0]
    answer(assignment)
    return assignment


def test_recent_articles_are_listed_with_their_answers(client, first):
    shown = content(client.get(reverse("annotations:recent")))

    assert "首篇" in shown
    assert "Topic T01" in shown
    assert "次篇" not in shown


def test_a_submission_is_taken_back_and_the_earlier_answer_stays(client, first):
    response = client.post(reverse("annotations:take_back", args=[first.pk]))

    assert response.url == reverse("annotations:desk", args=[first.pk])
    assert [
        (attempt.number, attempt.origin, bool(attempt.submitted_at))
        for attempt in first.attempts.order_by("number")
    ] == [(1, "first", True), (2, "reopened", False)]


def test_a_closed_round_or_a_reviewer_at_work_keeps_the_answer(client, first, rita):
    Claim.objects.create(unit=first.unit, reviewer=rita)
    claimed = client.post(reverse("annotations:take_back", args=[first.pk]))
    Claim.objects.all().delete()
    rounds.close_round(first.unit.round, by=first.unit.round.created_by)
    closed = client.post(reverse("annotations:take_back", args=[first.pk]))

    assert (claimed.status_code, closed.status_code) == (409, 409)
    assert Attempt.objects.filter(assignment=first).count() == 1


def test_the_list_offers_to_take_back_only_what_can_be(client, first, rita):
    before = content(client.get(reverse("annotations:recent")))
    Claim.objects.create(unit=first.unit, reviewer=rita)

    after = content(client.get(reverse("annotations:recent")))

    assert "Take back and code again" in before
    assert "Take back and code again" not in after


def test_the_desk_offers_to_take_the_last_one_back_as_long_as_that_can_be(client, first, ann, rita):
    second = assignments(first.unit.round, ann)[1]

    def offered():
        return client.get(desk(second)).context["data"]["last"]

    before = offered()
    Claim.objects.create(unit=first.unit, reviewer=rita)

    assert before == {"attempt": first.attempts.get().pk, "address": desk(first), "title": "首篇"}
    assert offered() is None
    assert client.get(desk(first)).context["data"]["last"] is None  # read only: nothing is taken


def test_nobody_takes_back_for_somebody_else(client, first, ben):
    client.force_login(ben)

    response = client.post(reverse("annotations:take_back", args=[first.pk]))

    assert response.status_code == 404


def test_the_recent_list_asks_the_same_few_questions_however_long_it_is(
    client, ann, ben, django_assert_num_queries
):
    client.force_login(ann)
    for count in (1, 6):
        made = make_round(articles=[make_article() for _ in range(count)], annotators=[ann, ben])
        for assignment in assignments(made, ann):
            answer(assignment)

        with django_assert_num_queries(6):
            client.get(reverse("annotations:recent"))


# Objecting ----------------------------------------------------------------------------------------
def test_an_objection_is_made_from_my_work_and_shown_there(client, rita):
    (unit,) = code_all()
    decision = decide(unit, by=rita, topic="T03")
    person = unit.assignments.order_by("pk").first().annotator
    client.force_login(person)
    address = reverse("annotations:object_to", args=[decision.pk])

    assert address in content(client.get(reverse("annotations:my_work")))
    response = client.post(address, {"reason": "原文第二段说的是合同。"})

    assert response.url == reverse("annotations:my_work")
    assert Objection.objects.get().annotator == person


def test_an_objection_without_a_reason_is_refused_beside_the_field(client, rita):
    (unit,) = code_all()
    decision = decide(unit, by=rita, topic="T03")
    client.force_login(unit.assignments.order_by("pk").first().annotator)

    response = client.post(reverse("annotations:object_to", args=[decision.pk]), {"reason": "  "})

    assert response.status_code == 409
    assert 'id="reason-error"' in content(response)
    assert not Objection.objects.exists()


def test_nobody_objects_to_what_they_did_not_code(client, ann, rita):
    (unit,) = code_all()
    decision = decide(unit, by=rita)
    client.force_login(ann)

    response = client.post(
        reverse("annotations:object_to", args=[decision.pk]), {"reason": "不对。"}
    )

    assert response.status_code == 404


# The desk's settings ------------------------------------------------------------------------------
def form(**changes):
    """The form as it is at first, but for these fields."""
    defaults = desk_settings.DEFAULTS
    fields = {
        "text_size": defaults["text_size"],
        "text_width": defaults["text_width"],
        "layout": defaults["layout"],
        **{f"key.{action}": key for action, key in defaults["keys"].items()},
    }
    return {name: value for name, value in {**fields, **changes}.items() if value is not None}


def test_a_person_sets_up_their_desk(client, ann):
    client.force_login(ann)

    client.post(
        reverse("annotations:desk_settings"),
        form(text_size=4, submit_when_complete="on", **{"key.submit": "b", "key.problem": "0"}),
    )

    chosen = desk_settings.choices_of(ann)
    assert (chosen["text_size"], chosen["submit_when_complete"]) == (4, True)
    assert (chosen["keys"]["submit"], chosen["keys"]["problem"]) == ("B", "0")


def test_a_size_of_thousands_of_figures_is_no_size(client, ann):
    client.force_login(ann)

    response = client.post(reverse("annotations:desk_settings"), form(text_size="9" * 5000))

    assert response.status_code == 302
    assert desk_settings.choices_of(ann) == desk_settings.DEFAULTS


def test_two_actions_with_one_key_are_refused_and_what_was_typed_stays(client, ann):
    client.force_login(ann)

    response = client.post(
        reverse("annotations:desk_settings"), form(**{"key.note": "9", "key.ask": "9"})
    )

    assert response.status_code == 409
    assert "would have the same key" in content(response)
    assert content(response).count('value="9"') == 2
    assert desk_settings.choices_of(ann) == desk_settings.DEFAULTS


def test_the_keys_for_the_left_hand_are_one_button_and_the_usual_another(client, ann):
    client.force_login(ann)
    address = reverse("annotations:desk_settings")

    client.post(address, {"preset": "left hand"})
    left = desk_settings.choices_of(ann)["keys"]
    client.post(address, {"preset": "usual"})

    assert left["submit"] == "B"
    assert desk_settings.choices_of(ann) == desk_settings.DEFAULTS


def test_a_key_of_a_label_that_they_code_with_is_refused(client, ann, ben):
    make_round(annotators=[ann, ben])
    client.force_login(ann)

    response = client.post(reverse("annotations:desk_settings"), form(**{"key.note": "Q"}))

    assert response.status_code == 409
    assert "is the key of the label" in content(response)


# Keys of the labels -------------------------------------------------------------------------------
@pytest.fixture
def label(ann, ben):
    """Find a label of the codebook that Ann codes with, by its code."""
    version = make_round(annotators=[ann, ben]).codebook_version
    return lambda code: Label.objects.get(variable__version=version, code=code)


def caps(client, ann):
    """The keys of the labels on Ann's desk, by code."""
    page = client.get(desk(ann.assignments.order_by("unit__sequence").first()))
    return {
        choice.label.code: choice.cap
        for question in page.context["form"].questions
        for choice in question.choices
    }


def test_a_person_gives_labels_keys_of_their_own_and_two_change_places(client, ann, ben, label):
    client.force_login(ann)
    before = caps(client, ann)
    own = {f"label.{label('T01').pk}": before["T02"], f"label.{label('T02').pk}": before["T01"]}

    response = client.post(
        reverse("annotations:desk_settings"), form(**own, **{f"label.{label('T03').pk}": "8"})
    )

    assert response.status_code == 302
    swapped = {"T01": before["T02"], "T02": before["T01"], "T03": "8"}
    assert caps(client, ann) == before | swapped
    client.force_login(ben)
    assert caps(client, ben) == before


def test_a_label_key_stays_in_the_next_version_of_the_codebook(client, ann, ben, label):
    client.force_login(ann)
    client.post(reverse("annotations:desk_settings"), form(**{f"label.{label('T01').pk}": "8"}))
    first = label("T01").variable.version
    later = make_version(codebook=first.codebook)

    make_round(annotators=[ann, ben], version=later)

    [version, *_older] = desk_settings.versions_for(ann)
    own = desk_settings.label_keys_of(desk_settings.choices_of(ann), version)
    assert version == later
    assert {Label.objects.get(pk=pk).code: key for pk, key in own.items()} == {"T01": "8"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("W", "“Topic T01” and “Topic T02” would have the same key."),
        ("1", "“Topic T01” and “Positive” would have the same key."),
        ("N", "“Note” and “Topic T01” would have the same key."),
        ("?", "“?” always lists the keys."),
        ("xy", "“Topic T01” needs a single key."),
    ],
)
def test_a_label_key_that_is_taken_is_refused_and_what_was_typed_stays(
    client, ann, label, typed, sentence
):
    client.force_login(ann)

    response = client.post(
        reverse("annotations:desk_settings"), form(**{f"label.{label('T01').pk}": typed})
    )

    assert response.status_code == 409
    assert sentence in content(response)
    assert f'value="{typed.upper()}"' in content(response)
    assert desk_settings.choices_of(ann) == desk_settings.DEFAULTS


def test_a_key_that_a_label_gave_up_is_free_for_the_desk(client, ann, label):
    client.force_login(ann)

    client.post(
        reverse("annotations:desk_settings"),
        form(**{f"label.{label('T01').pk}": "8", "key.note": "Q"}),
    )

    assert desk_settings.choices_of(ann)["keys"]["note"] == "Q"
    assert caps(client, ann)["T01"] == "8"


def test_the_keys_of_the_codebook_come_back_with_one_button(client, ann, label):
    client.force_login(ann)
    address = reverse("annotations:desk_settings")
    before = caps(client, ann)
    client.post(address, form(**{f"label.{label('T01').pk}": "8"}))

    client.post(address, {"preset": "codebook"})

    assert caps(client, ann) == before
    assert desk_settings.choices_of(ann) == desk_settings.DEFAULTS
