"""The life of a unit in one line: coded, sent back, decided, objected to, repaired …"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from annotations.models import (
    Assignment,
    Attempt,
    Decision,
    Flag,
    Objection,
    Precedent,
    Problem,
    Question,
    Referral,
    Release,
    Return,
    Unit,
)
from newsroom.models import AuditEntry, User

# What only the audit log knows: nobody asks for it but to tell the life of a unit. A check that was
# undone, and an answer to an objection that was taken back with it, stand nowhere else either.
FROM_THE_LOG = (
    "unit.taken_over",
    "unit.asked_another",
    "unit.confirmed",
    "unit.check_undone",
    "unit.decided",
    "unit.excluded",
    "unit.taken_in_again",
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a unit.

    The letter says who, as long as names are not shown; then `person` does. `words` is what was
    written beside it.
    """

    at: datetime
    act: str
    letter: str = ""
    attempt: Attempt | None = None
    decision: Decision | None = None
    words: str = ""
    person: User | None = None
    about: Any = None

    @property
    def took(self) -> tuple[int, int] | None:
        """Minutes and seconds from opening the article to submitting it."""
        if self.attempt is None or not self.attempt.started_at:
            return None
        return divmod(int((self.at - self.attempt.started_at).total_seconds()), 60)


@dataclass(frozen=True, slots=True)
class Talk:
    """What people said about a unit, as far as somebody may see it."""

    objections: list[Objection]
    questions: list[Question]
    referrals: list[Referral]

    @property
    def open_objections(self) -> list[Objection]:
        """Those that no reviewer has answered yet."""
        return [objection for objection in self.objections if not objection.answered_at]


def talk_about(unit: Unit, *, user: Any) -> Talk:
    """Return what was said about a unit. Three queries."""
    people = "answered_by"
    return Talk(
        list(
            Objection.objects.visible_to(user).filter(unit=unit).select_related("annotator", people)
        ),
        list(
            Question.objects.visible_to(user)
            .filter(unit=unit)
            .select_related("asker", "label", people)
        ),
        list(
            Referral.objects.visible_to(user).filter(unit=unit).select_related("reviewer", people)
        ),
    )


def lifeline(
    unit: Unit,
    attempts: Iterable[Attempt],
    decisions: Iterable[Decision],
    *,
    who: Mapping[int, str],
    user: Any,
    talk: Talk | None = None,
) -> list[Event]:
    """Tell the life of a unit in the order in which it happened, as far as a person may see it.

    `who` are the letters of its assignments, `talk` what was said, where that is known already.
    Six queries, else nine.
    """
    attempts = list(attempts)
    talk = talk or talk_about(unit, user=user)
    flags = list(Flag.objects.filter(unit=unit))
    letters = {attempt.assignment.annotator_id: who[attempt.assignment_id] for attempt in attempts}
    events = [
        *_coding(attempts, who),
        *_deciding(decisions, flags),
        *_objecting(talk.objections, letters),
        *_talking(talk, letters),
        *_handing_back(unit, user),
        *_repairing(unit, flags),
        *_releasing(unit, user),
        *_from_the_log(unit),
    ]
    return sorted(events, key=lambda event: event.at)  # stable: submitted before settled by it


def _coding(attempts: Iterable[Attempt], who: Mapping[int, str]) -> Iterable[Event]:
    for attempt in attempts:
        if attempt.submitted_at is None:
            continue
        letter = who[attempt.assignment_id]
        annotator = attempt.assignment.annotator
        if attempt.origin == Attempt.Origin.REOPENED:
            yield Event(attempt.created_at, "taken_back", letter, person=annotator)
        yield Event(attempt.submitted_at, "submitted", letter, attempt, person=annotator)
        for back in attempt.returns.all():
            yield _returned(back, letter)
            if back.called_back_at:
                yield Event(back.called_back_at, "called_back", letter)


def _returned(back: Return, letter: str) -> Event:
    return Event(back.returned_at, "returned", letter, words=back.comment, person=back.reviewer)


