"""The coding desk in a browser: nothing is lost, whatever goes away, and nothing counts twice."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from annotations.models import Annotation, Attempt, Draft
from tests.browser.at_the_coding_desk import (
    HEADLINES,
    address,
    headline,
    make_assignments,
    press,
    saved,
    shown,
    start_server,
    stop,
    stored,
)
from tests.factories import PASSWORD, make_article, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ann(transactional_db):
    """An annotator with a password."""
    return make_user("ann", role="annotator", password=PASSWORD)


@pytest.fixture
def assignments(ann):
    """Ann's five assignments."""
    return make_assignments(ann, *map(make_article, HEADLINES))


@pytest.fixture
def desk(page_as, ann, assignments):
    """Ann's first article, open."""
    page = page_as(ann)
    page.goto(address(assignments[0]))
    return page


def state(page, text):
    """Wait until the bar says where things stand."""
    expect(page.locator(".state")).to_have_text(text)


# Drafts -------------------------------------------------------------------------------------------
def test_what_is_chosen_is_a_draft_on_the_server_until_it_is_submitted(desk, assignments):
    press(desk, "d q 3")
    saved(desk)

    draft = Draft.objects.get()
    assert draft.answers == {"topic": ["T08", "T01"], "sentiment": ["negative"]}
    assert draft.attempt.assignment == assignments[0]
    press(desk, "Enter")
    headline(desk, "次篇")
    saved(desk)
    assert not Draft.objects.exists()


def test_what_was_chosen_is_there_again_after_the_tab_was_closed(desk, assignments):
    press(desk, "d q 3 n")
    desk.keyboard.type("存疑")
    desk.close()

    page = desk.context.new_page()
    page.goto(address(assignments[0]))

    assert shown(page) == {"T08": "main", "T01": "also"}
    expect(page.get_by_role("radio", name="Negative")).to_be_checked()
    expect(page.get_by_role("textbox", name="Note")).to_have_value("存疑")


def test_a_draft_goes_on_on_another_device(desk, page_as, ann, assignments):
    press(desk, "d q 3")
    saved(desk)

    other = page_as(ann)
    other.goto(address(assignments[0]))

    assert shown(other) == {"T08": "main", "T01": "also"}


def test_the_later_of_two_devices_is_told_and_nothing_is_overwritten(
    desk, page_as, ann, assignments
):
    other = page_as(ann)
    other.goto(address(assignments[0]))
    press(desk, "q 1")
    saved(desk)

    press(other, "w")
    expect(other.get_by_role("alert")).to_contain_text("another tab or on another device")
    assert Draft.objects.get().answers["topic"] == ["T01"]
    other.get_by_role("button", name="Show what was saved there").click()

    expect(other.get_by_role("alert")).to_be_hidden()
    expect(other.get_by_role("checkbox", name="Topic T01")).to_be_checked()
    assert shown(other) == {"T01": "main"}


def test_who_is_told_may_keep_what_is_here(desk, page_as, ann, assignments):
    other = page_as(ann)
    other.goto(address(assignments[0]))
    press(desk, "q 1")
    saved(desk)
    press(other, "w")

    other.get_by_role("button", name="Keep what is here").click()

    saved(other)
    assert Draft.objects.get().answers["topic"] == ["T02"]


def test_a_second_tab_of_the_same_browser_is_told_at_once(desk, assignments):
    other = desk.context.new_page()
    other.goto(address(assignments[0]))

    press(other, "w")

    expect(desk.get_by_role("alert")).to_contain_text("open in another tab")


def test_what_is_submitted_elsewhere_is_said_and_stands(desk, page_as, ann, assignments):
    other = page_as(ann)
    other.goto(address(assignments[0]))
    press(desk, "q 1 Enter")
    headline(desk, "次篇")
    saved(desk)

    press(other, "w 2 Enter")

    expect(other.get_by_role("alert")).to_contain_text("already submitted")
    assert stored() == {("T01", True), ("positive", True)}


