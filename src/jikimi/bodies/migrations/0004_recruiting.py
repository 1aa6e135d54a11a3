"""How an agency comes to the table; chairs, representatives, limbs of an agreement."""

import django.db.models.deletion
import django.utils.timezone
import jikimi.bodies.wall
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_shown_when_refused'),
        ('bodies', '0003_sittings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=40)),
                ('district', models.CharField(blank=True, max_length=40)),
                ('phone', models.CharField(blank=True, max_length=20)),
                ('note', models.TextField(blank=True)),
                ('stage', models.CharField(default='found', max_length=20)),
                ('stage_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('found_on', models.DateField()),
                ('why_ended', models.TextField(blank=True)),
                ('version', models.IntegerField(default=1)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='bodies.body')),
                ('found_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Chair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_civilian', models.BooleanField(default=False)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chairs', to='bodies.body')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['is_civilian', 'since', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Limb',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('position', models.IntegerField()),
                ('title_ko', models.CharField(max_length=120)),
                ('title_en', models.CharField(blank=True, max_length=120)),
                ('text', models.TextField(blank=True)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('version', models.IntegerField(default=1)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='limbs', to='bodies.body')),
                ('lead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Representative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_deputy', models.BooleanField(default=False)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='representatives', to='bodies.seat')),
            ],
            options={
                'ordering': ['is_deputy', 'since', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Signing',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('signed_on', models.DateField()),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('signed_by', models.CharField(blank=True, max_length=120)),
                ('file_name', models.CharField(blank=True, max_length=120)),
                ('document', models.BinaryField(blank=True, default=bytes)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body')),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signings', to='bodies.candidate')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-signed_on', '-recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('planned_on', models.DateField()),
                ('visited_on', models.DateField(blank=True, null=True)),
                ('met', models.CharField(blank=True, max_length=120)),
                ('explained', models.TextField(blank=True)),
                ('outcome', models.CharField(blank=True, max_length=20)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.IntegerField(default=1)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body')),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='bodies.candidate')),
                ('visitor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['planned_on', 'id'],
            },
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=models.Index(fields=['body', 'stage'], name='bodies_candidate_stage'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ('found', 'visited', 'agreed', 'signed', 'seated', 'declined', 'left'))), name='bodies_candidate_stage'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=jikimi.bodies.wall.CirclePolicy(name='bodies_candidate_rows', steering=True),
        ),
        migrations.AddConstraint(
            model_name='chair',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('body', 'member'), name='bodies_chair_once'),
        ),
        migrations.AddConstraint(
            model_name='chair',
            constraint=jikimi.bodies.wall.BodyPolicy(name='bodies_chair_rows'),
        ),
        migrations.AddConstraint(
            model_name='limb',
            constraint=jikimi.bodies.wall.BodyPolicy(name='bodies_limb_rows'),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('seat', 'member'), name='bodies_representative_once'),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=jikimi.bodies.wall.BodyPolicy(name='bodies_representative_rows'),
        ),
        migrations.AddConstraint(
            model_name='signing',
            constraint=jikimi.bodies.wall.CirclePolicy(name='bodies_signing_rows', steering=True),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ('', 'agreed', 'thinking', 'declined'))), name='bodies_visit_outcome'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=jikimi.bodies.wall.CirclePolicy(name='bodies_visit_rows', steering=True),
        ),
    ]
