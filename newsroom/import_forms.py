"""What a person hands in: files, and the newspaper that they are of, which may be a new one."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom import tables
from newsroom.founding import LONGEST, as_slug, free_slug, why_no_slug
from newsroom.models import Newspaper
from newsroom.opening import clean, is_manifest
from newsroom.uploads import Given, newspapers_named

NEW = "new"


class FilesInput(forms.FileInput):
    """Takes any number of files; a browser also takes those that are dropped onto it."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, empty ones too: those are refused by name like every other."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files as a list."""
        return [super(FilesField, self).clean(one, initial) for one in data or ()]


class ImportForm(forms.Form):
    """Which newspaper, and its files.

    Once it is valid, `paper` is the newspaper; None where it is a new one, which `names` are of.
    """

    newspaper = forms.ChoiceField(label=gettext_lazy("Newspaper"), required=False)
    name_zh = forms.CharField(required=False, max_length=100, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(
        required=False, max_length=200, label=gettext_lazy("English name, where it has one")
    )
    slug = forms.CharField(
        required=False, max_length=2 * LONGEST, label=gettext_lazy("Short name"),
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "The letters a to z and figures, such as zjfzb: it begins the identifier of every page "
            "and article, and stays. Left empty, it is made of the initials of the name."
        ),
    )  # fmt: skip
    texts = FilesField(
        label=gettext_lazy("Files"),
        help_text=gettext_lazy(
            "Choose .txt and .zip files, or one table (.csv, .tsv, .jsonl, .xlsx), or drop them."
        ),
    )
    folder = FilesField(
        label=gettext_lazy("Or a folder"), widget=FilesInput({"webkitdirectory": True})
    )
    sheet = forms.CharField(
        required=False,
        max_length=100,
        label=gettext_lazy("Sheet of a workbook"),
        help_text=gettext_lazy(
            "Of an .xlsx file the first filled sheet is read, or the one named."
        ),
    )

    def __init__(self, data: Any = None, *args: Any, may_add: bool, **kwargs: Any) -> None:
        if data and data.get("newspaper") == NEW and not data.get("slug", "").strip():
            data = data.copy()
            data["slug"] = free_slug(data.get("name_zh", ""))
        super().__init__(data, *args, **kwargs)
        self.may_add = may_add
        self.papers = {str(paper.pk): paper for paper in Newspaper.objects.all()}
        self.paper: Newspaper | None = None
        choices = [(key, str(paper)) for key, paper in self.papers.items()]
        newspaper = self.fields["newspaper"]
        if may_add:
            choices.append((NEW, _("— a new newspaper —")))
        else:
            for name in ("name_zh", "name_en", "slug"):
                del self.fields[name]
        if len(self.papers) > 1:
            choices.insert(0, ("", _("— choose one —")))
            newspaper.help_text = _(
                "Left open, it is the one whose short name the files' names or a manifest.csv "
                "state."
            )
        assert isinstance(newspaper, forms.ChoiceField)
        newspaper.choices = choices

    def clean_slug(self) -> str:
        """As it is kept, whatever it was typed like."""
        return as_slug(self.cleaned_data["slug"])

    def clean(self) -> dict[str, Any]:
        """Have at least one file, and a newspaper."""
        cleaned = super().clean() or {}
        if not self.errors and not self.chosen:
            self.add_error("texts", _("Choose at least one file."))
        if "newspaper" in cleaned:
            self._find_paper(cleaned)
        if self.errors:
            return cleaned
        tables_chosen = [file for file in self.chosen if is_table(file.name or "")]
        if self.chosen and not any(not is_manifest(file.name or "") for file in self.chosen):
            self.add_error("texts", _("A manifest.csv states days of pages, which are missing."))
        a_table = bool(tables_chosen)
        if cleaned.get("sheet") and not a_table:
            self.add_error("sheet", _("Only an Excel workbook has sheets."))
        if len(self.chosen) > 1 and tables_chosen:
            self.add_error("texts", _("A table of articles is imported by itself."))
        return cleaned

    def _find_paper(self, cleaned: dict[str, Any]) -> None:
        if cleaned["newspaper"] == NEW:
            self._check_new(cleaned)
            return
        self.paper = self.papers.get(cleaned["newspaper"])
        if self.paper is None and len(self.papers) > 1:
            by_slug = {paper.slug: paper for paper in self.papers.values()}
            named = newspapers_named(self.given) & by_slug.keys()
            self.paper = by_slug[named.pop()] if len(named) == 1 else None
        if self.paper is None:
            self.add_error("newspaper", _("Choose the newspaper that the files are of."))

    def _check_new(self, cleaned: dict[str, Any]) -> None:
        name = cleaned.get("name_zh", "")
        if not name and "name_zh" not in self.errors:
            self.add_error("name_zh", _("Give the name of the new newspaper."))
        elif any(paper.name_zh == name for paper in self.papers.values()):
            self.add_error("name_zh", _("There is a newspaper of this name. Choose it above."))
        typed = (name or cleaned.get("slug")) and "slug" in cleaned  # else one sentence is enough
        if typed and (sentence := why_no_slug(cleaned["slug"])):
            self.add_error("slug", sentence)

    @property
    def names(self) -> tuple[str, str, str]:
        """Slug, Chinese name and English name of the new newspaper."""
        cleaned = self.cleaned_data
        return cleaned["slug"], cleaned["name_zh"], cleaned["name_en"]

    @property
    def chosen(self) -> list[UploadedFile]:
        """The files of both fields."""
        return [*self.cleaned_data.get("texts", ()), *self.cleaned_data.get("folder", ())]

    @property
    def given(self) -> list[Given]:
        """The same, as they are opened."""
        return [Given(clean(file.name or ""), file.size or 0, file.open) for file in self.chosen]


def is_table(name: str) -> bool:
    """Whether a file holds ready-made articles; a manifest tells of the pages beside it."""
    return tables.is_table(name) and not is_manifest(name)
