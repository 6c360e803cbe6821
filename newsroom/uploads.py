"""What somebody hands in → named page texts: text files, .zip archives, and a manifest.csv that
states days and pages."""

import csv
import datetime
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from newsroom.errors import Refused
from newsroom.importing import Refusal
from newsroom.opening import LONGEST_NAME, incoming_of
from newsroom.storing import Incoming
from newsroom.text.decoding import LARGEST_PAGE, Decoded, ReadingError, decode

MOST_FILES = 100_000
"""Files of one import."""

LARGEST_IMPORT = 2_000_000_000
"""Bytes of text of one import, unpacked."""

MANIFEST = "manifest.csv"
MEGABYTE = 1_000_000
UTF8_FLAG = 0x800  # of a .zip entry: its name is UTF-8
ENCRYPTED_FLAG = 0x1
# NotImplementedError is what zipfile raises for a way of packing that it does not know.
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)
BY_SYSTEMS = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")  # files that nobody put in


@dataclass(frozen=True, slots=True)
class Given:
    """A file before it is read, with the size that it claims to have."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a line of a manifest.csv says of a file; with `contradiction`, why it cannot go in."""

    source: str
    line: int
    date: datetime.date | None = None
    number: int | None = None
    contradiction: str = ""


@dataclass(slots=True)
class Manifest:
    """What the manifests of an archive say of its files, by name."""

    stated: dict[str, Statement] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)


