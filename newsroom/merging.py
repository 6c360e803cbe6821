"""Two issues that turn out to be of one day become one; what was cited before still resolves."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom import audit, repairing
from newsroom.errors import Refused
from newsroom.models import (
    Article,
    Continuation,
    FormerIssueKey,
    FormerPlace,
    Issue,
    MergedIssue,
    Newspaper,
    Page,
)
from newsroom.repairing import Effect

DATING = ("date", "date_from", "date_to", "date_basis", "date_confidence", "date_evidence")


@dataclass(frozen=True, slots=True)
class Move:
    """A page that goes to another issue, with the place that it gets there."""

    page: Page
    sequence: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What merging an issue into that of a day would do, before anything is done."""

    issue: Issue
    into: Issue
    moves: Sequence[Move]
    effects: Sequence[Effect]


def of_day(issue: Issue, date: datetime.date) -> Issue | None:
    """Return another issue of the same newspaper that has a day already."""
    others = Issue.objects.filter(newspaper=issue.newspaper_id, date=date).exclude(pk=issue.pk)
    return others.select_related("newspaper").first()


def plan(issue: Issue, *, into: Issue) -> Plan:
    """Return where the pages of an issue would go, and what that does to work on their articles.

    A page goes to the place of its printed number where that is free, else after the others.
    Raises Refused when both issues have a page of the same printed number.
    """
    there = list(into.pages.defer("text"))
    pages = list(issue.pages.defer("text").order_by("sequence"))
    twice = {page.printed_number for page in there} & {page.printed_number for page in pages} - {""}
    if twice:
        raise Refused(
            _("Both issues have a page %(number)s, so they cannot be one: %(one)s and %(other)s.")
            % {"number": min(twice), "one": issue.identifier, "other": into.identifier}
        )
    taken = {page.sequence for page in there}
    moves = []
    for page in sorted(pages, key=lambda page: (not page.printed_number, page.sequence)):
        printed = int(page.printed_number) if page.printed_number.isdecimal() else 0
        place = printed if printed and printed not in taken else max(taken, default=0) + 1
        taken.add(place)
        moves.append(Move(page, place))
    articles = Article.objects.filter(page__issue=issue)
    told = ngettext(
        "%(count)d page with %(articles)d articles goes into %(issue)s.",
        "%(count)d pages with %(articles)d articles go into %(issue)s.",
        len(moves),
    ) % {
        "count": len(moves),
        "articles": articles.filter(retired_at=None).count(),
        "issue": into.identifier,
    }
    works = [effect for follower in repairing.followers for effect in follower.renamed(articles)]
    return Plan(issue, into, moves, [Effect(told, True), *works])


@transaction.atomic
def merge(issue: Issue, *, into: Issue, by: Any) -> Issue:
    """Put the pages of an issue into another of the same newspaper; return that one.

    Their old identifiers keep resolving. Raises Refused as `plan` does, and when the two are one
    already or of different newspapers.
    """
    newspaper = Newspaper.objects.select_for_update().get(pk=into.newspaper_id)
    locked = Issue.objects.select_for_update().in_bulk([issue.pk, into.pk])
    if len(locked) < 2 or issue.newspaper_id != newspaper.pk:
        raise Refused(_("These two issues cannot become one. Please look at them again."))
    issue, into = locked[issue.pk], locked[into.pk]
    issue.newspaper = into.newspaper = newspaper
    moves = plan(issue, into=into).moves
    former = list(issue.former_keys.values_list("key", flat=True))
    places = {str(move.page.pk): move.page.sequence for move in moves}
    for move in moves:
        for key in (issue.key, *former):
            _leave(move.page, newspaper, key)
        move.page.issue, move.page.sequence = into, move.sequence
        move.page.save(update_fields=["issue", "sequence"])
    issue.merged.update(into=into)
    was: dict[str, Any] = {name: getattr(issue, name) for name in DATING}
    for name in ("date", "date_from", "date_to"):
        was[name] = was[name] and was[name].isoformat()
    was |= {"former_keys": former, "places": places, "issue": issue.pk, "dating": issue.dating_id}
    merged = MergedIssue.objects.create(
        newspaper=newspaper, key=issue.key, into=into, merged_by=by, was=was
    )
    issue.datings.update(issue=None, merged=merged)
    after = {"places": {str(move.page.pk): move.sequence for move in moves}}
    audit.record_all(
        [
            ("issue.put_into", issue, {"into": into.pk, "key": into.key}, after),
            (
                "issue.merged", into,
                {"issue": issue.pk, "key": issue.key, "places": places}, after,
            ),
        ],
        by=by,
    )  # fmt: skip
    issue.delete()
    return into


def _leave(page: Page, newspaper: Newspaper, key: str) -> None:
    """Let what was cited at a place lead to the page that leaves it."""
    FormerPlace.objects.update_or_create(
        newspaper=newspaper, key=key, sequence=page.sequence, defaults={"page": page}
    )


@transaction.atomic
def unmerge(merged: MergedIssue, *, by: Any) -> Issue:
    """Take the pages of a merged issue out again, under their old key; return the issue.

    Raises Refused when that was done already, when its key is another issue's by now, or when
    articles of the two are joined over their pages.
    """
    newspaper = Newspaper.objects.select_for_update().get(pk=merged.newspaper_id)
    found = MergedIssue.objects.select_for_update().filter(pk=merged.pk).first()
    if not found:
        raise Refused(_("This was taken back already."))
    into, was = found.into, dict(found.was)
    places, former = was.pop("places"), was.pop("former_keys")
    number, dating = was.pop("issue", None), was.pop("dating", None)
    pages = list(Page.objects.defer("text").filter(pk__in=places, issue=into))
    same = Q(key=found.key) | Q(date__isnull=False, date=was["date"])
    if Issue.objects.filter(same, newspaper=newspaper).exists():
        raise Refused(_("Another issue has the key %(key)s by now.") % {"key": found.key})
    within, beyond = Q(article__page__in=pages), Q(target__page__in=pages)
    joined = Continuation.objects.exclude(target=None).filter(
        (within & ~beyond) | (beyond & ~within)
    )
    if joined.exists():
        raise Refused(_("Articles of the two are joined over their pages. Take that back first."))
    # With the number that it had, its history is its own again.
    issue = Issue.objects.create(pk=number, newspaper=newspaper, key=found.key, **was)
    found.datings.update(issue=issue, merged=None)
    Issue.objects.filter(pk=issue.pk).update(dating=dating)
    for page in pages:  # other places it was given back, or left with its number, lead to it still
        back = {"sequence": places[str(page.pk)], "key__in": [found.key, *former]}
        FormerPlace.objects.filter(newspaper=newspaper, page=page, **back).delete()
    FormerIssueKey.objects.bulk_create(
        FormerIssueKey(newspaper=newspaper, key=key, issue=issue) for key in former
    )
    for page in pages:
        _leave(page, newspaper, into.key)
        page.issue, page.sequence = issue, places[str(page.pk)]
        page.save(update_fields=["issue", "sequence"])
    found.delete()
    audit.record_all(
        [
            ("issue.unmerged", issue, {"into": into.pk, "key": into.key}, {}),
            ("issue.parted", into, {"issue": issue.pk, "key": issue.key}, {}),
        ],
        by=by,
    )
    issue.refresh_from_db()
    return issue
