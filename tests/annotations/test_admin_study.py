"""The administration of the study: what can be written there, and what can only be read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations import codebooks
from annotations.models import CodebookVersion, Label, Round, Variable
from newsroom.models import AuditEntry
from tests.factories import (
    answer,
    make_article,
    make_disputed_unit,
    make_round,
    make_user,
    make_version,
)

pytestmark = pytest.mark.django_db

MODELS = (
    "codebook", "codebookversion", "variable", "label", "round", "unit", "assignment",
    "annotation", "decision",
)  # fmt: skip


@pytest.fixture
def admin(client, sue):
    """A browser in which the supervisor is logged in."""
    client.force_login(sue)
    return client


def address(model, act="changelist", *args):
    return reverse(f"admin:annotations_{model}_{act}", args=args)


def unanimous_round(**fields):
    made = make_round(**fields)
    for assignment in made.units.get().assignments.all():
        answer(assignment)
    return made


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens_searches_and_takes_constant_queries(admin, model):
    unanimous_round()
    admin.get(address(model))
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as captured:
            response = admin.get(address(model), {"q": "a"})
        assert response.status_code == 200
        counts.append(len(captured))
        unanimous_round()
        unanimous_round()

    assert admin.get(address(model)).status_code == 200
    assert counts[1] == counts[0]


def test_submitted_work_cannot_be_added_changed_or_deleted(admin):
    made = unanimous_round()
    unit = made.units.get()
    rows = {
        "annotation": unit.assignments.first().attempts.get().annotations.first(),
        "decision": unit.decisions.get(),
        "unit": unit,
        "assignment": unit.assignments.first(),
    }

    for model, row in rows.items():
        assert admin.get(address(model, "change", row.pk)).status_code == 200
        assert admin.post(address(model, "change", row.pk), {}).status_code == 403
        assert admin.get(address(model, "add")).status_code == 403
        assert admin.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_a_round_is_not_added_opened_or_deleted_here(admin):
    made = make_round(opened=False)

    assert admin.get(address("round", "add")).status_code == 403
    assert admin.post(address("round", "delete", made.pk), {"post": "yes"}).status_code == 403
    admin.post(
        address("round", "change", made.pk),
        {
            "name": "Renamed", "notes": "", "deadline": "", "kind": "main", "seed": "99",
            "opened_at_0": "2026-01-01", "opened_at_1": "10:00",
            "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0",
        },
    )  # fmt: skip

    made.refresh_from_db()
    assert made.name == "Renamed"
    assert (made.kind, made.seed, made.opened_at) == (Round.Kind.PILOT, 1, None)
    entry = AuditEntry.objects.get(action="round.changed")
    assert entry.after == {"name": "Renamed"}


def test_a_published_version_is_only_read(admin):
    version = make_version()
    topic = version.variables.get(code="topic")
    label = topic.labels.first()

    for model, row in (("codebookversion", version), ("variable", topic), ("label", label)):
        assert admin.get(address(model, "change", row.pk)).status_code == 200
        assert admin.post(address(model, "change", row.pk), {"code": "x"}).status_code == 403
        assert admin.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_parts_are_added_to_drafts_only(admin):
    version, draft = make_version(), make_version(published=False)
    topic = version.variables.get(code="topic")
    fields = {
        "code": "T99", "position": 99, "key": "", "value": "", "name_zh": "其他", "cues": "[]",
        "iptc": "null",
    }  # fmt: skip

    refused = admin.post(address("label", "add"), {**fields, "variable": topic.pk})
    taken = admin.post(
        address("label", "add"), {**fields, "variable": draft.variables.get(code="topic").pk}
    )

    assert refused.status_code == 200
    assert taken.status_code == 302
    assert Label.objects.get(code="T99").variable.version == draft
    assert AuditEntry.objects.filter(action="label.added").exists()


def test_the_page_of_a_draft_saves_its_variables(admin):
    draft = make_version(published=False)
    topic, sentiment = draft.variables.all()
    fields = {
        "codebook": draft.codebook.pk, "number": 1, "unit_zh": "一篇文章", "unit_en": "",
        "rules": "[]", "variables-TOTAL_FORMS": 2, "variables-INITIAL_FORMS": 2,
    }  # fmt: skip
    for place, variable in enumerate((topic, sentiment)):
        fields |= {
            f"variables-{place}-id": variable.pk,
            f"variables-{place}-version": draft.pk,
            f"variables-{place}-position": variable.position,
            f"variables-{place}-code": variable.code,
            f"variables-{place}-kind": variable.kind,
            f"variables-{place}-name_zh": f"新{variable.name_zh}",
            f"variables-{place}-threshold": "0.800",
            f"variables-{place}-required": "on",
        }

    response = admin.post(address("codebookversion", "change", draft.pk), fields)

    assert response.status_code == 302
    assert Variable.objects.get(pk=topic.pk).name_zh == "新主题"
    assert AuditEntry.objects.filter(action="variable.changed").count() == 2


def test_a_draft_is_begun_and_published_by_actions(admin):
    version = make_version()

    admin.post(address("codebookversion"), {"action": "draft_next", "_selected_action": version.pk})
    draft = CodebookVersion.objects.get(number=2)
    admin.post(address("codebookversion"), {"action": "publish", "_selected_action": draft.pk})

    draft.refresh_from_db()
    assert draft.published_at is not None


def test_an_action_that_the_workflow_refuses_says_why(admin):
    version = make_version()

    response = admin.post(
        address("codebookversion"),
        {"action": "publish", "_selected_action": version.pk},
        follow=True,
    )

    assert "This version is published already." in response.text


def test_nothing_is_deleted_in_bulk(admin):
    make_version(published=False)

    assert "delete_selected" not in admin.get(address("variable")).text


def test_the_name_of_a_published_codebook_stays(admin, sue):
    version = make_version()

    admin.post(address("codebook", "change", version.codebook.pk), {"name_zh": "别名"})

    version.codebook.refresh_from_db()
    assert version.codebook.name_zh == "编码表"
    assert codebooks.draft_next(version, by=sue).codebook == version.codebook


def test_who_has_still_to_code_finds_no_work_of_others(client, ben):
    curious = make_user(roles=["annotator", "supervisor"], is_staff=True)
    version = make_version(topics=("T01", "T02", "T03"))
    article = make_article()
    made = make_round(version=version, articles=[article], annotators=[curious, ben])
    answer(made.units.get().assignments.get(annotator=ben), topic="T03")
    settled = unanimous_round(version=version, articles=[article])
    hidden = [
        ("annotation", made.units.get().assignments.get(annotator=ben).attempts.get()
            .annotations.first()),
        ("decision", settled.units.get().decisions.get()),
        ("unit", settled.units.get()),
    ]  # fmt: skip
    client.force_login(curious)

    for model, row in hidden:
        assert (
            "0 of 0" in client.get(address(model)).text or "0 " in client.get(address(model)).text
        )
        response = client.get(address(model, "change", row.pk))
        assert response.status_code == 302  # the administration's way to say that it is not there
        assert list(client.get(address(model)).context["cl"].queryset) == []


def test_after_coding_they_find_it(client, ben):
    curious = make_user(roles=["annotator", "supervisor"], is_staff=True)
    made = make_round(annotators=[curious, ben])
    for assignment in made.units.get().assignments.all():
        answer(assignment)
    client.force_login(curious)

    found = client.get(address("annotation")).context["cl"].queryset

    assert found.count() == 4


def test_reviewers_and_annotators_do_not_enter(client, rita, ann):
    make_disputed_unit()

    for person in (rita, ann):
        client.force_login(person)
        assert client.get(address("annotation")).status_code == 302
