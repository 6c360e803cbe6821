"""What a codebook file says: the format newsroom-codebook/1, checked field by field."""

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from annotations.models import Codebook, CodebookVersion, Label, Variable

SCHEMA = "newsroom-codebook/1"
# What a file says of the codebook, its version, a variable and a label has the models' own names,
# lengths and choices, so file and database cannot drift apart.
OF_CODEBOOK = ("slug", "name_zh", "name_en")
OF_VERSION = ("unit_zh", "unit_en", "rules")
OF_VARIABLE = (
    "code", "kind", "name_zh", "name_en", "hint_zh", "hint_en", "rules", "required", "further_max",
    "threshold",
)  # fmt: skip
OF_LABEL = (
    "code", "key", "value", "beside_scale", "name_zh", "name_en", "definition_zh", "definition_en",
    "include_zh", "include_en", "exclude_zh", "exclude_en", "examples_zh", "examples_en", "cues",
    "iptc",
)  # fmt: skip
RULE = ("zh", "en")
JSON_TYPES: tuple[tuple[type[models.Field], tuple[type, ...]], ...] = (
    (models.BooleanField, (bool,)),
    (models.IntegerField, (int,)),
    (models.DecimalField, (int, float)),
    (models.CharField, (str,)),
    (models.TextField, (str,)),
)


