import uuid

import django.db.models.deletion
import django.utils.timezone
import jikimi.access.policy
import jikimi.escorts.wall
from django.conf import settings
from django.db import migrations, models

from jikimi.access.guarded import guarded

_MEMBER = {'on_delete': django.db.models.deletion.PROTECT, 'related_name': '+', 'to': settings.AUTH_USER_MODEL}
_AGENCY = {'related_name': '+', 'to': 'access.agency'}


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_shown_when_refused'),
        ('escorts', '0002_problem_places'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RingHeard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ring', models.CharField(max_length=64)),
                ('said', models.CharField(max_length=10)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('room', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, **_AGENCY)),
            ],
        ),
        migrations.CreateModel(
            name='ShiftChange',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('stage', models.CharField(default='given', max_length=10)),
                ('stage_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=1000)),
                ('open_alarms', models.IntegerField(default=0)),
                ('ended_alarms', models.IntegerField(default=0)),
                ('room', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, **_AGENCY)),
                ('given_by', models.ForeignKey(**_MEMBER)),
                ('taken_by', models.ForeignKey(blank=True, null=True, **_MEMBER)),
            ],
            options={
                'ordering': ['-given_at'],
            },
        ),
        migrations.CreateModel(
            name='WatchLook',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('looked_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddField('alarm', 'unanswered_at', models.DateTimeField(blank=True, null=True)),
        migrations.AddField('controlroom', 'bell_heard_at', models.DateTimeField(blank=True, null=True)),
        migrations.AddField('controlroom', 'bell_key_at', models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            'controlroom', 'deputy',
            models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, **_AGENCY),
        ),
        migrations.AddConstraint(
            'watchlook',
            jikimi.access.policy.RowPolicy(name='escorts_watchlook_rows', select=jikimi.access.policy.SOMEBODY),
        ),
        migrations.AddConstraint(
            'ringheard', models.UniqueConstraint(fields=('room', 'ring'), name='escorts_ring_once')
        ),
        migrations.AddConstraint(
            'ringheard', jikimi.escorts.wall.SecretPolicy(name='escorts_ringheard_rows')
        ),
        migrations.AddIndex(
            'shiftchange', models.Index(fields=['room', '-given_at'], name='escorts_shift_lately')
        ),
        migrations.AddConstraint(
            'shiftchange',
            models.CheckConstraint(
                condition=models.Q(('stage__in', ('given', 'taken', 'withdrawn'))), name='escorts_shift_stage'
            ),
        ),
        migrations.AddConstraint(
            'shiftchange',
            models.UniqueConstraint(
                condition=models.Q(('stage', 'given')), fields=('room',), name='escorts_shift_one_given'
            ),
        ),
        migrations.AddConstraint(
            'shiftchange', jikimi.escorts.wall.RoomPolicy(name='escorts_shiftchange_rows')
        ),
        guarded('escorts', 'pulse'),
        guarded('escorts', 'standing_in'),
        guarded('escorts', 'ring', for_staff=False),
    ]
