"""Questions, notes for all, proposed labels, and reports that an article cannot be coded."""

import pytest
from django.urls import reverse

from annotations import asking, upcoming
from annotations.models import CodebookNote, LabelProposal, Problem, Question
from newsroom.errors import Refused
from newsroom.models import AuditEntry
from tests.annotations.at_the_desk import assignments, content
from tests.factories import answer, make_article, make_round, make_user, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def coded(ann, ben):
    """A round of two articles for Ann and Ben."""
    return make_round(articles=[make_article("首篇"), make_article("次篇")], annotators=[ann, ben])


@pytest.fixture
def first(coded, ann):
    """Ann's first assignment."""
    return assignments(coded, ann)[0]


# Questions ----------------------------------------------------------------------------------------
def test_a_question_reaches_reviewers_and_its_answer_the_asker(client, ann, rita, first):
    client.force_login(ann)

    client.post(reverse("annotations:ask", args=[first.pk]), {"text": "算不算短讯？"})
    asking.answer(Question.objects.get(), text="不算。", by=rita)

    assert Question.objects.visible_to(rita).get().text == "算不算短讯？"
    assert "不算。" in content(client.get(reverse("annotations:my_work")))


def test_a_question_may_be_about_a_label(client, ann, first):
    client.force_login(ann)

    client.post(
        reverse("annotations:ask", args=[first.pk]), {"text": "为何？", "label": "topic.T02"}
    )

    assert Question.objects.get().label.code == "T02"


def test_a_label_that_does_not_exist_is_nowhere(client, ann, first):
    client.force_login(ann)

    response = client.post(
        reverse("annotations:ask", args=[first.pk]), {"text": "为何？", "label": "topic.T99"}
    )

    assert response.status_code == 404
    assert not Question.objects.exists()


def test_an_empty_question_is_refused_beside_its_field(client, ann, first):
    client.force_login(ann)

    response = client.post(
        reverse("annotations:ask", args=[first.pk]), {"text": " "}, headers={"X-Aside": "1"}
    )

    assert response.status_code == 409
    assert response.content.decode() == "Write what you want to ask."


def test_nobody_asks_about_an_article_of_somebody_else(client, ben, first):
    client.force_login(ben)

    response = client.post(reverse("annotations:ask", args=[first.pk]), {"text": "为何？"})

    assert response.status_code == 404


def test_who_has_still_to_code_an_article_sees_no_question_about_it(ann, first, coded):
    both = make_user(roles=("reviewer", "annotator"))
    make_round(articles=[first.unit.article], annotators=[both, make_user(role="annotator")])
    asking.ask(first, text="像T01吗？", by=ann)

    assert not Question.objects.visible_to(both).exists()


def test_who_has_still_to_code_an_article_answers_no_question_about_it(ann, first):
    both = make_user(roles=("reviewer", "annotator"))
    make_round(articles=[first.unit.article], annotators=[both, make_user(role="annotator")])
    question = asking.ask(first, text="像T01吗？", by=ann)

    with pytest.raises(Refused, match="still to code"):
        asking.answer(question, text="像。", by=both)


def test_a_later_answer_leaves_the_earlier_on_record(ann, rita, first):
    question = asking.ask(first, text="为何？", by=ann)
    asking.answer(question, text="一。", by=rita)
    asking.answer(question, text="二。", by=rita)

    entries = AuditEntry.objects.filter(action="question.answered").order_by("pk")

    assert [entry.after["answer"] for entry in entries] == ["一。", "二。"]
    assert entries[1].before == {"answer": "一。"}


def test_a_supervisor_turns_a_question_into_a_note_once(ann, sue, first):
    question = asking.ask(first, text="为何？", by=ann)
    version = first.unit.round.codebook_version
    asking.note_for_all(version, text_zh="短讯也算。", question=question, by=sue)

    with pytest.raises(Refused, match="a note already"):
        asking.note_for_all(version, text_zh="再说一遍。", question=question, by=sue)
    assert [note.text_zh for note in asking.notes_of(version)] == ["短讯也算。"]


def test_a_note_that_was_taken_back_stays_on_record_and_is_no_longer_shown(sue, first):
    version = first.unit.round.codebook_version
    note = asking.note_for_all(version, text_en="Briefs count.", by=sue)
    asking.withdraw_note(note, by=sue)

    assert asking.notes_of(version) == []
    assert CodebookNote.objects.get().withdrawn_at


def test_a_note_stands_beside_what_is_published_only(client, sue):
    draft = make_version(published=False)
    client.force_login(sue)

    with pytest.raises(Refused, match="is a draft"):
        asking.note_for_all(draft, text_en="Read the headline.", by=sue)
    address = reverse("annotations:write_note", args=[draft.codebook.slug, draft.number])
    response = client.post(address, {"text_en": "Read it.", "label": "9" * 5000})

    assert response.status_code == 404
    assert not CodebookNote.objects.exists()


