"""Excel workbooks → rows: days, numbers, formulas, merged cells, bombs."""

import datetime
import io
import zipfile

import openpyxl
import pytest

from newsroom.text import table_sheets
from newsroom.text.decoding import ReadingError
from newsroom.text.table_rows import Row
from newsroom.text.table_sheets import open_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(*rows, merged=(), change=lambda sheet: None, title="Sheet"):
    """An .xlsx file with these rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    change(sheet)
    held = io.BytesIO()
    book.save(held)
    return held


def rows(file):
    """Its rows as they are read."""
    table = open_workbook(file, "a.xlsx")
    try:
        return [
            row.cells if isinstance(row, Row) else row.message % row.values for row in table.rows
        ]
    finally:
        table.close()


def repacked(file, **parts):
    """The same archive with some parts replaced by others."""
    held = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name.rsplit("/", 1)[-1].split(".")[0], old.read(name)))
    return held


def shared(*strings):
    """A workbook as Excel writes it: the cells of one column share the texts of the workbook."""
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>{len(strings) - row}</v></c></row>'
        for row in range(1, len(strings) + 1)
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    file = workbook(["x"])
    with zipfile.ZipFile(file) as archive:
        types = archive.read("[Content_Types].xml").decode()
    held = repacked(
        file,
        sheet1=f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>',
        **{
            "[Content_Types]": types.replace(
                "</Types>", f'<Override PartName="/xl/s.xml" ContentType="{kind}"/></Types>'
            )
        },
    )
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("xl/s.xml", f'<sst xmlns="{MAIN}">{"".join(strings)}</sst>')
    return held


def test_days_and_numbers_are_told_as_people_write_them():
    day, moment = datetime.date(2019, 7, 9), datetime.datetime.fromisoformat("2019-07-09T08:30")

    assert rows(workbook(["日", day, moment, 3.0, 2.5, 43655, True, None, "文"])) == [
        ["日", "2019-07-09", "2019-07-09 08:30:00", "3", "2.5", "43655", "True", "", "文"]
    ]


def test_formulas_are_read_as_their_values():
    file = workbook(["一", "=1+1"])
    with zipfile.ZipFile(file) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    calculated = sheet.replace("<v></v>", "<v>2</v>").replace("<v />", "<v>2</v>")

    assert rows(repacked(file, sheet1=calculated)) == [["一", "2"]]


def test_cells_merged_downwards_say_in_every_row_what_people_see():
    file = workbook(
        ["报纸", "标题"], ["甲报", "一"], [None, "二"], [None, "三"], ["乙报", "四"],
        merged=["A2:A4"],
    )  # fmt: skip

    assert rows(file)[1:] == [["甲报", "一"], ["甲报", "二"], ["甲报", "三"], ["乙报", "四"]]


def test_a_title_over_all_columns_and_empty_rows_keep_their_numbers():
    file = workbook(["2019年文章"], [], ["标题", "正文"], merged=["A1:B1"])

    assert rows(file) == [["2019年文章"], [], ["标题", "正文"]]


def test_line_ends_and_signs_that_xml_does_not_have_come_back():
    assert rows(workbook(["甲_x000D_\n乙", "a_x005F_x0041_b"])) == [["甲\n乙", "a_x0041_b"]]
    assert "NUL" in rows(workbook(["甲_x0000_乙"]))[0]
    assert "no character" in rows(workbook(["甲_xD800_乙"]))[0]


def test_texts_in_several_runs_are_one_text_without_their_pronunciation():
    text = "<si><r><t>甲</t></r><r><t>乙</t></r><rPh sb='0' eb='1'><t>yi</t></rPh></si>"

    assert rows(shared(text, "<si><t>丙</t></si>")) == [["丙"], ["甲乙"]]


def test_more_texts_than_are_held_in_memory_are_read_back_in_any_order(monkeypatch):
    monkeypatch.setattr(table_sheets, "IN_MEMORY", 10)
    texts = [f"第{number}号" for number in range(50)]

    told = rows(shared(*(f"<si><t>{text}</t></si>" for text in texts)))

    assert told == [[text] for text in reversed(texts)]


def several_sheets():
    """A workbook with an empty sheet, a hidden one, and two that can be read."""
    book = openpyxl.Workbook()
    book.active.title = "空"
    book.create_sheet("藏").append(["藏"])
    book["藏"].sheet_state = "hidden"
    book.create_sheet("文章").append(["标题"])
    book.create_sheet("其他").append(["别的"])
    held = io.BytesIO()
    book.save(held)
    return held


@pytest.mark.parametrize(
    ("asked", "read", "cell"),
    [("", "文章", "标题"), ("文章", "文章", "标题"), (" 其他 ", "其他", "别的")],
)
def test_the_sheet_that_is_named_is_read_else_the_first_that_is_seen_and_filled(asked, read, cell):
    table = open_workbook(several_sheets(), "a.xlsx", asked)
    first = next(table.rows)
    table.close()

    assert (table.sheet, table.sheets) == (read, ("文章", "其他"))
    assert first.cells == [cell]


def two_years():
    """A workbook with a sheet of articles for each of two years."""
    book = openpyxl.Workbook()
    book.active.title = "2019"
    book.create_sheet("2020")
    for sheet in book:
        sheet.append(["标题", "正文"])
        sheet.append([f"{sheet.title}年", "本报讯 正文。"])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


@pytest.mark.parametrize("asked", ["没有", "藏", "空"])
def test_a_sheet_that_is_not_there_is_said_with_those_that_are(asked):
    with pytest.raises(ReadingError) as caught:
        open_workbook(several_sheets(), "a.xlsx", asked)

    assert caught.value.message % caught.value.values == (
        f"a.xlsx has no filled sheet “{asked}”. It has: “文章”、“其他”."
    )


def test_a_bomb_is_refused_before_anything_is_unpacked(monkeypatch):
    monkeypatch.setattr(table_sheets, "LARGEST_UNPACKED", 3_000_000)
    bomb = repacked(workbook(["标题"]), sheet1=b"<x>" + b" " * 5_000_000)

    with pytest.raises(ReadingError, match=r"would unpack into \d MB, and a table may have 3 MB"):
        open_workbook(bomb, "a.xlsx")


def test_entities_that_grow_are_refused():
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'

    with pytest.raises(ReadingError, match="cannot be read as an Excel workbook"):
        open_workbook(repacked(workbook(["标题"]), sheet1=bomb + "<x>&b;</x>"), "a.xlsx")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "old or locked"),
        (b"PK\x03\x04 no archive", "cannot be read"),
        (b"no archive at all", "cannot be read"),
        (workbook().getvalue(), "is empty"),
    ],
)
def test_what_is_no_workbook_is_refused(data, sentence):
    with pytest.raises(ReadingError, match=sentence):
        open_workbook(io.BytesIO(data), "a.xlsx")


def test_an_archive_that_is_no_workbook_is_refused():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.txt", "文")

    with pytest.raises(ReadingError, match="cannot be read"):
        open_workbook(held, "a.xlsx")


def test_a_sheet_that_breaks_off_says_from_where():
    file = workbook(*[[f"标题{number}", "正文"] for number in range(2_000)])
    with zipfile.ZipFile(file) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")

    told = rows(repacked(file, sheet1=sheet[: len(sheet) * 9 // 10]))

    assert told[0] == ["标题0", "正文"]
    assert told[-1] == "from here on the sheet is damaged."
    assert len(told) > 1_500


def test_a_row_far_below_and_a_cell_far_to_the_right_cost_little():
    def far(sheet):
        sheet["XFD3"] = "远"
        sheet["A1048576"] = "底"

    told = rows(workbook(["标题"], change=far))

    assert (len(told), len(told[2]), told[-1]) == (1_048_576, 16_384, ["底"])
