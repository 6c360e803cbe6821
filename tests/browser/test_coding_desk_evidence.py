"""Evidence in a browser: by key, mouse and touch, on characters of every kind."""

import pytest
from playwright.sync_api import expect

from annotations import rounds
from annotations.models import Draft, Evidence
from tests.browser.at_the_coding_desk import (
    TOPICS,
    address,
    headline,
    make_assignments,
    press,
    saved,
    shown,
)
from tests.factories import make_article, make_user, make_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Beyond the basic plane: 𠮷, 𪚥 and an emoji; full-width quotes; an ideographic space.
STRANGE = "记者𠮷田在𪚥村说:“今天👍🏽好。”\n第二段　这里有证据在此。最后一句。"
SELECT = """
    ([from, to]) => {
        const nodes = [];
        const walker = document.createTreeWalker(document.querySelector(".article .text"), 4);
        while (walker.nextNode()) nodes.push(walker.currentNode);
        const find = (word, after) => {
            const node = nodes.find((one) => one.data.includes(word));
            return [node, node.data.indexOf(word) + (after ? word.length : 0)];
        };
        const range = document.createRange();
        range.setStart(...find(from, false));
        range.setEnd(...find(to, true));
        getSelection().removeAllRanges();
        getSelection().addRange(range);
    }
"""

BOX = """
    (word) => {
        const walker = document.createTreeWalker(document.querySelector(".article .text"), 4);
        while (walker.nextNode() && !walker.currentNode.data.includes(word));
        const range = document.createRange();
        const at = walker.currentNode.data.indexOf(word);
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + word.length);
        const { left, right, top, bottom } = range.getBoundingClientRect();
        return { left, right, middle: (top + bottom) / 2 };
    }
"""
FIRST_IN_SIGHT = """
    () => {
        const { top } = document.querySelector(".scroll").getBoundingClientRect();
        const walker = document.createTreeWalker(document.querySelector(".article .text"), 4);
        const range = document.createRange();
        while (walker.nextNode()) {
            for (const said of walker.currentNode.data.matchAll(/这是第(\\d+)段/g)) {
                range.setStart(walker.currentNode, said.index);
                range.setEnd(walker.currentNode, said.index + said[0].length);
                if (range.getBoundingClientRect().top >= top) return said[1];
            }
        }
    }
"""


@pytest.fixture
def ann(transactional_db):
    """An annotator."""
    return make_user("ann", role="annotator")


@pytest.fixture
def assignments(ann):
    """Ann's two assignments; the first article is made of all kinds of characters."""
    return make_assignments(ann, make_article("首篇", STRANGE), make_article("次篇"))


@pytest.fixture
def desk(page_as, ann, assignments):
    """Ann's first article, open."""
    page = page_as(ann)
    page.goto(address(assignments[0]))
    return page


def stretches(assignment):
    """The evidence that is stored, by label, as the texts that the places name."""
    text = assignment.unit.article.coded_text
    return {
        (one.annotation.label.code, text[one.start : one.end])
        for one in Evidence.objects.select_related("annotation__label")
    }


def bar(page):
    """The bar that asks for which label a stretch speaks."""
    return page.get_by_role("toolbar", name="Which answer does this stretch speak for?")


@pytest.mark.parametrize(
    ("begin", "end", "marked"),
    [
        ("𠮷", "𠮷", "𠮷"),
        ("田", "𪚥", "田在𪚥"),
        ("“今", "👍🏽", "“今天👍🏽"),
        ("👍🏽", "好", "👍🏽好"),
        ("好。”", "第二段", "好。”\n第二段"),
        ("　这里", "在此", "这里有证据在此"),
    ],
)
def test_selected_text_anchors_exactly_whatever_its_characters(
    desk, assignments, begin, end, marked
):
    press(desk, "q 1")
    desk.evaluate(SELECT, [begin, end])
    bar(desk).get_by_role("button", name="Topic T01").click()

    press(desk, "Enter")

    headline(desk, "次篇")
    saved(desk)
    assert stretches(assignments[0]) == {("T01", marked)}


def test_stretches_that_overlap_are_evidence_each_for_its_own_label(desk, assignments):
    press(desk, "q w 1")
    for begin, end, label in (("𠮷", "村", "Topic T01"), ("𪚥", "今天", "Topic T02")):
        desk.evaluate(SELECT, [begin, end])
        bar(desk).get_by_role("button", name=label).click()

    press(desk, "Enter")

    headline(desk, "次篇")
    saved(desk)
    assert stretches(assignments[0]) == {("T01", "𠮷田在𪚥村"), ("T02", "𪚥村说:“今天")}


def test_an_article_with_evidence_by_mouse_alone(desk, assignments):
    desk.locator(".label", has_text="Topic T02").click()
    desk.locator(".scale label", has_text="Neutral").click()
    first = desk.evaluate(BOX, "记者")
    last = desk.evaluate(BOX, "村说")
    desk.mouse.move(first["left"] + 1, first["middle"])
    desk.mouse.down()
    desk.mouse.move(last["right"] - 1, last["middle"], steps=5)
    desk.mouse.up()
    bar(desk).get_by_role("button", name="Topic T02").click()

    desk.get_by_role("button", name="Submit and next").click()

    headline(desk, "次篇")
    saved(desk)
    assert stretches(assignments[0]) == {("T02", "记者𠮷田在𪚥村说")}


