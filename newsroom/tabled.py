"""Rows of a table → articles in the corpus: placed first, then stored some pages at a time, each
time in one transaction that also settles the rows, so that nothing goes in twice."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import Max
from django.db.models.functions import Length
from django.utils import timezone

from newsroom import audit, storing
from newsroom.given import Known
from newsroom.models import (
    GivenArticle,
    ImportBatch,
    ImportFile,
    ImportTable,
    Issue,
    Newspaper,
)
from newsroom.sentences import as_kept, several
from newsroom.sentences import gettext as _
from newsroom.storing import Day, Incoming
from newsroom.text.crew import Crew
from newsroom.text.dating import Dating
from newsroom.text.decoding import Decoded
from newsroom.text.table_articles import Laid, Stated, lay_all, page_of, read_row
from newsroom.text.table_columns import Field, Mapping
from newsroom.text.table_pages import OF_ITS_OWN, Waiting, pages_of, slices_of
from newsroom.text.table_values import CellError

PLACED_AT_ONCE = 500  # rows
LOOKED_AHEAD = 2_000  # rows: a bound for the memory, whatever the size of the table
PAGES_OF_AN_UNDATED_ISSUE = 200
LAST_SEQUENCE = 32_767  # of a page in its issue


@dataclass(frozen=True, slots=True)
class Slice:
    """What is stored together: pages as keys of rows, and newspaper and article of each row."""

    pages: list[list[int]]
    rows: dict[int, tuple[int, Stated]]

    @property
    def papers(self) -> set[int]:
        """The newspapers of its rows."""
        return {paper for paper, _stated in self.rows.values()}

    @property
    def articles(self) -> list[Stated]:
        """The articles of its rows."""
        return [stated for _paper, stated in self.rows.values()]


Page = list[tuple[int, Laid]]  # the articles of a page, each with the key of its row


def work_on(batch: ImportBatch, crew: Crew, time_is_up: Callable[[], bool]) -> int:
    """Go on with a table: place some rows or store some; return how many, 0 when all is done."""
    return _place(batch) or _store(batch, crew, time_is_up)


def sentence_of(number: int, column: str, why: str) -> str:
    """Return what is said of a row, and of its column where one is to blame."""
    if column:
        sentence = _("Row %(row)s, %(column)s: %(why)s")
        return sentence % {"row": number, "column": column, "why": why}
    return _("Row %(row)s: %(why)s") % {"row": number, "why": why}


def newspapers_by_name() -> dict[str, Newspaper]:
    """Return the newspapers by everything that a table may call them, in small letters."""
    papers: dict[str, Newspaper] = {}
    for paper in Newspaper.objects.all():
        for name in (paper.name_en, paper.name_zh, paper.slug):
            if name:
                papers[name.strip("《》 ").casefold()] = paper
    return papers


def refusals_of(
    table: ImportTable,
    mapping: Mapping,
    number: int,
    stated: Stated | None,
    wrong: list[tuple[Field, CellError]],
    papers: dict[str, Newspaper],
) -> list[str]:
    """Return what is wrong with a row, a sentence for each column; empty when it can go in."""

    def column(what: Field) -> str:
        return table.columns[mapping.columns[what]]["name"]

    sentences = [
        sentence_of(number, column(what), _(error.message) % error.values) for what, error in wrong
    ]
    if stated and stated.newspaper and _plain(stated.newspaper) not in papers:
        why = _("there is no newspaper “%(name)s” here.") % {"name": stated.newspaper[:60]}
        sentences.append(sentence_of(number, column(Field.NEWSPAPER), why))
    return sentences


def _plain(name: str) -> str:
    return name.strip("《》 ").casefold()


# Placing ------------------------------------------------------------------------------------------
def _place(batch: ImportBatch) -> int:
    """Say of some rows where they go, or refuse them; return how many there were."""
    rows = ImportFile.objects.waiting().filter(batch=batch, dated_at=None).order_by("line")
    files = list(rows.only("line", "text")[:PLACED_AT_ONCE])
    if not files:
        return 0
    table = ImportTable.objects.select_related("batch").get(pk=batch.pk)
    mapping, papers = Mapping.of_json(table.mapping), newspapers_by_name()
    placed: list[tuple[int, date | None, str]] = []
    refused: dict[int, str] = {}
    for file in files:
        stated, wrong = read_row(file.line or 0, json.loads(file.text), mapping)
        if sentences := refusals_of(table, mapping, file.line or 0, stated, wrong, papers):
            refused[file.pk] = several(sentences)
        elif stated:
            named = _plain(stated.newspaper)
            paper = papers[named].pk if named else table.batch.newspaper_id
            placed.append((file.pk, stated.day, _place_of(paper, stated)))
    with connection.cursor() as cursor:  # one by one, this would take longer than storing
        cursor.execute(
            """
            UPDATE newsroom_importfile AS row
            SET day = given.day, place = given.place, dated_at = now()
            FROM unnest(%s::bigint[], %s::date[], %s::text[]) AS given (id, day, place)
            WHERE row.id = given.id AND row.settled_at IS NULL
            """,
            [list(values) for values in zip(*placed, strict=True)] or [[], [], []],
        )
    _refuse(refused)
    return len(files)


def _refuse(sentences: dict[int, str]) -> None:
    """Settle rows that do not go in, each with its sentence."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE newsroom_importfile AS row
            SET outcome = 'refused', sentence = given.sentence, why = given.why, text = '',
                settled_at = now(), dated_at = COALESCE(row.dated_at, now())
            FROM unnest(%s::bigint[], %s::text[], %s::jsonb[]) AS given (id, sentence, why)
            WHERE row.id = given.id AND row.settled_at IS NULL
            """,
            [
                list(sentences),
                [str(sentence) for sentence in sentences.values()],
                [json.dumps(as_kept(sentence)) for sentence in sentences.values()],
            ],
        )


def _place_of(newspaper: int, stated: Stated) -> str:
    """Newspaper, first and last day, page: sorted as it is, rows come in the order of the days."""
    page = OF_ITS_OWN  # also where the day is not known: pages of many days may have its number
    if stated.day and stated.printed:
        page = f"{stated.number or 0:04}{stated.printed}"
    return f"{newspaper:09}|{stated.first or '9999-99-99'}|{stated.last or ''}|{page}"


# Storing ------------------------------------------------------------------------------------------
def _store(batch: ImportBatch, crew: Crew, time_is_up: Callable[[], bool]) -> int:
    count = 0
    table = ImportTable.objects.get(pk=batch.pk)
    for some, laid in crew.ahead(lay_all, _to_lay(batch, table)):
        if not _store_slice(batch, table, some, laid):
            break
        count += 1
        if time_is_up():
            break
    return count


def _to_lay(batch: ImportBatch, table: ImportTable) -> Iterator[tuple[Slice, list[Stated]]]:
    """Yield what is to be stored together, and what of it the corpus does not seem to have."""
    mapping = Mapping.of_json(table.mapping)
    for pages in slices_of(_complete_pages(batch)):
        keys = [key for page in pages for key in page]
        rows = {}
        waiting = ImportFile.objects.waiting().filter(pk__in=keys)
        for key, line, place, text in waiting.values_list("pk", "line", "place", "text"):
            stated, _wrong = read_row(line or 0, json.loads(text), mapping)
            if stated:
                rows[key] = (int(place.split("|")[0]), stated)
        some = Slice(pages, rows)
        known = Known(batch, some.papers, some.articles)
        yield (
            some,
            [
                stated
                for paper, stated in rows.values()
                if not (known.has(paper, stated) or known.contradicts(paper, stated))
            ],
        )


def _complete_pages(batch: ImportBatch) -> Iterator[list[Waiting]]:
    """Yield the next pages that wait, each with all its rows."""
    rows = ImportFile.objects.waiting().filter(batch=batch).exclude(place="")
    found = rows.order_by("place", "line").values_list("pk", "place", Length("text"))
    waiting = [Waiting(*row) for row in found[:LOOKED_AHEAD]]
    pages = list(pages_of(waiting))
    if len(waiting) == LOOKED_AHEAD and len(pages) > 1:
        pages.pop()  # the last page may have further rows, which have to come with it
    yield from pages


@transaction.atomic
def _store_slice(batch: ImportBatch, table: ImportTable, some: Slice, laid: list[Laid]) -> bool:
    """Store some pages and settle their rows; return False when the import must not go on."""
    # The same order of locks as in undoing.purge.
    locked = Newspaper.objects.select_for_update().filter(pk__in=some.papers).order_by("pk")
    papers = {paper.pk: paper for paper in locked}
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.stopped_at or batch.purging_at or batch.purged_at:
        return False
    waiting = ImportFile.objects.waiting().filter(pk__in=list(some.rows)).select_for_update()
    unsettled = set(waiting.values_list("pk", flat=True))
    ready = {article.stated.row: article for article in laid}
    settled = _Settled(batch)
    known = Known(batch, papers, some.articles)
    groups: dict[tuple[int, date | None, date | None], list[Page]] = {}
    for page in some.pages:
        new: Page = []
        for key in page:
            if key not in unsettled:  # a worker thought dead was only slow
                continue
            paper, stated = some.rows[key]
            if sentence := known.contradicts(paper, stated):
                settled.refuse(key, sentence_of(stated.row, "", sentence))
            elif known.has(paper, stated):
                settled.keys[ImportFile.Outcome.KNOWN].append(key)
            elif article := ready.get(stated.row) or next(iter(lay_all([stated])), None):
                known.take(paper, stated)
                new.append((key, article))
            else:
                why = _("it could not be laid out. Please report this.")
                settled.refuse(key, sentence_of(stated.row, "", why))
        if new:
            paper, stated = some.rows[new[0][0]]
            groups.setdefault((paper, stated.first, stated.last), []).append(new)
    for (paper, first, last), group in groups.items():
        _store_issue(batch, table, papers[paper], (first, last), group, settled)
    settled.write()
    return True


def _store_issue(batch, table, paper, days, group, settled) -> None:
    """Store the new pages of one issue, as many as it has room for."""
    issue = _issue_of(batch, paper, *days)
    last = issue.pages.aggregate(last=Max("sequence"))["last"] or 0
    room = LAST_SEQUENCE - max(last, max(page[0][1].stated.number or 0 for page in group))
    for page in group[max(0, room) :]:
        why = _("there is no room for further pages in %(issue)s.") % {"issue": issue.identifier}
        for key, article in page:
            settled.refuse(key, sentence_of(article.stated.row, "", why))
    group = group[: max(0, room)]
    incoming = []
    for page in group:
        text, reading, entries = page_of(article for _key, article in page)
        stated = page[0][1].stated
        incoming.append(
            Incoming(
                table.name, Decoded(text, table.encoding, "LF"),
                hashlib.sha256(text.encode()).hexdigest(), None, stated.number, reading, entries,
                printed=stated.printed, row=stated.row,
            )
        )  # fmt: skip
    if not incoming:
        return
    (stored,) = storing.store(batch, [(issue, incoming)])
    articles = {page.table_row: made for page, made in stored}
    given = []
    for page in group:
        made = articles[page[0][1].stated.row]
        for (key, laid), article in zip(page, made, strict=True):
            stated = laid.stated
            given.append(
                GivenArticle(
                    article=article, newspaper=paper, row=stated.row,
                    outside_id=stated.outside_id, fingerprint=stated.fingerprint,
                )
            )  # fmt: skip
            settled.keys[ImportFile.Outcome.NEW].append(key)
    GivenArticle.objects.bulk_create(given)
    audit.record(
        "issue.imported",
        issue,
        after={"batch": batch.pk, "pages": len(incoming), "articles": len(given)},
        by=batch.created_by,
    )


def _issue_of(batch: ImportBatch, paper: Newspaper, first: date | None, last: date | None) -> Issue:
    """The issue of a day; what has no day shares undated issues of this import."""
    if first and first == last:
        return storing.issue_of(paper, Day(first, Dating(), True, Issue.Basis.TABLE))
    shared = Issue.objects.filter(
        newspaper=paper, date=None, date_from=first, date_to=last, pages__batch=batch
    )
    found = shared.order_by("pk").last()
    if found and found.pages.count() < PAGES_OF_AN_UNDATED_ISSUE:
        found.newspaper = paper
        return found
    told = Dating(date_from=first, date_to=last)
    return storing.issue_of(paper, Day(None, told))


class _Settled:
    """What becomes of the rows of a slice."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.keys: dict[str, list[int]] = {
            ImportFile.Outcome.NEW: [],
            ImportFile.Outcome.KNOWN: [],
        }
        self.refused: dict[int, str] = {}

    def refuse(self, key: int, sentence: str) -> None:
        """Note why a row does not go in."""
        self.refused[key] = sentence

    def write(self) -> None:
        """Note all of it; the texts are pages now, or of no further use."""
        now = timezone.now()
        for outcome, keys in self.keys.items():
            self.batch.files.filter(pk__in=keys).update(outcome=outcome, settled_at=now, text="")
        _refuse(self.refused)
