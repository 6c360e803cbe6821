"""The day of an issue, said by a person: its identifiers go with it, and it can be taken back."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom import audit
from newsroom.errors import Refused
from newsroom.models import FormerIssueKey, Issue, IssueDating, Newspaper, Page
from newsroom.said_days import Days
from newsroom.storing import undated_keys

DAYS = ("date", "date_from", "date_to")
STATE = ("key", *DAYS, "date_basis", "date_confidence")


@transaction.atomic
def date_issue(
    issue: Issue,
    *,
    date: datetime.date | Days,
    dated: int | None = None,
    by: Any,
) -> Issue:
    """Set by hand the day of an issue, the days between which it came out, or that it is unknown.

    Its identifiers change with it; the old ones keep resolving. `dated` is what was known when the
    person looked: the id of the IssueDating, or 0. Raises Refused when the newspaper has an issue
    of that day already, or it was changed meanwhile.
    """
    newspaper, issue = _locked(issue)
    if dated is not None and dated != (issue.dating_id or 0):
        raise _meanwhile()
    days = date if isinstance(date, Days) else Days(date, date)
    left = _here(issue)
    state = {
        "key": days.day.isoformat() if days.day else _undated_key(newspaper, issue),
        "date": days.day,
        "date_from": days.first,
        "date_to": days.last,
        "date_basis": Issue.Basis.PERSON.value,
        "date_confidence": 1.0,
    }
    made = IssueDating(issue=issue, parent=left, made_by=by, state=_plain(state))
    _put(newspaper, issue, made, "issue.dated", by=by)
    return issue


def last_dating(page: Page) -> IssueDating | None:
    """Return what was said last of the day of a page's issue, where it can be taken back."""
    dating = page.issue.dating
    return dating if dating and dating.parent_id else None


def next_dating(page: Page) -> IssueDating | None:
    """Return what was taken back last of it, where it can be said again."""
    return page.issue.dating.children.order_by("pk").last() if page.issue.dating else None


@transaction.atomic
def turn(issue: Issue, *, to: int, back: bool, by: Any) -> None:
    """Take back what was said last of the day of an issue, or say it again; `to` is the id of what
    is taken back, or said again.

    Raises Refused when that has changed meanwhile, or another issue has the day by now.
    """
    newspaper, issue = _locked(issue)
    wanted = IssueDating.objects.select_related("parent").filter(pk=to, issue=issue).first()
    there = wanted and (wanted.parent if back else wanted)
    if not wanted or not there or issue.dating_id != (to if back else wanted.parent_id):
        raise _meanwhile()
    if not back:
        there.redone_at = timezone.now()
        there.save(update_fields=["redone_at"])
    _put(newspaper, issue, there, "issue.date_undone" if back else "issue.date_redone", by=by)


def said(state: Mapping[str, Any]) -> str:
    """Return the days of a state as they can be typed, empty where nothing is known."""
    if not state.get("date_from") or not state.get("date_to"):
        return str(state.get("date") or "")
    return str(Days(*(datetime.date.fromisoformat(state[name]) for name in DAYS[1:])))


def said_of(issue: Issue) -> str:
    """Return what is known of the day of an issue, as it can be typed."""
    return said(_plain({name: getattr(issue, name) for name in STATE}))


def _locked(issue: Issue) -> tuple[Newspaper, Issue]:
    newspaper = Newspaper.objects.select_for_update().get(pk=issue.newspaper_id)
    rows = Issue.objects.select_for_update(of=("self",)).select_related("newspaper", "dating")
    return newspaper, rows.get(pk=issue.pk)


def _here(issue: Issue) -> IssueDating:
    """What is known of the day of a locked issue; kept from its import before a person says it."""
    state = _plain({name: getattr(issue, name) for name in STATE})
    return issue.dating or IssueDating.objects.create(issue=issue, state=state)


def _plain(state: dict[str, Any]) -> dict[str, Any]:
    return {name: state[name] and state[name].isoformat() if name in DAYS else state[name]
            for name in STATE}  # fmt: skip


def _undated_key(newspaper: Newspaper, issue: Issue) -> str:
    """The key of an issue without a day: its own, or that which it had, or a new one."""
    if not issue.date:
        return issue.key
    former = issue.former_keys.filter(key__regex=r"^u\d+$").order_by("key").first()
    return former.key if former else next(undated_keys(newspaper))


def _put(newspaper: Newspaper, issue: Issue, dating: IssueDating, action: str, *, by: Any) -> None:
    """Write a locked issue as a dating says it."""
    state = {**dating.state}
    for name in DAYS:
        state[name] = state[name] and datetime.date.fromisoformat(state[name])
    if state["date"]:
        others = Issue.objects.filter(newspaper=newspaper, date=state["date"])
        if taken := others.exclude(pk=issue.pk).first():
            raise Refused(
                _("%(newspaper)s has an issue of %(date)s already: %(identifier)s.")
                % {
                    "newspaper": newspaper.name,
                    "date": state["date"].isoformat(),
                    "identifier": taken.identifier,
                }
            )
    before = {name: getattr(issue, name) for name in STATE}
    if state["key"] != issue.key:
        # A key that the issue had once is its own again; one that it leaves goes on leading to it.
        FormerIssueKey.objects.filter(newspaper=newspaper, key=state["key"]).delete()
        FormerIssueKey.objects.update_or_create(
            newspaper=newspaper, key=issue.key, defaults={"issue": issue}
        )
    for name in STATE:
        setattr(issue, name, state[name])
    if not dating.pk:
        dating.save()
    issue.dating = dating
    issue.save()
    audit.record(action, issue, before=_told(_plain(before)), after=_told(_plain(state)), by=by)


def _meanwhile() -> Refused:
    return Refused(
        _("Somebody has changed the day of this issue meanwhile. Please look at it again.")
    )


def _told(state: dict[str, Any]) -> dict[str, Any]:
    return {"key": state["key"], "basis": state["date_basis"], "days": said(state)}
