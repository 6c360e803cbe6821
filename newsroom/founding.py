"""Newspapers that are made while their pages or articles are handed in: short names proposed,
checked, and kept."""

import re
import unicodedata

from django.db import transaction

from newsroom import audit
from newsroom.errors import Refused
from newsroom.models import Newspaper, User
from newsroom.sentences import gettext as _
from newsroom.text.initials import first_letters

SLUG = re.compile(r"[a-z0-9]{1,32}")
LONGEST = 32


def slug_of(name: str) -> str:
    """Propose the slug of a newspaper: the first letters of its syllables or words.

    >>> slug_of("浙江法制报"), slug_of("The Daily Herald")
    ('zjfzb', 'tdh')
    """
    letters = "".join(word[:1] for part in first_letters(name) for word in part.lower().split())
    return "".join(letter for letter in letters if SLUG.fullmatch(letter))[:LONGEST]


def free_slug(name: str) -> str:
    """Propose a slug that no newspaper has yet: zjfzb, else zjfzb2, zjfzb3 …; empty for no name."""
    proposed = slug_of(name)
    taken = set(Newspaper.objects.filter(slug__startswith=proposed).values_list("slug", flat=True))
    free, number = proposed, 1
    while free and free in taken:
        number += 1
        free = f"{proposed[: LONGEST - len(str(number))]}{number}"
    return free


def as_slug(typed: str) -> str:
    """Return what was typed as a slug could be: small letters, half width, no blanks around it."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def why_no_slug(slug: str) -> str:
    """Return in a sentence why no new newspaper can have this slug; empty where one can."""
    if not SLUG.fullmatch(slug):
        return _(
            "A short name has only the letters a to z and figures, at most 32 of them, such as "
            "zjfzb."
        )
    if other := Newspaper.objects.filter(slug=slug).first():
        return _taken(other)
    return ""


def _taken(other: Newspaper) -> str:
    sentence = _("“%(slug)s” is the short name of %(name)s already. Choose another.")
    return sentence % {"slug": other.slug, "name": other.name}


@transaction.atomic
def found(slug: str, name_zh: str, name_en: str = "", *, by: User | None) -> Newspaper:
    """Make a newspaper. Raises Refused when its slug is none, or another newspaper's."""
    if sentence := "" if SLUG.fullmatch(slug) else why_no_slug(slug):
        raise Refused(sentence)
    names = {"name_zh": name_zh[:100], "name_en": name_en[:200]}
    paper, made = Newspaper.objects.get_or_create(slug=slug, defaults=names)
    if not made:  # perhaps a moment ago, by somebody else
        raise Refused(_taken(paper))
    audit.record("newspaper.created", paper, after={"slug": slug, "name": name_zh}, by=by)
    return paper
