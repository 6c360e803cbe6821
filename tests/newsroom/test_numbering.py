"""The number of a page is put right by hand: its identifier goes with it, old ones resolve."""

import datetime
import doctest

import pytest
from django.urls import reverse

from newsroom import importing, merging, numbering, relating, repairing, workbench
from newsroom.errors import Refused
from newsroom.issue_days import date_issue
from newsroom.laying import layout_of
from newsroom.models import (
    Article,
    AuditEntry,
    Continuation,
    FormerPlace,
    MergedIssue,
    Page,
    SearchEntry,
)
from newsroom.numbering import NumberTaken, SetNumber
from newsroom.reading import citation, find_article, find_page
from newsroom.text.editing import SetKind
from newsroom.text.roles import Kind
from tests.annotations.test_releases import contents, make_release, stored
from tests.factories import make_issue, make_page, make_user
from tests.newsroom.jumping import import_issue, join, joined_as_they_stand, jump, target_on
from tests.newsroom.test_import_rivals import at_once

pytestmark = pytest.mark.django_db
KEY = "zjfzb-2020-05-01"


def numbered(page, number, by):
    """Give a page a number; return it as it is then."""
    repairing.repair(page, SetNumber(number), by=by)
    return Page.objects.get(pk=page.pk)


def undone(page, by):
    """Undo what was done to a page last; return it as it is then."""
    repairing.undo(Page.objects.get(pk=page.pk), by=by)
    return Page.objects.get(pk=page.pk)


def redone(page, by):
    """Redo what was undone of a page last; return it as it is then."""
    repairing.redo(Page.objects.get(pk=page.pk), by=by)
    return Page.objects.get(pk=page.pk)


def place_of(page):
    return page.identifier, page.printed_number


@pytest.fixture
def pages(db):
    """Three pages of one day, read as pages 1, 3 and 4."""
    return import_issue()


def test_the_examples_in_the_documentation_of_numbering_hold():
    assert doctest.testmod(numbering).failed == 0


# What changes with it -----------------------------------------------------------------------------
def test_identifier_citation_and_search_go_with_the_number(pages, sue):
    page = numbered(pages[1], "7", sue)

    article = find_article(f"{KEY}-p7-a1")
    assert place_of(page) == (f"{KEY}-p7", "7")
    assert "2020-05-01(7)" in citation(article, [])
    assert SearchEntry.objects.get(article=article).page == "7"


def test_what_was_cited_before_leads_to_the_page_that_it_named(pages, sue, client, ann):
    article = Article.objects.get(page=pages[1], number=1)

    numbered(pages[1], "7", sue)
    numbered(pages[1], "8", sue)

    assert {find_page(f"{KEY}-p{place}").pk for place in (1, 7, 8)} == {pages[1].pk}
    assert find_article(f"{KEY}-p1-a1") == article
    client.force_login(ann)
    response = client.get(reverse("article", args=[f"{KEY}-p1-a1"]))
    assert response["Location"] == reverse("article", args=[f"{KEY}-p8-a1"])


def test_keys_that_the_issue_had_before_resolve_too(sue):
    page = make_page("头版", issue=make_issue(None, key="u001"), sequence=1, printed_number="1")
    date_issue(page.issue, date=datetime.date(2020, 5, 1), by=sue)
    page = Page.objects.get()

    numbered(page, "3", sue)

    for place in ("u001-p1", "u001-p3", "2020-05-01-p1", "2020-05-01-p3"):
        assert find_page(f"zjfzb-{place}") == page


def test_a_page_without_a_printed_number_gets_one(sue):
    page = make_page("头版", issue=make_issue("2020-05-01"), sequence=2)

    page = numbered(page, "5", sue)

    assert place_of(page) == (f"{KEY}-p5", "5")
    assert place_of(undone(page, sue)) == (f"{KEY}-p2", "")


def test_a_page_of_a_part_of_the_paper_keeps_its_place(pages, sue):
    page = numbered(pages[1], "A3", sue)

    assert place_of(page) == (f"{KEY}-p1", "A3")
    assert page.number == "A3"


