"""A flag names the decision that it withdrew, and the one that was made again with the text."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("annotations", "0013_ways_round_the_gate_name_their_people")]

    operations = [
        migrations.AddField(
            "flag",
            "withdrew",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="annotations.decision",
                verbose_name="withdrew",
            ),
        ),
        migrations.AddField(
            "flag",
            "settled_at",
            models.DateTimeField(blank=True, null=True, verbose_name="settled"),
        ),
        migrations.AddField(
            "flag",
            "made_again",
            models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="annotations.decision",
                verbose_name="made again",
            ),
        ),
        migrations.AddConstraint(
            "flag",
            models.CheckConstraint(
                condition=Q(withdrew__isnull=False) | Q(settled_at=None, made_again=None),
                name="flag_makes_again_what_it_withdrew",
            ),
        ),
    ]
