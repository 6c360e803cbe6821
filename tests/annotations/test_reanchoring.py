"""Annotations through repairs: they follow their text, or their unit is flagged; none is lost."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations import reviewing, rounds
from annotations.anchoring import where
from annotations.lifeline import lifeline
from annotations.models import (
    Annotation,
    Assignment,
    Attempt,
    Decision,
    Evidence,
    EvidenceAnchor,
    Flag,
    Release,
    Return,
    Unit,
)
from newsroom import importing, repairing
from newsroom.errors import Refused
from newsroom.models import Article, AuditEntry, Page
from newsroom.text.compose import compose
from newsroom.text.editing import CutJoin, JoinPiece, MergeArticle, MovePiece, SplitArticle
from newsroom.text.layouts import Layout
from tests.annotations.settling import decide
from tests.factories import (
    answer,
    make_page,
    make_round,
    make_user,
)
from tests.newsroom.random_edits import draw_edit, layout_of, texts

pytestmark = pytest.mark.django_db

TEXT = (
    "甲地法院审结一起案件\n\n本报记者 王一平\n\n本报讯 昨日,甲地法院审结一起案件,案件涉及\n\n"
    "多名当事人。法院宣判后,当事人服判。\n\n\n\n"
    "乙地召开平安建设会议\n\n本报记者 李强\n\n本报讯 昨日,乙地召开会议。会议部署了下一步工作。\n"
)


def at(words):
    return TEXT.index(words)


@pytest.fixture
def page(db):
    importing.import_pages([("2019-07-09_01.txt", TEXT.encode())], by=None)
    return Page.objects.get()


@pytest.fixture
def made(page, ann, ben):
    """An open round of both articles of the page, for Ann and Ben."""
    return make_round(articles=page.articles.order_by("number"), annotators=[ann, ben])


@pytest.fixture
def unit(made):
    """The first article, which both have coded alike, so that it is settled."""
    found = made.units.get(sequence=1)
    for assignment in found.assignments.all():
        answer_with_evidence(assignment, "当事人服判")
    found.refresh_from_db()
    assert found.settled_at
    return found


def answer_with_evidence(assignment, *words):
    """Submit with the words marked as evidence: rows as a desk would store them."""
    text = assignment.unit.article.text
    submitted = answer(assignment)
    label = submitted.annotations.get(label__code="T01")
    for word in words:
        start = text.index(word)
        Evidence.objects.create(annotation=label, start=start, end=start + len(word))
    return submitted


def quoted(article):
    """The words that the evidence of an article's current answers stands on now."""
    article.refresh_from_db()
    evidence = Evidence.objects.filter(
        annotation__attempt__assignment__unit__article=article
    ).select_related("annotation__attempt__assignment__unit")
    return [article.text[spot.start : spot.end] for spot in where(evidence, article)]


def test_labels_and_evidence_follow_when_only_the_shape_of_the_text_changes(page, unit, sue):
    repairing.repair(page, CutJoin(at("多名当事人")), by=sue)

    unit.refresh_from_db()
    assert unit.settled_at
    assert not Flag.objects.exists()
    assert quoted(unit.article) == ["当事人服判", "当事人服判"]
    assert unit.article.text.count("\n") == 4


def test_evidence_across_a_column_break_follows_when_the_break_is_cut_and_joined(page, made, sue):
    unit = made.units.get(sequence=1)
    for assignment in unit.assignments.all():
        answer_with_evidence(assignment, "案件涉及多名当事人")

    repairing.repair(page, CutJoin(at("多名当事人")), by=sue)
    cut = quoted(unit.article)
    repairing.repair(Page.objects.get(), JoinPiece(at("多名当事人")), by=sue)

    assert cut == ["案件涉及\n多名当事人"] * 2
    assert quoted(unit.article) == ["案件涉及多名当事人"] * 2
    assert not Flag.objects.exists()


def test_a_unit_that_lost_sentences_is_flagged_and_goes_back_to_its_annotators(page, unit, sue):
    repairing.repair(page, SplitArticle(at("多名当事人")), by=sue)

    unit.refresh_from_db()
    assert Flag.objects.get().reason == "text"
    assert unit.settled_at is None
    assert unit.completed_at is None
    assert Attempt.objects.current().filter(assignment__unit=unit, submitted_at=None).count() == 2
    assert Return.objects.filter(reviewer=sue).count() == 2
    assert Decision.objects.get(unit=unit).withdrawn_by == sue


