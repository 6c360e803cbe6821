"""The demo: a small team and an open round, so that a fresh installation can be tried at once."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from annotations import roles, rounds
from annotations.models import CodebookVersion
from newsroom import audit
from newsroom.errors import Refused
from newsroom.models import Article, User

TEAM = settings.BASE_DIR / "seeds" / "team.json"
# Lower-case, and nothing that a reader could take for another character.
PASSWORD_CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Account:
    """What a person of the demo needs to log in; the password is stored nowhere in clear."""

    role: str
    username: str
    password: str


@transaction.atomic
def create(*, password: str | None = None) -> list[Account]:
    """Make the demo team and open a round of all articles for two of them; return the accounts.

    Each password is random unless one is given for all. Returns nothing, and changes nothing, when
    there are people already. Raises Refused while there are no articles or no published codebook.
    """
    if User.objects.exists():
        return []
    articles = rounds.in_page_order(Article.objects.all())
    version = CodebookVersion.objects.exclude(published_at=None).order_by("-published_at").first()
    if not articles.exists():
        raise Refused(_("There are no articles yet; import some pages first."))
    if not version:
        raise Refused(_("There is no published codebook yet; load one first."))
    roles.set_up()
    team = json.loads(TEAM.read_text(encoding="utf-8"))
    accounts, people = [], {}
    for person in team["people"]:
        account = Account(person["role"], person["username"], password or random_password())
        people[account.username] = make_person(person, account.password)
        accounts.append(account)
    wanted = team["round"]
    opener = people[wanted["opened_by"]]
    made = rounds.create(
        name=wanted["name"],
        kind=wanted["kind"],
        version=version,
        articles=articles,
        annotators=[people[username] for username in wanted["annotators"]],
        per_unit=wanted["per_unit"],
        seed=wanted["seed"],
        by=opener,
    )
    rounds.open_round(made, by=opener)
    return accounts


def make_person(person: dict[str, Any], password: str) -> User:
    """Make one account from its line in the team's file."""
    fields = {name: value for name, value in person.items() if name != "role"}
    user = User.objects.create_user(password=password, **fields)
    user.groups.add(Group.objects.get(name=person["role"]))
    audit.record(
        "user.created", user, after={"username": user.username, "role": person["role"]}, by=None
    )
    return user


def random_password() -> str:
    """Return a password of three groups that can be read aloud and typed, of some 59 bits."""
    groups = ("".join(secrets.choice(PASSWORD_CHARACTERS) for _i in range(4)) for _g in range(3))
    return "-".join(groups)
