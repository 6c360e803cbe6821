"""Tables of ready-made articles: every row goes in once, as it is, or is refused with a word."""

import datetime
import json
import os
import signal
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from newsroom import batches, search, tabled, tables, undoing
from newsroom.errors import Refused
from newsroom.models import (
    Article,
    ArticleDigest,
    AuditEntry,
    Credit,
    GivenArticle,
    ImportBatch,
    ImportFile,
    Issue,
    Newspaper,
    Page,
    SearchEntry,
    Segment,
)
from newsroom.progress import State, progress_of
from newsroom.text import table_pages
from newsroom.text.table_columns import Mapping
from tests.factories import in_a_loop_of_its_own, make_newspaper, make_round, make_user
from tests.newsroom.page_files import UNDATED, import_files
from tests.newsroom.table_files import (
    BODY,
    begun,
    csv_of,
    done,
    imported,
    received,
    refused,
    row,
)
from tests.newsroom.test_import_jobs import retry_stalled, start_worker, work_everything_off

pytestmark = pytest.mark.django_db
DAY = datetime.date(2019, 7, 9)
ROWS = 600


def corpus():
    """Everything that an import writes, without the numbers that the database gives out."""
    article = "article__page__table_row", "article__number"
    return [
        list(rows)
        for rows in (
            Issue.objects.order_by("key").values_list("key", "date", "date_basis"),
            Page.objects.order_by("table_row").values_list(
                "table_row", "issue__key", "sequence", "printed_number", "text", "confidence"
            ),
            Article.objects.order_by("page__table_row", "number").values_list(
                "page__table_row", "number", "kind", "headline", "text", "text_sha256"
            ),
            Segment.objects.order_by("page__table_row", "start").values_list(
                "page__table_row", "start", "end", "role", "block", "reason", "article__number"
            ),
            Credit.objects.order_by(*article, "position").values_list(*article, "name", "role"),
            GivenArticle.objects.order_by("row").values_list("row", "outside_id", "fingerprint"),
            SearchEntry.objects.order_by(*article).values_list(*article, "folded"),
        )
    ]


def progress(batch):
    """How far an import is."""
    batch.refresh_from_db()
    return progress_of([batch])[0][1]


# What becomes of a row ----------------------------------------------------------------------------
def test_a_row_becomes_an_article_that_reads_as_it_was_given():
    imported(csv_of(row(1, text="　　第一段。\n\n第二段。", by="记者 王一平 通讯员 李强")))

    article = Article.objects.get()
    page = article.page
    assert article.text == "第1号标题\n记者 王一平 通讯员 李强\n第一段。\n第二段。"
    assert page.text == "第1号标题\n记者 王一平 通讯员 李强\n\n　　第一段。\n\n第二段。"
    assert (page.issue.date, page.issue.date_basis, page.printed_number) == (DAY, "table", "1")
    assert (page.file_name, page.table_row, page.batch_id) == (
        "articles.csv", 2, ImportBatch.objects.get().pk,
    )  # fmt: skip
    assert list(article.credits.values_list("name", "role")) == [
        ("王一平", "记者"), ("李强", "通讯员"),
    ]  # fmt: skip
    assert set(page.segments.values_list("confidence", "reason")) == {(1.0, "The table states it.")}


def test_what_goes_in_is_found_and_has_its_key_terms():
    imported(csv_of(row(1), row(2)))

    found = search.find(search.parse("第2号标题"))
    assert list(found.ids) == [Article.objects.get(headline="第2号标题").pk]
    assert SearchEntry.objects.count() == ArticleDigest.objects.count() == 2
    assert SearchEntry.objects.filter(day=DAY, page="1").count() == 2


def test_section_and_kind_are_stored_and_can_be_filtered():
    names = ("栏目", "体裁", "引题", "标题", "副题", "正文")
    imported(csv_of(("时评", "评论", "肩题", "标题", "副题", "正文。"), names=names))

    article = Article.objects.get()
    assert article.kind == "commentary"
    assert article.text == "时评\n肩题\n标题\n副题\n正文。"
    assert SearchEntry.objects.get().rubric == "时评"


