"""Sentences that are kept for others to read: with what they say as data, so that everybody reads
them in their own language, whoever caused them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import translation

Kept = Any
"""A sentence as JSON: its msgid and values, several of them, or a text that has no translation."""


class Sentence(str):
    """A sentence in the language of now; `kept` is what it is stored as.

    >>> sentence = gettext("%(file)s is no .txt file.") % {"file": "a.pdf"}
    >>> sentence, sentence.kept["values"]
    ('a.pdf is no .txt file.', {'file': 'a.pdf'})
    """

    kept: Kept

    def __new__(cls, text: str, kept: Kept) -> Sentence:
        made = super().__new__(cls, text)
        made.kept = kept
        return made

    def __mod__(self, values: Any) -> Sentence:
        """Fill in what the sentence is about; other sentences too."""
        of = {name: as_kept(value) for name, value in values.items()}
        return Sentence(super().__mod__(values), {"message": self.kept["message"], "values": of})


def gettext(message: str) -> Sentence:
    """Return a sentence in the language of now, as Django's gettext does, that can be kept."""
    return Sentence(translation.gettext(message), {"message": message})


def several(sentences: Iterable[str]) -> Sentence:
    """Return some sentences as one."""
    said = list(sentences)
    return Sentence(" ".join(said), [as_kept(one) for one in said])


def as_kept(value: Any) -> Kept:
    """Return a sentence, or a value in one, as JSON."""
    if isinstance(value, Sentence):
        return value.kept
    return value if isinstance(value, int | float) else str(value)


def said(kept: Kept, otherwise: str) -> str:
    """Return what was kept in the language of now; `otherwise` where nothing was, or not all."""
    try:
        return otherwise if kept is None else str(_said(kept))
    except (KeyError, TypeError, ValueError):
        return otherwise


def _said(kept: Kept) -> Any:
    if isinstance(kept, list):
        return " ".join(str(_said(one)) for one in kept)
    if not isinstance(kept, dict):
        return kept
    message, values = kept["message"], kept.get("values")
    text = translation.gettext(message)
    return text if values is None else text % {name: _said(one) for name, one in values.items()}
