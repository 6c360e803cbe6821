"""Articles that go on on another page: their parts, in order, are read and coded as one text."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import Q

from newsroom.laying import JUMP_ROLES, Change, sha256
from newsroom.models import Article, Continuation, Issue, JoinedText
from newsroom.text.compose import ComposedArticle, compose
from newsroom.text.layouts import Layout, Part
from newsroom.text.page_references import find_continued_from, find_jump
from newsroom.text.roles import Role

Key = tuple[int, int]
"""An article: the id of its page, and its number there. One that is yet to be made has it too."""

BETWEEN = "\n"  # stands between two parts, as between two pieces of one
ON, FROM = Continuation.Type.CONTINUES_ON, Continuation.Type.CONTINUED_FROM


@dataclass(frozen=True, slots=True)
class Jump:
    """A jump as a value: the article that prints it, and the one to which it was found to lead."""

    pk: int | None
    article: Key
    type: str
    raw: str
    page: str
    target: Key | None = None

    @property
    def pair(self) -> tuple[Key, Key] | None:
        """The part before and the part after, once a person has confirmed them."""
        if self.target is None:
            return None
        return (self.article, self.target) if self.type == ON else (self.target, self.article)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One piece of what is coded: `start` to `end` in that text, `spans` on its page."""

    role: Role
    page: int
    start: int
    end: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Coded:
    """What is coded of one article; `pieces` are missing where its text is not known to compose."""

    text: str
    pieces: tuple[Stretch, ...]

    def to_page(self, offset: int) -> tuple[int, int] | None:
        """Return page and place of a character; None for a line end between pieces."""
        for piece in self.pieces:
            if piece.start <= offset < piece.end:
                within = offset - piece.start
                for start, end in piece.spans:
                    if within < end - start:
                        return piece.page, start + within
                    within -= end - start
        return None


@dataclass(frozen=True)
class CodedChange:
    """What a repair or a joining does to what is coded, for those who work on it.

    `before` and `after` hold each article that is coded by itself; `heads` says of each part whose
    it is afterwards. `articles` are the rows; a new article has none before it is made.
    """

    before: dict[Key, Coded]
    after: dict[Key, Coded]
    heads: dict[Key, Key]
    articles: dict[Key, Article] = field(default_factory=dict)

    @cached_property
    def touched(self) -> list[Key]:
        """The articles of which something else is coded now, or that are new, or gone."""
        keys = sorted({*self.before, *self.after})
        return [key for key in keys if self.before.get(key) != self.after.get(key)]

    @property
    def rows(self) -> dict[Key, Article]:
        """The touched articles that have a row."""
        return {key: self.articles[key] for key in self.touched if key in self.articles}


def jumps_of(issue: int) -> list[Jump]:
    """Return all jumps that the pages of an issue print. One query."""
    rows = Continuation.objects.filter(article__page__issue=issue).order_by("pk")
    return [
        Jump(pk, (page, number), type_, raw, named, (there, other) if other else None)
        for pk, page, number, type_, raw, named, there, other in rows.values_list(
            "pk", "article__page", "article__number", "type", "raw", "target_page",
            "target__page", "target__number",
        )
    ]  # fmt: skip


def chains(jumps: Iterable[Jump], standing: Iterable[Key]) -> list[tuple[Key, ...]]:
    """Return the parts of each article that has several, in the order of reading.

    A part that a repair took off its page is left out as long as it stands nowhere. Where repairs
    brought jumps together that contradict each other, those that lead on go before those back.
    """
    present = set(standing)
    after: dict[Key, Key] = {}
    before: dict[Key, Key] = {}
    for jump in sorted(jumps, key=lambda jump: (jump.type != ON, jump.pk or 0)):
        first, second = jump.pair or (None, None)
        if first not in present or second not in present or first in after or second in before:
            continue
        if first not in _from(second, after):
            after[first], before[second] = second, first
    return [tuple(_from(key, after)) for key in sorted(after) if key not in before]


def _from(key: Key, after: dict[Key, Key]) -> list[Key]:
    found = [key]
    while (following := after.get(found[-1])) is not None:
        found.append(following)
    return found


