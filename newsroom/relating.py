"""How articles belong together: near duplicates, and the parts of one article on several pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from newsroom import audit, joining, repairing
from newsroom.errors import Refused
from newsroom.joining import Jump
from newsroom.models import Article, ArticleDigest, Continuation, Page, SearchEntry
from newsroom.repairing import Effect
from newsroom.text.likeness import LIKE, likeness

MOST_COMPARED = 50
"""Of articles that may be near duplicates, how many are compared: those with most in common."""

OTHER_END = {
    Continuation.Type.CONTINUES_ON: Continuation.Type.CONTINUED_FROM,
    Continuation.Type.CONTINUED_FROM: Continuation.Type.CONTINUES_ON,
}
# What speaks for a proposal: a jump that leads back, a name in common, all key terms in common.
LEADS_BACK, SAME_NAME, SAME_WORDS = 0.5, 0.2, 0.3
LEAST = 0.2  # what is proposed at all
MOST_PROPOSED = 3


@dataclass(frozen=True, slots=True)
class Likeness:
    """An article that says much the same; `share` of what the two say is common to both."""

    article: Article
    share: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """An article that may be the other part of one that jumps: how well it fits, and why."""

    article: Article
    score: float
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class ShownJump:
    """A jump with the page that it names, where it leads, what may be that, and what is not."""

    jump: Continuation
    page: Page | None
    target: Article | None
    proposals: Sequence[Proposal]
    rejected: Sequence[Article]


def key_terms(article: Article) -> list[str]:
    """Return the words that are most the article's own, best first."""
    digest = ArticleDigest.objects.filter(pk=article.pk).first()
    return digest.terms if digest else []


def near_duplicates(article: Article) -> list[Likeness]:
    """Return the articles that say much the same, the likest first: wire copy, reprints.

    Three queries at most, however large the corpus is.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT other.entry_id
            FROM newsroom_articledigest own, newsroom_articledigest other
            WHERE own.entry_id = %s AND other.entry_id <> own.entry_id AND other.bands && own.bands
            ORDER BY (
                SELECT count(*) FROM unnest(other.bands) band WHERE band = ANY(own.bands)
            ) DESC, other.entry_id
            LIMIT %s
            """,
            [article.pk, MOST_COMPARED],
        )
        candidates = [key for (key,) in cursor.fetchall()]
    if not candidates:
        return []
    entries = SearchEntry.objects.filter(pk__in=[article.pk, *candidates])
    texts = dict(entries.values_list("pk", "folded"))
    own = texts.pop(article.pk)
    shares = {key: likeness(own, text) for key, text in texts.items()}
    alike = {key: share for key, share in shares.items() if share >= LIKE}
    articles = Article.objects.standing().select_related("page__issue__newspaper")
    found = articles.defer("text", "page__text").in_bulk(alike)
    likest = sorted(found, key=lambda key: (-alike[key], key))
    return [Likeness(found[key], alike[key]) for key in likest]


def identified(pk: int | None) -> Article | None:
    """Return an article with what its identifier is made of."""
    found = Article.objects.select_related("page__issue__newspaper").defer("page__text")
    return found.filter(pk=pk).first() if pk else None


def jumps_shown(article: Article, *, propose: bool) -> list[ShownJump]:
    """Return the jumps of an article, each with the page and article to which it leads.

    Where no person has said yet to which article it leads, those that may be it are proposed.
    """
    jumps = list(article.continuations.prefetch_related("rejected").order_by("type"))
    if not jumps:
        return []
    issue = article.page.issue
    pages = {page.number: page for page in issue.pages.only("sequence", "printed_number", "issue")}
    shown = []
    for jump in jumps:
        jump.article = article
        page = pages.get(jump.target_page)
        if page:
            page.issue = issue
        known = [identified(other.pk) for other in jump.rejected.all()] if propose else []
        # One on another page, since that was given another number, would not be proposed anyway.
        rejected = [one for one in known if one and one.page.number == jump.target_page]
        proposed = proposals(jump) if propose else []
        shown.append(ShownJump(jump, page, identified(jump.target_id), proposed, rejected))
    return shown


def proposals(jump: Continuation) -> list[Proposal]:
    """Return the articles on the page that a jump names which may be its other end, best first."""
    other_end = OTHER_END.get(Continuation.Type(jump.type))
    if not other_end or jump.target_id:
        return []
    page = jump.article.page
    there = [
        other
        for other in page.issue.pages.defer("text")
        if other.number == jump.target_page and other.pk != page.pk
    ]
    candidates = (
        Article.objects.standing()
        .filter(page__in=there)
        .exclude(pk__in=jump.rejected.values("pk"))
        .select_related("page__issue__newspaper", "search_entry")
        .defer("text", "page__text", "search_entry__grams", "search_entry__words")
        .prefetch_related("credits", "continuations")
    )
    names = {credit.name for credit in jump.article.credits.all()}
    terms = key_terms(jump.article)
    fitting = [_fitting(other, other_end, page.number, names, terms) for other in candidates]
    fitting.sort(key=lambda proposal: (-proposal.score, proposal.article.number))
    return [proposal for proposal in fitting if proposal.score >= LEAST][:MOST_PROPOSED]


def _fitting(other, other_end, number, names, terms) -> Proposal:
    score, reasons = 0.0, []
    for back in other.continuations.all():
        if back.type == other_end and back.target_page == number and not back.target_id:
            score += LEADS_BACK
            reasons.append(_("it leads back here: %(jump)s") % {"jump": back.raw})
    if both := sorted(names & {credit.name for credit in other.credits.all()}):
        score += SAME_NAME
        reasons.append(_("same names: %(names)s") % {"names": "、".join(both)})
    entry = getattr(other, "search_entry", None)
    if shared := [term for term in terms if entry and term in entry.folded]:
        score += SAME_WORDS * len(shared) / len(terms)
        reasons.append(_("same words: %(words)s") % {"words": "、".join(shared)})
    return Proposal(other, score, reasons)


