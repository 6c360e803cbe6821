"""Where evidence stands once its page was repaired: rows beside it, for it never changes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from annotations.models import Evidence, EvidenceAnchor
from newsroom.joining import CodedChange, Key
from newsroom.laying import sha256
from newsroom.models import Article


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of what is coded of one article."""

    article: Key
    start: int
    end: int


def where(evidence: Iterable[Evidence], article: Article) -> list[Spot]:
    """Return where pieces of evidence stand in the text that an article has now, in their order.

    Those of which that is not known are left out. One query, for the anchors.
    """
    evidence = list(evidence)
    anchors = {
        anchor.evidence_id: anchor
        for anchor in EvidenceAnchor.objects.filter(
            evidence__in=evidence, article=article, text_sha256=article.coded_sha256
        )
    }
    spots = []
    for stretch in evidence:
        attempt = stretch.annotation.attempt
        own = attempt.text_sha256 == article.coded_sha256
        own &= attempt.assignment.unit.article_id == article.pk
        if place := stretch if own else anchors.get(stretch.pk):
            spots.append(Spot((article.page_id, article.number), place.start, place.end))
    return spots


def moved(change: CodedChange) -> tuple[list[tuple[Evidence, Spot]], set[int]]:
    """Say where evidence in the changed articles goes, and in which attempts some is torn.

    Torn is what no longer stands together, or not in the article that was coded.
    """
    rows = change.rows
    pks = [article.pk for article in rows.values()]
    evidence = list(
        Evidence.objects.filter(
            Q(annotation__attempt__assignment__unit__article__in=pks) | Q(anchors__article__in=pks)
        )
        .select_related("annotation__attempt__assignment__unit")
        .order_by("pk")
        .distinct()
    )
    shas = {key: sha256(change.before[key].text) for key in rows if key in change.before}
    anchored: dict[int, list[EvidenceAnchor]] = defaultdict(list)
    for anchor in EvidenceAnchor.objects.filter(evidence__in=evidence, article__in=pks):
        anchored[anchor.evidence_id].append(anchor)
    places = _inverse(change)
    anchors, torn = [], set()
    for stretch in evidence:
        spot = _stood(stretch, anchored[stretch.pk], rows, shas)
        to = _goes(spot, change, places) if spot else None
        if to:
            anchors.append((stretch, to))
        home = rows.get(to.article) if to else None
        attempt = stretch.annotation.attempt
        if home is None or home.pk != attempt.assignment.unit.article_id:
            torn.add(attempt.pk)
    return anchors, torn


def _stood(
    stretch: Evidence,
    anchors: Iterable[EvidenceAnchor],
    rows: dict[Key, Article],
    shas: dict[Key, str],
) -> Spot | None:
    """Where a piece of evidence stood in the texts before the repair."""
    attempt = stretch.annotation.attempt
    for key, article in rows.items():
        if key not in shas:
            continue
        if attempt.assignment.unit.article_id == article.pk and attempt.text_sha256 == shas[key]:
            return Spot(key, stretch.start, stretch.end)
        for anchor in anchors:
            if anchor.article_id == article.pk and anchor.text_sha256 == shas[key]:
                return Spot(key, anchor.start, anchor.end)
    return None


Place = tuple[int, int]  # a page, and a place in its text


def _inverse(change: CodedChange) -> dict[Place, tuple[Key, int]]:
    """Place on a page → article and place in its text, for the changed articles as they are."""
    places = {}
    for key in change.touched:
        text = change.after.get(key)
        for piece in text.pieces if text else ():
            offset = piece.start
            for start, end in piece.spans:
                for place in range(start, end):
                    places[piece.page, place] = (key, offset)
                    offset += 1
    return places


def _goes(spot: Spot, change: CodedChange, places: dict[Place, tuple[Key, int]]) -> Spot | None:
    """Where a stretch stands now: together, in its order, with nothing between but line ends."""
    before = change.before[spot.article]
    on_page = [
        place for i in range(spot.start, spot.end) if (place := before.to_page(i)) is not None
    ]
    found = [places.get(place) for place in on_page]
    if not found or None in found:
        return None
    keys = {key for key, _offset in found if key}  # type: ignore[misc]
    offsets = [offset for _key, offset in found]  # type: ignore[misc]
    if len(keys) != 1 or offsets != sorted(offsets):
        return None
    key = keys.pop()
    start, end = offsets[0], offsets[-1] + 1
    between = set(range(start, end)) - set(offsets)
    if any(change.after[key].to_page(offset) is not None for offset in between):
        return None
    return Spot(key, start, end)
