"""Four eyes: who may act on a unit under review, and when it may be acted on."""

from django.utils.translation import gettext as _

from annotations.models import Annotation, Attempt, Claim, Objection, Round, Unit
from newsroom.errors import Refused


def answers_by_attempt(unit):
    """Return {attempt id: {variable id: (main label id, …further label ids in order)}} of a unit.

    Only current, submitted attempts. For the workflow itself, which must see all; what people see
    goes through `Annotation.objects.visible_to`.
    """
    answers: dict[int, dict[int, tuple[int, ...]]] = {
        pk: {}
        for pk in Attempt.objects.current()
        .submitted()
        .counted()
        .filter(assignment__unit=unit)
        .values_list("pk", flat=True)
    }
    given = Annotation.objects.filter(attempt__in=list(answers)).order_by("-main", "label_id")
    for annotation in given:
        labels = answers[annotation.attempt_id].setdefault(annotation.variable_id, ())
        answers[annotation.attempt_id][annotation.variable_id] = (*labels, annotation.label_id)
    return answers


def lock_for_review(unit, *, by):
    """Lock a unit for a reviewer, and refuse those that this person may not review."""
    unit = (
        Unit.objects.select_for_update(of=("self",))
        .select_related("round__codebook_version")
        .get(pk=unit.pk)
    )
    if not by.has_perm("annotations.review_unit"):
        raise Refused(_("Only a reviewer can settle articles."))
    if unit.assignments.filter(annotator=by).exists():
        raise Refused(_("You coded this article yourself; somebody else has to settle it."))
    if unit.excluded_at:
        raise Refused(_("This article was taken out of the round."))
    if not Unit.objects.reviewable_by(by).filter(pk=unit.pk).exists():
        raise Refused(_("You have still to code this article yourself."))
    return unit


def refuse_unless_waiting(unit, *, seen=None, by):
    """Refuse a locked unit that does not wait for this reviewer, or no longer as it was seen.

    `seen` are the ids of the attempts that were looked at, where the caller knows.
    """
    if unit.round.kind == Round.Kind.TRAINING:
        raise Refused(_("A training round teaches; nothing in it is settled."))
    if unit.settled_at:
        if unit.decisions.standing().filter(reviewer=by).exists():
            raise Refused(_("You have settled this article already."))
        raise Refused(_("This article is settled already, by somebody else."))
    if not unit.completed_at:
        raise Refused(_("Not everybody has coded this article yet."))
    if seen and set(seen) != set(answers_by_attempt(unit)):
        raise Refused(_("The answers have changed meanwhile. Please look at them again."))
    refuse_if_taken(unit, by=by)
    if unit.decisions.standing().filter(reviewer=by).exists():
        raise Refused(_("You decided this article; another reviewer has to look at it."))
    if Objection.objects.open().filter(unit=unit).concerning(by).exists():
        raise Refused(_("An objection goes to another reviewer than those who decided."))


def refuse_if_taken(unit, *, by):
    """Refuse a locked unit that another reviewer has taken up."""
    claim = Claim.objects.filter(unit=unit).exclude(reviewer=by).select_related("reviewer").first()
    if claim:
        raise Refused(
            _("%(name)s has taken this article up. You can take it over on the desk.")
            % {"name": claim.reviewer.display_name}
        )


def end_claim(unit):
    """Whoever had taken a locked unit up has acted."""
    Claim.objects.filter(unit=unit).delete()
