"""The filters of each endpoint, strict: a value that means nothing is refused by its name."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError

from annotations.models import Annotation, Decision, DecisionLabel, Release, Round
from newsroom.models import Article, Issue, Newspaper
from newsroom.reading import find_article

ISO_DATE = ["%Y-%m-%d"]


class ArticleFilter(filters.CharFilter):
    """An article by its public identifier, present or former."""

    def filter(self, found: QuerySet, value: str) -> QuerySet:
        """Keep what belongs to the article. Raises ValidationError when there is none."""
        if not value:
            return found
        try:
            article = find_article(value)
        except Article.DoesNotExist as error:
            raise ValidationError(
                {"article": [_("There is no article of this identifier.")]}
            ) from error
        return found.filter(**{self.field_name: article})


class MomentField(filters.fields.IsoDateTimeField):
    """A moment with whatever offset, kept in UTC: the database knows no offsets beyond 16 hours."""

    def clean(self, value: str) -> datetime | None:
        """Return the moment. Raises forms.ValidationError."""
        moment = super().clean(value)
        try:
            return moment.astimezone(UTC) if moment else None
        except OverflowError as error:
            raise forms.ValidationError(_("This is no moment that a calendar has.")) from error


class MomentFilter(filters.IsoDateTimeFilter):
    """A moment in ISO 8601."""

    field_class = MomentField


class WholeNumberFilter(filters.NumberFilter):
    """A count from one."""

    field_class = forms.IntegerField


def rounds_of(request: Any) -> QuerySet:
    """The rounds that the person who asks may know of."""
    return Round.objects.visible_to(request.user) if request else Round.objects.none()


def newspaper(path: str) -> filters.Filter:
    """A filter by the newspaper's slug; `path` leads to the newspaper."""
    made = filters.ModelChoiceFilter(
        field_name=path, queryset=Newspaper.objects.all(), to_field_name="slug"
    )
    label = gettext_lazy("The newspaper's slug, such as zjfzb.")
    return extend_schema_field({"type": "string", "description": label})(made)


def date_from(path: str) -> filters.Filter:
    """A filter by the first date; `path` leads to the issue's date."""
    return filters.DateFilter(
        field_name=path, lookup_expr="gte", input_formats=ISO_DATE,
        label=gettext_lazy("Issues of this date and later, such as 2019-07-09."),
    )  # fmt: skip


def date_to(path: str) -> filters.Filter:
    """A filter by the last date; `path` leads to the issue's date."""
    return filters.DateFilter(
        field_name=path, lookup_expr="lte", input_formats=ISO_DATE,
        label=gettext_lazy("Issues of this date and earlier."),
    )  # fmt: skip


def round_(path: str) -> filters.Filter:
    """A filter by round, of those that the person may know of."""
    return filters.ModelChoiceFilter(
        field_name=path, queryset=rounds_of, label=gettext_lazy("The number (id) of a round.")
    )


def yes_or_no(test: Callable[[QuerySet, bool], QuerySet], label: Any) -> filters.Filter:
    """A filter by a condition; anything but yes and no is refused."""
    made = filters.ChoiceFilter(
        choices=[("yes", "yes"), ("no", "no")], label=label,
        method=lambda found, _name, value: test(found, value == "yes"),
    )  # fmt: skip
    described = {"type": "string", "enum": ["yes", "no"], "description": label}
    return extend_schema_field(described)(made)


class IssueFilters(filters.FilterSet):
    """Issues by newspaper and date."""

    newspaper = newspaper("newspaper")
    date_from = date_from("date")
    date_to = date_to("date")

    class Meta:
        model = Issue
        fields: list[str] = []


class ArticleFilters(filters.FilterSet):
    """Articles by where they stood, what they are, and the round they are coded in."""

    newspaper = newspaper("page__newspaper")
    date_from = date_from("page__issue__date")
    date_to = date_to("page__issue__date")
    kind = filters.ChoiceFilter(
        choices=Article.Kind.choices, label=gettext_lazy("The kind of article.")
    )
    round = round_("units__round")

    class Meta:
        model = Article
        fields: list[str] = []


