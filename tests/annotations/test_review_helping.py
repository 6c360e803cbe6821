"""Around a decision: claims, one annotator more, precedents, referrals."""

import pytest

from annotations import (
    claiming,
    handing_out,
    one_more,
    precedents,
    referring,
    reviewing,
    rounds,
    upcoming,
)
from annotations.comparing import letters_of
from annotations.models import Assignment, Claim, Decision, Precedent, Referral, Unit
from newsroom.errors import Refused
from newsroom.models import AuditEntry
from tests.annotations.settling import coded, decide
from tests.factories import answer, make_article, make_disputed_unit, make_round, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ruth(db):
    """Another reviewer."""
    return make_user("ruth", role="reviewer")


# Claims -------------------------------------------------------------------------------------------


def test_who_opens_a_waiting_unit_has_it_and_others_see_whose_it_is(rita, ruth):
    unit = make_disputed_unit()

    first = claiming.take_up(unit, by=rita)
    second = claiming.take_up(unit, by=ruth)

    assert first == second == Claim.objects.get()
    assert second.reviewer == rita
    assert AuditEntry.objects.filter(action="unit.claimed").count() == 1


def test_opening_the_next_lets_go_of_the_one_before(rita, ruth):
    unit, other = make_disputed_unit(), make_disputed_unit()
    claiming.take_up(unit, by=rita)

    claiming.take_up(other, by=rita)

    assert Claim.objects.get().unit == other
    assert AuditEntry.objects.get(action="unit.let_go").target_id == unit.pk
    assert claiming.take_up(unit, by=ruth).reviewer == ruth


def test_nobody_acts_on_what_another_reviewer_has(rita, ruth):
    unit = make_disputed_unit()
    claiming.take_up(unit, by=rita)

    with pytest.raises(Refused, match="has taken this article up"):
        decide(unit, by=ruth)

    assert not Decision.objects.exists()


def test_a_claim_ends_with_the_act(rita):
    unit = make_disputed_unit()
    claiming.take_up(unit, by=rita)

    decide(unit, by=rita)

    assert not Claim.objects.exists()


def test_taking_over_is_possible_and_recorded(rita, ruth):
    unit = make_disputed_unit()
    claiming.take_up(unit, by=rita)

    claiming.take_over(unit, by=ruth)

    assert Claim.objects.get().reviewer == ruth
    entry = AuditEntry.objects.get(action="unit.taken_over")
    assert (entry.before, entry.after) == ({"reviewer": rita.pk}, {"reviewer": ruth.pk})
    with pytest.raises(Refused, match="has taken this article up"):
        decide(unit, by=rita)


def test_what_nobody_has_cannot_be_taken_over(rita):
    with pytest.raises(Refused, match="Nobody else"):
        claiming.take_over(make_disputed_unit(), by=rita)


def test_who_coded_a_unit_neither_takes_it_up_nor_over(rita):
    unit = make_disputed_unit()
    coder = unit.assignments.first().annotator
    coder.groups.add(*rita.groups.all())
    coder = type(coder).objects.get(pk=coder.pk)

    taken = claiming.take_up(unit, by=coder)

    assert taken is None
    claiming.take_up(unit, by=rita)
    with pytest.raises(Refused, match="coded this article yourself"):
        claiming.take_over(unit, by=coder)


def test_what_is_settled_is_not_taken_up(rita, ruth):
    unit = make_disputed_unit()
    decide(unit, by=rita)

    assert claiming.take_up(unit, by=ruth) is None
    assert not Claim.objects.exists()


# One annotator more -------------------------------------------------------------------------------


def three_of_whom_two_coded(**fields):
    """A disputed unit of a round with a third annotator, and who that is."""
    people = [make_user(role="annotator") for _person in range(3)]
    unit = make_round(annotators=people, per_unit=2, **fields).units.get()
    if fields.get("rules"):
        for person in people[:2]:
            handing_out.claim(unit.round, by=person)
    for assignment, topic in zip(unit.assignments.order_by("pk"), ("T01", "T02"), strict=True):
        answer(assignment, topic=topic)
    coders = set(unit.assignments.values_list("annotator", flat=True))
    return unit, next(person for person in people if person.pk not in coders)


