"""Annotations follow their text when a page is repaired; what cannot is flagged for a person.

A label follows while its article keeps exactly the sentences that were read; evidence follows while
its characters stand together, in their order. Nothing that was submitted is changed: where evidence
stands in a later text is a row beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations import gone, restoring, reviewing
from annotations.anchoring import Place, Spot, moved
from annotations.models import (
    Attempt,
    Decision,
    Evidence,
    EvidenceAnchor,
    Flag,
    Return,
    Round,
    Unit,
)
from newsroom import audit
from newsroom.joining import Coded, CodedChange, Key
from newsroom.laying import sha256
from newsroom.models import Article
from newsroom.repairing import Effect
from newsroom.text.roles import Role

# What an article says; a rubric, a name or a picture that comes or goes does not make it another.
SAYING = frozenset(
    (Role.KICKER, Role.HEADLINE, Role.DECK, Role.PARAGRAPH, Role.SUBHEAD, Role.EDITORS_NOTE)
)

# Nobody is asked to code what no longer stands by itself.
NOT_CODED = frozenset((Flag.Reason.GONE, Flag.Reason.PART))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a repair means for one unit; `reason` is why its labels do not follow, else empty.

    `again` are the attempts whose annotators would have to look at the text that it has now,
    `called` those that go on counting because it has their text again, and `restored` is the
    settlement that is made again with it. `uncoded` says whether it leaves its round, or returns.
    """

    unit: Unit
    codings: int
    reason: str
    decision: Decision | None
    released: bool
    again: Sequence[Attempt]
    called: Sequence[Attempt]
    restored: Decision | None
    uncoded: gone.Uncoded

    @property
    def goes_back(self) -> bool:
        """Whether its annotators are asked again."""
        return bool(
            self.reason
            and self.reason not in NOT_CODED
            and self.unit.round.is_open
            and not self.released
        )


def affected(change: CodedChange) -> list[Effect]:
    """Say what a repair would do to the units of the page's articles, before it is made."""
    verdicts, _anchors = _judge(change, _units(change))
    effects = [
        Effect(_told(verdict), bool(verdict.reason)) for verdict in verdicts if verdict.codings
    ]
    effects += gone.told(verdict.uncoded for verdict in verdicts if not verdict.codings)
    if effects and any(key not in change.articles for key in change.after):
        effects.append(Effect(_("The new article is in no round yet."), False))
    return effects


def follow(change: CodedChange, *, by: Any) -> None:
    """Let annotations follow their text, and flag the units whose labels cannot."""
    # Before the units, as joining a round and leaving it do; only where one may come back into it.
    out = _units(change).filter(excluded_at__isnull=False).values("round")
    list(Round.objects.select_for_update().filter(pk__in=out).order_by("pk"))
    units = list(_units(change).select_for_update(of=("self",)))
    verdicts, anchors = _judge(change, units)
    EvidenceAnchor.objects.bulk_create(
        (
            EvidenceAnchor(
                evidence=evidence,
                article=change.articles[spot.article],
                text_sha256=sha256(change.after[spot.article].text),
                start=spot.start,
                end=spot.end,
            )
            for evidence, spot in anchors
        ),
        ignore_conflicts=True,  # the same text came back: by undoing, or by another repair
    )
    for verdict in verdicts:
        restoring.call_back(verdict.called, by=by)
        if verdict.uncoded.returns:
            gone.take_back(verdict.unit, by=by)
        if verdict.reason:
            _flag(verdict, by=by)
        else:
            _lift(verdict, change, by=by)
        if verdict.uncoded.leaves:
            gone.take_out(verdict.unit, reason=_away(change, verdict.unit), by=by)


def renamed(articles: QuerySet[Article]) -> list[Effect]:
    """Say in which rounds articles are that will be cited with other identifiers."""
    units = Unit.objects.filter(article__in=articles)
    counted = units.values("round__name").annotate(count=Count("pk")).order_by("round__name")
    return [
        Effect(
            ngettext(
                "%(count)d article in “%(round)s” is cited with another identifier; "
                "its labels stay.",
                "%(count)d articles in “%(round)s” are cited with other identifiers; "
                "their labels stay.",
                row["count"],
            )
            % {"count": row["count"], "round": row["round__name"]},
            False,
        )
        for row in counted
    ]