def test_rows_of_one_page_stand_on_it_in_their_order():
    imported(csv_of(row(3, page="2"), row(1), row(2), row(4, page="2")))

    first, second = Page.objects.order_by("sequence")
    assert [article.headline for article in first.articles.all()] == ["第1号标题", "第2号标题"]
    assert [article.headline for article in second.articles.all()] == ["第3号标题", "第4号标题"]
    assert Issue.objects.count() == 1


def test_rows_without_a_page_have_a_page_each():
    imported(csv_of(row(1, page=""), row(2, page="")))

    assert list(Page.objects.order_by("sequence").values_list("sequence", "printed_number")) == [
        (1, ""), (2, ""),
    ]  # fmt: skip


def test_a_page_that_the_issue_has_already_gets_a_further_sequence():
    import_files(("2019-07-09_01.txt", UNDATED.encode()))

    imported(csv_of(row(1), row(2, page="A3")))

    issue = Issue.objects.get()
    assert list(issue.pages.order_by("sequence").values_list("sequence", "printed_number")) == [
        (1, "1"), (2, "1"), (3, "A3"),
    ]  # fmt: skip
    assert issue.date_basis == "named"


def test_a_page_has_no_more_articles_than_can_be_looked_at(monkeypatch):
    monkeypatch.setattr(table_pages, "MOST_ON_A_PAGE", 2)
    monkeypatch.setattr(tabled, "LOOKED_AHEAD", 4)

    imported(csv_of(*(row(number) for number in range(5))))

    assert [page.articles.count() for page in Page.objects.order_by("sequence")] == [2, 2, 1]


def test_what_has_no_day_shares_an_undated_issue_of_its_import():
    imported(csv_of(row(1, date=""), row(2, date="2019-07"), row(3, date="")))
    imported(csv_of(row(4, date="")))

    known = Issue.objects.order_by("key").values_list("key", "date_from", "date_to", "date_basis")
    assert [issue.pages.count() for issue in Issue.objects.order_by("key")] == [1, 2, 1]
    assert list(known) == [
        ("u001", datetime.date(2019, 7, 1), datetime.date(2019, 7, 31), "none"),
        ("u002", None, None, "none"),
        ("u003", None, None, "none"),
    ]


def test_an_undated_issue_has_room_for_so_many_pages(monkeypatch):
    monkeypatch.setattr(tabled, "PAGES_OF_AN_UNDATED_ISSUE", 2)
    monkeypatch.setattr(table_pages, "STORED_TOGETHER", 1)

    imported(csv_of(*(row(number, date="", page="") for number in range(5))))

    assert [issue.pages.count() for issue in Issue.objects.order_by("key")] == [2, 2, 1]


def test_a_day_with_more_pages_than_an_issue_has_room_for_says_so(monkeypatch):
    monkeypatch.setattr(tabled, "LAST_SEQUENCE", 2)

    batch = imported(csv_of(*(row(number, page="") for number in range(3))))

    assert Page.objects.count() == 2
    assert refused(batch) == ["Row 4: there is no room for further pages in zjfzb-2019-07-09."]


def test_rows_name_their_newspapers_in_any_way():
    make_newspaper("zjrb", name_zh="浙江日报", name_en="Zhejiang Daily")
    names = ("报纸", "标题", "正文")
    rows = [("《浙江日报》", "一", "甲"), ("zhejiang daily", "二", "乙"), ("", "三", "丙")]

    imported(csv_of(*rows, names=names))

    assert dict(Article.objects.values_list("headline", "page__newspaper__slug")) == {
        "一": "zjrb", "二": "zjrb", "三": "zjfzb",
    }  # fmt: skip


def test_the_same_text_on_two_days_is_two_articles():
    imported(
        csv_of(row(1, title="公告", text=BODY), row(2, title="公告", text=BODY, date="2019-07-10"))
    )

    assert Article.objects.count() == 2


