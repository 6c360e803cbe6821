"""What goes out: the columns of each table of corpus and study, and its rows as JSONL and CSV."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Concat, JSONObject, Length

from annotations.models import Attempt, Return
from newsroom.models import Article, Credit

Row = dict[str, Any]
FETCHED_AT_ONCE = 1000
# A spreadsheet takes a cell that begins with one of these for a formula, the full-width ones too.
FORMULA_BEGINS = tuple("=+-@＝＋－＠\t\r\n")
BYTE_ORDER_MARK = "\ufeff".encode()  # without it, Excel takes Chinese text for something else


@dataclass(frozen=True, slots=True)
class Table:
    """The columns that a queryset goes out with; each is a lookup or an expression."""

    columns: Mapping[str, Any]

    def rows(self, found: QuerySet) -> Iterator[Row]:
        """Yield all rows in the order of their keys, with constant memory: one query, a cursor."""
        values = self._values(found).iterator(chunk_size=FETCHED_AT_ONCE)
        return (self._row(value) for value in values)

    def part(self, found: QuerySet, *, after: int, size: int) -> list[tuple[int, Row]]:
        """Return up to `size` rows whose key is greater than `after`, each with its key."""
        values = self._values(found.filter(pk__gt=after))[:size]
        return [(value[0], self._row(value)) for value in values]

    def _values(self, found: QuerySet) -> QuerySet:
        named = {
            name: (column, None) if isinstance(column, str) else (f"column_{name}", column)
            for name, column in self.columns.items()
        }
        computed = {alias: column for alias, column in named.values() if column is not None}
        columns = [alias for alias, _column in named.values()]
        return found.order_by("pk").annotate(**computed).values_list("pk", *columns)

    def _row(self, values: tuple[Any, ...]) -> Row:
        return {name: plain(value) for name, value in zip(self.columns, values[1:], strict=True)}


def plain(value: Any) -> Any:
    """Return a value as JSON has it: dates as 2019-07-09, moments in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def joined(*parts: Any) -> Concat:
    """Return the expression of a text that is put together of columns and signs."""
    return Concat(*parts, output_field=CharField())


def issue_identifier(path: str = "") -> Concat:
    """Return the expression of zjfzb-2019-07-09; `path` leads to the issue."""
    return joined(F(f"{path}newspaper__slug"), Value("-"), F(f"{path}key"))


def article_identifier(path: str = "") -> Concat:
    """Return the expression of zjfzb-2019-07-09-p1-a3; `path` leads to the article."""
    page = f"{path}page__"
    return joined(
        issue_identifier(f"{page}issue__"),
        Value("-p"), F(f"{page}sequence"), Value("-a"), F(f"{path}number"),
    )  # fmt: skip


CODED_TEXT = Case(When(~Q(joined_text=""), then=F("joined_text")), default=F("text"))

NEWSPAPERS = Table(
    {
        "slug": "slug",
        "name_zh": "name_zh",
        "name_en": "name_en",
        "issues": Count("issues"),
        "first_date": Min("issues__date"),
        "last_date": Max("issues__date"),
    }
)

ISSUES = Table(
    {
        "identifier": issue_identifier(),
        "newspaper": "newspaper__slug",
        "date": "date",
        "date_from": "date_from",
        "date_to": "date_to",
        "date_basis": "date_basis",
        "date_confidence": "date_confidence",
        "pages": Count("pages", distinct=True),
        "articles": Count(
            "pages__articles", filter=Q(pages__articles__retired_at=None), distinct=True
        ),
    }
)

ARTICLES = Table(
    {
        "identifier": article_identifier(),
        "newspaper": "page__newspaper__slug",
        "issue": issue_identifier("page__issue__"),
        "date": "page__issue__date",
        "page": "page__sequence",
        "printed_number": "page__printed_number",
        "number": "number",
        "kind": "kind",
        "headline": "headline",
        "credits": ArraySubquery(
            Credit.objects.filter(article=OuterRef("pk"))
            .order_by("position")
            .values(credit=JSONObject(name="name", role="role", organisation="organisation"))
        ),
        # Asked for only where there is one: a join would read all articles for the few sidebars.
        "parent": Case(
            When(
                parent__isnull=False,
                then=Subquery(
                    Article.objects.filter(pk=OuterRef("parent_id")).values(
                        identifier=article_identifier()
                    )
                ),
            )
        ),
        # Its continuations on other pages; it is read and coded with them as one text.
        "parts": ArraySubquery(
            Article.objects.filter(head=OuterRef("pk"))
            .order_by("part_number")
            .values(identifier=article_identifier())
        ),
        "part_of": Case(
            When(
                head__isnull=False,
                then=Subquery(
                    Article.objects.filter(pk=OuterRef("head_id")).values(
                        identifier=article_identifier()
                    )
                ),
            )
        ),
        "characters": Length(CODED_TEXT),
        "text_sha256": Case(
            When(~Q(joined_sha256=""), then=F("joined_sha256")), default=F("text_sha256")
        ),
    }
)
ARTICLES_WITH_TEXT = Table({**ARTICLES.columns, "text": CODED_TEXT})

