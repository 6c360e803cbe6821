"""My work and the coding desk, asked for as a browser without scripts does."""

import json
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from annotations import reviewing, rounds
from annotations.desk import AHEAD, MOST_AHEAD
from annotations.models import (
    Annotation,
    Attempt,
    DeskSettings,
    Draft,
    Evidence,
    Label,
    Variable,
)
from tests.annotations.at_the_desk import assignments, chosen, content, desk, send, stored
from tests.factories import answer, make_article, make_round, make_version

pytestmark = pytest.mark.django_db

QUERIES_OF_THE_DESK = 17
QUERIES_OF_A_DRAFT = 12
QUERIES_OF_A_SUBMISSION = 20
QUERIES_OF_A_SUBMISSION_ALONE = 15


@pytest.fixture
def coded(client, ann, ben):
    """A round of two articles for Ann and Ben; Ann is logged in."""
    client.force_login(ann)
    return make_round(articles=[make_article("首篇"), make_article("次篇")], annotators=[ann, ben])


# The desk -----------------------------------------------------------------------------------------
def test_the_desk_shows_the_article_beside_the_questions(client, ann, coded):
    first = assignments(coded, ann)[0]

    page = content(client.get(desk(first)))

    assert "首篇" in page
    assert "Topic T02" in page
    assert 'name="answer.sentiment"' in page
    assert "article <b>1</b> of 2" in page


def test_opening_the_desk_notes_when_the_work_began_and_only_once(client, ann, coded):
    first = assignments(coded, ann)[0]
    client.get(desk(first))
    begun = first.attempts.get().started_at

    client.get(desk(first))

    assert begun
    assert first.attempts.get().started_at == begun


def test_the_desk_speaks_chinese_to_those_who_read_it(client, ann, coded):
    ann.language = "zh-hans"
    ann.save()

    page = content(client.get(desk(assignments(coded, ann)[0])))

    assert "主题T02" in page
    assert "提交，看下一篇" in page


@pytest.mark.parametrize("address", ["desk", "submit"])
def test_who_is_logged_out_is_sent_to_the_login(client, ann, coded, address):
    client.logout()

    response = client.get(reverse(f"annotations:{address}", args=[assignments(coded, ann)[0].pk]))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_who_is_no_annotator_may_not_open_the_desk(client, ann, rita, coded):
    client.force_login(rita)

    assert client.get(desk(assignments(coded, ann)[0])).status_code == 403
    assert client.get(reverse("annotations:my_work")).status_code == 403


def test_an_annotator_cannot_open_or_answer_another_annotators_assignment(client, ben, coded):
    theirs = assignments(coded, ben)[0]

    assert client.get(desk(theirs)).status_code == 404
    assert send(client, theirs).status_code == 404
    assert not Annotation.objects.exists()


def test_a_round_that_is_closed_says_so(client, ann, coded):
    rounds.close_round(coded, by=coded.created_by)
    first = assignments(coded, ann)[0]

    responses = [client.get(desk(first)), send(client, first)]

    assert [response.status_code for response in responses] == [409, 409]
    assert "This round is closed" in content(responses[0])
    assert not Annotation.objects.exists()


def test_a_round_that_is_not_open_yet_says_so(client, ann, ben):
    client.force_login(ann)
    waiting = make_round(annotators=[ann, ben], opened=False)

    response = client.get(desk(assignments(waiting, ann)[0]))

    assert response.status_code == 409
    assert "not open yet" in content(response)


def test_what_was_submitted_can_still_be_read_after_the_round_is_closed(client, ann, coded):
    first = assignments(coded, ann)[0]
    answer(first, topic="T02")
    rounds.close_round(coded, by=coded.created_by)

    page = content(client.get(desk(first)))

    assert "You submitted these answers" in page
    assert "<fieldset" in page
    assert page.count("disabled") == page.count("<fieldset")


def test_what_was_submitted_can_be_taken_back_where_it_is_read(client, ann, coded):
    first = assignments(coded, ann)[0]
    answer(first, topic="T02")
    take_back = reverse("annotations:take_back", args=[first.pk])

    before = content(client.get(desk(first)))
    rounds.close_round(coded, by=coded.created_by)

    assert take_back in before
    assert take_back not in content(client.get(desk(first)))


