"""Page files for tests, the way into the corpus, and how much is in it."""

from pathlib import Path

from newsroom import importing
from newsroom.models import (
    Article,
    AuditEntry,
    Credit,
    ImportBatch,
    Issue,
    Newspaper,
    Page,
    SearchEntry,
    Segment,
)

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
UNDATED = "某地法院审结一起案件\n\n本报记者 王一平\n\n本报讯 近日,法院审结一起案件。\n"


def seed_files():
    """The five page texts."""
    return sorted(SEEDS.glob("*.txt"))


def page_file(name="a.txt", text=UNDATED, encoding="utf-8"):
    """A file as it comes from a browser: its name and its bytes."""
    return name, text.encode(encoding)


def import_files(*files, by=None, **options):
    """Import some files."""
    return importing.import_pages(files, by=by, **options)


def table_sizes():
    """How many rows the corpus has."""
    models = (
        Newspaper,
        ImportBatch,
        Issue,
        Page,
        Article,
        Segment,
        Credit,
        SearchEntry,
        AuditEntry,
    )
    return {model.__name__: model.objects.count() for model in models}


def sentences(report):
    """Why files were refused."""
    return [refusal.sentence for refusal in report.refusals]
