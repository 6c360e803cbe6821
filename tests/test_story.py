"""The whole way, as people go it: `manage.py up`, two annotators, a reviewer, and the labels out.

Headless Chromium drives the real server on the five seed pages. Everything clicked is written down
by the test, and the export must hold exactly that.
"""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections import defaultdict
from pathlib import Path

import pytest

from tests.newsroom.test_up import Up, place

pytestmark = pytest.mark.browser

CHECKOUT = Path(__file__).resolve().parent.parent
PASSWORD = "demonstration-only-4711"
CODEBOOK = json.loads((CHECKOUT / "seeds" / "codebook.json").read_text(encoding="utf-8"))
LABELS = {
    variable["code"]: {label["code"]: label for label in variable["labels"]}
    for variable in CODEBOOK["variables"]
}
TOPICS, TONES = list(LABELS["topic"]), list(LABELS["sentiment"])
UNITS = 16
COMMENT = "请再看导语"


@pytest.fixture(scope="module")
def made():
    """The data that a newcomer's first start leaves."""
    with place() as data:
        Up(data, NEWSROOM_DEMO_PASSWORD=PASSWORD).wait_until_ready().stop()
        yield data


@pytest.fixture
def data(made):
    """A copy of them, to be used up."""
    with place() as folder:
        subprocess.run(["cp", "-a", f"{made}/.", str(folder)], check=True)
        yield folder


@pytest.fixture
def up(data):
    """The application in a folder of its own."""
    running = Up(data).wait_until_ready()
    yield running
    running.stop()


