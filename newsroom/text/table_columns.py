"""Which column of a table holds what: guessed from its name in Chinese or English and from what
stands in it, for a person to put right."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from newsroom.text.table_values import (
    KINDS,
    CellError,
    DayOrder,
    order_of,
    read_day,
)
from newsroom.text.words import fold

HEADER_WITHIN = 10  # rows at the top among which the names of the columns are sought
LONGEST_COLUMN_NAME = 100
SHORT, LONG = 30, 60  # characters: a name is shorter, a text longer
MOSTLY = 0.8  # of the cells of a column that are filled


class Field(StrEnum):
    """What a column can hold."""

    HEADLINE = "headline"
    TEXT = "text"
    DATE = "date"
    NEWSPAPER = "newspaper"
    PAGE = "page"
    RUBRIC = "rubric"
    KICKER = "kicker"
    DECK = "deck"
    AUTHORS = "authors"
    KIND = "kind"
    ID = "id"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column, counted from 0, holds what, and how dates are written."""

    columns: dict[Field, int] = field(default_factory=dict)
    order: DayOrder = DayOrder.YEAR_FIRST

    def cell(self, cells: Sequence[str], what: Field) -> str:
        """Return what a row says of a field; nothing where no column holds it."""
        place = self.columns.get(what)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    def as_json(self) -> dict[str, object]:
        """Return it as JSON keeps it."""
        columns = {what.value: place for what, place in self.columns.items()}
        return {"columns": columns, "order": self.order.value}

    @classmethod
    def of_json(cls, kept: dict) -> "Mapping":
        """Return what `as_json` gave."""
        columns = {Field(what): place for what, place in kept.get("columns", {}).items()}
        return cls(columns, DayOrder(kept.get("order", DayOrder.YEAR_FIRST)))


NAMES: dict[Field, str] = {
    Field.HEADLINE: "标题 题目 文章标题 新闻标题 主标题 主题目 篇名 题名 标题名称 正题 主题 "
    "headline title heading articletitle head",
    Field.TEXT: "正文 全文 内容 文章内容 新闻内容 文本 正文内容 文章正文 新闻正文 文章 "
    "text body content fulltext articletext articlebody article maintext",
    Field.DATE: "日期 时间 发布日期 发表日期 出版日期 刊发日期 见报日期 发布时间 发表时间 刊登日期 "
    "报纸日期 年月日 刊期 date day published publishdate publicationdate pubdate publishedat "
    "time datetime issuedate",
    Field.NEWSPAPER: "报纸 报纸名称 报名 报刊 报刊名称 媒体 媒体名称 来源 来源报纸 刊名 "
    "newspaper paper publication source media outlet journal",
    Field.PAGE: "版 版次 版号 版面 版面号 页 页码 叠版 page pageno pagenumber pagenum",
    Field.RUBRIC: "栏目 栏目名称 版名 版面名称 专栏 栏题 专题 section rubric columnname category "
    "desk",
    Field.KICKER: "引题 肩题 眉题 kicker eyebrow overline",
    Field.DECK: "副题 副标题 子标题 deck subtitle subheadline subhead standfirst",
    Field.AUTHORS: "作者 记者 署名 作者姓名 撰稿人 撰稿 文章作者 责任者 "
    "author authors byline writer writers reporter by creator",
    Field.KIND: "体裁 类型 文体 文章类型 新闻体裁 类别 kind genre type articletype",
    Field.ID: "编号 序号 id 文章编号 文章id 唯一标识 标识 流水号 articleid docid documentid uid "
    "uuid identifier key no number",
}  # fmt: skip
_FIELD_OF = {name: what for what, names in NAMES.items() for name in names.split()}


def field_named(name: str) -> Field | None:
    """Return what a column of this name holds, be it in an object within an object.

    >>> [field_named(name).value for name in ("Publish Date", "【版次】", "meta.id")]
    ['date', 'page', 'id']
    """
    plain = "".join(c for c in fold(name.rsplit(".", 1)[-1]) if c.isalnum())
    return _FIELD_OF.get(plain) or _FIELD_OF.get(plain.rstrip("s"))


