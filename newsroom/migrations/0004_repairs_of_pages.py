"""Every state of a page that people repaired, and articles that a repair took off their page."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsroom', '0003_dates_stated_by_file_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='PageRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('layout', models.JSONField()),
                ('edit', models.JSONField(blank=True, default=dict)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'revision of a page',
                'verbose_name_plural': 'revisions of pages',
                'ordering': ['page', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='retired_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='retired'),
        ),
        migrations.AddField(
            model_name='article',
            name='successor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='predecessors', to='newsroom.article'),
        ),
        migrations.AddField(
            model_name='page',
            name='checked_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='checked'),
        ),
        migrations.AddField(
            model_name='page',
            name='checked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('successor', None), ('retired_at__isnull', False), _connector='OR'), name='article_with_a_successor_is_retired'),
        ),
        migrations.AddField(
            model_name='pagerevision',
            name='made_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pagerevision',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='newsroom.page'),
        ),
        migrations.AddField(
            model_name='pagerevision',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='newsroom.pagerevision'),
        ),
        migrations.AddField(
            model_name='page',
            name='revision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='newsroom.pagerevision'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_at', None), ('checked_by', None)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False)), _connector='OR'), name='page_is_checked_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='pagerevision',
            constraint=models.UniqueConstraint(condition=models.Q(('parent', None)), fields=('page',), name='page_was_read_once'),
        ),
        migrations.AddConstraint(
            model_name='pagerevision',
            constraint=models.CheckConstraint(condition=models.Q(('parent', None), models.Q(('parent', models.F('pk')), _negated=True), _connector='OR'), name='revision_is_not_its_own_parent'),
        ),
    ]
