"""Accounts: logging in and out, changing and resetting a password, and invitations."""

import re

import pytest
from allauth.core.context import request_context
from django.core import mail
from django.test import Client
from django.urls import reverse

from newsroom import accounts
from newsroom.models import AuditEntry, User
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "seven-quiet-cranes"


def log_in(client, name, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": name, "password": password})


@pytest.mark.parametrize("name", ["lin", "lin@example.org"])
def test_one_logs_in_with_the_user_name_or_the_address(client, name):
    make_user("lin", role="annotator", password=PASSWORD)

    response = log_in(client, name)

    assert response.status_code == 302
    assert client.get(reverse("home")).url == reverse("annotations:my_work")


def test_a_wrong_password_is_said_beside_the_form_and_the_name_stays(client):
    make_user("lin", role="annotator", password=PASSWORD)

    response = log_in(client, "lin", "wrong")

    assert response.status_code == 200
    assert 'class="error"' in response.text
    assert 'value="lin"' in response.text


def token_in(response):
    """The token of the form of a page."""
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.content.decode())[1]


def test_the_login_form_sent_twice_logs_in_once_and_goes_on(transactional_db):
    make_user("lin", role="annotator", password=PASSWORD)
    client = Client(enforce_csrf_checks=True)
    login = reverse("account_login")
    form = {"login": "lin", "password": PASSWORD, "next": "/search/"}
    form["csrfmiddlewaretoken"] = token_in(client.get(login))

    answers = [client.post(login, form) for _enter in range(2)]

    assert [answer.url for answer in answers] == ["/search/", "/search/"]
    away = client.post(login, form | {"next": "https://elsewhere.example/"})
    assert away.url == reverse("home")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "This page was out of date"), ("zh-hans", "这一页已经过时")]
)
def test_a_form_of_another_session_is_refused_in_a_sentence_that_leads_back(ann, language, words):
    client = Client(enforce_csrf_checks=True, headers={"accept-language": language})
    ann.language = language
    ann.save()
    client.force_login(ann)

    response = client.post(
        reverse("preferences"), headers={"referer": "http://testserver/search/?q=1"}
    )

    assert response.status_code == 403
    assert words in response.content.decode()
    assert 'href="/search/?q=1"' in response.content.decode()
    other = client.post(reverse("preferences"), headers={"referer": "http://elsewhere.example/x"})
    assert "elsewhere.example" not in other.content.decode()
    garbled = client.post(reverse("preferences"), headers={"referer": "http://[testserver"})
    assert garbled.status_code == 403


def test_logging_out_needs_a_post_and_ends_the_session(client, ann):
    client.force_login(ann)

    client.get(reverse("account_logout"))
    still_in = client.get(reverse("annotations:my_work")).status_code
    client.post(reverse("account_logout"))

    assert still_in == 200
    assert client.get(reverse("annotations:my_work")).status_code == 302


def test_nobody_signs_up_by_themselves(client):
    response = client.post(
        reverse("account_signup"),
        {
            "username": "eve",
            "email": "eve@example.org",
            "password1": NEW_PASSWORD,
            "password2": NEW_PASSWORD,
        },
    )

    assert "invitation" in response.text
    assert not User.objects.exists()


def test_a_person_changes_their_password(client):
    lin = make_user("lin", role="annotator", password=PASSWORD)
    client.force_login(lin)

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    lin.refresh_from_db()
    assert lin.check_password(NEW_PASSWORD)


def test_a_forgotten_password_is_reset_by_mail(client):
    lin = make_user("lin", role="annotator", password=PASSWORD)

    client.post(reverse("account_reset_password"), {"email": "lin@example.org"})
    address = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body).group(1)
    form = client.get(address, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    lin.refresh_from_db()
    assert lin.check_password(NEW_PASSWORD)


def test_an_unknown_address_gets_the_same_answer_as_a_known_one(client):
    make_user("lin", role="annotator")

    known = client.post(reverse("account_reset_password"), {"email": "lin@example.org"})
    unknown = client.post(reverse("account_reset_password"), {"email": "eve@example.org"})

    assert known.status_code == unknown.status_code == 302
    assert known.url == unknown.url


def test_an_invitation_lets_a_new_person_choose_their_password(rf, sue):
    lin = make_user("lin", role="annotator")
    request = rf.get("/")
    request.user = sue

    with request_context(request):
        sent = accounts.invite(request, lin, by=sue)

    assert sent
    assert mail.outbox[0].to == ["lin@example.org"]
    assert AuditEntry.objects.filter(action="user.invited", actor=sue, target_id=lin.pk).exists()


def test_the_chosen_language_and_theme_stay_with_the_person(client, ann):
    client.force_login(ann)

    client.post(reverse("preferences"), {"language": "zh-hans"})
    client.post(reverse("preferences"), {"theme": "dark"})
    page = client.get(reverse("annotations:my_work"))

    assert 'lang="zh-Hans"' in page.text
    assert 'data-theme="dark"' in page.text
    assert "我的工作" in page.text


def test_a_preference_that_does_not_exist_changes_nothing(client, ann):
    client.force_login(ann)

    response = client.post(reverse("preferences"), {"language": "xx", "next": "//evil.example"})

    ann.refresh_from_db()
    assert response.url == reverse("home")
    assert ann.language == ""


def test_a_chinese_name_is_written_family_name_first():
    lin = make_user("lin", last_name="林", first_name="晓")
    smith = make_user("smith", last_name="Smith", first_name="Ada")

    assert lin.display_name == "林晓"
    assert smith.display_name == "Ada Smith"


def test_logins_are_limited(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/m/ip"}
    make_user("lin", role="annotator", password=PASSWORD)

    for _try in range(3):
        log_in(client, "lin", "wrong")
    response = log_in(client, "lin")

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_every_page_forbids_inline_code(client):
    response = client.get(reverse("account_login"))

    policy = response["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert " style=" not in response.text
    assert "onclick" not in response.text


def test_the_health_check_answers_without_a_login(client):
    assert client.get(reverse("healthz")).text == "ok"


def test_the_admin_has_no_login_of_its_own(client):
    response = client.get(reverse("admin:index"), follow=True)

    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))
