"""The administration of people and of the corpus."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from newsroom.admin import corpus, people
from newsroom.admin.recorded import ReadOnlyAdmin, RecordedAdmin

__all__ = ["ReadOnlyAdmin", "RecordedAdmin", "corpus", "people"]

admin.site.site_header = admin.site.site_title = _("Newspaper coding")
admin.site.index_title = _("Administration")
# The admin has no door of its own: its login is the site's, with its rate limit and second step.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
