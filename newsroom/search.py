"""Find articles by what they say: every substring exactly, ordered by how well it fits.

An article is found when its folded text holds every wanted term and none of the unwanted ones.
Pairs of characters (newsroom.indexing) narrow the articles down; where pairs alone could be wrong,
the folded text itself is asked, so nothing is missed and nothing is found that is not there.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from newsroom.models import Article
from newsroom.text.words import bigrams, fold, fold_shapes

LONGEST_QUERY = 200
MOST_TERMS = 20
MOST_RANKED = 500
"""Of more finds only the newest are ordered by relevance, so that a common word is quick too."""

MANY = 20_000  # finds from which on they are met by walking back from the newest day
LONGEST_WALK = 10_000  # articles that are looked at on that way before it is given up
MOST_SHOWN = 500  # how deep one can page
LONGEST_WORD = 6  # of the parts of a term that may be words of the index
QUOTES = {'"': '"', "“": "”", "「": "」"}


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for, folded: terms that an article must hold, and terms that it must not."""

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    @property
    def terms(self) -> int:
        """How many terms there are."""
        return len(self.wanted) + len(self.unwanted)


@dataclass(frozen=True, slots=True)
class Filters:
    """What else is asked of an article: newspaper slug, first and last day, page number, kind.

    `rubric` is the series or column that it appeared in, or the section of its page, `credit` the
    name of somebody whom it credits, both as they are printed; `articles` are those that something
    else narrows it to.
    """

    newspaper: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    page: str = ""
    kind: str = ""
    rubric: str = ""
    credit: str = ""
    articles: QuerySet | None = None


class Narrowing(Protocol):
    """A further filter, of somebody who knows about articles what the corpus does not.

    `choices` are the values that a person may ask for, `articles` those that fit one of them.
    """

    name: str
    title: Any

    def choices(self, user: Any) -> list[tuple[str, str]]: ...
    def articles(self, user: Any, value: str) -> QuerySet[Article]: ...


