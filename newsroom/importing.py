"""Page files → issues, pages and articles: one transaction an issue, repeatable."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Prefetch, Q

from newsroom import audit, storing
from newsroom.errors import Refused
from newsroom.manifests import Manifest, as_stated, read_manifest, say_what_is_missing
from newsroom.models import Article, ImportBatch, Newspaper, Page, User
from newsroom.opening import File, Named, OtherPapers, Refusal, incoming_of, manifests, named
from newsroom.sentences import gettext as _
from newsroom.storing import Day, Incoming
from newsroom.text.crew import day_of
from newsroom.text.dating import date_issue
from newsroom.text.decoding import ReadingError, decode

DEFAULT_NEWSPAPER = {
    "slug": "zjfzb",
    "name_zh": "浙江法制报",
    "name_en": "Zhejiang Legal Daily",
}


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
        paper = newspaper_of(newspaper)
        files = list(files)
        manifest = _manifest(files, newspaper, report)
        others = OtherPapers(newspaper)

        def opened(name: str, read: Callable[[], bytes], report: ImportReport) -> Incoming | None:
            return _opened(name, read, report, others=others, manifest=manifest)

        for date, found in _issues(_dated(files, opened, report, progress)):
            # Read again, so that of all pages only those of one issue are ever held in memory.
            pages = [page for name, read in found if (page := opened(name, read, report))]
            if pages:
                stated = next((page.date for page in pages if page.date), None)
                dating = date_issue([page.decoded.text for page in pages], stated=stated)
                day = Day(date, dating, stated=stated is not None)
                import_issue(paper, day, pages, report, source=source, by=by)
        if report.batch and report.refusals:
            report.batch.refusals = [refusal.as_json for refusal in report.refusals]
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
    put_in(paper, [(day, pages)], report, source=source, by=by)


def put_in(
    paper: Newspaper,
    issues: Sequence[tuple[Day, list[Incoming]]],
    report: ImportReport,
    *,
    source: str = "",
    by: User | None,
) -> None:
    """Do what import_issue does for several issues at once, for a caller who has the transaction
    and the lock already."""
    outcome = ImportReport(report.batch)
    known = _Known(paper, [page for _day, pages in issues for page in pages])
    taken = _taken_numbers(paper, {day.date for day, _pages in issues if day.date})
    sorted_out = [(day, known.without(pages, outcome)) for day, pages in issues]
    placed = [(day, _placeable(day.date, pages, taken, outcome)) for day, pages in sorted_out]
    new = [(day, pages) for day, pages in placed if pages]
    if new:
        if not outcome.batch:
            outcome.batch = ImportBatch.objects.create(
                newspaper=paper, source=source[:500], created_by=by
            )
            audit.record("batch.created", outcome.batch, after={"source": source}, by=by)
        made = storing.issues_of(paper, [day for day, _pages in new])
        given = list(zip(made, [pages for _day, pages in new], strict=True))
        stored = storing.store(outcome.batch, given)
        outcome.pages += [
            _reported(page, articles, new=True) for pages in stored for page, articles in pages
        ]
        audit.record_all(
            [
                ("issue.imported", issue, None, _imported(outcome.batch, pages))
                for issue, pages in zip(made, stored, strict=True)
            ],
            by=by,
        )
    report.batch = outcome.batch
    report.pages += outcome.pages
    report.refusals += outcome.refusals


def _imported(batch: ImportBatch, stored: list[tuple[Page, list[Article]]]) -> dict:
    return {
        "batch": batch.pk,
        "pages": [page.identifier for page, _articles in stored],
        "articles": sum(len(articles) for _page, articles in stored),
    }


def newspaper_of(slug: str) -> Newspaper:
    """Return the newspaper with a slug, the usual one made where it is new. Raises Refused."""
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


def _manifest(files: list[File], newspaper: str, report: ImportReport) -> Manifest:
    """What the manifests beside the files say of them; what is wrong with one is reported."""
    manifest = Manifest()
    for name, read in manifests(files):
        try:
            read_manifest(name, read(), newspaper, manifest)
        except OSError as error:
            report.refuse(name, _not_opened(name, error))
    if manifest.stated:
        say_what_is_missing(manifest, {name for name, _read in named(files)}, archive=False)
    report.refusals += manifest.refusals
    return manifest


def _dated(files, opened, report, progress) -> Iterable[tuple[datetime.date | None, Named]]:
    """Yield every file that can be read with its day, which its name or its text tells; refuse the
    rest."""
    for name, read in named(files):
        if progress:
            progress(name)
        if page := opened(name, read, report):
            yield page.date or day_of(page.decoded.text), (name, read)


def _opened(
    name: str,
    read: Callable[[], bytes],
    report: ImportReport,
    *,
    others: OtherPapers,
    manifest: Manifest,
) -> Incoming | None:
    """Decode a file, or refuse it."""
    stated = manifest.stated.get(name)
    if stated and stated.contradiction:
        report.refuse(name, stated.contradiction)
        return None
    try:
        return as_stated(incoming_of(name, decode(read(), name), others), stated)
    except ReadingError as error:
        report.refuse(name, _(error.message) % error.values, error.line)
    except OSError as error:
        report.refuse(name, _not_opened(name, error))
    except Refused as refusal:
        report.refuse(name, refusal.sentence)
    return None


def _not_opened(name: str, error: OSError) -> str:
    return _("%(file)s cannot be opened: %(why)s.") % {"file": name, "why": error.strerror}


def _issues(
    dated: Iterable[tuple[datetime.date | None, Named]],
) -> Iterable[tuple[datetime.date | None, list[Named]]]:
    """Sort files into issues by their day; one without a day is an issue of its own."""
    by_day: dict[datetime.date, list[Named]] = {}
    undated: list[Named] = []
    for date, found in dated:
        if date:
            by_day.setdefault(date, []).append(found)
        else:
            undated.append(found)
    yield from sorted(by_day.items())
    for found in undated:
        yield None, [found]


class _Known:
    """What the corpus has of some pages that are to go in, and what goes in of them."""

    def __init__(self, paper: Newspaper, incoming: list[Incoming]) -> None:
        pages = Page.objects.filter(newspaper=paper, table_row=None).defer("text")
        pages = pages.select_related("issue__newspaper").order_by()
        pages = pages.filter(
            Q(file_name__in=[one.name for one in incoming])
            | Q(text_sha256__in=[one.sha256 for one in incoming])
        ).prefetch_related(Prefetch("articles", Article.objects.standing().defer("text")))
        self._by_name = {page.file_name: page for page in pages}
        self._file_with = {page.text_sha256: page.file_name for page in pages}
        self._new: set[str] = set()

    def without(self, incoming: list[Incoming], report: ImportReport) -> list[Incoming]:
        """Sort out what is in the corpus already, and what contradicts it; keep what is new."""
        new: list[Incoming] = []
        for one in incoming:
            page = self._by_name.get(one.name)
            other = self._file_with.get(one.sha256)
            if page and page.text_sha256 == one.sha256:
                report.pages.append(_reported(page, page.articles.all(), new=False))
            elif page or one.name in self._new:
                sentence = _(
                    "%(file)s was imported before with another text. The text of a page never "
                    "changes: give the changed file another name."
                )
                report.refuse(one.name, sentence % {"file": one.name})
            elif other is not None:
                sentence = _("%(file)s has the same text as %(other)s, which is in the corpus.")
                report.refuse(one.name, sentence % {"file": one.name, "other": other})
            else:
                new.append(one)
                self._new.add(one.name)
                self._file_with[one.sha256] = one.name
        return new


def _taken_numbers(paper: Newspaper, dates: set[datetime.date]) -> set[tuple]:
    """The printed numbers of the pages that some issues have, each with its day."""
    pages = Page.objects.filter(newspaper=paper, issue__date__in=dates).exclude(printed_number="")
    return set(pages.order_by().values_list("issue__date", "printed_number"))


def _placeable(date, pages, taken, report) -> list[Incoming]:
    """Refuse pages whose printed number is taken in their issue."""
    free = []
    for page in pages:
        if date and page.number and (date, str(page.number)) in taken:
            sentence = _(
                "%(file)s is page %(number)s of %(date)s, and there is such a page already."
            )
            report.refuse(
                page.name,
                sentence % {"file": page.name, "number": page.number, "date": date.isoformat()},
            )
        else:
            free.append(page)
            taken.add((date, str(page.number or "")))
    return free


def _reported(page, articles, *, new) -> PageReport:
    named = tuple((f"{page.identifier}-a{one.number}", one.headline) for one in articles)
    return PageReport(page.file_name, page.identifier, named, new)
