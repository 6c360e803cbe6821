"""Imports that are larger than one request: received, begun, worked off in slices, stopped, gone on
with. Some issues make one transaction that also settles their files, so nothing goes in twice."""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from newsroom import audit, indexing, paged, tabled, uploads
from newsroom.errors import Refused
from newsroom.importing import Refusal
from newsroom.models import ImportBatch, ImportFile, ImportTable, Newspaper, User
from newsroom.sentences import as_kept
from newsroom.storing import Incoming
from newsroom.text.crew import Crew, cores

TASK = "newsroom.import_files"
SLICE_SECONDS = 30  # then other jobs of the queue have their turn
SLICES_AT_ONCE = 20  # while none waits; a new job may also fail a few times anew
STORED_TOGETHER = 100  # files, when they are received
ONE_CORE_UP_TO = 40  # files; starting further processes takes longer than reading these


# What a person does -------------------------------------------------------------------------------
@transaction.atomic
def receive(
    files: Iterable[uploads.Given], *, newspaper: Newspaper, source: str, by: User
) -> ImportBatch:
    """Take files in for an import that is yet to be begun: decoded, or refused with a sentence.

    Raises Refused when there is none among them that could become a page or be refused.
    """
    batch = ImportBatch.objects.create(
        newspaper=newspaper, source=source[:500], created_by=by,
        language=translation.get_language() or "",
    )  # fmt: skip
    rows = _rows(batch, uploads.texts(files, newspaper=newspaper.slug))
    count = 0
    while some := list(islice(rows, STORED_TOGETHER)):
        count += len(ImportFile.objects.bulk_create(some))
    if not count:
        raise Refused(_("There is no file in what you chose."))
    audit.record("batch.received", batch, after={"source": batch.source, "files": count}, by=by)
    return batch


def _rows(batch: ImportBatch, found: Iterable[Incoming | Refusal]) -> Iterator[ImportFile]:
    now = timezone.now()
    names: set[str] = set()
    for one in found:
        name = one.file if isinstance(one, Refusal) else one.name
        number = 1
        while name in names:  # of two files with one name, the second is refused, and listed
            number += 1
            name = f"{(one.file if isinstance(one, Refusal) else one.name)[:240]} ({number})"
        names.add(name)
        if isinstance(one, Refusal):
            yield ImportFile(
                batch=batch, name=name, settled_at=now, outcome=ImportFile.Outcome.REFUSED,
                sentence=one.sentence, why=as_kept(one.sentence), line=one.line,
            )  # fmt: skip
        else:
            yield ImportFile(
                batch=batch, name=name, text=one.decoded.text, encoding=one.decoded.encoding,
                text_sha256=one.sha256, stated_date=one.date, number=one.number, day=one.date,
                dated_at=now if one.date else None, place=one.printed,
            )  # fmt: skip


@transaction.atomic
def begin(batch: ImportBatch, *, queue: bool = True, by: User | None) -> None:
    """Hand an import to the workers, unless `queue` is off: then the caller works it off.

    Raises Refused when it is begun, done or undone already, or a table without a column of texts.
    """
    batch = _locked(batch)
    if batch.begun_at or not ImportFile.objects.filter(batch=batch).exists():
        raise Refused(_("Import %(number)s is begun already.") % {"number": batch.pk})
    table = ImportTable.objects.filter(pk=batch.pk).first()
    if table and "text" not in table.mapping.get("columns", {}):
        raise Refused(_("Say first which column of the table holds the text."))
    batch.begun_at = timezone.now()
    batch.save(update_fields=["begun_at"])
    audit.record("batch.begun", batch, by=by)
    if queue:
        enqueue(batch)


@transaction.atomic
def stop(batch: ImportBatch, *, by: User) -> None:
    """Let the workers stop after the issue they are at. Raises Refused when nothing is going on."""
    batch = _locked(batch)
    if not batch.begun_at or batch.stopped_at or not paged.waiting(batch).exists():
        raise Refused(_("Import %(number)s is not going on.") % {"number": batch.pk})
    batch.stopped_at = timezone.now()
    batch.save(update_fields=["stopped_at"])
    audit.record("batch.stopped", batch, by=by)


