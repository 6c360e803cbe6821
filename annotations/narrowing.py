"""Narrowing the reviewer's queue: by variable, labels, annotator, day, newspaper and round."""

from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from annotations.models import Annotation, Assignment, Round, Unit, Variable
from newsroom.models import Newspaper, User

BETWEEN = ":"  # a label is named by its variable and itself, "topic:T01"


class Narrowing(forms.Form):
    """What a reviewer keeps the queue to; the address bar holds it.

    What is invalid narrows nothing. `one` and `other` are main answers that different annotators
    gave: topic:T01 here, topic:T02 there.
    """

    round = forms.IntegerField(required=False, label=_("Round"), min_value=1, max_value=2**31 - 1)
    variable = forms.SlugField(required=False, label=_("Differs on"))
    one = forms.CharField(required=False, label=_("One says"), max_length=120)
    other = forms.CharField(required=False, label=_("another says"), max_length=120)
    annotator = forms.CharField(required=False, label=_("Coded by"), max_length=30)
    newspaper = forms.SlugField(required=False, label=_("Newspaper"))
    since = forms.DateField(required=False, label=_("From"))
    until = forms.DateField(required=False, label=_("To"))

    def __init__(self, data=None, **options):
        super().__init__(QueryDict("") if data is None else data, **options)

    @cached_property
    def chosen(self) -> dict:
        """What is valid of what was said, {field: value}."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @cached_property
    def query(self) -> str:
        """The same for an address: "round=7&variable=topic"."""
        return urlencode({name: str(value) for name, value in self.chosen.items()})

    @property
    def differs_on(self) -> str:
        """The code of the variable on which annotators are to differ, or nothing."""
        return self.chosen.get("variable", "")

    def apply(self, units: QuerySet[Unit]) -> QuerySet[Unit]:
        """Keep to the units that are meant, but for `differs_on`, which the order knows."""
        chosen = self.chosen
        paths = {
            "round": "round",
            "newspaper": "article__page__newspaper__slug",
            "since": "article__page__issue__date__gte",
            "until": "article__page__issue__date__lte",
        }
        units = units.filter(
            **{path: chosen[name] for name, path in paths.items() if name in chosen}
        )
        if "annotator" in chosen:
            theirs = Assignment.objects.counted().filter(
                unit=OuterRef("pk"), annotator__annotator_code=chosen["annotator"]
            )
            units = units.filter(Exists(theirs))
        for name in ("one", "other"):
            if name in chosen:
                units = units.filter(Exists(self._given(chosen[name])))
        return units

    @staticmethod
    def _given(named):
        variable, _between, label = named.partition(BETWEEN)
        return Annotation.objects.filter(
            Q(main=True, label__code=label, variable__code=variable),
            attempt__assignment__unit=OuterRef("pk"),
            attempt__superseded_at=None,
            attempt__assignment__recode=False,
            attempt__assignment__released_at=None,
        )

    def offer(self, user) -> dict:
        """What can be chosen: only what the reviewer's waiting units have. Five queries."""
        units = Unit.objects.reviewable_by(user).waiting()
        rounds = Round.objects.filter(units__in=units).distinct().order_by("name")
        variables: dict[str, Variable] = {}
        for variable in (
            Variable.objects.filter(version__rounds__in=rounds)
            .order_by("position", "-version")
            .prefetch_related("labels")
        ):
            variables.setdefault(variable.code, variable)
        return {
            "rounds": rounds,
            "variables": list(variables.values()),
            "annotators": User.objects.filter(memberships__round__in=rounds)
            .distinct()
            .order_by("annotator_code"),
            "newspapers": Newspaper.objects.order_by("slug"),
        }
