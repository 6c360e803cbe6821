"""The review desk in a browser: a reviewer settles by keyboard, and without scripts too."""

import re

import pytest
from playwright.sync_api import expect

from annotations import comparing, rounds
from annotations.models import Attempt, Decision, Return, Unit
from tests.factories import answer, make_article, make_round, make_user, make_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOPICS = [f"T{number:02}" for number in range(1, 11)]  # keys Q W E R T A S D F G


@pytest.fixture
def rita(transactional_db):
    """A reviewer."""
    return make_user("rita", role="reviewer")


@pytest.fixture
def open_desk(page_as, rita):
    """Open the desk of a unit as the reviewer."""

    def open_at(unit, **options):
        page = page_as(rita, **options)
        page.goto(f"/review/{unit.pk}/")
        return page

    return open_at


def disputed(count=1, answers=(("T01", "neutral"), ("T02", "neutral"))):
    """Units of one round on which the annotators differ, in the order of the round."""
    people = [make_user(role="annotator") for _person in answers]
    made = make_round(
        articles=[make_article() for _article in range(count)],
        annotators=people,
        per_unit=len(people),
        version=make_version(topics=TOPICS),
    )
    for unit in made.units.order_by("sequence"):
        for assignment, (topic, sentiment) in zip(
            unit.assignments.order_by("pk"), answers, strict=True
        ):
            answer(assignment, topic=topic, sentiment=sentiment)
    return list(made.units.order_by("sequence"))


def sheet(unit, reviewer, letter):
    """The answers of the annotator who has this letter."""
    shown = comparing.sheets(unit, comparing.attempts_of(unit, user=reviewer))
    return next(one for one in shown if one.letter == letter)


def labels(decision):
    """The codes of a decision, with whether each is the main one."""
    return set(decision.labels.values_list("label__code", "main"))


def press(page, *keys):
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


def test_a_queue_of_twenty_takes_two_key_presses_each(open_desk, rita):
    units = disputed(20)
    taken = {unit.pk: sheet(unit, rita, "A") for unit in units}
    page = open_desk(units[0])
    pressed = 0

    for place in range(20):
        address = page.url
        press(page, "1", "q")
        pressed += 2
        page.wait_for_url(lambda url, before=address: url != before)
        expect(page.locator("main")).to_be_visible()
        assert Decision.objects.count() == place + 1

    print(f"20 units settled with {pressed} key presses")
    assert pressed == 40
    expect(page).to_have_url(re.compile("/review/$"))
    expect(page.locator("main")).to_contain_text("Nothing waits for you.")
    for decision in Decision.objects.all():
        topic = taken[decision.unit_id].labels
        expected = {label.code for given in topic.values() for label in given}
        assert {code for code, _main in labels(decision)} == expected
        assert decision.reason == "slip"


def test_what_is_taken_shows_before_it_is_settled(open_desk, rita):
    (unit,) = disputed()
    page = open_desk(unit)
    row = page.locator("tr[data-variable=topic][data-part=main]")

    press(page, "2")

    topic = unit.round.codebook_version.variables.get(code="topic")
    (label,) = sheet(unit, rita, "B").of(topic)
    expect(row.locator("output")).to_have_text(label.name)
    assert not Decision.objects.exists()


def test_a_reason_before_an_answer_settles_nothing_and_says_what_is_missing(open_desk):
    (unit,) = disputed()
    page = open_desk(unit)

    press(page, "q")

    expect(page.get_by_role("alert")).to_contain_text("Take one of the answers first")
    assert not Decision.objects.exists()


def test_another_reason_asks_for_words(open_desk):
    (unit,) = disputed()
    page = open_desk(unit)

    press(page, "1", "g")
    expect(page.locator("#comment")).to_be_focused()
    page.keyboard.type("A quotation only.")
    press(page, "Control+Enter")

    expect(page).to_have_url(re.compile("/review/$"))
    decision = Decision.objects.get()
    assert (decision.reason, decision.comment) == ("other", "A quotation only.")


def test_in_the_comment_keys_are_letters(open_desk):
    (unit,) = disputed()
    page = open_desk(unit)

    press(page, "c")
    page.keyboard.type("1qwe")

    expect(page.locator("#comment")).to_have_value("1qwe")
    assert not Decision.objects.exists()


def test_an_own_answer_is_given_with_the_keys_of_the_labels(open_desk):
    (unit,) = disputed()
    page = open_desk(unit)

    press(page, "o", "e", "q", "4", "Enter", "w")

    expect(page).to_have_url(re.compile("/review/$"))
    decision = Decision.objects.get()
    assert labels(decision) == {("T03", True), ("T01", False), ("mixed", True)}
    assert decision.reason == "unclear"


def test_while_an_own_answer_is_given_reasons_are_silent(open_desk):
    (unit,) = disputed()
    page = open_desk(unit)

    press(page, "1", "o", "q", "Escape")

    expect(page.locator(".own")).not_to_have_attribute("open", "")
    assert not Decision.objects.exists()


