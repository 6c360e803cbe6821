"""The demo: a team and an open round on an empty database."""

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from annotations import demo
from annotations.models import Assignment, Round, Unit
from newsroom.errors import Refused
from newsroom.models import User
from tests.factories import make_article, make_user, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def corpus(db):
    """Two articles and a codebook, nobody who could code them."""
    make_version()
    return [make_article(), make_article()]


def test_the_demo_makes_a_team_and_opens_a_round_of_all_articles_for_two(corpus):
    accounts = demo.create()

    assert [(account.role, account.username) for account in accounts] == [
        ("annotator", "lin"), ("annotator", "zhou"), ("annotator", "chen"),
        ("reviewer", "he"), ("supervisor", "wang"),
    ]  # fmt: skip
    made = Round.objects.get()
    assert made.is_open
    assert Unit.objects.filter(round=made).count() == 2
    for username, articles in (("lin", 2), ("zhou", 2), ("chen", 0)):
        assert Assignment.objects.filter(annotator__username=username).count() == articles
    assert User.objects.get(username="wang").is_staff
    assert not User.objects.filter(is_superuser=True).exists()


def test_each_password_is_another_and_lets_one_in(corpus):
    accounts = demo.create()

    assert len({account.password for account in accounts}) == len(accounts)
    for account in accounts:
        assert authenticate(username=account.username, password=account.password)


def test_a_given_password_is_everybodys(corpus):
    accounts = demo.create(password="bamboo")

    assert {account.password for account in accounts} == {"bamboo"}


def test_nothing_is_made_where_there_are_people(corpus):
    make_user()

    assert demo.create() == []
    assert User.objects.count() == 1
    assert not Round.objects.exists()


def test_without_articles_or_codebook_nothing_is_made(db):
    with pytest.raises(Refused, match="no articles"):
        demo.create()
    make_article()
    with pytest.raises(Refused, match="no published codebook"):
        demo.create()

    assert not User.objects.exists()


def test_the_command_prints_the_accounts_once(corpus, capsys, monkeypatch):
    monkeypatch.setenv("NEWSROOM_DEMO_PASSWORD", "bamboo-7")

    call_command("create_demo")
    first = capsys.readouterr().out
    call_command("create_demo")
    second = capsys.readouterr().out

    assert first.splitlines()[0].split() == ["role", "user", "name", "password"]
    assert first.splitlines()[5].split() == ["supervisor", "wang", "bamboo-7"]
    assert "bamboo-7" not in second
    assert "people already" in second


def test_the_command_refuses_with_a_sentence(db):
    with pytest.raises(CommandError, match="no articles"):
        call_command("create_demo")
