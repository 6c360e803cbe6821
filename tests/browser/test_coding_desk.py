"""The coding desk in a browser: keys, drafts, a network that goes away."""

import gzip

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from annotations import rounds
from annotations.models import Annotation, Attempt
from tests.factories import PASSWORD, make_article, make_round, make_user, make_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BOXES = """
    [...document.querySelectorAll(".label, .scale label, .submit, .article")]
        .map((element) => element.getBoundingClientRect())
        .map(({ x, y, width, height }) => [x, y + scrollY, width, height])
"""
TOPICS = tuple(f"T{number:02}" for number in range(1, 15))


@pytest.fixture
def ann(transactional_db):
    """An annotator with a password."""
    return make_user("ann", role="annotator", password=PASSWORD)


@pytest.fixture
def assignments(ann):
    """Ann's two assignments, of a codebook with fourteen topics."""
    made = make_round(
        articles=[make_article("首篇"), make_article("次篇")],
        annotators=[ann, make_user(role="annotator")],
        version=make_version(topics=TOPICS),
    )
    return list(ann.assignments.filter(unit__round=made).order_by("unit__sequence"))


@pytest.fixture
def desk(page_as, ann, assignments):
    """Ann's first article, open."""
    page = page_as(ann)
    page.goto(address(assignments[0]))
    return page


def address(assignment):
    """Where an assignment is coded."""
    return reverse("annotations:desk", args=[assignment.pk])


def press(page, keys):
    """Press keys one after another."""
    for key in keys.split():
        page.keyboard.press(key)


def stored():
    """The codes that are stored, with whether each is the main one."""
    return set(Annotation.objects.values_list("label__code", "main"))


def shown(page):
    """The topics that are shown as chosen, each as main or further."""
    rows = page.locator(".labels li:has(.label :checked)")
    return {
        row.locator(".label input").get_attribute("value"): row.locator(
            ".tag b:visible"
        ).inner_text()
        for row in rows.all()
    }


def composing(page, key):
    """What the browser tells of a key while an input method composes."""
    page.evaluate(
        """key => document.body.dispatchEvent(new KeyboardEvent("keydown",
            {key, code: "KeyQ", isComposing: true, bubbles: true, cancelable: true}))""",
        key,
    )


