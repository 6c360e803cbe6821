"""The start page: everybody is sent to where their work is."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect

PLACES = (
    ("annotations.code_unit", "annotations:my_work"),
    ("annotations.review_unit", "annotations:review_queue"),
    ("annotations.supervise_round", "annotations:dashboard"),
    ("annotations.view_annotation", "api:schema-page"),
)


@login_required
def home(request):
    """Send a person to the first place that their roles give them."""
    for permission, place in PLACES:
        if request.user.has_perm(permission):
            return redirect(place)
    return redirect("newspapers")
