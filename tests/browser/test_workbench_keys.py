"""Keys on the workbench are never lost, whatever is on its way; its forms stay in sight."""

import re
import time

import pytest
from playwright.sync_api import expect

from newsroom import importing
from newsroom.models import Article, Page, Segment
from newsroom.reading import UNSURE
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARTICLE = (
    "{place}召开平安建设会议\n\n本报记者 {name}\n\n"
    "本报讯 昨日,{place}召开会议。会议部署了下一步工作。\n\n与会者随后参观了法院。\n"
)
PLACES = [f"{sign}地" for sign in "甲乙丙丁戊己庚辛壬癸子丑"]
NAMES = (
    *("王一平", "李强", "陈立", "周旋", "高珉", "徐梅"),
    *("欧冬", "姚法", "程欢", "吕锦", "郭骏", "沈佳"),
)
ADDRESS = "/pages/zjfzb-2019-07-09-p1/repair/"


def printed(count):
    return "\n\n\n\n".join(
        ARTICLE.format(place=place, name=name)
        for place, name in zip(PLACES[:count], NAMES[:count], strict=True)
    )


@pytest.fixture
def opened(page_as):
    """Open the workbench on a page of so many articles, none in doubt: `opened(2, "乙地召开")`."""

    def open_page(count, words, **options):
        text = printed(count)
        importing.import_pages([("2019-07-09_01.txt", text.encode())], by=None)
        Segment.objects.update(confidence=0.9)
        Article.objects.update(confidence=0.9)
        assert Article.objects.count() == count
        tab = page_as(make_user("sue", role="supervisor"), **options)
        tab.goto(f"{ADDRESS}?at={text.index(words)}")
        return tab

    return open_page