def test_sentences_are_stepped_through_and_attached_by_key(desk, assignments):
    press(desk, "q w 1 j j l w")  # the headline first, then the first sentence
    press(desk, "j l 1 l q")
    press(desk, "Enter")

    headline(desk, "次篇")
    saved(desk)
    assert stretches(assignments[0]) == {
        ("T02", "记者𠮷田在𪚥村说:“今天👍🏽好。”"),
        ("positive", "第二段　这里有证据在此。"),
        ("T01", "第二段　这里有证据在此。"),
    }


def test_stepping_begins_with_the_first_sentence_in_sight(page_as, ann):
    [long, *_others] = make_assignments(
        ann,
        make_article("长篇", "".join(f"这是第{number}段的话。\n" for number in range(90))),
        make_article("次篇"),
    )
    page = page_as(ann)
    page.goto(address(long))
    press(page, "q 1")
    page.evaluate("document.querySelector('.scroll').scrollTop = 1200")
    begins = page.evaluate(FIRST_IN_SIGHT)

    press(page, "j l q Enter")

    headline(page, "次篇")
    saved(page)
    assert int(begins) > 5
    assert stretches(long) == {("T01", f"这是第{begins}段的话。")}


def test_evidence_is_painted_in_the_colour_of_its_label_and_moves_nothing(desk):
    press(desk, "q w 1")
    boxes = "[...document.querySelectorAll('.article *:not(.marks-layer *)')].map(e => e.offsetTop)"
    before = desk.evaluate(boxes)

    press(desk, "j j l q j l w k l 1")

    assert desk.evaluate(boxes) == before
    sizes = "['1', '2', '5'].map((slot) => CSS.highlights.get(`mark-${slot}`).size)"
    assert desk.evaluate(sizes) == [1, 1, 1]
    assert desk.locator(".badge").all_inner_texts() == ["Q", "W", "1"]
    row = desk.locator(".label", has_text="Topic T01")
    expect(row.locator("[data-proof] b")).to_have_text("1")
    expect(row).to_have_attribute("title", "1 stretch of evidence")
    expect(row.get_by_role("checkbox")).to_have_accessible_name("Topic T01 1 stretch of evidence")


def test_evidence_is_removed_where_its_letter_stands_and_kept_while_its_label_is_away(desk):
    press(desk, "q w 1 j j l q l w")
    press(desk, "w")
    assert desk.locator(".badge").all_inner_texts() == ["Q"]
    press(desk, "w")
    assert desk.locator(".badge").all_inner_texts() == ["Q", "W"]

    desk.locator(".badge", has_text="Q").click()
    expect(bar(desk).get_by_role("button", name="Topic T01")).to_have_attribute(
        "aria-pressed", "true"
    )
    bar(desk).get_by_role("button", name="Topic T01").click()

    assert desk.locator(".badge").all_inner_texts() == ["W"]


def test_evidence_comes_back_with_the_draft(desk, assignments):
    press(desk, "q 1 j j l q")
    saved(desk)
    assert list(Draft.objects.get().evidence.values()) == [[[3, 20]]]

    desk.reload()

    assert desk.locator(".badge").all_inner_texts() == ["Q"]


def test_a_round_that_wants_evidence_says_so_beside_the_question(page_as, ann):
    version = make_version(topics=TOPICS)
    first = make_assignments(
        ann, make_article("首篇"), make_article("次篇"), version=version, opened=False
    )[0]
    first.unit.round.evidence_for = ["topic"]
    first.unit.round.save()
    rounds.open_round(first.unit.round, by=first.unit.round.created_by)
    page = page_as(ann)
    page.goto(address(first))
    topic = page.get_by_role("group", name="Topic")
    expect(topic).to_contain_text("with evidence")

    press(page, "q 1 Enter")
    expect(topic).to_contain_text("Mark in the text why you chose “Topic T01”.")
    press(page, "j j l q Enter")

    headline(page, "次篇")
    saved(page)
    assert stretches(first) == {("T01", "7月8日下午,丽水市政法系统举办主题党日活动。")}


def test_without_highlights_in_the_browser_the_marks_are_boxes(page_as, ann, assignments):
    page = page_as(ann)
    page.add_init_script("delete CSS.highlights; Object.defineProperty(CSS, 'highlights', {});")
    page.goto(address(assignments[0]))

    press(page, "q 1 j j l q")

    expect(page.locator(".tint.mark-1").first).to_be_visible()
    box = page.locator(".tint.mark-1").first.bounding_box()
    assert box["width"] > 50


def test_an_article_with_evidence_by_touch_on_a_tablet(page_as, ann, assignments):
    page = page_as(ann, viewport={"width": 820, "height": 1180}, has_touch=True)
    page.goto(address(assignments[0]))
    page.get_by_role("checkbox", name="Topic T02").tap()
    page.get_by_role("radio", name="Neutral").tap()
    page.get_by_role("button", name="Next sentence").tap()
    page.get_by_role("button", name="Next sentence").tap()
    page.get_by_role("button", name="Mark as evidence").tap()
    bar(page).get_by_role("button", name="Topic T02").tap()

    page.get_by_role("button", name="Submit and next").tap()

    headline(page, "次篇")
    saved(page)
    assert stretches(assignments[0]) == {("T02", "记者𠮷田在𪚥村说:“今天👍🏽好。”")}


def test_composing_in_the_filter_chooses_nothing_before_it_is_done(desk):
    press(desk, "/")
    desk.evaluate(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
            {key: "Enter", isComposing: true, bubbles: true, cancelable: true}))"""
    )

    assert shown(desk) == {}
    expect(desk.locator("[data-filter]")).to_be_focused()
