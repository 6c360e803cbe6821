"""The pages that people work on, checked with axe against WCAG 2.2 A and AA, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from annotations import asking, codebooks
from tests.annotations.at_the_desk import assignments
from tests.factories import answer, make_indexed, make_round, make_user

pytestmark = pytest.mark.django_db(transaction=True)
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    }
}


@pytest.fixture
def study():
    """A study with something on every page: to code, coded, asked, in dispute."""
    people = {
        "ann": make_user("ann", role="annotator"),
        "rita": make_user("rita", role="reviewer"),
        "sue": make_user("sue", role="supervisor"),
    }
    ben = make_user("ben", role="annotator")
    articles = [make_indexed(f"第{place}篇：法院审结一起合同纠纷") for place in range(3)]
    made = make_round(articles=articles, annotators=[people["ann"], ben])
    first, second, _third = assignments(made, people["ann"])
    answer(first, topic="T01")
    answer(assignments(made, ben)[0], topic="T02")
    asking.ask(second, text="算短讯吗？", by=people["ann"])
    version = made.codebook_version
    main = make_round(kind="main", version=version, annotators=[people["ann"], ben], opened=False)
    draft = codebooks.draft_next(version, by=people["sue"])
    label = draft.variables.first().labels.first()
    at_the_draft = [draft.codebook.slug, draft.number]
    return people, {
        "my_work": ("ann", reverse("annotations:my_work")),
        "recent": ("ann", reverse("annotations:recent")),
        "settings": ("ann", reverse("annotations:desk_settings")),
        "desk": ("ann", reverse("annotations:desk", args=[second.pk])),
        "submitted": ("ann", reverse("annotations:desk", args=[first.pk])),
        "queue": ("rita", reverse("annotations:review_queue")),
        "review": ("rita", reverse("annotations:review_desk", args=[first.unit_id])),
        "rounds": ("sue", reverse("annotations:rounds")),
        "round": ("sue", reverse("annotations:round", args=[made.pk])),
        "gate": ("sue", reverse("annotations:gate", args=[main.pk])),
        "people": ("sue", reverse("annotations:people", args=[main.pk])),
        "overview": ("sue", reverse("annotations:dashboard")),
        "annotators": ("sue", reverse("annotations:annotators", args=[made.pk])),
        "methods": ("sue", reverse("annotations:methods", args=[made.pk])),
        "units": ("sue", reverse("annotations:units", args=[made.pk])),
        "unit": ("sue", reverse("annotations:unit", args=[first.unit_id])),
        "draft": ("sue", reverse("annotations:codebook_version", args=at_the_draft)),
        "label": ("sue", reverse("annotations:edit_label", args=[*at_the_draft, label.pk])),
        "changes": ("sue", reverse("annotations:version_changes", args=at_the_draft)),
        "new round": ("sue", reverse("annotations:new_round")),
        "codebook": (
            "ann",
            reverse("annotations:codebook_version", args=[version.codebook.slug, version.number]),
        ),
        "search": ("ann", reverse("search") + "?q=法院"),
        "article": ("ann", reverse("article", args=[articles[0].identifier])),
        "page": ("ann", reverse("page", args=[articles[0].page.identifier])),
        "workbench": ("sue", reverse("workbench", args=[articles[0].page.identifier])),
        "imports": ("sue", reverse("new_import")),
        "releases": ("sue", reverse("annotations:releases")),
        "login": (None, reverse("account_login")),
    }


def violations(page):
    """What axe finds, as sentences: the rule, and the first elements that break it."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {', '.join(str(n['target'][0]) for n in one['nodes'][:3])}"
        for one in found
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_on_any_page(page_as, study, scheme):
    people, places = study
    tabs = {
        name: page_as(people.get(name), color_scheme=scheme)
        for name in ("ann", "rita", "sue", None)
    }
    wrong = {}

    for name, (person, address) in places.items():
        response = tabs[person].goto(address)
        assert response.ok, f"{name}: {response.status}"
        if said := violations(tabs[person]):
            wrong[name] = said

    assert wrong == {}


def test_axe_finds_nothing_wrong_on_the_desk_of_a_tablet_with_everything_open(page_as, study):
    people, places = study
    page = page_as(people["ann"], viewport={"width": 820, "height": 1180}, has_touch=True)
    page.goto(places["desk"][1])

    for key in ("q", "1", "j", "l", "q", "l"):  # with evidence, and the bar that asks for more
        page.keyboard.press(key)
    for details in page.locator("main details").all():
        details.evaluate("element => element.setAttribute('open', '')")
    on_the_desk = violations(page)
    page.keyboard.press("i")  # and the codebook over it
    expect(page.locator("#lookup [data-mine]")).to_be_visible()

    assert on_the_desk == []
    assert violations(page) == []
