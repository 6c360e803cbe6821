"""The coding desk in a browser: keys, answers, handing in, taking back, and every screen."""

import gzip

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from annotations import desk_settings, rounds
from annotations.codebooks import publish
from annotations.models import Attempt, DeskSettings
from tests.browser.at_the_coding_desk import (
    HEADLINES,
    TOPICS,
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
from tests.factories import PASSWORD, make_user, make_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BOXES = """
    [...document.querySelectorAll(".label, .scale label, .submit, .article")]
        .map((element) => element.getBoundingClientRect())
        .map(({ x, y, width, height }) => [x, y + scrollY, width, height])
"""


WATCH_THE_NEXT = """
    window.took = [];
    addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        const begun = performance.now();
        new MutationObserver((_changes, watcher) => {
            watcher.disconnect();
            document.querySelector(".article").getBoundingClientRect(); // laid out, as it is shown
            window.took.push(performance.now() - begun);
        }).observe(document.querySelector(".scroll"), { childList: true });
    }, { capture: true });
"""


@pytest.fixture
def ann(transactional_db):
    """An annotator with a password."""
    return make_user("ann", role="annotator", password=PASSWORD)


@pytest.fixture
def assignments(ann):
    """Ann's two assignments, of a codebook with fourteen topics."""
    return make_assignments(ann)


@pytest.fixture
def desk(page_as, ann, assignments):
    """Ann's first article, open."""
    page = page_as(ann)
    page.goto(address(assignments[0]))
    return page


def composing(page, key):
    """What the browser tells of a key while an input method composes."""
    page.evaluate(
        """key => document.body.dispatchEvent(new KeyboardEvent("keydown",
            {key, code: "KeyQ", isComposing: true, bubbles: true, cancelable: true}))""",
        key,
    )


def processed_by_an_input_method(page):
    """Press the key Q as a browser tells it of a key that an input method took for itself."""
    session = page.context.new_cdp_session(page)
    for kind in ("rawKeyDown", "keyUp"):
        session.send(
            "Input.dispatchKeyEvent",
            {"type": kind, "key": "Process", "code": "KeyQ", "windowsVirtualKeyCode": 229},
        )


# Keys ---------------------------------------------------------------------------------------------
def test_the_smallest_complete_article_takes_three_key_presses(page_as, ann, assignments):
    page = page_as(ann)
    page.goto(reverse("annotations:my_work"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.split('/work')[0]}{address(assignments[0])}")
    page.wait_for_load_state()  # keys are heard once the scripts are there
    keys = ["q", "1", "Enter"]

    for key in keys:
        page.keyboard.press(key)

    headline(page, "次篇")
    saved(page)
    assert stored() == {("T01", True), ("positive", True)}
    print(f"\nkey presses for the smallest complete article: {len(keys)}")


def test_escape_closes_what_was_opened_at_my_work_and_enter_still_begins(page_as, ann, assignments):
    page = page_as(ann)
    page.goto(reverse("annotations:my_work"))
    page.get_by_role("button", name=ann.display_name).click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Log out")).to_be_hidden()
    page.get_by_role("main").click(position={"x": 3, "y": 3})
    press(page, "?")
    expect(page.locator("dialog[open]")).to_have_count(1)
    press(page, "Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)

    page.keyboard.press("Enter")

    page.wait_for_url(f"**{address(assignments[0])}")


ENTER_AS_IT_CLOSES = """
    const dialog = document.querySelector("dialog[open]");
    dialog.querySelector("button").focus();
    dialog.close();
    const enter = new KeyboardEvent("keydown", { key: "Enter", bubbles: true });
    document.activeElement.dispatchEvent(enter);
"""


def test_enter_begins_in_the_moment_in_which_the_list_of_keys_closes(page_as, ann, assignments):
    page = page_as(ann)
    page.goto(reverse("annotations:my_work"))
    press(page, "?")
    expect(page.locator("dialog[open]")).to_have_count(1)

    page.evaluate(ENTER_AS_IT_CLOSES)

    page.wait_for_url(f"**{address(assignments[0])}")


def test_a_whole_round_by_keyboard_only_ends_at_my_work(page_as, ann, assignments):
    page = page_as(ann)
    page.goto(reverse("annotations:next_unit"))
    press(page, "w 2 Enter")
    headline(page, "次篇")
    saved(page)

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
    processed_by_an_input_method(desk)
    press(desk, "Control+q Alt+w")

    assert shown(desk) == {}


def test_a_letter_typed_into_the_note_chooses_nothing_and_is_kept(desk, assignments):
    press(desk, "n")
    desk.keyboard.type("qwe 1")
    press(desk, "Escape q 2 Enter")
    headline(desk, "次篇")
    saved(desk)

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


def test_below_a_label_stand_the_rules_of_its_variable(page_as, ann):
    version = make_version(topics=TOPICS, published=False)
    for code in ("topic", "sentiment"):
        version.variables.filter(code=code).update(rules=[{"zh": f"{code}的规则。"}])
    version = publish(version, by=make_user(role="supervisor"))
    page = page_as(ann)
    page.goto(address(make_assignments(ann, version=version)[0]))
    rules = [page.get_by_text(f"{code}的规则。") for code in ("topic", "sentiment")]
    for rule in rules:
        expect(rule).to_be_visible()

    press(page, "q 2")

    expect(rules[0]).to_be_hidden()
    expect(rules[1]).to_be_visible()
    expect(page.get_by_role("heading", name="Rules for Sentiment")).to_be_visible()


# Handing in ---------------------------------------------------------------------------------------
def test_what_is_missing_is_said_beside_the_question_before_anything_is_sent(desk):
    press(desk, "q Enter")

    expect(desk.get_by_role("group", name="Sentiment")).to_contain_text("Choose an answer.")
    # Not one of its labels, which would stand out among the others.
    expect(desk.get_by_role("group", name="Sentiment")).to_be_focused()
    press(desk, "2")
    expect(desk.get_by_text("Choose an answer.").locator("visible=true")).to_have_count(0)
    assert not stored()


def test_a_round_closed_meanwhile_is_said_and_the_answers_stay(desk, assignments):
    round = assignments[0].unit.round
    press(desk, "q 1")
    rounds.close_round(round, by=round.created_by)

    press(desk, "Enter")

    expect(desk.get_by_role("alert")).to_have_text("This round is closed, so it takes no answers.")
    assert shown(desk) == {"T01": "main"}


def test_going_back_shows_what_was_submitted_to_read_only(desk, assignments):
    press(desk, "q 1 Enter")
    headline(desk, "次篇")
    saved(desk)

    desk.go_back()

    expect(desk.get_by_text("You submitted these answers")).to_be_visible()
    expect(desk.get_by_role("checkbox", name="Topic T01")).to_be_disabled()


def test_the_next_article_begins_with_the_rules_and_not_with_what_the_last_answer_meant(desk):
    press(desk, "q 1")
    now = desk.locator(".entry[data-now]")
    expect(now).not_to_have_attribute("data-entry", "rules")

    press(desk, "Enter")
    headline(desk, "次篇")

    expect(now).to_have_attribute("data-entry", "rules")


def test_a_field_that_is_left_gives_the_keys_back_to_the_article(desk):
    press(desk, "n")
    expect(desk.locator("#note")).to_be_focused()

    press(desk, "Escape")

    expect(desk.get_by_role("region", name="Text of the article")).to_be_focused()


# The next article, at once ------------------------------------------------------------------------
def test_the_next_article_is_shown_while_the_server_has_not_answered_yet(desk, assignments):
    held_back = []
    desk.route("**/submit/", lambda route: held_back.append(route))
    desk.evaluate("window.sameDocument = true")
    desk.evaluate(WATCH_THE_NEXT)

    press(desk, "q 1 Enter")
    headline(desk, "次篇")

    [took] = desk.evaluate("window.took")
    print(f"\nfrom the key to the next article: {took:.0f} ms")
    assert not stored()
    assert desk.evaluate("window.sameDocument")
    press(desk, "w")
    assert shown(desk) == {"T02": "main"}
    expect(desk.locator(".state")).to_have_text("Saving")
    [submission] = held_back
    submission.continue_()
    saved(desk)
    assert stored(attempt__assignment=assignments[0]) == {("T01", True), ("positive", True)}


def test_the_address_the_title_the_progress_and_reload_follow_the_article(desk, assignments):
    done = "document.querySelector('progress.hairline').value"
    press(desk, "q 1 Enter")
    headline(desk, "次篇")
    saved(desk)

    assert desk.url.endswith(address(assignments[1]))
    assert "次篇" in desk.title()
    assert shown(desk) == {}
    assert desk.evaluate(done) == 1
    desk.reload()
    headline(desk, "次篇")
    assert desk.evaluate(done) == 1


def test_a_submission_is_taken_back_and_the_first_attempt_stays_on_record(desk, assignments):
    press(desk, "q 1 Enter")
    headline(desk, "次篇")
    saved(desk)

    press(desk, "u")
    headline(desk, "首篇")
    assert desk.evaluate("document.querySelector('progress.hairline').value") == 0
    assert shown(desk) == {"T01": "main"}
    press(desk, "q w Enter")
    headline(desk, "次篇")
    saved(desk)

    first, second = Attempt.objects.filter(assignment=assignments[0]).order_by("number")
    assert first.superseded_at
    assert stored(attempt=first) == {("T01", True), ("positive", True)}
    assert stored(attempt=second) == {("T02", True), ("positive", True)}


def test_after_loading_the_page_again_the_last_submission_can_still_be_taken_back(desk):
    press(desk, "q 1 Enter")
    headline(desk, "次篇")
    saved(desk)

    desk.reload()
    expect(desk.locator("[data-act=undo]")).to_be_enabled()
    press(desk, "u")

    headline(desk, "首篇")
    assert shown(desk) == {"T01": "main"}
    press(desk, "q w Enter")
    headline(desk, "次篇")
    saved(desk)
    assert stored(attempt__superseded_at=None) == {("T02", True), ("positive", True)}


def test_the_toast_offers_to_take_back_by_mouse(desk):
    press(desk, "q 1 Enter")
    headline(desk, "次篇")
    offer = desk.locator("#toast").get_by_role("button", name="Take back")
    expect(offer).to_contain_text("U")

    offer.click()

    headline(desk, "首篇")
    expect(desk.locator("#toast")).to_contain_text("Taken back: 首篇")


def test_who_has_chosen_so_submits_with_the_last_answer_two_key_presses(page_as, ann, assignments):
    desk_settings.save(ann, {"submit_when_complete": True})
    page = page_as(ann)
    page.goto(address(assignments[0]))
    keys = ["q", "1"]

    for key in keys:
        page.keyboard.press(key)

    headline(page, "次篇")
    saved(page)
    assert stored() == {("T01", True), ("positive", True)}
    print(f"\nkey presses where the last answer submits: {len(keys)}")


# Finding a label, setting the text ----------------------------------------------------------------
@pytest.mark.parametrize("typed", ["fysp", "审判", "Courts, tri", "fayuan", "t02", "传票", "cp"])
def test_labels_are_found_by_initials_pinyin_chinese_english_code_and_cue(page_as, ann, typed):
    version = make_version(topics=HEADLINES, published=False)
    version.variables.get(code="topic").labels.filter(position=2).update(
        code="T02",
        name_zh="法院审判与诉讼服务",
        name_en="Courts, trials and litigation",
        cues=["庭审", "传票"],
    )
    for place in range(6, 9):
        version.variables.get(code="topic").labels.create(
            code=f"T9{place}", position=place, name_zh="其他", name_en="Other"
        )
    version.published_at = timezone.now()
    version.save(update_fields=["published_at"])
    page = page_as(ann)
    page.goto(address(make_assignments(ann, version=version)[0]))
    before = page.locator(".scale").bounding_box()

    press(page, "/")
    page.keyboard.type(typed)
    expect(page.locator(".labels li:visible")).to_have_count(1)
    assert page.locator(".scale").bounding_box() == before
    press(page, "Enter")

    assert shown(page) == {"T02": "main"}
    expect(page.locator(".labels li:visible")).to_have_count(8)


def test_the_arrows_go_through_what_was_found_and_tab_leads_to_it(desk):
    press(desk, "/")
    desk.keyboard.type("t0")
    found = desk.locator(".labels li:visible")
    expect(found).to_have_count(9)

    press(desk, "ArrowDown ArrowDown ArrowUp Enter")

    assert shown(desk) == {"T02": "main"}
    expect(found).to_have_count(14)
    press(desk, "/")
    desk.keyboard.type("t1")
    press(desk, "Tab Tab")
    expect(found).to_have_count(5)
    press(desk, "Space")
    assert shown(desk) == {"T02": "main", "T11": "also"}
    expect(found).to_have_count(14)


def test_size_and_width_of_the_text_are_kept_for_the_person(page_as, ann, assignments):
    page = page_as(ann)
    page.goto(address(assignments[0]))
    size = "parseFloat(getComputedStyle(document.querySelector('.article')).fontSize)"
    before = page.evaluate(size)

    with page.expect_response("**/code/choice/"):
        press(page, "=")
    with page.expect_response("**/code/choice/"):
        press(page, "]")

    assert page.evaluate(size) > before
    assert DeskSettings.objects.get(person=ann).choices == {"text_size": 3, "text_width": 3}
    page.reload()
    assert page.evaluate(size) > before


# Other hands, other screens -----------------------------------------------------------------------
def test_an_article_is_coded_without_scripts(page_as, ann, assignments):
    page = page_as(ann, java_script_enabled=False)
    page.goto(address(assignments[0]))
    expect(page.locator(".state")).to_be_hidden()  # nothing is kept
    page.get_by_role("checkbox", name="Topic T02").check()
    assert shown(page) == {"T02": "main"}
    page.get_by_role("checkbox", name="Topic T05").check()
    page.get_by_role("button", name="Submit and next").click()
    expect(page.get_by_text("Say which one is the main one.")).to_be_visible()
    expect(page.get_by_text("Choose an answer.")).to_be_visible()

    page.get_by_role("radio", name="Main: Topic T05").check()
    page.get_by_role("radio", name="Mixed").check()
    page.get_by_role("button", name="Submit and next").click()

    headline(page, "次篇")
    assert stored() == {("T05", True), ("T02", False), ("mixed", True)}


def test_an_article_is_coded_by_touch_on_a_tablet(page_as, ann, assignments):
    page = page_as(ann, viewport={"width": 820, "height": 1180}, has_touch=True)
    page.goto(address(assignments[0]))

    page.get_by_role("checkbox", name="Topic T02").tap()
    page.get_by_role("checkbox", name="Topic T09").tap()
    page.get_by_role("radio", name="Main: Topic T09").tap()
    page.get_by_role("radio", name="Neutral").tap()
    page.get_by_role("button", name="Submit and next").tap()

    headline(page, "次篇")
    saved(page)
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


def test_the_page_weighs_less_than_100_kb_in_at_most_8_requests_and_2_when_warm(
    page_as, ann, assignments
):
    server = start_server()
    page = page_as(ann)
    site = f"http://localhost:{server.port}"
    responses = []
    page.on("response", lambda response: responses.append(response))

    page.goto(site + address(assignments[0]), wait_until="networkidle")
    cold = {response.url: gzip.compress(response.body()) for response in responses}
    asked = len(server.httpd.asked)
    page.goto(site + address(assignments[1]), wait_until="networkidle")
    warm = len(server.httpd.asked) - asked
    stop(server)

    weight = sum(map(len, cold.values()))
    print(f"\ncoding page: {weight / 1000:.1f} kB compressed, requests: {asked} cold, {warm} warm")
    assert weight < 100_000
    assert len(cold) == asked <= 8
    assert warm <= 2
