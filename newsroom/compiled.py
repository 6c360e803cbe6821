"""Queries that are asked all the time: built by the ORM once, prepared by each connection once.

To build, compile and plan a query of Django costs the processor many times what it costs to run it.
Where the same question comes with every key press of a team, it is compiled at its first asking and
from then on sent with other values only; PostgreSQL keeps its plan too.

    latest = Compiled(lambda person: Issue.objects.filter(reader=person).values_list("pk", "date"))
    latest(7)  # [(12, date(2019, 7, 9)), …]
"""

import inspect
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connection
from django.db.models import QuerySet
from django.db.models import query as orm

# Stand for values while a query is compiled. Any column of whole numbers takes them, and nobody's
# constant looks like them.
STAND_INS = range(2_147_481_700, 2_147_481_800)


class Compiled:
    """A question to the database whose values alone change; call it with them.

    `build` takes a whole number for each parameter and returns a queryset: of `values_list`, then
    calling returns its rows, or of a model, with `select_related` where wanted (no prefetching).
    Every value must stand in the SQL as one, which that of a slice does not. `takes` is their
    number where `build` takes any number. Raises ValueError where a value does not reach the SQL.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *, takes: int = 0) -> None:
        self.build = build
        self.takes = takes or len(inspect.signature(build).parameters)
        self.asked: _Asked | None = None

    def __call__(self, *values: int) -> list[Any]:
        """Ask with these values, in the order of the parameters of `build`."""
        if self.asked is None:
            self.asked = self._compile()
        asked = self.asked
        given = dict(zip(STAND_INS[: self.takes], values, strict=True))
        rows = _ask(asked.sql, [_in_place(one, given) for one in asked.params])
        return asked.finish(rows)

    def one(self, *values: int) -> Any:
        """Ask for one thing that there is; raises ValueError where there is none, or several."""
        (found,) = self(*values)
        return found

    def _compile(self):
        stand_ins = STAND_INS[: self.takes]
        query = self.build(*stand_ins)
        compiler = query.query.get_compiler(connection.alias)
        sql, params = compiler.as_sql()
        if not set(stand_ins) <= {one for one in params if isinstance(one, int)}:
            raise ValueError(f"A value does not reach this query: {sql}")
        return _Asked(sql, params, compiler, query._iterable_class)


def _in_place(param, given):
    """A value for a stand-in, of the kind of number that the column takes."""
    if isinstance(param, int) and param in given:
        value = given[param]
        return value if value is None else type(param)(value)
    return param


class _Asked:
    """A compiled query: its text, its values, and how its rows become what was asked for."""

    def __init__(self, sql, params, compiler, kind):
        self.sql, self.params = sql, list(params)
        found = compiler.get_converters(
            [expression for expression, _sql, _alias in compiler.select]
        )
        self.converters = [(place, *found[place]) for place in sorted(found)]
        self.flat = kind is orm.FlatValuesListIterable
        self.model: Any = None
        if kind is orm.ModelIterable:
            info, select = compiler.klass_info, compiler.select
            self.model = info["model"]
            self.end = info["select_fields"][-1] + 1
            self.names = [column.target.attname for column, _sql, _alias in select[: self.end]]
            related = orm.get_related_populators  # type: ignore[attr-defined]
            self.related = related(info, select, connection.alias)

    def finish(self, rows):
        if self.converters:
            rows = [self._converted(row) for row in rows]
        if self.flat:
            return [row[0] for row in rows]
        return rows if self.model is None else [self._instance(row) for row in rows]

    def _converted(self, row):
        values = list(row)
        for place, functions, expression in self.converters:
            for function in functions:
                values[place] = function(values[place], expression, connection)
        return tuple(values)

    def _instance(self, row):
        instance = self.model.from_db(connection.alias, self.names, row[: self.end])
        for related in self.related:
            related.populate(row, instance)
        return instance


class Statement:
    """A statement in SQL that is sent all the time; call it with its values. Returns its rows."""

    def __init__(self, sql: str) -> None:
        self.sql = sql

    def __call__(self, *values: Any) -> list[tuple[Any, ...]]:
        """Send it with these values."""
        return _ask(self.sql, values)


def _ask(sql, params):
    """Send it by the protocol that keeps plans; Django's own cursors send text with values in it.

    Everything else is as with Django's: its counting of queries, its errors.
    """
    connection.ensure_connection()
    session = connection.connection
    with connection.wrap_database_errors:
        cursor = psycopg.Cursor(session)
    with connection._prepare_cursor(cursor) as asking:  # type: ignore[attr-defined]
        session.prepare_threshold = 0  # for this one: psycopg would remember the text of all others
        try:
            asking.execute(sql, params)
        finally:
            session.prepare_threshold = None
        return asking.fetchall() if cursor.description else []
