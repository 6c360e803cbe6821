"""The rows of the jumps that a page prints, written again where a repair changed them."""

from collections.abc import Iterable

from newsroom.joining import Jump, words_at
from newsroom.laying import Change
from newsroom.models import Continuation, RejectedBefore


def write(change: Change, jumps: Iterable[Jump], after: Iterable[Jump]) -> None:
    """Write the rows of jumps that a repair moved, made or took away.

    What a person said that a jump does not lead to is kept for as long as its words are none.
    """
    known = {jump.pk: jump for jump in jumps}
    kept = {jump.pk: jump for jump in after if jump.pk is not None}
    new = [jump for jump in after if jump.pk is None]
    gone = {pk: jump for pk, jump in known.items() if pk is not None and pk not in kept}
    _keep_rejected(change, gone)
    Continuation.objects.filter(pk__in=gone).delete()
    for pk, jump in kept.items():
        if jump.article != known[pk].article:
            article = change.articles[jump.article[1]]
            Continuation.objects.filter(pk=pk).update(article=article)
    made = Continuation.objects.bulk_create(
        Continuation(
            article=change.articles[jump.article[1]],
            type=jump.type, raw=jump.raw, target_page=jump.page,
        )
        for jump in new
    )  # fmt: skip
    _give_rejected_back(change, zip(made, new, strict=True))


def _keep_rejected(change: Change, gone: dict[int, Jump]) -> None:
    rows = Continuation.rejected.through.objects.filter(continuation__in=gone)
    places = {pk: words_at(jump, change.before, change.page.text) for pk, jump in gone.items()}
    RejectedBefore.objects.bulk_create(
        (
            RejectedBefore(page=change.page, start=start, type=gone[jump].type, other_id=other)
            for jump, other in rows.values_list("continuation", "article")
            if (start := places[jump]) is not None
        ),
        ignore_conflicts=True,
    )


def _give_rejected_back(change: Change, made: Iterable[tuple[Continuation, Jump]]) -> None:
    for row, jump in made:
        if (start := words_at(jump, change.after, change.page.text)) is None:
            continue
        before = RejectedBefore.objects.filter(
            page=change.page, start__gte=start, start__lt=start + len(jump.raw), type=jump.type
        )
        row.rejected.add(*before.values_list("other", flat=True))
        before.delete()
