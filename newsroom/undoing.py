"""Take imports out again: a small one at once, a large one by the workers, some pages at a time."""

import time
from collections.abc import Callable
from typing import cast

from django.db import transaction
from django.db.models import PROTECT, Model, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from newsroom import audit, batches, importing
from newsroom.errors import Refused
from newsroom.models import Article, AuditEntry, ImportBatch, Page, User

TASK = "newsroom.undo_import"
AT_ONCE = 200  # pages that are taken out within a request
PAGES_A_STEP = 50  # of a larger import in one transaction
SLICE_SECONDS = 30  # then other jobs of the queue have their turn
BEGUN = "batch.undo_begun"


def undo(batch: ImportBatch, *, by: User | None) -> bool:
    """Undo an import; return False where it is large, so that the workers are at it from now on.

    Raises Refused when it is undone already or about to be, or while one of its articles is in a
    round.
    """
    if Page.objects.filter(batch=batch).count() <= AT_ONCE:
        importing.purge(batch, by=by)
        return True
    begin(batch, by=by)
    return False


@transaction.atomic
def begin(batch: ImportBatch, *, by: User | None) -> None:
    """Let the workers undo an import; where they gave up, again. Raises Refused as `undo` does."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.purged_at:
        raise Refused(_("Import %(number)s is undone already.") % {"number": batch.pk})
    if batch.purging_at and batches.is_queued(batch, task=TASK):
        raise Refused(_("Import %(number)s is being undone already.") % {"number": batch.pk})
    if is_held(batch):
        raise Refused(importing.held_by_a_round(batch))
    if not batch.purging_at:
        batch.purging_at, batch.purging_by = timezone.now(), by
        batch.save(update_fields=["purging_at", "purging_by"])
        audit.record(BEGUN, batch, before=importing.extent(batch), by=by)
    enqueue(batch)


def is_held(batch: ImportBatch) -> bool:
    """Whether something outside the corpus needs an article of an import."""
    for held in Article._meta.related_objects:
        other = cast(type[Model], held.related_model)
        if held.on_delete is PROTECT and other._meta.app_label != "newsroom":
            there = {f"{held.field.name}__page__batch": batch}
            if other._base_manager.filter(**there).exists():
                return True
    return False


def enqueue(batch: ImportBatch) -> None:
    """Put the undoing of an import into the queue; its lock is that of the import itself."""
    app.configure_task(TASK, lock=batches.lock_of(batch)).defer(batch_id=batch.pk)


def run(
    batch: ImportBatch,
    *,
    seconds: float = SLICE_SECONDS,
    interrupted: Callable[[], bool] = lambda: False,
) -> bool:
    """Go on undoing an import for some seconds; return whether there is more to do.

    Each step is a transaction of its own, which takes some pages out with all that is on them. So
    a worker that is killed leaves every page either whole or gone, and another one goes on.
    Where an article has come into a round meanwhile, what is left of the import stays.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            if not _step(batch):
                return False
        except ProtectedError:
            _give_up(batch)
            return False
        if time.monotonic() > until or interrupted():
            return True


@transaction.atomic
def _step(batch: ImportBatch) -> bool:
    """Take some pages out, or close the import when none is left; return whether to go on."""
    importing.lock_papers_of(batch)
    batches_ = ImportBatch.objects.select_for_update(of=("self",)).select_related("purging_by")
    batch = batches_.get(pk=batch.pk)
    if batch.purged_at or not batch.purging_at:
        return False
    some = list(
        Page.objects.filter(batch=batch).order_by("pk").values_list("pk", flat=True)[:PAGES_A_STEP]
    )
    if some:
        importing.take_out(Page.objects.filter(pk__in=some), by=batch.purging_by)
        return True
    begun = AuditEntry.objects.filter(
        action=BEGUN, target_type=batch._meta.label_lower, target_id=batch.pk
    ).latest("pk")
    importing.close_undone(batch, begun.before, by=batch.purging_by)
    return False


@transaction.atomic
def _give_up(batch: ImportBatch) -> None:
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    batch.purging_at = None
    batch.save(update_fields=["purging_at"])
    audit.record("batch.undo_stopped", batch, after=importing.extent(batch), by=batch.purging_by)
