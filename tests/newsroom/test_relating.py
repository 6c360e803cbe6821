"""Articles that belong together are found: near duplicates, and the parts of a jump."""

import doctest
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from newsroom import indexing, relating
from newsroom.errors import Refused
from newsroom.models import ArticleDigest, AuditEntry, Continuation, Credit
from newsroom.text import likeness
from tests.factories import make_article, make_indexed, make_issue, make_newspaper, make_page

pytestmark = pytest.mark.django_db
WIRE = "".join(chr(0x4E00 + 7 * n % 4000) for n in range(400))


def make_jump(article, type_="continues_on", page="3"):
    """A jump that an article prints."""
    raw = f"下转{page}版" if type_ == "continues_on" else f"上接{page}版"
    return Continuation.objects.create(article=article, type=type_, raw=raw, target_page=page)


@pytest.fixture
def parts(db):
    """An article of page 1 that goes on on page 3, its other part, and a stranger there."""
    issue = make_issue("2020-05-01")
    page = make_page("第一版", issue=issue, sequence=1, printed_number="1")
    there = make_page("第三版", issue=issue, sequence=3, printed_number="3")
    first = make_indexed("调解走进社区", "人民调解员走进社区调解纠纷。", page=page)
    stranger = make_indexed("天气", "明天有雨。", page=there)
    second = make_indexed("调解进社区(续)", "调解员在社区又调解了纠纷。", page=there)
    for article in (first, second):
        Credit.objects.create(article=article, position=1, name="王敏")
    return first, second, stranger


# Near duplicates ----------------------------------------------------------------------------------
@pytest.mark.parametrize("cut", [(0, 400), (0, 300), (40, 400)])
def test_a_text_that_was_shortened_is_a_near_duplicate(cut):
    paper = make_newspaper("rmrb", name_zh="人民日报")
    page = make_page("x", issue=make_issue("2020-05-01", newspaper=paper))
    article = make_indexed("新华社消息", WIRE)
    other = make_indexed("本报综合", WIRE[slice(*cut)], page=page)

    found = relating.near_duplicates(article)

    assert [like.article for like in found] == [other]
    assert found[0].share == pytest.approx((cut[1] - cut[0]) / 400, abs=0.05)


def test_another_text_is_none():
    article = make_indexed("消息", WIRE)
    pick = random.Random(3)
    for _number in range(20):
        make_indexed(None, "".join(chr(pick.randrange(0x4E00, 0x8E00)) for _i in range(400)))

    assert relating.near_duplicates(article) == []


def test_short_texts_are_left_alone():
    article = make_indexed("公告", "本版责任编辑王敏。")
    make_indexed("通告", "本版责任编辑王敏。")

    assert relating.near_duplicates(article) == []


def test_width_and_marks_make_no_difference_to_likeness():
    assert likeness.likeness("法院,昨日开庭审理", "法院昨日开庭审理。") == 1.0
    assert likeness.likeness("", "") == 0.0


def test_an_article_that_is_not_indexed_has_neither_terms_nor_duplicates():
    article = make_article()

    assert relating.key_terms(article) == []
    assert relating.near_duplicates(article) == []


# Key terms ----------------------------------------------------------------------------------------
def test_the_words_that_are_most_its_own_come_first():
    article = make_indexed("社区矫正", "社区矫正对象参加社区矫正,我们的工作人员说明情况。")

    assert relating.key_terms(article)[0] == "矫正"


FUNCTION_WORDS = ["或者", "这位", "相关", "以及", "其中", "我们", "已经", "近日"]


@pytest.mark.parametrize("word", FUNCTION_WORDS)
def test_a_function_word_is_no_key_term_at_import_however_often_it_stands(word):
    article = make_indexed("社区矫正", f"社区矫正,{word},{word},{word}。")

    assert word not in relating.key_terms(article)
    assert "矫正" in relating.key_terms(article)


def test_what_the_dictionary_takes_for_a_number_may_be_a_key_term():
    assert "两会" in relating.key_terms(make_indexed("两会", "两会召开。"))


def test_indexing_anew_takes_function_words_of_older_imports_out():
    article = make_indexed("社区矫正", "社区矫正或者帮教。")
    ArticleDigest.objects.update(terms=["或者", "矫正"])

    indexing.index_all()

    assert "或者" not in relating.key_terms(article)
    assert "矫正" in relating.key_terms(article)