def test_only_supervisors_write_notes(rita, first):
    with pytest.raises(Refused, match="Only a supervisor"):
        asking.note_for_all(first.unit.round.codebook_version, text_zh="注", by=rita)


# Proposals ----------------------------------------------------------------------------------------
def test_a_label_is_proposed_from_the_desk(client, ann, first):
    client.force_login(ann)

    client.post(
        reverse("annotations:propose", args=[first.pk]),
        {"variable": "topic", "name": "体育", "reason": "没有合适的。"},
    )

    proposal = LabelProposal.objects.get()
    assert (proposal.variable.code, proposal.name) == ("topic", "体育")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "", "reason": "缺。"}, "Give the label a name."),
        ({"name": "体育", "reason": ""}, "Say why this label is needed."),
        ({"name": "主题T01", "reason": "缺。"}, "There is a label of this name already."),
        ({"name": "Topic t01", "reason": "缺。"}, "There is a label of this name already."),
        ({"name": "长" * 101, "reason": "缺。"}, "A name has at most 100 characters."),
    ],
)
def test_a_proposal_that_says_too_little_is_refused(client, ann, first, fields, sentence):
    client.force_login(ann)

    response = client.post(
        reverse("annotations:propose", args=[first.pk]),
        {"variable": "topic", **fields},
        headers={"X-Aside": "1"},
    )

    assert (response.status_code, response.content.decode()) == (409, sentence)


# Reports ------------------------------------------------------------------------------------------
def test_a_reported_article_is_not_handed_out_again_until_it_is_dealt_with(ann, coded, first):
    asking.report(first, kind="split", by=ann)

    assert upcoming.next_assignment(ann) == assignments(coded, ann)[1]


def test_a_report_leads_on_to_the_next_article(client, ann, coded, first):
    client.force_login(ann)

    response = client.post(
        reverse("annotations:report", args=[first.pk]), {"kind": "unreadable"}, follow=True
    )

    assert response.redirect_chain[-1][0] == reverse(
        "annotations:desk", args=[assignments(coded, ann)[1].pk]
    )


@pytest.mark.parametrize(
    ("kind", "to"),
    [
        ("split", "supervisor"),
        ("no_article", "supervisor"),
        ("unreadable", "supervisor"),
        ("conflict", "supervisor"),
        ("other", "reviewer"),
    ],
)
def test_a_report_goes_to_the_list_of_who_can_mend_it(ann, first, kind, to):
    people = {role: make_user(role=role) for role in ("supervisor", "reviewer")}
    asking.report(first, kind=kind, comment="如此。", by=ann)

    lists = {role for role, person in people.items() if asking.open_problems(person).exists()}

    assert lists == {to}


def test_another_kind_of_problem_needs_words(ann, first):
    with pytest.raises(Refused, match="what is wrong"):
        asking.report(first, kind="other", by=ann)


def test_an_article_is_reported_once(ann, first):
    asking.report(first, kind="split", by=ann)

    with pytest.raises(Refused, match="already"):
        asking.report(first, kind="conflict", by=ann)


def test_what_was_submitted_is_not_reported(ann, first):
    answer(first)

    with pytest.raises(Refused, match="already submitted"):
        asking.report(first, kind="split", by=ann)


def test_a_report_can_be_taken_back_by_its_author_alone(client, ann, ben, first):
    problem = asking.report(first, kind="split", by=ann)
    client.force_login(ben)
    foreign = client.post(reverse("annotations:take_back_report", args=[problem.pk]))
    client.force_login(ann)
    own = client.post(reverse("annotations:take_back_report", args=[problem.pk]))

    assert foreign.status_code == 404
    assert own.url == reverse("annotations:desk", args=[first.pk])
    assert Problem.objects.get().outcome == "back"
    assert upcoming.next_assignment(ann) == first


def test_my_work_shows_what_was_asked_and_reported(client, ann, first):
    asking.ask(first, text="算不算？", by=ann)
    asking.report(first, kind="conflict", comment="我写的。", by=ann)
    client.force_login(ann)

    shown = content(client.get(reverse("annotations:my_work")))

    assert "算不算？" in shown
    assert "我写的。" in shown


def test_a_character_that_no_text_has_is_refused_and_nothing_kept(client, ann, first):
    client.force_login(ann)

    asked = client.post(reverse("annotations:ask", args=[first.pk]), {"text": "\0"})
    about = {"text": "为何？", "label": "topic.\0"}
    looked_for = client.post(reverse("annotations:ask", args=[first.pk]), about)

    assert [asked.status_code, looked_for.status_code] == [400, 400]
    assert not Question.objects.exists()
