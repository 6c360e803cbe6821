"""The OpenAPI description: complete, in both languages, and kept to by what is answered."""

import re

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from annotations import releases, tokens
from annotations.api.schema import described
from annotations.models import Round
from newsroom.wsgi import application
from tests.factories import make_disputed_unit, make_user

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_headers_conformance, response_schema_conformance,
]  # fmt: skip
EXAMPLES = 12


@pytest.fixture
def authorization(settings, tmp_path):
    """The header of a consumer's token, with a little of everything to read."""
    settings.MEDIA_ROOT = tmp_path
    unit = make_disputed_unit(answers=(("T01 T02", "mixed"), ("T01 T02", "mixed")))
    release = releases.request(unit.round, name="pilot-2026", by=unit.round.created_by)
    releases.freeze(release)
    token = tokens.issue(make_user("carla", role="consumer"), name="schema", by=None)
    return {"Authorization": f"Token {token}", "Accept-Encoding": "identity"}


@pytest.fixture
def _one_connection():
    """Requests in this process keep the connection that the test's transaction is open on."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def description(authorization, settings, _one_connection):
    """Our own description, as a program reads it."""
    settings.ALLOWED_HOSTS = ["*"]
    address = reverse("api:schema")
    return schemathesis.openapi.from_wsgi(address, application, headers=authorization)


@pytest.mark.parametrize(
    ("mode", "endpoints"), [(GenerationMode.POSITIVE, 13), (GenerationMode.NEGATIVE, 8)]
)
def test_every_endpoint_answers_as_described_whatever_it_is_asked(
    description, authorization, mode, endpoints
):
    tried = 0

    for result in description.get_all_operations():
        operation = result.ok()
        if mode is GenerationMode.NEGATIVE and "{" in operation.path:
            continue  # any text can stand in a path

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        def answers_as_described(case):
            case.call_and_validate(headers=authorization, checks=CHECKS)

        answers_as_described()
        tried += 1

    assert tried == endpoints


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("articles/{identifier}", {"identifier": "zjfzb-2019-07-09-p1-a1"}),
        ("codebooks/{slug}/{number}", {"number": 1}),
        ("rounds/{id}", {}),
        ("releases/{name}", {"name": "pilot-2026"}),
    ],
)
def test_what_is_there_looks_as_described(description, authorization, path, named):
    made = Round.objects.get()
    others = {"id": made.pk, "slug": made.codebook_version.codebook.slug}
    parameters = {name: {**others, **named}[name] for name in re.findall(r"{(\w+)}", path)}

    case = description[f"/api/v1/{path}/"]["GET"].Case(path_parameters=parameters)
    response = case.call_and_validate(headers=authorization, checks=CHECKS)

    assert response.status_code == 200


def test_the_description_is_for_people_who_are_known(client):
    assert client.get(reverse("api:schema")).status_code == 401
    assert client.get(reverse("api:schema-page")).status_code == 302


def test_the_description_is_made_without_a_warning(tmp_path):
    call_command(
        "spectacular", file=str(tmp_path / "openapi.yml"), fail_on_warn=True, validate=True
    )


def test_every_parameter_and_endpoint_is_described_in_both_languages():
    for path, operations in described("en")["paths"].items():
        english = operations["get"]
        chinese = described("zh-hans")["paths"][path]["get"]

        assert english["summary"] != chinese["summary"], path
        assert english["description"] != chinese["description"], path
        for one, other in zip(english.get("parameters", []), chinese["parameters"], strict=True):
            if one["in"] == "query":
                assert one["description"] != other["description"], (path, one["name"])


def test_the_page_shows_every_endpoint_with_an_example(client):
    client.force_login(make_user("carla", role="consumer"))

    page = client.get(reverse("api:schema-page")).content.decode()

    for path in described("en")["paths"]:
        assert f"<code>{path.removeprefix('/api/v1')}</code>" in page
    assert "Authorization: Token" in page


def test_the_page_takes_few_queries(client, django_assert_max_num_queries):
    client.force_login(make_user("carla", role="consumer"))

    with django_assert_max_num_queries(4):
        assert client.get(reverse("api:schema-page")).status_code == 200


def test_people_who_only_read_with_scripts_are_sent_to_the_description(client):
    client.force_login(make_user("carla", role="consumer"))

    response = client.get(reverse("home"))

    assert response.url == reverse("api:schema-page")