def test_the_desk_asks_the_database_the_same_few_questions_whatever_it_shows(
    client, ann, ben, django_assert_num_queries
):
    client.force_login(ann)
    many = make_version(topics=tuple(f"T{number:02}" for number in range(1, 15)))
    small = make_round(articles=[make_article() for _ in range(4)], annotators=[ann, ben])
    large = make_round(
        articles=[make_article(body="一句。\n" * 50) for _ in range(8)],
        annotators=[ann, ben],
        version=many,
    )
    addresses = [desk(assignments(round, ann)[0]) for round in (small, large)]
    for address in addresses:
        client.get(address)  # the first visit notes the beginning

    for address in addresses:
        with django_assert_num_queries(QUERIES_OF_THE_DESK):
            client.get(address)


def test_drafts_and_submissions_cost_the_same_few_queries_whatever_the_article(
    client, ann, ben, django_assert_num_queries
):
    client.force_login(ann)
    many = make_version(topics=tuple(f"T{number:02}" for number in range(1, 15)))
    articles = [make_article(body="一句话。\n" * place) for place in range(1, 10)]
    made = make_round(articles=articles, annotators=[ann, ben], version=many)
    script = {"HX-Request": "true"}
    first, second, third, *_others = assignments(made, ann)
    for one in (first, second):
        client.get(desk(one))  # the first visit notes the beginning

    for assignment, topics in ((first, ["T01"]), (second, ["T01", "T02", "T03"])):
        with django_assert_num_queries(QUERIES_OF_A_DRAFT):
            response = client.post(
                reverse("annotations:draft", args=[assignment.pk]),
                {**draft_of(assignment), "answers": {"topic": topics}},
                content_type="application/json",
            )
        assert response.json() == {"revision": 1}
        with django_assert_num_queries(QUERIES_OF_A_SUBMISSION):
            send(client, assignment, topics, main="T01", headers=script, had=str(third.pk))


def test_a_submission_costs_less_while_the_desk_holds_articles_enough(
    client, ann, ben, django_assert_num_queries
):
    client.force_login(ann)
    made = make_round(articles=[make_article() for _ in range(9)], annotators=[ann, ben])
    first, *others = assignments(made, ann)
    held = ",".join(str(one.pk) for one in others[: AHEAD + 1])
    client.get(desk(first))

    with django_assert_num_queries(QUERIES_OF_A_SUBMISSION_ALONE):
        data = send(client, first, headers={"HX-Request": "true"}, had=held).json()

    assert data["order"] == [one.pk for one in others[: MOST_AHEAD + 1]]
    assert (data["desks"], data["done"]) == ([], None)


def draft_of(assignment):
    """What the desk sends of an article on which nothing is chosen yet."""
    return {
        "attempt": assignment.attempts.get(superseded_at=None).pk,
        "answers": {},
        "evidence": {},
        "note": "",
        "seconds": 0,
        "seen": assignment.unit.article.coded_sha256,
        "revision": 0,
        "device": str(uuid.uuid4()),
    }


def test_a_draft_of_another_device_is_not_overwritten(client, ann, coded):
    first = assignments(coded, ann)[0]
    address = reverse("annotations:draft", args=[first.pk])
    mine, other = draft_of(first), draft_of(first)
    client.post(address, mine | {"note": "一"}, content_type="application/json")

    response = client.post(address, other | {"note": "二"}, content_type="application/json")

    assert response.status_code == 409
    assert "another device" in response.json()["sentence"]
    assert Draft.objects.get().note == "一"
    kept = client.post(
        address, other | {"note": "二", "revision": 1}, content_type="application/json"
    )
    assert kept.json() == {"revision": 2}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"answers": []}, 409),
        ({"answers": {"topic": "T01"}}, 409),
        ({"evidence": {"x": []}}, 409),
        ({"evidence": {"1": [[1, "2"]]}}, 409),
        ({"note": "长" * 2001}, 409),
        ({"note": "\0"}, 409),
        ({"note": "\ud800"}, 409),
        ({"answers": {"topic": ["\0"]}}, 409),
        ({"evidence": {"9" * 5000: []}}, 409),
        ({"seen": "\0"}, 409),
        ({"seconds": -1}, 409),
        ({"attempt": 0}, 409),
        ({"device": "x"}, 400),
        ({"revision": None}, 400),
        ({"revision": 10**30}, 400),
        ({"attempt": "9" * 5000}, 400),
    ],
)
def test_a_draft_of_another_shape_is_not_kept(client, ann, coded, change, status):
    first = assignments(coded, ann)[0]

    response = client.post(
        reverse("annotations:draft", args=[first.pk]),
        draft_of(first) | change,
        content_type="application/json",
    )

    assert response.status_code == status
    assert not Draft.objects.exists()


