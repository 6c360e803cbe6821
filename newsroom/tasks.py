"""Work on the corpus for the job workers: `manage.py procrastinate worker`, on any machines."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import connections
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from newsroom import batches, undoing
from newsroom.models import ImportBatch

P = ParamSpec("P")
R = TypeVar("R")


def with_its_own_connection(work: Callable[P, R]) -> Callable[P, R]:
    """Let a job end with the connection it used: threads of a worker come and go."""

    @functools.wraps(work)
    def worked(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return work(*args, **kwargs)
        finally:
            for connection in connections.all(initialized_only=True):
                if not connection.in_atomic_block:
                    connection.close()

    return worked


@app.task(
    name=batches.TASK,
    retry=RetryStrategy(max_attempts=5, exponential_wait=4),
    pass_context=True,
)
@with_its_own_connection
def import_files(context: JobContext, batch_id: int) -> None:
    """Go on with an import for a while, then queue up again behind the other jobs."""
    batch = ImportBatch.objects.select_related("created_by").get(pk=batch_id)
    if batches.run(batch, interrupted=context.should_abort):
        batches.enqueue(batch)


@app.task(
    name=undoing.TASK,
    retry=RetryStrategy(max_attempts=5, exponential_wait=4),
    pass_context=True,
)
@with_its_own_connection
def undo_import(context: JobContext, batch_id: int) -> None:
    """Go on undoing an import for a while, then queue up again behind the other jobs."""
    batch = ImportBatch.objects.get(pk=batch_id)
    if undoing.run(batch, interrupted=context.should_abort):
        undoing.enqueue(batch)