class Kept:
    """Keeps requests of a tab back until `let_go`."""

    def __init__(self, tab, method):
        self.tab, self.method, self.routes, self.keeps = tab, method, [], False
        tab.route(re.compile(r"/repair/"), self.take)
        # The browser tells the page a moment later; what that asks for before, is not kept.
        until = time.monotonic() + 20
        while not self.keeps and time.monotonic() < until:
            tab.evaluate("fetch('/healthz?/repair/').then((answer) => answer.text())")

    def take(self, route):
        if "/healthz" in route.request.url:
            self.keeps = True
        if route.request.method == self.method and "hx-request" in route.request.headers:
            self.routes.append(route)
        else:
            route.continue_()

    def wait(self, count=1):
        """Until so many wait."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if len(self.routes) >= count:
                return
            self.tab.evaluate("new Promise(requestAnimationFrame)")
        shown = self.tab.locator("#panel, #toast").all_inner_texts()
        pytest.fail(f"{len(self.routes)} of {count} requests came; the page shows {shown}")

    def let_go(self):
        self.wait()
        self.routes.pop(0).continue_()

    def let_all_go(self):
        """Those that wait and those to come: the tab gives up one of a segment it left."""
        self.wait()
        self.method = None
        for route in self.routes:
            route.continue_()


def press(tab, *keys):
    for key in keys:
        tab.keyboard.press(key)


def chosen(tab):
    return tab.locator("[data-lines] [aria-current]")


def outline(tab, count):
    expect(tab.locator(".outline > li")).to_have_count(count)


def said(tab):
    return tab.locator("#toast")


def edits():
    revision, found = Page.objects.get().revision, []
    while revision and revision.parent:
        found.insert(0, revision.edit["edit"])
        revision = revision.parent
    return found


def in_sight(tab, selector):
    """Whether nothing lies over the middle of an element, nor is it scrolled away."""
    return tab.locator(selector).evaluate(
        """element => {
            const { left, top, width, height } = element.getBoundingClientRect();
            const there = document.elementFromPoint(left + width / 2, top + height / 2);
            return element === there || element.contains(there);
        }"""
    )


def test_keys_pressed_while_an_answer_is_on_its_way_are_done_after_it_in_order(opened):
    tab = opened(2, "与会者随后参观了法院。\n\n\n")
    kept = Kept(tab, "POST")

    press(tab, "m", "2", "r", "0", "j", "j")
    kept.let_go()
    kept.let_go()

    expect(chosen(tab)).to_contain_text("本报记者 李强")
    assert edits() == ["MovePiece", "SetRole"]
    assert Segment.objects.filter(role="caption", article__number=2).count() == 1


def test_keys_pressed_before_a_refusal_are_named_and_not_done(opened):
    tab = opened(2, "甲地召开平安")
    kept = Kept(tab, "POST")

    press(tab, "s", "r", "0")
    kept.let_go()

    expect(said(tab)).to_contain_text("not done: R 0")
    expect(tab.get_by_role("alert")).to_contain_text("An article begins here already.")
    assert edits() == []


def test_keys_pressed_before_an_answer_that_never_comes_are_named(opened):
    tab = opened(2, "与会者")
    kept = Kept(tab, "POST")

    press(tab, "r", "0", "j")
    kept.wait()
    kept.routes.pop().abort()

    expect(said(tab)).to_contain_text("did not answer. Not done: J")
    press(tab, "k")
    expect(chosen(tab)).to_contain_text("召开会议。")


def test_a_form_opened_before_its_panel_is_there_is_that_of_the_chosen_segment(opened):
    tab = opened(2, "与会者随后参观了法院。\n\n\n")
    kept = Kept(tab, "GET")

    press(tab, "j", "w")
    kept.let_all_go()

    form = tab.locator("#do-credits")
    expect(form).to_have_attribute("open", "")
    expect(form.locator("textarea")).to_have_value(re.compile("李强"))
    expect(form.locator("textarea")).to_be_focused()
    expect(chosen(tab)).to_contain_text("乙地召开")
    assert edits() == []


def test_what_is_typed_for_a_cut_before_its_panel_is_there_goes_into_the_field(opened):
    tab = opened(2, "本报记者 王一平")
    kept = Kept(tab, "GET")

    press(tab, "j", "j", "c")
    tab.keyboard.insert_text("会议")  # as an input method does
    kept.let_all_go()
    expect(tab.locator("#segment")).to_contain_text("paragraph")
    tab.keyboard.insert_text("部署")

    field = tab.locator("#do-cut input[name=words]")
    expect(field).to_have_value("会议部署")
    expect(field).to_have_count(1)
    assert edits() == []


def test_an_article_of_two_figures_is_chosen_by_both(opened):
    tab = opened(12, "本报记者 王一平")

    press(tab, "m", "1")
    expect(said(tab)).to_contain_text("second figure")
    press(tab, "2")

    expect(tab.locator("#segment")).to_contain_text("article 12")
    assert edits() == ["MovePiece"]


def test_the_first_of_two_figures_is_taken_by_enter_or_by_the_key_after_it(opened):
    tab = opened(12, "本报记者 李强")

    press(tab, "m", "1", "Enter")
    expect(tab.locator("#segment")).to_contain_text("article 1.")
    press(tab, "u")
    expect(tab.locator("#segment")).to_contain_text("article 2.")
    press(tab, "m", "1", "j")

    expect(chosen(tab)).to_contain_text("本报讯")
    assert edits() == ["MovePiece"]
    assert Segment.objects.get(start=printed(12).index("本报记者 李强")).article.number == 1


def test_a_second_figure_that_names_no_article_moves_nothing(opened):
    tab = opened(12, "本报记者 李强")

    press(tab, "m", "1", "9")

    expect(said(tab)).to_contain_text("19")
    assert edits() == []


@pytest.mark.parametrize("size", [(1280, 800), (820, 700)])
def test_every_form_of_the_panel_is_in_sight_when_its_key_opens_it(opened, size):
    tab = opened(5, "乙地召开", viewport={"width": size[0], "height": size[1]})
    for key in ("5", "6", "7"):  # the history lines make the foot as high as it gets
        press(tab, "r", key)
        expect(chosen(tab)).to_have_attribute("data-role", re.compile("."))

    press(tab, "w")
    expect(tab.locator("#do-credits textarea")).to_be_focused()
    assert in_sight(tab, "#do-credits textarea")
    assert in_sight(tab, "#do-credits button")
    press(tab, "Escape", "t")
    expect(tab.locator("#do-date input[name=date]")).to_be_focused()

    assert in_sight(tab, "#do-date input[name=date]")
    assert in_sight(tab, "#do-date button:not([name])")
    assert in_sight(tab, ".foot button[data-key=n]")


def test_a_refused_day_keeps_the_place_and_the_open_form(opened):
    tab = opened(2, "乙地召开")
    field = tab.locator("#do-date input[name=date]")

    press(tab, "t")
    expect(field).to_be_focused()
    tab.keyboard.insert_text("某日")  # in the place of the day that stood there
    press(tab, "Enter")

    expect(tab.locator("#do-date .error")).to_be_visible()
    expect(chosen(tab)).to_contain_text("乙地召开")
    expect(field).to_have_value("某日")
    expect(field).to_be_focused()
    assert in_sight(tab, "#do-date input[name=date]")


def test_authors_that_were_refused_stay_as_they_were_typed(opened):
    tab = opened(2, "乙地召开")
    press(tab, "w")
    tab.locator("textarea[name=credits]").fill("李强, 记者, 本报, 多余")
    tab.get_by_role("button", name="Set the authors").click()

    expect(tab.locator("#credits-error")).to_be_visible()
    expect(tab.locator("textarea[name=credits]")).to_have_value("李强, 记者, 本报, 多余")


def test_confirming_leads_to_the_next_doubt_and_says_what_was_done(opened):
    tab = opened(2, "本报记者 王一平")
    first, second = Segment.objects.filter(role="byline").order_by("start")
    Segment.objects.filter(pk__in=[first.pk, second.pk]).update(confidence=UNSURE / 2)
    tab.reload()

    press(tab, "Enter")
    expect(chosen(tab)).to_contain_text("本报记者 李强")
    press(tab, "Enter")
    expect(tab.locator("[data-unsure]")).to_have_count(0)

    expect(chosen(tab)).to_contain_text("本报记者 李强")
    expect(tab.locator("#segment")).to_contain_text("A person confirmed this reading.")
    assert edits() == ["Confirm", "Confirm"]


def test_the_key_for_doubts_says_when_there_is_none(opened):
    tab = opened(2, "乙地召开")

    press(tab, ".")

    expect(said(tab)).to_have_text("No segment and no article of this page is in doubt.")


def test_the_key_for_doubts_leads_to_an_article_that_may_be_cut_wrongly(opened):
    tab = opened(2, "甲地召开")
    Article.objects.filter(number=2).update(confidence=0.65)
    tab.reload()

    press(tab, ".")

    expect(chosen(tab)).to_contain_text("乙地召开")
    expect(said(tab)).to_contain_text("65% sure: where article 2 begins and ends")
    expect(tab.locator(".outline > li").nth(1).locator(".unsure")).to_have_text("65%")

    press(tab, "Enter")
    expect(tab.locator("#segment")).to_contain_text("A person confirmed this reading.")
    press(tab, ".")
    expect(said(tab)).to_contain_text("No segment and no article")


def test_the_key_for_articles_passes_the_later_pieces_of_one_and_goes_back_with_shift(opened):
    tab = opened(3, "会议部署了")
    press(tab, "m", "2")
    expect(tab.locator("#segment")).to_contain_text("article 2")
    tab.goto(f"{ADDRESS}?at=0")

    press(tab, "a")
    expect(chosen(tab)).to_contain_text("召开会议。会议")
    press(tab, "a")
    expect(chosen(tab)).to_contain_text("丙地召开平安")
    press(tab, "Shift+A", "Shift+A")

    expect(chosen(tab)).to_contain_text("甲地召开平安")


def test_undoing_shows_what_it_changed(opened):
    tab = opened(12, "丑地召开平安")
    press(tab, "d")
    outline(tab, 11)
    tab.goto(f"{ADDRESS}?at=0")

    press(tab, "u")
    outline(tab, 12)

    expect(chosen(tab)).to_contain_text("丑地召开平安")
    expect(chosen(tab)).to_be_in_viewport()


def test_escape_closes_the_field_for_a_cut_and_enter_is_the_pages_again(opened):
    tab = opened(2, "与会者")

    press(tab, "c", "Escape")
    expect(tab.locator("#do-cut")).not_to_have_attribute("open", "")
    press(tab, "m", "Escape")
    expect(tab.locator("#do-move")).not_to_have_attribute("open", "")
    press(tab, "Enter")

    expect(tab.locator("#segment")).to_contain_text("A person confirmed this reading.")


def test_nothing_that_is_repaired_refused_or_undone_puts_an_error_into_the_console(opened):
    tab = opened(2, "甲地召开平安")
    errors = []
    tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else 0)
    tab.screenshot()  # which leaves an empty style on the field of the date, as other tools do

    press(tab, "s")
    expect(tab.get_by_role("alert")).to_be_visible()
    press(tab, "r", "0")
    expect(chosen(tab)).to_have_attribute("data-role", "caption")
    press(tab, "u")
    expect(chosen(tab)).to_have_attribute("data-role", "headline")

    assert errors == []


def test_long_headlines_end_in_an_ellipsis_within_the_panel(opened):
    tab = opened(5, "乙地召开")
    Article.objects.update(headline="一个很长很长的标题" * 6)
    tab.reload()

    press(tab, "m")

    panel = tab.locator("#panel").bounding_box()
    for button in tab.locator("#do-move button").all():
        box = button.bounding_box()
        assert box["x"] + box["width"] <= panel["x"] + panel["width"]


def test_keys_pressed_while_the_next_page_is_on_its_way_are_named_there(opened):
    tab = opened(2, "乙地召开")
    importing.import_pages([("2019-07-10_01.txt", printed(1).encode())], by=None)
    Page.objects.update(confidence=UNSURE / 2)
    waiting = []
    tab.route("**/checked/", lambda route: waiting.append(route))

    with tab.expect_request("**/checked/"):
        press(tab, "n")
    press(tab, "s", "d")
    waiting[0].continue_()
    tab.wait_for_url("**/zjfzb-2019-07-10-p1/repair/")

    expect(said(tab)).to_contain_text("not done: S D")
    assert not Page.objects.exclude(revision=None).exists()
