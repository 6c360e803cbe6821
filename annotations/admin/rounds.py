"""Rounds: looked at here; the pages draw them up, open and close them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from annotations import following
from annotations.admin.kinds import AuditedAdmin
from annotations.models import Round, RoundAnnotator


class MembershipInline(admin.TabularInline):
    """Who codes in a round; they were given their units when it was drawn up, so they stay."""

    model = RoundAnnotator
    verbose_name_plural = _("annotators")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("annotations.view_round")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoundAnnotator]:
        return super().get_queryset(request).select_related("annotator", "round")


@admin.register(Round)
class RoundAdmin(AuditedAdmin):
    """Rounds: name, notes and deadline can be changed. The pages draw up, open and close them."""

    list_display = [
        "name", "kind", "codebook_version", "opened_at", "closed_at", "deadline", "n_units",
        "coded",
    ]  # fmt: skip
    list_filter = [
        "kind", "codebook_version__codebook", "codebook_version__number",
        ("opened_at", admin.EmptyFieldListFilter), ("closed_at", admin.EmptyFieldListFilter),
    ]  # fmt: skip
    search_fields = ["name", "notes"]
    list_select_related = ["codebook_version__codebook"]
    readonly_fields = [
        "kind", "codebook_version", "annotators_per_unit", "seed", "created_at", "created_by",
        "opened_at", "closed_at",
    ]  # fmt: skip
    fields = ["name", "notes", "deadline", *readonly_fields]
    inlines = [MembershipInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Round]:
        return following.with_progress(super().get_queryset(request), user=request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def view_on_site(self, round: Round) -> str:
        return reverse("annotations:round", args=[round.pk])

    @admin.display(description=_("number of articles"), ordering="n_units")
    def n_units(self, round: Round) -> int:
        return round.n_units  # type: ignore[attr-defined]

    @admin.display(description=_("codings"), ordering="n_submitted")
    def coded(self, round: Round) -> str:
        return f"{round.n_submitted} / {round.n_codings}"  # type: ignore[attr-defined]
