"""Coding: opening an article, taking an annotator's answers, and giving them back."""

import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import reviewing
from annotations.answers import check_answers, check_evidence
from annotations.models import Attempt, Claim, Evidence, Unit
from newsroom import audit
from newsroom.compiled import Compiled, Statement
from newsroom.errors import Refused
from newsroom.models import Article


@transaction.atomic
def start(assignment, *, by):
    """Note when an annotator first opened an article; return the current attempt.

    Repeating it changes nothing. Raises Refused when there is still something to code but the
    round takes no answers; what was submitted can always be looked at.
    """
    current = Attempt.objects.select_for_update().filter(assignment=assignment, superseded_at=None)
    # None where it was just being sent back: by now there is another one beside it.
    attempt = current.first() or current.get()
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


_locked = Compiled(
    lambda unit: (
        Unit.objects.select_for_update(of=("self",))
        .select_related("round__codebook_version")
        .filter(pk=unit)
    )
)
_attempts = Compiled(
    lambda assignment: Attempt.objects.filter(assignment=assignment).select_related("assignment")
)
_checksums = Compiled(
    lambda article: Article.objects.filter(pk=article).only("text_sha256", "joined_sha256")
)
_annotate = Statement("""
    INSERT INTO annotations_annotation (attempt_id, variable_id, label_id, main)
    SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[], %s::boolean[])
    RETURNING label_id, id
""")
_hand_in = Statement("""
    UPDATE annotations_attempt
    SET started_at = coalesce(started_at, %s), submitted_at = %s, text_sha256 = %s, token = %s,
        note = %s, active_seconds = %s
    WHERE id = %s
    RETURNING started_at
""")
_drop_draft = Statement("DELETE FROM annotations_draft WHERE attempt_id = %s")


@transaction.atomic
def submit(
    assignment, *, answers, evidence=None, token=None, note="", seen=None, active_seconds=None, by
):
    """Store an annotator's answers for one unit and close the attempt; return the attempt.

    `answers` maps each variable of the round's codebook version to its chosen labels, the main
    one first; `evidence` maps labels to stretches [(start, end)] of the article's text, in code
    points. `token` is what the browser made up for this submission: sending it again stores
    nothing and returns the attempt stored before. `seen` is the SHA-256 of the text that was read.
    `active_seconds` is the time the annotator was at work on it. Raises Refused when the unit is
    not theirs, is submitted already, handed back or excluded, the round is not open, or the
    article was repaired since it was read.
    """
    evidence = {label: list(stretches) for label, stretches in (evidence or {}).items()}
    # The unit is locked, not the assignment: whoever submits last must see all the others. Its
    # article is read after that: a repair of it, or a joining, may just have held the lock.
    unit = _locked.one(assignment.unit_id)
    attempts = _attempts(assignment.pk)
    if assignment.annotator_id != by.pk:
        raise Refused(_("This article was given to somebody else."))
    # Any attempt, not only the current one: a late repetition must not answer what was sent back.
    stored = next((one for one in attempts if token and one.token == uuid.UUID(str(token))), None)
    if stored:
        if given_in(stored) != codes_of(answers):
            raise Refused(
                _("You have already submitted this article, with other answers; they stand.")
            )
        return stored
    attempt = next(one for one in attempts if one.superseded_at is None)
    if attempt.submitted_at:
        raise Refused(_("You have already submitted this article."))
    refuse_unless_open(unit.round)
    if unit.excluded_at:
        raise Refused(_("This article was taken out of the round."))
    if attempt.assignment.released_at:
        raise Refused(_("This article was given to somebody else."))
    article = _checksums.one(unit.article_id)
    if seen and seen != article.coded_sha256:
        raise Refused(
            _(
                "This article was put right while you were reading it. "
                "Load the page again: what you chose is kept."
            )
        )
    check_answers(answers, version=unit.round.codebook_version)
    check_evidence(
        evidence,
        answers=answers,
        text=article.coded_text if evidence else "",
        required=unit.round.evidence_for,
    )
    chosen = [
        (variable.pk, label, place == 0)
        for variable, labels in answers.items()
        for place, label in enumerate(labels)
    ]
    given = _annotate(
        attempt.pk,
        [variable for variable, _label, _main in chosen],
        [label.pk for _variable, label, _main in chosen],
        [main for _variable, _label, main in chosen],
    )
    if evidence:
        annotation = dict(given)
        Evidence.objects.bulk_create(
            Evidence(annotation_id=annotation[label.pk], start=start, end=end)
            for label, stretches in evidence.items()
            for start, end in stretches
        )
    attempt.submitted_at = timezone.now()
    # Where it was fetched ahead, and coded before the server heard of it again, it began so:
    began = attempt.submitted_at - timedelta(seconds=active_seconds or 0)
    attempt.text_sha256 = article.coded_sha256
    attempt.token = token
    attempt.note = note.strip()
    attempt.active_seconds = active_seconds
    try:
        [(attempt.started_at,)] = _hand_in(
            began, attempt.submitted_at, attempt.text_sha256, token, attempt.note, active_seconds,
            attempt.pk,
        )  # fmt: skip
    except IntegrityError as error:  # another article was submitted with this token
        raise Refused(
            _("This article was submitted or reopened elsewhere. Load the page again.")
        ) from error
    # After the attempt, which locks it: a draft just being saved is there now, or is refused.
    _drop_draft(attempt.pk)
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


@transaction.atomic
def reopen(assignment, *, by):
    """Take a submitted answer back, until the unit is settled; return the new, open attempt.

    What was submitted stays on record and is what reliability counts; the new attempt stands
    beside it. Raises Refused when the unit is not theirs, is settled, taken out or being looked at
    by a reviewer, nothing was submitted, or the round takes no answers.
    """
    unit = (
        Unit.objects.select_for_update(of=("self",))
        .select_related("round")
        .get(pk=assignment.unit_id)
    )
    attempt = Attempt.objects.select_for_update().get(assignment=assignment, superseded_at=None)
    if assignment.annotator_id != by.pk:
        raise Refused(_("This article was given to somebody else."))
    if not attempt.submitted_at:
        raise Refused(_("You have not submitted this article yet."))
    refuse_unless_open(unit.round)
    if unit.excluded_at:
        raise Refused(_("This article was taken out of the round."))
    if unit.settled_at or unit.decisions.standing().exists():
        raise Refused(_("This article is settled already, so your answer stands."))
    if Claim.objects.filter(unit=unit).exists():
        raise Refused(_("A reviewer is looking at this article just now, so your answer stands."))
    attempt.superseded_at = timezone.now()
    attempt.save(update_fields=["superseded_at"])
    opened = Attempt.objects.create(
        assignment=assignment,
        number=attempt.number + 1,
        origin=Attempt.Origin.REOPENED,
        started_at=timezone.now(),
    )
    if unit.completed_at and not assignment.recode:
        unit.completed_at = None
        unit.save(update_fields=["completed_at"])
    audit.record("attempt.reopened", attempt, by=by)
    return opened


def new_token():
    """Return a token for one submission; a browser that has to repeat itself sends it again."""
    return uuid.uuid4()
