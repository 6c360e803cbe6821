"""What a repair sent back is called back when undoing it gives the text back; both stay on record."""

import django.db.models.deletion
from django.db import migrations, models

STAYS = """
DROP TRIGGER return_stays ON annotations_return;
CREATE TRIGGER return_is_kept BEFORE DELETE ON annotations_return
    FOR EACH ROW EXECUTE FUNCTION newsroom_refuse('What was sent back stays on record.');
CREATE TRIGGER return_stays BEFORE UPDATE ON annotations_return
    FOR EACH ROW WHEN (
        OLD.called_back_at IS NOT NULL OR
        (OLD.attempt_id, OLD.reviewer_id, OLD.comment, OLD.returned_at)
        IS DISTINCT FROM (NEW.attempt_id, NEW.reviewer_id, NEW.comment, NEW.returned_at)
    ) EXECUTE FUNCTION newsroom_refuse('What was sent back stays on record.');
"""

STAYS_REVERSE = """
DROP TRIGGER return_stays ON annotations_return;
DROP TRIGGER return_is_kept ON annotations_return;
CREATE TRIGGER return_stays BEFORE UPDATE OR DELETE ON annotations_return
    FOR EACH ROW EXECUTE FUNCTION newsroom_refuse('What was sent back stays on record.');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0011_waiting_and_new_history'),
        ('newsroom', '0008_joined_articles'),
    ]

    operations = [
        migrations.AddField(
            model_name='return',
            name='called_back_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='called back'),
        ),
        migrations.AlterField(
            model_name='flag',
            name='reason',
            field=models.CharField(choices=[('text', 'sentences came or went'), ('evidence', 'evidence is torn apart'), ('gone', 'the article no longer stands'), ('part', 'the article is now part of another')], max_length=10, verbose_name='reason'),
        ),
        migrations.AlterField(
            model_name='return',
            name='attempt',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='annotations.attempt', verbose_name='attempt'),
        ),
        migrations.AddConstraint(
            model_name='return',
            constraint=models.UniqueConstraint(condition=models.Q(('called_back_at', None)), fields=('attempt',), name='return_stands_once'),
        ),
        migrations.AddConstraint(
            model_name='return',
            constraint=models.CheckConstraint(condition=models.Q(('called_back_at', None), ('called_back_at__gte', models.F('returned_at')), _connector='OR'), name='return_is_called_back_afterwards'),
        ),
        migrations.RunSQL(STAYS, STAYS_REVERSE),
    ]
