"""How long a search takes among many articles, beside LIKE. Prints one table.

    python -m bench.search [--articles 20000] [--times 30]

The articles are made of the seeds' sentences, with a seeded generator, in a database of their own
that is thrown away afterwards.
"""

import argparse
import datetime
import hashlib
import multiprocessing
import os
import platform
import random
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from newsroom.text.entries import Entry

SEED = 3
SEEDS = Path(__file__).resolve().parents[1] / "seeds"
DATABASE = "newsroom_bench_search"
SENTENCES = (6, 18)  # of an article
ARTICLES_A_PAGE, PAGES_AN_ISSUE = 8, 4
FIRST_DAY = datetime.date(2010, 1, 1)
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
STEP = 2_000  # articles stored at a time
COMMON = ("法院", "工作", "平安", "群众", "公安", "服务", "社会", "浙江", "调解", "活动")


def sentences() -> list[str]:
    """The different sentences of the seeds, without their line breaks."""
    from newsroom.text.decoding import decode

    pages = [decode(path.read_bytes(), path.name).text for path in sorted(SEEDS.glob("*.txt"))]
    parts = re.split(r"(?<=[。!?！？])", re.sub(r"\s+", "", "".join(pages)))
    return sorted({part for part in parts if 12 <= len(part) <= 120})


def name(pick: random.Random) -> str:
    """An invented name, of which each stands in few articles."""
    return pick.choice(SURNAMES) + "".join(chr(pick.randrange(0x4E00, 0x9FA5)) for _i in range(2))


def texts(count: int, material: list[str]) -> Iterator[tuple[str, str]]:
    """Headline and text of every article, always the same for the same count."""
    pick = random.Random(SEED)
    clauses = [part for sentence in material for part in re.split(r"[,，。]", sentence)]
    clauses = [clause for clause in clauses if 4 <= len(clause) <= 16]
    for _article in range(count):
        headline = pick.choice(clauses)
        body = [
            pick.choice(material) if pick.random() < 0.6
            else f"{pick.choice(clauses)},{name(pick)}{pick.choice(clauses)}。"
            for _sentence in range(pick.randint(*SENTENCES))
        ]  # fmt: skip
        yield headline, f"{headline}\n{''.join(body)}"


def computed(article: tuple[str, str]) -> "Entry":
    """What is computed of an article, in one of several processes."""
    from newsroom.text.entries import entry_of

    return entry_of(article[1], article[0])


