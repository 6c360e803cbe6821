"""Staffing a round while it runs: somebody joins, somebody leaves, an article is taken out."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations import gating, handing_out, sharing
from annotations.models import (
    Assignment,
    Attempt,
    Claim,
    Decision,
    Draft,
    Round,
    RoundAnnotator,
    Unit,
)
from annotations.one_more import fill_up
from annotations.reviewing import complete
from annotations.rounds import BY_ALL, refuse_unless_annotators
from newsroom import audit
from newsroom.errors import Refused
from newsroom.models import Article, User


@dataclass(frozen=True, slots=True)
class Moves:
    """Which open assignments change hands, before they do: [(assignment, who takes it over)].

    `released` are given up without anybody taking them over, `stranded` are units that nobody else
    could code.
    """

    moved: list[tuple[Assignment, int]] = field(default_factory=list)
    released: list[Assignment] = field(default_factory=list)
    stranded: list[int] = field(default_factory=list)

    @property
    def loads(self) -> Counter[int]:
        """How many each person takes over."""
        return Counter(person for _assignment, person in self.moved)


def _lock(round: Round) -> Round:
    round = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if round.closed_at:
        raise Refused(_("This round is closed; open it again first."))
    return round


def _had(units: Iterable[int]) -> dict[int, set[int]]:
    """{unit: who has had it, or has decided on it}: nobody gets a unit twice."""
    had: dict[int, set[int]] = defaultdict(set)
    units = list(units)
    for rows in (
        Assignment.objects.filter(unit__in=units).values_list("unit", "annotator"),
        Decision.objects.filter(unit__in=units, reviewer__isnull=False).values_list(
            "unit", "reviewer"
        ),
    ):
        for unit, person in rows:
            had[unit].add(person)
    return had


def _open_in(round: Round) -> QuerySet[Assignment]:
    """What is still to be coded in a round and counts, each article once for each annotator."""
    return (
        Assignment.objects.counted()
        .filter(unit__round=round, unit__excluded_at=None, waiting=True)
        .select_related("unit")
        .order_by("position", "pk")
    )


def untouched(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Of these those that nobody has opened, begun or been asked to code again."""
    begun = Draft.objects.filter(attempt__assignment__in=assignments.values("pk"))
    return assignments.filter(
        attempts__number=1, attempts__started_at=None, attempts__submitted_at=None
    ).exclude(pk__in=begun.values("attempt__assignment"))


def fair_share(round: Round, annotator: User) -> list[Assignment]:
    """What somebody who joins a round would take over: as much as the others have left, untouched.

    Always from whoever has most left, at random by the round's seed, and never an article twice.
    """
    waiting = list(_open_in(round))
    left = Counter(one.annotator_id for one in waiting)
    n_people = round.memberships.count() + 1
    share = sum(left.values()) // n_people
    had = _had(one.unit_id for one in waiting)
    free: dict[int, list[Assignment]] = defaultdict(list)
    for one in untouched(_open_in(round)):
        if annotator.pk not in had[one.unit_id]:
            free[one.annotator_id].append(one)
    chance = random.Random(f"{round.seed}:{annotator.pk}")
    for theirs in free.values():
        chance.shuffle(theirs)
    taken: list[Assignment] = []
    units: set[int] = set()
    while len(taken) < share and any(free.values()):
        most = max((person for person in free if free[person]), key=lambda pk: (left[pk], -pk))
        one = free[most].pop()
        if one.unit_id not in units:
            units.add(one.unit_id)
            left[most] -= 1
            taken.append(one)
    return taken


@transaction.atomic
def add_annotator(round: Round, *, annotator: User, by: User) -> int:
    """Let somebody code in a round, open or not; return how many articles they take over.

    From a pool they take like the others. Of what was shared out they get a fair share of what
    nobody has opened; where everybody codes everything, all of it. A main round that is open asks
    the gate again, for all who would code in it then. Raises Refused.
    """
    round = _lock(round)
    refuse_unless_annotators([annotator])
    if round.memberships.filter(annotator=annotator).exists():
        raise Refused(_("This annotator codes in the round already."))
    after = gating.pass_gate(round, joining=annotator) if round.opened_at else {}
    if round.kind in BY_ALL:
        number = len(_give_all(round, annotator))
    elif round.allocation == Round.Allocation.FIXED:
        taken = fair_share(round, annotator)
        handed = handing_out.hand_back(taken, by=by, why="somebody joined")
        _release_recodes(handed, by=by)
        number = len(give([(one.unit, annotator.pk) for one in handed], round))
    else:
        number = 0
    RoundAnnotator.objects.create(round=round, annotator=annotator)
    audit.record(
        "round.annotator_added",
        round,
        after={"annotator": annotator.annotator_code, "articles": number} | after,
        by=by,
    )
    return number


