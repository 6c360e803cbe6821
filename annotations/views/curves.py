"""Curves as plain numbers: agreement in the course of a round, labels in the course of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from annotations.steadiness import Watched

LEFT, WIDTH, TOP, HEIGHT = 40, 520, 20, 108  # of the plot, in units of a drawing 560 wide
STEP = 0.1
BAR_PLACE, BAR_HEIGHT = 14, 36


@dataclass(frozen=True, slots=True)
class Mark:
    """A level of the scale, or an alarm: where it stands and what is written beside it."""

    at: str
    text: str
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """Alpha over the moving window of one scale."""

    watched: Watched
    line: str
    last_x: str
    last_y: str
    levels: list[Mark]
    threshold: str
    held_against: str
    alarms: list[Mark]
    first: int
    last: int

    @property
    def bottom(self) -> int:
        """Where the axis lies."""
        return TOP + HEIGHT


def curve(watched: Watched) -> Curve | None:
    """Lay out alpha over the window; None where there is no window yet."""
    points = [point for point in watched.told.points if point.alpha is not None]
    if not points:
        return None
    threshold = float(watched.scale.variable.threshold)
    values = [point.alpha or 0.0 for point in points]
    known = [*values, threshold, *filter(None, [watched.told.held_against])]
    low = min(0.6, floor(min(known) / STEP) * STEP)
    first, last = watched.told.points[0].place, watched.told.n_units

    def x(place: int) -> str:
        share = (place - first) / (last - first) if last > first else 1
        return f"{LEFT + max(0, share) * WIDTH:.1f}"

    def y(value: float) -> str:
        return f"{TOP + (1 - value) / (1 - low) * HEIGHT:.1f}"

    steps = round((1 - low) / STEP)
    every = 1 if steps <= 5 else 2 if steps <= 10 else 5
    places = [f"{x(point.place)},{y(value)}" for point, value in zip(points, values, strict=True)]
    return Curve(
        watched=watched,
        line="M" + " L".join(places),
        last_x=x(points[-1].place),
        last_y=y(values[-1]),
        levels=[
            Mark(y(1 - step * STEP), f"{1 - step * STEP:.1f}")
            for step in range(0, steps + 1, every)
        ],
        threshold=y(threshold),
        held_against="" if watched.told.held_against is None else y(watched.told.held_against),
        alarms=[
            Mark(x(alarm.place), str(alarm.place), _unit(alarm.unit))
            for alarm in watched.told.alarms
        ],
        first=first,
        last=last,
    )


def _unit(unit: object) -> int:
    return int(str(unit))


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a column: one label's share of a stretch of time."""

    y: str
    height: str
    place: int  # of the label, which gives it its colour
    count: int
    name: str


@dataclass(frozen=True, slots=True)
class Column:
    """A stretch of time, with its pieces one on the other."""

    x: int
    pieces: list[Piece]


def columns(counts: Sequence[Sequence[int]], names: Sequence[str], *, most: int) -> list[Column]:
    """Stack counts: `counts` has a row a stretch of time, and in it a number for each name."""
    result = []
    for place, row in enumerate(counts):
        pieces = []
        at = float(BAR_HEIGHT)
        for label, count in enumerate(row):
            if not count:
                continue
            height = BAR_HEIGHT * count / max(most, 1)
            at -= height
            pieces.append(Piece(f"{at:.2f}", f"{height:.2f}", label, count, names[label]))
        result.append(Column(place * BAR_PLACE, pieces))
    return result
