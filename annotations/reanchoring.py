"""Annotations follow their text when a page is repaired; what cannot is flagged for a person.

A label follows while its article keeps exactly the sentences that were read; evidence follows while
its characters stand together, in their order. Nothing that was submitted is changed: where evidence
stands in a later text is a row beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations import reviewing
from annotations.anchoring import Spot, moved
from annotations.models import (
    Attempt,
    Decision,
    Evidence,
    EvidenceAnchor,
    Flag,
    Return,
    Unit,
)
from newsroom import audit
from newsroom.laying import Change, sha256
from newsroom.repairing import Effect
from newsroom.text.compose import ComposedArticle
from newsroom.text.roles import Role

# What an article says; a rubric, a name or a picture that comes or goes does not make it another.
SAYING = frozenset(
    (Role.KICKER, Role.HEADLINE, Role.DECK, Role.PARAGRAPH, Role.SUBHEAD, Role.EDITORS_NOTE)
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a repair means for one unit; `reason` is why its labels do not follow, else empty."""

    unit: Unit
    codings: int
    reason: str
    decision: Decision | None
    released: bool

    @property
    def goes_back(self) -> bool:
        """Whether its annotators are asked again."""
        return bool(
            self.reason
            and self.reason != Flag.Reason.GONE
            and self.unit.round.is_open
            and not self.released
        )


def affected(change: Change) -> list[Effect]:
    """Say what a repair would do to the units of the page's articles, before it is made."""
    verdicts, _anchors = _judge(change, _units(change))
    effects = [Effect(_told(verdict), bool(verdict.reason)) for verdict in verdicts]
    if effects and any(number not in change.articles for number in change.texts_after):
        effects.append(Effect(_("The new article is in no round yet."), False))
    return effects


def follow(change: Change, *, by: Any) -> None:
    """Let annotations follow their text, and flag the units whose labels cannot."""
    units = list(_units(change).select_for_update(of=("self",)))
    verdicts, anchors = _judge(change, units)
    EvidenceAnchor.objects.bulk_create(
        (
            EvidenceAnchor(
                evidence=evidence,
                article=change.articles[spot.article],
                text_sha256=sha256(change.texts_after[spot.article].text),
                start=spot.start,
                end=spot.end,
            )
            for evidence, spot in anchors
        ),
        ignore_conflicts=True,  # the same text came back: by undoing, or by another repair
    )
    for verdict in verdicts:
        if verdict.reason:
            _flag(verdict, by=by)
        else:
            _lift(verdict, change, by=by)


def _units(change: Change):
    """The units of the articles that read differently, in the order in which they are locked."""
    articles = [change.articles[n] for n in change.touched if n in change.articles]
    return (
        Unit.objects.filter(article__in=articles).select_related("round", "article").order_by("pk")
    )


def _judge(
    change: Change, units: Iterable[Unit]
) -> tuple[list[Verdict], list[tuple[Evidence, Spot]]]:
    """Decide for each unit whether its labels follow, and where each piece of evidence goes."""
    units = list(units)
    anchors, torn = moved(change)
    current = Attempt.objects.current().submitted().filter(assignment__unit__in=units)
    codings: dict[int, list[Attempt]] = {}
    for attempt in current.select_related("assignment"):
        codings.setdefault(attempt.assignment.unit_id, []).append(attempt)
    decisions = {
        decision.unit_id: decision
        for decision in Decision.objects.standing().filter(unit__in=units).select_related("unit")
    }
    verdicts = []
    for unit in units:
        given = codings.get(unit.pk, [])
        decision = decisions.get(unit.pk)
        reason = _reason(change, unit, given, torn) if given else ""
        verdicts.append(
            Verdict(
                unit, len(given), reason, decision,
                bool(reason and decision and reviewing.released(decision)),
            )
        )  # fmt: skip
    return verdicts, anchors


def _reason(change: Change, unit: Unit, given: Sequence[Attempt], torn: set[int]) -> str:
    number = unit.article.number
    after = change.texts_after.get(number)
    if after is None:
        return Flag.Reason.GONE
    now = sha256(after.text)
    if all(attempt.text_sha256 == now for attempt in given):
        return ""  # the very text that was answered for
    before = change.texts_before.get(number)
    if before is None:
        return Flag.Reason.TEXT
    was_said, was = _characters(before)
    is_said, is_there = _characters(after)
    if was_said - is_there or is_said - was:
        return Flag.Reason.TEXT
    return Flag.Reason.EVIDENCE if any(attempt.pk in torn for attempt in given) else ""


