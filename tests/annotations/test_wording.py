"""The texts of a draft's labels: changed on a page, asked whether the meaning is another."""

import pytest
from django.urls import reverse

from annotations import codebooks, versions, wording
from annotations.models import Label
from newsroom.errors import Refused
from newsroom.models import AuditEntry
from tests.annotations.test_versions import coded, label, reopened
from tests.factories import make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(db):
    return make_version()


@pytest.fixture
def draft(first, ann, ben, sue):
    """The next version, of a codebook with which three articles were coded."""
    coded(first, [ann, ben], ["T01", "T02", "T01"])
    return codebooks.draft_next(first, by=sue)


def address(name, version, *args):
    return reverse(f"annotations:{name}", args=[version.codebook.slug, version.number, *args])


def sent(of, **changed):
    """What the page of a label sends."""
    fields = {
        name: getattr(of, name) or ""
        for name in (
            "code", "key", "name_zh", "name_en", "definition_zh", "definition_en", "include_zh",
            "include_en", "exclude_zh", "exclude_en", "examples_zh", "examples_en",
        )
    }  # fmt: skip
    return fields | {"cues": " ".join(of.cues), "parent": ""} | changed


def test_names_and_examples_are_changed_without_a_question(desk, draft):
    court = label(draft, "T01")

    response = desk.post(
        address("edit_label", draft, court.pk),
        sent(court, name_zh="法院", examples_zh="一例。", cues="法院、法官, 开庭"),
    )

    court.refresh_from_db()
    assert response.url == f"{address('codebook_version', draft)}#topic-T01"
    assert (court.name_zh, court.examples_zh) == ("法院", "一例。")
    assert court.cues == ["法院", "法官", "开庭"]
    assert reopened(draft) == []
    entry = AuditEntry.objects.get(action="label.changed")
    assert (entry.before["name_zh"], entry.after["name_zh"]) == ("主题T01", "法院")


def test_another_definition_asks_whether_the_meaning_is_another(desk, draft):
    court = label(draft, "T01")

    response = desk.post(
        address("edit_label", draft, court.pk), sent(court, definition_zh="另有所指。")
    )

    court.refresh_from_db()
    assert response.status_code == 422
    assert "Say whether only the wording is new, or the meaning too." in response.text
    assert "另有所指。" in response.text
    assert court.definition_zh == "T01的定义。"


@pytest.mark.parametrize(("said", "sequences"), [("wording", []), ("meaning", [1, 3])])
def test_what_is_reopened_is_as_was_said(desk, draft, said, sequences):
    court = label(draft, "T01")

    desk.post(
        address("edit_label", draft, court.pk),
        sent(court, definition_zh="另有所指。", meaning=said),
    )
    changes = desk.get(address("version_changes", draft))

    assert reopened(draft) == sequences
    shown = [unit.sequence for one in changes.context["reopened"] for unit in one.units]
    assert shown == sequences


def test_the_workflow_asks_too(draft, sue):
    with pytest.raises(Refused, match="or the meaning too"):
        wording.rewrite(label(draft, "T01"), texts={"include_zh": "又一类。"}, by=sue)


def test_in_the_administration_another_definition_counts_as_another_meaning(desk, draft):
    court = label(draft, "T01")
    fields = sent(court, definition_zh="另有所指。", variable=court.variable_id, position=1)

    response = desk.post(
        reverse("admin:annotations_label_change", args=[court.pk]),
        fields | {"cues": "[]", "iptc": "null"},
        follow=True,
    )

    assert "Counts as another meaning" in response.text
    assert reopened(draft) == [1, 3]


def test_a_label_is_added_and_comes_from_none(desk, draft):
    response = desk.post(
        address("add_label", draft, "topic"),
        {"code": "T09", "key": "z", "name_zh": "天气", "cues": "雨"},
    )

    added = label(draft, "T09")
    assert response.status_code == 302
    assert (added.key, added.position, added.cues) == ("Z", 4, ["雨"])
    assert versions.new_labels(draft) == [added]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"code": "T02"}, "Another label of this question has it already."),
        ({"key": "w"}, "Another label of this question has it already."),
        ({"name_zh": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(desk, draft, fields, sentence):
    court = label(draft, "T01")

    response = desk.post(address("edit_label", draft, court.pk), sent(court, **fields))

    assert response.status_code == 422
    assert sentence in response.text


def test_a_label_beside_the_scale_has_no_step(desk, draft):
    mixed = label(draft, "mixed", "sentiment")

    response = desk.post(
        address("edit_label", draft, mixed.pk), sent(mixed, beside_scale="on", value="2")
    )

    assert response.status_code == 422
    assert "A label beside the scale has no step." in response.text


def test_what_is_taken_out_of_a_draft_is_retired(desk, draft):
    desk.post(address("remove_label", draft, label(draft, "T02").pk))

    assert not Label.objects.filter(variable__version=draft, code="T02").exists()
    fates = {change.label.code: change.fate for change in versions.changes_of(draft)}
    assert fates["T02"] == "retired"
    assert reopened(draft) == [2]
    assert AuditEntry.objects.get(action="label.removed").before["code"] == "T02"


def test_a_label_with_parts_stays(draft, sue):
    court = label(draft, "T01")
    Label.objects.filter(pk=label(draft, "T02").pk).update(parent=court)

    with pytest.raises(Refused, match="part of this one"):
        wording.remove(court, by=sue)


def test_a_published_version_never_changes(desk, draft, first, sue):
    court = label(first, "T01")

    shown = desk.get(address("edit_label", first, court.pk))
    changed = desk.post(address("edit_label", first, court.pk), sent(court, name_zh="法院"))
    added = desk.post(address("add_label", first, "topic"), {"code": "T09", "name_zh": "天气"})
    removed = desk.post(address("remove_label", first, court.pk))

    assert shown.status_code == 302
    assert [changed.status_code, added.status_code, removed.status_code] == [409] * 3
    assert label(first, "T01").name_zh == "主题T01"


def test_the_page_of_a_draft_leads_to_each_label_and_that_of_a_published_version_does_not(
    desk, draft, first
):
    links = {
        version: desk.get(address("codebook_version", version)).text.count("/labels/")
        for version in (draft, first)
    }

    assert links == {draft: 7, first: 0}


def test_a_label_of_another_version_is_404(desk, draft, first):
    assert desk.get(address("edit_label", draft, label(first, "T01").pk)).status_code == 404