@transaction.atomic
def join(jump: Continuation, *, target: Article, by: Any) -> Continuation:
    """Confirm that an article goes on in another: from now on they are read and coded as one.

    The jump that leads back is confirmed with it. Raises Refused when the jump is joined already,
    the other is not on the page that it names, or has a beginning or an end elsewhere already.
    """
    return _lead(jump, target, "continuation.joined", by=by)


@transaction.atomic
def part(jump: Continuation, *, by: Any) -> Continuation:
    """Take back that a jump and the one that leads back were joined. Again changes nothing."""
    return _lead(jump, None, "continuation.parted", by=by)


def affected(jump: Continuation, target: Article | None) -> list[Effect]:
    """Return what joining a jump with an article, or parting it, would do to work on the two.

    Nothing is changed. Raises Refused as the act itself would.
    """
    jumps = joining.jumps_of(jump.article.page.issue_id)
    return repairing.told_before(joining.rejoined(jumps, _led(jump, target, jumps)))


@transaction.atomic
def reject(jump: Continuation, *, other: Article, by: Any) -> Continuation:
    """Note that a jump does not lead to an article, which is then proposed no more."""
    jump = _locked(jump)
    if jump.target_id == other.pk:
        raise Refused(_("This jump is joined with it. Take that back first."))
    if not jump.rejected.filter(pk=other.pk).exists():
        jump.rejected.add(other)
        audit.record("continuation.rejected", jump, after={"article": other.pk}, by=by)
    return jump


@transaction.atomic
def reconsider(jump: Continuation, *, other: Article, by: Any) -> Continuation:
    """Take back that a jump does not lead to an article. Again changes nothing."""
    jump = _locked(jump)
    if jump.rejected.filter(pk=other.pk).exists():
        jump.rejected.remove(other)
        audit.record("continuation.reconsidered", jump, before={"article": other.pk}, by=by)
    return jump


def part_all(articles: QuerySet[Article], *, by: Any) -> None:
    """Take back every joining in which some articles, which are about to go, have a part."""
    concerned = Q(article__in=articles) | Q(target__in=articles)
    for jump in Continuation.objects.filter(concerned).exclude(target=None).order_by("pk"):
        part(jump, by=by)


def _lead(jump, target, action, *, by):
    """Let a jump, and the one that leads back, lead to an article, or to none."""
    joining.lock(jump.article.page.issue_id)
    jump = _locked(jump)
    issue = jump.article.page.issue_id
    jumps = joining.jumps_of(issue)
    after = _led(jump, target, jumps)
    change = joining.rejoined(jumps, after)
    before = {one.pk: one for one in jumps}
    led = {one.pk: one for one in after if one != before[one.pk]}
    if not led:
        return jump
    goals = {key: row.pk for key, row in change.articles.items()}
    acts = []
    for row in Continuation.objects.select_for_update().filter(pk__in=led).order_by("pk"):
        was, goal = row.target_id, led[row.pk].target
        row.target_id = goals[goal] if goal else None
        row.save(update_fields=["target"])
        acts.append((action, row, {"target": was}, {"target": row.target_id}))
    audit.record_all(acts, by=by)
    joining.refresh(issue)
    repairing.tell(change, by=by)
    jump.refresh_from_db(fields=["target"])
    return jump


def _led(jump: Continuation, target: Article | None, jumps: list[Jump]) -> list[Jump]:
    """Return the jumps of an issue with this one, and the one that leads back, led elsewhere."""
    own = next(one for one in jumps if one.pk == jump.pk)
    goal = None if target is None else (target.page_id, target.number)
    if target is not None:
        _refuse_unless_fitting(jump, target, own, jumps)
    there, here = goal or own.target, jump.article.page.number

    def led(one: Jump) -> Jump:
        if one.pk == own.pk:
            return replace(one, target=goal)
        if one.article != there or one.type != OTHER_END.get(Continuation.Type(own.type)):
            return one
        if goal and one.target is None and one.page == here:
            return replace(one, target=own.article)
        return replace(one, target=None) if not goal and one.target == own.article else one

    return [led(one) for one in jumps]


def _refuse_unless_fitting(
    jump: Continuation, target: Article, own: Jump, jumps: Sequence[Jump]
) -> None:
    """Refuse what cannot be the other part of an article that jumps."""
    if own.target:
        raise Refused(_("This jump is joined already. Take that back first."))
    page, key = jump.article.page, (target.page_id, target.number)
    if target.page.issue_id != page.issue_id:
        raise Refused(_("The other part stands in another issue."))
    if (
        own.type not in OTHER_END
        or target.retired_at
        or jump.article.retired_at
        or target.page_id == page.pk
        or target.page.number != jump.target_page
    ):
        raise Refused(_("The other part does not stand on the page that the jump names."))
    first, second = replace(own, target=key).pair or (key, key)
    standing = {
        end for one in jumps for end in (one.article, *([one.target] if one.target else []))
    }
    for chain in joining.chains(jumps, standing):
        if (first, second) in pairwise(chain):
            return  # the jump that leads back was confirmed before
        if second in chain[1:]:
            raise Refused(_("That article is the continuation of another already."))
        if first in chain[:-1]:
            raise Refused(_("This article goes on in another one already."))
        if first in chain and second in chain:
            raise Refused(_("The article would go on where it began."))


def _locked(jump):
    jumps = Continuation.objects.select_for_update(of=("self",))
    return jumps.select_related("article__page__issue__newspaper").get(pk=jump.pk)
