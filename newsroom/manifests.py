"""A file manifest.csv, which states day, page and newspaper of the page files beside it."""

import csv
import datetime
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from newsroom.errors import Refused
from newsroom.opening import MANIFEST, Refusal, clean
from newsroom.sentences import gettext as _
from newsroom.storing import Incoming
from newsroom.text.decoding import ReadingError, decode
from newsroom.text.table_values import CellError, read_day, read_page_number

_IN_CHINESE = {
    "文件": "file", "文件名": "file", "日期": "date", "出版日期": "date",
    "版": "page", "版次": "page", "版面": "page", "版号": "page", "报纸": "newspaper",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """What a line of a manifest.csv says of a file; with `contradiction`, why it cannot go in."""

    source: str
    line: int
    date: datetime.date | None = None
    number: int | None = None
    printed: str = ""
    contradiction: str = ""


@dataclass(slots=True)
class Manifest:
    """What the manifests of an archive say of its files, by name."""

    stated: dict[str, Statement] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)


def as_stated(incoming: Incoming, stated: Statement | None) -> Incoming:
    """Return a file with what a manifest says of it, which beats what its name says."""
    if stated is None:
        return incoming
    date, number = stated.date or incoming.date, stated.number or incoming.number
    printed = stated.printed or ("" if stated.number else incoming.printed)
    return replace(incoming, date=date, number=None if printed else number, printed=printed)


def say_what_is_missing(manifest: Manifest, there: set[str], *, archive: bool) -> None:
    """Name the files that are stated and not there, in one sentence for each manifest."""
    missing: dict[str, list[tuple[int, str]]] = {}
    for name, stated in manifest.stated.items():
        if name not in there:
            missing.setdefault(stated.source, []).append((stated.line, name))
    for source, lines in missing.items():
        line, name = min(lines)
        sentence = _("%(file)s, line %(line)s: there is no file %(missing)s beside it.")
        if len(lines) > 1:
            sentence = _(
                "%(file)s, line %(line)s: there is no file %(missing)s beside it, and "
                "%(count)s files in all that it names are not there."
            )
        if archive and len(lines) == 1:
            sentence = _("%(file)s, line %(line)s: there is no file %(missing)s in the archive.")
        elif archive:
            sentence = _(
                "%(file)s, line %(line)s: there is no file %(missing)s in the archive, "
                "and %(count)s files in all that it names are not there."
            )
        told = {"file": source, "line": line, "missing": name, "count": len(lines)}
        manifest.refusals.append(Refusal(f"{source}:{line}", line, sentence % told))


def read_manifest(name: str, data: bytes, newspaper: str, manifest: Manifest) -> None:
    """Take the columns file, date, page and newspaper of a manifest, line by line."""
    folder = name[: -len(MANIFEST)]
    try:
        for line, values in _lines(name, data):
            _take_line(name, folder, line, values, newspaper, manifest)
    except Refused as refusal:
        manifest.refusals.append(Refusal(name, None, refusal.sentence))
    except (ReadingError, csv.Error):
        sentence = _("%(file)s was not used: it cannot be read as a table.")
        manifest.refusals.append(Refusal(name, None, sentence % {"file": name}))


def _lines(name: str, data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the lines below the first with their numbers and values, columns named in English."""
    text = decode(data, name).text
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    named = {_column(column) for column in rows.fieldnames or ()}
    if "file" not in named:
        sentence = _("%(file)s was not used: its first line names no column “file”.")
        raise Refused(sentence % {"file": name})
    for row in rows:
        yield (
            rows.line_num,
            {
                _column(column): (value or "").strip()
                for column, value in row.items()
                if isinstance(value, str)
            },
        )


def newspapers_in(name: str, data: bytes) -> set[str]:
    """Return what a manifest states in its column newspaper; nothing where it cannot be read."""
    try:
        return {values.get("newspaper", "") for _line, values in _lines(name, data)} - {""}
    except (Refused, ReadingError, csv.Error):
        return set()


def _column(words: str | None) -> str:
    """What a column is called in English."""
    word = (words or "").strip().lower()
    return _IN_CHINESE.get(word, word)


def _take_line(name, folder, line, values, newspaper, manifest) -> None:
    if not values.get("file"):
        return
    file = clean(folder + values["file"])
    date = number = None
    problem = contradiction = printed = ""
    if stated := values.get("date"):
        try:
            date, last = read_day(stated)
        except CellError:
            last = None
        if date is None or date != last:
            problem = _("%(file)s, line %(line)s: “%(value)s” is no day such as 2019-07-09.")
            problem %= {"file": name, "line": line, "value": stated[:20]}
    page = values.get("page", "")
    try:
        number, printed = read_page_number(page) if page else (None, "")
    except CellError:
        problem = _("%(file)s, line %(line)s: “%(value)s” is no page number.")
        problem %= {"file": name, "line": line, "value": page[:20]}
    if values.get("newspaper") not in (None, "", newspaper):
        contradiction = _(
            "%(file)s, line %(line)s: %(page)s is of the newspaper %(other)s, and this import is "
            "for %(slug)s."
        ) % {
            "file": name, "line": line, "page": file, "other": values["newspaper"][:32],
            "slug": newspaper,
        }  # fmt: skip
    elif (before := manifest.stated.get(file)) and (before.date, before.number) != (date, number):
        problem = _("%(file)s, line %(line)s: %(page)s stands in line %(before)s already.")
        problem %= {"file": name, "line": line, "page": file, "before": before.line}
    if problem:
        manifest.refusals.append(Refusal(f"{name}:{line}", line, problem))
    else:
        stated = Statement(name, line, date, number, "" if number else printed, contradiction)
        manifest.stated.setdefault(file, stated)
