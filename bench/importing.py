"""How fast pages go in, stage by stage, beside the bare COPY of the same rows. Prints two tables.

    python -m bench.importing [--pages 400] [--most 2000]

The pages are the seeds', each with a line of its own, in a database that is thrown away afterwards.
The first table is the import as workers do it, on all cores, of ever more pages, with the most
memory that the storing process and a reading process ever held; the second is one process.
"""

import argparse
import gc
import io
import os
import platform
import resource
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import IO

import django

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
DATABASE = "newsroom_bench_importing"
PAGES_AN_ISSUE = 4
CHUNK = 1 << 20
FIRST_DAY = date(2010, 1, 1)
TABLES = (
    "newsroom_page", "newsroom_article", "newsroom_segment", "newsroom_credit",
    "newsroom_continuation", "newsroom_searchentry", "newsroom_articledigest",
)  # fmt: skip


def page(number: int, texts: list[str]) -> tuple[str, bytes]:
    """A page as it is handed in; its name states the day, as in any large digitised run."""
    day = FIRST_DAY + timedelta(number // PAGES_AN_ISSUE)
    text = f"{texts[number % len(texts)]}\n\n(第{number}号)\n"
    return f"{day}_{number % PAGES_AN_ISSUE + 1:02}.txt", text.encode()


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def with_cpu(work: Callable[[], object]) -> tuple[float, float]:
    """How long something takes, and how much of it this process was at work: what a busy machine
    does not change much."""
    started = time.process_time()
    taken = seconds(work)
    return taken, time.process_time() - started


def stages(files: list[tuple[str, bytes]]) -> list[tuple[str, float, float]]:
    """Decode, read and cut some pages into words, without a database."""
    from newsroom.text.dating import date_issue
    from newsroom.text.decoding import decode
    from newsroom.text.entries import entry_of, texts_of
    from newsroom.text.pages import PageReading, read_page

    texts: list[str] = []

    def reading() -> None:
        texts.extend(decode(data, name).text for name, data in files)

    readings: list[PageReading] = []

    def segmentation() -> None:
        readings.extend(read_page(text) for text in texts)

    def dating() -> None:
        for start in range(0, len(texts), PAGES_AN_ISSUE):
            some = slice(start, start + PAGES_AN_ISSUE)
            date_issue(list(zip(readings[some], texts[some], strict=True)))

    def words() -> None:
        for text, read in zip(texts, readings, strict=True):
            headlines = [article.headline for article in read.articles]
            for whole, headline in zip(texts_of(text, read), headlines, strict=True):
                entry_of(whole, headline)

    return [
        ("reading (decoding)", *with_cpu(reading)),
        ("segmentation", *with_cpu(segmentation)),
        ("dating", *with_cpu(dating)),
        ("words, pairs, terms", *with_cpu(words)),
    ]


def copied() -> float:
    """The bare COPY of the rows into tables with the same indexes."""
    from django.db import connection

    taken = 0.0
    with connection.cursor() as cursor:
        for table in TABLES:
            with tempfile.TemporaryFile() as held:
                with cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as source:
                    for chunk in source:
                        held.write(chunk)
                held.seek(0)
                cursor.execute(
                    f"CREATE TABLE copy_of (LIKE {table} INCLUDING INDEXES INCLUDING STORAGE)"
                )

                def copy(held: IO[bytes] = held) -> None:
                    with cursor.copy("COPY copy_of FROM STDIN (FORMAT binary)") as target:
                        while chunk := held.read(CHUNK):
                            target.write(chunk)

                taken += seconds(copy)
            cursor.execute("DROP TABLE copy_of")
    return taken


def imported(files: Iterable[tuple[str, bytes]], processes: int) -> float:
    """Import some pages as a worker does; return the seconds from begun to done."""
    from newsroom import batches
    from newsroom.models import Newspaper, User
    from newsroom.uploads import Given

    by = User.objects.get_or_create(username="bench")[0]
    paper = Newspaper.objects.get_or_create(slug="bench", defaults={"name_zh": "测试报"})[0]
    given = (Given(name, len(data), partial(io.BytesIO, data)) for name, data in files)
    batch = batches.receive(given, newspaper=paper, source="bench", by=by)
    batches.begin(batch, by=by)
    return seconds(lambda: batches.run(batch, seconds=1e9, processes=processes))


def megabytes(who: int) -> float:
    """The most memory that this process, or the largest of those it had started, ever held."""
    return resource.getrusage(who).ru_maxrss / 1024


def line(title: str, taken: float, pages: int, articles: int, further: str = "") -> None:
    """Print one line of a table."""
    print(f"{title:28}{taken:>9.2f}{pages / taken:>10.0f}{articles / taken:>12.0f}{further}")


def measure(count: int, most: int) -> None:
    """Print the tables."""
    from newsroom.models import Article
    from newsroom.text.crew import cores
    from newsroom.text.decoding import decode
    from newsroom.text.entries import entry_of

    texts = [decode(path.read_bytes(), path.name).text for path in sorted(SEEDS.glob("*.txt"))]
    done = stored = 0
    title = f"storing, {cores()} read beside it"
    print(f"{title:28}{'s':>9}{'pages/s':>10}{'articles/s':>12}{'MB':>8}{'MB':>8}", flush=True)
    for some in sorted({min(most, 100), min(most, count), most}):
        # One after the other: whoever hands in does not hold them all, and memory is measured here.
        taken = imported((page(number, texts) for number in range(done, done + some)), cores())
        before, stored, done = stored, Article.objects.count(), done + some
        held = [megabytes(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        memory = "".join(f"{size:>8.0f}" for size in held)
        line(f"{some:,} pages", taken, some, stored - before, memory)

    files = [page(number, texts) for number in range(done, done + count)]
    entry_of("热身", "")
    stages(files[:5])
    gc.collect()
    gc.freeze()  # as the reading processes do it
    before_storing = stages(files)
    started = time.process_time()
    whole = imported(files, processes=0)
    at_work = time.process_time() - started
    articles = Article.objects.count() - stored
    print(f"\n{'one process':28}{'s':>9}{'pages/s':>10}{'articles/s':>12}{'CPU s':>8}")
    for title, taken, cpu in before_storing:
        line(title, taken, count, articles, f"{cpu:>8.2f}")
    # The reader may be faster or slower within the whole, so this line is only about right.
    storing = max(whole - sum(taken for _title, taken, _cpu in before_storing[1:]), 1e-3)
    cpu = max(at_work - sum(cpu for _title, _taken, cpu in before_storing[1:]), 0)
    line("storing (the rest)", storing, count, articles, f"{cpu:>8.2f}")
    line("all of it", whole, count, articles, f"{at_work:>8.2f}")
    line("bare COPY of all rows", copied(), done + count, Article.objects.count())


def main() -> None:
    """Make a database of its own, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--most", type=int, default=2_000)
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = DATABASE
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version')")
            version = cursor.fetchone()[0]
        print(
            f"{platform.machine()}, {os.cpu_count()} cores,"
            f" Python {platform.python_version()}, PostgreSQL {version},"
            f" load {os.getloadavg()[0]:.1f}\n"
        )
        measure(chosen.pages, chosen.most)
        print(f"\nload at the end {os.getloadavg()[0]:.1f}")
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


if __name__ == "__main__":
    main()
