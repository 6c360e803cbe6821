"""Rows that are copied in are those that INSERT would have made."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from newsroom import copying, indexing
from newsroom.models import ArticleDigest, Credit, Page, SearchEntry
from newsroom.text.entries import entry_of, gram_vector, grams, vector, words
from tests.factories import make_article, make_page

pytestmark = pytest.mark.django_db


def test_what_is_not_given_is_as_the_model_has_it():
    article = make_article("法院")

    copying.copy_in(Credit, ("article_id", "position", "name"), [(article.pk, 1, "王\t一\\平")])

    credit = Credit.objects.get()
    assert (credit.name, credit.role, credit.organisation) == ("王\t一\\平", "", "")


def test_objects_are_copied_with_all_their_fields():
    model = make_page("一")
    page = Page(**{f.attname: getattr(model, f.attname) for f in Page._meta.concrete_fields})
    (page.pk,) = copying.new_ids(Page, 1)
    page.sequence, page.file_name, page.text, page.text_sha256 = 9, "b.txt", "二\n\\N\t", "1" * 64

    copying.copy_objects([page])

    stored = Page.objects.get(pk=page.pk)
    assert stored.text == "二\n\\N\t"
    assert all(
        getattr(stored, f.attname) == getattr(page, f.attname) for f in Page._meta.concrete_fields
    )
    assert not page._state.adding


def test_new_numbers_are_nobody_elses():
    first, second = copying.new_ids(Page, 3), copying.new_ids(Page, 2)

    assert len({*first, *second, make_page("一").pk}) == 6
    assert copying.new_ids(Page, 0) == []


def test_constraints_stand_behind_copied_rows():
    article = make_article("法院")

    with pytest.raises(IntegrityError), transaction.atomic():
        copying.copy_in(Credit, ("article_id", "position", "name"), [(article.pk, 1, "")])


def test_nothing_is_copied_without_a_row():
    copying.copy_in(Credit, ("article_id", "position", "name"), [])
    copying.copy_objects([])
    copying.copy_packed("newsroom_articledigest", ("entry_id",), [])

    assert not Credit.objects.exists()


@pytest.mark.parametrize("day", [None, datetime.date(1949, 10, 1), datetime.date(2019, 7, 9)])
def test_packed_values_arrive_as_they_are(day):
    article = make_article("法院'\\ 审理\n此案，甲甲甲甲甲甲甲甲。")
    entry = entry_of(article.text, article.headline)
    SearchEntry.objects.all().delete()
    place = indexing.Place(day, 2**40, "A3", "news", "法治'", "要闻\\")

    indexing.write([(article.pk, entry, place)])

    stored = SearchEntry.objects.get()
    assert (stored.day, stored.newspaper, stored.page) == (day, 2**40, "A3")
    assert (stored.kind, stored.rubric, stored.section) == ("news", "法治'", "要闻\\")
    assert stored.folded == entry.folded
    digest = ArticleDigest.objects.get()
    assert (digest.terms, digest.bands) == (entry.terms, entry.bands)


def test_numbers_and_texts_of_a_digest_arrive():
    article = make_article("法院")
    entry = entry_of(article.text, "")
    SearchEntry.objects.all().delete()
    entry.terms.extend(["审判", "a'\\b"])
    entry.bands.extend([-(2**31), 0, 2**31 - 1])

    indexing.write([(article.pk, entry, indexing.Place(None, 1, "1", "news", "", ""))])

    digest = ArticleDigest.objects.get()
    assert digest.terms[-2:] == ["审判", "a'\\b"]
    assert digest.bands[-3:] == [-(2**31), 0, 2**31 - 1]


def received(packed):
    """A tsvector as PostgreSQL reads it: its entries, and each one's places with their weights."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE given (v tsvector) ON COMMIT DROP")
        copying.copy_packed("given", ("v",), [(copying.packed(packed),)])
        cursor.execute("SELECT (unnest(v)).* FROM given")
        return {
            word: list(zip(at or [], weights or [], strict=True)) for word, at, weights in cursor
        }


def test_pairs_are_received_as_they_were_made():
    text = "法院'\\審理 a 𠀀一\n此"

    assert set(received(gram_vector(text))) == grams(text)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE given")
    assert received(gram_vector(" ")) == {}


def test_words_of_the_headline_weigh_more_and_many_count_as_six():
    counted = words(["法院", "审理"], ["法院", *["案件"] * 20, "，"])

    places = received(vector(counted))

    assert [weight for _at, weight in places["法院"]] == ["A", "D"]
    assert [weight for _at, weight in places["审理"]] == ["A"]
    assert [weight for _at, weight in places["案件"]] == ["D"] * 6
    assert set(places) == {"法院", "审理", "案件"}