def test_a_draft_takes_no_other_persons_place_and_none_in_a_closed_round(client, ann, ben, coded):
    theirs, mine = assignments(coded, ben)[0], assignments(coded, ann)[0]
    rounds.close_round(coded, by=coded.created_by)

    answers = [
        client.post(
            reverse("annotations:draft", args=[one.pk]),
            draft_of(one),
            content_type="application/json",
        ).status_code
        for one in (theirs, mine)
    ]

    assert answers == [404, 409]
    assert not Draft.objects.exists()


def test_a_draft_that_is_nested_without_end_is_refused(client, ann, coded):
    [first, _second] = assignments(coded, ann)

    response = client.post(
        reverse("annotations:draft", args=[first.pk]),
        "[" * 100_000,
        content_type="application/json",
    )

    assert response.status_code == 400


def test_the_desk_begins_with_the_draft_without_scripts_too(client, ann, coded):
    first = assignments(coded, ann)[0]
    said = draft_of(first) | {"answers": {"topic": ["T03", "T01"]}, "note": "存疑"}
    client.post(
        reverse("annotations:draft", args=[first.pk]), said, content_type="application/json"
    )

    response = client.get(desk(first))

    assert chosen(response, "topic") == {"T01", "T03"}
    assert "存疑" in content(response)


def test_choices_made_on_the_desk_are_kept_and_wrong_ones_refused(client, ann):
    client.force_login(ann)
    address = reverse("annotations:desk_choice")

    statuses = [
        client.post(address, data, headers={"HX-Request": "true"}).status_code
        for data in (
            {"text_size": "4", "marks_terms": "true"},
            {"text_size": "9"},
            {"text_size": "9" * 5000},
        )
    ]

    assert statuses == [204, 409, 204]
    assert DeskSettings.objects.get(person=ann).choices == {"text_size": 4, "marks_terms": True}


def test_topics_that_are_parts_stand_below_what_they_are_of_and_are_found_by_initials(
    client, ann, ben
):
    client.force_login(ann)
    version = make_version(published=False)
    topic = version.variables.get(code="topic")
    whole = topic.labels.get(code="T01")
    Label.objects.create(
        variable=topic, code="T01a", position=9, name_zh="行业监管", name_en="Trade", parent=whole
    )
    version.published_at = timezone.now()
    version.save(update_fields=["published_at"])

    response = client.get(
        desk(assignments(make_round(annotators=[ann, ben], version=version), ann)[0])
    )

    choices = response.context["form"].questions[0].choices
    assert [(one.label.code, one.level) for one in choices][:3] == [
        ("T01", 0), ("T01a", 1), ("T02", 0),
    ]  # fmt: skip
    assert choices[1].found_by == "xingyejianguan|xyjg|hyjg|行业监管|trade|t01a"


# Any codebook -------------------------------------------------------------------------------------
def test_any_further_variable_of_the_codebook_is_asked_and_stored(client, ann, ben):
    client.force_login(ann)
    version = make_version(published=False)
    genre = Variable.objects.create(
        version=version, code="genre", position=3, kind="one", name_zh="体裁", required=False
    )
    Label.objects.create(variable=genre, code="report", position=1, name_zh="报道", key="Q")
    version.published_at = timezone.now()
    version.save(update_fields=["published_at"])
    first = assignments(make_round(annotators=[ann, ben], version=version), ann)[0]

    page = content(client.get(desk(first)))
    send(client, first, **{"answer.genre": "report"})

    assert "No answer" in page
    assert ("report", True) in stored(first)


