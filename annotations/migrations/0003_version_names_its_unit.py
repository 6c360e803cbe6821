from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotations", "0002_what_was_submitted_stays")]

    operations = [
        migrations.AddField(
            "codebookversion",
            "unit_en",
            models.CharField(blank=True, max_length=200, verbose_name="unit of coding (English)"),
        ),
        migrations.AddField(
            "codebookversion",
            "unit_zh",
            models.CharField(blank=True, max_length=200, verbose_name="unit of coding (Chinese)"),
        ),
    ]
