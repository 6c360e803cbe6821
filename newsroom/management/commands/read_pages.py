"""`manage.py read_pages IN_DIR OUT_DIR`: read page files into JSON for scoring, without a
database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsroom.text.decoding import ReadingError
from newsroom.text.reading import read_folder


class Command(BaseCommand):
    help = (
        "Read the page texts of a folder and write one JSON file for each, in the schema for"
        " scoring."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="IN_DIR", type=Path)
        parser.add_argument("target", metavar="OUT_DIR", type=Path)

    def handle(self, *args: Any, source: Path, target: Path, **options: Any) -> None:
        if not source.is_dir():
            raise CommandError(f"There is no folder {source}.")
        refused = []
        for name, result in read_folder(source, target):
            if isinstance(result, ReadingError):
                refused.append(name)
                self.stderr.write(str(result))
            else:
                self.stdout.write(f"{name}: {result} articles")
        if refused:
            raise CommandError(f"{len(refused)} of the files could not be read.")
