"""Two tabs that save at the same moment, and a desk that opens while its article comes back."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from annotations import coding, drafts
from annotations.models import Draft
from tests.annotations.settling import send_back
from tests.factories import make_disputed_unit, make_round, make_user

pytestmark = pytest.mark.django_db(transaction=True)
TABS = 6


def test_of_many_tabs_that_save_at_once_one_is_first_and_all_others_are_told():
    assignment = make_round().units.get().assignments.select_related("annotator").first()
    attempt = assignment.attempts.get()
    seen = assignment.unit.article.coded_sha256

    def save(tab):
        content = {"answers": {}, "evidence": {}, "note": str(tab), "active_seconds": 0}
        try:
            drafts.save(
                assignment,
                attempt_id=attempt.pk,
                content=content,
                seen=seen,
                revision=0,
                device=uuid.uuid4(),
                by=assignment.annotator,
            )
        except drafts.Overtaken:
            return "told"
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(TABS) as threads:
        answers = sorted(threads.map(save, range(TABS)))

    assert answers == ["saved"] + ["told"] * (TABS - 1)
    assert Draft.objects.get().revision == 1


def test_opening_an_article_while_it_is_sent_back_shows_it_to_be_coded_again():
    unit = make_disputed_unit()
    assignment = unit.assignments.select_related("annotator").order_by("pk").first()
    by = assignment.annotator

    def open_it():
        try:
            return coding.start(assignment, by=by)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            (returned,) = send_back(unit, by=make_user(role="reviewer"))
            opening = threads.submit(open_it)
            wait_until_somebody_waits()
        opened = opening.result()

    assert opened == returned
    assert opened.started_at


def wait_until_somebody_waits():
    """Until another connection waits for a row that this one has locked."""
    waiting = "SELECT 1 FROM pg_locks WHERE NOT granted"
    for _try in range(500):
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone():
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")
