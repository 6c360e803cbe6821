"""The coding desk loaded again while the server is away; and whose desk a browser keeps."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Error, expect

from annotations.models import Annotation, Attempt
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

KEPT = """
    async () => {
        const said = await caches.match("/code/worker.js?desks");
        return said ? (await said.json()).desks.map((desk) => desk.title) : [];
    }
"""
A_DAY_LATER = """
    async () => {
        const cache = await caches.open("newsroom-desk");
        const said = await (await cache.match("/code/worker.js?desks")).json();
        const at = said.at - 25 * 3600 * 1000;
        await cache.put("/code/worker.js?desks", Response.json({ ...said, at }));
    }
"""
WORKER = "navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated')"


@pytest.fixture
def ann(transactional_db):
    """An annotator with a password."""
    return make_user("ann", role="annotator", password=PASSWORD)


@pytest.fixture
def assignments(ann):
    """Ann's five assignments."""
    return make_assignments(ann, *map(make_article, HEADLINES))


@pytest.fixture
def server(transactional_db):
    """A server that can be stopped."""
    thread = start_server()
    yield thread
    stop(thread)


@pytest.fixture
def desk(page_as, server, ann, assignments):
    """Ann's first article on that server, with an answer, and what it takes to be loaded again."""
    page = page_as(ann)
    page.goto(f"http://localhost:{server.port}{address(assignments[0])}")
    press(page, "q")
    saved(page)
    page.wait_for_function(WORKER)
    return page


def keeps(page, *titles):
    """Wait until the browser keeps the articles of these titles, and no others."""
    page.wait_for_function(
        f"(titles) => ({KEPT})().then((kept) => kept.sort().join() === titles)",
        arg=",".join(sorted(titles)),
    )


def state(page, text):
    """Wait until the bar says where things stand."""
    expect(page.locator(".state")).to_have_text(text)


def test_the_desk_is_loaded_again_while_the_server_is_away_and_everything_arrives_once(
    desk, server, assignments
):
    press(desk, "1 Enter")
    headline(desk, "次篇")
    saved(desk)
    press(desk, "w j j l w")
    saved(desk)
    stop(server)
    press(desk, "d")

    answer = desk.reload()
    headline(desk, "次篇")
    state(desk, "Offline, 1 waiting")
    assert answer.from_service_worker
    assert "script-src" not in answer.headers["content-security-policy"]  # default-src is stricter
    assert shown(desk) == {"T02": "main", "T08": "also"}
    assert desk.locator(".badge").all_inner_texts() == ["W"]
    press(desk, "2 Enter")
    headline(desk, "三篇")
    press(desk, "e")
    desk.reload()
    headline(desk, "三篇")
    assert shown(desk) == {"T03": "main"}
    press(desk, "3 Enter")
    headline(desk, "四篇")
    state(desk, "Offline, 2 waiting")
    assert Attempt.objects.submitted().count() == 1

    again = start_server(server.port)
    saved(desk)
    press(desk, "r 4 Enter")
    headline(desk, "五篇")
    saved(desk)
    stop(again)
    assert Attempt.objects.submitted().count() == 4
    assert Annotation.objects.filter(main=True).count() == 8
    assert stored(attempt__assignment=assignments[1]) == {
        ("T02", True),
        ("T08", False),
        ("neutral", True),
    }


def test_a_submission_that_waits_is_not_answered_again_after_loading(desk, server):
    for keys in ("1 Enter", "w 2 Enter", "e 3 Enter", "r 1 Enter"):
        press(desk, keys)
        saved(desk)
    headline(desk, "五篇")
    stop(server)
    press(desk, "t 2 Enter")

    desk.reload()

    headline(desk, "五篇")
    state(desk, "Offline, 1 waiting")
    expect(desk.get_by_role("alert")).to_contain_text("All articles that were fetched are coded.")
    press(desk, "q")
    assert shown(desk) == {"T05": "main"}


def test_only_what_comes_next_is_kept(desk, server, assignments):
    keeps(desk, *HEADLINES[:4])
    press(desk, "1 Enter")
    headline(desk, "次篇")
    saved(desk)

    keeps(desk, *HEADLINES[1:])
    stop(server)

    with pytest.raises(Error, match="ERR_"):
        desk.goto(f"http://localhost:{server.port}{address(assignments[0])}")


def test_whoever_logs_out_leaves_nothing_even_with_a_tab_open(desk, page_as, server):
    other = desk.context.new_page()
    other.goto(f"http://localhost:{server.port}{reverse('annotations:my_work')}")
    keeps(desk, *HEADLINES[:4])

    other.locator(".bar .menu > .opener").click()
    other.get_by_role("button", name="Log out").click()

    expect(other.get_by_role("form", name="Log in")).to_be_visible()
    other.wait_for_function("caches.keys().then((names) => !names.length)")
    press(desk, "w")
    expect(desk.get_by_role("alert")).to_contain_text("You are logged out.")
    assert other.evaluate("caches.keys()") == []


def test_the_browser_keeps_the_desk_of_one_person(desk, server, transactional_db):
    ben = make_user("ben", role="annotator")
    [first] = make_assignments(ben, make_article("别人的"))
    client = Client()
    client.force_login(ben)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    site = f"http://localhost:{server.port}"
    desk.context.add_cookies([{"name": session.key, "value": session.value, "url": site}])
    desk.goto(site + address(first))

    press(desk, "q")

    keeps(desk, "别人的")


def test_what_nobody_used_for_a_day_is_not_shown(desk, server):
    keeps(desk, *HEADLINES[:4])
    desk.evaluate(A_DAY_LATER)
    stop(server)

    with pytest.raises(Error, match="ERR_"):
        desk.reload()


def test_a_desk_that_is_kept_asks_for_no_more_than_before(desk, server, assignments):
    asked = len(server.httpd.asked)

    desk.goto(f"http://localhost:{server.port}{address(assignments[1])}", wait_until="networkidle")

    print(f"\nrequests of a page that is kept: {server.httpd.asked[asked:]}")
    assert len(server.httpd.asked) - asked <= 2
