"""The audit log only grows, and the text of a page never changes: triggers see to it."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION newsroom_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON newsroom_auditentry
    FOR EACH ROW EXECUTE FUNCTION newsroom_refuse('The audit log is append-only.');
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON newsroom_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_refuse('The audit log is append-only.');
CREATE TRIGGER page_text_stays BEFORE UPDATE OF text, text_sha256 ON newsroom_page
    FOR EACH ROW WHEN (OLD.text IS DISTINCT FROM NEW.text OR OLD.text_sha256 <> NEW.text_sha256)
    EXECUTE FUNCTION newsroom_refuse('The text of a page never changes.');
"""

REVERSE = """
DROP TRIGGER page_text_stays ON newsroom_page;
DROP TRIGGER audit_is_not_emptied ON newsroom_auditentry;
DROP TRIGGER audit_is_append_only ON newsroom_auditentry;
DROP FUNCTION newsroom_refuse();
"""

CACHE_TABLE = """
CREATE TABLE newsroom_cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX newsroom_cache_expires ON newsroom_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0001_corpus")]

    operations = [
        migrations.RunSQL(APPEND_ONLY, REVERSE),
        migrations.RunSQL(CACHE_TABLE, "DROP TABLE newsroom_cache"),
    ]
