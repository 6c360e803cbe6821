"""Page files of an import → issues in the corpus: their days found first, then read and stored some
issues at a time, each time in one transaction that also settles the files, so that nothing goes in
twice."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db import DatabaseError, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from newsroom import importing
from newsroom.importing import ImportReport
from newsroom.models import ImportBatch, ImportFile, Newspaper
from newsroom.sentences import as_kept
from newsroom.sentences import gettext as _
from newsroom.storing import Day, Incoming
from newsroom.text.crew import Crew, PageRead
from newsroom.text.dating import Dating
from newsroom.text.decoding import Decoded

DATED_AT_ONCE = 100  # pages whose days are kept in one transaction
LOOKED_AHEAD = 2_000  # files of a slice: a bound for the memory, whatever the import's size
ENOUGH_TO_STORE = 32  # pages, or as much as so many usual ones, that make one transaction
USUAL_PAGE = 10_000  # characters
FETCHED_TOGETHER = 16  # files whose texts come with one question

Group = tuple[date | None, list[ImportFile]]


@dataclass(frozen=True, slots=True)
class ReadIssue:
    """The files of an issue with what was read in them."""

    day: date | None
    files: list[ImportFile]
    dating: Dating
    readings: list[PageRead | None]

    @property
    def size(self) -> float:
        """How many usual pages it is worth."""
        return sum(max(1.0, len(file.text) / USUAL_PAGE) for file in self.files)


def waiting(batch: ImportBatch) -> QuerySet:
    """The files of an import that wait."""
    return ImportFile.objects.waiting().filter(batch=batch)


def work_on(batch: ImportBatch, crew: Crew, time_is_up: Callable[[], bool]) -> int:
    """Go on with the pages of an import: find the days of some or store some; return how many, 0
    when all is done."""
    return _find_days(batch, crew) or _store_issues(batch, crew, time_is_up)


def _find_days(batch: ImportBatch, crew: Crew) -> int:
    """Find the days of some pages whose names do not state them; return how many."""
    files = list(waiting(batch).filter(dated_at=None).order_by("name").only("text")[:DATED_AT_ONCE])
    now = timezone.now()
    for file, day in zip(files, crew.days([file.text for file in files]), strict=True):
        file.day, file.dated_at = day, now
    ImportFile.objects.bulk_update(files, ["day", "dated_at"])
    return len(files)


def _store_issues(batch: ImportBatch, crew: Crew, time_is_up: Callable[[], bool]) -> int:
    """Read and store issues until the time is up or nothing is left; return how many."""
    count = 0
    held: list[ReadIssue] = []
    groups = (
        ((day, files), ([file.text for file in files], _stated(files)))
        for day, files in _groups(batch)
    )
    for (day, files), (dating, readings) in crew.issues(groups):
        held.append(ReadIssue(day, files, dating, readings))
        ends = time_is_up()
        if ends or sum(issue.size for issue in held) >= ENOUGH_TO_STORE:
            if not _store(batch, held):
                return count
            count, held = count + len(held), []
        if ends:
            return count
    return count + len(held) if held and _store(batch, held) else count


def _stated(files: Iterable[ImportFile]) -> date | None:
    """The day that the name of a file, or a manifest, states."""
    return next((file.stated_date for file in files if file.stated_date), None)


def _store(batch: ImportBatch, issues: list[ReadIssue]) -> bool:
    """Store some issues together, or one by one where the database refuses one of them, so that it
    does not hold up the others; return False when the import must not go on."""
    try:
        return _store_together(batch, issues)
    except DatabaseError:
        if len(issues) == 1:
            raise
    return all(_store_together(batch, [issue]) for issue in issues)


def _groups(batch: ImportBatch) -> Iterator[Group]:
    """Yield the files of each issue that waits: dated ones by day, each undated one by itself."""
    order = (F("day").asc(nulls_last=True), "name")
    keys = list(waiting(batch).order_by(*order).values_list("day", "pk")[:LOOKED_AHEAD])
    whole = len(keys) < LOOKED_AHEAD
    groups = [
        (day, [pk for _day, pk in some])
        for (day, _single), some in groupby(keys, key=lambda key: (key[0], key[0] or key[1]))
    ]
    if not whole and len(groups) > 1:
        groups.pop()  # the last day may have further pages, which have to come with it
    elif not whole and groups[0][0]:
        day = groups[0][0]
        groups = [(day, list(waiting(batch).filter(day=day).values_list("pk", flat=True)))]
    for some in _together(groups):
        wanted = [pk for _day, pks in some for pk in pks]
        files = batch.files.filter(pk__in=wanted).defer("sentence").in_bulk()
        for day, pks in some:
            if there := [files[pk] for pk in pks if pk in files]:
                yield day, there


def _together(groups: list[tuple[date | None, list[int]]]) -> Iterator[list]:
    """Put groups of files together whose texts are fetched at once."""
    held: list[tuple[date | None, list[int]]] = []
    for group in groups:
        held.append(group)
        if sum(len(pks) for _day, pks in held) >= FETCHED_TOGETHER:
            yield held
            held = []
    if held:
        yield held


@transaction.atomic
def _store_together(batch: ImportBatch, issues: list[ReadIssue]) -> bool:
    """Store some issues and settle their files; return False when the import must not go on."""
    _without_waiting_for_the_disk()
    # The same order of locks as in undoing.purge.
    paper = Newspaper.objects.select_for_update().get(pk=batch.newspaper_id)
    batches = ImportBatch.objects.select_for_update(of=("self",)).select_related("created_by")
    batch = batches.get(pk=batch.pk)
    if batch.stopped_at or batch.purging_at or batch.purged_at:
        return False
    keys = [file.pk for issue in issues for file in issue.files]
    locked = waiting(batch).filter(pk__in=keys).select_for_update()
    unsettled = set(locked.values_list("pk", flat=True))
    report = ImportReport(batch)
    given = [(issue, list(_incoming(issue, unsettled, report))) for issue in issues]
    days = [
        (Day(issue.day, issue.dating, any(page.date for page in pages)), pages)
        for issue, pages in given
        if pages
    ]
    importing.put_in(paper, days, report, by=batch.created_by)
    _settle(batch.files.filter(pk__in=unsettled), report)
    return True


def _incoming(issue: ReadIssue, unsettled: set[int], report: ImportReport) -> Iterator[Incoming]:
    """Yield the pages of an issue that wait, but for those that could not be read."""
    for file, reading in zip(issue.files, issue.readings, strict=True):
        if file.pk not in unsettled:  # a worker that was thought dead was only slow
            continue
        if reading is None:
            sentence = _("%(file)s could not be read: the reader failed on it. Please report this.")
            report.refuse(file.name, sentence % {"file": file.name})
            continue
        decoded = Decoded(file.text, file.encoding, "LF")
        yield Incoming(
            file.name, decoded, file.text_sha256, file.stated_date, file.number,
            reading.reading, reading.entries, printed=file.place, texts=reading.texts,
        )  # fmt: skip


def _without_waiting_for_the_disk() -> None:
    """Let this transaction end before the disk has it.

    A database that is killed then loses the issues of the last half second or so, each whole and
    none in the middle: what is lost are the latest transactions, and each holds issues together
    with the note that their files are settled. So those files wait again, and the next worker
    brings them. That an import is finished is only written by a transaction that does wait, and
    with it the disk has everything before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def _settle(files: QuerySet, report: ImportReport) -> None:
    """Note what became of some files; their texts are pages now, or of no further use."""
    now = timezone.now()
    for outcome, new in ((ImportFile.Outcome.NEW, True), (ImportFile.Outcome.KNOWN, False)):
        names = [page.file for page in report.pages if page.new is new]
        files.filter(name__in=names).update(outcome=outcome, settled_at=now, text="")
    for refusal in report.refusals:
        files.filter(name=refusal.file).update(
            outcome=ImportFile.Outcome.REFUSED, settled_at=now, text="",
            sentence=refusal.sentence, why=as_kept(refusal.sentence), line=refusal.line,
        )  # fmt: skip
