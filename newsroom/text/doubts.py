"""How sure it is that an article begins and ends where it was cut: the weakest of its signs."""

from newsroom.text.drafts import Draft, Piece
from newsroom.text.newness import ends_article
from newsroom.text.pictures import tells_own_news
from newsroom.text.reasons import Reason
from newsroom.text.roles import Kind, Role

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
    untitled = not any(piece.role is Role.HEADLINE for piece in draft.head)
    if untitled and draft.kind is not Kind.PHOTO and not draft.of(Role.CONTINUED_FROM):
        found.append(0.6)
    if _goes_on_after_end(draft.body):
        found.append(0.6)
    if _ends_with_other_news(draft):
        found.append(0.65)
    if len(draft.of(Role.DATELINE)) > 1:
        found.append(0.6)
    return found


def _ends_with_other_news(draft: Draft) -> bool:
    """Whether the last words are those of a picture that begins with a time, as reports do."""
    if draft.kind is Kind.PHOTO:
        return False
    captions = draft.of(Role.CAPTION)
    return bool(captions) and tells_own_news(captions[-1].text)


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
