"""The page on which a person sets up their coding desk: sizes, what submits, layout and keys."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotations import desk_settings
from newsroom.errors import Refused
from newsroom.views.site import person

ENTER = "⏎"
SPELLED = {ENTER: "enter", "ENTER": "enter"}


def chosen_in(request: HttpRequest) -> dict[str, Any]:
    """Return the choices of the form as desk_settings takes them; what is no number stays out."""
    post = request.POST
    keys = {
        action.name: SPELLED.get(typed, typed)
        for action in desk_settings.ACTIONS
        if (typed := post.get(f"key.{action.name}", "").strip().upper())
    }
    sizes = {
        name: int(value)
        for name in ("text_size", "text_width")
        if (value := post.get(name, "")).isdecimal()
    }
    switches = {name: name in post for name in ("submit_when_complete", "marks_terms")}
    return {**sizes, **switches, "layout": post.get("layout", ""), "keys": keys}


def shown(choices: dict[str, Any]) -> dict[str, Any]:
    """What the page shows of some choices."""
    return {
        "choices": choices,
        "actions": [
            (action, choices["keys"].get(action.name, "").replace("enter", ENTER))
            for action in desk_settings.ACTIONS
        ],
        "sizes": desk_settings.SIZES,
        "widths": desk_settings.WIDTHS,
        "layouts": desk_settings.LAYOUTS.items(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@permission_required("annotations.code_unit", raise_exception=True)
def settings(request: HttpRequest) -> HttpResponse:
    """Show and store how a person's coding desk is set up."""
    if request.method != "POST":
        choices = desk_settings.choices_of(person(request))
        return render(request, "annotations/coding/settings.html", shown(choices))
    if preset := request.POST.get("preset"):
        changes = {"keys": desk_settings.PRESETS.get(preset, {})}
    else:
        changes = chosen_in(request)
    try:
        desk_settings.save(person(request), changes)
    except Refused as error:
        as_typed = desk_settings.completed(changes)
        context = shown(as_typed) | {"wrong": error.sentence}
        return render(request, "annotations/coding/settings.html", context, status=409)
    messages.success(request, _("Saved. It holds on every device on which you log in."))
    return redirect("annotations:desk_settings")
