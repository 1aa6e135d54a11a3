"""Photos and sounds of a call, a guardian's consent for a child's phone, and what is kept for the person."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models

import jikimi.escorts.wall
from jikimi.access.guarded import guarded, owned


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_shown_when_refused'),
        ('escorts', '0003_control_rooms'),
    ]

    operations = [
        migrations.AddField(
            model_name='phone',
            name='recordings',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, null=True, size=None),
        ),
        migrations.CreateModel(
            name='Guardianship',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('child', models.BinaryField(db_index=True)),
                ('token', models.BinaryField(unique=True)),
                ('guardian', models.BinaryField(default=bytes)),
                ('purposes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('days', models.IntegerField()),
                ('age_band', models.CharField(max_length=20)),
                ('relation', models.CharField(blank=True, max_length=20)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [jikimi.escorts.wall.SecretPolicy(name='escorts_guardianship_rows')],
            },
        ),
        migrations.CreateModel(
            name='Recording',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('is_told', models.BooleanField(default=False)),
                ('kind', models.CharField(max_length=10)),
                ('content', models.BinaryField()),
                ('sent_at', models.DateTimeField()),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('journey', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='recordings', to='escorts.journey')),
                ('room', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('journey', 'kind'), name='escorts_recording_once'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ('photo', 'sound'))), name='escorts_recording_kind'),
                    jikimi.escorts.wall.ToldRoomPolicy(name='escorts_recording_rows'),
                ],
            },
        ),
        guarded("escorts", "pocket", for_staff=False),
        owned("escorts", "pocket_triggers"),
    ]
