"""Named API tokens; and a frozen release never changes: a trigger sees to it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STAYS = """
CREATE TRIGGER frozen_release_stays BEFORE UPDATE OR DELETE ON annotations_release
    FOR EACH ROW WHEN (OLD.frozen_at IS NOT NULL)
    EXECUTE FUNCTION newsroom_refuse('A frozen release never changes.');
CREATE TRIGGER release_keeps_its_moment BEFORE UPDATE OF round_id, name, requested_at
    ON annotations_release FOR EACH ROW WHEN (
        (OLD.round_id, OLD.name, OLD.requested_at) IS DISTINCT FROM
        (NEW.round_id, NEW.name, NEW.requested_at)
    ) EXECUTE FUNCTION newsroom_refuse('What was asked of a release never changes.');
"""

STAYS_REVERSE = """
DROP TRIGGER release_keeps_its_moment ON annotations_release;
DROP TRIGGER frozen_release_stays ON annotations_release;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("annotations", "0004_opened_round_keeps_its_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("digest", models.CharField(max_length=128, primary_key=True, serialize=False)),
                ("token_key", models.CharField(db_index=True, max_length=25)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("expiry", models.DateTimeField(blank=True, null=True)),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="auth_token_set",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "API token",
                "verbose_name_plural": "API tokens",
                "ordering": ["-created"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "name"), name="token_name_once_per_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="token_has_a_name"
                    ),
                ],
            },
        ),
        migrations.RunSQL(STAYS, STAYS_REVERSE),
    ]
