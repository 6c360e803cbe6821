"""The gate before main coding: a passed reliability test, or two people and a written reason."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from annotations.models import Annotation, Assignment, Attempt, GateWaiver, Round, Unit
from annotations.reliability import Measure, answers, measures
from newsroom import audit
from newsroom.errors import Refused
from newsroom.models import User


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether main coding may begin: `reason` says why not, and is empty when the test is passed.

    `waiver` is the way round a closed gate, where two people agreed on it.
    """

    reason: str
    test: Round | None  # the reliability test that decides, or the one to be finished
    measures: list[Measure] = field(default_factory=list)
    waiver: GateWaiver | None = None

    @property
    def finished(self) -> bool:
        """Whether there is a test that everybody has coded, passed or not."""
        return bool(self.measures)

    @property
    def passed(self) -> bool:
        """Whether the annotators have passed the test."""
        return not self.reason

    @property
    def is_open(self) -> bool:
        """Whether a main round of these annotators may be opened."""
        return self.passed or self.waiver is not None


def people_of(round: Round) -> set[int]:
    """The ids of who codes in a round: its members, and whoever still has something to code."""
    members = set(round.memberships.values_list("annotator", flat=True))
    waiting = Assignment.objects.filter(unit__round=round, waiting=True)
    return members | set(waiting.order_by().values_list("annotator", flat=True))


def gate(round: Round, *, joining: User | None = None) -> Gate:
    """Say whether a main round of a round's annotators and codebook version may be opened.

    The last finished reliability test of exactly these people with exactly this version decides:
    every required variable must have passed it. Finished means that everybody has coded every
    unit. `joining` is asked for beside those who code already. The verdict is the same for
    everybody, so it looks at all answers; what a person is shown of the figures goes through
    `reliability.visible_answers`.
    """
    people = people_of(round) | ({joining.pk} if joining else set())
    found = _of(people, round.codebook_version_id)
    if found.passed or round.kind != Round.Kind.MAIN:
        return found
    return Gate(found.reason, found.test, found.measures, _waiver(round, people))


def _of(people: set[int], version: int) -> Gate:
    tests = (
        Round.objects.filter(
            kind=Round.Kind.RELIABILITY, codebook_version=version, opened_at__isnull=False
        )
        .select_related("codebook_version")
        .prefetch_related("memberships")
        .order_by("-opened_at", "-pk")
    )
    ours = [
        test for test in tests if {one.annotator_id for one in test.memberships.all()} == people
    ]
    for test in ours:
        if _finished(test, people):
            return _verdict(test, people)
    if ours:
        sentence = _("The reliability test “%(test)s” is not finished yet.")
        return Gate(sentence % {"test": ours[0].name}, ours[0])
    return Gate(
        _("No reliability test with this codebook version was coded by exactly these annotators."),
        None,
    )


def _finished(test: Round, people: set[int]) -> bool:
    """Whether each of these people has coded each unit of a test, unassisted."""
    units = Unit.objects.counted().filter(round=test).count()
    coded = (
        Attempt.objects.independent()
        .filter(assignment__unit__round=test, assignment__annotator__in=people)
        .count()
    )
    return units > 0 and coded == units * len(people)


def _verdict(test: Round, people: set[int]) -> Gate:
    theirs = Annotation.objects.filter(attempt__assignment__annotator__in=people)
    found = measures(answers(test, theirs))
    failed = [measure for measure in found if measure.variable.required and not measure.passed]
    if not failed:
        return Gate("", test, found)
    # Names only: the figures are for those who may see the answers.
    sentence = _("Not passed in the reliability test “%(test)s”: %(variables)s.")
    names = pgettext("between names", ", ").join(measure.name for measure in failed)
    return Gate(sentence % {"test": test.name, "variables": names}, test, found)


def _waiver(round: Round, people: set[int]) -> GateWaiver | None:
    """The way round that was granted for at least these people with this codebook version."""
    granted = round.waivers.filter(
        granted_at__isnull=False, codebook_version=round.codebook_version_id
    )
    for waiver in granted.order_by("-granted_at"):
        if people.issubset(waiver.annotators):
            return waiver
    return None


