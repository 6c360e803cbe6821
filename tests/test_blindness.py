"""Blindness: who has still to code an article sees nothing of the others' work on it.

Whatever roles they hold, and whichever way they look: pages, API, exports, statistics, admin.
"""

from uuid import uuid4

import pytest
from django.urls import reverse

from annotations import (
    asking,
    coding,
    drafts,
    handing_out,
    one_more,
    referring,
    reliability,
    staffing,
    training,
)
from annotations.dashboard import KINDS
from annotations.models import (
    Annotation,
    Assignment,
    Attempt,
    Claim,
    Decision,
    DecisionLabel,
    RoundAnnotator,
    Unit,
)
from annotations.reviewing import decide, send_back
from annotations.rounds import Rules
from newsroom import indexing
from newsroom.errors import Refused
from tests.factories import (
    answer,
    labels_of,
    make_article,
    make_round,
    make_user,
    make_version,
)
from tests.test_access import names

pytestmark = pytest.mark.django_db

ALL_ROLES = ("annotator", "reviewer", "supervisor", "consumer")
SECRET = "T03"  # the topic that only the other annotator gave


@pytest.fixture
def version():
    return make_version(topics=("T01", "T02", SECRET))


@pytest.fixture
def curious(db):
    """Somebody who codes and holds every other role as well."""
    return make_user("curious", roles=ALL_ROLES, is_staff=True)


@pytest.fixture
def half_coded(version, curious, ben):
    """A unit that Ben has coded and the curious person has not."""
    unit = make_round(version=version, annotators=[curious, ben]).units.get()
    answer(unit.assignments.get(annotator=ben), topic=SECRET, sentiment="negative")
    unit.refresh_from_db()
    return unit


def test_the_others_annotations_are_hidden_until_one_has_submitted(half_coded, curious, ben):
    hidden = Annotation.objects.visible_to(curious)
    before = hidden.count()

    answer(half_coded.assignments.get(annotator=curious), topic="T01")

    assert before == 0
    assert Annotation.objects.visible_to(curious).filter(label__code=SECRET).exists()


def test_one_always_sees_ones_own_annotations(half_coded, ben):
    assert Annotation.objects.visible_to(ben).count() == 2


def test_an_annotator_alone_never_sees_the_others_annotations(half_coded, version):
    ann = make_user("ann", role="annotator")

    assert not Annotation.objects.visible_to(ann).exists()


def test_a_reviewer_who_does_not_code_the_article_sees_all(half_coded, rita):
    assert Annotation.objects.visible_to(rita).count() == 2


def test_the_same_article_in_another_round_is_hidden_too(half_coded, curious, ben, version):
    answer(half_coded.assignments.get(annotator=curious), topic="T01")
    make_round(version=version, annotators=[curious, ben], articles=[half_coded.article])

    seen = Annotation.objects.visible_to(curious).exclude(attempt__assignment__annotator=curious)

    assert not seen.exists()


def test_an_article_sent_back_is_hidden_again_until_it_is_coded_anew(half_coded, curious, rita):
    answer(half_coded.assignments.get(annotator=curious), topic="T01")
    mine = Attempt.objects.get(assignment__annotator=curious)
    send_back(half_coded, attempts=[mine], comment="Look at the lead again.", by=rita)

    others = Annotation.objects.visible_to(curious).exclude(attempt__assignment__annotator=curious)

    assert not others.exists()
    assert not Attempt.objects.visible_to(curious).exclude(assignment__annotator=curious).exists()


def test_a_decision_is_hidden_from_whoever_has_still_to_code_the_article(
    half_coded, curious, ben, rita, version
):
    answer(half_coded.assignments.get(annotator=curious), topic="T01")
    decide(
        half_coded,
        answers=labels_of(version, topic="T01", sentiment="neutral"),
        reason="slip",
        by=rita,
    )
    visible_at_first = Decision.objects.visible_to(curious).count()
    make_round(version=version, annotators=[curious, ben], articles=[half_coded.article])

    assert visible_at_first == 1
    assert not Decision.objects.visible_to(curious).exists()
    assert not DecisionLabel.objects.visible_to(curious).exists()


def test_an_annotator_sees_the_decisions_on_their_own_units_only(version, ann, ben, rita):
    carl = make_user("carl", role="annotator")
    made = make_round(version=version, annotators=[ann, ben], articles=[make_article()])
    unit = made.units.get()
    for person, topic in ((ann, "T01"), (ben, "T02")):
        answer(unit.assignments.get(annotator=person), topic=topic)
    decide(
        unit, answers=labels_of(version, topic="T01", sentiment="neutral"), reason="slip", by=rita
    )

    assert Decision.objects.visible_to(ann).count() == 1
    assert not Decision.objects.visible_to(carl).exists()


