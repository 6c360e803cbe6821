"""The list of pages to check: its order, the place of a page in it, and why a page is on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom import repairing
from newsroom.models import Issue, Page, Segment
from newsroom.reading import UNSURE
from newsroom.text.editing import BY_HAND, CONFIRMED

BY_PEOPLE = (BY_HAND, CONFIRMED)


@dataclass(frozen=True, slots=True)
class DayDoubt:
    """Why a person should look at the day of an issue: it is `unknown`, or only so sure (0 to 1).

    `against` are words of a page that contradict it, and `why` a msgid for what they say.
    """

    unknown: bool
    share: float
    against: str = ""
    why: str = ""

    @property
    def name(self) -> str:
        """The doubt in a word or two."""
        if self.unknown:
            return _("day not known")
        return _("day in doubt, %(share)d%% sure") % {"share": round(self.share * 100)}


def day_doubt(issue: Issue) -> DayDoubt | None:
    """Return the doubt about the day of an issue, None where a person said it or it is sure."""
    sure = issue.date is not None and issue.date_confidence >= UNSURE
    if sure or issue.date_basis == Issue.Basis.PERSON:
        return None
    against = (issue.date_evidence or {}).get("contradictions") or [{}]
    return DayDoubt(
        issue.date is None,
        issue.date_confidence,
        against[0].get("text", ""),
        against[0].get("why", ""),
    )


def place_of(page: Page, *, by: Any) -> tuple[int, int]:
    """Return the place of a page in the list as it was when the person began today, and its length.

    What they have looked through since counts on; the place is 0 where the page does not wait.
    One query.
    """
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    done = Page.objects.filter(checked_by=by, checked_at__gte=today)
    keys = repairing.waiting_keys().union(done.order_by().values("pk"))
    counted = Page.objects.filter(pk__in=keys).aggregate(
        all=Count("pk"),
        before=Count("pk", filter=_before(page)),
        here=Count("pk", filter=Q(pk=page.pk, checked_at=None)),
    )
    return (counted["before"] + 1 if counted["here"] else 0), counted["all"]


def after(page: Page) -> Page | None:
    """Return the next page to check; None when no other waits.

    Those of the same newspaper come first, from here on and coming round; then those of the next.
    """
    slug = page.issue.newspaper.slug
    turn = Case(
        When(Q(newspaper=page.newspaper_id) & ~_before(page), then=0),
        When(newspaper=page.newspaper_id, then=1),
        When(newspaper__slug__gt=slug, then=2),
        default=3,
    )
    others = repairing.to_check().exclude(pk=page.pk)
    return others.order_by(turn, *repairing.ORDER).first()


def with_doubts(pages: QuerySet[Page]) -> QuerySet[Page]:
    """Add to pages: n_doubts, the segments that a person should look at; n_unsure_articles, the
    others that are in doubt because of where they begin and end; and n_articles.
    """
    return pages.defer("text").annotate(
        n_doubts=Count("segments", filter=Q(segments__confidence__lt=UNSURE), distinct=True),
        n_unsure_articles=Count(
            "articles",
            filter=Q(articles__retired_at=None, articles__confidence__lt=UNSURE)
            & ~Exists(
                Segment.objects.filter(
                    Q(confidence__lt=UNSURE) | Q(reason__in=BY_PEOPLE),
                    article=OuterRef("articles__pk"),
                )
            ),
            distinct=True,
        ),
        n_articles=Count("articles", filter=Q(articles__retired_at=None), distinct=True),
    )


def _before(page: Page) -> Q:
    """What stands before a page in the list."""
    slug, key = page.issue.newspaper.slug, page.issue.key
    return (
        Q(newspaper__slug__lt=slug)
        | Q(newspaper__slug=slug, issue__key__lt=key)
        | Q(newspaper__slug=slug, issue__key=key, sequence__lt=page.sequence)
    )


def listed(keys: list[int]) -> list[Any]:
    """Return pages of the list, in its order, each with what `with_doubts` adds, and its `whys`.

    Of an issue in doubt the page says so that is listed for it.
    """
    earlier = Page.objects.filter(issue=OuterRef("issue"), sequence__lt=OuterRef("sequence"))
    pages = Page.objects.filter(pk__in=keys).select_related("issue__newspaper")
    found: list[Any] = list(
        with_doubts(pages).annotate(later=Exists(earlier)).order_by(*repairing.ORDER)
    )
    for page in found:
        page.whys = list(_whys(page))
    return found


def _whys(page: Any) -> Iterator[tuple[str, bool]]:
    """Why a page is listed, in a few words each, and whether it is for a doubt."""
    if doubts := page.n_doubts + page.n_unsure_articles:
        yield _("%(n)d in doubt") % {"n": doubts}, True
    doubt = None if page.later else day_doubt(page.issue)
    if doubt:
        yield doubt.name, True
    if page.revision_id:
        yield _("repairs begun"), False
