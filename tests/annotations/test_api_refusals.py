"""What the API refuses, with which status, and with a sentence."""

import base64

import pytest
from django.urls import reverse

from newsroom.errors import server_error
from tests.annotations.asking_the_api import refusal, rows
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "cursor", ["x", "!!", "LTE", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM", "\x00", "äö", "MQ=="]
)
def test_a_cursor_of_ones_own_making_is_refused_by_name(reader, cursor):
    if cursor == "MQ==":  # with its padding it is a cursor after all
        assert rows(reader, "articles", cursor=cursor) == []
        return

    body = refusal(reader, "articles", 400, cursor=cursor)

    assert "cursor" in body["fields"]


def test_a_cursor_past_the_greatest_key_is_refused(reader):
    cursor = base64.urlsafe_b64encode(str(2**63).encode()).decode()

    refusal(reader, "articles", 400, cursor=cursor)


@pytest.mark.parametrize(
    ("name", "parameter", "value"),
    [
        ("articles", "page_size", "0"),
        ("articles", "page_size", "1001"),
        ("articles", "page_size", "٣"),
        ("articles", "newspaper", "nobody"),
        ("articles", "newspaper", "\x00"),
        ("articles", "date_from", "9. 7. 2019"),
        ("articles", "date_to", "2019-02-30"),
        ("articles", "kind", "poem"),
        ("articles", "text", "true"),
        ("articles", "round", "x"),
        ("articles", "round", "9" * 30),
        ("raw", "article", "zjfzb-2019-07-09-p1-a9"),
        ("raw", "attempt", "1e9999999"),
        ("raw", "attempt", "-1"),
        ("raw", "main", "1"),
        ("raw", "label", "\x00"),
        ("raw", "submitted_after", "yesterday"),
        ("raw", "submitted_after", "0001-01-01T00:00:00+23:00"),
        ("gold", "basis", "guessed"),
        ("gold", "lable", "T01"),
        ("newspapers", "newspaper", "zjfzb"),
        ("newspapers", "bom", "1"),
    ],
)
def test_what_a_parameter_cannot_mean_is_refused_by_its_name(reader, name, parameter, value):
    body = refusal(reader, name, 400, **{parameter: value})

    assert list(body["fields"]) == [parameter]
    assert parameter in body["detail"]


def test_an_unknown_parameter_is_answered_with_those_there_are(reader):
    body = refusal(reader, "gold", 400, lable="T01")

    assert "label" in body["fields"]["lable"][0]


def test_a_parameter_given_twice_is_refused(reader):
    response = reader.get(f"{reverse('api:gold')}?label=T01&label=T02")

    assert response.status_code == 400
    assert response.json()["fields"] == {"label": ["Say this once."]}


def test_a_huge_number_finds_nothing_and_breaks_nothing(reader):
    assert rows(reader, "raw", attempt="9" * 40) == []


def test_nobody_reads_without_saying_who_they_are(client):
    response = client.get(reverse("api:gold"))

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Token"
    assert "Token nr_" in response.json()["detail"]


@pytest.mark.parametrize("name", ["articles", "rounds", "gold", "raw"])
def test_a_person_without_a_role_is_refused_with_a_sentence(client, name):
    client.force_login(make_user("nobody"))

    body = refusal(client, name, 403)

    assert body["detail"] == "Your role does not include this."


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_only_reads(reader, method):
    response = getattr(reader, method)(reverse("api:gold"))

    assert response.status_code == 405
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "GET" in response.headers["Allow"]


def test_an_unknown_format_is_406_and_says_which_there_are(reader):
    body = refusal(reader, "gold", 406, format="xml")

    assert "json, jsonl, csv" in body["detail"]


def test_an_accept_header_that_nothing_meets_is_406(reader):
    response = reader.get(reverse("api:gold"), headers={"Accept": "image/png"})

    assert response.status_code == 406


def test_an_address_that_leads_nowhere_is_a_problem_object_too(reader):
    response = reader.get("/api/v1/labels/silver/")

    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_fault_is_a_problem_object_for_scripts_and_a_page_for_people(rf):
    script = server_error(rf.get("/api/v1/labels/gold/"))
    person = server_error(rf.get("/rounds/"))

    assert script.status_code == person.status_code == 500
    assert script.headers["Content-Type"] == "application/problem+json"
    assert "on record" in script.content.decode()
    assert "<html" in person.content.decode()


def test_what_is_for_one_person_stays_out_of_caches(reader):
    response = reader.get(reverse("api:gold"))

    assert response.headers["Cache-Control"] == "private, no-store"


def test_refusals_are_in_the_readers_language(reader):
    response = reader.get(reverse("api:gold"), {"lable": "T01"}, headers={"Accept-Language": "zh"})

    assert "参数" in response.json()["detail"]
