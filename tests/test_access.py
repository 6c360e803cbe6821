"""Who may open what: every address of the site against every role, as one table.

A line gives the answer to a GET for somebody logged out, an annotator, a reviewer, a supervisor
(who is staff), a consumer, and a person without a role. 302 when logged out is the login page.
`POST` lines send an empty form: what matters is who gets past the door.
"""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from annotations import releases
from annotations.reviewing import decide
from tests.factories import (
    answer,
    labels_of,
    make_article,
    make_disputed_unit,
    make_round,
    make_user,
    make_version,
)
from tests.newsroom.table_files import csv_of, received, row

pytestmark = pytest.mark.django_db

PEOPLE = ("anonymous", "annotator", "reviewer", "supervisor", "consumer", "nobody")

TABLE = """
home                                    302 302 302 302 302 302
search                                  302 200 200 200 200 403
search_count                            302 200 200 200 200 403
newspapers                              302 200 200 200 200 403
newspaper                               302 200 200 200 200 403
page                                    302 200 200 200 200 403
article                                 302 200 200 200 200 403
imports                                 302 403 403 200 403 403
new_import                              302 403 403 200 403 403
short_name                              302 403 403 200 403 403
import                                  302 403 403 200 403 403
import_progress                         302 403 403 200 403 403
POST import_begin                       302 403 403 409 403 403
POST import_stop                        302 403 403 409 403 403
POST import_resume                      302 403 403 409 403 403
import_table                            302 403 403 200 403 403
POST import_table                       302 403 403 422 403 403
import_undo                             302 403 403 200 403 403
POST import_undo                        302 403 403 409 403 403
to_check                                302 403 403 200 403 403
workbench                               302 403 403 200 403 403
POST workbench                          302 403 403 422 403 403
POST page_checked                       302 403 403 302 403 403
POST page_unchecked                     302 403 403 302 403 403
POST page_dated                         302 403 403 422 403 403
POST page_numbered                      302 403 403 422 403 403
POST issue_unmerged                     302 403 403 404 403 403
page_history                            302 403 403 200 403 403
POST join                               302 403 403 404 403 403
favicon                                 302 302 302 302 302 302
healthz                                 200 200 200 200 200 200
POST preferences                        302 302 302 302 302 302
POST set_language                       302 302 302 302 302 302

annotations:my_work                     302 200 403 403 403 403
annotations:next_unit                   302 302 403 403 403 403
annotations:desk                        302 200 403 403 403 403
POST annotations:submit                 302 422 403 403 403 403
POST annotations:draft                  302 400 403 403 403 403
POST annotations:reopen                 302 409 403 403 403 403
POST annotations:desk_choice            302 204 403 403 403 403
annotations:desk_worker                 200 200 200 200 200 200
annotations:asked                       302 200 403 403 403 403
POST annotations:ask                    302 302 403 403 403 403
POST annotations:propose                302 404 403 403 403 403
POST annotations:report                 302 302 403 403 403 403
POST annotations:cases                  302 200 403 403 403 403
POST annotations:take_back_report       302 404 403 403 403 403
annotations:recent                      302 200 403 403 403 403
POST annotations:take_back              302 409 403 403 403 403
annotations:object_to                   302 404 403 403 403 403
annotations:desk_settings               302 200 403 403 403 403
annotations:review_queue                302 403 200 403 403 403
annotations:review_desk                 302 403 200 403 403 403
POST annotations:decide                 302 403 422 403 403 403
POST annotations:send_back              302 403 422 403 403 403
annotations:review_next                 302 403 302 403 403 403
POST annotations:confirm                302 403 409 403 403 403
POST annotations:ask_another            302 403 409 403 403 403
POST annotations:refer                  302 403 422 403 403 403
POST annotations:take_over              302 403 409 403 403 403
POST annotations:mark_precedent         302 403 422 403 403 403
POST annotations:withdraw_precedent     302 403 404 403 403 403
annotations:agreed                      302 403 200 403 403 403
POST annotations:draw_sample            302 403 409 403 403 403
POST annotations:accept_agreed          302 403 409 403 403 403
annotations:questions                   302 403 200 403 403 403
POST annotations:answer_question        302 403 404 403 403 403
annotations:referrals                   302 403 403 200 403 403
POST annotations:answer_referral        302 403 403 404 403 403
annotations:rounds                      302 403 200 200 200 403
annotations:dashboard                   302 403 403 200 403 403
annotations:waiting                     302 403 403 200 403 403
annotations:settled                     302 403 403 200 403 403
annotations:unit                        302 403 403 200 403 403
annotations:annotators                  302 403 403 200 403 403
annotations:units                       302 403 200 200 403 403
annotations:methods                     302 403 200 200 200 403
annotations:new_round                   302 403 403 200 403 403
annotations:round                       302 403 200 200 200 403
POST annotations:open_round             302 403 403 302 403 403
POST annotations:close_round            302 403 403 302 403 403
POST annotations:reopen_round           302 403 403 422 403 403
annotations:edit_round                  302 403 403 200 403 403
POST annotations:edit_round             302 403 403 422 403 403
annotations:gate                        302 403 200 200 200 403
POST annotations:gate                   302 403 403 200 403 403
annotations:people                      302 403 403 200 403 403
POST annotations:people                 302 403 403 422 403 403
annotations:leave_round                 302 403 403 200 403 403
POST annotations:leave_round            302 403 403 422 403 403
annotations:problems                    302 403 200 200 403 403
annotations:problem                     302 403 404 404 403 403
POST annotations:problem                302 403 404 404 403 403
annotations:exclude_unit                302 403 403 200 403 403
POST annotations:exclude_unit           302 403 403 422 403 403
POST annotations:take_in_unit           302 403 403 409 403 403
annotations:draft_version               302 403 403 200 403 403
POST annotations:draft_version          302 403 403 302 403 403
annotations:edit_label                  302 403 403 302 403 403
POST annotations:edit_label             302 403 403 422 403 403
annotations:add_label                   302 403 403 302 403 403
POST annotations:add_label              302 403 403 422 403 403
POST annotations:remove_label           302 403 403 409 403 403
annotations:version_changes             302 403 403 200 403 403
POST annotations:version_changes        302 403 403 409 403 403
POST annotations:publish_version        302 403 403 409 403 403
POST annotations:reopen_units           302 403 403 409 403 403
POST annotations:write_note             302 403 403 409 403 403
POST annotations:withdraw_note          302 403 403 404 403 403
POST annotations:answer_proposal        302 403 403 404 403 403
annotations:codebooks                   302 200 200 200 200 403
annotations:codebook_version            302 200 200 200 200 403
annotations:releases                    302 403 403 200 200 403

POST annotations:undo_decision          302 403 302 403 403 403
annotations:release_progress            302 403 403 200 200 403
POST annotations:release_again          302 403 403 409 403 403
annotations:release_file                302 403 403 404 404 403

api:schema-page                         302 200 200 200 200 200
api:schema                              401 200 200 200 200 200
api:newspapers                          401 200 200 200 200 403
api:issues                              401 200 200 200 200 403
api:articles                            401 200 200 200 200 403
api:article                             401 200 200 200 200 403
api:codebooks                           401 200 200 200 200 403
api:codebook                            401 200 200 200 200 403
api:rounds                              401 200 200 200 200 403
api:round                               401 200 200 200 200 403
api:gold                                401 200 200 200 200 403
api:raw                                 401 200 200 200 200 403
api:releases                            401 403 403 200 200 403
api:release                             401 403 403 404 404 403
api:release-file                        401 403 403 404 404 403

account_login                           200 302 302 302 302 302
account_logout                          302 200 200 200 200 200
account_inactive                        200 200 200 200 200 200
account_signup                          200 302 302 302 302 302
account_reauthenticate                  302 403 403 403 403 403
account_email                           302 200 200 200 200 200
account_email_verification_sent         200 200 200 200 200 200
account_confirm_email                   200 200 200 200 200 200
account_change_password                 302 302 302 302 302 302
account_set_password                    302 200 200 200 200 200
account_reset_password                  200 200 200 200 200 200
account_reset_password_done             200 200 200 200 200 200
account_reset_password_from_key         200 200 200 200 200 200
account_reset_password_from_key_done    200 200 200 200 200 200
account_confirm_login_code              302 302 302 302 302 302
mfa_index                               302 200 200 200 200 200
mfa_authenticate                        302 302 302 302 302 302
mfa_reauthenticate                      302 403 403 403 403 403
mfa_activate_totp                       302 200 200 200 200 200
mfa_deactivate_totp                     302 404 404 404 404 404
mfa_view_recovery_codes                 302 404 404 404 404 404
mfa_generate_recovery_codes             302 200 200 200 200 200
mfa_download_recovery_codes             302 404 404 404 404 404
mfa_list_webauthn                       302 200 200 200 200 200
mfa_add_webauthn                        302 200 200 200 200 200
mfa_reauthenticate_webauthn             302 403 403 403 403 403
mfa_remove_webauthn                     302 404 404 404 404 404
mfa_edit_webauthn                       302 404 404 404 404 404
mfa_login_webauthn                      302 302 302 302 302 302
"""


