"""My work: what comes next, rounds, returns, lessons and pace."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from annotations import mywork, reviewing, staffing
from annotations.models import Assignment, Attempt
from annotations.rounds import Rules
from tests.annotations.at_the_desk import assignments, content, desk, send
from tests.annotations.pools import articles
from tests.factories import answer, labels_of, make_article, make_round, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def coded(client, ann, ben):
    """A round of two articles for Ann and Ben; Ann is logged in."""
    client.force_login(ann)
    return make_round(articles=[make_article("首篇"), make_article("次篇")], annotators=[ann, ben])


# Next ---------------------------------------------------------------------------------------------
def test_next_goes_to_the_first_article_still_to_code(client, ann, coded):
    first, second = assignments(coded, ann)
    answer(first)

    assert client.get(reverse("annotations:next_unit")).url == desk(second)


def test_next_keeps_to_a_round_where_one_is_named(client, ann, ben, coded):
    other = make_round(annotators=[ann, ben])

    response = client.get(reverse("annotations:next_unit"), {"round": other.pk})

    assert response.url == desk(assignments(other, ann)[0])


def test_next_returns_to_my_work_when_nothing_is_left(client, ann):
    client.force_login(ann)

    response = client.get(reverse("annotations:next_unit"), follow=True)

    assert response.redirect_chain[-1][0] == reverse("annotations:my_work")
    assert "nothing left to code" in content(response)


@pytest.mark.parametrize("named", ["foreign", "x", "²", "99999999999999999999"])
def test_a_round_that_is_not_theirs_is_nowhere(client, ann, named):
    client.force_login(ann)
    number = make_round().pk if named == "foreign" else named

    response = client.get(reverse("annotations:next_unit"), {"round": number})

    assert response.status_code == 404


# My work ------------------------------------------------------------------------------------------
def test_my_work_of_a_newcomer_says_what_will_come(client, ann):
    client.force_login(ann)

    page = content(client.get(reverse("annotations:my_work")))

    assert "No round has been given to you yet." in page
    assert "Nothing is settled yet." in page


def test_my_work_shows_the_next_article_and_the_progress_of_each_round(client, ann, coded):
    first, second = assignments(coded, ann)
    answer(first)

    page = content(client.get(reverse("annotations:my_work")))

    assert "次篇" in page
    assert f'href="{desk(second)}"' in page
    assert "1 / 2" in page
    assert "article 2 of 2" in page


def test_a_deadline_that_has_passed_is_said_to_have(client, ann, ben):
    client.force_login(ann)
    make_round(annotators=[ann, ben], deadline=timezone.localdate() - datetime.timedelta(days=1))

    page = content(client.get(reverse("annotations:my_work")))

    assert "has passed" in page


def test_rounds_of_others_and_rounds_not_open_yet_are_not_listed(client, ann, ben):
    client.force_login(ann)
    make_round(name="Not hers")
    make_round(name="Not yet", annotators=[ann, ben], opened=False)

    page = content(client.get(reverse("annotations:my_work")))

    assert "Not hers" not in page
    assert "Not yet" not in page


def settle(unit, rita, *, topic, comment="标题讲的是法院。"):
    """Let the reviewer decide a unit."""
    version = unit.round.codebook_version
    return reviewing.decide(
        unit, answers=labels_of(version, topic=topic, sentiment="neutral"), reason="slip",
        comment=comment, by=rita,
    )  # fmt: skip


def test_a_settled_article_teaches_where_ones_answer_was_another(client, ann, ben, rita, coded):
    mine, theirs = assignments(coded, ann)[0], assignments(coded, ben)[0]
    answer(mine, topic="T01")
    answer(theirs, topic="T02")
    settle(mine.unit, rita, topic="T02")

    page = content(client.get(reverse("annotations:my_work")))

    assert "标题讲的是法院。" in page
    assert "Topic, mine" in page
    assert "Sentiment, mine" not in page
    assert "1 of my last 1 settled articles" in page


def test_another_order_of_the_further_topics_is_no_difference(client, ann, ben, rita, coded):
    mine, theirs = assignments(coded, ann)[0], assignments(coded, ben)[0]
    answer(mine, topic="T01 T02 T03")
    answer(theirs, topic="T02")
    settle(mine.unit, rita, topic="T01 T03 T02")

    page = content(client.get(reverse("annotations:my_work")))

    assert "No difference." in page


def test_nothing_is_learned_of_an_article_that_is_still_to_be_coded_elsewhere(
    client, ann, ben, rita, coded
):
    mine, theirs = assignments(coded, ann)[0], assignments(coded, ben)[0]
    answer(mine, topic="T01")
    answer(theirs, topic="T02")
    settle(mine.unit, rita, topic="T02")
    make_round(articles=[mine.unit.article], annotators=[ann, make_user(role="annotator")])

    pages = [
        content(client.get(address)) for address in (reverse("annotations:my_work"), desk(mine))
    ]

    assert not any("标题讲的是法院。" in page for page in pages)


def test_the_desk_of_a_settled_article_gives_the_reason(client, ann, ben, rita, coded):
    mine, theirs = assignments(coded, ann)[0], assignments(coded, ben)[0]
    answer(mine, topic="T01")
    answer(theirs, topic="T02")
    settle(mine.unit, rita, topic="T02")

    page = content(client.get(desk(mine)))

    assert "标题讲的是法院。" in page
    assert "Topic: Topic T02" in page


def test_the_pace_counts_the_articles_of_the_day(client, ann, coded):
    first = assignments(coded, ann)[0]
    client.get(desk(first))
    Attempt.objects.filter(assignment=first).update(
        started_at=timezone.now() - datetime.timedelta(hours=1)
    )
    send(client, first, active_seconds=40)

    pace = client.get(reverse("annotations:my_work")).context["pace"]

    assert pace.today == 1
    assert pace.total == 1
    assert pace.seconds_per_article == 40  # at work, not since it was first opened


def test_an_article_that_is_taken_back_and_submitted_again_is_one_of_the_day(client, ann, coded):
    first = assignments(coded, ann)[0]
    for _attempt in range(2):
        send(client, first)
        client.post(reverse("annotations:reopen", args=[first.pk]))

    send(client, first)

    assert client.get(reverse("annotations:my_work")).context["pace"].today == 1


def test_what_was_taken_back_is_no_article_of_the_day(client, ann, coded):
    first = assignments(coded, ann)[0]
    send(client, first)

    client.post(reverse("annotations:reopen", args=[first.pk]))

    assert client.get(reverse("annotations:my_work")).context["pace"].total == 0


def test_what_was_taken_out_or_given_to_others_is_no_part_of_ones_share(
    client, ann, ben, sue, coded
):
    kept, out = assignments(coded, ann)
    answer(kept)

    staffing.exclude(out.unit, reason="a double", by=sue)

    [share] = client.get(reverse("annotations:my_work")).context["shares"]
    assert (share.given, share.done, share.left) == (1, 1, 0)


def test_a_hidden_second_coding_is_no_lesson(ann):
    made = make_round(
        articles=articles(4), annotators=[ann], per_unit=1, rules=Rules(recode_share=0.25)
    )
    again = Assignment.objects.get(unit__round=made, recode=True)
    answer(Assignment.objects.get(unit=again.unit, recode=False), topic="T01")
    answer(again, topic="T02")

    lessons, settled = mywork.lessons_of(ann)

    assert (lessons, settled) == ([], 1)


def test_my_work_asks_the_database_the_same_few_questions_however_much_there_is(
    client, ann, ben, rita, django_assert_num_queries
):
    client.force_login(ann)
    for count in (1, 4):
        busy = make_round(
            articles=[make_article() for _ in range(count + 2)], annotators=[ann, ben]
        )
        for mine, theirs in list(zip(assignments(busy, ann), assignments(busy, ben), strict=True))[
            1:
        ]:
            attempt = answer(mine, topic="T01")
            answer(theirs, topic="T02")
            if mine.unit.sequence == 2:
                reviewing.send_back(mine.unit, attempts=[attempt], comment="请再看", by=rita)
            else:
                settle(mine.unit, rita, topic="T02")

        with django_assert_num_queries(21):
            client.get(reverse("annotations:my_work"))


# Sent back ----------------------------------------------------------------------------------------
@pytest.fixture
def returned(ann, ben, rita, coded):
    """Ann's first article, coded T01, disputed by Ben's T02, sent back to her."""
    mine, theirs = assignments(coded, ann)[0], assignments(coded, ben)[0]
    attempt = answer(mine, topic="T01 T03", sentiment="positive")
    answer(theirs, topic="T02")
    reviewing.send_back(mine.unit, attempts=[attempt], comment="请再看次主题。", by=rita)
    return mine


def test_who_is_in_no_round_is_led_to_the_codebook_and_told_whom_to_ask(client, ann, rita, sue):
    sue.first_name, sue.last_name = "素", "苏"
    sue.save()
    client.force_login(ann)

    page = content(client.get(reverse("annotations:my_work")))

    assert "No round has been given to you yet." in page
    assert f'href="{reverse("annotations:codebooks")}"' in page
    assert '<a href="mailto:sue@example.org">苏素</a>' in page
    assert "rita@" not in page


def test_my_work_says_what_was_sent_back_and_why(client, returned):
    page = content(client.get(reverse("annotations:my_work")))

    assert "请再看次主题。" in page
    assert "1 article" in page
    assert f'href="{desk(returned)}"' in page


def test_what_was_sent_back_is_gone_from_my_work_once_it_is_answered(client, returned):
    send(client, returned, ["T02"])

    page = content(client.get(reverse("annotations:my_work")))

    assert "请再看次主题。" not in page
    assert "Nothing was sent back." in page
