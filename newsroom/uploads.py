"""What somebody hands in → named page texts: text files, .zip archives, and a manifest.csv that
states days and pages."""

import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import IO

from newsroom.errors import Refused
from newsroom.manifests import (
    Manifest,
    as_stated,
    newspapers_in,
    read_manifest,
    say_what_is_missing,
)
from newsroom.opening import (
    LONGEST_NAME,
    OtherPapers,
    Refusal,
    clean,
    incoming_of,
    is_manifest,
    paper_in,
)
from newsroom.sentences import gettext as _
from newsroom.storing import Incoming
from newsroom.text.decoding import LARGEST_PAGE, Decoded, ReadingError, decode

MOST_FILES = 100_000
"""Files of one import."""

LARGEST_IMPORT = 2_000_000_000
"""Bytes of text of one import, unpacked."""

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


def texts(files: Iterable[Given], *, newspaper: str) -> Iterator[Incoming | Refusal]:
    """Yield every file as a text that can go in, or as refused with a sentence.

    Archives are opened and read file by file: no more than one page is in memory at a time, and
    no file is unpacked beyond what a page may have. `newspaper` is the slug that a manifest's
    column of this name has to agree with.
    """
    held: set[str] = set()
    total = 0
    files = list(files)
    beside = _manifest_beside(files, newspaper)
    others = OtherPapers(newspaper)
    yield from beside.refusals
    for given in files:
        if is_manifest(given.name):
            continue
        if not given.name.lower().endswith(".zip"):
            opened: Iterable[Given | Refusal] = [given]
            manifest = Manifest(beside.stated)
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
            text = _text_of(one, manifest, others)
            if isinstance(text, Incoming):
                total += len(text.decoded.text.encode())
            yield text


def newspapers_named(files: Iterable[Given]) -> set[str]:
    """Return what names of files and manifests state as the newspaper, those in archives too.

    It need not be the slug of one: whatever stands before the day counts.
    """
    stated: set[str] = set()
    for given in files:
        if is_manifest(given.name):
            # Not closed: an upload is opened again when it is taken in.
            stated |= newspapers_in(given.name, given.open().read(LARGEST_PAGE + 1))
        elif given.name.lower().endswith(".zip"):
            try:
                with zipfile.ZipFile(given.open()) as archive:
                    stated |= _named_in(archive)
            except UNREADABLE:  # refused with a sentence when it is taken in
                continue
        else:
            stated.add(paper_in(given.name))
    return stated - {""}


def _named_in(archive: zipfile.ZipFile) -> set[str]:
    stated: set[str] = set()
    for entry in archive.infolist():
        name = _name_of(entry)
        if not is_manifest(name):
            stated.add(paper_in(name))
        elif not entry.flag_bits & ENCRYPTED_FLAG:
            stated |= newspapers_in(name, _bytes(partial(archive.open, entry)))
    return stated


def _manifest_beside(files: list[Given], newspaper: str) -> Manifest:
    """What the manifests say that were handed in with files, outside of any archive."""
    manifest = Manifest()
    for given in files:
        if is_manifest(given.name):
            read_manifest(given.name, _bytes(given.open), newspaper, manifest)
    say_what_is_missing(manifest, {given.name for given in files}, archive=False)
    return manifest


def _text_of(given: Given, manifest: Manifest, others: OtherPapers) -> Incoming | Refusal:
    name = given.name
    stated = manifest.stated.get(name)
    if stated and stated.contradiction:
        return Refusal(name, None, stated.contradiction)
    try:
        if not name.lower().endswith(".txt"):
            raise Refused(_("%(file)s is no .txt file.") % {"file": name})
        if given.size > LARGEST_PAGE:
            raise Refused(_too_large(given))
        incoming = incoming_of(name, _decoded(given), others)
    except ReadingError as error:
        return Refusal(name, error.line, _(error.message) % error.values)
    except UNREADABLE as error:
        sentence = _("%(file)s cannot be read out of its archive: it is damaged.")
        if isinstance(error, NotImplementedError):
            sentence = _("%(file)s is packed in a way that cannot be read here.")
        return Refusal(name, None, sentence % {"file": name})
    except Refused as refusal:
        return Refusal(name[:LONGEST_NAME], None, refusal.sentence)
    return as_stated(incoming, stated)


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
        elif is_manifest(name):
            read_manifest(name, _bytes(partial(archive.open, entry)), newspaper, manifest)
        else:
            pages.append(Given(name, entry.file_size, partial(archive.open, entry)))
    say_what_is_missing(manifest, {name for name, _entry in entries}, archive=True)
    return iter(pages), manifest


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


def _is_by_system(name: str) -> bool:
    return any(part in BY_SYSTEMS or part.startswith("._") for part in name.split("/"))
