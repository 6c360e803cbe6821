"""The administration shows corpus and people, records changes, and protects what was read."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from newsroom import importing, indexing
from newsroom.models import Article, AuditEntry, Credit, ImportBatch, Issue, Page, User
from tests.factories import PASSWORD, make_article, make_issue, make_page, make_round, make_user

TEXT = "某地法院审结一起案件\n\n本报记者 王一平\n\n本报讯 近日,法院审结一起案件。\n"
LISTS = ["newspaper", "importbatch", "issue", "page", "article", "credit", "user", "auditentry"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    """One imported page with one article."""
    return importing.import_pages([("a.txt", TEXT.encode())], by=None).batch


@pytest.fixture
def panel(client, sue):
    """The browser of a supervisor."""
    client.force_login(sue)
    return client


def address(model, act="changelist", *arguments):
    """Where the administration has it."""
    return reverse(f"admin:newsroom_{model}_{act}", args=arguments)


def act_on(client, model, action, *rows):
    """Choose rows of a list and an action."""
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(address(model), data, follow=True)


@pytest.mark.parametrize("model", LISTS)
def test_a_supervisor_sees_every_list_and_can_search_it(panel, batch, model):
    assert panel.get(address(model)).status_code == 200
    assert panel.get(address(model), {"q": "zjfzb"}).status_code == 200


@pytest.mark.parametrize("model", LISTS)
def test_the_administration_is_closed_to_others(client, ann, model):
    client.force_login(ann)

    assert client.get(address(model)).status_code == 302


@pytest.mark.parametrize("model", LISTS)
def test_nothing_is_deleted_by_hand(panel, batch, model):
    row = panel.get(address(model)).context["cl"].result_list.first()

    assert panel.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert "delete_selected" not in panel.get(address(model)).text


@pytest.mark.parametrize("model", ["importbatch", "issue", "page", "article", "auditentry"])
def test_what_was_read_or_recorded_is_not_added_by_hand(panel, model):
    assert panel.get(address(model, "add")).status_code == 403


@pytest.mark.parametrize("model", ["page", "article", "credit"])
def test_a_longer_list_takes_no_more_queries(panel, django_assert_num_queries, batch, model):
    with CaptureQueriesContext(connection) as queries:
        panel.get(address(model))
    for number in range(5):
        issue = make_issue(f"2020-01-0{number + 1}")
        article = make_article(page=make_page(f"{number}", issue=issue))
        Credit.objects.create(article=article, position=1, name="王一平")

    with django_assert_num_queries(len(queries)):
        panel.get(address(model))


# The corpus ---------------------------------------------------------------------------------------
def test_a_page_is_shown_and_cannot_be_changed(panel, batch):
    page = Page.objects.get()

    shown = panel.get(address("page", "change", page.pk))
    posted = panel.post(address("page", "change", page.pk), {"text": "anderes"})

    assert "法院审结一起案件" in shown.text
    assert posted.status_code == 403
    page.refresh_from_db()
    assert page.text == TEXT


def test_kind_and_credits_of_an_article_can_be_put_right_but_not_its_text(panel, sue, batch):
    article = Article.objects.get()
    credit = article.credits.get()
    data = {
        "kind": "feature", "text": "anderes", "headline": "anderes",
        "credits-TOTAL_FORMS": 1, "credits-INITIAL_FORMS": 1,
        "credits-0-id": credit.pk, "credits-0-article": article.pk, "credits-0-position": 1,
        "credits-0-name": "王二平", "credits-0-role": "记者", "credits-0-organisation": "本报",
        "segments-TOTAL_FORMS": 0, "segments-INITIAL_FORMS": 0,
    }  # fmt: skip

    response = panel.post(address("article", "change", article.pk), data)

    assert response.status_code == 302
    before, article = article, Article.objects.get()
    assert (article.kind, article.text, article.headline) == (
        "feature",
        before.text,
        before.headline,
    )
    assert article.credits.get().name == "王二平"
    entry = AuditEntry.objects.get(action="article.changed")
    assert (entry.actor, entry.before, entry.after) == (
        sue,
        {"kind": before.kind},
        {"kind": "feature"},
    )
    entry = AuditEntry.objects.get(action="credit.changed")
    assert (entry.actor, entry.before, entry.after) == (sue, {"name": "王一平"}, {"name": "王二平"})


def test_articles_are_searched_as_on_the_search_page_and_by_identifier(panel, batch):
    other = make_article("检察院", page=make_page("x"))
    indexing.index([other])

    for typed in ("审结 -检察院", "zjfzb-u001-p1-a1", "審結"):
        found = panel.get(address("article"), {"q": typed}).context["cl"].result_list
        assert [article.headline for article in found] == ["某地法院审结一起案件"]


def test_the_day_of_an_issue_is_set_with_a_new_key_and_a_record(panel, sue, batch):
    issue = Issue.objects.get()

    response = panel.post(address("issue", "change", issue.pk), {"date": "2018-04-02"})

    assert response.status_code == 302
    issue.refresh_from_db()
    assert (issue.key, issue.date_basis) == ("2018-04-02", "person")
    assert AuditEntry.objects.filter(action="issue.dated", actor=sue).count() == 1


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2018-04-02", "The newspaper has an issue of this day already."),
        ("", "This field is required."),
        ("2018-02-30", "Enter a valid date."),
    ],
)
def test_a_day_that_cannot_be_set_is_said_beside_the_field(panel, batch, day, sentence):
    make_issue("2018-04-02")
    issue = Issue.objects.get(key="u001")

    response = panel.post(address("issue", "change", issue.pk), {"date": day})

    assert sentence in response.text
    issue.refresh_from_db()
    assert issue.key == "u001"


def test_an_import_can_be_undone_from_its_list(panel, sue, batch):
    response = act_on(panel, "importbatch", "undo", batch)

    assert f"Import {batch.pk} is undone." in response.text
    assert not Page.objects.exists()
    assert AuditEntry.objects.get(action="batch.purged").actor == sue


def test_an_import_in_use_says_why_it_stays(panel, batch):
    make_round(articles=[Article.objects.get()])

    response = act_on(panel, "importbatch", "undo", batch)

    assert "articles of it are in a round" in response.text
    assert Page.objects.exists()
    assert ImportBatch.objects.get().purged_at is None


def test_a_slug_stays_once_there_are_issues(panel, batch):
    paper = batch.newspaper

    data = {"slug": "other", "name_zh": "法治日报", "name_en": ""}
    panel.post(address("newspaper", "change", paper.pk), data)

    paper.refresh_from_db()
    assert (paper.slug, paper.name_zh) == ("zjfzb", "法治日报")


def test_a_newspaper_is_added_with_a_record(panel, sue):
    panel.post(address("newspaper", "add"), {"slug": "rmrb", "name_zh": "人民日报", "name_en": ""})

    entry = AuditEntry.objects.get(action="newspaper.added")
    assert (entry.actor, entry.before) == (sue, {})
    assert entry.after == {"slug": "rmrb", "name_zh": "人民日报"}


# People -------------------------------------------------------------------------------------------
def test_a_person_is_added_without_a_password_and_invited_by_mail(panel, client, sue):
    annotator = Group.objects.get(name="annotator")
    panel.post(
        address("user", "add"),
        {
            "username": "dora", "email": "dora@example.org", "annotator_code": "D1",
            "groups": [annotator.pk],
        },
    )  # fmt: skip
    dora = User.objects.get(username="dora")

    response = act_on(panel, "user", "send_invitation", dora)

    assert not dora.has_usable_password()
    assert list(dora.groups.all()) == [annotator]
    assert "An invitation goes to dora@example.org." in response.text
    assert mail.outbox[0].to == ["dora@example.org"]
    assert AuditEntry.objects.filter(action="user.invited", actor=sue).count() == 1
    client.logout()
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert client.login(username="dora", password=PASSWORD)


def test_a_person_without_a_mail_address_is_named(panel):
    eve = make_user("eve", email="")

    response = act_on(panel, "user", "send_invitation", eve)

    assert "No invitation for eve" in response.text
    assert not mail.outbox


def user_form(user, **changed):
    """What the form of a person sends."""
    return {
        "username": user.username, "email": user.email, "annotator_code": user.annotator_code,
        "initial-annotator_code": user.annotator_code,
        "is_active": "on", "first_name": "", "last_name": "", "language": "", "theme": "",
        **changed,
    }  # fmt: skip


def test_changes_to_a_person_are_recorded_without_their_password(panel, sue, ann):
    reviewer = Group.objects.get(name="reviewer")

    panel.post(
        address("user", "change", ann.pk), user_form(ann, groups=[reviewer.pk], last_name="安")
    )
    panel.post(
        reverse("admin:auth_user_password_change", args=[ann.pk]),
        {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"},
    )

    entry = AuditEntry.objects.get(action="user.changed")
    assert entry.actor == sue
    assert entry.after == {"groups": ["reviewer"], "last_name": "安"}
    assert entry.before == {"groups": ["annotator"], "last_name": ""}
    assert not AuditEntry.objects.filter(after__has_key="password1").exists()


def test_a_supervisor_cannot_make_a_superuser(panel, sue):
    panel.post(address("user", "change", sue.pk), user_form(sue, is_staff="on", is_superuser="on"))

    sue.refresh_from_db()
    assert not sue.is_superuser


def test_a_supervisor_cannot_take_over_a_superuser(panel):
    root = make_user("root", is_superuser=True, is_staff=True)

    changed = panel.post(address("user", "change", root.pk), user_form(root, email="x@example.org"))
    password = panel.post(
        reverse("admin:auth_user_password_change", args=[root.pk]),
        {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"},
    )
    invited = act_on(panel, "user", "send_invitation", root)

    root.refresh_from_db()
    assert (changed.status_code, password.status_code) == (403, 403)
    assert root.email == "root@example.org"
    assert "No invitation for root" in invited.text
    assert not root.has_usable_password()


def test_the_audit_log_is_only_read(panel, batch):
    entry = AuditEntry.objects.first()

    shown = panel.get(address("auditentry", "change", entry.pk))
    posted = panel.post(address("auditentry", "change", entry.pk), {"action": "nothing"})

    assert entry.action in shown.text
    assert posted.status_code == 403
