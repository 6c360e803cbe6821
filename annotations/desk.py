"""What the coding desk holds of an article: its text, what was chosen so far, where it stands."""

import functools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotations import anchoring, upcoming
from annotations.instrument import instrument_of
from annotations.models import Annotation, Assignment, Attempt, Draft, Return, Round
from newsroom.compiled import Compiled
from newsroom.models import ArticleDigest, Segment, User
from newsroom.text.sentences import sentences

AHEAD = 3
"""How many articles a desk holds at least besides the one it shows."""
MOST_AHEAD = 6
"""How many it is given: several at once cost little more than one."""

Chosen = dict[int, list[int]]
Stretches = dict[int, list[list[int]]]


@dataclass
class Desk:
    """One article at the desk of its annotator.

    `chosen` is {variable id: [label ids, main one first]}, `evidence` {label id: [[start, end]]} in
    code points of what is coded: of a submitted attempt what was handed in, else of the draft, else
    of the attempt before.
    """

    assignment: Assignment
    attempt: Attempt
    progress: upcoming.Progress
    segments: list[Segment]
    chosen: Chosen = field(default_factory=dict)
    evidence: Stretches = field(default_factory=dict)
    note: str = ""
    terms: list[str] = field(default_factory=list)
    sent_back: Return | None = None
    draft: Draft | None = None

    @property
    def locked(self) -> bool:
        """Whether it is submitted: only to be read."""
        return self.attempt.submitted_at is not None

    @property
    def article(self):
        """The article in its round's unit."""
        return self.assignment.unit.article

    @property
    def title(self) -> str:
        """The article's headline, or its identifier where it has none."""
        return self.article.headline or self.article.identifier

    def as_data(self) -> dict[str, Any]:
        """Return what the script of the desk needs to know, without the article's page."""
        round = self.assignment.unit.round
        instrument = instrument_of(round.codebook_version)
        return {
            "assignment": self.assignment.pk,
            "attempt": self.attempt.pk,
            "round": round.pk,
            "title": self.title,
            "page": self.article.page.identifier,
            "seen": self.article.coded_sha256,
            "sentences": sentences(self.article.coded_text),
            "terms": self.terms,
            "given": {
                f"answer.{variable.code}": [
                    instrument.label[pk].code for pk in self.chosen[variable.pk]
                ]
                for variable in instrument.variables
                if self.chosen.get(variable.pk)
            },
            "evidence": self.evidence,
            "note": self.note,
            "seconds": self.draft.active_seconds if self.draft else 0,
            "revision": self.draft.revision if self.draft else 0,
            "device": str(self.draft.device) if self.draft else "",
            "place": self.progress.place,
            "teaches": round.kind == Round.Kind.TRAINING,
            "locked": self.locked,
        }


@dataclass(frozen=True)
class Ahead:
    """What an annotator codes next: assignment ids in their order, and the desks not yet held."""

    order: list[int]
    desks: list[Desk]


@functools.cache
def _assignments(n):
    """Some of an annotator's assignments, with all that a desk says of them."""
    return Compiled(
        lambda annotator, *pks: (
            Assignment.objects.of(annotator)
            .filter(pk__in=pks)
            .select_related(
                "unit__round__codebook_version__codebook",
                "unit__article__page__issue__newspaper",
            )
        ),
        takes=1 + n,
    )


@functools.cache
def _attempts(n):
    """The current attempts of some assignments, with their drafts."""
    return Compiled(
        lambda *pks: Attempt.objects.current().filter(assignment__in=pks).select_related("draft"),
        takes=n,
    )


@functools.cache
def _segments(n):
    """What some articles consist of, in order."""
    return Compiled(lambda *pks: Segment.objects.filter(article__in=pks), takes=n)


@functools.cache
def _terms(n):
    """The key terms of some articles."""
    return Compiled(
        lambda *pks: ArticleDigest.objects.filter(pk__in=pks).values_list("pk", "terms"), takes=n
    )


