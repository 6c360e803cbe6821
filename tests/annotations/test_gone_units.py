"""Units of an open round whose article a repair changes or takes away before anybody coded them."""

import pytest
from django.urls import reverse

from annotations import rounds, staffing
from annotations.following import progress, with_progress
from annotations.lifeline import lifeline
from annotations.models import Assignment, Flag, Round, Unit
from annotations.mywork import shares_of
from newsroom import importing, repairing
from newsroom.errors import Refused
from newsroom.models import AuditEntry, Page
from newsroom.text.editing import (
    Confirm,
    MergeArticle,
    MovePiece,
    SetCredits,
    SetKind,
    SplitArticle,
)
from newsroom.text.roles import Kind
from tests.annotations.pools import POOL, next_assignments
from tests.annotations.test_reanchoring import TEXT, at
from tests.factories import answer, make_round, make_user

pytestmark = pytest.mark.django_db
MERGE = MergeArticle(2, into=1)


@pytest.fixture
def page(db):
    importing.import_pages([("2019-07-09_01.txt", TEXT.encode())], by=None)
    return Page.objects.get()


@pytest.fixture
def made(page, ann, ben):
    """An open round of both articles of the page, for Ann and Ben; nobody has coded anything."""
    return make_round(articles=page.articles.order_by("number"), annotators=[ann, ben])


def repair(edit, *, by):
    return repairing.repair(Page.objects.get(), edit, by=by)


def undo(*, by):
    return repairing.undo(Page.objects.get(), by=by)


def figures(made, *people, by):
    """What the round's page, the list of rounds, my work and my desk say."""
    counted = with_progress(Round.objects.filter(pk=made.pk), user=by).get()
    return (
        progress(made, user=by),
        (counted.n_units, counted.n_codings, counted.n_submitted),
        [(share.given, share.done) for person in people for share in shares_of(person)],
        [list(Assignment.objects.of(person).open().values_list("unit")) for person in people],
        list(made.units.counted().order_by("sequence")),
    )


def test_a_unit_that_nobody_has_coded_is_shown_before_its_article_is_split(page, made, sue):
    effects = repairing.affected(page, SplitArticle(at("多名当事人")))

    assert [effect.severe for effect in effects] == [True, False]
    assert effects[0].sentence == (
        f"“{made.name}”: 1 article gets another text; nobody has coded it yet: "
        "“甲地法院审结一起案件”."
    )
    assert "in no round" in effects[1].sentence


def test_before_a_merge_both_units_are_shown_and_that_one_leaves_the_round(page, made, sue):
    effects = repairing.affected(page, MERGE)

    assert [effect.severe for effect in effects] == [True, True]
    assert "乙地召开平安建设会议" in effects[0].sentence
    assert "nobody has coded it yet" in effects[0].sentence
    assert "taken out of the round" in effects[0].sentence
    assert "1 article gets another text" in effects[1].sentence


@pytest.mark.parametrize(
    "edit",
    [Confirm(at("甲地法院")), SetKind(1, Kind.LETTER), SetCredits(1, ())],
    ids=["a reading is confirmed", "another kind", "other authors"],
)
def test_what_changes_no_text_asks_nothing(page, made, edit):
    assert not any(effect.severe for effect in repairing.affected(page, edit))


def test_a_page_that_is_in_no_round_asks_nothing(page):
    assert repairing.affected(page, MERGE) == []


def test_a_page_in_a_round_that_is_closed_asks_nothing(page, made, sue):
    rounds.close_round(made, by=sue)

    assert not any(effect.severe for effect in repairing.affected(page, MERGE))


def test_a_unit_whose_article_is_merged_away_leaves_its_round_with_the_reason_on_record(
    page, made, sue
):
    repair(MERGE, by=sue)

    unit = made.units.get(sequence=2)
    assert unit.excluded_by == sue
    assert unit.exclusion
    entry = AuditEntry.objects.get(action="unit.excluded", target_id=unit.pk)
    assert entry.after == {"reason": unit.exclusion, "repair": "gone"}
    assert not Flag.objects.exists()
    events = lifeline(unit, [], [], who={}, user=sue)
    assert [event.act for event in events] == ["excluded"]


def test_all_figures_agree_once_an_article_is_gone(page, made, ann, ben, sue):
    repair(MERGE, by=sue)

    shown, counted, shares, desks, held = figures(made, ann, ben, by=sue)
    assert (shown.units, shown.waiting, shown.excluded, shown.gone) == (2, 1, 1, 0)
    assert counted == (1, 2, 0)
    assert shares == [(1, 0), (1, 0)]
    assert [len(desk) for desk in desks] == [1, 1]
    assert [unit.sequence for unit in held] == [1]


def test_undoing_brings_the_unit_back_and_redoing_takes_it_out_again(page, made, ann, ben, sue):
    before = figures(made, ann, ben, by=sue)
    repair(MERGE, by=sue)
    without = figures(made, ann, ben, by=sue)

    told = repairing.affected(Page.objects.get(), repairing.Turn.UNDO)
    undo(by=sue)
    after = figures(made, ann, ben, by=sue)
    repairing.redo(Page.objects.get(), by=sue)

    assert any("back in the round" in effect.sentence for effect in told)
    assert after == before != without
    assert figures(made, ann, ben, by=sue) == without
    assert AuditEntry.objects.filter(action="unit.taken_in_again").count() == 1


def test_who_has_the_article_on_the_desk_is_told_that_it_is_out(page, made, ann, sue):
    assignment = made.units.get(sequence=2).assignments.get(annotator=ann)
    repair(MERGE, by=sue)

    with pytest.raises(Refused, match="taken out of the round"):
        answer(assignment)


