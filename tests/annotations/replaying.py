"""A small replay: the state of each unit from the audit entries alone."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Told:
    """The state of a unit as the audit log tells it."""

    completed: bool = False
    settled: bool = False
    standing: int | None = None
    labels: dict = field(default_factory=dict)
    checked_by: int | None = None
    claim: int | None = None
    objections: set = field(default_factory=set)
    wanted_more: int = 0
    submitted: Counter = field(default_factory=Counter)  # by assignment: how often
    opened: Counter = field(default_factory=Counter)  # by assignment: attempts after the first


def replay(entries, unit_of_attempt, assignment_of_attempt):
    """Derive the state of every unit from audit entries, in the order they were written."""
    units = {}
    for entry in entries:
        if entry.target_type == "annotations.unit":
            told = units.setdefault(entry.target_id, Told())
            on_unit(told, entry)
        elif entry.target_type == "annotations.attempt":
            told = units.setdefault(unit_of_attempt[entry.target_id], Told())
            assignment = assignment_of_attempt[entry.target_id]
            if entry.action == "attempt.submitted":
                told.submitted[assignment] += 1
            elif entry.action == "attempt.returned":
                told.opened[assignment] += 1
            elif entry.action == "attempt.reopened":
                told.opened[assignment] += 1
                told.completed = False
    return units


def on_unit(told, entry):
    """Change what is told of a unit by one entry."""
    action, before, after = entry.action, entry.before, entry.after
    if action == "unit.completed":
        told.completed = True
    elif action in ("unit.settled", "unit.to_check"):
        told.standing, told.checked_by = after["decision"], None
        told.settled = action == "unit.settled"
    elif action == "unit.decided":
        assert before["decision"] == told.standing
        told.standing, told.checked_by = after["decision"], None
        told.labels = after["labels"]
        told.settled, told.claim = not after["to_check"], None
        told.objections -= set(after["objections"])
    elif action == "unit.confirmed":
        assert (before["decision"], before["checked_by"]) == (told.standing, told.checked_by)
        told.checked_by, told.settled, told.claim = entry.actor_id, True, None
        told.objections -= set(after["objections"])
    elif action == "unit.check_undone":
        told.settled = False
        told.objections |= set(after["objections"])
    elif action == "unit.reopened":
        assert before["decision"] == told.standing
        told.standing, told.settled, told.checked_by = None, False, None
        told.objections |= set(after["objections"])
    elif action in ("unit.sent_back", "unit.asked_another"):
        assert before["decision"] == told.standing
        told.standing, told.completed, told.claim = None, False, None
        told.checked_by = None
        told.wanted_more += action == "unit.asked_another"
    elif action == "unit.objected":
        assert before["settled"] == told.settled
        told.settled = False
        told.objections.add(after["objection"])
    elif action in ("unit.claimed", "unit.taken_over"):
        assert before.get("reviewer") == told.claim
        told.claim = after["reviewer"]
    elif action == "unit.let_go":
        assert before["reviewer"] == told.claim
        told.claim = None
    else:
        raise AssertionError(f"The replay does not know {action}.")
