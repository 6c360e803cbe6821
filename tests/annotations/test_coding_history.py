"""Any sequence of answers, drafts, submissions, reopenings and returns leaves a whole history."""

import contextlib

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from annotations import coding, drafts, reviewing, roles
from annotations.models import Annotation, Attempt, Draft
from newsroom.errors import Refused
from tests.factories import answer, make_round, make_user

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["draft", "submit", "submit", "again", "reopen", "return"]),
        st.sampled_from([0, 1]),
        st.sampled_from(["T01", "T02", "T03"]),
    ),
    max_size=14,
)
DEVICE = "9f2a1c52-8a55-4b34-9f6e-0f6a3c1d2e3f"


class HistoryTest(TestCase):
    """Two people code one unit, in whatever order."""

    @given(steps=STEPS)
    @settings(
        max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
    )
    def test_every_attempt_stays_on_record_and_at_most_one_is_current(self, steps):
        roles.set_up()
        unit = make_round().units.get()
        pair = list(unit.assignments.select_related("annotator").order_by("pk"))
        self.desk = Desk(unit, pair, make_user(role="reviewer"))

        for act, who, topic in steps:
            before = self.desk.record()
            with contextlib.suppress(Refused), transaction.atomic():
                self.desk.acts[act](pair[who], topic)
            after = self.desk.record()

            assert before.items() <= after.items(), "what was submitted changed or went"
            for assignment in pair:
                attempts = Attempt.objects.filter(assignment=assignment)
                assert attempts.current().count() == 1
                numbers = list(attempts.order_by("number").values_list("number", flat=True))
                assert numbers == list(range(1, len(numbers) + 1))
            assert not Draft.objects.filter(attempt__submitted_at__isnull=False).exists()


class Desk:
    """What the two and a reviewer can do with the unit."""

    def __init__(self, unit, pair, reviewer):
        self.unit, self.reviewer, self.tokens = unit, reviewer, {}
        self.acts = {
            "draft": self.draft, "submit": self.submit, "again": self.again,
            "reopen": self.reopen, "return": self.send_back,
        }  # fmt: skip

    def record(self):
        """The labels of every submitted attempt."""
        return {
            attempt.pk: frozenset(
                Annotation.objects.filter(attempt=attempt).values_list("label__code", "main")
            )
            for attempt in Attempt.objects.submitted()
        }

    def draft(self, assignment, topic):
        """Save a draft as a tab does that knows the newest one."""
        attempt = Attempt.objects.get(assignment=assignment, superseded_at=None)
        drafts.save(
            assignment,
            attempt_id=attempt.pk,
            content={
                "answers": {"topic": [topic]}, "evidence": {}, "note": "", "active_seconds": 1,
            },
            seen=self.unit.article.coded_sha256,
            revision=0,
            device=DEVICE,
            by=assignment.annotator,
        )  # fmt: skip

    def submit(self, assignment, topic):
        """Hand in with a new token."""
        token = self.tokens[assignment.pk] = coding.new_token()
        answer(assignment, topic=topic, token=token)

    def again(self, assignment, topic):
        """Repeat the last submission, perhaps with other answers."""
        answer(assignment, topic=topic, token=self.tokens.get(assignment.pk))

    def reopen(self, assignment, _topic):
        """Take the last submission back."""
        coding.reopen(assignment, by=assignment.annotator)

    def send_back(self, assignment, _topic):
        """Send the answers back."""
        attempt = Attempt.objects.get(assignment=assignment, superseded_at=None)
        reviewing.send_back(self.unit, attempts=[attempt], comment="再看", by=self.reviewer)