def test_an_own_answer_begins_with_what_was_taken(open_desk, rita):
    (unit,) = disputed(answers=[("T01 T04", "neutral"), ("T02", "positive")])
    sheet_a = sheet(unit, rita, "A")
    codes = {label.code for given in sheet_a.labels.values() for label in given}
    page = open_desk(unit)

    press(page, "1", "o", "3", "Enter", "q")

    expect(page).to_have_url(re.compile("/review/$"))
    settled = {code for code, _main in labels(Decision.objects.get())}
    assert settled == (codes - {"neutral", "positive"}) | {"negative"}


def test_shift_makes_a_label_the_main_one(open_desk):
    (unit,) = disputed()
    page = open_desk(unit)

    press(page, "o", "e", "Shift+R", "1", "Enter", "q")

    expect(page).to_have_url(re.compile("/review/$"))
    assert labels(Decision.objects.get()) == {("T04", True), ("T03", False), ("positive", True)}


def test_one_cell_may_be_taken_from_each_annotator(open_desk, rita):
    (unit,) = disputed(answers=[("T01", "neutral"), ("T02", "positive")])
    page = open_desk(unit)
    topics, sentiments = (
        page.locator(f"tr[data-variable={code}] td label") for code in ("topic", "sentiment")
    )

    topics.nth(0).click()
    sentiments.nth(1).click()
    press(page, "q")

    expect(page).to_have_url(re.compile("/review/$"))
    a, b = sheet(unit, rita, "A"), sheet(unit, rita, "B")
    (topic, sentiment) = sorted(a.labels)
    expected = {a.labels[topic][0].code, b.labels[sentiment][0].code}
    assert {code for code, _main in labels(Decision.objects.get())} == expected


def test_the_last_decision_is_undone_with_one_key(open_desk):
    first, _second = disputed(2)
    page = open_desk(first)
    press(page, "1", "q")
    page.wait_for_url(lambda url: f"/review/{first.pk}/" not in url)

    press(page, "u")

    expect(page).to_have_url(re.compile(f"/review/{first.pk}/$"))
    expect(page.locator("#decision")).to_contain_text("Reason")
    assert not Decision.objects.standing().exists()
    assert Decision.objects.count() == 1


def test_a_unit_is_sent_back_recoded_and_returns_to_the_queue(open_desk, rita):
    (unit,) = disputed()
    page = open_desk(unit)

    press(page, "b", "Space", "Tab", "Tab")
    page.keyboard.type("Read the headline again.")
    page.get_by_role("button", name="Send back and next").click()

    expect(page).to_have_url(re.compile("/review/$"))
    returned = Return.objects.get()
    assert returned.comment == "Read the headline again."
    assert returned.attempt == sheet(unit, rita, "A").attempt
    answer(Attempt.objects.get(number=2).assignment, topic="T09")
    page.reload()
    expect(page.locator("main")).to_contain_text("Came back")
    expect(page.locator("main")).to_contain_text(unit.article.headline)


def test_while_something_is_sent_back_no_key_settles(open_desk):
    (unit,) = disputed()
    page = open_desk(unit)

    press(page, "1", "b", "q", "Escape")

    expect(page.locator(".send-back")).not_to_have_attribute("open", "")
    assert not Decision.objects.exists()


def test_going_back_shows_what_was_settled_as_settled(open_desk):
    first, _second = disputed(2)
    page = open_desk(first)
    press(page, "1", "q")
    page.wait_for_url(lambda url: f"/review/{first.pk}/" not in url)

    page.go_back()

    expect(page.locator("#decision")).to_contain_text("Decided by a reviewer")


def test_the_desk_works_without_javascript(open_desk, rita):
    (unit,) = disputed(answers=[("T01", "neutral"), ("T02", "positive")])
    page = open_desk(unit, java_script_enabled=False)

    page.locator("tr[data-variable=topic] td label").nth(1).click()
    page.locator("tr[data-variable=sentiment] td label").nth(1).click()
    page.get_by_text("rule unclear").click()
    page.get_by_role("button", name="Settle and next").click()

    expect(page).to_have_url(re.compile("/review/$"))
    chosen = sheet(unit, rita, "B").labels.values()
    assert {code for code, _main in labels(Decision.objects.get())} == {
        label.code for given in chosen for label in given
    }


def test_an_own_answer_works_without_javascript(open_desk):
    (unit,) = disputed()
    page = open_desk(unit, java_script_enabled=False)

    page.locator("tr[data-variable=topic] .own-choice").first.click()
    page.locator(".own > summary").click()
    page.locator("input[name='answer.topic'][value=T05]").check(force=True)
    page.get_by_text("slip").click()
    page.get_by_role("button", name="Settle and next").click()

    expect(page).to_have_url(re.compile("/review/$"))
    assert ("T05", True) in labels(Decision.objects.get())


def test_sending_back_into_a_closed_round_is_said_in_a_sentence(open_desk):
    (unit,) = disputed()
    page = open_desk(unit)
    rounds.close_round(unit.round, by=unit.round.created_by)

    press(page, "b", "Space", "Tab", "Tab")
    page.keyboard.type("Again.")
    page.get_by_role("button", name="Send back and next").click()

    expect(page.locator("main")).to_contain_text("This round is not open")
    assert Unit.objects.get(pk=unit.pk).completed_at
