"""Acts of a reviewer, by way of the workflow, for the tests."""

from annotations import reviewing
from annotations.models import Attempt
from tests.factories import labels_of


def decide(unit, *, by, topic="T01", sentiment="neutral", reason="slip", **fields):
    """Settle a unit with these answers."""
    return reviewing.decide(
        unit,
        answers=labels_of(unit.round.codebook_version, topic=topic, sentiment=sentiment),
        reason=reason,
        by=by,
        **fields,
    )


def send_back(unit, *, by, comment="Read the headline again.", count=1):
    """Send the first attempts of a unit back."""
    attempts = list(Attempt.objects.current().filter(assignment__unit=unit).order_by("pk")[:count])
    return reviewing.send_back(unit, attempts=attempts, comment=comment, by=by)
