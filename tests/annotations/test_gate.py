"""The gate before main coding: every way in is tried; only a passed test or two people open it."""

import json
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotations import coding, demo, gating, releases, rounds, staffing
from annotations.models import Assignment, GateWaiver, Release, Round, RoundAnnotator
from newsroom.errors import Refused
from newsroom.models import AuditEntry, User
from tests.annotations.test_rounds import coded_test, main_round
from tests.factories import answer, make_article, make_round, make_user, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db):
    return make_version()


@pytest.fixture
def made(team, version):
    """A main round whose annotators have passed no test."""
    return main_round(team, version)


def still_closed(made):
    return Round.objects.filter(pk=made.pk, opened_at=None).exists()


def address(name, *args):
    return reverse(f"annotations:{name}", args=args)


def asked_and_granted(made, sue, rita, **fields):
    waiver = gating.ask_waiver(made, reason="The archive closes in May.", by=sue, **fields)
    return gating.grant_waiver(waiver, by=rita)


class TestEveryWayIn:
    def test_the_workflow(self, made, sue):
        with pytest.raises(Refused, match="Main coding cannot begin"):
            rounds.open_round(made, by=sue)

        assert still_closed(made)

    def test_somebody_with_every_right(self, made):
        root = make_user(is_superuser=True, is_staff=True)

        with pytest.raises(Refused, match="Main coding cannot begin"):
            rounds.open_round(made, by=root)

        assert still_closed(made)

    def test_the_page(self, desk, made):
        response = desk.post(address("open_round", made.pk))

        assert response.status_code == 409
        assert still_closed(made)

    def test_the_page_with_fields_that_it_does_not_have(self, desk, made):
        desk.post(
            address("edit_round", made.pk),
            {"name": "Main", "notes": "", "opened_at": "2026-01-01", "kind": "pilot"},
        )

        made.refresh_from_db()
        assert (made.name, made.kind, made.opened_at) == ("Main", "main", None)

    def test_the_command_that_makes_a_round(self, tmp_path, monkeypatch):
        make_article()
        make_version()
        User.objects.all().delete()
        team = json.loads(demo.TEAM.read_text(encoding="utf-8"))
        team["round"]["kind"] = "main"
        changed = tmp_path / "team.json"
        changed.write_text(json.dumps(team), encoding="utf-8")
        # The demo's own team stays as it is; only its round is of another kind here.
        monkeypatch.setattr(demo, "TEAM", changed)

        with pytest.raises(Refused, match="Main coding cannot begin"):
            demo.create()

        assert not Round.objects.exists()

    def test_every_action_of_the_administration(self, desk, made):
        listed = reverse("admin:annotations_round_changelist")
        offered = desk.get(listed).context["action_form"]
        names = [name for name, _said in offered.fields["action"].choices] if offered else []

        for name in [*names, "open_round", "delete_selected", "publish"]:
            desk.post(listed, {"action": name, "_selected_action": [made.pk]})

        assert still_closed(made)

    @pytest.mark.parametrize("field", ["opened_at_0", "opened_at", "kind", "codebook_version"])
    def test_the_fields_of_the_administration(self, desk, made, field):
        change = reverse("admin:annotations_round_change", args=[made.pk])
        values = {"opened_at_0": "2026-01-01", "opened_at": "2026-01-01", "kind": "pilot"}
        other = make_version().pk

        response = desk.post(
            change,
            {
                "name": made.name, "notes": "x", "deadline": "", "opened_at_1": "10:00",
                field: values.get(field, other), "memberships-TOTAL_FORMS": 0,
                "memberships-INITIAL_FORMS": 0,
            },
        )  # fmt: skip

        before = (made.kind, made.codebook_version)
        made.refresh_from_db()
        assert response.status_code in (200, 302)
        assert made.opened_at is None
        assert (made.kind, made.codebook_version) == before

    @pytest.mark.parametrize("act", ["add", "delete"])
    def test_rounds_are_neither_added_nor_deleted_in_the_administration(self, desk, made, act):
        args = [made.pk] if act == "delete" else []

        response = desk.post(reverse(f"admin:annotations_round_{act}", args=args), {"post": "yes"})

        assert response.status_code == 403
        assert still_closed(made)

    def test_annotators_are_not_added_in_the_administration(self, desk, made):
        change = reverse("admin:annotations_round_change", args=[made.pk])

        desk.post(
            change,
            {
                "name": made.name, "notes": "", "deadline": "", "memberships-TOTAL_FORMS": 3,
                "memberships-INITIAL_FORMS": 2, "memberships-2-annotator": make_user().pk,
            },
        )  # fmt: skip

        assert made.memberships.count() == 2

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_the_api(self, desk, made, method):
        for name, args in (("round", [made.pk]), ("rounds", [])):
            response = getattr(desk, method)(
                reverse(f"api:{name}", args=args),
                {"opened_at": "2026-01-01T00:00:00Z", "kind": "pilot"},
                content_type="application/json",
            )
            assert response.status_code in (403, 405)

        assert still_closed(made)

    def test_coding_in_it_before_it_is_open(self, made):
        with pytest.raises(Refused, match="not open yet"):
            answer(Assignment.objects.filter(unit__round=made).first())

    def test_a_pilot_that_becomes_a_main_round_once_it_is_open(self, team, version):
        pilot = make_round(version=version, annotators=team)

        with pytest.raises(IntegrityError), transaction.atomic():
            Round.objects.filter(pk=pilot.pk).update(kind="main")

        assert Round.objects.get(pk=pilot.pk).kind == "pilot"

    def test_another_codebook_version_under_a_round_that_is_drawn_up(self, team, version, sue):
        coded_test(team, version)
        made = main_round(team, version)
        Round.objects.filter(pk=made.pk).update(
            codebook_version=make_version(codebook=version.codebook)
        )

        with pytest.raises(Refused, match="No reliability test"):
            rounds.open_round(made, by=sue)

        assert still_closed(made)

    def test_somebody_untested_joins_a_round_that_is_drawn_up(self, team, version, sue):
        coded_test(team, version)
        made = main_round(team, version)
        staffing.add_annotator(made, annotator=make_user(role="annotator"), by=sue)

        with pytest.raises(Refused, match="exactly these annotators"):
            rounds.open_round(made, by=sue)

    def test_somebody_untested_joins_a_round_that_is_open(self, team, version, sue, desk):
        coded_test(team, version)
        made = rounds.open_round(main_round(team, version), by=sue)
        new = make_user(role="annotator")

        with pytest.raises(Refused, match="exactly these annotators"):
            staffing.add_annotator(made, annotator=new, by=sue)
        response = desk.post(address("people", made.pk), {"annotator": new.pk})

        assert response.status_code == 422
        assert not made.memberships.filter(annotator=new).exists()

    def test_somebody_untested_is_put_into_a_pool_behind_its_back(self, team, version, sue):
        coded_test(team, version)
        made = main_round(team, version, per_unit=1, rules=rounds.Rules(allocation="pool"))
        RoundAnnotator.objects.create(round=made, annotator=make_user(role="annotator"))

        with pytest.raises(Refused, match="exactly these annotators"):
            rounds.open_round(made, by=sue)

    def test_reopening_after_a_later_test_has_failed(self, team, version, sue, desk):
        coded_test(team, version)
        made = rounds.open_round(main_round(team, version), by=sue)
        rounds.close_round(made, by=sue)
        coded_test(team, version, wrong=8)

        with pytest.raises(Refused, match="Not passed"):
            rounds.reopen_round(made, reason="Late pages.", by=sue)
        response = desk.post(address("reopen_round", made.pk), {"reason": "Late pages."})

        assert response.status_code == 409
        assert Round.objects.get(pk=made.pk).closed_at

    def test_leaving_out_of_a_test_what_was_disagreed_on(self, team, version, sue):
        test = coded_test(team, version, wrong=8)
        unit = test.units.first()

        with pytest.raises(Refused, match="stays in the reliability test"):
            staffing.exclude(unit, reason="Unclear.", by=sue)

    def test_leaving_out_of_a_test_who_disagreed(self, team, version, sue):
        third = make_user(role="annotator")
        test = coded_test([*team, third], version, wrong=8)

        with pytest.raises(Refused, match="stays part of it"):
            staffing.remove_annotator(test, annotator=third, reason="Differs.", by=sue)

    def test_answers_given_with_help_prove_nothing(self, team, version, sue):
        with pytest.raises(Refused, match="nobody sees how other articles"):
            make_round(
                kind="reliability", version=version, annotators=team,
                rules=rounds.Rules(shows_precedents=True),
            )  # fmt: skip


