"""Units whose article goes on on another page: coded as one, whatever is joined and repaired."""

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations import coding, exports, releases, reviewing, rounds
from annotations.anchoring import where
from annotations.models import (
    Annotation,
    Assignment,
    Attempt,
    Evidence,
    Flag,
    Return,
)
from newsroom import relating, repairing
from newsroom.errors import Refused
from newsroom.laying import layout_of
from newsroom.models import Article, AuditEntry, Continuation, Page
from newsroom.text.compose import compose
from newsroom.text.editing import MergeArticle
from tests.factories import answer, labels_of, make_round, make_user
from tests.newsroom.jumping import import_issue, join, joined_as_they_stand, jump
from tests.newsroom.jumping import target_on as part_on
from tests.newsroom.random_edits import draw_edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(db):
    return import_issue()


@pytest.fixture
def head(pages):
    return part_on(pages[1], "continues_on")


@pytest.fixture
def made(head, pages, ann, ben):
    """An open round of the lead and its second part, each still coded by itself."""
    return make_round(articles=[head, part_on(pages[3])], annotators=[ann, ben])


@pytest.fixture
def units(made):
    """Both units, coded alike by both annotators, with evidence, and settled."""
    first, second = made.units.order_by("sequence")
    for unit, words in ((first, "居民调解纠纷"), (second, "双方握手言和")):
        for assignment in unit.assignments.all():
            code(assignment, words)
    return fresh(first), fresh(second)


def fresh(row):
    """A row as the database has it now."""
    return type(row).objects.get(pk=row.pk)


def code(assignment, *words):
    """Submit with words marked as evidence of the topic."""
    assignment = Assignment.objects.select_related("unit__article").get(pk=assignment.pk)
    text = assignment.unit.article.coded_text
    version = assignment.unit.round.codebook_version
    answers = labels_of(version, topic="T01", sentiment="neutral")
    (topic,) = [labels[0] for variable, labels in answers.items() if variable.code == "topic"]
    stretches = [(text.index(word), text.index(word) + len(word)) for word in words]
    return coding.submit(
        assignment, answers=answers, evidence={topic: stretches}, by=assignment.annotator
    )


def quoted(article):
    """The words in an article's coded text on which its evidence stands now."""
    article = fresh(article)
    evidence = Evidence.objects.filter(annotation__attempt__assignment__unit__article=article)
    found = where(evidence.select_related("annotation__attempt__assignment__unit"), article)
    return [article.coded_text[spot.start : spot.end] for spot in found]


# Rounds and coding --------------------------------------------------------------------------------
def test_a_part_is_not_drawn_into_a_round(pages, sue):
    join(pages, 1, 3, by=sue)

    drawn = [article.identifier for article in rounds.in_page_order(Article.objects.all())]

    assert "zjfzb-2020-05-01-p1-a1" in drawn
    assert "zjfzb-2020-05-01-p3-a1" not in drawn


def test_an_annotator_reads_all_parts_and_answers_for_their_text(client, pages, head, ann, sue):
    join(pages, 1, 3, by=sue)
    unit = make_round(articles=[fresh(head)], annotators=[ann, make_user(role="annotator")])
    assignment = unit.units.get().assignments.get(annotator=ann)
    client.force_login(ann)

    shown = client.get(reverse("annotations:desk", args=[assignment.pk])).text

    head = fresh(head)
    assert "continued on page 3" in shown
    assert f'value="{head.coded_sha256}"' in shown
    code(assignment, "双方握手言和")
    attempt = Attempt.objects.get(assignment=assignment)
    assert attempt.text_sha256 == head.joined_sha256
    assert quoted(head) == ["双方握手言和"]


def test_answers_for_the_text_before_it_was_joined_are_refused(pages, head, made, ann, sue):
    assignment = made.units.get(article=head).assignments.get(annotator=ann)
    join(pages, 1, 3, by=sue)

    with pytest.raises(Refused, match="put right while you were reading"):
        answer(assignment, seen=head.text_sha256)
    answer(assignment, seen=fresh(head).coded_sha256)


def test_nobody_is_handed_a_part(pages, made, ann, sue):
    join(pages, 1, 3, by=sue)

    handed = Assignment.objects.of(ann).open().values_list("unit__article__page__sequence")

    assert list(handed) == [(1,)]


