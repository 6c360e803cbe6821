"""What the database itself refuses, whoever asks: every constraint and trigger of the study.

A constraint or a trigger that is not provoked here fails the last two tests of this file.
"""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from annotations import reviewing, rounds
from annotations.models import (
    Annotation,
    ApiToken,
    Attempt,
    Codebook,
    CodebookVersion,
    Decision,
    Evidence,
    EvidenceAnchor,
    Flag,
    Release,
    Return,
    Round,
    Suggestion,
)
from tests.annotations import provoked
from tests.annotations.provoked import change, delete
from tests.factories import labels_of, make_article, make_disputed_unit, make_user, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def study():
    """A study in which everything has happened once: coded, sent back, decided, released."""
    draft = make_version(published=False)
    unit = make_disputed_unit(articles=[make_article()])
    reviewer = make_user(role="reviewer")
    first = Attempt.objects.current().filter(assignment__unit=unit).order_by("pk")
    (second,) = reviewing.send_back(unit, attempts=first[:1], comment="Again.", by=reviewer)
    other = make_disputed_unit()
    decision = reviewing.decide(
        other,
        answers=labels_of(other.round.codebook_version, topic="T01", sentiment="neutral"),
        reason="slip",
        by=reviewer,
    )
    annotation = Annotation.objects.filter(variable__code="topic").earliest("pk")
    open_annotation = Annotation.objects.create(
        attempt=second,
        variable=annotation.variable,
        label=annotation.variable.labels.get(code="T01"),
    )
    evidence = Evidence.objects.create(annotation=annotation, start=0, end=2)
    return SimpleNamespace(
        draft=draft,
        topic=draft.variables.get(code="topic"),
        sentiment=draft.variables.get(code="sentiment"),
        label=draft.variables.get(code="topic").labels.get(code="T01"),
        unit=unit,
        round=unit.round,
        version=unit.round.codebook_version,
        reviewer=reviewer,
        returned=Return.objects.get(),
        open=second,
        open_annotation=open_annotation,
        submitted=annotation.attempt,
        annotation=annotation,
        evidence=evidence,
        anchor=EvidenceAnchor.objects.create(
            evidence=evidence, article=unit.article, text_sha256="1" * 64, start=1, end=3
        ),
        decision=decision,
        decided=other,
        settled=decision.labels.get(label__code="T01"),
        release=Release.objects.create(name="one", round=other.round, requested_by=reviewer),
    )


def copy(row, **fields):
    """Make a second row like one, but for these fields."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    return type(row)._base_manager.create(**{**values, **fields})


def freeze(release):
    """Close a release."""
    change(release, frozen_at=timezone.now(), file="releases/one.zip", file_sha256="0" * 64)


def withdraw(study):
    """Undo the decision of the study."""
    change(study.decision, withdrawn_at=timezone.now(), withdrawn_by=study.reviewer)


def call_back(study):
    """Call back what was sent back in the study."""
    change(study.returned, called_back_at=timezone.now())


def suggestion(study, **fields):
    """A machine's guess."""
    values = {"article": study.unit.article, "label": study.label, "source": "m1", "score": 0.5}
    return Suggestion.objects.create(**{**values, **fields})


def token(study, **fields):
    """A token of the reviewer."""
    return ApiToken.objects.create(study.reviewer, **{"name": "script", **fields})


