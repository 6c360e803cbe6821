"""A decision is withdrawn once, by somebody, and that stays on record too."""

from django.db import migrations, models
from django.db.models import Q

STAYS = """
CREATE TRIGGER withdrawal_stays BEFORE UPDATE OF withdrawn_at, withdrawn_by_id
    ON annotations_decision FOR EACH ROW WHEN (
        OLD.withdrawn_at IS NOT NULL AND
        (OLD.withdrawn_at, OLD.withdrawn_by_id)
        IS DISTINCT FROM (NEW.withdrawn_at, NEW.withdrawn_by_id)
    ) EXECUTE FUNCTION newsroom_refuse('A decision that was undone stays so.');
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0006_no_second_token_table")]

    operations = [
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="decision_is_withdrawn_by_somebody",
            ),
        ),
        migrations.RunSQL(STAYS, "DROP TRIGGER withdrawal_stays ON annotations_decision;"),
    ]
