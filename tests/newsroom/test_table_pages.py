"""Tables in the browser: handed in, their columns mapped, a look at what becomes of them, begun."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from newsroom.models import Article, ImportBatch, ImportFile, ImportTable, Newspaper
from tests.factories import make_newspaper
from tests.newsroom.table_files import BODY, begun, csv_of, done, received, row

pytestmark = pytest.mark.django_db
COLUMNS = {"headline": 0, "text": 1, "date": 2, "page": 3, "authors": 4, "id": 5}
OTHERS = dict.fromkeys(("date", "page", "authors", "id"), "")


@pytest.fixture
def desk(client, sue):
    """The browser of a supervisor."""
    client.force_login(sue)
    return client


def upload(client, *files, **further):
    """Hand files in."""
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(
        reverse("new_import"), {"newspaper": make_newspaper().pk, "texts": sent, **further}
    )


def shown(client, table):
    """The page of a table."""
    response = client.get(reverse("import_table", args=[table.pk]))
    assert response.status_code == 200
    return response.content.decode()


def say(client, table, do="look", columns=None, **values):
    """Send the form of a table as it stands, but for some columns and values."""
    held = {**COLUMNS, **(columns or {})}
    sent = {
        **{f"column_{what}": place for what, place in held.items()},
        "order": "ymd", "headed": "on", "newspaper": table.batch.newspaper_id, "do": do, **values,
    }  # fmt: skip
    return client.post(reverse("import_table", args=[table.pk]), sent)


def test_a_table_that_is_handed_in_is_shown_before_anything_is_imported(desk, sue):
    response = upload(desk, ("articles.csv", csv_of(row(1), row(2, date="昨天"))))

    table = ImportTable.objects.get()
    assert response.url == reverse("import_table", args=[table.pk])
    assert (table.batch.created_by, table.batch.begun_at) == (sue, None)
    page = shown(desk, table)
    for words in (
        "2 rows", "第1号标题", BODY[:10], "July 9, 2019", "王一平",
        "Row 3, 日期: “昨天” is no day such as 2019-07-09.", "1 of them would be refused",
    ):  # fmt: skip
        assert words in page
    assert '<option value="2" selected>日期</option>' in page
    assert not Article.objects.exists()


def test_what_is_wrong_is_said_in_chinese_too(desk, sue):
    sue.language = "zh-hans"
    sue.save()
    table = received(csv_of(row(7, date="昨天")), by=sue)

    assert "第 2 行，日期：“昨天”不是 2019-07-09 这样的日期。" in shown(desk, table)


def test_rows_that_could_not_be_read_are_listed_already(desk):
    table = received(csv_of(row(1), row(2)).replace("第2号标题".encode(), b"a\0b"))

    assert "Row 3: column 标题 holds a NUL character." in shown(desk, table)


def test_a_table_comes_by_itself(desk):
    response = upload(desk, ("articles.csv", csv_of(row(1))), ("a.txt", b"x"))

    assert response.status_code == 422
    assert "A table of articles is imported by itself." in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_what_is_no_table_is_said_beside_the_field(desk):
    response = upload(desk, ("articles.xlsx", b"no workbook"))

    assert response.status_code == 422
    assert "articles.xlsx cannot be read as an Excel workbook." in response.content.decode()


def test_what_a_person_says_of_the_columns_is_shown_and_kept(desk):
    table = received(csv_of(row(1, date="9/7/2019"), row(2, date="8/7/2019")))
    assert "may mean two days" in shown(desk, table)

    response = say(desk, table, columns={"page": "", "rubric": 3}, order="dmy")

    assert response.url == reverse("import_table", args=[table.pk])
    page = shown(desk, table)
    assert "July 9, 2019" in page
    assert '<p class="rubric" lang="zh-Hans">1</p>' in page
    table.refresh_from_db()
    assert table.batch.begun_at is None


def test_an_import_goes_from_mapped_to_done(desk):
    table = received(csv_of(row(1), row(2)))

    response = say(desk, table, "begin")

    assert response.url == reverse("import", args=[table.pk])
    assert "No worker is running." in desk.get(response.url).content.decode()
    done(table.batch)
    assert Article.objects.count() == 2
    finished = desk.get(response.url).content.decode()
    assert "Rows" in finished
    assert "To the newspaper" in finished


def test_the_same_table_again_says_that_all_is_there(desk):
    data = csv_of(row(1), row(2))
    done(begun(data))

    batch = done(begun(data))

    page = desk.get(reverse("import", args=[batch.pk])).content.decode()
    assert "2 rows were in the corpus already and are unchanged." in page


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"column_text": ""}, "Say which column holds the text of the articles."),
        ({"column_page": "0"}, "This column is chosen for “Headline” already."),
        ({"newspaper": ""}, "Name the new newspaper, or choose one above."),
        ({"newspaper": "", "made_name": "新", "made_slug": "新"}, "A short name has only"),
        ({"newspaper": "", "made_name": "新", "made_slug": "zjfzb"}, "“zjfzb” is the short name"),
        ({"column_headline": "99"}, "99"),
        ({"order": "x"}, "x"),
    ],
)
@pytest.mark.parametrize("do", ["look", "begin"])
def test_what_cannot_be_is_said_beside_the_field_with_what_was_typed(values, sentence, do, desk):
    table = received(csv_of(row(1)))

    response = say(desk, table, do, **values)

    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert 'class="error"' in page
    assert values.get("made_name", "") in page
    table.batch.refresh_from_db()
    assert table.batch.begun_at is None


def test_a_new_newspaper_is_made_with_the_import(desk):
    table = received(csv_of(row(1)))

    say(desk, table, newspaper="", made_name="丽水日报", made_slug="lsrb")
    assert "丽水日报" in shown(desk, table)
    assert Newspaper.objects.count() == 1
    say(desk, table, "begin", newspaper="", made_name="丽水日报", made_slug="lsrb")
    done(table.batch)

    assert Article.objects.get().identifier == "lsrb-2019-07-09-p1-a1"


def test_newspapers_that_rows_name_can_be_added(desk):
    data = csv_of(
        ("丽水日报", "一", "甲"), ("浙江法制报", "二", "乙"), names=("报纸", "标题", "正文")
    )
    table = received(data)
    columns = {**OTHERS, "newspaper": 0, "headline": 1, "text": 2}
    page = shown(desk, table)
    assert 'placeholder="lsrb"' in page
    assert "there is no newspaper “丽水日报” here." in page

    say(desk, table, "begin", columns=columns, slug_0="lsrb")
    done(table.batch)

    assert set(Article.objects.values_list("page__newspaper__slug", flat=True)) == {
        "lsrb", "zjfzb",
    }  # fmt: skip


def test_a_header_can_be_taken_for_an_article(desk):
    table = received(csv_of(("甲", "乙"), ("丙", BODY * 9), names=None))

    say(desk, table, columns=OTHERS, headed="")

    assert ImportFile.objects.count() == 2
    assert '<option value="0" selected>A</option>' in shown(desk, table)


def test_a_table_of_lines_of_json_has_no_header_to_ask_for(desk):
    table = received('{"标题": "一", "正文": "甲"}'.encode(), "a.jsonl")

    page = shown(desk, table)

    assert "The first row names the columns" not in page
    assert "1 row" in page


def test_a_table_without_a_column_of_texts_says_what_to_do(desk):
    table = received(csv_of(("一", "二"), names=("甲", "乙")))

    assert "Choose the column that holds the text" in shown(desk, table)


def test_a_hundred_columns_are_shown(desk):
    names = [f"列{number}" for number in range(99)]
    table = received(csv_of(["x"] * 99 + [BODY * 5], names=[*names, "正文"]))

    page = shown(desk, table)

    assert "列98" in page
    assert "All of them can go in." in page


def test_the_import_leads_to_the_mapping_until_it_is_begun(desk):
    table = received(csv_of(row(1)))
    address = reverse("import", args=[table.pk])

    assert desk.get(address).url == reverse("import_table", args=[table.pk])
    say(desk, table, "begin")
    assert desk.get(address).status_code == 200
    assert desk.get(reverse("import_table", args=[table.pk])).url == address
    assert say(desk, table, "begin").status_code == 409


def test_a_table_can_be_discarded(desk):
    table = received(csv_of(row(1)))

    desk.post(reverse("import_undo", args=[table.pk]))

    assert not ImportFile.objects.exists()
    assert desk.get(reverse("import_table", args=[table.pk])).status_code == 302


def test_a_table_is_shown_with_equally_many_questions_to_the_database(desk):
    asked = []
    for count in (1, 40):
        table = received(csv_of(*(row(number, date="昨天") for number in range(count))))
        with CaptureQueriesContext(connection) as queries:
            shown(desk, table)
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 14


def test_what_stands_in_cells_is_shown_as_text(desk):
    table = received(csv_of(row(1, title="<script>alert(1)</script>", date="<b>")))

    page = shown(desk, table)

    assert "<script>alert" not in page
    assert "<b>”" not in page


def test_an_import_of_pages_has_no_table(desk):
    from tests.newsroom.page_files import import_files, page_file

    report = import_files(page_file())

    assert desk.get(reverse("import_table", args=[report.batch.pk])).status_code == 404


def test_another_sheet_of_a_workbook_is_one_link_away(desk):
    from tests.newsroom.text.test_table_sheets import two_years

    upload(desk, ("articles.xlsx", two_years()))
    table = ImportTable.objects.select_related("batch").get()

    page = desk.get(reverse("import_table", args=[table.pk])).content.decode()
    again = f"/imports/new/?sheet=2020&amp;newspaper={table.batch.newspaper_id}"
    assert "sheet “2019”, one of 2" in page
    assert f'href="{again}"' in page
    assert table.batch.source == "articles.xlsx · 2019"
    assert 'value="2020"' in desk.get(again.replace("&amp;", "&")).content.decode()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        (
            "articles.xlsx",
            None,
            "articles.xlsx has no filled sheet “2021”. It has: “2019”、“2020”.",
        ),
        ("articles.csv", csv_of(row(1)), "articles.csv has no sheets"),
        ("2019-07-09_01.txt", "标题".encode(), "Only an Excel workbook has sheets."),
    ],
)
def test_a_sheet_that_a_file_does_not_have_is_said(name, data, sentence, desk):
    from tests.newsroom.text.test_table_sheets import two_years

    page = upload(desk, (name, data or two_years()), sheet="2021")

    assert sentence in page.content.decode()
    assert not ImportBatch.objects.exists()


def test_only_supervisors_map_tables(client, rita):
    client.force_login(rita)
    table = received(csv_of(row(1)))

    assert say(client, table, "begin").status_code == 403
    assert client.get(reverse("import_table", args=[table.pk])).status_code == 403
