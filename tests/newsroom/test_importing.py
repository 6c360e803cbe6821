"""Page files become issues, pages and articles: once, completely, and so that it can be undone."""

import random
import threading
import tracemalloc

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from newsroom.errors import Refused
from newsroom.models import (
    Article,
    AuditEntry,
    ImportBatch,
    Issue,
    Newspaper,
    Page,
    SearchEntry,
)
from newsroom.text.compose import compose
from tests.factories import make_newspaper
from tests.newsroom.page_files import (
    SEEDS,
    UNDATED,
    import_files,
    page_file,
    seed_files,
    sentences,
    table_sizes,
)

pytestmark = pytest.mark.django_db


# What goes in -------------------------------------------------------------------------------------
def test_the_seeds_become_sixteen_articles_on_five_pages():
    report = import_files(SEEDS)

    assert [len(page.articles) for page in report.pages] == [5, 4, 1, 3, 3]
    assert Article.objects.count() == SearchEntry.objects.count() == 16
    assert Newspaper.objects.get().name_zh == "浙江法制报"
    assert not report.refusals


def test_the_seeds_get_the_days_that_their_pages_tell():
    import_files(SEEDS)

    assert set(Issue.objects.values_list("key", "date_basis")) == {
        ("2019-07-09", "inferred"),
        ("2022-01-28", "inferred"),
        ("2019-08-22", "inferred"),
        ("2017-09-30", "inferred"),
        ("u001", "inferred"),
    }
    undated = Issue.objects.get(key="u001")
    assert undated.date is None
    assert undated.date_from.year <= 2018 <= undated.date_to.year
    assert Issue.objects.get(key="2019-07-09").date_evidence["evidence"]


def test_a_page_keeps_every_character_of_its_file_and_segments_cover_them_once():
    import_files(SEEDS)

    for page in Page.objects.all():
        assert page.text == (SEEDS / page.file_name).read_text(encoding="utf-8")
        covered = [False] * len(page.text)
        for segment in page.segments.all():
            for place in range(segment.start, segment.end):
                assert not covered[place]
                covered[place] = True
        assert all(
            held or character.isspace() for held, character in zip(covered, page.text, strict=True)
        )


def test_an_article_is_what_its_stored_segments_compose():
    import_files(SEEDS)

    for article in Article.objects.select_related("page"):
        assert compose(article.page.text, article.segments.all()).text == article.text
        assert article.headline


def test_credits_and_jumps_are_stored_with_their_article():
    import_files(SEEDS)

    article = Article.objects.get(headline__contains="枫桥经验")
    assert list(article.credits.values_list("position", "name", "role")) == [
        (1, "高敏", "记者"), (2, "周璇", "见习记者"), (3, "杨敏儿", "通讯员"),
    ]  # fmt: skip
    assert list(article.continuations.values_list("type", "raw", "target_page")) == [
        ("continues_on", "(下转3版)", "3")
    ]


def test_undated_pages_are_issues_of_their_own_with_keys_that_count_on():
    import_files(page_file("a.txt"))

    report = import_files(page_file("b.txt", UNDATED.replace("一起", "两起")))

    assert set(Issue.objects.values_list("key", flat=True)) == {"u001", "u002"}
    assert report.pages[0].identifier == "zjfzb-u002-p1"


def test_a_file_name_may_state_the_day_and_the_page():
    report = import_files(page_file("2019-07-09_03.txt"))

    page = Page.objects.get()
    assert page.issue.key == "2019-07-09"
    assert page.issue.date_basis == "named"
    assert (page.sequence, page.printed_number) == (3, "3")
    assert report.pages[0].identifier == "zjfzb-2019-07-09-p3"


def test_pages_of_one_day_make_one_issue_in_the_order_of_their_numbers():
    import_files(
        page_file("2019-07-09_02.txt", UNDATED + "乙"), page_file("2019-07-09_01.txt", UNDATED)
    )

    assert Issue.objects.count() == 1
    assert list(Page.objects.values_list("sequence", "file_name")) == [
        (1, "2019-07-09_01.txt"),
        (2, "2019-07-09_02.txt"),
    ]


def test_a_later_import_joins_the_issue_of_the_same_day_at_the_next_free_place():
    import_files(page_file("2019-07-09_01.txt"))

    import_files(SEEDS / "000_67c79fb75c83bfe5.txt")

    issue = Issue.objects.get()
    assert list(issue.pages.values_list("sequence", "printed_number")) == [(1, "1"), (2, "")]


def test_a_name_like_a_checksum_states_no_day():
    import_files(page_file("000_2019070901.txt"))

    assert Issue.objects.get().key == "u001"


def test_files_of_a_folder_are_named_by_their_path_within_it(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a.txt").write_text(UNDATED, encoding="utf-8")
    (tmp_path / "notes.json").write_text("{}")

    import_files(tmp_path)

    assert Page.objects.get().file_name == "one/a.txt"


def test_only_one_issue_is_held_in_memory_at_a_time(tmp_path):
    for day in range(1, 31):
        blank = " " * 300_000  # 600 kB each, 18 MB all together
        text = f"{UNDATED}{blank}第{day}号\n"
        (tmp_path / f"2019-06-{day:02}_01.txt").write_text(text, encoding="utf-8")
    import_files(page_file())  # so that what is loaded once does not count

    tracemalloc.start()
    report = import_files(tmp_path)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(report.pages) == 30
    assert most < 14_000_000


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_page_reads_the_same_in_any_of_the_usual_encodings(encoding):
    import_files(page_file(encoding=encoding, text=UNDATED.replace("\n", "\r\n")))

    assert Page.objects.get().text == UNDATED


def test_the_import_is_on_record_with_the_person(sue):
    report = import_files(page_file(), by=sue, source="a.txt")

    assert report.batch.created_by == sue
    entries = AuditEntry.objects.order_by("pk")
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("batch.created", sue),
        ("issue.imported", sue),
    ]
    assert entries[1].after == {
        "batch": report.batch.pk, "pages": ["zjfzb-u001-p1"], "articles": 1,
    }  # fmt: skip


