"""Streams: all rows as JSON Lines or CSV, in stable order, however many there are."""

import csv
import io
import json
import tracemalloc

import pytest
from django.urls import reverse

from annotations.exports import cell
from newsroom.models import Article
from tests.factories import make_article, make_disputed_unit, make_page, sha256

pytestmark = pytest.mark.django_db
UNANIMOUS = (("T01 T02", "mixed"), ("T01 T02", "mixed"))


def stream(client, name, **parameters):
    """All bytes of a stream."""
    response = client.get(reverse(f"api:{name}"), parameters)
    assert response.streaming, response.content
    return b"".join(response.streaming_content)


def as_table(content):
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", ["newspapers", "issues", "articles", "rounds", "gold", "raw"])
def test_all_three_formats_hold_the_same_rows_in_the_same_order(reader, name):
    for _number in range(3):
        make_disputed_unit(answers=UNANIMOUS)

    pages = reader.get(reverse(f"api:{name}")).json()["results"]
    lines = [json.loads(line) for line in stream(reader, name, format="jsonl").splitlines()]
    table = as_table(stream(reader, name, format="csv"))

    assert lines == pages
    assert [list(row) for row in table] == [list(row) for row in pages]
    assert table == [{key: str(cell(value)) for key, value in row.items()} for row in pages]


def test_a_stream_can_be_asked_for_by_accept_header_too(reader):
    response = reader.get(reverse("api:gold"), headers={"Accept": "text/csv"})

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="gold.csv"'
    assert b"".join(response.streaming_content).startswith(b"article,newspaper,date,")


def test_filters_hold_for_streams(reader):
    make_disputed_unit(answers=UNANIMOUS)

    table = as_table(stream(reader, "gold", format="csv", variable="topic", main="no"))

    assert [row["label"] for row in table] == ["T02"]


def test_an_empty_table_still_has_its_header(reader):
    assert stream(reader, "raw", format="jsonl") == b""
    assert stream(reader, "raw", format="csv").count(b"\r\n") == 1


def test_excel_gets_its_byte_order_mark_when_asked_for(reader):
    assert stream(reader, "raw", format="csv", bom="yes").startswith(b"\xef\xbb\xbfarticle,")
    assert stream(reader, "raw", format="csv").startswith(b"article,")


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "＝", "＠"])
def test_no_spreadsheet_takes_a_headline_for_a_formula(reader, begin):
    make_article(headline=f'{begin}HYPERLINK("x")')

    row = as_table(stream(reader, "articles", format="csv"))[0]

    assert row["headline"] == f"""'{begin}HYPERLINK("x")"""


def test_quotes_commas_and_line_ends_survive_csv(reader):
    article = make_article(body='他说:"好,\n走吧。"')

    row = as_table(stream(reader, "articles", format="csv", text="yes"))[0]

    assert row["text"] == article.text


@pytest.mark.parametrize("parameter", ["cursor", "page_size"])
def test_a_stream_has_no_pages(reader, parameter):
    response = reader.get(reverse("api:gold"), {"format": "csv", parameter: "5"})

    assert response.status_code == 400
    assert parameter in response.json()["fields"]


def test_a_refusal_of_a_stream_is_a_problem_object(reader):
    response = reader.get(reverse("api:gold"), {"format": "csv", "main": "perhaps"})

    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["fields"]["main"]


def test_asking_for_the_head_of_a_stream_reads_no_rows(reader, django_assert_num_queries):
    with django_assert_num_queries(3):
        response = reader.head(reverse("api:gold"), {"format": "csv"})

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_a_stream_takes_one_query_however_many_rows_it_has(reader, django_assert_num_queries):
    make_disputed_unit(answers=UNANIMOUS)

    with django_assert_num_queries(4):
        assert stream(reader, "gold", format="jsonl")


def test_memory_does_not_grow_with_the_number_of_rows(reader):
    page = make_page("一页")
    text = "浙江法制报讯" * 100
    peaks = []

    for first in (1, 1501):
        Article.objects.bulk_create(
            Article(page=page, number=number, text=text, text_sha256=sha256(text))
            for number in range(first, first + 1500)
        )
        response = reader.get(reverse("api:articles"), {"format": "jsonl", "text": "yes"})
        tracemalloc.start()
        length = sum(len(chunk) for chunk in response.streaming_content)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert length > 3000 * len(text.encode())
    assert peaks[1] < peaks[0] * 1.3
