"""Several processes that read pages, so that an import keeps more than one core busy."""

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import islice
from types import TracebackType
from typing import TypeVar

from newsroom.text.dating import Dating, date_issue
from newsroom.text.entries import Entry, entry_of, texts_of
from newsroom.text.pages import PageReading, read_page

AHEAD = 4  # issues a process that are read before they can be stored: more only fills the memory
DATED_TOGETHER = 8  # pages
LONGEST_HEADLINE = 500  # characters that are kept of one

Key = TypeVar("Key")
Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page as it was read, the text of each of its articles, and what is computed of it."""

    reading: PageReading
    entries: tuple[Entry, ...]
    texts: tuple[str, ...]


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def day_of(text: str) -> date | None:
    """Return the day of a page that stands alone; None as well where the reader fails."""
    try:
        return date_issue([text]).date
    except Exception:  # found again when the page is read, and said there
        return None


def read_issue(
    given: tuple[list[str], date | None],
) -> tuple[Dating, list[PageRead | None]]:
    """Read the pages of one issue, which argue together about its day, or about the one stated.

    A page on which the reader itself fails is None, and says nothing of the day.
    """
    texts, stated = given
    readings: list[PageRead | None] = []
    for text in texts:
        try:
            readings.append(_read(text))
        except Exception:  # one page that breaks the reader must not hold up the others
            readings.append(None)
    good = [(read.reading, text) for read, text in zip(readings, texts, strict=True) if read]
    try:
        return date_issue(good, stated=stated), readings
    except Exception:
        return Dating(), readings


def _read(text: str) -> PageRead:
    reading = read_page(text)
    texts = tuple(texts_of(text, reading))
    entries = tuple(
        entry_of(whole, read.headline[:LONGEST_HEADLINE])
        for whole, read in zip(texts, reading.articles, strict=True)
    )
    return PageRead(reading, entries, texts)


class Crew:
    """Reads with some processes of its own, or in this one when `processes` is 0.

    The processes know no database and end with this one, however it ends.
    """

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Crew":
        if self.processes:
            # Never forked: this process holds threads and connections to the database.
            self._pool = ProcessPoolExecutor(
                self.processes, multiprocessing.get_context("spawn"), initializer=_begin
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def days(self, texts: list[str]) -> list[date | None]:
        """Return the day of each page, in their order."""
        if self._pool:
            return list(self._pool.map(day_of, texts, chunksize=DATED_TOGETHER))
        return [day_of(text) for text in texts]

    def issues(
        self, issues: Iterable[tuple[Key, tuple[list[str], date | None]]]
    ) -> Iterator[tuple[Key, tuple[Dating, list[PageRead | None]]]]:
        """Read issue after issue, in their order, a few of them ahead of who asks."""
        return self.ahead(read_issue, issues)

    def ahead(
        self, work: Callable[[Given], Made], given: Iterable[tuple[Key, Given]]
    ) -> Iterator[tuple[Key, Made]]:
        """Do some work on one thing after another, in their order, a few ahead of who asks."""
        if not self._pool:
            for key, one in given:
                yield key, work(one)
            return
        coming = iter(given)
        done: deque[tuple[Key, Future]] = deque()
        while True:
            for key, one in islice(coming, AHEAD * self.processes - len(done)):
                done.append((key, self._pool.submit(work, one)))
            if not done:
                return
            key, future = done.popleft()
            yield key, future.result()


def _begin() -> None:
    """Make a process ready: it ends with its parent, and does not search its tables for garbage.

    Half a million words live as long as the process does; looking through them again and again
    would take a fifth of its time.
    """
    _end_with_parent()
    entry_of("热身", "")
    gc.collect()
    gc.freeze()


def _end_with_parent() -> None:
    """Watch for the end of the parent: killed, it cannot say goodbye, and the pipe stays open."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_wait_and_end, args=(parent,), daemon=True).start()


def _wait_and_end(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
