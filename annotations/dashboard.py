"""The supervisor's dashboard: how far every round is, what waits for whom, what drifts."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.behind import coded_lately
from annotations.following import with_progress
from annotations.forecasting import DAYS_OF_PACE, Forecast, forecast
from annotations.models import (
    Assignment,
    Attempt,
    Flag,
    GateWaiver,
    LabelProposal,
    Objection,
    Problem,
    Question,
    Referral,
    Round,
    Unit,
)
from annotations.steadiness import Watched, watch
from newsroom import repairing
from newsroom.models import User


@dataclass(frozen=True, slots=True)
class Share:
    """One annotator's part of an open round."""

    given: int
    done: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Running:
    """An open round: its progress, its forecast, its annotators' shares, what drifts in it."""

    round: Round
    left: int
    forecast: Forecast
    late: bool  # the forecast, or today, lies behind the deadline
    shares: dict[int, Share]
    drifting: list[Watched]

    @property
    def all(self) -> int:
        """How many answers the round will have, each article by as many as are to code it."""
        done: int = self.round.n_submitted  # type: ignore[attr-defined]
        return done + self.left


@dataclass(frozen=True, slots=True)
class Waits:
    """Something that waits for a person of some role: how much of it, and since when."""

    kind: str
    count: int
    since: datetime | None

    @property
    def name(self) -> Any:
        """What waits, in the reader's language."""
        return KINDS[self.kind].name


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of waiting thing: its rows as one may see them, and the field since when it waits."""

    name: Any
    role: str
    rows: Callable[[Any], QuerySet[Any]]
    since: str
    unit: str  # the path from the row to its unit, or empty
    person: str  # to whoever it is from or with
    text: str  # the field that says what it is about


def _not_theirs(rows: QuerySet[Any], user: Any, path: str = "unit") -> QuerySet[Any]:
    """Leave out rows about articles that this person has still to code."""
    return rows.filter(**{f"{path}__in": Unit.objects.not_to_be_coded_by(user)})


def _to_code(user: Any) -> QuerySet[Any]:
    return Attempt.objects.current().filter(
        number=1, submitted_at=None, assignment__in=Assignment.objects.open()
    )


def _returned(user: Any) -> QuerySet[Any]:
    # What was sent back to others says what a reviewer thought of it.
    shown = Q(assignment__annotator=user) | Q(
        assignment__unit__in=Unit.objects.not_to_be_coded_by(user)
    )
    return Attempt.objects.current().filter(
        shown, number__gt=1, submitted_at=None, assignment__in=Assignment.objects.open()
    )


KINDS = {
    "to_code": Kind(
        _("articles to code"), "annotator", _to_code, "created_at",
        "assignment__unit", "assignment__annotator", "",
    ),
    "returned": Kind(
        _("articles to code again"), "annotator", _returned, "created_at",
        "assignment__unit", "assignment__annotator", "",
    ),
    "disputed": Kind(
        _("articles to review"), "reviewer",
        lambda user: Unit.objects.disputed().not_to_be_coded_by(user), "completed_at", "pk", "", "",
    ),
    "to_check": Kind(
        _("decisions to check"), "reviewer",
        lambda user: Unit.objects.to_check().not_to_be_coded_by(user), "completed_at", "pk", "", "",
    ),
    "objections": Kind(
        _("objections"), "reviewer",
        lambda user: _not_theirs(Objection.objects.filter(answered_at=None), user),
        "made_at", "unit", "annotator", "reason",
    ),
    "questions": Kind(
        _("questions"), "reviewer",
        lambda user: Question.objects.visible_to(user).filter(answered_at=None),
        "asked_at", "unit", "asker", "text",
    ),
    "waivers": Kind(
        _("ways round the gate to grant"), "reviewer",
        lambda user: GateWaiver.objects.filter(granted_at=None), "asked_at", "", "asked_by",
        "reason",
    ),
    "problems": Kind(
        _("reported problems"), "supervisor",
        lambda user: Problem.objects.visible_to(user).filter(resolved_at=None),
        "reported_at", "assignment__unit", "assignment__annotator", "comment",
    ),
    "referrals": Kind(
        _("referrals by reviewers"), "supervisor",
        lambda user: Referral.objects.visible_to(user).filter(answered_at=None),
        "referred_at", "unit", "reviewer", "comment",
    ),
    "proposals": Kind(
        _("proposed labels"), "supervisor",
        lambda user: LabelProposal.objects.visible_to(user).filter(answered_at=None),
        "proposed_at", "unit", "proposer", "name",
    ),
    "flags": Kind(
        _("articles whose labels did not follow a repair"), "supervisor",
        lambda user: _not_theirs(Flag.objects.standing(), user), "flagged_at", "unit", "", "",
    ),
}  # fmt: skip


def waiting(user: Any) -> dict[str, list[Waits]]:
    """Return what waits for whom: {role: [Waits]}, a query a kind."""
    found: dict[str, list[Waits]] = defaultdict(list)
    for name, kind in KINDS.items():
        rows = kind.rows(user).order_by().aggregate(count=Count("pk"), since=Min(kind.since))
        found[kind.role].append(Waits(name, rows["count"], rows["since"]))
    return dict(found)


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One thing that waits: since when, about which unit, from or with whom, in which words."""

    since: datetime | None
    unit: Unit | None
    round: Round | None
    person: User | None
    text: str