def test_an_issue_of_many_articles_takes_as_many_queries_as_one_of_few():
    with CaptureQueriesContext(connection) as few:
        import_files(SEEDS / "002_7acaeca8f5c70b6b.txt")
    with CaptureQueriesContext(connection) as many:
        import_files(SEEDS / "000_67c79fb75c83bfe5.txt")

    assert len(many) <= len(few)


# Twice --------------------------------------------------------------------------------------------
def test_repeating_an_import_changes_nothing():
    import_files(SEEDS)
    before = table_sizes()

    report = import_files(SEEDS)

    assert table_sizes() == before
    assert report.batch is None
    assert {page.new for page in report.pages} == {False}
    assert sum(len(page.articles) for page in report.pages) == 16


def test_the_same_text_in_another_encoding_is_unchanged():
    import_files(page_file())

    report = import_files(page_file(encoding="gb18030"))

    assert [page.new for page in report.pages] == [False]
    assert not report.refusals


def test_imports_at_the_same_time_take_each_page_once(transactional_db):
    make_newspaper()
    failures = []

    def run():
        try:
            import_files(*seed_files())
        except Exception as problem:  # shown by the assertion below
            failures.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _time in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures
    assert Page.objects.count() == 5
    assert Article.objects.count() == 16


# What does not go in ------------------------------------------------------------------------------
def test_a_changed_file_under_a_known_name_is_refused():
    import_files(page_file())
    before = table_sizes()

    report = import_files(page_file(text=UNDATED + "又及。\n"))

    assert "a.txt was imported before with another text." in sentences(report)[0]
    assert table_sizes() == before


def test_the_same_text_under_another_name_is_refused():
    import_files(page_file())

    report = import_files(page_file("b.txt"))

    assert sentences(report) == ["b.txt has the same text as a.txt, which is in the corpus."]


def test_the_same_text_twice_in_one_import_goes_in_once():
    report = import_files(page_file("2019-07-09_01.txt"), page_file("2019-07-09_02.txt"))

    assert Page.objects.count() == 1
    assert len(report.refusals) == 1


def test_unreadable_files_are_refused_by_name_and_line_while_the_others_go_in():
    broken = ("bad.txt", b"first line\nsecond \xff\xff\xff line of the file\n")

    report = import_files(("binary.txt", b"%PDF-1.4 ..."), broken, ("empty.txt", b""), page_file())

    assert [(refusal.file, refusal.line) for refusal in report.refusals] == [
        ("binary.txt", None),
        ("bad.txt", 2),
        ("empty.txt", None),
    ]
    assert Page.objects.get().file_name == "a.txt"
    assert [refusal["file"] for refusal in report.batch.refusals] == [
        "binary.txt", "bad.txt", "empty.txt",
    ]  # fmt: skip


def test_nothing_is_left_behind_when_nothing_went_in():
    report = import_files(("empty.txt", b""))

    assert report.batch is None
    assert not ImportBatch.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_file_that_is_not_there_is_refused(tmp_path):
    report = import_files(tmp_path / "gone.txt")

    assert sentences(report) == ["gone.txt cannot be opened: No such file or directory."]


def test_a_page_number_that_the_issue_has_already_is_refused():
    import_files(page_file("2019-07-09_01.txt"))

    report = import_files(page_file("2019-07-09_1b.txt", UNDATED + "乙"))

    assert sentences(report) == [
        "2019-07-09_1b.txt is page 1 of 2019-07-09, and there is such a page already."
    ]
    assert Page.objects.count() == 1


def test_a_day_that_does_not_exist_is_refused():
    report = import_files(page_file("2019-02-30_01.txt"))

    assert sentences(report) == ["The name of 2019-02-30_01.txt states a day that does not exist."]


def test_a_name_that_is_too_long_is_refused():
    report = import_files(page_file("长" * 300 + ".txt"))

    assert "is longer than 255 characters." in sentences(report)[0]


def test_a_text_that_no_index_holds_is_refused():
    pick = random.Random(1)
    text = "".join(chr(pick.randint(0x4E00, 0x9FA5)) for _place in range(250_000))

    report = import_files(page_file(text=text))

    assert "too many different words" in sentences(report)[0]


def test_an_unknown_newspaper_is_refused_with_how_to_add_it():
    with pytest.raises(Refused, match=r"no newspaper with the slug “rmrb”. Add it first"):
        import_files(page_file(), newspaper="rmrb")


def test_another_newspaper_may_have_a_file_of_the_same_name_and_text():
    make_newspaper("rmrb", name_zh="人民日报")
    import_files(page_file())

    import_files(page_file(), newspaper="rmrb")

    assert set(Page.objects.values_list("newspaper__slug", "file_name")) == {
        ("zjfzb", "a.txt"),
        ("rmrb", "a.txt"),
    }


def test_a_trial_reports_everything_and_changes_nothing():
    report = import_files(SEEDS, dry_run=True)

    assert sum(len(page.articles) for page in report.pages) == 16
    assert report.batch is None
    assert set(table_sizes().values()) == {0}
