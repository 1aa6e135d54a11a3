"""Counts out of the rooms, figures of others, what was published, protocols of effect reports."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import jikimi.insights.wall
import uuid
from django.db import migrations, models

from jikimi.access.guarded import guarded, owned


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0003_shown_when_refused'),
    ]

    operations = [
        guarded("insights", "fixed", for_staff=False),
        migrations.CreateModel(
            name='Counting',
            fields=[
                ('source', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('began_at', models.DateTimeField(null=True)),
                ('counted_at', models.DateTimeField(null=True)),
                ('as_of', models.DateField(null=True)),
                ('rows', models.BigIntegerField(default=0)),
                ('lists', models.CharField(blank=True, max_length=64)),
                ('state', models.JSONField(default=dict)),
            ],
            options={
                'constraints': [jikimi.insights.wall.ToldPolicy(name='insights_counting_rows')],
            },
        ),
        migrations.CreateModel(
            name='EffectProtocol',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('programme_id', models.UUIDField(blank=True, null=True)),
                ('title', models.CharField(max_length=200)),
                ('question', models.TextField()),
                ('outcome', models.CharField(max_length=60)),
                ('kind', models.CharField(blank=True, max_length=40)),
                ('treated', models.JSONField(default=dict)),
                ('comparison', models.JSONField(default=dict)),
                ('before_from', models.DateField()),
                ('before_to', models.DateField()),
                ('after_from', models.DateField()),
                ('after_to', models.DateField()),
                ('method', models.CharField(max_length=40)),
                ('minimal_effect', models.FloatField(blank=True, null=True)),
                ('choices', models.JSONField(default=dict)),
                ('member_id', models.BigIntegerField()),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('fixed_at', models.DateTimeField(blank=True, null=True)),
                ('fixed_by_id', models.BigIntegerField(blank=True, null=True)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('version', models.IntegerField(default=1)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
            ],
            options={
                'ordering': ['-written_at'],
            },
        ),
        migrations.CreateModel(
            name='EffectReport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('result', models.JSONField()),
                ('sensitivity', models.JSONField(default=list)),
                ('limits', models.JSONField(default=list)),
                ('verdict', models.CharField(max_length=40)),
                ('data', models.JSONField(default=dict)),
                ('data_digest', models.CharField(max_length=64)),
                ('code_version', models.CharField(max_length=40)),
                ('member_id', models.BigIntegerField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('protocol', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='insights.effectprotocol')),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='FigureImport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('measure', models.CharField(max_length=60)),
                ('file_name', models.CharField(max_length=200)),
                ('source', models.CharField(max_length=200)),
                ('as_of', models.DateField()),
                ('counts', models.JSONField(default=dict)),
                ('brought_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
            ],
            options={
                'ordering': ['-brought_at'],
            },
        ),
        migrations.CreateModel(
            name='ContextFigure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('measure', models.CharField(max_length=60)),
                ('level', models.CharField(choices=[('region', 'region'), ('district', 'district'), ('dong', 'dong'), ('station', 'station')], max_length=10)),
                ('area', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=60)),
                ('year', models.SmallIntegerField()),
                ('value', models.FloatField()),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
                ('brought_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='insights.figureimport')),
            ],
            options={
                'ordering': ['measure', 'year', 'area'],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('title_ko', models.CharField(max_length=200)),
                ('title_en', models.CharField(blank=True, max_length=200)),
                ('indicators', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('areas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('table', models.JSONField()),
                ('definitions', models.JSONField(default=list)),
                ('definitions_version', models.CharField(blank=True, max_length=64)),
                ('method', models.TextField(blank=True)),
                ('digest', models.CharField(max_length=64)),
                ('code_version', models.CharField(blank=True, max_length=40)),
                ('publisher_ko', models.CharField(blank=True, max_length=120)),
                ('publisher_en', models.CharField(blank=True, max_length=120)),
                ('member_id', models.BigIntegerField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_why', models.CharField(blank=True, max_length=300)),
                ('version', models.IntegerField(default=1)),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('part', models.CharField(db_collation='C', max_length=30)),
                ('month', models.DateField()),
                ('station_id', models.BigIntegerField(default=0)),
                ('area', models.CharField(blank=True, db_collation='C', max_length=10)),
                ('kind', models.CharField(blank=True, db_collation='C', max_length=40)),
                ('span', models.SmallIntegerField(default=0)),
                ('count', models.BigIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('part', 'month', 'station_id', 'area', 'kind', 'span'), name='insights_tally_once'), jikimi.insights.wall.TallyPolicy(name='insights_tally_rows')],
            },
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('part', models.CharField(db_collation='C', max_length=30)),
                ('level', models.CharField(max_length=5)),
                ('month', models.DateField()),
                ('place', models.CharField(blank=True, db_collation='C', max_length=21)),
                ('kind', models.CharField(blank=True, db_collation='C', max_length=40)),
                ('span', models.SmallIntegerField(default=0)),
                ('count', models.BigIntegerField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('part', 'level', 'month', 'place', 'kind', 'span'), name='insights_told_once'), jikimi.insights.wall.ToldPolicy(name='insights_told_rows')],
            },
        ),
        migrations.AddConstraint(
            model_name='effectprotocol',
            constraint=models.CheckConstraint(condition=models.Q(('fixed_at__isnull', True), models.Q(('digest', ''), _negated=True), _connector='OR'), name='insights_effectprotocol_fixed'),
        ),
        migrations.AddConstraint(
            model_name='effectprotocol',
            constraint=jikimi.insights.wall.AnalystPolicy(name='insights_effectprotocol_rows', read_when='fixed_at IS NOT NULL'),
        ),
        migrations.AddConstraint(
            model_name='effectreport',
            constraint=jikimi.insights.wall.AnalystPolicy(name='insights_effectreport_rows', read_when='released_at IS NOT NULL'),
        ),
        migrations.AddConstraint(
            model_name='figureimport',
            constraint=jikimi.insights.wall.AnalystPolicy(name='insights_figureimport_rows', read_when='true'),
        ),
        migrations.AddConstraint(
            model_name='contextfigure',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced_at__isnull', True)), fields=('measure', 'year', 'area'), name='insights_contextfigure_once'),
        ),
        migrations.AddConstraint(
            model_name='contextfigure',
            constraint=jikimi.insights.wall.AnalystPolicy(name='insights_contextfigure_rows', read_when='true'),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(fields=['-published_at'], name='insights_publication_newest'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=jikimi.insights.wall.PublishedPolicy(name='insights_publication_rows'),
        ),
        owned("insights", "fixed_triggers"),
    ]
