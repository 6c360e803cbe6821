"""Evidence and units follow their text through repairs; where they stood stays on record."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


STAYS = """
CREATE TRIGGER evidence_anchor_stays BEFORE UPDATE OR DELETE ON annotations_evidenceanchor
    FOR EACH ROW EXECUTE FUNCTION newsroom_refuse('Where evidence stood stays on record.');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0008_relations_have_names'),
        ('newsroom', '0004_repairs_of_pages'),
    ]

    operations = [
        migrations.CreateModel(
            name='EvidenceAnchor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text_sha256', models.CharField(max_length=64, validators=[django.core.validators.RegexValidator('^[0-9a-f]{64}$', 'A SHA-256 has 64 hexadecimal digits.')], verbose_name='SHA-256')),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='newsroom.article', verbose_name='article')),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='anchors', to='annotations.evidence', verbose_name='evidence')),
            ],
            options={
                'verbose_name': 'place of evidence after a repair',
                'verbose_name_plural': 'places of evidence after repairs',
                'constraints': [models.UniqueConstraint(fields=('evidence', 'article', 'text_sha256'), name='evidence_anchor_once_per_text'), models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='evidence_anchor_is_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('text', 'sentences came or went'), ('evidence', 'evidence is torn apart'), ('gone', 'the article no longer stands')], max_length=10, verbose_name='reason')),
                ('flagged_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='flagged')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='lifted')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='annotations.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'flag',
                'verbose_name_plural': 'flags',
                'ordering': ['flagged_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('lifted_at', None), ('lifted_at__gte', models.F('flagged_at')), _connector='OR'), name='flag_is_lifted_after_it_was_set')],
            },
        ),
        migrations.RunSQL(STAYS, "DROP TRIGGER evidence_anchor_stays ON annotations_evidenceanchor"),
    ]
