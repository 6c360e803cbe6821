"""A table from a workbook names all sheets of it that could have been read, not only how many."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0012_undoing_in_steps")]

    operations = [
        migrations.RemoveField("importtable", "sheets"),
        migrations.AddField("importtable", "sheets", models.JSONField(default=list)),
    ]
