"""The coding desk as a person sets it up: keys of their own, the text, and that nothing moves."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from annotations import desk_settings
from annotations.models import Label, Variable
from newsroom.models import ArticleDigest, Segment
from tests.browser.at_the_coding_desk import (
    TOPICS,
    address,
    headline,
    make_assignments,
    press,
    saved,
    shown,
    stored,
)
from tests.factories import make_article, make_indexed, make_page, make_user, make_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WATCH_SHIFTS = """
    window.shifts = [];
    const box = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join();
    new PerformanceObserver((list) => {
        for (const moved of list.getEntries().flatMap((shift) => shift.sources)) {
            const { node, previousRect, currentRect } = moved;
            const [from, to] = [box(previousRect), box(currentRect)];
            if (from !== to) window.shifts.push(`${node?.className ?? "text"}: ${from} to ${to}`);
        }
    }).observe({ type: "layout-shift", buffered: true });
"""
MOVING = """
    [...document.querySelectorAll("*")].filter((element) => {
        const { transitionDuration, animationName } = getComputedStyle(element);
        const lasts = transitionDuration.split(", ").some((time) => time !== "0s");
        return lasts || animationName !== "none";
    }).map((element) => element.outerHTML.slice(0, 80))
"""


@pytest.fixture
def ann(transactional_db):
    """An annotator."""
    return make_user("ann", role="annotator")


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


def caps(page):
    """The keys that the list under "?" shows, as they stand on the key caps."""
    press(page, "?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return {cap.upper() for cap in dialog.locator(".key-list kbd").all_inner_texts()}


# Keys of one's own --------------------------------------------------------------------------------
def test_every_key_of_the_desk_is_listed_and_one_is_led_to_where_they_are_changed(desk):
    listed = caps(desk)

    expected = {action.key for action in desk_settings.ACTIONS if action.name != "precedents"}
    assert listed >= {"⏎" if key == "enter" else key for key in expected}
    desk.get_by_role("link", name="Change the keys").click()
    desk.wait_for_url(f"**{reverse('annotations:desk_settings')}")


def test_a_label_and_an_action_get_keys_of_ones_own(page_as, ann, assignments):
    page = page_as(ann)
    page.goto(reverse("annotations:desk_settings"))
    page.get_by_role("textbox", name="Topic T02").fill("8")
    page.get_by_role("textbox", name="Submit and next").fill("9")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    page.goto(address(assignments[0]))
    press(page, "w")
    assert shown(page) == {}
    press(page, "8 1 9")

    headline(page, "次篇")
    saved(page)
    assert stored() == {("T02", True), ("positive", True)}
    assert {"8", "9"} <= caps(page)
    assert "W" not in caps(page)


def test_a_key_that_two_would_have_is_refused_in_a_sentence(page_as, ann, assignments):
    page = page_as(ann)
    page.goto(reverse("annotations:desk_settings"))
    page.get_by_role("textbox", name="Topic T02").fill("q")

    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("alert")).to_have_text(
        "“Topic T01” and “Topic T02” would have the same key."
    )
    expect(page.get_by_role("textbox", name="Topic T02")).to_have_value("Q")


def test_an_article_is_coded_with_the_left_hand_alone(page_as, ann, assignments):
    desk_settings.save(ann, {"keys": desk_settings.PRESETS["left hand"]})
    page = page_as(ann)
    page.goto(address(assignments[0]))

    press(page, "5 5 q 1 6 q b")

    headline(page, "次篇")
    saved(page)
    assert stored() == {("T01", True), ("positive", True)}
    press(page, "7")
    headline(page, "首篇")


def test_no_single_key_takes_anything_away(desk):
    press(desk, "q w 1 j l q n")
    desk.keyboard.type("存疑")
    press(desk, "Escape")

    for action in desk_settings.ACTIONS:
        if action.name not in {"submit"}:  # it goes on
            press(desk, f"{action.key} Escape")

    assert shown(desk) == {"T01": "main", "T02": "also"}
    assert desk.locator(".badge").all_inner_texts() == ["Q"]
    expect(desk.get_by_role("textbox", name="Note")).to_have_value("存疑")


def test_a_further_variable_is_answered_by_key_and_taken_back_where_it_may_stay_open(page_as, ann):
    version = make_version(topics=TOPICS, published=False)
    genre = Variable.objects.create(
        version=version, code="genre", position=3, kind="one", name_zh="体裁", required=False
    )
    for place, key in enumerate("89", start=1):
        Label.objects.create(
            variable=genre, code=f"g{key}", position=place, name_zh=f"体裁{key}", key=key
        )
    version.published_at = timezone.now()
    version.save(update_fields=["published_at"])
    page = page_as(ann)
    page.goto(address(make_assignments(ann, version=version)[0]))

    press(page, "8 8 q 1 Enter")
    headline(page, "次篇")
    saved(page)
    assert stored() == {("T01", True), ("positive", True)}
    press(page, "q 1 8 9 Enter")

    expect(page.get_by_text("All your articles are coded.")).to_be_visible()
    assert stored(variable=genre) == {("g9", True)}


# Reading ------------------------------------------------------------------------------------------
def test_key_terms_are_marked_by_key_in_every_article_and_for_good(page_as, ann):
    articles = [make_indexed(name, "法院审理。\n法院宣判。") for name in ("首篇", "次篇")]
    ArticleDigest.objects.update(terms=["法院"])
    first = make_assignments(ann, *articles)[0]
    page = page_as(ann)
    page.goto(address(first))
    marked = "[...CSS.highlights.get('term') ?? []].map(String)"
    assert page.evaluate(marked) == []

    with page.expect_response("**/code/choice/"):
        press(page, "m")

    assert page.evaluate(marked) == ["法院", "法院"]
    press(page, "q 1 Enter")
    headline(page, "次篇")
    assert page.evaluate(marked) == ["法院", "法院"]
    saved(page)
    page.reload()
    assert page.evaluate(marked) == ["法院", "法院"]


def test_the_original_page_stands_over_the_desk_at_ones_article_and_the_same_key_closes_it(
    page_as, ann
):
    above = [f"上面第{number}行。" for number in range(90)]
    page = make_page("\n".join([*above, "首篇", "正文在此。"]))
    other, own = make_article("别篇", page=page), make_article("首篇", page=page)
    for place, line in enumerate(page.text.split("\n")):
        start = page.text.index(line)
        article = other if place < len(above) else own
        Segment.objects.create(
            page=page,
            article=article,
            start=start,
            end=start + len(line),
            role="paragraph",
            block=place,
        )
    desk = page_as(ann)
    desk.add_init_script(WATCH_SHIFTS)
    desk.goto(address(make_assignments(ann, own)[0]))
    press(desk, "w j")

    press(desk, "p")

    dialog = desk.get_by_role("dialog")
    mine = dialog.locator("[data-mine] .stored")
    expect(mine).to_have_text(["首篇", "正文在此。"])
    expect(mine.first).to_be_in_viewport()
    assert desk.evaluate("window.shifts") == []
    assert (
        dialog.get_by_role("link", name="In a tab of its own").get_attribute("target") == "_blank"
    )
    press(desk, "p")
    expect(dialog).to_be_hidden()
    expect(desk.get_by_role("region", name="Text of the article")).to_be_focused()
    assert shown(desk) == {"T02": "main"}


def test_the_whole_codebook_opens_at_the_label_in_focus_and_escape_closes_it(desk):
    press(desk, "g i")

    dialog = desk.get_by_role("dialog")
    expect(dialog.locator("[data-mine]", has_text="Topic T10")).to_be_in_viewport()
    press(desk, "j Escape")  # a key of the desk does nothing here
    expect(dialog).to_be_hidden()
    assert desk.evaluate("[...CSS.highlights.get('sentence') ?? []].length") == 0


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (820, 1180), (1180, 820), (640, 400)])
def test_nothing_ever_shifts_while_an_article_is_coded(page_as, ann, assignments, width, height):
    page = page_as(ann, viewport={"width": width, "height": height})
    page.add_init_script(WATCH_SHIFTS)
    page.goto(address(assignments[0]))

    press(page, "Enter")  # what is missing is said
    press(page, "q w e r t")  # and that no further one fits
    press(page, "m / f Escape j j l q 1")
    saved(page)
    page.wait_for_timeout(300)
    press(page, "Enter")
    headline(page, "次篇")
    saved(page)
    page.wait_for_timeout(300)
    page.context.set_offline(True)
    press(page, "q")
    expect(page.locator(".state")).to_have_text("Offline, 1 waiting")
    page.wait_for_timeout(300)

    assert page.evaluate("window.shifts") == []


def test_who_wants_less_motion_gets_none(page_as, ann, assignments):
    page = page_as(ann, reduced_motion="reduce")
    page.goto(address(assignments[0]))

    press(page, "q 1 Enter")
    headline(page, "次篇")

    assert page.evaluate(MOVING) == []
