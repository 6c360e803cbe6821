"""How far imports are, as people are shown it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db.models import Count, F, Func, IntegerField, Q
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from newsroom.batches import TASK, lock_of
from newsroom.models import Article, ImportBatch, ImportFile, Page

RATE_OVER = timedelta(seconds=60)


class State(StrEnum):
    """Where an import stands."""

    RECEIVED = "received"
    WAITING = "waiting"
    STOPPED = "stopped"
    GIVEN_UP = "given_up"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: files, the pages among them, articles, and the seconds left."""

    state: State
    files: int
    settled: int
    undated: int
    new: int
    known: int
    refused: int
    articles: int
    seconds_left: int | None

    @property
    def moves(self) -> bool:
        """Whether it is worth asking again soon."""
        return self.state in {State.WAITING, State.UNDOING}

    @property
    def minutes_left(self) -> int:
        """The time left, in whole minutes."""
        return round((self.seconds_left or 0) / 60)


def progress_of(batches: Iterable[ImportBatch]) -> list[tuple[ImportBatch, Progress]]:
    """Return how far some imports are, in five queries."""
    batches = list(batches)
    keys = [batch.pk for batch in batches]
    files = {
        row["batch"]: row
        for row in ImportFile.objects.filter(batch__in=keys).order_by().values("batch").annotate(
            files=Count("pk"),
            settled=Count("settled_at"),
            undated=Count("pk", filter=Q(settled_at=None, dated_at=None)),
            lately=Count(
                "pk",
                filter=Q(settled_at__gt=timezone.now() - RATE_OVER)
                & Q(settled_at__gt=F("batch__begun_at")),
            ),
            **{
                outcome.value: Count("pk", filter=Q(outcome=outcome))
                for outcome in ImportFile.Outcome
            },
        )
    }  # fmt: skip
    articles = dict(
        Article.objects.standing().filter(page__batch__in=keys).order_by()
        .values_list("page__batch").annotate(n=Count("pk"))
    )  # fmt: skip
    pages = dict(
        Page.objects.filter(batch__in=keys).order_by().values_list("batch").annotate(n=Count("pk"))
    )
    refusals = dict(
        ImportBatch.objects.filter(pk__in=keys)
        .order_by()
        .values_list(
            "pk", Func("refusals", function="jsonb_array_length", output_field=IntegerField())
        )
    )
    locks = [lock_of(batch) for batch in batches]
    queued = set(
        ProcrastinateJob.objects.filter(
            task_name=TASK, lock__in=locks, status__in=["todo", "doing"]
        ).values_list("lock", flat=True)
    )
    told = []
    for batch in batches:
        row = files.get(batch.pk, {})
        in_corpus = pages.get(batch.pk, 0)
        count, settled = row.get("files", in_corpus), row.get("settled", in_corpus)
        told.append(
            (
                batch,
                Progress(
                    state=_state(batch, bool(row), lock_of(batch) in queued),
                    files=count,
                    settled=settled,
                    undated=row.get("undated", 0),
                    new=in_corpus,
                    known=row.get("known", 0),
                    refused=row.get("refused", refusals[batch.pk]),
                    articles=articles.get(batch.pk, 0),
                    seconds_left=_seconds_left(batch, count - settled, row.get("lately", 0)),
                ),
            )
        )
    return told


def _state(batch: ImportBatch, has_files: bool, queued: bool) -> State:
    if batch.purged_at:
        return State.UNDONE
    if batch.purging_at:
        return State.UNDOING
    if batch.finished_at or not (batch.begun_at or has_files):
        return State.DONE
    if not batch.begun_at:
        return State.RECEIVED
    if batch.stopped_at:
        return State.STOPPED
    return State.WAITING if queued else State.GIVEN_UP


def _seconds_left(batch: ImportBatch, waiting: int, lately: int) -> int | None:
    """Reckon with the speed of the last minute; None while nothing tells it."""
    if not (batch.begun_at and lately and waiting):
        return None
    span = min(RATE_OVER, timezone.now() - batch.begun_at)
    return round(span.total_seconds() * waiting / lately)


def worker_is_running() -> bool:
    """Whether a worker has shown signs of life lately."""
    since = timezone.now() - RATE_OVER
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).exists()
