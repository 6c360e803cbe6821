"""The labels of a draft: their texts rewritten, labels added and taken out, each on record."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from annotations.models import CodebookVersion, Label, LabelSource, Variable
from annotations.versions import MEANING
from newsroom import audit
from newsroom.errors import Refused
from newsroom.models import User


@transaction.atomic
def rewrite(
    label: Label, *, texts: Mapping[str, Any], meaning_changed: bool | None = None, by: User
) -> Label:
    """Give a label of a draft other texts; return it.

    `texts` are fields of the label. Where they change what it means (`versions.MEANING`) and it
    comes from a label before, `meaning_changed` has to say whether only the wording is new: what
    was coded with the label before is reopened, or not. Raises Refused when that is left open, and
    when the version is published.
    """
    _lock_draft(label.variable.version_id)
    label = Label.objects.select_related("variable").get(pk=label.pk)
    changed = {name: value for name, value in texts.items() if getattr(label, name) != value}
    if touches_meaning(label, texts) and meaning_changed is None:
        raise Refused(_("Say whether only the wording is new, or the meaning too."))
    before = {name: _plain(getattr(label, name)) for name in changed}
    for name, value in changed.items():
        setattr(label, name, value)
    label.save(update_fields=list(changed))
    if meaning_changed is not None:
        label.sources.update(meaning_changed=meaning_changed)
    after = {name: _plain(value) for name, value in changed.items()}
    audit.record("label.changed", label, before=before, after=after, by=by)
    return label


def touches_meaning(label: Label, texts: Mapping[str, Any]) -> bool:
    """Whether other texts could change what a label from an earlier version means."""
    differs = any(name in texts and getattr(label, name) != texts[name] for name in MEANING)
    return differs and label.sources.exists()


def take_for_another_meaning(label: Label) -> bool:
    """Let what was coded with the label before be reopened, until a person says otherwise.

    For texts that were changed where nobody was asked. Returns whether there is a label before.
    """
    return bool(LabelSource.objects.filter(label=label).update(meaning_changed=True))


@transaction.atomic
def add(variable: Variable, *, texts: Mapping[str, Any], by: User) -> Label:
    """Add a label at the end of a question of a draft; return it. Raises Refused as `rewrite`."""
    _lock_draft(variable.version_id)
    last = variable.labels.aggregate(last=Max("position"))["last"] or 0
    label = Label.objects.create(variable=variable, position=last + 1, **texts)
    after = {name: _plain(value) for name, value in texts.items() if value}
    audit.record("label.added", label, after=after, by=by)
    return label


@transaction.atomic
def remove(label: Label, *, by: User) -> None:
    """Take a label out of a draft: what it comes from is retired, unless another comes from it too.

    Raises Refused when other labels are part of it, and when the version is published.
    """
    _lock_draft(label.variable.version_id)
    if label.children.exists():
        raise Refused(_("Other labels are part of this one."))
    before = {"variable": label.variable.code, "code": label.code, "name_zh": label.name_zh}
    audit.record("label.removed", label, before=before, by=by)
    label.delete()


def _lock_draft(version: int) -> None:
    if CodebookVersion.objects.select_for_update().get(pk=version).published_at:
        raise Refused(_("This version is published already."))


def _plain(value: Any) -> Any:
    return value.code if isinstance(value, Label) else value