class TestAPassedTest:
    def test_it_opens_the_round(self, team, version, sue):
        coded_test(team, version)
        made = main_round(team, version)

        rounds.open_round(made, by=sue)

        assert not still_closed(made)

    def test_a_pool_has_people_before_it_has_assignments(self, team, version, sue):
        coded_test(team, version)
        made = main_round(team, version, rules=rounds.Rules(allocation="pool"))

        assert not Assignment.objects.filter(unit__round=made).exists()
        assert rounds.open_round(made, by=sue).is_open

    def test_somebody_of_a_larger_test_may_join(self, team, version, sue):
        third = make_user(role="annotator")
        coded_test(team, version)
        made = rounds.open_round(main_round(team, version), by=sue)
        coded_test([*team, third], version)

        staffing.add_annotator(made, annotator=third, by=sue)

        assert made.memberships.filter(annotator=third).exists()
        recorded = AuditEntry.objects.get(action="round.annotator_added").after
        assert recorded["lower_bounds"]["sentiment"] == 1.0


class TestTheWayRound:
    def test_two_people_and_a_reason_open_it_and_it_is_on_record(self, made, sue, rita):
        waiver = asked_and_granted(made, sue, rita)

        rounds.open_round(made, by=sue)

        assert not still_closed(made)
        recorded = AuditEntry.objects.get(action="round.opened", target_id=made.pk).after
        assert recorded["waiver"] == waiver.pk
        assert recorded["reason"] == "The archive closes in May."
        assert "No reliability test" in recorded["instead"]

    def test_asking_alone_does_not(self, made, sue):
        gating.ask_waiver(made, reason="In a hurry.", by=sue)

        with pytest.raises(Refused, match="Main coding cannot begin"):
            rounds.open_round(made, by=sue)

    def test_nobody_grants_what_they_asked_for_whatever_roles_they_hold(self, made):
        both = make_user(roles=["supervisor", "reviewer"])
        waiver = gating.ask_waiver(made, reason="In a hurry.", by=both)

        with pytest.raises(Refused, match="another person"):
            gating.grant_waiver(waiver, by=both)

        assert not GateWaiver.objects.exclude(granted_at=None).exists()

    def test_only_supervisors_ask_and_only_reviewers_grant(self, made, sue, rita, ann):
        with pytest.raises(Refused, match="Only a supervisor"):
            gating.ask_waiver(made, reason="In a hurry.", by=rita)
        waiver = gating.ask_waiver(made, reason="In a hurry.", by=sue)
        for person in (ann, make_user(role="supervisor")):
            with pytest.raises(Refused, match="Only a reviewer"):
                gating.grant_waiver(waiver, by=person)

    def test_it_needs_a_reason_a_main_round_and_a_closed_gate(self, made, team, version, sue):
        with pytest.raises(Refused, match="Give the reason"):
            gating.ask_waiver(made, reason="  ", by=sue)
        with pytest.raises(Refused, match="Only main rounds"):
            gating.ask_waiver(make_round(annotators=team), reason="x", by=sue)
        coded_test(team, version)
        with pytest.raises(Refused, match="no way round is needed"):
            gating.ask_waiver(made, reason="In a hurry.", by=sue)

    def test_it_is_granted_once_and_stays(self, made, sue, rita):
        waiver = asked_and_granted(made, sue, rita)

        with pytest.raises(Refused, match="already"):
            gating.grant_waiver(waiver, by=make_user(role="reviewer"))
        with pytest.raises(IntegrityError), transaction.atomic():
            GateWaiver.objects.filter(pk=waiver.pk).update(reason="A better one.")
        with pytest.raises(IntegrityError), transaction.atomic():
            waiver.delete()

    def test_asking_again_takes_the_place_of_what_was_not_granted(self, made, sue):
        gating.ask_waiver(made, reason="In a hurry.", by=sue)
        gating.ask_waiver(made, reason="The archive closes.", by=sue)

        assert GateWaiver.objects.get().reason == "The archive closes."

    def test_it_does_not_hold_for_who_joins_afterwards(self, made, sue, rita):
        asked_and_granted(made, sue, rita)
        staffing.add_annotator(made, annotator=make_user(role="annotator"), by=sue)

        with pytest.raises(Refused, match="Main coding cannot begin"):
            rounds.open_round(made, by=sue)

    def test_it_can_be_asked_for_who_is_to_join(self, made, sue, rita):
        asked_and_granted(made, sue, rita)
        made = rounds.open_round(made, by=sue)
        new = make_user(role="annotator")
        with pytest.raises(Refused, match="Main coding cannot begin"):
            staffing.add_annotator(made, annotator=new, by=sue)

        asked_and_granted(made, sue, rita, joining=new)
        staffing.add_annotator(made, annotator=new, by=sue)

        assert made.memberships.filter(annotator=new).exists()

    def test_it_is_said_in_every_report_and_beside_the_release(
        self, desk, made, sue, rita, settings, tmp_path
    ):
        settings.MEDIA_ROOT = tmp_path
        asked_and_granted(made, sue, rita)
        made = rounds.open_round(made, by=sue)
        answer(made.units.first().assignments.first())
        release = releases.freeze(releases.request(made, name="labels-2", by=sue))

        for name in ("round", "annotators", "methods", "people"):
            assert "The archive closes in May." in desk.get(address(name, made.pk)).text, name
        assert release.manifest["gate_passed_by"]
        assert "The archive closes in May." in desk.get(address("releases")).text

    def test_it_does_not_hold_for_another_codebook_version(self, made, version, sue, rita):
        asked_and_granted(made, sue, rita)
        Round.objects.filter(pk=made.pk).update(
            codebook_version=make_version(codebook=version.codebook)
        )

        with pytest.raises(Refused, match="Main coding cannot begin"):
            rounds.open_round(made, by=sue)

    def test_what_was_asked_for_others_is_not_granted(self, made, sue, rita):
        waiver = gating.ask_waiver(made, reason="In a hurry.", by=sue)
        staffing.add_annotator(made, annotator=make_user(role="annotator"), by=sue)

        with pytest.raises(Refused, match="Ask for it again"):
            gating.grant_waiver(waiver, by=rita)

    def test_it_is_said_on_the_round_and_its_gate(self, desk, made, sue, rita):
        asked_and_granted(made, sue, rita)
        rounds.open_round(made, by=sue)

        for name in ("round", "gate"):
            text = desk.get(address(name, made.pk)).text
            assert "The gate was passed by without a reliability test." in text
            assert "The archive closes in May." in text

    def test_it_is_said_in_what_a_release_is_made_of(self, made, sue, rita):
        before = timezone.now()
        asked_and_granted(made, sue, rita)
        release = Release(round=made, name="labels-1", requested_at=timezone.now())

        manifest = releases.write(release, BytesIO())

        (said,) = manifest["gate_passed_by"]
        assert said["reason"] == "The archive closes in May."
        assert (said["asked_by"], said["granted_by"]) == (sue.display_name, rita.display_name)
        assert gating.said_of(made, before) == []


