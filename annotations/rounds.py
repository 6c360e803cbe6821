"""Rounds: drawing them up, opening, closing and reopening them."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import gating
from annotations.models import (
    Assignment,
    Attempt,
    CodebookVersion,
    PoolPlace,
    Round,
    RoundAnnotator,
    Unit,
)
from annotations.sharing import RECODE_LAYER, Sharing, layers, share_out, spread
from newsroom import audit
from newsroom.errors import Refused
from newsroom.models import Article, User

# In these everybody codes every article.
BY_ALL = (Round.Kind.RELIABILITY, Round.Kind.TRAINING)


@dataclass(frozen=True, slots=True)
class Load:
    """How many articles a person is to code."""

    annotator: User
    articles: int


@dataclass(frozen=True, slots=True)
class Rules:
    """How a round hands out, what it hides, asks for, shows and checks; as the fields of Round."""

    allocation: str = Round.Allocation.FIXED
    order: str = Round.Order.PAGE
    double_share: float = 0
    recode_share: float = 0
    spot_check_share: float = 0
    second_review_share: float = 0
    evidence_for: Sequence[str] = ()
    shows_precedents: bool = False
    pass_marks: Mapping[str, float] = field(default_factory=dict)


def in_page_order(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Order articles as they stand in the papers, each once with its continuations.

    Without those that a repair took off a page.
    """
    return (
        articles.whole()  # type: ignore[attr-defined]
        .defer("text", "joined_text")
        .order_by(
            "page__newspaper__slug",
            F("page__issue__date").asc(nulls_last=True),
            "page__issue__key",
            "page__sequence",
            "number",
        )
    )


def coders_per_unit(kind: str, per_unit: int, annotators: Sequence[User]) -> int:
    """How many people code each article: in a reliability test and in training everybody does."""
    return len(annotators) if kind in BY_ALL else per_unit


def sharing_of(
    units: int, annotators: Sequence[User], *, per_unit: int, seed: int, rules: Rules
) -> Sharing:
    """Say who would code what, before a round of fixed allocation is made."""
    return share_out(
        units,
        [person.pk for person in annotators],
        per_unit=per_unit,
        seed=seed,
        shuffled=rules.order == Round.Order.SHUFFLED,
        double_share=rules.double_share,
        recode_share=rules.recode_share,
    )


def loads(
    units: int,
    annotators: Sequence[User],
    *,
    per_unit: int,
    seed: int,
    rules: Rules | None = None,
) -> list[Load]:
    """Say how many articles each person would get, before a round is made."""
    sharing = sharing_of(units, annotators, per_unit=per_unit, seed=seed, rules=rules or Rules())
    return [Load(person, sharing.load(person.pk)) for person in annotators]