@pytest.fixture
def log_in(browser, up):
    """Open a browser of one's own, and log in with the printed account."""
    contexts = []

    def enter(name):
        context = browser.new_context(
            base_url=up.address, locale="zh-CN", viewport={"width": 1280, "height": 800}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto("/")
        page.fill("[name=login]", name)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector(".bar .name")
        return page

    yield enter
    for context in contexts:
        context.close()


def identifier(page):
    """Which article the desk shows."""
    return page.locator(".article .id").first.inner_text().strip()


def press(page, variable, code):
    """Give an answer by its key."""
    page.keyboard.press(LABELS[variable][code]["key"].lower())


def code_all(page, choose):
    """Code everything that is handed out; return {article: (topic, further, tone)} as clicked."""
    given = {}
    page.goto("/work/")
    page.keyboard.press("Enter")
    page.wait_for_selector("body.coding")
    while page.locator("body.coding form.answers:not([data-locked])").count():
        article = identifier(page)
        main, further, tone = choose(article)
        press(page, "topic", main)
        if further:
            press(page, "topic", further)
        press(page, "sentiment", tone)
        given[article] = (main, further, tone)
        page.keyboard.press("Enter")
        page.wait_for_function(
            "was => document.querySelector('.article .id')?.innerText.trim() !== was", arg=article
        )
    return given


def rows_of(answers):
    """The rows that an export should hold of {article: (topic, further, tone)}."""
    for article, (main, further, tone) in answers.items():
        yield article, "topic", main, True
        if further:
            yield article, "topic", further, False
        yield article, "sentiment", tone, True


def manage(up, *arguments):
    """Run a management command beside the running server, and return what it printed."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=CHECKOUT,
        env=os.environ
        | {"NEWSROOM_DATA": str(up.data), "DATABASE_URL": "", "NEWSROOM_THROWAWAY_DATABASE": ""},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.strip()


def export(up, token, path):
    """Read an endpoint of the API as JSON lines."""
    request = urllib.request.Request(
        f"{up.address}api/v1/{path}?format=jsonl", headers={"Authorization": f"Token {token}"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return [json.loads(line) for line in answer.read().decode().splitlines()]


def first_choice(article):
    """What Lin answers: something else for every article, so that a mix-up shows."""
    place_ = sum(map(ord, article))
    further = TOPICS[(place_ + 3) % len(TOPICS)] if place_ % 3 == 0 else None
    return TOPICS[place_ % len(TOPICS)], further, TONES[place_ % len(TONES)]


def test_from_five_pages_to_exported_labels(up, log_in):
    lin, zhou, he = log_in("lin"), log_in("zhou"), log_in("he")

    # Two annotators code all articles; Zhou sees four of them differently.
    by_lin = code_all(lin, first_choice)
    different = sorted(by_lin)[::4]
    assert len(by_lin) == UNITS
    assert len(different) == 4

    def second_choice(article):
        main, further, tone = first_choice(article)
        if article in different:
            other = TOPICS[(TOPICS.index(main) + 1) % len(TOPICS)]
            return other, further if further != other else None, tone
        return main, further, tone

    by_zhou = code_all(zhou, second_choice)
    assert by_zhou.keys() == by_lin.keys()

    # The reviewer finds exactly these, sends the first back, and settles the others.
    he.goto("/review/")
    gold = {article: by_lin[article] for article in by_lin if article not in different}
    reasons = {}
    returned = None
    he.locator("main li a[href^='/review/']").first.click()
    he.wait_for_selector("form#decision")
    while he.locator("form#decision").count():
        article, here = identifier(he), he.url
        assert article in different
        if returned is None:
            returned = article
            names = he.locator("table.compare tr[data-part=main] td .answer").all_inner_texts()
            zhou_said = LABELS["topic"][by_zhou[article][0]]["name_zh"]
            place_of_zhou = [zhou_said in name for name in names].index(True)
            he.keyboard.press("b")
            he.locator("[name=return-attempts]").nth(place_of_zhou).check()
            he.fill("[name=return-comment]", COMMENT)
            he.locator(".send-back button[type=submit]").click()
        else:
            topic = he.locator("table.compare tr[data-part=main] td .answer").first.inner_text()
            taken = by_lin if LABELS["topic"][by_lin[article][0]]["name_zh"] in topic else by_zhou
            gold[article] = taken[article]
            reasons[article] = "unclear"
            he.keyboard.press("1")
            he.keyboard.press("w")
        he.wait_for_url(lambda url, here=here: url != here)
    assert len(gold) == UNITS - 1

    # Zhou reads why, and answers again as Lin did; with that the article settles itself.
    zhou.goto("/work/")
    assert COMMENT in zhou.locator("main").inner_text()
    zhou.locator("main a[href^='/code/']").first.click()
    zhou.wait_for_selector("body.coding")
    assert identifier(zhou) == returned
    assert COMMENT in zhou.locator("form.answers").inner_text()
    main, further, tone = by_lin[returned]
    chosen = zhou.locator("input[name='answer.topic']:checked")
    for code in chosen.evaluate_all("boxes => boxes.map(box => box.value)"):
        press(zhou, "topic", code)
    press(zhou, "topic", main)
    if further:
        press(zhou, "topic", further)
    press(zhou, "sentiment", tone)
    zhou.keyboard.press("Enter")
    zhou.wait_for_url(lambda url: "/code/" not in url)
    gold[returned] = by_lin[returned]

    # The export holds exactly what was clicked, and says how it was settled.
    token = manage(up, "create_token", "he", "--name", "story")
    exported_gold = export(up, token, "labels/gold/")
    exported_raw = export(up, token, "labels/raw/")

    assert sorted(
        (row["article"], row["variable"], row["label"], row["main"]) for row in exported_gold
    ) == sorted(rows_of(gold))
    assert {row["article"]: row["reason"] for row in exported_gold if row["reason"]} == reasons
    raw = defaultdict(list)
    for row in exported_raw:
        raw[row["annotator_code"], row["attempt"]].append(
            (row["article"], row["variable"], row["label"], row["main"])
        )
    assert sorted(raw) == [("A1", 1), ("A2", 1), ("A2", 2)]
    assert sorted(raw["A1", 1]) == sorted(rows_of(by_lin))
    assert sorted(raw["A2", 1]) == sorted(rows_of(by_zhou))
    assert sorted(raw["A2", 2]) == sorted(rows_of({returned: by_lin[returned]}))


def test_killing_any_process_loses_no_submitted_answer(browser, data):
    running = Up(data).wait_until_ready()
    given = {}

    for victim in ("web worker", "web server", "job worker", "database", "command"):
        context = browser.new_context(base_url=running.address, locale="zh-CN")
        page = context.new_page()
        page.goto("/")
        page.fill("[name=login]", "lin")
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector(".bar .name")
        page.goto("/work/next/")
        for _article in range(2):
            article = identifier(page)
            main, _further, tone = first_choice(article)
            press(page, "topic", main)
            press(page, "sentiment", tone)
            page.keyboard.press("Enter")
            page.wait_for_function(
                "was => document.querySelector('.article .id')?.innerText.trim() !== was",
                arg=article,
            )
            # The next article is there at once; submitted is what the desk says is saved.
            page.wait_for_selector(".state[data-state=saved]")
            given[article] = (main, None, tone)
        pids = running.children() | {"command": running.process.pid}
        os.kill(pids[victim], signal.SIGKILL)
        context.close()
        running.stop(signal.SIGKILL)
        running = Up(data).wait_until_ready()

    token = manage(running, "create_token", "he", "--name", "story")
    stored = export(running, token, "labels/raw/")
    running.stop()
    assert sorted(
        (row["article"], row["variable"], row["label"], row["main"]) for row in stored
    ) == sorted(rows_of(given))