# The study puts itself here when it starts; the corpus does not know it by name.
narrowings: list[Narrowing] = []


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search: how many articles fit, and the ids of those to show, best first.

    `total` is None where a count would take longer than the search: then at least `known` fit.
    """

    total: int | None
    known: int
    ids: Sequence[int]


def parse(typed: str) -> Query:
    """Read what a person typed: terms between spaces, "quoted phrases", and -excluded ones.

    >>> parse('法院 "一審 判決" -离婚')
    Query(wanted=('法院', '一审 判决'), unwanted=('离婚',))
    """
    wanted: dict[str, None] = {}
    unwanted: dict[str, None] = {}
    rest = fold(typed.replace("\0", "")).strip()
    while rest:
        into = wanted
        if rest[0] == "-" and rest[1:2].strip():
            into, rest = unwanted, rest[1:]
        closing = QUOTES.get(rest[0])
        end = rest.find(closing, 1) if closing else -1
        if end > 0:
            term, rest = rest[1:end], rest[end + 1 :]
        else:
            term, rest = [*rest.split(maxsplit=1), ""][:2]
        if term := " ".join(term.split()):
            into[term] = None
        rest = rest.strip()
    return Query(tuple(wanted), tuple(unwanted))


def matching(query: Query) -> QuerySet[Article]:
    """Return the articles that fit a query, in no order of their own."""
    where, values = _conditions(query)
    return Article.objects.filter(
        pk__in=RawSQL(
            f"SELECT entry.article_id FROM newsroom_searchentry entry WHERE {where}", values
        )
    )


def find(
    query: Query,
    filters: Filters | None = None,
    *,
    order: str = "relevance",
    start: int = 0,
    size: int = 20,
) -> Found:
    """Return one page of the articles that fit, and how many there are where that is known cheaply.

    `order` is relevance, newest or oldest; articles that rank alike follow by date, newest first.
    """
    pairs, values = _by_pairs(query)
    further, limits = _filtered(filters or Filters())
    looked, texts = _by_text(query)
    seen, all_texts = _by_text(query, pairs_too=True)
    words = _words(query) if order == "relevance" else ""
    rank = (
        "(SELECT ts_rank(entry.words, %s::tsquery, 1) FROM newsroom_searchentry entry"
        " WHERE entry.article_id = first.article_id) DESC, "
    )
    days, walk = "DESC NULLS LAST", "day DESC NULLS LAST, article_id DESC"
    if order == "oldest":  # the same index from its other end, where the undated ones come first
        days, walk = "ASC NULLS LAST", "day NULLS FIRST, article_id"
    dated = " AND day IS NOT NULL" if order == "oldest" else ""
    # Pairs narrow down and days sort on narrow rows; texts are looked at from the newest on, in a
    # subquery that cannot be turned into a join of all, until there are enough. What very many fit
    # is soon met by walking back from the newest day, so that not all need to be sorted; and what
    # no index narrows down is always tried in this way first.
    sql = f"""
        WITH narrow AS MATERIALIZED (
            SELECT article_id, day FROM newsroom_searchentry entry
            WHERE {pairs}{further} LIMIT %s
        ), size AS MATERIALIZED (
            SELECT count(*) AS n FROM narrow
        ), walked AS MATERIALIZED (
            SELECT * FROM (
                SELECT article_id, day FROM newsroom_searchentry entry
                WHERE (SELECT n FROM size) > %s{further}{dated} ORDER BY {walk} LIMIT %s
            ) AS sorted WHERE {seen} LIMIT %s
        ), enough AS MATERIALIZED (
            SELECT count(*) >= %s AS met FROM walked
        ), candidate AS MATERIALIZED (
            SELECT * FROM narrow WHERE (SELECT n FROM size) <= %s
            UNION ALL
            SELECT article_id, day FROM newsroom_searchentry entry
            WHERE (SELECT n FROM size) > %s AND NOT (SELECT met FROM enough) AND {pairs}{further}
        ), first AS MATERIALIZED (
            (SELECT * FROM (
                SELECT * FROM candidate
                WHERE NOT (SELECT met FROM enough) ORDER BY day {days}, article_id DESC
            ) AS sorted WHERE {looked} LIMIT %s)
            UNION ALL
            SELECT * FROM walked WHERE (SELECT met FROM enough)
        )
        SELECT (SELECT met FROM enough), (SELECT n FROM size), (SELECT count(*) FROM candidate),
            (SELECT count(*) FROM first), ARRAY(
            SELECT article_id FROM first
            ORDER BY {rank if words else ""}day {days}, article_id
            OFFSET %s LIMIT %s
        )
    """
    many = MANY if query.wanted else -1
    asked = [*values, *limits, many + 1, many, *limits, LONGEST_WALK, *all_texts, MOST_RANKED]
    asked += [MOST_RANKED, many, many, *values, *limits, *texts, MOST_RANKED]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*asked, *([words] if words else []), start, size])
        met, probed, candidates, fitting, ids = cursor.fetchone()
    if met:
        return Found(None, fitting if texts else max(fitting, probed), ids)
    if not texts:
        return Found(candidates, candidates, ids)
    return Found(fitting if fitting < MOST_RANKED else None, fitting, ids)


def count(query: Query, filters: Filters | None = None) -> int:
    """Return how many articles fit, however many there are."""
    where, values = _conditions(query)
    further, limits = _filtered(filters or Filters())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM newsroom_searchentry entry WHERE {where}{further}",
            [*values, *limits],
        )
        return cursor.fetchone()[0]


def _by_pairs(query: Query) -> tuple[str, list[str]]:
    """Return the SQL of what an index can tell of an entry, and its values.

    It lets everything through that fits, and nothing else where _by_text has nothing to add.
    """
    unwanted = [term for term in query.unwanted if not _needs_text(term)]
    if query.wanted:
        # One question to the index, which then skips through what only some of the pairs have.
        asked = [_grams(term) for term in query.wanted] + [f"!({_grams(t)})" for t in unwanted]
        return "newsroom_grams(entry.grams) @@ %s::tsquery", [" & ".join(asked)]
    # The set of all that hold it comes from the index; asking each entry would read it.
    without = (
        "NOT EXISTS (SELECT FROM newsroom_searchentry other"
        " WHERE other.article_id = entry.article_id AND newsroom_grams(other.grams) @@ %s::tsquery)"
    )
    return " AND ".join([without] * len(unwanted) or ["TRUE"]), [_grams(t) for t in unwanted]


def _by_text(query: Query, *, pairs_too: bool = False) -> tuple[str, list[str]]:
    """Return the SQL of what the folded text of a sorted entry must say, and its values."""
    clauses, values = _in_text(query, pairs_too=pairs_too)
    if not clauses:
        return "TRUE", []
    return (
        f"(SELECT {' AND '.join(clauses)} FROM newsroom_searchentry entry"
        " WHERE entry.article_id = sorted.article_id)"
    ), values


def _in_text(query: Query, *, pairs_too: bool = False) -> tuple[list[str], list[str]]:
    """Return what a folded text must say that pairs cannot tell, or all that it must say."""
    tests = [(term, "> 0") for term in query.wanted] + [(term, "= 0") for term in query.unwanted]
    asked = [(term, test) for term, test in tests if pairs_too or _needs_text(term)]
    return [f"strpos(entry.folded, %s) {test}" for _term, test in asked], [t for t, _test in asked]


def _conditions(query: Query) -> tuple[str, list[str]]:
    """Return the SQL that an entry must fulfil, pairs and text together, and its values."""
    pairs, values = _by_pairs(query)
    clauses, texts = _in_text(query)
    return " AND ".join([pairs, *clauses]), [*values, *texts]


def _needs_text(term: str) -> bool:
    """Whether pairs alone cannot say that a term is there: not in what order they stand."""
    return len(term) > 2 or " " in term


def _filtered(filters: Filters) -> tuple[str, list[Any]]:
    given = {
        "newspaper = (SELECT id FROM newsroom_newspaper WHERE slug = %s)": filters.newspaper,
        "day >= %s": filters.since,
        "day <= %s": filters.until,
        "page = %s": filters.page,
        "kind = %s": filters.kind,
        "article_id IN (SELECT article_id FROM newsroom_credit WHERE name = %s)": filters.credit,
    }
    clauses = "".join(f" AND entry.{clause}" for clause, value in given.items() if value)
    values = [value for value in given.values() if value]
    if filters.rubric:
        clauses += " AND (entry.rubric = %s OR entry.section = %s)"
        values += [filters.rubric, fold_shapes(filters.rubric)]
    if filters.articles is not None:
        within, more = filters.articles.values("pk").query.sql_with_params()
        clauses += f" AND entry.article_id IN ({within})"
        values += more
    return clauses, values


def _grams(term: str) -> str:
    """The pairs of a term as a tsquery; a single character is the beginning of a pair."""
    return " & ".join(_quoted(gram) for run in term.split() for gram in (bigrams(run) or [run]))


def _quoted(gram: str) -> str:
    escaped = gram.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'" if len(gram) > 1 else f"'{escaped}':*"


def _words(query: Query) -> str:
    """Every stretch of the terms that may be a word of the index, as a tsquery.

    Which of them are words is known to the index, so the search itself need not cut words.
    """
    words = {
        run[i : i + length]
        for term in query.wanted
        for run in term.split()
        for length in range(min(2, len(run)), LONGEST_WORD + 1)
        for i in range(len(run) - length + 1)
    }
    return " | ".join(f"'{word}'" for word in sorted(words) if word.isalnum())
