"""What workers say of an import is said in the language in which it was handed in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0013_tables_name_their_sheets")]

    operations = [
        migrations.AddField(
            "importbatch",
            "language",
            models.CharField(
                blank=True, default="", max_length=10, verbose_name="language", db_default=""
            ),
        ),
    ]
