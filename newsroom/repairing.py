"""What people put right in the corpus after it was read; the characters of a page never change."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Protocol

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom import audit, joining, jump_rows, numbering
from newsroom.errors import Refused
from newsroom.joining import CodedChange
from newsroom.laying import Change, layout_of, place
from newsroom.models import (
    Article,
    AuditEntry,
    FormerIssueKey,
    Issue,
    Newspaper,
    Page,
    PageRevision,
)
from newsroom.numbering import SetNumber
from newsroom.reading import UNSURE
from newsroom.text import editing
from newsroom.text.layouts import EditError, Layout, as_plain, faults, from_plain


class Turn(StrEnum):
    """A step along what was done already."""

    UNDO = "undo"
    REDO = "redo"


DONE = {Turn.UNDO: "page.undone", Turn.REDO: "page.redone"}
CHANGES = ("page.repaired", *DONE.values())
Step = editing.Edit | SetNumber | Turn


@dataclass(frozen=True, slots=True)
class Effect:
    """What a repair does to work that was done on the text, in a sentence for the supervisor.

    `severe` where that work does not simply follow its text.
    """

    sentence: str
    severe: bool


class Follower(Protocol):
    """Who works on the articles, is asked before a change, and told of it in its transaction.

    `renamed` says what it means that articles are cited with other identifiers.
    """

    def affected(self, change: CodedChange) -> Sequence[Effect]: ...
    def follow(self, change: CodedChange, *, by: Any) -> None: ...
    def renamed(self, articles: QuerySet[Article]) -> Sequence[Effect]: ...


# The study puts itself here when it starts; the corpus does not know it by name.
followers: list[Follower] = []


@transaction.atomic
def repair(
    page: Page, edit: editing.Edit | SetNumber, *, seen: int | None = None, by: Any
) -> PageRevision:
    """Put something right on a page; return the state that it is in now.

    `seen` is the state that the person looked at: the id of its PageRevision, or 0 for as read.
    Raises Refused when the edit makes no sense there, or the page has changed meanwhile, and
    numbering.NumberTaken when another page of the issue has the number that it would get.
    """
    return _take(page, edit, seen=seen, by=by)


@transaction.atomic
def undo(page: Page, *, seen: int | None = None, by: Any) -> PageRevision:
    """Take the last repair of a page back. Raises Refused when there is none, or as `repair`."""
    return _take(page, Turn.UNDO, seen=seen, by=by)


@transaction.atomic
def redo(page: Page, *, seen: int | None = None, by: Any) -> PageRevision:
    """Repeat what was undone last. Raises Refused when there is nothing, or as `repair`."""
    return _take(page, Turn.REDO, seen=seen, by=by)


def affected(page: Page, step: Step) -> list[Effect]:
    """Return what a step would do to the work on the page's articles; nothing is changed.

    Raises Refused as the step itself would.
    """
    before = layout_of(page)
    after, _revision = _outcome(page, before, step)
    change = Change(
        page, before, after, {article.number: article for article in page.articles.all()}
    )
    jumps = joining.jumps_of(page.issue_id)
    told = told_before(joining.repaired(change, jumps, joining.followed(jumps, change)))
    if step is Turn.UNDO and (dated := _dated_since(page)):
        told.insert(0, Effect(_by_hand(dated), True))
    return told


def _dated_since(page: Page) -> AuditEntry | None:
    """The change of the issue's date, where that is the last that was done to the page."""
    done = Q(target_type="newsroom.page", target_id=page.pk, action__in=CHANGES)
    dating = Q(target_type="newsroom.issue", target_id=page.issue_id, action="issue.dated")
    last = AuditEntry.objects.filter(done | dating).order_by("pk").last()
    return last if last and last.action == "issue.dated" else None


def _only_dated(dated: AuditEntry) -> str:
    return _(
        "There is no repair to undo. The date of the issue was changed (%(before)s → %(after)s); "
        "it is changed back by hand."
    ) % {"before": dated.before["key"], "after": dated.after["key"]}


