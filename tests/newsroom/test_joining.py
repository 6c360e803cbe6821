"""An article that goes on on another page is one text, as soon as a person has confirmed it."""

import pytest
from django.urls import reverse

from newsroom import importing, relating, repairing, undoing
from newsroom.errors import Refused
from newsroom.models import Article, AuditEntry, Continuation, JoinedText, Page
from newsroom.reading import pieces_of
from newsroom.text.editing import MergeArticle, MovePiece, SetRole, SplitArticle
from newsroom.text.roles import Role
from tests.newsroom.jumping import FIRST, THIRD, import_issue, join, joined_as_they_stand, jump
from tests.newsroom.jumping import target_on as part_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(db):
    return import_issue()


@pytest.fixture
def head(pages):
    return part_on(pages[1], "continues_on")


def fresh(article):
    return Article.objects.select_related("page__issue__newspaper").get(pk=article.pk)


# Joining ------------------------------------------------------------------------------------------
def test_confirming_a_jump_makes_one_text_of_the_parts(pages, head, sue):
    second = part_on(pages[3])

    join(pages, 1, 3, by=sue)

    head = fresh(head)
    assert head.coded_text == f"{head.text}\n{second.text}"
    assert head.coded_sha256 != head.text_sha256
    assert fresh(second).head == head
    assert fresh(second).coded_text == second.text
    assert JoinedText.objects.get().parts == [second.pk]


def test_an_article_of_three_pages_is_joined_in_their_order_whichever_jump_comes_first(
    pages, head, sue
):
    join(pages, 3, 4, by=sue)
    join(pages, 1, 3, by=sue)

    assert {
        one.page.sequence: [part.page.sequence for part in parts]
        for one, parts in joined_as_they_stand().items()
    } == {1: [3, 4]}


def test_parting_in_the_middle_leaves_two_articles(pages, head, sue):
    join(pages, 1, 3, by=sue)
    join(pages, 3, 4, by=sue)

    relating.part(jump(pages[1]), by=sue)

    assert fresh(head).joined_text == ""
    assert [one.page.sequence for one in joined_as_they_stand()] == [3]
    relating.part(jump(pages[3]), by=sue)
    assert not joined_as_they_stand()
    assert not Article.objects.exclude(head=None).exists()


def test_what_cannot_be_one_article_is_refused_in_a_sentence(pages, sue):
    first, third = part_on(pages[1], "continues_on"), part_on(pages[3])
    join(pages, 1, 3, by=sue)
    weather = pages[1].articles.get(headline="天气预报")
    another = Continuation.objects.create(
        article=weather, type="continues_on", raw="天气", target_page="3"
    )
    back = Continuation.objects.create(
        article=part_on(pages[4]), type="continues_on", raw="故事", target_page="1"
    )
    join(pages, 3, 4, by=sue)

    with pytest.raises(Refused, match="continuation of another already"):
        relating.join(another, target=third, by=sue)
    with pytest.raises(Refused, match="where it began"):
        relating.join(back, target=first, by=sue)
    assert len(joined_as_they_stand()) == 1


def test_an_article_goes_on_in_one_other_only(pages, sue):
    relating.join(
        jump(pages[3], "continued_from"), target=part_on(pages[1], "continues_on"), by=sue
    )
    police = pages[3].articles.get(headline="公安机关开展夏季行动")
    from_first = Continuation.objects.create(
        article=police, type="continued_from", raw="夏季", target_page="1"
    )

    with pytest.raises(Refused, match="goes on in another one already"):
        relating.join(from_first, target=part_on(pages[1], "continues_on"), by=sue)


def test_a_part_in_another_issue_is_refused(pages, sue):
    text = THIRD.replace("王敏", "李敏").encode()
    importing.import_pages([("2020-05-02_03.txt", text)], by=None)
    other = part_on(Page.objects.get(issue__key="2020-05-02"))

    with pytest.raises(Refused, match="stands in another issue"):
        relating.join(jump(pages[1]), target=other, by=sue)


def test_what_is_rejected_is_proposed_no_more_until_that_is_taken_back(pages, sue):
    third = part_on(pages[3])
    assert [one.article for one in relating.proposals(jump(pages[1]))] == [third]

    for _twice in range(2):
        relating.reject(jump(pages[1]), other=third, by=sue)
    assert relating.proposals(jump(pages[1])) == []
    for _twice in range(2):
        relating.reconsider(jump(pages[1]), other=third, by=sue)

    assert [one.article for one in relating.proposals(jump(pages[1]))] == [third]
    acts = AuditEntry.objects.filter(action__startswith="continuation.").order_by("pk")
    assert [act.action for act in acts] == ["continuation.rejected", "continuation.reconsidered"]


def test_what_is_joined_is_not_rejected(pages, sue):
    join(pages, 1, 3, by=sue)

    with pytest.raises(Refused, match="joined with it"):
        relating.reject(jump(pages[1]), other=part_on(pages[3]), by=sue)


def test_undoing_an_import_takes_its_part_out_of_a_joined_article(head, pages, sue):
    Page.objects.filter(pk=pages[3].pk).update(batch=_another_batch(pages[3]))
    join(pages, 1, 3, by=sue)

    undoing.purge(Page.objects.get(pk=pages[3].pk).batch, by=sue)

    assert fresh(head).coded_text == head.text
    assert AuditEntry.objects.filter(action="continuation.parted").count() == 2


