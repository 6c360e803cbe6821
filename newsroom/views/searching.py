"""The search page; its address holds the whole query."""

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from newsroom import search, snippets
from newsroom.models import Article, Newspaper
from newsroom.reading import with_heads
from newsroom.views.corpus import for_readers

PAGE_SIZE = 20
ORDERS = [
    ("relevance", _("most relevant first")),
    ("newest", _("newest first")),
    ("oldest", _("oldest first")),
]


FILTERS = ("newspaper", "since", "until", "page", "kind", "rubric", "credit")


class SearchForm(forms.Form):
    """What a person may ask for."""

    q = forms.CharField(
        label=_("Words"), required=False, max_length=search.LONGEST_QUERY, strip=True
    )
    newspaper = forms.ModelChoiceField(
        label=_("Newspaper"), required=False, queryset=Newspaper.objects.all(),
        to_field_name="slug", empty_label=_("all newspapers"),
    )  # fmt: skip
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    page = forms.CharField(label=_("Page"), required=False, max_length=10)
    kind = forms.ChoiceField(
        label=pgettext_lazy("of an article", "Kind"),
        required=False,
        choices=[("", _("all kinds")), *Article.Kind.choices],
    )
    rubric = forms.CharField(label=_("Series, column or section"), required=False, max_length=100)
    credit = forms.CharField(label=_("Credit"), required=False, max_length=100)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=ORDERS)
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.user = user
        self.narrowings = {}
        for narrowing in search.narrowings:
            if choices := narrowing.choices(user):
                self.narrowings[narrowing.name] = narrowing
                self.fields[narrowing.name] = forms.ChoiceField(
                    label=narrowing.title, required=False, choices=[("", _("all")), *choices]
                )

    def clean_q(self):
        """Too many terms would make a search that never ends."""
        if search.parse(self.cleaned_data["q"]).terms > search.MOST_TERMS:
            raise forms.ValidationError(
                _("Use at most %(most)s words.") % {"most": search.MOST_TERMS}
            )
        return self.cleaned_data["q"]

    def clean_start(self):
        """Nobody pages deeper than this; a narrower search finds it."""
        return min(self.cleaned_data["start"] or 0, search.MOST_SHOWN - PAGE_SIZE)

    def clean(self):
        """A range runs forward."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day is before the first."))
        return self.cleaned_data

    @property
    def filters(self) -> search.Filters:
        """The filters of a valid form."""
        data = self.cleaned_data
        within = None
        for name, narrowing in self.narrowings.items():
            if data[name]:
                fitting = narrowing.articles(self.user, data[name])
                within = fitting if within is None else within.filter(pk__in=fitting.values("pk"))
        return search.Filters(
            newspaper=data["newspaper"].slug if data["newspaper"] else "",
            since=data["since"], until=data["until"], page=data["page"], kind=data["kind"],
            rubric=data["rubric"], credit=data["credit"], articles=within,
        )  # fmt: skip

    @property
    def asks(self) -> bool:
        """Whether anything is looked for at all."""
        return any(
            value for name, value in self.cleaned_data.items() if name not in {"order", "start"}
        )


@for_readers
def search_page(request):
    """Show what fits the query of the address, a page at a time, each with its words in context."""
    form = SearchForm(request.GET, user=request.user)
    context = {
        "form": form,
        "filters": [form[name] for name in (*FILTERS, *form.narrowings, "order")],
        "results": [],
        "asked": False,
    }
    if form.is_valid() and form.asks:
        data = form.cleaned_data
        query = search.parse(data["q"])
        found = search.find(
            query,
            form.filters,
            order=data["order"] or "relevance",
            start=data["start"],
            size=PAGE_SIZE,
        )
        last = min(found.known, search.MOST_SHOWN)
        following = data["start"] + PAGE_SIZE
        context |= {
            "asked": True,
            "found": found,
            "results": _results(found.ids, query),
            "first": data["start"] + 1,
            "last": data["start"] + len(found.ids),
            "previous": _address(request, max(0, data["start"] - PAGE_SIZE))
            if data["start"]
            else None,
            "next": _address(request, following) if following < last else None,
            "most_shown": search.MOST_SHOWN,
            "most_ranked": search.MOST_RANKED,
            "sorted": data["order"] in ("newest", "oldest"),
            "count_at": reverse("search_count") + _address(request),
            "typed": data["q"],
        }
    response = render(request, "newsroom/search.html", context)
    response["HX-Push-Url"] = _address(request) or request.path
    return response


@for_readers
def search_count(request):
    """Count what fits the query of the address, where that takes longer than the search itself."""
    form = SearchForm(request.GET, user=request.user)
    if not form.is_valid():
        raise Http404
    total = search.count(search.parse(form.cleaned_data["q"]), form.filters)
    back = reverse("search") + _address(request)
    return render(request, "newsroom/search_count.html", {"total": total, "back": back})


def _address(request, start=0):
    """This search at a place of its list, with nothing in the address that means nothing."""
    asked = {name: value for name, value in request.GET.items() if value and name != "start"}
    if asked.get("order") == ORDERS[0][0]:
        del asked["order"]
    if start:
        asked["start"] = start
    return f"?{urlencode(asked)}" if asked else ""


def _results(ids, query):
    """The articles of a page of the search in its order, with headline and words in context."""
    articles = with_heads(
        Article.objects.select_related("page__issue__newspaper").defer("page__text", "joined_text")
    ).in_bulk(ids)
    results = []
    for article in (articles[pk] for pk in ids if pk in articles):
        head = (
            article.text.find(article.headline) + len(article.headline) if article.headline else 0
        )
        body = min(len(article.text), head + 1 if head else 0)
        results.append(
            {
                "article": article,
                "headline": snippets.highlighted(article.headline, query.wanted),
                "snippet": snippets.in_context(article.text, query.wanted, after=body),
            }
        )
    return results
