"""Coding: what an annotator is given next, and taking their answers."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import reviewing
from annotations.answers import check_answers
from annotations.models import Annotation, Assignment, Attempt, Unit
from newsroom import audit
from newsroom.errors import Refused


@transaction.atomic
def start(assignment, *, by):
    """Note when an annotator first opened an article; return the current attempt.

    Repeating it changes nothing. Raises Refused when there is still something to code but the
    round takes no answers; what was submitted can always be looked at.
    """
    attempt = Attempt.objects.select_for_update().get(assignment=assignment, superseded_at=None)
    if attempt.submitted_at or assignment.annotator_id != by.pk:
        return attempt
    refuse_unless_open(assignment.unit.round)
    if not attempt.started_at:
        attempt.started_at = timezone.now()
        attempt.save(update_fields=["started_at"])
    return attempt


def refuse_unless_open(round):
    """Refuse answers for a round that has not begun or is over."""
    if round.closed_at:
        raise Refused(_("This round is closed, so it takes no answers."))
    if not round.opened_at:
        raise Refused(_("This round is not open yet, so it takes no answers."))


def codes_of(answers):
    """The answers as {variable code: [label codes, the main one first, then by code]}."""
    return {
        variable.code: [label.code for label in labels[:1]]
        + sorted(label.code for label in labels[1:])
        for variable, labels in answers.items()
        if labels
    }


def given_in(attempt):
    """The answers of a submitted attempt, in the same form."""
    codes: dict[str, list[str]] = {}
    for variable, label in attempt.annotations.order_by("-main", "label__code").values_list(
        "variable__code", "label__code"
    ):
        codes.setdefault(variable, []).append(label)
    return codes


@transaction.atomic
def submit(assignment, *, answers, token=None, note="", seen=None, by):
    """Store an annotator's answers for one unit and close the attempt; return the attempt.

    `answers` maps each variable of the round's codebook version to its chosen labels, the main
    one first. `token` is what the browser made up for this submission: sending it again stores
    nothing and returns the attempt stored before. `seen` is the SHA-256 of the text that was read.
    Raises Refused when the unit is not theirs, is submitted already, the round is not open, or the
    article was repaired since it was read.
    """
    # The unit is locked, not the assignment: whoever submits last must see all the others.
    unit = (
        Unit.objects.select_for_update(of=("self",))
        .select_related("round__codebook_version", "article")
        .get(pk=assignment.unit_id)
    )
    attempts = Attempt.objects.select_for_update().filter(assignment=assignment)
    if assignment.annotator_id != by.pk:
        raise Refused(_("This article was given to somebody else."))
    # Any attempt, not only the current one: a late repetition must not answer what was sent back.
    stored = attempts.filter(token=token).first() if token else None
    if stored:
        if given_in(stored) != codes_of(answers):
            raise Refused(
                _("You have already submitted this article, with other answers; they stand.")
            )
        return stored
    attempt = attempts.get(superseded_at=None)
    if attempt.submitted_at:
        raise Refused(_("You have already submitted this article."))
    refuse_unless_open(unit.round)
    if seen and seen != unit.article.text_sha256:
        raise Refused(
            _(
                "This article was put right while you were reading it. "
                "Load the page again: what you chose is kept."
            )
        )
    check_answers(answers, version=unit.round.codebook_version)
    Annotation.objects.bulk_create(
        Annotation(attempt=attempt, variable=variable, label=label, main=place == 0)
        for variable, labels in answers.items()
        for place, label in enumerate(labels)
    )
    attempt.submitted_at = timezone.now()
    attempt.text_sha256 = unit.article.text_sha256
    attempt.token = token
    attempt.note = note.strip()
    attempt.save(update_fields=["submitted_at", "text_sha256", "token", "note"])
    audit.record(
        "attempt.submitted",
        attempt,
        after={
            variable.code: [label.code for label in labels] for variable, labels in answers.items()
        },
        by=by,
    )
    reviewing.complete(unit, by=by)
    return attempt


def next_assignment(annotator, *, after=None, round=None):
    """Return the annotator's next open assignment, or None.

    `after` goes on from one of them, in its round, and comes back to what was left out before it;
    `round` keeps to one round.
    """
    waiting = (
        Assignment.objects.of(annotator)
        .open()
        .select_related("unit__round", "unit__article__page__issue__newspaper")
    )
    if round is not None:
        waiting = waiting.filter(unit__round=round)
    if after is not None:
        here = waiting.filter(unit__round=after.unit.round)
        later = here.filter(unit__sequence__gt=after.unit.sequence).first() or here.first()
        if later:
            return later
    return waiting.first()


@dataclass(frozen=True)
class Progress:
    """Where an assignment stands among those of its annotator in the round."""

    place: int
    done: int
    given: int


def progress(assignment):
    """Return the Progress of the assignment's annotator in its round."""
    mine = Attempt.objects.current().filter(
        assignment__annotator=assignment.annotator_id,
        assignment__unit__round=assignment.unit.round_id,
    )
    up_to_here = Q(assignment__unit__sequence__lte=assignment.unit.sequence)
    return Progress(
        **mine.aggregate(
            place=Count("pk", filter=up_to_here), done=Count("submitted_at"), given=Count("pk")
        )
    )


def answers_to_begin_with(attempt, *, by):
    """Return {variable id: [label ids, main first]}: what a person sees chosen on the desk.

    Of a submitted attempt its answers; of one that was sent back, those of the attempt before.
    """
    number = attempt.number if attempt.submitted_at else attempt.number - 1
    answers: dict[int, list[int]] = {}
    given = Annotation.objects.visible_to(by).filter(
        attempt__assignment=attempt.assignment_id, attempt__number=number
    )
    for annotation in given.order_by("-main", "label__position"):
        answers.setdefault(annotation.variable_id, []).append(annotation.label_id)
    return answers


def new_token():
    """Return a token for one submission; a browser that has to repeat itself sends it again."""
    return uuid.uuid4()
