"""The search finds every article that holds the words, and no other, and puts the best first."""

import datetime
import doctest
import random

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.test.utils import CaptureQueriesContext

from newsroom import importing, indexing, issue_days, search, snippets
from newsroom.models import Article, Credit, Page, SearchEntry, Segment
from newsroom.search import Filters, Query, find, parse
from newsroom.text.words import fold
from tests.factories import make_article, make_indexed, make_issue, make_newspaper, make_page
from tests.newsroom.page_files import SEEDS, import_files, page_file

pytestmark = pytest.mark.django_db


def found(typed, filters=None, **options):
    """The articles that a person finds who types this, best first."""
    ids = find(parse(typed), filters, **options).ids
    articles = Article.objects.in_bulk(ids)
    return [articles[pk] for pk in ids]


def brute_force(query, texts):
    """What must be found: look into every text."""
    return {
        pk
        for pk, text in texts.items()
        if all(term in text for term in query.wanted)
        and not any(term in text for term in query.unwanted)
    }


def folded_texts():
    """The text of every article, folded."""
    return {article.pk: fold(article.text) for article in Article.objects.all()}


def found_ids(query):
    """What is found, all of it."""
    result = find(query, size=search.MOST_RANKED)
    assert result.total == len(result.ids)
    assert set(result.ids) == set(search.matching(query).values_list("pk", flat=True))
    return set(result.ids)


# Exactness ----------------------------------------------------------------------------------------
def test_every_stretch_of_the_seeds_is_found_where_it_stands_and_nowhere_else():
    importing.import_pages([SEEDS], by=None)
    texts = folded_texts()
    lines = [line for text in texts.values() for line in text.split("\n")]
    pick = random.Random(20190709)
    queries = []
    for length in (1, 2, 2, 2, 3, 4, 5, 7, 12, 30):
        for _time in range(40):
            line = pick.choice([line for line in lines if len(line) >= length])
            start = pick.randrange(len(line) - length + 1)
            term = " ".join(line[start : start + length].split())
            if term:
                queries.append(Query((term,)))

    missed = [query for query in queries if found_ids(query) != brute_force(query, texts)]

    assert len(queries) > 380
    assert not missed


def test_generated_texts_are_searched_exactly_by_any_combination_of_terms():
    pick = random.Random(7)
    letters = "法院审a'\\-\"“,: "
    bodies = [
        "".join(pick.choices(letters, k=pick.randint(1, 40))).strip() or "法" for _i in range(60)
    ]
    indexing.index([make_article(f"{number}", body) for number, body in enumerate(bodies)])
    texts = folded_texts()
    queries = []
    for _time in range(300):
        terms = [
            " ".join("".join(pick.choices(letters, k=pick.randint(1, 4))).split())
            for _term in range(pick.randint(1, 3))
        ]
        terms = [fold(term) for term in terms if term]
        cut = pick.randint(0, len(terms))
        queries.append(Query(tuple(terms[:cut]), tuple(terms[cut:])))

    missed = [query for query in queries if found_ids(query) != brute_force(query, texts)]

    assert not missed


@pytest.mark.parametrize("typed", ["審判", "审判", "審判 ", "“審判”"])
def test_traditional_and_simplified_characters_find_each_other(typed):
    simplified, traditional = make_indexed("审判"), make_indexed("審判")

    assert set(found(typed)) == {simplified, traditional}


@pytest.mark.parametrize("typed", ["app", "APP", "ＡＰＰ", "ａｐｐ"])
def test_width_and_case_make_no_difference(typed):
    article = make_indexed("浙江新闻APP上线")
    make_indexed("浙江新闻")

    assert found(typed) == [article]


def test_a_single_character_is_found_also_at_the_end_of_a_text():
    article = make_indexed("一审判决", "完")

    assert found("完") == [article]


def test_a_character_beyond_the_basic_plane_is_found():
    article = make_indexed("𠮷野家开业", "👍")

    assert found("𠮷") == [article]
    assert found("👍") == [article]


def test_several_terms_must_all_be_there_and_excluded_ones_must_not():
    both = make_indexed("法院调解")
    make_indexed("法院判决")
    make_indexed("法院调解离婚")

    assert found("调解 法院 -离婚") == [both]


def test_only_excluded_terms_find_everything_else():
    kept = make_indexed("判决")
    make_indexed("离婚")

    assert found("-离婚") == [kept]


@pytest.mark.parametrize("typed", ['"一审 判决"', "“一审 判决”", "「一审　判决」"])
def test_a_phrase_is_found_with_its_spaces(typed):
    article = make_indexed("一审 判决")
    make_indexed("判决 一审")
    make_indexed("一审判决")

    assert found(typed) == [article]


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("", Query()),
        ("  　 ", Query()),
        ('"" “”', Query()),
        ("-", Query(("-",))),
        ("a-b", Query(("a-b",))),
        ("- a", Query(("-", "a"))),
        ('-"a b" c', Query(("c",), ("a b",))),
        ('"never closed', Query(('"never', "closed"))),
        ("法院 法院", Query(("法院",))),
        ("法\0院", Query(("法院",))),
        ("－法院", Query((), ("法院",))),
    ],
)
def test_what_is_typed_is_read_as_terms(typed, query):
    assert parse(typed) == query


