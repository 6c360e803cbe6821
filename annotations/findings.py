"""What the methods text says of a round's reliability, and of how disagreements were settled."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations import gating, reliability, reporting, steadiness
from annotations.models import Decision, Objection, Round, Unit
from annotations.sentences import Fact, Sentence, listed, round_of, rows_of, say


def reliability_found(round: Round, said: reliability.Answers, user: Any) -> Iterator[Sentence]:
    """Say what the reliability test found, and this round; what was not counted; the way round."""
    gate = gating.gate(round) if round.kind == Round.Kind.MAIN else None
    test = gate.test if gate and gate.finished else None
    if test is not None:
        tested = reliability.visible_answers(test, user=user)
        yield say(
            _("Reliability was tested before, in the round “%(test)s”, in which all annotators "
              "coded the same %(n)s articles."),
            test=round_of(test), n=rows_of(test, tested.compared[0], agreement="compared"),
        )  # fmt: skip
        yield from _coefficients(test, tested)
    compared, differing = said.compared
    if compared:
        yield say(
            _("In this round %(n)s articles were coded by two or more annotators; on %(differing)s "
              "of them they differed on at least one variable."),
            n=rows_of(round, compared, agreement="compared"),
            differing=rows_of(round, differing, agreement="apart"),
        )  # fmt: skip
        yield from _coefficients(round, said)
    for waiver in gating.waivers_of(round):
        yield say(
            _("Main coding was opened although the reliability test had not been passed: a "
              "supervisor asked for it on %(asked)s and a reviewer granted it on %(granted)s, for "
              "this reason: “%(reason)s”."),
            asked=waiver.asked_at.date(), granted=waiver.granted_at.date(),  # type: ignore[union-attr]
            reason=waiver.reason,
        )  # fmt: skip
    out = reporting.left_out(said, user=user)
    for n, reason, words in (
        (
            out.later,
            "later",
            ngettext(
                "%(n)s later answer to the same article was not counted.",
                "%(n)s later answers to the same article were not counted.",
                out.later,
            ),
        ),
        (
            out.assisted,
            "assisted",
            ngettext(
                "%(n)s answer given with assistance was not counted.",
                "%(n)s answers given with assistance were not counted.",
                out.assisted,
            ),
        ),
        (
            out.excluded,
            "excluded",
            ngettext(
                "%(n)s answer to articles taken out of the round was not counted.",
                "%(n)s answers to articles taken out of the round were not counted.",
                out.excluded,
            ),
        ),
    ):
        if n:
            yield say(words, n=rows_of(round, n, left_out=reason))
    yield from _course(round, said, user)


def _coefficients(round: Round, said: reliability.Answers) -> Iterator[Sentence]:
    """Say for each scale of a round how far its annotators agree, and whether that suffices."""
    for measure in reliability.measures(said):
        name, address = measure.name, reverse("annotations:round", args=[round.pk]) + "#alpha"
        if measure.alpha is None or measure.interval.low is None:
            yield say(
                _("%(variable)s: Krippendorff's α cannot be given. %(reason)s"),
                variable=name, reason=_(measure.reason or ""),
            )  # fmt: skip
            continue
        metric = {"nominal": _("nominal"), "ordinal": _("ordinal"), "masi": _("sets, MASI")}
        words = (
            _("%(variable)s: Krippendorff's α (%(metric)s) = %(alpha)s, 95 %% bootstrap interval "
              "%(low)s to %(high)s, from %(draws)s resamples of %(n)s articles and %(people)s "
              "annotators; the lower bound reaches the required %(threshold)s.")
            if measure.passed
            else _("%(variable)s: Krippendorff's α (%(metric)s) = %(alpha)s, 95 %% bootstrap "
                   "interval %(low)s to %(high)s, from %(draws)s resamples of %(n)s articles and "
                   "%(people)s annotators; the lower bound does not reach the required "
                   "%(threshold)s.")
        )  # fmt: skip
        yield say(
            words,
            variable=name,
            metric=metric.get(measure.metric, measure.metric),
            alpha=Fact(f"{measure.alpha:.3f}", address),
            low=Fact(f"{measure.interval.low:.3f}", address),
            high=Fact(f"{measure.interval.high:.3f}", address),
            draws=Fact(reliability.DRAWS, address),
            n=rows_of(
                round,
                measure.percent.n_pairable_units,
                agreement="compared",
                variable=measure.variable.code,
            ),
            people=Fact(measure.percent.n_annotators, address),
            threshold=Fact(f"{measure.threshold:.3f}", address),
        )


def _course(round: Round, said: reliability.Answers, user: Any) -> Iterator[Sentence]:
    """What agreement did in the course of the round, and how stable each person coded."""
    for watched in steadiness.watch([round], user=user, known={round.pk: said})[round.pk]:
        name = watched.scale.name
        address = reverse("annotations:round", args=[round.pk]) + "#drift"
        if watched.told.reason:
            continue
        if watched.told.alarms:
            yield say(
                _("%(variable)s: a CUSUM rule (Page 1954) found that agreement fell, at article "
                  "%(place)s of those coded by two or more."),
                variable=name, place=Fact(watched.told.alarms[0].place, address),
            )  # fmt: skip
        else:
            yield say(
                _("%(variable)s: a CUSUM rule (Page 1954) over the %(n)s articles coded by two or "
                  "more found no fall of agreement."),
                variable=name, n=Fact(watched.told.n_units, address),
            )  # fmt: skip
    repeated = steadiness.again(round, user=user)
    for first, second in zip(reliability.scales(said), reliability.scales(repeated), strict=True):
        stable = steadiness.stability_of_all(first, second)
        if stable and stable.alpha.value is not None:
            yield say(
                _("%(variable)s: given %(n)s articles a second time, unsaid, annotators agreed "
                  "with themselves with α = %(alpha)s."),
                variable=first.name, n=rows_of(round, stable.n_units, left_out="recoded"),
                alpha=rows_of(round, f"{stable.alpha.value:.3f}", left_out="recoded"),
            )  # fmt: skip


def settling_found(round: Round, user: Any) -> Iterator[Sentence]:
    """Say how many articles were settled, and how."""
    gold = Decision.objects.visible_to(user).gold().filter(unit__round=round)
    basis = Counter(gold.order_by().values_list("basis", flat=True))
    unanimous, reviewed = basis[Decision.Basis.UNANIMOUS], basis[Decision.Basis.REVIEW]
    if unanimous:
        yield say(
            ngettext(
                "%(n)s article was settled because all its annotators agreed.",
                "%(n)s articles were settled because all their annotators agreed.",
                unanimous,
            ),
            n=rows_of(round, unanimous, state="unanimous"),
        )
    if reviewed:
        by = gold.filter(basis=Decision.Basis.REVIEW)
        reviewers = by.order_by().values("reviewer").distinct().count()
        reasons = Counter(by.order_by().values_list("reason", flat=True))
        named = dict(Decision.Reason.choices)
        yield say(
            ngettext(
                "%(n)s was settled by a reviewer who had not coded it, with a reason: %(reasons)s.",
                "%(n)s were settled by reviewers (%(reviewers)s in all) who had not coded them, "
                "each with a reason: %(reasons)s.",
                reviewed,
            ),
            n=rows_of(round, reviewed, state="reviewed"),
            reviewers=rows_of(round, reviewers, state="reviewed"),
            reasons=rows_of(
                round,
                listed([f"{named[reason]} {n}" for reason, n in reasons.most_common()]),
                state="reviewed",
            ),
        )  # fmt: skip
    checked = gold.filter(checked_at__isnull=False).count()
    if checked:
        yield say(
            ngettext(
                "%(n)s settlement was checked by a second person.",
                "%(n)s settlements were checked by a second person.",
                checked,
            ),
            n=rows_of(round, checked, state="checked"),
        )
    objected = (
        Objection.objects.filter(unit__round=round, unit__in=Unit.objects.not_to_be_coded_by(user))
        .order_by()
        .values("unit")
        .distinct()
        .count()
    )
    if objected:
        yield say(
            ngettext(
                "Annotators objected to %(n)s settlement; it goes to another reviewer.",
                "Annotators objected to %(n)s settlements; they go to another reviewer.",
                objected,
            ),
            n=rows_of(round, objected, state="objected"),
        )
    units = Unit.objects.filter(round=round).not_to_be_coded_by(user).counted()
    open_still = units.filter(settled_at=None).count()
    if open_still and round.kind != Round.Kind.TRAINING:
        yield say(
            ngettext(
                "%(n)s article is not settled yet.",
                "%(n)s articles are not settled yet.",
                open_still,
            ),
            n=rows_of(round, open_still, state="unsettled"),
        )
