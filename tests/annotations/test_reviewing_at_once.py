"""Several people act on one unit at once: it ends in one state, and no act is half done."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from annotations import coding, reviewing
from annotations.models import Decision, DecisionLabel, Return, Unit
from newsroom.errors import Refused
from newsroom.models import AuditEntry
from tests.annotations.settling import decide, send_back
from tests.factories import labels_of, make_disputed_unit, make_round, make_user


def at_once(*acts):
    """Run acts in threads that begin together; return what each refused, or None."""
    outcomes: list[str | None] = [None] * len(acts)
    barrier = Barrier(len(acts))

    def run(place, act):
        barrier.wait()
        try:
            act()
        except Refused as refusal:
            outcomes[place] = refusal.sentence
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_who_decide_at_once_one_is_told_so():
    unit = make_disputed_unit()
    one, other = make_user(role="reviewer"), make_user(role="reviewer")

    outcomes = at_once(
        lambda: decide(unit, topic="T01", by=one), lambda: decide(unit, topic="T02", by=other)
    )

    assert sorted(outcome is None for outcome in outcomes) == [False, True]
    assert Decision.objects.count() == 1
    assert DecisionLabel.objects.count() == 2
    assert AuditEntry.objects.filter(action="unit.decided").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_unit_is_either_decided_or_sent_back_never_both():
    unit = make_disputed_unit()
    one, other = make_user(role="reviewer"), make_user(role="reviewer")

    outcomes = at_once(lambda: decide(unit, by=one), lambda: send_back(unit, by=other))

    assert sorted(outcome is None for outcome in outcomes) == [False, True]
    unit.refresh_from_db()
    assert bool(unit.settled_at) == Decision.objects.exists()
    assert bool(unit.completed_at is None) == Return.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_undoing_from_two_windows_at_once_counts_once():
    rita = make_user(role="reviewer")
    decision = decide(make_disputed_unit(), by=rita)

    outcomes = at_once(*[lambda: reviewing.withdraw(decision, by=rita)] * 2)

    assert sorted(outcome is None for outcome in outcomes) == [False, True]
    assert AuditEntry.objects.filter(action="unit.reopened").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("topics", [("T01", "T01"), ("T01", "T02")])
def test_when_the_last_two_annotators_submit_at_once_the_unit_is_complete(topics):
    unit = make_round().units.get()
    version = unit.round.codebook_version
    given = [
        (assignment, labels_of(version, topic=topic, sentiment="neutral"))
        for assignment, topic in zip(
            unit.assignments.select_related("annotator"), topics, strict=True
        )
    ]

    outcomes = at_once(
        *[
            lambda assignment=assignment, answers=answers: coding.submit(
                assignment, answers=answers, by=assignment.annotator
            )
            for assignment, answers in given
        ]
    )

    assert outcomes == [None, None]
    unit = Unit.objects.get()
    assert unit.completed_at
    assert Decision.objects.count() == (1 if len(set(topics)) == 1 else 0)
    assert bool(unit.settled_at) == Decision.objects.exists()
