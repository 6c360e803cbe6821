"""What the workbench shows of a page: its segments, its articles, its doubts, and its history."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from newsroom import relating, turning, waiting
from newsroom.models import Article, AuditEntry, MergedIssue, Page, Segment
from newsroom.reading import FRAME, ROLE_NAMES, UNSURE, slots_of, with_heads
from newsroom.relating import ShownJump
from newsroom.text.counting import characters
from newsroom.text.layouts import Layout
from newsroom.text.roles import Role
from newsroom.turning import Turn
from newsroom.waiting import BY_PEOPLE, DayDoubt

FOLDED_FROM = 64  # characters of a segment from which its middle is folded away
FOLDED_HEAD, FOLDED_TAIL = 30, 22
LAST_ACTS = 3
LONGEST_NUMBER = 4  # figures of the number of an article

# Which key chooses a role once the list of roles is open.
ROLE_KEYS = dict(
    zip((role for role in Role if role is not Role.FURNITURE), "1234567890qwt", strict=True)
)

TOLD = {
    "SplitArticle": gettext_noop("Line %(line)s begins an article of its own."),
    "TakeOut": gettext_noop("Line %(line)s is an article of its own."),
    "MergeArticle": gettext_noop("Article %(article)s is part of article %(into)s."),
    "MovePiece": gettext_noop("Line %(line)s belongs to article %(to)s."),
    "Furniture": gettext_noop("Line %(line)s belongs to no article."),
    "CutSegment": gettext_noop("Line %(line)s is cut in two."),
    "JoinPiece": gettext_noop("Line %(line)s goes on from the piece before it."),
    "CutJoin": gettext_noop("Line %(line)s begins a paragraph of its own."),
    "SetRole": gettext_noop("Line %(line)s is now: %(role)s."),
    "Confirm": gettext_noop("Line %(line)s was read right."),
    "SetKind": gettext_noop("Article %(article)s is now: %(kind)s."),
    "SetCredits": gettext_noop("The authors of article %(article)s are put right."),
    "SetNumber": gettext_noop("This is page %(number)s."),
}


@dataclass(frozen=True, slots=True)
class BenchLine:
    """One segment as the workbench shows it: `head`, `middle`, `tail` are its characters.

    It `opens` a stretch of an article, and `begins` the article with its first. `doubted` is then
    how sure it is that the article was cut right, 0 to 1, where that is in doubt, though none of
    its segments is, and nobody has put right or confirmed any of them.
    """

    segment: Segment
    number: int
    last: int
    article: int | None
    slot: int | None
    role_name: str
    opens: bool
    begins: bool
    doubted: float | None
    framed: bool
    goes_on: bool
    broken_off: bool
    head: str
    middle: str
    tail: str

    @property
    def unsure(self) -> bool:
        """Whether a person should look."""
        return self.segment.confidence < UNSURE


class Bench:
    """A page on the workbench, with one segment chosen: that at `at`, else the first doubt."""

    def __init__(self, page: Page, *, at: Any = None, by: Any = None) -> None:
        self.page, self.by = page, by
        self._at = int(at) if str(at).isdecimal() and len(str(at)) < 10 else None

    @cached_property
    def lines(self) -> list[BenchLine]:
        """The segments in the order of the page. One query."""
        segments = list(self.page.segments.order_by("start").select_related("article"))
        slots = slots_of(one.article.number if one.article else None for one in segments)
        pieces: dict[tuple[int | None, int], list[int]] = {}
        for segment in segments:
            pieces.setdefault((segment.article_id, segment.block), []).append(segment.start)
        lines: list[BenchLine] = []
        seen: set[int] = set()
        looked_at = {one.article_id for one in segments
                     if one.confidence < UNSURE or one.reason in BY_PEOPLE}  # fmt: skip
        place, number, before = 0, 1, None
        for segment in segments:
            between = self.page.text[place : segment.start]
            number += between.count("\n")
            text = self.page.text[segment.start : segment.end]
            piece = pieces[segment.article_id, segment.block]
            article = segment.article.number if segment.article else None
            begins = segment.article is not None and segment.article.number not in seen
            if segment.article:
                seen.add(segment.article.number)
            fold = len(text) > FOLDED_FROM
            lines.append(
                BenchLine(
                    segment=segment,
                    number=number,
                    last=number + text.count("\n"),
                    article=article,
                    slot=slots.get(article or 0),
                    role_name=str(ROLE_NAMES[Role(segment.role)]),
                    opens=not lines or article != before,
                    begins=begins,
                    doubted=segment.article.confidence
                    if segment.article
                    and begins
                    and segment.article.confidence < UNSURE
                    and segment.article_id not in looked_at
                    else None,
                    framed=bool(lines) and between.count("\n") > FRAME,
                    goes_on=article is not None and segment.start != piece[0],
                    broken_off=article is not None and segment.start != piece[-1],
                    head=text[:FOLDED_HEAD] if fold else text,
                    middle=text[FOLDED_HEAD:-FOLDED_TAIL] if fold else "",
                    tail=text[-FOLDED_TAIL:] if fold else "",
                )
            )
            number += text.count("\n")
            place, before = segment.end, article
        return lines

    @cached_property
    def chosen(self) -> BenchLine | None:
        """The segment in focus."""
        if self._at is not None:
            for line in self.lines:
                if line.segment.start <= self._at < line.segment.end:
                    return line
        doubts = [line for line in self.lines if line.unsure]
        cuts = [line for line in self.lines if line.doubted is not None]
        return next(iter(doubts or cuts or self.lines), None)

    @cached_property
    def articles(self) -> list[Article]:
        """The articles that stand on the page, by number, with their names. Two queries."""
        found = with_heads(self.page.articles.standing()).prefetch_related("credits")
        articles: list[Any] = list(found.order_by("number"))
        for article in articles:
            article.page = self.page
            mine = [line for line in self.lines if line.article == article.number]
            article.doubts = sum(line.unsure for line in mine)
            article.unsure = bool(mine) and mine[0].doubted is not None
            article.paragraphs = len({line.segment.block for line in mine
                                      if line.segment.role == Role.PARAGRAPH})  # fmt: skip
            article.slot = mine[0].slot if mine else 1
            article.start = mine[0].segment.start if mine else None
        return articles

    @cached_property
    def article(self) -> Article | None:
        """The article of the chosen segment."""
        wanted = self.chosen.article if self.chosen else None
        return next((each for each in self.articles if each.number == wanted), None)

    @cached_property
    def jumps(self) -> list[ShownJump]:
        """Where the article of the chosen segment goes on, or what may be that."""
        return relating.jumps_shown(self.article, propose=True) if self.article else []

    @cached_property
    def merged(self) -> list[MergedIssue]:
        """The issues whose pages were put into this one."""
        return list(self.page.issue.merged.select_related("newspaper"))

    @cached_property
    def neighbours(self) -> dict[int, tuple[int | None, int | None]]:
        """For each article the one that begins before it on the page, and the one after it."""
        order = list(dict.fromkeys(line.article for line in self.lines if line.article))
        around = [None, *order, None]
        return {number: (around[place], around[place + 2]) for place, number in enumerate(order)}

    @property
    def above(self) -> int | None:
        """The article before the chosen one."""
        return self.neighbours[self.article.number][0] if self.article else None

    @property
    def below(self) -> int | None:
        """The article after the chosen one."""
        return self.neighbours[self.article.number][1] if self.article else None

    @cached_property
    def doubts(self) -> int:
        """How many segments a person should look at."""
        return sum(line.unsure for line in self.lines)

    @cached_property
    def characters(self) -> int:
        """How many characters of the page are in segments; none is ever lost."""
        text = self.page.text
        spans = ((line.segment.start, line.segment.end) for line in self.lines)
        return sum(characters(text[start:end]) for start, end in spans)

    @property
    def seen(self) -> int:
        """The state of the page that is shown."""
        return self.page.revision_id or 0

    @property
    def dated(self) -> int:
        """What is known of the issue's day, for whoever undoes or changes that."""
        return self.page.issue.dating_id or 0

    @cached_property
    def day_doubt(self) -> DayDoubt | None:
        """What is in doubt of the issue's day."""
        return waiting.day_doubt(self.page.issue)

    @cached_property
    def undoes(self) -> bool:
        """Whether there is something to take back, or a merging to tell the way back from."""
        return turning.can(self.page, Turn.UNDO) or bool(self.merged)

    @cached_property
    def redoes(self) -> bool:
        """Whether there is something to repeat."""
        return turning.can(self.page, Turn.REDO)

    @cached_property
    def acts(self) -> list[tuple[AuditEntry, str]]:
        """What was done last."""
        return [told(act) for act in acts_on(self.page)[:LAST_ACTS]]

    @cached_property
    def waiting(self) -> tuple[int, int]:
        """The place of this page among those to check, 0 for none, and how many there are."""
        return waiting.place_of(self.page, by=self.by)

    @property
    def kinds(self) -> list[tuple[str, Any, int]]:
        """The kinds to choose from, each with its name and its key."""
        return [(*choice, key) for key, choice in enumerate(Article.Kind.choices, start=1)]

    @property
    def roles(self) -> list[tuple[str, Any, str]]:
        """The roles to choose from, each with its name and its key."""
        return [(role.value, ROLE_NAMES[role], key) for role, key in ROLE_KEYS.items()]