def test_what_a_supervisor_took_out_by_hand_stays_out_when_its_article_comes_back(page, made, sue):
    staffing.exclude(made.units.get(sequence=2), reason="An advertisement.", by=sue)
    repair(MERGE, by=sue)

    undo(by=sue)

    assert made.units.get(sequence=2).exclusion == "An advertisement."


def test_a_unit_whose_article_is_gone_is_not_put_back_by_hand(page, made, sue):
    repair(MERGE, by=sue)

    with pytest.raises(Refused, match="no longer stands"):
        staffing.take_in_again(made.units.get(sequence=2), by=sue)


def test_a_unit_comes_back_to_who_is_in_the_round_by_then(page, sue):
    team = [make_user(role="annotator") for _person in range(3)]
    made = make_round(articles=page.articles.order_by("number"), annotators=team, per_unit=2)
    unit = made.units.get(sequence=2)
    leaving = unit.assignments.first().annotator
    repair(MERGE, by=sue)
    staffing.remove_annotator(made, annotator=leaving, reason="Ill.", by=sue)

    undo(by=sue)

    unit.refresh_from_db()
    held = unit.assignments.filter(released_at=None).values_list("annotator", flat=True)
    assert unit.excluded_at is None
    assert sorted(held) == sorted(one.pk for one in team if one != leaving)


def test_a_unit_that_one_of_two_has_coded_leaves_and_its_answer_counts_again_on_undoing(
    page, made, ann, ben, sue
):
    unit = made.units.get(sequence=2)
    answer(unit.assignments.get(annotator=ann))
    before = figures(made, ann, ben, by=sue)
    told = repairing.affected(Page.objects.get(), MERGE)

    repair(MERGE, by=sue)
    out = figures(made, ann, ben, by=sue)
    undo(by=sue)

    assert "It is taken out of the round." in told[0].sentence
    assert (out[0].waiting, out[0].excluded) == (1, 1)
    assert figures(made, ann, ben, by=sue) == before
    assert not Flag.objects.filter(lifted_at=None).exists()


def test_a_unit_that_all_have_coded_stays_with_its_answers_and_is_shown_as_gone(
    page, made, ann, ben, sue, client
):
    unit = made.units.get(sequence=2)
    for assignment in unit.assignments.all():
        answer(assignment)

    repair(MERGE, by=sue)

    shown = progress(made, user=sue)
    assert (shown.waiting, shown.excluded, shown.gone) == (1, 0, 1)
    client.force_login(sue)
    place = reverse("annotations:units", args=[made.pk])
    listed = client.get(place, {"state": "gone"})
    assert [one.pk for one in listed.context["page"]] == [unit.pk]
    assert "the article no longer stands" in listed.content.decode()
    being_coded = client.get(place, {"state": "waiting"})
    assert [one.sequence for one in being_coded.context["page"]] == [1]


def test_nothing_that_left_its_round_waits_for_anybody(page, made, ann, ben, rita, sue):
    answer(made.units.get(sequence=2).assignments.get(annotator=ann))

    repair(MERGE, by=sue)

    assert not Unit.objects.waiting().exists()
    assert not Flag.objects.standing().exists()


def test_the_unit_of_a_closed_round_stays_as_it_was(page, made, sue):
    rounds.close_round(made, by=sue)

    repair(MERGE, by=sue)

    assert made.units.get(sequence=2).excluded_at is None
    assert progress(made, user=sue).gone == 1


def test_one_question_counts_the_articles_of_a_round(page, made, sue):
    effects = repairing.affected(page, MovePiece(at("多名当事人"), to=2))

    assert [effect.sentence for effect in effects] == [
        f"“{made.name}”: 2 articles get another text; nobody has coded them yet: "
        "“甲地法院审结一起案件”, “乙地召开平安建设会议”."
    ]


def test_a_pool_hands_nobody_an_article_that_is_gone_until_it_is_back(page, ann, ben, sue):
    articles = page.articles.order_by("number")
    made = make_round(articles=articles, annotators=[ann, ben], per_unit=1, rules=POOL)
    repair(MERGE, by=sue)

    without = [one.unit.sequence for one in next_assignments(ann, 5)]
    undo(by=sue)
    again = [one.unit.sequence for one in next_assignments(ben, 5)]

    assert (without, again) == ([1], [2])
    assert progress(made, user=sue).excluded == 0


def test_what_was_sent_back_is_not_said_to_be_uncoded_and_asks_nothing_more(
    page, made, ann, ben, sue
):
    for assignment in made.units.get(sequence=1).assignments.all():
        answer(assignment)
    repair(SplitArticle(at("多名当事人")), by=sue)

    effects = repairing.affected(Page.objects.get(), MovePiece(at("本报记者 王一平"), to=None))
    gone = repairing.affected(Page.objects.get(), MergeArticle(1, into=3))

    assert [effect.severe for effect in effects] == [False]
    assert "sent back" in effects[0].sentence
    assert gone[0].severe
    assert gone[0].sentence.endswith("the article no longer stands.")


def test_a_unit_that_was_sent_back_and_is_merged_away_stays_as_gone(page, made, ann, ben, sue):
    for assignment in made.units.get(sequence=1).assignments.all():
        answer(assignment)
    repair(SplitArticle(at("多名当事人")), by=sue)

    repair(MergeArticle(1, into=3), by=sue)

    shown = progress(made, user=sue)
    assert (shown.waiting, shown.excluded, shown.gone) == (1, 0, 1)
