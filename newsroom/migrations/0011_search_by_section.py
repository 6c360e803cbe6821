"""The search knows the section of a page; pairs are stored as they are, which costs less time."""

from django.db import migrations, models

AS_IT_IS = "ALTER TABLE newsroom_searchentry ALTER COLUMN grams SET STORAGE EXTERNAL"
COMPRESSED = "ALTER TABLE newsroom_searchentry ALTER COLUMN grams SET STORAGE EXTENDED"


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0010_texts_of_several_parts")]

    operations = [
        migrations.AddField(
            "searchentry", "section", models.CharField(db_default="", default="", max_length=100)
        ),
        migrations.RunSQL(AS_IT_IS, COMPRESSED),
    ]
