"""The pages of who codes in a round, of problems, of taking out, of reopening and changing."""

import pytest
from django.test import Client
from django.urls import reverse

from annotations import rounds, staffing
from annotations.asking import report
from annotations.models import Assignment, Problem, Unit
from newsroom.models import AuditEntry
from tests.annotations.settling import send_back
from tests.factories import answer, make_article, make_round, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(ann, ben):
    return [ann, ben, make_user("cai", role="annotator")]


@pytest.fixture
def made(team):
    return make_round(articles=[make_article() for _i in range(6)], annotators=team, per_unit=1)


def address(name, *args):
    return reverse(f"annotations:{name}", args=args)


def problem_of(made, kind="conflict", **fields):
    assignment = Assignment.objects.filter(unit__round=made).first()
    return report(assignment, kind=kind, by=assignment.annotator, **fields)


def test_somebody_joins(desk, made):
    new = make_user("dan", role="annotator")

    shown = desk.get(address("people", made.pk)).text
    response = desk.post(address("people", made.pk), {"annotator": new.pk}, follow=True)

    assert "a fair share of what nobody has opened" in shown
    assert "dan joins and gets 1 articles." in response.text
    assert made.memberships.count() == 4


def test_nobody_is_chosen_is_said_beside_the_field(desk, made):
    make_user(role="annotator")

    response = desk.post(address("people", made.pk), {"annotator": ""})

    assert response.status_code == 422
    assert "This field is required." in response.text


def test_who_takes_over_is_shown_before_somebody_leaves(desk, made, ann):
    question = desk.get(address("leave_round", made.pk, ann.pk))
    without = desk.post(address("leave_round", made.pk, ann.pk), {"reason": ""})
    desk.post(address("leave_round", made.pk, ann.pk), {"reason": "Exams."})

    assert sum(count for _person, count in question.context["taking"]) == 2
    assert without.status_code == 422
    assert not made.memberships.filter(annotator=ann).exists()


def test_leaving_a_round_one_is_not_in_is_404(desk, made, rita):
    assert desk.get(address("leave_round", made.pk, rita.pk)).status_code == 404


def test_too_few_left_is_refused(desk, ann, ben):
    made = make_round(annotators=[ann, ben])

    response = desk.post(address("leave_round", made.pk, ann.pk), {"reason": "Exams."})

    assert response.status_code == 409
    assert made.memberships.count() == 2


def test_problems_are_listed_and_dealt_with(desk, made):
    problem = problem_of(made, comment="My cousin is in it.")

    listed = desk.get(address("problems")).text
    shown = desk.get(address("problem", problem.pk)).text
    desk.post(address("problem", problem.pk), {"outcome": "back", "answer": "It is another Li."})

    assert "My cousin is in it." in listed
    assert "My cousin is in it." in shown
    problem.refresh_from_db()
    assert (problem.outcome, problem.answer) == ("back", "It is another Li.")
    assert "There are no open problems." in desk.get(address("problems")).text


def test_many_problems_stand_on_several_pages(desk, ann, ben):
    made = make_round(annotators=[ann, ben], articles=[make_article() for _article in range(31)])
    for assignment in Assignment.objects.filter(unit__round=made, annotator=ann):
        report(assignment, kind="conflict", by=ann)

    first = desk.get(address("problems")).text
    last = desk.get(address("problems"), {"page": 2}).text

    assert [text.count("Deal with it</a>") for text in (first, last)] == [30, 1]
    assert "?page=2" in first


def test_an_answer_that_is_missing_is_asked_for(desk, made):
    problem = problem_of(made)

    nothing = desk.post(address("problem", problem.pk), {})
    silent = desk.post(address("problem", problem.pk), {"outcome": "excluded"})

    assert (nothing.status_code, silent.status_code) == (422, 422)
    assert "Say what is to become of the article." in nothing.text
    assert "Say why, in a few words" in silent.text
    assert not Problem.objects.exclude(resolved_at=None).exists()