# What is refused ----------------------------------------------------------------------------------
def test_what_is_wrong_with_a_row_is_said_with_row_and_column_and_the_rest_goes_in():
    rows = [row(1), row(2, date="昨天"), row(3, text=" "), row(4, page="从第二版一直到第九版")]

    batch = imported(csv_of(*rows))

    assert Article.objects.get().headline == "第1号标题"
    assert refused(batch) == [
        "Row 3, 日期: “昨天” is no day such as 2019-07-09.",
        "Row 4, 正文: it is empty.",
        "Row 5, 版次: “从第二版一直到第九版” is no page number.",
    ]


def test_refusals_are_told_in_the_language_of_who_imports():
    batch = imported(
        csv_of(row(1, date="昨天")), by=make_user(role="supervisor", language="zh-hans")
    )

    assert refused(batch) == ["第 2 行，日期：“昨天”不是 2019-07-09 这样的日期。"]


def test_a_newspaper_that_nobody_knows_is_said():
    batch = imported(csv_of(("某报", "一", "甲"), names=("报纸", "标题", "正文")))

    assert refused(batch) == ["Row 2, 报纸: there is no newspaper “某报” here."]


def test_a_row_with_too_many_cells_is_refused_and_one_with_too_few_is_not():
    data = "标题,正文,日期\n一,甲,2019-07-09,多\n二,乙\n".encode()

    batch = imported(data)

    assert Article.objects.get().headline == "二"
    assert "it has 4 cells, and the table has 3 columns" in refused(batch)[0]


def test_a_damaged_cell_is_named_by_its_column():
    batch = imported(csv_of(row(1), row(2)).replace("第2号标题".encode(), b"x\0y"))

    assert refused(batch) == ["Row 3: column 标题 holds a NUL character."]
    assert Article.objects.count() == 1


def test_an_article_that_breaks_the_program_does_not_hold_up_the_others(monkeypatch):
    from newsroom.text import table_articles

    # No article is known that cannot be laid out; one is made to, for there may be one.
    def lay(article, laying=table_articles.lay):
        if "坏" in article.text:
            raise RecursionError
        return laying(article)

    monkeypatch.setattr(table_articles, "lay", lay)

    batch = imported(csv_of(row(1, text="坏"), row(2)))

    assert Article.objects.get().headline == "第2号标题"
    assert refused(batch) == ["Row 2: it could not be laid out. Please report this."]


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "a.csv", "is empty"),
        (b"\0\1\2" * 500, "a.csv", "is a binary file"),
        (b"\xd0\xcf\x11\xe0" * 9, "a.xls", "old or locked Excel file"),
        (b"no workbook", "a.xlsx", "cannot be read as an Excel workbook"),
        ("标题,正文\n".encode(), "a.csv", "has no rows"),
        ((",".join(f"c{n}" for n in range(300)) + "\n").encode() * 2, "a.csv", "300 columns"),
    ],
)
def test_what_is_no_table_is_refused_and_leaves_no_trace(data, name, sentence):
    with pytest.raises(Refused, match=sentence):
        received(data, name)

    assert not ImportBatch.objects.exists()


def test_a_table_that_is_too_large_is_refused_unread():
    large = tables.Given("a.csv", tables.LARGEST_TABLE + 1, lambda: pytest.fail("it was opened"))

    with pytest.raises(Refused, match="a table may have 500 MB"):
        tables.receive(large, newspaper=make_newspaper(), source="", by=None)


def test_rows_beyond_the_limit_are_left_with_a_word(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 2)

    batch = imported(csv_of(*(row(number) for number in range(5))))

    assert Article.objects.count() == 2
    assert refused(batch) == ["From row 4 on, nothing was taken: a table may have 2 rows."]


# Twice --------------------------------------------------------------------------------------------
def test_the_same_table_again_changes_nothing_and_says_so():
    data = csv_of(row(1), row(2, key="k2"))
    imported(data)
    before = corpus()

    again = imported(data, "another-name.csv")

    assert corpus() == before
    assert (progress(again).new, progress(again).known, progress(again).refused) == (0, 2, 0)


