"""Files that are named to an import: found, read when their turn comes, decoded or refused."""

import datetime
import functools
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from newsroom.errors import Refused
from newsroom.models import Newspaper
from newsroom.sentences import as_kept
from newsroom.sentences import gettext as _
from newsroom.storing import Incoming
from newsroom.text.decoding import LARGEST_PAGE, Decoded
from newsroom.text.entries import fits

_DAY = (
    r"(?P<dashed>\d{4}-\d\d-\d\d)|(?P<year>(?:19|20)\d\d)(?:[._](?P<m1>\d\d?)[._](?P<d1>\d\d?)"
    r"|年(?P<m2>\d\d?)月(?P<d2>\d\d?)日|(?P<m3>0[1-9]|1[0-2])(?P<d3>0[1-9]|[12]\d|3[01]))"
)
STATED = re.compile(
    rf"(?:(?P<paper>[a-z][a-z0-9]*)[_-])?(?:{_DAY})(?!\d)"
    r"(?:[_\-. ]?[(（]?(?:第|p|P)?(?P<letter>[A-HQ-Z])?(?P<page>\d{1,3})(?!\d)"
    r"|(?=[_\-. (（第A-Za-z]|$))[^/]*$"
)
"""What a name states: newspaper (by its slug), day and page; all but the day may be missing."""
LONGEST_NAME = 255
MANIFEST = "manifest.csv"

File = str | Path | tuple[str, bytes]
Named = tuple[str, Callable[[], bytes]]
"""A file by its name, with what reads it when its turn comes."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that did not go in: its name, the line where that is known, and why, in a sentence."""

    file: str
    line: int | None
    sentence: str

    @property
    def as_json(self) -> dict[str, Any]:
        """As an import keeps it."""
        why = as_kept(self.sentence)
        return {"file": self.file, "line": self.line, "sentence": str(self.sentence), "why": why}


def clean(name: str) -> str:
    """Return a file's path as it is kept: relative, with /, without what no name may hold.

    >>> clean("..\\\\2019/./07\\x00/a.txt")
    '2019/07/a.txt'
    """
    printable = "".join(c if c.isprintable() else "" for c in name.replace("\\", "/"))
    return "/".join(part for part in printable.split("/") if part not in ("", ".", ".."))


class OtherPapers:
    """The newspapers of the corpus besides the one that is imported into; asked for once, when a
    name first needs it."""

    def __init__(self, slug: str) -> None:
        self.slug = slug

    @functools.cached_property
    def _slugs(self) -> frozenset[str]:
        return frozenset(Newspaper.objects.values_list("slug", flat=True)) - {self.slug}

    def __contains__(self, slug: str) -> bool:
        return slug != self.slug and slug in self._slugs


def is_manifest(name: str) -> bool:
    """Whether a file is a manifest, by its name; in any folder."""
    return PurePosixPath(name).name.lower() == MANIFEST


def named(files: Iterable[File]) -> Iterable[Named]:
    """Name every page file, folders by the path within them; a file is read when its turn comes."""
    return (found for found in _found(files, "*.txt") if not is_manifest(found[0]))


def manifests(files: Iterable[File]) -> Iterable[Named]:
    """Name the manifests among the files and in the folders."""
    return (found for found in _found(files, MANIFEST) if is_manifest(found[0]))


def _found(files: Iterable[File], pattern: str) -> Iterable[Named]:
    for file in files:
        if isinstance(file, tuple):
            yield file[0], partial(bytes, file[1])
        elif (path := Path(file)).is_dir():
            for found in sorted(path.rglob(pattern)):
                if found.is_file():
                    yield found.relative_to(path).as_posix(), partial(_bytes, found)
        else:
            yield path.name, partial(_bytes, path)


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_PAGE + 1)  # one more than decode accepts is enough to refuse it


def incoming_of(name: str, decoded: Decoded, others: OtherPapers) -> Incoming:
    """Return a file that can go in, with what its name states. Raises Refused, with the reason,
    also where it names one of the other newspapers."""
    if len(name) > LONGEST_NAME:
        raise Refused(
            _("The name of %(file)s … is longer than %(limit)s characters.")
            % {"file": name[:40], "limit": LONGEST_NAME}
        )
    if not fits(decoded.text):
        raise Refused(
            _("%(file)s holds too many different words to be searched, more than any page does.")
            % {"file": name}
        )
    sha256 = hashlib.sha256(decoded.text.encode()).hexdigest()
    stated = _stated(name)
    if not stated:
        return Incoming(name, decoded, sha256, None, None)
    try:
        date = _day(stated)
    except ValueError:
        raise Refused(
            _("The name of %(file)s states a day that does not exist.") % {"file": name}
        ) from None
    if (other := stated["paper"]) and other in others:
        sentence = _(
            "The name of %(file)s says that it is of the newspaper %(other)s, and this import is "
            "for %(slug)s."
        )
        raise Refused(sentence % {"file": name, "other": other, "slug": others.slug})
    number = int(stated["page"] or 0) or None
    if number and stated["letter"]:
        return Incoming(name, decoded, sha256, date, None, printed=f"{stated['letter']}{number}")
    return Incoming(name, decoded, sha256, date, number)


def paper_in(name: str) -> str:
    """Return what stands before the day in a file's name: perhaps a newspaper's slug; or empty.

    >>> paper_in("2019/zjfzb_2019-07-09_01.txt"), paper_in("2019-07-09_01.txt")
    ('zjfzb', '')
    """
    stated = _stated(name)
    return (stated["paper"] or "") if stated else ""


def _stated(name: str) -> re.Match[str] | None:
    """What the name of a file states, or a folder named by the day and a file named by the page."""
    *folders, file = name.rsplit("/", 2)
    found = STATED.match(file)
    if found is None and folders and re.match(r"(?:第|p|P)?[A-H]?\d{1,3}(?!\d)", file):
        found = STATED.match(f"{folders[-1]}_{file}")
    return found


def _day(stated: re.Match[str]) -> datetime.date:
    if stated["dashed"]:
        return datetime.date.fromisoformat(stated["dashed"])
    month = stated["m1"] or stated["m2"] or stated["m3"]
    day = stated["d1"] or stated["d2"] or stated["d3"]
    return datetime.date(int(stated["year"]), int(month), int(day))
