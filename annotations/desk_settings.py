"""How a person has set up their coding desk: sizes, what submits, the layout, and the keys.

What is stored is only what differs from the defaults: {"text_size": 1 to 5, "text_width": 1 to 3,
"submit_when_complete": bool, "marks_terms": bool, "layout": "right" | "left",
"keys": {action: key}, "label_keys": {codebook: {"<variable>.<label>": key}}}. Labels are named by
their codes, so that a key stays when the codebook goes on to its next version.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from annotations.instrument import instrument_of
from annotations.models import CodebookVersion, DeskSettings, Label
from newsroom.errors import Refused
from newsroom.models import User


@dataclass(frozen=True)
class Action:
    """Something that a key does on the desk: its name here, its key at first, and what it does."""

    name: str
    key: str
    title: Any


ACTIONS = (
    Action("next_sentence", "J", gettext_lazy("Next sentence")),
    Action("previous_sentence", "K", gettext_lazy("Sentence before")),
    Action("evidence", "L", gettext_lazy("Mark as evidence")),
    Action("terms", "M", gettext_lazy("Key terms")),
    Action("original", "P", gettext_lazy("Original page")),
    Action("codebook", "I", gettext_lazy("Whole codebook")),
    Action("note", "N", gettext_lazy("Note")),
    Action("ask", "H", gettext_lazy("Ask the reviewers")),
    Action("problem", "B", gettext_lazy("This article cannot be coded")),
    Action("propose", "Y", gettext_lazy("Propose a label")),
    Action("precedents", "O", gettext_lazy("Articles like this one")),
    Action("filter", "/", gettext_lazy("Filter the labels")),
    Action("undo", "U", gettext_lazy("Take the last submission back")),
    Action("smaller", "-", gettext_lazy("Smaller text")),
    Action("larger", "=", gettext_lazy("Larger text")),
    Action("narrower", "[", gettext_lazy("Shorter lines")),
    Action("wider", "]", gettext_lazy("Longer lines")),
    Action("submit", "enter", gettext_lazy("Submit and next")),
)
NAMES = {action.name: action for action in ACTIONS}
PRESETS: dict[str, dict[str, str]] = {
    "usual": {action.name: action.key for action in ACTIONS},
    # What coding an article takes lies under the left hand, beside the keys of the labels.
    "left hand": {action.name: action.key for action in ACTIONS}
    | {"submit": "B", "problem": "0", "next_sentence": "5", "evidence": "6", "undo": "7"},
}
LIST_OF_KEYS = "?"
"""Always lists the keys; never another action's."""
SIZES = range(1, 6)
WIDTHS = range(1, 4)
LAYOUTS = {
    "right": pgettext_lazy("layout", "labels on the right"),
    "left": pgettext_lazy("layout", "labels on the left"),
}
DEFAULTS: dict[str, Any] = {
    "text_size": 2,
    "text_width": 2,
    "submit_when_complete": False,
    "marks_terms": False,
    "layout": "right",
    "keys": {action.name: action.key for action in ACTIONS},
    "label_keys": {},
}


def choices_of(person: User) -> dict[str, Any]:
    """Return all choices of a person, the defaults where they made none. One query."""
    stored = DeskSettings.objects.filter(person=person).values_list("choices", flat=True).first()
    return completed(stored or {})