class TestItsPage:
    def test_a_supervisor_asks_and_a_reviewer_grants(self, desk, made, rita):
        asked = desk.post(address("gate", made.pk), {"ask": "yes", "reason": "It closes."})
        own = desk.get(address("gate", made.pk)).text
        reviewer = Client()
        reviewer.force_login(rita)
        page = reviewer.get(address("gate", made.pk)).text
        granted = reviewer.post(address("gate", made.pk), {"grant": GateWaiver.objects.get().pk})
        opened = desk.post(address("open_round", made.pk))

        assert (asked.status_code, granted.status_code, opened.status_code) == (302, 302, 302)
        assert "Grant it" not in own
        assert "Grant it" in page
        assert not still_closed(made)

    def test_without_a_reason_the_error_stands_beside_the_field(self, desk, made):
        response = desk.post(address("gate", made.pk), {"ask": "yes", "reason": ""})

        assert response.status_code == 422
        assert "Give a reason." in response.text
        assert not GateWaiver.objects.exists()

    def test_it_is_asked_for_somebody_who_joins_later(self, desk, made, sue, rita):
        asked_and_granted(made, sue, rita)
        made = rounds.open_round(made, by=sue)
        new = make_user("newcomer", role="annotator")
        gate = address("gate", made.pk)
        refused = desk.post(address("people", made.pk), {"annotator": new.pk}).text
        assert f'href="{gate}?joining={new.pk}"' in refused

        shown = desk.get(gate, {"joining": new.pk})
        asked = desk.post(gate, {"ask": "yes", "joining": new.pk, "reason": "Ben is ill."})
        reviewer = Client()
        reviewer.force_login(rita)
        reviewer.post(gate, {"grant": GateWaiver.objects.get(granted_at=None).pk})
        joined = desk.post(address("people", made.pk), {"annotator": new.pk})

        assert f'<option value="{new.pk}" selected>' in shown.text
        assert not shown.context["gate"].is_open
        assert (asked.status_code, joined.status_code) == (302, 302)
        assert made.memberships.filter(annotator=new).exists()

    def test_for_nobody_besides_those_it_holds_for_it_is_not_asked_again(self, desk, made, rita):
        asked_and_granted(made, made.created_by, rita)
        make_user(role="annotator")

        response = desk.post(address("gate", made.pk), {"ask": "yes", "reason": "Once more."})

        assert response.status_code == 422
        assert "no way round is needed" in response.text

    def test_who_codes_already_or_is_no_annotator_cannot_be_asked_for(self, desk, made, ann, rita):
        for person in (ann, rita):
            response = desk.post(
                address("gate", made.pk), {"ask": "yes", "joining": person.pk, "reason": "So."}
            )
            assert response.status_code == 422
        assert not GateWaiver.objects.exists()

    def test_a_reviewer_cannot_ask_nor_a_supervisor_grant(self, desk, made, rita, sue):
        waiver = gating.ask_waiver(made, reason="It closes.", by=sue)
        reviewer = Client()
        reviewer.force_login(rita)

        asking = reviewer.post(address("gate", made.pk), {"ask": "yes", "reason": "So."})
        granting = desk.post(address("gate", made.pk), {"grant": waiver.pk})

        assert (asking.status_code, granting.status_code) == (403, 403)
        assert GateWaiver.objects.get().granted_at is None

    def test_somebody_elses_request_is_404_on_another_round(self, made, team, version, sue, rita):
        waiver = gating.ask_waiver(made, reason="It closes.", by=sue)
        other = main_round(team, version)
        reviewer = Client()
        reviewer.force_login(rita)

        response = reviewer.post(address("gate", other.pk), {"grant": waiver.pk})

        assert response.status_code == 404


def test_what_was_coded_stays_when_a_round_opens_again(team, version, sue):
    made = make_round(version=version, annotators=team, articles=[make_article(), make_article()])
    answer(made.units.first().assignments.first())
    rounds.close_round(made, by=sue)

    rounds.reopen_round(made, reason="Late pages.", by=sue)

    attempt = coding.start(made.units.last().assignments.first(), by=team[0])
    assert attempt.submitted_at is None
    assert AuditEntry.objects.get(action="round.reopened").after["reason"] == "Late pages."
