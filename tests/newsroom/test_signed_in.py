"""Who asks is read anew with every request, and as Django's own login would read it."""

from datetime import timedelta

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from newsroom.models import User
from newsroom.signed_in import Backend
from tests.factories import make_user

pytestmark = pytest.mark.django_db

WORK = "annotations:my_work"


def fresh(user):
    """The person without what was asked about them before."""
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    "groups",
    [[], ["annotator"], ["reviewer"], ["supervisor"], ["annotator", "reviewer", "supervisor"]],
    ids=str,
)
def test_what_a_person_may_do_is_what_django_says(groups):
    person = make_user("person")
    person.groups.set(Group.objects.filter(name__in=groups))
    person.user_permissions.add(Permission.objects.get(codename="delete_session"))

    allowed = Backend().get_all_permissions(fresh(person))

    assert allowed == ModelBackend().get_all_permissions(fresh(person))
    assert "sessions.delete_session" in allowed


def test_who_is_above_all_or_not_active_is_treated_as_by_django():
    root = make_user("root", is_superuser=True)
    gone = make_user("gone", is_active=False)
    gone.user_permissions.add(Permission.objects.get(codename="delete_session"))

    assert fresh(root).has_perm("annotations.code_unit")
    assert Backend().get_all_permissions(fresh(gone)) == set()
    assert Backend().get_user(root.pk) == root
    assert Backend().get_user(gone.pk) is None
    assert Backend().get_user(0) is None


def test_a_role_that_is_taken_away_is_gone_with_the_next_request(client, ann):
    client.force_login(ann)
    before = client.get(reverse(WORK)).status_code
    ann.groups.clear()

    assert (before, client.get(reverse(WORK)).status_code) == (200, 403)


def test_who_is_made_inactive_is_out_with_the_next_request(client, ann):
    client.force_login(ann)
    User.objects.filter(pk=ann.pk).update(is_active=False)

    response = client.get(reverse(WORK))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_a_session_that_is_over_or_made_up_is_none(client, ann):
    client.force_login(ann)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    over = client.get(reverse(WORK))
    client.cookies["sessionid"] = "x" * 32
    made_up = client.get(reverse(WORK))

    assert [over.status_code, made_up.status_code] == [302, 302]


def test_a_cookie_with_a_character_that_no_text_has_is_no_session(client):
    response = client.get(reverse(WORK), headers={"cookie": 'sessionid="\\000bcdefghijklmnop"'})

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
