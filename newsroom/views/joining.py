"""Confirming, on an article's page or on the workbench, to which article a jump leads."""

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.http import require_POST

from newsroom import reading, relating
from newsroom.models import Article


@require_POST
@login_required
@permission_required("newsroom.change_article", raise_exception=True)
def join(request, identifier, pk):
    """Say where a jump leads, or take that back; what it does to coded articles is shown first.

    `do` is join, part, reject or reconsider; without it a target joins, and none parts.
    """
    article = _article(identifier)
    jump = get_object_or_404(article.continuations.select_related("target"), pk=pk)
    jump.article = article
    target = _article(request.POST["target"]) if request.POST.get("target") else None
    do = request.POST.get("do") or ("join" if target else "part")
    back = _back(request, article)
    if do in ("reject", "reconsider") and target:
        act = relating.reject if do == "reject" else relating.reconsider
        act(jump, other=target, by=request.user)
        return redirect(back)
    if do not in ("join", "part") or (do == "join" and target is None):
        raise Http404
    wanted = target if do == "join" else None
    effects = [] if request.POST.get("agreed") else relating.affected(jump, wanted)
    if any(effect.severe for effect in effects):
        return render(
            request,
            "newsroom/joining.html",
            {
                "article": article,
                "jump": jump,
                "other": wanted or relating.identified(jump.target_id),
                "do": do,
                "at": request.POST.get("at"),
                "effects": effects,
                "back": back,
            },
        )
    if wanted:
        relating.join(jump, target=wanted, by=request.user)
    else:
        relating.part(jump, by=request.user)
    return redirect(back)


def _article(identifier):
    try:
        return reading.find_article(identifier)
    except Article.DoesNotExist:
        raise Http404 from None


def _back(request, article):
    """The address that the person came from: the workbench where the form says a place there."""
    at = request.POST.get("at", "")
    if at.isdecimal():
        return resolve_url("workbench", article.page.identifier) + f"?at={int(at)}"
    return resolve_url("article", article.identifier)