def test_a_page_whose_place_is_taken_by_one_of_another_number_keeps_its_own(pages, sue):
    Page.objects.filter(pk=pages[3].pk).update(printed_number="9")

    page = numbered(pages[1], "3", sue)

    assert place_of(page) == (f"{KEY}-p1", "3")


def test_a_file_of_the_number_that_became_free_can_be_imported(pages, sue):
    numbered(pages[1], "7", sue)

    report = importing.import_pages([("2020-05-01_01.txt.txt", "真正的头版。".encode())], by=sue)

    assert [page.identifier for page in report.pages] == [f"{KEY}-p1"]
    assert find_page(f"{KEY}-p1").text == "真正的头版。"
    assert find_page(f"{KEY}-p7") == pages[1]


def test_what_a_release_holds_is_cited_there_as_it_was(sue, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    release = make_release()
    article = Article.objects.get()
    cited, before = article.identifier, stored(release)

    numbered(article.page, "7", sue)

    assert cited.encode() in b"".join(contents(release).values())
    assert stored(release) == before
    assert find_article(cited).identifier != cited


# What is refused ----------------------------------------------------------------------------------
def test_a_number_that_another_page_has_is_refused_with_that_page(pages, sue):
    with pytest.raises(NumberTaken, match=f"has a page 3 already: {KEY}-p3.*that is free"):
        numbered(pages[1], "3", sue)

    assert Page.objects.get(pk=pages[1].pk).identifier == f"{KEY}-p1"
    assert not AuditEntry.objects.filter(action="page.repaired").exists()


def test_a_number_that_another_page_has_by_its_place_is_refused(sue):
    issue = make_issue("2020-05-01")
    page = make_page("头版", issue=issue, sequence=1, printed_number="1")
    make_page("另一版", issue=issue, sequence=2)

    with pytest.raises(NumberTaken, match="a page 2 already"):
        numbered(page, "2", sue)


def test_the_number_that_it_has_already_is_refused(pages, sue):
    with pytest.raises(Refused, match="so already"):
        numbered(pages[1], "1", sue)


def test_two_pages_are_swapped_over_a_free_number(pages, sue):
    numbered(pages[1], "99", sue)
    numbered(pages[3], "1", sue)
    numbered(pages[1], "3", sue)

    assert find_page(f"{KEY}-p1") == pages[3]
    assert find_page(f"{KEY}-p3") == pages[1]
    assert find_page(f"{KEY}-p99") == pages[1]


def test_a_page_that_somebody_else_repaired_meanwhile_is_refused(pages, sue):
    repairing.repair(pages[1], SetKind(1, Kind.LETTER), by=sue)

    with pytest.raises(Refused, match="meanwhile"):
        repairing.repair(pages[1], SetNumber("7"), seen=0, by=sue)


# History, undo, redo ------------------------------------------------------------------------------
def test_the_history_says_who_changed_it_from_what_to_what(pages, sue):
    numbered(pages[1], "7", sue)
    undone(pages[1], sue)

    acts = [workbench.told(act) for act in workbench.acts_on(pages[1])]

    assert [act.actor for act, _sentence in acts] == [sue, sue]
    assert [sentence for _act, sentence in acts] == [
        "Undone: This is page 7.", "This is page 7. Before: 1.",
    ]  # fmt: skip


def test_the_number_is_undone_and_redone_among_the_other_repairs(pages, sue):
    page = pages[1]
    repairing.repair(page, SetKind(1, Kind.LETTER), by=sue)
    numbered(page, "7", sue)
    repairing.repair(Page.objects.get(pk=page.pk), SetKind(2, Kind.LETTER), by=sue)
    last = layout_of(page)

    places = [undone(page, sue).identifier[-1] for _step in range(3)]
    first = [entry.kind for entry in layout_of(page).articles]
    places += [redone(page, sue).identifier[-1] for _step in range(3)]

    assert places == ["7", "1", "1", "1", "7", "7"]
    assert Kind.LETTER not in first
    assert layout_of(page) == last


def test_a_number_is_undone_from_whatever_one_has_of_the_page(pages, sue):
    repairing.repair(pages[1], SetNumber("7"), by=sue)

    repairing.undo(pages[1], by=sue)
    repairing.redo(pages[1], by=sue)

    assert find_page(f"{KEY}-p7") == pages[1]


def test_undoing_leaves_no_trace_on_what_was_cited(pages, sue):
    numbered(pages[1], "7", sue)
    numbered(pages[3], "1", sue)

    undone(pages[3], sue)

    assert find_page(f"{KEY}-p1") == pages[1]
    assert find_page(f"{KEY}-p3") == pages[3]


def test_undoing_is_refused_when_another_page_has_the_number_by_now(pages, sue):
    numbered(pages[1], "7", sue)
    numbered(pages[3], "1", sue)

    with pytest.raises(NumberTaken, match=f"a page 1 already: {KEY}-p1"):
        undone(pages[1], sue)

    assert find_page(f"{KEY}-p7") == pages[1]


def test_a_number_is_undone_after_its_issue_went_into_another(sue):
    page = make_page("头版", issue=make_issue(None, key="u001"), sequence=1, printed_number="1")
    there = make_page("一版", issue=make_issue("2020-05-01"), sequence=1, printed_number="2")
    numbered(page, "5", sue)
    merging.merge(Page.objects.get(pk=page.pk).issue, into=there.issue, by=sue)

    page = undone(page, sue)

    assert place_of(page) == (f"{KEY}-p5", "1")
    assert find_page("zjfzb-u001-p1") == page


def test_what_was_cited_before_a_merging_resolves_after_it_was_taken_back(sue):
    page = make_page("头版", issue=make_issue(None, key="u001"), sequence=1, printed_number="1")
    there = make_page("一版", issue=make_issue("2020-05-01"), sequence=1, printed_number="1")
    numbered(page, "5", sue)
    merging.merge(Page.objects.get(pk=page.pk).issue, into=there.issue, by=sue)

    merging.unmerge(MergedIssue.objects.get(), by=sue)

    assert find_page("zjfzb-u001-p1") == page
    assert find_page("zjfzb-u001-p5") == page
    assert find_page(f"{KEY}-p5") == page
    assert not FormerPlace.objects.filter(key="u001", sequence=5).exists()


def test_redoing_after_the_date_was_changed_keeps_both(pages, sue):
    numbered(pages[1], "7", sue)
    undone(pages[1], sue)
    date_issue(pages[1].issue, date=datetime.date(2020, 5, 2), by=sue)

    page = redone(pages[1], sue)

    assert page.identifier == "zjfzb-2020-05-02-p7"
    assert find_page(f"{KEY}-p1") == page


# Jumps --------------------------------------------------------------------------------------------
def test_what_a_jump_may_lead_to_is_proposed_anew(pages, sue):
    other = target_on(pages[3])
    before = [each.article for each in relating.proposals(jump(pages[1]))]

    numbered(pages[3], "7", sue)
    away = relating.proposals(jump(pages[1]))
    numbered(pages[3], "3", sue)
    again = [each.article for each in relating.proposals(jump(pages[1]))]

    assert before == [other]
    assert away == []
    assert again == [other]


def test_a_confirmed_jump_stays_joined_and_says_where_its_part_stands_now(pages, sue, client):
    join(pages, 1, 3, by=sue)
    texts = {head.pk: head.joined_text for head in joined_as_they_stand()}

    numbered(pages[3], "7", sue)

    assert jump(pages[1]).target == target_on(pages[3])
    assert {head.pk: head.joined_text for head in joined_as_they_stand()} == texts
    client.force_login(sue)
    html = client.get(reverse("article", args=[f"{KEY}-p1-a1"])).text
    assert "which is page 7 by now; the joining stays" in html


def test_what_was_declined_stays_declined_when_the_number_comes_back(pages, sue):
    leads = jump(pages[1])
    relating.reject(leads, other=target_on(pages[3]), by=sue)

    numbered(pages[3], "7", sue)
    away = relating.jumps_shown(leads.article, propose=True)[0].rejected
    undone(pages[3], sue)
    again = relating.jumps_shown(leads.article, propose=True)[0]

    assert away == []
    assert list(again.rejected) == [target_on(pages[3])]
    assert again.proposals == []
    assert Continuation.objects.get(pk=leads.pk).rejected.count() == 1


# On the workbench ---------------------------------------------------------------------------------
@pytest.fixture
def desk(client, sue):
    """The workbench of a supervisor: sets a number as the form does."""
    client.force_login(sue)

    def send(number, page="1", **fields):
        address = reverse("page_numbered", args=[f"{KEY}-p{page}"])
        return client.post(address, {"number": number, **fields})

    return send


@pytest.mark.parametrize("typed", ["7", "０７", "第七版", "七", " 7 版"])
def test_the_number_is_set_with_a_form_and_the_place_on_the_page_stays(desk, pages, typed):
    response = desk(typed, at=12, seen=0)

    assert response.url == reverse("workbench", args=[f"{KEY}-p7"]) + "?at=12"
    assert Page.objects.get(pk=pages[1].pk).printed_number == "7"


@pytest.mark.parametrize("typed", ["", "0", "1000", "头条", "third", "3-4", "零", "7" * 30])
def test_what_is_no_number_is_refused_beside_the_field(desk, pages, typed):
    response = desk(typed, at=12)

    assert response.status_code == 422
    assert '<span class="error" id="number-error">Give the number' in response.text
    assert f'value="{typed}" aria-describedby="number-help number-error"' in response.text
    assert '<details id="do-number" open>' in response.text
    assert Page.objects.get(pk=pages[1].pk).printed_number == "1"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "This issue has a page 3 already: <a"), ("zh-hans", "本期已有第 3 版：<a")],
)
def test_a_number_that_is_taken_is_refused_beside_the_field_with_a_link(
    desk, pages, sue, language, sentence
):
    sue.language = language
    sue.save(update_fields=["language"])

    response = desk("3")

    assert response.status_code == 409
    assert f'{sentence} href="{reverse("workbench", args=[f"{KEY}-p3"])}">' in response.text