def texts(files: Iterable[Given], *, newspaper: str) -> Iterator[Incoming | Refusal]:
    """Yield every file as a text that can go in, or as refused with a sentence.

    Archives are opened and read file by file: no more than one page is in memory at a time, and
    no file is unpacked beyond what a page may have. `newspaper` is the slug that a manifest's
    column of this name has to agree with.
    """
    held: set[str] = set()
    total = 0
    for given in files:
        if not given.name.lower().endswith(".zip"):
            opened: Iterable[Given | Refusal] = [given]
            manifest = Manifest()
        else:
            opened, manifest = _opened(given, newspaper)
        yield from manifest.refusals
        for one in opened:
            if isinstance(one, Refusal):
                yield one
                continue
            if _is_by_system(one.name):
                continue
            if len(held) >= MOST_FILES or total > LARGEST_IMPORT:
                sentence = _(
                    "From %(file)s on, nothing was taken: an import may have %(files)s files and "
                    "%(limit)s MB of text. Import the rest by itself."
                )
                limits = {"files": MOST_FILES, "limit": LARGEST_IMPORT // MEGABYTE}
                yield Refusal(one.name, None, sentence % {"file": one.name, **limits})
                return
            if one.name in held:
                sentence = _("%(file)s is there twice; only the first was taken.")
                yield Refusal(one.name, None, sentence % {"file": one.name})
                continue
            held.add(one.name)
            text = _text_of(one, manifest)
            if isinstance(text, Incoming):
                total += len(text.decoded.text.encode())
            yield text


def _text_of(given: Given, manifest: Manifest) -> Incoming | Refusal:
    name = given.name
    stated = manifest.stated.get(name)
    if stated and stated.contradiction:
        return Refusal(name, None, stated.contradiction)
    try:
        if not name.lower().endswith(".txt"):
            raise Refused(_("%(file)s is no .txt file.") % {"file": name})
        if given.size > LARGEST_PAGE:
            raise Refused(_too_large(given))
        incoming = incoming_of(name, _decoded(given))
    except ReadingError as error:
        return Refusal(name, error.line, _(error.message) % error.values)
    except UNREADABLE as error:
        sentence = _("%(file)s cannot be read out of its archive: it is damaged.")
        if isinstance(error, NotImplementedError):
            sentence = _("%(file)s is packed in a way that cannot be read here.")
        return Refusal(name, None, sentence % {"file": name})
    except Refused as refusal:
        return Refusal(name[:LONGEST_NAME], None, refusal.sentence)
    if stated:
        date, number = stated.date or incoming.date, stated.number or incoming.number
        incoming = replace(incoming, date=date, number=number)
    return incoming


def _decoded(given: Given) -> Decoded:
    data = _bytes(given.open)
    if len(data) > LARGEST_PAGE:  # larger than its archive says
        raise Refused(_too_large(replace(given, size=len(data))))
    return decode(data, given.name)


def _bytes(opening: Callable[[], IO[bytes]]) -> bytes:
    with opening() as file:
        return file.read(LARGEST_PAGE + 1)


def _too_large(given: Given) -> str:
    sentence = _("%(file)s is too large: %(size)s MB, and a page may have %(limit)s MB.")
    size = round(given.size / MEGABYTE, 1)
    return sentence % {"file": given.name, "size": size, "limit": LARGEST_PAGE // MEGABYTE}


def _opened(given: Given, newspaper: str) -> tuple[Iterator[Given | Refusal], Manifest]:
    """Open an archive: its files in the order of their names, and what its manifest says."""
    try:
        archive = zipfile.ZipFile(given.open())
    except UNREADABLE:
        sentence = _("%(file)s is no .zip archive, or it is damaged.") % {"file": given.name}
        return iter([Refusal(given.name, None, sentence)]), Manifest()
    entries = sorted(
        ((_name_of(entry), entry) for entry in archive.infolist() if not entry.is_dir()),
        key=lambda named: named[0],
    )
    manifest = Manifest()
    pages: list[Given | Refusal] = []
    for name, entry in entries:
        if entry.flag_bits & ENCRYPTED_FLAG:
            sentence = _("%(file)s is locked with a password.") % {"file": name}
            pages.append(Refusal(name, None, sentence))
        elif PurePosixPath(name).name.lower() == MANIFEST:
            _read_manifest(name, _bytes(partial(archive.open, entry)), newspaper, manifest)
        else:
            pages.append(Given(name, entry.file_size, partial(archive.open, entry)))
    _say_what_is_missing(manifest, {name for name, _entry in entries})
    return iter(pages), manifest


def _say_what_is_missing(manifest: Manifest, there: set[str]) -> None:
    """Name the files that are stated and not there, in one sentence for each manifest."""
    missing: dict[str, list[tuple[int, str]]] = {}
    for name, stated in manifest.stated.items():
        if name not in there:
            missing.setdefault(stated.source, []).append((stated.line, name))
    for source, lines in missing.items():
        line, name = min(lines)
        sentence = _("%(file)s, line %(line)s: there is no file %(missing)s in the archive.")
        if len(lines) > 1:
            sentence = _(
                "%(file)s, line %(line)s: there is no file %(missing)s in the archive, "
                "and %(count)s files in all that it names are not there."
            )
        told = {"file": source, "line": line, "missing": name, "count": len(lines)}
        manifest.refusals.append(Refusal(f"{source}:{line}", line, sentence % told))


def _name_of(entry: zipfile.ZipInfo) -> str:
    """Return the path within the archive; Chinese Windows writes it in GBK without saying so."""
    name = entry.filename
    if not entry.flag_bits & UTF8_FLAG:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return clean(name)


def clean(name: str) -> str:
    """Return a file's path as it is kept: relative, with /, without what no name may hold.

    >>> clean("..\\\\2019/./07\\x00/a.txt")
    '2019/07/a.txt'
    """
    printable = "".join(c if c.isprintable() else "" for c in name.replace("\\", "/"))
    return "/".join(part for part in printable.split("/") if part not in ("", ".", ".."))


def _is_by_system(name: str) -> bool:
    return any(part in BY_SYSTEMS or part.startswith("._") for part in name.split("/"))


def _read_manifest(name: str, data: bytes, newspaper: str, manifest: Manifest) -> None:
    """Take the columns file, date, page and newspaper of a manifest, line by line."""
    folder = name[: -len(MANIFEST)]
    try:
        rows = csv.DictReader(io.StringIO(decode(data, name).text))
        named = {(column or "").strip().lower() for column in rows.fieldnames or ()}
        if "file" not in named:
            sentence = _("%(file)s was not used: its first line names no column “file”.")
            raise Refused(sentence % {"file": name})
        for row in rows:
            values = {
                (column or "").strip().lower(): (value or "").strip()
                for column, value in row.items()
                if isinstance(value, str)
            }
            _take_line(name, folder, rows.line_num, values, newspaper, manifest)
    except Refused as refusal:
        manifest.refusals.append(Refusal(name, None, refusal.sentence))
    except (ReadingError, csv.Error):
        sentence = _("%(file)s was not used: it cannot be read as a table.")
        manifest.refusals.append(Refusal(name, None, sentence % {"file": name}))


def _take_line(name, folder, line, values, newspaper, manifest) -> None:
    if not values.get("file"):
        return
    file = clean(folder + values["file"])
    date = number = None
    problem = contradiction = ""
    try:
        date = datetime.date.fromisoformat(values["date"]) if values.get("date") else None
    except ValueError:
        problem = _("%(file)s, line %(line)s: “%(value)s” is no day such as 2019-07-09.")
        problem %= {"file": name, "line": line, "value": values["date"][:20]}
    page = values.get("page", "")
    if page.isdecimal() and 0 < int(page) < 1000:
        number = int(page)
    elif page:
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
        stated = Statement(name, line, date, number, contradiction)
        manifest.stated.setdefault(file, stated)