def completed(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the choices with the defaults where there are none."""
    keys = {name: key for name, key in stored.get("keys", {}).items() if name in NAMES}
    known = {name: value for name, value in stored.items() if name in DEFAULTS}
    return DEFAULTS | known | {"keys": DEFAULTS["keys"] | keys}


def taken_by(choices: Mapping[str, Any]) -> frozenset[str]:
    """Return the keys that the desk itself answers to, so that no label can have them."""
    return frozenset({*choices["keys"].values(), LIST_OF_KEYS})


def versions_for(person: User) -> list[CodebookVersion]:
    """Return the codebook versions that a person codes with, the latest of each codebook first."""
    return list(
        CodebookVersion.objects.filter(rounds__annotators=person, rounds__closed_at=None)
        .select_related("codebook")
        .order_by("codebook__slug", "-number")
        .distinct()
    )


def label_keys_of(choices: Mapping[str, Any], version: CodebookVersion) -> dict[int, str]:
    """Return the keys that a person gave to labels of a codebook version, by the label's id."""
    own = choices["label_keys"].get(version.codebook.slug, {})
    return {label.pk: own[name] for name, label in _named_labels(version) if name in own}


def _named_labels(version: CodebookVersion) -> Iterator[tuple[str, Label]]:
    for variable, labels in instrument_of(version).by_code.items():
        for code, label in labels.items():
            yield f"{variable}.{code}", label


@transaction.atomic
def save(person: User, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Store single choices of a person beside those they made before; return all of them.

    `keys` may hold only the actions that change; `label_keys` of each codebook it names all, and
    "" is the codebook's own. Raises Refused where a choice is none of those offered, or where two
    actions, two labels, or an action and a label would have the same key.
    """
    DeskSettings.objects.get_or_create(person=person)
    settings = DeskSettings.objects.select_for_update().get(person=person)
    before = completed(settings.choices)
    after = {**before, **changes}
    after["keys"] = {**before["keys"], **changes.get("keys", {})}
    after["label_keys"] = {**before["label_keys"], **changes.get("label_keys", {})}
    check(after)
    if {"keys", "label_keys"} & set(changes):
        versions = versions_for(person)
        after["label_keys"] = _other_than_the_codebooks(after["label_keys"], versions)
        for version in versions:
            _check_label_keys(version, after, changes.get("keys", {}))
    settings.choices = {
        name: value for name, value in after.items() if name != "keys" and value != DEFAULTS[name]
    }
    moved = {name: key for name, key in after["keys"].items() if key != NAMES[name].key}
    if moved:
        settings.choices["keys"] = moved
    settings.save(update_fields=["choices"])
    return after


def check(choices: Mapping[str, Any]) -> None:
    """Refuse choices that are not offered. Raises Refused."""
    offered = {
        "text_size": SIZES,
        "text_width": WIDTHS,
        "submit_when_complete": (True, False),
        "marks_terms": (True, False),
        "layout": tuple(LAYOUTS),
    }
    for name, value in choices.items():
        if name == "keys":
            _check_keys(value)
        elif name == "label_keys":
            continue  # beside the codebooks that they are of: _check_label_keys
        elif (
            name not in offered
            or isinstance(value, bool) is not isinstance(DEFAULTS[name], bool)
            or value not in offered[name]
        ):
            raise Refused(_("The desk has no such choice."))


def _is_single(key):
    fine = isinstance(key, str) and len(key) == 1 and key.isprintable() and not key.isspace()
    return fine and key == key.upper()


def _check_keys(keys):
    seen: dict[str, str] = {}
    for name, key in keys.items():
        if name not in NAMES:
            raise Refused(_("The desk has no such choice."))
        title = NAMES[name].title
        if key == LIST_OF_KEYS:
            raise Refused(_("“?” always lists the keys."))
        if not _is_single(key) and key != "enter":
            raise Refused(_("“%(action)s” needs a single key.") % {"action": title})
        if key in seen:
            raise Refused(
                _("“%(one)s” and “%(other)s” would have the same key.")
                % {"one": NAMES[seen[key]].title, "other": title}
            )
        seen[key] = name


def _other_than_the_codebooks(label_keys, versions):
    """What a label has from its codebook anyway is not kept as a person's own key."""
    usual: dict[str, dict[str, str]] = {}
    for version in reversed(versions):  # so that the latest has the last word
        usual[version.codebook.slug] = {
            name: label.key.upper() for name, label in _named_labels(version)
        }
    kept = {
        slug: {
            name: key for name, key in keys.items() if key and key != usual.get(slug, {}).get(name)
        }
        for slug, keys in label_keys.items()
    }
    return {slug: keys for slug, keys in kept.items() if keys}


def _check_label_keys(version, choices, moved):
    """Refuse keys that labels of a version and actions, or two labels, would both answer to."""
    own = label_keys_of(choices, version)
    of_actions = {key: name for name, key in choices["keys"].items()}
    newly = {key for name, key in moved.items() if key != NAMES[name].key}
    seen: dict[str, Label] = {}
    for _name, label in _named_labels(version):
        key = own.get(label.pk, label.key.upper())
        if not key:
            continue
        other = seen.setdefault(key, label)
        if label.pk in own:
            if key == LIST_OF_KEYS:
                raise Refused(_("“?” always lists the keys."))
            if not _is_single(key):
                raise Refused(_("“%(action)s” needs a single key.") % {"action": label.name})
            if key in of_actions:
                raise Refused(
                    _("“%(one)s” and “%(other)s” would have the same key.")
                    % {"one": NAMES[of_actions[key]].title, "other": label.name}
                )
        elif key in newly:
            raise Refused(
                _("“%(key)s” is the key of the label “%(label)s”.")
                % {"key": key, "label": label.name}
            )
        if other is not label and {other.pk, label.pk} & own.keys():
            raise Refused(
                _("“%(one)s” and “%(other)s” would have the same key.")
                % {"one": other.name, "other": label.name}
            )