# Keys ---------------------------------------------------------------------------------------------
def test_the_smallest_complete_article_takes_three_key_presses(page_as, ann, assignments):
    page = page_as(ann)
    page.goto(reverse("annotations:my_work"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.split('/work')[0]}{address(assignments[0])}")
    keys = ["q", "1", "Enter"]

    for key in keys:
        page.keyboard.press(key)

    expect(page.get_by_role("heading", name="次篇")).to_be_visible()
    assert stored() == {("T01", True), ("positive", True)}
    print(f"\nkey presses for the smallest complete article: {len(keys)}")


def test_a_whole_round_by_keyboard_only_ends_at_my_work(page_as, ann, assignments):
    page = page_as(ann)
    page.goto(reverse("annotations:next_unit"))
    press(page, "w 2 Enter")
    expect(page.get_by_role("heading", name="次篇")).to_be_visible()

    press(page, "e 3 Enter")

    expect(page.get_by_text("All your articles are coded.")).to_be_visible()
    assert Attempt.objects.submitted().count() == 2


def test_the_first_key_is_main_the_next_ones_further_and_again_takes_back(desk):
    press(desk, "d q f")
    assert shown(desk) == {"T08": "main", "T01": "also", "T09": "also"}

    press(desk, "q")
    assert shown(desk) == {"T08": "main", "T09": "also"}

    press(desk, "d")
    assert shown(desk) == {"T09": "main"}


def test_shift_and_a_key_makes_main(desk):
    press(desk, "q w")

    press(desk, "Shift+W Shift+E")

    assert shown(desk) == {"T01": "also", "T02": "also", "T03": "main"}


def test_a_further_label_is_made_main_by_pointing_at_its_tag(desk):
    press(desk, "q w")

    desk.get_by_role("radio", name="Main: Topic T02").click()

    assert shown(desk) == {"T01": "also", "T02": "main"}


def test_more_labels_than_the_codebook_allows_are_not_taken(desk):
    press(desk, "q w e r")

    press(desk, "t")

    assert set(shown(desk)) == {"T01", "T02", "T03", "T04"}
    expect(desk.locator("[data-said]")).to_have_text("No further answer fits; take one back first.")


def test_keys_are_silent_while_an_input_method_composes_and_with_ctrl(desk):
    composing(desk, "q")
    press(desk, "Control+q Alt+w")

    assert shown(desk) == {}


def test_a_letter_typed_into_the_note_chooses_nothing_and_is_kept(desk, assignments):
    press(desk, "n")
    desk.keyboard.type("qwe 1")
    press(desk, "Escape q 2 Enter")
    expect(desk.get_by_role("heading", name="次篇")).to_be_visible()

    assert stored() == {("T01", True), ("neutral", True)}
    assert assignments[0].attempts.get().note == "qwe 1"


def test_the_question_mark_lists_every_key_of_the_page(desk):
    press(desk, "?")

    dialog = desk.get_by_role("dialog")
    expect(dialog).to_be_visible()
    caps = dialog.locator(".key-list kbd").all_inner_texts()
    assert set(caps) >= {*"QWERTASDFGZXCV", *"1234", "N", "P", "I", "⏎", "?"}
    press(desk, "q Escape")
    expect(dialog).to_be_hidden()
    assert shown(desk) == {}


def test_single_keys_can_be_switched_off(desk):
    press(desk, "?")
    desk.get_by_role("switch").uncheck()
    press(desk, "Escape")

    press(desk, "q")

    assert shown(desk) == {}


def test_the_codebook_shows_the_label_in_focus(desk):
    codebook = desk.get_by_role("region", name="Codebook")

    press(desk, "w")
    expect(codebook.get_by_role("heading", name="Topic T02")).to_be_visible()
    desk.get_by_role("checkbox", name="Topic T05").focus()

    expect(codebook.get_by_role("heading", name="Topic T05")).to_be_visible()
    expect(codebook.get_by_role("heading", name="Topic T02")).to_be_hidden()


# Handing in ---------------------------------------------------------------------------------------
def test_what_is_missing_is_said_beside_the_question_before_anything_is_sent(desk):
    press(desk, "q Enter")

    expect(desk.get_by_role("group", name="Sentiment")).to_contain_text("Choose an answer.")
    expect(desk.get_by_role("radio", name="Positive")).to_be_focused()
    press(desk, "2")
    expect(desk.get_by_text("Choose an answer.").locator("visible=true")).to_have_count(0)
    assert not Annotation.objects.exists()


def test_a_round_closed_meanwhile_is_said_and_the_answers_stay(desk, assignments):
    round = assignments[0].unit.round
    press(desk, "q 1")
    rounds.close_round(round, by=round.created_by)

    press(desk, "Enter")

    expect(desk.get_by_role("alert")).to_have_text("This round is closed, so it takes no answers.")
    assert shown(desk) == {"T01": "main"}


def test_going_back_shows_what_was_submitted_to_read_only(desk, assignments):
    press(desk, "q 1 Enter")
    expect(desk.get_by_role("heading", name="次篇")).to_be_visible()

    desk.go_back()

    expect(desk.get_by_text("You submitted these answers")).to_be_visible()
    expect(desk.get_by_role("checkbox", name="Topic T01")).to_be_disabled()


# Nothing is lost ----------------------------------------------------------------------------------
def test_what_was_chosen_is_there_again_after_the_tab_was_closed(desk, assignments):
    press(desk, "d q 3 n")
    desk.keyboard.type("存疑")
    desk.close()

    page = desk.context.new_page()
    page.goto(address(assignments[0]))

    assert shown(page) == {"T08": "main", "T01": "also"}
    expect(page.get_by_role("radio", name="Negative")).to_be_checked()
    expect(page.get_by_role("textbox", name="Note")).to_have_value("存疑")


def test_a_submission_without_a_network_waits_and_arrives_once(desk, assignments):
    press(desk, "q 1")
    desk.context.set_offline(True)

    press(desk, "Enter")
    expect(desk.locator(".state")).to_have_text("Offline, 1 waiting")
    desk.context.set_offline(False)

    expect(desk.get_by_role("heading", name="次篇")).to_be_visible()
    assert stored() == {("T01", True), ("positive", True)}


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

    expect(desk.get_by_role("heading", name="次篇")).to_be_visible()
    assert lost == [204]
    assert Attempt.objects.submitted().count() == 1
    assert stored() == {("T01", True), ("positive", True)}


def test_a_server_in_trouble_is_asked_again(desk):
    troubles = [503]
    desk.route(
        "**/submit/",
        lambda route: route.fulfill(status=troubles.pop()) if troubles else route.continue_(),
    )

    press(desk, "q 1 Enter")

    expect(desk.get_by_role("heading", name="次篇")).to_be_visible()
    assert Attempt.objects.submitted().count() == 1


def test_who_was_logged_out_logs_in_and_finds_the_answers(desk, ann):
    press(desk, "d q 3")
    Session.objects.all().delete()

    press(desk, "Enter")
    desk.locator("input[name=login]").fill(ann.username)
    desk.locator("input[name=password]").fill(PASSWORD)
    press(desk, "Enter")

    expect(desk.get_by_role("heading", name="首篇")).to_be_visible()
    assert shown(desk) == {"T08": "main", "T01": "also"}
    press(desk, "Enter")
    expect(desk.get_by_role("heading", name="次篇")).to_be_visible()
    assert stored() == {("T08", True), ("T01", False), ("negative", True)}


# Other hands, other screens -----------------------------------------------------------------------
def test_an_article_is_coded_without_scripts(page_as, ann, assignments):
    page = page_as(ann, java_script_enabled=False)
    page.goto(address(assignments[0]))
    for name in ("Topic T02", "Topic T05"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Submit and next").click()
    expect(page.get_by_text("Say which one is the main one.")).to_be_visible()
    expect(page.get_by_text("Choose an answer.")).to_be_visible()

    page.get_by_role("radio", name="Main: Topic T05").check()
    page.get_by_role("radio", name="Mixed").check()
    page.get_by_role("button", name="Submit and next").click()

    expect(page.get_by_role("heading", name="次篇")).to_be_visible()
    assert stored() == {("T05", True), ("T02", False), ("mixed", True)}


def test_an_article_is_coded_by_touch_on_a_tablet(page_as, ann, assignments):
    page = page_as(ann, viewport={"width": 820, "height": 1180}, has_touch=True)
    page.goto(address(assignments[0]))

    page.get_by_role("checkbox", name="Topic T02").tap()
    page.get_by_role("checkbox", name="Topic T09").tap()
    page.get_by_role("radio", name="Main: Topic T09").tap()
    page.get_by_role("radio", name="Neutral").tap()
    page.get_by_role("button", name="Submit and next").tap()

    expect(page.get_by_role("heading", name="次篇")).to_be_visible()
    assert stored() == {("T02", False), ("T09", True), ("neutral", True)}


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (820, 1180), (640, 400)])
def test_nothing_moves_when_an_answer_is_chosen_and_nothing_is_wider_than_the_window(
    page_as, ann, assignments, width, height
):
    ann.language = "zh-hans"
    ann.save()
    page = page_as(ann, viewport={"width": width, "height": height})
    page.goto(address(assignments[0]))
    before = page.evaluate(BOXES)

    for key in ("w", "d", "1"):
        page.keyboard.press(key)
    page.wait_for_timeout(200)  # longer than the change of a colour takes

    assert page.evaluate(BOXES) == before
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_weighs_less_than_100_kb_compressed(page_as, ann, assignments):
    page = page_as(ann)
    responses = []
    page.on("response", lambda response: responses.append(response))

    page.goto(address(assignments[0]), wait_until="networkidle")

    bodies = {response.url: gzip.compress(response.body()) for response in responses}
    weight = sum(map(len, bodies.values()))
    print(f"\ncoding page: {weight / 1000:.1f} kB compressed in {len(bodies)} requests")
    assert weight < 100_000
    assert len(bodies) <= 8
