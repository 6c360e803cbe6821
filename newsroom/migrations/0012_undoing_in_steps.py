"""A large import is undone by workers, some pages at a time."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0011_search_by_section")]

    operations = [
        migrations.AddField(
            "importbatch", "purging_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            "importbatch",
            "purging_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