def test_nobody_anonymous_sees_anything(half_coded):
    from django.contrib.auth.models import AnonymousUser

    assert not Annotation.objects.visible_to(AnonymousUser()).exists()
    assert not Decision.objects.visible_to(AnonymousUser()).exists()


# Through the site ---------------------------------------------------------------------------------

NOTE = "Ben says that this is a matter of the courts."


@pytest.fixture
def watched(version, curious, ben):
    """A unit that Ben has coded, with a note; the curious person, who holds all roles, has not."""
    unit = make_round(version=version, annotators=[curious, ben]).units.get()
    answer(unit.assignments.get(annotator=ben), topic=SECRET, sentiment="negative", note=NOTE)
    return unit


def readable_addresses(unit):
    """Every address without arguments, and those that can show this unit or its round."""
    plain = [
        name
        for name, entry in names()
        if not name.startswith(("admin:", "account_", "mfa_"))
        and not entry.pattern.regex.groups
        and name not in {"preferences", "set_language"}
    ]
    article = unit.article
    return [
        *map(reverse, plain),
        reverse("article", args=[article.identifier]),
        reverse("page", args=[article.page.identifier]),
        reverse("annotations:desk", args=[unit.assignments.first().pk]),
        reverse("annotations:desk", args=[unit.assignments.last().pk]),
        reverse("annotations:review_desk", args=[unit.pk]),
        reverse("annotations:round", args=[unit.round_id]),
        reverse("annotations:annotators", args=[unit.round_id]),
        reverse("annotations:units", args=[unit.round_id]),
        reverse("annotations:methods", args=[unit.round_id]),
        reverse("annotations:unit", args=[unit.pk]),
        *(reverse("annotations:waiting", args=[kind]) for kind in KINDS),
        reverse("api:round", args=[unit.round_id]),
        reverse("api:article", args=[article.identifier]),
        reverse("search") + "?q=courts",
        *(
            reverse(f"admin:annotations_{model}_changelist")
            for model in ("annotation", "attempt", "assignment", "decision", "unit", "round")
            if f"annotations_{model}_changelist" in admin_names()
        ),
    ]


def admin_names():
    """The names of the admin's addresses."""
    return {name.removeprefix("admin:") for name, _entry in names() if name.startswith("admin:")}


def test_no_page_of_the_site_shows_another_annotators_work(client, watched, curious):
    client.force_login(curious)

    leaking = [
        address
        for address in readable_addresses(watched)
        if NOTE in body_of(client.get(address, follow=True))
    ]

    assert leaking == []


def test_a_reviewer_who_does_not_code_finds_it_once_all_have_submitted(
    client, watched, curious, rita
):
    answer(watched.assignments.get(annotator=curious), topic="T01")
    client.force_login(rita)

    page = client.get(reverse("annotations:review_desk", args=[watched.pk]))

    assert NOTE in page.text


def body_of(response):
    """What was answered, streamed or not."""
    if response.streaming:
        return b"".join(response.streaming_content).decode()
    return response.content.decode(errors="replace")


def test_the_export_leaves_out_what_the_reader_may_not_see(client, watched, curious):
    client.force_login(curious)

    before = body_of(client.get(reverse("api:raw"), {"format": "jsonl"}))
    answer(watched.assignments.get(annotator=curious), topic="T01")
    after = body_of(client.get(reverse("api:raw"), {"format": "jsonl"}))

    assert before == ""
    assert f'"{SECRET}"' in after


def test_the_search_by_label_does_not_know_the_others_labels(client, watched, curious, rita):
    """Who may see no label of it is offered none, and asking by its address narrows nothing."""
    indexing.index([watched.article, make_article()])
    asked = {"q": "标题", "label": f"topic:{SECRET}"}

    def found_by(person, **words):
        client.force_login(person)
        response = client.get(reverse("search"), words)
        return {result["article"].pk for result in response.context["results"]}, response.text

    everything, _page = found_by(curious, q="标题")
    hidden, page = found_by(curious, **asked)
    shown, _page = found_by(rita, **asked)

    assert hidden == everything
    assert f"topic:{SECRET}" not in page
    assert shown == {watched.article.pk} != everything


