"""A reviewer works the queue off by keyboard: disputes, checks, returns, objections, claims."""

import re
from collections import Counter

import pytest
from playwright.sync_api import expect

from annotations import claiming, reviewing
from annotations.models import Claim, Decision, Objection, Precedent, Referral, Return, Unit
from tests.annotations.settling import ALIKE, DISPUTED, coded, decide
from tests.factories import make_user, make_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

A_DESK = re.compile(r"/review/\d+/")
TOPICS = tuple(f"T{number:02}" for number in range(1, 15))

CAPS = """
    [...document.querySelectorAll("kbd")]
        .filter((cap) => cap.checkVisibility({ visibilityProperty: true }))
        .map((cap) => cap.textContent.trim())
"""


@pytest.fixture
def rita(transactional_db):
    """A reviewer."""
    return make_user("rita", role="reviewer")


@pytest.fixture
def ruth(transactional_db):
    """Another reviewer."""
    return make_user("ruth", role="reviewer")


def press(page, *keys):
    """Press keys one after the other; return how many that were."""
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def at_the_desk_of(unit):
    """What the address of a unit's desk looks like."""
    return re.compile(rf"/review/{unit.pk}/(\?.*)?$")


def elsewhere(page, address):
    """Wait until the page is another one."""
    page.wait_for_url(lambda url: url != address)
    expect(page.locator("main")).to_be_visible()


def test_a_mixed_queue_of_twenty_by_keyboard_only(page_as, rita):
    coded(*[DISPUTED] * 16, *[ALIKE] * 4, spot_check=1.0)
    page = page_as(rita)
    page.goto("/review/")
    pressed = press(page, "Enter")
    page.wait_for_url(A_DESK)
    spent = Counter()

    for _article in range(20):
        address = page.url
        expect(page.locator("#decision")).to_be_visible()
        agreed = page.locator("#decision[data-standing]").count()
        spent["agreed" if agreed else "disputed"] += press(page, *(["Enter"] if agreed else "1q"))
        elsewhere(page, address)

    pressed += sum(spent.values())
    print(f"20 articles settled with {pressed} key presses: {dict(spent)}, 1 to begin")
    assert spent == {"disputed": 32, "agreed": 4}
    expect(page.locator("main")).to_contain_text("Nothing waits for you.")
    assert Decision.objects.gold().count() == 20
    assert Decision.objects.filter(basis="unanimous", checked_by=rita).count() == 4


def test_no_key_cap_stands_twice_on_the_screen(page_as, rita):
    (unit,) = coded(version=make_version(topics=TOPICS))
    page = page_as(rita, viewport={"width": 1280, "height": 1000})
    page.goto(f"/review/{unit.pk}/")
    twice = {}

    for opened in ("", "o", "b", "n", "m", "f"):
        if opened:
            press(page, "Escape", opened)
        caps = Counter(page.evaluate(CAPS))
        twice[opened] = [cap for cap, number in caps.items() if number > 1]

    assert twice == {key: [] for key in twice}


def test_what_is_sent_back_by_keys_is_recoded_and_returns(page_as, rita):
    (unit,) = coded()
    page = page_as(rita)
    page.goto(f"/review/{unit.pk}/")

    pressed = press(page, "b", "2", "c")
    page.keyboard.type("Read the headline again.")
    pressed += press(page, "Control+Enter")

    expect(page).to_have_url(re.compile("/review/$"))
    print(f"sent back with {pressed} key presses besides the words")
    returned = Return.objects.get()
    assert returned.comment == "Read the headline again."
    annotator = returned.attempt.assignment.annotator
    desk = page_as(annotator)
    desk.goto(f"/code/{returned.attempt.assignment_id}/")
    expect(desk.locator("main")).to_contain_text("Read the headline again.")
    desk.locator("input[name='answer.topic'][value=T03]").check(force=True)
    desk.locator(".submit button[type=submit]").click()
    expect(desk).to_have_url(re.compile("/work/"))
    page.reload()
    expect(page.locator("main")).to_contain_text("Came back")
    expect(page.locator("main")).to_contain_text(unit.article.headline)


def test_an_objection_goes_to_another_reviewer_who_answers_it_by_keys(page_as, rita, ruth):
    (unit,) = coded()
    decision = decide(unit, by=rita)
    objector = unit.assignments.order_by("pk").first().annotator
    reviewing.object_to(decision, reason="The headline says otherwise.", by=objector)
    hers, other = page_as(rita), page_as(ruth)

    hers.goto("/review/")
    other.goto("/review/")
    press(other, "Enter")
    other.wait_for_url(A_DESK)

    expect(hers.locator("main")).to_contain_text("Nothing waits for you.")
    expect(other.locator("#decision")).to_contain_text("The headline says otherwise.")
    press(other, "Enter")
    expect(other.get_by_role("alert")).to_contain_text("Answer the objection")
    other.keyboard.type("Rule 3 decides.")
    press(other, "Control+Enter")
    expect(other).to_have_url(re.compile("/review/$"))
    assert Objection.objects.get().answer == "Rule 3 decides."
    assert Decision.objects.gold().get().checked_by == ruth