def desks_of(annotator: User, pks: Sequence[int]) -> list[Desk]:
    """Return the desks of an annotator's assignments, all of one round, in that order.

    Others' are left out. Six queries, whatever their number; two more where one was given before.
    """
    if not pks:
        return []
    n = len(pks)
    by_pk = {assignment.pk: assignment for assignment in _assignments(n)(annotator.pk, *pks)}
    assignments = [by_pk[pk] for pk in pks if pk in by_pk]
    if not assignments:
        return []
    progress = upcoming.progress_of(assignments)
    attempts = {attempt.assignment_id: attempt for attempt in _attempts(n)(*pks)}
    articles = [by_pk[pk].unit.article_id if pk in by_pk else 0 for pk in pks]
    terms = dict(_terms(n)(*articles))
    segments = defaultdict(list)
    for segment in _segments(n)(*articles):
        segments[segment.article_id].append(segment)
    desks = [
        Desk(
            one,
            attempts[one.pk],
            progress[one.pk],
            segments[one.unit.article_id],
            terms=terms.get(one.unit.article_id, []),
        )
        for one in assignments
    ]
    earlier = [desk for desk in desks if desk.locked or desk.attempt.number > 1]
    if earlier:
        _fill_from_attempts(earlier, annotator)
    for desk in desks:
        if not desk.locked:
            _fill_from_draft(desk)
    return desks


def _fill_from_attempts(desks: Iterable[Desk], annotator: User) -> None:
    """Of a submitted attempt its own answers; of one given back, those of the attempt before."""
    number = {desk.assignment.pk: desk.attempt.number - (not desk.locked) for desk in desks}
    given = defaultdict(list)
    annotations = (
        Annotation.objects.visible_to(annotator)
        .filter(attempt__assignment__in=number)
        .select_related("attempt__assignment__unit")
        .prefetch_related("evidence__annotation__attempt__assignment__unit")
        .order_by("-main", "label__position")
    )
    for annotation in annotations:
        if annotation.attempt.number == number[annotation.attempt.assignment_id]:
            given[annotation.attempt.assignment_id].append(annotation)
    returns = {
        (one.attempt.assignment_id, one.attempt.number): one
        for one in Return.objects.standing()
        .filter(attempt__assignment__in=number)
        .select_related("attempt")
    }
    for desk in desks:
        pk = desk.assignment.pk
        desk.sent_back = None if desk.locked else returns.get((pk, number[pk]))
        desk.note = desk.attempt.note
        for annotation in given[pk]:
            desk.chosen.setdefault(annotation.variable_id, []).append(annotation.label_id)
            stretches = list(annotation.evidence.all())
            if stretches:
                spots = anchoring.where(stretches, desk.article)
                desk.evidence[annotation.label_id] = [[spot.start, spot.end] for spot in spots]


def _fill_from_draft(desk: Desk) -> None:
    draft = getattr(desk.attempt, "draft", None)
    if draft is None:
        return
    instrument = instrument_of(desk.assignment.unit.round.codebook_version)
    desk.draft = draft
    desk.note = draft.note
    desk.chosen = {}
    for variable in instrument.variables:
        labels = instrument.by_code[variable.code]
        codes = draft.answers.get(variable.code, [])
        desk.chosen[variable.pk] = [labels[code].pk for code in codes if code in labels]
    # Of a text that was repaired since, the places no longer hold.
    same = draft.text_sha256 == desk.article.coded_sha256
    desk.evidence = {int(pk): spans for pk, spans in draft.evidence.items()} if same else {}


def ahead_of(
    assignment: Assignment,
    annotator: User,
    *,
    had: Iterable[int] = (),
    with_itself: bool = False,
) -> Ahead:
    """Return what comes after an assignment: the order, and the desks that a browser has not.

    Only desks of the same round; `with_itself` puts that of the assignment first.
    """
    had = set(had)
    # Of those that follow, one is shown when this one is handed in.
    least, most = (AHEAD, AHEAD) if with_itself else (AHEAD + 1, MOST_AHEAD + 1)
    following = upcoming.next_places(annotator, most, after=assignment, least=least)
    order = [one.assignment for one in following]
    held = len(had.intersection(order))
    round = assignment.unit.round_id
    new = [one.assignment for one in following if one.round == round] if held < least else []
    itself = [assignment.pk] if with_itself else []
    return Ahead(order, desks_of(annotator, itself + [pk for pk in new if pk not in had]))
