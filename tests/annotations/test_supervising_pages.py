"""The supervisor's pages: rounds, drawing up, opening and closing, codebooks."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations import rounds, staffing
from annotations.models import Round
from tests.factories import (
    answer,
    make_article,
    make_issue,
    make_newspaper,
    make_page,
    make_round,
    make_user,
    make_version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db):
    return make_version()


def page(client, name, *args, **query):
    return client.get(reverse(f"annotations:{name}", args=args), query)


def form_of(version, annotators, **fields):
    return {
        "name": "Pilot", "kind": "pilot", "version": version.pk, "per_unit": 2, "seed": 7,
        "annotators": [person.pk for person in annotators], **fields,
    }  # fmt: skip


def draw_up(client, fields, *, create=None, **headers):
    fields = {**fields, **({"create": create} if create else {"preview": "yes"})}
    return client.post(reverse("annotations:new_round"), fields, headers=headers)


def agreed(response):
    """What a person agrees to by pressing the button that is shown."""
    return re.search(r'name="create" value="(\w+)"', response.text).group(1)


def code_all(made, sheets):
    """Let everybody answer; `sheets` gives the topics of each unit's annotators."""
    for unit, topics in zip(made.units.all(), sheets, strict=True):
        for assignment, topic in zip(unit.assignments.order_by("pk"), topics, strict=True):
            answer(assignment, topic=topic)


# The list ---------------------------------------------------------------------------------------


def test_the_list_shows_how_far_each_round_is(desk, version):
    made = make_round(version=version, name="Pilot 1", articles=[make_article(), make_article()])
    answer(made.units.first().assignments.first())

    text = page(desk, "rounds").text

    assert "Pilot 1" in text
    assert "1 / 4" in text


def test_what_was_taken_out_of_a_round_counts_nowhere_in_the_list(desk, sue, version):
    made = make_round(version=version, articles=[make_article(), make_article()])
    staffing.exclude(made.units.first(), reason="An advertisement.", by=sue)

    text = page(desk, "rounds").text

    assert "0 / 1" in text
    assert "1 article ·" in text


def test_many_rounds_stand_on_several_pages(desk, version):
    names = [f"Round {number:02}" for number in range(31)]
    for name in names:
        make_round(version=version, name=name)

    first = page(desk, "rounds").text
    last = desk.get(reverse("annotations:rounds"), {"page": 2}).text

    assert [name for name in names if name in first] == names[1:]
    assert [name for name in names if name in last] == names[:1]
    assert "?page=2" in first


def test_without_rounds_the_list_says_how_one_comes_to_be(desk):
    text = page(desk, "rounds").text

    assert "There is no round yet." in text
    assert reverse("annotations:new_round") in text


def test_the_list_takes_the_same_queries_for_one_round_and_for_many(
    desk, version, django_assert_num_queries
):
    make_round(version=version)
    page(desk, "rounds")
    with django_assert_num_queries(5):
        page(desk, "rounds")
    for _round in range(4):
        make_round(version=version)

    with django_assert_num_queries(5):
        page(desk, "rounds")


# One round --------------------------------------------------------------------------------------


def test_a_round_shows_agreement_disagreement_and_annotators(desk, version, ann, ben):
    made = make_round(
        version=version, annotators=[ann, ben], articles=[make_article() for _i in range(4)]
    )
    code_all(made, [("T01", "T01"), ("T02", "T02"), ("T03", "T03"), ("T01", "T02")])

    response = page(desk, "round", made.pk)

    assert response.context["rate"] == 0.25
    assert response.context["compared"] == 4
    assert "25%" in response.text
    assert ann.annotator_code in response.text
    assert "Topic: main label" in response.text
    assert 'data-heat="1"' in response.text


def test_a_coefficient_that_is_undefined_says_why(desk, version):
    made = make_round(version=version)
    for assignment in made.units.get().assignments.all():
        answer(assignment)

    text = page(desk, "round", made.pk).text

    assert "All answers are the same" in text
    assert "undefined" in text


def test_a_round_takes_the_same_queries_whatever_its_size(desk, version, ann, ben):
    counts = []
    for size in (2, 6):
        made = make_round(
            version=version, kind="reliability", annotators=[ann, ben],
            articles=[make_article() for _i in range(size)],
        )  # fmt: skip
        code_all(made, [("T01", f"T0{1 + place % 3}") for place in range(size)])
        counts.append(made)
    page(desk, "round", counts[0].pk)
    queries = []
    for made in counts:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page(desk, "round", made.pk)
        queries.append(len(captured))

    assert queries[0] == queries[1]
    assert queries[0] <= 30


