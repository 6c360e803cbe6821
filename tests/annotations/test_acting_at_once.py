"""Four people act on the same units at once: every unit ends in one state, and the log tells it.

Thousands of random acts in four threads on a real database. A small replay derives the state of
each unit from the audit entries alone, and must arrive at what the tables hold.
"""

import random
import time
from collections import Counter
from dataclasses import dataclass
from threading import Barrier, Thread

import pytest
from django.db import connection

from annotations import checking, claiming, coding, handing_out, one_more, reviewing, rounds
from annotations.models import (
    Assignment,
    Attempt,
    Claim,
    Decision,
    DecisionLabel,
    Objection,
    Round,
    Unit,
)
from newsroom.errors import Refused
from newsroom.models import AuditEntry, User
from tests.annotations.replaying import Told, replay
from tests.factories import labels_of, make_article, make_round, make_user, make_version

pytestmark = pytest.mark.django_db(transaction=True)

ACTS = 2000
SEED = 20190709
MOSTLY = 0.8
ACTIONS = (
    "submit", "reopen", "send_back", "decide", "confirm", "withdraw", "undo_check", "claim",
    "take_over", "object_to", "ask_another", "from_the_pool", "hand_back",
)  # fmt: skip
# Each kind of act has to succeed so often at least, or the test says nothing about it.
OFTEN = 3


# The cast and its acts ----------------------------------------------------------------------------


@dataclass
class Stage:
    """Who and what takes part."""

    coders: list
    reviewers: list
    shared_out: Round
    pool: Round
    answers: list

    @property
    def rounds(self):
        return [self.shared_out, self.pool]

    def units(self):
        return Unit.objects.filter(round__in=self.rounds)


def set_the_stage():
    """Four people who code and three who review; a shared-out round and a pool of few units."""
    version = make_version()
    coders = [make_user(role="annotator") for _person in range(4)]
    reviewers = [make_user(role="reviewer") for _person in range(3)]
    shared_out, pool = (
        make_round(
            articles=[make_article() for _unit in range(6)],
            annotators=coders,
            version=version,
            per_unit=2,
            rules=rounds.Rules(allocation=how, spot_check_share=0.5, second_review_share=0.5),
        )
        for how in ("fixed", "pool")
    )
    answers = [labels_of(version, topic=topic, sentiment="neutral") for topic in ("T01", "T02")]
    return Stage(coders, reviewers, shared_out, pool, answers)


