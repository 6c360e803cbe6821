"""What a person says of a table: what its columns hold, and of which newspaper its articles are."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.founding import as_slug, free_slug, slug_of, why_no_slug
from newsroom.models import ImportTable, Newspaper
from newsroom.table_preview import unknown_newspapers
from newsroom.tables import Wanted
from newsroom.text.table_columns import Field, Mapping
from newsroom.text.table_values import DayOrder

MOST_MADE = 20  # newspapers that can be made with one table
NAMES = {
    Field.HEADLINE: gettext_lazy("Headline"),
    Field.TEXT: gettext_lazy("Text of the article"),
    Field.DATE: gettext_lazy("Date"),
    Field.PAGE: gettext_lazy("Page"),
    Field.NEWSPAPER: gettext_lazy("Newspaper"),
    Field.AUTHORS: gettext_lazy("Authors"),
    Field.RUBRIC: gettext_lazy("Section or column"),
    Field.KIND: gettext_lazy("Kind"),
    Field.KICKER: gettext_lazy("Kicker (line above the headline)"),
    Field.DECK: gettext_lazy("Deck (line below the headline)"),
    Field.ID: gettext_lazy("Identifier elsewhere"),
}
ORDERS = {
    DayOrder.YEAR_FIRST: gettext_lazy("2019-07-23: the year first"),
    DayOrder.DAY_FIRST: gettext_lazy("23/07/2019: the day first"),
    DayOrder.MONTH_FIRST: gettext_lazy("07/23/2019: the month first"),
}


def column_field(what: Field) -> str:
    """Return the field that says which column holds something."""
    return f"column_{what.value}"


class TableForm(forms.Form):
    """A column for each thing that is told of an article; `wanted` says it once it is valid."""

    headed = forms.BooleanField(
        required=False, label=gettext_lazy("The first row names the columns")
    )
    order = forms.ChoiceField(label=gettext_lazy("Dates are written"), choices=list(ORDERS.items()))
    newspaper = forms.ModelChoiceField(
        Newspaper.objects.all(), required=False,
        empty_label=gettext_lazy("A new newspaper, named below"),
        label=gettext_lazy("Newspaper of all rows that name none"),
    )  # fmt: skip
    made_name = forms.CharField(
        required=False, max_length=100, label=gettext_lazy("Name of the new newspaper")
    )
    made_slug = forms.CharField(
        required=False, max_length=32, label=gettext_lazy("Its short name"),
        help_text=gettext_lazy(
            "The letters a to z and figures; it begins every identifier, and stays. Left empty, "
            "it is made of the initials of the name."
        ),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, table: ImportTable, may_add: bool = True) -> None:
        self.table = table
        if data and data.get("made_name") and not data.get("made_slug", "").strip():
            data = data.copy()
            data["made_slug"] = free_slug(data["made_name"])
        mapping = Mapping.of_json(table.mapping)
        made = table.mapping.get("made") or ["", ""]
        initial = {column_field(what): place for what, place in mapping.columns.items()} | {
            "headed": table.headed,
            "order": mapping.order,
            "newspaper": None if any(made) else table.batch.newspaper_id,
            "made_name": made[0],
            "made_slug": made[1],
        }
        super().__init__(data, initial=initial)
        columns = [(str(place), column["name"]) for place, column in enumerate(table.columns)]
        for what, label in NAMES.items():
            self.fields[column_field(what)] = forms.ChoiceField(
                label=label, required=False, choices=[("", _("— not in the table —")), *columns]
            )
        if table.format == "jsonl":
            del self.fields["headed"]
        if not may_add:
            del self.fields["made_name"], self.fields["made_slug"]
            self.fields["newspaper"].required = True
            self.fields["newspaper"].empty_label = None  # type: ignore[attr-defined]
        self.unknown = unknown_newspapers(table)[:MOST_MADE] if may_add else []
        slugs = table.mapping.get("slugs", {})
        for number, name in enumerate(self.unknown):
            self.fields[f"slug_{number}"] = forms.CharField(
                label=name, required=False, max_length=32, initial=slugs.get(name, ""),
                widget=forms.TextInput({"placeholder": slug_of(name)}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Have a text, every column once, and slugs that can be slugs."""
        cleaned = super().clean() or {}
        text = column_field(Field.TEXT)
        if not self.errors and not cleaned.get(text):
            self.add_error(text, _("Say which column holds the text of the articles."))
        taken: dict[str, str] = {}
        for what in Field:
            place = cleaned.get(column_field(what))
            if place and place in taken:
                other = self.fields[taken[place]].label
                sentence = _("This column is chosen for “%(other)s” already.")
                self.add_error(column_field(what), sentence % {"other": other})
            elif place:
                taken[place] = column_field(what)
        if "newspaper" in cleaned and not cleaned["newspaper"]:
            for name in ("made_name", "made_slug"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Name the new newspaper, or choose one above."))
        slugs: set[str] = set()
        for name in ("made_slug", *(f"slug_{number}" for number in range(len(self.unknown)))):
            slug = cleaned.get(name)
            if name == "made_slug" and cleaned.get("newspaper"):
                continue
            if not slug:
                continue
            cleaned[name] = slug = as_slug(slug)
            if sentence := why_no_slug(slug):
                self.add_error(name, sentence)
            elif slug in slugs:
                sentence = _("“%(slug)s” stands at another new newspaper already.")
                self.add_error(name, sentence % {"slug": slug})
            slugs.add(slug)
        return cleaned

    @property
    def wanted(self) -> Wanted:
        """What the person said."""
        cleaned = self.cleaned_data
        columns = {what: int(place) for what in Field if (place := cleaned.get(column_field(what)))}
        return Wanted(
            Mapping(columns, DayOrder(cleaned["order"])),
            cleaned["newspaper"],
            cleaned.get("headed", True),
            (cleaned.get("made_name", ""), cleaned.get("made_slug", "")),
            {
                name: cleaned[f"slug_{number}"]
                for number, name in enumerate(self.unknown)
                if cleaned.get(f"slug_{number}")
            },
        )

    @property
    def for_columns(self) -> list[tuple[forms.BoundField, str]]:
        """The fields that name columns, each with what its column holds."""
        return [(self[column_field(what)], what.value) for what in NAMES]

    @property
    def for_newspapers(self) -> list[forms.BoundField]:
        """The fields for newspapers that the corpus does not know."""
        return [self[f"slug_{number}"] for number in range(len(self.unknown))]
