"""manage.py import_table: bring a table of ready-made articles into the corpus."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from newsroom import batches, importing, table_preview, tables
from newsroom.errors import Refused
from newsroom.management.commands.import_seeds import acting_user
from newsroom.models import ImportBatch, ImportTable
from newsroom.progress import progress_of
from newsroom.sentences import said
from newsroom.text.table_columns import Field, Mapping
from newsroom.text.table_values import DayOrder
from newsroom.uploads import Given


class Command(BaseCommand):
    help = "Import a table of ready-made articles (.csv, .tsv, .jsonl, .xlsx), a row an article."

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="FILE", type=Path)
        parser.add_argument(
            "--newspaper", default=importing.DEFAULT_NEWSPAPER["slug"], metavar="SLUG",
            help="of rows that name none (default: %(default)s)",
        )  # fmt: skip
        parser.add_argument(
            "--column", action="append", default=[], metavar="FIELD=NAME",
            help="which column holds what, where the guess is wrong; an empty name: none does. "
            "Fields: " + ", ".join(Field),
        )  # fmt: skip
        parser.add_argument(
            "--dates", choices=[order.value for order in DayOrder],
            help="in which order dates such as 23/07/2019 give day, month and year",
        )  # fmt: skip
        parser.add_argument(
            "--sheet", default="", metavar="NAME",
            help="which sheet of a workbook (default: the first that is filled)",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="report, and change nothing")
        parser.add_argument("--by", metavar="USER", help="the person who imports")

    def handle(self, *, path, newspaper, column, dates, sheet, dry_run, by, **options):
        person = acting_user(by)
        try:
            with transaction.atomic():
                batch = self.receive(path, newspaper, (column, dates, sheet), person)
                if dry_run:
                    table = ImportTable.objects.get(pk=batch.pk)
                    for sentence in table_preview.preview(table, batch.newspaper).sentences:
                        self.stderr.write(self.style.WARNING(sentence))
                    self.stdout.write(_("Nothing was changed: this was a trial."))
                    transaction.set_rollback(True)
                    return
            while batches.run(batch):
                pass
        except Refused as refusal:
            raise CommandError(refusal.sentence) from None
        self.report(batch)

    def receive(self, path, newspaper, said, person):
        """Take the table in, say how it is understood, and begin."""
        if not path.is_file():
            raise CommandError(_("There is no file or folder %(path)s.") % {"path": path})
        chosen, dates, sheet = said
        paper = importing.newspaper_of(newspaper)
        given = Given(path.name, path.stat().st_size, lambda: path.open("rb"))
        batch = tables.receive(given, newspaper=paper, source=path.name, sheet=sheet, by=person)
        table = ImportTable.objects.get(pk=batch.pk)
        mapping = mapped(table, chosen, dates)
        wanted = tables.Wanted(mapping, paper, table.headed)
        tables.begin(batch, wanted, queue=False, by=person)
        if len(table.sheets) > 1:
            self.stdout.write(
                _("Sheet “%(sheet)s” is read, one of %(count)s: %(sheets)s.")
                % {"sheet": table.sheet, "count": len(table.sheets),
                   "sheets": "、".join(table.sheets)}
            )  # fmt: skip
        for what, place in mapping.columns.items():
            self.stdout.write(f"{what.value:<12}{table.columns[place]['name']}")
        return batch

    def report(self, batch):
        """Print what was refused, then the sums."""
        batch = ImportBatch.objects.get(pk=batch.pk)
        for refusal in batch.refusals:
            why = said(refusal.get("why"), refusal["sentence"])
            self.stderr.write(self.style.WARNING(_("Refused: %(why)s") % {"why": why}))
        [(batch, progress)] = progress_of([batch])
        self.stdout.write(
            _("Articles: %(articles)s. Unchanged: %(known)s. Refused: %(refused)s.")
            % {
                "articles": progress.articles, "known": progress.known,
                "refused": progress.refused,
            }
        )  # fmt: skip
        self.stdout.write(
            _("This is import %(number)s; purge_batch %(number)s undoes it.") % {"number": batch.pk}
        )


def mapped(table: ImportTable, chosen: list[str], dates: str | None) -> Mapping:
    """Return the guessed mapping with what was said otherwise."""
    guessed = Mapping.of_json(table.mapping)
    columns = dict(guessed.columns)
    names = [column["name"] for column in table.columns]
    for choice in chosen:
        what, _sign, name = choice.partition("=")
        if what not in list(Field) or (name and name not in names):
            sentence = _("There is no field or no column as in “%(choice)s”.")
            raise CommandError(sentence % {"choice": choice})
        columns.pop(Field(what), None)
        if name:
            columns[Field(what)] = names.index(name)
    return Mapping(columns, DayOrder(dates) if dates else guessed.order)
