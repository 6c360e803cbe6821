"""Imports by workers: every file settled once, whatever stops, fails or is killed on the way."""

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from newsroom import batches, paged, undoing
from newsroom.errors import Refused
from newsroom.models import (
    Article,
    AuditEntry,
    Credit,
    ImportBatch,
    ImportFile,
    Issue,
    Page,
    SearchEntry,
    Segment,
)
from newsroom.progress import State, progress_of
from newsroom.uploads import Given
from tests.factories import in_a_loop_of_its_own, make_newspaper, make_round, make_user
from tests.newsroom.page_files import SEEDS, UNDATED, import_files, page_file

pytestmark = pytest.mark.django_db

PAGES = 2_000
CHECKOUT = Path(__file__).resolve().parents[2]
WORKER = """
import sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from procrastinate.contrib.django import app
with app.replace_connector(app.connector.get_worker_connector()):
    app.run_worker(wait=False, install_signal_handlers=False)
"""


def given(name, data):
    """A file as it is handed in."""
    return Given(name, len(data), lambda: io.BytesIO(data))


def received(*files, by=None, begun=True):
    """An import of some files, begun unless told otherwise."""
    by = by or make_user(role="supervisor", language="en")
    batch = batches.receive(
        [given(name, data) for name, data in files],
        newspaper=make_newspaper(), source="test", by=by,
    )  # fmt: skip
    if begun:
        batches.begin(batch, by=by)
    return batch


def done(batch):
    """Let the import be worked off in this process."""
    while batches.run(batch, processes=0):
        pass
    batch.refresh_from_db()
    return batch


def progress(batch):
    """How far an import is."""
    batch.refresh_from_db()
    return progress_of([batch])[0][1]


def seed_pages():
    """The seeds, as they are handed in."""
    return [(path.name, path.read_bytes()) for path in sorted(SEEDS.glob("*.txt"))]


def corpus():
    """Everything that an import writes, without the numbers that the database gives out."""
    article = "article__page__file_name", "article__number"
    return [
        list(rows)
        for rows in (
            Issue.objects.order_by("key").values_list("key", "date", "date_basis", "date_evidence"),
            Page.objects.order_by("file_name").values_list(
                "file_name", "issue__key", "sequence", "printed_number", "text_sha256", "confidence"
            ),
            Article.objects.order_by("page__file_name", "number").values_list(
                "page__file_name", "number", "kind", "headline", "text_sha256"
            ),
            Segment.objects.order_by("page__file_name", "start").values_list(
                "page__file_name", "start", "end", "role", "block", "reason", "article__number"
            ),
            Credit.objects.order_by(*article, "position").values_list(*article, "name", "role"),
            SearchEntry.objects.order_by(*article).values_list(*article, "folded", "words"),
        )
    ]


# Working off --------------------------------------------------------------------------------------
def test_an_import_by_workers_writes_what_an_import_in_one_go_writes():
    import_files(SEEDS)
    at_once = corpus()
    undoing.purge(ImportBatch.objects.get(), by=None)

    batch = done(received(*seed_pages()))

    assert corpus() == at_once
    assert batch.finished_at
    assert progress(batch).state == State.DONE
    assert (progress(batch).new, progress(batch).articles) == (5, 16)


def test_pages_of_one_day_become_one_issue_wherever_they_stand_among_the_files(monkeypatch):
    monkeypatch.setattr(paged, "LOOKED_AHEAD", 3)  # so that few files take several rounds
    files = [
        page_file(f"{day}_0{page}.txt", f"{UNDATED}{day}{page}")
        for page in (2, 1)
        for day in ("2019-07-09", "2019-07-10", "2019-07-11")
    ]

    done(received(*files))

    assert [issue.pages.count() for issue in Issue.objects.all()] == [2, 2, 2]


def test_several_processes_write_what_one_writes():
    batch = received(*seed_pages())
    batches.run(batch, processes=0)
    alone = corpus()
    undoing.purge(batch, by=None)
    batch = received(*seed_pages())

    batches.run(batch, processes=2)

    assert corpus() == alone


