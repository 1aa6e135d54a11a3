"""Matters, regular turns, recusals and speaking notes; who chairs, how it was decided."""

import django.db.models.deletion
import django.utils.timezone
import jikimi.access.policy
import jikimi.bodies.wall
import uuid
from django.conf import settings
from django.db import migrations, models

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_shown_when_refused'),
        ('bodies', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        guarded("bodies", "circle", for_staff=False),
        guarded("bodies", "kept"),
        migrations.CreateModel(
            name='Matter',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(default='policy', max_length=20)),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField(blank=True)),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('source_id', models.UUIDField(blank=True, null=True)),
                ('stage', models.CharField(default='proposed', max_length=20)),
                ('stage_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('answer', models.TextField(blank=True)),
                ('version', models.IntegerField(default=1)),
            ],
            options={
                'ordering': ['proposed_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Recusal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('why', models.CharField(max_length=40)),
                ('declared_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['declared_at'],
            },
        ),
        migrations.CreateModel(
            name='SpeakingNote',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('text', models.TextField(blank=True)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('version', models.IntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.IntegerField()),
                ('number', models.IntegerField()),
                ('begins_on', models.DateField()),
                ('due_on', models.DateField()),
                ('waived_on', models.DateField(blank=True, null=True)),
                ('why_waived', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='body',
            name='bodies_body_open',
        ),
        migrations.RemoveConstraint(
            model_name='seat',
            name='bodies_seat_open',
        ),
        migrations.AddField(
            model_name='attendance',
            name='answered_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='attendance',
            name='stands_in_for',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deputies', to='bodies.attendance'),
        ),
        migrations.AddField(
            model_name='body',
            name='host',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency'),
        ),
        migrations.AddField(
            model_name='body',
            name='place',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='body',
            name='version',
            field=models.IntegerField(default=1),
        ),
        migrations.AddField(
            model_name='decision',
            name='is_carried',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='method',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='decision',
            name='present',
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='votes_abstained',
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='votes_against',
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='votes_for',
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='meeting',
            name='chair',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='meeting',
            name='clerk',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='meeting',
            name='minutes_approved_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='meeting',
            name='minutes_due_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='meeting',
            name='minutes_planned',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='meeting',
            name='video_link',
            field=models.URLField(blank=True, max_length=300),
        ),
        migrations.AddConstraint(
            model_name='body',
            constraint=jikimi.bodies.wall.BodyPolicy(column='id', name='bodies_body_rows'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('method__in', ('', 'consent', 'vote'))), name='bodies_decision_method'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=jikimi.bodies.wall.BodyPolicy(name='bodies_seat_rows'),
        ),
        migrations.AddField(
            model_name='matter',
            name='agency',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency'),
        ),
        migrations.AddField(
            model_name='matter',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='bodies.body'),
        ),
        migrations.AddField(
            model_name='matter',
            name='proposed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='matter',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='bodies.matter'),
        ),
        migrations.AddField(
            model_name='recusal',
            name='declared_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recusal',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.agendaitem'),
        ),
        migrations.AddField(
            model_name='recusal',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='bodies.meeting'),
        ),
        migrations.AddField(
            model_name='recusal',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='speakingnote',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency'),
        ),
        migrations.AddField(
            model_name='speakingnote',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.agendaitem'),
        ),
        migrations.AddField(
            model_name='speakingnote',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.meeting'),
        ),
        migrations.AddField(
            model_name='speakingnote',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='turn',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='bodies.body'),
        ),
        migrations.AddField(
            model_name='turn',
            name='meeting',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='bodies.meeting'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['body', 'stage'], name='bodies_matter_stage'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ('proposed', 'on_agenda', 'decided', 'declined', 'withdrawn'))), name='bodies_matter_stage'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=jikimi.bodies.wall.CirclePolicy(name='bodies_matter_rows', own_agency=True),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('item', 'member'), name='bodies_recusal_once'),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=jikimi.access.policy.AclPolicy(keeper='bodies_keep_recusal_acl()', name='bodies_recusal_rows'),
        ),
        migrations.AddConstraint(
            model_name='speakingnote',
            constraint=models.UniqueConstraint(fields=('item', 'agency'), name='bodies_note_once'),
        ),
        migrations.AddConstraint(
            model_name='speakingnote',
            constraint=jikimi.access.policy.AclPolicy(keeper='bodies_keep_note_acl()', name='bodies_note_rows'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.UniqueConstraint(fields=('body', 'year', 'number'), name='bodies_turn_once'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=jikimi.bodies.wall.BodyPolicy(name='bodies_turn_rows'),
        ),
    ]
