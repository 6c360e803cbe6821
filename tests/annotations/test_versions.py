"""From one codebook version to the next: where labels come from, what reopens, notes."""

import copy
import io
import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from annotations import (
    asking,
    codebook_format,
    codebooks,
    gating,
    proposals,
    reviewing,
    rounds,
    versions,
)
from annotations.models import Assignment, CodebookNote, CodebookVersion, Label, LabelSource
from newsroom.errors import Refused
from newsroom.models import AuditEntry
from tests.factories import (
    answer,
    labels_of,
    make_article,
    make_round,
    make_user,
    make_version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(db):
    return make_version()


def coded(version, team, topics, **fields):
    """A round in which all gave these topics, a unit each."""
    made = make_round(
        version=version, annotators=team, articles=[make_article() for _topic in topics], **fields
    )
    for unit, topic in zip(made.units.all(), topics, strict=True):
        for assignment in unit.assignments.all():
            answer(assignment, topic=topic)
    return made


def label(version, code, variable="topic"):
    return Label.objects.select_related("variable").get(
        variable__version=version, variable__code=variable, code=code
    )


def reopened(version):
    return [unit.sequence for unit in versions.reopened_by(version)]


def as_before(draft):
    """The sources of a draft as they are, to be changed."""
    return {
        one: [(source.source, source.meaning_changed) for source in one.sources.all()]
        for one in Label.objects.filter(variable__version=draft).select_related("variable")
    }


def address(name, *args):
    return reverse(f"annotations:{name}", args=args)


class TestTheMapping:
    def test_a_draft_like_another_keeps_every_label_and_reopens_nothing(self, first, team, sue):
        coded(first, team, ["T01", "T02"])

        draft = codebooks.draft_next(first, by=sue)

        assert {change.fate for change in versions.changes_of(draft)} == {"kept"}
        assert reopened(draft) == []
        assert LabelSource.objects.filter(label__variable__version=draft).count() == 7

    def test_wording_alone_reopens_nothing(self, first, team, sue):
        coded(first, team, ["T01", "T02"])
        draft = codebooks.draft_next(first, by=sue)
        Label.objects.filter(pk=label(draft, "T01").pk).update(
            name_zh="法院与审判", examples_zh="一个例子。"
        )

        (changed,) = [one for one in versions.changes_of(draft) if one.fate != "kept"]

        assert (changed.fate, changed.reopens) == ("renamed", False)
        assert reopened(draft) == []

    def test_another_meaning_reopens_what_was_coded_with_it_and_nothing_else(
        self, first, team, sue
    ):
        coded(first, team, ["T01", "T02", "T01", "T03"])
        draft = codebooks.draft_next(first, by=sue)
        sources = as_before(draft)
        sources[label(draft, "T01")] = [(label(first, "T01"), True)]

        versions.set_sources(draft, sources, by=sue)

        assert reopened(draft) == [1, 3]

    @pytest.mark.parametrize(
        ("mapping", "fate", "units"),
        [
            ({"T01": ["T01"], "T02": ["T01", "T02"], "T03": ["T03"]}, "split", [1]),
            ({"T01": ["T01"], "T02": ["T02"], "T03": []}, "retired", [3]),
            ({"T01": ["T01", "T02"], "T02": [], "T03": ["T03"]}, "merged", []),
        ],
    )
    def test_labels_are_split_retired_and_merged(self, first, team, sue, mapping, fate, units):
        coded(first, team, ["T01", "T02", "T03"])
        draft = codebooks.draft_next(first, by=sue)
        sources = as_before(draft)
        for code, olds in mapping.items():
            sources[label(draft, code)] = [(label(first, old), False) for old in olds]

        versions.set_sources(draft, sources, by=sue)

        assert fate in {change.fate for change in versions.changes_of(draft)}
        assert reopened(draft) == units

    def test_a_new_label_reopens_nothing(self, first, team, sue):
        coded(first, team, ["T01"])
        draft = codebooks.draft_next(first, by=sue)
        topic = draft.variables.get(code="topic")
        made = Label.objects.create(variable=topic, code="T09", position=9, name_zh="新")

        assert versions.new_labels(draft) == [made]
        assert reopened(draft) == []

    def test_a_unit_that_is_settled_counts_by_its_gold(self, first, team, sue, rita):
        made = make_round(version=first, annotators=team)
        unit = made.units.get()
        for assignment, topic in zip(unit.assignments.all(), ("T01", "T02"), strict=True):
            answer(assignment, topic=topic)
        reviewing.decide(
            unit, answers=labels_of(first, topic="T03", sentiment="neutral"), reason="slip",
            by=rita,
        )  # fmt: skip
        draft = codebooks.draft_next(first, by=sue)
        sources = as_before(draft)
        sources[label(draft, "T01")] = [(label(first, "T01"), True)]

        versions.set_sources(draft, sources, by=sue)
        by_answer = reopened(draft)
        sources[label(draft, "T03")] = [(label(first, "T03"), True)]
        versions.set_sources(draft, sources, by=sue)

        assert (by_answer, reopened(draft)) == ([], [1])

    def test_rounds_of_other_versions_and_training_are_left_alone(self, first, team, sue):
        coded(make_version(codebook=first.codebook), team, ["T01"])
        coded(first, team, ["T01"], kind="training")
        draft = codebooks.draft_next(first, by=sue)
        sources = as_before(draft)
        sources[label(draft, "T01")] = [(label(first, "T01"), True)]

        versions.set_sources(draft, sources, by=sue)

        assert reopened(draft) == []

    def test_sources_of_a_published_version_never_change(self, first, sue):
        draft = codebooks.draft_next(first, by=sue)
        sources = as_before(draft)
        codebooks.publish(draft, by=sue)

        with pytest.raises(Refused, match="published already"):
            versions.set_sources(draft, sources, by=sue)
        with pytest.raises(IntegrityError), transaction.atomic():
            LabelSource.objects.filter(label__variable__version=draft).update(meaning_changed=True)

    def test_a_label_comes_only_from_its_own_variable_one_version_ago(self, first, sue):
        draft = codebooks.draft_next(first, by=sue)

        with pytest.raises(Refused, match="same variable"):
            versions.set_sources(
                draft,
                {label(draft, "T01"): [(label(first, "neutral", "sentiment"), False)]},
                by=sue,
            )

        assert LabelSource.objects.filter(label__variable__version=draft).count() == 7


class TestAFile:
    @pytest.fixture
    def data(self, first):
        return copy.deepcopy(codebook_format.content_of(first)) | {"version": 2}

    def test_a_changed_definition_counts_as_another_meaning(self, first, team, sue, data):
        coded(first, team, ["T01", "T02"])
        data["variables"][0]["labels"][1]["definition_zh"] = "另有所指。"

        version, _new = codebooks.load(data, by=sue)

        assert reopened(version) == [2]

    def test_a_draft_from_a_file_waits_to_be_published(self, first, team, sue, data):
        coded(first, team, ["T01", "T02"])
        del data["variables"][0]["labels"][0]

        draft = codebooks.draft_from(data, by=sue)

        assert draft.published_at is None
        assert reopened(draft) == [1]

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"version": 1}, "higher number"),
            ({"slug": "other"}, "no codebook of this name"),
            ({"variables": []}, "is empty"),
        ],
    )
    def test_what_is_no_next_version_is_refused(self, first, sue, data, change, sentence):
        with pytest.raises(Refused, match=sentence):
            codebooks.draft_from(data | change, by=sue)

        assert CodebookVersion.objects.count() == 1


