"""Tables for tests, and their way into the corpus."""

import csv
import io

from newsroom import batches, tables
from newsroom.models import ImportTable
from newsroom.text.table_columns import Field, Mapping
from newsroom.uploads import Given
from tests.factories import make_newspaper, make_user

BODY = "本报讯 近日,法院审结一起案件。"
NAMES = ("标题", "正文", "日期", "版次", "作者", "编号")


def row(number, *, title=None, text=None, date="2019-07-09", page="1", by="王一平", key=""):
    """A row of a table with the usual columns."""
    title = f"第{number}号标题" if title is None else title
    return (title, f"{BODY}第{number}号。" if text is None else text, date, page, by, key)


def csv_of(*rows, names=NAMES):
    """A CSV file of some rows below their header."""
    held = io.StringIO()
    csv.writer(held).writerows([names, *rows] if names else rows)
    return held.getvalue().encode()


def given(data, name="articles.csv"):
    """A file as it is handed in."""
    return Given(name, len(data), lambda: io.BytesIO(data))


def received(data, name="articles.csv", *, newspaper=None, by=None):
    """The table of an import that waits for its mapping."""
    batch = tables.receive(
        given(data, name), newspaper=newspaper or make_newspaper(), source=name,
        by=by or make_user(role="supervisor", language="en"),
    )  # fmt: skip
    return ImportTable.objects.get(pk=batch.pk)


def begun(data, name="articles.csv", *, by=None, columns=None, **options):
    """An import of a table that is begun, with the columns that were guessed unless told."""
    table = received(data, name, by=by, **options)
    mapping = Mapping.of_json(table.mapping)
    if columns is not None:
        mapping = Mapping({Field(what): place for what, place in columns.items()}, mapping.order)
    wanted = tables.Wanted(mapping, table.batch.newspaper, table.headed)
    tables.begin(table.batch, wanted, by=by or table.batch.created_by)
    return table.batch


def done(batch, processes=0):
    """Let the import be worked off in this process."""
    while batches.run(batch, processes=processes):
        pass
    batch.refresh_from_db()
    return batch


def imported(data, name="articles.csv", **options):
    """An import of a table that is done."""
    return done(begun(data, name, **options))


def refused(batch):
    """Why rows of an import did not go in."""
    return [refusal["sentence"] for refusal in batch.refusals]
