"""Rows for research without names: asked for, approved by another, keyed by a third."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import jikimi.access.policy
from jikimi.access.guarded import guarded, owned


class Migration(migrations.Migration):
    dependencies = [("insights", "0004_flow"), ("cases", "0022_ties")]
    operations = [
        migrations.CreateModel(
            name='Extract',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('asked_by_id', models.BigIntegerField()),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('unit', models.CharField(max_length=10)),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), size=None)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('purpose', models.CharField(max_length=1000)),
                ('institution', models.CharField(max_length=200)),
                ('basis', models.CharField(max_length=40)),
                ('ethics', models.CharField(max_length=100)),
                ('keeper_id', models.BigIntegerField()),
                ('destroy_on', models.DateField()),
                ('stage', models.CharField(default='asked', max_length=12)),
                ('stage_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_by_id', models.BigIntegerField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('sealed_key', models.BinaryField(blank=True, null=True)),
                ('made_at', models.DateTimeField(blank=True, null=True)),
                ('told', models.JSONField(default=dict)),
                ('destroyed_on', models.DateField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
            ],
            options={
                'ordering': ['-asked_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('asked_by_id', models.F('keeper_id')), _negated=True), name='insights_extract_persons'), jikimi.access.policy.RowPolicy(insert='((SELECT access_is(24)) OR ((SELECT access_is(22)) OR (SELECT access_is(30))))', name='insights_extract_rows', select='(((SELECT access_is(24)) OR ((SELECT access_is(22)) OR (SELECT access_is(30)))) OR keeper_id * 8 + 2 = ANY ((SELECT access_principals())::bigint[]))', update='(((SELECT access_is(24)) OR ((SELECT access_is(22)) OR (SELECT access_is(30)))) OR keeper_id * 8 + 2 = ANY ((SELECT access_principals())::bigint[]))')],
            },
        ),
        guarded("insights", "extract_rows"),
        owned("insights", "extract_kept"),
    ]
