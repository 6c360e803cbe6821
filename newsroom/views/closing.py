"""The page that somebody has just marked as looked through, told where that led."""

from dataclasses import dataclass
from typing import Any

from newsroom.models import Page

KEPT = "newsroom.closed"


@dataclass(frozen=True, slots=True)
class Closed:
    """A page that was looked through, the doubts that were left on it, and where one was on it."""

    page: Page
    doubts: int
    at: str


def remember(request: Any, page: Page, *, doubts: int, at: str, on: Page | None) -> None:
    """Keep for this person that a page was closed, which led to the page `on`, or to the list."""
    kept = {"page": page.pk, "doubts": doubts, "at": at, "on": on.pk if on else None}
    request.session[KEPT] = kept


def forget(request: Any) -> None:
    """What was closed is told no longer."""
    request.session.pop(KEPT, None)


def closed_before(request: Any, on: Page | None) -> Closed | None:
    """Return what was closed before one came to a page, or to the list, while it is closed."""
    kept = request.session.get(KEPT)
    if not kept or kept["on"] != (on.pk if on else None):
        return None
    found = Page.objects.select_related("issue__newspaper").defer("text")
    page = found.filter(pk=kept["page"], checked_at__isnull=False).first()
    return Closed(page, kept["doubts"], kept["at"]) if page else None