def head_of(page: Page, number: str) -> int | None:
    """Return where an article of a page begins, of which somebody typed the number; None if not."""
    if not number.isdecimal() or len(number) > LONGEST_NUMBER:
        return None
    parts = page.segments.filter(article__number=int(number)).order_by("start")
    return parts.values_list("start", flat=True).first()


def next_doubt(page: Page, at: int) -> int:
    """Return where the next doubt after a place begins, coming round; without any, the place."""
    lines = [line for line in Bench(page).lines if line.unsure or line.doubted is not None]
    places = [line.segment.start for line in lines]
    return next((place for place in places if place > at), places[0] if places else at)


def place_of(edit: dict[str, Any], before: Layout, after: Layout) -> int | None:
    """Return where on the page it shows what a repair changed, that was undone or repeated.

    At its segment, or where its article begins or began; for a repair of neither, nowhere.
    """
    if edit.get("at") is not None:
        return int(edit["at"])
    for layout in (after, before):
        if parts := layout.of(edit.get("article") or 0):
            return min(part.start for part in parts)
    return None


def acts_on(page: Page) -> QuerySet[AuditEntry]:
    """Return what people did to a page, and to its issue, newest first."""
    on_page = Q(target_type="newsroom.page", target_id=page.pk, action__startswith="page.")
    dating = Q(target_type="newsroom.issue", target_id=page.issue_id, action__in=turning.OF_ISSUES)
    return AuditEntry.objects.filter(on_page | dating).select_related("actor")