def test_reviewers_see_codes_but_no_names_and_no_pace(client, rita, version):
    made = make_round(
        version=version,
        annotators=[
            make_user(role="annotator", last_name="Lin", first_name="Xiaoyu"),
            make_user(role="annotator"),
        ],
    )
    client.force_login(rita)

    text = page(client, "round", made.pk).text

    assert "Xiaoyu" not in text
    assert made.annotators.first().annotator_code in text
    assert reverse("annotations:close_round", args=[made.pk]) not in text


def test_annotators_may_not_open_the_page(client, ann, version):
    made = make_round(version=version, annotators=[ann, make_user(role="annotator")])
    client.force_login(ann)

    assert page(client, "round", made.pk).status_code == 403
    assert page(client, "rounds").status_code == 403


def test_a_round_that_is_not_there_is_404(desk):
    assert page(desk, "round", 4711).status_code == 404


def test_a_supervisor_who_codes_sees_no_answers_of_the_others(client, version, ben):
    curious = make_user(roles=["annotator", "supervisor"])
    made = make_round(version=version, annotators=[curious, ben])
    answer(made.units.get().assignments.get(annotator=ben), topic="T03")
    client.force_login(curious)

    response = page(client, "round", made.pk)

    assert response.context["heat_maps"] == []
    assert "left out of all figures" in response.text


def test_a_test_says_whether_main_coding_may_begin(desk, version, ann, ben):
    made = make_round(version=version, kind="reliability", annotators=[ann, ben])

    before = page(desk, "round", made.pk).text
    for assignment in made.units.get().assignments.all():
        answer(assignment)
    after = page(desk, "round", made.pk).text

    assert "Main coding cannot begin yet" in before
    assert "is not finished yet" in before
    assert "Not passed in the reliability test" in after


# Drawing up -------------------------------------------------------------------------------------


def test_what_will_be_made_is_shown_before_it_is_made(desk, version, ann, ben):
    for _article in range(5):
        make_article()

    response = draw_up(desk, form_of(version, [ann, ben]))

    assert response.status_code == 200
    assert response.context["plan"].codings == 10
    assert [load.articles for load in response.context["plan"].loads] == [5, 5]
    assert not Round.objects.exists()


def test_what_was_shown_is_made_and_not_yet_open(desk, sue, version, ann, ben):
    articles = [make_article() for _article in range(3)]
    fields = form_of(version, [ann, ben], deadline="2199-08-06", notes="First try.")

    response = draw_up(desk, fields, create=agreed(draw_up(desk, fields)))

    made = Round.objects.get()
    assert response.status_code == 302
    assert [unit.article for unit in made.units.all()] == articles
    assert (made.created_by, made.deadline, made.seed) == (sue, date(2199, 8, 6), 7)
    assert made.opened_at is None


def test_what_has_changed_since_it_was_shown_is_shown_again(desk, version, ann, ben):
    make_article()
    fields = form_of(version, [ann, ben])
    shown = agreed(draw_up(desk, fields))
    make_article()

    response = draw_up(desk, fields, create=shown)

    assert "has changed since it was shown" in response.text
    assert not Round.objects.exists()


def test_pressing_twice_makes_one_round(desk, version, ann, ben):
    make_article()
    fields = form_of(version, [ann, ben])
    shown = agreed(draw_up(desk, fields))
    draw_up(desk, fields, create=shown)

    response = draw_up(desk, fields, create=shown)

    assert response.status_code == 422
    assert "There is a round of this name already." in response.text
    assert Round.objects.count() == 1


def test_articles_are_chosen_by_newspaper_and_dates(desk, version, ann, ben):
    other = make_newspaper("rmrb", name_zh="人民日报")
    wanted = make_article(page=make_page(issue=make_issue("2019-07-09")))
    make_article(page=make_page(issue=make_issue("2019-07-20")))
    make_article(page=make_page(issue=make_issue(None)))
    make_article(page=make_page(issue=make_issue("2019-07-09", newspaper=other)))
    fields = form_of(
        version, [ann, ben], newspaper=make_newspaper().pk,
        date_from="2019-07-01", date_to="2019-07-10",
    )  # fmt: skip

    plan = draw_up(desk, fields).context["plan"]

    assert plan.articles == [wanted]
    assert plan.undated == 1


def test_articles_of_earlier_rounds_can_be_left_out_and_some_drawn(desk, version, ann, ben):
    used = make_article()
    make_round(version=version, articles=[used])
    for _article in range(6):
        make_article()

    plan = draw_up(desk, form_of(version, [ann, ben], fresh="on", sample=4)).context["plan"]

    assert (plan.matching, len(plan.articles)) == (6, 4)
    assert used not in plan.articles


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"annotators": []}, "This field is required."),
        ({"per_unit": 3}, "Choose at least as many as code each article."),
        ({"deadline": "2001-01-01"}, "This day has passed."),
        ({"date_from": "2019-07-09", "date_to": "2019-07-01"}, "before the first one"),
        ({"seed": "x"}, "Enter a whole number."),
    ],
)
def test_errors_stand_beside_their_fields(desk, version, ann, ben, fields, sentence):
    make_article()

    response = draw_up(desk, form_of(version, [ann, ben]) | fields)

    assert response.status_code == 422
    assert sentence in response.text.replace("&#x27;", "'")
    assert 'aria-invalid="true"' in response.text


