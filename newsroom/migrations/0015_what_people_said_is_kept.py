"""What a jump was said not to lead to outlives its line; refusals are told in the reader's language."""

import django.db.models.deletion
from django.db import migrations, models

TYPES = [
    ("continues_on", "continues on"),
    ("continued_from", "continued from"),
    ("refers_to", "refers to"),
]


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0014_imports_keep_their_language")]

    operations = [
        migrations.CreateModel(
            name="RejectedBefore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("type", models.CharField(choices=TYPES, max_length=16)),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="newsroom.article",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="newsroom.page",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("page", "start", "type", "other"), name="rejected_before_once"
                    )
                ],
            },
        ),
        migrations.AddField("importfile", "why", models.JSONField(blank=True, null=True)),
    ]
