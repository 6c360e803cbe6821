"""A supervisor joins an article with its continuation, and sees first what that touches."""

import pytest
from playwright.sync_api import expect

from annotations.models import Attempt, Flag
from newsroom.models import Article
from tests.factories import answer, make_round, make_user
from tests.newsroom.jumping import import_issue, target_on

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLACE = "/pages/zjfzb-2020-05-01-p1/repair/"


@pytest.fixture
def people():
    """Two annotators who have coded the first part by itself."""
    pages = import_issue(1, 3)
    found = [make_user("ann", role="annotator"), make_user("ben", role="annotator")]
    made = make_round(articles=[target_on(pages[1], "continues_on")], annotators=found)
    for assignment in made.units.get().assignments.all():
        answer(assignment)
    return found


def test_parts_are_joined_with_the_effects_shown_first_coded_as_one_and_parted_again(
    people, page_as
):
    tab = page_as(make_user("sue", role="supervisor"))
    tab.goto(PLACE)
    tab.get_by_role("button", name="It is this one").click()

    effects = tab.locator(".effects")
    expect(effects).to_contain_text("sentences came or went")
    expect(effects).to_contain_text("2 codings go back")
    tab.get_by_role("link", name="Leave it").click()
    tab.get_by_role("button", name="It is this one").click()
    tab.get_by_role("button", name="Join them all the same").click()
    expect(tab.get_by_role("button", name="Take the joining back")).to_be_visible()
    assert Article.objects.exclude(joined_text="").count() == 1
    assert Flag.objects.get().reason == "text"

    desk = page_as(people[0])
    desk.goto("/work/next/")
    article = desk.locator("article.article")
    expect(article.locator(".turn")).to_contain_text("continued on page 3")
    expect(article).to_contain_text("双方握手言和")

    tab.get_by_role("button", name="Take the joining back").click()
    expect(tab.get_by_role("button", name="It is this one")).to_be_visible()
    assert not Article.objects.exclude(joined_text="").exists()
    assert not Attempt.objects.filter(submitted_at=None).exists()


def test_a_proposal_is_rejected_and_proposed_again_without_scripts(people, page_as):
    tab = page_as(make_user("sue", role="supervisor"), java_script_enabled=False)
    tab.goto(PLACE)

    tab.get_by_role("button", name="Not this one").click()
    expect(tab.get_by_role("button", name="It is this one")).to_have_count(0)
    tab.get_by_role("button", name="Propose it again").click()

    expect(tab.get_by_role("button", name="It is this one")).to_be_visible()
