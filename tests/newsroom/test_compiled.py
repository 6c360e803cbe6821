"""Queries that are compiled once: they answer as the ORM does, whatever they are asked with."""

import threading

import pytest
from django.db import IntegrityError, connection
from django.db.models import Count, Q

from newsroom.compiled import Compiled, Statement
from newsroom.models import Article, Newspaper, Page
from tests.factories import make_article, make_page

pytestmark = pytest.mark.django_db


def test_it_answers_as_the_queryset_does_with_whatever_values():
    pages = [make_page() for _ in range(3)]
    for page in pages:
        make_article(page=page)
    by_page = Compiled(lambda page: Article.objects.filter(page=page).values_list("pk", "headline"))

    answers = [by_page(page.pk) for page in pages]

    assert answers == [
        list(Article.objects.filter(page=page).values_list("pk", "headline")) for page in pages
    ]
    assert by_page(0) == []


def test_it_gives_models_with_what_was_selected_along():
    article = make_article("首篇")
    wanted = Compiled(
        lambda pk: Article.objects.filter(pk=pk).select_related("page__issue__newspaper")
    )

    with_all = wanted.one(article.pk)

    with connection.execute_wrapper(_no_query):
        assert with_all == article
        assert with_all.headline == "首篇"
        assert with_all.identifier == article.identifier
        assert str(with_all.page.issue.date) == str(article.page.issue.date)


def _no_query(execute, sql, params, many, context):
    raise AssertionError(sql)


def test_what_is_deferred_is_loaded_when_it_is_asked_for():
    article = make_article(body="一句话。")
    wanted = Compiled(lambda pk: Article.objects.filter(pk=pk).only("headline"))

    light = wanted.one(article.pk)

    assert light.get_deferred_fields() >= {"text"}
    assert light.text == article.text


def test_one_value_may_stand_in_several_places_and_rows_may_be_flat():
    first, second, third = (make_article().pk for _ in range(3))
    around = Compiled(
        lambda pk: (
            Article.objects.filter(Q(pk__lt=pk) | Q(pk__gt=pk))
            .order_by("pk")
            .values_list("pk", flat=True)
        )
    )

    assert around(second) == [first, third]


def test_json_and_times_come_as_the_orm_gives_them():
    page = make_page()
    told = Compiled(
        lambda pk: Page.objects.filter(pk=pk).values_list(
            "issue__date_evidence", "batch__created_at"
        )
    )

    assert told(page.pk) == list(
        Page.objects.filter(pk=page.pk).values_list("issue__date_evidence", "batch__created_at")
    )


def test_figures_can_be_asked_for_at_several_spots():
    pks = [make_article().pk for _ in range(4)]

    def build(*spots):
        counts = {
            f"upto{place}": Count("pk", filter=Q(pk__lte=pk)) for place, pk in enumerate(spots)
        }
        rows = Article.objects.filter(pk__in=pks).order_by().values("retired_at")
        return rows.annotate(**counts).values_list(*counts)

    assert Compiled(build, takes=2)(pks[1], pks[3]) == [(2, 4)]


def test_a_value_that_does_not_reach_the_query_is_an_error():
    lost = Compiled(lambda count: Article.objects.all()[:count])

    with pytest.raises(ValueError, match="does not reach this query"):
        lost(3)


def test_too_few_values_are_an_error():
    with pytest.raises(ValueError, match="zip"):
        Compiled(lambda one, two: Article.objects.filter(pk__in=[one, two]))(1)


def test_its_queries_are_counted_like_all_others(django_assert_num_queries):
    wanted = Compiled(lambda pk: Article.objects.filter(pk=pk))

    with django_assert_num_queries(2):
        wanted(1)
        wanted(2)


def test_a_refusal_of_the_database_is_djangos_error():
    add = Statement("INSERT INTO newsroom_newspaper (slug, name_zh, name_en) VALUES (%s, '', '')")
    Newspaper.objects.create(slug="daily")

    with pytest.raises(IntegrityError):
        add("daily")


@pytest.mark.django_db(transaction=True)
def test_several_threads_may_ask_at_once():
    articles = [make_article() for _ in range(8)]
    wanted = Compiled(lambda pk: Article.objects.filter(pk=pk).select_related("page"))
    found = {}

    def ask(pk):
        found[pk] = [wanted.one(pk).page_id for _time in range(20)]
        connection.close()

    threads = [threading.Thread(target=ask, args=(article.pk,)) for article in articles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {article.pk: [article.page_id] * 20 for article in articles}
