"""What was given out, answered and settled: to be read, and only as far as blindness allows."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from annotations.admin.kinds import ReadOnlyAdmin, cited
from annotations.models import (
    Annotation,
    Assignment,
    Attempt,
    Decision,
    DecisionLabel,
    Round,
    Unit,
)

ARTICLE = "article__page__issue__newspaper"  # what the identifier of an article is made of


@admin.register(Unit)
class UnitAdmin(ReadOnlyAdmin):
    """Articles in rounds, save those that the viewer has still to code."""

    list_display = ["round", "sequence", "named", "completed_at", "settled_at"]
    list_display_links = ["sequence"]
    list_filter = [
        "round",
        ("completed_at", admin.EmptyFieldListFilter), ("settled_at", admin.EmptyFieldListFilter),
    ]  # fmt: skip
    search_fields = ["article__headline", "round__name"]
    list_select_related = ["round", ARTICLE]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Unit]:
        units = super().get_queryset(request).defer("article__text", "article__page__text")
        return units.not_to_be_coded_by(request.user)  # type: ignore[attr-defined]

    @admin.display(description=_("article"))
    def named(self, unit: Unit) -> str:
        return cited(unit.article)


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    """Who codes what, and whether it is done."""

    list_display = ["round", "sequence", "article", "annotator", "done"]
    list_display_links = ["sequence"]
    list_filter = ["unit__round", ("annotator", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["unit__article__headline", "annotator__annotator_code", "annotator__username"]
    list_select_related = ["unit__round", f"unit__{ARTICLE}", "annotator"]
    fields = ["unit", "annotator", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        waiting = Attempt.objects.filter(
            assignment=OuterRef("pk"), superseded_at=None, submitted_at=None
        )
        assignments = super().get_queryset(request).annotate(is_done=~Exists(waiting))
        return assignments.defer("unit__article__text", "unit__article__page__text")

    @admin.display(description=_("round"), ordering="unit__round")
    def round(self, assignment: Assignment) -> Round:
        return assignment.unit.round

    @admin.display(description=_("sequence"), ordering="unit__sequence")
    def sequence(self, assignment: Assignment) -> int:
        return assignment.unit.sequence

    @admin.display(description=_("article"))
    def article(self, assignment: Assignment) -> str:
        return cited(assignment.unit.article)

    @admin.display(description=_("coded"), boolean=True)
    def done(self, assignment: Assignment) -> bool:
        return assignment.is_done  # type: ignore[attr-defined]


class BlindAdmin(ReadOnlyAdmin):
    """Work on units, as far as the viewer may see it: never of what they have still to code."""

    hidden_texts: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = self.model._default_manager.visible_to(request.user)
        return rows.defer(*self.hidden_texts).order_by(*(self.get_ordering(request) or ["-pk"]))


@admin.register(Annotation)
class AnnotationAdmin(BlindAdmin):
    """Labels given."""

    list_display = ["unit", "annotator", "attempt_number", "variable", "label", "main", "submitted"]
    list_display_links = ["label"]
    list_filter = ["attempt__assignment__unit__round", "variable__code", "main"]
    search_fields = [
        "attempt__assignment__unit__article__headline",
        "attempt__assignment__annotator__annotator_code", "label__code", "label__name_zh",
        "label__name_en",
    ]  # fmt: skip
    list_select_related = [
        f"attempt__assignment__unit__{ARTICLE}", "attempt__assignment__annotator",
        "attempt__assignment__unit__round", "variable", "label",
    ]  # fmt: skip
    fields = ["unit", "annotator", "attempt_number", "variable", "label", "main", "submitted"]
    readonly_fields = ["unit", "annotator", "attempt_number", "submitted"]
    hidden_texts = (
        "attempt__assignment__unit__article__text",
        "attempt__assignment__unit__article__page__text",
    )

    @admin.display(description=_("article"))
    def unit(self, annotation: Annotation) -> str:
        return cited(annotation.attempt.assignment.unit.article)

    @admin.display(description=_("annotator"), ordering="attempt__assignment__annotator")
    def annotator(self, annotation: Annotation) -> str:
        return annotation.attempt.assignment.annotator.annotator_code

    @admin.display(description=_("attempt number"), ordering="attempt__number")
    def attempt_number(self, annotation: Annotation) -> int:
        return annotation.attempt.number

    @admin.display(description=_("submitted"), ordering="attempt__submitted_at")
    def submitted(self, annotation: Annotation) -> Any:
        return annotation.attempt.submitted_at


class DecisionLabelInline(admin.TabularInline):
    """The settled labels."""

    model = DecisionLabel
    fields = ["variable", "label", "main"]
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("annotations.view_decision")

    def get_queryset(self, request: HttpRequest) -> QuerySet[DecisionLabel]:
        labels = DecisionLabel.objects.visible_to(request.user)
        return labels.select_related("variable", "label", "decision__unit__round")


@admin.register(Decision)
class DecisionAdmin(BlindAdmin):
    """Settlements."""

    list_display = [
        "round", "article", "basis", "reason", "reviewer", "decided_at", "withdrawn_at",
    ]  # fmt: skip
    list_display_links = ["article"]
    list_filter = [
        "unit__round", "basis", "reason", ("withdrawn_at", admin.EmptyFieldListFilter),
    ]  # fmt: skip
    search_fields = ["unit__article__headline", "comment"]
    list_select_related = [f"unit__{ARTICLE}", "unit__round", "reviewer"]
    inlines = [DecisionLabelInline]
    hidden_texts = ("unit__article__text", "unit__article__page__text")

    @admin.display(description=_("round"), ordering="unit__round")
    def round(self, decision: Decision) -> Round:
        return decision.unit.round

    @admin.display(description=_("article"))
    def article(self, decision: Decision) -> str:
        return cited(decision.unit.article)