def _units(change: CodedChange):
    """The units of the articles that read differently, in the order in which they are locked."""
    articles = list(change.rows.values())
    return (
        Unit.objects.filter(article__in=articles).select_related("round", "article").order_by("pk")
    )


def _key(unit: Unit) -> Key:
    return unit.article.page_id, unit.article.number


def _judge(
    change: CodedChange, units: Iterable[Unit]
) -> tuple[list[Verdict], list[tuple[Evidence, Spot]]]:
    """Decide for each unit whether its labels follow, and where each piece of evidence goes."""
    units = list(units)
    anchors, torn = moved(change)
    current = Attempt.objects.current().submitted().filter(assignment__unit__in=units)
    codings: dict[int, list[Attempt]] = {}
    for attempt in current.select_related("assignment").order_by("pk"):
        codings.setdefault(attempt.assignment.unit_id, []).append(attempt)
    called = restoring.to_call_back({unit.pk: _now(change, unit) for unit in units})
    decisions = {
        decision.unit_id: decision
        for decision in Decision.objects.standing().filter(unit__in=units).select_related("unit")
    }
    all_given = {unit.pk: codings.get(unit.pk, []) + called.get(unit.pk, []) for unit in units}
    restored = restoring.to_make_again(units, all_given)
    leaving = gone.leaving(unit for unit in units if _key(unit) not in change.after)
    sent_back = set(
        Attempt.objects.submitted()
        .filter(assignment__unit__in=[unit for unit in units if not all_given[unit.pk]])
        .values_list("assignment__unit", flat=True)
    )
    returning = gone.returning(unit for unit in units if _key(unit) in change.after)
    verdicts = []
    for unit in units:
        back, given = called.get(unit.pk, []), all_given[unit.pk]
        decision = decisions.get(unit.pk)
        now = _now(change, unit)
        reason = _reason(change, unit, given, torn) if given else ""
        again = [attempt for attempt in given if attempt.text_sha256 != now]
        verdicts.append(
            Verdict(
                unit, len(given), reason, decision,
                bool(reason and decision and reviewing.released(decision)),
                again, back, None if reason or again else restored.get(unit.pk),
                gone.Uncoded(
                    unit, unit.pk in leaving, unit.pk in returning, now != _before(change, unit),
                    "" if now else _away(change, unit), unit.pk in sent_back,
                ),
            )
        )  # fmt: skip
    return verdicts, anchors


def _now(change: CodedChange, unit: Unit) -> str | None:
    """The checksum of what is to be coded of a unit afterwards; None where nothing is."""
    after = change.after.get(_key(unit))
    return sha256(after.text) if after else None


def _before(change: CodedChange, unit: Unit) -> str | None:
    before = change.before.get(_key(unit))
    return sha256(before.text) if before else None


def _away(change: CodedChange, unit: Unit) -> str:
    """Why nothing is to be coded of a unit."""
    return Flag.Reason.PART if _key(unit) in change.heads else Flag.Reason.GONE


def _reason(change: CodedChange, unit: Unit, given: Sequence[Attempt], torn: set[int]) -> str:
    after = change.after.get(_key(unit))
    if after is None:
        return _away(change, unit)
    now = sha256(after.text)
    if all(attempt.text_sha256 == now for attempt in given):
        return ""  # the very text that was answered for
    before = change.before.get(_key(unit))
    if before is None or not before.pieces or not after.pieces:
        return Flag.Reason.TEXT
    was_said, was = _characters(before)
    is_said, is_there = _characters(after)
    if was_said - is_there or is_said - was:
        return Flag.Reason.TEXT
    return Flag.Reason.EVIDENCE if any(attempt.pk in torn for attempt in given) else ""


def _characters(text: Coded) -> tuple[set[Place], set[Place]]:
    """The places on its pages of what an article says, and of all that it holds."""
    said: set[Place] = set()
    held: set[Place] = set()
    for piece in text.pieces:
        for start, end in piece.spans:
            places = [(piece.page, place) for place in range(start, end)]
            held.update(places)
            if piece.role in SAYING:
                said.update(places)
    return said, held


