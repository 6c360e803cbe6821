"""The administration of the people of the team, and the record of what they did."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from newsroom import audit
from newsroom.accounts import invite
from newsroom.admin.recorded import ReadOnlyAdmin, RecordedAdmin
from newsroom.models import AuditEntry, User


class NewUserForm(forms.ModelForm):
    """A person to be invited: no password, they choose it themselves."""

    class Meta:
        model = User
        fields = (
            "username", "email", "last_name", "first_name", "annotator_code", "groups", "is_staff",
        )  # fmt: skip

    def save(self, commit=True):
        """Nobody can log in until the invitation was answered."""
        self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(User)
class UserAdmin(RecordedAdmin, DjangoUserAdmin):
    """The people of the team: their roles, their code in exports, their invitation."""

    add_form = NewUserForm
    add_fieldsets = (
        (None, {
            "fields": (
                "username", "email", "last_name", "first_name", "annotator_code", "groups",
                "is_staff",
            ),
            "description": _("After saving, send the invitation with the action of the list."),
        }),
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("last_name", "first_name", "email", "language", "theme")}),
        (_("Study"), {"fields": ("annotator_code", "groups")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser", "user_permissions")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    list_display = (
        "username", "display_name", "email", "annotator_code", "roles", "is_active", "is_staff",
        "last_login",
    )  # fmt: skip
    list_filter = ("groups", "is_active", "is_staff")
    search_fields = ("username", "first_name", "last_name", "email", "annotator_code")
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    actions = ("send_invitation",)

    def get_queryset(self, request):
        """With the roles, which every row shows."""
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """There are few roles: show them all."""
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field and db_field.name == "groups":
            field.widget = forms.CheckboxSelectMultiple(choices=field.widget.choices)
            field.label = capfirst(_("roles"))
            field.help_text = ""
        return field

    def get_readonly_fields(self, request, obj=None):
        """Only a superuser makes superusers or gives single permissions."""
        fields = super().get_readonly_fields(request, obj)
        return (
            fields if request.user.is_superuser else (*fields, "is_superuser", "user_permissions")
        )

    def has_change_permission(self, request, obj=None):
        """Only a superuser changes a superuser, the password included."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not obj.is_superuser or request.user.is_superuser)

    @admin.display(description=_("name"), ordering="last_name")
    def display_name(self, user):
        """The name as colleagues see it."""
        return user.get_full_name()

    @admin.display(description=_("roles"))
    def roles(self, user):
        """The groups of the person."""
        return ", ".join(sorted(group.name for group in user.groups.all()))

    @admin.action(description=_("Send invitation"), permissions=["change"])
    def send_invitation(self, request, users):
        """Send each person the mail with which they choose their password."""
        for user in users:
            if self.has_change_permission(request, user) and invite(request, user, by=request.user):
                messages.success(request, _("An invitation goes to %(to)s.") % {"to": user.email})
            else:
                messages.error(
                    request,
                    _("No invitation for %(name)s: the account has no valid mail address.")
                    % {"name": user.username},
                )


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what, and when."""

    list_display = ("at", "actor", "action", "target_type", "target_id", "after")
    list_filter = ("action", "target_type")
    list_select_related = ("actor",)
    search_fields = ("action", "target_type", "=target_id", "actor__username")
    date_hierarchy = "at"
    show_full_result_count = False

    def get_queryset(self, request):
        """Leave out what others answered about an article that the reader has still to code."""
        return audit.visible_to(request.user)
