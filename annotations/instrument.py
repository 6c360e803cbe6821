"""The questions of a codebook version, as desks ask them: read once, for it never changes."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db.models import Prefetch

from annotations.models import CodebookVersion, Label, Variable
from newsroom.text.initials import typed_forms


@dataclass(frozen=True)
class Instrument:
    """The variables of a version with their labels, those that are parts below what they are of.

    `labels` are those of each variable, by its id. By the label's id, `levels` says how deep it
    stands, 0 at the top, `found_by` what one may type to find it by its name or code, and `cued_by`
    by its cue words.
    """

    variables: list[Variable]
    labels: dict[int, list[Label]]
    levels: dict[int, int]
    found_by: dict[int, str]
    cued_by: dict[int, str]

    @cached_property
    def label(self) -> dict[int, Label]:
        """Every label by its id."""
        return {label.pk: label for labels in self.labels.values() for label in labels}

    @cached_property
    def by_code(self) -> dict[str, dict[str, Label]]:
        """{code of the variable: {code of the label: label}}."""
        return {
            variable.code: {label.code: label for label in self.labels[variable.pk]}
            for variable in self.variables
        }


def instrument_of(version: CodebookVersion) -> Instrument:
    """Return the Instrument of a version. No query once a published one was read."""
    return _published(version.pk) if version.published_at else _read(version.pk)


@lru_cache(maxsize=32)
def _published(version_id: int) -> Instrument:
    return _read(version_id)


def _read(version_id):
    variables = list(
        Variable.objects.filter(version=version_id).prefetch_related(
            Prefetch("labels", Label.objects.order_by("position"))
        )
    )
    levels: dict[int, int] = {}
    labels = {
        variable.pk: list(_as_tree(list(variable.labels.all()), levels)) for variable in variables
    }
    found_by = {label.pk: _found_by(label) for group in labels.values() for label in group}
    cued_by = {label.pk: _cued_by(label) for group in labels.values() for label in group}
    return Instrument(variables, labels, levels, found_by, cued_by)


def _as_tree(labels, levels, parent=None, level=0):
    for label in labels:
        if label.parent_id == parent:
            levels[label.pk] = level
            yield label
            yield from _as_tree(labels, levels, label.pk, level + 1)


def _found_by(label):
    return _folded([*typed_forms(label.name_zh), label.name_zh, label.name_en, label.code])


def _cued_by(label):
    return _folded([form for cue in label.cues for form in (cue, *typed_forms(cue))])


def _folded(names):
    """As the desk folds what is typed: lower case, without spaces, hyphens, apostrophes."""
    return "|".join(dict.fromkeys(re.sub(r"[\s'-]", "", name.lower()) for name in names if name))
