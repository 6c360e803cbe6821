"""Labels that annotators miss at the desk: a supervisor takes them up, or says why not."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.models import CodebookVersion, LabelProposal
from newsroom import audit
from newsroom.errors import Refused
from newsroom.models import User


def open_for(version: CodebookVersion, *, user: User) -> QuerySet[LabelProposal]:
    """The proposals for a version that nobody has answered, as far as this person may see them."""
    return (
        LabelProposal.objects.visible_to(user)
        .filter(variable__version=version, answered_at=None)
        .select_related("variable", "proposer")
        .order_by("variable__position", "proposed_at")
    )


@transaction.atomic
def answer(proposal: LabelProposal, *, outcome: str, text: str, by: User) -> LabelProposal:
    """Accept a proposal for the next version, or decline it with a reason; return it.

    Accepting changes no codebook: the label is written into the next draft. Raises Refused for who
    is no supervisor, when it was answered before, and when a refusal gives no reason.
    """
    proposal = LabelProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if not by.has_perm("annotations.supervise_round"):
        raise Refused(_("Only a supervisor can answer proposals."))
    if proposal.answered_at:
        raise Refused(_("This proposal is answered already."))
    if outcome not in LabelProposal.Outcome.values:
        raise Refused(_("Accept or decline the proposal."))
    text = text.strip()
    if outcome == LabelProposal.Outcome.DECLINED and not text:
        raise Refused(_("Say why, in a few words: who proposed it reads it."))
    proposal.outcome, proposal.answer = outcome, text
    proposal.answered_by, proposal.answered_at = by, timezone.now()
    proposal.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    audit.record(
        "label.proposal_answered", proposal, after={"outcome": outcome, "text": text}, by=by
    )
    return proposal