def test_earlier_answers_stay_on_record_when_a_unit_goes_back(page, unit, sue):
    given_before = list(Annotation.objects.order_by("pk").values())
    evidence_before = list(Evidence.objects.order_by("pk").values())

    repairing.repair(page, SplitArticle(at("多名当事人")), by=sue)

    assert list(Annotation.objects.order_by("pk").values()) == given_before
    assert list(Evidence.objects.order_by("pk").values()) == evidence_before
    assert Attempt.objects.submitted().count() == 2


def test_evidence_stands_in_the_article_that_has_its_words_now(page, unit, sue):
    repairing.repair(page, SplitArticle(at("多名当事人")), by=sue)

    new = page.articles.get(number=3)
    evidence = Evidence.objects.select_related("annotation__attempt__assignment__unit")
    assert [new.text[s.start : s.end] for s in where(evidence, new)] == ["当事人服判"] * 2


def test_the_other_article_of_the_page_is_not_touched(page, unit, made, sue):
    other = made.units.get(sequence=2)
    for assignment in other.assignments.all():
        answer(assignment)

    repairing.repair(page, SplitArticle(at("多名当事人")), by=sue)

    other.refresh_from_db()
    assert other.settled_at
    assert not other.flags.exists()


def test_a_byline_that_goes_elsewhere_takes_no_label_with_it(page, unit, sue):
    repairing.repair(page, MovePiece(at("本报记者 王一平"), to=None), by=sue)

    unit.refresh_from_db()
    assert unit.settled_at
    assert not Flag.objects.exists()
    assert quoted(unit.article) == ["当事人服判"] * 2


def test_a_unit_whose_article_was_merged_away_is_flagged_and_nobody_is_asked_to_code_it(
    page, unit, made, sue
):
    repairing.repair(page, MergeArticle(1, into=2), by=sue)

    unit.refresh_from_db()
    assert unit.flags.get().reason == "gone"
    assert (unit.settled_at, unit.completed_at) == (None, None)
    assert not Return.objects.exists()


def test_nobody_is_handed_an_article_that_no_longer_stands(page, made, ann, sue):
    repairing.repair(page, MergeArticle(1, into=2), by=sue)

    handed = Assignment.objects.of(ann).open().values_list("unit__article__number", flat=True)

    assert list(handed) == [2]
    assert [a.number for a in rounds.in_page_order(Article.objects.all())] == [2]


def test_undoing_a_merge_settles_the_unit_again_as_it_was_answered(page, unit, sue):
    repairing.repair(page, MergeArticle(1, into=2), by=sue)

    repairing.undo(Page.objects.get(), by=sue)

    unit.refresh_from_db()
    assert unit.settled_at
    assert unit.flags.get().lifted_at
    assert quoted(unit.article) == ["当事人服判"] * 2


@pytest.fixture
def decided(page, made, rita):
    """The first article, on which Ann and Ben differed, so that Rita settled it."""
    unit = made.units.get(sequence=1)
    for assignment, topic in zip(unit.assignments.order_by("pk"), ("T01", "T02"), strict=True):
        answer(assignment, topic=topic)
    decide(unit, by=rita, topic="T02", reason="unclear", comment="Rule 3.")
    return unit


def settled(unit):
    unit.refresh_from_db()
    [decision] = unit.decisions.standing()
    labels = sorted(decision.labels.values_list("label__code", flat=True))
    return decision.reviewer, decision.reason, decision.comment, labels, bool(unit.settled_at)


@pytest.mark.parametrize("is_open", [True, False], ids=["open round", "closed round"])
def test_a_reviewers_decision_is_made_again_when_undoing_gives_the_text_back(
    is_open, page, decided, made, sue
):
    before = settled(decided)
    if not is_open:
        rounds.close_round(made, by=sue)
    repairing.repair(page, SplitArticle(at("多名当事人")), by=sue)
    withdrawn = not decided.decisions.standing().exists()

    told = repairing.affected(Page.objects.get(), repairing.Turn.UNDO)
    repairing.undo(Page.objects.get(), by=sue)

    assert withdrawn
    assert [effect.severe for effect in told] == [False]
    assert "made again" in told[0].sentence
    assert settled(decided) == before
    assert decided.decisions.count() == 2
    assert AuditEntry.objects.get(action="unit.decision_made_again").actor == sue
    coded = Attempt.objects.filter(assignment__unit=decided).select_related("assignment__annotator")
    letters = dict.fromkeys(decided.assignments.values_list("pk", flat=True), "A")
    events = lifeline(decided, coded, decided.decisions.all(), who=letters, user=sue)
    acts = [event.act for event in events]
    assert [act for act in acts if act in ("decided", "withdrawn", "made_again")] == [
        "decided", "withdrawn", "made_again",
    ]  # fmt: skip


