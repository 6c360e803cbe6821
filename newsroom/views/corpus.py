"""Reading the corpus: newspapers, their calendars, pages and articles."""

import calendar
import datetime
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import (
    Count,
    Func,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import ExtractYear, Length
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from newsroom import overview, reading, relating, search, snippets
from newsroom.models import Article, Issue, Newspaper, Page
from newsroom.text.counting import BLANKS

MONTHS = 12
LONGEST_PLACE = 10  # figures of a place on the workbench, to which one goes back
UNDATED_LISTED = 50  # issues; an import may bring thousands
JOINS = "newsroom.change_article"  # who may say what jumps lead to, and is shown what may be it
WEEKDAYS = [
    pgettext_lazy("weekday", "Mo"),
    pgettext_lazy("weekday", "Tu"),
    pgettext_lazy("weekday", "We"),
    pgettext_lazy("weekday", "Th"),
    pgettext_lazy("weekday", "Fr"),
    pgettext_lazy("weekday", "Sa"),
    pgettext_lazy("weekday", "Su"),
]
STANDING_ARTICLES = Count(
    "pages__articles", filter=Q(pages__articles__retired_at=None), distinct=True
)


class Replaced(Func):
    """A text with everything that a regular expression finds replaced."""

    function = "regexp_replace"
    output_field = TextField()


def for_readers(view):
    """Let only people through who may read the corpus."""
    allowed = permission_required("newsroom.view_article", raise_exception=True)
    return require_safe(login_required(allowed(view)))


@for_readers
def newspapers(request):
    """List the newspapers, with how much of each there is."""
    articles = Article.objects.standing().filter(page__newspaper=OuterRef("pk"))
    found = Newspaper.objects.annotate(
        issue_count=_number_of(Issue.objects.filter(newspaper=OuterRef("pk"))),
        page_count=_number_of(Page.objects.filter(newspaper=OuterRef("pk"))),
        article_count=_number_of(articles),
        first_day=Min("issues__date"),
        last_day=Max("issues__date"),
    )
    return render(request, "newsroom/newspapers.html", {"newspapers": found})


def _number_of(rows):
    """Count rows by themselves: joined with others, every issue would meet every page."""
    counted = rows.order_by().annotate(n=Func("pk", function="count")).values("n")
    return Subquery(counted, output_field=IntegerField())


@for_readers
def newspaper(request, slug):
    """Show one newspaper as a calendar of the issues of a year, and those without a date."""
    paper = get_object_or_404(Newspaper, slug=slug)
    years = list(
        paper.issues.exclude(date=None)
        .values(year=ExtractYear("date"))
        .annotate(issues=Count("pk"))
        .order_by("year")
    )
    year = _year(request.GET.get("year"), years)
    issues = paper.issues.annotate(
        page_count=Count("pages", distinct=True),
        article_count=STANDING_ARTICLES,
        first_sequence=Min("pages__sequence"),
    )
    of_year = list(issues.filter(date__year=year)) if year else []
    without = Paginator(issues.filter(date=None).order_by("key"), UNDATED_LISTED)
    undated: Any = without.get_page(request.GET.get("undated"))
    undated.object_list = [_shown(paper, issue) for issue in undated.object_list]
    by_day = {issue.date: _shown(paper, issue) for issue in of_year}
    return render(
        request,
        "newsroom/newspaper.html",
        {
            "newspaper": paper,
            "years": years,
            "year": year,
            "months": [_month(year, month, by_day) for month in range(1, MONTHS + 1)]
            if year
            else [],
            "issue_count": len(of_year),
            "article_count": sum(issue.article_count for issue in of_year),
            "undated": undated,
            "weekdays": WEEKDAYS,
            "article_rows": overview.articles(paper, year) if year else [],
            "word_rows": overview.words(paper, year) if year else [],
        },
    )


def _shown(paper, issue):
    """An issue with the identifier of its first page, to which the calendar leads."""
    return {"issue": issue, "front": f"{paper.slug}-{issue.key}-p{issue.first_sequence}"}


def _year(asked, years):
    """The year that is asked for, else the last one with issues."""
    have = [each["year"] for each in years]
    if asked is None:
        return have[-1] if have else None
    if not asked.isascii() or not asked.isdigit() or int(asked) not in have:
        raise Http404
    return int(asked)


def _month(year, month, issues):
    """The weeks of a month: each day with its issue, None before and after the month."""
    days = calendar.Calendar().monthdatescalendar(year, month)
    weeks = [
        [(day, issues.get(day)) if day.month == month else None for day in week] for week in days
    ]
    return {"first": datetime.date(year, month, 1), "weeks": weeks}


@for_readers
def page(request, identifier):
    """Show a page as it was printed and read: its segments, its articles, its day and why."""
    try:
        found = reading.find_page(identifier)
    except Page.DoesNotExist:
        raise Http404 from None
    at = request.GET.get("at", "")
    place = f"?at={int(at)}" if at.isdecimal() and len(at) < LONGEST_PLACE else ""
    if found.identifier != identifier:
        return redirect(reverse("page", args=[found.identifier]) + place)
    articles = list(
        reading.with_heads(found.articles.standing()).defer("text").prefetch_related("credits").annotate(
            length=Length(Replaced("text", Value(BLANKS), Value(""), Value("g"))),
            paragraphs=Count("segments__block",
                filter=Q(segments__role="paragraph"), distinct=True,
            ),
        )
    )  # fmt: skip
    for article in articles:
        article.page = found
    lines = reading.lines_of(found)
    slots = reading.slots_of(line.article for line in lines)
    telling, further = reading.evidence_of(found.issue)
    return render(
        request,
        "newsroom/page.html",
        {
            "telling": telling,
            "further": further,
            "page": found,
            "issue": found.issue,
            "lines": lines,
            "articles": [(slots.get(article.number, 1), article) for article in articles],
            "pages": _pages_of(found.issue),
            "back": reverse("workbench", args=[found.identifier]) + place,
        },
    )


@for_readers
def article(request, identifier):
    """Show an article to read, with how to cite it and what stands around it."""
    try:
        found = reading.find_article(identifier)
    except Article.DoesNotExist:
        raise Http404 from None
    if found.identifier != identifier:
        return redirect("article", found.identifier)
    query = search.parse(request.GET.get("q", "")[: search.LONGEST_QUERY])
    neighbours = list(
        found.page.articles.standing().only("number", "headline", "kind", "parent", "page")
    )
    for neighbour in neighbours:
        neighbour.page = found.page
    before = [neighbour for neighbour in neighbours if neighbour.number < found.number]
    after = [neighbour for neighbour in neighbours if neighbour.number > found.number]
    credits = list(found.credits.all())
    return render(
        request,
        "newsroom/article.html",
        {
            "article": found,
            "pieces": reading.pieces_of(found, snippets.hits(found.coded_text, query.wanted)),
            "credits": credits,
            "citation": reading.citation(found, credits),
            "neighbours": neighbours,
            "previous": before[-1] if before else None,
            "next": after[0] if after else None,
            "successor": relating.identified(found.successor_id),
            "head": relating.identified(found.head_id),
            "jumps": relating.jumps_shown(found, propose=request.user.has_perm(JOINS)),
            "terms": relating.key_terms(found),
            "alike": relating.near_duplicates(found),
            "typed": request.GET.get("q", ""),
        },
    )


def _pages_of(issue):
    pages = list(issue.pages.only("sequence", "printed_number", "issue"))
    for each in pages:
        each.issue = issue
    return pages