def test_the_statistics_of_a_round_leave_out_what_the_viewer_may_not_see(watched, curious, rita):
    hidden = reliability.visible_answers(watched.round, user=curious)
    seen = reliability.visible_answers(watched.round, user=rita)

    assert not any(hidden.given.values())
    assert any(seen.given.values())


def test_no_figure_of_the_report_is_counted_from_what_the_viewer_may_not_see(
    client, watched, curious, sue
):
    made = watched.round
    asked = f"?variable=topic&row={SECRET}"
    addresses = [
        reverse("annotations:units", args=[made.pk]) + asked,
        reverse("annotations:annotators", args=[made.pk]),
        reverse("annotations:unit", args=[watched.pk]),
    ]

    client.force_login(curious)
    units, people, unit = (client.get(address) for address in addresses)

    assert list(units.context["page"]) == []
    assert not any(sum(one.total) for one in people.context["distributions"])
    assert unit.context["hidden"]
    assert "answered" not in unit.context
    client.force_login(sue)
    assert len(client.get(addresses[0]).context["page"]) == 1
    assert client.get(addresses[2]).context["answered"]


def test_what_is_said_about_an_article_is_hidden_from_who_has_still_to_code_it(
    client, watched, curious, ben, rita, sue
):
    asking.ask(watched.assignments.get(annotator=ben), text=NOTE, by=ben)
    referring.refer(watched, kind="codebook", comment=NOTE, by=rita)
    addresses = [
        reverse("annotations:questions"),
        reverse("annotations:referrals"),
        reverse("annotations:review_queue"),
        reverse("annotations:agreed", args=[watched.round_id]),
    ]
    client.force_login(curious)
    leaking = [address for address in addresses if NOTE in body_of(client.get(address))]
    client.force_login(rita)
    asked = body_of(client.get(addresses[0]))
    client.force_login(sue)
    referred = body_of(client.get(addresses[1]))

    assert leaking == []
    assert NOTE in asked
    assert NOTE in referred


def test_nobody_claims_or_confirms_an_article_that_they_have_still_to_code(
    client, watched, curious
):
    client.force_login(curious)

    answers = [
        client.post(reverse(f"annotations:{name}", args=[watched.pk])).status_code
        for name in ("confirm", "take_over", "ask_another", "refer")
    ]

    assert answers == [404] * 4
    assert not Claim.objects.exists()


def test_the_review_desk_of_an_article_one_has_still_to_code_does_not_exist(
    client, watched, curious
):
    client.force_login(curious)

    response = client.get(reverse("annotations:review_desk", args=[watched.pk]))

    assert response.status_code == 404


def test_drafts_and_what_is_fetched_ahead_are_ones_own(client, version, curious, ben):
    made = make_round(
        version=version, annotators=[curious, ben], articles=[make_article(), make_article()]
    )
    for assignment in ben.assignments.filter(unit__round=made):
        attempt = coding.start(assignment, by=ben)
        drafts.save(
            assignment,
            attempt_id=attempt.pk,
            content={
                "answers": {"topic": [SECRET]},
                "evidence": {},
                "note": "Bens Notiz",
                "active_seconds": 1,
            },
            seen=assignment.unit.article.coded_sha256,
            revision=0,
            device=uuid4(),
            by=ben,
        )
    client.force_login(curious)
    first, second = curious.assignments.filter(unit__round=made).order_by("position")

    page = client.get(reverse("annotations:desk", args=[first.pk]))
    handed_in = client.post(
        reverse("annotations:submit", args=[first.pk]),
        {"answer.topic": "T01", "answer.sentiment": "neutral"},
        headers={"HX-Request": "true"},
    )

    held = [page.context["data"], *page.context["ahead"]["desks"], *handed_in.json()["desks"]]
    assert [desk["assignment"] for desk in held] == [first.pk, second.pk, second.pk]
    assert all(desk["given"] == {} and desk["revision"] == 0 for desk in held)
    assert b"Bens Notiz" not in page.content + handed_in.content
    theirs = reverse("annotations:draft", args=[ben.assignments.first().pk])
    assert client.post(theirs, {}, content_type="application/json").status_code == 404


def test_an_error_message_says_nothing_about_the_others(client, watched, curious, version):
    client.force_login(curious)

    response = client.post(
        reverse("annotations:submit", args=[watched.assignments.get(annotator=curious).pk]),
        {"answer.topic": "T01"},
    )

    assert response.status_code == 422
    assert NOTE not in response.text


