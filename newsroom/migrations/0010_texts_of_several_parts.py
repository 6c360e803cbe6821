"""Which parts a text of several was made of stays known, whatever is joined and parted later."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0009_ready_made_articles"),
    ]

    operations = [
        migrations.CreateModel(
            name="JoinedText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "text_sha256",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9a-f]{64}$", "A SHA-256 has 64 hexadecimal digits."
                            )
                        ],
                        verbose_name="SHA-256",
                    ),
                ),
                (
                    "parts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("joined_at", models.DateTimeField(auto_now_add=True, verbose_name="joined")),
                (
                    "head",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="joined_texts",
                        to="newsroom.article",
                    ),
                ),
            ],
            options={
                "verbose_name": "text of several parts",
                "verbose_name_plural": "texts of several parts",
                "constraints": [
                    models.UniqueConstraint(fields=("head", "text_sha256"), name="joined_text_once")
                ],
            },
        ),
    ]
