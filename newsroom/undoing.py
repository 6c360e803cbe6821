"""Take imports out again: a small one at once, a large one by the workers, some pages at a time."""

import time
from collections.abc import Callable
from typing import cast

from django.db import transaction
from django.db.models import PROTECT, Model, ProtectedError, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from newsroom import audit, batches, relating
from newsroom.errors import Refused
from newsroom.models import (
    Article,
    AuditEntry,
    ImportBatch,
    ImportFile,
    Issue,
    Newspaper,
    Page,
    Segment,
    User,
)

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
        purge(batch, by=by)
        return True
    begin(batch, by=by)
    return False


@transaction.atomic
def purge(batch: ImportBatch, *, by) -> None:
    """Undo an import: its pages and articles go, its row stays as the record of it.

    Raises Refused when it is undone already, or while one of its articles is in a round.
    """
    lock_papers_of(batch)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.purged_at:
        raise Refused(_("Import %(number)s is undone already.") % {"number": batch.pk})
    before = extent(batch)
    try:
        take_out(Page.objects.filter(batch=batch), by=by)
    except ProtectedError:
        raise Refused(held_by_a_round(batch)) from None
    close_undone(batch, before, by=by)


def lock_papers_of(batch: ImportBatch) -> None:
    """Lock the newspapers that an import has pages of; a table may name several."""
    papers = Page.objects.filter(batch=batch).values("newspaper")
    touched = Newspaper.objects.filter(Q(pk=batch.newspaper_id) | Q(pk__in=papers)).order_by("pk")
    list(touched.select_for_update())


def extent(batch: ImportBatch) -> dict[str, int]:
    """Return how many pages and articles of an import are in the corpus."""
    return {
        "pages": Page.objects.filter(batch=batch).count(),
        "articles": Article.objects.filter(page__batch=batch).count(),
    }


def held_by_a_round(batch: ImportBatch) -> str:
    """Return the sentence for an import that the study needs."""
    return _("Import %(number)s cannot be undone: articles of it are in a round.") % {
        "number": batch.pk
    }


def take_out(pages: QuerySet[Page], *, by: User | None) -> None:
    """Delete pages with all that is on them, and the issues that have no page left.

    The caller has a transaction and the lock on their newspapers. Raises ProtectedError while one
    of their articles is in a round.
    """
    articles = Article.objects.filter(page__in=pages)
    issues = list(Issue.objects.filter(pages__in=pages).values_list("pk", flat=True).distinct())
    relating.part_all(articles, by=by)
    Segment.objects.filter(page__in=pages).delete()
    # A sidebar stands on the page of its article. Asked from its side: from the other one, before
    # the tables are analysed, PostgreSQL may compare every article with every other.
    articles.exclude(parent=None).update(parent=None)
    articles.delete()
    pages.delete()
    Issue.objects.filter(pk__in=issues, pages=None).delete()


def close_undone(batch: ImportBatch, before: dict[str, int], *, by: User | None) -> None:
    """Note of a locked import that nothing of it is left; its row stays as the record of it."""
    ImportFile.objects.filter(batch=batch).delete()
    batch.purged_at = timezone.now()
    batch.save(update_fields=["purged_at"])
    audit.record("batch.purged", batch, before=before, by=by)


@transaction.atomic
def begin(batch: ImportBatch, *, by: User | None) -> None:
    """Let the workers undo an import; where they gave up, again. Raises Refused as `undo` does."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.purged_at:
        raise Refused(_("Import %(number)s is undone already.") % {"number": batch.pk})
    if batch.purging_at and batches.is_queued(batch, task=TASK):
        raise Refused(_("Import %(number)s is being undone already.") % {"number": batch.pk})
    if is_held(batch):
        raise Refused(held_by_a_round(batch))
    if not batch.purging_at:
        batch.purging_at, batch.purging_by = timezone.now(), by
        batch.save(update_fields=["purging_at", "purging_by"])
        audit.record(BEGUN, batch, before=extent(batch), by=by)
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
    lock_papers_of(batch)
    batches_ = ImportBatch.objects.select_for_update(of=("self",)).select_related("purging_by")
    batch = batches_.get(pk=batch.pk)
    if batch.purged_at or not batch.purging_at:
        return False
    some = list(
        Page.objects.filter(batch=batch).order_by("pk").values_list("pk", flat=True)[:PAGES_A_STEP]
    )
    if some:
        take_out(Page.objects.filter(pk__in=some), by=batch.purging_by)
        return True
    begun = AuditEntry.objects.filter(
        action=BEGUN, target_type=batch._meta.label_lower, target_id=batch.pk
    ).latest("pk")
    close_undone(batch, begun.before, by=batch.purging_by)
    return False


@transaction.atomic
def _give_up(batch: ImportBatch) -> None:
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    batch.purging_at = None
    batch.save(update_fields=["purging_at"])
    audit.record("batch.undo_stopped", batch, after=extent(batch), by=batch.purging_by)
