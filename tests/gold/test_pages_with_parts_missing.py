"""Whether the day of a page is still told when one of its articles, and all that is printed at its
head, are missing: the nearest to pages that nobody has seen."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from newsroom.text.dating import Dating, date_issue
from newsroom.text.decoding import decode

HERE = Path(__file__).parent


def pages_with_parts_missing() -> Iterator[tuple[str, dict, str]]:
    """Yield every gold page without its head and without one of its articles, what is known of its
    issue, and a name."""
    for path in sorted((HERE / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        file = gold["source"]["file"]
        page = decode((HERE / "pages" / file).read_bytes(), file).text
        if not (gold["issue"]["date"] or gold["issue"]["date_from"]):
            continue
        for article in gold["articles"]:
            left_out = [*article["lines"], *(x for f in gold["furniture"] for x in f["lines"])]
            numbers = {n for first, last in left_out for n in range(first, last + 1)}
            lines = page.replace("\r\n", "\n").split("\n")
            kept = ("" if n in numbers else line for n, line in enumerate(lines, 1))
            yield "\n".join(kept), gold["issue"], f"{path.stem} {article['id']}"


def year_told(dating: Dating) -> int | None:
    """The year that a dating gives, or None where it leaves it open."""
    first, last = dating.date_from, dating.date_to
    return first.year if first and last and first.year == last.year else None


def test_years_and_days_are_told_rightly_and_never_with_too_much_confidence(capsys):
    years: Counter[str] = Counter()
    days: Counter[tuple[str, bool]] = Counter()
    outside = []
    for page, issue, name in pages_with_parts_missing():
        dating = date_issue([page])
        year = year_told(dating)
        right = (issue["date"] or issue["date_from"])[:4]
        years["open" if year is None else "right" if str(year) == right else "wrong"] += 1
        if dating.date:
            day = dating.date.isoformat()
            fits = (
                (issue["date"] or issue["date_from"]) <= day <= (issue["date"] or issue["date_to"])
            )
            days[dating.confidence, fits] += 1
        elif dating.date_from and dating.date_to and dating.best_guess:
            first, last = dating.date_from.isoformat(), dating.date_to.isoformat()
            size = len(dating.best_guess)
            if not first[:size] <= dating.best_guess <= last[:size]:
                outside.append(name)

    with capsys.disabled():
        print(f"\nyears: {dict(years)}, days: {dict(days)}")
    told = years.total()
    assert years["right"] >= 0.84 * told
    assert years["wrong"] <= 0.015 * told
    assert days["high", True] >= 0.98 * (days["high", True] + days["high", False])
    assert days["medium", True] >= 0.8 * (days["medium", True] + days["medium", False])
    assert outside == []