def test_a_file_that_cannot_be_a_page_is_refused_and_the_rest_goes_in():
    batch = done(received(page_file(), ("empty.txt", b""), page_file("b.txt")))

    refused = batch.files.filter(outcome="refused").order_by("name")
    assert [file.sentence for file in refused] == [
        "b.txt has the same text as a.txt, which is in the corpus.",
        "empty.txt is empty.",
    ]
    assert [refusal["file"] for refusal in batch.refusals] == ["b.txt", "empty.txt"]
    assert Page.objects.get().file_name == "a.txt"


def test_a_page_on_which_the_reader_fails_does_not_hold_up_the_others(monkeypatch):
    from newsroom.text import crew

    # No text is known on which the reader fails; one is made to, for there may be one.
    def read(text, reading=crew.read_page):
        if "坏" in text:
            raise RecursionError
        return reading(text)

    monkeypatch.setattr(crew, "read_page", read)

    batch = done(received(page_file("bad.txt", UNDATED + "坏"), page_file("good.txt")))

    assert Page.objects.get().file_name == "good.txt"
    assert "the reader failed on it" in batch.refusals[0]["sentence"]


def test_issues_are_stored_together_with_few_statements():
    files = [page_file(f"2019-07-{n:02}_01.txt", f"{UNDATED}{n}") for n in range(1, 13)]
    with CaptureQueriesContext(connection) as few:
        done(received(*files[:4]))
    with CaptureQueriesContext(connection) as many:
        done(received(*files[4:]))

    assert len(many) <= len(few)
    assert [issue.pages.count() for issue in Issue.objects.all()] == [1] * 12


def test_an_issue_that_the_database_refuses_does_not_hold_up_the_others():
    batch = received(
        *[page_file(f"2019-07-0{n}_01.txt", f"{UNDATED}{n}") for n in range(1, 4)],
        page_file("2019-07-04_01.txt", f"{UNDATED}坏"),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE newsroom_page ADD CONSTRAINT none_is_bad CHECK (strpos(text, '坏') = 0)"
        )

    with pytest.raises(IntegrityError, match="none_is_bad"):
        done(batch)

    assert Page.objects.count() == 3
    assert batch.files.get(settled_at=None).name == "2019-07-04_01.txt"


def test_files_that_are_in_the_corpus_are_unchanged():
    import_files(page_file())

    batch = done(received(page_file()))

    assert batch.files.get().outcome == "known"
    assert progress(batch).new == 0


def test_the_texts_are_kept_once():
    batch = done(received(page_file()))

    assert batch.files.get().text == ""
    assert Page.objects.get().text == UNDATED


def test_every_step_is_in_the_audit_log(sue):
    batch = received(page_file(), by=sue)
    batches.stop(batch, by=sue)
    batches.resume(batch, by=sue)
    done(batch)

    acts = AuditEntry.objects.filter(target_type="newsroom.importbatch").order_by("pk")
    assert [(act.action, act.actor) for act in acts] == [
        ("batch.received", sue), ("batch.begun", sue), ("batch.stopped", sue),
        ("batch.resumed", sue), ("batch.finished", sue),
    ]  # fmt: skip
    assert acts.last().after == {"new": 1}


# Stopping and going on ----------------------------------------------------------------------------
def test_nothing_goes_in_before_it_is_begun():
    batch = received(page_file(), begun=False)

    assert not batches.run(batch, processes=0)
    assert not Page.objects.exists()
    assert progress(batch).state == State.RECEIVED
    assert not ProcrastinateJob.objects.exists()


def test_a_slice_of_time_leaves_the_rest_for_the_next(sue):
    batch = received(*[page_file(f"2019-07-0{n}_01.txt", UNDATED + str(n)) for n in range(1, 5)])

    assert batches.run(batch, processes=0, seconds=0.0)
    assert Page.objects.count() < 4

    done(batch)
    assert Page.objects.count() == 4


@pytest.mark.parametrize("another", [False, True])
def test_a_slice_ends_when_somebody_else_waits_and_else_goes_on(another, monkeypatch):
    # So that nothing but another job can end it: its slices are made very short below.
    monkeypatch.setattr(batches, "SLICES_AT_ONCE", 1_000_000)
    batch = received(*[page_file(f"2019-07-0{n}_01.txt", UNDATED + str(n)) for n in range(1, 5)])
    if another:
        received(page_file("2019-08-01_01.txt"))  # begun, so its job is in the queue

    more = batches.run(batch, processes=0, seconds=0.001)

    assert more == another
    assert (Page.objects.count() == 4) == (not another)


