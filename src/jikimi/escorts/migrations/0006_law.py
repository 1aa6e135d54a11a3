"""What is deleted is written down, who was told is told, and a person may object."""

import uuid

import django.db.models.deletion
import django.utils.timezone
import jikimi.access.policy
from django.conf import settings
from django.db import migrations, models

from jikimi.access.guarded import guarded, owned
from jikimi.escorts.wall import AUDITOR, ROOM

_AGENCY = {'related_name': '+', 'to': 'access.agency', 'on_delete': django.db.models.deletion.PROTECT}


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_shown_when_refused'),
        ('escorts', '0005_meeting'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField('phone', 'bundle_days', models.SmallIntegerField(db_default=0, default=0)),
        migrations.AddField('journey', 'seemed_over_at', models.DateTimeField(blank=True, null=True)),
        migrations.AddField('provision', 'is_held', models.BooleanField(db_default=False, default=False)),
        migrations.AddIndex('provision', models.Index(fields=['room', 'at'], name='escorts_provision_room')),
        migrations.CreateModel(
            name='Deletion',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('what', models.CharField(max_length=20)),
                ('rows', models.IntegerField()),
                ('room', models.ForeignKey(db_index=False, null=True, **_AGENCY)),
            ],
            options={'ordering': ['-day']},
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('subject', models.BinaryField()),
                ('kind', models.CharField(max_length=20)),
                ('text', models.CharField(max_length=1000)),
                ('stage', models.CharField(default='said', max_length=20)),
                ('stage_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_on', models.DateField()),
                ('answer', models.CharField(blank=True, max_length=1000)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('room', models.ForeignKey(**_AGENCY)),
            ],
            options={'ordering': ['said_at']},
        ),
        migrations.AddIndex('deletion', models.Index(fields=['room', 'day'], name='escorts_deletion_day')),
        migrations.AddConstraint('deletion', jikimi.access.policy.RowPolicy(name='escorts_deletion_rows', select=f'room_id IS NULL OR {ROOM} OR {AUDITOR}')),
        migrations.AddIndex('objection', models.Index(fields=['subject'], name='escorts_objection_subject')),
        migrations.AddConstraint('objection', models.CheckConstraint(condition=models.Q(('stage__in', ('said', 'answered'))), name='escorts_objection_stage')),
        migrations.AddConstraint('objection', jikimi.access.policy.RowPolicy(name='escorts_objection_rows', select=AUDITOR, update=AUDITOR)),
        guarded("escorts", "law_person", for_staff=False),
        guarded("escorts", "law_kept", for_staff=False),
        owned("escorts", "law_triggers"),
        guarded("escorts", "law"),
    ]