def _characters(text: ComposedArticle) -> tuple[set[int], set[int]]:
    """The places on the page of what an article says, and of all that it holds."""
    said: set[int] = set()
    held: set[int] = set()
    for piece in text.pieces:
        for start, end in piece.spans:
            held.update(range(start, end))
            if piece.role in SAYING:
                said.update(range(start, end))
    return said, held


def _flag(verdict: Verdict, *, by: Any) -> None:
    """Put a unit before a person: its decision is withdrawn, its annotators are asked again."""
    unit = verdict.unit
    before = {"completed": bool(unit.completed_at), "settled": bool(unit.settled_at)}
    now = timezone.now()
    Flag.objects.create(unit=unit, reason=verdict.reason, flagged_at=now)
    if verdict.decision and not verdict.released:
        verdict.decision.withdrawn_at, verdict.decision.withdrawn_by = now, by
        verdict.decision.save(update_fields=["withdrawn_at", "withdrawn_by"])
        unit.settled_at = None
    if not verdict.released and (verdict.goes_back or verdict.reason == Flag.Reason.GONE):
        unit.completed_at = None
    unit.save(update_fields=["completed_at", "settled_at"])
    returned = _send_back(verdict, at=now, by=by) if verdict.goes_back else []
    audit.record(
        "unit.flagged",
        unit,
        before=before,
        after={
            "reason": verdict.reason,
            "decision_withdrawn": bool(verdict.decision and not verdict.released),
            "attempts_returned": [attempt.pk for attempt in returned],
        },
        by=by,
    )


def _send_back(verdict: Verdict, *, at: Any, by: Any) -> list[Attempt]:
    """Open a new attempt beside each that was submitted; return those."""
    attempts = list(
        Attempt.objects.select_for_update()
        .current()
        .submitted()
        .filter(assignment__unit=verdict.unit)
        .order_by("pk")
    )
    with translation.override(settings.LANGUAGE_CODE):  # it is stored, for whoever reads it
        comment = _("The page of this article was repaired (%(reason)s). Please code it again.") % {
            "reason": Flag.Reason(verdict.reason).label
        }
    Return.objects.bulk_create(
        Return(attempt=attempt, reviewer=by, comment=comment, returned_at=at)
        for attempt in attempts
    )
    for attempt in attempts:
        attempt.superseded_at = at
    Attempt.objects.bulk_update(attempts, ["superseded_at"])
    Attempt.objects.bulk_create(
        Attempt(assignment_id=attempt.assignment_id, number=attempt.number + 1)
        for attempt in attempts
    )
    return attempts


def _lift(verdict: Verdict, change: Change, *, by: Any) -> None:
    """Take a unit's flags off where its text is again the one that was answered for."""
    unit = verdict.unit
    after = change.texts_after.get(unit.article.number)
    current = Attempt.objects.current().filter(assignment__unit=unit)
    lifted = 0
    if after and verdict.codings:
        now = sha256(after.text)
        if not current.submitted().exclude(text_sha256=now).exists():
            lifted = Flag.objects.filter(unit=unit, lifted_at=None).update(lifted_at=timezone.now())
        if lifted and not unit.completed_at:
            reviewing.complete(unit, by=by)
    if verdict.codings:
        audit.record("unit.followed", unit, after={"flags_lifted": lifted}, by=by)


def _told(verdict: Verdict) -> str:
    unit = verdict.unit
    named = {"article": unit.article.headline or unit.article.identifier, "round": unit.round.name}
    if not verdict.codings:
        return _("“%(article)s” in “%(round)s”: nobody has coded it yet.") % named
    if not verdict.reason:
        return _("“%(article)s” in “%(round)s”: labels and evidence follow their text.") % named
    sentences = [
        _("“%(article)s” in “%(round)s”: %(reason)s.")
        % {**named, "reason": Flag.Reason(verdict.reason).label}
    ]
    if verdict.goes_back:
        sentences.append(
            ngettext(
                "%(count)d coding goes back to its annotator.",
                "%(count)d codings go back to their annotators.",
                verdict.codings,
            )
            % {"count": verdict.codings}
        )
    if verdict.released:
        sentences.append(_("A release holds its settlement, so that stands; the unit is flagged."))
    elif verdict.decision:
        sentences.append(_("Its settlement is withdrawn."))
    return " ".join(sentences)