# The network --------------------------------------------------------------------------------------
def test_the_server_stops_one_goes_on_coding_and_everything_arrives_once(page_as, ann, assignments):
    server = start_server()
    page = page_as(ann)
    page.goto(f"http://localhost:{server.port}{address(assignments[0])}")
    press(page, "q 1 Enter")
    headline(page, "次篇")
    saved(page)

    stop(server)
    press(page, "w 2 Enter")
    headline(page, "三篇")
    press(page, "e 3 Enter")
    headline(page, "四篇")
    press(page, "r")
    state(page, "Offline, 3 waiting")
    assert Attempt.objects.submitted().count() == 1
    again = start_server(server.port)
    state(page, "Saved")

    press(page, "4 Enter")
    headline(page, "五篇")
    saved(page)
    stop(again)
    assert Attempt.objects.submitted().count() == 4
    assert Annotation.objects.filter(main=True).count() == 8
    assert stored(attempt__assignment=assignments[1]) == {("T02", True), ("neutral", True)}


def test_a_tab_closed_while_offline_sends_what_waits_when_it_is_opened_again(desk, assignments):
    desk.context.set_offline(True)
    press(desk, "q 1 Enter")
    headline(desk, "次篇")
    press(desk, "w")
    state(desk, "Offline, 2 waiting")
    desk.close()
    assert not stored()

    desk.context.set_offline(False)
    page = desk.context.new_page()
    page.goto(address(assignments[1]))

    saved(page)
    assert stored() == {("T01", True), ("positive", True)}
    assert shown(page) == {"T02": "main"}


def test_what_waits_offline_is_taken_back_before_it_is_sent(desk):
    desk.context.set_offline(True)
    press(desk, "q 1 Enter")
    headline(desk, "次篇")

    press(desk, "u")

    headline(desk, "首篇")
    assert shown(desk) == {"T01": "main"}
    desk.context.set_offline(False)
    saved(desk)
    assert not stored()


def test_an_answer_of_the_server_that_gets_lost_does_not_submit_twice(desk, assignments):
    lost = []

    def lose_the_first(route):
        response = route.fetch(max_redirects=0)
        if lost:
            route.fulfill(response=response)
        else:
            lost.append(response.status)
            route.abort()

    desk.route("**/submit/", lose_the_first)

    press(desk, "q 1 Enter")

    headline(desk, "次篇")
    saved(desk)
    assert lost == [200]
    assert Attempt.objects.submitted().count() == 1
    assert stored() == {("T01", True), ("positive", True)}


def test_a_server_in_trouble_is_asked_again(desk):
    troubles = [503]
    desk.route(
        "**/submit/",
        lambda route: route.fulfill(status=troubles.pop()) if troubles else route.continue_(),
    )

    press(desk, "q 1 Enter")

    saved(desk)
    assert Attempt.objects.submitted().count() == 1


def test_who_was_logged_out_is_told_logs_in_and_nothing_is_lost(desk, ann):
    Session.objects.all().delete()
    press(desk, "d q 3 Enter")
    expect(desk.get_by_role("alert")).to_contain_text("You are logged out.")
    state(desk, "Logged out, 1 waiting")

    desk.get_by_role("link", name="Log in").click()
    desk.locator("input[name=login]").fill(ann.username)
    desk.locator("input[name=password]").fill(PASSWORD)
    press(desk, "Enter")

    headline(desk, "次篇")
    saved(desk)
    assert stored() == {("T08", True), ("T01", False), ("negative", True)}


# Time ---------------------------------------------------------------------------------------------
def test_only_the_time_at_work_is_counted(page_as, ann, assignments):
    page = page_as(ann)
    page.clock.install()
    page.goto(address(assignments[0]))
    press(page, "q")

    page.clock.run_for(200_000)  # away after a minute
    press(page, "1")
    page.clock.run_for(10_000)
    press(page, "Enter")

    headline(page, "次篇")
    page.clock.run_for(2_000)
    saved(page)
    assert 65 <= assignments[0].attempts.get().active_seconds <= 75


def test_a_tab_that_is_out_of_sight_counts_no_time(page_as, ann, assignments):
    page = page_as(ann)
    page.clock.install()
    page.goto(address(assignments[0]))
    press(page, "q")
    page.clock.run_for(10_000)

    page.evaluate("Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })")
    page.clock.run_for(30_000)
    press(page, "1 Enter")

    headline(page, "次篇")
    page.clock.run_for(2_000)
    saved(page)
    assert 8 <= assignments[0].attempts.get().active_seconds <= 15
