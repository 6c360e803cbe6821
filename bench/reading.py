"""How well and how fast pages are read: one table, repeatable.

    python -m bench.reading

Scores of the seeds and of the pages written for the tests, pages and characters a second, and the
time for pages up to a megabyte, which should grow in step with their length.
"""

import tempfile
import time
from pathlib import Path

from newsroom.text.dating import date_issue
from newsroom.text.decoding import decode
from newsroom.text.pages import read_page
from newsroom.text.reading import read_folder
from tests.gold.test_gold import HERE, SEEDS, read_and_score

COLUMNS = ("bound", "block+", "join", "auth", "date", "noloss", "chg")
SIZES = (16_384, 65_536, 262_144, 1_048_576)


def seconds(work, *arguments) -> float:
    """The shortest of three runs, which other work on the machine disturbs least."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        work(*arguments)
        times.append(time.perf_counter() - started)
    return min(times)


def scores() -> None:
    """Print the quality and the speed for both sets of pages."""
    print(f"{'pages':24}" + "".join(f"{name:>8}" for name in COLUMNS) + f"{'pages/s':>10}")
    for name, gold, pages in (
        ("seeds", HERE / "seeds", SEEDS),
        ("written for the tests", HERE / "gold", HERE / "pages"),
    ):
        with tempfile.TemporaryDirectory() as folder:
            summary, _ = read_and_score(gold, pages, Path(folder))
            taken = seconds(lambda: list(read_folder(pages, Path(folder))))  # noqa: B023
        cells = "".join(
            f"{value:>8.3f}" if isinstance(value := summary[column], float) else f"{value:>8}"
            for column in COLUMNS
        )
        print(f"{name:24}{cells}{len(list(pages.glob('*.txt'))) / taken:>10.0f}")


def growth() -> None:
    """Print the time that ever longer pages take to read and to date."""
    texts = [decode(path.read_bytes(), path.name).text for path in sorted(SEEDS.glob("*.txt"))]
    text = "\n\n".join(texts)
    print(f"\n{'bytes':>24}{'read, s':>16}{'µs/character':>16}{'date, s':>16}")
    for size in SIZES:
        page = (text * (size // len(text.encode()) + 1)).encode()[:size].decode("utf-8", "ignore")
        reading, dating = seconds(read_page, page), seconds(date_issue, [page])
        print(f"{size:>24}{reading:>16.2f}{reading / len(page) * 1e6:>16.2f}{dating:>16.2f}")


if __name__ == "__main__":
    scores()
    growth()