def test_a_decision_is_not_made_again_over_answers_that_it_was_not_made_on(page, decided, sue):
    repairing.repair(page, SplitArticle(at("多名当事人")), by=sue)
    answer(decided.assignments.order_by("pk").first(), topic="T01")

    repairing.undo(Page.objects.get(), by=sue)

    assert not decided.decisions.standing().exists()
    assert Flag.objects.standing().filter(unit=decided).exists()


def test_a_decision_is_not_made_again_for_a_text_that_only_says_the_same(page, decided, made, sue):
    rounds.close_round(made, by=sue)
    repairing.repair(page, SplitArticle(at("多名当事人")), by=sue)
    away = MovePiece(at("本报记者 王一平"), to=None)

    told = repairing.affected(Page.objects.get(), away)
    repairing.repair(Page.objects.get(), away, by=sue)

    assert not any("made again" in effect.sentence for effect in told)
    assert not decided.decisions.standing().exists()


def test_a_decision_that_a_reviewer_made_meanwhile_stays(page, decided, made, rita, sue):
    rounds.close_round(made, by=sue)
    repairing.repair(page, SplitArticle(at("多名当事人")), by=sue)
    decided.refresh_from_db()
    decide(decided, by=rita, topic="T01", comment="For the short text.")

    repairing.undo(Page.objects.get(), by=sue)

    assert settled(decided)[2] == "For the short text."


def test_what_waited_to_be_looked_at_once_more_waits_for_it_again(page, decided, ann, sue):
    reviewing.object_to(decided.decisions.standing().get(), reason="No.", by=ann)
    repairing.repair(page, SplitArticle(at("多名当事人")), by=sue)

    repairing.undo(Page.objects.get(), by=sue)

    assert settled(decided)[-1] is False
    assert Unit.objects.waiting().filter(pk=decided.pk).exists()


def test_coding_anew_after_a_repair_leaves_no_flag_standing(page, unit, sue):
    repairing.repair(page, SplitArticle(at("多名当事人")), by=sue)
    standing_before = Flag.objects.standing().count()

    for assignment in unit.assignments.all():
        answer(assignment, topic="T02")

    unit.refresh_from_db()
    assert standing_before == 1
    assert unit.settled_at
    assert not Flag.objects.standing().exists()


def test_in_a_closed_round_a_reviewer_has_to_look_again(page, unit, made, sue):
    rounds.close_round(made, by=sue)

    repairing.repair(page, SplitArticle(at("多名当事人")), by=sue)

    unit.refresh_from_db()
    assert unit.settled_at is None
    assert unit.completed_at
    assert not Return.objects.exists()


def test_a_settlement_that_a_release_holds_stands_and_is_flagged(page, unit, made, sue):
    Release.objects.create(name="r1", round=made, requested_by=sue)

    repairing.repair(page, SplitArticle(at("多名当事人")), by=sue)

    unit.refresh_from_db()
    assert unit.settled_at
    assert Decision.objects.standing().filter(unit=unit).exists()
    assert unit.flags.get().reason == "text"


def test_what_a_repair_does_to_units_is_told_before_and_nothing_is_changed(page, unit, made, sue):
    effects = repairing.affected(page, SplitArticle(at("多名当事人")))

    assert [effect.severe for effect in effects] == [True, False]
    assert made.name in effects[0].sentence
    assert "2 codings go back" in effects[0].sentence
    assert "withdrawn" in effects[0].sentence
    assert not Flag.objects.exists()
    assert page.articles.count() == 2


def test_an_act_on_a_unit_is_on_record_with_the_person_who_repaired(page, unit, sue):
    repairing.repair(page, SplitArticle(at("多名当事人")), by=sue)

    entry = AuditEntry.objects.get(action="unit.flagged")
    assert entry.actor == sue
    assert entry.target_id == unit.pk
    assert entry.after["decision_withdrawn"] is True


