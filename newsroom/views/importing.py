"""Imports in the browser: hand files in, see what was recognised, follow the workers, undo."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce, Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsroom import batches, tables, undoing
from newsroom.errors import Refused
from newsroom.models import Article, ImportBatch, ImportFile, Newspaper, Page
from newsroom.opening import is_manifest
from newsroom.progress import progress_of, worker_is_running
from newsroom.sentences import said
from newsroom.text.decoding import LARGEST_PAGE
from newsroom.uploads import MEGABYTE, MOST_FILES, Given, clean
from newsroom.views.site import person

IMPORTS_LISTED = 50
FILES_LISTED = 100
CAME_TO_AN_END = ("done", "stopped", "given_up")
NAMES_IN_SOURCE = 3
BEGINNING = 120  # characters of a text, for its first line


def for_importers(view):
    """Let only people through who may import."""
    allowed = permission_required("newsroom.add_importbatch", raise_exception=True)
    return never_cache(login_required(allowed(view)))


class FilesInput(forms.FileInput):
    """Takes any number of files; a browser also takes those that are dropped onto it."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, empty ones too: those are refused by name like every other."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files as a list."""
        return [super(FilesField, self).clean(one, initial) for one in data or ()]


class ImportForm(forms.Form):
    """Which newspaper, and its files."""

    newspaper = forms.ModelChoiceField(
        Newspaper.objects.all(), label=gettext_lazy("Newspaper"), empty_label=None
    )
    texts = FilesField(
        label=gettext_lazy("Files"),
        help_text=gettext_lazy(
            "Choose .txt and .zip files, or one table (.csv, .tsv, .jsonl, .xlsx), or drop them."
        ),
    )
    folder = FilesField(
        label=gettext_lazy("Or a folder"), widget=FilesInput({"webkitdirectory": True})
    )
    sheet = forms.CharField(
        required=False,
        max_length=100,
        label=gettext_lazy("Sheet of a workbook"),
        help_text=gettext_lazy(
            "Of an .xlsx file the first filled sheet is read, or the one named."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Have at least one file."""
        cleaned = super().clean() or {}
        if not self.errors and not self.chosen:
            self.add_error("texts", _("Choose at least one file."))
        if self.errors:
            return cleaned
        tables_chosen = [file for file in self.chosen if _is_table(file.name or "")]
        if self.chosen and not any(not is_manifest(file.name or "") for file in self.chosen):
            self.add_error("texts", _("A manifest.csv states days of pages, which are missing."))
        a_table = bool(tables_chosen)
        if cleaned.get("sheet") and not a_table:
            self.add_error("sheet", _("Only an Excel workbook has sheets."))
        if len(self.chosen) > 1 and tables_chosen:
            self.add_error("texts", _("A table of articles is imported by itself."))
        return cleaned

    @property
    def chosen(self) -> list[UploadedFile]:
        """The files of both fields."""
        return [*self.cleaned_data.get("texts", ()), *self.cleaned_data.get("folder", ())]


def _is_table(name: str) -> bool:
    """Whether a file holds ready-made articles; a manifest tells of the pages beside it."""
    return tables.is_table(name) and not is_manifest(name)


def _source(files: list[UploadedFile]) -> str:
    names = [clean(file.name or "") for file in files]
    return ", ".join(names[:NAMES_IN_SOURCE]) + (" …" if len(names) > NAMES_IN_SOURCE else "")