def pass_gate(round: Round, *, joining: User | None = None) -> dict[str, Any]:
    """Refuse a locked main round while its gate is closed; return what opened it, for the record.

    Rounds of other kinds have no gate. This is the one place that lets a main round begin, begin
    again or take on somebody.
    """
    if round.kind != Round.Kind.MAIN:
        return {}
    found = gate(round, joining=joining)
    if not found.is_open:
        raise Refused(_("Main coding cannot begin.") + " " + found.reason)
    if not found.passed:
        assert found.waiver is not None
        return {"waiver": found.waiver.pk, "reason": found.waiver.reason, "instead": found.reason}
    return {
        "test": found.test.pk if found.test else None,
        "lower_bounds": {
            ".".join(filter(None, (measure.variable.code, measure.part))): measure.interval.low
            for measure in found.measures
        },
    }


def waivers_of(round: Round) -> QuerySet[GateWaiver]:
    """The ways round the gate that were granted: every report and release has to say them."""
    granted = round.waivers.filter(granted_at__isnull=False)
    return granted.select_related("asked_by", "granted_by").order_by("granted_at")


def said_of(round: Round, moment: datetime) -> list[dict[str, str]]:
    """What a release says of the ways round the gate that were granted by a moment."""
    return [
        {
            "reason": waiver.reason,
            "asked_by": waiver.asked_by.display_name,
            "granted_by": waiver.granted_by.display_name if waiver.granted_by else "",
            "granted_at": waiver.granted_at.isoformat() if waiver.granted_at else "",
        }
        for waiver in waivers_of(round).filter(granted_at__lte=moment)
    ]


@transaction.atomic
def ask_waiver(round: Round, *, reason: str, joining: User | None = None, by: User) -> GateWaiver:
    """Ask for a way round the gate, with the reason that stands in every report; return it.

    It will hold for those who code in the round now, and `joining`, with its codebook version.
    Asking again takes the place of what nobody has granted yet. Raises Refused for who is no
    supervisor, without a reason, and when none is needed.
    """
    round = Round.objects.select_for_update().get(pk=round.pk)
    if not by.has_perm("annotations.supervise_round"):
        raise Refused(_("Only a supervisor can ask for a way round the gate."))
    if round.kind != Round.Kind.MAIN:
        raise Refused(_("Only main rounds have a gate."))
    reason = reason.strip()
    if not reason:
        raise Refused(_("Give the reason; every later report says it."))
    found = gate(round, joining=joining)
    if found.is_open:
        raise Refused(_("The gate is open; no way round is needed."))
    people = people_of(round) | ({joining.pk} if joining else set())
    waiver, _made = GateWaiver.objects.update_or_create(
        round=round,
        granted_at=None,
        defaults={
            "reason": reason,
            "annotators": sorted(people),
            "codebook_version_id": round.codebook_version_id,
            "asked_by": by,
            "asked_at": timezone.now(),
        },
    )
    audit.record(
        "gate.waiver_asked",
        waiver,
        after={"round": round.pk, "reason": reason, "annotators": waiver.annotators},
        by=by,
    )
    return waiver


@transaction.atomic
def grant_waiver(waiver: GateWaiver, *, by: User) -> GateWaiver:
    """Grant a way round the gate, as the second person; return it. It stays on record for ever.

    Raises Refused for who is no reviewer, for the one who asked, when it is granted already, and
    when the round has other annotators or another codebook version than when it was asked for.
    """
    round = Round.objects.select_for_update().get(pk=waiver.round_id)
    waiver = GateWaiver.objects.select_for_update().get(pk=waiver.pk)
    if not by.has_perm("annotations.review_unit"):
        raise Refused(_("Only a reviewer can grant a way round the gate."))
    if waiver.asked_by_id == by.pk:
        raise Refused(_("You asked for this yourself; another person has to grant it."))
    if waiver.granted_at:
        raise Refused(_("This is granted already."))
    same = waiver.codebook_version_id == round.codebook_version_id
    if not same or not people_of(round).issubset(waiver.annotators):
        raise Refused(_("The round has changed since this was asked for. Ask for it again."))
    waiver.granted_by, waiver.granted_at = by, timezone.now()
    waiver.save(update_fields=["granted_by", "granted_at"])
    audit.record(
        "gate.waiver_granted",
        waiver,
        after={"round": round.pk, "reason": waiver.reason, "annotators": waiver.annotators},
        by=by,
    )
    return waiver
