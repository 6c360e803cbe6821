"""My work and the coding desk, asked for as a browser without scripts does."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from annotations import reviewing, rounds
from annotations.models import Annotation, Attempt, Label, Variable
from tests.annotations.at_the_desk import assignments, chosen, content, desk, send, stored
from tests.factories import answer, make_article, make_round, make_version

pytestmark = pytest.mark.django_db


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


def test_the_desk_asks_the_database_the_same_few_questions_whatever_it_shows(
    client, ann, ben, django_assert_num_queries
):
    client.force_login(ann)
    many = make_version(topics=tuple(f"T{number:02}" for number in range(1, 15)))
    small = make_round(annotators=[ann, ben])
    large = make_round(
        articles=[make_article() for _ in range(4)], annotators=[ann, ben], version=many
    )
    addresses = [desk(assignments(round, ann)[0]) for round in (small, large)]
    for address in addresses:
        client.get(address)  # the first visit notes the beginning

    for address in addresses:
        with django_assert_num_queries(13):
            client.get(address)


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


def test_a_script_is_told_where_to_go_next(client, ann, coded):
    first, second = assignments(coded, ann)

    response = send(client, first, headers={"HX-Request": "true"})

    assert response.status_code == 204
    assert response["HX-Redirect"] == desk(second)


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
