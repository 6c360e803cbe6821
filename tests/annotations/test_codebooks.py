"""Codebooks: loading, drafting and publishing versions."""

import copy
import json

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from annotations import codebook_format, codebooks
from annotations.models import Codebook, CodebookVersion, Label
from newsroom.errors import Refused
from newsroom.models import AuditEntry
from tests.factories import make_version

pytestmark = pytest.mark.django_db

SEED = settings.BASE_DIR / "seeds" / "codebook.json"


@pytest.fixture
def data():
    """A small valid file."""
    return {
        "schema": "newsroom-codebook/1", "slug": "small", "name_zh": "小编码表", "version": 1,
        "variables": [
            {
                "code": "topic", "kind": "several", "name_zh": "主题", "further_max": 2,
                "labels": [
                    {"code": "T01", "key": "Q", "name_zh": "法院"},
                    {"code": "T02", "key": "W", "name_zh": "公安", "parent": "T01"},
                ],
            },
            {
                "code": "tone", "kind": "ordinal", "name_zh": "情感", "threshold": 0.8,
                "labels": [
                    {"code": "good", "key": "1", "name_zh": "正面", "value": 1},
                    {"code": "bad", "key": "2", "name_zh": "负面", "value": -1},
                    {"code": "mixed", "key": "3", "name_zh": "并存", "beside_scale": True},
                ],
            },
        ],
    }  # fmt: skip


def load_file(tmp_path, data):
    path = tmp_path / "codebook.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    call_command("load_codebook", str(path))


def test_a_file_becomes_a_published_version(data, sue):
    version, new = codebooks.load(data, by=sue)

    assert new
    version.refresh_from_db()
    assert version.published_by == sue
    assert [str(variable.threshold) for variable in version.variables.all()] == ["0.667", "0.800"]
    assert Label.objects.get(code="T02").parent.code == "T01"
    assert AuditEntry.objects.get(action="codebook.published").after["codebook"] == "small"


def test_loading_the_same_file_again_changes_nothing(data, sue):
    first, _new = codebooks.load(data, by=sue)

    again, new = codebooks.load(data, by=sue)

    assert (again, new) == (first, False)
    assert CodebookVersion.objects.count() == 1
    assert AuditEntry.objects.filter(action="codebook.published").count() == 1


def test_what_a_version_says_is_what_its_file_said():
    data = json.loads(SEED.read_text(encoding="utf-8"))

    version, _new = codebooks.load(data, by=None)

    assert codebook_format.content_of(version) == data


def test_a_changed_file_under_the_same_number_is_refused_with_the_place(data, sue):
    codebooks.load(data, by=sue)
    data["variables"][1]["labels"][0]["name_zh"] = "好"

    with pytest.raises(Refused, match=r"“variables\[1\]\.labels\[0\]\.name_zh”"):
        codebooks.load(data, by=sue)

    assert not Label.objects.filter(name_zh="好").exists()


def test_a_new_number_is_a_new_version_and_renames_the_codebook(data, sue):
    codebooks.load(data, by=sue)
    first = copy.deepcopy(data)

    version, new = codebooks.load({**data, "version": 2, "name_en": "Small"}, by=sue)

    assert new
    assert version.number == 2
    assert Codebook.objects.get().name_en == "Small"
    assert codebooks.load(first, by=sue)[1] is False


def test_an_older_number_is_refused_once_there_is_a_newer_one(data, sue):
    codebooks.load({**data, "version": 3}, by=sue)

    with pytest.raises(Refused, match="version 3 already"):
        codebooks.load({**data, "version": 2}, by=sue)