def _by_hand(dated: AuditEntry) -> str:
    return _(
        "The date of the issue was changed last (%(before)s → %(after)s). Undoing leaves it as it "
        "is and takes back the repair before it; the date is changed back by hand."
    ) % {"before": dated.before["key"], "after": dated.after["key"]}


def told_before(change: CodedChange) -> list[Effect]:
    """Return what a change would do to the work on what is coded."""
    return [effect for follower in followers for effect in follower.affected(change)]


def tell(change: CodedChange, *, by: Any) -> None:
    """Let those who work on what is coded follow a change, in its transaction."""
    for follower in followers:
        follower.follow(change, by=by)


def _take(page: Page, step: Step, *, seen: int | None, by: Any) -> PageRevision:
    now = Page.objects.defer("text").select_related("revision").get(pk=page.pk)
    if renumbers := _renumbers(now, step):
        numbering.lock(page.newspaper_id)  # always before the issue
    joining.lock(page.issue_id)
    page = (
        Page.objects.select_for_update(of=("self",))
        .select_related("issue__newspaper", "revision")
        .get(pk=page.pk)
    )
    meanwhile = seen is not None and seen != (page.revision_id or 0)
    if meanwhile or renumbers != _renumbers(page, step):
        raise Refused(_("Somebody has repaired this page meanwhile. Please look at it again."))
    before = layout_of(page)
    after, revision = _outcome(page, before, step)
    if not renumbers and (wrong := faults(page.text, after)):
        raise RuntimeError(f"{step} on {page} would leave it with faults: {wrong}")
    left = page.revision or PageRevision.objects.create(page=page, layout=as_plain(before))
    edit = _crossed(page, step) or described(page, step)
    coded = None
    if renumbers:
        numbering.put(page, edit, back=step is Turn.UNDO)
    else:
        coded = _lay(page, before, after)
    page.revision = revision or PageRevision.objects.create(
        page=page, parent=left, layout=as_plain(after), edit=edit, made_by=by
    )
    page.save(update_fields=["revision", "confidence"])
    if coded:
        tell(coded, by=by)
    done = DONE[step] if isinstance(step, Turn) else "page.repaired"
    audit.record(
        done,
        page,
        before={"revision": left.pk, **_difference(before, after)},
        after={"revision": page.revision.pk, "edit": edit, **_difference(after, before)},
        by=by,
    )
    return page.revision


def _lay(page: Page, before: Layout, after: Layout) -> CodedChange:
    """Write a locked page as it is laid out now, with its jumps and what is read along by them."""
    jumps = joining.jumps_of(page.issue_id)
    change = place(page, before, after)
    jumps_after = joining.followed(jumps, change)
    coded = joining.repaired(change, jumps, jumps_after)
    jump_rows.write(change, jumps, jumps_after)
    joining.refresh(page.issue_id)
    return coded


def _crossed(page: Page, step: Step) -> dict[str, Any]:
    """The edit that a turn takes back or makes again; nothing for what is new, or not there."""
    if step is Turn.UNDO:
        return page.revision.edit if page.revision else {}
    if step is Turn.REDO:
        following = _following(page)
        return following.edit if following else {}
    return {}


def _renumbers(page: Page, step: Step) -> bool:
    return isinstance(step, SetNumber) or numbering.is_number(_crossed(page, step))


def _following(page: Page) -> PageRevision | None:
    return page.revision.children.order_by("pk").last() if page.revision else None


