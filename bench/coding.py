"""How many articles annotators hand in at once, over HTTP, as their browsers do. Prints a table.

    python -m bench.coding [--articles 20000] [--seconds 12] [--annotators 1 20 50] [--drafts]

The server is `manage.py up` on a database of its own in a folder that is thrown away. Everybody
logs in over HTTP, opens the next article as a page (*next*: the redirect and the page), and from
then on does what the desk's script does: hands answers in and gets the next article with the
answer (*submit*), one after another without a pause; every tenth time the page is loaded anew.
`--drafts` saves a draft before each submission, as a browser does after 0.8 seconds at rest. All
annotators take from one pool, in which two people are wanted for each article. Afterwards the
database is asked whether anybody was given an article twice, any article was given to too many,
and whether every answer that was acknowledged is there.
"""

import argparse
import contextlib
import http.client
import json
import os
import platform
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "bamboo-and-paper-7"
ARTICLES_A_PAGE = 4
FIRST_DAY = date(2010, 1, 1)
RELOAD_EVERY = 10
READY_WITHIN = 60  # seconds
SENTENCES = (
    "7月8日下午,市中级人民法院召开新闻发布会,通报今年上半年的审判工作。",
    "记者从会上获悉,全市法院共受理各类案件三万余件,同比上升百分之五。",
    "“这起案件的难点在于证据。”承办法官说,“我们走访了十几户居民。”",
    "村民们在调解室里坐了一个下午,最后握手言和。",
    "据介绍,平台上线以来已为企业追回货款两千多万元。",
    "民警提醒市民,接到陌生电话不要轻易转账。",
)