@require_safe
@for_importers
def imports(request: HttpRequest) -> HttpResponse:
    """List the imports, the newest first."""
    found = ImportBatch.objects.select_related("newspaper", "created_by").defer("refusals")
    page = Paginator(found, IMPORTS_LISTED).get_page(request.GET.get("page"))
    context = {"imports": progress_of(page), "page": page}
    return render(request, "newsroom/importing/imports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_importers
def new_import(request: HttpRequest) -> HttpResponse:
    """Take files in, and go on to what was recognised."""
    posted = request.method == "POST"
    asked = {name: request.GET.get(name) for name in ("sheet", "newspaper")}
    form = ImportForm(request.POST, request.FILES) if posted else ImportForm(initial=asked)
    if form.is_valid():
        given = [Given(clean(file.name or ""), file.size or 0, file.open) for file in form.chosen]
        about = {
            "newspaper": form.cleaned_data["newspaper"],
            "source": _source(form.chosen),
            "by": person(request),
        }
        try:
            if _is_table(given[0].name):
                sheet = form.cleaned_data["sheet"]
                return redirect("import_table", tables.receive(given[0], sheet=sheet, **about).pk)
            return redirect("import", batches.receive(given, **about).pk)
        except Refused as refusal:
            form.add_error("texts", refusal.sentence)
    context = {
        "form": form,
        "newspapers": Newspaper.objects.exists(),
        "limits": {
            "files": MOST_FILES,
            "page": LARGEST_PAGE // MEGABYTE,
            "table": tables.LARGEST_TABLE // MEGABYTE,
            "rows": tables.MOST_ROWS,
        },
    }
    status = 422 if posted else 200
    return render(request, "newsroom/importing/new_import.html", context, status=status)


def _batch(pk: int) -> ImportBatch:
    return get_object_or_404(
        ImportBatch.objects.select_related("newspaper", "created_by", "table"), pk=pk
    )


def _kept(refusals: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"told": said(one.get("why"), one["sentence"])} for one in refusals]


def _told(batch: ImportBatch, *, page: str | None = None) -> dict[str, Any]:
    """What the part that moves needs; of the list of pages, the one asked for."""
    [(batch, progress)] = progress_of([batch])
    files = ImportFile.objects.filter(batch=batch).order_by("name").defer("text")
    refused = files.filter(outcome=ImportFile.Outcome.REFUSED)
    told: dict[str, Any] = {
        "batch": batch,
        "progress": progress,
        "worker": worker_is_running() if progress.moves else True,
        "refused": list(refused[:FILES_LISTED]) or _kept(batch.refusals[:FILES_LISTED]),
    }
    if progress.state in CAME_TO_AN_END:
        pages = Page.objects.filter(batch=batch).order_by("pk").defer("text")
        on_it = Article.objects.filter(page=OuterRef("pk"), retired_at=None).order_by()
        number = on_it.values("page").annotate(number=Count("pk")).values("number")
        told["pages"] = Paginator(
            pages.select_related("issue__newspaper").annotate(found=Coalesce(Subquery(number), 0)),
            FILES_LISTED,
        ).get_page(page)
        if not hasattr(batch, "table"):
            told["known"] = list(files.filter(outcome=ImportFile.Outcome.KNOWN)[:FILES_LISTED])
    return told


@require_safe
@for_importers
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an import: before it is begun what was recognised, then how far it is."""
    batch = _batch(pk)
    if hasattr(batch, "table") and not batch.begun_at and not batch.purged_at:
        return redirect("import_table", pk)
    context = _told(batch, page=request.GET.get("page"))
    if not batch.begun_at and not batch.purged_at:
        there = Page.objects.filter(newspaper=batch.newspaper, text_sha256=OuterRef("text_sha256"))
        files = (
            ImportFile.objects.waiting()
            .filter(batch=batch)
            .order_by("name")
            .defer("text")
            .annotate(beginning=Left("text", BEGINNING), there=Exists(there))
        )
        context["there"] = files.filter(there=True).count()
        context["files"] = Paginator(files, FILES_LISTED).get_page(request.GET.get("page"))
    return render(request, "newsroom/importing/import.html", context)


@require_safe
@for_importers
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the part of the page that asks again while the workers are at it."""
    return render(request, "newsroom/importing/_progress.html", _told(_batch(pk)))


@require_POST
@for_importers
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand an import to the workers."""
    batches.begin(_batch(pk), by=person(request))
    return redirect("import", pk)


@require_POST
@for_importers
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the workers stop."""
    batches.stop(_batch(pk), by=person(request))
    return redirect("import", pk)


@require_POST
@for_importers
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with an import."""
    batches.resume(_batch(pk), by=person(request))
    return redirect("import", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_importers
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether an import is to be undone, then do it."""
    batch = _batch(pk)
    if request.method != "POST":
        context = _told(batch) | {"held": undoing.is_held(batch)}
        return render(request, "newsroom/importing/undo.html", context)
    if undoing.undo(batch, by=person(request)):
        messages.success(request, _("Import %(number)s is undone.") % {"number": batch.pk})
        return redirect("imports")
    return redirect("import", pk)
