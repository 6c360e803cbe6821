"""The form that draws a round up."""

import secrets
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations import planning
from annotations.models import CodebookVersion, Round, Variable
from annotations.rounds import BY_ALL, Rules
from newsroom import search
from newsroom.models import Article, Newspaper, User

METHODS = [
    (planning.ALL, gettext_lazy("all that match")),
    (planning.RANDOM, gettext_lazy("some, drawn at random")),
    (planning.WEEKS, gettext_lazy("whole days, drawn as constructed weeks")),
]
SHARES = ("double_share", "recode_share", "spot_check_share", "second_review_share")
MARK = "pass_mark_"  # before the code of a variable


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


def percent(label: Any, help_text: Any = "", **options: Any) -> forms.IntegerField:
    """A share, in percent; empty is none."""
    return forms.IntegerField(
        label=label, help_text=help_text, required=False, min_value=0, max_value=100, **options
    )


class RoundForm(forms.Form):
    """Name, kind, codebook version, articles, annotators and rules of a new round."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Round.Kind.choices,
        help_text=gettext_lazy(
            "Training and reliability test: everybody codes every article. "
            "Training takes articles that are settled already."
        ),
    )  # fmt: skip
    version = VersionField(
        label=gettext_lazy("Codebook version"), queryset=CodebookVersion.objects.none()
    )
    words = forms.CharField(
        label=gettext_lazy("Words"), required=False, max_length=search.LONGEST_QUERY,
        help_text=gettext_lazy("As in the search; empty: whatever the articles say."),
    )  # fmt: skip
    newspaper = forms.ModelChoiceField(
        label=gettext_lazy("Newspaper"),
        queryset=Newspaper.objects.all(),
        required=False,
        empty_label=gettext_lazy("All newspapers"),
    )
    article_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of article"),
        choices=[("", gettext_lazy("all kinds")), *Article.Kind.choices],
        required=False,
    )
    date_from = forms.DateField(label=gettext_lazy("From"), required=False, widget=DateInput())
    date_to = forms.DateField(label=gettext_lazy("To"), required=False, widget=DateInput())
    unsettled = forms.BooleanField(
        label=gettext_lazy("Leave out articles that are settled already"),
        required=False,
        initial=True,
    )
    fresh = forms.BooleanField(
        label=gettext_lazy("Leave out articles that are in another round, settled or not"),
        required=False,
    )
    method = forms.ChoiceField(
        label=gettext_lazy("Which of them"), choices=METHODS, required=False,
        widget=forms.RadioSelect, initial=planning.ALL,
    )  # fmt: skip
    sample = forms.IntegerField(
        label=gettext_lazy("How many articles, drawn at random"), required=False, min_value=1
    )
    weeks = forms.IntegerField(
        label=gettext_lazy("How many constructed weeks"), required=False, min_value=1,
        help_text=gettext_lazy("A week takes one Monday, one Tuesday … at random."),
    )  # fmt: skip
    annotators = PersonField(
        label=gettext_lazy("Annotators"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    per_unit = forms.IntegerField(
        label=gettext_lazy("Annotators per article"), min_value=1, initial=2,
        help_text=gettext_lazy("In training and in a reliability test everybody."),
    )  # fmt: skip
    allocation = forms.ChoiceField(
        label=gettext_lazy("Handing out"), choices=Round.Allocation.choices, required=False,
        help_text=gettext_lazy("From a pool, whoever is quicker codes more."),
    )  # fmt: skip
    order = forms.ChoiceField(
        label=gettext_lazy("Order"), choices=Round.Order.choices, required=False
    )
    double_share = percent(
        gettext_lazy("Coded by one more, %"),
        gettext_lazy("Hidden, throughout the round: shows whether agreement lasts."),
    )
    recode_share = percent(
        gettext_lazy("Coded again by the same person, %"),
        gettext_lazy("Hidden, much later: shows how stable each person codes."),
    )
    spot_check_share = percent(gettext_lazy("Unanimous ones a reviewer looks at, %"))
    second_review_share = percent(gettext_lazy("Decisions another reviewer looks at, %"))
    evidence_for = forms.MultipleChoiceField(
        label=gettext_lazy("Evidence in the text is required for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    shows_precedents = forms.BooleanField(
        label=gettext_lazy("Show settled articles as precedents while coding"), required=False,
        help_text=gettext_lazy("What is coded with them counts in no reliability figure."),
    )  # fmt: skip
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"), min_value=0, max_value=2**31 - 1,
        help_text=gettext_lazy("The same seed draws and shares out the same again."),
    )  # fmt: skip
    deadline = forms.DateField(label=gettext_lazy("Deadline"), required=False, widget=DateInput())
    notes = forms.CharField(
        label=gettext_lazy("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        versions = CodebookVersion.objects.exclude(published_at=None).select_related("codebook")
        fields: dict[str, Any] = self.fields
        fields["version"].queryset = versions.order_by("-published_at")
        fields["version"].initial = versions.order_by("-published_at").first()
        people = User.objects.with_perm("annotations.code_unit", include_superusers=False)
        fields["annotators"].queryset = people.filter(is_active=True).order_by("annotator_code")
        fields["kind"].initial = Round.Kind.PILOT
        fields["seed"].initial = secrets.randbelow(1_000_000)
        # Of all published versions: which one is chosen is known only once the form is sent.
        named: dict[str, str] = {}
        published = Variable.objects.filter(version__published_at__isnull=False)
        for variable in published.order_by("position", "-version__published_at"):
            named.setdefault(variable.code, variable.name)
        fields["evidence_for"].choices = list(named.items())
        for code, name in named.items():
            fields[MARK + code] = percent(_("Pass mark of “%(name)s”, %%") % {"name": name})

    @property
    def pass_marks(self) -> list[forms.BoundField]:
        """The fields of the pass marks."""
        return [field for field in self if field.name.startswith(MARK)]

    def clean_name(self) -> str:
        """Refuse a name that a round has already."""
        name = self.cleaned_data["name"].strip()
        if Round.objects.filter(name=name).exists():
            raise forms.ValidationError(_("There is a round of this name already."))
        return name

    def clean_words(self) -> str:
        """Refuse more terms than the search takes."""
        if search.parse(self.cleaned_data["words"]).terms > search.MOST_TERMS:
            raise forms.ValidationError(
                _("Use at most %(most)s words.") % {"most": search.MOST_TERMS}
            )
        return self.cleaned_data["words"]

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
        self._check_drawing(cleaned)
        self._check_people(cleaned)
        kind, version = cleaned.get("kind"), cleaned.get("version")
        if kind in BY_ALL and cleaned.get("allocation") == Round.Allocation.POOL:
            self.add_error("allocation", _("Everybody codes every article here; share it out."))
        if kind == Round.Kind.RELIABILITY and cleaned.get("shows_precedents"):
            self.add_error(
                "shows_precedents",
                _("In a reliability test nobody sees how other articles were settled."),
            )
        if version and cleaned.get("evidence_for"):
            held = set(version.variables.values_list("code", flat=True))
            if not held.issuperset(cleaned["evidence_for"]):
                self.add_error("evidence_for", _("This codebook version has no such variable."))
        return cleaned

    def _check_drawing(self, cleaned: dict[str, Any]) -> None:
        method = cleaned.get("method")
        if not method and "method" in cleaned:
            # A number alone says that so many are to be drawn.
            method = planning.RANDOM if cleaned.get("sample") else planning.ALL
            cleaned["method"] = method
        if method == planning.RANDOM and not cleaned.get("sample") and "sample" in cleaned:
            self.add_error("sample", _("Say how many."))
        if method == planning.ALL and cleaned.get("kind") == Round.Kind.RELIABILITY:
            self.add_error(
                "method", _("The articles of a reliability test are drawn at random; say how many.")
            )
        if method == planning.WEEKS and not cleaned.get("weeks") and "weeks" in cleaned:
            self.add_error("weeks", _("Say how many."))

    def _check_people(self, cleaned: dict[str, Any]) -> None:
        people, kind = cleaned.get("annotators"), cleaned.get("kind")
        if people is None:
            return
        if kind == Round.Kind.RELIABILITY and len(people) < 2:
            self.add_error("annotators", _("A reliability test needs at least two annotators."))
        elif kind not in BY_ALL and len(people) < cleaned.get("per_unit", 1):
            self.add_error("annotators", _("Choose at least as many as code each article."))
        elif (
            kind not in BY_ALL
            and cleaned.get("double_share")
            and len(people) == cleaned.get("per_unit")
        ):
            self.add_error("double_share", _("Choose one annotator more than code each article."))

    def rules(self) -> Rules:
        """The rules of the round; the form is valid."""
        chosen = self.cleaned_data
        held = set(chosen["version"].variables.values_list("code", flat=True))
        by_all = chosen["kind"] in BY_ALL
        return Rules(
            allocation=chosen["allocation"] or Round.Allocation.FIXED,
            order=chosen["order"] or Round.Order.PAGE,
            evidence_for=tuple(chosen["evidence_for"]),
            shows_precedents=chosen["shows_precedents"],
            pass_marks={
                code: chosen[MARK + code] / 100
                for code in sorted(held)
                if chosen["kind"] == Round.Kind.TRAINING and chosen.get(MARK + code) is not None
            },
            **{
                name: 0 if by_all and name == "double_share" else (chosen[name] or 0) / 100
                for name in SHARES
            },
        )

    def plan(self) -> planning.Plan:
        """Say what the round would be; the form is valid."""
        chosen = self.cleaned_data
        return planning.plan(
            planning.Selection(
                words=chosen["words"],
                newspaper=chosen["newspaper"],
                since=chosen["date_from"],
                until=chosen["date_to"],
                kind=chosen["article_kind"],
                unsettled=chosen["unsettled"],
                unused=chosen["fresh"],
            ),
            planning.Drawing(
                chosen["method"], chosen["sample"], chosen["weeks"], seed=chosen["seed"]
            ),
            kind=chosen["kind"],
            version=chosen["version"],
            annotators=list(chosen["annotators"]),
            per_unit=chosen["per_unit"],
            rules=self.rules(),
        )
