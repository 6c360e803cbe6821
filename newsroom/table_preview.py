"""What a table becomes, shown before it is begun: its first articles, and what is wrong with it."""

import json
from dataclasses import dataclass

from newsroom.models import ImportFile, ImportTable, Newspaper
from newsroom.tabled import newspapers_by_name, refusals_of
from newsroom.text.table_articles import Stated, read_row
from newsroom.text.table_columns import Field, Mapping
from newsroom.text.table_rows import Row

CHECKED = 1_000  # rows of which the page says beforehand what is wrong with them


@dataclass(slots=True)
class Preview:
    """What a table becomes: its first rows as they stand, the first articles, and what is wrong."""

    rows: list[Row]
    articles: list[tuple[Stated, Newspaper]]
    sentences: list[str]
    checked: int
    wrong: int


def preview(
    table: ImportTable, newspaper: Newspaper, *, rows: int = 12, articles: int = 5
) -> Preview:
    """Return what the first rows become as the table is mapped now; nothing is changed."""
    mapping = Mapping.of_json(table.mapping)
    slugs = table.mapping.get("slugs", {})
    if made := table.mapping.get("made"):
        newspaper = Newspaper(name_zh=made[0], slug=made[1])
    papers = newspapers_by_name() | {
        name.casefold(): Newspaper(slug=slug, name_zh=name) for name, slug in slugs.items() if slug
    }
    shown = Preview([], [], [], 0, 0)
    waiting = ImportFile.objects.waiting().filter(batch=table.batch_id).order_by("line")
    for file in waiting.only("line", "text")[:CHECKED]:
        cells = json.loads(file.text)
        number = file.line or 0
        if len(shown.rows) < rows:
            shown.rows.append(Row(number, cells))
        if Field.TEXT not in mapping.columns:
            continue
        shown.checked += 1
        stated, wrong = read_row(number, cells, mapping)
        sentences = refusals_of(table, mapping, number, stated, wrong, papers)
        if sentences:
            shown.wrong += 1
            shown.sentences += sentences[: max(0, 20 - len(shown.sentences))]
        elif stated and len(shown.articles) < articles:
            named = stated.newspaper.strip("《》 ").casefold()
            shown.articles.append((stated, papers[named] if named else newspaper))
    return shown


def unknown_newspapers(table: ImportTable) -> list[str]:
    """Return the names in the column for newspapers that the corpus does not know."""
    place = table.mapping.get("columns", {}).get(Field.NEWSPAPER)
    if place is None or place >= len(table.columns):
        return []
    known = newspapers_by_name()
    names = dict.fromkeys(value.strip("《》 ") for value in table.columns[place]["values"] or ())
    return [name for name in names if name and name.casefold() not in known]