# Joining what is coded ----------------------------------------------------------------------------
def test_what_joining_does_to_units_is_told_before_and_nothing_is_changed(pages, units, sue):
    effects = relating.affected(jump(pages[1]), part_on(pages[3]))

    assert [effect.severe for effect in effects] == [True, True]
    assert "sentences came or went" in effects[0].sentence
    assert "2 codings go back" in effects[0].sentence
    assert "now part of another" in effects[1].sentence
    assert not Flag.objects.exists()
    assert not joined_as_they_stand()


def test_joining_sends_the_head_back_and_lays_the_unit_of_the_part_aside(pages, units, head, sue):
    first, second = units
    before = list(Annotation.objects.order_by("pk").values())

    join(pages, 1, 3, by=sue)

    assert Flag.objects.get(unit=first).reason == "text"
    assert Flag.objects.get(unit=second).reason == "part"
    assert fresh(first).settled_at is None
    assert fresh(second).settled_at is None
    waiting = Attempt.objects.current().filter(submitted_at=None)
    assert set(waiting.values_list("assignment__unit", "origin")) == {(first.pk, "repaired")}
    assert quoted(head) == ["居民调解纠纷"] * 2
    assert list(Annotation.objects.order_by("pk").values()) == before
    acts = AuditEntry.objects.filter(action="unit.flagged", actor=sue)
    assert set(acts.values_list("target_id", flat=True)) == {first.pk, second.pk}


def test_evidence_of_a_part_stands_in_the_text_of_the_whole(pages, units, head, sue):
    join(pages, 1, 3, by=sue)

    head = fresh(head)
    evidence = Evidence.objects.select_related("annotation__attempt__assignment__unit")
    spots = where(evidence.order_by("pk"), head)

    assert [head.coded_text[spot.start : spot.end] for spot in spots] == (
        ["居民调解纠纷"] * 2 + ["双方握手言和"] * 2
    )


def test_taking_the_joining_back_calls_back_what_it_sent_out(pages, units, head, sue):
    join(pages, 1, 3, by=sue)
    attempts = Attempt.objects.filter(assignment__unit__in=units).order_by("pk")

    effects = relating.affected(jump(pages[1]), None)
    relating.part(jump(pages[1]), by=sue)

    assert not any(effect.severe for effect in effects)
    assert "2 codings that were sent back count again" in effects[0].sentence
    assert all(fresh(unit).settled_at for unit in units)
    assert not Flag.objects.filter(lifted_at=None).exists()
    assert list(attempts.values_list("number", "superseded_at")) == [(1, None)] * 4
    assert Return.objects.count() == 2
    assert not Return.objects.standing().exists()
    assert AuditEntry.objects.filter(action="attempt.called_back", actor=sue).count() == 2


def test_on_the_page_joining_coded_articles_asks_first(client, pages, units, sue):
    client.force_login(sue)
    asked = jump(pages[1])
    act = reverse("join", args=[asked.article.identifier, asked.pk])
    given = {"do": "join", "target": part_on(pages[3]).identifier}

    shown = client.post(act, given)
    assert "Join them all the same" in shown.text
    assert not joined_as_they_stand()
    client.post(act, {**given, "agreed": "1"})

    assert joined_as_they_stand()


def test_a_release_and_the_interface_say_which_parts_a_text_has(client, pages, head, sue, ann):
    join(pages, 1, 3, by=sue)
    join(pages, 3, 4, by=sue)

    rows = {
        row["identifier"]: row for row in exports.ARTICLES_WITH_TEXT.rows(Article.objects.all())
    }

    lead, part = rows["zjfzb-2020-05-01-p1-a1"], rows["zjfzb-2020-05-01-p3-a1"]
    assert lead["parts"] == ["zjfzb-2020-05-01-p3-a1", "zjfzb-2020-05-01-p4-a1"]
    assert lead["text"] == fresh(head).joined_text
    assert lead["characters"] == len(lead["text"])
    assert lead["text_sha256"] == fresh(head).coded_sha256
    assert (part["parts"], part["part_of"]) == ([], "zjfzb-2020-05-01-p1-a1")


