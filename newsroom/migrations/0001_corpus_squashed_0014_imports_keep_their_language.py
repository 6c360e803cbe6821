"""All that the migrations 0001 to 0014 make, for a database that has none of them: seconds sooner.

The tables are made as they are in the end; what SQL says beside them is told where it was first.
"""

from importlib import import_module

import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import newsroom.models.people
from django.conf import settings
from django.db import migrations, models


def told(where, name):
    """What an earlier migration says in SQL."""
    return getattr(import_module(f"{__package__}.{where}"), name)


OLDER = "0005_search_knows_where_articles_stand"
KEPT = "0002_append_only"


class Migration(migrations.Migration):

    replaces = [('newsroom', '0001_corpus'), ('newsroom', '0002_append_only'), ('newsroom', '0003_dates_stated_by_file_names'), ('newsroom', '0004_repairs_of_pages'), ('newsroom', '0005_search_knows_where_articles_stand'), ('newsroom', '0006_files_of_an_import'), ('newsroom', '0007_key_terms_and_likeness'), ('newsroom', '0008_joined_articles'), ('newsroom', '0009_ready_made_articles'), ('newsroom', '0010_texts_of_several_parts'), ('newsroom', '0011_search_by_section'), ('newsroom', '0012_undoing_in_steps'), ('newsroom', '0013_tables_name_their_sheets'), ('newsroom', '0014_imports_keep_their_language')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Newspaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=32, unique=True, verbose_name='slug')),
                ('name_zh', models.CharField(max_length=100, verbose_name='Chinese name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
            ],
            options={
                'verbose_name': 'newspaper',
                'verbose_name_plural': 'newspapers',
                'ordering': ['slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(('slug__regex', '^[a-z0-9]+$')), name='newspaper_slug_is_letters_and_figures')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('annotator_code', models.CharField(default=newsroom.models.people.random_annotator_code, max_length=12, unique=True, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9_-]+$', 'Letters, figures, - and _ only.')], verbose_name='annotator code')),
                ('language', models.CharField(blank=True, choices=[('', 'As the browser asks'), ('zh-hans', 'Simplified Chinese'), ('en', 'English')], default='', max_length=10, verbose_name='language')),
                ('theme', models.CharField(blank=True, choices=[('', 'As the system'), ('light', 'Light'), ('dark', 'Dark')], default='', max_length=10, verbose_name='theme')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='user_email_once')],
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ('action', models.CharField(max_length=60, verbose_name='action')),
                ('target_type', models.CharField(max_length=60, verbose_name='kind of target')),
                ('target_id', models.BigIntegerField(verbose_name='target')),
                ('before', models.JSONField(blank=True, default=dict, verbose_name='before')),
                ('after', models.JSONField(blank=True, default=dict, verbose_name='after')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit log',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['target_type', 'target_id'], name='audit_target'), models.Index(fields=['action'], name='audit_action')],
            },
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=500, verbose_name='source')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('refusals', models.JSONField(blank=True, default=list)),
                ('purged_at', models.DateTimeField(blank=True, null=True, verbose_name='purged')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batches', to=settings.AUTH_USER_MODEL)),
                ('newspaper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='newsroom.newspaper')),
                ('begun_at', models.DateTimeField(blank=True, null=True, verbose_name='begun')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('stopped_at', models.DateTimeField(blank=True, null=True, verbose_name='stopped')),
                ('purging_at', models.DateTimeField(blank=True, null=True)),
                ('purging_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('language', models.CharField(blank=True, db_default='', default='', max_length=10, verbose_name='language')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=20, verbose_name='key')),
                ('date', models.DateField(blank=True, null=True, verbose_name='date')),
                ('date_from', models.DateField(blank=True, null=True, verbose_name='from')),
                ('date_to', models.DateField(blank=True, null=True, verbose_name='to')),
                ('date_basis', models.CharField(choices=[('printed', 'printed on the page'), ('named', "stated by the file's name"), ('table', 'stated by the table'), ('inferred', 'inferred from the text'), ('person', 'set by a person'), ('none', 'not known')], default='none', max_length=10, verbose_name='basis of the date')),
                ('date_confidence', models.FloatField(default=0.0, verbose_name='confidence')),
                ('date_evidence', models.JSONField(blank=True, default=dict, verbose_name='evidence')),
                ('newspaper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issues', to='newsroom.newspaper')),
            ],
            options={
                'verbose_name': 'issue',
                'verbose_name_plural': 'issues',
                'ordering': [models.OrderBy(models.F('date'), nulls_last=True), 'key'],
                'constraints': [models.UniqueConstraint(fields=('newspaper', 'key'), name='issue_key_once'), models.UniqueConstraint(fields=('newspaper', 'date'), name='issue_once_a_day'), models.CheckConstraint(condition=models.Q(('date', None), models.Q(('date_basis', 'none'), _negated=True), _connector='OR'), name='issue_date_has_a_basis'), models.CheckConstraint(condition=models.Q(('date_from__lte', models.F('date_to')), ('date_from', None), ('date_to', None), _connector='OR'), name='issue_range_runs_forward'), models.CheckConstraint(condition=models.Q(('date', None), ('date_from', None), ('date_to', None), ('date__range', (models.F('date_from'), models.F('date_to'))), _connector='OR'), name='issue_date_within_its_range'), models.CheckConstraint(condition=models.Q(('date_confidence__range', (0, 1))), name='issue_confidence_is_a_share')],
            },
        ),
        migrations.CreateModel(
            name='FormerIssueKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=20)),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_keys', to='newsroom.issue')),
                ('newspaper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='newsroom.newspaper')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('newspaper', 'key'), name='former_issue_key_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255, verbose_name='file')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('encoding', models.CharField(blank=True, max_length=20, verbose_name='encoding')),
                ('text_sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('stated_date', models.DateField(blank=True, null=True)),
                ('number', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('day', models.DateField(blank=True, null=True)),
                ('dated_at', models.DateTimeField(blank=True, null=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('new', 'new'), ('known', 'unchanged'), ('refused', 'refused')], max_length=8)),
                ('sentence', models.TextField(blank=True)),
                ('line', models.PositiveIntegerField(blank=True, null=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='newsroom.importbatch')),
                ('place', models.CharField(blank=True, db_default='', default='', max_length=80)),
            ],
            options={
                'verbose_name': 'file of an import',
                'verbose_name_plural': 'files of an import',
                'ordering': ['batch', 'name'],
                'constraints': [models.UniqueConstraint(fields=('batch', 'name'), name='import_file_name_once'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at', None)), models.Q(('settled_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='import_file_settled_with_an_outcome'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'refused'), models.Q(('sentence', ''), _negated=True)), models.Q(models.Q(('outcome', 'refused'), _negated=True), ('sentence', '')), _connector='OR'), name='import_file_refused_with_a_sentence')],
                'indexes': [models.Index(condition=models.Q(('settled_at', None)), fields=['batch'], name='import_file_waits'), models.Index(condition=models.Q(('settled_at', None), models.Q(('place', ''), _negated=True)), fields=['batch', 'place', 'line'], name='import_row_waits')],
            },
        ),
        migrations.CreateModel(
            name='ImportTable',
            fields=[
                ('batch', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='table', serialize=False, to='newsroom.importbatch')),
                ('name', models.CharField(max_length=255, verbose_name='file')),
                ('format', models.CharField(max_length=5)),
                ('encoding', models.CharField(max_length=20, verbose_name='encoding')),
                ('delimiter', models.CharField(blank=True, max_length=1)),
                ('sheet', models.CharField(blank=True, max_length=100)),
                ('first', models.JSONField(default=list)),
                ('first_number', models.PositiveIntegerField(default=1)),
                ('headed', models.BooleanField(default=True)),
                ('columns', models.JSONField(default=list)),
                ('mapping', models.JSONField(default=dict)),
                ('sheets', models.JSONField(default=list)),
            ],
            options={
                'verbose_name': 'table of an import',
                'verbose_name_plural': 'tables of an import',
            },
        ),
        migrations.CreateModel(
            name='MergedIssue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=20)),
                ('was', models.JSONField(blank=True, default=dict)),
                ('merged_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='merged')),
                ('into', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merged', to='newsroom.issue')),
                ('merged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('newspaper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='newsroom.newspaper')),
            ],
            options={
                'verbose_name': 'merged issue',
                'verbose_name_plural': 'merged issues',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('newspaper', 'key'), name='merged_issue_key_once')],
            },
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveSmallIntegerField(verbose_name='sequence')),
                ('printed_number', models.CharField(blank=True, max_length=10, verbose_name='printed number')),
                ('file_name', models.CharField(max_length=255, verbose_name='file')),
                ('encoding', models.CharField(max_length=20, verbose_name='encoding')),
                ('text', models.TextField(verbose_name='text')),
                ('text_sha256', models.CharField(max_length=64, validators=[django.core.validators.RegexValidator('^[0-9a-f]{64}$', 'A SHA-256 has 64 hexadecimal digits.')], verbose_name='SHA-256')),
                ('confidence', models.FloatField(default=1.0, verbose_name='confidence')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='newsroom.importbatch')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='newsroom.issue')),
                ('newspaper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='newsroom.newspaper')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='checked')),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('table_row', models.PositiveIntegerField(blank=True, null=True, verbose_name='row')),
            ],
            options={
                'verbose_name': 'page',
                'verbose_name_plural': 'pages',
                'ordering': ['issue', 'sequence'],
                'constraints': [models.UniqueConstraint(fields=('issue', 'sequence'), name='page_sequence_once'), models.CheckConstraint(condition=models.Q(('sequence__gte', 1)), name='page_sequence_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('checked_at', None), ('checked_by', None)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False)), _connector='OR'), name='page_is_checked_by_somebody'), models.UniqueConstraint(condition=models.Q(('table_row', None)), fields=('newspaper', 'file_name'), name='page_file_once'), models.UniqueConstraint(condition=models.Q(('table_row', None)), fields=('newspaper', 'text_sha256'), name='page_text_once')],
            },
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('kind', models.CharField(choices=[('news', 'news'), ('brief', 'brief'), ('interview', 'interview'), ('feature', 'feature'), ('commentary', 'commentary'), ('photo', 'photo'), ('notice', 'notice'), ('letter', 'letter'), ('sidebar', 'sidebar')], default='news', max_length=12, verbose_name='kind')),
                ('headline', models.CharField(blank=True, max_length=500, verbose_name='headline')),
                ('confidence', models.FloatField(default=1.0, verbose_name='confidence')),
                ('text', models.TextField(verbose_name='text')),
                ('text_sha256', models.CharField(max_length=64, validators=[django.core.validators.RegexValidator('^[0-9a-f]{64}$', 'A SHA-256 has 64 hexadecimal digits.')], verbose_name='SHA-256')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sidebars', to='newsroom.article')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='newsroom.page')),
                ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='retired')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='predecessors', to='newsroom.article')),
                ('head', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='newsroom.article')),
                ('joined_sha256', models.CharField(blank=True, db_default='', default='', max_length=64, validators=[django.core.validators.RegexValidator('^[0-9a-f]{64}$', 'A SHA-256 has 64 hexadecimal digits.')], verbose_name='SHA-256')),
                ('joined_text', models.TextField(blank=True, db_default='', default='', verbose_name='text with its continuations')),
                ('part_number', models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
                'ordering': ['page', 'number'],
                'constraints': [models.UniqueConstraint(fields=('page', 'number'), name='article_number_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='article_number_from_one'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='article_has_a_text'), models.CheckConstraint(condition=models.Q(('parent', None), models.Q(('parent', models.F('pk')), _negated=True), _connector='OR'), name='article_is_not_its_own_sidebar'), models.CheckConstraint(condition=models.Q(('successor', None), ('retired_at__isnull', False), _connector='OR'), name='article_with_a_successor_is_retired'), models.UniqueConstraint(fields=('head', 'part_number'), name='article_part_once'), models.CheckConstraint(condition=models.Q(models.Q(('head', None), ('part_number', None)), models.Q(('head__isnull', False), ('part_number__gt', 1), ('part_number__isnull', False)), _connector='OR'), name='article_part_has_its_number'), models.CheckConstraint(condition=models.Q(('head', None), models.Q(('joined_text', ''), models.Q(('head', models.F('pk')), _negated=True)), _connector='OR'), name='article_part_has_no_parts'), models.CheckConstraint(condition=models.Q(models.Q(('joined_sha256', ''), ('joined_text', '')), models.Q(models.Q(('joined_text', ''), _negated=True), models.Q(('joined_sha256', ''), _negated=True)), _connector='OR'), name='article_joined_text_has_its_checksum')],
            },
        ),
        migrations.CreateModel(
            name='FormerPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=20)),
                ('sequence', models.PositiveSmallIntegerField()),
                ('newspaper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='newsroom.newspaper')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_places', to='newsroom.page')),
            ],
            options={
                'verbose_name': 'former place of a page',
                'verbose_name_plural': 'former places of pages',
                'constraints': [models.UniqueConstraint(fields=('newspaper', 'key', 'sequence'), name='former_place_once')],
            },
        ),
        migrations.CreateModel(
            name='PageRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('layout', models.JSONField()),
                ('edit', models.JSONField(blank=True, default=dict)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='newsroom.page')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='newsroom.pagerevision')),
            ],
            options={
                'verbose_name': 'revision of a page',
                'verbose_name_plural': 'revisions of pages',
                'ordering': ['page', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('parent', None)), fields=('page',), name='page_was_read_once'), models.CheckConstraint(condition=models.Q(('parent', None), models.Q(('parent', models.F('pk')), _negated=True), _connector='OR'), name='revision_is_not_its_own_parent')],
            },
        ),
        migrations.CreateModel(
            name='Continuation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(choices=[('continues_on', 'continues on'), ('continued_from', 'continued from'), ('refers_to', 'refers to')], max_length=16)),
                ('raw', models.CharField(max_length=200)),
                ('target_page', models.CharField(max_length=10)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='continuations', to='newsroom.article')),
                ('target', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='continued_by', to='newsroom.article')),
                ('rejected', models.ManyToManyField(blank=True, related_name='+', to='newsroom.article')),
            ],
            options={
                'verbose_name': 'continuation',
                'verbose_name_plural': 'continuations',
                'constraints': [models.UniqueConstraint(fields=('article', 'type'), name='continuation_once_a_type'), models.UniqueConstraint(condition=models.Q(('target__isnull', False)), fields=('target', 'type'), name='continuation_leads_there_once'), models.CheckConstraint(condition=models.Q(('target', None), models.Q(('type', 'refers_to'), _negated=True), _connector='OR'), name='continuation_that_only_refers_joins_nothing')],
            },
        ),
        migrations.CreateModel(
            name='Credit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('role', models.CharField(blank=True, max_length=30, verbose_name='role')),
                ('organisation', models.CharField(blank=True, max_length=100, verbose_name='organisation')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='credits', to='newsroom.article')),
            ],
            options={
                'verbose_name': 'credit',
                'verbose_name_plural': 'credits',
                'ordering': ['article', 'position'],
                'constraints': [models.UniqueConstraint(fields=('article', 'position'), name='credit_position_once'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='credit_has_a_name')],
                'indexes': [models.Index(fields=['name'], name='credit_name')],
            },
        ),
        migrations.CreateModel(
            name='GivenArticle',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='given', serialize=False, to='newsroom.article')),
                ('row', models.PositiveIntegerField(verbose_name='row')),
                ('outside_id', models.CharField(blank=True, max_length=200, verbose_name='outside identifier')),
                ('fingerprint', models.CharField(max_length=64, validators=[django.core.validators.RegexValidator('^[0-9a-f]{64}$', 'A SHA-256 has 64 hexadecimal digits.')], verbose_name='SHA-256')),
                ('newspaper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='newsroom.newspaper')),
            ],
            options={
                'verbose_name': 'ready-made article',
                'verbose_name_plural': 'ready-made articles',
                'ordering': ['article'],
                'constraints': [models.UniqueConstraint(fields=('newspaper', 'fingerprint'), name='given_article_once_a_newspaper'), models.UniqueConstraint(condition=models.Q(('outside_id', ''), _negated=True), fields=('newspaper', 'outside_id'), name='given_outside_id_once_a_newspaper')],
            },
        ),
        migrations.CreateModel(
            name='JoinedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text_sha256', models.CharField(max_length=64, validators=[django.core.validators.RegexValidator('^[0-9a-f]{64}$', 'A SHA-256 has 64 hexadecimal digits.')], verbose_name='SHA-256')),
                ('parts', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('joined_at', models.DateTimeField(auto_now_add=True, verbose_name='joined')),
                ('head', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='joined_texts', to='newsroom.article')),
            ],
            options={
                'verbose_name': 'text of several parts',
                'verbose_name_plural': 'texts of several parts',
                'constraints': [models.UniqueConstraint(fields=('head', 'text_sha256'), name='joined_text_once')],
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_entry', serialize=False, to='newsroom.article')),
                ('folded', models.TextField()),
                ('grams', django.contrib.postgres.search.SearchVectorField()),
                ('words', django.contrib.postgres.search.SearchVectorField()),
                ('day', models.DateField(null=True)),
                ('newspaper', models.BigIntegerField(default=0)),
                ('page', models.CharField(default='', max_length=10)),
                ('kind', models.CharField(default='', max_length=12)),
                ('rubric', models.CharField(default='', max_length=100)),
                ('section', models.CharField(db_default='', default='', max_length=100)),
            ],
            options={
                'indexes': [models.Index(models.OrderBy(models.F('day'), descending=True, nulls_last=True), models.OrderBy(models.F('article'), descending=True), name='search_days')],
            },
        ),
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('role', models.CharField(choices=[('rubric', 'rubric'), ('kicker', 'kicker'), ('headline', 'headline'), ('deck', 'deck'), ('byline', 'byline'), ('dateline', 'dateline'), ('paragraph', 'paragraph'), ('subhead', 'subhead'), ('editors_note', 'editors_note'), ('caption', 'caption'), ('credit', 'credit'), ('jump', 'jump'), ('continued_from', 'continued_from'), ('furniture', 'furniture')], max_length=16)),
                ('block', models.PositiveIntegerField(default=0)),
                ('confidence', models.FloatField(default=1.0)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('article', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='segments', to='newsroom.article')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='segments', to='newsroom.page')),
            ],
            options={
                'verbose_name': 'segment',
                'verbose_name_plural': 'segments',
                'ordering': ['page', 'start'],
                'constraints': [models.UniqueConstraint(fields=('page', 'start'), name='segment_start_once'), models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='segment_is_not_empty'), models.CheckConstraint(condition=models.Q(('confidence__range', (0, 1))), name='segment_confidence_is_a_share'), models.CheckConstraint(condition=models.Q(models.Q(('article', None), ('role', 'furniture')), models.Q(('article__isnull', False), models.Q(('role', 'furniture'), _negated=True)), _connector='OR'), name='segment_without_article_is_furniture')],
            },
        ),
        migrations.CreateModel(
            name='ArticleDigest',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='digest', serialize=False, to='newsroom.searchentry')),
                ('terms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('bands', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['bands'], name='digest_bands')],
            },
        ),
        migrations.AddField(
            model_name='page',
            name='revision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='newsroom.pagerevision'),
        ),
        migrations.RunSQL(told(OLDER, "NARROW"), told(OLDER, "WIDE")),
        migrations.RunSQL(
            told("0011_search_by_section", "AS_IT_IS"), told("0011_search_by_section", "COMPRESSED")
        ),
        migrations.RunSQL(told(OLDER, "COSTLY"), "DROP FUNCTION newsroom_grams(tsvector)"),
        migrations.AddIndex(
            model_name='searchentry',
            index=django.contrib.postgres.indexes.GinIndex(models.Func('grams', function='newsroom_grams'), name='search_grams'),
        ),
        migrations.RunSQL(
            "ALTER INDEX search_grams ALTER COLUMN 1 SET STATISTICS 0", migrations.RunSQL.noop
        ),
        migrations.RunSQL(told(OLDER, "FOLLOW"), told(OLDER, "UNFOLLOW")),
        migrations.RunSQL(told(KEPT, "APPEND_ONLY"), told(KEPT, "REVERSE")),
        migrations.RunSQL(told(KEPT, "CACHE_TABLE"), "DROP TABLE newsroom_cache"),
    ]
