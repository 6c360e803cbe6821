"""From one codebook version to the next: where labels come from, and which units that reopens."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations import rounds
from annotations.models import (
    Annotation,
    CodebookVersion,
    Decision,
    DecisionLabel,
    Label,
    LabelSource,
    Round,
    Unit,
)
from newsroom import audit
from newsroom.errors import Refused
from newsroom.models import Article, User

KEPT, RENAMED, MERGED, SPLIT, RETIRED = "kept", "renamed", "merged", "split", "retired"
FATES = {
    KEPT: gettext_lazy("kept"),
    RENAMED: gettext_lazy("renamed"),
    MERGED: gettext_lazy("merged"),
    SPLIT: gettext_lazy("split"),
    RETIRED: gettext_lazy("retired"),
}
# What a label means; names and examples only say it otherwise.
MEANING = ("definition_zh", "definition_en", "include_zh", "include_en", "exclude_zh", "exclude_en")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a label of the version before."""

    label: Label
    fate: str
    successors: list[Label]
    meaning_changed: bool

    @property
    def reopens(self) -> bool:
        """Whether what was coded with it has to be looked at again.

        A label that is merged into another or renamed still says what it said; one that is split
        or retired leaves open which label it is now.
        """
        return self.meaning_changed or self.fate in (SPLIT, RETIRED)

    @property
    def said(self) -> Any:
        """What became of it, in the reader's language."""
        return FATES[self.fate]


def base_of(version: CodebookVersion) -> CodebookVersion | None:
    """The version that a version was made from: that of its sources, else the one before it."""
    source = (
        LabelSource.objects.filter(label__variable__version=version)
        .select_related("source__variable__version__codebook")
        .first()
    )
    if source:
        return source.source.variable.version
    earlier = CodebookVersion.objects.filter(
        codebook=version.codebook_id, number__lt=version.number, published_at__isnull=False
    )
    return earlier.order_by("-number").first()


def link(version: CodebookVersion, base: CodebookVersion) -> None:
    """Say of a draft that each label comes from the one of the same code in the version before.

    A changed definition, or what belongs to it or not, counts as another meaning until a person
    says that only the wording is new.
    """
    before = {
        (label.variable.code, label.code): label
        for label in Label.objects.filter(variable__version=base).select_related("variable")
    }
    sources = []
    for label in Label.objects.filter(variable__version=version).select_related("variable"):
        source = before.get((label.variable.code, label.code))
        if source:
            changed = any(getattr(label, name) != getattr(source, name) for name in MEANING)
            sources.append(LabelSource(label=label, source=source, meaning_changed=changed))
    LabelSource.objects.bulk_create(sources)


def changes_of(version: CodebookVersion) -> list[Change]:
    """Say what became of each label of the version before, in its order."""
    base = base_of(version)
    if base is None:
        return []
    sources: dict[int, list[LabelSource]] = defaultdict(list)
    of_label: Counter[int] = Counter()
    for source in LabelSource.objects.filter(label__variable__version=version).select_related(
        "label__variable"
    ):
        sources[source.source_id].append(source)
        of_label[source.label_id] += 1
    found = []
    old = Label.objects.filter(variable__version=base).select_related("variable")
    for label in old.order_by("variable__position", "position"):
        own = sources[label.pk]
        successors = [source.label for source in own]
        if not own:
            fate = RETIRED
        elif len(own) > 1:
            fate = SPLIT
        elif of_label[successors[0].pk] > 1:
            fate = MERGED
        elif (successors[0].code, successors[0].name_zh) != (label.code, label.name_zh):
            fate = RENAMED
        else:
            fate = KEPT
        found.append(Change(label, fate, successors, any(one.meaning_changed for one in own)))
    return found


def new_labels(version: CodebookVersion) -> list[Label]:
    """The labels that come from none of the version before."""
    if base_of(version) is None:
        return []
    labels = Label.objects.filter(variable__version=version, sources=None)
    return list(labels.select_related("variable").order_by("variable__position", "position"))


def reopened_by(version: CodebookVersion) -> QuerySet[Unit]:
    """The units that a version reopens, and no others.

    Those of rounds with the version before whose gold or whose current answers hold a label that
    is split, retired or means something else now; not those of training rounds, nor those whose
    article is in a round with the new version already.
    """
    changed = [change.label.pk for change in changes_of(version) if change.reopens]
    gold = DecisionLabel.objects.gold().filter(decision__unit=OuterRef("pk"), label__in=changed)
    given = Annotation.objects.filter(
        attempt__assignment__unit=OuterRef("pk"),
        attempt__superseded_at=None,
        attempt__submitted_at__isnull=False,
        attempt__assignment__released_at=None,
        label__in=changed,
    )
    settled = Decision.objects.gold().filter(unit=OuterRef("pk"))
    again = Unit.objects.filter(round__codebook_version=version, article=OuterRef("article"))
    return (
        Unit.objects.counted()
        .filter(
            # Once a unit is settled, what was answered on the way no longer counts.
            Exists(gold) | (Exists(given) & ~Exists(settled)),
            ~Exists(again),
            round__codebook_version=base_of(version),
            article__retired_at=None,
            article__head=None,
        )
        .exclude(round__kind=Round.Kind.TRAINING)
        .order_by("round", "sequence")
    )