def rows():
    """The table as (method, name, {person: status})."""
    for line in TABLE.strip().splitlines():
        words = line.split()
        if not words:
            continue
        method = words.pop(0) if words[0] == "POST" else "GET"
        yield method, words[0], dict(zip(PEOPLE, map(int, words[1:]), strict=True))


def names(resolver=None, prefix=""):
    """Every name in the URLconf, with its namespace."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from names(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}", entry


@pytest.fixture
def cast(db):
    """One person a role, a unit to code, a unit in dispute, and what the addresses need."""
    people = {name: make_user(name, role=name) for name in PEOPLE[1:-1]}
    people["nobody"] = make_user("nobody")
    people["supervisor"].is_staff = True
    people["supervisor"].save()
    other = make_user("other", role="annotator")
    version = make_version()
    both = [people["annotator"], other]
    to_code = make_round(version=version, annotators=both).units.get()
    disputed = make_round(
        version=version,
        annotators=[other, make_user("third", role="annotator")],
        articles=[make_article()],
    ).units.get()
    for assignment, topic in zip(disputed.assignments.all(), ("T01", "T02"), strict=True):
        answer(assignment, topic=topic)
    settled = make_disputed_unit(version=version)
    return {
        "people": people,
        "table": received(csv_of(row(1))),
        "assignment": to_code.assignments.get(annotator=people["annotator"]),
        "unit": disputed,
        "draft": make_round(version=version, annotators=both, opened=False),
        "open": to_code.round,
        "version": version,
        "article": disputed.article,
        "release": releases.request(
            disputed.round, name="v1", by=make_user("freezer", role="supervisor")
        ),
        "decision": decide(
            settled,
            answers=labels_of(version, topic="T01", sentiment="neutral"),
            reason="slip",
            by=people["reviewer"],
        ),
    }


def arguments(name, cast):
    """The arguments of an address for this cast."""
    article = cast["article"]
    return {
        "newspaper": {"slug": article.page.newspaper.slug},
        "page": {"identifier": article.page.identifier},
        "article": {"identifier": article.identifier},
        "import": {"pk": article.page.batch_id},
        "import_progress": {"pk": article.page.batch_id},
        "import_begin": {"pk": article.page.batch_id},
        "import_stop": {"pk": article.page.batch_id},
        "import_resume": {"pk": article.page.batch_id},
        "import_undo": {"pk": article.page.batch_id},
        "import_table": {"pk": cast["table"].pk},
        "workbench": {"identifier": article.page.identifier},
        "page_checked": {"identifier": article.page.identifier},
        "page_unchecked": {"identifier": article.page.identifier},
        "page_dated": {"identifier": article.page.identifier},
        "page_numbered": {"identifier": article.page.identifier},
        "page_history": {"identifier": article.page.identifier},
        "issue_unmerged": {"identifier": article.page.identifier, "pk": 0},
        "join": {"identifier": article.identifier, "pk": 0},
        "annotations:desk": {"pk": cast["assignment"].pk},
        "annotations:submit": {"pk": cast["assignment"].pk},
        "annotations:draft": {"pk": cast["assignment"].pk},
        "annotations:reopen": {"pk": cast["assignment"].pk},
        "annotations:asked": {"pk": cast["assignment"].pk},
        "annotations:ask": {"pk": cast["assignment"].pk},
        "annotations:propose": {"pk": cast["assignment"].pk},
        "annotations:report": {"pk": cast["assignment"].pk},
        "annotations:cases": {"pk": cast["assignment"].pk},
        "annotations:take_back_report": {"pk": 0},
        "annotations:take_back": {"pk": cast["assignment"].pk},
        "annotations:object_to": {"pk": cast["decision"].pk},
        "annotations:review_desk": {"pk": cast["unit"].pk},
        "annotations:decide": {"pk": cast["unit"].pk},
        "annotations:send_back": {"pk": cast["unit"].pk},
        "annotations:undo_decision": {"pk": cast["decision"].pk},
        **{
            f"annotations:{name}": {"pk": cast["unit"].pk}
            for name in ("confirm", "ask_another", "refer", "take_over")
        },
        **{
            f"annotations:{name}": {"pk": cast["unit"].round_id}
            for name in ("agreed", "draw_sample", "accept_agreed")
        },
        "annotations:mark_precedent": {"pk": cast["decision"].pk},
        "annotations:withdraw_precedent": {"pk": 0},
        "annotations:answer_question": {"pk": 0},
        "annotations:answer_referral": {"pk": 0},
        "annotations:release_progress": {"name": "v1"},
        "annotations:release_again": {"name": "v1"},
        "annotations:release_file": {"name": "v1"},
        "api:article": {"identifier": article.identifier},
        "api:codebook": {
            "slug": cast["version"].codebook.slug,
            "number": cast["version"].number,
        },
        "api:round": {"pk": cast["open"].pk},
        "api:release": {"name": "v1"},
        "api:release-file": {"name": "v1"},
        "annotations:round": {"pk": cast["open"].pk},
        "annotations:waiting": {"kind": "disputed"},
        "annotations:unit": {"pk": cast["unit"].pk},
        "annotations:annotators": {"pk": cast["open"].pk},
        "annotations:units": {"pk": cast["open"].pk},
        "annotations:methods": {"pk": cast["open"].pk},
        "annotations:open_round": {"pk": cast["draft"].pk},
        "annotations:close_round": {"pk": cast["open"].pk},
        "annotations:reopen_round": {"pk": cast["open"].pk},
        "annotations:edit_round": {"pk": cast["open"].pk},
        "annotations:gate": {"pk": cast["open"].pk},
        "annotations:people": {"pk": cast["open"].pk},
        "annotations:leave_round": {
            "pk": cast["open"].pk,
            "annotator": cast["people"]["annotator"].pk,
        },
        "annotations:problem": {"pk": 0},
        "annotations:exclude_unit": {"pk": cast["unit"].pk},
        "annotations:take_in_unit": {"pk": cast["unit"].pk},
        **{
            f"annotations:{name}": {
                "slug": cast["version"].codebook.slug,
                "number": cast["version"].number,
            }
            for name in ("draft_version", "version_changes", "publish_version", "write_note")
        },
        **{
            f"annotations:{name}": {
                "slug": cast["version"].codebook.slug,
                "number": cast["version"].number,
                "pk": cast["version"].variables.get(code="topic").labels.first().pk,
            }
            for name in ("edit_label", "remove_label")
        },
        "annotations:add_label": {
            "slug": cast["version"].codebook.slug,
            "number": cast["version"].number,
            "variable": "topic",
        },
        "annotations:reopen_units": {
            "slug": cast["version"].codebook.slug,
            "number": cast["version"].number,
            "round": cast["open"].pk,
        },
        "annotations:withdraw_note": {"pk": 0},
        "annotations:answer_proposal": {"pk": 0},
        "annotations:codebook_version": {
            "slug": cast["version"].codebook.slug,
            "number": cast["version"].number,
        },
        "account_confirm_email": {"key": "x"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "x"},
        "mfa_remove_webauthn": {"pk": 1},
        "mfa_edit_webauthn": {"pk": 1},
    }.get(name, {})


def test_the_table_names_every_address():
    told = {name for _method, name, _statuses in rows()}
    existing = {name for name, _entry in names() if not name.startswith("admin:")}

    assert existing - told == set(), "These addresses are missing from the table."
    assert told - existing == set(), "These addresses do not exist any more."


def test_every_address_answers_each_role_as_the_table_says(cast):
    clients = {person: Client() for person in PEOPLE}
    for person, somebody in cast["people"].items():
        clients[person].force_login(somebody)
    differing = []

    for method, name, expected in rows():
        address = reverse(name, kwargs=arguments(name, cast))
        answers = {person: status(clients[person], method, address) for person in PEOPLE}
        if answers != expected:
            differing.append(f"{method} {name} {' '.join(map(str, answers.values()))}")

    assert not differing, "\n".join(differing)


def status(client, method, address):
    """What somebody gets there; whatever the request changed is taken back."""
    with transaction.atomic():
        response = client.generic(method, address)
        transaction.set_rollback(True)
    return response.status_code
