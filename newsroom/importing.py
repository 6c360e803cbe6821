"""Page files → issues, pages and articles: one transaction an issue, repeatable, undoable."""

import datetime
import hashlib
import re
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from django.db import transaction
from django.db.models import Prefetch, ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom import audit, storing
from newsroom.errors import Refused
from newsroom.models import (
    Article,
    ImportBatch,
    ImportFile,
    Issue,
    Newspaper,
    Page,
    Segment,
    User,
)
from newsroom.storing import Day, Incoming
from newsroom.text.dating import Dating, date_issue
from newsroom.text.decoding import LARGEST_PAGE, Decoded, ReadingError, decode
from newsroom.text.entries import fits

DEFAULT_NEWSPAPER = {
    "slug": "zjfzb",
    "name_zh": "浙江法制报",
    "name_en": "Zhejiang Legal Daily",
}
STATED = re.compile(r"(?P<date>\d{4}-\d\d-\d\d)[_-](?P<page>\d{1,3})(?!\d)[^/]*$")
LONGEST_NAME = 255

File = str | Path | tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that did not go in: its name, the line where that is known, and why, in a sentence."""

    file: str
    line: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class PageReport:
    """A page of the report; `articles` are (identifier, headline), `new` says if it came in now."""

    file: str
    identifier: str
    articles: tuple[tuple[str, str], ...]
    new: bool


@dataclass(slots=True)
class ImportReport:
    """What an import did. `batch` is None when nothing went in."""

    batch: ImportBatch | None = None
    pages: list[PageReport] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, file: str, sentence: str, line: int | None = None) -> None:
        """Put a file on the list of those that did not go in."""
        self.refusals.append(Refusal(file, line, sentence))


def import_pages(
    files: Iterable[File],
    *,
    newspaper: str = DEFAULT_NEWSPAPER["slug"],
    dry_run: bool = False,
    source: str = "",
    progress: Callable[[str], None] | None = None,
    by: User | None,
) -> ImportReport:
    """Import page texts into a newspaper, named by its slug, and report on every file.

    `files` are paths, folders (whose .txt files are taken), or (name, bytes) pairs. What cannot be
    read is refused by name and line while the rest goes in. Repeating an import changes nothing.
    With `dry_run` everything is done and taken back. `source` is what the batch remembers of where
    the files came from; `progress` is told each file as it is read.
    Raises Refused when there is no such newspaper.
    """
    report = ImportReport()
    with transaction.atomic() if dry_run else nullcontext():
        paper = _newspaper(newspaper)
        incoming = _readable(files, report, progress)
        for day, pages in _issues(incoming):
            import_issue(paper, day, pages, report, source=source, by=by)
        if report.batch and report.refusals:
            report.batch.refusals = [asdict(refusal) for refusal in report.refusals]
            report.batch.save(update_fields=["refusals"])
        report.pages.sort(key=lambda page: page.file)
        if dry_run:
            report.batch = None
            transaction.set_rollback(True)
    return report


@transaction.atomic
def import_issue(
    paper: Newspaper,
    day: Day,
    pages: list[Incoming],
    report: ImportReport,
    *,
    source: str = "",
    by: User | None,
) -> None:
    """Put the new pages of one issue in, under a lock on the newspaper, and add to the report.

    They belong to the report's batch, which is made when something new goes in and there is none.
    """
    Newspaper.objects.select_for_update().get(pk=paper.pk)
    outcome = ImportReport(report.batch)
    pages = _placeable(paper, day.date, _without_known(paper, pages, outcome), outcome)
    if pages:
        if not outcome.batch:
            outcome.batch = ImportBatch.objects.create(
                newspaper=paper, source=source[:500], created_by=by
            )
            audit.record("batch.created", outcome.batch, after={"source": source}, by=by)
        issue = storing.issue_of(paper, day)
        stored = storing.store(issue, outcome.batch, pages)
        outcome.pages += [_reported(page, articles, new=True) for page, articles in stored]
        audit.record(
            "issue.imported",
            issue,
            after={
                "batch": outcome.batch.pk,
                "pages": [page.identifier for page, _articles in stored],
                "articles": sum(len(articles) for _page, articles in stored),
            },
            by=by,
        )
    report.batch = outcome.batch
    report.pages += outcome.pages
    report.refusals += outcome.refusals


@transaction.atomic
def purge(batch: ImportBatch, *, by) -> None:
    """Undo an import: its pages and articles go, its row stays as the record of it.

    Raises Refused when it is undone already, or while one of its articles is in a round.
    """
    Newspaper.objects.select_for_update().get(pk=batch.newspaper_id)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.purged_at:
        raise Refused(_("Import %(number)s is undone already.") % {"number": batch.pk})
    pages = Page.objects.filter(batch=batch)
    articles = Article.objects.filter(page__batch=batch)
    issues = list(Issue.objects.filter(pages__batch=batch).distinct())
    ImportFile.objects.filter(batch=batch).delete()
    before = {"pages": pages.count(), "articles": articles.count()}
    Segment.objects.filter(page__batch=batch).delete()
    articles.exclude(parent=None).update(parent=None)
    try:
        articles.delete()
        pages.delete()
    except ProtectedError:
        raise Refused(
            _("Import %(number)s cannot be undone: articles of it are in a round.")
            % {"number": batch.pk}
        ) from None
    Issue.objects.filter(pk__in=[issue.pk for issue in issues], pages=None).delete()
    batch.purged_at = timezone.now()
    batch.save(update_fields=["purged_at"])
    audit.record("batch.purged", batch, before=before, by=by)


def _newspaper(slug: str) -> Newspaper:
    if slug == DEFAULT_NEWSPAPER["slug"]:
        return Newspaper.objects.get_or_create(slug=slug, defaults=DEFAULT_NEWSPAPER)[0]
    try:
        return Newspaper.objects.get(slug=slug)
    except Newspaper.DoesNotExist:
        raise Refused(
            _(
                "There is no newspaper with the slug “%(slug)s”. Add it first, in the "
                "administration under Newspapers; its slug begins every identifier."
            )
            % {"slug": slug}
        ) from None


def _readable(files, report, progress) -> list[Incoming]:
    """Decode what can be decoded, and refuse the rest."""
    incoming: list[Incoming] = []
    for name, read in _named(files):
        if progress:
            progress(name)
        try:
            incoming.append(incoming_of(name, decode(read(), name)))
        except ReadingError as error:
            report.refuse(name, _(error.message) % error.values, error.line)
        except OSError as error:
            report.refuse(
                name,
                _("%(file)s cannot be opened: %(why)s.") % {"file": name, "why": error.strerror},
            )
        except Refused as refusal:
            report.refuse(name, refusal.sentence)
    return incoming


def _named(files) -> Iterable[tuple[str, Callable[[], bytes]]]:
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


def _issues(incoming: list[Incoming]) -> Iterable[tuple[Day, list[Incoming]]]:
    """Sort pages into issues by their day; a page without one is an issue of its own."""
    by_day: dict[datetime.date, list[tuple[Dating, Incoming]]] = {}
    undated: list[tuple[Day, list[Incoming]]] = []
    for page in incoming:
        dating = date_issue([page.decoded.text])
        date = page.date or dating.date
        if date:
            by_day.setdefault(date, []).append((dating, page))
        else:
            undated.append((Day(None, dating), [page]))
    for date, dated in sorted(by_day.items()):
        pages = [page for _dating, page in dated]
        alone = len(pages) == 1
        dating = dated[0][0] if alone else date_issue([page.decoded.text for page in pages])
        yield Day(date, dating, stated=any(page.date for page in pages)), pages
    yield from undated


def _without_known(paper, incoming, report) -> list[Incoming]:
    """Sort out what is in the corpus already, and what contradicts it; keep what is new."""
    known = Page.objects.filter(newspaper=paper).select_related("issue__newspaper").defer("text")
    known = known.filter(
        Q(file_name__in=[one.name for one in incoming])
        | Q(text_sha256__in=[one.sha256 for one in incoming])
    ).prefetch_related(Prefetch("articles", Article.objects.standing().defer("text")))
    by_name = {page.file_name: page for page in known}
    file_with = {page.text_sha256: page.file_name for page in known}
    new: list[Incoming] = []
    for one in incoming:
        page = by_name.get(one.name)
        if page and page.text_sha256 == one.sha256:
            report.pages.append(_reported(page, page.articles.all(), new=False))
        elif page or any(one.name == other.name for other in new):
            sentence = _(
                "%(file)s was imported before with another text. The text of a page never "
                "changes: give the changed file another name."
            )
            report.refuse(one.name, sentence % {"file": one.name})
        elif one.sha256 in file_with:
            sentence = _("%(file)s has the same text as %(other)s, which is in the corpus.")
            report.refuse(one.name, sentence % {"file": one.name, "other": file_with[one.sha256]})
        else:
            new.append(one)
            file_with[one.sha256] = one.name
    return new


def _placeable(paper, date, pages, report) -> list[Incoming]:
    """Refuse pages whose printed number is taken in their issue."""
    taken = set(
        Page.objects.filter(newspaper=paper, issue__date=date)
        .exclude(printed_number="")
        .values_list("printed_number", flat=True)
        if date
        else ()
    )
    free = []
    for page in pages:
        if page.number and str(page.number) in taken:
            sentence = _(
                "%(file)s is page %(number)s of %(date)s, and there is such a page already."
            )
            report.refuse(
                page.name,
                sentence % {"file": page.name, "number": page.number, "date": date.isoformat()},
            )
        else:
            free.append(page)
            taken.add(str(page.number or ""))
    return free


def _reported(page, articles, *, new) -> PageReport:
    named = tuple((f"{page.identifier}-a{one.number}", one.headline) for one in articles)
    return PageReport(page.file_name, page.identifier, named, new)