class RoundFilters(filters.FilterSet):
    """Rounds by kind and codebook."""

    kind = filters.ChoiceFilter(
        choices=Round.Kind.choices, label=gettext_lazy("The kind of round.")
    )
    codebook = filters.CharFilter(
        "codebook_version__codebook__slug", label=gettext_lazy("The slug of a codebook.")
    )

    class Meta:
        model = Round
        fields: list[str] = []


class ReleaseFilters(filters.FilterSet):
    """Releases by round."""

    round = round_("round")

    class Meta:
        model = Release
        fields: list[str] = []


VARIABLE = gettext_lazy("The code of a variable, such as topic.")
LABEL = gettext_lazy("The code of a label.")
MAIN = gettext_lazy("Only main labels, or only further ones.")
ARTICLE = gettext_lazy("The public identifier of an article.")
CODEBOOK = gettext_lazy("The slug of a codebook.")


class GoldFilters(filters.FilterSet):
    """Settled labels by article, round, answer, and how and when they were settled."""

    newspaper = newspaper("decision__unit__article__page__newspaper")
    date_from = date_from("decision__unit__article__page__issue__date")
    date_to = date_to("decision__unit__article__page__issue__date")
    article = ArticleFilter("decision__unit__article", label=ARTICLE)
    round = round_("decision__unit__round")
    codebook = filters.CharFilter(
        "decision__unit__round__codebook_version__codebook__slug", label=CODEBOOK
    )
    variable = filters.CharFilter("variable__code", label=VARIABLE)
    label = filters.CharFilter("label__code", label=LABEL)
    main = yes_or_no(lambda found, yes: found.filter(main=yes), MAIN)
    basis = filters.ChoiceFilter(
        "decision__basis", choices=Decision.Basis.choices,
        label=gettext_lazy("Whether all annotators agreed or a reviewer decided."),
    )  # fmt: skip
    decided_after = MomentFilter(
        "decision__decided_at", lookup_expr="gt",
        label=gettext_lazy("Settled after this moment, such as 2026-01-31T12:00:00Z."),
    )  # fmt: skip

    class Meta:
        model = DecisionLabel
        fields: list[str] = []


class RawFilters(filters.FilterSet):
    """Given labels by article, round, answer, annotator and attempt."""

    newspaper = newspaper("attempt__assignment__unit__article__page__newspaper")
    date_from = date_from("attempt__assignment__unit__article__page__issue__date")
    date_to = date_to("attempt__assignment__unit__article__page__issue__date")
    article = ArticleFilter("attempt__assignment__unit__article", label=ARTICLE)
    round = round_("attempt__assignment__unit__round")
    codebook = filters.CharFilter(
        "attempt__assignment__unit__round__codebook_version__codebook__slug", label=CODEBOOK
    )
    variable = filters.CharFilter("variable__code", label=VARIABLE)
    label = filters.CharFilter("label__code", label=LABEL)
    main = yes_or_no(lambda found, yes: found.filter(main=yes), MAIN)
    annotator = filters.CharFilter(
        "attempt__assignment__annotator__annotator_code",
        label=gettext_lazy("The code of an annotator."),
    )
    attempt = WholeNumberFilter(
        "attempt__number", min_value=1,
        label=gettext_lazy("The attempt: 1 is what was answered first, independently."),
    )  # fmt: skip
    current = yes_or_no(
        lambda found, yes: found.filter(attempt__superseded_at__isnull=yes),
        gettext_lazy("Only answers that stand, or only those that were sent back."),
    )
    submitted_after = MomentFilter(
        "attempt__submitted_at", lookup_expr="gt",
        label=gettext_lazy("Submitted after this moment, such as 2026-01-31T12:00:00Z."),
    )  # fmt: skip

    class Meta:
        model = Annotation
        fields: list[str] = []