def test_who_saw_an_older_state_sets_no_number(desk, pages, sue):
    repairing.repair(pages[1], SetKind(1, Kind.LETTER), by=sue)

    response = desk("7", seen=0)

    assert response.status_code == 409
    assert "meanwhile" in response.text
    assert 'value="7"' in response.text


@pytest.mark.parametrize("in_part", [True, False])
def test_undoing_a_number_leads_to_the_address_that_the_page_has_again(
    desk, pages, client, in_part
):
    desk("7", at=0)
    seen = Page.objects.get(pk=pages[1].pk).revision_id
    address = reverse("workbench", args=[f"{KEY}-p7"])
    headers = {"HX-Request": "true"} if in_part else {}

    response = client.post(address, {"do": "undo", "seen": seen, "at": 12}, headers=headers)

    there = reverse("workbench", args=[f"{KEY}-p1"]) + "?at=12"
    assert response["HX-Redirect" if in_part else "Location"] == there


def test_undoing_a_number_that_is_taken_by_now_names_the_page_with_a_link(desk, pages, client, sue):
    desk("7")
    desk("1", page="3")
    seen = Page.objects.get(pk=pages[1].pk).revision_id

    response = client.post(
        reverse("workbench", args=[f"{KEY}-p7"]), {"do": "undo", "seen": seen, "at": 0}
    )

    assert response.status_code == 409
    assert f'href="{reverse("workbench", args=[f"{KEY}-p1"])}"' in response.text


def test_a_page_that_prints_no_number_says_so(client, sue):
    page = make_page("头版", issue=make_issue("2020-05-01"), sequence=2)
    client.force_login(sue)

    html = client.get(reverse("workbench", args=[page.identifier])).text

    assert "this is its place in the issue" in html


@pytest.mark.django_db(transaction=True)
def test_of_several_pages_that_get_one_number_at_once_one_has_it():
    sue, waiting = make_user(role="supervisor"), list(import_issue().values())

    told = at_once(lambda: repairing.repair(waiting.pop(), SetNumber("7"), by=sue))

    assert [sentence[:22] for sentence in told] == ["This issue has a page "] * 2 + ["done"]
    assert Page.objects.filter(printed_number="7").count() == 1
