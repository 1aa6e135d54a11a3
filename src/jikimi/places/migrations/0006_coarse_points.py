"""Crime points say how coarse their time is and can be forgotten; programmes keep their figures."""

import django.db.models.deletion
from django.db import migrations, models

import jikimi.access.policy


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0005_siting'),
    ]

    operations = [
        migrations.AddField(
            model_name='crimeimport',
            name='digest',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='crimeimport',
            name='first_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='crimeimport',
            name='last_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='crimeimport',
            name='agency',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency'),
        ),
        migrations.AddConstraint(
            model_name='crimeimport',
            constraint=models.UniqueConstraint(condition=models.Q(('digest', ''), _negated=True) & models.Q(('undone_at', None)), fields=('digest',), name='places_crimeimport_once'),
        ),
        migrations.AddField(
            model_name='crimepoint',
            name='days',
            field=models.SmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='crimepoint',
            name='hours',
            field=models.SmallIntegerField(default=1),
        ),
        migrations.RemoveConstraint(
            model_name='crimepoint',
            name='places_crimepoint_rows',
        ),
        migrations.AddConstraint(
            model_name='crimepoint',
            constraint=jikimi.access.policy.RowPolicy(delete="(SELECT access_principals()) <> '{}'", insert="(SELECT access_principals()) <> '{}'", name='places_crimepoint_rows', select="(SELECT current_setting('jikimi.ticket', true)) <> ''"),
        ),
        migrations.AddField(
            model_name='programme',
            name='figures',
            field=models.JSONField(default=list),
        ),
    ]
