"""Give a person a token with which a script of theirs reads the API; or take it back."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations import tokens
from newsroom.errors import Refused
from newsroom.models import User


class Command(BaseCommand):
    """Print a new token once, or revoke one."""

    help = "Make an API token for a person and print it once; --revoke ends it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say whose, which, and for how long."""
        parser.add_argument("user", help="the user name of the person who reads with it")
        parser.add_argument("--name", required=True, help="what it is for, such as: nightly-export")
        parser.add_argument("--days", type=int, help="how long it holds (default: until revoked)")
        parser.add_argument("--revoke", action="store_true", help="end the token of this name")

    def handle(self, *args, **options) -> None:
        """Issue or revoke."""
        user = User.objects.filter(username=options["user"]).first()
        if not user:
            raise CommandError(f"There is nobody with the user name {options['user']}.")
        try:
            if options["revoke"]:
                tokens.revoke(user, name=options["name"], by=None)
                self.stdout.write(f"Token {options['name']} of {user.username} is revoked.")
                return
            token = tokens.issue(user, name=options["name"], days=options["days"], by=None)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(token)
        self.stderr.write("Keep it now: it is not shown again.")
