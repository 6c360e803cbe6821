"""Asking, reporting and proposing beside the answers, by keyboard, without leaving the desk."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from annotations import desk_settings
from annotations.models import LabelProposal, Problem, Question
from tests.annotations.at_the_desk import assignments
from tests.factories import make_article, make_round

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
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("[data-aside-said]")).to_have_text(
        "Asked. The answer will be in “My work”."
    )
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