def test_the_admin_does_not_know_the_others_annotations(client, watched, curious, sue):
    address = reverse("admin:annotations_annotation_changelist")

    client.force_login(curious)
    curious_sees = client.get(address).context["cl"].result_count
    client.force_login(sue)
    sue_sees = client.get(address).context["cl"].result_count

    assert (curious_sees, sue_sees) == (0, 2)


def test_the_audit_log_does_not_say_what_the_others_answered(client, half_coded, curious, sue):
    address = reverse("admin:newsroom_auditentry_changelist")

    client.force_login(curious)
    before = client.get(address, {"action": "attempt.submitted"}).text
    answer(half_coded.assignments.get(annotator=curious))
    after = client.get(address, {"action": "attempt.submitted"}).text

    assert SECRET not in before
    assert SECRET in after
    client.force_login(sue)
    assert SECRET in client.get(address, {"action": "attempt.submitted"}).text


def test_training_shows_no_gold_of_an_article_that_one_has_still_to_code_elsewhere(
    half_coded, curious, ben, rita, version
):
    article = half_coded.article
    others = [ben, make_user(role="annotator")]
    settled = make_round(version=version, articles=[article], annotators=others).units.get()
    for assignment in settled.assignments.all():
        answer(assignment, topic=SECRET)
    lesson = make_round(
        version=version, kind="training", articles=[article], annotators=[curious], per_unit=1
    )

    attempt = answer(lesson.units.get().assignments.get())

    assert training.feedback(attempt) is None
    assert [mark.of for mark in training.marks(lesson, curious)] == [0, 0]
    answer(half_coded.assignments.get(annotator=curious))
    assert training.feedback(attempt) is not None


def test_a_reviewer_who_has_seen_the_answers_is_not_asked_to_code_the_article(version):
    both = make_user(roles=["annotator", "reviewer"])
    made = make_round(version=version)
    unit = made.units.get()
    RoundAnnotator.objects.create(round=made, annotator=both)
    for assignment, topic in zip(unit.assignments.order_by("pk"), ("T01", SECRET), strict=True):
        answer(assignment, topic=topic)
    unit.refresh_from_db()

    with pytest.raises(Refused, match="All annotators"):
        one_more.ask_another(unit, by=both)

    assert not Assignment.objects.filter(annotator=both).exists()


def test_a_reviewer_who_has_decided_is_not_asked_to_code_the_article_later(rita, version):
    both = make_user(roles=["annotator", "reviewer"])
    made = make_round(version=version, rules=Rules(second_review_share=1))
    unit = made.units.get()
    RoundAnnotator.objects.create(round=made, annotator=both)
    for assignment, topic in zip(unit.assignments.order_by("pk"), ("T01", SECRET), strict=True):
        answer(assignment, topic=topic)
    decide(
        Unit.objects.get(),
        answers=labels_of(version, topic=SECRET, sentiment="neutral"),
        reason="slip",
        by=both,
    )

    with pytest.raises(Refused, match="All annotators"):
        one_more.ask_another(unit, by=rita)


def test_a_reviewer_who_sent_an_article_back_is_not_handed_it_from_the_pool(version, sue):
    both = make_user(roles=["annotator", "reviewer"])
    people = [make_user(role="annotator") for _person in range(3)]
    made = make_round(version=version, annotators=[*people, both], rules=Rules(allocation="pool"))
    for person, topic in zip(people, ("T01", SECRET), strict=False):
        (claimed,) = handing_out.claim(made, by=person)
        answer(claimed, topic=topic)
    unit = made.units.get()
    attempt = Attempt.objects.get(assignment__annotator=people[0])
    send_back(unit, attempts=[attempt], comment="Read the headline.", by=both)
    staffing.remove_annotator(made, annotator=people[0], reason="On leave.", by=sue)

    assert handing_out.claim(made, by=both) == []
    assert [one.unit for one in handing_out.claim(made, by=people[2])] == [unit]


def test_the_overview_does_not_say_what_was_sent_back_of_an_article_still_to_code(
    half_coded, curious, ben, rita, version
):
    others = [ben, make_user(role="annotator")]
    unit = make_round(version=version, articles=[half_coded.article], annotators=others).units.get()
    for assignment, topic in zip(unit.assignments.all(), ("T01", SECRET), strict=True):
        answer(assignment, topic=topic)
    unit.refresh_from_db()
    attempt = Attempt.objects.get(assignment__unit=unit, assignment__annotator=ben)
    send_back(unit, attempts=[attempt], comment="Read the headline.", by=rita)

    assert not KINDS["returned"].rows(curious).exists()
    assert KINDS["returned"].rows(rita).exists()
