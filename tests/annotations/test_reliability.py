"""Reliability of a round: what counts, what is measured, what a viewer may see."""

import pytest

from annotations import following, reliability, reporting, reviewing
from annotations.agreement import krippendorff_alpha
from annotations.models import Annotation, Label, Variable
from tests.factories import answer, make_article, make_round, make_user, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def coded(ann, ben):
    """Three articles coded by two: alike, another main topic, another tone."""
    made = make_round(annotators=[ann, ben], articles=[make_article() for _article in range(3)])
    sheets = [
        (("T01", "positive"), ("T01", "positive")),
        (("T02 T01", "neutral"), ("T01 T02", "neutral")),
        (("T03", "negative"), ("T03", "mixed")),
    ]
    for unit, answers in zip(made.units.all(), sheets, strict=True):
        for person, (topic, sentiment) in zip((ann, ben), answers, strict=True):
            answer(unit.assignments.get(annotator=person), topic=topic, sentiment=sentiment)
    return made


def measured(made, user):
    found = reliability.measures(reliability.visible_answers(made, user=user))
    return {(measure.variable.code, measure.part): measure for measure in found}


def test_a_several_of_variable_is_measured_by_its_main_label_and_by_all(coded, sue):
    found = measured(coded, sue)

    assert list(found) == [("topic", "main"), ("topic", "all"), ("sentiment", "")]
    main, everything = found["topic", "main"], found["topic", "all"]
    assert (main.metric, everything.metric) == ("nominal", "masi")
    assert main.percent.value == pytest.approx(2 / 3)
    assert everything.alpha == 1.0  # the same two labels, in another order
    by_hand = [
        (1, "a", "T01"), (1, "b", "T01"), (2, "a", "T02"), (2, "b", "T01"), (3, "a", "T03"),
        (3, "b", "T03"),
    ]  # fmt: skip
    assert main.alpha == pytest.approx(krippendorff_alpha(by_hand).value)


def test_a_scale_with_a_label_beside_it_is_nominal_and_says_so(coded, sue):
    sentiment = measured(coded, sue)["sentiment", ""]

    assert sentiment.metric == "nominal"
    assert sentiment.beside_scale


def test_a_plain_scale_is_ordinal(ann, ben, sue):
    version = make_version(published=False)
    Label.objects.filter(variable__version=version, beside_scale=True).delete()
    version.published_at = version.codebook.versions.get().published_at or "2026-01-01T00:00Z"
    version.save()
    made = make_round(version=version, annotators=[ann, ben])
    for assignment in made.units.get().assignments.all():
        answer(assignment)

    assert measured(made, sue)["sentiment", ""].metric == "ordinal"


def test_the_same_answers_always_give_the_same_interval(coded, sue):
    first, again = measured(coded, sue), measured(coded, sue)

    assert [m.interval for m in first.values()] == [m.interval for m in again.values()]


def test_without_enough_answers_there_is_a_reason_and_no_number(sue):
    made = make_round()

    for measure in measured(made, sue).values():
        assert measure.alpha is None
        assert measure.reason == "There are no answers to compare."
        assert not measure.passed


def test_only_first_attempts_count(coded, ann, ben, rita, sue):
    before = measured(coded, sue)["sentiment", ""].percent.value
    unit = coded.units.get(sequence=3)
    attempt = unit.assignments.get(annotator=ben).attempts.get()
    reviewing.send_back(unit, attempts=[attempt], comment="Look again.", by=rita)
    answer(unit.assignments.get(annotator=ben), topic="T03", sentiment="negative")

    after = measured(coded, sue)["sentiment", ""].percent.value

    assert after == before
    said = reliability.visible_answers(coded, user=sue)
    assert reporting.left_out(said, user=sue).later == 1


def test_disagreement_counts_units_on_which_any_variable_differs(coded, sue):
    said = reliability.visible_answers(coded, user=sue)

    assert said.compared == (3, 2)


def test_confusions_have_the_earlier_annotator_in_the_rows(coded, ann, ben, sue):
    said = reliability.visible_answers(coded, user=sue)

    topic, sentiment = reliability.confusions(said, order=[ben.pk, ann.pk])

    assert topic.counts == [[1, 1, 0], [0, 0, 0], [0, 0, 1]]
    assert sentiment.annotators == [ben.pk, ann.pk]
    assert sentiment.counts[3][2] == 1  # Ben: mixed, Ann: negative
    assert sentiment.n_pairs == 3


def test_with_three_annotators_all_pairs_are_summed(sue):
    people = [make_user(role="annotator") for _person in range(3)]
    made = make_round(annotators=people, per_unit=3)
    for assignment, topic in zip(made.units.get().assignments.order_by("pk"), "122", strict=True):
        answer(assignment, topic=f"T0{topic}")
    said = reliability.visible_answers(made, user=sue)

    topic, _sentiment = reliability.confusions(said, order=[person.pk for person in people])

    assert topic.n_pairs == 3
    assert sum(topic.counts[i][i] for i in range(3)) == 1


def test_who_has_still_to_code_sees_no_figures_of_the_others(coded):
    article = coded.units.get(sequence=2).article
    curious = make_user(roles=["annotator", "supervisor"])
    make_round(articles=[article], annotators=[curious, make_user(role="annotator")])

    said = reliability.visible_answers(coded, user=curious)

    assert said.compared == (2, 1)
    assert following.progress(coded, user=curious).hidden == 1


def test_people_are_listed_with_what_they_did(coded, ann, ben, rita, sue):
    said = reliability.visible_answers(coded, user=sue)

    first, second = following.people(coded, said, user=sue)

    assert {first.annotator, second.annotator} == {ann, ben}
    assert (first.assigned, first.submitted, first.returned) == (3, 3, 0)
    assert first.like_gold == [1.0, 1.0]  # the one unit that is settled, unanimously
    assert second.seconds is None


def test_an_optional_variable_left_out_is_missing_not_a_disagreement(ann, ben, sue):
    version = make_version(published=False)
    Variable.objects.filter(version=version, code="sentiment").update(required=False)
    version.published_at = "2026-01-01T00:00Z"
    version.save()
    made = make_round(version=version, annotators=[ann, ben])
    first, second = made.units.get().assignments.all()
    answer(first, sentiment="")
    answer(second)

    assert Annotation.objects.filter(variable__code="sentiment").count() == 1
    assert measured(made, sue)["sentiment", ""].percent.value is None
