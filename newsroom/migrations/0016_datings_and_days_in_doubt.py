"""What people said of the day of an issue can be undone; days in doubt are to be checked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# A page is as sure as what is read on it; what its issue's day is worth, the issue says.
AS_READ = """
    UPDATE newsroom_page page SET confidence = LEAST(1, (
        SELECT min(confidence) FROM newsroom_segment WHERE page_id = page.id
    ), (
        SELECT min(confidence) FROM newsroom_article
        WHERE page_id = page.id AND retired_at IS NULL
    ))
    FROM newsroom_issue issue
    WHERE issue.id = page.issue_id AND issue.date_basis IN ('named', 'person')
        AND page.confidence < 0.7
"""


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0015_what_people_said_is_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="IssueDating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("state", models.JSONField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("redone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "dating of an issue",
                "verbose_name_plural": "datings of issues",
                "ordering": ["issue", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(
                condition=models.Q(
                    models.Q(("confidence__lt", 0.7), ("revision__isnull", False), _connector="OR"),
                    ("checked_at", None),
                ),
                fields=["id"],
                name="page_waits_to_be_checked",
            ),
        ),
        migrations.AddField(
            model_name="pagerevision",
            name="redone_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="issuedating",
            name="issue",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="datings",
                to="newsroom.issue",
            ),
        ),
        migrations.AddField(
            model_name="issuedating",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="issuedating",
            name="merged",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="datings",
                to="newsroom.mergedissue",
            ),
        ),
        migrations.AddField(
            model_name="issuedating",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="children",
                to="newsroom.issuedating",
            ),
        ),
        migrations.AddField(
            model_name="issue",
            name="dating",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="newsroom.issuedating",
            ),
        ),
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(
                condition=models.Q(
                    models.Q(("date", None), ("date_confidence__lt", 0.7), _connector="OR"),
                    models.Q(("date_basis", "person"), _negated=True),
                ),
                fields=["id"],
                name="issue_day_in_doubt",
            ),
        ),
        migrations.AddConstraint(
            model_name="issuedating",
            constraint=models.UniqueConstraint(
                condition=models.Q(("parent", None)),
                fields=("issue",),
                name="issue_was_imported_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="issuedating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("issue", None), ("merged__isnull", False)),
                    models.Q(("issue__isnull", False), ("merged", None)),
                    _connector="OR",
                ),
                name="dating_belongs_to_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="issuedating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent", None),
                    models.Q(("parent", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="dating_is_not_its_own_parent",
            ),
        ),
        migrations.RunSQL(AS_READ, migrations.RunSQL.noop),
    ]
