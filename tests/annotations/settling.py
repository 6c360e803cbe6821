"""Acts of a reviewer, by way of the workflow, for the tests."""

from annotations import reviewing, rounds
from annotations.models import Attempt
from tests.factories import answer, labels_of, make_article, make_round, make_user

DISPUTED = (("T01", "neutral"), ("T02", "neutral"))
ALIKE = (("T01", "neutral"), ("T01", "neutral"))


def coded(*answers, spot_check=0.0, second_review=0.0, annotators=None, **fields):
    """The units of a round, each coded as given: by default one on which two annotators differ.

    An entry of `answers` holds (topic, sentiment) of each annotator, in the order of their ids.
    """
    answers = answers or (DISPUTED,)
    people = annotators or [make_user(role="annotator") for _person in answers[0]]
    made = make_round(
        articles=[make_article() for _unit in answers],
        annotators=people,
        per_unit=len(answers[0]),
        rules=rounds.Rules(spot_check_share=spot_check, second_review_share=second_review),
        **fields,
    )
    for unit, given in zip(made.units.order_by("sequence"), answers, strict=True):
        assignments = unit.assignments.order_by("annotator_id")
        for assignment, (topic, sentiment) in zip(assignments, given, strict=True):
            answer(assignment, topic=topic, sentiment=sentiment)
    return list(made.units.select_related("round").order_by("sequence"))


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