def test_a_table_with_further_rows_brings_these_only():
    imported(csv_of(row(1), row(2)))

    again = imported(csv_of(row(1), row(2), row(3)))

    assert (progress(again).known, progress(again).articles) == (2, 1)
    assert list(Page.objects.order_by("sequence").values_list("printed_number", flat=True)) == [
        "1", "1",
    ]  # fmt: skip


def test_a_row_that_is_in_the_table_twice_goes_in_once():
    batch = imported(csv_of(row(1), row(1)))

    assert refused(batch) == ["Row 3: it states the same article as row 2."]
    assert Article.objects.count() == 1


def test_an_identifier_stands_for_one_article():
    imported(csv_of(row(1, key="k")))

    batch = imported(csv_of(row(2, key="k"), row(3, key="l"), row(4, key="l")))

    assert refused(batch) == [
        "Row 2: its identifier “k” is that of zjfzb-2019-07-09-p1-a1, which has another day, "
        "headline or text.",
        "Row 4: its identifier “l” is that of row 3, which has another day, headline or text.",
    ]
    assert set(GivenArticle.objects.values_list("outside_id", flat=True)) == {"k", "l"}


# Begun, stopped, gone on with, undone -------------------------------------------------------------
def test_nothing_goes_in_before_it_is_begun(sue):
    table = received(csv_of(row(1)), by=sue)

    assert not batches.run(table.batch, processes=0)
    assert progress(table.batch).state == State.RECEIVED
    assert not ProcrastinateJob.objects.exists()


def test_what_was_said_of_the_columns_is_kept_until_it_is_begun(sue):
    table = received(csv_of(row(1)), by=sue)
    other = make_newspaper("zjrb")
    mapping = Mapping.of_json({"columns": {"text": 1}, "order": "dmy"})

    tables.map_columns(table.batch, tables.Wanted(mapping, other), by=sue)

    table.refresh_from_db()
    assert Mapping.of_json(table.mapping) == mapping
    assert table.batch.newspaper == other
    assert AuditEntry.objects.filter(action="table.mapped", actor=sue).count() == 1


def test_a_table_without_a_column_of_texts_cannot_be_begun(sue):
    table = received(csv_of(("一", "二"), names=("甲", "乙")), by=sue)

    with pytest.raises(Refused, match="Say first which column"):
        batches.begin(table.batch, by=sue)

    assert not ProcrastinateJob.objects.exists()


@pytest.mark.parametrize("act", [tables.begin, tables.map_columns])
def test_what_is_begun_or_undone_is_not_mapped_any_more(act, sue):
    batch = begun(csv_of(row(1)), by=sue)
    table = batch.table
    wanted = tables.Wanted(Mapping.of_json(table.mapping), batch.newspaper)

    with pytest.raises(Refused, match="is begun already"):
        act(batch, wanted, by=sue)
    undoing.purge(batch, by=sue)
    with pytest.raises(Refused, match="is begun already"):
        act(batch, wanted, by=sue)


def test_the_first_row_can_be_an_article_or_a_header(sue):
    table = received(csv_of(("题目甲", BODY), ("题目乙", BODY + "乙"), names=None), by=sue)
    mapping = Mapping.of_json({"columns": {"headline": 0, "text": 1}})
    assert not table.headed

    for headed, waiting, name in ((True, 1, "题目甲"), (False, 2, "A"), (False, 2, "A")):
        wanted = tables.Wanted(mapping, table.batch.newspaper, headed)
        table = tables.map_columns(table.batch, wanted, by=sue)

        assert ImportFile.objects.count() == waiting
        assert table.columns[0]["name"] == name
    done(begun(csv_of(row(1))))
    tables.begin(table.batch, wanted, by=sue)
    done(table.batch)

    assert set(Article.objects.values_list("headline", flat=True)) == {
        "题目甲", "题目乙", "第1号标题",
    }  # fmt: skip