def _flag(verdict: Verdict, *, by: Any) -> None:
    """Put a unit before a person: its decision is withdrawn, its annotators are asked again."""
    unit = verdict.unit
    before = {"completed": bool(unit.completed_at), "settled": bool(unit.settled_at)}
    now = timezone.now()
    withdrew = None if verdict.released else verdict.decision
    Flag.objects.create(
        unit=unit, reason=verdict.reason, flagged_at=now, withdrew=withdrew,
        settled_at=unit.settled_at if withdrew else None,
    )  # fmt: skip
    if withdrew:
        withdrew.withdrawn_at, withdrew.withdrawn_by = now, by
        withdrew.save(update_fields=["withdrawn_at", "withdrawn_by"])
        unit.settled_at = None
    if not verdict.released and (verdict.goes_back or verdict.reason in NOT_CODED):
        unit.completed_at = None
    unit.save(update_fields=["completed_at", "settled_at"])
    returned = _send_back(verdict, at=now, by=by) if verdict.goes_back else []
    audit.record(
        "unit.flagged",
        unit,
        before=before,
        after={
            "reason": verdict.reason,
            "decision_withdrawn": bool(withdrew),
            "attempts_returned": [attempt.pk for attempt in returned],
        },
        by=by,
    )


def _send_back(verdict: Verdict, *, at: Any, by: Any) -> list[Attempt]:
    """Open a new attempt beside each that was made on another text; return those."""
    attempts = list(
        Attempt.objects.select_for_update()
        .filter(pk__in=[attempt.pk for attempt in verdict.again])
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
        Attempt(
            assignment_id=attempt.assignment_id,
            number=attempt.number + 1,
            origin=Attempt.Origin.REPAIRED,
        )
        for attempt in attempts
    )
    return attempts


def _lift(verdict: Verdict, change: CodedChange, *, by: Any) -> None:
    """Take a unit's flags off where its text is again the one that was answered for."""
    unit = verdict.unit
    now = _now(change, unit)
    current = Attempt.objects.current().filter(assignment__unit=unit)
    lifted = 0
    if now and verdict.codings:
        if not current.submitted().exclude(text_sha256=now).exists():
            lifted = Flag.objects.filter(unit=unit, lifted_at=None).update(lifted_at=timezone.now())
        if lifted and verdict.restored:
            restoring.make_again(unit, verdict.restored, by=by)
        elif lifted and not unit.completed_at:
            reviewing.complete(unit, by=by)
    if verdict.codings:
        audit.record("unit.followed", unit, after={"flags_lifted": lifted}, by=by)


def _called_back(verdict: Verdict) -> str:
    if not verdict.called:
        return ""
    return ngettext(
        "%(count)d coding that was sent back counts again as it was answered.",
        "%(count)d codings that were sent back count again as they were answered.",
        len(verdict.called),
    ) % {"count": len(verdict.called)}


def _told(verdict: Verdict) -> str:
    unit = verdict.unit
    named = {"article": unit.article.headline or unit.article.identifier, "round": unit.round.name}
    if not verdict.reason:
        follows = _("“%(article)s” in “%(round)s”: labels and evidence follow their text.") % named
        again = _("Its settlement is made again.") if verdict.restored else ""
        back = _("It is back in the round.") if verdict.uncoded.returns else ""
        return " ".join(filter(None, (follows, _called_back(verdict), again, back)))
    sentences = [
        _("“%(article)s” in “%(round)s”: %(reason)s.")
        % {**named, "reason": Flag.Reason(verdict.reason).label}
    ]
    if verdict.goes_back:
        sentences.append(
            ngettext(
                "%(count)d coding goes back to its annotator.",
                "%(count)d codings go back to their annotators.",
                len(verdict.again),
            )
            % {"count": len(verdict.again)}
        )
    if verdict.called:
        sentences.append(_called_back(verdict))
    if verdict.released:
        sentences.append(_("A release holds its settlement, so that stands; the unit is flagged."))
    elif verdict.decision:
        sentences.append(_("Its settlement is withdrawn."))
    if verdict.uncoded.leaves:
        sentences.append(_("It is taken out of the round."))
    return " ".join(sentences)
