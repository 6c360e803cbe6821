"""How what people say to each other, claims, pools and checks are provoked to be refused.

Each act takes the study of test_study_models.py and breaks the constraint or trigger that it is
named after.
"""

from django.db import connection
from django.utils import timezone

from annotations.models import (
    CodebookNote,
    GateWaiver,
    LabelProposal,
    LabelSource,
    Objection,
    PoolPlace,
    Precedent,
    Problem,
    Question,
    Referral,
    Round,
)
from tests.factories import make_user


def change(row, **fields):
    """Change a row behind the back of all code."""
    type(row)._base_manager.filter(pk=row.pk).update(**fields)


def delete(row):
    """Delete a row behind the back of all code."""
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{row._meta.db_table}" WHERE id = %s', [row.pk])


def waiver(s, **fields):
    """A way round the gate, asked for by the reviewer of the study."""
    said = {"round": s.round, "reason": "Few articles.", "asked_by": s.reviewer}
    version = s.round.codebook_version
    return GateWaiver.objects.create(**said | {"codebook_version": version} | fields)


def granted(s):
    """The same, granted by somebody else."""
    return waiver(s, granted_by=make_user(), granted_at=timezone.now())


def objection(s, **fields):
    """An objection to the decision of the study."""
    values = {
        "decision": s.decision,
        "unit": s.decided,
        "annotator": s.submitted.assignment.annotator,
        "reason": "No.",
    }
    return Objection.objects.create(**{**values, **fields})


def precedent(s, **fields):
    """The decision of the study as a precedent."""
    values = {
        "decision": s.decision,
        "label": s.settled.label,
        "note": "So.",
        "marked_by": s.reviewer,
    }
    return Precedent.objects.create(**{**values, **fields})


def question(s, **fields):
    """A question about a unit."""
    return Question.objects.create(
        **{"unit": s.unit, "asker": s.reviewer, "text": "Why?", **fields}
    )


def note(s, **fields):
    """A note on a codebook version."""
    return CodebookNote.objects.create(
        **{"version": s.version, "text_zh": "注", "written_by": s.reviewer, **fields}
    )


def proposal(s, **fields):
    """A proposed label."""
    values = {
        "variable": s.annotation.variable,
        "unit": s.unit,
        "proposer": s.reviewer,
        "name": "New",
        "reason": "Missing.",
    }
    return LabelProposal.objects.create(**{**values, **fields})


def problem(s, **fields):
    """Why an article cannot be coded."""
    return Problem.objects.create(
        **{"assignment": s.open.assignment, "kind": "unreadable", **fields}
    )


def referral(s, **fields):
    """Something for the supervisor."""
    values = {"unit": s.unit, "kind": "codebook", "comment": "See.", "reviewer": s.reviewer}
    return Referral.objects.create(**{**values, **fields})


def source(s, **fields):
    """A label of the draft that comes from one of the published version."""
    return LabelSource.objects.create(**{"label": s.label, "source": s.annotation.label, **fields})


def place(s, **fields):
    """A place in a pool."""
    return PoolPlace.objects.create(
        **{"round": s.round, "unit": s.unit, "layer": 1, "rank": 1, **fields}
    )


CONSTRAINTS = {
    "round_shares_are_shares": lambda s: Round.objects.create(
        name="Too much", kind="pilot", codebook_version=s.version, spot_check_share=1.5
    ),
    "waiver_has_a_reason": lambda s: waiver(s, reason=""),
    "waiver_needs_two_people": lambda s: waiver(
        s, granted_by=s.reviewer, granted_at=timezone.now()
    ),
    "waiver_is_asked_once": lambda s: [waiver(s), waiver(s)],
    "waiver_is_granted_by_somebody": lambda s: waiver(s, granted_at=timezone.now()),
    "unit_wants_an_annotator": lambda s: change(s.unit, wanted=0),
    "unit_is_excluded_by_somebody_with_a_reason": lambda s: change(
        s.unit, excluded_at=timezone.now(), excluded_by=s.reviewer
    ),
    "assignment_is_handed_back_by_somebody": lambda s: change(
        s.open.assignment, released_at=timezone.now()
    ),
    "place_once_a_layer": lambda s: (place(s), place(s)),
    "attempt_after_the_first_says_why": lambda s: change(s.open, origin="first"),
    "decision_is_checked_by_somebody": lambda s: change(s.decision, checked_at=timezone.now()),
    "decision_is_checked_by_another_reviewer": lambda s: change(
        s.decision, checked_at=timezone.now(), checked_by=s.reviewer
    ),
    "objection_once_a_unit": lambda s: (objection(s), objection(s)),
    "objection_has_a_reason": lambda s: objection(s, reason=""),
    "objection_is_answered_by_somebody": lambda s: objection(s, answered_at=timezone.now()),
    "precedent_once_a_label": lambda s: (precedent(s), precedent(s)),
    "precedent_has_a_note": lambda s: precedent(s, note=""),
    "question_asks_something": lambda s: question(s, text=""),
    "question_is_answered_by_somebody": lambda s: question(s, answered_at=timezone.now()),
    "codebook_note_says_something": lambda s: note(s, text_zh=""),
    "proposal_has_a_name_and_a_reason": lambda s: proposal(s, reason=""),
    "proposal_is_answered_by_somebody": lambda s: proposal(s, outcome="accepted"),
    "problem_open_once": lambda s: (problem(s), problem(s)),
    "problem_of_another_kind_says_which": lambda s: problem(s, kind="other"),
    "problem_is_resolved_by_somebody": lambda s: problem(s, outcome="back"),
    "referral_says_what": lambda s: referral(s, comment=""),
    "referral_is_answered_by_somebody": lambda s: referral(s, answered_at=timezone.now()),
    "label_source_once": lambda s: (source(s), source(s)),
    "label_is_not_its_own_source": lambda s: source(s, source=s.label),
}

TRIGGERS = {
    "waiver_stays": (
        lambda s: change(granted(s), reason="Another."),
        lambda s: delete(granted(s)),
    ),
    "check_of_decision_stays": (
        lambda s: (
            change(s.decision, checked_at=timezone.now(), checked_by=make_user()),
            change(s.decision, checked_at=None, checked_by=None),
        ),
    ),
    "objection_stays": (lambda s: change(objection(s), reason="Another."),),
    "objection_is_kept": (lambda s: delete(objection(s)),),
    "label_origin_of_published_version_stays": (
        lambda s: source(s, label=s.annotation.label, source=s.label),
    ),
}

# These keep a column instead of refusing; test_handing_out.py shows that they do.
KEEPERS = {"attempt_tells_its_assignment", "assignment_waits"}
