"""What a round was drawn up with, in words: its articles, how they are handed out, its rules."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from annotations.models import Round
from annotations.sentences import listed
from newsroom.models import Article, Newspaper


def method_of(drawn: dict[str, Any]) -> str:
    """How articles were drawn, in words; a method that is not known here keeps its own name.

    `drawn` is Round.sampling.
    """
    known = {
        "all": _("all articles that match"),
        "random": _("a simple random sample"),
        "weeks": _("constructed weeks (%(weeks)s)") % {"weeks": drawn.get("weeks", "–")},
        "chosen": _("those that a new codebook version reopened"),
    }
    return known.get(drawn["method"], drawn["method"])


def query_of(query: Any) -> str:
    """Say what the articles were narrowed to, as `planning.Selection` records it."""
    if not isinstance(query, dict):
        return str(query)
    names = {
        "words": _("words “%(said)s”"),
        "newspaper": _("newspaper %(said)s"),
        "since": _("from %(said)s"),
        "until": _("to %(said)s"),
        "kind": _("kind %(said)s"),
        "only unsettled": _("not settled before"),
        "only unused": _("in no other round"),
        "round": _("round “%(said)s”"),
        "codebook version": _("codebook version %(said)s"),
    }
    papers = {paper.slug: paper.name for paper in Newspaper.objects.all()}
    kinds = dict(Article.Kind.choices)
    said = []
    for name, value in query.items():
        words = {"newspaper": papers, "kind": kinds}.get(name, {}).get(value, value)
        said.append(names[name] % {"said": words} if name in names else f"{name}: {words}")
    return listed(said)


def particulars(round: Round) -> Iterator[tuple[str, str]]:
    """Yield what a round was drawn up with: (what, value), only what says something."""
    drawn = round.sampling
    if drawn.get("method"):
        yield _("Articles"), method_of(drawn)
        if drawn.get("query"):
            yield _("Narrowed to"), query_of(drawn["query"])
        if drawn.get("population"):
            yield _("Population"), str(drawn["population"])
    yield _("Annotators per article"), str(round.annotators_per_unit)
    yield _("Handing out"), str(round.get_allocation_display())
    yield _("Order"), str(round.get_order_display())
    yield _("Seed"), str(round.seed)
    shares = {
        _("Coded by one more, %"): round.double_share,
        _("Coded again by the same person, %"): round.recode_share,
        _("Unanimous ones a reviewer looks at, %"): round.spot_check_share,
        _("Decisions another reviewer looks at, %"): round.second_review_share,
    }
    yield from ((name, f"{100 * share:g}") for name, share in shares.items() if share)
    names = {one.code: one.name for one in round.codebook_version.variables.all()}
    if round.evidence_for:
        required = [names.get(code, code) for code in round.evidence_for]
        yield _("Evidence in the text is required for"), listed(required)
    if round.shows_precedents:
        yield _("Precedents"), _("shown while coding")
    for code, mark in round.pass_marks.items():
        said = _("Pass mark of “%(name)s”, %%") % {"name": names.get(code, code)}
        yield said, f"{100 * mark:g}"
