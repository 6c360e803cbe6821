"""How fast pages go in, stage by stage, beside the bare COPY of the same rows. Prints two tables.

    python -m bench.importing [--pages 400]

The pages are the seeds', each with a line of its own, in a database that is thrown away afterwards.
The first table is one process; the second the import as workers do it, on all cores, for a quarter
of the pages and for all of them, with the most memory that the storing process ever held.
"""

import argparse
import io
import os
import platform
import resource
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import django

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
DATABASE = "newsroom_bench_importing"
PAGES_AN_ISSUE = 4
FIRST_DAY = date(2010, 1, 1)
TABLES = (
    "newsroom_page", "newsroom_article", "newsroom_segment", "newsroom_credit",
    "newsroom_searchentry",
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


def stages(files: list[tuple[str, bytes]]) -> list[tuple[str, float]]:
    """Decode, read and cut some pages into words, without a database."""
    from newsroom.text.dating import date_issue
    from newsroom.text.decoding import decode
    from newsroom.text.entries import entry_of, texts_of
    from newsroom.text.pages import read_page

    texts: list[str] = []
    articles: list[tuple[str, str]] = []

    def reading() -> None:
        texts.extend(decode(data, name).text for name, data in files)

    def segmentation() -> None:
        for start in range(0, len(texts), PAGES_AN_ISSUE):
            some = [(read_page(text), text) for text in texts[start : start + PAGES_AN_ISSUE]]
            date_issue(some)
            for read, text in some:
                headlines = [article.headline for article in read.articles]
                articles.extend(zip(texts_of(text, read), headlines, strict=True))

    def words() -> None:
        for text, headline in articles:
            entry_of(text, headline)

    return [
        ("reading (decoding)", seconds(reading)),
        ("segmentation, dating", seconds(segmentation)),
        ("words, pairs, terms", seconds(words)),
    ]


def copied() -> float:
    """The bare COPY of the rows into tables with the same indexes."""
    from django.db import connection

    taken = 0.0
    with connection.cursor() as cursor:
        for table in TABLES:
            held = io.BytesIO()
            with cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as source:
                for chunk in source:
                    held.write(chunk)
            cursor.execute(f"CREATE TABLE copy_of (LIKE {table} INCLUDING INDEXES)")

            def copy(held: io.BytesIO = held) -> None:
                with cursor.copy("COPY copy_of FROM STDIN (FORMAT binary)") as target:
                    target.write(held.getvalue())

            taken += seconds(copy)
            cursor.execute("DROP TABLE copy_of")
    return taken


def imported(files: list[tuple[str, bytes]], processes: int) -> float:
    """Import some pages as a worker does; return the seconds from begun to done."""
    from newsroom import batches
    from newsroom.models import Newspaper, User
    from newsroom.uploads import Given

    by = User.objects.get_or_create(username="bench")[0]
    paper = Newspaper.objects.get_or_create(slug="bench", defaults={"name_zh": "测试报"})[0]
    given = (Given(name, len(data), lambda data=data: io.BytesIO(data)) for name, data in files)
    batch = batches.receive(given, newspaper=paper, source="bench", by=by)
    batches.begin(batch, by=by)
    return seconds(lambda: batches.run(batch, seconds=1e9, processes=processes))


def purge() -> None:
    """Empty the corpus again."""
    from newsroom import importing
    from newsroom.models import ImportBatch

    for batch in ImportBatch.objects.filter(purged_at=None):
        importing.purge(batch, by=None)


def megabytes() -> float:
    """The most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def line(title: str, taken: float, pages: int, articles: int, further: str = "") -> None:
    """Print one line of a table."""
    print(f"{title:28}{taken:>9.2f}{pages / taken:>10.0f}{articles / taken:>12.0f}{further}")


def measure(count: int) -> None:
    """Print the tables."""
    from newsroom.models import Article
    from newsroom.text.crew import cores
    from newsroom.text.decoding import decode
    from newsroom.text.words import cut

    texts = [decode(path.read_bytes(), path.name).text for path in sorted(SEEDS.glob("*.txt"))]
    files = [page(number, texts) for number in range(count)]
    cut("热身")
    stages(files[:5])
    before_storing = stages(files)
    whole = imported(files, processes=0)
    articles = Article.objects.count()
    print(f"{'one process':28}{'s':>9}{'pages/s':>10}{'articles/s':>12}")
    for title, taken in before_storing:
        line(title, taken, count, articles)
    # The reader may be faster or slower within the whole, so this line is only about right.
    storing = max(whole - sum(taken for _title, taken in before_storing[1:]), 1e-3)
    line("storing (the rest)", storing, count, articles)
    line("all of it", whole, count, articles)
    line("bare COPY of the rows", copied(), count, articles)
    title = f"{cores()} processes beside it"
    print(f"\n{title:28}{'s':>9}{'pages/s':>10}{'articles/s':>12}{'MB':>8}")
    for some in (files[: count // 4], files):
        purge()
        taken = imported(some, processes=cores())
        memory = f"{megabytes():>8.0f}"
        line(f"{len(some)} pages", taken, len(some), Article.objects.count(), memory)


def main() -> None:
    """Make a database of its own, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=400)
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
            f"{chosen.pages:,} pages; {platform.machine()}, {os.cpu_count()} cores,"
            f" Python {platform.python_version()}, PostgreSQL {version},"
            f" load {os.getloadavg()[0]:.1f}\n"
        )
        measure(chosen.pages)
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


if __name__ == "__main__":
    main()
