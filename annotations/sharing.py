"""Who codes which units of a round, and in which order: worked out before anything is made."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# So many other articles lie between a person's first coding of an article and the hidden second.
RECODE_AFTER = 20
# A pool with hidden extra codings is handed out in so many stretches, so that they come throughout.
STRETCHES = 50
# The layer of a pool's places for the hidden second coding by somebody who had the article before.
RECODE_LAYER = 32_000


@dataclass(frozen=True, slots=True)
class Recode:
    """A unit that one of its annotators codes once more, after the article at `position`."""

    unit: int
    annotator: int
    position: int


@dataclass(frozen=True, slots=True)
class Sharing:
    """Units (counted from 0) shared out among annotators.

    `wanted` says for each unit how many code it, `shares` who they are, `positions` where it
    stands in what each of them codes.
    """

    wanted: list[int]
    shares: list[list[int]]
    positions: dict[int, list[int]]
    recodes: list[Recode]

    def load(self, annotator: int) -> int:
        """How many codings a person has, hidden second ones among them."""
        return sum(annotator in share for share in self.shares) + sum(
            recode.annotator == annotator for recode in self.recodes
        )


def allocate(
    units: int,
    annotators: Iterable[int],
    *,
    per_unit: int,
    seed: int,
    doubled: Iterable[int] = (),
) -> list[list[int]]:
    """Share out units so that everybody gets as many as anybody else, give or take one.

    Returns, for each of `units` (a count), a list of `per_unit` different annotators, one more for
    those in `doubled`. The same for the same seed: everybody is drawn equally often, ties are
    broken at random.
    """
    chance = random.Random(seed)
    load = dict.fromkeys(annotators, 0)
    more = set(doubled)
    shares = []
    for unit in range(units):
        # A fresh shuffle before a stable sort: pairs vary, so agreement is measured between all.
        order = sorted(load)
        chance.shuffle(order)
        chosen = sorted(order, key=load.__getitem__)[: per_unit + (unit in more)]
        for annotator in chosen:
            load[annotator] += 1
        shares.append(chosen)
    return shares


def spread(units: int, share: float, *, seed: int, why: str) -> list[int]:
    """Draw a share (0 to 1) of the units, one from each of as many equal stretches.

    So hidden codings come throughout a round and nobody can tell where.

    >>> [place // 10 for place in spread(50, 0.1, seed=1, why="doubled")]
    [0, 1, 2, 3, 4]
    """
    count = min(units, round(share * units) or int(share > 0))
    chance = random.Random(f"{seed}:{why}")
    return [
        chance.randrange(place * units // count, (place + 1) * units // count)
        for place in range(count)
    ]


def places(units: int, *, shuffled: bool, seed: int, annotator: int) -> list[int]:
    """Where each unit stands, from 1 on, in what a person codes: as in the papers, or shuffled.

    Over all units of the round, so that one which is given to them later has its place too.
    """
    order = list(range(1, units + 1))
    if shuffled:
        random.Random(f"{seed}:{annotator}").shuffle(order)
    return order


def share_out(
    units: int,
    annotators: Sequence[int],
    *,
    per_unit: int,
    seed: int,
    shuffled: bool = False,
    double_share: float = 0,
    recode_share: float = 0,
) -> Sharing:
    """Share a round out: who codes what, when, what is coded once more by somebody or the same."""
    doubled = []
    if len(annotators) > per_unit:
        doubled = spread(units, double_share, seed=seed, why="doubled")
    shares = allocate(units, annotators, per_unit=per_unit, seed=seed, doubled=doubled)
    positions = {
        annotator: places(units, shuffled=shuffled, seed=seed, annotator=annotator)
        for annotator in annotators
    }
    lists: dict[int, list[int]] = {annotator: [] for annotator in annotators}
    for unit, share in enumerate(shares):
        for annotator in share:
            lists[annotator].append(unit)
    for annotator, units_of in lists.items():
        units_of.sort(key=positions[annotator].__getitem__)
    recodes = _recodes(shares, lists, positions, share=recode_share, seed=seed)
    return Sharing([len(share) for share in shares], shares, positions, recodes)


def distance(articles: int) -> int:
    """How many articles lie at least between a coding and its repetition in a list of so many."""
    return min(RECODE_AFTER, (articles + 1) // 2)


def _recodes(
    shares: Sequence[Sequence[int]],
    lists: Mapping[int, Sequence[int]],
    positions: Mapping[int, Sequence[int]],
    *,
    share: float,
    seed: int,
) -> list[Recode]:
    """Choose units and one annotator of each, who codes it again far enough behind the first.

    In the last stretch of a list nothing can come far enough behind, so units are drawn from those
    before it; the hidden codings are spread evenly over people.
    """
    chance = random.Random(f"{seed}:recode")
    where = {
        (unit, annotator): place
        for annotator, units in lists.items()
        for place, unit in enumerate(units)
    }
    able = {
        unit: fitting
        for unit, people in enumerate(shares)
        if (
            fitting := [
                person
                for person in people
                if where[unit, person] + distance(len(lists[person])) < len(lists[person])
            ]
        )
    }
    wanted = min(round(share * len(shares)) or int(share > 0), len(able))
    given = dict.fromkeys(lists, 0)
    found = []
    for unit in sorted(chance.sample(sorted(able), wanted)):
        chance.shuffle(able[unit])
        person = min(able[unit], key=given.__getitem__)
        given[person] += 1
        units = lists[person]
        first = where[unit, person] + distance(len(units))
        after = units[chance.randrange(first, len(units))]
        found.append(Recode(unit, person, positions[person][after]))
    return found


def layers(units: int, *, per_unit: int, doubled: Iterable[int]) -> list[list[int]]:
    """Return the layers of the places of each unit in a pool, in the order of handing out.

    Breadth first: every unit once before any twice. A hidden extra place comes soon after the
    last of its unit, not at the end of the round, when people would notice.

    >>> layers(2, per_unit=2, doubled=[])
    [[1, 2], [1, 2]]
    """
    more = set(doubled)
    stretches = min(STRETCHES, units) if more else 1
    step = 2 if more else 1
    result = []
    for unit in range(units):
        stretch = unit * stretches // units
        own = [1 + (turn * stretches + stretch) * step for turn in range(per_unit)]
        result.append([*own, own[-1] + 1] if unit in more else own)
    return result
