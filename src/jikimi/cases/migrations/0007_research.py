"""What agencies are asked before a meeting, evidence of actions, which case a review came from."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import jikimi.cases.wall
import uuid
from django.conf import settings
from django.db import migrations, models

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_shown_when_refused'),
        ('bodies', '0006_duty'),
        ('cases', '0006_unmet_needs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        guarded("cases", "keep_all", for_staff=False),
        migrations.CreateModel(
            name='ActionEvidence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('field_group', models.CharField(max_length=20)),
                ('text', models.TextField(blank=True)),
                ('file_name', models.CharField(blank=True, max_length=120)),
                ('document', models.BinaryField(blank=True, default=bytes)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='cases.action')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
            ],
            options={
                'ordering': ['added_at'],
                'constraints': [jikimi.cases.wall.CaseWall(group='*', name='cases_actionevidence_rows', own_agency=True)],
            },
        ),
        migrations.CreateModel(
            name='Research',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('asks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                ('why', models.TextField()),
                ('basis', models.CharField(max_length=40)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_on', models.DateField()),
                ('answer', models.TextField(blank=True)),
                ('knows_nothing', models.BooleanField(default=False)),
                ('declined_why', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.IntegerField(default=1)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='research', to='cases.case')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.meeting')),
            ],
            options={
                'ordering': ['due_on', 'asked_at'],
                'indexes': [models.Index(condition=models.Q(('answered_at__isnull', True), ('withdrawn_at__isnull', True)), fields=['agency', 'due_on'], name='cases_research_waiting')],
                'constraints': [jikimi.cases.wall.CaseWall(group='discussion', name='cases_research_rows', own_agency=True)],
            },
        ),
        migrations.CreateModel(
            name='ReviewedCase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('review_id', models.UUIDField(unique=True)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
            ],
            options={
                'constraints': [jikimi.cases.wall.CaseWall(group='steering', name='cases_reviewedcase_rows')],
            },
        ),
    ]
