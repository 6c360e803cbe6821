"""What every administration page here shares: changes are recorded, nothing is deleted."""

from django.contrib import admin

from newsroom import audit

SECRET_FIELDS = {"password", "password1", "password2", "usable_password"}


class RecordedAdmin(admin.ModelAdmin):
    """Writes every change to the audit log; deletes nothing."""

    list_per_page = 50

    def has_delete_permission(self, request, obj=None):
        """Research data is not deleted by hand."""
        return False

    def save_model(self, request, obj, form, change):
        """Save, and record which fields changed from what to what."""
        super().save_model(request, obj, form, change)
        changed = [name for name in form.changed_data if name not in SECRET_FIELDS]
        audit.record(
            f"{obj._meta.model_name}.{'changed' if change else 'added'}",
            obj,
            before={name: _said(form.initial.get(name)) for name in changed} if change else {},
            after={name: _said(form.cleaned_data.get(name)) for name in changed},
            by=request.user,
        )

    def save_formset(self, request, form, formset, change):
        """Save the rows below an object, and record each that is new or changed."""
        super().save_formset(request, form, formset, change)
        forms = {each.instance.pk: each for each in formset.forms}
        changed = [(row, "changed", names) for row, names in formset.changed_objects]
        added = [(row, "added", forms[row.pk].changed_data) for row in formset.new_objects]
        audit.record_all(
            [
                (
                    f"{row._meta.model_name}.{act}",
                    row,
                    {name: _said(forms[row.pk].initial.get(name)) for name in names}
                    if act == "changed"
                    else {},
                    {name: _said(forms[row.pk].cleaned_data.get(name)) for name in names},
                )
                for row, act, names in changed + added
            ],
            by=request.user,
        )


class ReadOnlyAdmin(RecordedAdmin):
    """Shows what the machine or the workflow wrote."""

    def has_add_permission(self, request):
        """Nobody adds these by hand."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody changes these by hand."""
        return False


def _said(value):
    """A field's value as the audit log can hold it."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if hasattr(value, "__iter__"):
        return sorted(str(each) for each in value)
    return str(value)