def test_one_annotator_more_gets_the_unit_at_the_end_of_what_they_have(rita):
    unit, third = three_of_whom_two_coded()

    one_more.ask_another(unit, by=rita)

    unit.refresh_from_db()
    assert (unit.wanted, unit.completed_at) == (3, None)
    assignment = Assignment.objects.get(unit=unit, annotator=third)
    assert assignment.waiting
    assert upcoming.next_assignment(third) == assignment
    entry = AuditEntry.objects.get(action="unit.asked_another")
    assert (entry.before["wanted"], entry.after["wanted"]) == (2, 3)
    assert entry.after["assignment"] == assignment.pk


def test_the_unit_comes_back_when_the_third_has_coded_it(rita):
    unit, third = three_of_whom_two_coded()
    one_more.ask_another(unit, by=rita)

    answer(Assignment.objects.get(unit=unit, annotator=third), topic="T02")

    assert Unit.objects.disputed().get() == unit
    assert len(reviewing.answers_by_attempt(unit)) == 3


def test_from_a_pool_the_unit_is_handed_out_first(rita):
    rules = rounds.Rules(allocation="pool")
    unit, third = three_of_whom_two_coded(rules=rules)

    one_more.ask_another(unit, by=rita)
    twice = Unit.objects.get(pk=unit.pk).places.filter(assignment=None)

    assert [place.layer for place in twice] == [0]
    (assignment,) = handing_out.claim(unit.round, by=third)
    assert assignment.unit == unit


def test_letters_stay_when_somebody_is_added(rita):
    unit, third = three_of_whom_two_coded()
    before = letters_of(unit)

    one_more.ask_another(unit, by=rita)

    unit.refresh_from_db()
    added = Assignment.objects.get(unit=unit, annotator=third)
    assert letters_of(unit) == before | {added.pk: "C"}


def test_where_all_have_had_it_nobody_more_can_be_asked(rita):
    unit = make_disputed_unit()

    with pytest.raises(Refused, match="All annotators of this round have had"):
        one_more.ask_another(unit, by=rita)

    unit.refresh_from_db()
    assert (unit.wanted, bool(unit.completed_at)) == (2, True)


def test_whoever_is_named_must_be_free(rita, ann):
    unit, _third = three_of_whom_two_coded()

    with pytest.raises(Refused, match="cannot code this article"):
        one_more.ask_another(unit, annotator=ann, by=rita)


def test_in_a_closed_round_nobody_more_is_asked(rita):
    unit, _third = three_of_whom_two_coded()
    rounds.close_round(unit.round, by=unit.round.created_by)

    with pytest.raises(Refused, match="not open"):
        one_more.ask_another(unit, by=rita)


# Precedents ---------------------------------------------------------------------------------------


def label_of(decision):
    """The topic that a decision gives."""
    return decision.labels.get(variable__code="topic").label


def test_a_precedent_is_kept_with_its_note_and_shown_for_its_label(rita):
    decision = decide(make_disputed_unit(), by=rita)

    marked = precedents.mark(decision, label=label_of(decision), note=" Rescue counts. ", by=rita)

    assert marked.note == "Rescue counts."
    assert Precedent.objects.standing().for_labels([label_of(decision)]).get() == marked
    entry = AuditEntry.objects.get(action="unit.marked_precedent")
    assert entry.after["note"] == "Rescue counts."