def test_a_key_is_given_once_and_never_one_of_the_desk_itself(client, ann, ben):
    client.force_login(ann)
    version = make_version(published=False)
    topic = version.variables.get(code="topic")
    Label.objects.create(variable=topic, code="T08", position=8, name_zh="八", key="N")
    genre = Variable.objects.create(
        version=version, code="genre", position=3, kind="one", name_zh="体裁", required=False
    )
    Label.objects.create(variable=genre, code="report", position=1, name_zh="报道", key="Q")
    version.published_at = timezone.now()
    version.save(update_fields=["published_at"])

    page = content(
        client.get(desk(assignments(make_round(annotators=[ann, ben], version=version), ann)[0]))
    )

    assert page.count('data-key="Q"') == 1
    assert page.count('data-key="N"') == 1  # the note


def test_codes_in_the_codebooks_texts_are_shown_as_keys(client, ann, ben):
    client.force_login(ann)
    version = make_version(published=False)
    Label.objects.filter(variable__version=version, code="T01").update(
        exclude_zh="以技术为主归T02;<b>不含</b>T99。"
    )
    version.published_at = timezone.now()
    version.save(update_fields=["published_at"])

    page = content(
        client.get(desk(assignments(make_round(annotators=[ann, ben], version=version), ann)[0]))
    )

    assert '归<kbd title="Topic T02" aria-hidden="true">W</kbd>' in page
    assert "&lt;b&gt;不含&lt;/b&gt;T99" in page


# Handing in ---------------------------------------------------------------------------------------
def test_submitting_stores_the_answers_and_goes_to_the_next_article(client, ann, coded):
    first, second = assignments(coded, ann)

    response = send(client, first, ["T01", "T03"], "T03", "positive", note=" 标题有误 ")

    assert response.status_code == 302
    assert response.url == desk(second)
    assert stored(first) == {("T03", True), ("T01", False), ("positive", True)}
    assert first.attempts.get().note == "标题有误"


def test_after_the_last_article_comes_my_work_with_a_word(client, ann, coded):
    first, second = assignments(coded, ann)
    send(client, first)

    response = send(client, second)

    assert response.url == reverse("annotations:my_work")
    assert "All your articles are coded." in content(client.get(response.url))


def test_after_the_last_of_a_round_come_those_left_out_before(client, ann, coded):
    first, second = assignments(coded, ann)

    response = send(client, second)

    assert response.url == desk(first)


def test_a_script_is_given_what_comes_next_but_not_what_it_has(client, ann, ben):
    client.force_login(ann)
    made = make_round(articles=[make_article() for _ in range(5)], annotators=[ann, ben])
    first, *others = assignments(made, ann)

    data = send(client, first, headers={"HX-Request": "true"}, had=str(others[0].pk)).json()

    assert data["order"] == [one.pk for one in others]
    assert [desk["assignment"] for desk in data["desks"]] == [one.pk for one in others[1:]]
    assert data["desks"][0]["article"].strip().startswith("<article")
    assert (data["done"], data["given"]) == (1, 5)


def test_a_script_is_told_what_is_wrong_and_nothing_is_stored(client, ann, coded):
    first = assignments(coded, ann)[0]

    response = send(client, first, [], headers={"HX-Request": "true"})

    assert response.status_code == 422
    assert response.json() == {"errors": {"answer.topic": ["Choose an answer."]}}
    assert not Annotation.objects.exists()


def test_evidence_and_active_time_are_handed_in_with_the_answers(client, ann, coded):
    first = assignments(coded, ann)[0]
    label = coded.codebook_version.variables.get(code="topic").labels.get(code="T01")

    send(client, first, evidence=json.dumps({label.pk: [[0, 2], [1, 3]]}), active_seconds="42")

    assert set(Evidence.objects.values_list("annotation__label__code", "start", "end")) == {
        ("T01", 0, 2),
        ("T01", 1, 3),
    }
    assert first.attempts.get().active_seconds == 42
    assert 'data-slot="1"' in content(client.get(desk(first)))  # shown where it stands


@pytest.mark.parametrize("said", ['{"99999": [[0, 1]]}', '{"x": 1}', "[1]", '{"1": [[0]]}', "{"])
def test_evidence_that_cannot_be_read_is_refused_beside_the_questions(client, ann, coded, said):
    first = assignments(coded, ann)[0]

    response = send(client, first, evidence=said)

    assert response.status_code == 422
    assert not Annotation.objects.exists()