CONSTRAINTS = {
    # The codebook
    "codebook_version_number_once": lambda s: copy(s.draft),
    "codebook_version_number_from_one": lambda s: copy(s.draft, number=0),
    "variable_code_once": lambda s: copy(s.topic, position=9),
    "variable_position_once": lambda s: copy(s.topic, code="other"),
    "variable_further_labels_only_where_several": lambda s: change(s.sentiment, further_max=1),
    "variable_threshold_is_a_share": lambda s: change(s.topic, threshold="1.5"),
    "label_code_once": lambda s: copy(s.label, position=90, key=""),
    "label_position_once": lambda s: copy(s.label, code="T90", key=""),
    "label_key_once": lambda s: copy(s.label, code="T90", position=90),
    "label_beside_the_scale_has_no_step": lambda s: change(s.label, beside_scale=True, value=1),
    # Rounds and what is to be coded in them
    "round_has_annotators_per_unit": lambda s: copy(s.round, name="Other", annotators_per_unit=0),
    "round_closes_after_it_opened": lambda s: change(
        s.round, closed_at=s.round.opened_at - timedelta(days=1)
    ),
    "round_annotator_once": lambda s: copy(s.round.memberships.first()),
    "unit_once_per_round": lambda s: copy(s.unit, sequence=90),
    "unit_sequence_once": lambda s: copy(s.unit, article_id=make_article().pk),
    "unit_is_settled_after_it_is_coded": lambda s: change(s.unit, settled_at=timezone.now()),
    "assignment_once_per_annotator": lambda s: copy(s.unit.assignments.first()),
    # Answers
    "attempt_number_once": lambda s: copy(s.submitted, token=None, superseded_at=timezone.now()),
    "attempt_current_once": lambda s: copy(s.open, number=3),
    "attempt_is_superseded_after_it_was_submitted": lambda s: change(
        s.open, superseded_at=timezone.now()
    ),
    "attempt_names_the_text_it_was_made_on": lambda s: change(s.open, submitted_at=timezone.now()),
    "annotation_label_once": lambda s: copy(s.open_annotation, main=False),
    "annotation_main_once_per_variable": lambda s: copy(
        s.open_annotation, label_id=s.annotation.variable.labels.get(code="T02").pk
    ),
    "evidence_stretch_once": lambda s: copy(s.evidence),
    "evidence_is_not_empty": lambda s: copy(s.evidence, start=4, end=4),
    "evidence_anchor_once_per_text": lambda s: copy(s.anchor),
    "evidence_anchor_is_not_empty": lambda s: copy(s.anchor, text_sha256="2" * 64, end=0),
    "flag_is_lifted_after_it_was_set": lambda s: Flag.objects.create(
        unit=s.unit, reason="text", lifted_at=timezone.now() - timedelta(days=1)
    ),
    "flag_makes_again_what_it_withdrew": lambda s: Flag.objects.create(
        unit=s.unit, reason="text", settled_at=timezone.now()
    ),
    # Reviewing
    "return_says_what_to_look_at": lambda s: copy(s.returned, attempt_id=s.open.pk, comment=""),
    "return_stands_once": lambda s: copy(s.returned),
    "return_is_called_back_afterwards": lambda s: change(
        s.returned, called_back_at=s.returned.returned_at - timedelta(days=1)
    ),
    "decision_standing_once": lambda s: copy(s.decision),
    "decision_by_a_reviewer_has_a_reason": lambda s: copy(s.decision, unit_id=s.unit.pk, reason=""),
    "decision_for_another_reason_says_which": lambda s: copy(
        s.decision, unit_id=s.unit.pk, reason="other", comment=""
    ),
    "decision_is_withdrawn_by_somebody": lambda s: change(s.decision, withdrawn_at=timezone.now()),
    "decision_label_once": lambda s: copy(s.settled, main=False),
    "decision_main_once_per_variable": lambda s: copy(
        s.settled, label_id=s.settled.variable.labels.get(code="T02").pk
    ),
    "suggestion_once_per_source": lambda s: (suggestion(s), suggestion(s)),
    "suggestion_is_a_share": lambda s: suggestion(s, score=1.5),
    # Going out
    "release_frozen_has_a_checksum": lambda s: change(s.release, frozen_at=timezone.now()),
    "token_name_once_per_person": lambda s: (token(s), token(s)),
    "token_has_a_name": lambda s: token(s, name=""),
    **provoked.CONSTRAINTS,
}

TRIGGERS = {
    "codebook_version_stays": (
        lambda s: change(s.version, number=7),
        lambda s: change(s.version, published_at=None),
    ),
    "variable_of_published_version_stays": (
        lambda s: change(s.annotation.variable, name_zh="别的"),
        lambda s: copy(s.topic, version_id=s.version.pk, code="new", position=9),
        lambda s: change(s.topic, version=s.version, code="new", position=9),
        lambda s: delete(s.annotation.variable),
    ),
    "label_of_published_version_stays": (
        lambda s: change(s.annotation.label, definition_zh="别的"),
        lambda s: copy(s.annotation.label, code="T90", position=90, key=""),
        lambda s: change(s.label, variable=s.annotation.variable, code="T90", position=90, key=""),
        lambda s: delete(s.annotation.label),
    ),
    "opened_round_keeps_its_rules": (
        lambda s: change(s.round, seed=99),
        lambda s: change(s.round, kind="training"),
        lambda s: change(s.round, codebook_version=s.draft),
        lambda s: change(s.round, opened_at=None),
    ),
    "annotation_stays": (
        lambda s: change(s.annotation, main=False),
        lambda s: delete(s.annotation),
    ),
    "annotation_comes_before_submission": (
        lambda s: copy(s.annotation, label_id=s.annotation.label.pk + 1, main=False),
    ),
    "evidence_stays": (lambda s: change(s.evidence, end=3), lambda s: delete(s.evidence)),
    "evidence_anchor_stays": (lambda s: change(s.anchor, end=3), lambda s: delete(s.anchor)),
    "submitted_attempt_stays": (
        lambda s: change(s.submitted, note="later"),
        lambda s: change(s.submitted, submitted_at=None),
        lambda s: change(s.submitted, number=9),
    ),
    "submitted_attempt_is_kept": (lambda s: delete(s.submitted),),
    "return_stays": (
        lambda s: change(s.returned, comment="Other."),
        lambda s: (call_back(s), change(s.returned, called_back_at=None)),
    ),
    "return_is_kept": (lambda s: delete(s.returned),),
    "decision_is_kept": (lambda s: delete(s.decision),),
    "decision_stays": (
        lambda s: change(s.decision, reason="unclear"),
        lambda s: change(s.decision, comment="Other."),
        lambda s: change(s.decision, reviewer=make_user()),
    ),
    "withdrawal_stays": (
        lambda s: (withdraw(s), change(s.decision, withdrawn_at=None, withdrawn_by=None)),
        lambda s: (withdraw(s), change(s.decision, withdrawn_by=make_user())),
    ),
    "decision_label_stays": (
        lambda s: change(s.settled, main=False),
        lambda s: delete(s.settled),
    ),
    "frozen_release_stays": (
        lambda s: (freeze(s.release), change(s.release, file_sha256="1" * 64)),
        lambda s: (freeze(s.release), delete(s.release)),
    ),
    "release_keeps_its_moment": (lambda s: change(s.release, requested_at=timezone.now()),),
    **provoked.TRIGGERS,
}

