"""Which articles the repairs of a page were about, for its history."""

from collections.abc import Iterable
from typing import Any

from newsroom.models import Article, AuditEntry, Page

MOST_NAMED = 4  # articles of one repair


def articles_of(page: Page, acts: Iterable[AuditEntry]) -> dict[int, list[Article]]:
    """Return the articles that each act names or changed, in their order: {act: articles}.

    An article that a repair took off the page is among them: its own page says where its text
    stands now. One query, however many acts there are.
    """
    found = page.articles.select_related("page__issue__newspaper")
    by_number = {article.number: article for article in found.defer("text", "page__text")}
    return {
        act.pk: [by_number[number] for number in numbers if number in by_number][:MOST_NAMED]
        for act in acts
        if (numbers := _numbers(act))
    }


def _numbers(act: AuditEntry) -> list[int]:
    """The articles' numbers: as the repair says them, else those that it changed."""
    if not act.action.startswith("page."):
        return []
    edit: dict[str, Any] = act.after.get("edit") or {}
    said = [edit.get(name) for name in ("article", "into", "to")]
    if any(said):
        return list(dict.fromkeys(number for number in said if number))
    states = (act.before, act.after)
    changed = {row[0] for state in states for row in state.get("articles", [])}
    changed |= {row[3] for state in states for row in state.get("parts", []) if row[3]}
    return sorted(changed)