def test_who_has_still_to_code_the_whole_sees_nothing_of_what_was_said_of_a_part(
    pages, units, head, sue
):
    curious = make_user(roles=["annotator", "reviewer"])
    join(pages, 1, 3, by=sue)
    second = Annotation.objects.filter(attempt__assignment__unit=units[1])
    assert second.visible_to(curious).exists()

    make_round(articles=[fresh(head)], annotators=[curious, make_user(role="annotator")])

    assert not second.visible_to(curious).exists()
    assert not units[0].decisions.visible_to(curious).exists()


def test_a_release_names_the_parts_of_each_text_also_after_they_were_parted(pages, made, head, sue):
    join(pages, 1, 3, by=sue)
    unit = made.units.get(article=head)
    for assignment in unit.assignments.all():
        code(assignment)
    joined = fresh(head).joined_sha256
    relating.part(jump(pages[1]), by=sue)

    rows = list(releases.texts_of(made, timezone.now()))

    assert rows == [
        {
            "article": "zjfzb-2020-05-01-p1-a1",
            "text_sha256": joined,
            "parts": ["zjfzb-2020-05-01-p3-a1"],
        }
    ]


# Flags --------------------------------------------------------------------------------------------
def test_reviewers_see_on_desk_and_queue_that_the_text_was_repaired(
    client, pages, made, head, rita, sue
):
    unit = made.units.get(article=head)
    for place, assignment in enumerate(unit.assignments.order_by("pk"), start=1):
        answer(assignment, topic=f"T0{place}")
    rounds.close_round(made, by=sue)
    client.force_login(rita)
    addresses = [
        reverse("annotations:review_queue"),
        reverse("annotations:review_desk", args=[unit.pk]),
    ]
    assert not any("Flagged" in client.get(address).text for address in addresses)

    take_sentences(pages, by=sue)

    for address in addresses:
        assert str(Flag.objects.get().sentence) in client.get(address).text


@pytest.mark.parametrize("reason", Flag.Reason.values)
def test_every_reason_of_a_flag_is_a_sentence(made, reason):
    flag = Flag.objects.create(unit=made.units.first(), reason=reason)

    assert str(flag.sentence).endswith(".")


# Calling back -------------------------------------------------------------------------------------
def undo(pages, number=1, *, by):
    repairing.undo(Page.objects.get(pk=pages[number].pk), by=by)


def take_sentences(pages, *, by):
    """Merge the weather into the lead: sentences come."""
    page = Page.objects.get(pk=pages[1].pk)
    repairing.repair(page, MergeArticle(2, into=1), by=by)


def test_undoing_a_repair_calls_back_what_it_sent_out(pages, units, head, sue):
    first, _second = units
    take_sentences(pages, by=sue)
    assert Return.objects.standing().count() == 2

    undo(pages, by=sue)

    assert fresh(first).settled_at
    assert not Return.objects.standing().exists()
    assert not Attempt.objects.filter(submitted_at=None).exists()


def test_what_was_called_back_can_be_sent_back_again(pages, units, sue, rita):
    first, _second = units
    take_sentences(pages, by=sue)
    undo(pages, by=sue)

    take_sentences(pages, by=sue)

    assert Return.objects.count() == 4
    assert Return.objects.standing().count() == 2
    assert Attempt.objects.filter(assignment__unit=first, number=2).count() == 2


def test_who_has_answered_anew_is_asked_again_and_who_has_not_is_called_back(
    pages, units, ann, ben, sue
):
    first, _second = units
    take_sentences(pages, by=sue)
    code(first.assignments.get(annotator=ann))

    effects = repairing.affected(Page.objects.get(pk=pages[1].pk), repairing.Turn.UNDO)
    undo(pages, by=sue)

    assert "1 coding goes back" in effects[0].sentence
    assert "1 coding that was sent back counts again" in effects[0].sentence
    current = Attempt.objects.current().filter(assignment__unit=first)
    open_ones = current.filter(submitted_at=None)
    assert list(open_ones.values_list("assignment__annotator", "number")) == [(ann.pk, 3)]
    assert current.filter(assignment__annotator=ben, number=1).exists()


def test_a_reviewers_return_is_not_called_back(pages, made, head, rita, sue):
    unit = made.units.get(article=head)
    for place, assignment in enumerate(unit.assignments.order_by("pk"), start=1):
        answer(assignment, topic=f"T0{place}")
    attempts = Attempt.objects.current().filter(assignment__unit=unit)
    reviewing.send_back(fresh(unit), attempts=attempts[:1], comment="Look again.", by=rita)
    take_sentences(pages, by=sue)

    undo(pages, by=sue)

    assert list(Return.objects.standing().values_list("comment", flat=True)) == ["Look again."]
    assert Attempt.objects.current().filter(assignment__unit=unit, submitted_at=None).count() == 1