def test_where_evidence_stood_is_never_changed(page, unit, sue):
    repairing.repair(page, CutJoin(at("多名当事人")), by=sue)

    with pytest.raises(IntegrityError, match="stays on record"), transaction.atomic():
        EvidenceAnchor.objects.update(start=0)


def test_evidence_is_anchored_once_in_a_text(page, unit, sue):
    repairing.repair(page, CutJoin(at("多名当事人")), by=sue)
    anchor = EvidenceAnchor.objects.first()
    anchor.pk = None

    with pytest.raises(IntegrityError, match="evidence_anchor_once_per_text"), transaction.atomic():
        anchor.save(force_insert=True)


def test_an_anchor_is_not_empty(page, unit, sue):
    repairing.repair(page, CutJoin(at("多名当事人")), by=sue)
    anchor = EvidenceAnchor.objects.first()
    anchor.pk, anchor.end = None, anchor.start
    anchor.text_sha256 = "0" * 64

    with pytest.raises(IntegrityError, match="evidence_anchor_is_not_empty"), transaction.atomic():
        anchor.save(force_insert=True)


def test_a_flag_is_lifted_after_it_was_set(unit):
    flag = Flag.objects.create(unit=unit, reason="text")

    with (
        pytest.raises(IntegrityError, match="flag_is_lifted_after_it_was_set"),
        transaction.atomic(),
    ):
        Flag.objects.update(lifted_at=flag.flagged_at.replace(year=2000))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_after_any_repairs_every_annotation_follows_its_text_or_is_flagged(db, data):
    with transaction.atomic():
        text = data.draw(texts.filter(lambda drawn: layout_of(drawn).articles))
        page, marked = _coded_page(text, data)
        given_before = list(Annotation.objects.order_by("pk").values())
        sue = make_user(role="supervisor")

        for _step in range(data.draw(st.integers(1, 5))):
            page = Page.objects.get(pk=page.pk)
            turn = data.draw(st.integers(0, 4))
            try:
                if turn == 0:
                    repairing.undo(page, by=sue)
                elif turn == 1:
                    repairing.redo(page, by=sue)
                else:
                    edit = draw_edit(data.draw, text, repairing.layout_of(page))
                    repairing.repair(page, edit, by=sue)
            except Refused:
                continue

            assert list(Annotation.objects.order_by("pk").values()) == given_before
            _check_followed(marked)
            layout = repairing.layout_of(page)
            assert {a.number: a.text for a in page.articles.standing()} == {
                entry.number: compose(text, layout.of(entry.number)).text
                for entry in layout.articles
            }
        transaction.set_rollback(True)


def _coded_page(text, data):
    """A page with a round of all its articles, coded with random evidence."""
    page = make_page(text)
    read = layout_of(text)
    repairing.place(page, Layout(), read)
    page.save()
    made = make_round(articles=page.articles.order_by("number"))
    marked = {}
    for unit in made.units.select_related("article"):
        length = len(unit.article.text)
        for assignment in unit.assignments.all():
            submitted = answer(assignment)
            start = data.draw(st.integers(0, length - 1))
            end = data.draw(st.integers(start + 1, min(length, start + 6)))
            words = unit.article.text[start:end].replace("\n", "")
            if words:
                label = submitted.annotations.first()
                row = Evidence.objects.create(annotation=label, start=start, end=end)
                marked[row.pk] = words
    return page, marked


def _check_followed(marked):
    """Each piece of evidence stands on its words in the article's text of now, or is flagged."""
    for row in Evidence.objects.select_related("annotation__attempt__assignment__unit__article"):
        unit = row.annotation.attempt.assignment.unit
        article = unit.article
        found = where([row], article) if article.retired_at is None else []
        if found:
            spot = found[0]
            assert article.text[spot.start : spot.end].replace("\n", "") == marked[row.pk]
        else:
            assert unit.flags.exists(), f"{row} of {unit} is neither anchored nor flagged"
    for attempt in (
        Attempt.objects.current().submitted().select_related("assignment__unit__article")
    ):
        unit = attempt.assignment.unit
        if unit.flags.filter(lifted_at=None).exists():
            continue
        assert unit.article.retired_at is None
        assert unit.settled_at or unit.completed_at
