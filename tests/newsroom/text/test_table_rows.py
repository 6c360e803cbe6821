"""Tables → rows: encodings, delimiters, quotation marks, damage, JSON lines."""

import doctest
import importlib
import io
import json

import pytest

from newsroom.text import table_rows
from newsroom.text.decoding import ReadingError
from newsroom.text.table_rows import BrokenRow, Row, open_text_table

TEXT = "标题,正文\n一,甲地法院\n二,乙地法院\n"
MODULES = (
    "table_articles", "table_columns", "table_pages", "table_rows", "table_sheets", "table_values",
)  # fmt: skip


def opened(data, name="a.csv"):
    """A table of some bytes or characters."""
    return open_text_table(io.BytesIO(data.encode() if isinstance(data, str) else data), name)


def rows(data, name="a.csv"):
    """Its rows: cells, or the sentence that says why there are none."""
    return [
        row.cells if isinstance(row, Row) else row.message % row.values
        for row in opened(data, name).rows
    ]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_in_the_documentation_hold(module):
    result = doctest.testmod(importlib.import_module(f"newsroom.text.{module}"))

    assert result.failed == 0


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("gbk", "gb18030"),
        ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_every_encoding_gives_the_same_rows(encoding, named, name):
    text = TEXT if name == "a.csv" else '{"标题": "一", "正文": "甲地法院"}\n'

    table = opened(text.encode(encoding), name)

    assert table.encoding == named
    assert Row(1 if name == "a.jsonl" else 2, ["一", "甲地法院"]) in list(table.rows)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    table = opened(TEXT.replace(",", delimiter))

    assert table.delimiter == delimiter
    assert len(list(table.rows)[1].cells) == 2


def test_a_comma_within_texts_is_not_taken_for_the_delimiter():
    text = "标题;正文\n一;甲,乙,丙\n二;丁,戊\n三;己\n"

    assert rows(text)[1] == ["一", "甲,乙,丙"]


def test_quotation_marks_hold_line_ends_delimiters_and_themselves():
    text = '标题,正文\r\n"一,二","甲\r\n乙""丙"""\r\n三,丁\r\n'

    assert rows(text) == [["标题", "正文"], ["一,二", '甲\n乙"丙"'], ["三", "丁"]]


def test_rows_are_counted_as_a_spreadsheet_counts_them():
    table = opened('标题,正文\n一,"甲\n乙\n丙"\n二,丁\n')

    assert [row.number for row in table.rows] == [1, 2, 3]


def test_no_quotation_mark_is_lost_without_a_word():
    told = rows('标题,正文\n"平安"浙江,甲\n二,乙\n')

    assert told[1] == "a quotation mark stands within a cell: it must be written twice there."
    assert told[2] == ["二", "乙"]


def test_an_open_quotation_mark_costs_its_own_row_only():
    told = rows('标题,正文\n一,"甲\n二,乙\n三,丙\n')

    assert told[1] == "a quotation mark is opened and never closed."
    assert told[2:] == [["二", "乙"], ["三", "丙"]]


def test_a_table_with_tabs_may_know_no_quotation_marks():
    assert rows('标题\t正文\n"甲"乙\t丙\n"丁\t戊\n', "a.tsv")[1:] == [
        ['"甲"乙', "丙"],
        ['"丁', "戊"],
    ]


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (b"a\0b", "holds a NUL character"),
        (b"\xed\xa0\x80", "holds what is no character"),
        (b"\xff\xfe", "holds what is no character"),
        ("长".encode() * (table_rows.LONGEST_CELL + 1), "a cell may have 200000"),
    ],
)
def test_a_damaged_cell_costs_its_own_row_only(cell, sentence):
    data = TEXT.encode() * 20 + "坏,".encode() + cell + b"\n" + "好,丁\n".encode()

    told = rows(data)

    assert sentence in told[-2]
    assert told[-1] == ["好", "丁"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"), (b"  \n\n", "is empty"),
        (bytes(range(256)) * 40, "is a binary file"), (b"\0\1\2" * 500, "is a binary file"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused(data, sentence):
    with pytest.raises(ReadingError, match=sentence):
        opened(data)


@pytest.mark.parametrize(
    ("encoding", "text", "sentence"),
    [
        ("big5", "標題,內文\n一,昨天,法院審理了這個案件,會議指出要做好工作\n", "encoded in Big5"),
        (
            "euc-kr",
            "제목,본문\n하나,법원은 어제 오후 재판을 열고 판결을 선고했다\n",
            "no Chinese text",
        ),
    ],
    ids=["big5", "euc-kr"],
)
def test_a_table_in_another_encoding_is_refused_even_where_its_bytes_can_be_read(
    encoding, text, sentence
):
    with pytest.raises(ReadingError, match=sentence):
        opened(text.encode(encoding) * 3)


@pytest.mark.parametrize("names", ["王磊,李娜,嵊泗", "鄞州,衢州,龘靐"])
def test_a_small_table_of_names_in_gbk_is_read(names):
    table = opened(f"title,name,place\n{names}\n".encode("gbk"))

    assert list(table.rows)[-1].cells == names.split(",")


def test_lines_of_json_become_rows_with_columns_as_they_come():
    lines = [
        {"title": "一", "meta": {"date": "2019-07-09"}, "authors": ["王一平", "李强"]},
        {"title": "二", "page": 3.0, "none": None, "sure": True, "odd": [{"a": 1}]},
    ]

    table = opened("\n\n".join(json.dumps(line) for line in lines), "a.jsonl")
    found = list(table.rows)

    assert table.names == ["title", "meta.date", "authors", "page", "none", "sure", "odd"]
    assert found[0].cells == ["一", "2019-07-09", "王一平\n李强"]
    assert found[1].cells == ["二", "", "", "3", "", "true", '[{"a": 1}]']


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{broken", "this is no JSON."),
        ("[1, 2]", "this is no JSON object"),
        ('"text"', "this is no JSON object"),
        ('{"a": 1, "a": 2}', "“a” is there twice."),
        ('{"a": "\\ud800"}', "no character"),
        ('{"a": "x\\u0000y"}', "NUL"),
        ("[" * 100_000, "this is no JSON."),
        ("{" + ",".join(f'"{n}": 1' for n in range(201)) + "}", "more than 200 columns"),
        ('{"a": "' + "x" * table_rows.LONGEST_LINE + '"}', "the line is too long."),
    ],
)
def test_a_broken_line_of_json_costs_itself_only(line, sentence):
    told = rows(f'{{"a": "甲"}}\n{line}\n{{"a": "乙"}}\n', "a.jsonl")

    assert told[0][:1] == ["甲"]
    assert sentence in told[1]
    assert told[2][:1] == ["乙"]
    assert len(told) == 3


def test_a_file_is_read_once_and_little_by_little():
    class Counting(io.BytesIO):
        asked = 0

        def read1(self, size=-1):
            Counting.asked += 1
            return super().read1(size)

    table = open_text_table(Counting((TEXT * 50_000).encode()), "a.csv")
    before = Counting.asked
    next(table.rows)

    assert Counting.asked - before < 5
    assert not any(isinstance(row, BrokenRow) for row in table.rows)
