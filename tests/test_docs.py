"""Everything a person can type, set or open is documented."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.test_access import names

ROOT = Path(__file__).resolve().parent.parent
DOCS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}
README = (ROOT / "README.md").read_text(encoding="utf-8")
VARIABLE = re.compile(r"\b(?:NEWSROOM_[A-Z][A-Z_]*[A-Z]|DATABASE_URL|PG_BINDIR)\b")
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#]+)")


def our_commands():
    """The management commands of this project."""
    return sorted(
        name for name, app in get_commands().items() if app in {"newsroom", "annotations"}
    )


def variables():
    """Every environment variable that the code or the containers read."""
    sources = [
        *(ROOT / "newsroom").rglob("*.py"),
        *(ROOT / "annotations").rglob("*.py"),
        ROOT / "manage.py",
        ROOT / "Dockerfile",
        ROOT / "docker-compose.yml",
    ]
    return sorted(
        {found for path in sources for found in VARIABLE.findall(path.read_text(encoding="utf-8"))}
    )


def our_addresses():
    """The names of the addresses that are not allauth's or the admin's."""
    return sorted(
        {name for name, _entry in names() if not name.startswith(("admin:", "account_", "mfa_"))}
    )


@pytest.mark.parametrize("command", our_commands())
def test_every_command_is_in_the_reference(command):
    assert f"manage.py {command}" in DOCS["reference.md"]


@pytest.mark.parametrize("variable", variables())
def test_every_environment_variable_is_in_the_operations_manual(variable):
    assert f"`{variable}`" in DOCS["operations.md"]


@pytest.mark.parametrize("name", our_addresses())
def test_every_address_is_in_the_reference(name):
    assert f"`{name}`" in DOCS["reference.md"]


def test_every_link_between_the_documents_leads_somewhere():
    dead = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]

    assert dead == []


def test_the_readme_leads_to_every_document():
    assert [name for name in DOCS if f"docs/{name}" not in README] == []


@pytest.mark.parametrize("module", ["newsroom", "annotations"])
def test_the_architecture_page_names_every_module(module):
    rooms = [
        path.name
        for path in (ROOT / module).iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists())
        and path.name not in {"__init__.py", "migrations", "management"}
    ]

    assert [room for room in rooms if room.removesuffix(".py") not in DOCS["architecture.md"]] == []
