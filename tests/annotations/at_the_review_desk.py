"""What the tests of the reviewer's pages do again and again."""

from django.urls import reverse

from annotations import comparing, reviewing
from annotations.models import Attempt
from tests.factories import labels_of


def at(name, *arguments):
    """An address of the reviewer's pages."""
    return reverse(f"annotations:{name}", args=arguments)


def sheets(unit, reviewer):
    """The answers of a unit as the desk shows them."""
    return comparing.sheets(unit, comparing.attempts_of(unit, user=reviewer))


def take(unit, reviewer, letter="A", *, reason="slip", **fields):
    """What the form sends when one annotator's answers are taken for every question."""
    sheet = next(one for one in sheets(unit, reviewer) if one.letter == letter)
    seen = ",".join(one.value for one in sheets(unit, reviewer))
    taken = {f"take.{code}": sheet.value for code in ("topic", "sentiment")}
    return {**taken, "reason": reason, "comment": "", "seen": seen, **fields}


def decide(unit, reviewer, topic="T01"):
    """Settle a unit."""
    answers = labels_of(unit.round.codebook_version, topic=topic, sentiment="neutral")
    return reviewing.decide(unit, answers=answers, reason="slip", comment="So.", by=reviewer)


def send_back(unit, reviewer, comment="Again."):
    """Send a unit back to its first annotator."""
    first = Attempt.objects.current().filter(assignment__unit=unit).order_by("pk")[:1]
    return reviewing.send_back(unit, attempts=first, comment=comment, by=reviewer)[0]


def names_of(unit):
    """The annotators of a unit, under all the names that a page could give away."""
    return [
        name
        for assignment in unit.assignments.select_related("annotator")
        for name in (assignment.annotator.username, assignment.annotator.annotator_code)
    ]
