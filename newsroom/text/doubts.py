"""How sure it is that an article begins and ends where it was cut: the weakest of its signs."""

from itertools import pairwise, takewhile

from newsroom.text.drafts import Draft, Piece
from newsroom.text.headlines import rubric_likeness
from newsroom.text.newness import ends_article
from newsroom.text.pictures import tells_own_news
from newsroom.text.reasons import Reason
from newsroom.text.roles import Kind, Role
from newsroom.text.seams import End, end_of
from newsroom.text.signatures import read_signature

_MOST = 0.93
"""Of the subheads weighed most surely, one in twenty was the title of another article."""


def sureness(draft: Draft) -> float:
    """Return the confidence, 0 to 1, that an article holds what belongs to it and nothing else.

    Which title line is the headline and which the kicker is no doubt of this kind.
    """
    return round(min([draft.confidence, *_doubts(draft)]), 2)


def _doubts(draft: Draft) -> list[float]:
    found = [min(piece.confidence, _MOST) for piece in draft.of(Role.SUBHEAD)]
    found += [
        piece.confidence
        for piece in draft.body
        if piece.reason in (Reason.NOTHING_BETTER, Reason.NAMES_SERIES_BELOW)
    ]
    plain_decks = [p for p in draft.of(Role.DECK) if p.reason is Reason.LINE_BELOW_TITLE]
    if len(plain_decks) > 1:
        # one of several lines below a title is often the title proper
        found.append(0.55)
    if plain_decks and _is_named_like_a_column(draft):
        found.append(0.6)
    if _tells_other_news_in_frame(draft.body):
        found.append(0.65)
    untitled = not any(piece.role is Role.HEADLINE for piece in draft.head)
    if untitled and draft.kind is not Kind.PHOTO and not draft.of(Role.CONTINUED_FROM):
        found.append(0.6)
    if _goes_on_after_end(draft.body) or _signs_another(draft) or _ends_with_bare_note(draft):
        found.append(0.6)
    if _ends_with_framed_list(draft):
        found.append(0.65)
    if _ends_with_other_news(draft):
        found.append(0.65)
    if len(draft.of(Role.DATELINE)) > 1:
        found.append(0.6)
    return found


def _is_named_like_a_column(draft: Draft) -> bool:
    """Whether the headline above a deck could be the name of a column, and the deck the title."""
    headline = "".join(piece.text for piece in draft.of(Role.HEADLINE))
    return rubric_likeness(headline) > 0.5


def _tells_other_news_in_frame(body: list[Piece]) -> bool:
    """Whether a paragraph behind the edge of a frame begins as reports do, where the one above it
    has ended."""
    return any(
        above.role is Role.PARAGRAPH
        and piece.role is Role.PARAGRAPH
        and piece.atoms[0].after_frame
        and end_of(above.tail) is End.CLOSED
        and tells_own_news(piece.text)
        for above, piece in pairwise(body)
    )


def _ends_with_other_news(draft: Draft) -> bool:
    """Whether the last words are those of a picture that begins with a time, as reports do."""
    if draft.kind is Kind.PHOTO:
        return False
    captions = draft.of(Role.CAPTION)
    return bool(captions) and tells_own_news(captions[-1].text)


def _signs_another(draft: Draft) -> bool:
    """Whether a line of the head is the date or the name that signs the notice above."""
    if draft.of(Role.BYLINE) and not draft.notice:
        return False
    lines = [atom for piece in draft.head for atom in piece.atoms]
    return any(atom.text.endswith("日") and read_signature(atom.text) == [] for atom in lines)


def _ends_with_bare_note(draft: Draft) -> bool:
    """Whether the last words announce a note of the editors that then does not come."""
    last = draft.body[-1] if draft.body else None
    return last is not None and last.role is Role.EDITORS_NOTE and len(last.text) <= 6


def _ends_with_framed_list(draft: Draft) -> bool:
    """Whether the last lines are a list set in a frame, which may be a box of its own."""
    lines = list(takewhile(_is_list_line, reversed(draft.body)))
    return len(lines) >= 3 and len(lines) < len(draft.body) and lines[-1].atoms[0].after_frame


def _is_list_line(piece: Piece) -> bool:
    return piece.role is Role.PARAGRAPH and piece.reason is Reason.LIST_LINE


def _goes_on_after_end(body: list[Piece]) -> bool:
    """Whether paragraphs follow the names that sign a text, or a jump, with no title between."""
    ended = told = False
    for piece in body:
        if piece.role is Role.PARAGRAPH:
            if ended and piece.reason is not Reason.JOINED_OVER_INSERT:
                return True
            told = True
        elif told and ends_article(piece):
            ended = True
    return False
