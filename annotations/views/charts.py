"""Charts as plain numbers: where in a drawing each mark of a figure stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt

from django.utils.text import Truncator

from annotations.models import Label, Variable
from annotations.reliability import Confusion, Measure

LEFT, WIDTH = 128, 264  # of the scale, in units of the drawing, which is 560 wide
ROW = 48
TOP = 16
STEP = 0.2
HEAT_STEPS = 5


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid with its number."""

    x: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of the chart: a point, its interval, its threshold."""

    measure: Measure
    name: str
    y: int
    threshold: str
    point: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class AlphaChart:
    """Alphas with their intervals on one scale that ends at 1."""

    rows: list[Row]
    ticks: list[Tick]
    bottom: int

    @property
    def height(self) -> int:
        """The height of the drawing."""
        return self.bottom + 24


def alpha_chart(measures: Sequence[Measure]) -> AlphaChart:
    """Lay out the measures below one another; those without a value keep their line."""
    known = [
        value
        for measure in measures
        for value in (measure.alpha, measure.interval.low, measure.threshold)
        if value is not None
    ]
    least = min(0.4, floor(min(known, default=0.4) / STEP) * STEP)
    steps = round((1 - least) / STEP)

    def x(value: float | None) -> str:
        return "" if value is None else f"{LEFT + (value - least) / (1 - least) * WIDTH:.1f}"

    # On a long scale every second line has a number, so that numbers do not touch.
    every = 1 if steps <= 5 else 2
    ticks = [
        Tick(x(1 - step * STEP), f"{1 - step * STEP:.1f}" if step % every == 0 else "")
        for step in range(steps + 1)
    ]
    rows = [
        Row(
            measure=measure,
            name=Truncator(measure.name).chars(18),
            y=TOP + 24 + place * ROW,
            threshold=x(measure.threshold),
            point=x(measure.alpha),
            low=x(measure.interval.low),
            high=x(measure.interval.high),
        )
        for place, measure in enumerate(measures)
    ]
    return AlphaChart(rows, ticks, TOP + ROW * len(rows))


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One number of a heat map; `heat` is 1 to 5 off the diagonal, 0 where there is nothing."""

    count: int
    heat: int
    same: bool
    row: Label
    column: Label


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A confusion matrix to be drawn."""

    variable: Variable
    labels: list[Label]
    rows: list[tuple[Label, list[HeatCell]]]
    most: HeatCell | None  # the pair of labels confused most often
    short: bool  # whether columns are headed by codes, because names would not fit


def heat_map(confusion: Confusion) -> HeatMap:
    """Colour the disagreements by how often they occur: by count up to five, else by square roots.

    A plain scale would leave all but the worst pair pale.
    """
    size = range(len(confusion.labels))
    apart = [confusion.counts[i][j] for i in size for j in size if i != j]
    worst = max(apart, default=0)
    rows = []
    for i, label in enumerate(confusion.labels):
        cells = []
        for j, other in enumerate(confusion.labels):
            count = confusion.counts[i][j]
            heat = count if worst <= HEAT_STEPS else round(HEAT_STEPS * sqrt(count / worst))
            shown = 0 if i == j or not count else max(1, heat)
            cells.append(HeatCell(count, shown, i == j, label, other))
        rows.append((label, cells))
    off_diagonal = (cell for _label, cells in rows for cell in cells if not cell.same)
    most = max(off_diagonal, key=lambda cell: cell.count, default=None)
    return HeatMap(
        variable=confusion.variable,
        labels=confusion.labels,
        rows=rows,
        most=most if most and most.count else None,
        short=len(confusion.labels) > 6,
    )
