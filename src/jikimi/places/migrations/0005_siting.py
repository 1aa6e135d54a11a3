"""Lists brought over pages, what was said of look-alikes, and where to put things."""


import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import jikimi.access.policy
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_shown_when_refused'),
        ('bodies', '0016_reviews_refused'),
        ('places', '0004_inspections_late'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SiteUpload',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('file_name', models.CharField(max_length=200)),
                ('agency_id', models.BigIntegerField()),
                ('member_id', models.BigIntegerField()),
                ('state', models.CharField(default='received', max_length=10)),
                ('findings', models.JSONField(default=dict)),
                ('brought_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('touched_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('kind', models.CharField(blank=True, default='', max_length=40)),
                ('import_id', models.UUIDField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-brought_at'],
                'abstract': False,
                'constraints': [jikimi.access.policy.RowPolicy(insert='agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[]) OR (SELECT access_is(22)) OR (SELECT access_is(30))', name='places_siteupload_rows', select='agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[]) OR (SELECT access_is(22)) OR (SELECT access_is(30))', update='agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[]) OR (SELECT access_is(22)) OR (SELECT access_is(30))')],
            },
        ),
        migrations.CreateModel(
            name='SiteVerdict',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('one_id', models.UUIDField()),
                ('other_id', models.UUIDField()),
                ('said', models.CharField(max_length=10)),
                ('kept_id', models.UUIDField(blank=True, null=True)),
                ('before', models.JSONField(default=dict)),
                ('member_id', models.BigIntegerField()),
                ('agency_id', models.BigIntegerField()),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-said_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('one_id__lt', models.F('other_id'))), name='places_siteverdict_in_order'), models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('one_id', 'other_id'), name='places_siteverdict_one_each'), jikimi.access.policy.OpenPolicy(name='places_siteverdict_rows')],
            },
        ),
        migrations.CreateModel(
            name='SitingRun',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=40)),
                ('terms', models.JSONField(default=dict)),
                ('ground', models.BinaryField(default=bytes)),
                ('stage', models.CharField(default='waiting', max_length=10)),
                ('stage_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('step', models.CharField(blank=True, max_length=20)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('answer', models.JSONField(default=dict)),
                ('chosen', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
                ('changes', models.JSONField(default=list)),
                ('sites', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('matter_id', models.UUIDField(blank=True, null=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('touched_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('version', models.IntegerField(default=1)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-asked_at'],
                'indexes': [models.Index(fields=['body', '-asked_at'], name='places_sitingrun_of_body')],
                'constraints': [models.CheckConstraint(condition=models.Q(('stage__in', ('waiting', 'running', 'done', 'failed', 'decided', 'thrown'))), name='places_sitingrun_stage'), jikimi.access.policy.OpenPolicy(name='places_sitingrun_rows')],
            },
        ),
    ]