class Actor:
    """One of the four: does at random what a person could do in the browser."""

    def __init__(self, stage, seed):
        self.stage = stage
        self.chance = random.Random(seed)
        self.outcomes = Counter()
        # Of each person an object of its own, that remembers what this person may do.
        everybody = [person.pk for person in (*stage.coders, *stage.reviewers)]
        self.people = User.objects.in_bulk(everybody)

    def act(self):
        """Do one thing, as whoever of the cast this is just now."""
        name = self.chance.choice(
            ["submit"] * 8 + ["decide"] * 4
            + ["confirm", "reopen", "send_back", "withdraw", "undo_check", "object_to"] * 3
            + ["claim", "take_over", "ask_another", "from_the_pool"] * 2 + ["hand_back"]
        )  # fmt: skip
        try:
            done = getattr(self, name)()
            self.outcomes[name, "done" if done else "nothing to do"] += 1
        except Refused:
            self.outcomes[name, "refused"] += 1

    def pick(self, rows):
        """One of these at random, or None."""
        found = list(rows[:40])
        return self.chance.choice(found) if found else None

    def some_unit(self, fitting=None):
        """A unit, mostly one on which the act makes sense."""
        if fitting is not None and self.chance.random() < MOSTLY:
            found = self.pick(fitting.filter(round__in=self.stage.rounds).order_by("pk"))
            if found:
                return found
        return self.pick(self.stage.units().order_by("pk"))

    def some_answer(self):
        """The first answer more often than the other, so that some units are unanimous."""
        return self.chance.choice([*self.stage.answers, self.stage.answers[0]])

    def reviewer(self, unit=None):
        """A reviewer, mostly the one who has taken this unit up."""
        claim = unit and Claim.objects.filter(unit=unit).first()
        if claim and self.chance.random() < MOSTLY:
            return self.people[claim.reviewer_id]
        return self.people[self.chance.choice(self.stage.reviewers).pk]

    def another_reviewer(self, than):
        """A reviewer, but not this one."""
        others = [person.pk for person in self.stage.reviewers if person.pk != than]
        return self.people[self.chance.choice(others)]

    def submit(self):
        open_ = Assignment.objects.filter(unit__in=self.stage.units(), waiting=True)
        assignment = self.pick(open_.select_related("unit__round").order_by("pk"))
        return assignment and coding.submit(
            assignment, answers=self.some_answer(), by=self.people[assignment.annotator_id]
        )

    def reopen(self):
        done = Assignment.objects.filter(unit__in=self.stage.units(), waiting=False)
        assignment = self.pick(done.order_by("pk"))
        return assignment and coding.reopen(assignment, by=self.people[assignment.annotator_id])

    def from_the_pool(self):
        person = self.chance.choice(self.stage.coders)
        return handing_out.claim(self.stage.pool, by=self.people[person.pk])

    def hand_back(self):
        open_ = Assignment.objects.filter(unit__round=self.stage.pool, waiting=True)
        assignment = self.pick(open_.order_by("pk"))
        return assignment and handing_out.hand_back(
            [assignment], by=self.people[assignment.annotator_id], why="leaves"
        )

    def decide(self):
        unit = self.some_unit(Unit.objects.waiting())
        return reviewing.decide(
            unit, answers=self.some_answer(), reason="slip",
            comment=self.chance.choice(["", "So."]), by=self.reviewer(unit),
        )  # fmt: skip

    def confirm(self):
        unit = self.some_unit(Unit.objects.to_check())
        return reviewing.confirm(unit, comment="It stands.", by=self.reviewer(unit))

    def send_back(self):
        unit = self.some_unit(Unit.objects.waiting())
        attempts = Attempt.objects.current().filter(assignment__unit=unit).order_by("pk")[:1]
        return reviewing.send_back(
            unit, attempts=attempts, comment="Again.", by=self.reviewer(unit)
        )

    def ask_another(self):
        unit = self.some_unit(Unit.objects.disputed().filter(wanted__lt=len(self.stage.coders)))
        return one_more.ask_another(unit, by=self.reviewer(unit))

    def some_decision(self, basis=None):
        standing = Decision.objects.standing().filter(unit__in=self.stage.units())
        if self.chance.random() < MOSTLY and basis:
            standing = standing.filter(basis=basis)
        return self.pick(standing.select_related("unit").order_by("pk"))

    def withdraw(self):
        decision = self.some_decision(Decision.Basis.REVIEW)
        if decision is None:
            return None
        reviewer = self.people.get(decision.reviewer_id) or self.reviewer()
        return reviewing.withdraw(decision, by=reviewer)

    def undo_check(self):
        decision = self.some_decision()
        if decision is None:
            return None
        checked = self.people.get(decision.checked_by_id)
        mostly = checked if self.chance.random() < MOSTLY else None
        return checking.undo_check(decision, by=mostly or self.reviewer())

    def object_to(self):
        decision = self.some_decision()
        if decision is None:
            return None
        coder = self.pick(decision.unit.assignments.order_by("pk"))
        return reviewing.object_to(decision, reason="No.", by=self.people[coder.annotator_id])

    def claim(self):
        return claiming.take_up(self.some_unit(Unit.objects.waiting()), by=self.reviewer())

    def take_over(self):
        """Look for a unit that a reviewer has, and take it over as another one."""
        claims = Claim.objects.filter(unit__in=self.stage.units()).select_related("unit")
        claim = self.pick(claims.order_by("pk"))
        if claim is None:
            return None
        return claiming.take_over(claim.unit, by=self.another_reviewer(claim.reviewer_id))