def rows_waiting(name: str, *, user: Any) -> QuerySet[Any]:
    """Return the rows of one kind, the oldest first, with all that `waiting_row` looks at."""
    kind = KINDS[name]
    paths = [path for path in (kind.unit, kind.person) if path not in ("", "pk")]
    unit = "" if kind.unit == "pk" else f"{kind.unit}__"
    if kind.unit:
        paths += [f"{unit}round", f"{unit}article__page__issue__newspaper"]
    else:
        paths.append("round")
    deferred = [f"{unit}article__text", f"{unit}article__page__text"] if kind.unit else []
    rows = kind.rows(user).select_related(*paths).defer(*deferred)
    return rows.order_by(F(kind.since).asc(nulls_last=True), "pk")


def waiting_row(name: str, row: Any) -> WaitingRow:
    """Say what one row of a kind is about."""
    kind = KINDS[name]
    unit = row if kind.unit == "pk" else _follow(row, kind.unit)
    text = _follow(row, kind.text) or ""
    if isinstance(row, (Problem, Referral)):
        text = f"{row.get_kind_display()} {text}".strip()
    if isinstance(row, Flag):
        text = row.get_reason_display()
    return WaitingRow(
        since=getattr(row, kind.since),
        unit=unit,
        round=unit.round if unit else row.round,
        person=_follow(row, kind.person),
        text=text,
    )


def _follow(row: Any, path: str) -> Any:
    for step in path.split("__") if path else ():
        row = getattr(row, step)
    return row if path else None


def running(user: Any, *, today: date | None = None) -> list[Running]:
    """Return the open rounds with all that a supervisor follows, in a fixed number of queries."""
    today = today or timezone.localdate()
    rounds = list(
        with_progress(
            Round.objects.visible_to(user)
            .filter(opened_at__isnull=False, closed_at=None)
            .select_related("codebook_version__codebook"),
            user=user,
        )
    )
    shares = _shares(rounds)
    daily = _daily(rounds, today)
    wanted = dict(
        Unit.objects.counted()
        .filter(round__in=rounds)
        .order_by()
        .values_list("round")
        .annotate(Sum("wanted"))
    )
    drifting = watch(rounds, user=user)
    result = []
    for round in rounds:
        left = max(0, wanted.get(round.pk, 0) - round.n_submitted)  # type: ignore[attr-defined]
        told = forecast(daily[round.pk], left, today=today)
        end = told.day or today
        result.append(
            Running(
                round=round,
                left=left,
                forecast=told,
                late=bool(left and round.deadline and round.deadline < end),
                shares=shares[round.pk],
                drifting=[one for one in drifting[round.pk] if one.told.alarms],
            )
        )
    return result


def _first_attempts(rounds: list[Round]) -> QuerySet[Attempt]:
    return Attempt.objects.counted().filter(
        number=1, assignment__unit__round__in=rounds, assignment__unit__excluded_at=None
    )


def _shares(rounds: list[Round]) -> dict[int, dict[int, Share]]:
    """Return how much each annotator has of each round, and has done: {round: {annotator: …}}."""
    shares: dict[int, dict[int, Share]] = defaultdict(dict)
    rows = (
        _first_attempts(rounds)
        .order_by()
        .values("assignment__unit__round", "assignment__annotator")
        .annotate(given=Count("pk"), done=Count("submitted_at"), last=Max("submitted_at"))
    )
    for row in rows:
        shares[row["assignment__unit__round"]][row["assignment__annotator"]] = Share(
            row["given"], row["done"], row["last"]
        )
    return shares


def _daily(rounds: list[Round], today: date) -> dict[int, list[int]]:
    """Return the answers of each round on the last whole days since it opened, oldest first."""
    counts: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for round, day, count in (
        coded_lately(today=today)
        .filter(assignment__unit__round__in=rounds)
        .order_by()
        .values_list("assignment__unit__round", "day")
        .annotate(Count("pk"))
    ):
        counts[round][day] = count
    result = {}
    for round in rounds:
        opened = timezone.localdate(round.opened_at)
        first = max(opened, today - timedelta(days=DAYS_OF_PACE))
        days = [first + timedelta(days=place) for place in range((today - first).days)]
        result[round.pk] = [counts[round.pk][day] for day in days]
    return result


def some_foreseen(found: list[Running]) -> bool:
    """Whether the end of some round is foretold, with its range in brackets."""
    return any(one.left and one.forecast.day for one in found)


def people_of(found: list[Running]) -> list[User]:
    """Return everybody who codes in these rounds, in the order of their codes."""
    pks = {person for one in found for person in one.shares}
    return list(User.objects.filter(pk__in=pks).order_by("annotator_code"))


def pages_to_check() -> int:
    """Count the pages of the corpus that a person should look at."""
    return repairing.to_check().count()
