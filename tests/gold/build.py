"""Builds page texts and their gold from annotated pages, so that a person writes each character
only once.

    python -m tests.gold.build          write pages/*.txt and gold/*.json from annotated/*.txt

An annotated page has a head of `key: value` lines, a line `===`, and then the page. Each line of
the page that is not blank begins with the number of its article (nothing: furniture) and the mark
of a role; further marks may follow within the line:

    1{K}某某在调研时强调 {H}守好大门 力保平安      kicker and headline of article 1
    1{L}本报讯 {P}近日,法院审结一批案                dateline and paragraph
    1{+P}件。{J}(下转3版)                             the paragraph goes on after a column break
    1{S}守大门                                        a subhead …
    1{&S}护平安                                       … and its second line
    {X:editor}责任编辑:某某                           furniture, with its role in the gold

`{D?caption}` adds a role that a careful reader would also accept. Head: `date`, `from`, `to`,
`guess`, `encoding`, `eol`, `title`, `because` (one piece of evidence: words of the page, a bar,
why), `weekday` (words | date | 星期X) and for each article `1: kind | role@organisation:name,name;
… | parent=a1`.
"""

import datetime
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
FIELDS = {
    "R": "rubric",
    "K": "kicker",
    "H": "headline",
    "D": "deck",
    "B": "byline_raw",
    "L": "dateline",
    "J": "jump",
    "F": "continued_from",
}
BODY = {"P": "para", "S": "subhead", "E": "editor_note"}
_MARK = re.compile(r"\{([+&]?)([RKHDBLPSECcJFX])(?::(\w+))?(?:\?(\w+))?\}")
_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_WEEKDAYS = "一二三四五六日"


@dataclass
class Piece:
    """A piece of the gold: its text, and the stretches of the page that it is made of."""

    mark: str
    article: int | None
    text: str = ""
    accept: str | None = None
    role: str | None = None
    lines: list[list[int]] = field(default_factory=list)
    spans: list[list[int]] = field(default_factory=list)

    def add(self, text: str, line: int, start: int, glue: str) -> None:
        """Add a stretch; one that stands right below in the same block widens the last."""
        end = start + len(bare(text))
        self.text += glue + text
        if (
            glue == "\n"
            and self.lines
            and self.lines[-1][1] == line - 1
            and self.spans[-1][1] == start
        ):
            self.lines[-1][1], self.spans[-1][1] = line, end
        else:
            self.lines.append([line, line])
            self.spans.append([start, end])


def bare(text: str) -> str:
    """A text without white space."""
    return "".join(c for c in text if not (c.isspace() or c == "\ufeff"))


def build(annotated: str, name: str) -> tuple[bytes, dict]:
    """Return the page as bytes and its gold."""
    head, _, body = annotated.partition("===\n")
    keys: list[tuple[str, str]] = [
        (key.strip(), value.strip())
        for key, _, value in (line.partition(":") for line in head.splitlines() if line.strip())
    ]
    facts = dict(keys)
    page, pieces = _read(body)
    encoding, eol = facts.get("encoding", "utf-8"), facts.get("eol", "LF")
    data = page.replace("\n", "\r\n" if eol == "CRLF" else "\n").encode(encoding)
    lines = page.split("\n")
    gold = {
        "schema": "newspage-gold/1",
        "page_id": name,
        "source": {
            "file": f"{name}.txt",
            "encoding": encoding,
            "eol": eol,
            "sha256": hashlib.sha256(data).hexdigest(),
            "lines": len(lines),
            "nonblank_lines": sum(1 for line in lines if bare(line)),
            "nws_chars": len(bare(page)),
        },
        "publication": {
            "title": facts.get("title"),
            "basis": "stated" if facts.get("title") in page else "none",
        }
        if facts.get("title")
        else {"title": None, "basis": "none"},
        "issue": _issue(facts, keys, lines),
        "articles": [
            _article(int(key), value, pieces, facts.get("title"))
            for key, value in keys
            if key.isdigit()
        ],
        "furniture": [
            {
                "role": piece.role or "other",
                "text": piece.text,
                "lines": piece.lines,
                "spans": piece.spans,
            }
            for piece in pieces
            if piece.article is None
        ],
    }
    return data, gold


def _read(body: str) -> tuple[str, list[Piece]]:
    pieces: list[Piece] = []
    page_lines: list[str] = []
    offset = 0
    for number, raw in enumerate(body.split("\n"), 1):
        prefix = re.match(r"[\s\u3000]*(\d*)(?=\{)", raw)
        if not prefix or not raw.strip():
            assert not raw.strip(), f"line {number} has no mark: {raw}"
            page_lines.append(raw)
            continue
        article = int(prefix[1]) if prefix[1] else None
        marks = list(_MARK.finditer(raw))
        assert marks[0].start() == prefix.end(), f"line {number}: {raw[:30]}"
        ends = [mark.start() for mark in marks[1:]] + [len(raw)]
        white = raw[: prefix.start(1)]
        page_lines.append(
            white + "".join(raw[m.end() : end] for m, end in zip(marks, ends, strict=True))
        )
        for mark, end in zip(marks, ends, strict=True):
            text = raw[mark.end() : end].strip()
            glue, letter, role, accept = mark.groups()
            if glue:
                piece = next(
                    p for p in reversed(pieces) if p.article == article and p.mark == letter
                )
            else:
                piece = Piece(letter, article, accept=accept, role=role)
                pieces.append(piece)
            piece.add(text, number, offset, "\n" if glue == "&" else "")
            offset += len(bare(text))
    return "\n".join(page_lines), pieces


