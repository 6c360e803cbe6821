"""Who may do what: one table, applied by `manage.py setup_roles`."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from newsroom.models import User

READ_CORPUS = (
    "newsroom.view_newspaper",
    "newsroom.view_issue",
    "newsroom.view_page",
    "newsroom.view_article",
    "annotations.view_codebook",
)
READ_STUDY = (
    "annotations.view_round",
    "annotations.view_unit",
    "annotations.view_annotation",
    "annotations.view_decision",
)
ADMINISTER = tuple(
    f"{app}.{act}_{model}"
    for app, models in {
        "newsroom": ("newspaper", "issue", "page", "article", "credit", "user", "importbatch"),
        "annotations": (
            "codebook", "codebookversion", "variable", "label", "round", "roundannotator",
        ),
    }.items()
    for model in models
    for act in ("view", "add", "change")
)  # fmt: skip
READ_RECORD = (
    "newsroom.view_auditentry",
    "newsroom.view_segment",
    "annotations.view_assignment",
    "annotations.view_attempt",
    "annotations.view_release",
    "annotations.view_return",
)

ROLES = {
    "annotator": (*READ_CORPUS, "annotations.code_unit"),
    "reviewer": (*READ_CORPUS, *READ_STUDY, "annotations.review_unit"),
    "supervisor": (
        *READ_CORPUS,
        *READ_STUDY,
        *READ_RECORD,
        *ADMINISTER,
        "annotations.delete_variable",  # of a draft; a published version refuses
        "annotations.delete_label",
        "annotations.add_release",
        "annotations.supervise_round",
    ),
    "consumer": (*READ_CORPUS, *READ_STUDY, "annotations.view_release"),
}


@transaction.atomic
def set_up():
    """Make the groups of the table and give each exactly its permissions; return what changed.

    Repeating it changes nothing. Raises LookupError for a permission that does not exist.
    """
    existing = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    changed = []
    for role, names in ROLES.items():
        missing = set(names) - set(existing)
        if missing:
            raise LookupError(f"There is no permission {', '.join(sorted(missing))}.")
        group, made = Group.objects.get_or_create(name=role)
        wanted = {existing[name] for name in names}
        if set(group.permissions.values_list("pk", flat=True)) != wanted:
            group.permissions.set(wanted)
            made = True
        if made:
            changed.append(role)
    return changed


def supervisors() -> list[User]:
    """Return those whom one asks about the study: the supervisors who can log in."""
    return list(User.objects.filter(groups__name="supervisor", is_active=True).order_by("pk"))


def roles_of(user):
    """The roles of a person, in the order of the table."""
    held = set(user.groups.values_list("name", flat=True))
    return [role for role in ROLES if role in held]
