"""A whole round with planted errors: what the report finds is what was planted."""

import random
from itertools import combinations

import pytest
from django.db import connection

from annotations import coding, reliability, reporting, steadiness
from annotations.models import Assignment, Unit
from newsroom.models import Article
from tests.factories import SENTENCE, make_page, make_round, make_user, make_version, sha256

pytestmark = pytest.mark.django_db

UNITS, PER_UNIT, FALLS_AFTER = 300, 3, 150
# How often each knows the topic; else they guess. Agreement beyond chance is the product of two.
KNOWS_TOPIC = [0.98, 0.9, 0.75, 0.6, 0.45, 0.2]
# All know the tone equally well, but from some article on no longer.
TONE_BEFORE, TONE_AFTER = 0.85, 0.65
# With 150 articles each, competences nearer than this cannot be told apart for certain.
APART = 0.25
SEED = 8


def make_articles(number):
    """Many articles on one page, in one go."""
    page = make_page()
    text = f"标题\n{SENTENCE}"
    return Article.objects.bulk_create(
        Article(page=page, number=place, headline="标题", text=text, text_sha256=sha256(text))
        for place in range(1, number + 1)
    )


def code_all(made, people):
    """Let everybody code their share with the errors that are planted in them, unit by unit."""
    luck = random.Random(SEED)
    topics, tones = (
        (variable, list(variable.labels.all()))
        for variable in made.codebook_version.variables.order_by("position")
    )
    knows = dict(zip((person.pk for person in people), KNOWS_TOPIC, strict=True))

    def said(labels, meant, chance):
        return meant if luck.random() < chance else luck.choice(labels)

    assignments = {}
    # In a fixed order, or luck would fall to others each time and the test hang on it.
    for assignment in (
        Assignment.objects.filter(unit__round=made)
        .select_related("annotator", "unit")
        .order_by("unit__sequence", "annotator_id")
    ):
        assignments.setdefault(assignment.unit.sequence, []).append(assignment)
    for sequence in sorted(assignments):
        topic, tone = luck.choice(topics[1]), luck.choice(tones[1])
        alpha = TONE_BEFORE if sequence <= FALLS_AFTER else TONE_AFTER
        for assignment in assignments[sequence]:
            answers = {
                topics[0]: [said(topics[1], topic, knows[assignment.annotator_id])],
                tones[0]: [said(tones[1], tone, alpha**0.5)],
            }
            coding.submit(assignment, answers=answers, by=assignment.annotator)


def test_the_report_finds_what_was_planted(sue):
    people = [make_user(f"coder{place}", role="annotator") for place in range(len(KNOWS_TOPIC))]
    made = make_round(
        version=make_version(), annotators=people, per_unit=PER_UNIT,
        articles=make_articles(UNITS),
    )  # fmt: skip
    # A study this size is known to the planner, as a running database sees to; a test's is not.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE annotations_assignment, annotations_attempt, annotations_unit")
    code_all(made, people)

    said = reliability.visible_answers(made, user=sue)
    topic, _all, tone = reliability.measures(said)
    reports = reporting.scale_reports(said, steadiness.again(made, user=sue), people)
    watched = steadiness.watch([made], user=sue, known={made.pk: said})[made.pk]

    # Alpha: of the topic the mean product of two competences, of the tone the mean of its halves.
    products = [one * other for one, other in combinations(KNOWS_TOPIC, 2)]
    planted = sum(products) / len(products)
    assert topic.alpha == pytest.approx(planted, abs=0.08)
    assert topic.interval.low < planted < topic.interval.high
    assert tone.alpha == pytest.approx((TONE_BEFORE + TONE_AFTER) / 2, abs=0.08)

    # The order of competence, and each competence itself.
    found = {one.annotator: one.competence for one in reports[0].standings}
    planted_of = dict(zip(people, KNOWS_TOPIC, strict=True))
    order = [one.annotator for one in reports[0].standings]
    for ahead, behind in combinations(order, 2):
        assert planted_of[ahead] > planted_of[behind] - APART
    assert set(order[:2]) == set(people[:2])
    assert order[-1] == people[-1]
    for person, knows in zip(people, KNOWS_TOPIC, strict=True):
        assert found[person] == pytest.approx(knows, abs=0.15)

    # Drift: in the tone, where agreement fell, within 150 units of its fall, and nowhere else.
    by_scale = {(one.scale.variable.code, one.scale.part): one.told for one in watched}
    assert by_scale["topic", "main"].alarms == ()
    (alarm, *_later) = by_scale["sentiment", ""].alarms
    assert FALLS_AFTER < alarm.place <= FALLS_AFTER + 150
    assert alarm.since > FALLS_AFTER - 40
    assert alarm.unit == Unit.objects.get(round=made, sequence=alarm.place).pk

    # What all agreed on is settled, the rest waits: nothing is lost between the two.
    units = Unit.objects.filter(round=made)
    differing = said.compared[1]
    assert said.compared[0] == UNITS
    assert units.disputed().count() == differing
    assert units.filter(settled_at__isnull=False).count() == UNITS - differing
