"""How articles belong together: near duplicates, and the parts of one article on several pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from newsroom import audit
from newsroom.errors import Refused
from newsroom.models import Article, ArticleDigest, Continuation, SearchEntry
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
    """Note that an article goes on in another; the jump that leads back is joined with it.

    Raises Refused when the jump is joined already, or the other is not on the page that it names.
    """
    jump = _locked(jump)
    if jump.target_id:
        raise Refused(_("This jump is joined already. Take that back first."))
    other_end = OTHER_END.get(Continuation.Type(jump.type))
    page = jump.article.page
    if (
        not other_end
        or target.retired_at
        or target.page.issue_id != page.issue_id
        or target.page_id == page.pk
        or target.page.number != jump.target_page
    ):
        raise Refused(_("The other part does not stand on the page that the jump names."))
    _lead(jump, target, "continuation.joined", by=by)
    back = Continuation.objects.select_for_update().filter(
        article=target, type=other_end, target_page=page.number, target=None
    )
    for other in back:
        _lead(other, jump.article, "continuation.joined", by=by)
    return jump


@transaction.atomic
def part(jump: Continuation, *, by: Any) -> Continuation:
    """Take back that a jump and the one that leads back were joined. Again changes nothing."""
    jump = _locked(jump)
    if jump.target_id:
        back = Continuation.objects.select_for_update().filter(
            article=jump.target_id, target=jump.article_id
        )
        for one in (jump, *back):
            _lead(one, None, "continuation.parted", by=by)
    return jump


def _locked(jump):
    jumps = Continuation.objects.select_for_update(of=("self",))
    return jumps.select_related("article__page__issue__newspaper").get(pk=jump.pk)


def _lead(jump, target, action, *, by):
    before, jump.target = jump.target_id, target
    jump.save(update_fields=["target"])
    audit.record(action, jump, before={"target": before}, after={"target": jump.target_id}, by=by)