@dataclass(frozen=True, slots=True)
class Reopened:
    """The units of one round that a version reopens; `hidden` ones the viewer has still to code."""

    round: Round
    units: list[Unit]
    hidden: int


def reopened_in_rounds(version: CodebookVersion, *, user: Any) -> list[Reopened]:
    """List the units that a version reopens by round, as far as this person may see."""
    reopened = reopened_by(version)
    counts = Counter(reopened.order_by().values_list("round", flat=True))
    shown: dict[int, list[Unit]] = defaultdict(list)
    for unit in (
        reopened.not_to_be_coded_by(user)  # type: ignore[attr-defined]
        .select_related("article__page__issue__newspaper")
        .defer("article__text", "article__page__text")
    ):
        shown[unit.round_id].append(unit)
    return [
        Reopened(round, shown[round.pk], counts[round.pk] - len(shown[round.pk]))
        for round in Round.objects.filter(pk__in=counts).order_by("pk")
    ]


@transaction.atomic
def set_sources(
    version: CodebookVersion, sources: Mapping[Label, Iterable[tuple[Label, bool]]], *, by: User
) -> None:
    """Say where the labels of a draft come from: {label: [(label before, meaning changed)]}.

    Takes the place of what was said before. Raises Refused when the version is published, or a
    source is of another codebook, another variable or no published version.
    """
    version = CodebookVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.published_at:
        raise Refused(_("This version is published already."))
    base = base_of(version)
    rows = []
    for label, given in sources.items():
        for source, changed in given:
            if (
                label.variable.version_id != version.pk
                or base is None
                or source.variable.version_id != base.pk
                or source.variable.code != label.variable.code
            ):
                raise Refused(_("A label comes from labels of the same variable, one version ago."))
            rows.append(LabelSource(label=label, source=source, meaning_changed=changed))
    LabelSource.objects.filter(label__variable__version=version).delete()
    LabelSource.objects.bulk_create(rows)
    audit.record(
        "codebook.sources_said",
        version,
        after={
            "sources": [
                [f"{row.source.variable.code}:{row.source.code}", row.label.code]
                + (["meaning changed"] if row.meaning_changed else [])
                for row in rows
            ]
        },
        by=by,
    )


@transaction.atomic
def reopen(version: CodebookVersion, of: Round, *, by: User) -> Round:
    """Draw up a round of exactly the units of a round that a version reopens; return it.

    It has the same kind, people and rules, and the new version; the earlier round and its answers
    keep theirs. Of a reliability test a pilot is made: these articles are chosen, not drawn, so
    they prove nothing for the others. Raises Refused when the version is a draft or reopens
    nothing there.
    """
    if not version.published_at:
        raise Refused(_("This codebook version is a draft; publish it before coding with it."))
    units = reopened_by(version).filter(round=of)
    articles = list(
        rounds.in_page_order(Article.objects.filter(pk__in=units.order_by().values("article")))
    )
    if not articles:
        raise Refused(_("This version reopens nothing in this round."))
    taken = Round.objects.filter(name__startswith=of.name[:80])
    name = f"{of.name[:80]} · v{version.number}"
    number = 2
    while taken.filter(name=name).exists():
        name, number = f"{of.name[:80]} · v{version.number} ({number})", number + 1
    codes = set(version.variables.values_list("code", flat=True))
    made = rounds.create(
        name=name,
        kind=Round.Kind.PILOT if of.kind == Round.Kind.RELIABILITY else of.kind,
        version=version,
        articles=articles,
        annotators=User.objects.filter(memberships__round=of).order_by("pk"),
        per_unit=of.annotators_per_unit,
        seed=of.seed,
        rules=rounds.Rules(
            allocation=of.allocation,
            order=of.order,
            double_share=of.double_share,
            recode_share=of.recode_share,
            spot_check_share=of.spot_check_share,
            second_review_share=of.second_review_share,
            evidence_for=tuple(code for code in of.evidence_for if code in codes),
            shows_precedents=of.shows_precedents,
        ),
        sampling={
            "method": "chosen",
            "query": {"round": of.name, "codebook version": version.number},
            "population": of.units.count(),
        },
        by=by,
    )
    audit.record(
        "codebook.reopened",
        version,
        after={"round": of.pk, "new_round": made.pk, "units": len(articles)},
        by=by,
    )
    return made
