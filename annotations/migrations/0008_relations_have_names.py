import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0007_withdrawn_by_somebody'),
        ('newsroom', '0003_dates_stated_by_file_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='annotation',
            name='attempt',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='annotations', to='annotations.attempt', verbose_name='attempt'),
        ),
        migrations.AlterField(
            model_name='annotation',
            name='label',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='annotations', to='annotations.label', verbose_name='label'),
        ),
        migrations.AlterField(
            model_name='annotation',
            name='variable',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotations.variable', verbose_name='variable'),
        ),
        migrations.AlterField(
            model_name='assignment',
            name='annotator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to=settings.AUTH_USER_MODEL, verbose_name='annotator'),
        ),
        migrations.AlterField(
            model_name='assignment',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='annotations.unit', verbose_name='unit'),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='assignment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='annotations.assignment', verbose_name='assignment'),
        ),
        migrations.AlterField(
            model_name='codebookversion',
            name='codebook',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='annotations.codebook', verbose_name='codebook'),
        ),
        migrations.AlterField(
            model_name='codebookversion',
            name='published_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='reviewer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to=settings.AUTH_USER_MODEL, verbose_name='reviewer'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='annotations.unit', verbose_name='unit'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by'),
        ),
        migrations.AlterField(
            model_name='decisionlabel',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='labels', to='annotations.decision', verbose_name='decision'),
        ),
        migrations.AlterField(
            model_name='decisionlabel',
            name='label',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decision_labels', to='annotations.label', verbose_name='label'),
        ),
        migrations.AlterField(
            model_name='decisionlabel',
            name='variable',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotations.variable', verbose_name='variable'),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='annotation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='annotations.annotation', verbose_name='annotation'),
        ),
        migrations.AlterField(
            model_name='label',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='annotations.label', verbose_name='part of'),
        ),
        migrations.AlterField(
            model_name='label',
            name='variable',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='labels', to='annotations.variable', verbose_name='variable'),
        ),
        migrations.AlterField(
            model_name='release',
            name='requested_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by'),
        ),
        migrations.AlterField(
            model_name='return',
            name='attempt',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sent_back', to='annotations.attempt', verbose_name='attempt'),
        ),
        migrations.AlterField(
            model_name='return',
            name='reviewer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewer'),
        ),
        migrations.AlterField(
            model_name='round',
            name='created_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='drawn up by'),
        ),
        migrations.AlterField(
            model_name='roundannotator',
            name='annotator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='annotator'),
        ),
        migrations.AlterField(
            model_name='roundannotator',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='annotations.round', verbose_name='round'),
        ),
        migrations.AlterField(
            model_name='suggestion',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suggestions', to='newsroom.article', verbose_name='article'),
        ),
        migrations.AlterField(
            model_name='suggestion',
            name='label',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suggestions', to='annotations.label', verbose_name='label'),
        ),
        migrations.AlterField(
            model_name='unit',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='newsroom.article', verbose_name='article'),
        ),
        migrations.AlterField(
            model_name='unit',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='annotations.round', verbose_name='round'),
        ),
        migrations.AlterField(
            model_name='variable',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='variables', to='annotations.codebookversion', verbose_name='codebook version'),
        ),
    ]