def test_the_rest_is_accepted_in_one_act_once_the_sample_was_opened(page_as, rita):
    units = coded(*[ALIKE] * 8, spot_check=1.0)
    page = page_as(rita)
    page.goto("/review/")
    page.get_by_role("link", name="Agreed in").click()
    page.wait_for_url(lambda url: not url.endswith("/review/"))
    page.wait_for_load_state()

    press(page, "Enter")
    sample = page.locator("section", has_text="The sample").locator("li a")
    expect(sample).to_have_count(5)
    accept = page.get_by_role("button", name="Accept 8 articles")
    expect(accept).to_be_disabled()
    list_ = page.url
    for place in range(5):
        sample.nth(place).click()
        expect(page.locator("#decision")).to_be_visible()
        page.goto(list_)
    accept.click()

    expect(page).to_have_url(re.compile("/review/$"))
    expect(page.locator("body")).to_contain_text("8 articles are accepted")
    assert Decision.objects.gold().filter(checked_by=rita).count() == len(units)


def test_settling_otherwise_than_all_agreed_asks_for_a_word(page_as, rita):
    (unit,) = coded(ALIKE, spot_check=1.0)
    page = page_as(rita)
    page.goto(f"/review/{unit.pk}/")

    press(page, "o", "e", "q", "Enter", "Enter")
    expect(page.get_by_role("alert")).to_contain_text("press a reason")
    press(page, "w")
    expect(page.get_by_role("alert")).to_contain_text("All annotators agreed")
    page.keyboard.type("Both overlooked rule 3.")
    press(page, "Control+Enter")

    expect(page).to_have_url(re.compile("/review/$"))
    decision = Decision.objects.gold().get()
    assert (decision.reason, decision.comment) == ("unclear", "Both overlooked rule 3.")


def test_one_question_after_the_other_takes_from_each(page_as, rita):
    (unit,) = coded((("T01", "neutral"), ("T02", "positive")))
    page = page_as(rita)
    page.goto(f"/review/{unit.pk}/")

    press(page, "v")
    expect(page.locator("tr[data-asked]").first).to_have_attribute("data-variable", "topic")
    press(page, "1", "2", "q")

    expect(page).to_have_url(re.compile("/review/$"))
    topic, tone = (
        Decision.objects.get()
        .labels.order_by("variable__position")
        .values_list("label__code", flat=True)
    )
    assert (topic, tone) in {("T01", "positive"), ("T02", "neutral")}


def test_another_reviewer_sees_who_has_an_article_skips_it_or_takes_it_over(page_as, rita, ruth):
    first, second = coded(DISPUTED, DISPUTED)
    claiming.take_up(first, by=rita)
    page = page_as(ruth)
    page.goto("/review/")
    expect(page.locator("main")).to_contain_text("rita has it")

    press(page, "Enter")
    expect(page).to_have_url(at_the_desk_of(second))
    page.goto(f"/review/{first.pk}/")
    expect(page.locator("#decision")).to_contain_text("rita has taken this article up")
    expect(page.locator("form#decision")).to_have_count(0)
    address = page.url
    press(page, "y")
    expect(page.locator("form#decision")).to_be_visible()

    assert page.url == address
    assert Claim.objects.get(unit=first).reviewer == ruth


def test_what_is_skipped_comes_again_and_others_may_have_it(page_as, rita):
    first, second = coded(DISPUTED, DISPUTED)
    page = page_as(rita)
    page.goto(f"/review/{first.pk}/")

    press(page, "j")

    expect(page).to_have_url(at_the_desk_of(second))
    assert Claim.objects.get().unit == second


def test_a_precedent_is_marked_together_with_the_decision(page_as, rita):
    (unit,) = coded()
    page = page_as(rita)
    page.goto(f"/review/{unit.pk}/")
    press(page, "1")
    taken = page.locator("tr[data-variable=topic] output").first.inner_text()

    press(page, "m")
    page.locator("#precedent-label").select_option(label=taken)
    page.locator("#precedent-note").fill("Rescue counts.")
    press(page, "Control+Enter", "q")

    expect(page).to_have_url(re.compile("/review/$"))
    marked = Precedent.objects.get()
    assert (marked.note, marked.label.name_en) == ("Rescue counts.", taken)


def test_the_supervisor_is_told_and_the_article_stays(page_as, rita):
    (unit,) = coded()
    page = page_as(rita)
    page.goto(f"/review/{unit.pk}/")

    press(page, "f", "2", "c")
    page.keyboard.type("The byline belongs to the next article.")
    press(page, "Control+Enter")

    expect(page.locator("#decision")).to_contain_text("With the supervisor")
    assert Referral.objects.get().kind == "segmentation"
    assert Unit.objects.disputed().get() == unit


def test_one_annotator_more_is_asked_by_keys(page_as, rita):
    people = [make_user(role="annotator") for _person in range(3)]
    (unit,) = coded(annotators=people)
    page = page_as(rita)
    page.goto(f"/review/{unit.pk}/")

    press(page, "n", "Enter")

    expect(page).to_have_url(re.compile("/review/$"))
    unit.refresh_from_db()
    assert (unit.wanted, unit.completed_at) == (3, None)
