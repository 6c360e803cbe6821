"""What the coding desk, the pools and the review desk need to know."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# What was there before: as many annotators as were given a unit are wanted, in the page order.
KNOWN = """
UPDATE annotations_unit u SET wanted = n FROM (
    SELECT unit_id, count(*) AS n FROM annotations_assignment GROUP BY unit_id
) given WHERE given.unit_id = u.id;
UPDATE annotations_assignment a SET
    position = u.sequence,
    waiting = EXISTS (
        SELECT 1 FROM annotations_attempt t
        WHERE t.assignment_id = a.id AND t.superseded_at IS NULL AND t.submitted_at IS NULL
    )
FROM annotations_unit u WHERE u.id = a.unit_id;
UPDATE annotations_attempt t SET origin = CASE WHEN EXISTS (
        SELECT 1 FROM annotations_attempt b JOIN annotations_return r ON r.attempt_id = b.id
        WHERE b.assignment_id = t.assignment_id AND b.number = t.number - 1
    ) THEN 'returned' ELSE 'repaired' END
WHERE number > 1;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0009_texts_that_were_repaired'),
        ('newsroom', '0007_key_terms_and_likeness'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('claimed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='claimed')),
            ],
            options={
                'verbose_name': 'claim',
                'verbose_name_plural': 'claims',
            },
        ),
        migrations.CreateModel(
            name='CodebookNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text_zh', models.TextField(blank=True, verbose_name='Chinese text')),
                ('text_en', models.TextField(blank=True, verbose_name='English text')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
            ],
            options={
                'verbose_name': 'codebook note',
                'verbose_name_plural': 'codebook notes',
                'ordering': ['written_at'],
            },
        ),
        migrations.CreateModel(
            name='DeskSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choices', models.JSONField(blank=True, default=dict, verbose_name='choices')),
            ],
            options={
                'verbose_name': 'desk settings',
                'verbose_name_plural': 'desk settings',
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answers', models.JSONField(blank=True, default=dict)),
                ('evidence', models.JSONField(blank=True, default=dict)),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('text_sha256', models.CharField(max_length=64, validators=[django.core.validators.RegexValidator('^[0-9a-f]{64}$', 'A SHA-256 has 64 hexadecimal digits.')], verbose_name='SHA-256')),
                ('active_seconds', models.PositiveIntegerField(default=0, verbose_name='active seconds')),
                ('revision', models.PositiveIntegerField(default=1)),
                ('device', models.UUIDField()),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='saved')),
            ],
            options={
                'verbose_name': 'draft',
                'verbose_name_plural': 'drafts',
            },
        ),
        migrations.CreateModel(
            name='GateWaiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='reason')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('granted_at', models.DateTimeField(blank=True, null=True, verbose_name='granted')),
            ],
            options={
                'verbose_name': 'way round the gate',
                'verbose_name_plural': 'ways round the gate',
            },
        ),
        migrations.CreateModel(
            name='LabelProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('reason', models.TextField(verbose_name='reason')),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='proposed')),
                ('outcome', models.CharField(blank=True, choices=[('accepted', 'accepted'), ('declined', 'declined')], max_length=8, verbose_name='outcome')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
            ],
            options={
                'verbose_name': 'proposed label',
                'verbose_name_plural': 'proposed labels',
                'ordering': ['proposed_at'],
            },
        ),
        migrations.CreateModel(
            name='LabelSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('meaning_changed', models.BooleanField(default=False, verbose_name='meaning changed')),
            ],
            options={
                'verbose_name': 'origin of a label',
                'verbose_name_plural': 'origins of labels',
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='reason')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
            ],
            options={
                'verbose_name': 'objection',
                'verbose_name_plural': 'objections',
                'ordering': ['made_at'],
            },
        ),
        migrations.CreateModel(
            name='PoolPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('layer', models.PositiveSmallIntegerField(verbose_name='layer')),
                ('rank', models.PositiveIntegerField(verbose_name='rank')),
            ],
            options={
                'verbose_name': 'place in a pool',
                'verbose_name_plural': 'places in a pool',
            },
        ),
        migrations.CreateModel(
            name='Precedent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.TextField(verbose_name='note')),
                ('marked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='marked')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
            ],
            options={
                'verbose_name': 'precedent',
                'verbose_name_plural': 'precedents',
                'ordering': ['-marked_at'],
            },
        ),
        migrations.CreateModel(
            name='Problem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('split', 'wrong split'), ('no_article', 'not an article'), ('unreadable', 'unreadable'), ('conflict', 'conflict of interest'), ('other', 'other')], max_length=10, verbose_name='kind')),
                ('comment', models.TextField(blank=True, verbose_name='comment')),
                ('reported_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='reported')),
                ('outcome', models.CharField(blank=True, choices=[('back', 'given back to be coded'), ('excluded', 'taken out of the round'), ('reassigned', 'given to somebody else')], max_length=10, verbose_name='outcome')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('resolved_at', models.DateTimeField(blank=True, null=True, verbose_name='resolved')),
            ],
            options={
                'verbose_name': 'problem',
                'verbose_name_plural': 'problems',
                'ordering': ['reported_at'],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='question')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
            ],
            options={
                'verbose_name': 'question',
                'verbose_name_plural': 'questions',
                'ordering': ['asked_at'],
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('codebook', 'the codebook'), ('segmentation', 'the split of the page')], max_length=12, verbose_name='kind')),
                ('comment', models.TextField(verbose_name='comment')),
                ('referred_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='referred')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
            ],
            options={
                'verbose_name': 'referral',
                'verbose_name_plural': 'referrals',
                'ordering': ['referred_at'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='assignment',
            name='assignment_once_per_annotator',
        ),
        migrations.AddField(
            model_name='assignment',
            name='position',
            field=models.PositiveIntegerField(default=0, verbose_name='position'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='recode',
            field=models.BooleanField(default=False, verbose_name='coded again by the same person'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='released_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='handed back'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='released_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='handed back by'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='waiting',
            field=models.BooleanField(default=True, verbose_name='waiting'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='active_seconds',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='active seconds'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='assisted',
            field=models.BooleanField(default=False, verbose_name='assisted'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='origin',
            field=models.CharField(choices=[('first', 'first'), ('returned', 'sent back by a reviewer'), ('reopened', 'taken back by the annotator'), ('repaired', 'the text was repaired')], default='first', max_length=8, verbose_name='origin'),
        ),
        migrations.AddField(
            model_name='decision',
            name='checked_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='checked'),
        ),
        migrations.AddField(
            model_name='decision',
            name='checked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by'),
        ),
        migrations.AddField(
            model_name='round',
            name='allocation',
            field=models.CharField(choices=[('fixed', 'shared out beforehand'), ('pool', 'from a shared pool')], default='fixed', max_length=5, verbose_name='handing out'),
        ),
        migrations.AddField(
            model_name='round',
            name='double_share',
            field=models.FloatField(default=0, verbose_name='share of double coding'),
        ),
        migrations.AddField(
            model_name='round',
            name='evidence_for',
            field=models.JSONField(blank=True, default=list, verbose_name='evidence is required for'),
        ),
        migrations.AddField(
            model_name='round',
            name='order',
            field=models.CharField(choices=[('page', 'as in the papers'), ('shuffled', 'shuffled for each annotator')], default='page', max_length=8, verbose_name='order'),
        ),
        migrations.AddField(
            model_name='round',
            name='pass_marks',
            field=models.JSONField(blank=True, default=dict, verbose_name='pass marks'),
        ),
        migrations.AddField(
            model_name='round',
            name='recode_share',
            field=models.FloatField(default=0, verbose_name='share coded twice by the same person'),
        ),
        migrations.AddField(
            model_name='round',
            name='sampling',
            field=models.JSONField(blank=True, default=dict, verbose_name='sampling'),
        ),
        migrations.AddField(
            model_name='round',
            name='second_review_share',
            field=models.FloatField(default=0, verbose_name='share of decisions to review again'),
        ),
        migrations.AddField(
            model_name='round',
            name='shows_precedents',
            field=models.BooleanField(default=False, verbose_name='precedents are shown'),
        ),
        migrations.AddField(
            model_name='round',
            name='spot_check_share',
            field=models.FloatField(default=0, verbose_name='share of unanimous articles to check'),
        ),
        migrations.AddField(
            model_name='unit',
            name='excluded_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='excluded'),
        ),
        migrations.AddField(
            model_name='unit',
            name='excluded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='excluded by'),
        ),
        migrations.AddField(
            model_name='unit',
            name='exclusion',
            field=models.TextField(blank=True, verbose_name='why it was excluded'),
        ),
        migrations.AddField(
            model_name='unit',
            name='wanted',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='annotators wanted'),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('waiting', True)), fields=['annotator', 'position'], name='assignment_waiting'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(fields=('unit', 'annotator', 'recode'), name='assignment_once_per_annotator'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('released_at', None), ('released_by', None)), models.Q(('released_at__isnull', False), ('released_by__isnull', False)), _connector='OR'), name='assignment_is_handed_back_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('origin', 'first')), models.Q(('number__gt', 1), models.Q(('origin', 'first'), _negated=True)), _connector='OR'), name='attempt_after_the_first_says_why'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_at', None), ('checked_by', None)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False)), _connector='OR'), name='decision_is_checked_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('checked_by', None), ('reviewer', None), models.Q(('checked_by', models.F('reviewer')), _negated=True), _connector='OR'), name='decision_is_checked_by_another_reviewer'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('double_share__range', (0, 1)), ('recode_share__range', (0, 1)), ('spot_check_share__range', (0, 1)), ('second_review_share__range', (0, 1))), name='round_shares_are_shares'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('wanted__gte', 1)), name='unit_wants_an_annotator'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('excluded_at', None), ('excluded_by', None)), models.Q(('excluded_at__isnull', False), ('excluded_by__isnull', False), models.Q(('exclusion', ''), _negated=True)), _connector='OR'), name='unit_is_excluded_by_somebody_with_a_reason'),
        ),
        migrations.AddField(
            model_name='claim',
            name='reviewer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to=settings.AUTH_USER_MODEL, verbose_name='reviewer'),
        ),
        migrations.AddField(
            model_name='claim',
            name='unit',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='claim', to='annotations.unit', verbose_name='unit'),
        ),
        migrations.AddField(
            model_name='codebooknote',
            name='label',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='annotations.label', verbose_name='label'),
        ),
        migrations.AddField(
            model_name='codebooknote',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='annotations.codebookversion', verbose_name='codebook version'),
        ),
        migrations.AddField(
            model_name='codebooknote',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by'),
        ),
        migrations.AddField(
            model_name='desksettings',
            name='person',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='desk_settings', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='draft',
            name='attempt',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='annotations.attempt', verbose_name='attempt'),
        ),
        migrations.AddField(
            model_name='gatewaiver',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='gatewaiver',
            name='granted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='granted by'),
        ),
        migrations.AddField(
            model_name='gatewaiver',
            name='round',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='waiver', to='annotations.round', verbose_name='round'),
        ),
        migrations.AddField(
            model_name='labelproposal',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='labelproposal',
            name='proposer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to=settings.AUTH_USER_MODEL, verbose_name='proposed by'),
        ),
        migrations.AddField(
            model_name='labelproposal',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='annotations.unit', verbose_name='unit'),
        ),
        migrations.AddField(
            model_name='labelproposal',
            name='variable',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='annotations.variable', verbose_name='variable'),
        ),
        migrations.AddField(
            model_name='labelsource',
            name='label',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='annotations.label', verbose_name='label'),
        ),
        migrations.AddField(
            model_name='labelsource',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='annotations.label', verbose_name='comes from'),
        ),
        migrations.AddField(
            model_name='objection',
            name='annotator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to=settings.AUTH_USER_MODEL, verbose_name='annotator'),
        ),
        migrations.AddField(
            model_name='objection',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='objection',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='annotations.decision', verbose_name='decision'),
        ),
        migrations.AddField(
            model_name='objection',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='annotations.unit', verbose_name='unit'),
        ),
        migrations.AddField(
            model_name='poolplace',
            name='assignment',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='place', to='annotations.assignment', verbose_name='assignment'),
        ),
        migrations.AddField(
            model_name='poolplace',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='annotations.round', verbose_name='round'),
        ),
        migrations.AddField(
            model_name='poolplace',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='annotations.unit', verbose_name='unit'),
        ),
        migrations.AddField(
            model_name='precedent',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='precedents', to='annotations.decision', verbose_name='decision'),
        ),
        migrations.AddField(
            model_name='precedent',
            name='label',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='precedents', to='annotations.label', verbose_name='label'),
        ),
        migrations.AddField(
            model_name='precedent',
            name='marked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='marked by'),
        ),
        migrations.AddField(
            model_name='problem',
            name='assignment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='annotations.assignment', verbose_name='assignment'),
        ),
        migrations.AddField(
            model_name='problem',
            name='resolved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='resolved by'),
        ),
        migrations.AddField(
            model_name='question',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='question',
            name='asker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='question',
            name='label',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='annotations.label', verbose_name='label'),
        ),
        migrations.AddField(
            model_name='question',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='annotations.unit', verbose_name='unit'),
        ),
        migrations.AddField(
            model_name='codebooknote',
            name='question',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='note', to='annotations.question', verbose_name='question'),
        ),
        migrations.AddField(
            model_name='referral',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='referral',
            name='reviewer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to=settings.AUTH_USER_MODEL, verbose_name='reviewer'),
        ),
        migrations.AddField(
            model_name='referral',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='annotations.unit', verbose_name='unit'),
        ),
        migrations.AddConstraint(
            model_name='gatewaiver',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='waiver_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='gatewaiver',
            constraint=models.CheckConstraint(condition=models.Q(('granted_by', None), models.Q(('granted_by', models.F('asked_by')), _negated=True), _connector='OR'), name='waiver_needs_two_people'),
        ),
        migrations.AddConstraint(
            model_name='gatewaiver',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('granted_at', None), ('granted_by', None)), models.Q(('granted_at__isnull', False), ('granted_by__isnull', False)), _connector='OR'), name='waiver_is_granted_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='labelproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='proposal_has_a_name_and_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='labelproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('outcome', '')), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='proposal_is_answered_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='labelsource',
            constraint=models.UniqueConstraint(fields=('label', 'source'), name='label_source_once'),
        ),
        migrations.AddConstraint(
            model_name='labelsource',
            constraint=models.CheckConstraint(condition=models.Q(('label', models.F('source')), _negated=True), name='label_is_not_its_own_source'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.UniqueConstraint(fields=('unit', 'annotator'), name='objection_once_a_unit'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='objection_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='objection_is_answered_by_somebody'),
        ),
        migrations.AddIndex(
            model_name='poolplace',
            index=models.Index(condition=models.Q(('assignment', None)), fields=['round', 'layer', 'rank'], name='place_free'),
        ),
        migrations.AddConstraint(
            model_name='poolplace',
            constraint=models.UniqueConstraint(fields=('unit', 'layer'), name='place_once_a_layer'),
        ),
        migrations.AddConstraint(
            model_name='precedent',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('decision', 'label'), name='precedent_once_a_label'),
        ),
        migrations.AddConstraint(
            model_name='precedent',
            constraint=models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='precedent_has_a_note'),
        ),
        migrations.AddConstraint(
            model_name='problem',
            constraint=models.UniqueConstraint(condition=models.Q(('resolved_at', None)), fields=('assignment',), name='problem_open_once'),
        ),
        migrations.AddConstraint(
            model_name='problem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'other'), _negated=True), models.Q(('comment', ''), _negated=True), _connector='OR'), name='problem_of_another_kind_says_which'),
        ),
        migrations.AddConstraint(
            model_name='problem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('resolved_at', None), ('resolved_by', None)), models.Q(('resolved_at__isnull', False), ('resolved_by__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='problem_is_resolved_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='question_asks_something'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='question_is_answered_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='codebooknote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('text_zh', ''), _negated=True), models.Q(('text_en', ''), _negated=True), _connector='OR'), name='codebook_note_says_something'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('comment', ''), _negated=True), name='referral_says_what'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='referral_is_answered_by_somebody'),
        ),
    ]
