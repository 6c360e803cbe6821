"""The supervisor's dashboard, and the rows behind its numbers."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from annotations import dashboard as overview
from annotations import trends as over_time
from annotations.models import Codebook, Label
from annotations.trends import Period, Trends
from annotations.views.curves import BAR_PLACE, Column, columns

ROWS_LISTED = 50
FEWEST_COLUMNS = 12
for_supervisors = permission_required("annotations.supervise_round", raise_exception=True)


@dataclass(frozen=True, slots=True)
class Strip:
    """A topic over time: its stacked columns, and its numbers a tone and a period."""

    topic: Label | None  # None for all topics together
    total: int
    columns: list[Column]
    tones: list[tuple[Label, int]]
    lines: list[tuple[Label | None, int, list[tuple[Period, int]]]]

    @property
    def width(self) -> int:
        """Of the drawing, which is stretched to its place; few columns do not become slabs."""
        return BAR_PLACE * max(len(self.columns), FEWEST_COLUMNS)


def strips(found: Trends) -> list[Strip]:
    """Lay out all topics together, then each topic that occurs, on a scale of its own row."""
    result = []
    periods = list(enumerate(found.periods))
    for topic in [None, *found.topics]:
        code = topic.code if topic else ""
        tones: list[Label | None] = list(found.tones) or [None]
        counts = [
            [found.count(code, tone.code if tone else "", at) for tone in tones]
            for at, _period in periods
        ]
        most = max((sum(row) for row in counts), default=0)
        lines = [
            (
                tone,
                found.count(code, tone.code if tone else ""),
                [(period, counts[at][place]) for at, period in periods],
            )
            for place, tone in enumerate(tones)
        ]
        names = [tone.name if tone else "" for tone in tones]
        result.append(
            Strip(
                topic,
                found.count(code),
                columns(counts, names, most=most),
                [(tone, found.count(code, tone.code)) for tone in found.tones],
                [line for line in lines if line[1]],
            )
        )
    return result


def chosen_codebook(request: HttpRequest, known: list[Codebook]) -> Codebook | None:
    """The codebook that is asked for, or the one that was settled under last."""
    asked = request.GET.get("codebook")
    return next((one for one in known if one.slug == asked), known[0] if known else None)


@require_safe
@never_cache
@login_required
@for_supervisors
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show how everything stands: rounds, people, what waits, what drifts, labels over time."""
    running = overview.running(request.user)
    codebooks = over_time.codebooks_with_gold(request.user)
    found = over_time.trends(request.user, chosen_codebook(request, codebooks))
    people = overview.people_of(running)
    return render(
        request,
        "annotations/dashboard/dashboard.html",
        {
            "running": running,
            "foreseen": overview.some_foreseen(running),
            "people": [
                (person, [(one.round, one.shares.get(person.pk)) for one in running])
                for person in people
            ],
            "waiting": overview.waiting(request.user),
            "pages_to_check": overview.pages_to_check(),
            "codebooks": codebooks,
            "trends": found,
            "strips": strips(found) if found.periods else [],
        },
    )


@require_safe
@never_cache
@login_required
@for_supervisors
def waiting(request: HttpRequest, kind: str) -> HttpResponse:
    """List what waits, of one kind."""
    if kind not in overview.KINDS:
        raise Http404
    page = Paginator(overview.rows_waiting(kind, user=request.user), ROWS_LISTED).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "annotations/dashboard/waiting.html",
        {
            "kind": overview.KINDS[kind],
            "page": page,
            "rows": [overview.waiting_row(kind, row) for row in page],
        },
    )


class SettledFilter(forms.Form):
    """Which settled articles to list, as the address of a number says it."""

    topic = forms.CharField(required=False)
    tone = forms.CharField(required=False)
    first = forms.DateField(required=False)
    last = forms.DateField(required=False)
    undated = forms.BooleanField(required=False)


@require_safe
@login_required
@for_supervisors
def settled(request: HttpRequest) -> HttpResponse:
    """List the settled articles behind a number of the labels over time."""
    codebook = chosen_codebook(request, over_time.codebooks_with_gold(request.user))
    form = SettledFilter(request.GET)
    form.is_valid()
    wanted: dict[str, Any] = {"topic": "", "tone": "", "first": None, "last": None}
    wanted["undated"] = False
    wanted |= form.cleaned_data
    across, tone = over_time.variables_of(codebook) if codebook else (None, None)
    rows: Any = []
    if codebook and across:
        rows = (
            over_time.narrowed(over_time.settled(request.user, codebook, across, tone), **wanted)
            .select_related("unit__round", "unit__article__page__issue__newspaper")
            .defer("unit__article__text", "unit__article__page__text")
            .order_by("unit__article__page__issue__date", "pk")
        )
    page = Paginator(rows, ROWS_LISTED).get_page(request.GET.get("page"))
    names = names_of(codebook)
    asked = request.GET.copy()
    asked.pop("page", None)
    return render(
        request,
        "annotations/dashboard/settled.html",
        {
            "form": form,
            "page": page,
            "rows": [
                {
                    "decision": decision,
                    "topic": names.get((across.code, decision.topic), "") if across else "",
                    "tone": names.get((tone.code, decision.tone), "") if tone else "",
                }
                for decision in page
            ],
            "asked": asked.urlencode(),
            "across": across,
            "tone": tone,
            "asked_for": " · ".join(
                names.get((variable.code, wanted[which]), wanted[which])
                for variable, which in ((across, "topic"), (tone, "tone"))
                if variable and wanted[which]
            ),
            "wanted": wanted,
        },
    )


def names_of(codebook: Codebook | None) -> dict[tuple[str, str], str]:
    """Return what each label is called by (variable, code), in the latest version that has it."""
    labels = (
        Label.objects.filter(variable__version__codebook=codebook)
        .select_related("variable")
        .order_by("variable__version__number")
    )
    return {(label.variable.code, label.code): label.name for label in labels}
