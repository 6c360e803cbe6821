"""Tokens: issued once, named, expiring, and refused for people who are gone."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from knox.models import get_token_model

from annotations import tokens
from annotations.models import ApiToken
from newsroom.errors import Refused
from newsroom.models import AuditEntry
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def carla():
    """A consumer."""
    return make_user("carla", role="consumer")


def status(client, token):
    """What the API answers to a token."""
    headers = {"Authorization": f"Token {token}"}
    return client.get(reverse("api:newspapers"), headers=headers).status_code


def test_a_token_opens_the_api_with_the_persons_own_permissions(client, carla):
    token = tokens.issue(carla, name="nightly", by=None)

    assert token.startswith("nr_")
    assert status(client, token) == 200
    assert status(client, tokens.issue(make_user("nobody"), name="x", by=None)) == 403


def test_only_its_hash_is_kept(carla):
    token = tokens.issue(carla, name="nightly", by=None)

    stored = ApiToken.objects.get()
    assert get_token_model() is ApiToken
    assert token not in stored.digest
    assert (stored.name, stored.user) == ("nightly", carla)


def test_issuing_is_written_down_without_the_token(carla, sue):
    token = tokens.issue(carla, name="nightly", days=90, by=sue)

    entry = AuditEntry.objects.get(action="token.issued")
    assert (entry.actor, entry.target_id) == (sue, carla.pk)
    assert entry.after["name"] == "nightly"
    assert token not in str(entry.after)


def test_a_person_can_have_several_tokens_of_different_names(client, carla):
    first = tokens.issue(carla, name="nightly", by=None)
    second = tokens.issue(carla, name="laptop", by=None)

    with pytest.raises(Refused, match="already"):
        tokens.issue(carla, name="laptop", by=None)

    assert (status(client, first), status(client, second)) == (200, 200)


def test_an_expired_token_is_refused_and_its_name_is_free_again(client, carla):
    token = tokens.issue(carla, name="nightly", days=1, by=None)
    ApiToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))

    assert status(client, token) == 401
    assert status(client, tokens.issue(carla, name="nightly", days=1, by=None)) == 200


def test_a_deactivated_person_is_refused_and_gets_no_token(client, carla):
    token = tokens.issue(carla, name="nightly", by=None)
    carla.is_active = False
    carla.save()

    assert status(client, token) == 401
    with pytest.raises(Refused, match="deactivated"):
        tokens.issue(carla, name="other", by=None)


def test_a_revoked_token_is_refused_at_once(client, carla):
    token = tokens.issue(carla, name="nightly", by=None)

    tokens.revoke(carla, name="nightly", by=None)

    assert status(client, token) == 401
    assert AuditEntry.objects.filter(action="token.revoked").exists()
    with pytest.raises(Refused, match="no token"):
        tokens.revoke(carla, name="nightly", by=None)


@pytest.mark.parametrize(
    "token", ["", "nr_0", "x y", "nr_" + "f" * 64, "\xff\xfe", "nr_%00", "___"]
)
def test_what_is_no_token_is_401(client, token):
    assert status(client, token) == 401


def test_reading_with_a_token_takes_the_same_few_queries(client, carla, django_assert_num_queries):
    token = tokens.issue(carla, name="nightly", by=None)
    tokens.issue(carla, name="laptop", by=None)

    with django_assert_num_queries(4):
        assert status(client, token) == 200


@pytest.mark.parametrize(("name", "days"), [("", None), ("x" * 61, None), ("x", 0), ("x", 9999)])
def test_a_token_without_a_proper_name_or_time_is_refused(carla, name, days):
    with pytest.raises(Refused):
        tokens.issue(carla, name=name, days=days, by=None)

    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("name", ["nightly", ""])
def test_the_database_wants_names_that_tell_tokens_apart(carla, name):
    ApiToken.objects.create(carla, name="nightly")

    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.create(carla, name=name)


def test_the_command_prints_the_token_and_nothing_else_on_its_output(client, carla):
    out, err = StringIO(), StringIO()

    call_command("create_token", "carla", name="nightly", days=90, stdout=out, stderr=err)

    assert status(client, out.getvalue().strip()) == 200
    assert "not shown again" in err.getvalue()


def test_the_command_takes_a_token_back(client, carla):
    token = tokens.issue(carla, name="nightly", by=None)

    call_command("create_token", "carla", name="nightly", revoke=True, stdout=StringIO())

    assert status(client, token) == 401


@pytest.mark.parametrize(("user", "name"), [("nobody", "x"), ("carla", "")])
def test_the_command_refuses_with_a_sentence(carla, user, name):
    with pytest.raises(CommandError, match=r"\.$"):
        call_command("create_token", user, name=name, stdout=StringIO())
