"""All that the migrations 0001 to 0014 make, for a database that has none of them: seconds sooner.

The tables are made as they are in the end; what SQL says beside them is told where it was first.
"""

from importlib import import_module

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def told(where, name):
    """What an earlier migration says in SQL."""
    return getattr(import_module(f"{__package__}.{where}"), name)


SUBMITTED = "0002_what_was_submitted_stays"
HISTORY = "0011_waiting_and_new_history"
RETURNS = "0012_returns_that_are_called_back"


class Migration(migrations.Migration):

    replaces = [('annotations', '0001_study'), ('annotations', '0002_what_was_submitted_stays'), ('annotations', '0003_version_names_its_unit'), ('annotations', '0004_opened_round_keeps_its_rules'), ('annotations', '0005_api_token_and_frozen_release'), ('annotations', '0006_no_second_token_table'), ('annotations', '0007_withdrawn_by_somebody'), ('annotations', '0008_relations_have_names'), ('annotations', '0009_texts_that_were_repaired'), ('annotations', '0010_coding_desk_and_review'), ('annotations', '0011_waiting_and_new_history'), ('annotations', '0012_returns_that_are_called_back'), ('annotations', '0013_ways_round_the_gate_name_their_people'), ('annotations', '0014_decisions_that_are_made_again')]

    initial = True

    dependencies = [
        ('newsroom', '0001_corpus_squashed_0014_imports_keep_their_language'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('digest', models.CharField(max_length=128, primary_key=True, serialize=False)),
                ('token_key', models.CharField(db_index=True, max_length=25)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('expiry', models.DateTimeField(blank=True, null=True)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='auth_token_set', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'API token',
                'verbose_name_plural': 'API tokens',
                'ordering': ['-created'],
                'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='token_name_once_per_person'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='token_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Codebook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='slug')),
                ('name_zh', models.CharField(max_length=200, verbose_name='Chinese name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
            ],
            options={
                'verbose_name': 'codebook',
                'verbose_name_plural': 'codebooks',
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='DeskSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choices', models.JSONField(blank=True, default=dict, verbose_name='choices')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='desk_settings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'desk settings',
                'verbose_name_plural': 'desk settings',
            },
        ),
        migrations.CreateModel(
            name='CodebookVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('rules', models.JSONField(blank=True, default=list, verbose_name='rules')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('codebook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='annotations.codebook', verbose_name='codebook')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
                ('unit_en', models.CharField(blank=True, max_length=200, verbose_name='unit of coding (English)')),
                ('unit_zh', models.CharField(blank=True, max_length=200, verbose_name='unit of coding (Chinese)')),
            ],
            options={
                'verbose_name': 'codebook version',
                'verbose_name_plural': 'codebook versions',
                'ordering': ['codebook', 'number'],
                'constraints': [models.UniqueConstraint(fields=('codebook', 'number'), name='codebook_version_number_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='codebook_version_number_from_one')],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('kind', models.CharField(choices=[('training', 'training'), ('pilot', 'pilot'), ('reliability', 'reliability test'), ('main', 'main')], max_length=12, verbose_name='kind')),
                ('annotators_per_unit', models.PositiveSmallIntegerField(default=2, verbose_name='annotators per unit')),
                ('seed', models.BigIntegerField(default=1, verbose_name='seed')),
                ('notes', models.TextField(blank=True, verbose_name='notes')),
                ('deadline', models.DateField(blank=True, null=True, verbose_name='deadline')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='opened')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                ('codebook_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='annotations.codebookversion', verbose_name='codebook version')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='drawn up by')),
                ('allocation', models.CharField(choices=[('fixed', 'shared out beforehand'), ('pool', 'from a shared pool')], default='fixed', max_length=5, verbose_name='handing out')),
                ('double_share', models.FloatField(default=0, verbose_name='share of double coding')),
                ('evidence_for', models.JSONField(blank=True, default=list, verbose_name='evidence is required for')),
                ('order', models.CharField(choices=[('page', 'as in the papers'), ('shuffled', 'shuffled for each annotator')], default='page', max_length=8, verbose_name='order')),
                ('pass_marks', models.JSONField(blank=True, default=dict, verbose_name='pass marks')),
                ('recode_share', models.FloatField(default=0, verbose_name='share coded twice by the same person')),
                ('sampling', models.JSONField(blank=True, default=dict, verbose_name='sampling')),
                ('second_review_share', models.FloatField(default=0, verbose_name='share of decisions to review again')),
                ('shows_precedents', models.BooleanField(default=False, verbose_name='precedents are shown')),
                ('spot_check_share', models.FloatField(default=0, verbose_name='share of unanimous articles to check')),
            ],
            options={
                'verbose_name': 'round',
                'verbose_name_plural': 'rounds',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closed_at', None), ('closed_at__gte', models.F('opened_at')), _connector='OR'), name='round_closes_after_it_opened'), models.CheckConstraint(condition=models.Q(('double_share__range', (0, 1)), ('recode_share__range', (0, 1)), ('spot_check_share__range', (0, 1)), ('second_review_share__range', (0, 1))), name='round_shares_are_shares')],
            },
        ),
        migrations.CreateModel(
            name='Variable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, verbose_name='code')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('kind', models.CharField(choices=[('one', 'one of the labels'), ('several', 'one main label and some further ones'), ('ordinal', 'one step of a scale')], max_length=10, verbose_name='kind')),
                ('name_zh', models.CharField(max_length=100, verbose_name='Chinese name')),
                ('name_en', models.CharField(blank=True, max_length=100, verbose_name='English name')),
                ('hint_zh', models.CharField(blank=True, max_length=300, verbose_name='Chinese hint')),
                ('hint_en', models.CharField(blank=True, max_length=300, verbose_name='English hint')),
                ('rules', models.JSONField(blank=True, default=list, verbose_name='rules')),
                ('required', models.BooleanField(default=True, verbose_name='required')),
                ('further_max', models.PositiveSmallIntegerField(default=0, verbose_name='further labels at most')),
                ('threshold', models.DecimalField(decimal_places=3, default='0.667', max_digits=4, verbose_name='threshold of alpha')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='variables', to='annotations.codebookversion', verbose_name='codebook version')),
            ],
            options={
                'verbose_name': 'variable',
                'verbose_name_plural': 'variables',
                'ordering': ['version', 'position'],
                'constraints': [models.UniqueConstraint(fields=('version', 'code'), name='variable_code_once'), models.UniqueConstraint(fields=('version', 'position'), name='variable_position_once'), models.CheckConstraint(condition=models.Q(('kind', 'several'), ('further_max', 0), _connector='OR'), name='variable_further_labels_only_where_several'), models.CheckConstraint(condition=models.Q(('threshold__range', (0, 1))), name='variable_threshold_is_a_share')],
            },
        ),
        migrations.CreateModel(
            name='GateWaiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='reason')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('granted_at', models.DateTimeField(blank=True, null=True, verbose_name='granted')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='granted by')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waivers', to='annotations.round', verbose_name='round')),
                ('annotators', models.JSONField(default=list, verbose_name='annotators')),
                ('codebook_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotations.codebookversion', verbose_name='codebook version')),
            ],
            options={
                'verbose_name': 'way round the gate',
                'verbose_name_plural': 'ways round the gate',
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='waiver_has_a_reason'), models.CheckConstraint(condition=models.Q(('granted_by', None), models.Q(('granted_by', models.F('asked_by')), _negated=True), _connector='OR'), name='waiver_needs_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('granted_at', None), ('granted_by', None)), models.Q(('granted_at__isnull', False), ('granted_by__isnull', False)), _connector='OR'), name='waiver_is_granted_by_somebody'), models.UniqueConstraint(condition=models.Q(('granted_at', None)), fields=('round',), name='waiver_is_asked_once')],
            },
        ),
        migrations.CreateModel(
            name='Label',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, verbose_name='code')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('key', models.CharField(blank=True, max_length=1, verbose_name='key')),
                ('value', models.SmallIntegerField(blank=True, null=True, verbose_name='value')),
                ('beside_scale', models.BooleanField(default=False, verbose_name='beside the scale')),
                ('name_zh', models.CharField(max_length=100, verbose_name='Chinese name')),
                ('name_en', models.CharField(blank=True, max_length=100, verbose_name='English name')),
                ('definition_zh', models.TextField(blank=True, verbose_name='Chinese definition')),
                ('definition_en', models.TextField(blank=True, verbose_name='English definition')),
                ('include_zh', models.TextField(blank=True, verbose_name='includes (Chinese)')),
                ('include_en', models.TextField(blank=True, verbose_name='includes (English)')),
                ('exclude_zh', models.TextField(blank=True, verbose_name='excludes (Chinese)')),
                ('exclude_en', models.TextField(blank=True, verbose_name='excludes (English)')),
                ('examples_zh', models.TextField(blank=True, verbose_name='examples (Chinese)')),
                ('examples_en', models.TextField(blank=True, verbose_name='examples (English)')),
                ('cues', models.JSONField(blank=True, default=list, verbose_name='cue words')),
                ('iptc', models.JSONField(blank=True, null=True, verbose_name='IPTC media topic')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='annotations.label', verbose_name='part of')),
                ('variable', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='labels', to='annotations.variable', verbose_name='variable')),
            ],
            options={
                'verbose_name': 'label',
                'verbose_name_plural': 'labels',
                'ordering': ['variable', 'position'],
                'constraints': [models.UniqueConstraint(fields=('variable', 'code'), name='label_code_once'), models.UniqueConstraint(fields=('variable', 'position'), name='label_position_once'), models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('variable', 'key'), name='label_key_once'), models.CheckConstraint(condition=models.Q(('beside_scale', False), ('value', None), _connector='OR'), name='label_beside_the_scale_has_no_step')],
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.SlugField(max_length=60, unique=True, verbose_name='name')),
                ('requested_at', models.DateTimeField(auto_now_add=True, verbose_name='requested')),
                ('frozen_at', models.DateTimeField(blank=True, null=True, verbose_name='frozen')),
                ('file', models.FileField(blank=True, upload_to='releases/', verbose_name='file')),
                ('file_sha256', models.CharField(blank=True, max_length=64, validators=[django.core.validators.RegexValidator('^[0-9a-f]{64}$', 'A SHA-256 has 64 hexadecimal digits.')], verbose_name='SHA-256')),
                ('manifest', models.JSONField(blank=True, default=dict, verbose_name='manifest')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='annotations.round', verbose_name='round')),
            ],
            options={
                'verbose_name': 'release',
                'verbose_name_plural': 'releases',
                'ordering': ['-requested_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('frozen_at', None), models.Q(models.Q(('file_sha256', ''), _negated=True), models.Q(('file', ''), _negated=True)), _connector='OR'), name='release_frozen_has_a_checksum')],
            },
        ),
        migrations.CreateModel(
            name='RoundAnnotator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('annotator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='annotator')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='annotations.round', verbose_name='round')),
            ],
            options={
                'verbose_name': 'annotator of a round',
                'verbose_name_plural': 'annotators of a round',
                'constraints': [models.UniqueConstraint(fields=('round', 'annotator'), name='round_annotator_once')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField(verbose_name='sequence')),
                ('completed_at', models.DateTimeField(blank=True, null=True, verbose_name='coded by all')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='newsroom.article', verbose_name='article')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='annotations.round', verbose_name='round')),
                ('excluded_at', models.DateTimeField(blank=True, null=True, verbose_name='excluded')),
                ('excluded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='excluded by')),
                ('exclusion', models.TextField(blank=True, verbose_name='why it was excluded')),
                ('wanted', models.PositiveSmallIntegerField(default=1, verbose_name='annotators wanted')),
            ],
            options={
                'verbose_name': 'unit',
                'verbose_name_plural': 'units',
                'ordering': ['round', 'sequence'],
                'constraints': [models.UniqueConstraint(fields=('round', 'article'), name='unit_once_per_round'), models.UniqueConstraint(fields=('round', 'sequence'), name='unit_sequence_once'), models.CheckConstraint(condition=models.Q(('settled_at', None), ('completed_at__isnull', False), _connector='OR'), name='unit_is_settled_after_it_is_coded'), models.CheckConstraint(condition=models.Q(('wanted__gte', 1)), name='unit_wants_an_annotator'), models.CheckConstraint(condition=models.Q(models.Q(('excluded_at', None), ('excluded_by', None)), models.Q(('excluded_at__isnull', False), ('excluded_by__isnull', False), models.Q(('exclusion', ''), _negated=True)), _connector='OR'), name='unit_is_excluded_by_somebody_with_a_reason')],
                'indexes': [models.Index(condition=models.Q(('settled_at', None)), fields=['round', 'completed_at'], name='unit_waiting_for_review')],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('annotator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to=settings.AUTH_USER_MODEL, verbose_name='annotator')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='annotations.unit', verbose_name='unit')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('recode', models.BooleanField(default=False, verbose_name='coded again by the same person')),
                ('released_at', models.DateTimeField(blank=True, null=True, verbose_name='handed back')),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='handed back by')),
                ('waiting', models.BooleanField(default=True, verbose_name='waiting')),
            ],
            options={
                'verbose_name': 'assignment',
                'verbose_name_plural': 'assignments',
                'constraints': [models.UniqueConstraint(fields=('unit', 'annotator', 'recode'), name='assignment_once_per_annotator'), models.CheckConstraint(condition=models.Q(models.Q(('released_at', None), ('released_by', None)), models.Q(('released_at__isnull', False), ('released_by__isnull', False)), _connector='OR'), name='assignment_is_handed_back_by_somebody')],
                'indexes': [models.Index(condition=models.Q(('waiting', True)), fields=['annotator', 'position'], name='assignment_waiting')],
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('claimed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='claimed')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                ('unit', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='claim', to='annotations.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'claim',
                'verbose_name_plural': 'claims',
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('basis', models.CharField(choices=[('unanimous', 'unanimous'), ('review', 'decided by a reviewer')], max_length=10, verbose_name='basis')),
                ('reason', models.CharField(blank=True, choices=[('slip', 'slip'), ('unclear', 'rule unclear'), ('missing', 'rule missing'), ('ambiguous', 'text ambiguous'), ('split', 'wrong split'), ('other', 'other')], max_length=10, verbose_name='reason')),
                ('comment', models.TextField(blank=True, verbose_name='comment')),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='decided')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='annotations.unit', verbose_name='unit')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='checked')),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'ordering': ['decided_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('unit',), name='decision_standing_once'), models.CheckConstraint(condition=models.Q(models.Q(('basis', 'unanimous'), ('reason', ''), ('reviewer', None)), models.Q(('basis', 'review'), ('reviewer__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='decision_by_a_reviewer_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('reason', 'other'), _negated=True), models.Q(('comment', ''), _negated=True), _connector='OR'), name='decision_for_another_reason_says_which'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='decision_is_withdrawn_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('checked_at', None), ('checked_by', None)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False)), _connector='OR'), name='decision_is_checked_by_somebody'), models.CheckConstraint(condition=models.Q(('checked_by', None), ('reviewer', None), models.Q(('checked_by', models.F('reviewer')), _negated=True), _connector='OR'), name='decision_is_checked_by_another_reviewer')],
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
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('proposer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='annotations.unit', verbose_name='unit')),
                ('variable', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='annotations.variable', verbose_name='variable')),
            ],
            options={
                'verbose_name': 'proposed label',
                'verbose_name_plural': 'proposed labels',
                'ordering': ['proposed_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='proposal_has_a_name_and_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('outcome', '')), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='proposal_is_answered_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='LabelSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('meaning_changed', models.BooleanField(default=False, verbose_name='meaning changed')),
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='annotations.label', verbose_name='label')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='annotations.label', verbose_name='comes from')),
            ],
            options={
                'verbose_name': 'origin of a label',
                'verbose_name_plural': 'origins of labels',
                'constraints': [models.UniqueConstraint(fields=('label', 'source'), name='label_source_once'), models.CheckConstraint(condition=models.Q(('label', models.F('source')), _negated=True), name='label_is_not_its_own_source')],
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
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('label', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='annotations.label', verbose_name='label')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='annotations.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'question',
                'verbose_name_plural': 'questions',
                'ordering': ['asked_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='question_asks_something'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='question_is_answered_by_somebody')],
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
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='annotations.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'referral',
                'verbose_name_plural': 'referrals',
                'ordering': ['referred_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('comment', ''), _negated=True), name='referral_says_what'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='referral_is_answered_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=100, verbose_name='source')),
                ('score', models.FloatField(verbose_name='score')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suggestions', to='newsroom.article', verbose_name='article')),
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suggestions', to='annotations.label', verbose_name='label')),
            ],
            options={
                'verbose_name': 'suggestion',
                'verbose_name_plural': 'suggestions',
                'constraints': [models.UniqueConstraint(fields=('article', 'label', 'source'), name='suggestion_once_per_source'), models.CheckConstraint(condition=models.Q(('score__range', (0, 1))), name='suggestion_is_a_share')],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='started')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='submitted')),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('text_sha256', models.CharField(blank=True, max_length=64, validators=[django.core.validators.RegexValidator('^[0-9a-f]{64}$', 'A SHA-256 has 64 hexadecimal digits.')], verbose_name='SHA-256')),
                ('token', models.UUIDField(blank=True, null=True, unique=True)),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='annotations.assignment', verbose_name='assignment')),
                ('active_seconds', models.PositiveIntegerField(blank=True, null=True, verbose_name='active seconds')),
                ('assisted', models.BooleanField(default=False, verbose_name='assisted')),
                ('origin', models.CharField(choices=[('first', 'first'), ('returned', 'sent back by a reviewer'), ('reopened', 'taken back by the annotator'), ('repaired', 'the text was repaired')], default='first', max_length=8, verbose_name='origin')),
            ],
            options={
                'verbose_name': 'attempt',
                'verbose_name_plural': 'attempts',
                'ordering': ['assignment', 'number'],
                'permissions': [('code_unit', 'Can code the units assigned to them'), ('review_unit', 'Can settle units and send them back'), ('supervise_round', 'Can open and close rounds and follow them')],
                'constraints': [models.UniqueConstraint(fields=('assignment', 'number'), name='attempt_number_once'), models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('assignment',), name='attempt_current_once'), models.CheckConstraint(condition=models.Q(('superseded_at', None), ('submitted_at__isnull', False), _connector='OR'), name='attempt_is_superseded_after_it_was_submitted'), models.CheckConstraint(condition=models.Q(('submitted_at', None), models.Q(('text_sha256', ''), _negated=True), _connector='OR'), name='attempt_names_the_text_it_was_made_on'), models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('origin', 'first')), models.Q(('number__gt', 1), models.Q(('origin', 'first'), _negated=True)), _connector='OR'), name='attempt_after_the_first_says_why')],
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
                ('label', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='annotations.label', verbose_name='label')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='annotations.codebookversion', verbose_name='codebook version')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
                ('question', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='note', to='annotations.question', verbose_name='question')),
            ],
            options={
                'verbose_name': 'codebook note',
                'verbose_name_plural': 'codebook notes',
                'ordering': ['written_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('text_zh', ''), _negated=True), models.Q(('text_en', ''), _negated=True), _connector='OR'), name='codebook_note_says_something')],
            },
        ),
        migrations.CreateModel(
            name='DecisionLabel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('main', models.BooleanField(default=True, verbose_name='main')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='labels', to='annotations.decision', verbose_name='decision')),
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decision_labels', to='annotations.label', verbose_name='label')),
                ('variable', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotations.variable', verbose_name='variable')),
            ],
            options={
                'verbose_name': 'settled label',
                'verbose_name_plural': 'settled labels',
                'ordering': ['decision', 'variable', '-main', 'label'],
                'constraints': [models.UniqueConstraint(fields=('decision', 'label'), name='decision_label_once'), models.UniqueConstraint(condition=models.Q(('main', True)), fields=('decision', 'variable'), name='decision_main_once_per_variable')],
            },
        ),
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('text', 'sentences came or went'), ('evidence', 'evidence is torn apart'), ('gone', 'the article no longer stands'), ('part', 'the article is now part of another')], max_length=10, verbose_name='reason')),
                ('flagged_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='flagged')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='lifted')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='annotations.unit', verbose_name='unit')),
                ('withdrew', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotations.decision', verbose_name='withdrew')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled')),
                ('made_again', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotations.decision', verbose_name='made again')),
            ],
            options={
                'verbose_name': 'flag',
                'verbose_name_plural': 'flags',
                'ordering': ['flagged_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('lifted_at', None), ('lifted_at__gte', models.F('flagged_at')), _connector='OR'), name='flag_is_lifted_after_it_was_set'), models.CheckConstraint(condition=models.Q(('withdrew__isnull', False), models.Q(('made_again', None), ('settled_at', None)), _connector='OR'), name='flag_makes_again_what_it_withdrew')],
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
                ('annotator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to=settings.AUTH_USER_MODEL, verbose_name='annotator')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='annotations.decision', verbose_name='decision')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='annotations.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'objection',
                'verbose_name_plural': 'objections',
                'ordering': ['made_at'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'annotator'), name='objection_once_a_unit'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='objection_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='objection_is_answered_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='PoolPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('layer', models.PositiveSmallIntegerField(verbose_name='layer')),
                ('rank', models.PositiveIntegerField(verbose_name='rank')),
                ('assignment', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='place', to='annotations.assignment', verbose_name='assignment')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='annotations.round', verbose_name='round')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='annotations.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'place in a pool',
                'verbose_name_plural': 'places in a pool',
                'constraints': [models.UniqueConstraint(fields=('unit', 'layer'), name='place_once_a_layer')],
                'indexes': [models.Index(condition=models.Q(('assignment', None)), fields=['round', 'layer', 'rank'], name='place_free')],
            },
        ),
        migrations.CreateModel(
            name='Precedent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.TextField(verbose_name='note')),
                ('marked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='marked')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='precedents', to='annotations.decision', verbose_name='decision')),
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='precedents', to='annotations.label', verbose_name='label')),
                ('marked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='marked by')),
            ],
            options={
                'verbose_name': 'precedent',
                'verbose_name_plural': 'precedents',
                'ordering': ['-marked_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('decision', 'label'), name='precedent_once_a_label'), models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='precedent_has_a_note')],
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
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='annotations.assignment', verbose_name='assignment')),
                ('resolved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='resolved by')),
            ],
            options={
                'verbose_name': 'problem',
                'verbose_name_plural': 'problems',
                'ordering': ['reported_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('resolved_at', None)), fields=('assignment',), name='problem_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'other'), _negated=True), models.Q(('comment', ''), _negated=True), _connector='OR'), name='problem_of_another_kind_says_which'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('resolved_at', None), ('resolved_by', None)), models.Q(('resolved_at__isnull', False), ('resolved_by__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='problem_is_resolved_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Annotation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('main', models.BooleanField(default=True, verbose_name='main')),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='annotations', to='annotations.attempt', verbose_name='attempt')),
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='annotations', to='annotations.label', verbose_name='label')),
                ('variable', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotations.variable', verbose_name='variable')),
            ],
            options={
                'verbose_name': 'annotation',
                'verbose_name_plural': 'annotations',
                'ordering': ['attempt', 'variable', '-main', 'label'],
                'constraints': [models.UniqueConstraint(fields=('attempt', 'label'), name='annotation_label_once'), models.UniqueConstraint(condition=models.Q(('main', True)), fields=('attempt', 'variable'), name='annotation_main_once_per_variable')],
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
                ('attempt', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='annotations.attempt', verbose_name='attempt')),
            ],
            options={
                'verbose_name': 'draft',
                'verbose_name_plural': 'drafts',
            },
        ),
        migrations.CreateModel(
            name='Return',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('comment', models.TextField(verbose_name='comment')),
                ('returned_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='annotations.attempt', verbose_name='attempt')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                ('called_back_at', models.DateTimeField(blank=True, null=True, verbose_name='called back')),
            ],
            options={
                'verbose_name': 'return',
                'verbose_name_plural': 'returns',
                'ordering': ['returned_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('comment', ''), _negated=True), name='return_says_what_to_look_at'), models.UniqueConstraint(condition=models.Q(('called_back_at', None)), fields=('attempt',), name='return_stands_once'), models.CheckConstraint(condition=models.Q(('called_back_at', None), ('called_back_at__gte', models.F('returned_at')), _connector='OR'), name='return_is_called_back_afterwards')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('annotation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='annotations.annotation', verbose_name='annotation')),
            ],
            options={
                'verbose_name': 'evidence',
                'verbose_name_plural': 'evidence',
                'constraints': [models.UniqueConstraint(fields=('annotation', 'start', 'end'), name='evidence_stretch_once'), models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='evidence_is_not_empty')],
            },
        ),
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
        migrations.AddField(
            model_name='round',
            name='annotators',
            field=models.ManyToManyField(related_name='rounds', through='annotations.RoundAnnotator', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('annotators_per_unit__gte', 1)), name='round_has_annotators_per_unit'),
        ),
        migrations.RunSQL(told(SUBMITTED, "PUBLISHED"), told(SUBMITTED, "PUBLISHED_REVERSE")),
        migrations.RunSQL(told(SUBMITTED, "SUBMITTED"), told(SUBMITTED, "SUBMITTED_REVERSE")),
        migrations.RunSQL(
            told("0004_opened_round_keeps_its_rules", "STAYS"),
            "DROP TRIGGER opened_round_keeps_its_rules ON annotations_round;",
        ),
        migrations.RunSQL(
            told("0005_api_token_and_frozen_release", "STAYS"),
            told("0005_api_token_and_frozen_release", "STAYS_REVERSE"),
        ),
        migrations.RunSQL(
            told("0007_withdrawn_by_somebody", "STAYS"),
            "DROP TRIGGER withdrawal_stays ON annotations_decision;",
        ),
        migrations.RunSQL(
            told("0009_texts_that_were_repaired", "STAYS"),
            "DROP TRIGGER evidence_anchor_stays ON annotations_evidenceanchor",
        ),
        migrations.RunSQL(told(HISTORY, "WAITING"), told(HISTORY, "WAITING_REVERSE")),
        migrations.RunSQL(told(HISTORY, "STAYS"), told(HISTORY, "STAYS_REVERSE")),
        migrations.RunSQL(told(HISTORY, "ORIGINS"), told(HISTORY, "ORIGINS_REVERSE")),
        migrations.RunSQL(told(RETURNS, "STAYS"), told(RETURNS, "STAYS_REVERSE")),
    ]
