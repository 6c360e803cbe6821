"""The order of the reviewer's queue, computed in the database: only the rows shown are read."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When

from annotations.models import Decision, Objection, Return, Unit

DISPUTED, CAME_BACK, OBJECTION, SECOND_REVIEW, SPOT_CHECK = range(5)

Key = tuple[int, float, int, int]  # section, agreement, round, sequence

# For each waiting unit the mean over its questions of the share of pairs of annotators who answered
# alike; whoever left an optional question out answered like the others who did.
RANKED = """
WITH waiting AS MATERIALIZED ({units}),
given AS (
    SELECT w.id AS unit, t.id AS attempt
    FROM waiting w
    JOIN annotations_assignment a ON a.unit_id = w.id AND NOT a.recode AND a.released_at IS NULL
    JOIN annotations_attempt t ON t.assignment_id = a.id
        AND t.superseded_at IS NULL AND t.submitted_at IS NOT NULL
),
said AS (
    SELECT g.unit, n.variable_id AS variable,
        array_agg(n.label_id ORDER BY n.main DESC, n.label_id) AS labels
    FROM given g JOIN annotations_annotation n ON n.attempt_id = g.attempt
    GROUP BY g.unit, g.attempt, n.variable_id
),
groups AS (SELECT unit, variable, count(*) AS size FROM said GROUP BY unit, variable, labels),
same AS (
    SELECT unit, variable, sum(size * (size - 1)) AS pairs, sum(size) AS answered
    FROM groups GROUP BY unit, variable
),
people AS (SELECT unit, count(*) AS number FROM given GROUP BY unit),
shares AS (
    SELECT w.id, v.code, CASE WHEN p.number < 2 THEN 1 ELSE (
        coalesce(s.pairs, 0)
        + (p.number - coalesce(s.answered, 0)) * (p.number - coalesce(s.answered, 0) - 1)
    )::double precision / (p.number * (p.number - 1)) END AS share
    FROM waiting w
    JOIN people p ON p.unit = w.id
    JOIN annotations_round r ON r.id = w.round_id
    JOIN annotations_variable v ON v.version_id = r.codebook_version_id
    LEFT JOIN same s ON s.unit = w.id AND s.variable = v.id
),
agreed AS (
    SELECT id, round(avg(share)::numeric, 9)::double precision AS agreement
    FROM shares GROUP BY id
    HAVING %s = '' OR bool_or(code = %s AND share < 1)
),
ranked AS (
    SELECT w.id, w.section, g.agreement, w.round_id, w.sequence,
        row_number() OVER (ORDER BY w.section, g.agreement, w.round_id, w.sequence) AS place
    FROM waiting w JOIN agreed g ON g.id = w.id
)
"""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit in the order of the queue; `place` counts from 1."""

    unit: int
    section: int
    agreement: float
    place: int


def waiting_for(user: Any) -> QuerySet[Unit]:
    """The units that wait for this reviewer to act."""
    return Unit.objects.reviewable_by(user).waiting().left_to(user)


def in_sections(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Say of waiting units in which `section` of the queue they stand."""
    standing = Decision.objects.standing().filter(unit=OuterRef("pk"))
    returned = Return.objects.standing().filter(attempt__assignment__unit=OuterRef("pk"))
    objected = Objection.objects.open().filter(unit=OuterRef("pk"))
    return units.annotate(
        section=Case(
            When(Exists(objected), then=Value(OBJECTION)),
            When(
                Exists(standing.filter(basis=Decision.Basis.REVIEW)),
                then=Value(SECOND_REVIEW),
            ),
            When(Exists(standing), then=Value(SPOT_CHECK)),
            When(Exists(returned), then=Value(CAME_BACK)),
            default=Value(DISPUTED),
            output_field=IntegerField(),
        )
    )


def _rows(units: QuerySet[Unit], differs_on: str, tail: str, params: tuple) -> list[tuple]:
    fields: tuple[Any, ...] = ("id", "round_id", "sequence", "section")
    rows = in_sections(units).order_by().values(*fields)
    sql, given = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            RANKED.replace("{units}", sql) + tail, (*given, differs_on, differs_on, *params)
        )
        return cursor.fetchall()


def read(
    units: QuerySet[Unit],
    *,
    differs_on: str = "",
    first: int = 1,
    count: int,
    around: int | None = None,
) -> tuple[list[Ranked], dict[int, int]]:
    """Return a stretch of the queue, and how many units stand in each of its sections. One query.

    From place `first`, or with the unit `around` in its middle where that waits. `differs_on` keeps
    to units whose annotators differ on the variable of that code.
    """
    tail = """, here AS (
        SELECT greatest(1, least(place - %s, (SELECT count(*) FROM ranked) - %s + 1)) AS place
        FROM ranked WHERE id = %s
    ), start AS (SELECT coalesce((SELECT place FROM here), %s) AS place)
    SELECT NULL, section, NULL, count(*) FROM ranked GROUP BY section
    UNION ALL
    SELECT ranked.id, section, agreement, ranked.place FROM ranked, start
    WHERE ranked.place >= start.place AND ranked.place < start.place + %s
    ORDER BY 4"""
    found = _rows(units, differs_on, tail, (count // 2, count, around or 0, first, count))
    counts = {section: number for pk, section, _agreement, number in found if pk is None}
    return [Ranked(*row) for row in found if row[0] is not None], counts


def key_of(units: QuerySet[Unit], unit: Unit) -> Key | None:
    """Where a unit stands in the order, as long as it is among these. One query."""
    tail = " SELECT section, agreement, round_id, sequence FROM ranked"
    found = _rows(units.filter(pk=unit.pk), "", tail, ())
    return found[0] if found else None


def after(units: QuerySet[Unit], key: Key | None, *, differs_on: str = "") -> int | None:
    """Return the unit after a place in the order; after the last one the first. One query."""
    section, agreement, round, sequence = key or (-1, 0.0, 0, 0)
    tail = """ SELECT id FROM ranked
    ORDER BY (section, agreement, round_id, sequence) <= (%s, %s::double precision, %s, %s), place
    LIMIT 1"""
    found = _rows(units, differs_on, tail, (section, agreement, round, sequence))
    return found[0][0] if found else None
