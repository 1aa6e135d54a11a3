"""Places that are a problem, marks that are nobody's, alarms that were counted."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import jikimi.escorts.wall
import uuid
from django.conf import settings
from django.db import migrations, models

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):

    dependencies = [
        ('escorts', '0001_initial'),
        ('access', '0003_shown_when_refused'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='alarm',
            name='counted_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='alarm',
            index=models.Index(condition=models.Q(('counted_at__isnull', True), ('stage', 'ended')), fields=['ended_at'], name='escorts_alarm_uncounted'),
        ),
        migrations.AddField(
            model_name='phone',
            name='marking_in',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='phone',
            name='marks',
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
        migrations.CreateModel(
            name='UnsafeMark',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('x', models.IntegerField()),
                ('y', models.IntegerField()),
                ('area_code', models.CharField(blank=True, max_length=10)),
                ('reason', models.CharField(max_length=20)),
                ('marked_on', models.DateField()),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
            ],
        ),
        migrations.CreateModel(
            name='ProblemPlace',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('key', models.CharField(max_length=60)),
                ('area_code', models.CharField(blank=True, max_length=10)),
                ('hours', models.CharField(blank=True, max_length=10)),
                ('site_id', models.UUIDField(blank=True, null=True)),
                ('x', models.FloatField(blank=True, null=True)),
                ('y', models.FloatField(blank=True, null=True)),
                ('count', models.IntegerField()),
                ('days', models.IntegerField()),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('stage', models.CharField(max_length=10)),
                ('stage_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('body_id', models.BigIntegerField(blank=True, null=True)),
                ('hazard_id', models.UUIDField(blank=True, null=True)),
                ('matter_id', models.UUIDField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
            ],
            options={
                'ordering': ['-stage_since'],
            },
        ),
        migrations.AddIndex(
            model_name='unsafemark',
            index=models.Index(fields=['room', 'marked_on'], name='escorts_unsafemark_since'),
        ),
        migrations.AddConstraint(
            model_name='unsafemark',
            constraint=jikimi.escorts.wall.SecretPolicy(name='escorts_unsafemark_rows'),
        ),
        migrations.AddConstraint(
            model_name='problemplace',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ('put', 'aside'))), name='escorts_problemplace_stage'),
        ),
        migrations.AddConstraint(
            model_name='problemplace',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('room', 'kind', 'key'), name='escorts_problemplace_once'),
        ),
        migrations.AddConstraint(
            model_name='problemplace',
            constraint=jikimi.escorts.wall.RoomPolicy(name='escorts_problemplace_rows'),
        ),
        guarded("escorts", "unsafe", for_staff=False),
        guarded("escorts", "unsafe_told"),
    ]
