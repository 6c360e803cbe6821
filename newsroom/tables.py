"""Tables of ready-made articles (CSV, JSON lines, Excel): taken in row by row, their columns mapped
by a person who sees what the first articles become, and handed to the workers."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import IO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from newsroom import audit, batches
from newsroom.errors import Refused
from newsroom.founding import found
from newsroom.models import ImportBatch, ImportFile, ImportTable, Newspaper, User
from newsroom.sentences import as_kept
from newsroom.sentences import gettext as _
from newsroom.tabled import newspapers_by_name, sentence_of
from newsroom.text.decoding import ReadingError
from newsroom.text.table_columns import Mapping, column_names, find_header, guess
from newsroom.text.table_rows import (
    LONGEST_CELL,
    MOST_COLUMNS,
    BrokenRow,
    Row,
    Table,
    open_text_table,
)
from newsroom.text.table_sheets import open_workbook
from newsroom.uploads import MEGABYTE, Given

ENDINGS = (".csv", ".tsv", ".jsonl", ".xlsx")
LARGEST_TABLE = 500_000_000
"""Bytes of one table."""

MOST_ROWS = 200_000
LOOKED_AT = 50  # rows at the top, for the header
GUESSED_FROM = 200  # rows
TOLD_OF_A_CELL = 2_000  # characters of it, for the guess
STORED_TOGETHER = 500
MOST_VALUES, LONGEST_VALUE = 40, 60  # different values of a column that are kept, and their length
ZIP = b"PK\x03\x04"


def is_table(name: str) -> bool:
    """Whether a file is a table, by its name; an old .xls too, which is refused with advice."""
    return name.lower().endswith((*ENDINGS, ".ndjson", ".xls"))


# Taking in ----------------------------------------------------------------------------------------
@transaction.atomic
def receive(
    given: Given, *, newspaper: Newspaper, source: str, sheet: str = "", by: User | None
) -> ImportBatch:
    """Take a table in for an import that is yet to be mapped and begun; its rows wait as they are.

    `newspaper` is the one of rows that name none, `sheet` the name of a workbook's sheet, the first
    that is filled if empty. Raises Refused when it is no table, empty, or has no such sheet.
    """
    if given.size > LARGEST_TABLE:
        sentence = _("%(file)s is too large: %(size)s MB, and a table may have %(limit)s MB.")
        size = given.size // MEGABYTE
        limits = {"size": size, "limit": LARGEST_TABLE // MEGABYTE}
        raise Refused(sentence % {"file": given.name, **limits})
    batch = ImportBatch.objects.create(
        newspaper=newspaper, source=source[:500], created_by=by, language=get_language() or ""
    )
    with given.open() as file:
        try:
            table = _opened(file, given.name, sheet)
        except ReadingError as error:
            raise Refused(_(error.message) % error.values) from None
        try:
            count = _take_rows(batch, given.name, table)
        finally:
            table.close()
    if not count:
        raise Refused(_("%(file)s has no rows.") % {"file": given.name})
    if len(table.sheets) > 1:
        batch.source = f"{batch.source} · {table.sheet}"[:500]
        batch.save(update_fields=["source"])
    audit.record("batch.received", batch, after={"source": batch.source, "rows": count}, by=by)
    return batch


def _opened(file: IO[bytes], name: str, sheet: str) -> Table:
    begins = file.read(len(ZIP))
    lowered = name.lower()
    if begins == ZIP or lowered.endswith((".xlsx", ".xls")):
        return open_workbook(file, name, sheet)
    if sheet:
        raise Refused(_("%(file)s has no sheets: only an Excel workbook has.") % {"file": name})
    return open_text_table(file, name[:-7] + ".jsonl" if lowered.endswith(".ndjson") else name)


def _take_rows(batch: ImportBatch, name: str, table: Table) -> int:
    """Store the rows and what is known of the columns; return how many rows there are."""
    top = list(islice(table.rows, LOOKED_AT))
    whole = [row for row in top if isinstance(row, Row)]
    kept = ImportTable(
        batch=batch, name=name[:255], format=table.format, encoding=table.encoding,
        delimiter=table.delimiter, sheet=table.sheet[:100], sheets=list(table.sheets), headed=False,
    )  # fmt: skip
    above = 0
    if table.format != "jsonl":
        header = find_header([row.cells for row in whole])
        kept.headed = header is not None
        if header is not None:
            kept.first, above = _trimmed(whole[header].cells), whole[header].number
            kept.first_number = above
        width = max((len(_trimmed(row.cells)) for row in whole), default=0)
        if kept.headed:
            width = len(kept.first)
        if width > MOST_COLUMNS:
            sentence = _("%(file)s has %(count)s columns, and a table may have %(limit)s.")
            limits = {"count": width, "limit": MOST_COLUMNS}
            raise Refused(sentence % {"file": name, **limits})
        table.names = column_names(kept.first, width)
    seen = _Seen()
    rows = (row for row in chain(top, table.rows) if row.number > above)
    files = _files(batch, kept, table, rows, seen)
    count = 0
    while some := list(islice(files, STORED_TOGETHER)):
        count += len(ImportFile.objects.bulk_create(some))
    kept.columns = [
        {"name": column, "values": seen.values_of(place)}
        for place, column in enumerate(column_names(table.names, len(table.names)))
    ]
    kept.mapping = guess([column["name"] for column in kept.columns], seen.sample).as_json()
    kept.save()
    return count


@dataclass(slots=True)
class _Seen:
    """What the rows that passed by tell of the columns."""

    sample: list[list[str]] = field(default_factory=list)
    values: dict[int, dict[str, None] | None] = field(default_factory=dict)

    def take(self, cells: list[str]) -> None:
        if len(self.sample) < GUESSED_FROM:
            self.sample.append([cell[:TOLD_OF_A_CELL] for cell in cells])
        for place, cell in enumerate(cells):
            values = self.values.setdefault(place, {})
            if values is None or not cell:
                continue
            values[cell.strip()[: LONGEST_VALUE + 1]] = None
            if len(cell.strip()) > LONGEST_VALUE or len(values) > MOST_VALUES:
                self.values[place] = None

    def values_of(self, place: int) -> list[str] | None:
        values = self.values.get(place, {})
        return None if values is None else [value for value in values if value]


def _files(
    batch: ImportBatch,
    kept: ImportTable,
    table: Table,
    rows: Iterable[Row | BrokenRow],
    seen: _Seen,
) -> Iterator[ImportFile]:
    now = timezone.now()
    last = 0
    for row in rows:
        number = last = max(row.number, last + 1)  # names are made of it, so it is there once
        if number - (kept.first_number if kept.headed else 0) > MOST_ROWS:
            sentence = _("From row %(row)s on, nothing was taken: a table may have %(limit)s rows.")
            limits = {"row": number, "limit": MOST_ROWS}
            yield _refused(batch, kept, number, sentence % limits, now)
            return
        if isinstance(row, BrokenRow):
            values = dict(row.values)
            if isinstance(place := values.get("column"), int) and place <= len(table.names):
                values["column"] = table.names[place - 1]
            why = _(row.message) % values
            yield _refused(batch, kept, number, sentence_of(number, "", why), now)
            continue
        cells = _trimmed(row.cells)
        if table.format != "jsonl" and len(cells) > len(table.names):
            why = _(
                "it has %(count)s cells, and the table has %(limit)s columns. Cells with "
                "commas in them need quotation marks."
            ) % {"count": len(cells), "limit": len(table.names)}
            yield _refused(batch, kept, number, sentence_of(number, "", why), now)
        elif cells:
            seen.take(cells)
            yield _waiting(batch, kept, number, cells)


def _waiting(batch: ImportBatch, kept: ImportTable, number: int, cells: list[str]) -> ImportFile:
    return ImportFile(
        batch=batch, name=_row_name(kept, number), line=number, encoding=kept.encoding,
        text=json.dumps(cells, ensure_ascii=False),
    )  # fmt: skip


def _refused(batch, kept, number, sentence, now) -> ImportFile:
    return ImportFile(
        batch=batch, name=_row_name(kept, number), line=number, settled_at=now, sentence=sentence,
        why=as_kept(sentence), outcome=ImportFile.Outcome.REFUSED,
    )  # fmt: skip


def _row_name(kept: ImportTable, number: int) -> str:
    return f"{kept.name[:240]}:{number:07}"


def _trimmed(cells: Sequence[str]) -> list[str]:
    """The cells up to the last that is not empty."""
    kept = list(cells)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


# Mapping ------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person said of a table.

    `newspaper` is the one of rows that name none; None when it is to be made, as `made` says with
    its name and slug. `slugs` are those of newspapers that rows name and that are to be made.
    """

    mapping: Mapping
    newspaper: Newspaper | None
    headed: bool = True
    made: tuple[str, str] = ("", "")
    slugs: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def map_columns(batch: ImportBatch, wanted: Wanted, *, by: User | None) -> ImportTable:
    """Keep what the columns hold, until the import is begun. Raises Refused when it is."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.begun_at or batch.purged_at:
        raise Refused(_("Import %(number)s is begun already.") % {"number": batch.pk})
    table = ImportTable.objects.select_for_update().get(pk=batch.pk)
    before = table.mapping
    if wanted.headed != table.headed and table.format != "jsonl":
        _turn_header(batch, table, headed=wanted.headed)
    table.mapping = wanted.mapping.as_json() | {
        "slugs": wanted.slugs,
        "made": [] if wanted.newspaper else list(wanted.made),
    }
    table.save()
    if wanted.newspaper:
        batch.newspaper = wanted.newspaper
        batch.save(update_fields=["newspaper"])
    audit.record("table.mapped", batch, before=before, after=table.mapping, by=by)
    return table


def _turn_header(batch: ImportBatch, table: ImportTable, *, headed: bool) -> None:
    """Let the first row name the columns, or be an article like the others."""
    if headed:
        row = ImportFile.objects.waiting().filter(batch=batch).order_by("line").first()
        if row is None:
            return
        table.first, table.first_number = json.loads(row.text), row.line or 1
        row.delete()
    else:
        _waiting(batch, table, table.first_number, table.first).save()
    table.headed = headed
    names = column_names(table.first if headed else [], len(table.columns))
    for column, name in zip(table.columns, names, strict=True):
        column["name"] = name


@transaction.atomic
def begin(batch: ImportBatch, wanted: Wanted, *, queue: bool = True, by: User | None) -> None:
    """Map a table and hand it to the workers, unless `queue` is off: then the caller works it off.

    Makes the newspapers that are wanted. Raises Refused when it is begun already.
    """
    table = map_columns(batch, wanted, by=by)
    known = newspapers_by_name()
    for name, slug in wanted.slugs.items():
        if slug and name.casefold() not in known:
            found(slug, name, by=by)
    if not wanted.newspaper:
        batch = table.batch
        name, slug = wanted.made
        batch.newspaper = found(slug, name, by=by)
        batch.save(update_fields=["newspaper"])
    batches.begin(table.batch, queue=queue, by=by)


__all__ = [
    "ENDINGS", "LARGEST_TABLE", "LONGEST_CELL", "MOST_ROWS", "Wanted", "begin", "is_table",
    "map_columns", "receive",
]  # fmt: skip