def test_a_reliability_test_of_one_person_is_refused_beside_the_field(desk, version, ann):
    make_article()

    response = draw_up(desk, form_of(version, [ann], kind="reliability"))

    assert "needs at least two annotators" in response.text


def test_a_selection_without_articles_offers_nothing_to_make(desk, version, ann, ben):
    response = draw_up(desk, form_of(version, [ann, ben]))

    assert "No article matches." in response.text
    assert 'name="create"' not in response.text


def test_the_plan_alone_is_answered_to_a_page_that_asks_while_one_types(desk, version, ann, ben):
    make_article()

    response = draw_up(desk, form_of(version, [ann, ben]), **{"HX-Request": "true"})

    assert "<html" not in response.text
    assert "What will be made" in response.text


@pytest.mark.parametrize("role", ["annotator", "reviewer", "consumer"])
def test_others_may_not_draw_up_open_or_close(client, version, role):
    made = make_round(version=version, opened=False)
    client.force_login(make_user(role=role))

    for name, args in (("new_round", []), ("open_round", [made.pk]), ("close_round", [made.pk])):
        address = reverse(f"annotations:{name}", args=args)
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403

    made.refresh_from_db()
    assert made.opened_at is None


# Opening and closing ----------------------------------------------------------------------------


def test_a_round_is_opened_after_a_question(desk, version):
    made = make_round(version=version, opened=False)

    question = page(desk, "open_round", made.pk)
    desk.post(reverse("annotations:open_round", args=[made.pk]))

    assert made.annotators.first().annotator_code in question.text
    made.refresh_from_db()
    assert made.is_open


def test_a_round_is_closed_after_a_question(desk, version):
    made = make_round(version=version)

    question = page(desk, "close_round", made.pk)
    desk.post(reverse("annotations:close_round", args=[made.pk]))

    assert "1 article is not coded by everybody yet." in question.text
    made.refresh_from_db()
    assert not made.is_open


def test_too_late_is_a_sentence(desk, sue, version):
    made = make_round(version=version)
    rounds.close_round(made, by=sue)

    closing = desk.post(reverse("annotations:close_round", args=[made.pk]))
    opening = desk.post(reverse("annotations:open_round", args=[made.pk]))

    assert (closing.status_code, opening.status_code) == (409, 409)
    assert "This round is not open." in closing.text


def test_questions_that_are_over_lead_back_to_the_round(desk, version):
    made = make_round(version=version)

    response = page(desk, "open_round", made.pk)

    assert response["Location"] == reverse("annotations:round", args=[made.pk])


def test_a_main_round_without_a_passed_test_cannot_be_opened_here_either(desk, version):
    made = make_round(version=version, kind="main", opened=False)

    shown = page(desk, "round", made.pk).text
    question = page(desk, "open_round", made.pk).text
    response = desk.post(reverse("annotations:open_round", args=[made.pk]))

    assert reverse("annotations:open_round", args=[made.pk]) not in shown
    assert "No reliability test" in question
    assert "<form method" not in question.split("<main")[1]
    assert response.status_code == 409
    made.refresh_from_db()
    assert made.opened_at is None


# Codebooks --------------------------------------------------------------------------------------


def test_everybody_of_the_team_reads_a_published_version(client, ann, version):
    client.force_login(ann)

    listed = page(client, "codebooks").text
    shown = page(client, "codebook_version", version.codebook.slug, 1).text

    assert reverse("annotations:codebook_version", args=[version.codebook.slug, 1]) in listed
    assert "<kbd>Q</kbd>" in shown
    assert "T01的定义。" in shown


def test_a_draft_is_for_those_who_write_it(client, ann, sue):
    draft = make_version(published=False)
    args = [draft.codebook.slug, 1]

    client.force_login(ann)
    hidden = page(client, "codebook_version", *args).status_code
    listed = page(client, "codebooks").text
    client.force_login(sue)

    assert hidden == 404
    assert draft.codebook.slug not in listed
    assert page(client, "codebook_version", *args).status_code == 200


def test_without_codebooks_the_list_says_how_one_comes_to_be(desk):
    assert "There is no codebook yet." in page(desk, "codebooks").text


def test_a_version_takes_the_same_queries_whatever_its_size(desk, django_assert_num_queries):
    small = make_version(topics=["T01"])
    large = make_version(topics=[f"T{place:02}" for place in range(1, 13)])
    page(desk, "codebook_version", small.codebook.slug, 1)

    for shown in (small, large):
        with django_assert_num_queries(11):
            page(desk, "codebook_version", shown.codebook.slug, 1)