def fill(count: int) -> float:
    """Make the corpus; return the seconds that it took from made texts to search entries."""
    from newsroom import indexing
    from newsroom.models import Article, ImportBatch, Issue, Newspaper, Page

    paper = Newspaper.objects.create(slug="bench", name_zh="测试报")
    batch = ImportBatch.objects.create(newspaper=paper, source="bench")
    per_issue = ARTICLES_A_PAGE * PAGES_AN_ISSUE
    days = [FIRST_DAY + datetime.timedelta(n) for n in range(count // per_issue + 1)]
    issues = Issue.objects.bulk_create(
        Issue(newspaper=paper, key=day.isoformat(), date=day, date_basis="named") for day in days
    )
    pages = Page.objects.bulk_create(
        Page(
            issue=issue, batch=batch, newspaper=paper, sequence=number, printed_number=str(number),
            file_name=f"{issue.key}-{number}", encoding="utf-8", text=f"{issue.key} {number}",
            text_sha256=hashlib.sha256(f"{issue.key} {number}".encode()).hexdigest(),
        )
        for issue in issues
        for number in range(1, PAGES_AN_ISSUE + 1)
    )  # fmt: skip
    made = (
        Article(
            page=pages[place // ARTICLES_A_PAGE], number=place % ARTICLES_A_PAGE + 1,
            kind="notice" if place % 20 == 0 else "news", headline=headline, text=text,
            text_sha256="0" * 64,
        )
        for place, (headline, text) in enumerate(texts(count, sentences()))
    )  # fmt: skip
    taken = 0.0
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        while some := list(islice(made, STEP)):
            articles = Article.objects.bulk_create(some)
            started = time.perf_counter()
            given = [(article.headline, article.text) for article in articles]
            indexing.index(articles, list(pool.map(computed, given, chunksize=50)))
            taken += time.perf_counter() - started
    return taken


def cases(times: int) -> dict[str, list[tuple]]:
    """What is searched for, by kind of question: (query, filters, order) each."""
    from newsroom.models import SearchEntry
    from newsroom.search import Filters, Query

    pick = random.Random(SEED + 1)
    material = sentences()
    some = list(SearchEntry.objects.order_by("?").values_list("folded", flat=True)[:400])
    invented = [found[0] for text in some if (found := re.findall(rf"[{SURNAMES}].{{2}}", text))]
    rare = sorted(invented, key=lambda term: sum(term in text for text in some))

    def stretch(length: int) -> str:
        sentence = pick.choice([one for one in material if len(one) > length + 2])
        start = pick.randrange(len(sentence) - length)
        return sentence[start : start + length].lower()

    def absent() -> str:
        return "".join(pick.choice(pick.choice(material)) for _i in range(3)).lower()

    year = Filters(since=datetime.date(2011, 1, 1), until=datetime.date(2011, 12, 31))
    several = (pick.sample(COMMON, 2) for _i in range(times))
    none, kind, paper = Filters(), Filters(kind="notice"), Filters(newspaper="bench", page="2")
    return {
        "rare words": [(Query((rare[i],)), none, "relevance") for i in range(times)],
        "common words": [(Query((COMMON[i % 10],)), none, "relevance") for i in range(times)],
        "common, oldest": [(Query((COMMON[i % 10],)), none, "oldest") for i in range(times)],
        "common, newest": [(Query((COMMON[i % 10],)), none, "newest") for i in range(times)],
        "absent words": [(Query((absent(),)), none, "relevance") for i in range(times)],
        "one character": [(Query((stretch(1),)), none, "relevance") for i in range(times)],
        "phrases of 4": [(Query((stretch(4),)), none, "relevance") for i in range(times)],
        "phrases of 10": [(Query((stretch(10),)), none, "relevance") for i in range(times)],
        "two words": [(Query(tuple(two)), none, "relevance") for two in several],
        "one without another": [
            (Query((COMMON[i % 10],), (COMMON[(i + 3) % 10],)), none, "relevance")
            for i in range(times)
        ],
        "all without a word": [
            (Query((), (COMMON[i % 10],)), none, "newest") for i in range(times)
        ],
        "common, of a year": [(Query((COMMON[i % 10],)), year, "relevance") for i in range(times)],
        "common, of a kind": [(Query((COMMON[i % 10],)), kind, "relevance") for i in range(times)],
        "filters alone": [(Query(), paper, "newest") for i in range(times)],
    }


def like(query, filters, order: str) -> None:
    """The search that a site without an index does: the newest twenty that hold the words."""
    from newsroom.models import Article

    found = Article.objects.order_by("-page__issue__date", "pk")
    for term in query.wanted:
        found = found.filter(text__contains=term)
    for term in query.unwanted:
        found = found.exclude(text__contains=term)
    if filters.since:
        found = found.filter(page__issue__date__range=(filters.since, filters.until))
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.newspaper:
        found = found.filter(page__newspaper__slug=filters.newspaper)
        found = found.filter(page__printed_number=filters.page)
    list(found.values_list("pk", flat=True)[:20])


def milliseconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def cpu_clock() -> Callable[[], float]:
    """Return a clock of the milliseconds for which this process and its server process were at
    work; of this one alone where the server is on another machine, or not on Linux."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        told = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def clock() -> float:
        server = int(told.read_text().split()[0]) / 1e6 if told.exists() else 0.0
        return time.process_time() * 1000 + server

    return clock


def measure(times: int) -> None:
    """Print the table."""
    from newsroom import search

    clock = cpu_clock()
    columns = ("p50", "p95", "most", "CPU p95", "count", "LIKE")
    print(f"{'':20}{'finds':>9}" + "".join(f"{name:>8}" for name in columns) + "   ms")
    for title, questions in cases(times).items():
        found = [search.count(query, filters) for query, filters, _order in questions]
        for query, filters, order in questions[:3]:
            search.find(query, filters, order=order)
        taken, at_work = [], []
        for query, filters, order in questions:
            before = clock()
            taken.append(milliseconds(partial(search.find, query, filters, order=order)))
            at_work.append(clock() - before)
        counted = [milliseconds(partial(search.count, *question[:2])) for question in questions]
        beside = [milliseconds(partial(like, *question)) for question in questions[:3]]
        cells = (
            sorted(taken)[len(taken) // 2],
            quantiles(taken, n=20, method="inclusive")[-1], max(taken),
            quantiles(at_work, n=20, method="inclusive")[-1],
            sorted(counted)[len(counted) // 2], sorted(beside)[len(beside) // 2],
        )  # fmt: skip
        typical = sorted(found)[len(found) // 2]
        print(f"{title:20}{typical:>9,}" + "".join(f"{cell:>8.1f}" for cell in cells), flush=True)


def main() -> None:
    """Make the corpus in a database of its own, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--times", type=int, default=30)
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = DATABASE
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        indexed = fill(chosen.articles)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute(
                "SELECT current_setting('server_version'),"
                " pg_size_pretty(pg_total_relation_size('newsroom_searchentry'))"
            )
            version, size = cursor.fetchone()
        print(
            f"{chosen.articles:,} articles; indexed {chosen.articles / indexed:,.0f} a second,"
            f" {size} of index\n{platform.machine()}, {os.cpu_count()} cores,"
            f" Python {platform.python_version()}, PostgreSQL {version},"
            f" load {os.getloadavg()[0]:.1f}\n"
        )
        measure(chosen.times)
        print(f"\nload at the end {os.getloadavg()[0]:.1f}")
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


if __name__ == "__main__":
    main()