def test_a_worker_that_has_to_end_leaves_after_the_issue_at_hand():
    batch = received(*[page_file(f"2019-07-0{n}_01.txt", UNDATED + str(n)) for n in range(1, 5)])

    assert batches.run(batch, processes=0, interrupted=lambda: True)

    assert Page.objects.count() == 1


def test_a_stopped_import_goes_on_where_it_was(sue):
    batch = received(page_file(), by=sue)
    batches.stop(batch, by=sue)
    assert not batches.run(batch, processes=0)
    assert progress(batch).state == State.STOPPED
    assert not Page.objects.exists()

    batches.resume(batch, by=sue)
    done(batch)

    assert Page.objects.count() == 1


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (batches.begin, "is begun already"),
        (batches.stop, "is not going on"),
        (batches.resume, "nothing left to do"),
    ],
)
def test_what_is_done_cannot_be_begun_stopped_or_gone_on_with(act, sentence, sue):
    batch = done(received(page_file()))

    with pytest.raises(Refused, match=sentence):
        act(batch, by=sue)


def test_what_is_on_its_way_cannot_be_gone_on_with(sue):
    batch = received(page_file())

    with pytest.raises(Refused, match="on its way already"):
        batches.resume(batch, by=sue)


@pytest.mark.parametrize("act", [batches.begin, batches.stop, batches.resume])
def test_an_undone_import_stays_undone(act, sue):
    batch = received(page_file(), begun=False)
    undoing.purge(batch, by=sue)

    with pytest.raises(Refused, match="is undone already"):
        act(batch, by=sue)

    assert not ImportFile.objects.exists()


def test_an_import_can_be_undone_in_the_middle(sue):
    batch = received(*[page_file(f"2019-07-0{n}_01.txt", UNDATED + str(n)) for n in range(1, 5)])
    batches.run(batch, processes=0, seconds=0.0)

    undoing.purge(batch, by=sue)

    assert not batches.run(batch, processes=0)
    assert not Page.objects.exists()
    assert progress(batch).state == State.UNDONE


def test_an_import_with_an_article_in_a_round_cannot_be_undone(sue):
    batch = done(received(page_file()))
    make_round(articles=[Article.objects.get()])

    with pytest.raises(Refused, match="articles of it are in a round"):
        undoing.purge(batch, by=sue)

    assert ImportFile.objects.count() == 1


# Workers ------------------------------------------------------------------------------------------
def small_page(number):
    """A page of an issue of eight; now and then one of which nothing tells the day."""
    text = f"某地法院审结第{number}号案\n\n本报讯 近日,法院审结第{number}号案。\n"
    day = date(2001, 1, 1) + timedelta(days=number // 8)
    return (f"{day}_{number % 8 + 1:02}.txt" if number % 50 else f"{number:04}.txt"), text.encode()


def archive_of(files):
    """A .zip of them."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return "pages.zip", held.getvalue()


def start_worker():
    """A worker as a process of its own, on the database of the tests."""
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, connection.settings_dict["NAME"]], cwd=CHECKOUT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]},
    )  # fmt: skip


def work_everything_off():
    """Run workers until nothing waits."""
    while ProcrastinateJob.objects.filter(status="todo").exists():
        assert start_worker().wait(timeout=300) == 0


@pytest.mark.django_db(transaction=True)
def test_an_import_whose_worker_is_killed_in_the_middle_ends_with_the_same_rows():
    files = archive_of(small_page(number) for number in range(PAGES))
    received(files)
    work_everything_off()
    undisturbed = corpus()
    undoing.purge(ImportBatch.objects.get(), by=None)
    batch = received(files)

    worker = start_worker()
    while Page.objects.count() <= PAGES // 4:
        assert worker.poll() is None, "the worker ended too early"
        time.sleep(0.02)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    half = Page.objects.count()
    with connection.cursor() as cursor:  # as if half a minute had passed
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 h'")
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        in_a_loop_of_its_own(retry_stalled(working))
    work_everything_off()

    assert PAGES // 4 < half < PAGES
    assert Page.objects.count() == PAGES
    assert corpus() == undisturbed
    assert progress(batch).state == State.DONE


async def retry_stalled(working):
    """What the periodic job `keep_the_queue` does with the jobs of dead workers."""
    async with working.open_async():
        for job in await working.job_manager.get_stalled_jobs():
            await working.job_manager.retry_job(job)
