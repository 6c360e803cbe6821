"""How like two texts are, and numbers by which like texts are found among very many.

Texts are compared by their shingles, every five neighbouring letters and figures. Of the shingles
the smallest values of sixty hash functions are kept, three to a band: two texts share a smallest
value as often as they share shingles, so texts that are like share a band, and others hardly ever.
Source: Broder (1997), On the resemblance and containment of documents.
"""

import functools
import re

import numpy as np
import numpy.typing as npt

LENGTH = 5  # characters of a shingle
SHORTEST = 60  # shingles; shorter texts are too often alike by chance
BANDS, ROWS = 20, 3
LIKE = 0.5
"""From this share of common shingles on, a text is a near duplicate of another."""

_NO_LETTERS = re.compile(r"[\W_]+")

Hashes = npt.NDArray[np.uint64]


@functools.cache
def _functions() -> tuple[Hashes, Hashes, Hashes]:
    """The hash functions: odd factors and summands, and the powers that make a shingle one number.

    From a fixed seed, since the bands are stored.
    """
    made = np.random.default_rng(5).integers(0, 2**64, (2, BANDS * ROWS), dtype=np.uint64)
    powers = [pow(0x9E3779B97F4A7C15, n, 2**64) for n in range(LENGTH)]
    return made[0] | np.uint64(1), made[1], np.array(powers, dtype=np.uint64)


def shingles(folded: str) -> Hashes:
    """Return the different shingles of a folded text, each as a number."""
    return np.unique(_every_shingle(folded))


def _every_shingle(folded: str) -> Hashes:
    """The shingles as they follow each other, so that some come more than once."""
    letters = _NO_LETTERS.sub("", folded)
    count = len(letters) - LENGTH + 1
    if count < 1:
        return np.array([], dtype=np.uint64)
    codes = np.frombuffer(letters.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    numbers = np.zeros(count, dtype=np.uint64)
    for place, power in enumerate(_functions()[2]):
        numbers += codes[place : place + count] * power
    numbers ^= numbers >> np.uint64(29)
    numbers *= np.uint64(0xBF58476D1CE4E5B9)
    return numbers ^ (numbers >> np.uint64(32))


def bands(folded: str) -> list[int]:
    """Return the bands of a folded text as numbers of 32 bits; none where it is too short.

    >>> bands("法院开庭")
    []
    """
    numbers = _every_shingle(folded)
    if len(set(numbers[: 4 * SHORTEST].tolist())) < SHORTEST:
        # few letters, or the same words again and again
        numbers = np.unique(numbers)
    if len(numbers) < SHORTEST:
        return []
    factors, summands, powers = _functions()
    hashed = np.multiply(factors[:, None], numbers)
    hashed += summands[:, None]
    least = hashed.min(axis=1).reshape(BANDS, ROWS)
    mixed = (least * powers[:ROWS]).sum(axis=1, dtype=np.uint64)
    mixed += np.arange(BANDS, dtype=np.uint64) * powers[ROWS]
    return (mixed >> np.uint64(32)).astype(np.uint32).view(np.int32).tolist()


def likeness(one: str, other: str) -> float:
    """Return the share of shingles that two folded texts have in common, from 0 to 1.

    >>> likeness("法院昨日开庭审理此案", "法院昨日,开庭审理此案。")
    1.0
    """
    here, there = shingles(one), shingles(other)
    both = len(np.intersect1d(here, there, assume_unique=True))
    every = len(here) + len(there) - both
    return both / every if every else 0.0