class TestReopening:
    @pytest.fixture
    def changed(self, first, team, sue):
        """A round, and a published version that reopens two of its three units."""
        made = coded(first, team, ["T01", "T02", "T01"])
        draft = codebooks.draft_next(first, by=sue)
        sources = as_before(draft)
        sources[label(draft, "T01")] = [(label(first, "T01"), True)]
        versions.set_sources(draft, sources, by=sue)
        return made, codebooks.publish(draft, by=sue)

    def test_a_round_of_exactly_these_articles_is_drawn_up(self, changed, sue, team):
        made, version = changed

        again = versions.reopen(version, made, by=sue)

        assert {unit.article_id for unit in again.units.all()} == {
            unit.article_id for unit in made.units.filter(sequence__in=[1, 3])
        }
        assert (again.codebook_version, again.kind, again.opened_at) == (version, "pilot", None)
        assert set(again.annotators.all()) == set(team)
        assert made.units.filter(settled_at__isnull=False).count() == 3
        assert AuditEntry.objects.get(action="codebook.reopened").after["units"] == 2

    def test_of_a_reliability_test_a_pilot_is_made_because_its_articles_are_chosen(
        self, first, team, sue
    ):
        test = coded(first, team, ["T01", "T02"], kind="reliability")
        draft = codebooks.draft_next(first, by=sue)
        sources = as_before(draft)
        sources[label(draft, "T01")] = [(label(first, "T01"), True)]
        versions.set_sources(draft, sources, by=sue)
        version = codebooks.publish(draft, by=sue)

        again = rounds.open_round(versions.reopen(version, test, by=sue), by=sue)
        for assignment in Assignment.objects.filter(unit__round=again):
            answer(assignment, topic="T02")
        main = make_round(kind="main", version=version, annotators=team, opened=False)

        assert again.kind == "pilot"
        assert not gating.gate(main).is_open

    def test_it_happens_once(self, changed, sue):
        made, version = changed
        versions.reopen(version, made, by=sue)

        with pytest.raises(Refused, match="reopens nothing"):
            versions.reopen(version, made, by=sue)

    def test_a_draft_reopens_nothing_yet(self, first, team, sue):
        made = coded(first, team, ["T01"])

        with pytest.raises(Refused, match="draft"):
            versions.reopen(codebooks.draft_next(first, by=sue), made, by=sue)

    def test_who_has_still_to_code_them_sees_only_how_many(self, changed, ann):
        made, version = changed
        both = make_user(roles=["annotator", "supervisor"])
        article = made.units.get(sequence=1).article
        make_round(articles=[article], annotators=[both, ann], version=made.codebook_version)

        (shown,) = versions.reopened_in_rounds(version, user=both)

        assert ([unit.sequence for unit in shown.units], shown.hidden) == ([3], 1)


