"""Rounds: drawing units, handing them out, opening and closing."""

import random
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import reliability
from annotations.models import (
    Assignment,
    Attempt,
    CodebookVersion,
    Round,
    RoundAnnotator,
    Unit,
)
from newsroom import audit
from newsroom.errors import Refused
from newsroom.models import Article, User

Item = TypeVar("Item", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Load:
    """How many articles a person is to code."""

    annotator: User
    articles: int


def in_page_order(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Order articles as they stand in the papers, without those that a repair took off a page."""
    return (
        articles.filter(retired_at=None)
        .defer("text")
        .order_by(
            "page__newspaper__slug",
            F("page__issue__date").asc(nulls_last=True),
            "page__issue__key",
            "page__sequence",
            "number",
        )
    )


def draw(items: Sequence[Item], count: int, *, seed: int) -> list[Item]:
    """Return `count` items drawn at random without replacement, in the order they came in.

    The same items, count and seed always give the same draw.

    >>> draw(["a", "b", "c", "d"], 2, seed=1) == draw(["a", "b", "c", "d"], 2, seed=1)
    True
    >>> draw(["a", "b"], 5, seed=1)
    ['a', 'b']
    """
    if count >= len(items):
        return list(items)
    chosen = set(random.Random(seed).sample(range(len(items)), count))
    return [item for place, item in enumerate(items) if place in chosen]


def allocate(units: int, annotators: Iterable[int], *, per_unit: int, seed: int) -> list[list[int]]:
    """Share out units so that everybody gets as many as anybody else, give or take one.

    Returns, for each of `units` (a count), a list of `per_unit` different annotators. Pure, and the
    same for the same seed: everybody is drawn equally often, ties are broken at random.
    """
    chance = random.Random(seed)
    load = dict.fromkeys(annotators, 0)
    shares = []
    for _unit in range(units):
        # A fresh shuffle before a stable sort: pairs vary, so agreement is measured between all.
        order = sorted(load)
        chance.shuffle(order)
        chosen = sorted(order, key=load.__getitem__)[:per_unit]
        for annotator in chosen:
            load[annotator] += 1
        shares.append(chosen)
    return shares


def coders_per_unit(kind: str, per_unit: int, annotators: Sequence[User]) -> int:
    """How many people code each article: in a reliability test everybody does."""
    return len(annotators) if kind == Round.Kind.RELIABILITY else per_unit


def loads(units: int, annotators: Sequence[User], *, per_unit: int, seed: int) -> list[Load]:
    """Say how many articles each person would get, before a round is made."""
    shares = allocate(units, [person.pk for person in annotators], per_unit=per_unit, seed=seed)
    counted = Counter(annotator for share in shares for annotator in share)
    return [Load(person, counted[person.pk]) for person in annotators]


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
    notes: str = "",
    deadline: date | None = None,
    by: User,
) -> Round:
    """Draw a round up, with its units and assignments, not yet open; return the Round.

    `articles` come in the order in which they are to be coded. Raises Refused when the codebook
    version is not published, a name is taken, or there are too few annotators or no articles.
    """
    articles, annotators = list(articles), list(annotators)
    if not version.published_at:
        raise Refused(_("This codebook version is a draft; publish it before coding with it."))
    if not articles:
        raise Refused(_("A round needs at least one article."))
    per_unit = coders_per_unit(kind, per_unit, annotators)
    if per_unit < 1 or len(annotators) < per_unit:
        raise Refused(
            _("Each article is to be coded by %(wanted)d people, but only %(given)d are chosen.")
            % {"wanted": per_unit, "given": len(annotators)}
        )
    if kind == Round.Kind.RELIABILITY and len(annotators) < 2:
        raise Refused(_("A reliability test needs at least two annotators."))
    unable = [person for person in annotators if not person.has_perm("annotations.code_unit")]
    if unable:
        raise Refused(_("%(name)s is not an annotator.") % {"name": unable[0].display_name})
    try:
        with transaction.atomic():
            made = Round.objects.create(
                name=name, kind=kind, codebook_version=version, annotators_per_unit=per_unit,
                seed=seed, notes=notes, deadline=deadline, created_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(_("There is a round of this name already.")) from error
    RoundAnnotator.objects.bulk_create(
        RoundAnnotator(round=made, annotator=person) for person in annotators
    )
    units = Unit.objects.bulk_create(
        Unit(round=made, article=article, sequence=place, wanted=per_unit)
        for place, article in enumerate(articles, start=1)
    )
    shares = allocate(
        len(units), [person.pk for person in annotators], per_unit=per_unit, seed=seed
    )
    assignments = Assignment.objects.bulk_create(
        Assignment(unit=unit, annotator_id=annotator, position=unit.sequence)
        for unit, share in zip(units, shares, strict=True)
        for annotator in share
    )
    Attempt.objects.bulk_create(
        Attempt(assignment=assignment, number=1) for assignment in assignments
    )
    audit.record(
        "round.created",
        made,
        after={"units": len(units), "annotators": [person.annotator_code for person in annotators]},
        by=by,
    )
    return made


@transaction.atomic
def open_round(round: Round, *, by: User) -> Round:
    """Let the annotators of a round begin.

    Raises Refused when it was opened before, and for a main round while its annotators have not
    passed a reliability test with its codebook version (`reliability.gate`).
    """
    round = Round.objects.select_for_update().get(pk=round.pk)
    if round.opened_at:
        raise Refused(_("This round was opened before."))
    after = {}
    if round.kind == Round.Kind.MAIN:
        gate = reliability.gate(round)
        if not gate.is_open:
            raise Refused(_("Main coding cannot begin.") + " " + gate.reason)
        after = {
            "test": gate.test.pk if gate.test else None,
            "lower_bounds": {
                ".".join(filter(None, (measure.variable.code, measure.part))): measure.interval.low
                for measure in gate.measures
            },
        }
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
    audit.record("round.closed", round, by=by)
    return round
