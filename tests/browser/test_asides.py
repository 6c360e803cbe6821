"""Asking, reporting and proposing beside the answers, by keyboard, without leaving the desk."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from annotations import asking, desk_settings, rounds
from annotations.models import LabelProposal, Problem, Question, Round
from newsroom.models import ArticleDigest
from tests.annotations.at_the_desk import assignments
from tests.annotations.settling import DISPUTED, coded, decide
from tests.factories import answer, make_article, make_indexed, make_round

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page_as, ann, ben):
    """Ann at her first of two articles; (the tab, her assignments)."""
    made = make_round(articles=[make_article("首篇"), make_article("次篇")], annotators=[ann, ben])
    page = page_as(ann)
    mine = assignments(made, ann)
    page.goto(reverse("annotations:desk", args=[mine[0].pk]))
    return page, mine


def key(action):
    """The key of an action, as the browser calls it."""
    return desk_settings.DEFAULTS["keys"][action].lower()


def test_a_question_is_asked_by_keyboard_and_the_answers_stay_as_they_were(desk):
    page, (first, _second) = desk
    page.keyboard.press("q")

    page.keyboard.press(key("ask"))
    page.keyboard.type("这篇算不算短讯？1")
    page.keyboard.press("Control+Enter")

    words = "Asked. The answer will be in “My work”."
    expect(page.locator("[data-aside-said]")).to_have_text(words)
    expect(page.locator("[data-aside-said]")).to_be_in_viewport(ratio=1)
    expect(page.locator("[data-said]")).to_have_text(words)
    assert Question.objects.get().text == "这篇算不算短讯？1"
    assert page.locator("input[value=T01]:checked").count() == 2  # the label, and that it is main
    assert page.url.endswith(reverse("annotations:desk", args=[first.pk]))


def test_escape_leaves_a_question_and_keeps_what_was_typed(desk):
    page, _mine = desk
    page.keyboard.press(key("ask"))
    page.keyboard.type("还没想好")

    page.keyboard.press("Escape")
    page.keyboard.press(key("ask"))

    expect(page.locator("[data-aside-form] textarea[name=text]")).to_have_value("还没想好")
    assert not Question.objects.exists()


def test_an_article_that_cannot_be_coded_is_reported_and_the_next_one_shown(desk):
    page, (first, second) = desk

    page.keyboard.press(key("problem"))
    page.keyboard.press("Escape")  # from a choice as from a field
    expect(page.locator("[data-leads-on]")).to_be_hidden()
    page.keyboard.press(key("problem"))
    page.keyboard.press("ArrowDown")
    page.locator("[data-leads-on] [type=submit]").press("Enter")

    page.wait_for_url(f"**{reverse('annotations:desk', args=[second.pk])}")
    assert Problem.objects.get().assignment == first


def test_a_refused_proposal_says_why_beside_the_field_and_keeps_it(desk):
    page, _mine = desk
    page.keyboard.press(key("propose"))
    form = page.locator("[data-aside-form]").filter(has=page.locator("[name=reason]"))
    form.locator("[name=name]").fill("主题T01")
    form.locator("[name=reason]").fill("缺。")

    form.locator("[type=submit]").click()

    expect(form.locator(".error")).to_have_text("There is a label of this name already.")
    expect(form.locator("[name=reason]")).to_have_value("缺。")
    assert not LabelProposal.objects.exists()


def test_what_was_asked_before_is_shown_with_the_article_it_is_about(desk):
    page, (_first, second) = desk
    asking.ask(second, text="次篇的旧问题", by=second.annotator)
    asked = page.locator("[data-asked]")
    page.keyboard.press(key("ask"))
    page.keyboard.type("首篇算不算短讯？")
    page.locator("[data-aside]", has=asked).get_by_role("button", name="Ask").click()
    expect(page.locator("[data-aside-said]")).to_be_visible()
    page.keyboard.press(key("ask"))
    expect(asked).to_contain_text("首篇算不算短讯？")
    page.keyboard.press("Escape")

    for letter in ("q", "1", "Enter"):
        page.keyboard.press(letter)
    expect(page.get_by_role("heading", name="次篇")).to_be_visible()
    expect(page.locator("[data-asked-count]")).to_be_empty()
    page.keyboard.press(key("ask"))
    expect(asked).to_contain_text("次篇的旧问题")
    expect(asked).not_to_contain_text("首篇")

    page.keyboard.press("Escape")
    expect(page.locator(".state")).to_have_text("Saved")
    page.keyboard.press(key("undo"))
    expect(page.get_by_role("heading", name="首篇")).to_be_visible()
    page.keyboard.press(key("ask"))
    expect(asked).to_contain_text("首篇算不算短讯？")
    expect(page.locator("[data-asked-count]")).to_have_text("1")


def test_what_is_typed_about_one_article_does_not_go_with_the_next(desk):
    page, (_first, second) = desk
    page.keyboard.press(key("ask"))
    page.keyboard.type("还没想好")
    page.keyboard.press("Escape")

    for letter in ("q", "1", "Enter"):
        page.keyboard.press(letter)
    expect(page.get_by_role("heading", name="次篇")).to_be_visible()
    page.keyboard.press(key("ask"))
    expect(page.locator("[data-aside-form] textarea[name=text]")).to_have_value("")
    page.keyboard.type("次篇呢？")
    page.locator("[data-aside][open]").get_by_role("button", name="Ask").click()

    expect(page.locator("[data-aside-said]")).to_be_visible()
    assert Question.objects.get().unit == second.unit


def ruled(rules, **fields):
    """An open round with these rules."""
    made = make_round(**fields, opened=False)
    Round.objects.filter(pk=made.pk).update(**rules)
    return rounds.open_round(made, by=made.created_by)


def test_settled_articles_like_this_one_are_one_key_away_and_go_with_their_article(
    page_as, ann, ben, rita
):
    articles = [make_indexed("法院判案"), make_indexed("首篇"), make_indexed("次篇")]
    ArticleDigest.objects.update(terms=["法院", "判决", "合同"])
    settled = make_round(articles=articles[:1])
    unit = settled.units.get()
    for assignment, topic in zip(unit.assignments.order_by("pk"), ("T01", "T02"), strict=True):
        answer(assignment, topic=topic)
    unit.refresh_from_db()
    decide(unit, by=rita, comment="看判决。")
    made = ruled(
        {"shows_precedents": True},
        version=settled.codebook_version,
        articles=articles[1:],
        annotators=[ann, ben],
    )
    page = page_as(ann)
    page.goto(reverse("annotations:desk", args=[assignments(made, ann)[0].pk]))

    page.keyboard.press(key("precedents"))

    cases = page.locator("[data-cases-list]")
    expect(cases).to_contain_text("法院判案")
    expect(cases).to_contain_text("看判决。")
    for letter in ("q", "1", "Enter"):
        page.keyboard.press(letter)
    expect(page.get_by_role("heading", name="次篇")).to_be_visible()
    expect(cases).to_be_empty()
    page.wait_for_function("caches.match('/code/worker.js?desks').then(Boolean)")
    kept = page.evaluate("caches.match('/code/worker.js?page').then((page) => page.text())")
    assert "data-cases-list" in kept  # for loading it without a server; not what others said
    assert "看判决。" not in kept


def test_in_training_gold_and_its_reason_follow_each_article_by_keyboard(page_as, ann, rita):
    units = coded(DISPUTED, DISPUTED)
    for unit in units:
        decide(unit, by=rita, comment="标题说了。")
    made = make_round(
        kind="training",
        version=units[0].round.codebook_version,
        articles=[unit.article for unit in units],
        annotators=[ann],
        per_unit=1,
    )
    first, second = assignments(made, ann)
    page = page_as(ann)
    page.goto(reverse("annotations:desk", args=[first.pk]))

    for letter in ("w", "1", "Enter"):
        page.keyboard.press(letter)

    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Settled differently")
    expect(dialog).to_contain_text("标题说了。")
    assert page.url.endswith(reverse("annotations:desk", args=[first.pk]))
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    page.wait_for_url(f"**{reverse('annotations:desk', args=[second.pk])}")


def test_a_note_for_all_stands_at_its_label_on_the_desk(page_as, desk, ann, sue):
    _page, (first, _second) = desk
    version = first.unit.round.codebook_version
    label = version.variables.get(code="topic").labels.get(code="T02")
    asking.note_for_all(version, text_zh="短讯也算。", label=label, by=sue)
    page = page_as(ann)
    page.goto(reverse("annotations:desk", args=[first.pk]))

    page.keyboard.press("w")

    expect(page.get_by_role("region", name="Codebook")).to_contain_text("短讯也算。")