def test_an_article_is_taken_back_and_coded_again(client, ann, coded):
    first = assignments(coded, ann)[0]
    send(client, first, ["T02"])

    response = client.post(reverse("annotations:reopen", args=[first.pk]))

    assert response.url == desk(first)
    assert chosen(client.get(response.url), "topic") == {"T02"}
    again = client.post(
        reverse("annotations:reopen", args=[first.pk]), headers={"HX-Request": "true"}
    )
    assert again.status_code == 409
    assert content(again) == "You have not submitted this article yet."


def test_one_topic_alone_is_the_main_one(client, ann, coded):
    first = assignments(coded, ann)[0]

    send(client, first, ["T02"])

    assert ("T02", True) in stored(first)


def test_handing_in_the_same_again_counts_once_and_goes_on(client, ann, coded):
    first, second = assignments(coded, ann)
    token = str(uuid.uuid4())
    send(client, first, token=token)

    again = send(client, first, token=token)

    assert again.url == desk(second)
    assert stored(first) == {("T01", True), ("neutral", True)}


def test_a_second_submission_of_another_kind_is_refused(client, ann, coded):
    first = assignments(coded, ann)[0]
    send(client, first)

    response = send(client, first, ["T02"])

    assert response.status_code == 409
    assert "already submitted" in content(response)
    assert stored(first) == {("T01", True), ("neutral", True)}


def test_a_late_repetition_does_not_answer_what_was_sent_back_meanwhile(
    client, ann, ben, coded, rita
):
    first = assignments(coded, ann)[0]
    token = str(uuid.uuid4())
    send(client, first, token=token)
    answer(assignments(coded, ben)[0], topic="T02")
    reviewing.send_back(first.unit, attempts=[first.attempts.get()], comment="请再看主题", by=rita)

    send(client, first, token=token)

    assert first.attempts.get(superseded_at=None).submitted_at is None


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"sentiment": ""}, "Choose an answer."),
        ({"topics": []}, "Choose an answer."),
        ({"topics": ["T01", "T02"]}, "Say which one is the main one."),
        ({"topics": ["T01", "T02"], "main": "T03"}, "Say which one is the main one."),
        ({"topics": ["T01", "T02", "T03", "T04", "T05"], "main": "T01"}, "At most 4 answers."),
        ({"topics": ["positive"]}, "Select a valid choice."),
        ({"note": "长" * 2001}, "at most 2000"),
    ],
)
def test_wrong_answers_come_back_with_the_error_and_what_was_chosen(
    client, ann, ben, answers, sentence
):
    client.force_login(ann)
    version = make_version(topics=("T01", "T02", "T03", "T04", "T05"))
    first = assignments(make_round(annotators=[ann, ben], version=version), ann)[0]

    response = send(client, first, **answers)

    assert response.status_code == 422
    assert sentence in content(response)
    assert chosen(response, "topic") == (set(answers.get("topics", ["T01"])) - {"positive"})
    assert chosen(response, "sentiment") == ({answers.get("sentiment", "neutral")} - {""})
    assert not Annotation.objects.exists()


def test_reloading_after_an_error_leads_to_the_desk(client, ann, coded):
    first = assignments(coded, ann)[0]

    response = client.get(reverse("annotations:submit", args=[first.pk]))

    assert response.url == desk(first)


# Sent back ----------------------------------------------------------------------------------------
@pytest.fixture
def returned(ann, ben, rita, coded):
    """Ann's first article, coded T01, disputed by Ben's T02, sent back to her."""
    mine, theirs = assignments(coded, ann)[0], assignments(coded, ben)[0]
    attempt = answer(mine, topic="T01 T03", sentiment="positive")
    answer(theirs, topic="T02")
    reviewing.send_back(mine.unit, attempts=[attempt], comment="请再看次主题。", by=rita)
    return mine


def test_a_returned_article_shows_the_comment_and_ones_own_answers_only(client, returned):
    response = client.get(desk(returned))

    assert "请再看次主题。" in content(response)
    assert chosen(response, "topic") == {"T01", "T03"}
    assert chosen(response, "sentiment") == {"positive"}


def test_answering_again_makes_a_new_attempt_and_keeps_the_first(client, returned):
    send(client, returned, ["T02"])

    assert stored(returned) == {("T02", True), ("neutral", True)}
    assert Attempt.objects.get(assignment=returned, number=1).annotations.count() == 3
