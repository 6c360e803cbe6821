"""How often the drift rule raises a false alarm, and how soon it finds a fall. Prints one table.

python -m bench.drift [--studies 400]

In each simulated study two or three annotators code each unit. Alpha is 0.85; in half of the
studies it falls to 0.65 after 100 units. An annotator gives the label that is meant with the
probability √alpha, and else one drawn from the same distribution, so that alpha is what it says.
The rule knows of the time before either a reliability test of six annotators and 100 units, or
nothing but the first 100 units of the round, which are then not watched themselves.
"""

import argparse
import os
import platform
import time
from dataclasses import dataclass

import numpy as np

from annotations.agreement.drift import LAG, LEARNED, STEADY_LENGTH, drift
from annotations.agreement.ratings import Rating

BEFORE, AFTER = 0.85, 0.65
STEADY_FIRST = 100
CAUGHT_WITHIN = 150
TEST_UNITS, TEST_PEOPLE = 100, 6
SHARES = {
    "3 labels, even": [1 / 3] * 3,
    "4 labels, uneven": [0.45, 0.3, 0.15, 0.1],
    "14 labels, uneven": [1 / rank for rank in range(1, 15)],
    "2 labels, even": [0.5, 0.5],
}


@dataclass(frozen=True)
class Result:
    """Of so many studies: the share of false alarms, of falls found in time, the median delay."""

    false_alarms: float
    caught: float
    delay: float


def ratings(
    generator: np.random.Generator, alphas: np.ndarray, shares: list[float], people: int
) -> list[Rating]:
    """Return simulated answers, a unit for each alpha."""
    chances = np.array(shares) / sum(shares)
    size = (len(alphas), people)
    meant = generator.choice(len(chances), size=len(alphas), p=chances)
    right = generator.random(size) < np.sqrt(alphas)[:, None]
    given = np.where(right, meant[:, None], generator.choice(len(chances), size=size, p=chances))
    return [
        (unit, person, int(given[unit, person]))
        for unit in range(len(alphas))
        for person in range(people)
    ]


def simulate(
    shares: list[float], *, people: int, tested: bool, studies: int, seed: int = 1
) -> Result:
    """Return how the rule fares in steady studies and in as many in which alpha falls."""
    generator = np.random.default_rng(seed)
    learned = 0 if tested else LEARNED
    false = []
    delays = []
    for _study in range(studies):
        steady = np.full(learned + STEADY_LENGTH, BEFORE)
        falling = np.full(learned + STEADY_FIRST + CAUGHT_WITHIN, BEFORE)
        falling[learned + STEADY_FIRST :] = AFTER
        found = []
        for alphas in (steady, falling):
            earlier = (
                ratings(generator, np.full(TEST_UNITS, BEFORE), shares, TEST_PEOPLE)
                if tested
                else []
            )
            told = drift(
                ratings(generator, alphas, shares, people), range(len(alphas)), earlier=earlier
            )
            found.append([alarm.place for alarm in told.alarms])
        false.append(bool(found[0]))
        late = [place - learned - STEADY_FIRST for place in found[1]]
        delays.append(min((delay for delay in late if delay > 0), default=np.inf))
    return Result(
        float(np.mean(false)),
        float(np.mean(np.array(delays) <= CAUGHT_WITHIN)),
        float(np.median(delays)),
    )


def main() -> None:
    """Simulate every kind of study and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--studies", type=int, default=400)
    studies = parser.parse_args().studies
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {os.cpu_count()} cores")
    print(
        f"{studies} studies each; false alarms in {STEADY_LENGTH} steady units; caught within "
        f"{CAUGHT_WITHIN} units of a fall from {BEFORE} to {AFTER}; units join after {LAG}"
    )
    print("answers            people  held against    false  caught  median")
    began = time.perf_counter()
    for name, shares in SHARES.items():
        for people in (2, 3):
            for tested in (True, False):
                result = simulate(shares, people=people, tested=tested, studies=studies)
                against = f"test of {TEST_PEOPLE}" if tested else f"first {LEARNED}"
                print(
                    f"{name:18} {people:6}  {against:14} {result.false_alarms:6.1%} "
                    f"{result.caught:7.1%} {result.delay:7.0f}"
                )
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
