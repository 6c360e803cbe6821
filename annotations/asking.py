"""Asking: questions about units, labels that are missed, and why an article cannot be coded."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.models import (
    Assignment,
    CodebookNote,
    LabelProposal,
    Problem,
    Question,
    Unit,
)
from newsroom import audit
from newsroom.errors import Refused

# What each kind of problem needs: somebody who can put pages and rounds right, or a reviewer.
FOR_SUPERVISORS = (
    Problem.Kind.SPLIT,
    Problem.Kind.NO_ARTICLE,
    Problem.Kind.UNREADABLE,
    Problem.Kind.CONFLICT,
)


def _said(text, refusal):
    text = text.strip()
    if not text:
        raise Refused(refusal)
    return text


@transaction.atomic
def ask(assignment, *, text, label=None, by):
    """Ask the reviewers about the unit of one's assignment, or one of its labels; return it.

    Raises Refused when the assignment is not theirs, the text is empty, or the label belongs to
    another codebook version.
    """
    if assignment.annotator_id != by.pk:
        raise Refused(_("This article was given to somebody else."))
    text = _said(text, _("Write what you want to ask."))
    version = assignment.unit.round.codebook_version_id
    if label is not None and label.variable.version_id != version:
        raise Refused(_("An answer belongs to another version of the codebook."))
    question = Question.objects.create(unit=assignment.unit, label=label, asker=by, text=text)
    audit.record(
        "question.asked",
        question,
        after={"text": text, "label": label.code if label else None},
        by=by,
    )
    return question


@transaction.atomic
def answer(question, *, text, by):
    """Answer a question; return it. A later answer takes the place of an earlier, on record.

    Raises Refused for who is no reviewer, asked it, or has still to code the article.
    """
    question = (
        Question.objects.select_for_update(of=("self",)).select_related("unit").get(pk=question.pk)
    )
    if not by.has_perm("annotations.review_unit"):
        raise Refused(_("Only a reviewer can answer questions."))
    if question.asker_id == by.pk:
        raise Refused(_("You asked this yourself; somebody else has to answer it."))
    if not Unit.objects.filter(pk=question.unit_id).not_to_be_coded_by(by).exists():
        raise Refused(_("You have still to code this article yourself."))
    before = {"answer": question.answer} if question.answer else None
    question.answer = _said(text, _("Write an answer."))
    question.answered_by, question.answered_at = by, timezone.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record(
        "question.answered", question, before=before, after={"answer": question.answer}, by=by
    )
    return question


@transaction.atomic
def note_for_all(version, *, text_zh="", text_en="", label=None, question=None, by):
    """Write a note beside a published codebook version, for everybody who codes with it.

    `question` is what it grew out of. Raises Refused for who is no supervisor, a draft, an empty
    note, a label of another version, and a question that has become a note already.
    """
    if not by.has_perm("annotations.supervise_round"):
        raise Refused(_("Only a supervisor can write notes for all."))
    if not version.published_at:
        raise Refused(_("This codebook version is a draft; publish it before coding with it."))
    text_zh, text_en = text_zh.strip(), text_en.strip()
    if not (text_zh or text_en):
        raise Refused(_("Write the note, in Chinese, in English or in both."))
    if label is not None and label.variable.version_id != version.pk:
        raise Refused(_("An answer belongs to another version of the codebook."))
    if question is not None and CodebookNote.objects.filter(question=question).exists():
        raise Refused(_("This question has become a note already."))
    note = CodebookNote.objects.create(
        version=version,
        label=label,
        question=question,
        text_zh=text_zh,
        text_en=text_en,
        written_by=by,
    )
    audit.record(
        "codebook.noted",
        note,
        after={"label": label.code if label else None, "zh": text_zh, "en": text_en},
        by=by,
    )
    return note


@transaction.atomic
def withdraw_note(note, *, by):
    """Take a note back; it stays on record. Again changes nothing."""
    if not by.has_perm("annotations.supervise_round"):
        raise Refused(_("Only a supervisor can write notes for all."))
    note = CodebookNote.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if note.withdrawn_at is None:
        note.withdrawn_at = timezone.now()
        note.save(update_fields=["withdrawn_at"])
        before = {"text_zh": note.text_zh, "text_en": note.text_en}
        audit.record("codebook.note_withdrawn", note, before=before, by=by)
    return note


def notes_of(version):
    """Return the notes that stand beside a version, the general ones first."""
    return list(
        CodebookNote.objects.filter(version=version, withdrawn_at=None)
        .select_related("label")
        .order_by("label__variable__position", "label__position", "written_at")
    )


@transaction.atomic
def propose(assignment, *, variable, name, reason, by):
    """Propose a label that is missing, from the desk; return the LabelProposal.

    Raises Refused when the assignment is not theirs, the variable is of another version, there is
    a label of this name, or name or reason are empty.
    """
    if assignment.annotator_id != by.pk:
        raise Refused(_("This article was given to somebody else."))
    if variable.version_id != assignment.unit.round.codebook_version_id:
        raise Refused(_("An answer belongs to another version of the codebook."))
    name = _said(name, _("Give the label a name."))
    reason = _said(reason, _("Say why this label is needed."))
    known = {label.name_zh for label in variable.labels.all()} | {
        label.name_en.lower() for label in variable.labels.all()
    }
    if name in known or name.lower() in known:
        raise Refused(_("There is a label of this name already."))
    if len(name) > 100:
        raise Refused(_("A name has at most 100 characters."))
    proposal = LabelProposal.objects.create(
        variable=variable, unit=assignment.unit, proposer=by, name=name, reason=reason
    )
    audit.record(
        "label.proposed",
        proposal,
        after={"variable": variable.code, "name": name, "reason": reason},
        by=by,
    )
    return proposal


@transaction.atomic
def report(assignment, *, kind, comment="", by):
    """Say that an article cannot be coded, and why; return the Problem.

    Until it is resolved the article is not handed to this annotator. Raises Refused when it is not
    theirs, is submitted already or reported already, and when another kind is not explained.
    """
    assignment = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("unit__round")
        .get(pk=assignment.pk)
    )
    if assignment.annotator_id != by.pk:
        raise Refused(_("This article was given to somebody else."))
    if not assignment.waiting:
        raise Refused(_("You have already submitted this article."))
    if kind not in Problem.Kind.values:
        raise Refused(_("Say why this article cannot be coded."))
    comment = comment.strip()
    if kind == Problem.Kind.OTHER and not comment:
        raise Refused(_("Say in a few words what is wrong with this article."))
    if assignment.problems.filter(resolved_at=None).exists():
        raise Refused(_("You have reported this article already."))
    problem = Problem.objects.create(assignment=assignment, kind=kind, comment=comment)
    audit.record("problem.reported", problem, after={"kind": kind, "comment": comment}, by=by)
    return problem


@transaction.atomic
def take_back_report(problem, *, by):
    """Let an annotator code an article after all which they had reported. Raises Refused."""
    problem = (
        Problem.objects.select_for_update(of=("self",))
        .select_related("assignment")
        .get(pk=problem.pk)
    )
    if problem.assignment.annotator_id != by.pk:
        raise Refused(_("This article was given to somebody else."))
    if problem.resolved_at:
        raise Refused(_("This problem is dealt with already."))
    problem.outcome = Problem.Outcome.BACK
    problem.resolved_by, problem.resolved_at = by, timezone.now()
    problem.save(update_fields=["outcome", "resolved_by", "resolved_at"])
    before = {"kind": problem.kind, "comment": problem.comment}
    audit.record(
        "problem.taken_back", problem, before=before, after={"outcome": problem.outcome}, by=by
    )
    return problem


def open_problems(user):
    """Return the problems that this person can do something about, oldest first.

    Wrong splits, what is no article or unreadable, and conflicts of interest are the supervisors';
    what is otherwise wrong the reviewers'.
    """
    problems = (
        Problem.objects.visible_to(user)
        .filter(resolved_at=None)
        .exclude(assignment__annotator=user)
        .select_related(
            "assignment__annotator",
            "assignment__unit__round",
            "assignment__unit__article__page__issue__newspaper",
        )
        .defer("assignment__unit__article__text", "assignment__unit__article__page__text")
    )
    if user.has_perm("annotations.supervise_round"):
        if user.has_perm("annotations.review_unit"):
            return problems
        return problems.filter(kind__in=FOR_SUPERVISORS)
    if user.has_perm("annotations.review_unit"):
        return problems.exclude(kind__in=FOR_SUPERVISORS)
    return problems.none()
