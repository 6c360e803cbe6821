"""What a round was opened with never changes: its kind, codebook version, seed, and when."""

from django.db import migrations

STAYS = """
CREATE TRIGGER opened_round_keeps_its_rules
    BEFORE UPDATE OF kind, codebook_version_id, seed, annotators_per_unit, opened_at
    ON annotations_round FOR EACH ROW WHEN (
        OLD.opened_at IS NOT NULL AND
        (OLD.kind, OLD.codebook_version_id, OLD.seed, OLD.annotators_per_unit, OLD.opened_at)
        IS DISTINCT FROM
        (NEW.kind, NEW.codebook_version_id, NEW.seed, NEW.annotators_per_unit, NEW.opened_at)
    ) EXECUTE FUNCTION newsroom_refuse('What a round was opened with never changes.');
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0003_version_names_its_unit")]

    operations = [
        migrations.RunSQL(STAYS, "DROP TRIGGER opened_round_keeps_its_rules ON annotations_round;")
    ]
