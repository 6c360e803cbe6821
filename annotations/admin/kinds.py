"""Two kinds of administration: what is changed is written down, what was coded is only read."""

from typing import Any

from django.contrib import admin
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.utils.text import Truncator

from newsroom import audit
from newsroom.models import Article


def cited(article: Article) -> str:
    """Return an article's identifier with as much of its headline as a list has room for."""
    return f"{article.identifier} {Truncator(article.headline).chars(18)}"


class AuditedAdmin(admin.ModelAdmin):
    """What is changed here is written down like every other act; nothing is deleted in bulk."""

    class Media:
        css = {"all": ["annotations/admin.css"]}

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self.write_down(request, obj, form, "changed" if change else "added")

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseInlineFormSet, change: bool
    ) -> None:
        gone = [row.instance for row in formset.deleted_forms if row.instance.pk]
        acts = [(f"{row._meta.model_name}.deleted", row, None, {"said": str(row)}) for row in gone]
        audit.record_all(acts, by=request.user)
        super().save_formset(request, form, formset, change)
        for row in formset.forms:
            if row.has_changed() and row not in formset.deleted_forms:
                act = "added" if row.instance in formset.new_objects else "changed"
                self.write_down(request, row.instance, row, act)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        audit.record(
            f"{obj._meta.model_name}.deleted", obj, after={"said": str(obj)}, by=request.user
        )
        super().delete_model(request, obj)

    def write_down(self, request: HttpRequest, obj: Any, form: ModelForm, act: str) -> None:
        """Record the fields that a form changed, before and after, as they read."""
        fields = [name for name in form.changed_data if name in form.fields and hasattr(obj, name)]
        audit.record(
            f"{obj._meta.model_name}.{act}",
            obj,
            before={name: str(form.initial.get(name, "")) for name in fields},
            after={name: str(getattr(obj, name)) for name in fields},
            by=request.user,
        )


class ReadOnlyAdmin(admin.ModelAdmin):
    """Looked at, never changed: the workflow writes these rows."""

    class Media:
        css = {"all": ["annotations/admin.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
