"""Dockerfile and docker-compose.yml, read without Docker: what they promise and refer to."""

import fnmatch
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from newsroom.healthcheck import host_to_ask_for

CHECKOUT = Path(__file__).resolve().parents[2]
SECRETS = {"NEWSROOM_SECRET_KEY", "NEWSROOM_DATABASE_PASSWORD"}


def instructions():
    """Return the Dockerfile as (instruction, arguments), its stages in order."""
    text = (CHECKOUT / "Dockerfile").read_text()
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    lines = [line for line in joined.splitlines() if line.strip()]
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines]


def last_stage():
    steps = instructions()
    start = max(index for index, (name, _) in enumerate(steps) if name == "FROM")
    return steps[start:]


@pytest.fixture(scope="module")
def compose():
    """The file as Docker reads it, with `<<` merged and variables still unread."""
    return yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())


def test_the_image_is_built_in_stages_and_does_not_run_as_root():
    stages = [arguments for name, arguments in instructions() if name == "FROM"]
    users = [arguments for name, arguments in last_stage() if name == "USER"]

    assert len(stages) == 2
    assert all(":" in stage.split()[0] for stage in stages), "a base image without a version"
    assert users == ["newsroom"]


def test_the_image_installs_the_lock_with_its_hashes():
    installs = [arguments for name, arguments in instructions() if "pip install" in arguments]

    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert installs[0].endswith("-r requirements.txt")


def test_everything_that_the_image_copies_exists_and_is_let_in():
    copied = [
        source
        for name, arguments in instructions()
        if name == "COPY" and "--from" not in arguments
        for source in arguments.split()[:-1]
    ]
    let_in = [
        line[1:]
        for line in (CHECKOUT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    ]

    assert copied
    for source in copied:
        assert (CHECKOUT / source).exists(), source
        assert any(fnmatch.fnmatch(source, pattern) for pattern in let_in), source


def test_the_image_has_a_health_check_and_serves_with_gunicorn():
    steps = dict(last_stage())
    command = json.loads(steps["CMD"])

    assert "newsroom.healthcheck" in steps["HEALTHCHECK"]
    assert command[:2] == ["gunicorn", "newsroom.wsgi"]
    assert "--preload" in command


def test_gunicorn_accepts_the_images_command():
    command = json.loads(dict(last_stage())["CMD"])

    done = subprocess.run(
        [sys.executable, "-m", *command, "--check-config"],
        cwd=CHECKOUT,
        env=os.environ | {"NEWSROOM_ENV": "development"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_the_image_collects_static_files_under_the_settings_of_production(tmp_path):
    steps = [arguments for _, arguments in instructions() if "collectstatic" in arguments]
    script = steps[0].replace("/app/static", str(tmp_path / "static"))

    done = subprocess.run(
        ["/bin/sh", "-ec", script],
        cwd=CHECKOUT,
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
        | {"NEWSROOM_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "static" / "staticfiles.json").exists()


def test_compose_runs_the_database_the_web_and_the_worker(compose):
    assert set(compose["services"]) == {"db", "migrate", "web", "worker"}


@pytest.mark.parametrize("service", ["db", "web", "worker"])
def test_every_lasting_service_has_a_health_check_and_comes_back(compose, service):
    described = compose["services"][service]

    assert described["healthcheck"]["test"][0] == "CMD"
    assert described["restart"] == "unless-stopped"


def test_the_tables_are_made_before_anything_uses_them(compose):
    services = compose["services"]

    assert services["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    for user in ("web", "worker"):
        waits_for = services[user]["depends_on"]
        assert waits_for == {"migrate": {"condition": "service_completed_successfully"}}


def test_secrets_come_from_the_environment_and_are_required():
    text = (CHECKOUT / "docker-compose.yml").read_text()

    required = set(re.findall(r"\$\{(\w+):\?[^}]+\}", text))
    assert required >= SECRETS | {"NEWSROOM_ALLOWED_HOSTS"}
    for secret in SECRETS:
        assert not re.search(rf"\$\{{{secret}(:-[^}}]*)?\}}", text), "a secret with a default"


def test_the_application_runs_with_few_rights(compose):
    for name in ("migrate", "web", "worker"):
        service = compose["services"][name]
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["environment"]["NEWSROOM_ENV"] == "production"


def test_every_volume_is_declared_and_every_declared_volume_used(compose):
    used = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
    }

    assert used == set(compose["volumes"])


def test_every_management_command_that_compose_runs_exists(compose):
    text = json.dumps(compose["services"])

    commands = set(re.findall(r"manage\.py\"?,? \"?(\w+)", text))

    assert commands == {"migrate", "createcachetable", "setup_roles", "procrastinate"}
    assert commands <= set(get_commands())


def test_several_web_containers_find_a_port_each(compose):
    ports = compose["services"]["web"]["ports"]

    assert ports == ["127.0.0.1:${NEWSROOM_PORTS:-8000-8009}:8000"]


@pytest.mark.parametrize(
    ("allowed", "asked"),
    [
        ("labels.example.org,other.example.org", "labels.example.org"),
        (".example.org", "example.org"),
        ("*", "localhost"),
        ("", "localhost"),
    ],
)
def test_the_health_check_asks_for_a_name_that_the_site_answers_to(allowed, asked):
    assert host_to_ask_for({"NEWSROOM_ALLOWED_HOSTS": allowed}) == asked


@pytest.mark.parametrize(
    ("name", "value"),
    [("NEWSROOM_EMAIL_PORT", "smtp"), ("NEWSROOM_LOG_LEVEL", "loud"), ("NEWSROOM_HTTPS", "maybe")],
)
def test_a_setting_that_means_nothing_is_refused_at_start_by_its_name(name, value):
    done = subprocess.run(
        [sys.executable, "-c", "import newsroom.settings"],
        cwd=CHECKOUT,
        env=os.environ | {name: value},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr.splitlines()[-1].startswith(
        f"django.core.exceptions.ImproperlyConfigured: {name} is '{value}'"
    )