def test_a_late_answer_to_what_was_called_back_is_refused(pages, units, ann, sue):
    first, _second = units
    take_sentences(pages, by=sue)
    undo(pages, by=sue)

    with pytest.raises(Refused, match="already submitted"):
        answer(first.assignments.get(annotator=ann), topic="T02")


# Whatever people do -------------------------------------------------------------------------------
ACTS = ("repair", "repair", "repair", "undo", "redo", "join", "part")


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_whatever_is_joined_and_repaired_texts_and_annotations_hold(db, data):
    with transaction.atomic():
        pages = import_issue()
        sue = make_user(role="supervisor")
        marked = _coded(data)
        given_before = list(Annotation.objects.order_by("pk").values())

        for _step in range(data.draw(st.integers(2, 7))):
            page = Page.objects.get(pk=pages[data.draw(st.sampled_from([1, 3, 4]))].pk)
            try:
                _act(data, page, by=sue)
            except Refused:
                continue

            joined_as_they_stand()
            _check_texts(pages)
            _check_followed(marked)
            assert list(Annotation.objects.order_by("pk").values()) == given_before
        transaction.set_rollback(True)


def _coded(data):
    """A round of all articles, coded with random evidence; the marked words by their row."""
    made = make_round(articles=Article.objects.order_by("page__sequence", "number"))
    marked = {}
    for unit in made.units.select_related("article"):
        text = unit.article.text
        for assignment in unit.assignments.all():
            submitted = answer(assignment)
            start = data.draw(st.integers(0, len(text) - 1))
            end = data.draw(st.integers(start + 1, min(len(text), start + 6)))
            words = text[start:end].replace("\n", "")
            if words:
                row = Evidence.objects.create(
                    annotation=submitted.annotations.first(), start=start, end=end
                )
                marked[row.pk] = words
    return marked


def _act(data, page, *, by):
    act = data.draw(st.sampled_from(ACTS))
    if act == "undo":
        repairing.undo(page, by=by)
    elif act == "redo":
        repairing.redo(page, by=by)
    elif act == "repair":
        repairing.repair(page, draw_edit(data.draw, page.text, layout_of(page)), by=by)
    else:
        jumps = list(
            Continuation.objects.select_related("article__page__issue__newspaper").order_by("pk")
        )
        if not jumps:
            raise Refused("Nothing is printed that leads anywhere.")
        chosen = data.draw(st.sampled_from(jumps))
        if act == "part":
            relating.part(chosen, by=by)
        else:
            others = Article.objects.select_related("page__issue__newspaper").order_by("pk")
            relating.join(chosen, target=data.draw(st.sampled_from(list(others))), by=by)


def _check_texts(pages):
    """No character is lost: the segments hold all of them, and the texts are what they compose."""
    for page in Page.objects.filter(pk__in=[page.pk for page in pages.values()]):
        layout = layout_of(page)
        held = "".join(page.text[part.start : part.end] for part in layout.parts)
        assert "".join(held.split()) == "".join(page.text.split())
        assert {a.number: a.text for a in page.articles.standing()} == {
            entry.number: compose(page.text, layout.of(entry.number)).text
            for entry in layout.articles
        }


def _check_followed(marked):
    """Each piece of evidence stands on its words in what is coded now, or its unit is flagged."""
    for row in Evidence.objects.select_related("annotation__attempt__assignment__unit__article"):
        unit = row.annotation.attempt.assignment.unit
        article = unit.article
        coded = article.retired_at is None and article.head_id is None
        found = where([row], article) if coded else []
        if found:
            (spot,) = found
            words = article.coded_text[spot.start : spot.end].replace("\n", "")
            assert words == marked[row.pk]
        else:
            assert unit.flags.exists(), f"{row} of {unit} is neither anchored nor flagged"
    for unit in {a.assignment.unit for a in Attempt.objects.select_related("assignment__unit")}:
        current = Attempt.objects.current().filter(assignment__unit=unit)
        if not unit.flags.filter(lifted_at=None).exists():
            assert not current.filter(submitted_at=None).exists()
            assert unit.settled_at or unit.completed_at
