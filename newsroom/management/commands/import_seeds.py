"""manage.py import_seeds: bring page texts into the corpus."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom import importing
from newsroom.errors import Refused
from newsroom.models import User


def acting_user(username):
    """Return the person that `--by` names, or None where nobody is named."""
    if not username:
        return None
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist:
        raise CommandError(_("There is no user “%(name)s”.") % {"name": username}) from None


class Command(BaseCommand):
    help = "Import page texts (files or folders of .txt files) as issues, pages and articles."

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="*", metavar="PATH", help="default: seeds/")
        parser.add_argument(
            "--newspaper", default=importing.DEFAULT_NEWSPAPER["slug"], metavar="SLUG",
            help="the newspaper's slug (default: %(default)s)",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="report, and change nothing")
        parser.add_argument("--by", metavar="USER", help="the person who imports")

    def handle(self, *, paths, newspaper, dry_run, by, **options):
        paths = paths or [settings.BASE_DIR / "seeds"]
        for path in map(Path, paths):
            if not path.exists():
                raise CommandError(_("There is no file or folder %(path)s.") % {"path": path})
        try:
            report = importing.import_pages(
                paths,
                newspaper=newspaper,
                dry_run=dry_run,
                source=" ".join(Path(path).name for path in paths),
                by=acting_user(by),
            )
        except Refused as refusal:
            raise CommandError(refusal.sentence) from None
        if options["verbosity"]:
            self.print_report(report, dry_run)

    def print_report(self, report, dry_run):
        """Print every page with its articles, then what was refused, then the sum."""
        for page in report.pages:
            state = _("new") if page.new else _("unchanged")
            self.stdout.write(f"{page.file}  →  {page.identifier}  ({state})")
            for identifier, headline in page.articles:
                self.stdout.write(f"    {identifier}  {headline}")
            if not page.articles:
                self.stdout.write("    " + _("no article on this page"))
        for refusal in report.refusals:
            self.stderr.write(self.style.WARNING(_("Refused: %(why)s") % {"why": refusal.sentence}))
        new = [page for page in report.pages if page.new]
        count = sum(len(page.articles) for page in new)
        parts = [
            ngettext("%(n)s page", "%(n)s pages", len(new)) % {"n": len(new)},
            ngettext("%(n)s article", "%(n)s articles", count) % {"n": count},
        ]
        self.stdout.write(
            _("New: %(what)s. Unchanged: %(unchanged)s. Refused: %(refused)s.")
            % {
                "what": ", ".join(parts),
                "unchanged": len(report.pages) - len(new),
                "refused": len(report.refusals),
            }
        )
        if report.batch:
            self.stdout.write(
                _("This is import %(number)s; purge_batch %(number)s undoes it.")
                % {"number": report.batch.pk}
            )
        if dry_run:
            self.stdout.write(_("Nothing was changed: this was a trial."))
