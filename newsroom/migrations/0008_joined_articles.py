"""Articles of several parts are read and coded as one; pages keep the places where they stood."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Until now a confirmed jump only led somewhere. From now on it changes what is coded, so a person
# confirms it again, and sees what that does to units before it is done.
PROPOSED_ANEW = "UPDATE newsroom_continuation SET target_id = NULL WHERE target_id IS NOT NULL"


class Migration(migrations.Migration):

    dependencies = [
        ('newsroom', '0007_key_terms_and_likeness'),
    ]

    operations = [
        migrations.RunSQL(PROPOSED_ANEW, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='FormerPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=20)),
                ('sequence', models.PositiveSmallIntegerField()),
            ],
            options={
                'verbose_name': 'former place of a page',
                'verbose_name_plural': 'former places of pages',
            },
        ),
        migrations.CreateModel(
            name='MergedIssue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=20)),
                ('was', models.JSONField(blank=True, default=dict)),
                ('merged_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='merged')),
            ],
            options={
                'verbose_name': 'merged issue',
                'verbose_name_plural': 'merged issues',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='head',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='newsroom.article'),
        ),
        migrations.AddField(
            model_name='article',
            name='joined_sha256',
            field=models.CharField(blank=True, db_default='', default='', max_length=64, validators=[django.core.validators.RegexValidator('^[0-9a-f]{64}$', 'A SHA-256 has 64 hexadecimal digits.')], verbose_name='SHA-256'),
        ),
        migrations.AddField(
            model_name='article',
            name='joined_text',
            field=models.TextField(blank=True, db_default='', default='', verbose_name='text with its continuations'),
        ),
        migrations.AddField(
            model_name='article',
            name='part_number',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='continuation',
            name='rejected',
            field=models.ManyToManyField(blank=True, related_name='+', to='newsroom.article'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.UniqueConstraint(fields=('head', 'part_number'), name='article_part_once'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('head', None), ('part_number', None)), models.Q(('head__isnull', False), ('part_number__gt', 1), ('part_number__isnull', False)), _connector='OR'), name='article_part_has_its_number'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('head', None), models.Q(('joined_text', ''), models.Q(('head', models.F('pk')), _negated=True)), _connector='OR'), name='article_part_has_no_parts'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('joined_sha256', ''), ('joined_text', '')), models.Q(models.Q(('joined_text', ''), _negated=True), models.Q(('joined_sha256', ''), _negated=True)), _connector='OR'), name='article_joined_text_has_its_checksum'),
        ),
        migrations.AddConstraint(
            model_name='continuation',
            constraint=models.UniqueConstraint(condition=models.Q(('target__isnull', False)), fields=('target', 'type'), name='continuation_leads_there_once'),
        ),
        migrations.AddConstraint(
            model_name='continuation',
            constraint=models.CheckConstraint(condition=models.Q(('target', None), models.Q(('type', 'refers_to'), _negated=True), _connector='OR'), name='continuation_that_only_refers_joins_nothing'),
        ),
        migrations.AddField(
            model_name='formerplace',
            name='newspaper',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='newsroom.newspaper'),
        ),
        migrations.AddField(
            model_name='formerplace',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_places', to='newsroom.page'),
        ),
        migrations.AddField(
            model_name='mergedissue',
            name='into',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merged', to='newsroom.issue'),
        ),
        migrations.AddField(
            model_name='mergedissue',
            name='merged_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mergedissue',
            name='newspaper',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='newsroom.newspaper'),
        ),
        migrations.AddConstraint(
            model_name='formerplace',
            constraint=models.UniqueConstraint(fields=('newspaper', 'key', 'sequence'), name='former_place_once'),
        ),
        migrations.AddConstraint(
            model_name='mergedissue',
            constraint=models.UniqueConstraint(fields=('newspaper', 'key'), name='merged_issue_key_once'),
        ),
    ]