def coded(
    composed: dict[Key, ComposedArticle], joined: Iterable[tuple[Key, ...]]
) -> tuple[dict[Key, Coded], dict[Key, Key]]:
    """Return what is coded of each article, and of each further part the head it belongs to."""
    joined = list(joined)
    heads = {part: chain[0] for chain in joined for part in chain[1:]}
    parts = {chain[0]: chain for chain in joined}
    return {
        key: _coded([(part, composed[part]) for part in parts.get(key, (key,))])
        for key in composed
        if key not in heads
    }, heads


def _coded(parts: list[tuple[Key, ComposedArticle]]) -> Coded:
    pieces: list[Stretch] = []
    offset = 0
    for (page, _number), text in parts:
        pieces += [
            Stretch(piece.role, page, piece.start + offset, piece.end + offset, piece.spans)
            for piece in text.pieces
        ]
        offset += len(text.text) + len(BETWEEN)
    known = all(text.pieces for _key, text in parts)
    return Coded(BETWEEN.join(text.text for _key, text in parts), tuple(pieces) if known else ())


def followed(jumps: Iterable[Jump], change: Change) -> list[Jump]:
    """Return the jumps as they are after a repair of a page.

    A jump goes with its words, unless the article that has them now has one of the sort. Where a
    person says that words are a jump, one is made, and it goes when they say that they are none,
    unless it was confirmed meanwhile.
    """
    page, text = change.page.pk, change.page.text
    jumps = list(jumps)
    taken = {(jump.article, jump.type) for jump in jumps}
    found = []
    for jump in jumps:
        if jump.article[0] == page and jump.article[1] in change.touched:
            start = words_at(jump, change.before, text)
            owners = [part.article or 0 for part in _printing(jump, change.after, text, start)]
            lost = not owners or _is_cut(jump, start, change)
            if lost and jump.target is None and start is not None:
                taken.discard((jump.article, jump.type))
                continue
            place = (page, owners[0]) if owners else jump.article
            if jump.article[1] not in owners and (place, jump.type) not in taken:
                taken.discard((jump.article, jump.type))
                taken.add((place, jump.type))
                jump = replace(jump, article=place)
        found.append(jump)
    return found + _by_hand(change, taken)


def words_at(jump: Jump, layout: Layout, text: str) -> int | None:
    """Return where on its page the words of a jump stand; None where no article prints them so.

    Another article may print the same words; those of its own come first.
    """
    printing = _printing(jump, layout, text)
    printing.sort(key=lambda part: part.article != jump.article[1])
    return next((text.index(jump.raw, part.start) for part in printing), None)


def _printing(jump: Jump, layout: Layout, text: str, start: int | None = None) -> list[Part]:
    """The parts of articles that print a jump's words as a jump; at `start` where that is given."""
    return [
        part
        for part in layout.parts
        if part.article
        and part.role in JUMP_ROLES
        and (start is None or part.start <= start < part.end)
        and jump.raw in text[part.start : part.end]
    ]


def _is_cut(jump: Jump, start: int | None, change: Change) -> bool:
    """Whether the words of a jump were a segment of their own, and are a part of others now."""
    if start is None:
        return False
    words = (start, start + len(jump.raw))
    return words in _jump_places(change.before) and words not in _jump_places(change.after)


def _jump_places(layout: Layout) -> set[tuple[int, int]]:
    return {(p.start, p.end) for p in layout.parts if p.article and p.role in JUMP_ROLES}


def _by_hand(change: Change, taken: set[tuple[Key, str]]) -> list[Jump]:
    """The jumps that a repair makes of words that were none before."""
    known = _jump_places(change.before)
    made = []
    for part in change.after.parts:
        if part.article and part.role in JUMP_ROLES and (part.start, part.end) not in known:
            raw = change.page.text[part.start : part.end]
            mark = find_continued_from(raw) if part.role is Role.CONTINUED_FROM else find_jump(raw)
            key = (change.page.pk, part.article)
            if mark and (key, mark.type) not in taken:
                taken.add((key, mark.type))
                made.append(Jump(None, key, mark.type, raw[:200], mark.page[:10]))
    return made


