"""The bytes of a table (CSV, JSON lines) → its rows, one at a time, whatever its encoding; what is
no row is named with its line and a sentence, and the rest goes on."""

import codecs
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import IO

from newsroom.text.decoding import ReadingError, refuse_big5, refuse_garbled
from newsroom.text.prose import reads_as_chinese

LONGEST_CELL = 200_000
"""Characters of one cell; a newspaper article has a few thousand."""

MOST_COLUMNS = 200
LONGEST_LINE = 4_000_000  # characters of one line, before it is a row
STEP = 1 << 20  # bytes looked at together
DELIMITERS = ",;\t|"
LOOKED_AT = 50  # lines that tell the delimiter
RESCUES = 100  # times that the lines after an open quotation mark are read again
ESCAPED = re.compile("[\ud800-\udfff]")  # half characters, and bytes that no encoding explains
_PLAUSIBLE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\n\r\t -~“”‘’…—·]")

csv.field_size_limit(LONGEST_LINE)


def _(sentence: str) -> str:
    """Mark a sentence for the translators; it is translated where it is shown."""
    return sentence


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number as people count, from 1 with the header, and its cells, all texts."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """What stands at the place of a row and is none; `message` has places for `values`."""

    number: int
    message: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Table:
    """A table that is being read. `names` are its columns where the format itself names them."""

    format: str
    encoding: str
    rows: Iterator[Row | BrokenRow]
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    names: list[str] = field(default_factory=list)
    close: Callable[[], object] = lambda: None


def open_text_table(file: IO[bytes], name: str) -> Table:
    """Open a table that is a text: JSON lines by its name (.jsonl), else CSV.

    Raises ReadingError for what is empty or no text.
    """
    encoding = find_encoding(file, name)
    lines = _lines(file, encoding)
    if name.lower().endswith(".jsonl"):
        names: list[str] = []
        return Table("jsonl", encoding, _without_damage(_json_rows(lines, names)), names=names)
    first = list(islice(lines, LOOKED_AT))
    delimiter = "\t" if name.lower().endswith(".tsv") else find_delimiter(first)
    rows = _csv_rows(_chained(first, lines), delimiter)
    return Table("csv", encoding, _without_damage(rows), delimiter)


# Encodings ----------------------------------------------------------------------------------------
def find_encoding(file: IO[bytes], name: str) -> str:
    """Return the encoding in which the whole file can be read, or that fits all but a few rows.

    Raises ReadingError when it is empty or no text.
    """
    file.seek(0)
    head = file.read(STEP)
    if not head.strip():
        raise ReadingError("%(file)s is empty.", file=name)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in head:
        for encoding in ("utf-16-le", "utf-16-be"):
            if _share_plausible(head[: len(head) // 2 * 2], encoding) > 0.8:
                return encoding
    if head.count(b"\0") > len(head) // 10:
        raise ReadingError("%(file)s is a binary file, not a text.", file=name)
    for encoding in ("utf-8", "gb18030"):
        if _decodes(file, encoding) and _share_plausible(head, encoding) > 0.7:
            if encoding == "gb18030" and not reads_as_chinese(head.decode(encoding, "ignore")):
                refuse_garbled(head, name)
            return encoding
    best = max(("utf-8", "gb18030"), key=lambda encoding: _share_plausible(head, encoding))
    if _share_plausible(head, best) < 0.85:
        refuse_big5(head, name)
        raise ReadingError("%(file)s is a binary file, not a text.", file=name)
    return best


def _decodes(file: IO[bytes], encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while step := file.read(STEP):
            decoder.decode(step)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _share_plausible(head: bytes, encoding: str) -> float:
    """How much of a beginning is what Chinese and English texts are made of."""
    sample = head[:40_000].decode(encoding, "replace")
    return len(_PLAUSIBLE.findall(sample)) / max(1, len(sample))


def _lines(file: IO[bytes], encoding: str) -> Iterator[str]:
    """Yield the lines with their ends; bytes that are no character become half characters."""
    file.seek(0)
    errors = "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape"
    text = io.TextIOWrapper(file, encoding, errors, newline="")
    try:
        while line := text.readline(LONGEST_LINE):
            yield line
    except UnicodeDecodeError:  # half a character at the very end of UTF-16
        return
    finally:
        text.detach()  # the file is not ours to close


def _chained(first: list[str], rest: Iterator[str]) -> Iterator[str]:
    yield from first
    yield from rest


# CSV ----------------------------------------------------------------------------------------------
def find_delimiter(lines: list[str]) -> str:
    """Return what separates the cells: the mark with which most rows have equally many cells.

    >>> find_delimiter(["标题;正文\\n", "一;二,三\\n"])
    ';'
    """
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
        except csv.Error:
            continue
        width, often = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        score = (often / max(1, sum(widths.values())), width)
        if width > 1 and score > best_score:
            best, best_score = delimiter, score
    return best


class _Feed:
    """Lines for the reader of CSV; those of a row that fails can be fed again."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.again: list[str] = []
        self.held: list[str] = []
        self.number = 0  # of the last line that was fed

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.again.pop() if self.again else next(self.lines)
        self.held.append(line)
        self.number += 1
        return line

    def give_back(self) -> None:
        """Feed all lines of the row again but its first."""
        self.again += reversed(self.held[1:])
        self.number -= len(self.held) - 1


