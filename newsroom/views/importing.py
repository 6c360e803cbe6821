"""Imports in the browser: hand files in, see what was recognised, follow the workers, undo."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce, Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsroom import batches, founding, tables, undoing
from newsroom.errors import Refused
from newsroom.import_forms import ImportForm, is_table
from newsroom.models import Article, ImportBatch, ImportFile, Page
from newsroom.progress import progress_of, worker_is_running
from newsroom.sentences import said
from newsroom.text.decoding import LARGEST_PAGE
from newsroom.uploads import MEGABYTE, MOST_FILES, clean
from newsroom.views.site import person

ADD_NEWSPAPER = "newsroom.add_newspaper"
IMPORTS_LISTED = 50
FILES_LISTED = 100
CAME_TO_AN_END = ("done", "stopped", "given_up")
NAMES_IN_SOURCE = 3
BEGINNING = 120  # characters of a text, for its first line


def for_importers(view):
    """Let only people through who may import."""
    allowed = permission_required("newsroom.add_importbatch", raise_exception=True)
    return never_cache(login_required(allowed(view)))


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
    may_add = request.user.has_perm(ADD_NEWSPAPER)
    asked = {name: request.GET[name] for name in ("sheet", "newspaper") if name in request.GET}
    form = (
        ImportForm(request.POST, request.FILES, may_add=may_add)
        if posted
        else ImportForm(initial=asked, may_add=may_add)
    )
    if form.is_valid() and (batch := _received(form, request)):
        return redirect("import_table" if hasattr(batch, "table") else "import", batch.pk)
    context = {
        "form": form,
        "papers": bool(form.papers),
        "limits": {
            "files": MOST_FILES,
            "page": LARGEST_PAGE // MEGABYTE,
            "table": tables.LARGEST_TABLE // MEGABYTE,
            "rows": tables.MOST_ROWS,
        },
    }
    status = 422 if posted else 200
    return render(request, "newsroom/importing/new_import.html", context, status=status)


def _received(form: ImportForm, request: HttpRequest) -> ImportBatch | None:
    """Take the files in, and make their newspaper where it is a new one; None when refused, and
    then nothing is made, and the form says why."""
    by = person(request)
    beside = "slug"
    try:
        with transaction.atomic():
            paper = form.paper or founding.found(*form.names, by=by)
            beside = "texts"
            about: dict[str, Any] = {
                "newspaper": paper, "source": _source(form.chosen), "by": by,
            }  # fmt: skip
            first, *_others = given = form.given
            if is_table(first.name):
                sheet = form.cleaned_data["sheet"]
                return tables.receive(first, sheet=sheet, **about)
            batch = batches.receive(given, **about)
            if form.paper is None:
                _refuse_without_pages(batch)
            return batch
    except Refused as refusal:
        form.add_error(beside, refusal.sentence)
        return None


def _refuse_without_pages(batch: ImportBatch) -> None:
    """A newspaper is not made for files of which none can go in: say why of the first."""
    files = ImportFile.objects.filter(batch=batch)
    if not files.waiting().exists():
        nothing = _("None of these files can go in, so the newspaper was not made either.")
        raise Refused(" ".join([nothing, *(file.told for file in files.order_by("name")[:1])]))


@require_safe
@for_importers
@permission_required(ADD_NEWSPAPER, raise_exception=True)
def short_name(request: HttpRequest) -> HttpResponse:
    """Propose a short name that is free, of the name of a new newspaper."""
    proposed = founding.free_slug(request.GET.get("name", "")[:100])
    return HttpResponse(proposed, content_type="text/plain")


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