def _give_all(round: Round, annotator: User) -> list[Assignment]:
    """Give somebody every unit of a round that everybody codes."""
    units = list(Unit.objects.select_for_update().counted().filter(round=round))
    if round.kind == Round.Kind.RELIABILITY and any(unit.completed_at for unit in units):
        raise Refused(_("Some articles of this test are coded by all already. Draw up a new test."))
    for unit in units:
        unit.wanted += 1
        unit.completed_at = None  # in training; in a test none has it
    Unit.objects.bulk_update(units, ["wanted", "completed_at"], batch_size=1000)
    return give([(unit, annotator.pk) for unit in units], round)


def give(shares: Sequence[tuple[Unit, int]], round: Round) -> list[Assignment]:
    """Give units to people, each at its own place in what they code."""
    n_units = Unit.objects.filter(round=round).count()
    shuffled = round.order == Round.Order.SHUFFLED
    places = {
        person: sharing.places(n_units, shuffled=shuffled, seed=round.seed, annotator=person)
        for person in {person for _unit, person in shares}
    }
    assignments = Assignment.objects.bulk_create(
        [
            Assignment(unit=unit, annotator_id=person, position=places[person][unit.sequence - 1])
            for unit, person in shares
        ],
        batch_size=1000,
    )
    Attempt.objects.bulk_create(
        [Attempt(assignment=one, number=1) for one in assignments], batch_size=1000
    )
    return assignments


def _release_recodes(handed: Sequence[Assignment], *, by: User) -> None:
    """Who gives an article up before coding it has nothing to code once more either."""
    again: list[Assignment] = []
    for annotator, units in _by_annotator(handed).items():
        again += Assignment.objects.filter(
            annotator=annotator, unit__in=units, recode=True, waiting=True
        )
    if again:
        handing_out.hand_back(again, by=by, why="the first coding was given to somebody else")


def _by_annotator(assignments: Iterable[Assignment]) -> dict[int, list[int]]:
    units: dict[int, list[int]] = defaultdict(list)
    for one in assignments:
        units[one.annotator_id].append(one.unit_id)
    return units


def moves_after_leaving(round: Round, annotator: User) -> Moves:
    """Say who would take over what somebody leaves in a round, and what nobody could."""
    theirs = list(_open_in(round).filter(annotator=annotator))
    moves = Moves()
    if round.kind in BY_ALL or round.allocation == Round.Allocation.POOL:
        moves.released.extend(theirs)
        return moves
    others = set(
        round.memberships.filter(annotator__is_active=True)
        .exclude(annotator=annotator)
        .values_list("annotator", flat=True)
    )
    had = _had(one.unit_id for one in theirs)
    counted = Counter(one.annotator_id for one in _open_in(round))
    load = {person: counted[person] for person in sorted(others)}
    chance = random.Random(f"{round.seed}:{annotator.pk}:left")
    for one in theirs:
        able = sorted(others - had[one.unit_id])
        if not able:
            moves.stranded.append(one.unit_id)
            continue
        chance.shuffle(able)
        person = min(able, key=load.__getitem__)
        load[person] += 1
        moves.moved.append((one, person))
    return moves


@transaction.atomic
def remove_annotator(round: Round, *, annotator: User, reason: str, by: User) -> Moves:
    """Take somebody out of a round: what they submitted stays, the rest goes to the others.

    Nobody gets an article that they had before. Raises Refused when they do not code in it, when
    somebody else would have to join first, and for who has coded in a reliability test: a test
    that is chosen by its outcome proves nothing.
    """
    round = _lock(round)
    membership = round.memberships.filter(annotator=annotator).first()
    if membership is None:
        raise Refused(_("This annotator does not code in the round."))
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why they leave."))
    n_left = round.memberships.count() - 1
    _refuse_unless_enough(round, annotator, n_left)
    moves = moves_after_leaving(round, annotator)
    if moves.stranded:
        raise Refused(
            ngettext(
                "%(count)d article could then not be coded by as many people as wanted. "
                "Add an annotator first.",
                "%(count)d articles could then not be coded by as many people as wanted. "
                "Add an annotator first.",
                len(moves.stranded),
            )
            % {"count": len(moves.stranded)}
        )
    membership.delete()
    every = Assignment.objects.filter(unit__round=round, annotator=annotator, waiting=True)
    handed = handing_out.hand_back(list(every), by=by, why="left")
    went = {one.pk for one in handed}
    give([(one.unit, person) for one, person in moves.moved if one.pk in went], round)
    if round.kind in BY_ALL:
        _want_one_less([one.unit_id for one in handed], by=by)
    audit.record(
        "round.annotator_left",
        round,
        before={"annotator": annotator.annotator_code},
        after={"articles": len(handed), "reason": reason},
        by=by,
    )
    return moves