# Order, filters, paging ---------------------------------------------------------------------------
def test_an_article_with_the_word_in_its_headline_comes_first():
    below = make_indexed("工作会议召开", "会上谈到法院。" + "此外还有很多别的事情。" * 5)
    above = make_indexed("法院审结案件", "判决生效。" + "此外还有很多别的事情。" * 5)

    assert found("法院") == [above, below]


def test_an_article_that_says_it_more_often_comes_first():
    once = make_indexed("消息一则", "法院开庭。其余与此无关,说的是别的事情。")
    often = make_indexed("消息两则", "法院开庭,法院宣判,法院执行,法院调解。")

    assert found("法院") == [often, once]


def test_results_can_be_put_in_the_order_of_their_days():
    undated = make_indexed("法院", page=make_page("x", issue=make_issue(None)))
    old = make_indexed("法院", page=make_page("y", issue=make_issue("2018-01-02")))
    new = make_indexed("法院", page=make_page("z", issue=make_issue("2019-01-02")))

    assert found("法院", order="newest") == [new, old, undated]
    assert found("法院", order="oldest") == [old, new, undated]


@pytest.mark.parametrize(
    "filters",
    [
        Filters(newspaper="rmrb"),
        Filters(since=datetime.date(2020, 1, 1)),
        Filters(since=datetime.date(2020, 5, 1), until=datetime.date(2020, 5, 1)),
        Filters(page="4"),
        Filters(kind="notice"),
    ],
)
def test_each_filter_leaves_only_what_fits(filters):
    make_indexed("法院", page=make_page("x", issue=make_issue("2019-07-09")))
    paper = make_newspaper("rmrb", name_zh="人民日报")
    issue = make_issue("2020-05-01", newspaper=paper)
    wanted = make_indexed(
        "法院", page=make_page("y", issue=issue, sequence=2, printed_number="4"), kind="notice"
    )

    assert found("法院", filters) == [wanted]
    assert found("", filters) == [wanted]


def test_the_series_that_an_article_is_printed_under_is_a_filter():
    page = make_page("平安时评\n一审判决")
    wanted = make_article("一审判决", page=page)
    Segment.objects.create(page=page, article=wanted, start=0, end=4, role="rubric")
    indexing.index([wanted, make_article("一审判决")])

    assert found("判决", Filters(rubric="平安时评")) == [wanted]


def test_a_credited_name_is_a_filter():
    wanted = make_indexed("法院开庭")
    make_indexed("法院宣判")
    Credit.objects.create(article=wanted, position=1, name="王敏")
    Credit.objects.create(article=wanted, position=2, name="王敏")

    assert found("法院", Filters(credit="王敏")) == [wanted]
    assert search.count(parse(""), Filters(credit="王敏")) == 1


def test_what_moves_an_article_moves_what_the_search_knows_of_it(sue):
    article = make_indexed("法院", page=make_page("x", issue=make_issue(None)))

    issue_days.date_issue(article.page.issue, date=datetime.date(2020, 5, 1), by=sue)
    Article.objects.filter(pk=article.pk).update(kind="letter")
    Page.objects.filter(pk=article.page_id).update(printed_number="A7")

    day = datetime.date(2020, 5, 1)
    assert found("法院", Filters(since=day, until=day, kind="letter", page="A7")) == [article]


def test_an_exact_count_that_takes_longer_is_left_to_be_asked_for(monkeypatch):
    for number in range(5):
        make_indexed(f"人民法院{number}")
    monkeypatch.setattr(search, "MOST_RANKED", 3)  # five finds are very many
    query = parse("人民法院")

    result = find(query)

    assert (result.total, result.known, len(result.ids)) == (None, 3, 3)
    assert search.count(query) == 5
    assert find(parse("人民法院1")).total == 1


