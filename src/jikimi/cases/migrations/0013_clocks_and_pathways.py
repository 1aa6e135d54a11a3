"""Clocks of measures and pathways, alerts, tasks, forms, grades, signals and joint checks."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import jikimi.access.policy
import jikimi.cases.models.case
import jikimi.cases.wall
import uuid
from django.conf import settings
from django.db import migrations, models

from jikimi.access.guarded import guarded, owned


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_shown_when_refused'),
        ('bodies', '0016_reviews_refused'),
        ('cases', '0012_figures_gone'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        guarded("cases", "closing_wider", for_staff=False),
        migrations.CreateModel(
            name='RunningClock',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=60)),
                ('rule', models.CharField(max_length=80)),
                ('article', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=20)),
                ('event', models.CharField(max_length=40)),
                ('who', models.CharField(blank=True, max_length=40)),
                ('forces', models.CharField(blank=True, max_length=20)),
                ('start_rule', models.CharField(max_length=20)),
                ('holiday_rule', models.CharField(max_length=20)),
                ('starts_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('calendar_at', models.DateTimeField()),
                ('extendable_to', models.DateTimeField(blank=True, null=True)),
                ('is_written', models.BooleanField(default=False)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('', ''), ('met', 'met'), ('late', 'late'), ('missed', 'missed'), ('void', 'void')], max_length=10)),
                ('version', models.IntegerField(default=1)),
            ],
            options={
                'ordering': ['due_at'],
            },
            bases=(jikimi.cases.models.case.OfCase, models.Model),
        ),
        migrations.CreateModel(
            name='Signal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('pathway', models.CharField(max_length=20)),
                ('form', models.CharField(blank=True, max_length=40)),
                ('signs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('words', models.TextField(blank=True)),
                ('who', models.CharField(blank=True, max_length=200)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('noticed_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answer_due_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, max_length=30)),
                ('answer_note', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('case_id', models.UUIDField(blank=True, null=True)),
                ('version', models.IntegerField(default=1)),
            ],
            options={
                'ordering': ['-sent_at'],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('', ''), ('done', 'done'), ('not_needed', 'not_needed')], max_length=12)),
                ('note', models.TextField(blank=True)),
                ('version', models.IntegerField(default=1)),
            ],
            options={
                'ordering': ['due_at'],
            },
            bases=(jikimi.cases.models.case.OfCase, models.Model),
        ),
        migrations.AddField(
            model_name='measure',
            name='extends',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='extended_by', to='cases.measure'),
        ),
        migrations.AddField(
            model_name='measure',
            name='lapsed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='measure',
            name='nth_extension',
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='measure',
            name='rule',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='monitoringcontact',
            name='reason',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('point', models.CharField(max_length=20)),
                ('reached_at', models.DateTimeField()),
                ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('told', models.BigIntegerField()),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('escalate_at', models.DateTimeField(blank=True, null=True)),
                ('escalated_at', models.DateTimeField(blank=True, null=True)),
                ('escalated_to', models.BigIntegerField(blank=True, null=True)),
                ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('body', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
            ],
            options={
                'ordering': ['-reached_at'],
            },
            bases=(jikimi.cases.models.case.OfCase, models.Model),
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('instrument', models.CharField(max_length=40)),
                ('form_version', models.CharField(max_length=20)),
                ('assessed_at', models.DateTimeField()),
                ('intake_route', models.CharField(blank=True, max_length=20)),
                ('is_mutual', models.BooleanField(default=False)),
                ('answers', models.JSONField(default=dict)),
                ('calls', models.IntegerField(default=0)),
                ('is_judged_high', models.BooleanField(default=False)),
                ('is_repeat', models.BooleanField(default=False)),
                ('is_refused', models.BooleanField(default=False)),
                ('points', models.IntegerField()),
                ('highest', models.IntegerField()),
                ('band', models.CharField(blank=True, max_length=20)),
                ('highest_band', models.CharField(blank=True, max_length=20)),
                ('met_by', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('could_be_met_by', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('acts', models.BooleanField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('further_danger', models.TextField(blank=True)),
                ('filled_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='cases.case')),
                ('filled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='cases.party')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='cases.assessment')),
            ],
            options={
                'ordering': ['-assessed_at'],
            },
            bases=(jikimi.cases.models.case.OfCase, models.Model),
        ),
        migrations.AddField(
            model_name='risk',
            name='assessment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.assessment'),
        ),
        migrations.CreateModel(
            name='ContactAttempt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('tried_at', models.DateTimeField()),
                ('channel', models.CharField(max_length=20)),
                ('outcome', models.CharField(max_length=20)),
                ('note', models.TextField(blank=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='cases.monitoringcontact')),
                ('tried_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['tried_at'],
            },
            bases=(jikimi.cases.models.case.OfCase, models.Model),
        ),
        migrations.CreateModel(
            name='JointCheck',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('form', models.CharField(max_length=40)),
                ('with_agencies', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('shift_id', models.UUIDField(blank=True, null=True)),
                ('planned_on', models.DateField()),
                ('from_time', models.TimeField(blank=True, null=True)),
                ('until_time', models.TimeField(blank=True, null=True)),
                ('position', models.IntegerField(default=0)),
                ('place', models.BinaryField(blank=True, default=bytes)),
                ('caution', models.CharField(blank=True, max_length=300)),
                ('stage', models.CharField(default='planned', max_length=20)),
                ('findings', models.JSONField(default=dict)),
                ('unsettled', models.IntegerField(default=0)),
                ('summary', models.TextField(blank=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.IntegerField(default=1)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='cases.case')),
                ('leader', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['planned_on', 'position'],
            },
            bases=(jikimi.cases.models.case.OfCase, models.Model),
        ),
        migrations.CreateModel(
            name='CheckSheet',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('written_at', models.DateTimeField()),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('based_on', models.IntegerField()),
                ('answers', models.JSONField(default=dict)),
                ('conflicts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('check_made', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='cases.jointcheck')),
            ],
            options={
                'ordering': ['received_at'],
            },
            bases=(jikimi.cases.models.case.OfCase, models.Model),
        ),
        migrations.CreateModel(
            name='CheckPhoto',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('item', models.CharField(blank=True, max_length=40)),
                ('caption', models.CharField(blank=True, max_length=200)),
                ('content', models.BinaryField()),
                ('media_type', models.CharField(max_length=20)),
                ('digest', models.CharField(max_length=64)),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('check_made', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='cases.jointcheck')),
            ],
            options={
                'ordering': ['received_at'],
            },
            bases=(jikimi.cases.models.case.OfCase, models.Model),
        ),
        migrations.CreateModel(
            name='CheckAction',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('item', models.CharField(max_length=40)),
                ('action', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.action')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('check_made', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.jointcheck')),
            ],
            bases=(jikimi.cases.models.case.OfCase, models.Model),
        ),
        migrations.CreateModel(
            name='MeasureEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=40)),
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='cases.measure')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['happened_at'],
            },
            bases=(jikimi.cases.models.case.OfCase, models.Model),
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=40)),
                ('outcome', models.CharField(blank=True, max_length=30)),
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='cases.case')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['happened_at'],
            },
            bases=(jikimi.cases.models.case.OfCase, models.Model),
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('about', models.CharField(blank=True, max_length=60)),
                ('rule', models.CharField(max_length=80)),
                ('facts', models.JSONField(default=dict)),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('is_accepted', models.BooleanField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('version', models.IntegerField(default=1)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='cases.case')),
            ],
            options={
                'ordering': ['-proposed_at'],
            },
            bases=(jikimi.cases.models.case.OfCase, models.Model),
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('scheme', models.CharField(max_length=30)),
                ('grade', models.CharField(max_length=10)),
                ('rule', models.CharField(blank=True, max_length=80)),
                ('dispatches', models.IntegerField(default=0)),
                ('bookings', models.IntegerField(default=0)),
                ('consented_by', models.CharField(blank=True, max_length=20)),
                ('consented_on', models.DateField(blank=True, null=True)),
                ('decided_on', models.DateField()),
                ('decided_why', models.TextField()),
                ('decision_id', models.UUIDField(blank=True, null=True)),
                ('registered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('ended_why', models.CharField(blank=True, max_length=200)),
                ('version', models.IntegerField(default=1)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='cases.case')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='cases.registration')),
            ],
            options={
                'ordering': ['-registered_at'],
            },
            bases=(jikimi.cases.models.case.OfCase, models.Model),
        ),
        migrations.AddField(
            model_name='monitoringcontact',
            name='registration',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='cases.registration'),
        ),
        migrations.AddConstraint(
            model_name='monitoringcontact',
            constraint=models.UniqueConstraint(fields=('registration', 'due_on'), name='cases_monitoring_once_a_turn'),
        ),
        migrations.AddField(
            model_name='runningclock',
            name='agency',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency'),
        ),
        migrations.AddField(
            model_name='runningclock',
            name='body',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body'),
        ),
        migrations.AddField(
            model_name='runningclock',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='cases.case'),
        ),
        migrations.AddField(
            model_name='runningclock',
            name='measure',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='cases.measure'),
        ),
        migrations.AddField(
            model_name='alert',
            name='clock',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='cases.runningclock'),
        ),
        migrations.AddField(
            model_name='signal',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency'),
        ),
        migrations.AddField(
            model_name='signal',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signal',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body'),
        ),
        migrations.AddField(
            model_name='signal',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='task',
            name='agency',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency'),
        ),
        migrations.AddField(
            model_name='task',
            name='body',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body'),
        ),
        migrations.AddField(
            model_name='task',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='cases.case'),
        ),
        migrations.AddField(
            model_name='task',
            name='clock',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='cases.runningclock'),
        ),
        migrations.AddField(
            model_name='task',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='task',
            name='measure',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='cases.measure'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=jikimi.cases.wall.CaseWall(group='risk', name='cases_assessment_rows', own_agency=True),
        ),
        migrations.AddConstraint(
            model_name='contactattempt',
            constraint=jikimi.cases.wall.CaseWall(group='risk', name='cases_contactattempt_rows', own_agency=True),
        ),
        migrations.AddIndex(
            model_name='jointcheck',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['agency', 'planned_on'], name='cases_jointcheck_waiting'),
        ),
        migrations.AddConstraint(
            model_name='jointcheck',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ('planned', 'done', 'not_met', 'called_off'))), name='cases_jointcheck_stage'),
        ),
        migrations.AddConstraint(
            model_name='jointcheck',
            constraint=jikimi.cases.wall.CaseWall(group='risk', name='cases_jointcheck_rows', own_agency=True),
        ),
        migrations.AddConstraint(
            model_name='checksheet',
            constraint=jikimi.cases.wall.CaseWall(group='risk', name='cases_checksheet_rows', own_agency=True),
        ),
        migrations.AddConstraint(
            model_name='checkphoto',
            constraint=jikimi.cases.wall.CaseWall(group='risk', name='cases_checkphoto_rows', own_agency=True),
        ),
        migrations.AddConstraint(
            model_name='checkaction',
            constraint=jikimi.cases.wall.CaseWall(group='risk', name='cases_checkaction_rows'),
        ),
        migrations.AddConstraint(
            model_name='measureevent',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('measure', 'code'), name='cases_measureevent_once'),
        ),
        migrations.AddConstraint(
            model_name='measureevent',
            constraint=jikimi.cases.wall.CaseWall(group='risk', name='cases_measureevent_rows'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=jikimi.cases.wall.CaseWall(group='', name='cases_milestone_rows'),
        ),
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(condition=models.Q(('answered_at__isnull', True)), fields=['case'], name='cases_proposal_waiting'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(fields=('case', 'kind', 'about'), name='cases_proposal_once'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=jikimi.cases.wall.CaseWall(group='risk', name='cases_proposal_rows'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('case', 'scheme'), name='cases_registration_once'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=jikimi.cases.wall.CaseWall(group='risk', name='cases_registration_rows'),
        ),
        migrations.AddIndex(
            model_name='runningclock',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['due_at'], name='cases_runningclock_due'),
        ),
        migrations.AddIndex(
            model_name='runningclock',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['body', 'due_at'], name='cases_runningclock_steered'),
        ),
        migrations.AddIndex(
            model_name='runningclock',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['agency', 'due_at'], name='cases_runningclock_waiting'),
        ),
        migrations.AddConstraint(
            model_name='runningclock',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('outcome', '')), models.Q(('outcome__in', ('met', 'late', 'missed', 'void')), ('ended_at__isnull', False)), _connector='OR'), name='cases_runningclock_outcome'),
        ),
        migrations.AddConstraint(
            model_name='runningclock',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('measure', 'code', 'starts_at'), name='cases_runningclock_once'),
        ),
        migrations.AddConstraint(
            model_name='runningclock',
            constraint=jikimi.cases.wall.CaseWall(group='risk', name='cases_runningclock_rows', own_agency=True),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('acknowledged_at__isnull', True), ('escalated_at__isnull', True)), fields=['escalate_at'], name='cases_alert_waiting'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('acknowledged_at__isnull', True)), fields=['body', '-reached_at'], name='cases_alert_steered'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('acknowledged_at__isnull', True)), fields=['agency', '-reached_at'], name='cases_alert_own'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.UniqueConstraint(fields=('clock', 'point'), name='cases_alert_once'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=jikimi.cases.wall.CaseWall(group='risk', insert=False, name='cases_alert_rows', own_agency=True),
        ),
        migrations.AddIndex(
            model_name='signal',
            index=models.Index(condition=models.Q(('answered_at__isnull', True)), fields=['body', 'answer_due_at'], name='cases_signal_waiting'),
        ),
        migrations.AddIndex(
            model_name='signal',
            index=models.Index(fields=['agency', '-sent_at'], name='cases_signal_own'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=jikimi.access.policy.RowPolicy(insert='agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[])', name='cases_signal_rows', select='agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[]) OR body_id * 8 + 3 = ANY ((SELECT access_principals())::bigint[])', update='agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[]) OR body_id * 8 + 3 = ANY ((SELECT access_principals())::bigint[])'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['body', 'due_at'], name='cases_task_steered'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['agency', 'due_at'], name='cases_task_waiting'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('measure', 'kind'), name='cases_task_once'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=jikimi.cases.wall.CaseWall(group='risk', name='cases_task_rows', own_agency=True),
        ),
        owned("cases", "steered_clocks"),
        owned("cases", "closing_wider_triggers"),
    ]
