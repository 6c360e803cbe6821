"""The page on which a person says what the columns of a table hold, and sees what becomes of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from newsroom import table_preview, tables
from newsroom.models import Article, ImportFile, ImportTable
from newsroom.table_forms import TableForm
from newsroom.text.counting import characters
from newsroom.text.roles import Role
from newsroom.text.table_columns import Mapping
from newsroom.views.importing import ADD_NEWSPAPER, for_importers, person

EXCERPT = 160  # characters of a text
REFUSED_LISTED = 20


@require_http_methods(["GET", "HEAD", "POST"])
@for_importers
def import_table(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a table with what its columns seem to hold; take what a person says, then begin."""
    table = get_object_or_404(ImportTable.objects.select_related("batch__newspaper"), pk=pk)
    posted = request.method == "POST"
    if not posted and (table.batch.begun_at or table.batch.purged_at):
        return redirect("import", pk)
    may_add = request.user.has_perm(ADD_NEWSPAPER)
    form = TableForm(request.POST if posted else None, table=table, may_add=may_add)
    if form.is_valid():
        if request.POST.get("do") == "begin":
            tables.begin(table.batch, form.wanted, by=person(request))
            return redirect("import", pk)
        tables.map_columns(table.batch, form.wanted, by=person(request))
        return redirect("import_table", pk)
    context = {"form": form, "table": table, "batch": table.batch} | _told(table)
    return render(request, "newsroom/importing/table.html", context, status=422 if posted else 200)


def _told(table: ImportTable) -> dict[str, Any]:
    """What the page shows beside the form."""
    shown = table_preview.preview(table, table.batch.newspaper)
    mapping = Mapping.of_json(table.mapping)
    held = {place: what.value for what, place in mapping.columns.items()}
    files = ImportFile.objects.filter(batch=table.batch_id)
    refused = files.filter(outcome=ImportFile.Outcome.REFUSED).order_by("line")
    width = len(table.columns)
    return {
        "preview": shown,
        "articles": [_article(stated, paper) for stated, paper in shown.articles],
        "columns": [
            (column["name"], held.get(place, "")) for place, column in enumerate(table.columns)
        ],
        "rows": [(row.number, (row.cells + [""] * width)[:width]) for row in shown.rows],
        "count": files.waiting().count(),
        "refused": list(refused.defer("text")[:REFUSED_LISTED]),
        "refused_count": refused.count(),
    }


def _article(stated, paper) -> dict[str, Any]:
    parts = dict(stated.head)
    plain = " ".join(stated.text.split())
    return {
        "row": stated.row,
        "paper": paper.name,
        "first": stated.first,
        "last": stated.last,
        "day": stated.day,
        "page": stated.printed,
        "kind": "" if stated.kind == "news" else Article.Kind(stated.kind.value).label,
        "rubric": parts.get(Role.RUBRIC, ""),
        "headline": stated.headline,
        "deck": parts.get(Role.DECK, ""),
        "credits": [f"{credit.role or ''} {credit.name}".strip() for credit in stated.credits],
        "excerpt": plain[:EXCERPT],
        "goes_on": len(plain) > EXCERPT,
        "length": characters(stated.text),
        "outside_id": stated.outside_id,
    }