def test_what_concerns_the_others_is_404(made, rita, desk):
    for_supervisors = problem_of(made)
    reviewer = Client()
    reviewer.force_login(rita)

    assert reviewer.get(address("problem", for_supervisors.pk)).status_code == 404
    assert reviewer.get(address("problems")).status_code == 200


def test_the_list_takes_the_same_queries_whatever_its_size(desk, made, django_assert_num_queries):
    problem_of(made)
    desk.get(address("problems"))
    with django_assert_num_queries(5):
        desk.get(address("problems"))
    for assignment in Assignment.objects.filter(unit__round=made)[1:4]:
        report(assignment, kind="unreadable", by=assignment.annotator)

    with django_assert_num_queries(5):
        desk.get(address("problems"))


def test_an_article_is_taken_out_and_put_back(desk, made):
    unit = made.units.first()

    question = desk.get(address("exclude_unit", unit.pk)).text
    desk.post(address("exclude_unit", unit.pk), {"reason": "An advertisement."})
    out = Unit.objects.get(pk=unit.pk).exclusion
    shown = desk.get(address("exclude_unit", unit.pk)).text
    desk.post(address("take_in_unit", unit.pk))

    assert "1 annotator has still to code it." in question
    assert out == "An advertisement."
    assert "An advertisement." in shown
    assert Unit.objects.get(pk=unit.pk).excluded_at is None


def test_a_round_is_opened_again_with_a_reason(desk, made, sue):
    rounds.close_round(made, by=sue)

    link = desk.get(address("round", made.pk)).text
    without = desk.post(address("reopen_round", made.pk), {"reason": ""})
    desk.post(address("reopen_round", made.pk), {"reason": "Late pages."})

    assert address("reopen_round", made.pk) in link
    assert without.status_code == 422
    made.refresh_from_db()
    assert made.is_open
    assert AuditEntry.objects.get(action="round.reopened").after == {"reason": "Late pages."}


def test_an_open_round_is_not_opened_again(desk, made):
    asked = desk.get(address("reopen_round", made.pk))
    done = desk.post(address("reopen_round", made.pk), {"reason": "So."})

    assert (asked.status_code, done.status_code) == (302, 409)


def test_name_deadline_and_notes_are_changed_and_recorded(desk, made):
    fields = {"name": "Second try", "deadline": "2199-01-02", "notes": "Slowly."}

    desk.post(address("edit_round", made.pk), fields)

    made.refresh_from_db()
    assert (made.name, str(made.deadline), made.notes) == ("Second try", "2199-01-02", "Slowly.")
    entry = AuditEntry.objects.get(action="round.changed")
    assert (entry.before["deadline"], entry.after["deadline"]) == (None, "2199-01-02")


def test_a_name_that_is_taken_is_said_beside_the_field(desk, made):
    other = make_round(name="Taken")

    response = desk.post(address("edit_round", made.pk), {"name": other.name, "notes": ""})

    assert response.status_code == 422
    assert "There is a round of this name already." in response.text


def test_what_was_coded_is_what_somebody_keeps(desk, made, ann):
    first = Assignment.objects.filter(unit__round=made, annotator=ann).first()
    answer(first)

    desk.post(address("leave_round", made.pk, ann.pk), {"reason": "Exams."})

    first.refresh_from_db()
    assert first.released_at is None


def test_the_page_of_a_round_counts_who_left_after_their_first_answer(client, rita, sue):
    made = make_round(annotators=[make_user(role="annotator") for _person in range(3)], per_unit=2)
    unit = made.units.get()
    for assignment, topic in zip(unit.assignments.order_by("pk"), ("T01", "T02"), strict=True):
        answer(assignment, topic=topic)
    (opened,) = send_back(unit, by=rita)
    staffing.remove_annotator(
        made, annotator=opened.assignment.annotator, reason="On leave.", by=sue
    )
    client.force_login(sue)

    response = client.get(reverse("annotations:round", args=[made.pk]))

    assert response.status_code == 200
    assert response.context["heat_maps"]
