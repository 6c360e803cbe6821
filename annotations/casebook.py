"""The casebook: settled articles most like one that is being coded, for rounds that show them."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch

from annotations.models import Attempt, Decision, DecisionLabel, Precedent, Round
from newsroom import audit
from newsroom.models import ArticleDigest

MOST_READ = 2000
"""Of the settled articles, how many of the latest are compared; a bound, whatever their number."""
MOST_SHOWN = 5
LEAST_IN_COMMON = 2


@dataclass(frozen=True)
class Case:
    """A settled article like the one at hand: its labels, why, and the key terms in common."""

    decision: Decision
    notes: list[Precedent]
    terms: list[str]


def shows(round):
    """Whether a round may show settled articles: never a reliability test."""
    return round.shows_precedents and round.kind != Round.Kind.RELIABILITY


def cases_like(unit, *, by):
    """Return the settled articles most like a unit's, by key terms, the most alike first.

    Only settled with the same codebook, never an article they have still to code, never the
    article itself. Marked precedents come before others that are as alike. Four queries.
    """
    if not shows(unit.round):
        return []
    own = ArticleDigest.objects.filter(pk=unit.article_id).first()
    if own is None or not own.terms:
        return []
    wanted = set(own.terms)
    settled = (
        Decision.objects.shown_as_cases_to(by)
        .filter(unit__round__codebook_version__codebook=unit.round.codebook_version.codebook_id)
        .exclude(unit__article=unit.article_id)
        .order_by("-decided_at")
        .values_list("pk", "unit__article", "unit__article__search_entry__digest__terms")[
            :MOST_READ
        ]
    )
    alike: dict[int, list[str]] = {}
    seen: set[int] = set()
    for decision, article, terms in settled:
        both = wanted.intersection(terms or ())
        if len(both) >= LEAST_IN_COMMON and article not in seen:
            seen.add(article)
            alike[decision] = [term for term in own.terms if term in both]
    marked = set(
        Precedent.objects.filter(decision__in=alike, withdrawn_at=None).values_list(
            "decision", flat=True
        )
    )
    best = sorted(alike, key=lambda pk: (-len(alike[pk]), pk not in marked, -pk))[:MOST_SHOWN]
    decisions = (
        Decision.objects.shown_as_cases_to(by)
        .select_related("unit__article__page__issue__newspaper")
        .defer("unit__article__text", "unit__article__page__text")
        .prefetch_related(
            Prefetch("labels", DecisionLabel.objects.select_related("label", "variable")),
            Prefetch(
                "precedents",
                Precedent.objects.filter(withdrawn_at=None).select_related("label"),
            ),
        )
        .in_bulk(best)
    )
    return [Case(decisions[pk], list(decisions[pk].precedents.all()), alike[pk]) for pk in best]


@transaction.atomic
def consult(assignment, *, by):
    """Look up the cases like one's unit while coding it; return them.

    From then on the attempt counts as assisted, so that no reliability counts it.
    """
    cases = cases_like(assignment.unit, by=by)
    if not cases:
        return cases
    attempt = (
        Attempt.objects.select_for_update()
        .filter(assignment=assignment, assignment__annotator=by, superseded_at=None)
        .filter(submitted_at=None, assisted=False)
        .first()
    )
    if attempt:
        attempt.assisted = True
        attempt.save(update_fields=["assisted"])
        shown = [case.decision.pk for case in cases]
        audit.record("attempt.assisted", attempt, after={"decisions": shown}, by=by)
    return cases
