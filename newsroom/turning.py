"""What undoing and redoing go to on a page: its own repairs, and the day of its issue."""

from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from newsroom import issue_days
from newsroom.models import AuditEntry, IssueDating, Page, PageRevision


class Turn(StrEnum):
    """A step along what was done already."""

    UNDO = "undo"
    REDO = "redo"


DONE = {Turn.UNDO: "page.undone", Turn.REDO: "page.redone"}
CHANGES = ("page.repaired", *DONE.values())
DATED = ("issue.dated", "issue.date_undone", "issue.date_redone")
OF_ISSUES = (*DATED, "issue.merged", "issue.put_into", "issue.unmerged", "issue.parted")


def following(page: Page) -> PageRevision | None:
    """Return the repair that was undone last, which redoing repeats."""
    return page.revision.children.order_by("pk").last() if page.revision else None


def dating_turned(page: Page, turn: Turn) -> IssueDating | None:
    """Return what a turn takes back of the day of the issue, or says again; None where it is a
    repair that it takes back or repeats, or there is nothing.

    What was done later is taken back before what was done earlier, and repeated after it. A day
    that was taken back is not said again over a later repair.
    """
    here = page.revision if page.revision and page.revision.parent_id else None
    if turn is Turn.UNDO:
        last = issue_days.last_dating(page)
        return last if last and (not here or last.applied_at > here.applied_at) else None
    coming = issue_days.next_dating(page)
    if not coming or (here and here.made_at > coming.made_at):
        return None
    repair = following(page)
    return coming if not repair or coming.applied_at < repair.applied_at else None


def can(page: Page, turn: Turn) -> bool:
    """Whether there is anything to undo, or to redo."""
    if dating_turned(page, turn):
        return True
    if turn is Turn.UNDO:
        return bool(page.revision and page.revision.parent_id)
    return following(page) is not None


def aside(page: Page) -> str:
    """What was done last, where undoing does not take it back, in a sentence; else nothing.

    Of days that were set before they could be undone, nothing says what they were.
    """
    done = Q(target_type="newsroom.page", target_id=page.pk, action__in=CHANGES)
    issue = Q(target_type="newsroom.issue", target_id=page.issue_id, action__in=OF_ISSUES)
    last = AuditEntry.objects.filter(done | issue).order_by("pk").last()
    if not last or last.action in CHANGES or (last.action in DATED and page.issue.dating_id):
        return ""
    if last.action in DATED:
        return _(
            "The date of the issue was changed last (%(before)s → %(after)s); it is changed back "
            "by hand."
        ) % {"before": last.before["key"], "after": last.after["key"]}
    slug = page.issue.newspaper.slug
    if last.action == "issue.merged":
        return _(
            "The pages of %(issue)s were put into this issue last. That is taken back with “Take "
            "them out again”, below the date."
        ) % {"issue": f"{slug}-{last.before['key']}"}
    return _(
        "Pages of this issue and of %(issue)s were taken apart last. They are put together again "
        "by setting the day."
    ) % {"issue": f"{slug}-{last.before['key']}"}


def told(act: AuditEntry) -> str:
    """Return the sentence that tells what was done to an issue, for the history of its pages."""
    if act.action in DATED:
        days = {"before": _days(act.before), "after": _days(act.after)}
        sentence = _("The date of the issue: %(before)s → %(after)s.") % days
        if act.action == "issue.date_undone":
            return _("Undone: %(repair)s") % {"repair": sentence}
        if act.action == "issue.date_redone":
            return _("Repeated: %(repair)s") % {"repair": sentence}
        return sentence
    return {
        "issue.merged": _("The pages of %(key)s were put into this issue."),
        "issue.put_into": _("The pages of this issue were put into %(key)s."),
        "issue.unmerged": _("The pages of this issue were taken out of %(key)s again."),
        "issue.parted": _("The pages of %(key)s were taken out of this issue again."),
    }[act.action] % {"key": act.before["key"]}


def _days(state: dict[str, Any]) -> str:
    """What was known of a day: as it is typed, with the key where that is another."""
    days = state.get("days", state["key"])
    known = days or _("not known")
    return known if days == state["key"] else f"{known} ({state['key']})"
