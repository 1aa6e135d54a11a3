"""Streets, so that a way home can be looked for along them."""

import django.db.models.deletion
import django.utils.timezone
import jikimi.access.policy
import jikimi.places.wall
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_shown_when_refused'),
        ('places', '0007_areas_public'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StreetImport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('file_name', models.CharField(max_length=120)),
                ('digest', models.CharField(max_length=64)),
                ('as_of', models.DateField(blank=True, null=True)),
                ('counts', models.JSONField(default=dict)),
                ('brought_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('aside_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='aside', to='places.streetimport')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-brought_at'],
            },
        ),
        migrations.CreateModel(
            name='Stretch',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('name', models.CharField(blank=True, max_length=80)),
                ('kind', models.CharField(max_length=20)),
                ('cell', models.IntegerField()),
                ('metres', models.FloatField()),
                ('line', models.BinaryField()),
                ('near_light', models.SmallIntegerField(default=0)),
                ('near_camera', models.SmallIntegerField(default=0)),
                ('near_bell', models.SmallIntegerField(default=0)),
                ('near_house', models.SmallIntegerField(default=0)),
                ('near_any', models.SmallIntegerField(default=0)),
                ('measured_on', models.DateField(blank=True, null=True)),
                ('as_of', models.DateField(blank=True, null=True)),
                ('stands', models.BooleanField(default=True)),
                ('brought_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stretches', to='places.streetimport')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='streetimport',
            constraint=jikimi.access.policy.OpenPolicy(name='places_streetimport_rows'),
        ),
        migrations.AddIndex(
            model_name='stretch',
            index=models.Index(condition=models.Q(('stands', True)), fields=['cell'], name='places_stretch_cell'),
        ),
        migrations.AddIndex(
            model_name='stretch',
            index=models.Index(fields=['name'], name='places_stretch_name'),
        ),
        migrations.AddIndex(
            model_name='stretch',
            index=models.Index(fields=['brought_by'], name='places_stretch_brought'),
        ),
        migrations.AddConstraint(
            model_name='stretch',
            constraint=jikimi.places.wall.StreetPolicy(name='places_stretch_rows'),
        ),
    ]