@pytest.mark.parametrize(
    ("place", "value", "path"),
    [
        (("schema",), "newsroom-codebook/9", "schema"),
        (("slug",), "Not A Slug", "slug"),
        (("version",), 0, "version"),
        (("version",), True, "version"),
        (("colour",), "red", "colour"),
        (("variables",), [], "variables"),
        (("variables", 0, "kind"), "many", "variables[0].kind"),
        (("variables", 0, "code"), "tone", "variables[1].code"),
        (("variables", 0, "name_zh"), "", "variables[0].name_zh"),
        (("variables", 0, "rules"), [{"zh": 3}], "variables[0].rules[0].zh"),
        (("variables", 1, "threshold"), 1.5, "variables[1].threshold"),
        (("variables", 1, "threshold"), 0.6667, "variables[1].threshold"),
        (("variables", 1, "further_max"), 1, "variables[1].further_max"),
        (("variables", 0, "labels", 1, "code"), "T01", "variables[0].labels[1].code"),
        (("variables", 0, "labels", 1, "key"), "q", "variables[0].labels[1].key"),
        (("variables", 1, "labels", 0, "key"), "Q", "variables[1].labels[0].key"),
        (("variables", 0, "labels", 0, "key"), "QQ", "variables[0].labels[0].key"),
        (("variables", 0, "labels", 0, "value"), 1, "variables[0].labels[0].value"),
        (("variables", 0, "labels", 1, "parent"), "T09", "variables[0].labels[1].parent"),
        (("variables", 0, "labels", 0, "parent"), "T02", "variables[0].labels[0].parent"),
        (("variables", 1, "labels", 0, "value"), None, "variables[1].labels[0].value"),
        (("variables", 1, "labels", 0, "value"), -1, "variables[1].labels[1].value"),
        (("variables", 1, "labels", 2, "value"), 0, "variables[1].labels[2].value"),
        (("variables", 1, "labels", 0, "name_zh"), "长" * 101, "variables[1].labels[0].name_zh"),
        (("variables", 1, "labels", 0, "definition_zh"), "\x00", "labels[0].definition_zh"),
        (("variables", 1, "labels", 0, "cues"), "平安", "variables[1].labels[0].cues"),
    ],
)
def test_an_invalid_file_is_refused_by_the_path_of_its_field(data, sue, place, value, path):
    part = data
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value

    with pytest.raises(Refused) as refusal:
        codebooks.load(data, by=sue)

    assert path in refusal.value.sentence
    assert not Codebook.objects.exists()


@pytest.mark.parametrize("data", [None, [], "text", {}])
def test_what_is_no_codebook_at_all_is_refused(data):
    with pytest.raises(Refused):
        codebooks.load(data, by=None)


def test_every_problem_of_a_file_is_told_at_once(data, sue):
    data["variables"][0]["labels"][0]["lable"] = 1
    del data["variables"][1]["name_zh"]

    with pytest.raises(Refused) as refusal:
        codebooks.load(data, by=sue)

    assert len(refusal.value.sentence.splitlines()) == 2


def test_the_command_loads_a_file_and_says_so(tmp_path, data, sue, capsys):
    load_file(tmp_path, data)
    load_file(tmp_path, data)

    said = capsys.readouterr().out.splitlines()

    assert said == ["Published small version 1.", "Unchanged: small version 1."]


def test_the_command_refuses_with_a_sentence(tmp_path, data):
    broken = tmp_path / "broken.json"
    broken.write_bytes(b"\xff{")
    del data["variables"]

    with pytest.raises(CommandError, match="variables"):
        load_file(tmp_path, data)
    with pytest.raises(CommandError, match="not JSON in UTF-8"):
        call_command("load_codebook", str(broken))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_codebook", str(tmp_path / "missing.json"))
    with pytest.raises(CommandError, match="no user nobody"):
        call_command("load_codebook", str(SEED), by="nobody")

    assert not Codebook.objects.exists()


def test_the_next_draft_says_what_the_version_before_said(data, sue):
    version, _new = codebooks.load(data, by=sue)

    draft = codebooks.draft_next(version, by=sue)

    said = codebook_format.content_of(draft)
    assert said == {**codebook_format.content_of(version), "version": 2}
    assert draft.published_at is None


def test_a_second_draft_beside_the_first_is_refused(data, sue):
    version, _new = codebooks.load(data, by=sue)
    codebooks.draft_next(version, by=sue)

    with pytest.raises(Refused, match="draft already"):
        codebooks.draft_next(version, by=sue)


def test_a_file_is_refused_under_the_number_of_a_draft(data, sue):
    version, _new = codebooks.load(data, by=sue)
    codebooks.draft_next(version, by=sue)

    with pytest.raises(Refused, match="is a draft"):
        codebooks.load({**data, "version": 2}, by=sue)


def test_a_published_version_never_changes(data, sue):
    version, _new = codebooks.load(data, by=sue)
    label = Label.objects.get(code="good")
    label.name_zh = "好"

    with pytest.raises(IntegrityError), transaction.atomic():
        label.save()
    with pytest.raises(Refused, match="published already"):
        codebooks.publish(version, by=sue)


def test_a_draft_one_cannot_code_with_is_not_published(sue):
    draft = make_version(published=False)
    draft.variables.get(code="sentiment").labels.all().delete()

    with pytest.raises(Refused, match=r"“variables\[1\]\.labels” is empty"):
        codebooks.publish(draft, by=sue)

    draft.refresh_from_db()
    assert draft.published_at is None
