"""Texts of the codebook on a page."""

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

register = template.Library()


@register.filter
def with_caps(text, by_code):
    """Show the codes in a text of the codebook (T09) as the keys of their labels."""
    return _shown(text, by_code, '<kbd title="{0}" aria-hidden="true">{1}</kbd>')


@register.filter
def with_letters(text, by_code):
    """Show them as the letters of their labels, where the keys mean other things."""
    return _shown(text, by_code, '<b class="letter" title="{0}" aria-hidden="true">{1}</b>')


@register.filter
def with_names(rule, labels):
    """A rule {"zh": …, "en": …} in the reader's language, with the codes of its labels shown.

    The label's name stands for it, in quotation marks. In a Chinese sentence a code that is a word
    (neutral) is a code; in an English one it may be just the word, so only codes with a figure are.
    `labels` are those of the rule's variable.
    """
    english, chinese = rule.get("en", ""), rule.get("zh", "")
    text = english if english and (get_language() == "en" or not chinese) else chinese
    names = {
        label.code: label.name for label in labels if text is chinese or _has_figure(label.code)
    }
    if not names:
        return text
    around = " ?" if text is chinese else ""
    pattern = f"{around}{_any_of(names)}{around}"
    return re.sub(pattern, lambda found: f"“{names[found[1]]}”", text)


def _has_figure(code):
    return any(letter.isdigit() for letter in code)


def _any_of(codes):
    """A pattern of codes that stand alone. Not \\b: between 归 and T09 there is none."""
    longest_first = sorted(codes, key=len, reverse=True)
    return rf"(?<![A-Za-z0-9_-])({'|'.join(map(re.escape, longest_first))})(?![A-Za-z0-9_-])"


def _shown(text, by_code, pattern_of_one):
    """Show codes as told by an HTML pattern of {0} the name and {1} the key of their label.

    `by_code` is {code: Choice} of the question. Only codes with a figure are taken for codes: a
    word such as “mixed” may be just a word. What a cap stands for is there for those who hear it.
    """
    codes = [code for code in by_code if _has_figure(code)]
    if not codes:
        return conditional_escape(text)
    parts = []
    for place, part in enumerate(re.split(_any_of(codes), text)):
        choice = by_code[part] if place % 2 else None
        parts.append(
            format_html(
                pattern_of_one + '<span class="visually-hidden">{0}</span>',
                choice.label.name,
                choice.cap,
            )
            if choice and choice.cap
            else conditional_escape(part)
        )
    return mark_safe("".join(parts))  # each part is escaped above
