"""Flags of repairs beside the units that they are on."""

from collections.abc import Iterable
from typing import Any

from django import template

from annotations.models import Flag, Unit

register = template.Library()


@register.simple_tag
def flags_among(units: Iterable[Unit]) -> dict[int, Flag]:
    """Return the flag that stands on each of some units, by the unit's id. One query."""
    flags = Flag.objects.standing().filter(unit__in=list(units)).order_by("flagged_at", "pk")
    return {flag.unit_id: flag for flag in flags}


@register.simple_tag
def flag_on(unit: Unit) -> Flag | None:
    """Return the flag that stands on a unit."""
    return flags_among([unit]).get(unit.pk)


@register.filter
def units_of(items: Iterable[Any]) -> list[Unit]:
    """Return the units of what waits in the queue."""
    return [item.unit for item in items]


@register.filter
def of_unit(flags: dict[int, Flag], unit: Unit) -> Flag | None:
    """Return the flag of a unit among those of several."""
    return flags.get(unit.pk)