def test_indexing_everything_anew_makes_what_was_missing():
    article = make_indexed("社区矫正", "社区矫正对象参加社区矫正。")
    ArticleDigest.objects.all().delete()
    make_article()

    assert indexing.index_all() == 2
    assert relating.key_terms(article)
    assert ArticleDigest.objects.count() == 2


# Jumps --------------------------------------------------------------------------------------------
def test_the_other_part_is_proposed_with_what_speaks_for_it(parts):
    first, second, _stranger = parts
    jump = make_jump(first)
    make_jump(second, "continued_from", "1")

    proposed = relating.proposals(jump)

    assert [proposal.article for proposal in proposed] == [second]
    assert "it leads back here: 上接1版" in proposed[0].reasons
    assert "same names: 王敏" in proposed[0].reasons
    assert any(reason.startswith("same words: ") for reason in proposed[0].reasons)


def test_nothing_is_proposed_for_a_page_that_is_not_there_or_a_mere_reference(parts):
    first, *_others = parts

    assert relating.proposals(make_jump(first, page="9")) == []
    assert relating.proposals(make_jump(first, "refers_to")) == []


def test_joining_leads_both_ways_and_can_be_taken_back(parts, sue):
    first, second, _stranger = parts
    jump, back = make_jump(first), make_jump(second, "continued_from", "1")

    relating.join(jump, target=second, by=sue)

    jump.refresh_from_db()
    back.refresh_from_db()
    assert (jump.target, back.target) == (second, first)
    assert AuditEntry.objects.filter(action="continuation.joined", actor=sue).count() == 2

    relating.part(jump, by=sue)
    relating.part(jump, by=sue)

    jump.refresh_from_db()
    back.refresh_from_db()
    assert (jump.target, back.target) == (None, None)
    assert AuditEntry.objects.filter(action="continuation.parted").count() == 2


def test_a_jump_is_joined_once_and_only_with_the_page_that_it_names(parts, sue):
    first, second, stranger = parts
    jump = make_jump(first)

    with pytest.raises(Refused, match="does not stand on the page"):
        relating.join(jump, target=make_indexed(page=first.page), by=sue)
    relating.join(jump, target=second, by=sue)
    with pytest.raises(Refused, match="joined already"):
        relating.join(jump, target=stranger, by=sue)


def test_a_supervisor_joins_on_the_page_and_a_reader_sees_where_it_leads(client, ann, sue, parts):
    first, second, _stranger = parts
    jump = make_jump(first)
    address = reverse("join", args=[first.identifier, jump.pk])
    client.force_login(ann)
    assert "It is this one" not in client.get(reverse("article", args=[first.identifier])).text
    assert client.post(address, {"target": second.identifier}).status_code == 403
    client.force_login(sue)
    assert "It is this one" in client.get(reverse("article", args=[first.identifier])).text

    assert client.post(address, {"target": "zjfzb-2020-05-01-p3-a9"}).status_code == 404
    assert client.post(address, {"target": first.identifier}).status_code == 409
    assert client.post(address, {"target": second.identifier}).status_code == 302

    client.force_login(ann)
    text = client.get(reverse("article", args=[first.identifier])).text
    assert reverse("article", args=[second.identifier]) in text
    client.force_login(sue)
    client.post(address)
    jump.refresh_from_db()
    assert jump.target is None


def test_a_jump_of_another_article_is_not_found(client, sue, parts):
    first, second, _stranger = parts
    client.force_login(sue)

    response = client.post(reverse("join", args=[second.identifier, make_jump(first).pk]))

    assert response.status_code == 404


# The article page ---------------------------------------------------------------------------------
def test_an_article_leads_to_its_authors_words_and_duplicates(client, ann):
    article = make_indexed("新华社消息", WIRE + "社区矫正")
    other = make_indexed("本报综合", WIRE)
    Credit.objects.create(article=article, position=1, name="王敏")
    client.force_login(ann)

    response = client.get(reverse("article", args=[article.identifier]))

    assert "?credit=%E7%8E%8B%E6%95%8F" in response.text
    assert response.context["terms"]
    assert [like.article for like in response.context["alike"]] == [other]


def test_the_number_of_queries_does_not_grow_with_the_duplicates(client, ann):
    article = make_indexed("新华社消息", WIRE)
    make_indexed(None, WIRE)
    client.force_login(ann)
    address = reverse("article", args=[article.identifier])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _number in range(5):
        make_indexed(None, WIRE)

    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few)


def test_the_examples_in_the_documentation_of_likeness_hold():
    assert doctest.testmod(likeness).failed == 0
