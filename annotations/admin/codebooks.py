"""Writing codebooks: drafts can be changed, published versions only read."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from annotations import codebooks, versions, wording
from annotations.admin.kinds import AuditedAdmin
from annotations.models import Codebook, CodebookVersion, Label, Variable
from newsroom.errors import Refused


def published(obj: Any) -> bool:
    """Whether a row belongs to a published version, and so never changes."""
    if isinstance(obj, Label):
        obj = obj.variable
    if isinstance(obj, Variable):
        obj = obj.version
    return isinstance(obj, CodebookVersion) and obj.published_at is not None


class DraftOnly:
    """Rows of a published version are shown and stay as they are."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not published(obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not published(obj)  # type: ignore[misc]


class DraftInline(DraftOnly, admin.TabularInline):
    """Parts of a draft, each opening its own page with all its fields."""

    extra = 0
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not published(obj)


class VariableInline(DraftInline):
    """The questions of a version."""

    model = Variable
    fields = ["position", "code", "kind", "name_zh", "name_en", "required", "threshold"]


class LabelInline(DraftInline):
    """The labels of a question."""

    model = Label
    fields = ["position", "code", "key", "name_zh", "name_en", "value", "beside_scale"]


@admin.register(Codebook)
class CodebookAdmin(AuditedAdmin):
    """Codebooks; once a version is published, the name changes only with a new version's file."""

    list_display = ["slug", "name_zh", "name_en", "n_versions"]
    search_fields = ["slug", "name_zh", "name_en"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Codebook]:
        return super().get_queryset(request).annotate(n_versions=Count("versions"))

    def get_readonly_fields(self, request: HttpRequest, obj: Codebook | None = None) -> list[str]:
        if obj and obj.versions.exclude(published_at=None).exists():
            return ["slug", "name_zh", "name_en"]
        return []

    @admin.display(description=_("versions"), ordering="n_versions")
    def n_versions(self, codebook: Codebook) -> int:
        return codebook.n_versions  # type: ignore[attr-defined]


@admin.register(CodebookVersion)
class CodebookVersionAdmin(DraftOnly, AuditedAdmin):
    """Versions; a draft is written here and published by an action."""

    list_display = ["codebook", "number", "published_at", "published_by"]
    list_display_links = ["codebook", "number"]
    list_filter = ["codebook", ("published_at", admin.EmptyFieldListFilter)]
    search_fields = ["codebook__slug", "codebook__name_zh", "codebook__name_en"]
    list_select_related = ["codebook", "published_by"]
    readonly_fields = ["published_at", "published_by"]
    inlines = [VariableInline]
    actions = ["publish", "draft_next"]

    def view_on_site(self, version: CodebookVersion) -> str:
        return reverse("annotations:codebook_version", args=[version.codebook.slug, version.number])

    @admin.action(description=_("Publish the chosen drafts"), permissions=["change"])
    def publish(self, request: HttpRequest, versions: QuerySet[CodebookVersion]) -> None:
        for version in versions:
            self.act(request, codebooks.publish, version, _("%(version)s is published."))

    @admin.action(description=_("Begin the next version like this one"), permissions=["add"])
    def draft_next(self, request: HttpRequest, versions: QuerySet[CodebookVersion]) -> None:
        for version in versions:
            self.act(request, codebooks.draft_next, version, _("%(version)s is a draft now."))

    def act(self, request: HttpRequest, workflow: Any, version: Any, sentence: Any) -> None:
        """Call a workflow function on one version and say how it went."""
        try:
            done = workflow(version, by=request.user)
        except Refused as error:
            self.message_user(request, f"{version}: {error.sentence}", messages.ERROR)
        else:
            self.message_user(request, sentence % {"version": done}, messages.SUCCESS)


class DraftPartAdmin(DraftOnly, AuditedAdmin):
    """A part of a version: it can be added to drafts only."""

    part_of = ""  # the field that names what it belongs to
    drafts: dict[str, Any] = {}
    named_by: tuple[str, ...] = ()  # what the names of those choices are made of

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == self.part_of:
            drafts = field.queryset.filter(**self.drafts)  # type: ignore[union-attr]
            field.queryset = drafts.select_related(*self.named_by)
        return field


@admin.register(Variable)
class VariableAdmin(DraftPartAdmin):
    """Questions with their labels."""

    list_display = ["version", "position", "code", "name_zh", "kind", "required", "threshold"]
    list_display_links = ["code"]
    list_filter = ["version__codebook", "version__number", "kind"]
    search_fields = ["code", "name_zh", "name_en"]
    list_select_related = ["version__codebook"]
    inlines = [LabelInline]
    part_of, drafts, named_by = "version", {"published_at": None}, ("codebook",)


@admin.register(Label)
class LabelAdmin(DraftPartAdmin):
    """Answers with what they mean, what belongs to them and what does not."""

    list_display = ["variable", "position", "key", "code", "name_zh", "name_en"]
    list_display_links = ["code"]
    list_filter = ["variable__version__codebook", "variable__version__number", "variable__code"]
    search_fields = ["code", "name_zh", "name_en", "definition_zh", "definition_en", "cues"]
    list_select_related = ["variable"]
    part_of, drafts = "variable", {"version__published_at": None}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if (
            change
            and set(form.changed_data).intersection(versions.MEANING)
            and wording.take_for_another_meaning(obj)
        ):
            sentence = _("Counts as another meaning, until “What changes” says it is wording only.")
            self.message_user(request, sentence, messages.WARNING)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "parent":
            field.queryset = field.queryset.filter(variable__version__published_at=None)
        return field