def _csv_rows(lines: Iterator[str], delimiter: str) -> Iterator[Row | BrokenRow]:
    feed = _Feed(lines)
    # Strict: a mark that is left out would be a character lost without anybody knowing.
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    number, rescues = 0, 0
    while True:
        feed.held.clear()
        number += 1
        try:
            yield Row(number, next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            literal = feed.held[0].rstrip("\r\n").split(delimiter)
            open_quote = "unexpected end" in str(error) or len(feed.held) > 1
            if open_quote and rescues < RESCUES:
                rescues += 1
                feed.give_back()
            if delimiter == "\t" and len(feed.held[0]) < LONGEST_LINE:
                yield Row(number, literal)  # tables with tabs often know no quotation marks
            elif open_quote:
                yield BrokenRow(number, _("a quotation mark is opened and never closed."))
            else:
                yield BrokenRow(
                    number,
                    _("a quotation mark stands within a cell: it must be written twice there."),
                )


# JSON lines ---------------------------------------------------------------------------------------
def _json_rows(lines: Iterator[str], names: list[str]) -> Iterator[Row | BrokenRow]:
    """Yield the objects as rows; `names` grows by every name that was not seen before."""
    places: dict[str, int] = {}
    whole = True
    number = 0
    for line in lines:
        begins, whole = whole, line.endswith(("\n", "\r")) or len(line) < LONGEST_LINE
        if not begins:
            continue
        number += 1
        if not whole:
            yield BrokenRow(number, _("the line is too long."))
            continue
        if not line.strip():
            continue
        try:
            found = json.loads(line, object_pairs_hook=_once)
        except _TwiceNamed as twice:
            yield BrokenRow(number, _("“%(name)s” is there twice."), {"name": str(twice)[:40]})
            continue
        except (ValueError, RecursionError):
            yield BrokenRow(number, _("this is no JSON."))
            continue
        if not isinstance(found, dict):
            yield BrokenRow(number, _("this is no JSON object with names and values."))
            continue
        values = dict(_flat(found))
        for name in values:
            if name not in places and len(places) < MOST_COLUMNS:
                places[name] = len(places)
                names.append(name)
        if any(name not in places for name in values):
            yield BrokenRow(
                number,
                _("with this row the table has more than %(limit)s columns."),
                {"limit": MOST_COLUMNS},
            )
            continue
        cells = [""] * len(places)
        for name, value in values.items():
            cells[places[name]] = value
        yield Row(number, cells)


class _TwiceNamed(Exception):  # noqa: N818 - carries a name from the parser, and is no error there
    pass


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceNamed(Counter(name for name, _value in pairs).most_common(1)[0][0])
    return found


def _flat(found: dict[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield every value as a text, those of an object within an object as `outer.inner`."""
    for name, value in found.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, _as_text(value)


def _as_text(value: object) -> str:
    if isinstance(value, list):
        if all(isinstance(one, str) for one in value):
            return "\n".join(value)
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)


# All ----------------------------------------------------------------------------------------------
def _without_damage(rows: Iterator[Row | BrokenRow]) -> Iterator[Row | BrokenRow]:
    for row in rows:
        yield checked(row) if isinstance(row, Row) else row


def checked(row: Row) -> Row | BrokenRow:
    """Return a row whose cells can be stored, with line ends as \\n, or say what cannot be."""
    cells = []
    for place, cell in enumerate(row.cells, start=1):
        if "\r" in cell:
            cell = cell.replace("\r\n", "\n").replace("\r", "\n")
        message = ""
        if len(cell) > LONGEST_CELL:
            message = _("column %(column)s has %(size)s characters, and a cell may have %(limit)s.")
        elif "\0" in cell:
            message = _("column %(column)s holds a NUL character.")
        elif not cell.isascii() and ESCAPED.search(cell):
            message = _("column %(column)s holds what is no character in this encoding.")
        if message:
            values: dict[str, object] = {"column": place, "size": len(cell), "limit": LONGEST_CELL}
            return BrokenRow(row.number, message, values)
        cells.append(cell)
    return Row(row.number, cells)
