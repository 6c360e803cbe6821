"""The search page: its address, its words beside the fields, its list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from newsroom import search
from tests.factories import answer, make_indexed, make_round

pytestmark = pytest.mark.django_db


def test_the_address_holds_the_whole_query(client, ann):
    wanted = make_indexed("法院调解", kind="notice")
    make_indexed("法院判决")
    client.force_login(ann)

    response = client.get(
        reverse("search"), {"q": "法院", "newspaper": "zjfzb", "kind": "notice", "order": "newest"}
    )

    assert [result["article"] for result in response.context["results"]] == [wanted]
    assert 'value="法院"' in response.text
    assert '<option value="notice" selected>' in response.text
    assert f"{reverse('article', args=[wanted.identifier])}?q=%E6%B3%95%E9%99%A2" in response.text


def test_an_empty_search_explains_itself(client, ann):
    client.force_login(ann)

    response = client.get(reverse("search"))

    assert "Look for any stretch of text" in response.text


def test_a_search_that_finds_nothing_says_so(client, ann):
    client.force_login(ann)

    response = client.get(reverse("search"), {"q": "龘"})

    assert "No article fits." in response.text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            {"q": " ".join("人民法院近日公开审理一起案件并作出判决被告当庭表示服从")},
            "Use at most 20 words.",
        ),
        ({"q": "法院", "since": "2020-13-01"}, "Enter a valid date."),
        (
            {"q": "法院", "since": "2020-01-02", "until": "2020-01-01"},
            "The last day is before the first.",
        ),
        ({"q": "法院", "newspaper": "nowhere"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client, ann, asked, sentence):
    client.force_login(ann)

    response = client.get(reverse("search"), asked)

    assert response.status_code == 200
    assert sentence in response.text


def test_text_from_a_page_is_never_markup(client, ann):
    make_indexed("<script>alert(1)</script>", "<b>法院</b> & <i>x</i>")
    client.force_login(ann)

    text = client.get(reverse("search"), {"q": "法院"}).text

    assert "<script>alert" not in text
    assert '&lt;b&gt;<mark class="hit">法院</mark>&lt;/b&gt; &amp; &lt;i&gt;x&lt;/i&gt;' in text


def test_the_list_goes_on_where_it_was_left(client, ann):
    for number in range(25):
        make_indexed(f"法院{number}")
    client.force_login(ann)

    first = client.get(reverse("search"), {"q": "法院"})
    second = client.get(reverse("search") + first.context["next"])

    assert (first.context["first"], first.context["last"]) == (1, 20)
    assert (second.context["first"], second.context["last"]) == (21, 25)
    assert second.context["previous"] == "?q=%E6%B3%95%E9%99%A2"
    assert second.context["next"] is None


def test_the_address_says_only_what_was_asked(client, ann):
    client.force_login(ann)

    response = client.get(
        reverse("search"), {"q": "法院", "newspaper": "", "since": "", "order": "relevance"}
    )

    assert response["HX-Push-Url"] == "?q=%E6%B3%95%E9%99%A2"


def test_the_number_of_queries_does_not_grow_with_the_results(
    client, ann, django_assert_num_queries
):
    client.force_login(ann)
    make_indexed("法院")
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("search"), {"q": "法院"})
    for number in range(15):
        make_indexed(f"法院{number}")

    with django_assert_num_queries(len(one)):
        client.get(reverse("search"), {"q": "法院"})


def test_the_search_is_for_readers_of_the_corpus(client, django_user_model):
    address = reverse("search")
    assert client.get(address).status_code == 302

    client.force_login(django_user_model.objects.create(username="stranger"))
    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 405


def test_a_count_that_takes_longer_comes_after_the_results(client, ann, monkeypatch):
    for number in range(5):
        make_indexed(f"人民法院{number}")
    monkeypatch.setattr(search, "MOST_RANKED", 3)
    client.force_login(ann)

    response = client.get(reverse("search"), {"q": "人民法院", "kind": "news"})

    address = response.context["count_at"]
    assert "at least <b>3</b> articles" in response.text
    assert f'hx-get="{address.replace("&", "&amp;")}"' in response.text
    assert "<b>5</b> articles" in client.get(address).text
    assert client.get(reverse("search_count"), {"since": "x"}).status_code == 404


def test_labels_are_a_filter_for_those_who_may_see_them_and_only_as_far(client, ann, ben, rita):
    article = make_indexed("法院开庭")
    make_indexed("法院宣判")
    made = make_round(articles=[article], annotators=[ann, ben])
    answer(made.units.get().assignments.get(annotator=ann), topic="T02")

    def seen_by(person):
        client.force_login(person)
        response = client.get(reverse("search"), {"q": "法院", "label": "topic:T02"})
        if response.context["form"].errors or "label" not in response.context["form"].fields:
            return None
        return [result["article"] for result in response.context["results"]]

    assert seen_by(rita) == [article]
    assert seen_by(ann) == [article]
    # Ben has still to code it: he learns neither the label nor that there is one.
    assert seen_by(ben) is None