CODEBOOKS = Table(
    {
        "codebook": "codebook__slug",
        "version": "number",
        "name_zh": "codebook__name_zh",
        "name_en": "codebook__name_en",
        "published_at": "published_at",
        "variables": Count("variables"),
    }
)

ROUNDS = Table(
    {
        "id": "pk",
        "name": "name",
        "kind": "kind",
        "codebook": "codebook_version__codebook__slug",
        "codebook_version": "codebook_version__number",
        "annotators_per_unit": "annotators_per_unit",
        "units": Count("units", filter=Q(units__excluded_at=None)),
        "deadline": "deadline",
        "opened_at": "opened_at",
        "closed_at": "closed_at",
    }
)

RELEASES = Table(
    {
        "name": "name",
        "round": "round_id",
        "round_name": "round__name",
        "requested_at": "requested_at",
        "frozen_at": "frozen_at",
        "file_sha256": "file_sha256",
    }
)
RELEASES_WITH_MANIFEST = Table({**RELEASES.columns, "manifest": "manifest"})


def of_unit(path: str) -> dict[str, Any]:
    """Return the columns that say what a label is about; `path` leads to the unit."""
    issue = f"{path}article__page__issue__"
    return {
        "article": article_identifier(f"{path}article__"),
        "newspaper": f"{issue}newspaper__slug",
        "date": f"{issue}date",
        "round": f"{path}round_id",
        "round_name": f"{path}round__name",
        "codebook": f"{path}round__codebook_version__codebook__slug",
        "codebook_version": f"{path}round__codebook_version__number",
    }


LABEL = {"variable": "variable__code", "label": "label__code", "main": "main"}

GOLD = Table(
    {
        **of_unit("decision__unit__"),
        **LABEL,
        "basis": "decision__basis",
        "reason": "decision__reason",
        "reviewer_code": "decision__reviewer__annotator_code",
        "decided_at": "decision__decided_at",
        # The text that was last answered for before the unit was settled.
        "text_sha256": Subquery(
            Attempt.objects.filter(
                assignment__unit=OuterRef("decision__unit"),
                submitted_at__lte=OuterRef("decision__decided_at"),
            )
            .order_by("-submitted_at", "-pk")
            .values("text_sha256")[:1]
        ),
    }
)


def raw_table(moment: datetime | None = None) -> Table:
    """Return the columns of raw labels; whether an attempt is current is as of a moment, or now."""
    superseded = Q(attempt__superseded_at__isnull=False)
    if moment:
        sent_back = Return.objects.filter(
            Q(called_back_at=None) | Q(called_back_at__gt=moment),
            attempt=OuterRef("attempt"),
            returned_at__lte=moment,
        )
        # What was called back since was not current at that moment.
        superseded = Q(attempt__superseded_at__lte=moment) | Q(Exists(sent_back))
    return Table(
        {
            **of_unit("attempt__assignment__unit__"),
            "annotator_code": "attempt__assignment__annotator__annotator_code",
            "attempt": "attempt__number",
            "recode": "attempt__assignment__recode",
            "current": Case(When(superseded, then=Value(False)), default=Value(True)),
            **LABEL,
            "text_sha256": "attempt__text_sha256",
            "submitted_at": "attempt__submitted_at",
        }
    )


RAW = raw_table()


def json_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield each row as one line of JSON."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def csv_lines(columns: Iterable[str], rows: Iterable[Row]) -> Iterator[str]:
    """Yield a header and each row as CSV (RFC 4180) that no spreadsheet takes for formulas."""
    names = list(columns)
    written = io.StringIO(newline="")
    writer = csv.writer(written)

    def line(cells: Iterable[Any]) -> str:
        writer.writerow(cells)
        text = written.getvalue()
        written.seek(0)
        written.truncate()
        return text

    yield line(names)
    for row in rows:
        yield line(cell(row[name]) for name in names)


def marked(body: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the same with a byte order mark before it, for Excel."""
    yield BYTE_ORDER_MARK
    yield from body


def cell(value: Any) -> Any:
    """Return a value as a CSV cell; text that looks like a formula gets an apostrophe before it.

    >>> cell("=1+1"), cell(-1), cell(None), cell(True)
    ("'=1+1", -1, '', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        value = " ".join(str(part) for part in value.values() if part)
    if isinstance(value, list):
        value = "; ".join(str(cell(part)) for part in value)
    if isinstance(value, str) and value.startswith(FORMULA_BEGINS):
        return f"'{value}"
    return value


def chunks(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield lines as UTF-8, many at a time: a network takes few large pieces better than many."""
    waiting: list[str] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) == FETCHED_AT_ONCE:
            yield "".join(waiting).encode()
            waiting = []
    if waiting:
        yield "".join(waiting).encode()