@transaction.atomic
def resume(batch: ImportBatch, *, by: User) -> None:
    """Go on with an import that was stopped, or that the workers gave up.

    Raises Refused when it is done, or on its way already.
    """
    batch = _locked(batch)
    if not batch.begun_at or not paged.waiting(batch).exists():
        raise Refused(_("There is nothing left to do in import %(number)s.") % {"number": batch.pk})
    if not batch.stopped_at and is_queued(batch):
        raise Refused(_("Import %(number)s is on its way already.") % {"number": batch.pk})
    batch.stopped_at = None
    batch.save(update_fields=["stopped_at"])
    audit.record("batch.resumed", batch, by=by)
    enqueue(batch)


def _locked(batch: ImportBatch) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.purged_at:
        raise Refused(_("Import %(number)s is undone already.") % {"number": batch.pk})
    if batch.purging_at:
        raise Refused(_("Import %(number)s is being undone already.") % {"number": batch.pk})
    return batch


# What the workers do ------------------------------------------------------------------------------
def lock_of(batch: ImportBatch) -> str:
    """Return what keeps two jobs of one import from running together."""
    return f"import-{batch.pk}"


def enqueue(batch: ImportBatch) -> None:
    """Put an import into the queue unless it waits there."""
    if not is_queued(batch, statuses=["todo"]):
        app.configure_task(TASK, lock=lock_of(batch)).defer(batch_id=batch.pk)


def is_queued(
    batch: ImportBatch, *, statuses: Iterable[str] = ("todo", "doing"), task: str = TASK
) -> bool:
    """Whether a job of this import waits or runs."""
    return ProcrastinateJob.objects.filter(
        task_name=task, lock=lock_of(batch), status__in=list(statuses)
    ).exists()


def others_wait(batch: ImportBatch) -> bool:
    """Whether a job of something else is due in the queue."""
    due = ProcrastinateJob.objects.filter(status="todo").exclude(lock=lock_of(batch))
    return due.filter(Q(scheduled_at=None) | Q(scheduled_at__lte=timezone.now())).exists()


def run(
    batch: ImportBatch,
    *,
    seconds: float = SLICE_SECONDS,
    processes: int | None = None,
    interrupted: Callable[[], bool] = lambda: False,
) -> bool:
    """Go on with an import for some seconds; return whether there is more to do.

    First the days of all its pages are found, so that pages of one day become one issue wherever
    they stand among the files; then issue after issue is read and stored, in the order of the days.
    Where no other job waits for its turn it goes on until one does, for beginning anew means
    starting the reading processes again. `interrupted` tells that the worker has to end.
    """
    until = time.monotonic() + seconds
    last = time.monotonic() + seconds * SLICES_AT_ONCE

    def time_is_up() -> bool:
        now = time.monotonic()
        return interrupted() or now > last or (now > until and others_wait(batch))

    if processes is None:
        processes = cores() if paged.waiting(batch).count() > ONE_CORE_UP_TO else 0
    is_table = ImportTable.objects.filter(pk=batch.pk).exists()
    work_on = tabled.work_on if is_table else paged.work_on
    chosen = batch.created_by.language if batch.created_by else ""
    language = chosen or batch.language or translation.get_language()
    with translation.override(language), Crew(processes) as crew:
        while _is_going_on(batch):
            if not work_on(batch, crew, time_is_up):
                _finish(batch)
                indexing.tidy()
            if time_is_up():
                break
    return _is_going_on(batch)


def _is_going_on(batch: ImportBatch) -> bool:
    return ImportBatch.objects.filter(
        pk=batch.pk, begun_at__isnull=False, stopped_at=None, finished_at=None,
        purging_at=None, purged_at=None,
    ).exists()  # fmt: skip


@transaction.atomic
def _finish(batch: ImportBatch) -> None:
    """Close an import of which nothing waits any more; repeating it changes nothing."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.finished_at or batch.purged_at or paged.waiting(batch).exists():
        return
    refused = batch.files.filter(outcome=ImportFile.Outcome.REFUSED).order_by("name")
    batch.refusals = [
        {"file": file.name, "line": file.line, "sentence": file.sentence, "why": file.why}
        for file in refused.defer("text").iterator()
    ]
    batch.finished_at = timezone.now()
    batch.save(update_fields=["refusals", "finished_at"])
    counted = dict(batch.files.order_by().values_list("outcome").annotate(n=Count("pk")))
    audit.record("batch.finished", batch, after=counted, by=batch.created_by)