def _refuse_unless_enough(round: Round, annotator: User, n_left: int) -> None:
    if round.kind == Round.Kind.RELIABILITY:
        coded = Attempt.objects.submitted().filter(
            assignment__unit__round=round, assignment__annotator=annotator
        )
        if coded.exists():
            raise Refused(
                _("Who has coded in a reliability test stays part of it. Draw up a new test.")
            )
        if n_left < 2:
            raise Refused(_("A reliability test needs at least two annotators."))
    elif round.kind not in BY_ALL and n_left < round.annotators_per_unit:
        raise Refused(
            _("Each article is to be coded by %(wanted)d people; only %(left)d would be left.")
            % {"wanted": round.annotators_per_unit, "left": n_left}
        )
    elif n_left < 1:
        raise Refused(_("A round needs at least one annotator."))


def _want_one_less(unit_ids: Sequence[int], *, by: User) -> None:
    """Where everybody codes everything, "everybody" is one less; some units are complete now."""
    units = Unit.objects.select_for_update(of=("self",)).filter(pk__in=unit_ids)
    for unit in units.select_related("round").order_by("pk"):
        unit.wanted = max(1, unit.wanted - 1)
        unit.save(update_fields=["wanted"])
        complete(unit, by=by)


@transaction.atomic
def exclude(unit: Unit, *, reason: str, by: User, repair: str = "") -> Unit:
    """Take a unit out of its round, with a reason; what was answered stays on record.

    It is not handed out, not reviewed, no gold and in no figure from now on. `repair` is the reason
    of the flag, where a repair took its article away. Raises Refused when it is out already,
    without a reason, and in a reliability test once two have coded it: what they disagree on
    cannot be taken out of the test.
    """
    unit = Unit.objects.select_for_update(of=("self",)).select_related("round").get(pk=unit.pk)
    if unit.excluded_at:
        raise Refused(_("This article is taken out of the round already."))
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why the article is taken out."))
    coded = Attempt.objects.independent().filter(assignment__unit=unit)
    if unit.round.kind == Round.Kind.RELIABILITY and coded.count() > 1:
        raise Refused(_("Two people have coded this article, so it stays in the reliability test."))
    unit.excluded_at, unit.excluded_by, unit.exclusion = timezone.now(), by, reason
    unit.save(update_fields=["excluded_at", "excluded_by", "exclusion"])
    Claim.objects.filter(unit=unit).delete()
    after = {"reason": reason} | ({"repair": repair} if repair else {})
    audit.record("unit.excluded", unit, after=after, by=by)
    return unit


@transaction.atomic
def take_in_again(unit: Unit, *, by: User) -> Unit:
    """Put a unit that was taken out back into its round.

    What was shared out goes to whoever would code it by now: people may have left or joined
    meanwhile. Raises Refused when it is not out, when its article no longer stands by itself, and
    when too few are left who have not had it.
    """
    round = Round.objects.select_for_update().get(pk=unit.round_id)  # as joining and leaving do
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if not unit.excluded_at:
        raise Refused(_("This article is in the round."))
    article = Article.objects.only("retired_at", "head").get(pk=unit.article_id)
    if article.retired_at or article.head_id:
        raise Refused(
            _("This article no longer stands by itself. Undoing the repair brings it back.")
        )
    before = {"reason": unit.exclusion}
    unit.excluded_at = unit.excluded_by = None
    unit.exclusion = ""
    taking = [] if round.closed_at else fill_up(unit, round)
    if taking:
        give([(unit, person.pk) for person in taking], round)
        unit.completed_at = None
    unit.save(update_fields=["excluded_at", "excluded_by", "exclusion", "wanted", "completed_at"])
    after = {"annotators": [person.annotator_code for person in taking]}
    audit.record("unit.taken_in_again", unit, before=before, after=after, by=by)
    return unit
