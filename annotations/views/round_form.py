"""The form that draws a round up."""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations import rounds
from annotations.models import CodebookVersion, Round
from newsroom.models import Article, Newspaper, User


@dataclass(frozen=True, slots=True)
class Plan:
    """What a round would be, before it is made."""

    articles: list[Article]
    matching: int  # articles of the selection, of which some may have been drawn
    undated: int  # articles that a range of dates leaves out, because their issue has no date
    per_unit: int
    loads: list[rounds.Load]
    fingerprint: str  # of exactly these articles and shares: what was shown is what is made

    @property
    def codings(self) -> int:
        """How many times an article is to be coded."""
        return len(self.articles) * self.per_unit


class PersonField(forms.ModelMultipleChoiceField):
    """A choice of people, each with their code."""

    def label_from_instance(self, person: Any) -> str:
        """The name and the code."""
        return f"{person.display_name} {person.annotator_code}"


class VersionField(forms.ModelChoiceField):
    """A choice of codebook versions, the number first: names can be longer than the field."""

    def label_from_instance(self, version: Any) -> str:
        """The number and the name of the codebook."""
        said = {"number": version.number, "codebook": version.codebook.name}
        return _("Version %(number)d · %(codebook)s") % said


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RoundForm(forms.Form):
    """Name, kind, codebook version, articles, annotators and rules of a new round."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Round.Kind.choices)
    version = VersionField(
        label=gettext_lazy("Codebook version"), queryset=CodebookVersion.objects.none()
    )
    newspaper = forms.ModelChoiceField(
        label=gettext_lazy("Newspaper"),
        queryset=Newspaper.objects.all(),
        required=False,
        empty_label=gettext_lazy("All newspapers"),
    )
    date_from = forms.DateField(label=gettext_lazy("From"), required=False, widget=DateInput())
    date_to = forms.DateField(label=gettext_lazy("To"), required=False, widget=DateInput())
    fresh = forms.BooleanField(
        label=gettext_lazy("Only articles that were in no round before"), required=False
    )
    sample = forms.IntegerField(
        label=gettext_lazy("How many, drawn at random"), required=False, min_value=1,
        help_text=gettext_lazy("Empty: all of them."),
    )  # fmt: skip
    annotators = PersonField(
        label=gettext_lazy("Annotators"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    per_unit = forms.IntegerField(
        label=gettext_lazy("Annotators per article"), min_value=1, initial=2,
        help_text=gettext_lazy("In a reliability test everybody codes every article."),
    )  # fmt: skip
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"), min_value=0, max_value=2**31 - 1,
        help_text=gettext_lazy("The same seed draws and shares out the same again."),
    )  # fmt: skip
    deadline = forms.DateField(label=gettext_lazy("Deadline"), required=False, widget=DateInput())
    notes = forms.CharField(
        label=gettext_lazy("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = CodebookVersion.objects.exclude(published_at=None).select_related("codebook")
        self.fields["version"].queryset = versions.order_by("-published_at")  # type: ignore[attr-defined]
        self.fields["version"].initial = versions.order_by("-published_at").first()
        people = User.objects.with_perm("annotations.code_unit", include_superusers=False)
        self.fields["annotators"].queryset = people.order_by("annotator_code")  # type: ignore[attr-defined]
        self.fields["kind"].initial = Round.Kind.PILOT
        self.fields["seed"].initial = secrets.randbelow(1_000_000)

    def clean_name(self) -> str:
        """Refuse a name that a round has already."""
        name = self.cleaned_data["name"].strip()
        if Round.objects.filter(name=name).exists():
            raise forms.ValidationError(_("There is a round of this name already."))
        return name

    def clean_deadline(self) -> Any:
        """Refuse a deadline that has passed."""
        deadline = self.cleaned_data["deadline"]
        if deadline and deadline < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return deadline

    def clean(self) -> dict[str, Any]:
        """Check what one field says about another."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("date_from"), cleaned.get("date_to")
        if first and last and first > last:
            self.add_error("date_to", _("This day is before the first one."))
        people, kind = cleaned.get("annotators"), cleaned.get("kind")
        if people is None:
            return cleaned
        if kind == Round.Kind.RELIABILITY and len(people) < 2:
            self.add_error("annotators", _("A reliability test needs at least two annotators."))
        elif kind != Round.Kind.RELIABILITY and len(people) < cleaned.get("per_unit", 1):
            self.add_error("annotators", _("Choose at least as many as code each article."))
        return cleaned

    def articles(self) -> QuerySet[Article]:
        """The articles of the selection, in page order, before any are drawn."""
        chosen = self.cleaned_data
        articles = Article.objects.all()
        if chosen["newspaper"]:
            articles = articles.filter(page__newspaper=chosen["newspaper"])
        if chosen["fresh"]:
            articles = articles.filter(units=None)
        return rounds.in_page_order(articles)

    def plan(self) -> Plan:
        """Say what the round would be; the form is valid."""
        chosen = self.cleaned_data
        within = Q()
        if chosen["date_from"]:
            within &= Q(page__issue__date__gte=chosen["date_from"])
        if chosen["date_to"]:
            within &= Q(page__issue__date__lte=chosen["date_to"])
        selection = self.articles()
        matching = list(selection.filter(within).select_related("page__issue__newspaper"))
        seed, people = chosen["seed"], list(chosen["annotators"])
        drawn = rounds.draw(matching, chosen["sample"] or len(matching), seed=seed)
        per_unit = rounds.coders_per_unit(chosen["kind"], chosen["per_unit"], people)
        shares = rounds.loads(len(drawn), people, per_unit=per_unit, seed=seed)
        said = [
            chosen["kind"], chosen["version"].pk, per_unit, seed,
            [article.pk for article in drawn], [person.pk for person in people],
        ]  # fmt: skip
        return Plan(
            articles=drawn,
            matching=len(matching),
            undated=selection.filter(page__issue__date=None).count() if within else 0,
            per_unit=per_unit,
            loads=shares,
            fingerprint=sha256(repr(said).encode()).hexdigest(),
        )
