"""What a page prints in its head: its number, by which jumps find it, and its day."""

import pytest

from newsroom import relating, repairing
from newsroom.models import Continuation, Issue, Page
from tests.newsroom.jumping import FIRST, THIRD
from tests.newsroom.page_files import import_files, page_file
from tests.newsroom.test_import_jobs import done, received

pytestmark = pytest.mark.django_db

DAY = "2019年7月9日 星期二"


def headed(number, text):
    """A page with a head."""
    return f"某某日报 {DAY} {number}\n\n{text}"


def pages():
    return list(Page.objects.order_by("file_name").values_list("sequence", "printed_number"))


@pytest.mark.parametrize(
    ("first", "third", "found"),
    [
        ("第1版", "第3版", [(1, "1"), (3, "3")]),
        ("第一版", "第三版", [(1, "1"), (3, "3")]),
        ("A01版", "A03版", [(1, "A1"), (2, "A3")]),
        ("今日12版", "今日12版", [(1, ""), (2, "")]),
        ("第3版", "第3版", [(3, "3"), (4, "")]),
    ],
)
def test_a_page_is_numbered_as_its_head_says(first, third, found):
    import_files(page_file("a.txt", headed(first, FIRST)), page_file("b.txt", headed(third, THIRD)))

    assert pages() == found


def test_the_workers_number_pages_as_an_import_in_one_go_does():
    files = [
        page_file("2019-07-09_A01.txt", FIRST), page_file("2019-07-09_A03.txt", THIRD),
        page_file("c.txt", headed("第8版", THIRD + "完")),
    ]  # fmt: skip

    done(received(*files))

    assert pages() == [(1, "A1"), (2, "A3"), (8, "8")]


def test_what_the_name_states_beats_the_head():
    import_files(page_file("2019-07-09_05.txt", headed("第3版", FIRST)))

    assert pages() == [(5, "5")]


def test_a_jump_to_a_page_with_a_letter_finds_it():
    first = headed("A01版", FIRST.replace("下转3版", "下转A3版"))
    third = headed("A03版", THIRD.replace("上接1版", "上接A1版"))
    import_files(page_file("a.txt", first), page_file("b.txt", third))

    jump = Continuation.objects.get(type="continues_on", target_page="A3")

    assert [p.article.page.printed_number for p in relating.proposals(jump)] == ["A3"]


def test_a_name_that_states_another_day_than_the_head_is_shown_as_a_contradiction():
    import_files(page_file("2019-07-08_01.txt", headed("第1版", FIRST)))

    issue = Issue.objects.get()
    assert (str(issue.date), issue.date_basis) == ("2019-07-08", Issue.Basis.NAMED)
    assert issue.date_confidence < 1
    [against] = issue.date_evidence["contradictions"]
    assert DAY in against["text"]


NEW_YEAR = """发布会介绍防疫

本报讯 27日15时,发布会举行。春节临近,请注意防护奥密克戎变异株。冬奥会将至。"""


def test_a_page_whose_name_states_a_day_against_all_it_tells_is_to_be_checked():
    import_files(page_file("2016-01-28_01.txt", NEW_YEAR), page_file("2022-01-28_01.txt", FIRST))

    [doubted] = repairing.to_check()
    assert str(doubted.issue.date) == "2016-01-28"
    assert "奥密克戎" in str(doubted.issue.date_evidence["contradictions"])


def test_the_workers_doubt_a_stated_day_as_an_import_in_one_go_does():
    done(received(page_file("2016-01-28_01.txt", NEW_YEAR)))

    assert repairing.to_check().get().issue.date_confidence < 1


def test_a_name_that_states_the_day_of_the_head_is_sure():
    import_files(page_file("2019-07-09_01.txt", headed("第1版", FIRST)))

    issue = Issue.objects.get()
    assert issue.date_confidence == 1
    assert issue.date_evidence["contradictions"] == []
