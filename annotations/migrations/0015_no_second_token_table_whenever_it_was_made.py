"""Tokens are in ApiToken; the table that knox makes for its own model is never used.

Left in place it refers to users while Django does not know it, so no table could be emptied.
"""

from django.db import migrations

AS_KNOX_MAKES_IT = """
CREATE TABLE knox_authtoken (
    digest varchar(128) PRIMARY KEY, token_key varchar(25) NOT NULL,
    created timestamptz NOT NULL, expiry timestamptz,
    user_id bigint NOT NULL REFERENCES newsroom_user (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX knox_authtoken_token_key ON knox_authtoken (token_key);
CREATE INDEX knox_authtoken_user_id ON knox_authtoken (user_id);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("annotations", "0014_decisions_that_are_made_again"),
        ("knox", "0009_extend_authtoken_field"),
    ]

    operations = [migrations.RunSQL("DROP TABLE IF EXISTS knox_authtoken", AS_KNOX_MAKES_IT)]
