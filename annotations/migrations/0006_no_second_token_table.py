"""Tokens are in ApiToken; the table that knox makes for its own model is never used.

Where knox comes later, 0015 drops it.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("annotations", "0005_api_token_and_frozen_release")]

    operations = [
        migrations.RunSQL("DROP TABLE IF EXISTS knox_authtoken", migrations.RunSQL.noop)
    ]