def test_a_precedent_that_is_taken_back_stays_on_record(rita, ruth):
    decision = decide(make_disputed_unit(), by=rita)
    marked = precedents.mark(decision, label=label_of(decision), note="So.", by=rita)

    precedents.withdraw(marked, by=ruth)

    assert not Precedent.objects.standing().exists()
    assert Precedent.objects.count() == 1
    with pytest.raises(Refused, match="taken back already"):
        precedents.withdraw(marked, by=ruth)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [("note", "what this article shows"), ("label", "a label of the decision"),
     ("twice", "precedent for this label already"), ("undone", "no longer stands"),
     ("person", "Only a reviewer")],
)  # fmt: skip
def test_a_precedent_that_cannot_be_is_refused(rita, ann, wrong, sentence):
    decision = decide(make_disputed_unit(), by=rita)
    label, by = label_of(decision), ann if wrong == "person" else rita
    if wrong == "label":
        label = label.variable.labels.get(code="T03")
    if wrong == "twice":
        precedents.mark(decision, label=label, note="So.", by=rita)
    if wrong == "undone":
        reviewing.withdraw(decision, by=rita)
    before = Precedent.objects.count()

    with pytest.raises(Refused, match=sentence):
        precedents.mark(decision, label=label, note=" " if wrong == "note" else "So.", by=by)

    assert Precedent.objects.count() == before


def test_a_precedent_counts_only_while_its_unit_is_settled(rita):
    (unit,) = coded(second_review=1.0)
    decision = decide(unit, by=rita)
    precedents.mark(decision, label=label_of(decision), note="So.", by=rita)

    assert not Precedent.objects.standing().exists()


def test_a_precedent_is_hidden_from_who_has_still_to_code_its_article(rita):
    article = make_article()
    decision = decide(make_disputed_unit(articles=[article]), by=rita)
    precedents.mark(decision, label=label_of(decision), note="So.", by=rita)
    coder = make_user(roles=["annotator", "reviewer"])
    make_round(articles=[article], annotators=[coder, make_user(role="annotator")])

    assert not Precedent.objects.visible_to(coder).exists()
    assert Precedent.objects.visible_to(rita).exists()


# Referrals ----------------------------------------------------------------------------------------


def test_a_referral_goes_to_the_supervisor_and_is_answered(rita, sue):
    unit = make_disputed_unit()

    referral = referring.refer(unit, kind="codebook", comment=" Rule 3 is unclear. ", by=rita)
    referring.answer(referral, text="Mended in version 2.", by=sue)

    referral.refresh_from_db()
    assert (referral.comment, referral.reviewer) == ("Rule 3 is unclear.", rita)
    assert (referral.answer, referral.answered_by) == ("Mended in version 2.", sue)
    assert Unit.objects.disputed().get() == unit
    assert AuditEntry.objects.filter(target_id=unit.pk, action="unit.referred").exists()
    assert AuditEntry.objects.filter(action="unit.referral_answered").exists()


def test_a_referral_says_what_and_of_which_kind(rita):
    unit = make_disputed_unit()

    with pytest.raises(Refused, match="what is wrong"):
        referring.refer(unit, kind="codebook", comment=" ", by=rita)
    with pytest.raises(Refused, match="codebook or the split"):
        referring.refer(unit, kind="weather", comment="Rain.", by=rita)

    assert not Referral.objects.exists()


def test_only_supervisors_answer_a_referral_and_only_once(rita, sue):
    referral = referring.refer(make_disputed_unit(), kind="codebook", comment="Rule 3.", by=rita)

    with pytest.raises(Refused, match="Only a supervisor"):
        referring.answer(referral, text="So.", by=rita)
    with pytest.raises(Refused, match="Write an answer"):
        referring.answer(referral, text=" ", by=sue)
    referring.answer(referral, text="So.", by=sue)
    with pytest.raises(Refused, match="answered already"):
        referring.answer(referral, text="Or so.", by=sue)


def test_who_coded_a_unit_does_not_refer_it(rita):
    unit = make_disputed_unit()
    coder = unit.assignments.first().annotator
    coder.groups.add(*rita.groups.all())
    coder = type(coder).objects.get(pk=coder.pk)

    with pytest.raises(Refused, match="Only a reviewer who did not code"):
        referring.refer(unit, kind="codebook", comment="Rule 3.", by=coder)

    assert not Referral.objects.exists()