class TestThePages:
    def test_from_draft_to_the_round_that_looks_at_it_again(self, desk, first, team):
        made = coded(first, team, ["T01", "T02"])
        slug = first.codebook.slug

        begun = desk.post(address("draft_version", slug, 1))
        draft = CodebookVersion.objects.get(number=2)
        fields = {
            f"from.{new.pk}": [source.pk for source, _changed in given]
            for new, given in as_before(draft).items()
        }
        fields[f"changed.{label(draft, 'T01').pk}"] = "yes"
        desk.post(address("version_changes", slug, 2), fields)
        before = desk.get(address("version_changes", slug, 2)).text
        desk.post(address("publish_version", slug, 2))
        after = desk.get(address("version_changes", slug, 2)).text
        response = desk.post(address("reopen_units", slug, 2, made.pk))

        assert begun["Location"] == address("version_changes", slug, 2)
        assert "Articles it would reopen" in before
        assert made.units.first().article.headline in before
        assert "Draw up a round of exactly these" not in before
        assert "Draw up a round of exactly these" in after
        assert response.status_code == 302
        assert CodebookVersion.objects.get(number=2).rounds.get().units.count() == 1

    def test_a_file_is_uploaded_as_a_draft(self, desk, first):
        data = codebook_format.content_of(first) | {"version": 2}
        file = io.BytesIO(json.dumps(data).encode())
        file.name = "codebook.json"

        response = desk.post(
            address("draft_version", first.codebook.slug, 1), {"upload": "yes", "file": file}
        )

        assert response.status_code == 302
        assert not CodebookVersion.objects.get(number=2).published_at

    @pytest.mark.parametrize("content", [b"no json", b"[]", b"\xff\xfe"])
    def test_a_file_that_is_none_is_said_beside_the_field(self, desk, first, content):
        file = io.BytesIO(content)
        file.name = "codebook.json"

        response = desk.post(
            address("draft_version", first.codebook.slug, 1), {"upload": "yes", "file": file}
        )

        assert response.status_code == 422
        assert CodebookVersion.objects.count() == 1

    def test_two_drafts_at_once_are_refused(self, desk, first):
        desk.post(address("draft_version", first.codebook.slug, 1))

        assert desk.post(address("draft_version", first.codebook.slug, 1)).status_code == 409

    def test_notes_are_written_read_by_annotators_and_taken_back(self, desk, first, ann, client):
        slug = first.codebook.slug
        fields = {"text_zh": "罚款归法院。", "label": label(first, "T01").pk}

        desk.post(address("write_note", slug, 1), fields)
        shown = desk.get(address("codebook_version", slug, 1)).text
        desk.post(address("withdraw_note", CodebookNote.objects.get().pk))
        after = desk.get(address("codebook_version", slug, 1)).text

        assert "罚款归法院。" in shown
        assert "罚款归法院。" not in after

    def test_an_empty_note_is_refused(self, desk, first):
        response = desk.post(address("write_note", first.codebook.slug, 1), {})

        assert response.status_code == 409
        assert not CodebookNote.objects.exists()


class TestProposals:
    @pytest.fixture
    def proposal(self, first, team):
        assignment = make_round(version=first, annotators=team).units.get().assignments.first()
        return asking.propose(
            assignment, variable=first.variables.get(code="topic"), name="消防",
            reason="没有合适的。", by=assignment.annotator,
        )  # fmt: skip

    def test_a_supervisor_accepts_or_declines(self, desk, first, proposal):
        shown = desk.get(address("codebook_version", first.codebook.slug, 1)).text
        silent = desk.post(
            address("answer_proposal", proposal.pk), {"outcome": "declined", "answer": ""}
        )
        desk.post(address("answer_proposal", proposal.pk), {"outcome": "accepted"})
        after = desk.get(address("codebook_version", first.codebook.slug, 1)).text

        assert "消防" in shown
        assert silent.status_code == 409
        proposal.refresh_from_db()
        assert proposal.outcome == "accepted"
        assert "消防" not in after

    def test_it_is_answered_once_by_a_supervisor_and_in_one_of_two_ways(self, proposal, sue, rita):
        with pytest.raises(Refused, match="Only a supervisor"):
            proposals.answer(proposal, outcome="accepted", text="", by=rita)
        with pytest.raises(Refused, match="Accept or decline"):
            proposals.answer(proposal, outcome="perhaps", text="", by=sue)
        proposals.answer(proposal, outcome="declined", text="Covered by T02.", by=sue)
        with pytest.raises(Refused, match="answered already"):
            proposals.answer(proposal, outcome="accepted", text="", by=sue)

    def test_others_do_not_see_them_on_the_page(self, client, first, proposal, rita):
        client.force_login(rita)

        assert "消防" not in client.get(address("codebook_version", first.codebook.slug, 1)).text
