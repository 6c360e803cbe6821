"""A page's reading as plain JSON values, in the schema by which readings are scored."""

from collections.abc import Iterable
from typing import Any

from newsroom.text.compose import Piece, compose
from newsroom.text.dating import Dating, date_issue
from newsroom.text.decoding import Decoded
from newsroom.text.pages import ArticleReading, Jump, PageReading, read_page
from newsroom.text.roles import BODY_ROLES, Kind, Role

SCHEMA = "newspage-gold/1"
_AUTHOR_ROLES = frozenset(
    [
        "记者",
        "见习记者",
        "首席记者",
        "特约记者",
        "通讯员",
        "实习生",
        "读者",
        "作者",
        "制图",
        "署名单位",
        "供图单位",
    ]
)
_BODY_KINDS = {Role.PARAGRAPH: "para", Role.SUBHEAD: "subhead", Role.EDITORS_NOTE: "editor_note"}
_FURNITURE_ROLES = {
    "MASTHEAD": "masthead",
    "SECTION_NAME": "section",
    "EDITORS_LINE": "editor",
    "ADVERTISEMENT": "ad",
}


def page_json(
    decoded: Decoded, name: str, reading: PageReading | None = None, dating: Dating | None = None
) -> dict[str, Any]:
    """Return one page's reading as the dictionary that is written to a JSON file; `name` is the
    page's file name."""
    text = decoded.text
    reading = reading or read_page(text)
    dating = dating or date_issue([text])
    return {
        "schema": SCHEMA,
        "page_id": name.rsplit(".", 1)[0],
        "source": {"file": name, "encoding": decoded.encoding, "eol": decoded.eol},
        "publication": {
            "title": dating.publication.title,
            "basis": dating.publication.basis,
            "evidence": [vars_of(item) for item in dating.publication.evidence],
        },
        "issue": _issue(dating),
        "articles": [
            _article(text, number, article, reading, dating.publication.title)
            for number, article in enumerate(reading.articles)
        ],
        "furniture": [
            {
                "role": _FURNITURE_ROLES.get(segment.reason.name, "other"),
                "text": text[segment.start : segment.end],
            }
            for segment in reading.segments
            if segment.article is None
        ],
    }


def vars_of(item: Any) -> dict[str, Any]:
    """The fields of a slotted dataclass, dates as text."""
    return {
        name: value.isoformat() if hasattr(value := getattr(item, name), "isoformat") else value
        for name in item.__dataclass_fields__
    }


def _issue(dating: Dating) -> dict[str, Any]:
    return {
        "date": dating.date.isoformat() if dating.date else None,
        "date_from": dating.date_from.isoformat() if dating.date_from else None,
        "date_to": dating.date_to.isoformat() if dating.date_to else None,
        "best_guess": dating.best_guess,
        "basis": dating.basis,
        "confidence": dating.confidence,
        "evidence": [vars_of(item) for item in dating.evidence],
        "contradictions": [vars_of(item) for item in dating.contradictions],
        "weekday_checks": [vars_of(item) for item in dating.weekday_checks],
    }


def _article(
    text: str, number: int, article: ArticleReading, reading: PageReading, publication: str | None
) -> dict[str, Any]:
    composed = compose(text, (s for s in reading.segments if s.article == number))

    def joined(*roles: Role) -> str | None:
        return "\n".join(piece.text for piece in composed.pieces if piece.role in roles) or None

    return {
        "id": f"a{number + 1}",
        "kind": str(article.kind),
        "rubric": joined(Role.RUBRIC),
        "kicker": joined(Role.KICKER),
        "headline": joined(Role.HEADLINE),
        "headline_parts": article.headline_parts,
        "deck": joined(Role.DECK),
        "byline_raw": joined(Role.BYLINE),
        "authors": [
            {
                "name": credit.name,
                "role": credit.role if credit.role in _AUTHOR_ROLES else None,
                "org": publication if credit.organisation == "本报" else credit.organisation,
            }
            for credit in article.credits
        ],
        "dateline": joined(Role.DATELINE),
        "body": [
            {"kind": _BODY_KINDS[piece.role], "text": piece.text}
            for piece in composed.pieces
            if piece.role in BODY_ROLES
        ],
        "captions": _captions(composed.pieces, joined_text=article.kind is Kind.PHOTO),
        "jump": _jump(article.jump, joined(Role.JUMP)),
        "continued_from": _jump(article.continued_from, joined(Role.CONTINUED_FROM)),
        "parent": f"a{article.parent + 1}" if article.parent is not None else None,
    }


def _captions(pieces: Iterable[Piece], *, joined_text: bool) -> list[dict[str, Any]]:
    """Captions with the credit that follows each; paragraphs of one photo article's caption are one
    entry."""
    captions: list[dict[str, Any]] = []
    for piece in pieces:
        last = captions[-1] if captions else None
        if piece.role is Role.CAPTION:
            if joined_text and last and last["text"] and not last["credit_raw"]:
                last["text"] += "\n" + piece.text
            else:
                captions.append({"text": piece.text, "credit_raw": None})
        elif piece.role is Role.CREDIT:
            if last and not last["credit_raw"]:
                last["credit_raw"] = piece.text
            else:
                captions.append({"text": None, "credit_raw": piece.text})
    return captions


def _jump(jump: Jump | None, raw: str | None) -> dict[str, Any] | None:
    if jump is None:
        return None
    page = int(jump.page) if jump.page.isdigit() else jump.page
    return {"raw": raw, "type": jump.type, "page": page}
