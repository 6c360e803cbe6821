"""Template filter: how many characters a text has, counted alike on every page."""

from django import template

from newsroom.text import counting

register = template.Library()


@register.filter
def characters(text: str) -> int:
    """Count what is printed: neither blanks nor line ends."""
    return counting.characters(text)