@dataclass
class Timing:
    """What one level of load took: milliseconds, and what went wrong."""

    submits: list[float] = field(default_factory=list)
    nexts: list[float] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Annotator:
    """One person with a browser: keeps a connection, cookies and the articles fetched ahead."""

    def __init__(self, number: int, port: int) -> None:
        self.number = number
        self.name = f"annotator{number:02}"
        self.port = port
        self.cookies: dict[str, str] = {}
        self.connection: http.client.HTTPConnection | None = None
        self.chance = random.Random(number)
        self.known: dict[int, dict[str, Any]] = {}
        self.order: list[int] = []

    def ask(
        self, method: str, path: str, fields: Any = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Send one request on the kept connection and read its answer."""
        body = None
        headers |= {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        headers |= {"Accept-Encoding": "gzip", "Accept-Language": "zh-CN"}
        if method == "POST":
            body = fields if isinstance(fields, bytes) else urllib.parse.urlencode(fields).encode()
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
            headers["X-CSRFToken"] = self.cookies.get("csrftoken", "")
        for fresh in (False, True):
            if self.connection is None or fresh:
                # Each from an address of their own: logins are limited by address.
                self.connection = http.client.HTTPConnection(
                    "127.0.0.1", self.port, timeout=60,
                    source_address=(f"127.0.1.{self.number}", 0),
                )  # fmt: skip
            try:
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                data = answer.read()
                break
            except (http.client.RemoteDisconnected, ConnectionError):
                if fresh:
                    raise  # the server had closed a connection at rest; once more, then it is real
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.headers.get("Content-Encoding") == "gzip":
            import gzip

            data = gzip.decompress(data)
        return answer.status, dict(answer.headers), data

    def log_in(self) -> None:
        """Log in as a person does."""
        _status, _headers, page = self.ask("GET", "/accounts/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page[:300]
        fields = {
            "csrfmiddlewaretoken": token[1].decode(), "login": self.name, "password": PASSWORD,
        }  # fmt: skip
        status, _headers, page = self.ask("POST", "/accounts/login/", fields)
        assert status == 302, (status, page[:2000])

    def open_next(self) -> float:
        """Load the next article as a page; return the seconds."""
        began = time.perf_counter()
        status, headers, _body = self.ask("GET", "/work/next/")
        assert status == 302, status
        status, _headers, page = self.ask("GET", headers["Location"])
        taken = time.perf_counter() - began
        assert status == 200, (status, headers, page[:500])
        self.read(page.decode())
        return taken

    def read(self, page: str) -> None:
        """Take from a page of the desk what its script takes."""
        data = {
            name: json.loads(unescape(text))
            for name, text in re.findall(
                r'<script id="([\w-]+)"[^>]* type="application/json"[^>]*>(.*?)</script>', page,
                re.DOTALL,
            )
        }  # fmt: skip
        self.known = {data["desk"]["assignment"]: data["desk"]}
        self.order = [data["desk"]["assignment"]]
        self.take(data["ahead"])

    def take(self, ahead: dict[str, Any]) -> None:
        """Keep the articles that came ahead."""
        for desk in ahead["desks"]:
            self.known[desk["assignment"]] = desk
        self.order += [pk for pk in ahead["order"] if pk not in self.order]

    def submit(self, timing: Timing, *, drafts: bool) -> None:
        """Hand in the first article of those at hand; take what comes with the answer."""
        pk = self.order.pop(0)
        desk = self.known.pop(pk)
        topic, tone = self.chance.choice(TOPICS), self.chance.choice(TONES)
        token = str(uuid.uuid4())
        if drafts:
            self.save_draft(pk, desk, topic)
        fields = {
            "answer.topic": topic, "answer.topic.main": topic, "answer.sentiment": tone,
            "token": token, "note": "", "seen": desk["seen"], "active_seconds": "12",
            "evidence": "{}", "had": ",".join(map(str, self.order)),
        }  # fmt: skip
        began = time.perf_counter()
        status, _headers, body = self.ask(
            "POST", f"/code/{pk}/submit/", fields, **{"HX-Request": "true"}
        )
        taken = time.perf_counter() - began
        with timing.lock:
            timing.submits.append(taken * 1000)
            if status == 200:
                timing.acknowledged.append(token)
            else:
                timing.refused.append(f"{status} {body[:200]!r}")
        if status == 200:
            self.take(json.loads(body))

    def save_draft(self, pk: int, desk: dict[str, Any], topic: str) -> None:
        """Keep a draft on the server, as the script does when one pauses."""
        said = {
            "attempt": desk["attempt"], "revision": 0, "seen": desk["seen"],
            "device": str(uuid.uuid4()), "answers": {"topic": [topic]}, "evidence": {},
            "note": "", "seconds": 8,
        }  # fmt: skip
        self.ask(
            "POST", f"/code/{pk}/draft/", json.dumps(said).encode(),
            **{"Content-Type": "application/json", "HX-Request": "true"},
        )  # fmt: skip

    def work(self, until: float, timing: Timing, *, drafts: bool) -> None:
        """Code until the time is up."""
        try:
            for number in range(1_000_000):
                if time.perf_counter() > until:
                    return
                if number % RELOAD_EVERY == 0 or not self.order or self.order[0] not in self.known:
                    taken = self.open_next()
                    with timing.lock:
                        timing.nexts.append(taken * 1000)
                self.submit(timing, drafts=drafts)
        except Exception as error:
            with timing.lock:
                timing.refused.append(repr(error)[:300])


TOPICS: list[str] = []
TONES: list[str] = []


def fill(n_articles: int, n_people: int) -> int:
    """Make the corpus, the codebook, the people and the round; return the round's id."""
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import Group
    from django.core.management import call_command

    from annotations import codebooks, rounds
    from newsroom.models import User

    call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    call_command("createcachetable", verbosity=0)
    call_command("setup_roles", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115
    fill_corpus(n_articles)
    data = json.loads((ROOT / "seeds" / "codebook.json").read_text(encoding="utf-8"))
    version, _made = codebooks.load(data, by=None)
    for variable in version.variables.prefetch_related("labels"):
        into = {"topic": TOPICS, "sentiment": TONES}[variable.code]
        into += [label.code for label in variable.labels.all()]
    hashed = make_password(PASSWORD)
    people = User.objects.bulk_create(
        User(
            username=f"annotator{number:02}", email=f"annotator{number:02}@example.org",
            annotator_code=f"C{number:02}", password=hashed,
        )
        for number in range(1, n_people + 1)
    )  # fmt: skip
    group = Group.objects.get(name="annotator")
    group.user_set.add(*people)  # type: ignore[attr-defined]
    supervisor = User.objects.create(username="supervisor", annotator_code="S", email="s@e.org")
    from newsroom.models import Article

    made = rounds.create(
        name="Bench", kind="pilot", version=version,
        articles=rounds.in_page_order(Article.objects.all()),
        annotators=User.objects.filter(pk__in=[person.pk for person in people]),
        per_unit=min(2, n_people), rules=rounds.Rules(allocation="pool"), by=supervisor,
    )  # fmt: skip
    return rounds.open_round(made, by=supervisor).pk


def fill_corpus(n_articles: int) -> None:
    """Store articles of some 500 characters, with their segments, four a page."""
    import hashlib

    from newsroom.models import Article, ImportBatch, Issue, Newspaper, Page, Segment

    def sha256(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    chance = random.Random(7)
    paper = Newspaper.objects.create(slug="bench", name_zh="测试报")
    batch = ImportBatch.objects.create(newspaper=paper, source="bench")
    n_pages = -(-n_articles // ARTICLES_A_PAGE)
    days = [FIRST_DAY + timedelta(number) for number in range(n_pages)]
    issues = Issue.objects.bulk_create(
        Issue(newspaper=paper, key=str(day), date=day, date_basis="stated") for day in days
    )
    texts = []
    for number in range(n_pages * ARTICLES_A_PAGE):
        paragraphs = [
            "".join(chance.choice(SENTENCES) for _sentence in range(4)) for _part in range(4)
        ]
        texts.append([f"第{number}号标题", *paragraphs])
    pages, spans = [], []
    for place, issue in enumerate(issues):
        own = texts[place * ARTICLES_A_PAGE : (place + 1) * ARTICLES_A_PAGE]
        text = "\n".join("\n".join(parts) for parts in own)
        pages.append(
            Page(
                issue=issue, newspaper=paper, batch=batch, sequence=1, encoding="utf-8",
                file_name=f"{place}.txt", text=text, text_sha256=sha256(text),
            )
        )  # fmt: skip
    pages = Page.objects.bulk_create(pages, batch_size=1000)
    articles = []
    for number, parts in enumerate(texts):
        text = "\n".join(parts)
        articles.append(
            Article(
                page=pages[number // ARTICLES_A_PAGE], number=number % ARTICLES_A_PAGE + 1,
                headline=parts[0], text=text, text_sha256=sha256(text),
            )
        )  # fmt: skip
    articles = Article.objects.bulk_create(articles, batch_size=2000)
    start = 0
    for number, (article, parts) in enumerate(zip(articles, texts, strict=True)):
        if number % ARTICLES_A_PAGE == 0:
            start = 0
        for block, part in enumerate(parts):
            spans.append(
                Segment(
                    page=article.page, article=article, start=start, end=start + len(part),
                    role="paragraph" if block else "headline", block=block,
                )
            )  # fmt: skip
            start += len(part) + 1
    Segment.objects.bulk_create(spans, batch_size=5000)


@contextlib.contextmanager
def server(folder: str) -> Iterator[int]:
    """Serve the site as `manage.py up` does; give its port."""
    environ = os.environ | {"NEWSROOM_DATA": folder}
    log = Path(folder) / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--no-demo", "--port", "0"],
            cwd=ROOT, env=environ, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        for _try in range(READY_WITHIN * 10):
            found = re.search(r"Ready: http://[\d.]+:(\d+)/", log.read_text())
            if found:
                yield int(found[1])
                return
            if process.poll() is not None:
                break
            time.sleep(0.1)
        raise SystemExit(f"The server did not begin:\n{log.read_text()}")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def percentiles(values: list[float]) -> str:
    """The 50th, 95th and 99th percentile, in milliseconds."""
    ordered = sorted(values) or [0.0]
    return "".join(f"{ordered[int(len(ordered) * share / 100)]:>8.0f}" for share in (50, 95, 99))


def run(port: int, n_people: int, seconds: float, *, drafts: bool) -> tuple[Timing, float]:
    """Let some annotators work at once; return what it took, and how long they worked."""
    people = [Annotator(number, port) for number in range(1, n_people + 1)]
    for person in people:
        person.log_in()
    timing = Timing()
    began = time.perf_counter()
    threads = [
        threading.Thread(
            target=person.work, args=(began + seconds, timing), kwargs={"drafts": drafts}
        )
        for person in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return timing, time.perf_counter() - began


def wrongs(made: int, acknowledged: list[str]) -> dict[str, int]:
    """Ask the database what went wrong."""
    from django.db.models import Count, F

    from annotations.models import Assignment, Attempt, Unit

    given = Assignment.objects.filter(unit__round=made).values("unit", "annotator")
    units = Unit.objects.filter(round=made).annotate(n=Count("assignments"))
    stored = Attempt.objects.submitted().filter(annotations__isnull=False)
    known = set(map(str, stored.values_list("token", flat=True)))
    return {
        "given twice to one person": given.annotate(n=Count("pk")).filter(n__gt=1).count(),
        "given to too many": units.filter(n__gt=F("wanted")).count(),
        "answers lost": len(set(acknowledged) - known),
    }


def measure(folder: str, chosen: argparse.Namespace) -> None:
    """Fill, serve, code, and print the table."""
    began = time.perf_counter()
    made = fill(chosen.articles, max(chosen.annotators))
    print(f"Made in {time.perf_counter() - began:.0f} s.\n")
    print(
        f"{'annotators':>10}{'codings/s':>11}"
        f"{'next p50':>10}{'p95':>8}{'p99':>8}{'submit p50':>12}{'p95':>8}{'p99':>8}{'refused':>9}"
    )
    acknowledged: list[str] = []
    first: list[str] = []
    with server(folder) as port:
        for number in chosen.annotators:
            timing, taken = run(port, number, chosen.seconds, drafts=chosen.drafts)
            acknowledged += timing.acknowledged
            first += timing.refused[:1]
            rate = len(timing.acknowledged) / taken
            print(
                f"{number:>10}{rate:>11.1f}  {percentiles(timing.nexts)}    "
                f"{percentiles(timing.submits)}{len(timing.refused):>9}",
                flush=True,
            )
        found = wrongs(made, acknowledged)
    print()
    for what, count in found.items():
        print(f"{what}: {count}")
    print(f"handed in: {len(acknowledged):,}")
    for refusal in first:
        print(f"refused, for example: {refusal}")


def main() -> None:
    """Make a database of its own, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=12)
    parser.add_argument("--annotators", type=int, nargs="+", default=[1, 20, 50])
    parser.add_argument("--drafts", action="store_true")
    chosen = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="bench-coding-")
    os.environ |= {"NEWSROOM_DATA": folder, "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    import django
    from django.db import connection, connections

    django.setup()
    try:
        connection.ensure_connection()
        print(
            f"{chosen.articles:,} articles, two annotators each; {platform.machine()},"
            f" {os.cpu_count()} cores, Python {platform.python_version()},"
            f" load {os.getloadavg()[0]:.1f}"
        )
        measure(folder, chosen)
    finally:
        connections.close_all()
        from newsroom import embedded

        embedded.release_all()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
