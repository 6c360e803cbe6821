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
from newsroom.models import AuditEntry
from tests.annotations.replaying import Told, replay
from tests.factories import labels_of, make_article, make_round, make_user, make_version

pytestmark = pytest.mark.django_db(transaction=True)

ACTS = 2000
SEED = 20190709
MOSTLY = 0.8


# The cast and its acts ----------------------------------------------------------------------------


@dataclass
class Stage:
    """Who and what takes part."""

    people: list
    shared_out: Round
    pool: Round
    version: object
    reviewers: list

    @property
    def rounds(self):
        return [self.shared_out, self.pool]

    def units(self):
        return Unit.objects.filter(round__in=self.rounds)


def set_the_stage():
    """Four people of whom two code and two review; a shared-out round and a pool of few units."""
    version = make_version()
    coders = [make_user(role="annotator") for _person in range(3)]
    reviewers = [make_user(role="reviewer") for _person in range(2)]
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
    return Stage([*coders, *reviewers], shared_out, pool, version, reviewers)


class Actor:
    """One of the four: does at random what a person could do in the browser."""

    def __init__(self, stage, seed):
        self.stage = stage
        self.chance = random.Random(seed)
        self.outcomes = Counter()

    def act(self):
        """Do one thing, as whoever of the cast this is just now."""
        name = self.chance.choice(
            ["submit"] * 8 + ["decide"] * 4
            + ["confirm", "reopen", "send_back", "withdraw", "undo_check", "object_to"] * 3
            + ["claim", "from_the_pool"] * 2 + ["take_over", "ask_another", "hand_back"]
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
        topic, tone = self.chance.choice(["T01", "T01", "T02"]), "neutral"
        return labels_of(self.stage.version, topic=topic, sentiment=tone)

    def reviewer(self):
        return self.chance.choice(self.stage.reviewers)

    def submit(self):
        open_ = Assignment.objects.filter(unit__in=self.stage.units(), waiting=True).select_related(
            "annotator", "unit__round"
        )
        assignment = self.pick(open_.order_by("pk"))
        return assignment and coding.submit(
            assignment, answers=self.some_answer(), by=assignment.annotator
        )

    def reopen(self):
        done = Assignment.objects.filter(unit__in=self.stage.units(), waiting=False)
        assignment = self.pick(done.select_related("annotator").order_by("pk"))
        return assignment and coding.reopen(assignment, by=assignment.annotator)

    def from_the_pool(self):
        return handing_out.claim(self.stage.pool, by=self.chance.choice(self.stage.people[:3]))

    def hand_back(self):
        open_ = Assignment.objects.filter(unit__round=self.stage.pool, waiting=True)
        assignment = self.pick(open_.select_related("annotator").order_by("pk"))
        return assignment and handing_out.hand_back(
            [assignment], by=assignment.annotator, why="leaves"
        )

    def decide(self):
        return reviewing.decide(
            self.some_unit(Unit.objects.waiting()), answers=self.some_answer(), reason="slip",
            comment=self.chance.choice(["", "So."]), by=self.reviewer(),
        )  # fmt: skip

    def confirm(self):
        return reviewing.confirm(
            self.some_unit(Unit.objects.to_check()), comment="It stands.", by=self.reviewer()
        )

    def send_back(self):
        unit = self.some_unit(Unit.objects.waiting())
        attempts = Attempt.objects.current().filter(assignment__unit=unit).order_by("pk")[:1]
        return reviewing.send_back(unit, attempts=attempts, comment="Again.", by=self.reviewer())

    def ask_another(self):
        return one_more.ask_another(self.some_unit(Unit.objects.disputed()), by=self.reviewer())

    def some_decision(self, basis=None):
        standing = Decision.objects.standing().filter(unit__in=self.stage.units())
        if self.chance.random() < MOSTLY and basis:
            standing = standing.filter(basis=basis)
        return self.pick(standing.select_related("unit", "reviewer").order_by("pk"))

    def withdraw(self):
        decision = self.some_decision(Decision.Basis.REVIEW)
        return decision and reviewing.withdraw(decision, by=decision.reviewer or self.reviewer())

    def undo_check(self):
        decision = self.some_decision()
        return decision and checking.undo_check(decision, by=self.reviewer())

    def object_to(self):
        decision = self.some_decision()
        if decision is None:
            return None
        coder = self.pick(decision.unit.assignments.select_related("annotator").order_by("pk"))
        return reviewing.object_to(decision, reason="No.", by=coder.annotator)

    def claim(self):
        return claiming.take_up(self.some_unit(Unit.objects.waiting()), by=self.reviewer())

    def take_over(self):
        return claiming.take_over(
            self.some_unit(Unit.objects.filter(claim__isnull=False)), by=self.reviewer()
        )


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
    done = {name for (name, outcome), _number in outcomes.items() if outcome == "done"}
    assert done >= {
        "submit", "reopen", "send_back", "decide", "confirm", "withdraw", "undo_check", "claim",
        "take_over", "object_to", "ask_another", "from_the_pool", "hand_back",
    }  # fmt: skip
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
