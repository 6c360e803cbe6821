"""Publish the codebook version that a file describes."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations import codebooks
from newsroom.errors import Refused
from newsroom.models import User


class Command(BaseCommand):
    """Load one file; loading it again changes nothing."""

    help = "Publish the codebook version that a JSON file describes (see docs/rounds.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", metavar="USER", help="user name of the person who publishes it")

    def handle(self, *args: object, **options: object) -> None:
        path, username = options["file"], options["by"]
        assert isinstance(path, Path)
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except ValueError as error:
            raise CommandError(f"{path} is not JSON in UTF-8: {error}.") from error
        by = User.objects.filter(username=username).first()
        if username and not by:
            raise CommandError(f"There is no user {username}.")
        try:
            version, new = codebooks.load(data, by=by)
        except Refused as error:
            raise CommandError(error.sentence) from error
        named = f"{version.codebook.slug} version {version.number}"
        self.stdout.write(f"Published {named}." if new else f"Unchanged: {named}.")
