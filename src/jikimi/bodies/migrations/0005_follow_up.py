"""Minutes in versions, undertakings with evidence, letters, reviews and packs of a council."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import jikimi.access.policy
import jikimi.bodies.wall
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_shown_when_refused'),
        ('bodies', '0004_recruiting'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Minutes',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('number', models.IntegerField(default=1)),
                ('stage', models.CharField(default='draft', max_length=20)),
                ('stage_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('facts', models.JSONField(default=dict)),
                ('why', models.TextField(blank=True)),
                ('prepared_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.IntegerField(default=1)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='minutes', to='bodies.meeting')),
                ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='bodies.meeting')),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.minutes')),
            ],
            options={
                'ordering': ['-sent_at'],
            },
        ),
        migrations.CreateModel(
            name='MinutesLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('subject_id', models.UUIDField(blank=True, null=True)),
                ('field_group', models.CharField(blank=True, max_length=20)),
                ('position', models.IntegerField()),
                ('kind', models.CharField(max_length=20)),
                ('text', models.TextField(blank=True)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.agendaitem')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.meeting')),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='bodies.minutes')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Undertaking',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('due_on', models.DateField()),
                ('stage', models.CharField(default='open', max_length=20)),
                ('stage_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('outcome', models.TextField(blank=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('effect_due_on', models.DateField(blank=True, null=True)),
                ('effect', models.CharField(blank=True, max_length=20)),
                ('effect_text', models.TextField(blank=True)),
                ('effect_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.IntegerField(default=1)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='undertakings', to='bodies.body')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undertakings', to='bodies.decision')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.agendaitem')),
                ('matter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undertakings', to='bodies.matter')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undertakings', to='bodies.meeting')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('text', models.TextField(blank=True)),
                ('file_name', models.CharField(blank=True, max_length=120)),
                ('document', models.BinaryField(blank=True, default=bytes)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body')),
                ('undertaking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='bodies.undertaking')),
            ],
            options={
                'ordering': ['added_at'],
            },
        ),
        migrations.CreateModel(
            name='CaseReview',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('half', models.CharField(max_length=6)),
                ('kind', models.CharField(max_length=40)),
                ('causes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('supports', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('missing', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('agencies', models.IntegerField(default=0)),
                ('worked', models.TextField(blank=True)),
                ('failed', models.TextField(blank=True)),
                ('lesson', models.TextField(blank=True)),
                ('proposal', models.TextField(blank=True)),
                ('stage', models.CharField(default='draft', max_length=20)),
                ('stage_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.IntegerField(default=1)),
                ('above', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews_received', to='bodies.body')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews_written', to='bodies.body')),
                ('matter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.matter')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-written_at'],
                'indexes': [models.Index(fields=['above', 'half'], name='bodies_casereview_half')],
                'constraints': [models.CheckConstraint(condition=models.Q(('stage__in', ('draft', 'sent', 'discussed', 'withdrawn'))), name='bodies_casereview_stage'), jikimi.bodies.wall.CirclePolicy(name='bodies_casereview_rows', steering=True)],
            },
        ),
        migrations.CreateModel(
            name='CouncilPack',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('half', models.CharField(max_length=6)),
                ('number', models.IntegerField(default=1)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('figures', models.JSONField(default=dict)),
                ('digest', models.CharField(max_length=64)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packs', to='bodies.body')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_at'],
                'constraints': [models.UniqueConstraint(fields=('body', 'half', 'number'), name='bodies_pack_once'), jikimi.bodies.wall.CirclePolicy(name='bodies_pack_rows', update=False)],
            },
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.UniqueConstraint(fields=('meeting', 'number'), name='bodies_minutes_once'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ('draft', 'approved', 'replaced'))), name='bodies_minutes_stage'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('stage', 'draft')), models.Q(('stage', 'draft'), _negated=True), _connector='OR'), name='bodies_minutes_approved'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=jikimi.bodies.wall.CirclePolicy(name='bodies_minutes_rows', only='meeting_id = ANY ((SELECT bodies_meetings_accepted())::uuid[])'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('minutes', 'agency'), name='bodies_letter_once'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=jikimi.bodies.wall.CirclePolicy(name='bodies_letter_rows', own_agency=True, steering=True),
        ),
        migrations.AddIndex(
            model_name='minutesline',
            index=models.Index(fields=['subject_id'], name='bodies_minutesline_subject'),
        ),
        migrations.AddConstraint(
            model_name='minutesline',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('heading', 'discussion', 'decision', 'action'))), name='bodies_minutesline_kind'),
        ),
        migrations.AddConstraint(
            model_name='minutesline',
            constraint=jikimi.access.policy.AclPolicy(delete=True, keeper="bodies_keep_item_acl('*', 'agency_id')", name='bodies_minutesline_rows', only='meeting_id = ANY ((SELECT bodies_meetings_accepted())::uuid[])'),
        ),
        migrations.AddIndex(
            model_name='undertaking',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['agency', 'due_on'], name='bodies_undertaking_agency'),
        ),
        migrations.AddIndex(
            model_name='undertaking',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['body', 'due_on'], name='bodies_undertaking_body'),
        ),
        migrations.AddConstraint(
            model_name='undertaking',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ('open', 'accepted', 'done', 'not_possible', 'not_done'))), name='bodies_undertaking_stage'),
        ),
        migrations.AddConstraint(
            model_name='undertaking',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ('open', 'accepted', 'done')), models.Q(('outcome', ''), _negated=True), _connector='OR'), name='bodies_undertaking_outcome'),
        ),
        migrations.AddConstraint(
            model_name='undertaking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('stage__in', ('open', 'accepted'))), models.Q(('ended_at__isnull', False), ('stage__in', ('done', 'not_possible', 'not_done'))), _connector='OR'), name='bodies_undertaking_ended'),
        ),
        migrations.AddConstraint(
            model_name='undertaking',
            constraint=models.CheckConstraint(condition=models.Q(('effect__in', ('', 'helped', 'no_change', 'worse', 'cannot_tell'))), name='bodies_undertaking_effect'),
        ),
        migrations.AddConstraint(
            model_name='undertaking',
            constraint=jikimi.bodies.wall.CirclePolicy(name='bodies_undertaking_rows', own_agency=True),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=jikimi.bodies.wall.CirclePolicy(name='bodies_evidence_rows', own_agency=True),
        ),
    ]
