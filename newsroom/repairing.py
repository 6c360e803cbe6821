"""What people put right in the corpus after it was read; the characters of a page never change."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom import audit, issue_days, joining, jump_rows, numbering, turning
from newsroom.errors import Refused
from newsroom.joining import CodedChange
from newsroom.laying import Change, layout_of, place
from newsroom.models import Article, Issue, IssueDating, Page, PageRevision
from newsroom.models.corpus import DAY_IN_DOUBT, UNSURE_OR_BEGUN
from newsroom.numbering import SetNumber
from newsroom.text import editing
from newsroom.text.layouts import EditError, Layout, as_plain, faults, from_plain
from newsroom.turning import DONE, Turn

Step = editing.Edit | SetNumber | Turn
ORDER = ("newspaper__slug", "issue__key", "sequence")  # of pages; keys without a day come last


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
def undo(
    page: Page, *, seen: int | None = None, dated: int | None = None, by: Any
) -> PageRevision | None:
    """Take back what was done last: a repair of the page, or a change of the day of its issue.

    `dated` is what was known of the day when the person looked: the id of its IssueDating, or 0.
    Raises Refused when there is nothing, or as `repair`.
    """
    return _turned(page, Turn.UNDO, seen=seen, dated=dated, by=by)


@transaction.atomic
def redo(
    page: Page, *, seen: int | None = None, dated: int | None = None, by: Any
) -> PageRevision | None:
    """Repeat what was undone last. Raises Refused when there is nothing, or as `repair`."""
    return _turned(page, Turn.REDO, seen=seen, dated=dated, by=by)


def _turned(
    page: Page, turn: Turn, *, seen: int | None, dated: int | None, by: Any
) -> PageRevision | None:
    now = Page.objects.defer("text").select_related("revision", "issue__dating").get(pk=page.pk)
    if dated is not None and dated != (now.issue.dating_id or 0):
        raise _meanwhile()
    dating = turning.dating_turned(now, turn)
    if not dating:
        return _take(page, turn, seen=seen, by=by)
    if seen is not None and seen != (now.revision_id or 0):
        raise _meanwhile()
    issue_days.turn(now.issue, to=dating.pk, back=turn is Turn.UNDO, by=by)
    return now.revision


def _meanwhile() -> Refused:
    return Refused(_("Somebody has repaired this page meanwhile. Please look at it again."))


def affected(page: Page, step: Step) -> list[Effect]:
    """Return what a step would do to the work on the page's articles; nothing is changed.

    Raises Refused as the step itself would.
    """
    told = [] if _dating(page, step) else _told(page, step)
    if step is Turn.UNDO and (last := turning.aside(page)):
        left = _("Undoing leaves that as it is, and takes back what was done before it.")
        told.insert(0, Effect(f"{last} {left}", True))
    return told


def _dating(page: Page, step: Step) -> IssueDating | None:
    return turning.dating_turned(page, step) if isinstance(step, Turn) else None


def _told(page: Page, step: Step) -> list[Effect]:
    before = layout_of(page)
    after, _revision = _outcome(page, before, step)
    change = Change(
        page, before, after, {article.number: article for article in page.articles.all()}
    )
    jumps = joining.jumps_of(page.issue_id)
    return told_before(joining.repaired(change, jumps, joining.followed(jumps, change)))


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
    if meanwhile or renumbers != _renumbers(page, step) or _dating(page, step):
        raise _meanwhile()
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
    if step is Turn.REDO:
        PageRevision.objects.filter(pk=page.revision.pk).update(redone_at=timezone.now())
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
        following = turning.following(page)
        return following.edit if following else {}
    return {}


def _renumbers(page: Page, step: Step) -> bool:
    return isinstance(step, SetNumber) or numbering.is_number(_crossed(page, step))


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
            nothing = _("There is nothing to undo on this page.")
            raise Refused(" ".join(filter(None, (nothing, turning.aside(page)))))
        return here.parent
    following = turning.following(page)
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
def check(page: Page, *, doubts: int = 0, by: Any) -> Page:
    """Note that a person has looked a page through. Doing it again changes nothing.

    `doubts` is how many were left on it, for its history.
    """
    page = Page.objects.select_for_update().get(pk=page.pk)
    if not page.checked_at:
        page.checked_at = timezone.now()
        page.checked_by = by
        page.save(update_fields=["checked_at", "checked_by"])
        audit.record("page.checked", page, after={"doubts": doubts}, by=by)
    return page


@transaction.atomic
def uncheck(page: Page, *, by: Any) -> Page:
    """Take back that a page was looked through. Doing it again changes nothing."""
    page = Page.objects.select_for_update().get(pk=page.pk)
    if page.checked_at:
        page.checked_at = page.checked_by = None
        page.save(update_fields=["checked_at", "checked_by"])
        audit.record("page.unchecked", page, by=by)
    return page


def waiting_keys() -> QuerySet[Page, Any]:
    """Return the keys of the pages that a person should look at and nobody has looked through.

    Those that the reader is unsure of; those that somebody has begun to repair; and the first page
    of each issue whose day nobody has said, and that is not known, or not surely.
    """
    unseen = Page.objects.filter(checked_at=None).order_by()
    earlier = Page.objects.filter(issue=OuterRef("issue"), sequence__lt=OuterRef("sequence"))
    undated = unseen.filter(~Exists(earlier), issue__in=Issue.objects.filter(DAY_IN_DOUBT))
    # Each half has its index; together they would be looked for in all pages.
    return unseen.filter(UNSURE_OR_BEGUN).values("pk").union(undated.values("pk"))


def to_check() -> QuerySet[Page]:
    """Return the pages of `waiting_keys` in the order of the papers and their issues."""
    return (
        Page.objects.filter(pk__in=waiting_keys())
        .select_related("issue__newspaper")
        .order_by(*ORDER)
    )