def _deciding(decisions: Iterable[Decision], flags: Iterable[Flag]) -> Iterable[Event]:
    made_again = {flag.made_again_id for flag in flags}
    for decision in decisions:
        act = "unanimous" if decision.basis == Decision.Basis.UNANIMOUS else "decided"
        if decision.pk in made_again:  # nobody decided then
            yield Event(decision.decided_at, "made_again", decision=decision)
        else:
            yield Event(
                decision.decided_at, act, decision=decision, words=decision.comment,
                person=decision.reviewer,
            )  # fmt: skip
        if decision.withdrawn_at:
            yield Event(
                decision.withdrawn_at, "withdrawn", decision=decision, person=decision.withdrawn_by
            )


def _objecting(objections: Iterable[Objection], letters: Mapping[int, str]) -> Iterable[Event]:
    for objection in objections:
        letter = letters.get(objection.annotator_id, "")
        yield Event(
            objection.made_at, "objected", letter, words=objection.reason,
            person=objection.annotator,
        )  # fmt: skip


def _talking(talk: Talk, letters: Mapping[int, str]) -> Iterable[Event]:
    for question in talk.questions:
        letter = letters.get(question.asker_id, "")
        yield Event(question.asked_at, "asked", letter, words=question.text, person=question.asker)
        if question.answered_at:
            yield Event(
                question.answered_at, "answered", letter, words=question.answer,
                person=question.answered_by,
            )  # fmt: skip
    for referral in talk.referrals:
        yield Event(
            referral.referred_at, "referred", words=referral.comment, person=referral.reviewer,
            about=referral,
        )  # fmt: skip
        if referral.answered_at:
            yield Event(
                referral.answered_at, "referral_answered", words=referral.answer,
                person=referral.answered_by,
            )  # fmt: skip


def _repairing(unit: Unit, flags: Iterable[Flag]) -> Iterable[Event]:
    for flag in flags:
        yield Event(flag.flagged_at, "flagged", about=flag)
        if flag.lifted_at:
            yield Event(flag.lifted_at, "lifted", about=flag)
    for precedent in Precedent.objects.filter(decision__unit=unit).select_related(
        "label", "marked_by"
    ):
        yield Event(
            precedent.marked_at, "precedent", words=precedent.note, person=precedent.marked_by,
            about=precedent,
        )  # fmt: skip
        if precedent.withdrawn_at:
            yield Event(precedent.withdrawn_at, "precedent_withdrawn", about=precedent)


def _handing_back(unit: Unit, user: Any) -> Iterable[Event]:
    """What annotators could not code, and who no longer had to."""
    for problem in (
        Problem.objects.visible_to(user)
        .filter(assignment__unit=unit)
        .select_related("assignment__annotator", "resolved_by")
    ):
        annotator = problem.assignment.annotator
        yield Event(
            problem.reported_at, "reported", words=problem.comment, person=annotator, about=problem
        )
        if problem.resolved_at:
            yield Event(
                problem.resolved_at, "resolved", words=problem.answer, person=problem.resolved_by,
                about=problem,
            )  # fmt: skip
    for assignment in Assignment.objects.filter(
        unit=unit, released_at__isnull=False
    ).select_related("annotator"):
        yield Event(assignment.released_at, "handed_back", person=assignment.annotator)


def _releasing(unit: Unit, user: Any) -> Iterable[Event]:
    """Which releases hold it as it is settled now."""
    if unit.settled_at:
        for release in Release.objects.visible_to(user).filter(
            round=unit.round_id, requested_at__gte=unit.settled_at
        ):
            yield Event(release.requested_at, "released", about=release)


def _from_the_log(unit: Unit) -> Iterable[Event]:
    for entry in AuditEntry.objects.filter(
        target_type="annotations.unit", target_id=unit.pk, action__in=FROM_THE_LOG
    ).select_related("actor"):
        act = entry.action.removeprefix("unit.")
        said, answered = entry.after.get("comment", ""), entry.after.get("objections")
        if act in ("decided", "confirmed") and answered:
            yield Event(entry.at, "objection_answered", words=said, person=entry.actor)
        if act == "confirmed":
            yield Event(entry.at, act, words="" if answered else said, person=entry.actor)
        elif act != "decided":  # that is told from the decision itself
            yield Event(entry.at, act, words=entry.after.get("reason", ""), person=entry.actor)