def _another_batch(page):
    batch = page.batch
    batch.pk = None
    batch.save(force_insert=True)
    return batch


# Repairs ------------------------------------------------------------------------------------------
def test_a_repair_of_a_page_with_a_part_changes_the_whole_text(pages, head, sue):
    join(pages, 1, 3, by=sue)

    repairing.repair(pages[3], SplitArticle(THIRD.index("(下转4版)")), by=sue)

    head = fresh(head)
    assert "(下转4版)" not in head.coded_text
    assert head.coded_text.endswith("双方握手言和。")
    repairing.undo(Page.objects.get(pk=pages[3].pk), by=sue)
    assert fresh(head).coded_text.endswith("(下转4版)")
    joined_as_they_stand()


def test_a_part_that_a_repair_took_off_its_page_is_read_along_again_once_that_is_undone(
    pages, head, sue
):
    join(pages, 3, 4, by=sue)
    fourth = part_on(pages[4])
    notice = pages[4].articles.get(headline="法院公告")
    before = part_on(pages[3]).joined_text

    repairing.repair(pages[4], MergeArticle(fourth.number, into=notice.number), by=sue)
    while_merged = joined_as_they_stand()
    repairing.undo(Page.objects.get(pk=pages[4].pk), by=sue)

    # The jump that leads back went with its words, so the article that has them now is the part.
    assert [part.pk for parts in while_merged.values() for part in parts] == [notice.pk]
    assert part_on(pages[3]).joined_text == before


def test_words_that_a_person_calls_a_jump_become_one_and_cease_to_be_one(pages, sue):
    Continuation.objects.all().delete()
    at = FIRST.index("(下转3版)")
    repairing.repair(pages[1], SetRole(at, Role.PARAGRAPH), by=sue)
    assert not Continuation.objects.exists()

    repairing.repair(Page.objects.get(pk=pages[1].pk), SetRole(at, Role.JUMP), by=sue)
    made = jump(pages[1])
    repairing.undo(Page.objects.get(pk=pages[1].pk), by=sue)

    assert (made.raw, made.target_page) == ("(下转3版)", "3")
    assert not Continuation.objects.exists()
    repairing.redo(Page.objects.get(pk=pages[1].pk), by=sue)
    assert jump(pages[1]).raw == "(下转3版)"


def test_words_that_name_no_page_make_no_jump(pages, sue):
    repairing.repair(pages[1], SetRole(FIRST.index("明天多云"), Role.JUMP), by=sue)

    assert not Continuation.objects.filter(article__headline="天气预报").exists()


def test_a_confirmed_jump_stays_when_its_line_is_called_something_else(pages, head, sue):
    join(pages, 1, 3, by=sue)

    repairing.repair(pages[1], MovePiece(FIRST.index("(下转3版)"), to=None), by=sue)

    assert jump(pages[1]).target == part_on(pages[3])
    assert joined_as_they_stand()


# Reading ------------------------------------------------------------------------------------------
def test_the_parts_are_set_one_after_another_with_a_quiet_line_between(pages, head, sue):
    join(pages, 1, 3, by=sue)
    head = fresh(head)

    set_ = pieces_of(head)

    pieces = list(set_)
    assert all(head.coded_text[piece.start : piece.end] == piece.text for piece in pieces)
    assert pieces[-1].end == len(head.coded_text)
    (turn,) = [group.turn for group in set_.body if group.turn]
    assert turn.page.number == "3"


def test_a_reader_sees_the_whole_article_and_from_a_part_the_way_to_it(client, ann, pages, sue):
    join(pages, 1, 3, by=sue)
    head, part = part_on(pages[1], "continues_on"), part_on(pages[3])
    client.force_login(ann)

    whole = client.get(reverse("article", args=[head.identifier])).text
    alone = client.get(reverse("article", args=[part.identifier])).text
    listed = client.get(reverse("page", args=[part.page.identifier])).text

    assert "continued on page 3" in whole
    assert "双方握手言和" in whole
    assert "This is the continuation of" in alone
    assert head.identifier in listed


# The screens --------------------------------------------------------------------------------------
def test_a_supervisor_confirms_rejects_and_takes_back_on_the_workbench(client, sue, pages):
    client.force_login(sue)
    bench = reverse("workbench", args=[pages[1].identifier])
    third = part_on(pages[3])
    asked = jump(pages[1])
    act = reverse("join", args=[asked.article.identifier, asked.pk])
    shown = client.get(bench).text
    assert "It is this one" in shown
    given = {"target": third.identifier, "at": "0"}

    rejected = client.post(act, {**given, "do": "reject"})
    assert rejected["Location"] == f"{bench}?at=0"
    assert "Propose it again" in client.get(bench).text
    client.post(act, {**given, "do": "reconsider"})
    client.post(act, {**given, "do": "join"})
    assert "Take the joining back" in client.get(bench).text
    assert joined_as_they_stand()
    client.post(act, {"do": "part", "at": "0"})

    assert not joined_as_they_stand()


@pytest.mark.parametrize("given", [{"do": "join"}, {"do": "fold"}, {"do": "join", "target": "x"}])
def test_what_makes_no_sense_is_not_found(client, sue, pages, given):
    asked = jump(pages[1])
    client.force_login(sue)

    response = client.post(reverse("join", args=[asked.article.identifier, asked.pk]), given)

    assert response.status_code == 404
