"""Several people at one import at the same time, and a worker that is at it too."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from procrastinate.contrib.django.models import ProcrastinateJob

from newsroom import batches, undoing
from newsroom.errors import Refused
from newsroom.models import ImportBatch, ImportFile, Issue, Page
from newsroom.progress import State
from tests.factories import make_user
from tests.newsroom.test_import_jobs import (
    archive_of,
    progress,
    received,
    small_page,
    start_worker,
    work_everything_off,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act, people=3):
    """What several people get who do the same at the same moment: "done", or the refusal."""
    start = threading.Barrier(people)

    def one(_person):
        start.wait()
        try:
            act()
        except Refused as refusal:
            return refusal.sentence
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(people) as crew:
        return sorted(crew.map(one, range(people)))


def test_of_several_who_go_on_with_an_import_at_once_one_does():
    sue = make_user(role="supervisor")
    batch = received(archive_of(small_page(number) for number in range(20)), by=sue)
    batches.stop(batch, by=sue)

    told = at_once(lambda: batches.resume(batch, by=sue))

    assert told == [f"Import {batch.pk} is on its way already."] * 2 + ["done"]
    work_everything_off()
    assert Page.objects.count() == 20
    assert progress(batch).state == State.DONE


@pytest.mark.parametrize("in_corpus", [60, 230], ids=["at once", "by the workers"])
def test_an_import_undone_by_several_while_a_worker_stores_it_leaves_nothing(in_corpus):
    sue = make_user(role="supervisor")
    batch = received(archive_of(small_page(number) for number in range(600)), by=sue)
    worker = start_worker()
    while Page.objects.count() < in_corpus:
        assert worker.poll() is None, "the worker ended too early"
        time.sleep(0.01)

    told = at_once(lambda: undoing.undo(ImportBatch.objects.get(pk=batch.pk), by=sue))

    assert told.count("done") == 1
    assert worker.wait(timeout=300) == 0
    work_everything_off()
    for model in (Page, Issue, ImportFile):
        assert not model.objects.exists()
    assert not ProcrastinateJob.objects.filter(status="failed").exists()
    batch.refresh_from_db()
    assert batch.purged_at is not None


def test_the_same_files_imported_twice_at_once_are_in_the_corpus_once():
    sue = make_user(role="supervisor")
    files = archive_of(small_page(number) for number in range(60))
    both = [received(files, by=sue) for _time in range(2)]

    workers = [start_worker(), start_worker()]

    assert [worker.wait(timeout=300) for worker in workers] == [0, 0]
    work_everything_off()
    assert Page.objects.count() == 60
    assert {progress(batch).state for batch in both} == {State.DONE}