def find_header(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which of the first rows names the columns; None when none does.

    >>> find_header([["2019年文章"], ["标题", "正文"], ["一", "二"]])
    1
    """
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        known = {field_named(cell) for cell in row} - {None}
        filled = sum(bool(cell.strip()) for cell in row)
        if len(known) >= 2 or (known and len(known) == filled):
            return place
    if not rows or len(rows) < 2:
        return None
    first = [cell.strip() for cell in rows[0]]
    named = all(0 < len(cell) <= SHORT and not _is_value(cell) for cell in first)
    if not named or len(set(first)) < len(first):
        return None
    if any(field_named(cell) for cell in first):
        return 0
    below = [row for row in rows[1:HEADER_WITHIN] if any(cell.strip() for cell in row)]
    differs = any(
        below and all(place < len(row) and _differs(row[place]) for row in below)
        for place in range(len(first))
    )
    return 0 if differs else None


def _is_value(cell: str) -> bool:
    return cell.replace(".", "").isdecimal() or _is_day(cell)


def _differs(cell: str) -> bool:
    """Whether a cell is none that could name a column."""
    return len(cell.strip()) > LONG or _is_value(cell.strip())


def _is_day(cell: str) -> bool:
    if not any(c.isdecimal() or c == "年" for c in cell):
        return False
    try:
        read_day(cell, DayOrder.MONTH_FIRST)
    except CellError:
        try:
            read_day(cell, DayOrder.DAY_FIRST)
        except CellError:
            return False
    return True


def column_names(row: Sequence[str], width: int) -> list[str]:
    """Return names for all columns, each once; a column without a name is called by its letter.

    >>> column_names(["标题", "", "标题"], 4)
    ['标题', 'B', '标题 (2)', 'D']
    """
    names: list[str] = []
    for place in range(width):
        given = " ".join(row[place].split())[:LONGEST_COLUMN_NAME] if place < len(row) else ""
        name = given.strip("\ufeff") or letter(place)
        number = 1
        while name in names:
            number += 1
            name = f"{given or letter(place)} ({number})"
        names.append(name)
    return names


def letter(place: int) -> str:
    """Return what spreadsheets call a column.

    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    name = ""
    while place >= 0:
        name = chr(ord("A") + place % 26) + name
        place = place // 26 - 1
    return name


def guess(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Mapping:
    """Guess which column holds what, from the names first, then from some rows of the table."""
    columns: dict[Field, int] = {}
    filled = {
        place: [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
        for place in range(len(names))
    }
    for place, name in enumerate(names):
        what = field_named(name)
        if what and what not in columns and (filled[place] or not rows):
            columns[what] = place
    free = [place for place in filled if place not in columns.values() and filled[place]]
    lengths = {place: sum(map(len, filled[place])) / len(filled[place]) for place in free}
    if Field.TEXT not in columns and free:
        longest = max(free, key=lambda place: lengths[place])
        if lengths[longest] > LONG:
            columns[Field.TEXT] = longest
            free.remove(longest)
    if Field.DATE not in columns:
        _take(columns, Field.DATE, free, lambda place: _mostly(filled[place], _is_day))
    if Field.KIND not in columns:
        is_kind = lambda cell: fold(cell) in KINDS  # noqa: E731
        _take(columns, Field.KIND, free, lambda place: _mostly(filled[place], is_kind))
    if Field.HEADLINE not in columns and Field.TEXT in columns:
        _take(
            columns, Field.HEADLINE, free,
            lambda place: 5 <= lengths[place] <= LONG
            and len(set(filled[place])) > MOSTLY * len(filled[place])
            and not _mostly(filled[place], _is_value),
        )  # fmt: skip
    date = columns.get(Field.DATE)
    return Mapping(columns, order_of(filled[date]) if date is not None else DayOrder.YEAR_FIRST)


def _take(columns, what, free, fits) -> None:
    for place in free:
        if fits(place):
            columns[what] = place
            free.remove(place)
            return


def _mostly(cells: Sequence[str], holds) -> bool:
    return sum(map(holds, cells)) >= MOSTLY * len(cells)
