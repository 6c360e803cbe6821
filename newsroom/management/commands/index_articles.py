"""manage.py index_articles: compute anew what the search reads, key terms and likeness."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from newsroom import indexing


class Command(BaseCommand):
    """Index every article again, as after a change of how words are cut."""

    help = "Compute for every article anew what the search reads of it, its key terms and likeness."

    def handle(self, *args, **options):
        """Index and say how many."""
        self.stdout.write(_("Articles indexed: %(number)s.") % {"number": indexing.index_all()})