def _outcome(page: Page, before: Layout, step: Step) -> tuple[Layout, PageRevision | None]:
    """Return the layout that a step leads to, and its state where that was made before.

    Another number leaves the layout as it is.
    """
    if isinstance(step, Turn):
        revision = _turn(page, step)
        return from_plain(revision.layout), revision
    if isinstance(step, SetNumber):
        return before, None
    used = page.articles.aggregate(last=Max("number"))["last"] or 0
    try:
        after = editing.apply(page.text, before, step, number=used + 1)
    except EditError as error:
        raise Refused(_(str(error))) from error
    if after == before:
        raise Refused(_("That is so already."))
    return after, None


def _turn(page: Page, step: Turn) -> PageRevision:
    here = page.revision
    if step is Turn.UNDO:
        if not here or not here.parent:
            if dated := _dated_since(page):
                raise Refused(_only_dated(dated))
            raise Refused(_("There is nothing to undo on this page."))
        return here.parent
    following = _following(page)
    if not following:
        raise Refused(_("There is nothing to redo on this page."))
    return following


def described(page: Page, step: Step) -> dict[str, Any]:
    """Return an edit as the history keeps it: its sort, its values, its line on the page."""
    if isinstance(step, Turn):
        return {"edit": step.value}
    if isinstance(step, SetNumber):
        return numbering.described(page, step)
    kept = {"edit": type(step).__name__, **asdict(step)}
    if "at" in kept:
        kept["line"] = page.text.count("\n", 0, kept["at"]) + 1
    return kept


def _difference(one: Layout, other: Layout) -> dict[str, Any]:
    plain, against = as_plain(one), as_plain(other)
    return {name: [row for row in plain[name] if row not in against[name]] for name in plain}


@transaction.atomic
def check(page: Page, *, by: Any) -> Page:
    """Note that a person has looked a page through. Doing it again changes nothing."""
    page = Page.objects.select_for_update().get(pk=page.pk)
    if not page.checked_at:
        page.checked_at = timezone.now()
        page.checked_by = by
        page.save(update_fields=["checked_at", "checked_by"])
        audit.record("page.checked", page, by=by)
    return page


def to_check() -> QuerySet[Page]:
    """Return the pages that a person should look at, and that nobody has looked through yet.

    Those that the reader is unsure of, and those that somebody has begun to repair.
    """
    unsure = Q(confidence__lt=UNSURE) | Q(revision__isnull=False)
    return (
        Page.objects.filter(unsure, checked_at=None)
        .select_related("issue__newspaper")
        .order_by(
            "newspaper__slug", F("issue__date").asc(nulls_last=True), "issue__key", "sequence"
        )
    )


@transaction.atomic
def date_issue(issue: Issue, *, date: datetime.date, by) -> Issue:
    """Set the day of an issue by hand. Its identifiers change with it; the old ones keep resolving.

    Raises Refused when the newspaper has an issue of that day already.
    """
    newspaper = Newspaper.objects.select_for_update().get(pk=issue.newspaper_id)
    issue = Issue.objects.select_for_update().select_related("newspaper").get(pk=issue.pk)
    taken = Issue.objects.filter(newspaper=newspaper, date=date).exclude(pk=issue.pk).first()
    if taken:
        raise Refused(
            _("%(newspaper)s has an issue of %(date)s already: %(identifier)s.")
            % {
                "newspaper": newspaper.name,
                "date": date.isoformat(),
                "identifier": taken.identifier,
            }
        )
    before = {"key": issue.key, "basis": issue.date_basis}
    key = date.isoformat()
    if key != issue.key:
        # A key that the issue had once is its own again; one that it leaves goes on leading to it.
        FormerIssueKey.objects.filter(newspaper=newspaper, key=key).delete()
        FormerIssueKey.objects.update_or_create(
            newspaper=newspaper, key=issue.key, defaults={"issue": issue}
        )
    issue.key = key
    issue.date = issue.date_from = issue.date_to = date
    issue.date_basis = Issue.Basis.PERSON
    issue.date_confidence = 1.0
    issue.save()
    audit.record(
        "issue.dated", issue, before=before, after={"key": key, "basis": issue.date_basis}, by=by
    )
    return issue
