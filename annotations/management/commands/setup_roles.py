"""Make the groups and give them the permissions of the table in annotations/roles.py."""

from django.core.management.base import BaseCommand

from annotations import roles


class Command(BaseCommand):
    """Make or mend the roles."""

    help = "Make the roles annotator, reviewer, supervisor and consumer, or mend their permissions."

    def handle(self, *args, **options):
        changed = roles.set_up()
        self.stdout.write(
            f"Roles set: {', '.join(changed)}." if changed else "Roles were set already."
        )
