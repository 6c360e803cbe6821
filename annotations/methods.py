"""The methods text of a round: every number from the database, and what cannot be said, said so."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations import gating, reliability, reporting
from annotations.codebook_format import content_of, fingerprint
from annotations.drawn_up import method_of, query_of
from annotations.findings import reliability_found, settling_found
from annotations.models import Attempt, Round, Unit
from annotations.sentences import (
    Fact,
    Methods,
    Section,
    Sentence,
    listed,
    round_of,
    rows_of,
    rule_of,
    say,
)
from newsroom.models import Newspaper

LANGUAGES = ("zh-hans", "en")


def methods(round: Round, language: str, *, user: Any) -> Methods:
    """Write the methods text of a round in one language, from what this person may see."""
    with translation.override(language):
        said = reliability.visible_answers(round, user=user)
        sections = [
            Section(_("Units and sampling"), list(_units(round, user))),
            Section(_("Codebook"), list(_codebook(round))),
            Section(_("Annotators and training"), list(_annotators(round))),
            Section(_("Reliability"), list(reliability_found(round, said, user))),
            Section(_("Settling disagreements"), list(settling_found(round, user))),
            Section(_("What is not on record"), list(_missing(round, said, user))),
        ]
        title = _("Methods: %(round)s") % {"round": round.name}
        return Methods(language, title, [one for one in sections if one.sentences])


def _units(round: Round, user: Any) -> Iterator[Sentence]:
    units = Unit.objects.filter(round=round).not_to_be_coded_by(user)
    facts = units.counted().aggregate(
        n=Count("pk"),
        first=Min("article__page__issue__date"),
        last=Max("article__page__issue__date"),
        undated=Count("pk", filter=Q(article__page__issue__date=None)),
    )
    papers = Newspaper.objects.filter(
        pk__in=units.counted().values("article__page__newspaper")
    ).order_by("slug")
    paper_names = listed([paper.name for paper in papers])
    n = rows_of(round, facts["n"])
    if facts["first"]:
        yield say(
            _("The unit of analysis is the article. The round “%(round)s” (%(kind)s) holds "
              "%(n)s articles of %(papers)s, published from %(first)s to %(last)s."),
            round=round_of(round), kind=round.get_kind_display(), n=n, papers=paper_names,
            first=facts["first"], last=facts["last"],
        )  # fmt: skip
    else:
        yield say(
            _("The unit of analysis is the article. The round “%(round)s” (%(kind)s) holds "
              "%(n)s articles of %(papers)s."),
            round=round_of(round), kind=round.get_kind_display(), n=n, papers=paper_names,
        )  # fmt: skip
    if facts["undated"]:
        n = rows_of(round, facts["undated"], state="undated")
        yield say(_("The day of issue is not known of %(n)s of them."), n=n)
    excluded = units.filter(excluded_at__isnull=False).count()
    if excluded:
        yield say(
            ngettext(
                "%(n)s further article was taken out of the round by a supervisor, with a written "
                "reason.",
                "%(n)s further articles were taken out of the round by a supervisor, each with a "
                "written reason.",
                excluded,
            ),
            n=rows_of(round, excluded, state="excluded"),
        )  # fmt: skip
    drawn = round.sampling
    if drawn.get("method"):
        method = rule_of(round, method_of(drawn))
        yield say(_("They were drawn as follows: %(method)s."), method=method)
        if drawn.get("query"):
            query = query_of(drawn["query"])
            yield say(_("The population was narrowed to: %(query)s."), query=query)
        if drawn.get("population"):
            n = rule_of(round, drawn["population"])
            yield say(_("The population held %(n)s articles."), n=n)
        if drawn.get("seed") is not None:
            yield say(
                _("The draw can be repeated with the seed %(seed)s."),
                seed=rule_of(round, str(drawn["seed"])),
            )


def _codebook(round: Round) -> Iterator[Sentence]:
    version = round.codebook_version
    address = reverse("annotations:codebook_version", args=[version.codebook.slug, version.number])
    variables = listed([variable.name for variable in version.variables.all()])
    yield say(
        _("Coding followed version %(number)s of the codebook “%(codebook)s”, which asks for "
          "%(variables)s; a published version cannot be changed."),
        number=Fact(version.number, address), codebook=version.codebook.name, variables=variables,
    )  # fmt: skip
    yield say(
        _("The SHA-256 of its content is %(checksum)s."),
        checksum=fingerprint(content_of(version)),
    )


def _annotators(round: Round) -> Iterator[Sentence]:
    people = reporting.annotators_of(round)
    yield say(
        _("%(people)s annotators coded, %(each)s for each article, independently of each other and "
          "without seeing each other's answers."),
        people=Fact(len(people), reverse("annotations:round", args=[round.pk]) + "#people"),
        each=rule_of(round, round.annotators_per_unit),
    )  # fmt: skip
    if round.double_share:
        yield say(
            _("A share of %(share)s %% of the articles was given to one annotator more."),
            share=rule_of(round, f"{100 * round.double_share:g}"),
        )
    if round.allocation == Round.Allocation.POOL:
        yield say(_("Each annotator took the next article from a shared pool."))
    else:
        yield say(
            _("The articles were shared out beforehand, evenly and by the seed %(seed)s."),
            seed=rule_of(round, str(round.seed)),
        )
    if round.order == Round.Order.SHUFFLED:
        yield say(_("Each annotator had them in a random order of their own."))
    for kind, words in (
        (Round.Kind.TRAINING, _("Before, these annotators trained with this codebook version "
                                "(articles: %(n)s, rounds: %(rounds)s).")),
        (Round.Kind.PILOT, _("They tried this codebook version before in pilots (articles: "
                             "%(n)s, rounds: %(rounds)s).")),
    ):  # fmt: skip
        before = Round.objects.filter(
            kind=kind,
            codebook_version=round.codebook_version_id,
            units__assignments__annotator__in=people,
            opened_at__isnull=False,
        ).exclude(pk=round.pk)
        if round.opened_at:
            before = before.filter(opened_at__lt=round.opened_at)
        found = before.distinct().aggregate(rounds=Count("pk", distinct=True))
        if found["rounds"]:
            n = (
                Attempt.objects.submitted()
                .filter(
                    number=1, assignment__unit__round__in=before, assignment__annotator__in=people
                )
                .aggregate(n=Count("assignment__unit__article", distinct=True))["n"]
            )
            address = reverse("annotations:rounds")
            yield say(words, n=Fact(n, address), rounds=Fact(found["rounds"], address))


def _missing(round: Round, said: reliability.Answers, user: Any) -> Iterator[Sentence]:
    """What a methods section should say and the database cannot support."""
    if not round.sampling.get("method"):
        yield _gap(_("How the articles of this round were drawn is not on record."))
    elif not round.sampling.get("population"):
        yield _gap(_("The size of the population is not on record."))
    trained = Round.objects.filter(
        kind=Round.Kind.TRAINING,
        codebook_version=round.codebook_version_id,
        opened_at__isnull=False,
        units__assignments__annotator__in=reporting.annotators_of(round),
    )
    if not trained.exists():
        yield _gap(_("No training of these annotators with this codebook version is on record."))
    yield _gap(_("Nothing is on record about who the annotators are and what they had learned."))
    if round.kind == Round.Kind.MAIN and not gating.gate(round).finished:
        yield _gap(
            _("There is no reliability test of exactly these annotators with this codebook "
              "version.")
        )  # fmt: skip
    if not said.compared[0]:
        yield _gap(
            _("Nothing can be said about agreement in this round: no article has answers from two "
              "annotators.")
        )  # fmt: skip
    hidden = reporting.hidden_units(round, user=user)
    if hidden:
        yield Sentence(
            ngettext(
                "This text leaves out %(n)s article that you have still to code yourself.",
                "This text leaves out %(n)s articles that you have still to code yourself.",
                hidden,
            ),
            {"n": Fact(hidden)},
            missing=True,
        )


def _gap(words: str) -> Sentence:
    return Sentence(words, {}, missing=True)