@transaction.atomic
def create(
    *,
    name: str,
    kind: str,
    version: CodebookVersion,
    articles: Iterable[Article],
    annotators: Iterable[User],
    per_unit: int = 2,
    seed: int = 1,
    rules: Rules | None = None,
    sampling: dict[str, Any] | None = None,
    notes: str = "",
    deadline: date | None = None,
    by: User,
) -> Round:
    """Draw a round up, with its units and assignments or places, not yet open; return the Round.

    `articles` come in the order in which they are to be coded; `sampling` says how they were
    drawn. Raises Refused when the codebook version is not published, a name is taken, there are
    too few annotators or no articles, or the rules do not fit the kind.
    """
    articles, annotators, rules = list(articles), list(annotators), rules or Rules()
    per_unit = coders_per_unit(kind, per_unit, annotators)
    _refuse_unless_codable(kind, version, articles, annotators, per_unit)
    _refuse_unless_fitting(kind, version, rules)
    try:
        with transaction.atomic():
            made = Round.objects.create(
                name=name, kind=kind, codebook_version=version, annotators_per_unit=per_unit,
                seed=seed, sampling=sampling or {}, notes=notes, deadline=deadline, created_by=by,
                **asdict(rules) | {"evidence_for": list(rules.evidence_for)},
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(_("There is a round of this name already.")) from error
    RoundAnnotator.objects.bulk_create(
        RoundAnnotator(round=made, annotator=person) for person in annotators
    )
    make = _make_places if rules.allocation == Round.Allocation.POOL else _make_assignments
    n_codings = make(made, articles, annotators, per_unit, rules)
    audit.record(
        "round.created",
        made,
        after={
            "units": len(articles),
            "codings": n_codings,
            "annotators": [person.annotator_code for person in annotators],
        },
        by=by,
    )
    return made


def _refuse_unless_codable(kind, version, articles, annotators, per_unit) -> None:
    if not version.published_at:
        raise Refused(_("This codebook version is a draft; publish it before coding with it."))
    if not articles:
        raise Refused(_("A round needs at least one article."))
    if per_unit < 1 or len(annotators) < per_unit:
        raise Refused(
            _("Each article is to be coded by %(wanted)d people, but only %(given)d are chosen.")
            % {"wanted": per_unit, "given": len(annotators)}
        )
    if kind == Round.Kind.RELIABILITY and len(annotators) < 2:
        raise Refused(_("A reliability test needs at least two annotators."))
    refuse_unless_annotators(annotators)


def _refuse_unless_fitting(kind, version, rules) -> None:
    codes = set(version.variables.values_list("code", flat=True))
    if not codes.issuperset(rules.evidence_for) or not codes.issuperset(rules.pass_marks):
        raise Refused(_("A rule names a variable that this codebook version does not have."))
    if kind in BY_ALL and rules.allocation == Round.Allocation.POOL:
        raise Refused(_("Everybody codes every article here, so there is nothing to share."))
    if kind == Round.Kind.RELIABILITY and rules.shows_precedents:
        raise Refused(_("In a reliability test nobody sees how other articles were settled."))


def refuse_unless_annotators(people: Iterable[User]) -> None:
    """Refuse people who may not code."""
    for person in people:
        if not person.is_active or not person.has_perm("annotations.code_unit"):
            raise Refused(_("%(name)s is not an annotator.") % {"name": person.display_name})


def _make_assignments(made, articles, annotators, per_unit, rules) -> int:
    """Give every unit to its annotators, and the hidden second codings; return how many."""
    sharing = sharing_of(len(articles), annotators, per_unit=per_unit, seed=made.seed, rules=rules)
    units = _make_units(made, articles, sharing.wanted)
    first = [
        Assignment(unit=unit, annotator_id=annotator, position=sharing.positions[annotator][place])
        for place, (unit, share) in enumerate(zip(units, sharing.shares, strict=True))
        for annotator in share
    ]
    # After the others: of two at the same place, the one that was made first comes first.
    again = [
        Assignment(
            unit=units[recode.unit],
            annotator_id=recode.annotator,
            position=recode.position,
            recode=True,
        )
        for recode in sharing.recodes
    ]
    assignments = Assignment.objects.bulk_create([*first, *again], batch_size=5000)
    Attempt.objects.bulk_create(
        (Attempt(assignment=assignment, number=1) for assignment in assignments), batch_size=5000
    )
    return len(assignments)


def _make_places(made, articles, annotators, per_unit, rules) -> int:
    """Make the places of a pool, with those for hidden codings; return how many."""
    doubled = []
    if len(annotators) > per_unit:
        doubled = spread(len(articles), rules.double_share, seed=made.seed, why="doubled")
    # Of the first half: what comes last has nothing behind it to hide a second coding in.
    half = (len(articles) + 1) // 2
    again = spread(half, min(1, 2 * rules.recode_share), seed=made.seed, why="recode")
    layered = layers(len(articles), per_unit=per_unit, doubled=doubled)
    # Which article is handed out as the how-manieth of its layer.
    order = list(range(len(articles)))
    if rules.order == Round.Order.SHUFFLED:
        random.Random(f"{made.seed}:pool").shuffle(order)
    wanted = [0] * len(articles)
    for place, article in enumerate(order):
        wanted[article] = len(layered[place])
    units = _make_units(made, articles, wanted)
    places = [
        PoolPlace(round=made, unit=units[article], layer=layer, rank=place + 1)
        for place, article in enumerate(order)
        for layer in layered[place]
    ]
    places += [
        PoolPlace(round=made, unit=units[order[place]], layer=RECODE_LAYER, rank=place + 1)
        for place in again
    ]
    return len(PoolPlace.objects.bulk_create(places, batch_size=5000))


def _make_units(made, articles, wanted) -> list[Unit]:
    return Unit.objects.bulk_create(
        (
            Unit(round=made, article=article, sequence=place, wanted=number)
            for place, (article, number) in enumerate(zip(articles, wanted, strict=True), start=1)
        ),
        batch_size=5000,
    )


@transaction.atomic
def open_round(round: Round, *, by: User) -> Round:
    """Let the annotators of a round begin.

    Raises Refused when it was opened before, and for a main round as `gating.pass_gate` says.
    """
    round = Round.objects.select_for_update().get(pk=round.pk)
    if round.opened_at:
        raise Refused(_("This round was opened before."))
    after = gating.pass_gate(round)
    round.opened_at = timezone.now()
    round.save(update_fields=["opened_at"])
    audit.record("round.opened", round, after=after, by=by)
    return round


@transaction.atomic
def close_round(round: Round, *, by: User) -> Round:
    """Take no more answers in a round. Raises Refused when it is not open."""
    round = Round.objects.select_for_update().get(pk=round.pk)
    if not round.is_open:
        raise Refused(_("This round is not open."))
    round.closed_at = timezone.now()
    round.save(update_fields=["closed_at"])
    after = {"closed_at": round.closed_at.isoformat()}
    audit.record("round.closed", round, before={"closed_at": None}, after=after, by=by)
    return round


@transaction.atomic
def reopen_round(round: Round, *, reason: str, by: User) -> Round:
    """Take answers again in a closed round; the reason goes on record.

    Raises Refused when it is not closed, without a reason, and for a main round as
    `gating.pass_gate` says: its annotators may have changed, or failed a later test.
    """
    round = Round.objects.select_for_update().get(pk=round.pk)
    if not round.closed_at:
        raise Refused(_("This round is not closed."))
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why the round is opened again."))
    after = gating.pass_gate(round)
    before = {"closed_at": round.closed_at.isoformat()}
    round.closed_at = None
    round.save(update_fields=["closed_at"])
    audit.record("round.reopened", round, before=before, after=after | {"reason": reason}, by=by)
    return round


@transaction.atomic
def edit(round: Round, *, name: str, deadline: date | None, notes: str, by: User) -> Round:
    """Change what may change of a round at any time. Raises Refused when the name is taken."""
    round = Round.objects.select_for_update().get(pk=round.pk)
    given = {"name": name.strip(), "deadline": deadline, "notes": notes.strip()}
    changed = {field: value for field, value in given.items() if getattr(round, field) != value}
    if not changed:
        return round
    if not given["name"]:
        raise Refused(_("A round needs a name."))
    before = {field: _written(getattr(round, field)) for field in changed}
    for field_name, value in changed.items():
        setattr(round, field_name, value)
    try:
        with transaction.atomic():
            round.save(update_fields=list(changed))
    except IntegrityError as error:
        raise Refused(_("There is a round of this name already.")) from error
    after = {field: _written(value) for field, value in changed.items()}
    audit.record("round.changed", round, before=before, after=after, by=by)
    return round


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
