"""manage.py purge_batch: undo an import."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from newsroom import undoing
from newsroom.errors import Refused
from newsroom.management.commands.import_seeds import acting_user
from newsroom.models import ImportBatch


class Command(BaseCommand):
    help = "Undo an import while none of its articles is in a round."

    def add_arguments(self, parser):
        parser.add_argument("batch", type=int, metavar="ID", help="the number of the import")
        parser.add_argument("--by", metavar="USER", help="the person who undoes it")

    def handle(self, *, batch, by, **options):
        try:
            found = ImportBatch.objects.get(pk=batch)
            undoing.purge(found, by=acting_user(by))
        except ImportBatch.DoesNotExist:
            raise CommandError(_("There is no import %(number)s.") % {"number": batch}) from None
        except Refused as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(_("Import %(number)s is undone.") % {"number": batch})
