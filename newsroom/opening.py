"""Files that are named to an import: found, read when their turn comes, decoded or refused."""

import datetime
import hashlib
import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from django.utils.translation import gettext as _

from newsroom.errors import Refused
from newsroom.storing import Incoming
from newsroom.text.decoding import LARGEST_PAGE, Decoded
from newsroom.text.entries import fits

STATED = re.compile(r"(?P<date>\d{4}-\d\d-\d\d)[_-](?P<page>\d{1,3})(?!\d)[^/]*$")
LONGEST_NAME = 255

File = str | Path | tuple[str, bytes]
Named = tuple[str, Callable[[], bytes]]
"""A file by its name, with what reads it when its turn comes."""


def named(files: Iterable[File]) -> Iterable[Named]:
    """Name every file, folders by the path within them; a file is read when its turn comes."""
    for file in files:
        if isinstance(file, tuple):
            yield file[0], partial(bytes, file[1])
        elif (path := Path(file)).is_dir():
            for found in sorted(path.rglob("*.txt")):
                if found.is_file():
                    yield found.relative_to(path).as_posix(), partial(_bytes, found)
        else:
            yield path.name, partial(_bytes, path)


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_PAGE + 1)  # one more than decode accepts is enough to refuse it


def incoming_of(name: str, decoded: Decoded) -> Incoming:
    """Return a file that can go in, with what its name states. Raises Refused, with the reason."""
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
    stated = STATED.match(name.rsplit("/", 1)[-1])
    if not stated:
        return Incoming(name, decoded, sha256, None, None)
    try:
        date = datetime.date.fromisoformat(stated["date"])
    except ValueError:
        raise Refused(
            _("The name of %(file)s states a day that does not exist.") % {"file": name}
        ) from None
    return Incoming(name, decoded, sha256, date, int(stated["page"]) or None)
