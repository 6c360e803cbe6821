"""Problems that annotators report: given back, taken out, or given to somebody else."""

import random

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import handing_out, staffing
from annotations.asking import open_problems
from annotations.models import Assignment, Problem, Round
from annotations.one_more import free_annotators
from annotations.rounds import BY_ALL
from newsroom import audit
from newsroom.errors import Refused


@transaction.atomic
def resolve(problem, *, outcome, answer="", by):
    """Deal with a problem, and say so to who reported it; return the Problem.

    Given back: its annotator codes the article after all, and is told why. Taken out: nobody codes
    it in this round, and whatever else was reported about it is dealt with too. Given to somebody
    else: to one who has not had it, those with the least to do first; in a pool to whoever asks
    next. Raises Refused when it is not this person's to deal with or was dealt with before,
    without an answer where one is owed, and when nobody else could code it.
    """
    problem = (
        Problem.objects.select_for_update(of=("self",))
        .select_related("assignment__unit__round", "assignment__annotator")
        .get(pk=problem.pk)
    )
    if problem.resolved_at:
        raise Refused(_("This problem is dealt with already."))
    if not open_problems(by).filter(pk=problem.pk).exists():
        raise Refused(_("This problem is not yours to deal with."))
    answer = answer.strip()
    if outcome not in Problem.Outcome.values:
        raise Refused(_("Say what is to become of the article."))
    if outcome != Problem.Outcome.REASSIGNED and not answer:
        raise Refused(_("Say why, in a few words: its annotator reads it."))
    solved = [problem]
    if outcome == Problem.Outcome.EXCLUDED:
        staffing.exclude(problem.assignment.unit, reason=answer, by=by)
        solved += (
            Problem.objects.select_for_update(of=("self",))
            .filter(assignment__unit=problem.assignment.unit_id, resolved_at=None)
            .exclude(pk=problem.pk)
        )
    elif outcome == Problem.Outcome.REASSIGNED:
        _give_to_another(problem.assignment, by=by)
    now = timezone.now()
    for one in solved:
        one.outcome, one.answer = outcome, answer
        one.resolved_by, one.resolved_at = by, now
    Problem.objects.bulk_update(solved, ["outcome", "answer", "resolved_by", "resolved_at"])
    audit.record_all(
        [("problem.resolved", one, None, {"outcome": outcome, "answer": answer}) for one in solved],
        by=by,
    )
    return problem


def _give_to_another(assignment: Assignment, *, by) -> None:
    """Hand an assignment back and give its unit to somebody else."""
    unit, round = assignment.unit, assignment.unit.round
    if round.kind in BY_ALL:
        raise Refused(_("Everybody codes every article here, so nobody else can be given it."))
    if assignment.recode:
        raise Refused(_("Only who coded this article before can be asked for this coding."))
    if round.closed_at:
        raise Refused(_("This round is closed; open it again first."))
    free = [person for person in free_annotators(unit) if person.has_perm("annotations.code_unit")]
    if not free:
        raise Refused(_("All annotators of this round have had this article."))
    handed = handing_out.hand_back([assignment], by=by, why="a problem was reported")
    if not handed:
        raise Refused(_("This article was submitted meanwhile."))
    if round.allocation == Round.Allocation.FIXED:
        least = [person for person in free if person.load == free[0].load]
        person = random.Random(f"{round.seed}:{assignment.pk}").choice(least)
        staffing.give([(unit, person.pk)], round)
