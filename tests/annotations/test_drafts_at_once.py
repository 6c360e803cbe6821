"""Two tabs that save at the same moment."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from annotations import drafts
from annotations.models import Draft
from tests.factories import make_round

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