def test_newspapers_are_made_when_it_is_begun(sue):
    data = csv_of(("某报", "一", "甲"), ("", "二", "乙"), names=("报纸", "标题", "正文"))
    table = received(data, by=sue)
    mapping = Mapping.of_json(table.mapping)
    wanted = tables.Wanted(mapping, None, made=("新报", "xb"), slugs={"某报": "mb"})

    tables.begin(table.batch, wanted, by=sue)
    done(table.batch)

    assert dict(Article.objects.values_list("headline", "page__newspaper__name_zh")) == {
        "一": "某报", "二": "新报",
    }  # fmt: skip
    assert AuditEntry.objects.filter(action="newspaper.created").count() == 2


def test_a_slug_that_was_taken_meanwhile_is_refused_and_nothing_is_begun(sue):
    table = received(csv_of(row(1)), by=sue)
    wanted = tables.Wanted(Mapping.of_json(table.mapping), None, made=("新报", "zjfzb"))

    with pytest.raises(Refused, match="“zjfzb” is the short name of"):
        tables.begin(table.batch, wanted, by=sue)

    table.batch.refresh_from_db()
    assert table.batch.begun_at is None
    assert Newspaper.objects.count() == 1


def test_a_stopped_table_goes_on_where_it_was(sue):
    batch = begun(csv_of(row(1), row(2)), by=sue)
    batches.stop(batch, by=sue)
    assert not batches.run(batch, processes=0)
    assert not Page.objects.exists()

    batches.resume(batch, by=sue)
    done(batch)

    assert Article.objects.count() == 2


def test_a_slice_of_time_leaves_the_rest_for_the_next(monkeypatch):
    monkeypatch.setattr(table_pages, "STORED_TOGETHER", 1)
    batch = begun(csv_of(*(row(number, page=str(number)) for number in range(1, 5))))

    while not Page.objects.exists():
        assert batches.run(batch, processes=0, seconds=0.0)
    assert Page.objects.count() < 4

    done(batch)
    assert Page.objects.count() == 4


def test_several_processes_write_what_one_writes():
    data = csv_of(*(row(number, page=str(number % 3)) for number in range(1, 40)))
    imported(data)
    alone = corpus()
    undoing.purge(ImportBatch.objects.get(), by=None)

    done(begun(data), processes=2)

    assert corpus() == alone


def test_an_import_of_several_newspapers_is_undone_as_one(sue):
    make_newspaper("zjrb", name_zh="浙江日报")
    data = csv_of(("浙江日报", "一", "甲"), ("", "二", "乙"), names=("报纸", "标题", "正文"))
    batch = imported(data, by=sue)
    assert Issue.objects.count() == 2

    undoing.purge(batch, by=sue)

    for model in (Article, Page, Issue, GivenArticle, ImportFile):
        assert not model.objects.exists()
    assert progress(batch).state == State.UNDONE
    assert progress(imported(data)).articles == 2


def test_an_import_with_an_article_in_a_round_cannot_be_undone(sue):
    batch = imported(csv_of(row(1)), by=sue)
    make_round(articles=[Article.objects.get()])

    with pytest.raises(Refused, match="articles of it are in a round"):
        undoing.purge(batch, by=sue)

    assert GivenArticle.objects.count() == 1


def test_every_step_is_in_the_audit_log(sue):
    batch = imported(csv_of(row(1)), by=sue)

    acts = AuditEntry.objects.order_by("pk").values_list("action", "actor__username")
    assert list(acts) == [
        (f"{action}", "sue")
        for action in (
            "batch.received", "table.mapped", "batch.begun", "issue.imported", "batch.finished",
        )
    ]  # fmt: skip
    imported_issue = AuditEntry.objects.get(action="issue.imported")
    assert imported_issue.after == {"batch": batch.pk, "pages": 1, "articles": 1}


