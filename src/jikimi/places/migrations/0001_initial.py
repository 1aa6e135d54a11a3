"""What stands where, inspections, repairs, hazards and coarse points of crime."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import jikimi.access.policy
import jikimi.places.wall
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0003_shown_when_refused'),
        ('bodies', '0016_reviews_refused'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Area',
            fields=[
                ('code', models.CharField(max_length=10, primary_key=True, serialize=False)),
                ('level', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=60)),
                ('parent_code', models.CharField(blank=True, max_length=10)),
                ('boundary', models.JSONField(default=list)),
                ('west', models.FloatField()),
                ('south', models.FloatField()),
                ('east', models.FloatField()),
                ('north', models.FloatField()),
                ('valid_from', models.DateField()),
                ('source', models.CharField(max_length=200)),
            ],
            options={
                'ordering': ['code'],
                'constraints': [jikimi.access.policy.OpenPolicy(name='places_area_rows')],
            },
        ),
        migrations.CreateModel(
            name='CrimeImport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('file_name', models.CharField(max_length=120)),
                ('rule', models.CharField(max_length=80)),
                ('counts', models.JSONField(default=dict)),
                ('brought_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-brought_at'],
            },
        ),
        migrations.CreateModel(
            name='CrimePoint',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('x', models.FloatField()),
                ('y', models.FloatField()),
                ('grain_m', models.IntegerField()),
                ('area_code', models.CharField(blank=True, max_length=10)),
                ('happened_on', models.DateField()),
                ('hour', models.SmallIntegerField(blank=True, null=True)),
                ('brought_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='points', to='places.crimeimport')),
            ],
        ),
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('rule', models.JSONField(default=dict)),
                ('seed', models.CharField(max_length=64)),
                ('population', models.CharField(max_length=64)),
                ('drawn_from', models.IntegerField()),
                ('picked', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('drawn_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('told', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body')),
                ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-drawn_at'],
            },
        ),
        migrations.CreateModel(
            name='Hazard',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('longitude', models.FloatField(blank=True, null=True)),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('x', models.FloatField(blank=True, null=True)),
                ('y', models.FloatField(blank=True, null=True)),
                ('area_code', models.CharField(blank=True, max_length=10)),
                ('site_id', models.UUIDField(blank=True, null=True)),
                ('noticed_at', models.DateTimeField()),
                ('reported_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('stage', models.CharField(default='reported', max_length=20)),
                ('stage_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('answer', models.CharField(blank=True, max_length=300)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('closed_how', models.CharField(blank=True, max_length=30)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('told_back_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.IntegerField(default=1)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body')),
                ('in_charge', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='places.hazard')),
            ],
            options={
                'ordering': ['-reported_at'],
            },
        ),
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('form', models.CharField(max_length=40)),
                ('planned_on', models.DateField()),
                ('is_night', models.BooleanField(default=False)),
                ('is_unannounced', models.BooleanField(default=False)),
                ('team', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('told', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('stage', models.CharField(default='planned', max_length=20)),
                ('answers', models.JSONField(default=dict)),
                ('grade', models.CharField(blank=True, max_length=10)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.IntegerField(default=1)),
                ('again_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='again', to='places.inspection')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body')),
                ('draw', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inspections', to='places.draw')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-planned_on'],
            },
        ),
        migrations.CreateModel(
            name='InspectionSheet',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('told', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('written_at', models.DateTimeField()),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('based_on', models.IntegerField()),
                ('answers', models.JSONField(default=dict)),
                ('conflicts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='places.inspection')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['received_at'],
            },
        ),
        migrations.CreateModel(
            name='PlacePhoto',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('repair_id', models.UUIDField(blank=True, null=True)),
                ('hazard_id', models.UUIDField(blank=True, null=True)),
                ('item', models.CharField(blank=True, max_length=40)),
                ('caption', models.CharField(blank=True, max_length=200)),
                ('longitude', models.FloatField(blank=True, null=True)),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('has_faces', models.BooleanField(default=False)),
                ('content', models.BinaryField()),
                ('media_type', models.CharField(max_length=20)),
                ('digest', models.CharField(max_length=64)),
                ('told', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('inspection', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='places.inspection')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['received_at'],
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=120)),
                ('about', models.TextField(blank=True)),
                ('matter_id', models.UUIDField(blank=True, null=True)),
                ('begins_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('budget_krw', models.BigIntegerField(blank=True, null=True)),
                ('stage', models.CharField(default='proposed', max_length=20)),
                ('stage_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('comparison_rule', models.JSONField(default=dict)),
                ('effects', models.JSONField(default=list)),
                ('version', models.IntegerField(default=1)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body')),
                ('lead_agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
            ],
            options={
                'ordering': ['-stage_since'],
            },
        ),
        migrations.AddField(
            model_name='inspection',
            name='programme',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inspections', to='places.programme'),
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('name', models.CharField(blank=True, max_length=160)),
                ('keeper_name', models.CharField(blank=True, max_length=120)),
                ('keeper_phone', models.CharField(blank=True, max_length=40)),
                ('road_address', models.CharField(blank=True, max_length=200)),
                ('lot_address', models.CharField(blank=True, max_length=200)),
                ('longitude', models.FloatField(blank=True, null=True)),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('x', models.FloatField(blank=True, null=True)),
                ('y', models.FloatField(blank=True, null=True)),
                ('area_code', models.CharField(blank=True, max_length=10)),
                ('doubt', models.CharField(blank=True, max_length=40)),
                ('facts', models.JSONField(default=dict)),
                ('how_many', models.IntegerField(default=1)),
                ('state', models.CharField(default='in_use', max_length=20)),
                ('installed_on', models.DateField(blank=True, null=True)),
                ('removed_on', models.DateField(blank=True, null=True)),
                ('tested_on', models.DateField(blank=True, null=True)),
                ('test_result', models.CharField(blank=True, max_length=20)),
                ('audience', models.CharField(default='agencies', max_length=10)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('digest', models.BinaryField(default=bytes)),
                ('version', models.IntegerField(default=1)),
                ('keeper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='places.programme')),
            ],
            options={
                'ordering': ['kind', 'area_code', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Repair',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('hazard_id', models.UUIDField(blank=True, null=True)),
                ('item', models.CharField(blank=True, max_length=40)),
                ('text', models.CharField(max_length=300)),
                ('due_on', models.DateField()),
                ('stage', models.CharField(default='open', max_length=20)),
                ('stage_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('outcome', models.CharField(blank=True, max_length=300)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.IntegerField(default=1)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body')),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.inspection')),
                ('inspection', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='repairs', to='places.inspection')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='repairs', to='places.site')),
            ],
            options={
                'ordering': ['due_on'],
            },
        ),
        migrations.AddField(
            model_name='inspection',
            name='site',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inspections', to='places.site'),
        ),
        migrations.CreateModel(
            name='SiteImport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('file_name', models.CharField(max_length=120)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('as_of', models.DateField(blank=True, null=True)),
                ('counts', models.JSONField(default=dict)),
                ('brought_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-brought_at'],
            },
        ),
        migrations.CreateModel(
            name='SiteEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=30)),
                ('happened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('before', models.JSONField(default=dict)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='places.site')),
                ('brought_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.siteimport')),
            ],
            options={
                'ordering': ['-happened_at'],
            },
        ),
        migrations.AddField(
            model_name='site',
            name='brought_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='places.siteimport'),
        ),
        migrations.AddConstraint(
            model_name='crimeimport',
            constraint=jikimi.access.policy.OpenPolicy(name='places_crimeimport_rows'),
        ),
        migrations.AddIndex(
            model_name='crimepoint',
            index=models.Index(fields=['kind', 'happened_on'], name='places_crimepoint_kind'),
        ),
        migrations.AddConstraint(
            model_name='crimepoint',
            constraint=jikimi.access.policy.OpenPolicy(name='places_crimepoint_rows'),
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=jikimi.places.wall.ToldPolicy(name='places_draw_rows', open_when='ended_at IS NOT NULL'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['body', '-reported_at'], name='places_hazard_open'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(fields=['x', 'y'], name='places_hazard_near'),
        ),
        migrations.AddConstraint(
            model_name='hazard',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ('reported', 'answered', 'closed', 'merged'))), name='places_hazard_stage'),
        ),
        migrations.AddConstraint(
            model_name='hazard',
            constraint=jikimi.access.policy.OpenPolicy(name='places_hazard_rows'),
        ),
        migrations.AddConstraint(
            model_name='inspectionsheet',
            constraint=jikimi.places.wall.ToldPolicy(name='places_inspectionsheet_rows', open_when='false'),
        ),
        migrations.AddIndex(
            model_name='placephoto',
            index=models.Index(fields=['hazard_id'], name='places_placephoto_hazard'),
        ),
        migrations.AddConstraint(
            model_name='placephoto',
            constraint=jikimi.places.wall.ToldPolicy(name='places_placephoto_rows', open_when='NOT has_faces'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ('proposed', 'decided', 'under_way', 'done', 'stopped'))), name='places_programme_stage'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=jikimi.access.policy.OpenPolicy(name='places_programme_rows'),
        ),
        migrations.AddIndex(
            model_name='repair',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['agency', 'due_on'], name='places_repair_waiting'),
        ),
        migrations.AddConstraint(
            model_name='repair',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ('open', 'done', 'not_possible', 'checked'))), name='places_repair_stage'),
        ),
        migrations.AddConstraint(
            model_name='repair',
            constraint=jikimi.access.policy.OpenPolicy(name='places_repair_rows'),
        ),
        migrations.AddIndex(
            model_name='inspection',
            index=models.Index(fields=['body', '-planned_on'], name='places_inspection_of_body'),
        ),
        migrations.AddIndex(
            model_name='inspection',
            index=models.Index(fields=['site', '-planned_on'], name='places_inspection_of_site'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ('planned', 'made', 'called_off'))), name='places_inspection_stage'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=jikimi.places.wall.ToldPolicy(name='places_inspection_rows', open_when='(NOT is_unannounced OR ended_at IS NOT NULL)'),
        ),
        migrations.AddConstraint(
            model_name='siteimport',
            constraint=jikimi.access.policy.OpenPolicy(name='places_siteimport_rows'),
        ),
        migrations.AddIndex(
            model_name='siteevent',
            index=models.Index(fields=['site', '-happened_at'], name='places_siteevent_site'),
        ),
        migrations.AddConstraint(
            model_name='siteevent',
            constraint=jikimi.access.policy.OpenPolicy(name='places_siteevent_rows'),
        ),
        migrations.AddIndex(
            model_name='site',
            index=models.Index(fields=['kind', 'area_code'], name='places_site_area'),
        ),
        migrations.AddIndex(
            model_name='site',
            index=models.Index(fields=['x', 'y'], name='places_site_near'),
        ),
        migrations.AddIndex(
            model_name='site',
            index=models.Index(fields=['kind', 'tested_on'], name='places_site_tested'),
        ),
        migrations.AddIndex(
            model_name='site',
            index=models.Index(fields=['brought_by'], name='places_site_brought'),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('planned', 'in_use', 'out_of_order', 'removed'))), name='places_site_state'),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ('public', 'agencies'))), name='places_site_audience'),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=jikimi.places.wall.SitePolicy(name='places_site_rows'),
        ),
    ]