class Reading:
    """One pass over a file: fills in what may be left out and collects what is wrong."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def refuse(self, sentence: str, path: str, **values: object) -> None:
        """Note a problem; `sentence` has a place for the path."""
        self.problems.append(sentence % {"path": path or _("The file"), **values})

    def object(self, value: Any, path: str, names: tuple[str, ...]) -> dict[str, Any]:
        """Return a JSON object, and refuse members that the format does not know."""
        if not isinstance(value, dict):
            self.refuse(_("“%(path)s” is not an object."), path)
            return {}
        for name in value:
            if name not in names:
                self.refuse(_("“%(path)s” is not part of a codebook file."), join(path, name))
        return value

    def list(self, value: Any, path: str, *, empty: bool = False) -> list[Any]:
        """Return a JSON list, which may be empty only where that is said."""
        if not isinstance(value, list):
            self.refuse(_("“%(path)s” is not a list."), path)
            return []
        if not value and not empty:
            self.refuse(_("“%(path)s” is empty."), path)
        return value

    def field(self, given: dict[str, Any], model: type[models.Model], name: str, path: str) -> Any:
        """Return one field as the model takes it, or its default where it may be left out."""
        field = model._meta.get_field(name)
        assert isinstance(field, models.Field)
        path = join(path, name)
        if name not in given:
            if field.blank or field.has_default():
                return plain(field, field.get_default())
            self.refuse(_("“%(path)s” is missing."), path)
            return None
        value = given[name]
        if isinstance(field, models.JSONField):
            return self.json(value, name, path)
        if value is None and field.null:
            return None
        wanted = next(types for kind, types in JSON_TYPES if isinstance(field, kind))
        if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
            self.refuse(_("“%(path)s” has a value of the wrong type."), path)
            return None
        if isinstance(value, str) and "\x00" in value:
            self.refuse(_("“%(path)s” holds a character that no text has."), path)
            return None
        if isinstance(field, models.DecimalField):
            value = Decimal(repr(value))  # as it is written: 0.667 is not 0.66700000000000003
        try:
            return plain(field, field.clean(value, None))
        except ValidationError as error:
            for message in error.messages:
                self.refuse("“%(path)s”: %(message)s", path, message=message)
            return None

    def json(self, value: Any, name: str, path: str) -> Any:
        """Return one of the fields that are kept as JSON: rules, cue words, the IPTC topic."""
        if name == "rules":
            rules = []
            for place, rule in enumerate(self.list(value, path, empty=True)):
                here = f"{path}[{place}]"
                rule = self.object(rule, here, RULE)
                rules.append(
                    {word: self.text(rule.get(word, ""), join(here, word)) for word in RULE}
                )
            return rules
        if name == "cues":
            return [
                self.text(cue, f"{path}[{place}]")
                for place, cue in enumerate(self.list(value, path, empty=True))
            ]
        if value is None:
            return None
        topic = self.object(value, path, ("code", "name", "fit"))
        return {word: self.text(topic[word], join(path, word)) for word in topic}

    def text(self, value: Any, path: str) -> str:
        """Return a text of any length."""
        if isinstance(value, str) and "\x00" not in value:
            return value
        self.refuse(_("“%(path)s” is not a text."), path)
        return ""


def join(path: str, name: str) -> str:
    """Return the path of a member."""
    return f"{path}.{name}" if path else name


def plain(field: models.Field, value: Any) -> Any:
    """Return a value as JSON has it: a threshold is a number with three decimals."""
    return round(float(value), 3) if isinstance(field, models.DecimalField) else value


def read(data: Any) -> tuple[dict[str, Any], list[str]]:
    """Return a file's content with every field filled in, and the sentences on what is wrong.

    The content counts only when there are no sentences. Each names the path of its field, such as
    variables[0].labels[3].key.
    """
    reading = Reading()
    data = reading.object(data, "", ("schema", "version", "variables", *OF_CODEBOOK, *OF_VERSION))
    if reading.problems:
        return {}, reading.problems
    if data.get("schema") != SCHEMA:
        reading.refuse(_("“%(path)s” is not %(schema)s."), "schema", schema=SCHEMA)
    content: dict[str, Any] = {"schema": SCHEMA}
    for name in OF_CODEBOOK:
        content[name] = reading.field(data, Codebook, name, "")
    number = {"number": data["version"]} if "version" in data else {}
    content["version"] = reading.field(number, CodebookVersion, "number", "")
    if content["version"] == 0:
        reading.refuse(_("“%(path)s” counts from 1."), "version")
    for name in OF_VERSION:
        content[name] = reading.field(data, CodebookVersion, name, "")
    content["variables"] = [
        read_variable(reading, variable, f"variables[{place}]")
        for place, variable in enumerate(reading.list(data.get("variables"), "variables"))
    ]
    check_once(reading, content["variables"], "code", "variables[%d].code")
    check_keys(reading, content["variables"])
    # The models call the number of a version "number", the file calls it "version".
    problems = [text.replace("“number”", "“version”") for text in reading.problems]
    return content, problems


def read_variable(reading: Reading, data: Any, path: str) -> dict[str, Any]:
    """Read one variable with its labels."""
    given = reading.object(data, path, (*OF_VARIABLE, "labels"))
    variable = {name: reading.field(given, Variable, name, path) for name in OF_VARIABLE}
    if not 0 <= (variable["threshold"] or 0) <= 1:
        reading.refuse(_("“%(path)s” is not between 0 and 1."), join(path, "threshold"))
    if variable["further_max"] and variable["kind"] in (Variable.Kind.ONE, Variable.Kind.ORDINAL):
        reading.refuse(
            _("“%(path)s” has a meaning only where several labels are allowed."),
            join(path, "further_max"),
        )
    labels = []
    for place, label in enumerate(reading.list(given.get("labels"), join(path, "labels"))):
        here = f"{path}.labels[{place}]"
        label = reading.object(label, here, (*OF_LABEL, "parent"))
        labels.append({name: reading.field(label, Label, name, here) for name in OF_LABEL})
        labels[-1]["parent"] = label.get("parent")
    variable["labels"] = labels
    check_once(reading, labels, "code", f"{path}.labels[%d].code")
    check_parents(reading, labels, path)
    check_scale(reading, variable, path)
    return variable


def check_once(reading: Reading, items: list[dict[str, Any]], name: str, path: str) -> None:
    """Refuse a value that stands twice among siblings."""
    seen = set()
    for place, item in enumerate(items):
        if item[name] is not None and item[name] in seen:
            reading.refuse(
                _("“%(path)s” is “%(value)s” a second time."), path % place, value=item[name]
            )
        seen.add(item[name])


def check_keys(reading: Reading, variables: list[dict[str, Any]]) -> None:
    """Refuse a key that two labels share, of whatever variables: one key is one label."""
    seen = set()
    for place, variable in enumerate(variables):
        for position, label in enumerate(variable["labels"]):
            key = (label["key"] or "").upper()
            path = f"variables[{place}].labels[{position}].key"
            if key and not (key.isascii() and key.isalnum()):
                reading.refuse(_("“%(path)s” is not a letter or a figure."), path)
            if key and key in seen:
                reading.refuse(_("“%(path)s” is “%(value)s” a second time."), path, value=key)
            seen.add(key)


def check_parents(reading: Reading, labels: list[dict[str, Any]], path: str) -> None:
    """Refuse a parent that is no label of the variable, and labels that are their own ancestor."""
    parents = {label["code"]: label["parent"] for label in labels}
    for place, label in enumerate(labels):
        here = f"{path}.labels[{place}].parent"
        ancestors: list[Any] = []
        parent = label["parent"]
        if parent is not None and (not isinstance(parent, str) or parent not in parents):
            reading.refuse(_("“%(path)s” is not the code of a label of this variable."), here)
            continue
        while parent is not None and parent not in ancestors:
            ancestors.append(parent)
            parent = parents.get(parent)
        if label["code"] in ancestors:
            reading.refuse(_("“%(path)s” leads back to the label itself."), here)


def check_scale(reading: Reading, variable: dict[str, Any], path: str) -> None:
    """Refuse an ordinal variable without steps, and steps where there is no scale."""
    steps = set()
    for place, label in enumerate(variable["labels"]):
        here = f"{path}.labels[{place}]"
        ordinal = variable["kind"] == Variable.Kind.ORDINAL
        if label["beside_scale"] and not ordinal:
            reading.refuse(_("“%(path)s” has a meaning only on a scale."), f"{here}.beside_scale")
        if label["value"] is not None and (label["beside_scale"] or not ordinal):
            reading.refuse(_("“%(path)s” has a meaning only on a scale."), f"{here}.value")
        if ordinal and not label["beside_scale"]:
            if label["value"] is None:
                reading.refuse(_("“%(path)s” is missing: a step of the scale."), f"{here}.value")
            elif label["value"] in steps:
                reading.refuse(
                    _("“%(path)s” is “%(value)s” a second time."),
                    f"{here}.value", value=label["value"],
                )  # fmt: skip
            steps.add(label["value"])


def content_of(version: CodebookVersion) -> dict[str, Any]:
    """Return what the file of a version says: the inverse of loading it."""
    content: dict[str, Any] = {"schema": SCHEMA}
    content |= {name: getattr(version.codebook, name) for name in OF_CODEBOOK}
    content["version"] = version.number
    content |= {name: getattr(version, name) for name in OF_VERSION}
    content["variables"] = []
    for variable in version.variables.prefetch_related("labels__parent"):
        said = {
            name: float(value) if isinstance(value := getattr(variable, name), Decimal) else value
            for name in OF_VARIABLE
        }
        said["labels"] = [
            {name: getattr(label, name) for name in OF_LABEL}
            | {"parent": label.parent.code if label.parent else None}
            for label in variable.labels.all()
        ]
        content["variables"].append(said)
    return content


def fingerprint(content: dict[str, Any]) -> str:
    """Return the SHA-256 of a version's content.

    The names of the codebook are left out: they are those of its newest version.
    """
    said = {name: value for name, value in content.items() if name not in ("name_zh", "name_en")}
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def differences(first: Any, second: Any, path: str = "") -> Iterator[str]:
    """Yield the paths at which two contents differ."""
    if isinstance(first, dict) and isinstance(second, dict):
        for name in {**first, **second}:
            yield from differences(first.get(name), second.get(name), join(path, name))
    elif isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        for place, (one, other) in enumerate(zip(first, second, strict=True)):
            yield from differences(one, other, f"{path}[{place}]")
    elif first != second:
        yield path
