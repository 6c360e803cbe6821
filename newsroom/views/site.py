"""What belongs to no newspaper: preferences, and whether the site is well."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from newsroom.models import User

PREFERENCES = {"language": User.Language.values, "theme": User.Theme.values}


def person(request: HttpRequest) -> User:
    """Return who asks, where a decorator has seen to it that somebody is logged in."""
    return cast(User, request.user)


@require_POST
@login_required
def preferences(request):
    """Keep the language or the theme that a person chose, and go back to where they were."""
    chosen = {
        name: request.POST[name]
        for name, allowed in PREFERENCES.items()
        if request.POST.get(name) in allowed
    }
    for name, value in chosen.items():
        setattr(request.user, name, value)
    request.user.save(update_fields=list(chosen))
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if safe else "home")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead a browser to the icon where a page names none: the administration, files, errors."""
    return redirect(static("newsroom/icon.svg"))


@require_safe
@never_cache
def healthz(request):
    """Answer a load balancer: 200 when the database answers too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
