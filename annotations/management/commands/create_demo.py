"""Make the demo team and its round, and print the accounts once."""

import os

from django.core.management.base import BaseCommand, CommandError

from annotations import demo
from newsroom.errors import Refused


class Command(BaseCommand):
    """Repeating it changes nothing: once there are people, it only says so."""

    help = "Make the demo team and open its round; NEWSROOM_DEMO_PASSWORD sets their password."

    def handle(self, *args: object, **options: object) -> None:
        try:
            accounts = demo.create(password=os.environ.get("NEWSROOM_DEMO_PASSWORD") or None)
        except Refused as error:
            raise CommandError(error.sentence) from error
        if not accounts:
            self.stdout.write("There are people already; the demo team was not made.")
            return
        rows = [("role", "user name", "password")]
        rows += [(account.role, account.username, account.password) for account in accounts]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())