UNIQUE_FIELDS = {
    "codebook slug": lambda s: Codebook.objects.create(slug=s.draft.codebook.slug, name_zh="另一"),
    "round name": lambda s: copy(s.round, opened_at=None),
    "attempt token": lambda s: (
        change(s.open, token="9f2a1c52-8a55-4b34-9f6e-0f6a3c1d2e3f"),
        copy(
            s.submitted, number=9, origin="returned", token="9f2a1c52-8a55-4b34-9f6e-0f6a3c1d2e3f"
        ),
    ),
    "release name": lambda s: copy(s.release),
}


def refusal_of(act, study):
    """What PostgreSQL says when it refuses an act; nothing of it stays. None if it is allowed."""
    try:
        with transaction.atomic():
            act(study)
    except IntegrityError as error:
        return error.__cause__
    return None


def test_the_database_holds_every_constraint(study):
    held = {name: refusal_of(act, study) for name, act in CONSTRAINTS.items()}

    assert {name: said and said.diag.constraint_name for name, said in held.items()} == {
        name: name for name in CONSTRAINTS
    }


def test_a_trigger_refuses_every_change_of_what_stays(study):
    said = {
        f"{name} {place}": str(refusal_of(act, study))
        for name, acts in TRIGGERS.items()
        for place, act in enumerate(acts)
    }

    assert {name: text for name, text in said.items() if "PL/pgSQL function" not in text} == {}


def test_what_names_something_names_it_alone(study):
    said = {name: str(refusal_of(act, study)) for name, act in UNIQUE_FIELDS.items()}

    assert {name: text for name, text in said.items() if "duplicate key" not in text} == {}


def test_nothing_that_the_study_rests_on_is_deleted_by_accident(study):
    for row in (
        study.unit.article,
        study.submitted.assignment.annotator,
        study.reviewer,
        study.round,
        study.unit,
        study.version.codebook,
    ):
        with pytest.raises(ProtectedError):
            row.delete()


def test_a_draft_may_be_changed_and_published(study):
    change(study.topic, name_zh="别的")
    change(study.label, definition_zh="别的")
    change(study.draft, published_at=timezone.now())

    assert CodebookVersion.objects.get(pk=study.draft.pk).published_at


def test_an_open_attempt_may_be_begun_and_annotated(study):
    change(study.open, started_at=timezone.now())
    label = study.annotation.variable.labels.get(code="T03")
    copy(study.open_annotation, label_id=label.pk, main=False)

    assert study.open.annotations.count() == 2


def test_an_opened_round_may_be_closed_and_renamed(study):
    change(study.round, name="Another name", deadline="2030-01-01")
    closed = rounds.close_round(study.round, by=study.round.created_by)

    assert closed.closed_at
    assert Round.objects.get(pk=study.round.pk).name == "Another name"


def test_an_undone_decision_makes_room_for_another(study):
    withdraw(study)
    copy(study.decision)

    assert Decision.objects.standing().count() == 1


def test_every_constraint_of_the_study_is_provoked_here():
    named = {
        constraint.name
        for model in apps.get_app_config("annotations").get_models()
        for constraint in model._meta.constraints
    }

    assert set(CONSTRAINTS) == named


def test_every_trigger_of_the_study_is_provoked_here():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND relname LIKE 'annotations\\_%%'"
        )
        named = {name for (name,) in cursor.fetchall()}

    assert set(TRIGGERS) | provoked.KEEPERS == named
