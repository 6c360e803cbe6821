"""A way round the gate says for whom and for which codebook version it was granted."""

import django.db.models.deletion
from django.db import migrations, models

VERSION = """
UPDATE annotations_gatewaiver SET codebook_version_id = annotations_round.codebook_version_id
FROM annotations_round WHERE annotations_round.id = round_id;
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0012_returns_that_are_called_back")]

    operations = [
        migrations.AlterField(
            "gatewaiver",
            "round",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="waivers",
                to="annotations.round",
                verbose_name="round",
            ),
        ),
        migrations.AddField(
            "gatewaiver",
            "annotators",
            models.JSONField(default=list, verbose_name="annotators"),
        ),
        migrations.AddField(
            "gatewaiver",
            "codebook_version",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="annotations.codebookversion",
                verbose_name="codebook version",
            ),
        ),
        migrations.RunSQL(VERSION, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            "gatewaiver",
            "codebook_version",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="annotations.codebookversion",
                verbose_name="codebook version",
            ),
        ),
        migrations.AddConstraint(
            "gatewaiver",
            models.UniqueConstraint(
                condition=models.Q(("granted_at", None)),
                fields=("round",),
                name="waiver_is_asked_once",
            ),
        ),
    ]
