"""Repairs of a page: rows change, characters do not; all of it can be undone, and is on record."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from newsroom import importing, issue_days, repairing, search, undoing, workbench
from newsroom.errors import Refused
from newsroom.laying import layout_of
from newsroom.models import Article, AuditEntry, Credit, Page, PageRevision, SearchEntry
from newsroom.reading import UNSURE
from newsroom.text.bylines import CreditReading
from newsroom.text.editing import (
    MergeArticle,
    MovePiece,
    SetCredits,
    SetKind,
    SetRole,
    SplitArticle,
)
from newsroom.text.roles import Kind, Role
from tests.factories import make_page

pytestmark = pytest.mark.django_db

TEXT = (
    "甲地法院审结一起案件\n\n本报记者 王一平\n\n本报讯 昨日,甲地法院审结一起案件,案件涉及\n\n"
    "多名当事人。法院宣判后,当事人服判。\n\n\n\n"
    "乙地召开平安建设会议\n\n本报记者 李强\n\n本报讯 昨日,乙地召开会议。会议部署了下一步工作。\n"
)


@pytest.fixture
def page(db):
    """A page of two articles, imported as any other."""
    report = importing.import_pages([("2019-07-09_01.txt", TEXT.encode())], by=None)
    assert not report.refusals
    made = Page.objects.get()
    assert [article.number for article in made.articles.order_by("number")] == [1, 2]
    return made


def at(words):
    return TEXT.index(words)


def texts(page):
    return {article.number: article.text for article in page.articles.standing().order_by("number")}


def test_merging_puts_the_text_below_to_the_article_above(page, sue):
    before = texts(page)

    repairing.repair(page, MergeArticle(2, into=1), by=sue)

    merged = page.articles.get(number=1)
    assert all(line in merged.text for line in before[2].split("\n"))
    assert [credit.name for credit in merged.credits.all()] == ["王一平", "李强"]
    assert texts(page).keys() == {1}


def test_a_merged_article_is_retired_and_says_where_its_text_went(page, sue):
    repairing.repair(page, MergeArticle(2, into=1), by=sue)

    gone = page.articles.get(number=2)
    assert gone.retired_at
    assert gone.successor.number == 1
    assert gone.text.startswith("乙地召开平安建设会议")


def test_a_number_is_never_used_again(page, sue):
    repairing.repair(page, MergeArticle(2, into=1), by=sue)

    repairing.repair(page, SplitArticle(at("乙地召开")), by=sue)

    assert texts(page).keys() == {1, 3}


def test_the_search_finds_a_repaired_text_where_it_is_now(page, sue):
    repairing.repair(page, MergeArticle(2, into=1), by=sue)

    found = search.find(search.parse("部署了下一步"))

    assert list(found.ids) == [page.articles.get(number=1).pk]
    assert not SearchEntry.objects.filter(article__number=2).exists()


def test_undoing_restores_the_identical_state(page, sue):
    before, texts_before = layout_of(page), texts(page)
    for edit in (
        MergeArticle(2, into=1),
        SetRole(at("多名当事人"), Role.CAPTION),
        SplitArticle(at("本报讯 昨日,乙地")),
        MovePiece(at("本报记者 李强"), to=None),
        SetKind(1, Kind.INTERVIEW),
    ):
        repairing.repair(Page.objects.get(), edit, by=sue)
    after = layout_of(page)

    for _edit in range(5):
        repairing.undo(Page.objects.get(), by=sue)

    assert layout_of(page) == before != after
    assert texts(page) == texts_before
    assert set(SearchEntry.objects.values_list("article__number", flat=True)) == {1, 2}


def test_redoing_comes_back_to_what_was_undone_with_the_same_identifiers(page, sue):
    repairing.repair(page, MergeArticle(2, into=1), by=sue)
    repairing.repair(Page.objects.get(), SplitArticle(at("乙地召开")), by=sue)
    after, pks = layout_of(page), set(page.articles.standing().values_list("pk", flat=True))
    for _step in range(2):
        repairing.undo(Page.objects.get(), by=sue)

    for _step in range(2):
        repairing.redo(Page.objects.get(), by=sue)

    assert layout_of(page) == after
    assert set(page.articles.standing().values_list("pk", flat=True)) == pks


def test_a_new_repair_after_undoing_is_what_redo_comes_back_to(page, sue):
    repairing.repair(page, SetKind(1, Kind.BRIEF), by=sue)
    repairing.undo(Page.objects.get(), by=sue)
    repairing.repair(Page.objects.get(), SetKind(1, Kind.LETTER), by=sue)
    repairing.undo(Page.objects.get(), by=sue)

    repairing.redo(Page.objects.get(), by=sue)

    assert page.articles.get(number=1).kind == "letter"


def test_there_is_nothing_to_undo_or_redo_on_an_unrepaired_page(page, sue):
    with pytest.raises(Refused, match="nothing to undo"):
        repairing.undo(page, by=sue)
    with pytest.raises(Refused, match="nothing to redo"):
        repairing.redo(page, by=sue)


def test_an_edit_that_makes_no_sense_is_refused_and_changes_nothing(page, sue):
    before = layout_of(page)

    with pytest.raises(Refused, match="already"):
        repairing.repair(page, SplitArticle(at("甲地法院")), by=sue)

    assert layout_of(page) == before
    assert not PageRevision.objects.exists()


def test_the_same_edit_twice_is_refused_the_second_time(page, sue):
    kind = page.articles.get(number=1).kind
    other = Kind.LETTER if kind != "letter" else Kind.NEWS
    repairing.repair(page, SetKind(1, other), by=sue)

    with pytest.raises(Refused, match="so already"):
        repairing.repair(Page.objects.get(), SetKind(1, other), by=sue)


def test_a_repair_of_a_page_that_somebody_else_repaired_meanwhile_is_refused(page, sue):
    seen = page.revision_id or 0
    repairing.repair(page, SetKind(1, Kind.LETTER), seen=seen, by=sue)

    with pytest.raises(Refused, match="meanwhile"):
        repairing.repair(page, SetKind(2, Kind.LETTER), seen=seen, by=sue)

    assert page.articles.get(number=2).kind != "letter"


def test_who_repaired_what_is_on_record_with_before_and_after(page, sue):
    repairing.repair(page, SplitArticle(at("本报讯 昨日,乙地")), by=sue)
    repairing.undo(Page.objects.get(), by=sue)

    done = list(AuditEntry.objects.filter(target_type="newsroom.page").order_by("pk"))
    assert [entry.action for entry in done] == ["page.repaired", "page.undone"]
    assert {entry.actor for entry in done} == {sue}
    assert done[0].after["edit"] == {
        "edit": "SplitArticle",
        "at": at("本报讯 昨日,乙地"),
        "line": 15,
    }
    assert done[0].before["parts"]
    assert done[0].after["parts"]


def test_credits_are_what_a_person_says(page, sue):
    repairing.repair(page, SetCredits(1, (CreditReading("王二平", "记者", None),)), by=sue)

    assert Credit.objects.get(article__number=1).name == "王二平"


def test_a_jump_goes_where_its_line_goes(db, sue):
    text = TEXT.rstrip("\n") + "(下转3版)\n"
    importing.import_pages([("2019-07-09_01.txt", text.encode())], by=None)
    page = Page.objects.get()
    assert page.articles.get(number=2).continuations.exists()

    repairing.repair(page, MergeArticle(2, into=1), by=sue)

    assert page.articles.get(number=1).continuations.get().target_page == "3"


def test_an_unsure_page_waits_until_a_person_has_looked_it_through(page, sue):
    Page.objects.update(confidence=UNSURE / 2)
    waiting = list(repairing.to_check())

    repairing.check(page, by=sue)

    assert waiting == [page]
    assert not repairing.to_check().exists()
    assert AuditEntry.objects.filter(action="page.checked", actor=sue).count() == 1


def test_checking_a_page_twice_is_recorded_once(page, sue):
    repairing.check(page, by=sue)
    repairing.check(page, by=sue)

    assert AuditEntry.objects.filter(action="page.checked").count() == 1


def test_a_page_that_somebody_began_to_repair_waits_to_be_looked_through(page, sue):
    Page.objects.update(confidence=1.0)
    before = repairing.to_check().count()

    repairing.repair(page, SetKind(1, Kind.LETTER), by=sue)

    assert (before, repairing.to_check().count()) == (0, 1)


def test_an_import_with_repaired_pages_can_still_be_undone(page, sue):
    repairing.repair(page, MergeArticle(2, into=1), by=sue)

    undoing.purge(page.batch, by=sue)

    assert not Page.objects.exists()
    assert not PageRevision.objects.exists()


def test_a_page_is_read_once(db):
    page = make_page()
    PageRevision.objects.create(page=page, layout={})

    with pytest.raises(IntegrityError, match="page_was_read_once"), transaction.atomic():
        PageRevision.objects.create(page=page, layout={})


def test_a_revision_is_not_its_own_parent(db):
    revision = PageRevision.objects.create(page=make_page(), layout={})

    with (
        pytest.raises(IntegrityError, match="revision_is_not_its_own_parent"),
        transaction.atomic(),
    ):
        PageRevision.objects.update(parent=revision)


def test_a_page_is_checked_by_somebody(db):
    make_page()

    with pytest.raises(IntegrityError, match="page_is_checked_by_somebody"), transaction.atomic():
        Page.objects.update(checked_at=timezone.now())


def test_only_a_retired_article_has_a_successor(page):
    one, two = page.articles.order_by("number")

    with (
        pytest.raises(IntegrityError, match="article_with_a_successor_is_retired"),
        transaction.atomic(),
    ):
        Article.objects.filter(pk=two.pk).update(successor=one)


DAY = datetime.date(2019, 7, 10)


def test_a_change_of_the_issues_date_stands_in_the_history_of_its_pages(page, sue):
    repairing.repair(page, SetKind(1, Kind.LETTER), by=sue)

    issue_days.date_issue(page.issue, date=DAY, by=sue)

    told = [(act.actor, sentence) for act, sentence in map(workbench.told, workbench.acts_on(page))]
    assert told[0] == (sue, "The date of the issue: 2019-07-09 → 2019-07-10.")
    assert len(told) == 2


def test_the_history_says_what_stood_there_before(page, sue):
    for edit in (
        SetKind(1, Kind.LETTER),
        SetCredits(1, (CreditReading("王二平", "记者", None),)),
        SetRole(at("多名当事人"), Role.CAPTION),
        MovePiece(at("本报记者 李强"), to=1),
    ):
        repairing.repair(Page.objects.get(), edit, by=sue)

    moved, role, names, kind = [workbench.told(act)[1] for act in workbench.acts_on(page)]
    assert moved == "Line 13 belongs to article 1. Before: article 2."
    assert role.endswith("Before: paragraph.")
    assert names == "The authors of article 1 are put right. Before: 王一平."
    assert kind.endswith("Before: news.")
