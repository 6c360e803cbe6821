"""The page workbench: a supervisor puts right what was read wrong, and sees what follows."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from newsroom import acted, issue_days, merging, reading, repairing, waiting
from newsroom import workbench as bench
from newsroom.errors import Refused
from newsroom.forms import DateForm, EditForm, NumberForm
from newsroom.laying import layout_of
from newsroom.models import Page
from newsroom.numbering import NumberTaken, SetNumber
from newsroom.text.editing import Confirm
from newsroom.views import closing

PAGES_LISTED = 100
LONGEST_PLACE = 10  # figures of a place on a page


def for_supervisors(view):
    """Let only people through who may repair pages."""
    allowed = permission_required("newsroom.change_page", raise_exception=True)
    return never_cache(login_required(allowed(view)))


def page_of(identifier):
    """Return the page that an identifier names, or raise 404."""
    try:
        return reading.find_page(identifier)
    except Page.DoesNotExist:
        raise Http404 from None


@require_safe
@for_supervisors
def to_check(request):
    """List the pages that a person should look at, in the order of the papers."""
    keys = repairing.to_check().values_list("pk", flat=True)
    pages: Any = Paginator(keys, PAGES_LISTED).get_page(request.GET.get("page"))
    pages.object_list = waiting.listed(list(pages.object_list))
    return render(
        request,
        "newsroom/workbench/to_check.html",
        {
            "pages": pages,
            "closed": closing.closed_before(request, None),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_supervisors
def workbench(request, identifier):
    """Show a page with its articles side by side; take one repair at a time."""
    page = page_of(identifier)
    if request.method == "POST":
        return _take(request, page)
    if page.identifier != identifier:
        return redirect("workbench", page.identifier)
    at = request.GET.get("at") or bench.head_of(page, request.GET.get("article", ""))
    return _show(request, page, at=at)


def _take(request, page):
    """Make a repair, or show first what it would do to work on the articles."""
    form = EditForm(request.POST, page=page)
    valid, step = form.is_valid(), form.step
    if not valid or step is None:
        return _show(request, page, at=request.POST.get("at"), form=form, status=422)
    seen, dated = form.cleaned_data["seen"], form.cleaned_data["dated"]
    try:
        effects = [] if form.cleaned_data["agreed"] else repairing.affected(page, step)
        if any(effect.severe for effect in effects):
            return _show(request, page, at=request.POST.get("at"), form=form, effects=effects)
        if isinstance(step, repairing.Turn):
            turn = {repairing.Turn.UNDO: repairing.undo, repairing.Turn.REDO: repairing.redo}
            shown = _turned(page, step, turn[step], seen=seen, dated=dated, by=request.user)
        else:
            repairing.repair(page, step, seen=seen, by=request.user)
            shown = None
    except Refused as refusal:
        at = request.POST.get("at")
        return _show(request, page, at=at, form=form, refusal=refusal, status=409)
    at = form.cleaned_data["at"] if shown is None else shown
    if isinstance(step, Confirm):  # nothing more is to be done there
        at = bench.next_doubt(page, step.at)
    now = page_of(page.identifier)
    place = _bench_at(now, at)
    if not request.headers.get("HX-Request"):
        return redirect(place)
    moved = now.identifier != page.identifier  # its number was undone or redone
    if moved or now.issue.dating_id != page.issue.dating_id:
        return HttpResponse(status=204, headers={"HX-Redirect": place})
    response = _show(request, now, at=at)
    response["HX-Replace-Url"] = place
    return response


def _bench_at(page, at):
    """The address of a page on the workbench, with a segment chosen where one is named."""
    chosen = str(at).isdecimal() and len(str(at)) < LONGEST_PLACE
    return reverse("workbench", args=[page.identifier]) + (f"?at={at}" if chosen else "")


def _linked(refusal):
    """What was refused, with a link to the page that it names."""
    if not isinstance(refusal, NumberTaken):
        return refusal.sentence
    place = reverse("workbench", args=[refusal.page.identifier])
    link = format_html('<a href="{}">{}</a>', place, refusal.page.identifier)
    return format_html(refusal.words(), number=refusal.number, page=link)


def _turned(page, step, turn, *, seen, dated, by):
    """Undo or redo; return where on the page it shows, None where it was the day of the issue."""
    before, left = layout_of(page), page.revision
    revision = turn(page, seen=seen, dated=dated, by=by)
    if revision == left:
        return None
    edit = left.edit if step is repairing.Turn.UNDO else revision.edit
    return bench.place_of(edit, before, layout_of(page))


def _show(
    request, page, *, at, form=None, date_form=None, number_form=None, effects=(), refusal=None,
    status=200,
):  # fmt: skip
    """Show the workbench: whole, or for htmx only what changes.

    To htmx a refusal is an answer like others: browsers report a request that failed as an error.
    """
    part = bool(request.headers.get("HX-Request"))
    return render(
        request,
        "newsroom/workbench/_bench.html" if part else "newsroom/workbench/workbench.html",
        {
            "page": page,
            "issue": page.issue,
            "bench": bench.Bench(page, at=at, by=request.user),
            "form": form or EditForm(page=page),
            "date_form": date_form or DateForm(initial={"date": issue_days.said_of(page.issue)}),
            "number_form": number_form or NumberForm(),
            "effects": effects,
            "again": [
                (name, value)
                for name, value in request.POST.items()
                if name not in ("csrfmiddlewaretoken", "agreed")
            ],
            "refusal": refusal and _linked(refusal),
            "closed": closing.closed_before(request, page),
        },
        status=200 if part else status,
    )


@require_http_methods(["POST"])
@for_supervisors
def checked(request, identifier):
    """Note that a page was looked through, and go on to the next that waits."""
    page = page_of(identifier)
    following = waiting.after(page)
    if page.checked_at:
        closing.forget(request)
    else:
        left = bench.doubts_left(page)
        repairing.check(page, doubts=left, by=request.user)
        at = request.POST.get("at", "")
        closing.remember(request, page, doubts=left, at=at, on=following)
    if following:
        place = resolve_url("workbench", following.identifier)
    else:
        messages.success(request, _("No page waits to be checked."))
        place = resolve_url("to_check")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": place})
    return redirect(place)


@require_http_methods(["POST"])
@for_supervisors
def unchecked(request, identifier):
    """Put a page that was looked through back on the list, and go to where one was on it."""
    page = page_of(identifier)
    repairing.uncheck(page, by=request.user)
    closing.forget(request)
    return redirect(_bench_at(page, request.POST.get("place")))


@require_http_methods(["POST"])
@for_supervisors
def dated(request, identifier):
    """Say by hand what is known of the day of the page's issue; its identifiers change with it.

    Where the newspaper has an issue of that day, its pages go there, once the person agrees.
    """
    page = page_of(identifier)
    form = DateForm(request.POST)
    at = request.POST.get("at", "")
    if not form.is_valid():
        return _show(request, page, at=at, date_form=form, status=422)
    days = form.cleaned_data["days"]
    try:
        into = merging.of_day(page.issue, days.day) if days.day else None
        if into and not form.cleaned_data["agreed"]:
            shown = {"page": page, "date": days.day, "plan": merging.plan(page.issue, into=into)}
            return render(request, "newsroom/workbench/merge_issue.html", shown | {"at": at})
        if into:
            merging.merge(page.issue, into=into, by=request.user)
        else:
            dated = form.cleaned_data["dated"]
            issue_days.date_issue(page.issue, date=days, dated=dated, by=request.user)
    except Refused as refusal:
        form.add_error("date", refusal.sentence)
        return _show(request, page, at=at, date_form=form, status=409)
    return redirect(_bench_at(page_of(page.identifier), at))


@require_http_methods(["POST"])
@for_supervisors
def numbered(request, identifier):
    """Set the number of a page by hand; its identifier changes with it."""
    page = page_of(identifier)
    form = NumberForm(request.POST)
    at = request.POST.get("at", "")
    if not form.is_valid():
        return _show(request, page, at=at, number_form=form, status=422)
    step = SetNumber(form.cleaned_data["number"])
    try:
        repairing.repair(page, step, seen=form.cleaned_data["seen"], by=request.user)
    except Refused as refusal:
        form.add_error("number", _linked(refusal))
        return _show(request, page, at=at, number_form=form, status=409)
    return redirect(_bench_at(page_of(page.identifier), at))


@require_http_methods(["POST"])
@for_supervisors
def unmerged(request, identifier, pk):
    """Take the pages of an issue that went into the page's issue out again."""
    page = page_of(identifier)
    merging.unmerge(get_object_or_404(page.issue.merged, pk=pk), by=request.user)
    return redirect("workbench", page_of(page.identifier).identifier)


@require_safe
@for_supervisors
def history(request, identifier):
    """Show everything that people did to a page, newest first."""
    page = page_of(identifier)
    acts = Paginator(bench.acts_on(page), PAGES_LISTED).get_page(request.GET.get("page"))
    about = acted.articles_of(page, acts)
    return render(
        request,
        "newsroom/workbench/history.html",
        {
            "page": page,
            "issue": page.issue,
            "acts": [(*bench.told(act), about.get(act.pk, [])) for act in acts],
            "merged": set(page.issue.merged.values_list("key", flat=True)),
            "part": acts,
        },
    )