@pytest.mark.parametrize("walk", [4, 100])
@pytest.mark.parametrize("order", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("typed", ["法院", "人民法院", "法院 -离婚", "民法 -离婚案", "-离婚", ""])
def test_what_very_many_fit_is_found_from_the_newest_on_whichever_way_is_taken(
    monkeypatch, typed, order, walk
):
    for number in range(12):
        text = "人民法院" if number % 3 else "离婚案"
        issue = make_issue(f"2019-01-{number + 1:02}")
        make_indexed(f"{text}{number}", page=make_page(f"{number}", issue=issue))
    monkeypatch.setattr(search, "MOST_RANKED", 4)  # twelve articles stand for a large corpus
    usual = find(parse(typed), order=order)
    monkeypatch.setattr(search, "MANY", 5)
    monkeypatch.setattr(search, "LONGEST_WALK", walk)

    walked = find(parse(typed), order=order)

    assert walked.ids == usual.ids
    assert walked.total in (None, search.count(parse(typed)))
    assert walked.known <= search.count(parse(typed))


def test_pairs_wanted_and_unwanted_can_be_looked_up_in_the_index():
    pairs, values = search._by_pairs(parse("法院 -判决"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT 1 FROM newsroom_searchentry entry WHERE {pairs}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert plan.count("Bitmap Index Scan on search_grams") == 1
    assert "''法院'' & !''判决''" in plan


def test_a_filter_finds_the_section_of_the_page_as_well_as_the_rubric():
    text = (
        "2019年7月9日 星期二 法治新闻 3版\n\n某地法院审结一起案件\n\n本报讯 近日,法院审结此案。\n"
    )
    import_files(page_file("2019-07-09_03.txt", text))
    article = Article.objects.get()

    assert found("法院", Filters(rubric="法治新闻")) == [article]
    assert found("法院", Filters(rubric="要闻")) == []
    assert SearchEntry.objects.get().rubric == ""
    indexing.index([article])
    assert SearchEntry.objects.get().section == "法治新闻"


def test_the_section_follows_the_furniture_of_the_page():
    text = (
        "2019年7月9日 星期二 法治新闻 3版\n\n某地法院审结一起案件\n\n本报讯 近日,法院审结此案。\n"
    )
    import_files(page_file("2019-07-09_03.txt", text))
    page = Page.objects.get()

    page.segments.filter(role="furniture").delete()
    indexing.keep_section(page)

    assert SearchEntry.objects.get().section == ""


def test_a_search_only_for_what_is_not_there_finds_the_rest_in_any_order(monkeypatch):
    monkeypatch.setattr(search, "MOST_RANKED", 2)
    articles = [make_indexed(text) for text in ("法院", "公安", "检察", "司法")]

    for order in ("newest", "oldest", "relevance"):
        result = find(parse("-公安"), order=order, size=2)
        assert result.total is None
        assert len(set(result.ids)) == 2
        assert articles[1].pk not in result.ids


def test_a_connection_does_not_compile_its_searches():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = on")
        connection_created.send(sender=type(connection), connection=connection)

        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


def test_the_sequence_stands_for_a_page_without_a_printed_number():
    article = make_indexed("法院", page=make_page("x", sequence=6))

    assert found("法院", Filters(page="6")) == [article]


def test_paging_shows_every_article_once():
    articles = [make_indexed(f"法院{number}") for number in range(7)]

    pages = [found("法院", start=start, size=3) for start in (0, 3, 6, 9)]

    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert {article for page in pages for article in page} == set(articles)
    assert find(parse("法院"), start=9, size=3).total == 7


def test_of_many_finds_the_newest_are_put_in_order_and_all_are_counted(monkeypatch):
    articles = [make_indexed(f"法院{number}") for number in range(5)]
    monkeypatch.setattr(search, "MOST_RANKED", 3)  # five finds are very many

    result = find(parse("法院"))

    assert result.total == 5
    assert set(result.ids) == {article.pk for article in articles[2:]}


def test_a_search_is_one_query():
    make_indexed("法院")

    with CaptureQueriesContext(connection) as queries:
        find(parse("法院 调解 -离婚"), Filters(newspaper="zjfzb"))

    assert len(queries) == 1


def test_indexing_again_replaces_what_was_there():
    article = make_indexed("法院")
    article.text = "检察院"

    indexing.index([article])

    assert SearchEntry.objects.get().folded == "检察院"
    assert not found("法院")


# What is shown ------------------------------------------------------------------------------------
def shown(snippet):
    """A snippet as one line: what was looked for in brackets."""
    return "".join(f"[{text}]" if hit else text for text, hit in snippet.runs)


def test_words_are_shown_in_context_as_the_page_has_them():
    snippet = snippets.in_context(
        "標題\n前文。" + "无" * 50 + "人民法院審判ＡＢ。", parse("审判ab").wanted
    )

    assert shown(snippet) == "无" * 26 + "人民法院[審判ＡＢ]。"
    assert (snippet.cut_before, snippet.cut_after) == (True, False)


def test_the_stretch_with_most_of_the_terms_is_shown():
    text = "平安。" + "无" * 300 + "衢州的平安。"

    assert "[衢州]的[平安]" in shown(snippets.in_context(text, ("平安", "衢州")))


def test_what_stands_in_the_text_is_preferred_to_the_headline():
    text = "法院开庭\n法院近日开庭。"

    assert shown(snippets.in_context(text, ("法院",), after=5)) == "[法院]近日开庭。"


def test_a_text_without_the_words_shows_its_beginning():
    snippet = snippets.in_context("标题\n" + "正" * 500, (), after=3)

    assert shown(snippet) == "正" * 120
    assert snippet.cut_after


def test_overlapping_finds_are_marked_as_one():
    assert shown(snippets.highlighted("平安平安平", ("平安平",))) == "[平安平安平]"


@pytest.mark.parametrize("module", [search, indexing])
def test_the_examples_in_the_documentation_of_the_search_hold(module):
    assert doctest.testmod(module).failed == 0
