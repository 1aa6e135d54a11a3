"""Questions to agencies, the call round, and how old entries are."""

import django.utils.timezone
import jikimi.access.policy
import uuid
from django.db import migrations, models

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('entry_id', models.UUIDField()),
                ('member_id', models.BigIntegerField()),
                ('agency_id', models.BigIntegerField()),
                ('taken_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('until', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, default='', max_length=12)),
                ('note', models.CharField(blank=True, default='', max_length=400)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('next_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-taken_at'],
                'indexes': [models.Index(fields=['entry_id', '-taken_at'], name='directory_call_entry'), models.Index(fields=['next_on'], name='directory_call_next')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('entry_id',), name='directory_call_one_at_a_time'), jikimi.access.policy.OpenPolicy(name='directory_call_open')],
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('entry_id', models.UUIDField()),
                ('agency_id', models.BigIntegerField(default=0)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, default='', max_length=10)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('shown', models.CharField(blank=True, default='', max_length=64)),
                ('words', models.TextField(blank=True, default='')),
                ('taken_up_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_by_id', models.BigIntegerField(default=0)),
            ],
            options={
                'ordering': ['-made_at'],
                'indexes': [models.Index(fields=['entry_id', '-made_at'], name='directory_confirmation_entry'), models.Index(condition=models.Q(('answered_at__isnull', False), ('done_at__isnull', True)), fields=['answered_at'], name='directory_confirmation_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('answer__in', ['', 'right', 'changed', 'ended'])), name='directory_confirmation_answers'), jikimi.access.policy.RowPolicy(insert="(SELECT access_principals()) <> '{}'", name='directory_confirmation_rows', select='(SELECT access_is(22)) OR agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[]) OR (SELECT coalesce(bool_or(p % 8 = 3), false) FROM unnest(access_principals()) p)', update='(SELECT access_is(22)) OR agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[]) OR (SELECT coalesce(bool_or(p % 8 = 3), false) FROM unnest(access_principals()) p)')],
            },
        ),
        migrations.CreateModel(
            name='EntryAge',
            fields=[
                ('entry_id', models.UUIDField(primary_key=True, serialize=False)),
                ('agency_id', models.BigIntegerField(default=0)),
                ('age_class', models.CharField(max_length=20)),
                ('checked_on', models.DateField(blank=True, null=True)),
                ('due_on', models.DateField()),
                ('counted_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [models.Index(fields=['due_on'], name='directory_age_due'), models.Index(fields=['agency_id', 'due_on'], name='directory_age_agency')],
                'constraints': [jikimi.access.policy.RowPolicy(delete="(SELECT access_principals()) <> '{}'", insert="(SELECT access_principals()) <> '{}'", name='directory_age_rows', select="(SELECT current_setting('jikimi.ticket', true)) <> ''", update="(SELECT access_principals()) <> '{}'")],
            },
        ),
        migrations.CreateModel(
            name='EntryUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry_id', models.UUIDField()),
                ('day', models.DateField()),
                ('times', models.IntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('entry_id', 'day'), name='directory_use_once_a_day'), jikimi.access.policy.OpenPolicy(name='directory_use_open')],
            },
        ),
        migrations.CreateModel(
            name='FreshnessFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('agency_id', models.BigIntegerField()),
                ('entries', models.IntegerField()),
                ('fresh', models.IntegerField()),
                ('overdue', models.IntegerField()),
                ('median_age_days', models.IntegerField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agency_id', 'day'), name='directory_figure_once'), jikimi.access.policy.OpenPolicy(name='directory_figure_open')],
            },
        ),
        guarded("directory", "confirming"),
    ]
