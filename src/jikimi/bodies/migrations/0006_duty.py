"""Posts, rotas, shifts, swaps, hand-over notes, calendars behind a secret link."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import jikimi.access.policy
import jikimi.bodies.wall
import uuid
from django.conf import settings
from django.db import migrations, models

from jikimi.access.guarded import owned


class Migration(migrations.Migration):

    dependencies = [
        ('bodies', '0005_follow_up'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('name_ko', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('begins', models.TimeField()),
                ('ends', models.TimeField()),
                ('needs', models.JSONField(default=dict)),
                ('on_holidays', models.BooleanField(default=False)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('version', models.IntegerField(default=1)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='bodies.body')),
            ],
            options={
                'ordering': ['name_ko', 'id'],
            },
        ),
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body')),
                ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='bodies.post')),
            ],
            options={
                'ordering': ['-written_at'],
            },
        ),
        migrations.CreateModel(
            name='DutyMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('most_per_week', models.IntegerField(blank=True, null=True)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='bodies.post')),
            ],
        ),
        migrations.CreateModel(
            name='Rota',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('begins_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('stage', models.CharField(default='draft', max_length=20)),
                ('stage_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('rules', models.JSONField(default=dict)),
                ('told', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rotas', to='bodies.body')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rotas', to='bodies.post')),
            ],
            options={
                'ordering': ['-begins_on'],
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('kind', models.CharField(max_length=40)),
                ('came', models.BooleanField(null=True)),
                ('version', models.IntegerField(default=1)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.post')),
                ('rota', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='bodies.rota')),
            ],
            options={
                'ordering': ['starts_at', 'kind', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Swap',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('stage', models.CharField(default='asked', max_length=20)),
                ('stage_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body')),
                ('in_return', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.shift')),
                ('shift', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='swaps', to='bodies.shift')),
                ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-asked_at'],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('begins_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['begins_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('begins_on'))), name='bodies_absence_days'), jikimi.bodies.wall.CirclePolicy(name='bodies_absence_rows', own_member=True, steering=True)],
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('member',), name='bodies_feed_once'), jikimi.access.policy.RowPolicy(insert='member_id * 8 + 2 = ANY ((SELECT access_principals())::bigint[])', name='bodies_feed_rows', select='member_id * 8 + 2 = ANY ((SELECT access_principals())::bigint[])', update='member_id * 8 + 2 = ANY ((SELECT access_principals())::bigint[])')],
            },
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=jikimi.bodies.wall.BodyPolicy(name='bodies_post_rows'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=jikimi.bodies.wall.CirclePolicy(name='bodies_handover_rows'),
        ),
        migrations.AddConstraint(
            model_name='dutymember',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('post', 'member'), name='bodies_dutymember_once'),
        ),
        migrations.AddConstraint(
            model_name='dutymember',
            constraint=jikimi.bodies.wall.CirclePolicy(name='bodies_dutymember_rows', own_member=True),
        ),
        migrations.AddConstraint(
            model_name='rota',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ('draft', 'published', 'replaced'))), name='bodies_rota_stage'),
        ),
        migrations.AddConstraint(
            model_name='rota',
            constraint=jikimi.bodies.wall.CirclePolicy(name='bodies_rota_rows'),
        ),
        migrations.AddIndex(
            model_name='shift',
            index=models.Index(fields=['body', 'starts_at'], name='bodies_shift_time'),
        ),
        migrations.AddIndex(
            model_name='shift',
            index=models.Index(fields=['member', 'starts_at'], name='bodies_shift_member'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=jikimi.bodies.wall.CirclePolicy(delete=True, name='bodies_shift_rows', own_member=True),
        ),
        migrations.AddConstraint(
            model_name='swap',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ('asked', 'agreed', 'approved', 'refused', 'withdrawn'))), name='bodies_swap_stage'),
        ),
        migrations.AddConstraint(
            model_name='swap',
            constraint=models.UniqueConstraint(condition=models.Q(('stage__in', ('asked', 'agreed'))), fields=('shift',), name='bodies_swap_once'),
        ),
        migrations.AddConstraint(
            model_name='swap',
            constraint=jikimi.bodies.wall.CirclePolicy(name='bodies_swap_rows'),
        ),
        owned("bodies", "circle_triggers"),
    ]