def let_them_act(stage):
    """Run four actors in threads of their own; return what came of their acts."""
    actors = [Actor(stage, SEED + number) for number in range(4)]
    barrier, failures = Barrier(4), []

    def run(actor):
        barrier.wait()
        try:
            for _act in range(ACTS // 4):
                actor.act()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[actor]) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures
    return sum((actor.outcomes for actor in actors), Counter())


# What must hold -----------------------------------------------------------------------------------


def test_four_people_at_once_leave_every_unit_in_one_state_that_the_log_tells_too():
    stage = set_the_stage()
    wanted = {unit.pk: unit.wanted for unit in stage.units()}
    began, worked = time.monotonic(), time.process_time()

    outcomes = let_them_act(stage)

    seconds = time.monotonic() - began
    worked = time.process_time() - worked
    print(f"{sum(outcomes.values())} acts in {seconds:.0f} s, {worked:.0f} s of work")
    for (name, outcome), number in sorted(outcomes.items()):
        print(f"  {name:14} {outcome:14} {number}")
    seldom = [name for name in ACTIONS if outcomes[name, "done"] < OFTEN]
    assert seldom == []
    for unit in stage.units():
        assert_in_one_state(unit)
    assert_the_log_tells_the_same(stage, wanted)


def assert_in_one_state(unit):
    """Nothing of a unit is half done."""
    current = Attempt.objects.current().counted().filter(assignment__unit=unit)
    given = list(current.values_list("submitted_at", flat=True))
    standing = unit.decisions.standing().count()
    assert bool(unit.completed_at) == (None not in given and len(given) >= unit.wanted)
    assert standing <= 1
    if unit.settled_at:
        assert unit.completed_at
        assert standing == 1
        assert not Objection.objects.open().filter(unit=unit).exists()
        assert not Claim.objects.filter(unit=unit).exists()
    if standing:
        assert unit.completed_at
    if not unit.completed_at:
        assert not Claim.objects.filter(unit=unit).exists()
    assert len(given) <= unit.wanted
    for decision in unit.decisions.all():
        assert decision.labels.count() >= 2
    for assignment in unit.assignments.all():
        numbers = list(assignment.attempts.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        assert assignment.attempts.filter(superseded_at=None).count() == 1
        waits = assignment.attempts.filter(superseded_at=None, submitted_at=None).exists()
        assert assignment.waiting == (waits and not assignment.released_at)


def assert_the_log_tells_the_same(stage, wanted):
    """Replaying the audit entries gives what the tables hold."""
    attempts = Attempt.objects.filter(assignment__unit__in=stage.units())
    unit_of = dict(attempts.values_list("pk", "assignment__unit"))
    assignment_of = dict(attempts.values_list("pk", "assignment"))
    told = replay(AuditEntry.objects.order_by("pk"), unit_of, assignment_of)
    for unit in stage.units():
        state = told.get(unit.pk, Told())
        standing = unit.decisions.standing().first()
        claim = Claim.objects.filter(unit=unit).first()
        assert state.completed == bool(unit.completed_at)
        assert state.settled == bool(unit.settled_at)
        assert state.standing == (standing and standing.pk)
        assert state.checked_by == (standing and standing.checked_by_id)
        assert state.claim == (claim and claim.reviewer_id)
        assert state.wanted_more == unit.wanted - wanted[unit.pk]
        assert state.objections == set(
            Objection.objects.open().filter(unit=unit).values_list("pk", flat=True)
        )
        if standing and standing.basis == Decision.Basis.REVIEW:
            assert state.labels == labels_by_code(standing)
        for assignment in unit.assignments.all():
            submitted = assignment.attempts.submitted().count()
            assert state.submitted[assignment.pk] == submitted
            assert state.opened[assignment.pk] == assignment.attempts.count() - 1


def labels_by_code(decision):
    """The labels of a decision as the log writes them."""
    labels = {}
    rows = DecisionLabel.objects.filter(decision=decision).order_by("-main", "pk")
    for variable, label in rows.values_list("variable__code", "label__code"):
        labels.setdefault(variable, []).append(label)
    return labels
