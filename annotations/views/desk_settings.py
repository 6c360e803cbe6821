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
from annotations.forms import CodingForm
from annotations.models import CodebookVersion
from newsroom.errors import Refused
from newsroom.views.site import person

ENTER = "⏎"
SPELLED = {ENTER: "enter", "ENTER": "enter"}


def latest(versions: list[CodebookVersion]) -> list[CodebookVersion]:
    """Of each codebook the first of these versions: its latest."""
    return list({one.codebook_id: one for one in reversed(versions)}.values())[::-1]


def chosen_in(request: HttpRequest, versions: list[CodebookVersion]) -> dict[str, Any]:
    """Return the choices of the form as desk_settings takes them; what is no number stays out."""
    post = request.POST
    keys = {
        action.name: SPELLED.get(typed, typed)
        for action in desk_settings.ACTIONS
        if (typed := post.get(f"key.{action.name}", "").strip().upper())
    }
    label_keys = {
        version.codebook.slug: {
            f"{question.variable.code}.{choice.label.code}": typed
            for question in CodingForm(version=version).questions
            for choice in question.choices
            if (typed := post.get(f"label.{choice.label.pk}", "").strip().upper())
        }
        for version in versions
    }
    sizes = {
        name: int(value)
        for name in ("text_size", "text_width")
        if (value := post.get(name, "")).isdecimal() and len(value) < 6
    }
    switches = {name: name in post for name in ("submit_when_complete", "marks_terms")}
    layout = post.get("layout", "")
    return {**sizes, **switches, "layout": layout, "keys": keys, "label_keys": label_keys}


def shown(choices: dict[str, Any], versions: list[CodebookVersion]) -> dict[str, Any]:
    """What the page shows of some choices."""
    taken = desk_settings.taken_by(choices)
    return {
        "choices": choices,
        "actions": [
            (action, choices["keys"].get(action.name, "").replace("enter", ENTER))
            for action in desk_settings.ACTIONS
        ],
        "codebooks": [
            (
                version,
                CodingForm(
                    version=version,
                    desk_keys=taken,
                    label_keys=desk_settings.label_keys_of(choices, version),
                ).questions,
            )
            for version in versions
        ],
        "sizes": desk_settings.SIZES,
        "widths": desk_settings.WIDTHS,
        "layouts": desk_settings.LAYOUTS.items(),
    }


def preset_of(name: str, versions: list[CodebookVersion]) -> dict[str, Any]:
    """What one of the buttons sets: a set of keys of the desk, or the labels' keys as they were."""
    if name == "codebook":
        return {"label_keys": {version.codebook.slug: {} for version in versions}}
    return {"keys": desk_settings.PRESETS.get(name, {})}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@permission_required("annotations.code_unit", raise_exception=True)
def settings(request: HttpRequest) -> HttpResponse:
    """Show and store how a person's coding desk is set up."""
    versions = latest(desk_settings.versions_for(person(request)))
    if request.method != "POST":
        choices = desk_settings.choices_of(person(request))
        return render(request, "annotations/coding/settings.html", shown(choices, versions))
    if preset := request.POST.get("preset"):
        changes = preset_of(preset, versions)
    else:
        changes = chosen_in(request, versions)
    try:
        desk_settings.save(person(request), changes)
    except Refused as error:
        as_typed = desk_settings.completed({**desk_settings.choices_of(person(request)), **changes})
        context = shown(as_typed, versions) | {"wrong": error.sentence}
        return render(request, "annotations/coding/settings.html", context, status=409)
    messages.success(request, _("Saved. It holds on every device on which you log in."))
    return redirect("annotations:desk_settings")
