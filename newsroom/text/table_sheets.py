"""Excel workbooks (.xlsx) → rows, one at a time, with little memory whatever their size; what
claims to unpack into more than a table has is refused before it is opened."""

import datetime
import re
import tempfile
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError, iterparse

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import range_boundaries
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from newsroom.text.decoding import ReadingError
from newsroom.text.table_rows import BrokenRow, Row, Table, checked

LARGEST_UNPACKED = 1_000_000_000
"""Bytes that a workbook may claim to have unpacked."""

MOST_PARTS = 2_000
MOST_MERGED = 100_000
LAST_ROW = 1_048_576  # of any Excel sheet
IN_MEMORY = 8_000_000  # bytes of texts; further ones wait in a temporary file
STEP = 1 << 20
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_CARRIED = re.compile("_x([0-9A-Fa-f]{4})_")  # how Excel writes characters that XML does not have
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]+)"')
_TAG = f"{{{SHEET_MAIN_NS}}}"


def _(sentence: str) -> str:
    """Mark a sentence for the translators; it is translated where it is shown."""
    return sentence


def open_workbook(file: IO[bytes], name: str, sheet: str = "") -> Table:
    """Open a sheet of a workbook by its name, else the first that is not hidden and not empty.

    Raises ReadingError for what is no workbook, locked, or would unpack beyond all measure, and
    when no filled sheet has that name.
    """
    file.seek(0)
    if file.read(4) == OLD_EXCEL:
        raise ReadingError(
            "%(file)s is an old or locked Excel file: save it as .xlsx, without a password.",
            file=name,
        )
    file.seek(0)
    reader = None
    try:
        _refuse_bombs(file, name)
        file.seek(0)
        reader = _Reader(file, read_only=True, data_only=True, keep_links=False)
        reader.read()
        shown = [
            one
            for one in reader.wb.worksheets
            if hasattr(one, "reset_dimensions") and one.sheet_state == "visible"
        ]
        filled = []
        for one in shown:
            one.reset_dimensions()  # what a sheet says of its own size is often wrong
            looked_at = islice(one.iter_rows(max_row=LAST_ROW, values_only=True), 1_000)
            if any(value is not None for row in looked_at for value in row):
                filled.append(one)
    except ReadingError:
        raise
    except Exception:  # damage shows itself in any of openpyxl's and zipfile's errors
        if reader:
            reader.close()
        raise ReadingError("%(file)s cannot be read as an Excel workbook.", file=name) from None
    if not filled:
        reader.close()
        raise ReadingError("%(file)s is empty.", file=name)
    names = tuple(one.title for one in filled)
    wanted = sheet.strip().casefold()
    chosen = next((one for one in filled if wanted in ("", one.title.strip().casefold())), None)
    if chosen is None:
        reader.close()
        raise ReadingError(
            "%(file)s has no filled sheet “%(sheet)s”. It has: %(sheets)s.",
            file=name,
            sheet=sheet.strip()[:100],
            sheets="、".join(f"“{title}”" for title in names[:20]),
        )
    return Table(
        "xlsx", "xlsx", _rows(chosen), sheet=chosen.title, sheets=names, close=reader.close
    )


def _refuse_bombs(file: IO[bytes], name: str) -> None:
    """Look at what the archive says of itself; nothing is unpacked beyond what it says."""
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if unpacked > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
            raise ReadingError(
                "%(file)s would unpack into %(size)s MB, and a table may have %(limit)s MB.",
                file=name,
                size=unpacked // 1_000_000,
                limit=LARGEST_UNPACKED // 1_000_000,
            )
        for part in parts:
            with archive.open(part) as opened:
                if b"<!DOCTYPE" in opened.read(1_000):
                    raise ReadingError("%(file)s cannot be read as an Excel workbook.", file=name)


class _Reader(ExcelReader):
    """openpyxl's reader, which would hold all texts of a workbook in memory."""

    strings: "_Strings | None" = None
    shared_strings: Any

    def close(self) -> None:
        """Let go of the temporary file."""
        if self.strings:
            self.strings.kept.close()

    def read_strings(self) -> None:
        """Read the texts that the cells share."""
        found = self.package.find(SHARED_STRINGS)
        if found is not None:
            with self.archive.open(found.PartName[1:]) as part:
                self.shared_strings = self.strings = _Strings(part)


class _Strings:
    """The texts that the cells share, kept in a file: they are asked for in any order."""

    def __init__(self, part: IO[bytes]) -> None:
        self.kept = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        self.ends = array("Q", [0])
        root = None
        for event, node in iterparse(part, events=("start", "end")):
            if root is None:
                root = node
            if event == "end" and node.tag == _TAG + "si":
                self.ends.append(self.ends[-1] + self.kept.write(_text_of(node).encode()))
                root.clear()

    def __getitem__(self, number: int) -> str:
        start, end = self.ends[number], self.ends[number + 1]
        self.kept.seek(start)
        return self.kept.read(end - start).decode()


def _text_of(node: Element) -> str:
    """The text of a cell in all its runs, without what is said of its pronunciation."""
    runs = [node.find(_TAG + "t"), *(run.find(_TAG + "t") for run in node.findall(_TAG + "r"))]
    return "".join(run.text or "" for run in runs if run is not None)


def _rows(sheet) -> Iterator[Row | BrokenRow]:
    merged = _merged(sheet)
    held: dict[int, tuple[int, object]] = {}  # column → (last row, value) of merged cells
    number = 0
    try:
        for number, values in enumerate(
            sheet.iter_rows(min_row=1, max_row=LAST_ROW, values_only=True), start=1
        ):
            for column, last in merged.pop(number, ()):
                if column < len(values):
                    held[column] = (last, values[column])
            if held:
                values = _filled(number, list(values), held)
            row = Row(number, [_as_text(value) for value in values])
            yield checked(row)
    except (ParseError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, LookupError):
        yield BrokenRow(number + 1, _("from here on the sheet is damaged."))


def _filled(number: int, values: list, held: dict[int, tuple[int, object]]) -> list:
    """Let cells that are merged downwards say in every row what people see there."""
    if not any(value is not None for value in values):
        return values
    for column, (last, value) in list(held.items()):
        if number > last:
            del held[column]
            continue
        values += [None] * (column + 1 - len(values))
        if values[column] is None:
            values[column] = value
    return values


def _merged(sheet) -> dict[int, list[tuple[int, int]]]:
    """Return by first row the (column, last row) of the cells that are merged downwards."""
    merged: dict[int, list[tuple[int, int]]] = {}
    tail, count = b"", 0
    with sheet._get_source() as part:
        while step := part.read(STEP):
            text = tail + step
            cut = text.rfind(b"<") if len(step) == STEP else len(text)
            tail = text[cut:] if len(text) - cut < 1_000 else b""
            for match in _MERGED.finditer(text[:cut]):
                bounds: Any = range_boundaries(match[1].decode())
                left, top, _right, bottom = bounds
                count += 1
                if bottom > top and count <= MOST_MERGED:
                    merged.setdefault(top, []).append((left - 1, bottom))
    return merged


def _as_text(value: object) -> str:
    """What a cell says, as it is written elsewhere: days as 2019-07-09, whole numbers as such."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _CARRIED.sub(lambda match: chr(int(match[1], 16)), value) if "_x" in value else value
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