def _article(number: int, description: str, pieces: list[Piece], title: str | None) -> dict:
    kind, authors, parent = ([part.strip() for part in description.split("|")] + ["", ""])[:3]
    own = [piece for piece in pieces if piece.article == number]
    article: dict = {"id": f"a{number}", "kind": kind, "at": {}, "accept": {}}
    for mark, name in FIELDS.items():
        found = [piece for piece in own if piece.mark == mark]
        article[name] = "\n".join(piece.text for piece in found) or None
        if found:
            article["at"][name] = {
                "lines": [r for piece in found for r in piece.lines],
                "spans": [s for piece in found for s in piece.spans],
            }
            if found[0].accept:
                article["accept"][name] = [found[0].accept]
    for name in ("jump", "continued_from"):
        raw = article[name]
        kind_of = (
            "continued_from"
            if name == "continued_from"
            else "refers_to"
            if "见" in (raw or "")
            else "continues_on"
        )
        article[name] = {"raw": raw, "type": kind_of, "page": _page(raw)} if raw else None
    article["headline_parts"] = (article["headline"] or "").split()
    article["authors"] = list(_authors(authors, title))
    article["body"] = [
        {"kind": BODY[piece.mark], "text": piece.text, "lines": piece.lines, "spans": piece.spans}
        | ({"accept": [piece.accept]} if piece.accept else {})
        for piece in own
        if piece.mark in BODY
    ]
    article["captions"] = list(_captions(own))
    article["parent"] = parent.removeprefix("parent=") or None
    numbers = sorted({n for piece in own for a, b in piece.lines for n in range(a, b + 1)})
    article["lines"] = _ranges(numbers)
    return article


def _authors(text: str, title: str | None):
    for group in filter(None, (part.strip() for part in text.split(";"))):
        role, _, names = group.rpartition(":")
        role, _, organisation = role.partition("@")
        for name in names.split(","):
            yield {
                "name": name,
                "role": role or None,
                "org": (title if organisation == "本报" else organisation) or None,
            }


def _captions(own: list[Piece]):
    caption: dict | None = None
    for piece in own:
        if piece.mark == "C":
            if caption:
                yield caption
            caption = {"text": piece.text, "credit_raw": None, "at": {"text": _place(piece)}}
            if piece.accept:
                caption["accept"] = [piece.accept]
        elif piece.mark == "c":
            caption = caption or {"text": None, "credit_raw": None, "at": {}}
            caption["credit_raw"] = piece.text
            caption["at"]["credit_raw"] = _place(piece)
            yield caption
            caption = None
    if caption:
        yield caption


def _place(piece: Piece) -> dict:
    return {"lines": piece.lines, "spans": piece.spans}


def _ranges(numbers: list[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ranges


def _page(raw: str) -> int | str:
    digits = re.search(r"([A-D]?)([0-9０-９]+)\s*[版面]", raw)
    if digits:
        return f"{digits[1]}{int(digits[2])}" if digits[1] else int(digits[2])
    numeral = re.search(r"([一二三四五六七八九十]+)版", raw)
    assert numeral, raw
    tens, ten, ones = numeral[1].rpartition("十")
    if not ten:
        return _NUMERALS[ones]
    return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)


def _issue(facts: dict[str, str], keys: list[tuple[str, str]], lines: list[str]) -> dict:
    date = facts.get("date")
    checks = [value.split("|") for key, value in keys if key == "weekday"]
    return {
        "date": date,
        "date_from": facts.get("from", date),
        "date_to": facts.get("to", date),
        "best_guess": facts.get("guess", date),
        "weekday": "星期" + _WEEKDAYS[datetime.date.fromisoformat(date).weekday()]
        if date
        else None,
        "basis": facts.get("basis", "inferred" if date or facts.get("from") else "none"),
        "confidence": "high" if date else "low",
        "evidence": [
            {"line": _line_of(text.strip(), lines), "text": text.strip(), "note": note.strip()}
            for text, _, note in (value.partition("|") for key, value in keys if key == "because")
        ],
        "weekday_checks": [
            {
                "text": text.strip(),
                "date": day.strip(),
                "stated": stated.strip(),
                "computed": "星期" + _WEEKDAYS[datetime.date.fromisoformat(day.strip()).weekday()],
            }
            for text, day, stated in checks
        ],
    }


def _line_of(text: str, lines: list[str]) -> int:
    return next(number for number, line in enumerate(lines, 1) if bare(text) in bare(line))


def main() -> None:
    """Write every page and its gold."""
    for folder in ("pages", "gold"):
        (HERE / folder).mkdir(exist_ok=True)
    for path in sorted((HERE / "annotated").glob("*.txt")):
        data, gold = build(path.read_text(encoding="utf-8"), path.stem)
        (HERE / "pages" / f"{path.stem}.txt").write_bytes(data)
        written = json.dumps(gold, ensure_ascii=False, indent=1) + "\n"
        (HERE / "gold" / f"{path.stem}.json").write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