def repaired(change: Change, jumps: list[Jump], after: list[Jump]) -> CodedChange:
    """Say what a repair does to what is coded; `jumps` are those of the issue, before and `after`.

    Two queries where articles of the page have parts elsewhere, else none.
    """
    page = change.page.pk
    others = _rows({key for key in ends_of((*jumps, *after)) if key[0] != page})
    elsewhere = {key: _composed(row) for key, row in others.items() if not row.retired_at}

    def there(texts: dict[int, ComposedArticle]) -> dict[Key, ComposedArticle]:
        return elsewhere | {(page, number): text for number, text in texts.items()}

    own = {(page, number): row for number, row in change.articles.items()}
    return _change(
        there(change.texts_before), jumps, there(change.texts_after), after, own | others
    )


def rejoined(jumps: list[Jump], after: list[Jump]) -> CodedChange:
    """Say what it does to what is coded when jumps of an issue lead elsewhere than they did."""
    rows = _rows(
        {k for jump in (*jumps, *after) if jump.target for k in (jump.article, jump.target)}
    )
    composed = {key: _composed(row) for key, row in rows.items() if not row.retired_at}
    return _change(composed, jumps, composed, after, rows)


def _change(before, jumps, after, jumps_after, rows):
    was, _heads = coded(before, chains(jumps, before))
    now, heads = coded(after, chains(jumps_after, after))
    return CodedChange(was, now, heads, rows)


def ends_of(jumps: Iterable[Jump]) -> set[Key]:
    """The articles that confirmed jumps lead from or to."""
    return {key for jump in jumps if jump.target for key in (jump.article, jump.target)}


def _rows(keys: set[Key]) -> dict[Key, Article]:
    if not keys:
        return {}
    articles = Article.objects.filter(page__in={page for page, _number in keys})
    found = articles.filter(number__in={number for _page, number in keys})
    found = found.select_related("page__issue__newspaper").prefetch_related("segments")
    return {(row.page_id, row.number): row for row in found if (row.page_id, row.number) in keys}


def _composed(article: Article) -> ComposedArticle:
    """An article as its segments say, or its stored text alone where that is another."""
    text = compose(article.page.text, article.segments.all())
    return text if text.text == article.text else ComposedArticle(article.text, (), "")


def lock(issue: int) -> None:
    """Let nobody else repair or join anything in an issue until the transaction ends."""
    Issue.objects.select_for_update(no_key=True).get(pk=issue)


def refresh(issue: int) -> None:
    """Write what follows from the confirmed jumps of a locked issue: heads, parts, joined texts."""
    jumps = jumps_of(issue)
    ends = ends_of(jumps)
    involved = Article.objects.filter(page__issue=issue).filter(
        Q(head__isnull=False) | ~Q(joined_sha256="") | Q(page__in={page for page, _n in ends})
    )
    rows = {(row.page_id, row.number): row for row in involved.order_by("pk")}
    joined = chains(jumps, [key for key, row in rows.items() if not row.retired_at])
    wanted: dict[Key, tuple[int | None, int | None, str]] = dict.fromkeys(rows, (None, None, ""))
    for chain in joined:
        wanted[chain[0]] = (None, None, BETWEEN.join(rows[key].text for key in chain))
        for number, key in enumerate(chain[1:], start=2):
            wanted[key] = (rows[chain[0]].pk, number, "")
    changed = [
        key
        for key, row in rows.items()
        if (row.head_id, row.part_number, row.joined_text) != wanted[key]
    ]
    # Taken apart first: while they change places, two parts may not be the same part of one head.
    Article.objects.filter(pk__in=[rows[key].pk for key in changed]).update(
        head=None, part_number=None, joined_text="", joined_sha256=""
    )
    for key in changed:
        head, part, text = wanted[key]
        Article.objects.filter(pk=rows[key].pk).update(
            head=head, part_number=part, joined_text=text,
            joined_sha256=sha256(text) if text else "",
        )  # fmt: skip
    JoinedText.objects.bulk_create(
        (
            JoinedText(
                head=rows[chain[0]],
                text_sha256=sha256(wanted[chain[0]][2]),
                parts=[rows[key].pk for key in chain[1:]],
            )
            for chain in joined
            if chain[0] in changed
        ),
        ignore_conflicts=True,  # the same text came back
    )