def doubts_left(page: Page) -> int:
    """Return how many doubts a page has by now: its own, and the day that it is listed for."""
    (found,) = waiting.listed([page.pk])
    day = not found.later and waiting.day_doubt(found.issue)
    return found.n_doubts + found.n_unsure_articles + bool(day)


def looked_through(doubts: int) -> str:
    """The sentence that closes a page, with the doubts that were left on it."""
    if not doubts:
        return _("The page was looked through.")
    sentence = ngettext(
        "The page was looked through, with %(n)d doubt left on it.",
        "The page was looked through, with %(n)d doubts left on it.",
        doubts,
    )
    return sentence % {"n": doubts}


def told(act: AuditEntry) -> tuple[AuditEntry, str]:
    """Return an act on a page with the sentence that tells it."""
    if act.action == "page.checked":
        return act, looked_through(act.after.get("doubts", 0))
    if act.action == "page.unchecked":
        return act, _("Taken back: the page was looked through.")
    if act.action.startswith("issue."):
        return act, turning.told(act)
    edit = dict(act.after.get("edit", {}))
    name = edit.get("edit", "")
    if name == "MovePiece" and edit.get("to") is None:
        name = "Furniture"
    if "role" in edit:
        edit["role"] = str(ROLE_NAMES[Role(edit["role"])])
    if "kind" in edit:
        edit["kind"] = str(Article.Kind(edit["kind"]).label)
    sentence = _(TOLD[name]) % edit if name in TOLD else ""
    if act.action == "page.undone":
        return act, _("Undone: %(repair)s") % {"repair": sentence}
    if act.action == "page.redone":
        return act, _("Repeated: %(repair)s") % {"repair": sentence}
    was = _was(act)
    if was:
        sentence = _("%(repair)s Before: %(was)s.") % {"repair": sentence, "was": was}
    return act, sentence


def _was(act: AuditEntry) -> str:
    """What a repair put something else in the place of: a role, a kind, names, an article."""
    edit = act.after.get("edit", {})
    name = edit.get("edit", "")
    if name == "SetNumber":
        return str(edit["was"])
    parts = [row for row in act.before.get("parts", []) if row[0] == edit.get("at")]
    articles = [row for row in act.before.get("articles", []) if row[0] == edit.get("article")]
    for _start, _end, role, article, *_rest in parts:
        if name == "SetRole":
            return str(ROLE_NAMES[Role(role)])
        if name == "MovePiece":
            here = _("article %(number)s") % {"number": article}
            return here if article else str(ROLE_NAMES[Role(role)])
    for _number, kind, credits, *_rest in articles:
        if name == "SetKind":
            return str(Article.Kind(kind).label)
        if name == "SetCredits":
            return pgettext("between names", ", ").join(credit[0] for credit in credits) or "—"
    return ""
