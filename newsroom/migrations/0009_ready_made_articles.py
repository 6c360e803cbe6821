"""Ready-made articles: the table they come in, and what tells them apart."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsroom', '0008_joined_articles'),
    ]

    operations = [
        migrations.CreateModel(
            name='GivenArticle',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='given', serialize=False, to='newsroom.article')),
                ('row', models.PositiveIntegerField(verbose_name='row')),
                ('outside_id', models.CharField(blank=True, max_length=200, verbose_name='outside identifier')),
                ('fingerprint', models.CharField(max_length=64, validators=[django.core.validators.RegexValidator('^[0-9a-f]{64}$', 'A SHA-256 has 64 hexadecimal digits.')], verbose_name='SHA-256')),
            ],
            options={
                'verbose_name': 'ready-made article',
                'verbose_name_plural': 'ready-made articles',
                'ordering': ['article'],
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
                ('sheets', models.PositiveIntegerField(default=1)),
                ('first', models.JSONField(default=list)),
                ('first_number', models.PositiveIntegerField(default=1)),
                ('headed', models.BooleanField(default=True)),
                ('columns', models.JSONField(default=list)),
                ('mapping', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'table of an import',
                'verbose_name_plural': 'tables of an import',
            },
        ),
        migrations.RemoveConstraint(
            model_name='page',
            name='page_file_once',
        ),
        migrations.RemoveConstraint(
            model_name='page',
            name='page_text_once',
        ),
        migrations.AddField(
            model_name='importfile',
            name='place',
            field=models.CharField(blank=True, db_default='', default='', max_length=80),
        ),
        migrations.AddField(
            model_name='page',
            name='table_row',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='row'),
        ),
        migrations.AlterField(
            model_name='issue',
            name='date_basis',
            field=models.CharField(choices=[('printed', 'printed on the page'), ('named', "stated by the file's name"), ('table', 'stated by the table'), ('inferred', 'inferred from the text'), ('person', 'set by a person'), ('none', 'not known')], default='none', max_length=10, verbose_name='basis of the date'),
        ),
        migrations.AddIndex(
            model_name='importfile',
            index=models.Index(condition=models.Q(('settled_at', None), models.Q(('place', ''), _negated=True)), fields=['batch', 'place', 'line'], name='import_row_waits'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.UniqueConstraint(condition=models.Q(('table_row', None)), fields=('newspaper', 'file_name'), name='page_file_once'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.UniqueConstraint(condition=models.Q(('table_row', None)), fields=('newspaper', 'text_sha256'), name='page_text_once'),
        ),
        migrations.AddField(
            model_name='givenarticle',
            name='newspaper',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='newsroom.newspaper'),
        ),
        migrations.AddConstraint(
            model_name='givenarticle',
            constraint=models.UniqueConstraint(fields=('newspaper', 'fingerprint'), name='given_article_once_a_newspaper'),
        ),
        migrations.AddConstraint(
            model_name='givenarticle',
            constraint=models.UniqueConstraint(condition=models.Q(('outside_id', ''), _negated=True), fields=('newspaper', 'outside_id'), name='given_outside_id_once_a_newspaper'),
        ),
    ]