@pytest.mark.django_db(transaction=True)
def test_a_table_whose_worker_is_killed_in_the_middle_ends_with_the_same_rows():
    start = datetime.date(2001, 1, 1)
    rows = [
        row(
            number, date=str(start + datetime.timedelta(days=number // 8)) if number % 50 else "",
            page=str(number % 4 + 1) if number % 3 else "", key=str(number),
        )
        for number in range(ROWS)
    ]  # fmt: skip
    data = csv_of(*rows)
    begun(data)
    work_everything_off()
    undisturbed = corpus()
    undoing.purge(ImportBatch.objects.get(), by=None)
    batch = begun(data)

    worker = start_worker()
    while Article.objects.count() <= ROWS // 4:
        assert worker.poll() is None, "the worker ended too early"
        time.sleep(0.02)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    half = Article.objects.count()
    with connection.cursor() as cursor:  # as if half a minute had passed
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 h'")
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        in_a_loop_of_its_own(retry_stalled(working))
    work_everything_off()

    assert ROWS // 4 < half < ROWS
    assert Article.objects.count() == ROWS
    assert corpus() == undisturbed
    assert progress(batch).state == State.DONE


# Other formats, and the command -------------------------------------------------------------------
def test_lines_of_json_go_in_like_rows():
    lines = [
        {
            "title": "一",
            "text": ["第一段。", "第二段。"],
            "meta": {"date": "2019-07-09"},
            "page": 3,
        },
        "{broken",
        {"title": "二", "text": "正文。", "authors": ["王一平", "李强"], "id": 7},
    ]
    data = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines)

    batch = imported(data.encode(), "articles.jsonl")

    assert list(Article.objects.order_by("headline").values_list("text", flat=True)) == [
        "一\n第一段。\n第二段。", "二\n王一平\n李强\n正文。",
    ]  # fmt: skip
    assert [credit.name for credit in Credit.objects.order_by("position")] == ["王一平", "李强"]
    assert refused(batch) == ["Row 2: this is no JSON."]


def test_a_workbook_goes_in_whatever_its_name_says():
    from tests.newsroom.text.test_table_sheets import workbook

    file = workbook(["2019年文章"], ["标题", "正文", "日期"], ["一", "甲。\n乙。", DAY])

    imported(file.getvalue(), "articles.csv")

    article = Article.objects.get()
    assert (article.text, article.page.issue.date) == ("一\n甲。\n乙。", DAY)
    assert article.page.table_row == 3


def test_the_command_imports_a_table_and_tells_how_it_was_understood(tmp_path, capsys, sue):
    make_newspaper()
    path = tmp_path / "articles.csv"
    path.write_bytes(csv_of(row(1), row(2, date="昨天")))

    call_command("import_table", path, "--by", "sue", "--column", "id=")

    told = capsys.readouterr()
    assert "headline    标题" in told.out
    assert "编号" not in told.out
    assert "文章：1。未变：0。拒绝：1。" in told.out or "Articles: 1." in told.out
    assert "昨天" in told.err
    assert Article.objects.count() == 1
    assert ImportBatch.objects.get().created_by == sue


def test_a_trial_of_the_command_changes_nothing(tmp_path, capsys):
    path = tmp_path / "articles.csv"
    path.write_bytes(csv_of(row(1), row(2, date="昨天")))

    call_command("import_table", path, "--dry-run")

    assert "昨天" in capsys.readouterr().err
    assert not ImportBatch.objects.exists()
    assert not Newspaper.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["no-such.csv"], "no-such.csv"),
        (["articles.csv", "--column", "headline=x"], "headline=x"),
        (["articles.csv", "--newspaper", "other"], "other"),
    ],
)
def test_what_the_command_cannot_do_is_said(arguments, sentence, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles.csv").write_bytes(csv_of(row(1)))

    with pytest.raises(CommandError, match=sentence):
        call_command("import_table", *arguments)

    assert not ImportBatch.objects.exists()


def test_the_rows_of_a_large_table_are_never_in_memory_together():
    import tracemalloc

    header = csv_of()
    line = csv_of(row(1, text=BODY * 40), names=None)
    small, large = 1_000, 8_000

    def most(count):
        data = header + line * count
        tracemalloc.start()
        table = received(data)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert ImportFile.objects.filter(batch=table.batch).count() == count
        return peak

    assert most(large) < 1.5 * most(small) + 2_000_000
